"""The rates of a funnel as a table, in Dutch."""

from veerkracht.core import dutch, periods
from veerkracht.drawing import links
from veerkracht.drawing.table import Cell, Column, Row, Table
from veerkracht.topics.funnel import sentences
from veerkracht.topics.funnel.figures import Overview


def points(overview: Overview) -> Table:
    """Return a row per buurt, the highest first, and then per group: rate, count, inhabitants, limits and position."""
    indicator, when = overview.indicator, periods.parse(overview.subject.period).label
    decimals = indicator.decimals
    columns = (
        Column("Gebied"),
        Column(when, decimals, indicator.unit, (dutch.in_unit(indicator.unit),)),
        Column("Geteld", 0),
        Column("Inwoners", 0),
        Column("Trechter", notes=("95%",)),
        Column("Ligging"),
    )
    rows = [
        Row(
            (
                Cell(text=point.name, link=links.profile(point.area_code), note=point.wijk,
                     signs="*" if point.is_small else ""),
                Cell(point.value),
                Cell(point.count),
                Cell(point.size),
                Cell(text=f"{dutch.number(point.lower, decimals)} tot {dutch.number(point.upper, decimals)}"),
                Cell(text=sentences.judged(point)),
            ),
            is_focus=point.area_code in overview.focus,
        )
        for point in overview.all_points
    ]  # fmt: skip
    return Table(sentences.subtitle(overview), columns, tuple(rows))
