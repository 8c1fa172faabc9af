"""Turns a StatLine table into a snapshot, whichever protocol it came through."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from etl.publishers import expectations, form
from etl.publishers.publisher import Cell, Request, Row
from etl.snapshots.columns import fits_group
from etl.snapshots.store import AREA_COLUMNS, FACT_COLUMNS, TOPIC_COLUMNS, Manifest, Snapshot
from veerkracht.catalog.catalog import Table
from veerkracht.core import areas, dutch, moments, periods
from veerkracht.core.errors import SourceError

_STATUS = {"definitief": "definitief", "voorlopig": "voorlopig", "nadervoorlopig": "nader_voorlopig"}


@dataclass(frozen=True)
class Answer:
    """A table for a region, in the terms of OData v3.

    `info` has Title, Identifier, Modified and Period; `rows` a row per area, period and category, with a column for
    each of those, each topic and the flag of changed boundaries, trimmed; `names` the name by area code; `periods` Key
    and Status.
    """

    info: Row
    topics: pd.DataFrame  # with the columns of store.TOPIC_COLUMNS
    rows: pd.DataFrame
    names: dict[str, str]
    periods: list[Row]


def snapshot(request: Request, answer: Answer, categories: dict[str, str]) -> Snapshot:
    """Return the snapshot of an answer; of a table with categories those with these codes, as titles by code.

    A topic and a category together are one topic, with the category as its group. Raises SourceError when the answer is
    not what was requested.
    """
    source, table = request.source, request.table
    rows, topics = answer.rows, answer.topics
    expectations.require_dimensions(table, rows)
    expectations.require_rows(table, rows, request.region, request.is_part)
    expectations.require_boundary_flags(table, rows)
    facts = _facts(table, _with_periods(table, rows, answer.periods), topics, list(categories))
    if table.categories:
        topics = by_category(topics, categories)
    modified = text(answer.info.get("Modified")) or None
    manifest = Manifest(
        source_id=request.source_id,
        table_id=table.id,
        edition=edition(table, modified),
        title=text(answer.info.get("Title")) or table.title,
        publisher=source.publisher,
        licence=source.licence,
        retrieved_at=moments.today().isoformat(),
        modified_at=modified,
        is_complete=True,
        note=_unused_years(table, rows),
        is_invented=expectations.is_invented(answer.info),
        door=str(source.host),
    )
    return Snapshot(manifest, topics, facts, _areas(rows, answer.names), "opgehaald")


def region_filter(column: str, region: str) -> str:
    """Return the filter of both protocols for the codes of a region and the country."""
    # codes are padded at the end and `eq` compares the padding too, so everything is filtered by its start
    starts = (f"GM{region[2:]}", f"WK{region[2:]}", f"BU{region[2:]}", "NL")
    return " or ".join(f"startswith({column},'{start}')" for start in starts)


def figures_filter(table: Table, region: str, categories: Iterable[str]) -> str:
    """Return the filter of both protocols for the figures of a region and the country: of a table with categories,
    those with these codes."""
    conditions = [f"startswith({dimension},'{code}')" for dimension, code in table.filters.items()]
    if table.categories:  # 2.6.1 also starts 2.6.10, which is left out later
        kinds = " or ".join(f"startswith({table.categories},'{code}')" for code in categories)
        conditions.append(f"({kinds})")
    return " and ".join([f"({region_filter(expectations.REGION, region)})", *conditions])


def requested_categories(request: Request, dimension: list[Row]) -> dict[str, str]:
    """Return title by code of the requested categories, of the rows of their dimension (Key, Title).

    Raises SourceError unless exactly one fits each.
    """
    titles = titles_by_code(dimension)
    categories: dict[str, str] = {}
    for names in request.categories:
        fitting = {code: title for code, title in titles.items() if fits_group(names, title, code)}
        if len(fitting) != 1:
            what = f"past op {', '.join(fitting.values())}" if fitting else f"niet; wel: {', '.join(titles.values())}"
            raise SourceError(
                f"Tabel {request.table.id}: {request.table.categories} {' / '.join(names)} moet precies één keer "
                f"voorkomen, maar {what}. Verbeter group in indicators.yaml."
            )
        categories |= fitting
    return categories


def titles_by_code(dimension: list[Row]) -> dict[str, str]:
    """Return title by code of the rows of a dimension (Key, Title)."""
    return {text(row["Key"]): text(row["Title"]) for row in dimension}


def area_names(dimension: list[Row]) -> dict[str, str]:
    """Return name by area code of the rows of the dimension of areas (Key, Title)."""
    return {areas.clean(text(row["Key"])): text(row["Title"]) for row in dimension}


def by_category(topics: pd.DataFrame, categories: dict[str, str]) -> pd.DataFrame:
    """Return a topic per topic and category (titles by code), which is its group."""
    pairs = [
        {**topic, "topic_key": f"{topic['topic_key']}|{code}", "group": title}
        for topic in topics.to_dict("records")
        for code, title in categories.items()
    ]
    return pd.DataFrame(pairs, columns=TOPIC_COLUMNS)


def period_codes(dimension: list[Row]) -> tuple[str, ...]:
    """Return the codes of the dashboard for the periods of a dimension (Key), without kinds that it does not know."""
    codes = (_period_code(text(row["Key"])) for row in dimension)
    return tuple(code for code in codes if code is not None)


def edition(table: Table, modified: str | None) -> str:
    """Return the day of the last change, or today when the publisher does not say.

    Raises SourceError for a future day: such an edition would be the newest for ever.
    """
    today = moments.today()
    day = date.fromisoformat(modified[:10]) if modified else today
    if day > today + timedelta(days=1):
        raise SourceError(
            f"Tabel {table.id}: de uitgave is van {dutch.day(day)}, en die dag moet nog komen. De vorige uitgave "
            "blijft in gebruik. Controleer de datum van deze computer; klopt die, meld dit dan bij de uitgever."
        )
    return day.isoformat()


def text(cell: Cell) -> str:
    """Return a cell as trimmed text on one line, '' for null."""
    return "" if cell is None else form.one_line(str(cell))


def trimmed(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows with trimmed texts."""
    return rows.assign(**{name: rows[name].str.strip() for name in rows.select_dtypes("str").columns})


