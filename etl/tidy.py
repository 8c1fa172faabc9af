"""Turns snapshots into observations: finds the columns, cleans the cells, computes rates, gives every gap a reason."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from etl.columns import Columns, base_name
from etl.snapshots import Snapshot
from veerkracht import areas
from veerkracht.catalog import Catalog, Denominator, Indicator, Source, Topic
from veerkracht.errors import SourceError

OBSERVATION_COLUMNS = [
    "indicator_id", "period", "area_code", "value", "lower", "upper", "numerator", "denominator", "status", "missing",
    "snapshot_id",
]  # fmt: skip
AREA_COLUMNS = ["area_code", "boundary_year", "name", "level", "parent_code", "boundary_change"]

_FIGURE_COLUMNS = ["value", "lower", "upper", "status", "missing"]

_NONE = np.array(None, dtype=object)

# From sure to less sure: a rate is as sure as the least sure of its parts
_STATUSES = ["definitief", "nader_voorlopig", "voorlopig", "afgeleid", "niet_bevestigd"]


@dataclass
class Tidied:
    """Observations (one row per indicator, period and area) and Dutch lines on what was looked for in vain."""

    observations: pd.DataFrame
    warnings: list[str]


def observations(catalog: Catalog, snapshots: Iterable[Snapshot]) -> Tidied:
    """Return the observations of all indicators over all periods of which there is a snapshot.

    Raises SourceError when a topic fits more than one column, fits none of a complete series, or a cell is no number.
    """
    tables = _tables(snapshots)
    known = _known_areas(catalog, tables)
    frames, warnings = [], []
    for indicator in catalog.indicators:
        found, missed = _indicator(catalog, indicator, tables, known)
        frames += found
        warnings += missed
    empty = pd.DataFrame(columns=OBSERVATION_COLUMNS)
    return Tidied(pd.concat(frames, ignore_index=True)[OBSERVATION_COLUMNS] if frames else empty, warnings)


def area_table(catalog: Catalog, snapshots: Iterable[Snapshot], outlines: pd.DataFrame) -> pd.DataFrame:
    """Return one row per area and year of the division: code, year, name, level, parent and boundary change.

    Names come from tables with one period, whose year is that of the division, and from the outlines.
    """
    rows = {}
    for snapshot in snapshots:
        source = catalog.sources.get(snapshot.manifest.source_id)
        table = next((t for t in source.tables if t.id == snapshot.manifest.table_id), None) if source else None
        if table is None or len(table.periods) != 1 or source is None or source.kind != "odata":
            continue
        for row in snapshot.areas.itertuples():
            rows[areas.clean(str(row.area_code)), int(table.periods[0])] = (row.name, row.boundary_change or None)
    for row in outlines.itertuples():
        rows.setdefault((str(row.area_code), int(row.boundary_year)), (row.name, None))
        rows.setdefault((catalog.programme.country, int(row.boundary_year)), ("Nederland", None))
    inside = {key: row for key, row in rows.items() if areas.belongs_to(key[0], catalog.programme.municipality)}
    return pd.DataFrame(
        [
            (code, year, name, areas.level(code), areas.parent(code), change if change in ("1", "2", "3") else None)
            for (code, year), (name, change) in sorted(inside.items())
        ],
        columns=AREA_COLUMNS,
    )


def _tables(snapshots: Iterable[Snapshot]) -> dict[tuple[str, str], list[Columns]]:
    """Return the snapshots per source and table, newest edition first."""
    tables: dict[tuple[str, str], list[Columns]] = {}
    for snapshot in sorted(snapshots, key=lambda one: one.manifest.edition, reverse=True):
        tables.setdefault((snapshot.manifest.source_id, snapshot.manifest.table_id), []).append(Columns(snapshot))
    return tables


def _known_areas(catalog: Catalog, tables: dict[tuple[str, str], list[Columns]]) -> list[str]:
    codes = {
        areas.clean(code) for group in tables.values() for table in group for code in table.snapshot.areas["area_code"]
    }
    inside = {code for code in codes if areas.belongs_to(code, catalog.programme.municipality)}
    return sorted(inside | set(catalog.programme.compared_areas))


def _indicator(
    catalog: Catalog, indicator: Indicator, tables: dict[tuple[str, str], list[Columns]], known: list[str]
) -> tuple[list[pd.DataFrame], list[str]]:
    source = catalog.sources[indicator.source]
    frames, absent, looked_in = [], [], []
    for table in source.tables:
        candidates = tables.get((indicator.source, table.id), [])
        for period in table.periods if candidates else ():
            looked_in.append(table.id)
            chosen = _with_topics(indicator, candidates, period)
            if chosen is None:
                frames.append(_gap(indicator, period, candidates, known))
                absent += [f"{table.id} ({period})"] if any(one.is_complete for one in candidates) else []
            else:
                fixed = _fixed_denominators(catalog, indicator, tables)
                frames.append(_period(catalog, indicator, chosen, period, fixed, known))
    if absent and len(absent) == len(looked_in):
        raise SourceError(_not_found(indicator, source, absent, tables) + " Verbeter de namen in indicators.yaml.")
    return frames, [_not_found(indicator, source, absent, tables)] if absent else []


def _with_topics(indicator: Indicator, candidates: list[Columns], period: str) -> Columns | None:
    """Return the newest edition that holds all topics the indicator needs of this table."""
    needed = [topic for topic in _topics(indicator) if not (isinstance(topic, Denominator) and topic.source)]
    for table in candidates:
        if all(table.figures(topic, period) is not None for topic in needed):
            return table
    return None


def _topics(indicator: Indicator) -> tuple[Topic, ...]:
    if indicator.topic is not None:
        return (indicator.topic,)
    return (*indicator.rate.numerator, *indicator.rate.denominator) if indicator.rate else ()


def _fixed_denominators(
    catalog: Catalog, indicator: Indicator, tables: dict[tuple[str, str], list[Columns]]
) -> dict[Denominator, tuple[pd.DataFrame, bool]]:
    """Return per denominator of another source its figures and whether that table is whole."""
    fixed = {}
    for topic in indicator.rate.denominator if indicator.rate else ():
        if topic.source is None or topic.period is None:
            continue
        table = catalog.sources[topic.source].table_of(topic.period)
        for one in tables.get((topic.source, table.id), []) if table else []:
            if (figures := one.figures(topic, topic.period)) is not None:
                fixed[topic] = figures, one.is_complete
                break
    return fixed


def _period(
    catalog: Catalog,
    indicator: Indicator,
    table: Columns,
    period: str,
    fixed: dict[Denominator, tuple[pd.DataFrame, bool]],
    known: list[str],
) -> pd.DataFrame:
    def part(topic: Topic) -> pd.DataFrame:
        if isinstance(topic, Denominator) and topic.source:
            figures, is_complete = fixed.get(topic, (None, False))
        else:
            figures, is_complete = table.figures(topic, period), table.is_complete
        return _on_areas(figures, known, is_complete)

    if indicator.topic is not None:
        frame = part(indicator.topic)
        for column in ("value", "lower", "upper"):
            frame[column] = frame[column] * indicator.scale
    else:
        assert indicator.rate is not None
        numerators = [part(topic) for topic in indicator.rate.numerator]
        denominators = [part(topic) for topic in indicator.rate.denominator]
        frame = rate(numerators, denominators, indicator.rate.factor, catalog.programme.minimum_denominator)
    return _labelled(frame, indicator, period, table.snapshot.manifest.snapshot_id)


def rate(numerators: list[pd.DataFrame], denominators: list[pd.DataFrame], factor: float, minimum: int) -> pd.DataFrame:
    """Return sum of numerators / sum of denominators x factor per area, with both sums or the reason for a gap.

    All frames have the same index and the columns value, status, missing. A denominator below `minimum` gives
    'too_small'; a missing part passes its reason on; the status is that of the least sure part.
    """
    parts = numerators + denominators
    top = sum(part["value"] for part in numerators)
    bottom = sum(part["value"] for part in denominators)
    frame = pd.DataFrame(index=parts[0].index).assign(
        value=top / bottom * factor, lower=float("nan"), upper=float("nan")
    )
    reasons = pd.concat([part["missing"] for part in parts], axis=1)
    reason = reasons.bfill(axis=1).iloc[:, 0]
    reason = reason.mask(reason.isna() & ~(bottom >= minimum), "too_small")
    ranks = pd.concat([part["status"].map(_STATUSES.index, na_action="ignore") for part in parts], axis=1).max(axis=1)
    status = ranks.map(lambda rank: _STATUSES[int(rank)], na_action="ignore")
    return frame.assign(
        value=frame["value"].where(reason.isna()),
        numerator=top.where(reason.isna()),
        denominator=bottom.where(reason.isna()),
        status=status.where(reason.isna(), None),
        missing=reason,
    )


def _on_areas(figures: pd.DataFrame | None, known: list[str], is_complete: bool) -> pd.DataFrame:
    """Return value, lower, upper, status and missing reason for every known area."""
    given = pd.DataFrame(columns=_FIGURE_COLUMNS) if figures is None else figures[_FIGURE_COLUMNS]
    frame = given.reindex(known)
    is_blank = frame["value"].isna().to_numpy(dtype=bool)
    is_local = np.array(known) != areas.COUNTRY
    withheld = "suppressed" if (~is_blank & is_local).any() else "not_published"
    told = frame["missing"].fillna("").to_numpy(dtype=object)
    status = frame["status"].fillna("").to_numpy(dtype=object)
    absent = "not_in_table" if is_complete else "not_included"
    reasons = np.where(told != "", told, np.where(np.isin(known, given.index), withheld, absent))
    return pd.DataFrame(
        {
            **{column: frame[column].to_numpy(dtype=float) for column in ("value", "lower", "upper")},
            "status": np.where(is_blank, _NONE, np.where(status == "", "definitief", status)),
            "missing": np.where(is_blank, reasons, _NONE),
        },
        index=pd.Index(known, name="area_code"),
        dtype=object,
    ).astype({"value": float, "lower": float, "upper": float})


def _gap(indicator: Indicator, period: str, candidates: list[Columns], known: list[str]) -> pd.DataFrame:
    complete = next((table for table in candidates if table.is_complete), None)
    frame = _on_areas(None, known, complete is not None)
    return _labelled(frame, indicator, period, (complete or candidates[0]).snapshot.manifest.snapshot_id)


def _labelled(frame: pd.DataFrame, indicator: Indicator, period: str, snapshot_id: str) -> pd.DataFrame:
    sums = {name: float("nan") for name in ("numerator", "denominator") if name not in frame}
    return frame.reset_index().assign(indicator_id=indicator.id, period=period, snapshot_id=snapshot_id, **sums)


def _not_found(
    indicator: Indicator, source: Source, absent: list[str], tables: dict[tuple[str, str], list[Columns]]
) -> str:
    wanted = "; ".join(f"{' / '.join(topic.names)} ({', '.join(topic.unit)})" for topic in _topics(indicator))
    table_id = absent[-1].split(" ")[0]
    newest = tables[indicator.source, table_id][0].snapshot
    present = sorted({base_name(key) for key in newest.topics["topic_key"]})
    return (
        f"{indicator.id}: niet gevonden in {', '.join(absent)} van {source.title}. Gezocht: {wanted}. "
        f"{table_id} heeft: {', '.join(present)}."
    )
