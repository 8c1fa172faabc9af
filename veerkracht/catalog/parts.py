"""The base model and the validated codes that all parts of the catalogue share."""

import re
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from veerkracht.core import areas, periods


def _area_code(code: str) -> str:
    if areas.level(code) == "groep":
        raise ValueError(f"{code!r} is een groep van buurten; noem haar buurten")
    return code


def _named_code(code: str) -> str:
    areas.level(code)
    return code


FIRST_YEAR, LAST_YEAR = 1900, 2100  # of anything that the dashboard can be about


def _period_code(text: object) -> str:
    period = periods.parse(str(text))  # YAML reads a bare year as a number
    if not FIRST_YEAR <= period.first <= period.last <= LAST_YEAR:
        raise ValueError(f"{text} kan niet; een jaar ligt tussen {FIRST_YEAR} en {LAST_YEAR}")
    return period.code


def _file_name(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", text):
        raise ValueError(
            f"{text!r} heeft niet de goede vorm (letters, cijfers, punt, streepje en _; begin met een letter of cijfer)"
        )
    return text


Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]
AreaCode = Annotated[str, AfterValidator(_area_code)]
NamedCode = Annotated[str, AfterValidator(_named_code)]  # of an area, or of a focus area of several buurten
PeriodCode = Annotated[str, BeforeValidator(_period_code), WithJsonSchema({"type": ["string", "integer"]})]
Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Text = Annotated[str, Field(min_length=1)]
FileName = Annotated[Text, AfterValidator(_file_name)]  # becomes part of a path and of an address


class Part(BaseModel):
    """A block of fields in the file: frozen, without undeclared fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Threshold(Part):
    """A number that the method decides by, the day from which it is valid, and the reason."""

    label: Text
    value: float = Field(gt=0)
    since: date
    reason: Text


class Confidence(Threshold):
    """How certain something must be, in percent; 100 would need endless margins."""

    value: float = Field(ge=50, lt=100)


class Percentage(Threshold):
    """A percentage, or a difference between two."""

    value: float = Field(gt=0, le=100)


class Share(Threshold):
    """A part of a whole."""

    value: float = Field(gt=0, le=1)


class Count(Threshold):
    """A number of inhabitants, answers, areas or days."""

    value: float = Field(ge=1, le=100_000)


class Multiple(Threshold):
    """How many times as much as something is, or as much."""

    value: float = Field(ge=1, le=100)


class Years(Threshold):
    """A number of years."""

    value: float = Field(ge=1, le=30)


class Factor(Threshold):
    """A multiplier, or a number of standard deviations."""

    value: float = Field(gt=0, le=10)