def _facts(table: Table, rows: pd.DataFrame, topics: pd.DataFrame, categories: list[str]) -> pd.DataFrame:
    """Return the figures as one long table, topic by topic; texts are categories, as they repeat."""
    keys = list(dict.fromkeys(key for key in topics["topic_key"] if key in rows.columns))
    _require_once(table, rows, keys)
    if table.categories:
        rows = rows[rows[table.categories].isin(categories)]
    if table.margins:
        keys = sorted(keys)
        rows = _bounds_beside_value(table, rows, keys)
    of_topic = np.repeat(np.arange(len(keys)), len(rows))
    if table.categories:
        kinds = pd.Categorical(rows[table.categories])
        of_topic = of_topic * len(kinds.categories) + np.tile(kinds.codes, len(keys))
        keys_of_topics = [f"{key}|{kind}" for key in keys for kind in kinds.categories]
    else:
        keys_of_topics = keys
    every = np.tile(np.arange(len(rows)), len(keys))
    bounds = ("|lower", "|upper") if table.margins else ()
    facts = {
        "topic_key": pd.Categorical.from_codes(of_topic, keys_of_topics),
        **{name: rows[name].array.take(every) for name in ("area_code", "period", "status")},
        "value": _concatenated(rows[keys]),
        **{bound[1:]: _concatenated(rows[[f"{key}{bound}" for key in keys]]) for bound in bounds},
        "missing": pd.Categorical.from_codes(np.zeros(len(every), dtype=np.int8), [""]),
    }
    return pd.DataFrame({"lower": np.nan, "upper": np.nan} | facts)[FACT_COLUMNS]


def _require_once(table: Table, rows: pd.DataFrame, keys: list[str]) -> None:
    twice = rows.duplicated(["area_code", "period", *expectations.dimensions(table)])
    if keys and twice.any():
        row = rows[twice].iloc[0]
        raise SourceError(
            f"Tabel {table.id}: {keys[0]}, {row.area_code}, {row.period} komt meer dan eens voor. "
            "Er ontbreekt een filter op een dimensie in indicators.yaml."
        )


