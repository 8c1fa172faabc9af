"""The base model and the validated codes of which all parts of the catalogue are made."""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from veerkracht.core import areas, periods


def _area_code(code: str) -> str:
    areas.level(code)
    return code


def _period_code(text: object) -> str:
    return periods.parse(str(text)).code  # YAML reads a bare year as a number


AreaCode = Annotated[str, AfterValidator(_area_code)]
PeriodCode = Annotated[str, BeforeValidator(_period_code), WithJsonSchema({"type": ["string", "integer"]})]
Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Text = Annotated[str, Field(min_length=1)]


class Part(BaseModel):
    """A block of fields in the file: frozen, without undeclared fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Threshold(Part):
    """A number that the method decides by, the day from which it is valid, and the reason."""

    label: Text
    value: Annotated[float, Field(gt=0)]
    since: date
    reason: Text
