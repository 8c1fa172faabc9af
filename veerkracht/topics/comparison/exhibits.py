"""Buurten in the order of their figure as an exhibit."""

from typing import Any

import pandas as pd

from veerkracht.core import dutch, periods
from veerkracht.database import lookups, queries
from veerkracht.database.query import Query
from veerkracht.drawing import charts, exhibits
from veerkracht.drawing.exhibit import Exhibit
from veerkracht.drawing.table import Column, Table, figure
from veerkracht.topics.comparison import charts as comparison_charts
from veerkracht.topics.comparison import figures as comparison_views
from veerkracht.topics.comparison import sentences as comparison_sentences


def ranking(query: Query, frame: pd.DataFrame, codes: list[str], indicator: Any, period: str) -> Exhibit:
    """Return buurten in the order of their figure, with city and country, as an exhibit.

    `frame` as comparison_views.ranking gives it, `codes` are the buurten that are shown.
    """
    about = lookups.programme(query)
    focus, city = list(about.focus_area_codes), about.municipality_code
    look = charts.styles([*focus, city, about.country_code], focus, city, about.country_code)
    chart = comparison_charts.dots(frame, codes, indicator, period, focus, look)
    shown = comparison_views.ordered(comparison_views.chosen(frame, codes), "hoog")
    when = periods.parse(period).label
    table = Table.of(
        f"{indicator.label}, {when}, {dutch.in_unit(indicator.unit)}",
        (Column("Gebied"), Column(when, int(indicator.decimals), indicator.unit)),
        tuple((f"{row.name} *" if row.is_small else row.name, figure(row)) for row in shown.itertuples()),
    )
    figures = query(queries.figures, indicator.indicator_id, period).assign(period=period)
    figures = figures[figures["area_code"].isin([*codes, city, about.country_code])]
    return exhibits.exhibit(
        query, f"vergelijken-{indicator.indicator_id}-{period.replace('/', '-')}",
        f"{indicator.label} van {len(codes)} buurten in {about.municipality_name}, {when}",
        exhibits.measured(indicator),
        comparison_sentences.finding(frame, codes, indicator, period, focus), table, [(indicator, figures)],
        [
            *comparison_sentences.standing(frame, codes, indicator, focus, city),
            exhibits.small_note(query, shown.loc[shown["is_small"], "area_code"]),
        ],
        chart,
    )  # fmt: skip
