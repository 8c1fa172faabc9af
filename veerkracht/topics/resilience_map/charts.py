"""The charts of the Veerkracht map: the map in nine colours, its legend, and both axes against each other."""

import math
from itertools import pairwise, product

import pandas as pd

from veerkracht.core import dutch
from veerkracht.drawing import maps, vega
from veerkracht.drawing.chart import PLATE, Chart, Json
from veerkracht.drawing.charts import Style
from veerkracht.method import resilience
from veerkracht.topics.resilience_map.figures import COLORS, INK, View, score

_OUTLINE = "#141414"
_MARK_HALF, _MARK_HIGH = 4.0, 13  # pixels of the mark of a doubtful case on the map: half its width, its height
_NAME_LETTER_HALF = 4.2  # pixels, half the width of a letter of a name
_WIDTH = 300.0  # pixels of the plot on a phone: on a wider screen names hide less
# possible positions of a name beside its point, best first: align, and pixels across and down
_NAME_SIDES = (("left", 14, 0), ("right", -14, 0), ("center", 0, -20), ("center", 0, 20), ("left", 10, -20),
               ("left", 10, 20), ("right", -10, -20), ("right", -10, 20))  # fmt: skip
_ROOM = 0.2  # beyond the outermost score of all years
# the direction on screen from the end of a step back to its start, for a triangle that points up
_TURN = (
    "90 + 180 / PI * atan2(scale('y', datum.to_y) - scale('y', datum.y), scale('x', datum.to_x) - scale('x', datum.x))"
)


def area_map(frame: pd.DataFrame, marked: list[str], height: int) -> Chart:
    """Return the map in the colours of the legend, doubtful cases with a ?; those in `marked` are named.

    `frame` as figures.map_rows. A click selects the `code` of an area, as in maps.light.
    """
    look = {code: Style(_OUTLINE, "circle", (1, 0)) for code in marked}
    encoding = {
        "longitude": vega.quantitative("lon"), "latitude": vega.quantitative("lat"),
        "text": vega.nominal("mark"), "color": vega.literal("ink"),
    }  # fmt: skip
    marks = _marks(frame, marked, height)
    look_of_marks: Json = {"fontSize": 13, "fontWeight": "bold", "aria": False}
    above = [vega.layer("text", marks, encoding, **look_of_marks)] if marks else []
    return maps.light(frame, look, marked, "Vak", height, above)


def _marks(frame: pd.DataFrame, marked: list[str], height: int) -> list[Json]:
    """Return a ? per doubtful area that overlaps no other and no name, even on a phone; the largest areas first.

    A small area between others may have none: its colour, the tooltip and the table show it.
    """
    rows = vega.records(frame, ("area_code", "cell", "ink", "geojson", "color"))
    outlines = {row["area_code"]: maps.outline(row["geojson"]) for row in rows}
    names = maps.labels(frame, marked, height)
    west, south, east, north = names.frame
    across = math.cos(math.radians((south + north) / 2))  # a degree of longitude is shorter
    scale = min(height / (north - south), maps.PHONE / (east - west) / across)  # pixels per degree
    obstacles = [
        ((left + right) / 2 * across * scale, (below + above) / 2 * scale, (right - left) / 2 * across * scale)
        for left, below, right, above in (label.room for label in names.labels)
    ]
    marks = []
    doubts = dict(zip(frame["area_code"], frame["doubts"], strict=True))
    doubtful = [row for row in rows if row["color"] and len(doubts[row["area_code"]])]
    for row in sorted(doubtful, key=lambda row: -outlines[row["area_code"]].shape.area):
        inside = outlines[row["area_code"]].inside
        x, y = inside[0] * across * scale, inside[1] * scale
        if all(abs(x - left) > _MARK_HALF + wide or abs(y - up) > _MARK_HIGH for left, up, wide in obstacles):
            obstacles.append((x, y, _MARK_HALF))
            marks.append({"mark": "?", "ink": row["ink"], "lon": inside[0], "lat": inside[1]})
    return marks


