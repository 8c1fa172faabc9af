"""Gives every figure its margin where possible, and records the basis in the database (docs/method.md, Margins)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import duckdb
import numpy as np
import pandas as pd

from etl.build.catalog_tables import Row
from etl.build.margins import comparable_areas, count_spreads
from etl.build.margins.comparable_areas import Comparison
from etl.build.margins.count_spreads import CountSpread
from veerkracht.catalog.catalog import Catalog, Indicator
from veerkracht.core import areas
from veerkracht.core.codes import MarginKind
from veerkracht.method import margins
from veerkracht.method.margins import PER, Error, Numbers, Spread

PUBLISHED: MarginKind = "gepubliceerd"

_NONE = pd.DataFrame(columns=["indicator_id", "period", "area_code", "lower", "upper", "margin_kind"])
_INHABITANTS = """
    select area_code, value
    from (from observation union all by name from elsewhere)
    where indicator_id = $indicator and period = $period and value is not null
    order by area_code
"""
# The count behind each figure of the municipality and elsewhere, and what the figure would be of a count of 1
_COUNTED = """
    create or replace temp view counted as
    select indicator_id, period, area_code,
           case when factor is not null and denominator is not null then numerator
                when per is null then value else value * people / per end as count,
           case when factor is not null and denominator is not null then factor / denominator
                when per is null then 1 else per / people end as one,
           people
    from (
        select indicator_id, period, area_code, value, numerator, denominator from observation
        union all
        select indicator_id, period, area_code, value, numerator, denominator from elsewhere
    )
    join count_indicator using (indicator_id)
    left join people using (area_code)
    where value is not null
"""
# Figures of the municipality without published bounds; the count of an area that consists of buurten moves by the share
# of each of them
_FIGURES = """
    with own as (from counted where area_code[3:6] = $municipality),
    part as (
        select indicator_id, period, area_code, sum(count) as total, sum(count * count) as squares
        from (
            select indicator_id, period, count, unnest(['WK' || area_code[3:8], 'GM' || area_code[3:6]]) as area_code
            from own
            where area_code like 'BU%' and count is not null
        )
        group by all
    )
    select indicator_id, period, area_code, value, lower, upper, denominator, count, one, people.people,
           case when area_code like 'BU%' then 1
                when greatest(count, total) > 0
                then (squares + greatest(count - total, 0) ^ 2) / greatest(count, total) ^ 2
                when total = 0 then 1 end as concentration
    from observation
    left join own using (indicator_id, period, area_code)
    left join part using (indicator_id, period, area_code)
    left join people using (area_code)
    where value is not null and margin_kind is null and indicator_id in (select unnest($indicator_ids))
    order by indicator_id, area_code, period
"""


@dataclass(frozen=True)
class Margins:
    """What the margins of a database rest on, to assess changes by; with Dutch lines on what does not fit.

    `spreads` is by indicator, `people` (inhabitants) by area.
    """

    spreads: dict[str, CountSpread]
    comparisons: dict[tuple[str, str, str, str, int], Comparison]
    people: dict[str, float]
    warnings: list[str]

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the rows of the tables about it."""
        rows: dict[str, list[Row]] = {
            "count_spread": [spread.row for spread in self.spreads.values()],
            "count_coverage": [row for spread in self.spreads.values() for row in spread.coverage_rows],
            "margin_comparison": [comparison.row for comparison in self.comparisons.values()],
        }
        return {name: pd.DataFrame(of_table) for name, of_table in rows.items()}

    def spread(self, indicator_id: str) -> Spread | None:
        """Return how strongly a count varies, None for what is not a count."""
        estimate = self.spreads.get(indicator_id)
        return estimate.spread if estimate else None

    def error_of_change(self, indicator_id: str, area_code: str, first: str, last: str) -> Error | None:
        """Return the error of a change between two periods by that of comparable areas, None without those."""
        people = self.people.get(area_code)
        if people is None or area_code == areas.TOGETHER:
            return None
        place = (indicator_id, first, last, areas.level(area_code), margins.size_class(people))
        comparison = self.comparisons.get(place)
        return comparison.error if comparison else None


def published(figures: pd.DataFrame) -> pd.DataFrame:
    """Return observations with the column `margin_kind`: bounds of publishers are a margin when they lie apart.

    Of figures that the previous database had, the bounds that it computed are dropped.
    """
    is_margin = figures["upper"] > figures["lower"]
    if "margin_kind" in figures:
        is_margin &= figures["margin_kind"].isna() | figures["margin_kind"].eq(PUBLISHED)
    bounds = {name: figures[name].where(is_margin) for name in ("lower", "upper")}
    return figures.assign(**bounds, margin_kind=is_margin.map({True: PUBLISHED, False: None}))


