"""Determines what a measure without a figure after its baseline is missing, why, and who has to act."""

from collections.abc import Sequence
from dataclasses import dataclass

from veerkracht.catalog.catalog import Catalog, Indicator, Source
from veerkracht.catalog.goals import Measure
from veerkracht.core import dutch, periods
from veerkracht.core.codes import LackKind, MarginKind, NoFigureReason


@dataclass(frozen=True)
class Lack:
    """What is lacking, the reason in full, and whose move it is: who does what by when, None where nobody says so."""

    kind: LackKind
    reason: str
    step: str
    owner: str | None = None
    date: str | None = None

    @property
    def why(self) -> NoFigureReason:
        """Return which of the six reasons it is."""
        return _WHY[self.kind]


@dataclass(frozen=True)
class Observation:
    """A year of one area: its figure with what that rests on, or (`missing`, a code of dutch.MISSING) why there is
    none."""

    period: str
    value: float | None
    lower: float | None
    upper: float | None
    margin_kind: MarginKind | None
    numerator: float | None
    denominator: float | None
    status: str
    missing: str | None
    concentration: float


NOT_SAME_YEAR = Lack(
    "not_same_year",
    "De gebieden hebben niet over hetzelfde jaar een cijfer.",
    "Wachten tot alle gebieden over hetzelfde jaar een cijfer hebben.",
)


def of_planned(catalog: Catalog, measure: Measure) -> Lack:
    """Return what a measure without any figure lacks."""
    state = "De bron is nog niet aangesloten." if measure.has_source else "Er is nog geen bron."
    return _lack(catalog, measure, _kind_of_planned(catalog, measure), f"{state} Gepland: {measure.planned_source}.")


def of_series(
    catalog: Catalog, measure: Measure, start: str, indicator: Indicator, observations: Sequence[Observation]
) -> Lack | None:
    """Return what a measure lacks in the area of these observations, None with a figure after the baseline."""
    source = catalog.sources[indicator.source]
    if observations and all(row.missing in _NOT_TOGETHER for row in observations):
        why = dutch.capital(dutch.MISSING[observations[-1].missing or ""])
        return _lack(catalog, measure, "not_together", f"{why}. Dit gebied heeft meer buurten.")
    later = [observed for observed in observations if observed.period > start]
    if any(observed.value is not None for observed in later):
        return None
    if measure.planned_source:
        reason = f"Na {start} is er nog geen cijfer. Gepland: {measure.planned_source}."
        return _lack(catalog, measure, _kind_of_planned(catalog, measure), reason)
    kind: LackKind
    gap = next((gap for gap in indicator.breaks if start and gap.period > start), None)
    if (
        gap
        and not source.is_own
        and not any(start < period < gap.period for period in _still_possible(source, observations))
    ):
        reason = (
            f"Tussen {start} en {gap.period} komt er geen cijfer meer, en vanaf {gap.period} is de definitie anders."
        )
        return _lack(catalog, measure, "ended", reason, source)
    if all(row.value is None and row.missing in ("not_included", "not_measured") for row in observations):
        kind, text = "not_included", f"De cijfers van {source.publisher} zijn nog niet opgehaald."
        if source.is_own:
            kind, text = "own_figures", f"Er is nog geen cijfer van dit gebied uit de bron {source.title}."
    elif any(row.missing == "unreadable" for row in later or observations):
        kind, text = "unreadable", f"De kopie van de tabel van {source.publisher} is niet te lezen."
    elif not later:
        kind, text = "no_later_figure", f"{source.publisher} heeft na {start} nog geen cijfer."
        if expected := source.next_measurement:
            text += f" Volgende: {expected.period}, verwacht {expected.expected}."
    elif all(observed.missing == "not_included" for observed in later):
        kind, text = "not_included", f"De cijfers van {source.publisher} na {start} zijn nog niet opgehaald."
    else:
        last = later[-1]
        so_far = f"Na {start} is er" if start else "Er is"
        kind = _KINDS[last.missing or ""]
        text = f"{so_far} nog geen cijfer ({last.period}: {dutch.MISSING[last.missing or '']})."
    return _lack(catalog, measure, kind, f"{text} Vanaf {gap.period} is de definitie anders." if gap else text, source)


