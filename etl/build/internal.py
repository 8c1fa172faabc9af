"""Keeps what the municipality marked `intern` out of what everybody may see, and says so of it where it does show."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import pandas as pd

from etl.snapshots import store as snapshots
from etl.snapshots.store import INTERNAL, VISIBLE, Snapshot
from veerkracht.catalog.catalog import Catalog, Source
from veerkracht.core.errors import DataError


class Unbuilt(DataError):
    """The database with what is internal could not be built, the one for everybody could. `why` may name what is
    internal, so it is not in the message, which everybody can read."""

    def __init__(self, why: str) -> None:
        super().__init__(
            "De openbare cijfers zijn bijgewerkt. De database met interne cijfers is niet te bouwen; python -m etl "
            "--offline zegt waarom."
        )
        self.why = why


_MARK = "_intern"  # behind the id of a source and a table, of which some figures are internal


@dataclass(frozen=True)
class Hidden:
    """What is internal: figures (indicator_id, period, area_code), and measures that are judged by them (measure_id,
    since: the first period that is internal)."""

    figures: pd.DataFrame
    measures: pd.DataFrame


def hidden(catalog: Catalog, chosen: Iterable[Snapshot]) -> Hidden:
    """Return what is internal in these snapshots."""
    marked = [one.facts[one.facts[VISIBLE] == INTERNAL] for one in chosen if VISIBLE in one.facts]
    columns = {"topic_key": "indicator_id", "period": "period", "area_code": "area_code"}
    figures = pd.concat([pd.DataFrame(columns=list(columns)), *marked])[list(columns)].rename(columns=columns)
    since = figures.groupby("indicator_id")["period"].min().to_dict()
    measures = [(one.id, since[one.indicator]) for _, one in catalog.measures() if one.indicator in since]
    return Hidden(figures, pd.DataFrame(measures, columns=["measure_id", "since"]))


def left_out(chosen: Iterable[Snapshot]) -> list[Snapshot]:
    """Return the snapshots as everybody may see them: without what is internal, and as if it had never been there."""
    found = [_part(one, one.facts[VISIBLE] == "") if VISIBLE in one.facts else one for one in chosen]
    return [one for one in found if len(one.facts)]


def told(catalog: Catalog, chosen: Iterable[Snapshot]) -> tuple[Catalog, list[Snapshot]]:
    """Return catalogue and snapshots with internal figures, which say at their source that they are.

    An indicator with any internal figure comes from a source of its own, whose publisher and licence say so: these
    stand at every figure on screen and in every export. A single internal figure has the word in its remark.
    """
    own = list(chosen)
    keys = set(hidden(catalog, own).figures["indicator_id"])
    marked = {one.source for one in catalog.indicators if one.id in keys}
    sources = {
        **catalog.sources,
        **{f"{source_id}{_MARK}": _marked(catalog.sources[source_id]) for source_id in sorted(marked)},
    }
    indicators = tuple(
        one.model_copy(update={"source": f"{one.source}{_MARK}"}) if one.id in keys else one
        for one in catalog.indicators
    )
    parts = []
    for one in own:
        is_internal = one.facts["topic_key"].isin(keys) & (one.manifest.source_id in marked)
        parts += [_part(one, ~is_internal)] if not is_internal.all() else []
        parts += [_remarked(one, is_internal)] if is_internal.any() else []
    return catalog.model_copy(update={"sources": sources, "indicators": indicators}), parts


def _part(one: Snapshot, rows: pd.Series) -> Snapshot:
    """Return the snapshot with these rows of its facts alone; all of them: as it is."""
    if rows.all() and VISIBLE not in one.facts:
        return one
    facts = one.facts[rows].drop(columns=VISIBLE, errors="ignore")
    topics = one.topics[one.topics["topic_key"].isin(facts["topic_key"])]
    places = one.areas[one.areas["area_code"].isin(facts["area_code"])]
    manifest = replace(
        one.manifest, fact_count=len(facts), sha256=snapshots.fingerprint(topics, facts, places)
    )  # fmt: skip
    return Snapshot(manifest, topics, facts, places, one.origin)


def _remarked(one: Snapshot, rows: pd.Series) -> Snapshot:
    """Return these rows as a snapshot of the internal source, with the word in the remark of each internal figure."""
    facts = one.facts
    if VISIBLE in facts:
        note = (INTERNAL + "; " + facts["note"]).str.removesuffix("; ")
        facts = facts.assign(note=facts["note"].where(facts[VISIBLE] != INTERNAL, note))
    part = _part(replace(one, facts=facts), rows)
    source_id, table_id = (f"{name}{_MARK}" for name in (one.manifest.source_id, one.manifest.table_id))
    return replace(part, manifest=replace(part.manifest, source_id=source_id, table_id=table_id))


def _marked(source: Source) -> Source:
    tables = tuple(table.model_copy(update={"id": f"{table.id}{_MARK}"}) for table in source.tables)
    return source.model_copy(
        update={
            "publisher": f"{source.publisher} (intern)",
            "licence": "intern, niet openbaar",
            "citation": f"{source.citation}; intern, niet openbaar",
            "tables": tables,
        }
    )
