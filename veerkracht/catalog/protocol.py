"""The model of the evaluation protocol: what is fixed before the figures arrive, and the reasons for later
deviations."""

from datetime import date
from typing import Literal, Self

from pydantic import Field, model_validator

from veerkracht.catalog.parts import Part, PeriodCode, Text
from veerkracht.core.codes import ProtocolAspect


class ProtocolRule(Part):
    """How some measures will be judged."""

    measures: tuple[str, ...] = Field(min_length=1, description="Maten waarvoor dit geldt")
    comparison: Text = Field(description="Wat met wat wordt vergeleken")
    windows: Text = Field(description="Welke jaren ervoor en erna")
    judged_in: tuple[PeriodCode, ...] = Field(min_length=1, description="Wanneer wordt geoordeeld")
    success: Text = Field(description="Wanneer het doel als gehaald telt")


class Deviation(Part):
    """Why something of the protocol was changed after it was fixed."""

    measure: str | None = Field(None, description="Maat; leeg als het voor alle maten geldt")
    aspect: ProtocolAspect | Text = Field(description="Onderdeel, of de naam van een drempel")
    date: date
    reason: Text


class Protocol(Part):
    """The evaluation protocol: its rules per measure, when it was fixed, and why it was changed since."""

    fixed_on: date
    status: Literal["voorlopig", "vastgesteld"] = "voorlopig"
    decision: str | None = Field(None, description="Besluit dat het protocol vaststelt, met datum")
    rules: tuple[ProtocolRule, ...] = Field(min_length=1)
    deviations: tuple[Deviation, ...] = Field((), description="Waarom er later iets is veranderd")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.status == "vastgesteld" and not self.decision:
            raise ValueError("een vastgesteld protocol noemt het besluit in decision")
        if early := [deviation for deviation in self.deviations if deviation.date < self.fixed_on]:
            raise ValueError(f"een afwijking van {early[0].date} is van voor het protocol ({self.fixed_on})")
        return self