def legend(view: View, chosen: str, height: int = 250) -> Chart:
    """Return the legend of three by three cells with their numbers of buurten; a click selects the `code`."""
    across, up = view.axes
    zero = f"dan gemiddeld in {view.settings.reference_year} →"
    rows = []
    for cell, count in view.counts().items():
        column, row = resilience.classes(cell)
        buurten = dutch.counted(count, "buurt", "buurten")
        rows.append({
            "code": cell, "across": across.short(column), "up": up.short(row), "color": COLORS[cell],
            "ink": INK[cell], "text": str(count), "width": 4 if cell == chosen else 0.7,
            "words": view.words(cell), "description": f"{view.words(cell)}: {buurten}", "count": buurten,
        })  # fmt: skip
    axis = {"labelFontSize": 13, "titleFontSize": 13, "domain": False, "ticks": False, "aria": False,
            "labelPadding": 6}  # fmt: skip
    columns, levels = map(across.short, resilience.CLASSES), map(up.short, reversed(resilience.CLASSES))
    place = {
        "x": vega.nominal("across", sort=list(columns), title=[across.label, zero], scale={"padding": 0},
                          axis={"labelAngle": 0, **axis}),
        "y": vega.nominal("up", sort=list(levels), title=[up.label, zero], scale={"padding": 0},
                          axis={"labelLimit": 120, **axis}),
    }  # fmt: skip
    box = place | {
        "color": vega.literal("color"), "stroke": {"value": _OUTLINE},
        "strokeWidth": vega.literal("width", "quantitative"), "description": vega.nominal("description"),
        "tooltip": vega.tooltip(words="Vak", count="In dit vak"),
    }  # fmt: skip
    text = place | {"text": vega.nominal("text"), "color": vega.literal("ink")}
    layers = [
        maps.clickable(vega.layer("rect", rows, box, cursor="pointer")),
        vega.layer("text", rows, text, fontSize=15, fontWeight="bold", aria=False, cursor="pointer", tooltip=None),
    ]
    return vega.layered(layers, height, {"view": {"stroke": None}}, background=PLATE)


def scatter(view: View, path: pd.DataFrame, named: list[str], height: int = 500) -> Chart:
    """Return both axes with every buurt of the year, the bounds of the classes, and the path of the `named` areas.

    `path` as figures.path. A line joins two years only if the same measures count in both, and it is an arrow only if
    the change is visible.
    """
    points = [row for row in vega.records(view.cells, ("area_code", "name", "cell", "x", "y", "color", "text"))
              if row["cell"] is not None]  # fmt: skip
    ends = [_domain(view.history[side].dropna(), axis.bounds) for side, axis in zip("xy", view.axes, strict=True)]
    zero = f"score: 0 is het gemiddelde van {view.settings.reference_year}"
    place = {
        side: vega.quantitative(
            side, title=[axis.label, zero], axis={"format": ",.1f", "tickCount": 8, "grid": False, "aria": False},
            scale={"domain": end, "nice": False, "zero": False},
        )
        for side, axis, end in zip("xy", view.axes, ends, strict=True)
    }  # fmt: skip
    point = place | {"color": vega.literal("color"), "tooltip": vega.tooltip(name="Buurt", text="Vak")}
    named_points, is_named = [row for row in points if row["area_code"] in named], vega.one_of("area_code", named)
    layers = [*_cell_layers(ends, view, place)]
    if len(named_points) < len(points):
        layers.append(vega.layer("point", points, point, {"not": is_named}, filled=True, size=90, opacity=1,
                                 stroke="#333", strokeWidth=0.8))  # fmt: skip
    layers += _step_layers(path, place)
    if named_points:
        layers.append(vega.layer("point", points, point, is_named, filled=True, size=190, opacity=1,
                                 stroke=_OUTLINE, strokeWidth=2.5))  # fmt: skip
    halo = {"stroke": "white", "strokeWidth": 4, "strokeJoin": "round"}
    for row, side in zip(named_points, _name_places(named_points, path, ends, height), strict=True):
        layers += vega.text_with_halo([row], place | {"text": vega.nominal("name")}, halo, fontSize=13,
                                      fontWeight="bold", baseline="middle", aria=False, color=_OUTLINE,
                                      **side)  # fmt: skip
    return vega.layered(layers, height, vega.CONFIG, background=PLATE)


def _name_places(named: list[Json], path: pd.DataFrame, ends: list[list[float]], height: int) -> list[Json]:
    """Return for each named area where its name overlaps no other name, point or step: align, dx and dy of the text."""
    high = height - 60.0

    def pixels(row: Json) -> tuple[float, float]:
        return ((row["x"] - ends[0][0]) / (ends[0][1] - ends[0][0]) * _WIDTH,
                (ends[1][1] - row["y"]) / (ends[1][1] - ends[1][0]) * high)  # fmt: skip

    obstacles = [(*pixels(row), 8.0) for row in (*named, *vega.records(path, ("x", "y")))]
    places = []
    for row in named:
        (x, y), half = pixels(row), _NAME_LETTER_HALF * len(row["name"])
        options = []
        for align, dx, dy in _NAME_SIDES:
            middle = x + dx + {"left": half, "right": -half, "center": 0}[align]
            crossed = sum(abs(middle - left) < half + side and abs(y + dy - up) < 17 for left, up, side in obstacles)
            is_outside = middle - half < 0 or middle + half > _WIDTH
            options.append((crossed + 9 * is_outside, (middle, y + dy, half), {"align": align, "dx": dx, "dy": dy}))
        _, box, place = min(options, key=lambda option: option[0])
        obstacles.append(box)
        places.append(place)
    return places