def _still_possible(source: Source, observations: Sequence[Observation]) -> set[str]:
    """Return the periods for which the publisher has a figure that was not loaded, or may still publish one."""
    waiting = {row.period for row in observations if row.missing in _WAITING}
    of_tables = {period for table in source.tables for period in table.periods}
    return waiting | (of_tables - {row.period for row in observations})


def _lack(catalog: Catalog, measure: Measure, kind: LackKind, reason: str, source: Source | None = None) -> Lack:
    """Return a lack and whose move it is: fetching follows from a rule, the rest from the catalogue.

    What only this area lacks is already measured elsewhere, so no step of the catalogue remains.
    """
    why, follow_up = _WHY[kind], measure.follow_up
    if why == "niet opgehaald":
        return Lack(
            kind,
            reason,
            "De cijfers ophalen; de handleiding voor de beheerder zegt hoe.",
            catalog.programme.data_team,
            "kan nu",
        )
    if follow_up and kind not in _OF_THE_AREA:
        due = periods.parse(follow_up.due).label if follow_up.due else None
        return Lack(kind, reason, follow_up.step, follow_up.owner, due)
    if why == "wacht op nieuwe meting" and source:
        expected = source.next_measurement
        step = f"Wachten op het cijfer over {expected.period}." if expected else "Wachten op het volgende cijfer."
        return Lack(kind, reason, step, source.publisher, expected.expected if expected else None)
    return Lack(kind, reason, _STEPS[why])


def _kind_of_planned(catalog: Catalog, measure: Measure) -> LackKind:
    """Return what a measure with a planned source lacks; one that names a table of a publisher can be fetched."""
    if not measure.has_source:
        return "no_source"
    tables = (table.id for source in catalog.sources.values() if not source.is_own for table in source.tables)
    return "not_included" if any(table in measure.planned_source for table in tables) else "own_figures"


_WHY: dict[LackKind, NoFigureReason] = {
    "no_source": "vraag bestaat nog niet",
    "own_figures": "bron niet aangesloten",
    "not_included": "niet opgehaald",
    "unreadable": "niet opgehaald",
    "no_later_figure": "wacht op nieuwe meting",
    "not_published": "wacht op nieuwe meting",
    "suppressed": "wacht op nieuwe meting",
    "too_few": "wacht op nieuwe meting",
    "not_same_year": "wacht op nieuwe meting",
    "not_in_table": "maat vervallen",
    "ended": "maat vervallen",
    "not_together": "niet samen te nemen",
    "part_lacks": "wacht op nieuwe meting",
}
_STEPS: dict[NoFigureReason, str] = {
    "wacht op nieuwe meting": "Wachten op het volgende cijfer.",
    "bron niet aangesloten": "Afspreken wie dit telt of vraagt, en het bestand aanleveren.",
    "vraag bestaat nog niet": "Besluiten over de vraag, voordat de volgende peiling begint.",
    "maat vervallen": "Een andere maat kiezen.",
    "niet samen te nemen": "Deze maat per buurt of wijk volgen, of een andere maat kiezen.",
}
_OF_THE_AREA: tuple[LackKind, ...] = ("too_few", "suppressed", "part_lacks")
_WAITING = ("not_included", "unreadable", "not_published", "not_measured", "group_weight_not_included")
_NOT_TOGETHER = ("group_model", "group_survey", "group_average")
_KINDS: dict[str, LackKind] = {
    "not_published": "not_published",
    "suppressed": "suppressed",
    "not_in_table": "not_in_table",
    "not_included": "not_included",
    "too_small": "too_few",
    "too_few": "too_few",
    "not_measured": "own_figures",
    "group_part": "part_lacks",
    "group_editions": "part_lacks",
    "group_weight": "part_lacks",
    "group_weight_not_included": "not_included",
}
