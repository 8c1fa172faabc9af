"""Says what a measure lacks as long as there is no figure after its baseline: as a code and in a Dutch sentence."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from veerkracht.catalog.catalog import Catalog, Indicator
from veerkracht.catalog.goals import Measure
from veerkracht.core import dutch
from veerkracht.core.codes import LackKind


@dataclass(frozen=True)
class Lack:
    """What is lacking, and the reason in full for whoever looks at one measure."""

    kind: LackKind
    reason: str


class Observed(Protocol):
    """An observation of one area: its figure, or a code of dutch.MISSING."""

    @property
    def period(self) -> str:
        """Return its year."""

    @property
    def value(self) -> float | None:
        """Return its figure, None without one."""

    @property
    def missing(self) -> str | None:
        """Return why there is no figure."""


NOT_SAME_YEAR = Lack("not_same_year", "De gebieden hebben niet over hetzelfde jaar een cijfer.")


def of_planned(catalog: Catalog, measure: Measure) -> Lack:
    """Return what a measure without any figure lacks."""
    state = "De bron is nog niet aangesloten." if measure.has_source else "Er is nog geen bron."
    return Lack(_kind_of_planned(catalog, measure), f"{state} Gepland: {measure.planned_source}.")


def of_series(
    catalog: Catalog, measure: Measure, start: str, indicator: Indicator, observations: Sequence[Observed]
) -> Lack | None:
    """Return what a measure lacks in the area of these observations, None with a figure after the baseline."""
    source = catalog.sources[indicator.source]
    later = [observed for observed in observations if observed.period > start]
    if any(observed.value is not None for observed in later):
        return None
    if measure.planned_source:
        reason = f"Na {start} is er nog geen cijfer. Gepland: {measure.planned_source}."
        return Lack(_kind_of_planned(catalog, measure), reason)
    kind: LackKind
    if all(row.value is None and row.missing in ("not_included", "not_measured") for row in observations):
        kind, text = "not_included", f"De cijfers van {source.publisher} zijn nog niet opgehaald."
        if source.is_own:
            kind, text = "own_figures", f"Er is nog geen cijfer van dit gebied uit de bron {source.title}."
    elif not later:
        kind, text = "no_later_figure", f"{source.publisher} heeft na {start} nog geen cijfer."
        if expected := source.next_measurement:
            text += f" Volgende: {expected.period}, verwacht {expected.expected}."
    elif all(observed.missing == "not_included" for observed in later):
        kind, text = "not_included", f"De cijfers van {source.publisher} na {start} zijn nog niet opgehaald."
    else:
        last = later[-1]
        so_far = f"Na {start} is er" if start else "Er is"
        kind, text = _KINDS[last.missing or ""], f"{so_far} nog geen cijfer ({_last(last)})."
    gap = next((gap for gap in indicator.breaks if start and gap.period > start), None)
    return Lack(kind, f"{text} Vanaf {gap.period} is de definitie anders." if gap else text)


def _last(observed: Observed) -> str:
    return f"{observed.period}: {dutch.MISSING[observed.missing or '']}"


def _kind_of_planned(catalog: Catalog, measure: Measure) -> LackKind:
    """Return what a measure with a planned source lacks; one that names a table of a publisher can be fetched."""
    if not measure.has_source:
        return "no_source"
    tables = (table.id for source in catalog.sources.values() if not source.is_own for table in source.tables)
    return "not_included" if any(table in measure.planned_source for table in tables) else "own_figures"


_KINDS: dict[str, LackKind] = {
    "not_published": "not_published",
    "suppressed": "suppressed",
    "not_in_table": "not_in_table",
    "not_included": "not_included",
    "too_small": "too_few",
    "too_few": "too_few",
    "not_measured": "own_figures",
}
