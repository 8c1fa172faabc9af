"""Decides which indicators come from their own source and which, for now, from the one that stands in for it."""

from collections.abc import Iterable

from etl.snapshots.store import Snapshot
from veerkracht.catalog.catalog import Catalog, Indicator
from veerkracht.catalog.goals import Measure


def resolve(catalog: Catalog, snapshots: Iterable[Snapshot]) -> Catalog:
    """Return the catalogue as it holds for what was loaded.

    An indicator of whose source nothing was loaded draws on its stand-in, if it has one: never on both, so that a
    series is not mixed. A measure of which nothing was loaded has no indicator yet but a planned source; one that draws
    on its own source has no planned source any more.
    """
    loaded = _loaded(catalog, snapshots)
    indicators = tuple(_resolved(one, loaded) for one in catalog.indicators)
    state = {
        before.id: None if (after.source, after.id) not in loaded else before.source == after.source
        for before, after in zip(catalog.indicators, indicators, strict=True)
    }
    goals = tuple(
        goal.model_copy(update={"measures": tuple(_measure(measure, state) for measure in goal.measures)})
        for goal in catalog.goals
    )
    return catalog.model_copy(update={"indicators": indicators, "goals": goals})


def _loaded(catalog: Catalog, snapshots: Iterable[Snapshot]) -> set[tuple[str, str]]:
    """Return the pairs of a source and an indicator of which there is something; own figures are known one by one."""
    found: set[tuple[str, str]] = set()
    for snapshot in snapshots:
        source_id = snapshot.manifest.source_id
        source = catalog.sources.get(source_id)
        if source and source.is_own:
            found |= {(source_id, str(key)) for key in snapshot.topics["topic_key"]}
        else:
            found |= {(source_id, indicator.id) for indicator in catalog.indicators}
    return found


def _resolved(indicator: Indicator, loaded: set[tuple[str, str]]) -> Indicator:
    other = indicator.stand_in
    if other is None or (indicator.source, indicator.id) in loaded or (other.source, indicator.id) not in loaded:
        return indicator
    columns = {"topic": other.topic, "rate": None} if other.topic else {}
    note = " ".join(filter(None, [indicator.note, other.note]))
    return indicator.model_copy(update={"source": other.source, "note": note, **columns})


def _measure(measure: Measure, state: dict[str, bool | None]) -> Measure:
    """Return the measure with its planned source only as long as it has nothing of its own source."""
    if not measure.planned_source or measure.indicator is None:
        return measure
    match state[measure.indicator]:
        case True:
            return measure.model_copy(update={"planned_source": ""})
        case None:
            return measure.model_copy(update={"indicator": None})
        case _:
            return measure