def fill(connection: duckdb.DuckDBPyConnection, content: Catalog) -> Margins:
    """Give the observations of a database that is being built the margins that their publishers do not give, and return
    what those rest on."""
    connection.execute(
        "update observation set lower = null, upper = null, margin_kind = null where margin_kind <> $published",
        {"published": PUBLISHED},
    )
    people = inhabitants(connection, content)
    _prepare(connection, content, people)
    spreads = list(count_spreads.estimate(connection, content))
    comparisons = list(comparable_areas.compare(connection, content))
    by_formula = {indicator.id for indicator in content.indicators if indicator.margin in ("telling", "steekproef")}
    figures = connection.execute(
        _FIGURES,
        {
            "municipality": content.programme.municipality[2:],
            "indicator_ids": sorted(by_formula | {comparison.indicator_id for comparison in comparisons}),
        },
    ).df()
    margins_of = Margins(
        {row.indicator_id: row for row in spreads},
        {(row.indicator_id, row.first_period, row.last_period, row.level, row.smallest): row for row in comparisons},
        people,
        [text for spread in spreads for text in spread.warnings],
    )
    _write(connection, pd.concat([_NONE, *_bounds(content, figures, margins_of)]))
    return margins_of


def inhabitants(connection: duckdb.DuckDBPyConnection, content: Catalog) -> dict[str, float]:
    """Return the inhabitants that the method uses, by area code, for all areas of the municipality and elsewhere.

    This function alone decides on their indicator and year.
    """
    return dict(connection.execute(_INHABITANTS, content.method.inhabitants.model_dump()).fetchall())


def _prepare(connection: duckdb.DuckDBPyConnection, content: Catalog, people: Mapping[str, float]) -> None:
    """Make the tables and views that the estimates read, for as long as this connection lasts."""
    counts = pd.DataFrame(
        [
            (indicator.id, indicator.rate.factor if indicator.rate else None, PER.get(indicator.unit))
            for indicator in content.indicators
            if indicator.margin == "telling"
        ],
        columns=["indicator_id", "factor", "per"],
    ).astype({"factor": float, "per": float})
    population = pd.DataFrame({"area_code": list(people), "people": list(people.values())})
    population = population.astype({"area_code": str, "people": float})
    for name, rows in (("count_indicator", counts), ("people", population)):
        connection.register("incoming", rows)
        connection.execute(f"create or replace temp table {name} as from incoming")
        connection.unregister("incoming")
    connection.execute(_COUNTED)


def _bounds(content: Catalog, figures: pd.DataFrame, rests_on: Margins) -> Iterator[pd.DataFrame]:
    """Yield figures with their margin: surveys and counts by their own, others by comparable areas."""
    indicators = {indicator.id: indicator for indicator in content.indicators}
    errors = comparable_areas.errors_of_figures(rests_on.comparisons.values())
    compared = {place[0] for place in errors}
    for indicator_id, rows in figures.groupby("indicator_id", sort=False):
        indicator, remaining = indicators[str(indicator_id)], rows
        if indicator.is_full_count:  # without a margin
            continue
        if indicator.margin == "steekproef" and indicator.unit == "%":
            usable = rows[rows["denominator"] > 0]
            answers, design_effect = usable["denominator"].to_numpy(), content.method.design_effect.value
            yield _with(
                usable, "steekproef", margins.bounds_of_share(usable["value"].to_numpy(), answers, design_effect)
            )
            remaining = rows.drop(usable.index)
        elif indicator.margin == "telling":
            usable = rows.dropna(subset=["count", "one", "concentration"])
            value, one, count, concentration = (
                usable[name].to_numpy() for name in ("value", "one", "count", "concentration")
            )
            variance = rests_on.spreads[indicator.id].spread.variance(count, concentration, indicator.rounded_to)
            yield _with(usable, "telling", margins.bounds_of_count(value, one, variance))
            remaining = rows.drop(usable.index)
        if indicator.id in compared:
            yield _by_comparison(indicator, remaining, errors)


def _by_comparison(
    indicator: Indicator, rows: pd.DataFrame, errors: Mapping[tuple[str, str, str, int], Error]
) -> pd.DataFrame:
    """Return the figures with the margin that comparable areas give them."""
    rows = rows[rows["people"].notna() & (rows["area_code"].str[:2].isin(["BU", "WK"]))]
    places = zip(rows["area_code"], rows["period"], rows["people"], strict=True)
    sizes = np.array([
        error.size if error else np.nan
        for error in (
            errors.get((indicator.id, period, areas.level(code), margins.size_class(people)))
            for code, period, people in places
        )
    ], dtype=float)  # fmt: skip
    rows, sizes = rows[sizes > 0], sizes[sizes > 0]
    is_ratio, is_percentage = comparable_areas.is_ratio(indicator), indicator.unit == "%"
    return _with(
        rows, "vergelijking", margins.bounds_of_error(rows["value"].to_numpy(), sizes, is_ratio, is_percentage)
    )


def _with(rows: pd.DataFrame, kind: MarginKind, bounds: tuple[Numbers, Numbers]) -> pd.DataFrame:
    return rows[["indicator_id", "period", "area_code"]].assign(lower=bounds[0], upper=bounds[1], margin_kind=kind)


def _write(connection: duckdb.DuckDBPyConnection, figures: pd.DataFrame) -> None:
    connection.register("incoming", figures)
    connection.execute("""
        update observation
        set lower = incoming.lower, upper = incoming.upper, margin_kind = incoming.margin_kind::margin_kind
        from incoming
        where observation.indicator_id = incoming.indicator_id and observation.period = incoming.period
            and observation.area_code = incoming.area_code
    """)
    connection.unregister("incoming")
