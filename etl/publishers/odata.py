"""Fetches tables of CBS StatLine and of third parties (RIVM, Politie) through the OData v3 client `cbsodata`."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import TypeVar

import cbsodata
import pandas as pd

from etl.publishers import cbsodata_client, expectations, form, http
from etl.publishers.cbsodata_client import Cell, Row
from etl.publishers.publisher import Request
from etl.snapshots.columns import fits_group
from etl.snapshots.store import AREA_COLUMNS, FACT_COLUMNS, TOPIC_COLUMNS, Manifest, Snapshot
from veerkracht.catalog.catalog import Source, Table
from veerkracht.core import areas, dutch, moments, periods
from veerkracht.core.errors import SourceError

_STATUS = {"definitief": "definitief", "voorlopig": "voorlopig", "nadervoorlopig": "nader_voorlopig"}

Answer = TypeVar("Answer")

cached_descriptions = cbsodata_client.cached_descriptions


def modified_at(source: Source, table: Table) -> str | None:
    """Return when the publisher last changed the table, as the publisher writes it.

    Raises SourceError when the table or the host does not answer, or the table is another one than it should be.
    """
    answer = _query(source, table, lambda host: cbsodata.get_info(table.id, catalog_url=host))
    [info] = form.require_rows(table, "TableInfos", [answer or {}])
    expectations.require_identity(table, info)
    return _text(info.get("Modified")) or None


def area_codes(source: Source, table: Table) -> list[str]:
    """Return the codes of all areas the table has, of the whole country. Raises SourceError as `fetch` does."""
    return [areas.clean(_text(row["Key"])) for row in _dimension(source, table, expectations.REGION)]


def fetch(request: Request) -> Snapshot:
    """Return the table for the region and the country, with the publisher's own values.

    A topic and a category together are one topic, with the category as its group. Raises SourceError when the publisher
    does not answer or the answer is not what was requested.
    """
    source, table = request.source, request.table
    categories = _categories(request) if table.categories else {}
    filters = _filters(table, request.region, categories)
    parts: dict[str, list[Row]] = _query(
        source, table, lambda host: cbsodata.download_data(table.id, filters=filters, catalog_url=host)
    )
    expectations.require_parts(table, parts)
    form.require_parts(table, parts)
    info = (parts["TableInfos"] or [{}])[0]
    expectations.require_identity(table, info)
    expectations.require_finite(table, parts["TypedDataSet"])
    rows = _stripped(parts["TypedDataSet"])
    expectations.require_dimensions(table, rows)
    expectations.require_rows(table, rows, request.region, request.is_part)
    expectations.require_boundary_flags(table, rows)
    topics = _topics(parts["DataProperties"])
    facts = _facts(table, rows, topics, parts.get(expectations.PERIOD, []))
    if table.categories:
        topics, facts = _by_category(topics, facts, categories)
    modified = _text(info.get("Modified")) or None
    manifest = Manifest(
        source_id=request.source_id,
        table_id=table.id,
        edition=_edition(table, modified),
        title=_text(info.get("Title")) or table.title,
        publisher=source.publisher,
        licence=source.licence,
        retrieved_at=moments.today().isoformat(),
        modified_at=modified,
        is_complete=True,
        note=_unused_years(table, rows),
        is_invented=expectations.is_invented(info),
    )
    return Snapshot(manifest, topics, facts, _areas(rows, parts[expectations.REGION]), "opgehaald")


def _edition(table: Table, modified: str | None) -> str:
    """Return the day of the last change, that of today when the publisher does not say.

    Raises SourceError for a day that is yet to come: such an edition would be the newest for ever.
    """
    today = moments.today()
    day = date.fromisoformat(modified[:10]) if modified else today
    if day > today + timedelta(days=1):
        raise SourceError(
            f"Tabel {table.id}: de uitgave is van {dutch.day(day)}, en die dag moet nog komen. De vorige uitgave "
            "blijft in gebruik. Controleer de datum van deze computer; klopt die, meld dit dan bij de uitgever."
        )
    return day.isoformat()


def _query(source: Source, table: Table, query: Callable[[str], Answer]) -> Answer:
    """Return the answer of the host of the source, which `query` is called with, retrying after a passing fault."""

    def answer() -> Answer:
        with cbsodata_client.connected(http.host_url(str(source.host))) as host:
            return query(host)

    return http.with_retries(answer, f"Tabel {table.id}", str(source.host))


def _dimension(source: Source, table: Table, name: str) -> list[Row]:
    answer = _query(source, table, lambda host: cbsodata.get_meta(table.id, name, catalog_url=host))
    return form.require_rows(table, name, answer)


def _categories(request: Request) -> dict[str, str]:
    """Return title by code of the requested categories. Raises SourceError unless exactly one fits each."""
    table, dimension = request.table, str(request.table.categories)
    titles = {_text(row["Key"]): _text(row["Title"]) for row in _dimension(request.source, table, dimension)}
    categories: dict[str, str] = {}
    for names in request.categories:
        fitting = {code: title for code, title in titles.items() if fits_group(names, title, code)}
        if len(fitting) != 1:
            what = f"past op {', '.join(fitting.values())}" if fitting else f"niet; wel: {', '.join(titles.values())}"
            raise SourceError(
                f"Tabel {table.id}: {dimension} {' / '.join(names)} moet precies één keer voorkomen, "
                f"maar {what}. Verbeter group in indicators.yaml."
            )
        categories |= fitting
    return categories


def _by_category(
    topics: pd.DataFrame, facts: pd.DataFrame, categories: dict[str, str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return topics and facts with a topic per category; the facts have theirs in the column category."""
    pairs = [
        {**topic, "topic_key": f"{topic['topic_key']}|{code}", "group": title}
        for topic in topics.to_dict("records")
        for code, title in categories.items()
    ]
    named = facts.assign(topic_key=facts["topic_key"] + "|" + facts["category"])
    return pd.DataFrame(pairs, columns=TOPIC_COLUMNS), named[named["category"].isin(list(categories))][FACT_COLUMNS]


