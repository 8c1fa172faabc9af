"""Turns snapshots into observations: finds columns, cleans cells, computes rates, gives every gap a reason."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from etl.snapshots import editions
from etl.snapshots.columns import Columns, Figures, base_name, least_sure
from etl.snapshots.store import Snapshot
from veerkracht.catalog.catalog import Catalog, Denominator, Indicator, Source, Table, Topic
from veerkracht.core import areas
from veerkracht.core.errors import SourceError

OBSERVATION_COLUMNS = [
    "indicator_id", "period", "area_code", "value", "lower", "upper", "numerator", "denominator", "status", "missing",
    "note", "snapshot_id",
]  # fmt: skip
AREA_COLUMNS = ["area_code", "boundary_year", "name", "level", "parent_code", "boundary_change"]

_NUMBERS = ["value", "lower", "upper", "numerator", "denominator"]
_NONE = np.array(None, dtype=object)
_NO_FIGURES: Figures = {
    **{name: np.array([], dtype=float) for name in ("value", "lower", "upper")},
    **{name: np.array([], dtype=object) for name in ("area_code", "status", "missing")},
}


class _Areas:
    """The areas that observations are about, in order; figures are put on them."""

    def __init__(self, codes: Iterable[str]) -> None:
        self.codes = np.array(sorted(codes), dtype=object)
        self._places = {code: place for place, code in enumerate(self.codes)}
        self.is_country = self.codes == areas.COUNTRY

    def __len__(self) -> int:
        return len(self.codes)

    def among(self, codes: list[str]) -> "_Areas":
        """Return these of the areas alone."""
        return self if len(codes) == len(self) else _Areas(codes)

    def put(self, figures: Figures) -> dict[str, np.ndarray]:
        """Return the figures with a cell for each of these areas, NaN or '' where they have none."""
        codes = figures["area_code"]  # few, so that an index of pandas would take longer to make than to use
        places = np.fromiter((self._places.get(code, -1) for code in codes), dtype=np.intp, count=len(codes))
        is_here = places >= 0
        put = {}
        for name, cells in figures.items():
            put[name] = np.full(len(self), np.nan if cells.dtype == float else "", dtype=cells.dtype)
            put[name][places[is_here]] = cells[is_here]
        return put


@dataclass
class Tidied:
    """Observations (one row per indicator, period and area) and Dutch warnings on topics that were not found."""

    observations: pd.DataFrame
    warnings: list[str]


def observations(catalog: Catalog, snapshots: Iterable[Snapshot], region: str = "", with_gaps: bool = True) -> Tidied:
    """Return the observations of all indicators over all periods with a snapshot.

    The areas are those in `region`, by areas.belongs_to; without it, those in the municipality. In periods without any
    figure every area has an observation with the reason, unless `with_gaps` is false.

    Raises SourceError when a topic fits more than one column, fits none of a complete series, or a cell is no number.
    """
    tables = _tables(catalog, snapshots)
    known = _known_areas(catalog, tables, region or catalog.programme.municipality)
    parts: list[Figures] = []
    warnings = [] if region else _strangers(catalog.programme.municipality, tables)
    for indicator in catalog.indicators:
        figures, missing = _indicator(catalog, indicator, tables, known, with_gaps)
        parts += figures
        warnings += missing
    if not parts:
        return Tidied(pd.DataFrame(columns=OBSERVATION_COLUMNS), warnings)
    columns = {name: np.concatenate([part[name] for part in parts]) for name in OBSERVATION_COLUMNS}
    return Tidied(pd.DataFrame(columns), warnings)


def area_table(
    catalog: Catalog, snapshots: Iterable[Snapshot], outlines: pd.DataFrame, region: str = ""
) -> pd.DataFrame:
    """Return one row per area and year of the division: code, year, name, level, parent and boundary change.

    The areas are those in `region`, as for `observations`. Names come from tables with one period, which is the year of
    the division, and from the outlines.
    """
    rows = {}
    for snapshot in snapshots:
        source = catalog.sources.get(snapshot.manifest.source_id)
        table = source.table(snapshot.manifest.table_id) if source and source.publisher_kind.names_areas else None
        if table is None or len(table.periods) != 1:
            continue
        for row in snapshot.areas.itertuples():
            code = catalog.programme.current_code(areas.clean(str(row.area_code)), table.periods[0])
            rows[code, int(table.periods[0])] = (row.name, row.boundary_change or None)
    for row in outlines.itertuples():
        rows.setdefault((str(row.area_code), int(row.boundary_year)), (row.name, None))
        rows.setdefault((catalog.programme.country, int(row.boundary_year)), ("Nederland", None))
    within = region or catalog.programme.municipality
    inside = {key: row for key, row in rows.items() if areas.belongs_to(key[0], within)}
    return pd.DataFrame(
        [
            (code, year, name, areas.level(code), areas.parent(code), change if change in ("1", "2", "3") else None)
            for (code, year), (name, change) in sorted(inside.items())
        ],
        columns=AREA_COLUMNS,
    )


def _tables(catalog: Catalog, snapshots: Iterable[Snapshot]) -> dict[tuple[str, str], list[Columns]]:
    """Return the snapshots per source and table, newest edition first."""
    tables: dict[tuple[str, str], list[Columns]] = {}
    for snapshot in sorted(snapshots, key=lambda snapshot: snapshot.manifest.edition, reverse=True):
        tables.setdefault(snapshot.manifest.table, []).append(Columns(_recoded(catalog, snapshot)))
    return tables


def _recoded(catalog: Catalog, snapshot: Snapshot) -> Snapshot:
    """Return the snapshot with the present codes of areas that only got another code."""
    if not any(change.is_same_area for change in catalog.programme.area_changes):
        return snapshot
    codes = [
        catalog.programme.current_code(areas.clean(row.area_code), row.period) for row in snapshot.facts.itertuples()
    ]
    return replace(snapshot, facts=snapshot.facts.assign(area_code=codes))


def _strangers(municipality: str, tables: dict[tuple[str, str], list[Columns]]) -> list[str]:
    """Return a Dutch line per snapshot with figures of areas outside the municipality, which are not used."""
    lines = []
    for table in (table for group in tables.values() for table in group):
        present = map(areas.clean, table.snapshot.facts["area_code"].unique())
        codes = sorted(code for code in present if not areas.belongs_to(code, municipality))
        if codes:
            which = f"{codes[0]} en {len(codes) - 1} andere gebieden" if len(codes) > 1 else codes[0]
            lines.append(
                f"Tabel {table.snapshot.manifest.table_id}, uitgave {table.snapshot.manifest.edition}: de rijen van "
                f"{which} liggen niet in {municipality}. Die cijfers zijn niet gebruikt. Haal de tabel opnieuw op."
            )
    return lines


def _known_areas(catalog: Catalog, tables: dict[tuple[str, str], list[Columns]], region: str) -> _Areas:
    snapshots = [table.snapshot for group in tables.values() for table in group]
    codes = {areas.clean(code) for snapshot in snapshots for code in snapshot.areas["area_code"].unique()}
    inside = {code for code in codes if areas.belongs_to(code, region)}
    return _Areas(inside | set(catalog.programme.compared_areas))


def _indicator(
    catalog: Catalog,
    indicator: Indicator,
    tables: dict[tuple[str, str], list[Columns]],
    known: _Areas,
    with_gaps: bool,
) -> tuple[list[Figures], list[str]]:
    source = catalog.sources[indicator.source]
    parts, absent, looked_in = [], [], []
    warnings: list[str] = []
    for table in source.tables:
        candidates = tables.get((indicator.source, table.id), [])
        for period in _periods(indicator, table, candidates):
            looked_in.append(table.id)
            chosen = editions.by_level(candidates, indicator.topics, period)
            warnings += chosen.contradictions
            if chosen.newest is None and source.is_own:
                continue  # a file of own figures holds what was measured, no more
            if chosen.newest is None:
                parts += [_gap(indicator, period, candidates, known)] if with_gaps else []
                absent += [f"{table.id} ({period})"] if any(edition.is_complete for edition in candidates) else []
                continue
            fixed = _fixed_denominators(catalog, indicator, tables)
            for edition, codes in chosen.shared_out(known.codes.tolist()):
                parts.append(_period(catalog, indicator, edition, period, fixed, known.among(codes)))
    if absent and len(absent) == len(looked_in):
        newest = tables[indicator.source, absent[-1].split(" ")[0]][0].snapshot
        present = sorted({base_name(key) for key in newest.topics["topic_key"]})
        raise SourceError(
            f"{_not_found(indicator, source, absent)} {newest.manifest.table_id} heeft: {', '.join(present)}. "
            "Verbeter de namen in indicators.yaml."
        )
    return parts, [*warnings, *([_not_found(indicator, source, absent)] if absent else [])]


def _periods(indicator: Indicator, table: Table, candidates: list[Columns]) -> list[str]:
    """Return the periods of a loaded table, months or years as the indicator has them."""
    if not candidates:
        return []
    periods = set(table.periods).union(*(edition.periods for edition in candidates))
    return sorted(period for period in periods if ("-" in period) == (indicator.frequency == "maand"))


def _fixed_denominators(
    catalog: Catalog, indicator: Indicator, tables: dict[tuple[str, str], list[Columns]]
) -> dict[Denominator, tuple[Figures, str]]:
    """Return per denominator of another source its figures and the reason for what that table lacks."""
    fixed = {}
    for topic in indicator.rate.denominator if indicator.rate else ():
        if topic.source is None or topic.period is None:
            continue
        table = catalog.sources[topic.source].table_of(topic.period)
        for edition in tables.get((topic.source, table.id), []) if table else []:
            if (figures := edition.figures(topic, topic.period)) is not None:
                fixed[topic] = figures, edition.absent
                break
    return fixed


def _period(
    catalog: Catalog,
    indicator: Indicator,
    table: Columns,
    period: str,
    fixed: dict[Denominator, tuple[Figures, str]],
    known: _Areas,
) -> Figures:
    def part(topic: Topic) -> Figures:
        if isinstance(topic, Denominator) and topic.source:
            figures, absent = fixed.get(topic, (None, "not_included"))
        else:
            figures, absent = table.figures(topic, period), table.absent
        return _on_areas(figures, known, absent)

    if indicator.topic is not None:
        published = part(indicator.topic)
        scaled = {name: published[name] * indicator.scale for name in ("value", "lower", "upper")}
        figures = {**published, **scaled, **_own_columns(published, table.figures(indicator.topic, period), known)}
    else:
        assert indicator.rate is not None
        numerators = [part(topic) for topic in indicator.rate.numerator]
        denominators = [part(topic) for topic in indicator.rate.denominator]
        figures = rate(numerators, denominators, indicator.rate.factor, catalog.programme.minimum_denominator)
    return _labelled(figures, known, indicator, period, table.snapshot.manifest.snapshot_id)


def _own_columns(published: Figures, figures: Figures | None, known: _Areas) -> dict[str, np.ndarray]:
    """Return the number of answers and the remark that come with own figures."""
    if figures is None or "n" not in figures:
        return {}
    own = known.put(figures)
    answers = pd.to_numeric(pd.Series(own["n"]), errors="coerce").to_numpy(dtype=float)
    return {
        "denominator": np.where(np.isnan(published["value"]), np.nan, answers),
        "note": np.where(own["note"] == "", _NONE, own["note"]),
    }


def rate(numerators: list[Figures], denominators: list[Figures], factor: float, minimum: int) -> dict[str, np.ndarray]:
    """Return sum of numerators / sum of denominators x factor per area, with both sums or the reason for a gap.

    All have the columns value, status, missing for the same areas. A denominator below `minimum` gives 'too_small'; a
    missing part passes its reason on; the status is that of the least sure part.
    """
    parts = numerators + denominators
    top, bottom = (np.sum([part["value"] for part in side], axis=0) for side in (numerators, denominators))
    reason = np.where(bottom >= minimum, _NONE, "too_small")
    for part in reversed(parts):
        reason = np.where(pd.isna(part["missing"]), reason, part["missing"])
    is_there = pd.isna(reason)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):  # what is no number, the schema refuses
        value = top / bottom * factor
    status = least_sure([part["status"] for part in parts])
    return {
        "value": np.where(is_there, value, np.nan),
        "numerator": np.where(is_there, top, np.nan),
        "denominator": np.where(is_there, bottom, np.nan),
        "status": np.where(is_there, status, _NONE),
        "missing": reason,
    }


def _on_areas(figures: Figures | None, known: _Areas, absent: str) -> Figures:
    """Return value, lower, upper, status and missing reason for every known area."""
    put = known.put(figures or _NO_FIGURES)
    is_blank, is_present = np.isnan(put["value"]), put["area_code"] != ""
    withheld = "suppressed" if (~is_blank & ~known.is_country).any() else "not_published"
    reasons = np.where(put["missing"] != "", put["missing"], np.where(is_present, withheld, absent))
    return {
        **{name: put[name] for name in ("value", "lower", "upper")},
        "status": np.where(is_blank, _NONE, np.where(put["status"] == "", "definitief", put["status"])),
        "missing": np.where(is_blank, reasons, _NONE),
    }


def _gap(indicator: Indicator, period: str, candidates: list[Columns], known: _Areas) -> Figures:
    """Return the observations of a period without figures; half of a build are these."""
    table = next((table for table in candidates if table.is_complete), candidates[0])
    missing = {"missing": _all(table.absent, known)}
    return _labelled(missing, known, indicator, period, table.snapshot.manifest.snapshot_id)


def _labelled(
    figures: Figures, known: _Areas, indicator: Indicator, period: str, snapshot_id: str
) -> dict[str, np.ndarray]:
    """Return the observations of one indicator and period; columns without figures are empty."""
    constant = {"indicator_id": indicator.id, "period": period, "snapshot_id": snapshot_id}
    labels = {name: _all(text, known) for name, text in constant.items()}
    empty = {name: np.full(len(known), np.nan) for name in _NUMBERS}
    empty |= {name: _all(None, known) for name in ("status", "missing", "note")}
    return {**empty, **labels, "area_code": known.codes, **figures}


def _all(text: str | None, known: _Areas) -> np.ndarray:
    return np.full(len(known), text, dtype=object)


def _not_found(indicator: Indicator, source: Source, absent: list[str]) -> str:
    topics = "; ".join(f"{' / '.join(topic.names)} ({', '.join(topic.unit)})" for topic in indicator.topics)
    return f"{indicator.id}: niet gevonden in {', '.join(absent)} van {source.title}. Gezocht: {topics}."
