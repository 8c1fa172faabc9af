"""The changes of buurten as a dot plot and as a map."""

from collections.abc import Sequence

import pandas as pd

from veerkracht.core import dutch
from veerkracht.drawing.chart import Chart
from veerkracht.drawing.charts import Style
from veerkracht.method import class_breaks
from veerkracht.method.class_breaks import Classes
from veerkracht.topics.change import sentences, tables
from veerkracht.topics.change.figures import Overview, Row
from veerkracht.topics.comparison import charts
from veerkracht.topics.comparison.charts import Axis, Place
from veerkracht.topics.map.figures import Outline


def ranking(overview: Overview, look: dict[str, Style]) -> Chart:
    """Return one row per buurt from the largest rise to the largest fall: a dot, its margin, and city and country as
    lines. `look` has the style of focus areas, city and country."""
    return charts.dot_plot(*_places(overview), _axis(overview), overview.focus, look)


def ranking_film(overviews: Sequence[Overview], look: dict[str, Style]) -> Chart:
    """Return the rankings of changes from one year until each of several years as a film."""
    years = [_places(overview) for overview in overviews]
    return charts.dot_film(years, _axis(overviews[0]), overviews[0].focus, look)


def _axis(overview: Overview) -> Axis:
    indicator = overview.indicator
    unit = dutch.change_unit(indicator.unit)
    margin = f"Marge ({dutch.number(overview.confidence, 0)}%)"
    return Axis(indicator.label, unit, indicator.decimals, f"verandering, {unit}", True, margin, has_line=True)


def _places(overview: Overview) -> tuple[list[Place], list[Place]]:
    """Return the buurten with a known change, from the largest rise, and city and country."""
    references = [_place(row, overview, row.name) for row in overview.references if row.change is not None]
    return [_place(row, overview, tables.name(row)) for row in overview.changed], references


def frame(overview: Overview, outlines: Sequence[Outline], classes: Classes) -> pd.DataFrame:
    """Return one row per buurt to draw, for maps.light, in the colour of its change."""
    rows = {row.area_code: row for row in overview.rows}
    return pd.DataFrame([
        {
            "area_code": outline.area_code, "name": outline.name, "geojson": outline.geojson,
            "color": classes.color(row.printed) if (row := rows.get(outline.area_code)) else class_breaks.NO_FIGURE,
            "text": _text(row, overview) if row else "niet gekozen",
        }
        for outline in outlines
    ])  # fmt: skip


def _place(row: Row, overview: Overview, name: str) -> Place:
    assert row.change is not None
    return Place(
        row.area_code, name, row.wijk, row.change, row.lower, row.upper, row.is_small,
        sentences.size(row, overview), _margin(row, overview),
    )  # fmt: skip


def _text(row: Row, overview: Overview) -> str:
    if row.change is None:
        return sentences.why_not(row)
    text = f"{sentences.size(row, overview)} ({sentences.judged(row)})"
    return f"{text}, landelijk {row.yardstick}" if row.yardstick else text


def _margin(row: Row, overview: Overview) -> str:
    if row.lower is None or row.upper is None:
        return "niet bekend"
    low, high = (dutch.signed(end, overview.indicator.decimals, "") for end in (row.lower, row.upper))
    return f"tussen {low} en {high}: {sentences.judged(row)}"
