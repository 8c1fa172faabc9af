"""Separates internal figures from public ones, and labels them for logged-in users."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from etl.snapshots import store
from etl.snapshots.store import INTERNAL, VISIBLE, Snapshot
from veerkracht.catalog.catalog import Catalog, Source


@dataclass(frozen=True)
class Unbuilt:
    """That the internal database could not be built, while the public one could: a Dutch message on which of both is
    new, and why, which may name what is internal."""

    message: str
    why: str


def unbuilt(public: Path, beside: Path, why: str) -> Unbuilt:
    """Return the report that `beside` could not be built."""
    stays = "blijft zoals zij was" if beside.exists() else "is er nog niet"
    message = (
        f"Nieuw is {public.name}, met de openbare cijfers. De database {beside.name} is niet te bouwen en {stays}; "
        "python -m etl --offline zegt waarom."
    )
    return Unbuilt(message, why)


_MARK = "_intern"  # behind the id of a source and a table, of which some figures are internal


@dataclass(frozen=True)
class Hidden:
    """What is internal: figures (indicator_id, period, area_code), and measures that are assessed by them (measure_id,
    indicator_id)."""

    figures: pd.DataFrame
    measures: pd.DataFrame


def hidden(catalog: Catalog, snapshots: Iterable[Snapshot]) -> Hidden:
    """Return what is internal in these snapshots."""
    facts = [snapshot.facts for snapshot in snapshots if VISIBLE in snapshot.facts]
    columns = {"topic_key": "indicator_id", "period": "period", "area_code": "area_code"}
    internal = [frame[frame[VISIBLE] == INTERNAL] for frame in facts]
    figures = pd.concat([pd.DataFrame(columns=list(columns)), *internal])[list(columns)].rename(columns=columns)
    keys = set(figures["indicator_id"])
    measures = [(measure.id, measure.indicator) for _, measure in catalog.measures() if measure.indicator in keys]
    return Hidden(figures, pd.DataFrame(measures, columns=["measure_id", "indicator_id"]))


def public(snapshots: Iterable[Snapshot]) -> list[Snapshot]:
    """Return the snapshots without internal figures, as if those had never been there."""
    parts = [
        _part(snapshot, snapshot.facts[VISIBLE] == "") if VISIBLE in snapshot.facts else snapshot
        for snapshot in snapshots
    ]
    return [part for part in parts if len(part.facts)]


def labelled(catalog: Catalog, snapshots: Iterable[Snapshot]) -> tuple[Catalog, list[Snapshot]]:
    """Return catalogue and snapshots with internal figures, whose source is labelled as internal.

    An indicator with any internal figure gets a source of its own, whose publisher and licence are so labelled: these
    are shown with every figure on screen and in every export. A single internal figure has the word in its remark.
    """
    snapshots = list(snapshots)
    keys = set(hidden(catalog, snapshots).figures["indicator_id"])
    source_ids = {indicator.source for indicator in catalog.indicators if indicator.id in keys}
    sources = catalog.sources | {
        f"{source_id}{_MARK}": _labelled_source(catalog.sources[source_id]) for source_id in sorted(source_ids)
    }
    indicators = tuple(
        indicator.model_copy(update={"source": f"{indicator.source}{_MARK}"}) if indicator.id in keys else indicator
        for indicator in catalog.indicators
    )
    parts = []
    for snapshot in snapshots:
        is_internal = snapshot.facts["topic_key"].isin(keys) & (snapshot.manifest.source_id in source_ids)
        parts += [_part(snapshot, ~is_internal)] if not is_internal.all() else []
        parts += [_labelled_part(snapshot, is_internal)] if is_internal.any() else []
    return catalog.model_copy(update={"sources": sources, "indicators": indicators}), parts


def _part(snapshot: Snapshot, is_included: pd.Series) -> Snapshot:
    """Return the snapshot with these rows of its facts alone; all of them: as it is."""
    if is_included.all() and VISIBLE not in snapshot.facts:
        return snapshot
    facts = snapshot.facts[is_included].drop(columns=VISIBLE, errors="ignore")
    topics = snapshot.topics[snapshot.topics["topic_key"].isin(facts["topic_key"])]
    areas = snapshot.areas[snapshot.areas["area_code"].isin(facts["area_code"])]
    part = replace(snapshot, topics=topics, facts=facts, areas=areas)
    return replace(part, manifest=replace(part.manifest, fact_count=len(facts), sha256=store.fingerprint(part)))


def _labelled_part(snapshot: Snapshot, is_included: pd.Series) -> Snapshot:
    """Return these rows as a snapshot of the internal source, with the word in the remark of each internal figure."""
    facts = snapshot.facts
    if VISIBLE in facts:
        note = (INTERNAL + "; " + facts["note"]).str.removesuffix("; ")
        facts = facts.assign(note=facts["note"].where(facts[VISIBLE] != INTERNAL, note))
    part = _part(replace(snapshot, facts=facts), is_included)
    source_id, table_id = (f"{name}{_MARK}" for name in snapshot.manifest.table)
    return replace(part, manifest=replace(part.manifest, source_id=source_id, table_id=table_id))


def _labelled_source(source: Source) -> Source:
    tables = tuple(table.model_copy(update={"id": f"{table.id}{_MARK}"}) for table in source.tables)
    return source.model_copy(
        update={
            "publisher": f"{source.publisher} (intern)",
            "licence": "intern, niet openbaar",
            "citation": f"{source.citation}; intern, niet openbaar",
            "tables": tables,
        }
    )
