"""Distributions: how the figures of all areas lie beside each other, every area a dot or a square."""

from typing import Any

import altair as alt
import pandas as pd

from veerkracht.core import dutch
from veerkracht.drawing.chart import DUTCH, Chart, layered
from veerkracht.drawing.charts import Style

_COLUMNS = 25  # of a histogram
_NAME_HEIGHT = 16  # pixels
_AXIS_HEIGHT = 55


def strip(
    changes: pd.DataFrame,
    names: dict[str, str],
    look: dict[str, Style],
    required: float | None,
    unit: str,
    decimals: int,
    height: int = 240,
) -> Chart:
    """Return the change of all buurten as a strip of dots, those in `look` named.

    `changes` as goal_queries.changes; `required` is the change that the path asks for.
    """
    dots = changes.assign(
        name=changes["area_code"].map(names),
        text=[dutch.signed(change, decimals, unit) for change in changes["change"]],
        level=_stacked(changes["change"]),
    )[["area_code", "name", "change", "text", "level"]]
    named = dots[dots["area_code"].isin(list(look))]
    period = f"{changes.iloc[0].first_period}–{changes.iloc[0].last_period}"
    title = f"verandering {period} in {'procentpunt' if unit == '%' else dutch.unit_label(unit)}"
    x = alt.X(
        "change:Q",
        title=title,
        scale=alt.Scale(nice=True, padding=20),
        axis=alt.Axis(grid=False, tickMinStep=1, labelExpr="datum.value ? format(datum.value, '+,.0f') : '0'"),
    )
    height_of_names = 1.1 * len(look) + 1
    on_strip = {"axis": None, "scale": alt.Scale(domain=[-0.5, max(dots["level"].max() + height_of_names, 7)])}
    y = alt.Y("level:Q", **on_strip)
    tooltip = [alt.Tooltip("name:N", title="Gebied"), alt.Tooltip("text:N", title="Verandering")]
    codes = [code for code in look if code in set(named["area_code"])]
    color = alt.Color(
        "area_code:N", legend=None, scale=alt.Scale(domain=codes, range=[look[code].color for code in codes])
    )
    shape = alt.Shape(
        "area_code:N", legend=None, scale=alt.Scale(domain=codes, range=[look[code].shape for code in codes])
    )
    middle = (dots["change"].min() + dots["change"].max()) / 2
    labels = named.assign(is_right=named["change"] > middle).sort_values("change")
    lines, written = _names(labels, x, on_strip, dots["level"].max(), 1.1)
    marks = [
        alt.Chart(pd.DataFrame({"change": [0.0]})).mark_rule(color="#808080").encode(x=x),
        alt.Chart(dots).mark_circle(size=90, color="#6b7780", opacity=0.9, stroke="#fff", strokeWidth=0.5).encode(
            x=x, y=y, tooltip=tooltip
        ),
        lines,
        alt.Chart(named).mark_point(filled=True, size=170, opacity=1).encode(
            x=x, y=y, color=color, shape=shape, tooltip=tooltip
        ),
    ]  # fmt: skip
    if required is not None:
        needed = alt.Chart(pd.DataFrame({"change": [required]})).encode(x=x)
        marks += [
            needed.mark_rule(strokeDash=[4, 3], color="#222", strokeWidth=1.5),
            needed.mark_text(align="center", baseline="bottom", dy=-4, fontSize=12).encode(
                y=alt.YValue(0), text=alt.TextValue("nodig voor het pad")
            ),
        ]
    return _finished([*marks, *written], height)


