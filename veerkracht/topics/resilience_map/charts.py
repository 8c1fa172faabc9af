"""The drawings of the Veerkracht map: the map in nine colours, its legend, and both axes against each other."""

import json
import math
from itertools import pairwise, product
from typing import Any

import altair as alt
import pandas as pd
from shapely.geometry import shape

from veerkracht.core import dutch
from veerkracht.drawing import maps
from veerkracht.drawing.chart import Chart
from veerkracht.drawing.charts import Style
from veerkracht.method import resilience
from veerkracht.topics.resilience_map.figures import COLORS, INK, View, score

_OUTLINE = "#141414"
_LETTER_HALF, _CODE_HIGH = 3.6, 13  # pixels of the code of a cell on the map: half of a letter, its height
# where a name can stand beside its point, best first: align, and pixels across and down
_NAME_SIDES = (("left", 14, 0), ("right", -14, 0), ("center", 0, -20), ("center", 0, 20), ("left", 10, -20),
               ("left", 10, 20), ("right", -10, -20), ("right", -10, 20))  # fmt: skip
_ROOM = 0.2  # beyond the outermost score of all years
# the direction on screen from the end of a step back to its start, for a triangle that points up
_TURN = (
    "90 + 180 / PI * atan2(scale('y', datum.to_y) - scale('y', datum.y), scale('x', datum.to_x) - scale('x', datum.x))"
)


def area_map(frame: pd.DataFrame, marked: list[str], height: int) -> Chart:
    """Return the map in the colours of the legend, each area with its code (? in doubt); those in `marked` are named.

    `frame` as resilience_views.drawn gives it. A click selects the `code` of an area, as in maps.light.
    """
    look = {code: Style(_OUTLINE, "circle", (1, 0)) for code in marked}
    codes = alt.Chart(alt.Data(values=_codes(frame, marked, height)))
    letters = codes.mark_text(fontSize=11, fontWeight="bold", aria=False).encode(
        longitude=alt.Longitude("lon:Q"), latitude=alt.Latitude("lat:Q"), text=alt.Text("code:N"),
        color=alt.Color("ink:N", scale=None, legend=None),
    )  # fmt: skip
    return maps.light(frame, look, marked, "Vak", height, [letters])


def _codes(frame: pd.DataFrame, marked: list[str], height: int) -> list[dict[str, Any]]:
    """Return the code of every area with a place where it hides no other code and no name; the largest areas first.

    A small area between others may have none: its colour, the pointer and the table say it.
    """
    shapes = {row.area_code: shape(json.loads(row.geojson)) for row in frame.itertuples()}
    low, high = min(one.bounds[1] for one in shapes.values()), max(one.bounds[3] for one in shapes.values())
    scale = height / (high - low)  # pixels per degree, upwards; sideways a degree is shorter
    across = scale * math.cos(math.radians((low + high) / 2))
    taken: list[tuple[float, float, float]] = []

    def fits(x: float, y: float, half: float) -> bool:
        is_free = all(abs(x - left) > half + wide or abs(y - up) > _CODE_HIGH for left, up, wide in taken)
        if is_free:
            taken.append((x, y, half))
        return is_free

    for row in frame[frame["area_code"].isin(marked)].itertuples():
        own = shapes[row.area_code]
        name_half = 4.2 * len(row.name)  # the name stands above the area, as maps.light places it
        taken.append((own.representative_point().x * across, own.bounds[3] * scale + 8, name_half))
    found = []
    for row in sorted(frame[frame["cell"].notna()].itertuples(), key=lambda one: -shapes[one.area_code].area):
        inside = shapes[row.area_code].representative_point()
        code = f"{row.cell}?" if len(row.doubts) else row.cell
        if fits(inside.x * across, inside.y * scale, _LETTER_HALF * len(code)):
            found.append({"code": code, "ink": row.ink, "lon": inside.x, "lat": inside.y})
    return found