def _filters(table: Table, region: str, categories: Iterable[str]) -> str:
    # codes are padded at the end and `eq` compares the padding too, so everything is filtered by its start
    digits = region[2:]
    regions = " or ".join(
        f"startswith({expectations.REGION},'{start}')" for start in (f"GM{digits}", f"WK{digits}", f"BU{digits}", "NL")
    )
    others = [f"startswith({dimension},'{code}')" for dimension, code in table.filters.items()]
    if table.categories:  # 2.6.1 also starts 2.6.10, which _by_category leaves out
        kinds = " or ".join(f"startswith({table.categories},'{code}')" for code in categories)
        others.append(f"({kinds})")
    return " and ".join([f"({regions})", *others])


def _stripped(rows: list[Row]) -> pd.DataFrame:
    frame = pd.DataFrame(rows)
    return frame.assign(**{name: frame[name].str.strip() for name in frame.select_dtypes("str").columns})


def _text(cell: Cell) -> str:
    return "" if cell is None else form.one_line(str(cell))


def _topics(properties: list[Row]) -> pd.DataFrame:
    titles = {row.get("ID"): _text(row.get("Title")) for row in properties}
    topics = []
    for row in properties:
        if row["Type"] == "Topic" and row.get("Datatype") != "String":
            title, group, unit = _text(row.get("Title")), titles.get(row.get("ParentID"), ""), _text(row.get("Unit"))
            topics.append((row["Key"], title, group, unit, row.get("Decimals") or 0))
    return pd.DataFrame(topics, columns=TOPIC_COLUMNS)


def _facts(table: Table, rows: pd.DataFrame, topics: pd.DataFrame, period_rows: list[Row]) -> pd.DataFrame:
    rows = _with_periods(table, rows, period_rows)
    keys = [key for key in topics["topic_key"] if key in rows.columns]
    long = rows.melt(["area_code", "period", "status", *expectations.dimensions(table)], keys, "topic_key", "value")
    place = ["topic_key", "area_code", "period"]
    if table.categories:
        long = long.rename(columns={table.categories: "category"})
        place.append("category")
    if table.margins:
        place.append(table.margins.dimension)
    if (twice := long.duplicated(place)).any():
        row = long[twice].iloc[0]
        raise SourceError(
            f"Tabel {table.id}: {row.topic_key}, {row.area_code}, {row.period} komt meer dan eens voor. "
            "Er ontbreekt een filter op een dimensie in indicators.yaml."
        )
    long = _bounds_beside_value(table, long) if table.margins else long.assign(lower=None, upper=None)
    return long.assign(missing="")[[*FACT_COLUMNS, *(["category"] if table.categories else [])]]


