"""Fetches tables of CBS StatLine and of third parties (RIVM, Politie) through the OData v3 client `cbsodata`."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any, ClassVar
from urllib.parse import urlsplit

import cbsodata
import pandas as pd
import requests
from cbsodata import cbsodata3

from etl.publishers import expectations, http
from etl.snapshots.columns import fits_group
from etl.snapshots.store import AREA_COLUMNS, FACT_COLUMNS, TOPIC_COLUMNS, Manifest
from veerkracht.catalog.catalog import Source, Table
from veerkracht.core import areas, periods
from veerkracht.core.errors import SourceError

_STATUS = {"Definitief": "definitief", "Voorlopig": "voorlopig", "NaderVoorlopig": "nader_voorlopig"}
MOST_REQUESTS = 100  # for one table; the largest here, by month, needs about twenty

Fetched = tuple[Manifest, pd.DataFrame, pd.DataFrame, pd.DataFrame]
Names = tuple[str, ...]


def modified_at(source: Source, table: Table) -> str | None:
    """Return when the publisher last changed the table, as the publisher writes it.

    Raises SourceError when the table or the host does not answer, or the table is another one than it should be.
    """
    info = _ask(
        source, table, lambda url: cbsodata.get_info(table.id, catalog_url=url, timeout=http.TIMEOUT)
    )  # fmt: skip
    expectations.require_title(table, info)
    return info.get("Modified") if info else None


def area_codes(source: Source, table: Table) -> list[str]:
    """Return the codes of all areas the table has, of the whole country. Raises SourceError as `fetch` does."""
    rows = _ask(source, table, lambda url: cbsodata.get_meta(
        table.id, expectations.REGION, catalog_url=url, timeout=http.TIMEOUT
    ))  # fmt: skip
    return [areas.clean(row["Key"]) for row in rows]


@contextmanager
def one_description() -> Iterator[None]:
    """While the block runs, ask only once for what describes a table and is the same for every region of it."""
    _BoundedSession.kept = {}
    try:
        yield
    finally:
        _BoundedSession.kept = None


def fetch(
    source_id: str, source: Source, table: Table, region: str, wanted: Sequence[Names] = (), is_part: bool = False
) -> Fetched:
    """Return the manifest, topics, facts and areas of the table for one region and the country.

    A region is a municipality or, for a part of the country, how codes begin, such as GM09. The frames have the columns
    of etl.snapshots: topics one row per topic, facts one row per topic, area and period with the publisher's own value,
    areas one row per area. Of a table with categories only those in `wanted` are fetched, each by any of its names; a
    topic and a category together are one topic, with the category as its group. Raises SourceError when the publisher
    does not answer or the answer is not what was asked for.
    """
    categories = _categories(source, table, wanted) if table.categories else {}
    parts = _ask(source, table, lambda catalog_url: cbsodata.download_data(
        table.id, filters=_filters(table, region, categories), catalog_url=catalog_url, timeout=http.TIMEOUT
    ))  # fmt: skip
    expectations.require_parts(table, parts)
    info = (parts["TableInfos"] or [{}])[0]
    expectations.require_title(table, info)
    expectations.require_finite(table, parts["TypedDataSet"])
    rows = _stripped(parts["TypedDataSet"])
    expectations.require_dimensions(table, rows)
    expectations.require_rows(table, rows, region, is_part)
    expectations.require_boundary_flags(table, rows)
    topics = _topics(parts["DataProperties"])
    facts = _facts(table, rows, topics, parts.get(expectations.PERIOD))
    if table.categories:
        topics, facts = _by_category(topics, facts, categories)
    today = date.today().isoformat()
    modified = info.get("Modified")
    manifest = Manifest(
        source_id=source_id, table_id=table.id, edition=str(modified or today)[:10], title=str(info["Title"]).strip(),
        publisher=source.publisher, licence=source.licence, retrieved_at=today, modified_at=modified,
        is_complete=True, note="",
    )  # fmt: skip
    return manifest, topics, facts, _areas(rows, _stripped(parts[expectations.REGION]))


def _ask(source: Source, table: Table, question: Callable[[str], Any]) -> Any:
    """Return the answer to a question to the host of the source, trying again after a passing fault."""
    with _client(source) as catalog_url:
        return http.patiently(lambda: question(catalog_url), f"Tabel {table.id}", str(source.host))


class _BoundedSession(requests.Session):
    """A session that stops an answer without end; cbsodata itself follows any link to a next page for ever."""

    sent = 0
    kept: ClassVar[dict[str, requests.Response] | None] = None  # answers by address, see one_description

    def send(self, request: requests.PreparedRequest, **settings: Any) -> requests.Response:
        url = str(request.url)
        if self.kept is None or "DataSet" in url:
            return self._send(request, **settings)
        if url not in self.kept:
            answer = self._send(request, **settings)
            answer.raise_for_status()
            self.kept[url] = answer
        return self.kept[url]

    def _send(self, request: requests.PreparedRequest, **settings: Any) -> requests.Response:
        type(self).sent += 1
        if self.sent > MOST_REQUESTS:
            raise SourceError(
                f"{urlsplit(str(request.url)).path}: het antwoord houdt niet op (meer dan {MOST_REQUESTS} bladzijden). "
                "Meld dit bij de uitgever."
            )
        return super().send(request, **settings)


@contextmanager
def _client(source: Source) -> Iterator[str]:
    """Give the host as cbsodata wants it, with its module-wide options set and put back.

    cbsodata makes a session of its own for every page, so that the number of pages is counted over sessions. It hands
    the proxies it read at import to every request, which overrules NO_PROXY, and passes over the certificates of
    REQUESTS_CA_BUNDLE; so it is told what requests finds in the environment.
    """
    url = http.host_url(str(source.host))
    parts = urlsplit(url)
    settings = requests.Session().merge_environment_settings(url, {}, None, None, None)
    before = cbsodata.options.use_https, cbsodata.options.requests, cbsodata3.Session
    cbsodata.options.use_https, cbsodata.options.requests = parts.scheme == "https", settings
    cbsodata3.Session = type("_Session", (_BoundedSession,), {"sent": 0})
    try:
        yield parts.netloc
    finally:
        cbsodata.options.use_https, cbsodata.options.requests, cbsodata3.Session = before


def _categories(source: Source, table: Table, wanted: Sequence[Names]) -> dict[str, str]:
    """Return title by code of the wanted categories. Raises SourceError unless exactly one fits each."""
    rows = _ask(source, table, lambda url: cbsodata.get_meta(
        table.id, table.categories, catalog_url=url, timeout=http.TIMEOUT
    ))  # fmt: skip
    known = {_strip(row["Key"]): _strip(row["Title"]) for row in rows}
    found: dict[str, str] = {}
    for names in wanted:
        fitting = {code: title for code, title in known.items() if fits_group(names, title, code)}
        if len(fitting) != 1:
            told = f"past op {', '.join(fitting.values())}" if fitting else f"niet; wel: {', '.join(known.values())}"
            raise SourceError(
                f"Tabel {table.id}: {table.categories} {' / '.join(names)} moet precies één keer voorkomen, "
                f"maar {told}. Verbeter group in indicators.yaml."
            )
        found |= fitting
    return found


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
    # codes are padded at the end and `eq` compares the padding too, so everything is asked for by its start
    digits = region[2:]
    regions = " or ".join(
        f"startswith({expectations.REGION},'{start}')" for start in (f"GM{digits}", f"WK{digits}", f"BU{digits}", "NL")
    )
    others = [f"startswith({dimension},'{code}')" for dimension, code in table.filters.items()]
    if table.categories:  # 2.6.1 also starts 2.6.10: what is not wanted is left out after
        kinds = " or ".join(f"startswith({table.categories},'{code}')" for code in categories)
        others.append(f"({kinds})")
    return " and ".join([f"({regions})", *others])


def _stripped(rows: list[dict[str, Any]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows)
    return frame.assign(**{name: frame[name].str.strip() for name in frame.select_dtypes("str").columns})


def _strip(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _topics(properties: list[dict[str, Any]]) -> pd.DataFrame:
    titles = {row["ID"]: _strip(row["Title"]) for row in properties}
    return pd.DataFrame(
        [
            (row["Key"], _strip(row["Title"]), titles.get(row.get("ParentID"), ""), _strip(row.get("Unit") or ""),
             row.get("Decimals") or 0)
            for row in properties
            if row["Type"] == "Topic" and row.get("Datatype") != "String"
        ],
        columns=TOPIC_COLUMNS,
    )  # fmt: skip


def _facts(
    table: Table, rows: pd.DataFrame, topics: pd.DataFrame, dimension: list[dict[str, Any]] | None
) -> pd.DataFrame:
    rows = _with_periods(table, rows, dimension)
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


def _with_periods(table: Table, rows: pd.DataFrame, dimension: list[dict[str, Any]] | None) -> pd.DataFrame:
    """Return the rows with area_code, period and status; only the periods the catalogue wants."""
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
    later = {period for period in present if "-" not in period and period > max(table.periods, default="")}
    rows = rows[rows["period"].isin({*table.periods, *later, *months})]
    published = {_strip(row["Key"]): _strip(row.get("Status")) for row in dimension or []}
    return rows.assign(status=[_status(table, published.get(code)) for code in rows[expectations.PERIOD]])


def _only_period(table: Table) -> str:
    if len(table.periods) != 1:
        raise SourceError(f"Tabel {table.id} kent geen perioden. Noem er precies één periode bij in indicators.yaml.")
    return table.periods[0]


def _period_code(published: str) -> str | None:
    try:
        return periods.parse(published).code
    except ValueError:  # a kind of period the dashboard does not know, such as a quarter
        return None


def _status(table: Table, published: str | None) -> str:
    if published and published not in _STATUS:
        raise SourceError(f"Tabel {table.id} heeft de onbekende status {published!r}. Meld dit aan de ontwikkelaars.")
    return _STATUS[published] if published else "definitief"


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


def _areas(rows: pd.DataFrame, dimension: pd.DataFrame) -> pd.DataFrame:
    names = dict(zip(dimension["Key"].map(areas.clean), dimension["Title"], strict=True))
    flag = expectations.boundary_flag(rows)
    codes = rows[expectations.REGION].map(areas.clean)
    changes = rows[flag].fillna("").replace(".", "") if flag else ""
    frame = pd.DataFrame({"area_code": codes, "boundary_change": changes}).drop_duplicates("area_code")
    return frame.assign(name=[names.get(code, code) for code in frame["area_code"]])[AREA_COLUMNS]