def histogram(
    frame: pd.DataFrame, domain: tuple[float, float], look: dict[str, Style], indicator: Any, height: int = 190
) -> Chart:
    """Return how many areas have which figure: every area a square in its colour on the map, those in `look` named.

    `frame` as maps.figures gives it. `domain` is the lowest and highest figure of all periods, so that years can be
    laid beside each other.
    """
    known = frame[frame["value"].notna()]
    width = (domain[1] - domain[0]) / _COLUMNS or 1.0
    place = ((known["value"] - domain[0]) // width).clip(0, _COLUMNS - 1)
    squares = known.assign(place=place).sort_values(["place", "value"])
    squares["low"] = domain[0] + squares["place"] * width
    squares["high"] = squares["low"] + width
    squares["level"] = squares.groupby("place").cumcount()
    squares["next_level"] = squares["level"] + 1
    squares["middle"] = squares["low"] + width / 2
    chosen = squares[squares["area_code"].isin(list(look))]
    top = float(squares["level"].max()) + 1
    decimals = 0 if domain[1] - domain[0] > _COLUMNS / 2 else indicator.decimals
    axis = alt.Axis(grid=False, format=f",.{decimals}f", tickMinStep=10**-decimals, labelOverlap=True)
    bounds = alt.Scale(domain=[domain[0], domain[0] + _COLUMNS * width], nice=False, padding=4)
    title = dutch.unit_label(indicator.unit)
    x = alt.X("low:Q", title=title, axis=axis, scale=bounds)
    # what the names need of the height is left to them, the squares fill the rest
    level = (height - _AXIS_HEIGHT - _NAME_HEIGHT * (len(chosen) + 1)) / max(top, 7)
    upright = {"axis": None, "scale": alt.Scale(domain=[0, (height - _AXIS_HEIGHT) / level])}
    tooltip = [alt.Tooltip("name:N", title="Gebied"), alt.Tooltip("text:N", title=indicator.label)]
    shown = ["area_code", "name", "text", "color", "low", "high", "middle", "level", "next_level"]
    base = alt.Chart(squares[shown]).encode(
        x=x, x2=alt.X2("high:Q"), y=alt.Y("level:Q", **upright), y2=alt.Y2("next_level:Q"), tooltip=tooltip,
        color=alt.Color("color:N", scale=None, legend=None),
    )  # fmt: skip
    is_right = chosen["value"] > (domain[0] + domain[1]) / 2
    middle = alt.X("middle:Q", title=title, axis=axis, scale=bounds)
    labels = chosen[shown].assign(is_right=is_right).sort_values("middle")
    lines, written = _names(labels, middle, upright, top, _NAME_HEIGHT / level)
    return _finished(
        [
            base.mark_rect(stroke="#505050", strokeWidth=0.5),
            base.transform_filter(alt.FieldOneOfPredicate("area_code", list(look))).mark_rect(
                stroke="#141414", strokeWidth=2.5
            ),
            lines,
            *written,
        ],
        height,
    )


def _names(
    named: pd.DataFrame, x: alt.X, upright: dict[str, Any], top: float, pitch: float
) -> tuple[alt.Chart, list[alt.Chart]]:
    """Return a line up from each area of `named`, and the names above each other, left of it where is_right."""
    labels = named.assign(top=[float(top) + pitch * (place + 0.9) for place in range(len(named))])
    labelled = alt.Chart(labels).encode(x=x)
    written = [
        labelled.transform_filter(f"datum.is_right === {str(is_right).lower()}")
        .mark_text(fontSize=13, fontWeight="bold", baseline="middle", align=align, dx=dx, stroke=halo, strokeWidth=5)
        .encode(y=alt.Y("top:Q", **upright), text=alt.Text("name:N"))
        for is_right, align, dx in ((False, "left", 5), (True, "right", -5))
        for halo in ("white", None)
    ]
    line = labelled.mark_rule(color="#777", strokeWidth=0.8).encode(y=alt.Y("level:Q", **upright), y2=alt.Y2("top:Q"))
    return line, written


def _finished(marks: list[alt.Chart], height: int) -> Chart:
    axis = {"labelFontSize": 13, "titleFontSize": 13}
    return layered(marks, height, DUTCH | {"axis": axis, "view": {"stroke": None}})


def _stacked(values: pd.Series, columns: int = 45) -> list[int]:
    """Return for each value how many dots already stand in its place, so that none hides another."""
    width = (values.max() - values.min()) / columns or 1
    place = ((values - values.min()) / width).round()
    return list(place.groupby(place).cumcount())
