"""Decides which indicators use their own source and which still use their stand-in, and which are complete counts
according to their own figures."""

from collections.abc import Iterable

from etl.snapshots.store import ALL, COUNTED, Snapshot
from veerkracht.catalog.catalog import Catalog, Indicator
from veerkracht.catalog.goals import Measure


def resolve(catalog: Catalog, snapshots: Iterable[Snapshot]) -> Catalog:
    """Return the catalogue for the data that were loaded.

    An indicator without data of its own source is drawn from its stand-in, if any: never from both, so that a series is
    not mixed. A measure without any data has no indicator yet but a planned source; one with data of its own source has
    no planned source any more. A count of which every own figure says that all were counted is a full count.
    """
    snapshots = list(snapshots)
    loaded, full = _loaded(catalog, snapshots), _full_counts(snapshots)
    indicators = tuple(
        resolved.model_copy(update={"is_full_count": True}) if (resolved.source, resolved.id) in full else resolved
        for resolved in (_resolved(indicator, loaded) for indicator in catalog.indicators)
    )
    without_data = {indicator.id for indicator in indicators if (indicator.source, indicator.id) not in loaded}
    is_stand_in = {
        before.id: before.source != after.source for before, after in zip(catalog.indicators, indicators, strict=True)
    }

    def resolved(measure: Measure) -> Measure:
        if not measure.planned_source or measure.indicator is None or is_stand_in[measure.indicator]:
            return measure
        without = {"indicator": None} if measure.indicator in without_data else {"planned_source": ""}
        return measure.model_copy(update=without)

    measures = {goal.number: tuple(map(resolved, goal.measures)) for goal in catalog.goals}
    goals = tuple(goal.model_copy(update={"measures": measures[goal.number]}) for goal in catalog.goals)
    return catalog.model_copy(update={"indicators": indicators, "goals": goals})


def _loaded(catalog: Catalog, snapshots: Iterable[Snapshot]) -> set[tuple[str, str]]:
    """Return the pairs of source and indicator with data; of own figures only those that a file has."""
    loaded: set[tuple[str, str]] = set()
    for snapshot in snapshots:
        source_id = snapshot.manifest.source_id
        source = catalog.sources.get(source_id)
        if source and source.is_own:
            loaded |= {(source_id, str(key)) for key in snapshot.topics["topic_key"]}
        else:
            loaded |= {(source_id, indicator.id) for indicator in catalog.indicators}
    return loaded


def _full_counts(snapshots: Iterable[Snapshot]) -> set[tuple[str, str]]:
    """Return the pairs of source and indicator whose figures all say that everything was counted."""
    says: dict[tuple[str, str], bool] = {}
    for snapshot in snapshots:
        facts = snapshot.facts[snapshot.facts["missing"] == ""] if COUNTED in snapshot.facts else snapshot.facts[:0]
        for key, counted in facts.groupby("topic_key")[COUNTED] if len(facts) else ():
            place = (snapshot.manifest.source_id, str(key))
            says[place] = says.get(place, True) and bool((counted == ALL).all())
    return {place for place, is_full in says.items() if is_full}


def _resolved(indicator: Indicator, loaded: set[tuple[str, str]]) -> Indicator:
    other = indicator.stand_in
    if other is None or (indicator.source, indicator.id) in loaded or (other.source, indicator.id) not in loaded:
        return indicator
    columns = {"topic": other.topic, "rate": None} if other.topic else {}
    note = " ".join(filter(None, [indicator.note, other.note]))
    return indicator.model_copy(update={"source": other.source, "note": note, **columns})
