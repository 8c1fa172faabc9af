"""Compares the monthly counts of the focus areas together with the rest of the city: an early signal per topic."""

from collections.abc import Iterator

import duckdb
import numpy as np
import pandas as pd

from etl.build.catalog_tables import Row
from veerkracht.catalog.catalog import Catalog
from veerkracht.core.codes import CityWord
from veerkracht.method import early_signal

COLUMNS = [
    "indicator_id", "monthly_id", "first_period", "last_period", "direction", "period", "counted", "expected",
    "false_alarms", "why_not",
]  # fmt: skip
_NO_MONTHS = "er zijn geen cijfers per maand van beide buurten en de {city}"
_TOO_FEW = "er zijn geen {months} maanden achter elkaar met cijfers van beide buurten en de {city}"


def table(connection: duckdb.DuckDBPyConnection, content: Catalog) -> pd.DataFrame:
    """Return the rows of table early_signal: one per topic of a measure that is counted per month too."""
    rows = pd.DataFrame(list(_rows(connection, content)), columns=COLUMNS).astype(object)
    return rows.where(rows.notna(), None)


def _rows(connection: duckdb.DuckDBPyConnection, content: Catalog) -> Iterator[Row]:
    measured = {measure.indicator for _, measure in content.measures()}
    for indicator in content.indicators:
        if indicator.frequency == "maand" and indicator.repeats in measured:
            yield {"indicator_id": indicator.repeats, "monthly_id": indicator.id} | _judged(
                _months(connection, content, indicator.id), content.programme.municipality_word
            )


def _judged(months: pd.DataFrame, city: CityWord) -> Row:
    if months.empty:
        return {"why_not": _NO_MONTHS.format(city=city)}
    signal = early_signal.judge(months["own"].to_numpy(), months["rest"].to_numpy())
    if signal is None:
        months_needed = early_signal.HISTORY + early_signal.JUDGED
        return {"why_not": _TOO_FEW.format(months=months_needed, city=city)}
    judged = list(months.index[-early_signal.JUDGED :])
    return {
        "first_period": judged[0], "last_period": judged[-1], "direction": signal.direction,
        "period": None if signal.place is None else judged[signal.place],
        "counted": signal.counted, "expected": signal.expected, "false_alarms": signal.false_alarms, "why_not": "",
    }  # fmt: skip


def _months(connection: duckdb.DuckDBPyConnection, content: Catalog, indicator_id: str) -> pd.DataFrame:
    """Return the counts of the focus areas together and of the rest of the city per month, from the first to the last
    with both; NaN for a month in between without."""
    focus = list(content.programme.focus_codes)
    frame = connection.execute(
        """
        select period, sum(value) filter (area_code <> $city) as own, max(value) filter (area_code = $city) as city
        from observation
        where indicator_id = $indicator_id and value is not null
            and (area_code = $city or area_code in (select unnest($focus)))
        group by period
        having count(*) = len($focus) + 1
        order by period
        """,
        {"indicator_id": indicator_id, "city": content.programme.municipality, "focus": focus},
    ).df()
    frame = frame.set_index("period")
    if frame.empty:
        return pd.DataFrame(columns=["own", "rest"], dtype=float)
    first, last = _number(str(frame.index[0])), _number(str(frame.index[-1]))
    every = [f"{month // 12}-{month % 12 + 1:02d}" for month in range(first, last + 1)]
    whole = frame.reindex(every)
    return pd.DataFrame({"own": whole["own"], "rest": whole["city"] - whole["own"]}).astype(np.float64)


def _number(period: str) -> int:
    return int(period[:4]) * 12 + int(period[5:]) - 1
