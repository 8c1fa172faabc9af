"""Models of the Veerkracht map: two axes, each a mean of standardised measures, cut into three classes."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from veerkracht.catalog.parts import Factor, Identifier, Part, Share, Text, Year, Years
from veerkracht.core.codes import Scale

_Deviations = Annotated[float, Field(ge=-10, le=10)]


class MapMeasure(Part):
    """An indicator that counts on an axis."""

    indicator: Identifier
    sign: Literal[1, -1] = Field(description="1: een hoog cijfer is een hoge score; -1: een laag cijfer")
    until: Identifier | None = Field(
        None, description="Telt alleen mee zolang deze andere maat van de as geen referentie heeft"
    )


class MapAxis(Part):
    """An axis: its measures, and the bounds between its three classes; a score on a bound is of the class above."""

    label: Text
    scale: Scale = Field("linear", description="log: de logaritme van een cijfer telt; linear: zijzelf")
    measures: tuple[MapMeasure, ...] = Field(min_length=1)
    classes: tuple[Text, Text, Text] = Field(description="Namen van de klassen, van laag naar hoog")
    bounds: tuple[_Deviations, _Deviations] = Field(description="Grenzen in standaardafwijkingen, van laag naar hoog")
    since: date
    reason: Text

    @model_validator(mode="after")
    def _bounds_rise_and_measures_fit_together(self) -> Self:
        if not self.bounds[0] < self.bounds[1]:
            raise ValueError("de eerste grens ligt onder de tweede")
        names = [measure.indicator for measure in self.measures]
        if len(set(names)) < len(names):
            raise ValueError("een indicator telt op een as één keer mee")
        for measure in self.measures:
            if measure.until is not None and (measure.until not in names or measure.until == measure.indicator):
                raise ValueError(f"until noemt een andere maat van dezelfde as, niet {measure.until}")
        return self


class Reference(Part):
    """The buurten and the year of the mean and deviation of every measure, and the day those were frozen."""

    year: Year
    minimum_inhabitants: int = Field(ge=1, le=100_000, description="Kleinere buurten tellen niet mee in het gemiddelde")
    frozen_on: date = Field(description="Dag waarop gemiddelden en afwijkingen zijn vastgelegd")


class ResilienceMap(Part):
    """How the Veerkracht map is made (docs/method.md)."""

    reference: Reference
    map_cut: Factor
    map_share_needed: Share
    map_max_age: Years
    kwetsbaarheid: MapAxis
    overlast: MapAxis

    @model_validator(mode="after")
    def _axes_share_no_measure(self) -> Self:
        names = [{measure.indicator for measure in axis.measures} for axis in self.axes.values()]
        if both := sorted(names[0] & names[1]):
            raise ValueError(f"een indicator telt op één as mee, niet op beide: {', '.join(both)}")
        return self

    @property
    def axes(self) -> dict[str, MapAxis]:
        """Return both axes by name: the horizontal one first."""
        return {"kwetsbaarheid": self.kwetsbaarheid, "overlast": self.overlast}