def _with_periods(table: Table, rows: pd.DataFrame, period_rows: list[Row]) -> pd.DataFrame:
    """Return the rows of the periods that the catalogue wants, with area_code, period and status."""
    rows = rows.assign(area_code=rows[expectations.REGION].map(areas.clean), status="definitief")
    if expectations.PERIOD not in rows.columns:
        return rows.assign(period=_only_period(table))
    rows = rows.assign(period=rows[expectations.PERIOD].map(_period_code))
    present = set(rows["period"].dropna())
    months = {period for period in present if "-" in period} if table.has_months else set()
    if absent := sorted(set(table.periods) - present - {month[:4] for month in months}):
        raise SourceError(
            f"Tabel {table.id} heeft geen cijfers over {', '.join(absent)}. Verbeter periods in indicators.yaml."
        )
    rows = rows[rows["period"].isin([period for period in present if table.includes(period)])]
    published = {_text(row["Key"]): _text(row.get("Status")) for row in period_rows}
    expectations.require_described(table, rows, set(published))
    return rows.assign(status=[_status(table, published[code]) for code in rows[expectations.PERIOD]])


def _unused_years(table: Table, rows: pd.DataFrame) -> str:
    """Return a Dutch line that names the years that the publisher has and the catalogue does not ask for, if any."""
    published = set(rows[expectations.PERIOD]) if expectations.PERIOD in rows.columns else set()
    codes = {code for code in map(_period_code, published) if code is not None}
    years = [code for code in codes if "-" not in code and not table.includes(code)]
    if not years:
        return ""
    return (
        f"De uitgever heeft ook cijfers over {periods.spelled(years)}, die dit dashboard niet gebruikt (periods in "
        "indicators.yaml)."
    )


def _only_period(table: Table) -> str:
    if len(table.periods) != 1:
        raise SourceError(f"Tabel {table.id} kent geen perioden. Noem er precies één periode bij in indicators.yaml.")
    return table.periods[0]


def _period_code(published: str) -> str | None:
    try:
        return periods.parse(published).code
    except ValueError:  # a kind of period the dashboard does not know, such as a quarter
        return None


def _status(table: Table, published: str) -> str:
    status = published.casefold()
    if status and status not in _STATUS:
        raise SourceError(f"Tabel {table.id} heeft de onbekende status {published!r}. Meld dit aan de ontwikkelaars.")
    return _STATUS[status] if status else "definitief"


def _bounds_beside_value(table: Table, long: pd.DataFrame) -> pd.DataFrame:
    assert table.margins is not None
    columns = {table.margins.value: "value", table.margins.lower: "lower", table.margins.upper: "upper"}
    index = ["topic_key", "area_code", "period", "status"]
    if absent := set(columns) - set(long[table.margins.dimension]):
        raise SourceError(
            f"Tabel {table.id}: {table.margins.dimension} heeft geen {', '.join(sorted(absent))}. "
            "Verbeter margins in indicators.yaml."
        )
    wide = long.pivot(index=index, columns=table.margins.dimension, values="value")
    return wide[list(columns)].rename(columns=columns).reset_index()


def _areas(rows: pd.DataFrame, dimension: list[Row]) -> pd.DataFrame:
    names = {areas.clean(_text(row["Key"])): _text(row["Title"]) for row in dimension}
    flag = expectations.boundary_flag(rows)
    codes = rows[expectations.REGION].map(areas.clean)
    changes = rows[flag].fillna("").replace(".", "") if flag else ""
    frame = pd.DataFrame({"area_code": codes, "boundary_change": changes}).drop_duplicates("area_code")
    return frame.assign(name=[names.get(code, code) for code in frame["area_code"]])[AREA_COLUMNS]
