"""Estimates the error of a change from comparable areas elsewhere: how much their changes differ from their
surroundings."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import duckdb

from etl.build.catalog_tables import Row
from veerkracht.catalog.catalog import Catalog, Indicator
from veerkracht.core import dutch, periods
from veerkracht.database.rows import grouped
from veerkracht.method import margins
from veerkracht.method.margins import Error

_LONGEST = 4  # years between figures of which either says something of the other: a round of the health monitor

# The band of (change of an area - change of its municipality), by level and size. View `people` is of
# margins.py.
_BANDS = """
    with change as (
        select first_period, last_period, first.area_code,
               case when $is_ratio then ln(last.value / first.value) else last.value - first.value end as size
        from (
            select unnest($firsts) as first_period, unnest($lasts) as last_period
        )
        join elsewhere as first on first.indicator_id = $indicator_id and first.period = first_period
        join elsewhere as last on last.indicator_id = $indicator_id and last.period = last_period
            and last.area_code = first.area_code
        where not $is_ratio or first.value > 0 and last.value > 0
    )
    select own.first_period, own.last_period, if(own.area_code like 'BU%', 'buurt', 'wijk') as level,
           smallest, count(*) as area_count,
           quantile_cont(own.size - around.size, $band) as ends
    from change as own
    join change as around on around.area_code = 'GM' || own.area_code[3:6]
        and around.first_period = own.first_period and around.last_period = own.last_period
    join people on people.area_code = own.area_code
    join (select unnest($sizes) as smallest, unnest($next_sizes) as larger) on people >= smallest and people < larger
    where own.area_code not like 'GM%'
    group by all
    having count(*) >= $fewest
    order by all
"""


@dataclass(frozen=True)
class Comparison:
    """The band of the middle changes of comparable areas between two periods: a row of table `margin_comparison`.

    `low` and `high` are in the unit of the indicator, or logarithms of ratios (`is_ratio`). An area is comparable with
    `smallest` inhabitants or more, up to the next class.
    """

    indicator_id: str
    first_period: str
    last_period: str
    level: str
    smallest: int
    area_count: int
    low: float
    high: float
    is_ratio: bool

    @property
    def row(self) -> Row:
        """Return the row of the table."""
        return {**vars(self), "error": self.error.size}

    @property
    def error(self) -> Error:
        """Return the error of a change of such an area."""
        return Error(margins.error_of_band(self.low, self.high), self.is_ratio)


def is_ratio(indicator: Indicator) -> bool:
    """Return whether changes of an indicator are compared as ratios; shares are as differences."""
    return indicator.unit != "%"


def compare(connection: duckdb.DuckDBPyConnection, content: Catalog) -> Iterator[Comparison]:
    """Yield the bands of all measured quantities for which the country has at least two periods.

    Consecutive periods are compared, and for goals those since their baseline. An amount has no band: it grows with its
    area.
    """
    periods_of: dict[str, list[str]] = grouped(
        connection.execute("select distinct indicator_id, period from elsewhere order by all").fetchall()
    )
    baselines = grouped(
        (measure.indicator, measure.baseline.period) for _, measure in content.measures() if measure.baseline
    )
    for indicator in content.indicators:
        if dutch.is_amount(indicator.unit) or indicator.margin == "telling":
            continue
        pairs = [
            pair
            for pair in _pairs(periods_of.get(indicator.id, []), baselines.get(indicator.id, []))
            if not any(pair[0] < gap.period <= pair[1] for gap in indicator.breaks)
        ]
        if pairs:
            yield from _of(connection, content, indicator, pairs)


def _pairs(all_periods: list[str], baselines: list[str]) -> list[tuple[str, str]]:
    """Return the periods to compare: each with the next unless that is long after, and a baseline with all after it."""
    pairs = [
        (first, last)
        for first, last in pairwise(all_periods)
        if len(first) == len(last) and _years(first, last) <= _LONGEST
    ]
    since = [(start, period) for start in baselines if start in all_periods for period in all_periods if period > start]
    return list(dict.fromkeys(pairs + since))


def _of(
    connection: duckdb.DuckDBPyConnection, content: Catalog, indicator: Indicator, pairs: list[tuple[str, str]]
) -> Iterator[Comparison]:
    rows = connection.execute(
        _BANDS,
        {
            "indicator_id": indicator.id,
            "is_ratio": is_ratio(indicator),
            "firsts": [first for first, _ in pairs],
            "lasts": [last for _, last in pairs],
            "sizes": list(margins.SIZES),
            "next_sizes": [*map(float, margins.SIZES[1:]), math.inf],
            "band": list(margins.BAND),
            "fewest": content.method.reference_areas.value,
        },
    ).fetchall()
    for first, last, level, smallest, area_count, (low, high) in rows:
        if high > low:
            yield Comparison(indicator.id, first, last, level, smallest, area_count, low, high, is_ratio(indicator))


def errors_of_figures(comparisons: Iterable[Comparison]) -> dict[tuple[str, str, str, int], Error]:
    """Return the error of one figure by indicator, period, level and size: that of a change has two of them.

    Of the changes to a period the shortest counts, or without any of those from it.
    """
    errors: dict[tuple[str, str, str, int], Error] = {}
    near = [row for row in comparisons if _years(row.first_period, row.last_period) <= _LONGEST]
    near.sort(key=lambda row: _years(row.first_period, row.last_period))
    for row, period in [*((row, row.last_period) for row in near), *((row, row.first_period) for row in near)]:
        error = Error(row.error.size / math.sqrt(2), row.is_ratio)
        errors.setdefault((row.indicator_id, period, row.level, row.smallest), error)
    return errors


def _years(first: str, last: str) -> int:
    return periods.parse(last).last - periods.parse(first).first
