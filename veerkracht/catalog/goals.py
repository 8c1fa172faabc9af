"""Models of goals, their measures, and the thresholds of the method that assesses them."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from veerkracht.catalog.parts import (
    Confidence,
    Count,
    Factor,
    Identifier,
    Multiple,
    NamedCode,
    Part,
    Percentage,
    PeriodCode,
    Share,
    Text,
    Threshold,
    Years,
)
from veerkracht.catalog.resilience_map import ResilienceMap
from veerkracht.core.codes import Direction, Population, ReadingKind

MunicipalityCode = Annotated[str, Field(pattern=r"^GM\d{4}$")]
BalanceSide = Literal["dragers", "vragers", "zelfredzaamheid", "samenredzaamheid"]

_MOST_CHANGE = 1000  # in percent, percentage points or inhabitants


class Inhabitants(Part):
    """The figure that turns shares and rates into persons and reports."""

    indicator: Identifier
    period: PeriodCode


class Band(Part):
    """The band of the middle buurten, between two shares in percent."""

    lowest: float = Field(gt=0, lt=50)
    highest: float = Field(gt=50, lt=100)


class SimilarElsewhere(Part):
    """How to find buurten elsewhere in the country that are similar to one of the municipality."""

    period: PeriodCode = Field(description="Jaar van de kenmerken, liefst voor het begin van het programma")
    frozen_on: date = Field(description="Dag waarop de kenmerken zijn vastgelegd")
    count: int = Field(ge=1, le=100, description="Hoeveel buurten, als de lezer niets kiest")
    smallest_population: float = Field(gt=0, le=100_000, description="Kleinere buurten doen niet mee")
    band: Band
    without: tuple[MunicipalityCode, ...] = Field(
        (), description="Gemeenten waarvan de buurten niet meedoen, als de lezer niets kiest"
    )
    measures: tuple[Identifier, ...] = Field(min_length=3, description="Indicatoren die meetellen")


class Yardstick(Part):
    """Which buurten of the country a change is compared with (docs/method.md)."""

    yardstick_inhabitants: Count
    yardstick_rest: Count
    yardstick_smallest: Share
    yardstick_largest: Factor
    yardstick_points: Percentage
    yardstick_percent: Percentage
    yardstick_fewest: Count


class BalanceItem(Part):
    """One indicator that weighs on a side of the see-saw of a buurt."""

    side: BalanceSide
    indicator: Identifier
    fallback: Identifier | None = Field(
        None, description="Indicator die meetelt zolang de eerste geen cijfers van buurten heeft"
    )
    sign: Literal[1, -1] = Field(description="1: meer weegt zwaarder; -1: minder weegt zwaarder")
    measure: str | None = Field(
        None,
        description="Bij dragers en vragers: maat waarvan de nulmeting van het plan geldt zolang er niets anders is",
    )
    reason: Text

    @model_validator(mode="after")
    def _measure_fits_side(self) -> Self:
        is_share = self.side in ("dragers", "vragers")
        if is_share != (self.measure is not None):
            raise ValueError("measure hoort bij de kanten dragers en vragers, en alleen daar")
        if is_share and (self.sign != 1 or self.fallback):
            raise ValueError("bij dragers en vragers is sign 1 en is er geen fallback")
        return self


class Method(Part):
    """The thresholds of the method (docs/method.md)."""

    inhabitants: Inhabitants
    populations: dict[Population, Identifier] = Field(
        {}, description="Per populatie de indicator die haar telt, in het jaar van inhabitants; geen: geen aantallen"
    )
    screen_confidence: Confidence = Field(
        description="Betrouwbaarheid van een oordeel in procenten, op het scherm en in brieven"
    )
    power: Confidence = Field(description="Kans in procenten waarmee een echte verandering moet opvallen")
    assumed_answers: Count = Field(
        description="Aantal antwoorden per buurt, zolang niet bekend is hoeveel een peiling er heeft"
    )
    on_course_share: Share
    margin_inhabitants: Count = Field(description="Kleinste buurt waaruit marges worden geschat")
    reference_areas: Count = Field(description="Kleinste aantal gebieden elders om mee te vergelijken")
    count_phi: Multiple = Field(description="Schommeling van tellingen door toeval, als schatten niet kan")
    count_tau2: Factor = Field(description="Schommeling van ook grote tellingen, als schatten niet kan")
    design_effect: Factor
    false_discovery: Percentage = Field(
        description="Deel in procenten van de oordelen die standhouden dat toch toeval mag zijn"
    )
    window_years: Years
    minimum_count: Count = Field(description="Kleinste aantal van eigen tellingen dat wordt getoond")
    minimum_answers: Count = Field(
        description="Kleinste aantal antwoorden in eigen enquêtes waarbij een cijfer wordt getoond"
    )
    jump_percent: Percentage = Field(description="Herziening in procenten waarboven die als sprong wordt gemeld")
    stale_days: Count = Field(description="Dagen zonder geslaagde controle waarna een bron verouderd is")
    small_population: Count = Field(description="Inwoners waaronder een gebied een teken krijgt")
    minimum_areas: Count = Field(description="Kleinste aantal gebieden voor een samenhang")
    similarity: tuple[Identifier, ...] = Field(
        min_length=3, description="Indicatoren waarop gebieden worden vergeleken bij “lijkt op”"
    )
    similar_elsewhere: SimilarElsewhere = Field(description="Buurten buiten de gemeente die op een buurt lijken")
    yardstick: Yardstick = Field(description="Landelijke meetlat: met welke buurten wordt vergeleken")
    resilience_map: ResilienceMap

    @property
    def thresholds(self) -> dict[str, Threshold]:
        """Return every threshold by its name."""
        return {
            name: value
            for name, value in [*self, *self.yardstick, *self.resilience_map]
            if isinstance(value, Threshold)
        }


class Baseline(Part):
    """The nulmeting as adopted in the plan: a value per area, in the unit of the measure."""

    period: PeriodCode
    values: dict[NamedCode, float] = Field(min_length=1)
    note: str = ""


class Reading(Part):
    """The reading (lezing) of a target text, whether it is settled, and by which decision."""

    kind: ReadingKind
    amount: float | None = Field(None, description="Verandering (5) of vaste norm (80); leeg bij richting")
    is_yearly: bool = Field(False, description="Een norm die elk jaar geldt en dus geen pad heeft")
    status: Literal["voorlopig", "vastgesteld"] = "voorlopig"
    decision: str | None = Field(None, description="Besluit dat de lezing vastlegt, met datum")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if (self.kind == "richting") != (self.amount is None):
            raise ValueError("amount hoort bij elke lezing behalve richting")
        if self.amount is not None and self.kind != "norm" and not 0 < self.amount <= _MOST_CHANGE:
            raise ValueError(f"amount is een verandering, groter dan 0 en hoogstens {_MOST_CHANGE}")
        if self.is_yearly and self.kind != "norm":
            raise ValueError("is_yearly hoort alleen bij de lezing norm")
        if self.status == "vastgesteld" and not self.decision:
            raise ValueError("een vastgestelde lezing noemt het besluit in decision")
        return self


class FollowUp(Part):
    """What is needed before a measure has figures, who does it and by when, as far as a document says so."""

    step: Text = Field(description="Wat er moet gebeuren, als zin")
    owner: Text | None = Field(None, description="Wie aan zet is; leeg als geen document dat noemt")
    due: PeriodCode | None = Field(None, description="Jaar of maand waarin het klaar moet zijn; anders leeg")
    source: Text = Field(description="Document en plaats waar dit staat")


class Measure(Part):
    """A measure of a goal."""

    id: str = Field(pattern=r"^\d{1,2}[a-z]?$", description="Nummer van het doel en een letter: 2a")
    label: Text
    unit: Text
    counted: str = Field("", description="Wat het aantal achter de verhouding telt, bijvoorbeeld meldingen per jaar")
    more: str = Field("", description="Zin zonder punt als het cijfer hoger werd: Meer mensen voelen zich gezond")
    fewer: str = Field("", description="Zin zonder punt als het cijfer lager werd")
    decimals: int = Field(0, ge=0, le=3)
    direction: Direction
    reading: Reading
    indicator: Identifier | None = None
    baseline: Baseline | None = None
    source_text: str = Field(min_length=1, description="Bron en indicator zoals het plan die noemt")
    proxy: str = Field("", description="Waarin de maat afwijkt van wat het doel zegt")
    notes: tuple[Text, ...] = ()
    is_shared: bool = Field(
        False, description="De streefwaarde is er één voor de buurten van het programma samen; alleen bij een aantal"
    )
    planned_source: str = Field("", description="Waar de cijfers vandaan gaan komen")
    has_source: bool = Field(True, description="false als de bron nog niet bestaat")
    first_period: PeriodCode | None = Field(None, description="Eerste jaar waarover de bron cijfers geeft")
    years_between: int | None = Field(
        None, ge=1, le=10, description="Om de hoeveel jaar er een meting is; leeg als dat niet bekend is"
    )
    related: tuple[Identifier, ...] = Field(
        (), max_length=2, description="Indicatoren die iets over de maat zeggen zolang zij geen cijfer heeft"
    )
    follow_up: FollowUp | None = Field(
        None, description="Wie wat doet zolang de maat geen cijfers heeft; ophalen spreekt vanzelf"
    )

    @model_validator(mode="after")
    def _fields_fit_together(self) -> Self:
        values = [*(self.baseline.values.values() if self.baseline else ())]
        values += [self.reading.amount] if self.reading.kind == "norm" and self.reading.amount is not None else []
        if self.unit == "%" and (wrong := [value for value in values if not 0 <= value <= 100]):
            raise ValueError(f"{wrong[0]:g} kan niet; een percentage ligt tussen 0 en 100")
        if bool(self.more) != bool(self.fewer):
            raise ValueError("more en fewer horen bij elkaar: noem beide zinnen of geen van beide")
        if self.indicator is None and not self.planned_source:
            raise ValueError("een maat zonder indicator noemt de geplande bron in planned_source")
        if self.is_shared and self.unit in ("%", "euro", "rapportcijfer"):
            raise ValueError("is_shared hoort bij een aantal; een percentage, bedrag of rapportcijfer telt niet op")
        if not self.has_source and self.follow_up is None:
            raise ValueError("een maat zonder bron (has_source: false) zegt in follow_up wat er moet gebeuren")
        return self


class Goal(Part):
    """An operational goal with the literal text of the plan."""

    number: int = Field(ge=1, le=99)
    name: Text
    level: Text = Field(description="Een van de namen bij levels")
    strategic_goals: tuple[Text, ...] = Field(min_length=1, description="Namen die bij pillars staan")
    target_text: str = Field(min_length=1, description="Letterlijke tekst van het plan")
    place: str = Field(min_length=1, description="Hoofdstuk of bladzijde in het plan")
    synonyms: tuple[Text, ...] = Field((), description="Andere woorden waarmee een lezer dit zoekt")
    measures: tuple[Measure, ...] = Field(min_length=1)
