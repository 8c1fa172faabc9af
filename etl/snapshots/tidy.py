"""Turns snapshots into observations: finds columns, cleans cells, computes rates, gives every gap a reason."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from etl.snapshots import editions
from etl.snapshots.columns import REASONS, STATUSES, Columns, Figures, base_name, least_sure, number
from etl.snapshots.store import Snapshot
from veerkracht.catalog.catalog import Catalog, Denominator, Indicator, Source, Table, Topic
from veerkracht.core import areas, dutch
from veerkracht.core.errors import SourceError

OBSERVATION_COLUMNS = [
    "indicator_id", "period", "area_code", "value", "lower", "upper", "numerator", "denominator", "status", "missing",
    "note", "snapshot_id",
]  # fmt: skip
AREA_COLUMNS = ["area_code", "boundary_year", "name", "level", "parent_code", "boundary_change"]

_NUMBERS = ["value", "lower", "upper", "numerator", "denominator"]
_LABELS = ("indicator_id", "period", "snapshot_id")
_NONE = np.array(None, dtype=object)
_NO_FIGURES: Figures = {
    "area_code": pd.Categorical([]),
    **{name: np.array([], dtype=float) for name in ("value", "lower", "upper")},
    **{name: np.array([], dtype=np.int8) for name in ("status", "missing")},
}


class _Areas:
    """The areas of the observations, in order; figures are aligned with them."""

    def __init__(self, codes: Iterable[str]) -> None:
        self.codes = np.array(sorted(codes), dtype=object)
        self._index = pd.Index(self.codes)
        self._places: tuple[pd.Index, np.ndarray] = (pd.Index([]), np.array([], dtype=np.intp))
        self.is_country = self.codes == areas.COUNTRY

    def __len__(self) -> int:
        return len(self.codes)

    def among(self, codes: list[str]) -> "_Areas":
        """Return only these of the areas."""
        return self if len(codes) == len(self) else _Areas(codes)

    def places_of(self, areas_sought: "_Areas") -> np.ndarray:
        """Return the places of some of the areas among these."""
        return np.arange(len(self)) if areas_sought is self else self._index.get_indexer(areas_sought.codes)

    def put(self, figures: Figures) -> dict[str, np.ndarray]:
        """Return the figures with a cell for each of these areas, NaN, 0 or '' where they have none, and is_present."""
        codes = figures["area_code"]
        if self._places[0] is not codes.categories:  # those of one table after the other
            self._places = codes.categories, self._index.get_indexer(codes.categories)
        places = self._places[1][codes.codes]
        is_here = places >= 0
        places, here = (places, slice(None)) if is_here.all() else (places[is_here], is_here)
        put = {"is_present": np.zeros(len(self), dtype=bool)}
        put["is_present"][places] = True
        for name, cells in figures.items():
            if name not in ("area_code", "level"):
                empty = "" if cells.dtype == object else 0 if cells.dtype == np.int8 else np.nan
                put[name] = np.full(len(self), empty, dtype=cells.dtype)
                put[name][places] = cells[here]
        return put


@dataclass(frozen=True)
class _Series:
    """The figures of one indicator and period, from one copy of a table, by the places of their areas."""

    indicator_id: str
    period: str
    snapshot_id: str
    places: np.ndarray
    cells: Figures  # those that there are of value, lower, upper, numerator, denominator, status, missing and note

    def without_gaps(self) -> "_Series":
        """Return the same without the areas that have no figure."""
        is_known = ~np.isnan(self.cells["value"])
        cells = {name: cells[is_known] for name, cells in self.cells.items()}
        return replace(self, places=self.places[is_known], cells=cells)

    def column(self, name: str) -> np.ndarray:
        """Return a column of numbers, NaN or 0 where there is none, or of remarks."""
        if name in self.cells:
            return np.asarray(self.cells[name])
        if name in _NUMBERS:
            return np.full(len(self.places), np.nan)
        return np.full(len(self.places), None) if name == "note" else np.zeros(len(self.places), dtype=np.int8)


@dataclass
class Tidied:
    """Observations (one row per indicator, period and area) and Dutch warnings on topics that were not found."""

    observations: pd.DataFrame
    warnings: list[str]


def observations(
    catalog: Catalog, snapshots: Iterable[Snapshot | Columns], region: str = "", with_gaps: bool = True
) -> Tidied:
    """Return the observations of all indicators over all periods with a snapshot.

    Columns are of a snapshot that may be clean already. The areas are those in `region`, by areas.belongs_to; without
    it, those in the municipality. An area without a figure has an observation with the reason, and a topic that is in
    no table of a complete series is an error, unless `with_gaps` is false.

    Raises SourceError when a topic fits more than one column, fits none of a complete series, or a cell is no number.
    """
    tables = _tables(catalog, snapshots)
    known_areas = _known_areas(catalog, tables, region or catalog.programme.municipality)
    parts: list[_Series] = []
    warnings = [] if region else _foreign_areas(catalog.programme.municipality, tables)
    for indicator in catalog.indicators:
        figures, missing = _indicator(catalog, indicator, tables, known_areas, with_gaps)
        parts += figures
        warnings += missing
    if not with_gaps:
        parts = [part.without_gaps() for part in parts]
    if not parts:
        return Tidied(pd.DataFrame(columns=OBSERVATION_COLUMNS), warnings)
    return Tidied(_frame(parts, known_areas, is_of_categories=not with_gaps), warnings)


def _frame(parts: list[_Series], known_areas: _Areas, is_of_categories: bool) -> pd.DataFrame:
    """Return the columns of observations, with texts as they are or as categories."""

    def texts(numbers: np.ndarray, different: Iterable[str]) -> np.ndarray | pd.Categorical:
        """Return texts by their place, of which the last is none."""
        if is_of_categories:
            return pd.Categorical.from_codes(numbers, list(different))
        return np.array([*different, None], dtype=object)[numbers]

    columns: dict[str, np.ndarray | pd.Categorical] = {
        name: np.concatenate([part.column(name) for part in parts]) for name in (*_NUMBERS, "note")
    }
    sizes = [len(part.places) for part in parts]
    for name in _LABELS:
        places, different = pd.factorize(np.array([getattr(part, name) for part in parts], dtype=object))
        columns[name] = texts(np.repeat(places, sizes), different)
    columns["area_code"] = texts(np.concatenate([part.places for part in parts]), known_areas.codes)
    for name, different in (("status", STATUSES), ("missing", REASONS)):
        columns[name] = texts(np.concatenate([part.column(name) for part in parts]) - 1, different)
    return pd.DataFrame({name: columns[name] for name in OBSERVATION_COLUMNS})


def area_table(
    catalog: Catalog, snapshots: Iterable[Snapshot], outlines: pd.DataFrame, region: str = ""
) -> pd.DataFrame:
    """Return one row per area and year of the division: code, year, name, level, parent and boundary change.

    The areas are those in `region`, as for `observations`. Names come from tables with one period, which is the year of
    the division, and from the outlines; outlines without names are for areas of the newest division.
    """
    rows = named_areas(catalog, snapshots)
    newest = max((year for code, year in rows if code[:2] == "BU"), default=0)
    names = {code: name for (code, year), (name, _) in rows.items() if year == newest}
    for row in outlines.assign(name=outlines["name"].fillna(outlines["area_code"].map(names))).dropna().itertuples():
        rows.setdefault((str(row.area_code), int(row.boundary_year)), (row.name, None))
        rows.setdefault((catalog.programme.country, int(row.boundary_year)), ("Nederland", None))
    within = region or catalog.programme.municipality
    inside = {key: row for key, row in rows.items() if areas.belongs_to(key[0], within)}
    if not region:
        inside = _disambiguated(inside, min(newest, catalog.programme.boundary_year))
    return pd.DataFrame(
        [
            (code, year, name, areas.level(code), areas.parent(code), change if change in ("1", "2", "3") else None)
            for (code, year), (name, change) in sorted(inside.items())
        ],
        columns=AREA_COLUMNS,
    )


def named_areas(catalog: Catalog, snapshots: Iterable[Snapshot]) -> dict[tuple[str, int], tuple[str, str | None]]:
    """Return name and boundary change by code and year of the division, of the tables that have one period."""
    rows = {}
    for snapshot in snapshots:
        source = catalog.sources.get(snapshot.manifest.source_id)
        table = source.table(snapshot.manifest.table_id) if source and source.publisher_kind.names_areas else None
        if table is None or len(table.periods) != 1:
            continue
        [period] = table.periods
        columns = (snapshot.areas[name].astype("str").tolist() for name in ("area_code", "name", "boundary_change"))
        for published, name, change in zip(*columns, strict=True):
            code = catalog.programme.current_code(areas.clean(published), period)
            rows[code, int(period)] = (name, change or None)
    return rows


def _disambiguated(
    rows: dict[tuple[str, int], tuple[str, str | None]], newest: int
) -> dict[tuple[str, int], tuple[str, str | None]]:
    """Return areas by code and year, adding the last year of a code to the name of those that are not in the newest
    division, and the wijken of known buurten that no table names."""
    last: dict[str, int] = {}
    for code, year in rows:
        last[code] = max(year, last.get(code, 0))
    renamed = {
        (code, year): (name if last[code] >= newest else f"{name} (indeling van {last[code]})", change)
        for (code, year), (name, change) in rows.items()
    }
    for code, year in rows:
        wijk = areas.parent(code) if areas.level(code) == "buurt" else None
        if wijk and wijk not in last:
            renamed[wijk, year] = f"Wijk {wijk[6:]} (indeling van {last[code]})", None
    return renamed


def _tables(catalog: Catalog, snapshots: Iterable[Snapshot | Columns]) -> dict[tuple[str, str], list[Columns]]:
    """Return the snapshots per source and table, newest edition first."""
    all_columns = [snapshot if isinstance(snapshot, Columns) else Columns(snapshot) for snapshot in snapshots]
    tables: dict[tuple[str, str], list[Columns]] = {}
    for columns in sorted(all_columns, key=lambda columns: columns.snapshot.manifest.edition, reverse=True):
        tables.setdefault(columns.snapshot.manifest.table, []).append(_recoded(catalog, columns))
    return tables


def _recoded(catalog: Catalog, columns: Columns) -> Columns:
    """Return the columns of a snapshot with the present codes of areas that only got another code."""
    if not any(change.is_same_area for change in catalog.programme.area_changes):
        return columns
    facts = columns.snapshot.facts
    places = facts.groupby(["area_code", "period"], observed=True, sort=False)
    present = [catalog.programme.current_code(areas.clean(code), period) for code, period in places.size().index]
    codes = pd.Categorical(present).take(places.ngroup()) if present else facts["area_code"]
    return Columns(replace(columns.snapshot, facts=facts.assign(area_code=codes)))


def _foreign_areas(municipality: str, tables: dict[tuple[str, str], list[Columns]]) -> list[str]:
    """Return a Dutch line per snapshot with figures of areas outside the municipality, which are not used."""
    lines = []
    for table in (table for group in tables.values() for table in group):
        present = map(areas.clean, table.snapshot.facts["area_code"].unique())
        codes = sorted(code for code in present if not areas.belongs_to(code, municipality))
        if codes:
            rest = dutch.counted(len(codes) - 1, "ander gebied", "andere gebieden")
            which = f"{codes[0]} en {rest}" if len(codes) > 1 else codes[0]
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
    known_areas: _Areas,
    with_gaps: bool,
) -> tuple[list[_Series], list[str]]:
    source = catalog.sources[indicator.source]
    parts, absent, looked_in = list[_Series](), list[str](), list[str]()
    warnings: list[str] = []
    for table in source.tables:
        candidates = tables.get((indicator.source, table.id), [])
        for period in _periods(indicator, table, candidates):
            looked_in.append(table.id)
            chosen = editions.by_level(candidates, indicator.topics, period)
            warnings += chosen.contradictions
            if chosen.newest is None and source.is_own:
                continue  # a file of own figures has only what was measured
            if chosen.newest is None and not with_gaps:
                continue
            if chosen.newest is None:
                parts.append(_gap(indicator, period, candidates, known_areas))
                absent += [f"{table.id} ({period})"] if any(edition.is_complete for edition in candidates) else []
                continue
            fixed = _fixed_denominators(catalog, indicator, tables)
            for edition, codes in chosen.areas_by_edition(known_areas.codes.tolist()):
                areas_of_edition = known_areas.among(codes)
                figures = _period(catalog, indicator, edition, period, fixed, areas_of_edition)
                snapshot_id = edition.snapshot.manifest.snapshot_id
                parts.append(
                    _Series(indicator.id, period, snapshot_id, known_areas.places_of(areas_of_edition), figures)
                )
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
    known_areas: _Areas,
) -> Figures:
    def part(topic: Topic) -> Figures:
        if isinstance(topic, Denominator) and topic.source:
            figures, absent = fixed.get(topic, (None, "not_included"))
        else:
            figures, absent = table.figures(topic, period), table.absent
        return _on_areas(figures, known_areas, absent)

    if indicator.topic is not None:
        published = part(indicator.topic)
        scaled = {name: published[name] * indicator.scale for name in ("value", "lower", "upper")}
        return {**published, **scaled, **_own_columns(published, table.figures(indicator.topic, period), known_areas)}
    assert indicator.rate is not None
    numerators = [part(topic) for topic in indicator.rate.numerator]
    denominators = [part(topic) for topic in indicator.rate.denominator]
    return rate(numerators, denominators, indicator.rate.factor, catalog.programme.minimum_denominator)


def _own_columns(published: Figures, figures: Figures | None, known_areas: _Areas) -> dict[str, np.ndarray]:
    """Return the number of answers and the remark that come with own figures."""
    if figures is None or "n" not in figures:
        return {}
    cells = known_areas.put(figures)
    answers = pd.to_numeric(pd.Series(cells["n"]), errors="coerce").to_numpy(dtype=float)
    return {
        "denominator": np.where(np.isnan(published["value"]), np.nan, answers),
        "note": np.where(cells["note"] == "", _NONE, cells["note"]),
    }


def rate(numerators: list[Figures], denominators: list[Figures], factor: float, minimum: int) -> dict[str, np.ndarray]:
    """Return sum of numerators / sum of denominators x factor per area, with both sums or the reason for a gap.

    All have value, status and missing for the same areas, the last two as numbers (columns.Figures). A denominator
    below `minimum` gives 'too_small', with both sums, as it may be a part of a larger area; a missing part passes its
    reason on; the status is that of the least sure part.
    """
    parts = numerators + denominators
    top, bottom = (np.sum([part["value"] for part in side], axis=0) for side in (numerators, denominators))
    reason = np.where(bottom >= minimum, np.int8(0), number(REASONS, "too_small"))
    for part in reversed(parts):
        reason = np.where(part["missing"] == 0, reason, part["missing"])
    is_there = reason == 0
    is_added = is_there | (reason == number(REASONS, "too_small"))
    with np.errstate(
        divide="ignore", invalid="ignore", over="ignore"
    ):  # the schema refuses anything that is not a number
        value = top / bottom * factor
    status = least_sure([part["status"] for part in parts])
    return {
        "value": np.where(is_there, value, np.nan),
        "numerator": np.where(is_added, top, np.nan),
        "denominator": np.where(is_added, bottom, np.nan),
        "status": np.where(is_there, status, np.int8(0)),
        "missing": reason,
    }


def _on_areas(figures: Figures | None, known_areas: _Areas, absent: str) -> Figures:
    """Return value, lower, upper, status and missing reason for every known area."""
    put = known_areas.put(figures or _NO_FIGURES)
    is_blank = np.isnan(put["value"])
    withheld = "suppressed" if (~is_blank & ~known_areas.is_country).any() else "not_published"
    lacking = np.where(put["is_present"], number(REASONS, withheld), number(REASONS, absent))
    reasons = np.where(put["missing"] != 0, put["missing"], lacking)
    return {
        **{name: put[name] for name in ("value", "lower", "upper")},
        "status": np.where(is_blank, np.int8(0), np.maximum(put["status"], number(STATUSES, "definitief"))),
        "missing": np.where(is_blank, reasons, np.int8(0)),
    }


def _gap(indicator: Indicator, period: str, candidates: list[Columns], known_areas: _Areas) -> _Series:
    """Return the observations of a period without figures; they are half of a build."""
    table = next((table for table in candidates if table.is_complete), candidates[0])
    missing = {"missing": np.full(len(known_areas), number(REASONS, table.absent))}
    snapshot_id = table.snapshot.manifest.snapshot_id
    return _Series(indicator.id, period, snapshot_id, known_areas.places_of(known_areas), missing)


def _not_found(indicator: Indicator, source: Source, absent: list[str]) -> str:
    topics = "; ".join(f"{' / '.join(topic.names)} ({', '.join(topic.unit)})" for topic in indicator.topics)
    return f"{indicator.id}: niet gevonden in {', '.join(absent)} van {source.title}. Gezocht: {topics}."
