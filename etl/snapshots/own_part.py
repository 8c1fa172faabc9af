"""Extracts the municipality's part of the included data, for any municipality."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import pandas as pd

from etl.snapshots.nationwide import NationalTable
from etl.snapshots.store import Snapshot, Unreadable
from veerkracht.core import areas
from veerkracht.core.errors import SourceError


def of(
    municipality: str, snapshots: Iterable[Snapshot], tables: Sequence[NationalTable], predecessors: Sequence[str] = ()
) -> tuple[list[Snapshot], list[Unreadable]]:
    """Return the snapshots to build a municipality from, and the tables of the country that are damaged.

    An included snapshot that does not have the municipality keeps its figures of the country. A table of which no
    snapshot has the municipality gives its rows from the included table of the country, if there is one; with those of
    `predecessors`, codes of areas that are part of it now.
    """
    parts = [part for snapshot in snapshots if (part := _part(municipality, snapshot)) is not None]
    held = {snapshot.manifest.table for snapshot in parts if _has(municipality, snapshot)}
    included, damaged = [], list[Unreadable]()
    for table in tables:
        if table.origin == "meegeleverd" and table.manifest.table not in held:
            try:
                included.append(table.of_municipality(municipality, predecessors))
            except SourceError as error:
                damaged.append(Unreadable(table.folder, table.origin, error))
    by_id = {snapshot.manifest.snapshot_id: snapshot for snapshot in included if len(snapshot.facts)}
    included_parts = {snapshot.manifest.snapshot_id: snapshot for snapshot in parts if snapshot.origin == "meegeleverd"}
    joined = [_with_country(snapshot, included_parts.get(snapshot_id)) for snapshot_id, snapshot in by_id.items()]
    remaining = [copy for copy in parts if copy.origin != "meegeleverd" or copy.manifest.snapshot_id not in by_id]
    return [*remaining, *joined], damaged


def _has(municipality: str, snapshot: Snapshot) -> bool:
    return any(code.strip()[2:6] == municipality[2:6] for code in snapshot.areas["area_code"])


def _part(municipality: str, snapshot: Snapshot) -> Snapshot | None:
    """Return an included snapshot without rows of other municipalities, None when nothing is left; others as they
    are."""
    if snapshot.origin != "meegeleverd" or _has(municipality, snapshot):
        return snapshot
    facts, named = (_rows_of_municipality(frame, municipality) for frame in (snapshot.facts, snapshot.areas))
    return _with_counts(snapshot, facts, named) if len(facts) else None


def _rows_of_municipality(frame: pd.DataFrame, municipality: str) -> pd.DataFrame:
    codes = frame["area_code"].map(areas.clean)
    return frame[[areas.belongs_to(code, municipality) for code in codes]].reset_index(drop=True)


def _with_country(snapshot: Snapshot, other: Snapshot | None) -> Snapshot:
    """Return a part of the table of the country with the figures of the country that a snapshot of the same edition
    has."""
    if other is None:
        return _with_counts(snapshot, snapshot.facts, snapshot.areas)
    topics = pd.concat([snapshot.topics, other.topics]).drop_duplicates("topic_key", ignore_index=True)
    facts, named = (
        pd.concat([ours.astype(object), theirs.astype(object)], ignore_index=True)
        for ours, theirs in ((snapshot.facts, other.facts), (snapshot.areas, other.areas))
    )
    return _with_counts(replace(snapshot, topics=topics), facts, named)


def _with_counts(snapshot: Snapshot, facts: pd.DataFrame, named: pd.DataFrame) -> Snapshot:
    manifest = replace(snapshot.manifest, fact_count=len(facts), is_complete=False)
    return replace(snapshot, manifest=manifest, facts=facts, areas=named)
