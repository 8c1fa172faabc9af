"""Distributions: the figures of all areas on one scale, every area a dot or a square."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from veerkracht.core import dutch
from veerkracht.drawing import vega
from veerkracht.drawing.chart import PLATE, Chart, Json, Subject
from veerkracht.drawing.charts import LONGEST_NAME, Style, style_scale
from veerkracht.drawing.plot import Dot, Series, ranked

_PLACES = 45  # of a strip
_COLUMNS = 25  # of a histogram
_NAME_HEIGHT = 16  # pixels
_LETTER, _NARROWEST = 8, 280  # pixels: of a letter of a name, and between the outermost figures on a phone
_AXIS_HEIGHT = 55
_SQUARES_HEIGHT = 55  # least of a histogram
_LEAST_EDGED = 4  # pixels: edges of lower squares would hide their colours


def strip(
    changes: pd.DataFrame,
    names: dict[str, str],
    look: dict[str, Style],
    required: Mapping[float, str],
    unit: str,
    decimals: int,
    height: int = 240,
) -> Chart:
    """Return the change of all buurten as a strip of dots, with names for those in `look`.

    `changes` as goal_queries.changes; `required` are the changes that a path requires, with their names.
    """
    dots = vega.records(changes, ("area_code", "change"))
    levels = _levels([dot["change"] for dot in dots])
    for dot, level in zip(dots, levels, strict=True):
        text = dutch.signed(dot["change"], decimals, unit)
        dot |= {"name": names.get(dot["area_code"]), "text": text, "level": level}
    named = [dot for dot in dots if dot["area_code"] in look]
    measured = dutch.change_unit(unit)
    first = changes.iloc[0]
    axis = {"grid": False, "tickMinStep": 1, "tickCount": 8, "labelFlush": False,
            "labelExpr": "datum.value ? format(datum.value, '+,.0f') : '0'"}  # fmt: skip
    x = vega.quantitative(
        "change", title=f"verandering {first.first_period}–{first.last_period} in {measured}, per buurt", axis=axis,
        scale={"nice": True, "padding": 20},
    )  # fmt: skip
    top = max(levels)
    # the names take the height they need, the dots get the rest
    names_height = _NAME_HEIGHT * (len(named) + 0.5)
    height = max(height, int(_AXIS_HEIGHT + names_height + _SQUARES_HEIGHT))
    room = (height - _AXIS_HEIGHT - names_height) / max(top + 1.5, 6)
    pitch = _NAME_HEIGHT / room
    vertical = {"axis": None, "scale": {"domain": [-0.8, top + 1 + names_height / room], "nice": False}}
    y, pointer = vega.quantitative("level", **vertical), vega.tooltip(name="Gebied", text="Verandering")
    point = {"x": x, "y": y, "tooltip": pointer}
    present = {dot["area_code"] for dot in named}
    codes = [code for code in look if code in present]
    color, shape = (
        vega.nominal("area_code", legend=None, scale=style_scale(look, part, codes, codes))
        for part in ("color", "shape")
    )
    reach = min(dot["change"] for dot in dots), max(dot["change"] for dot in dots)
    lines, texts = _name_layers(_stacked(named, "change", reach), x, vertical, top, pitch)
    layers = [
        vega.layer("rule", [{"change": 0.0}], {"x": x}, color="#808080"),
        vega.layer("circle", dots, point, size=90, color="#6b7780", opacity=0.9, stroke="#fff", strokeWidth=0.5),
        lines,
        vega.layer("point", named, point | {"color": color, "shape": shape}, filled=True, size=170, opacity=1),
    ]
    for place, (change, name) in enumerate(required.items()):
        needed, note = [{"change": change}], {"y": {"value": 0}, "text": {"value": name}}
        up = -4 - _NAME_HEIGHT * place  # so that names do not overlap
        layers += [
            vega.layer("rule", needed, {"x": x}, strokeDash=[4, 3], color="#222", strokeWidth=1.5),
            vega.layer("text", needed, {"x": x, **note}, align="center", baseline="bottom", dy=up, fontSize=13),
        ]
    plot = ranked(
        (Dot(dot["area_code"], str(dot["name"]), dot["change"]) for dot in dots),
        {code: look[code].color for code in codes},
        [Series(name, (change,), "#222222", "level") for change, name in required.items()], measured, decimals,
    )  # fmt: skip
    return replace(vega.layered([*layers, *texts], height, vega.WITHOUT_FRAME), plot=plot)


def histogram(
    frame: pd.DataFrame, domain: tuple[float, float], look: dict[str, Style], indicator: Subject, height: int = 190
) -> Chart:
    """Return how many areas have which figure: a square per area in its colour on the map, with names for those in
    `look`.

    `frame` as maps.figures. `domain` is the lowest and highest figure of all periods, so that years can be compared
    side by side.
    """
    rows = vega.records(frame, ("area_code", "name", "text", "color", "value"))
    squares = [row for row in rows if row["value"] is not None]
    start, width = domain[0], (domain[1] - domain[0]) / _COLUMNS or 1.0
    for row in squares:
        row["column"] = int(min(max((row["value"] - start) // width, 0), _COLUMNS - 1))
    squares.sort(key=lambda row: (row["column"], row.pop("value")))
    count: Counter[int] = Counter()
    for row in squares:
        row["level"] = count[row["column"]]
        count[row["column"]] += 1
        row |= {"is_named": True} if row.pop("area_code") in look else {}
    named = [row | {"middle": start + (row["column"] + 0.5) * width} for row in squares if "is_named" in row]
    top = max(count.values(), default=0)
    # the names take the height they need, the squares get the rest, but at least enough to be visible
    names_height = _NAME_HEIGHT * (len(named) + 1)
    height = max(height, _AXIS_HEIGHT + names_height + _SQUARES_HEIGHT)
    level = (height - _AXIS_HEIGHT - names_height) / max(top, 7)
    vertical = {"axis": None, "scale": {"domain": [0, (height - _AXIS_HEIGHT) / level]}}
    decimals = 0 if domain[1] - start > _COLUMNS / 2 else indicator.decimals
    horizontal = {
        "title": dutch.unit_label(indicator.unit),
        "axis": vega.number_axis(decimals, grid=False, labelOverlap=True, labelFlush=True),
        "scale": {"domain": [start, start + _COLUMNS * width], "nice": False, "padding": 4},
    }  # fmt: skip
    square = {
        "x": vega.quantitative("low", **horizontal), "x2": {"field": "high"}, "color": vega.literal("color"),
        "y": vega.quantitative("level", **vertical), "y2": {"field": "next_level"},
        "tooltip": vega.tooltip(name="Gebied", text=indicator.label),
    }  # fmt: skip
    lines, texts = _name_layers(
        _stacked(named, "middle", (start, domain[1])), vega.quantitative("middle", **horizontal), vertical, top,
        _NAME_HEIGHT / level,
    )  # fmt: skip
    # the browser computes the sides of the squares: for five hundred they would be half of the data sent
    sides = {
        "low": f"{start} + datum.column * {width}",
        "high": f"datum.low + {width}",
        "next_level": "datum.level + 1",
    }
    placed: Json = {"transform": [{"calculate": value, "as": field} for field, value in sides.items()]}
    edge = 0.5 if level >= _LEAST_EDGED else 0
    is_named = {"transform": [*placed["transform"], {"filter": "datum.is_named"}]}
    layers = [
        vega.layer("rect", squares, square, stroke="#505050", strokeWidth=edge) | placed,
        vega.layer("rect", squares, square, stroke="#141414", strokeWidth=2.5) | is_named,
        lines,
        *texts,
    ]
    return vega.layered(layers, height, vega.WITHOUT_FRAME, background=PLATE)


def _stacked(rows: list[Json], field: str, reach: tuple[float, float]) -> list[Json]:
    """Return the rows in the order of their names, the lowest first, with is_right if the name is left of its line.

    All names are on the same side of their lines if there is room, even on a phone: lines that a name would cross end
    below it. Otherwise a name points to the middle, and the one closest to the middle is the lowest.
    """
    (low, high), width = reach, (reach[1] - reach[0]) or 1.0
    needs = [min(len(str(row["name"])) * _LETTER, LONGEST_NAME) / _NARROWEST * width for row in rows]
    if all(row[field] + need <= high for row, need in zip(rows, needs, strict=True)):
        return [row | {"is_right": False} for row in sorted(rows, key=lambda row: -float(row[field]))]
    if all(row[field] - need >= low for row, need in zip(rows, needs, strict=True)):
        return [row | {"is_right": True} for row in sorted(rows, key=lambda row: float(row[field]))]
    middle = (low + high) / 2
    closest = sorted(rows, key=lambda row: abs(row[field] - middle))
    return [row | {"is_right": row[field] > middle} for row in closest]


def _name_layers(rows: list[Json], x: Json, vertical: Json, top: float, pitch: float) -> tuple[Json, list[Json]]:
    """Return a line upwards from each row, and the names stacked, the first one at the bottom."""
    labels = [row | {"top": top + pitch * (place + 0.9)} for place, row in enumerate(rows)]
    line = {"x": x, "y": vega.quantitative("level", **vertical), "y2": {"field": "top"}}
    name = {"x": x, "y": vega.quantitative("top", **vertical), "text": vega.nominal("name")}
    look: Json = {"fontSize": 13, "fontWeight": "bold", "baseline": "middle", "strokeWidth": 5, "strokeJoin": "round",
                  "limit": LONGEST_NAME}  # fmt: skip
    texts = [
        *vega.text_with_halo(labels, name, {"stroke": "white"}, "!datum.is_right", **look, align="left", dx=5),
        *vega.text_with_halo(labels, name, {"stroke": "white"}, "datum.is_right", **look, align="right", dx=-5),
    ]
    return vega.layer("rule", labels, line, color="#777", strokeWidth=0.8), texts


def _levels(values: list[float]) -> list[int]:
    """Return for each value how many dots are below it in its column, so that none hides another."""
    width = (max(values) - min(values)) / _PLACES or 1
    count: Counter[int] = Counter()
    levels = []
    for value in values:
        place = round((value - min(values)) / width)
        levels.append(count[place])
        count[place] += 1
    return levels