def legend(shown: View, chosen: str, height: int = 250) -> Chart:
    """Return the legend of three by three cells with their codes and numbers of buurten; a click selects the `code`."""
    across, up = shown.axes
    rows = []
    for cell, count in shown.counts().items():
        column, row = resilience.classes(cell)
        rows.append({
            "code": cell, "across": _named(across, column), "up": _named(up, row), "color": COLORS[cell],
            "ink": INK[cell], "text": f"{cell}: {count}", "width": 4 if cell == chosen else 0.7,
            "told": f"{cell}, {shown.words(cell)}: {_buurten(count)}", "what": _buurten(count),
        })  # fmt: skip
    axis = {"labelFontSize": 12, "titleFontSize": 13, "domain": False, "ticks": False, "aria": False,
            "labelPadding": 6}  # fmt: skip
    base = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X("across:N", sort=[_named(across, one) for one in resilience.CLASSES], title=f"{across.label} →",
                axis=alt.Axis(labelAngle=0, **axis), scale=alt.Scale(padding=0)),
        y=alt.Y("up:N", sort=[_named(up, one) for one in reversed(resilience.CLASSES)], title=f"{up.label} →",
                axis=alt.Axis(labelLimit=120, **axis), scale=alt.Scale(padding=0)),
    )  # fmt: skip
    boxes = base.mark_rect(cursor="pointer").encode(
        color=alt.Color("color:N", scale=None, legend=None),
        stroke=alt.value("#141414"), strokeWidth=alt.StrokeWidth("width:Q", scale=None, legend=None),
        tooltip=[alt.Tooltip("code:N", title="Vak"), alt.Tooltip("what:N", title="In dit vak")], description="told:N",
    )  # fmt: skip
    texts = base.mark_text(fontSize=15, fontWeight="bold", aria=False, cursor="pointer", tooltip=None)
    drawing = (
        alt.layer(
            boxes.add_params(alt.selection_point(maps.CLICK, fields=["code"])),
            texts.encode(text="text:N", color=alt.Color("ink:N", scale=None, legend=None)),
        )
        .properties(height=height)
        .configure_view(stroke=None)
    )
    return Chart(drawing.to_dict(validate=False))


def scatter(shown: View, path: pd.DataFrame, named: list[str], height: int = 500) -> Chart:
    """Return both axes with every buurt of the year, the bounds of the classes, and the way of the `named` areas.

    `path` as resilience_views.path gives it. An arrow joins two years only when the same measures count in both.
    """
    frame = shown.cells[shown.cells["cell"].notna()].drop(columns=["doubts", "reason"])
    ends = [_domain(shown.history[side].dropna(), axis.bounds) for side, axis in zip("xy", shown.axes, strict=True)]
    look = {"format": ",.1f", "tickCount": 8, "grid": False, "aria": False}
    zero = f"score: 0 is het gemiddelde van {shown.settings.reference_year}"
    x, y = (
        kind(f"{side}:Q", title=f"{axis.label} ({zero})", axis=alt.Axis(**look),
             scale=alt.Scale(domain=end, nice=False, zero=False))
        for kind, side, axis, end in zip((alt.X, alt.Y), "xy", shown.axes, ends, strict=True)
    )  # fmt: skip
    color = alt.Color("color:N", scale=None, legend=None)
    tooltip = [alt.Tooltip("name:N", title="Buurt"), alt.Tooltip("text:N", title="Vak")]
    points = alt.Chart(frame).encode(x=x, y=y, color=color, tooltip=tooltip)
    is_named = frame["area_code"].isin(named)
    layers = [*_cells(ends, shown, x, y)]
    if not is_named.all():
        layers.append(points.transform_filter(~alt.FieldOneOfPredicate("area_code", named)).mark_point(
            filled=True, size=90, opacity=1, stroke="#333", strokeWidth=0.8))  # fmt: skip
    layers += _steps(path, x, y)
    if is_named.any():
        layers.append(points.transform_filter(alt.FieldOneOfPredicate("area_code", named)).mark_point(
            filled=True, size=190, opacity=1, stroke=_OUTLINE, strokeWidth=2.5))  # fmt: skip
        for code, place in _name_places(frame[is_named], path, ends, height).items():
            text = alt.Chart(frame[frame["area_code"] == code]).encode(x=x, y=y, text="name:N")
            bold = {
                "fontSize": 14,
                "fontWeight": "bold",
                "baseline": "middle",
                "aria": False,
                "color": _OUTLINE,
            } | place
            layers += [text.mark_text(**bold, **halo)
                       for halo in ({"stroke": "white", "strokeWidth": 4, "strokeJoin": "round"}, {})]  # fmt: skip
    drawing = (
        alt.layer(*layers)
        .properties(height=height)
        .configure(locale=alt.Locale(number=alt.NumberLocale(**dutch.VEGA_NUMBERS)))
        .configure_axis(labelFontSize=13, titleFontSize=13)
    )
    return Chart(drawing.to_dict(validate=False))


