"""Fetches tables of CBS StatLine and of third parties (RIVM, Politie) through the OData v3 client `cbsodata`."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import cbsodata
import pandas as pd
import requests

from etl import http
from etl.snapshots import AREA_COLUMNS, FACT_COLUMNS, TOPIC_COLUMNS, Manifest
from veerkracht import areas, periods
from veerkracht.catalog import Source, Table
from veerkracht.errors import SourceError

_REGION = "WijkenEnBuurten"
_PERIOD = "Perioden"
_STATUS = {"Definitief": "definitief", "Voorlopig": "voorlopig", "NaderVoorlopig": "nader_voorlopig"}

Fetched = tuple[Manifest, pd.DataFrame, pd.DataFrame, pd.DataFrame]


def modified_at(source: Source, table: Table) -> str | None:
    """Return when the publisher last changed the table, as the publisher writes it.

    Raises SourceError when the table or the host does not answer, or the table is another one than it should be.
    """
    with _client(source) as catalog_url:
        info = http.patiently(
            lambda: cbsodata.get_info(table.id, catalog_url=catalog_url, timeout=http.TIMEOUT),
            f"Tabel {table.id}", str(source.host),
        )  # fmt: skip
    _require_title(table, info)
    return info.get("Modified") if info else None


def fetch(source_id: str, source: Source, table: Table, municipality: str) -> Fetched:
    """Return the manifest, topics, facts and areas of the table for one municipality and the country.

    The frames have the columns of etl.snapshots: topics one row per topic, facts one row per topic, area and period
    with the publisher's own value, areas one row per area. Raises SourceError when the publisher does not answer or
    the answer is not what was asked for.
    """
    with _client(source) as catalog_url:
        parts = http.patiently(
            lambda: cbsodata.download_data(
                table.id, filters=_filters(table, municipality), catalog_url=catalog_url, timeout=http.TIMEOUT
            ),
            f"Tabel {table.id}", str(source.host),
        )  # fmt: skip
    _require_parts(table, parts)
    info = (parts["TableInfos"] or [{}])[0]
    _require_title(table, info)
    rows = _stripped(parts["TypedDataSet"])
    _require_dimensions(table, rows)
    _require_rows(table, rows, municipality)
    topics = _topics(parts["DataProperties"])
    facts = _facts(table, rows, topics, parts.get(_PERIOD))
    today = date.today().isoformat()
    modified = info.get("Modified")
    manifest = Manifest(
        source_id=source_id, table_id=table.id, edition=str(modified or today)[:10], title=str(info["Title"]).strip(),
        publisher=source.publisher, licence=source.licence, retrieved_at=today, modified_at=modified,
        is_complete=True, note="",
    )  # fmt: skip
    return manifest, topics, facts, _areas(rows, _stripped(parts[_REGION]))


@contextmanager
def _client(source: Source) -> Iterator[str]:
    """Give the host as cbsodata wants it, with its module-wide options set and put back.

    cbsodata hands the proxies it read at import to every request, which overrules NO_PROXY, and passes over the
    certificates of REQUESTS_CA_BUNDLE; so it is told what requests finds in the environment.
    """
    url = http.host_url(str(source.host))
    parts = urlsplit(url)
    settings = requests.Session().merge_environment_settings(url, {}, None, None, None)
    before = cbsodata.options.use_https, cbsodata.options.requests
    cbsodata.options.use_https, cbsodata.options.requests = parts.scheme == "https", settings
    try:
        yield parts.netloc
    finally:
        cbsodata.options.use_https, cbsodata.options.requests = before


def _filters(table: Table, municipality: str) -> str:
    # codes are padded at the end and `eq` compares the padding too, so everything is asked for by its start
    digits = municipality[2:]
    regions = " or ".join(
        f"startswith({_REGION},'{start}')" for start in (f"GM{digits}", f"WK{digits}", f"BU{digits}", "NL")
    )
    others = [f"startswith({dimension},'{code}')" for dimension, code in table.filters.items()]
    return " and ".join([f"({regions})", *others])


def _stripped(rows: list[dict[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame([{key: _strip(value) for key, value in row.items()} for row in rows])


def _strip(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _require_parts(table: Table, parts: dict[str, Any]) -> None:
    if absent := {"TableInfos", "TypedDataSet", "DataProperties", _REGION} - set(parts):
        raise SourceError(
            f"Tabel {table.id} mist onderdeel {', '.join(sorted(absent))}. Controleer het nummer in indicators.yaml."
        )


def _require_title(table: Table, info: dict[str, Any] | None) -> None:
    title = str((info or {}).get("Title", "")).strip()
    if not title.startswith(table.title):
        raise SourceError(
            f"Tabel {table.id} heet {title!r}, verwacht werd {table.title!r}. "
            "Controleer het tabelnummer in indicators.yaml."
        )


def _require_dimensions(table: Table, rows: pd.DataFrame) -> None:
    wanted = [*table.filters, *([table.margins.dimension] if table.margins else [])]
    if not rows.empty and (absent := [name for name in wanted if name not in rows.columns]):
        raise SourceError(
            f"Tabel {table.id} heeft geen dimensie {', '.join(absent)}. Verbeter filters of margins in indicators.yaml."
        )


def _require_rows(table: Table, rows: pd.DataFrame, municipality: str) -> None:
    if rows.empty:
        raise SourceError(
            f"Tabel {table.id} gaf geen enkele rij voor {municipality}. "
            "Controleer gemeentecode en filters in indicators.yaml."
        )
    codes = set(rows[_REGION].map(areas.clean))
    strangers = sorted(code for code in codes if not _is_ours(code, municipality))
    if strangers or municipality not in codes:
        told = f"ook rijen van {', '.join(strangers[:5])}" if strangers else "geen rij van de gemeente zelf"
        raise SourceError(
            f"Tabel {table.id} gaf {told}, terwijl om {municipality} was gevraagd. De uitgever negeert het filter; "
            "meld dit bij de uitgever."
        )


def _is_ours(code: str, municipality: str) -> bool:
    try:
        return areas.belongs_to(code, municipality)
    except ValueError:  # a kind of region the dashboard does not know: GG (GGD), PV (provincie), LD (landsdeel)
        return False


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
    long = rows.melt(["area_code", "period", "status", *_margin_columns(table)], keys, "topic_key", "value")
    long = _bounds_beside_value(table, long) if table.margins else long.assign(lower=None, upper=None)
    if (twice := long.duplicated(["topic_key", "area_code", "period"])).any():
        row = long[twice].iloc[0]
        raise SourceError(
            f"Tabel {table.id}: {row.topic_key}, {row.area_code}, {row.period} komt meer dan eens voor. "
            "Er ontbreekt een filter op een dimensie in indicators.yaml."
        )
    return long.assign(missing="")[FACT_COLUMNS]


def _with_periods(table: Table, rows: pd.DataFrame, dimension: list[dict[str, Any]] | None) -> pd.DataFrame:
    """Return the rows with area_code, period and status; only the periods the catalogue names."""
    rows = rows.assign(area_code=rows[_REGION].map(areas.clean), status="definitief")
    if _PERIOD not in rows.columns:
        return rows.assign(period=_only_period(table))
    rows = rows.assign(period=rows[_PERIOD].map(_period_code))
    if absent := sorted(set(table.periods) - set(rows["period"])):
        raise SourceError(
            f"Tabel {table.id} heeft geen cijfers over {', '.join(absent)}. Verbeter periods in indicators.yaml."
        )
    rows = rows[rows["period"].isin(table.periods)]
    published = {_strip(row["Key"]): _strip(row.get("Status")) for row in dimension or []}
    return rows.assign(status=[_status(table, published.get(code)) for code in rows[_PERIOD]])


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


def _margin_columns(table: Table) -> list[str]:
    return [table.margins.dimension] if table.margins else []


def _bounds_beside_value(table: Table, long: pd.DataFrame) -> pd.DataFrame:
    assert table.margins is not None
    columns = {table.margins.value: "value", table.margins.lower: "lower", table.margins.upper: "upper"}
    index = ["topic_key", "area_code", "period", "status"]
    if absent := set(columns) - set(long[table.margins.dimension]):
        raise SourceError(f"Tabel {table.id}: {table.margins.dimension} heeft geen {', '.join(sorted(absent))}.")
    wide = long.pivot(index=index, columns=table.margins.dimension, values="value")
    return wide[list(columns)].rename(columns=columns).reset_index()


def _areas(rows: pd.DataFrame, dimension: pd.DataFrame) -> pd.DataFrame:
    names = dict(zip(dimension["Key"].map(areas.clean), dimension["Title"], strict=True))
    flag = next((column for column in rows.columns if column.startswith("Indelingswijziging")), None)
    codes = rows[_REGION].map(areas.clean)
    changes = rows[flag].fillna("").replace(".", "") if flag else ""
    frame = pd.DataFrame({"area_code": codes, "boundary_change": changes}).drop_duplicates("area_code")
    return frame.assign(name=[names.get(code, code) for code in frame["area_code"]])[AREA_COLUMNS]