def _concatenated(columns: pd.DataFrame) -> pd.Series | np.ndarray:
    """Return figures in one column, as numbers, formatted alike also beside a topic without any; as they are when some
    are texts."""
    if all(dtype.kind in "if" or columns.iloc[:, place].isna().all() for place, dtype in enumerate(columns.dtypes)):
        return columns.to_numpy(dtype=float).ravel(order="F")
    values = pd.concat([columns.iloc[:, place] for place in range(columns.shape[1])], ignore_index=True)
    is_number = values.dtype.kind in "ifb"
    has_texts = not is_number and pd.api.types.infer_dtype(values) in ("string", "mixed", "mixed-integer")
    return values if has_texts else values.astype(float)


def _with_periods(table: Table, rows: pd.DataFrame, period_rows: list[Row]) -> pd.DataFrame:
    """Return the rows of the periods that the catalogue wants, with area_code, period and status as categories."""
    always = pd.Categorical.from_codes(np.zeros(len(rows), dtype=np.int8), ["definitief"])
    rows = rows.assign(area_code=_mapped(rows[expectations.REGION], areas.clean), status=always)
    if expectations.PERIOD not in rows.columns:
        return rows.assign(period=always.rename_categories([_only_period(table)]))
    rows = rows.assign(period=_mapped(rows[expectations.PERIOD], _period_code))
    present = set(rows["period"].dropna())
    months = {period for period in present if "-" in period} if table.has_months else set()
    if absent := sorted(set(table.periods) - present - {month[:4] for month in months}):
        raise SourceError(
            f"Tabel {table.id} heeft geen cijfers over {', '.join(absent)}. Verbeter periods in indicators.yaml."
        )
    rows = rows[rows["period"].isin([period for period in present if table.includes(period)])]
    published = {text(row["Key"]): text(row.get("Status")) for row in period_rows}
    expectations.require_described(table, rows, set(published))
    return rows.assign(status=_mapped(rows[expectations.PERIOD], lambda code: _status(table, published[code])))


def _mapped(texts: pd.Series, change: Callable[[str], str | None]) -> pd.Categorical:
    """Return what each text is changed into, as categories in order of the alphabet."""
    places, different = texts.factorize()
    return pd.Categorical([change(text) for text in different]).take(places)


def _unused_years(table: Table, rows: pd.DataFrame) -> str:
    """Return a Dutch line that names the years that the publisher has and the catalogue does not ask for, if any."""
    published = set(rows[expectations.PERIOD]) if expectations.PERIOD in rows.columns else set()
    codes = {code for code in map(_period_code, published) if code is not None}
    years = [code for code in codes if "-" not in code and not table.includes(code)]
    if not years:
        return ""
    return (
        f"De uitgever heeft ook cijfers over {periods.in_words(years)}, die dit dashboard niet gebruikt (periods in "
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


def _bounds_beside_value(table: Table, rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Return a row per area and period, in order, with the value of each topic and both of its bounds."""
    assert table.margins is not None
    columns = {table.margins.value: "", table.margins.lower: "|lower", table.margins.upper: "|upper"}
    if absent := set(columns) - set(rows[table.margins.dimension]):
        raise SourceError(
            f"Tabel {table.id}: {table.margins.dimension} heeft geen {', '.join(sorted(absent))}. "
            "Verbeter margins in indicators.yaml."
        )
    wide = rows.pivot(index=["area_code", "period", "status"], columns=table.margins.dimension, values=keys)
    bounds = {f"{key}{bound}": wide[key, margin] for margin, bound in columns.items() for key in keys}
    return pd.DataFrame(bounds, index=wide.index).reset_index()


def _areas(rows: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    flag = expectations.boundary_flag(rows)
    codes = _mapped(rows[expectations.REGION], areas.clean).astype("str")
    changes = rows[flag].fillna("").replace(".", "") if flag else ""
    frame = pd.DataFrame({"area_code": codes, "boundary_change": changes}).drop_duplicates("area_code")
    return frame.assign(name=[names.get(code, code) for code in frame["area_code"]])[AREA_COLUMNS]