def _name_places(
    named: pd.DataFrame, path: pd.DataFrame, ends: list[list[float]], height: int
) -> dict[str, dict[str, Any]]:
    """Return for each named area where its name hides no other name, point or step: align, dx and dy of the text.

    The width of the chart on screen is not known here; a usual one is taken.
    """
    wide, high = 600.0, height - 60.0
    rows = named.to_dict("records")

    def pixels(row: dict[str, Any]) -> tuple[float, float]:
        return ((row["x"] - ends[0][0]) / (ends[0][1] - ends[0][0]) * wide,
                (ends[1][1] - row["y"]) / (ends[1][1] - ends[1][0]) * high)  # fmt: skip

    points = {row["area_code"]: pixels(row) for row in rows}
    taken = [(*pixels(row), 8.0) for row in [*rows, *path.to_dict("records")]]
    places = {}
    for row in rows:
        (x, y), half = points[row["area_code"]], 4.2 * len(row["name"])
        costs = []
        for align, dx, dy in _NAME_SIDES:
            middle = x + dx + {"left": half, "right": -half, "center": 0}[align]
            crossed = sum(abs(middle - one) < half + side and abs(y + dy - other) < 17 for one, other, side in taken)
            outside = middle - half < 0 or middle + half > wide
            costs.append((crossed + 9 * outside, middle, y + dy, {"align": align, "dx": dx, "dy": dy}))
        _, across, up, place = min(costs, key=lambda one: one[0])
        taken.append((across, up, half))
        places[row["area_code"]] = place
    return places


def _cells(ends: list[list[float]], shown: View, x: Any, y: Any) -> list[alt.Chart]:
    """Return the nine cells as a light ground with their codes, and lines at the bounds."""
    edges = [[end[0], *axis.bounds, end[1]] for end, axis in zip(ends, shown.axes, strict=True)]
    rows = [
        {
            "x": edges[0][column - 1], "x2": edges[0][column], "y": edges[1][row - 1], "y2": edges[1][row],
            "low": edges[1][0] if row == 1 else None, "top": edges[1][row] if row > 1 else None,
            "code": resilience.cell(column, row), "color": COLORS[resilience.cell(column, row)],
        }
        for column, row in product(resilience.CLASSES, resilience.CLASSES)
    ]  # fmt: skip
    ground = alt.Chart(pd.DataFrame(rows)).encode(x=x, y=y)
    look: dict[str, Any] = {"fontSize": 13, "color": "#333", "aria": False, "invalid": "filter"}
    bounds = [
        alt.Chart(pd.DataFrame({side: axis.bounds})).mark_rule(color="#555", strokeDash=[5, 3], aria=False).encode(
            **{side: channel}
        )
        for side, axis, channel in zip("xy", shown.axes, (x, y), strict=True)
    ]  # fmt: skip
    return [
        ground.mark_rect(opacity=0.28, aria=False, tooltip=None).encode(
            x2="x2:Q", y2="y2:Q", color=alt.Color("color:N", scale=None, legend=None)
        ),
        *bounds,
        # the lowest codes stand below the points, which lie together there
        ground.mark_text(align="left", baseline="top", dx=5, dy=5, **look).encode(y=alt.Y("top:Q"), text="code:N"),
        ground.mark_text(align="left", baseline="bottom", dx=5, dy=-5, **look).encode(y=alt.Y("low:Q"), text="code:N"),
    ]


def _steps(path: pd.DataFrame, x: Any, y: Any) -> list[alt.Chart]:
    """Return an arrow from year to year for every area, none where other measures count."""
    rows = []
    for one, other in pairwise(path.to_dict("records")):
        if other["is_same"] and (one["x"], one["y"]) != (other["x"], other["y"]):
            scores = (f"{score(one[side])} naar {score(other[side])}" for side in ("x", "y"))
            told = f"{one['name']}, {one['year']} naar {other['year']}: {' en '.join(scores)}"
            rows.append({"x": one["x"], "y": one["y"], "to_x": other["x"], "to_y": other["y"], "told": told})
    if not rows:
        return []
    steps = alt.Chart(pd.DataFrame(rows))
    tooltip = alt.Tooltip("told:N", title="Verschuiving")
    return [
        steps.mark_rule(strokeWidth=2, color=_OUTLINE, aria=False).encode(
            x=x, y=y, x2="to_x:Q", y2="to_y:Q", tooltip=tooltip
        ),
        steps.mark_point(
            shape="triangle-up", filled=True, size=70, opacity=1, color=_OUTLINE, angle=alt.expr(_TURN)
        ).encode(x=alt.X("to_x:Q"), y=alt.Y("to_y:Q"), tooltip=tooltip, description="told:N"),
    ]  # fmt: skip


def _domain(scores: pd.Series, bounds: tuple[float, float]) -> list[float]:
    """Return the ends of an axis: all scores of all years and both bounds, so that every year has the same axis."""
    return [round(min(scores.min(), bounds[0]) - _ROOM, 1), round(max(scores.max(), bounds[1]) + _ROOM, 1)]


def _named(axis: Any, place: int) -> str:
    return str(axis.words(place))


def _buurten(count: int) -> str:
    return "1 buurt" if count == 1 else f"{count} buurten"