def _cell_layers(ends: list[list[float]], view: View, place: Json) -> list[Json]:
    """Return the nine cells as a light background, lines at the bounds, and the classes in words along both axes."""
    columns, rows = ([end[0], *axis.bounds, end[1]] for end, axis in zip(ends, view.axes, strict=True))
    cells = [
        {
            "x": columns[column - 1], "x2": columns[column], "y": rows[row - 1], "y2": rows[row],
            "color": COLORS[resilience.cell(column, row)],
        }
        for column, row in product(resilience.CLASSES, resilience.CLASSES)
    ]  # fmt: skip
    ground = place | {"x2": {"field": "x2"}, "y2": {"field": "y2"}, "color": vega.literal("color")}
    bounds = [
        vega.layer("rule", [{side: bound} for bound in axis.bounds], {side: place[side]}, color="#555",
                   strokeDash=[5, 3], aria=False)
        for side, axis in zip("xy", view.axes, strict=True)
    ]  # fmt: skip
    across, up = view.axes
    heads = [{"x": columns[number - 1], "words": across.short(number)} for number in resilience.CLASSES]
    sides = [{"y": rows[number], "words": up.short(number)} for number in resilience.CLASSES]
    words: Json = {"text": vega.nominal("words")}
    look: Json = {"fontSize": 13, "fontStyle": "italic", "color": "#333", "aria": False}
    return [
        vega.layer("rect", cells, ground, opacity=0.28, aria=False, tooltip=None),
        *bounds,
        # below the points along the bottom, and at the right edge, where there are few points
        vega.layer("text", heads, words | {"x": place["x"], "y": {"value": "height"}}, **look, align="left", dx=4,
                   baseline="bottom", dy=-4),
        vega.layer("text", sides, words | {"y": place["y"], "x": {"value": "width"}}, **look, align="right", dx=-4,
                   baseline="top", dy=4),
    ]  # fmt: skip


def _step_layers(path: pd.DataFrame, place: Json) -> list[Json]:
    """Return a line from year to year for every area, none between years with other measures; a visible change is an
    arrow."""
    steps = []
    for before, after in pairwise(vega.records(path, ("name", "year", "x", "y", "is_same", "is_visible"))):
        if after["is_same"] and (before["x"], before["y"]) != (after["x"], after["y"]):
            scores = (f"{score(before[side])} naar {score(after[side])}" for side in ("x", "y"))
            steps.append({
                "x": before["x"], "y": before["y"], "to_x": after["x"], "to_y": after["y"],
                "is_visible": after["is_visible"],
                "description": f"{before['name']}, {before['year']} naar {after['year']}: {' en '.join(scores)}"
                               f"{'' if after['is_visible'] else '; geen zichtbare verandering'}",
            })  # fmt: skip
    if not steps:
        return []
    pointer = vega.nominal("description", title="Verschuiving")
    line = place | {"x2": {"field": "to_x"}, "y2": {"field": "to_y"}, "tooltip": pointer}
    head = {
        "x": vega.quantitative("to_x"), "y": vega.quantitative("to_y"), "tooltip": pointer,
        "description": vega.nominal("description"),
    }  # fmt: skip
    layers = []
    if still := [step for step in steps if not step["is_visible"]]:
        layers.append(vega.layer("rule", still, line | {"description": vega.nominal("description")}, strokeWidth=1.5,
                                 strokeDash=[2, 3], color="#555"))  # fmt: skip
    if visible := [step for step in steps if step["is_visible"]]:
        layers += [
            vega.layer("rule", visible, line, strokeWidth=2, color=_OUTLINE, aria=False),
            vega.layer("point", visible, head, shape="triangle-up", filled=True, size=70, opacity=1, color=_OUTLINE,
                       angle={"expr": _TURN}),
        ]  # fmt: skip
    return layers


def _domain(scores: pd.Series, bounds: tuple[float, float]) -> list[float]:
    """Return the ends of an axis: all scores of all years and both bounds, so that every year has the same axis."""
    return [round(min(scores.min(), bounds[0]) - _ROOM, 1), round(max(scores.max(), bounds[1]) + _ROOM, 1)]
