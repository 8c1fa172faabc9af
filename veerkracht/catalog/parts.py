"""The base model and the validated codes of which all parts of the catalogue are made."""

import re
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from veerkracht.core import areas, periods


def _area_code(code: str) -> str:
    areas.level(code)
    return code


def _period_code(text: object) -> str:
    return periods.parse(str(text)).code  # YAML reads a bare year as a number


def _file_name(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", text):
        raise ValueError(
            f"{text!r} heeft niet de goede vorm (letters, cijfers, punt, streepje en _; begin met een letter of cijfer)"
        )
    return text


AreaCode = Annotated[str, AfterValidator(_area_code)]
PeriodCode = Annotated[str, BeforeValidator(_period_code), WithJsonSchema({"type": ["string", "integer"]})]
Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Text = Annotated[str, Field(min_length=1)]
FileName = Annotated[Text, AfterValidator(_file_name)]  # becomes part of a path and of an address


class Part(BaseModel):
    """A block of fields in the file: frozen, without undeclared fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Threshold(Part):
    """A number that the method decides by, the day from which it is valid, and the reason."""

    label: Text
    value: Annotated[float, Field(gt=0)]
    since: date
    reason: Text
