"""Two topics against each other: a point for every buurt."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from textwrap import wrap

from veerkracht.drawing import vega
from veerkracht.drawing.chart import Chart, Json
from veerkracht.drawing.charts import GridCell, Style, grid, legend_columns, style_scale
from veerkracht.topics.correlation import tables
from veerkracht.topics.correlation.figures import Comparison, Theme, Topic

_LEGEND_ROW = 13  # pixels, of the legend of the wijken, which has one column on a phone
_GREY = "#6b7780"
_LARGEST_POINT = 700  # in square pixels
_LONGEST = 44  # letters in a line of the title of an axis, as many as fit on a phone
_WIDTH, _HEIGHT = 560.0, 380.0  # pixels of the plot on a typical screen: only the browser knows the real size
_HALO: Json = {"stroke": "white", "strokeWidth": 4}
_LETTER = 4.2  # pixels, half the width of a letter of a name


@dataclass(frozen=True)
class Parts:
    """How to distinguish points, such as by wijk: the title of the legend, the part of each buurt by its code, and the
    style of each part."""

    title: str
    names: Mapping[str, str]
    styles: dict[str, Style]


def matrix(theme: Theme) -> Chart:
    """Return topics against topics as a picture, as on screen: the columns have the numbers of the rows."""
    names = [f"{place}. {topic.label}, {topic.when}" for place, topic in enumerate(theme.topics, 1)]
    cells = [
        GridCell(names[row], str(column + 1), tables.rho(result), *tables.colors(result))
        for places, result in theme.pairs.items()
        for row, column in (places, places[::-1])
    ]
    return grid(names, [str(place) for place in range(1, len(names) + 1)], cells)


def scatter(
    comparison: Comparison, look: dict[str, Style], city: str, parts: Parts | None = None, height: int = 500
) -> Chart:
    """Return the buurten that have both figures as points, larger with more inhabitants; those in `look` are named.

    With `parts` every point has the style of its part, else those in `look` stand out. Points left out of the second
    number are hollow. Thin lines mark the figures of the municipality, `city`.
    """
    first, second = comparison.topics
    frame = comparison.frame
    used = frame[frame["is_used"]].sort_values("inhabitants", ascending=False)
    points = vega.records(used, ("area_code", "name", "wijk", "inhabitants", "first", "second", "is_aside"))
    largest = points[0]["inhabitants"]
    for row in points:
        row |= {"first_text": first.text(row["first"]), "second_text": second.text(row["second"])}
    encoding = {
        "x": vega.quantitative("first", **_axis(first)), "y": vega.quantitative("second", **_axis(second)),
        "size": vega.quantitative(
            "inhabitants", title="Inwoners", scale={"domain": [0, largest], "range": [0, _LARGEST_POINT]},
            legend={"aria": False, "values": _steps(largest), "format": ",.0f"},
        ),
        "tooltip": [
            *vega.tooltip(name="Buurt", wijk="Wijk", first_text=first.label, second_text=second.label),
            vega.quantitative("inhabitants", title="Inwoners", format=",.0f"),
        ],
    }  # fmt: skip
    unnamed, named = ([row for row in points if (row["area_code"] in look) == is_named] for is_named in (False, True))
    layers, notes = _city_layers(comparison, city)
    if parts:
        height += _LEGEND_ROW * len(parts.styles)
        rows = [row | {"part": parts.names[row["area_code"]]} for row in points]
        layers += _dots(rows, encoding | _by_part(parts), {"opacity": 0.85})
    else:
        codes = [row["area_code"] for row in named]
        styled = {
            part: vega.nominal("area_code", title="Code", legend=None, scale=style_scale(look, part, codes, codes))
            for part in ("color", "shape")
        }
        layers += _dots(unnamed, encoding, {"color": _GREY, "shape": "circle", "opacity": 0.85})
        layers += _dots(named, encoding | styled, {"opacity": 1})
    name = {"x": vega.quantitative("first"), "y": vega.quantitative("second"), "text": vega.nominal("name")}
    for row, place in zip(named, _label_places(points, named), strict=True):
        layers += vega.text_with_halo([row], name, _HALO, aria=False, fontSize=13, fontWeight="bold", baseline="middle",
                                      color="#222", **place)  # fmt: skip
    legend = {"orient": "top", "labelFontSize": 13, "titleFontSize": 13}
    return vega.layered([*layers, *notes], height, vega.CONFIG | {"legend": legend})


def _dots(points: list[Json], encoding: Json, look: Json) -> list[Json]:
    """Return the layers of these points: filled ones, and hollow ones for those left out of the second number."""
    full, aside = ([row for row in points if row["is_aside"] == is_aside] for is_aside in (False, True))
    layers = []
    if full:  # an empty layer has no text for a screen reader
        layers.append(vega.layer("point", full, encoding, filled=True, stroke="#fff", strokeWidth=1, **look))
    if aside:
        layers.append(vega.layer("point", aside, encoding, filled=False, strokeWidth=2, **look))
    return layers


def _by_part(parts: Parts) -> Json:
    """Return the channels that draw a point in the style of its part, with one legend below the chart."""
    names = [*parts.styles]
    legend = {"orient": "bottom", "columns": {"expr": legend_columns(names)}, "symbolSize": 120, "titleFontSize": 13}
    return {
        part: vega.nominal(
            "part", title=parts.title, legend=legend, scale=style_scale(parts.styles, part, names, names)
        )
        for part in ("color", "shape")
    }


def _label_places(points: list[Json], named: list[Json]) -> Iterable[Json]:
    """Yield where the name of each of the `named` points hides least: align, dx and dy of the text beside its point."""
    largest = max(row["inhabitants"] for row in points)
    (left, right), (low, high) = ((min(row[axis] for row in points), max(row[axis] for row in points))
                                  for axis in ("first", "second"))  # fmt: skip
    disks = {
        row["area_code"]: (
            (row["first"] - left) / ((right - left) or 1) * _WIDTH,
            (high - row["second"]) / ((high - low) or 1) * _HEIGHT,
            math.sqrt(row["inhabitants"] / largest * _LARGEST_POINT) / 2,
        )
        for row in points
    }
    named_codes = {row["area_code"] for row in named}
    boxes: list[tuple[float, float, float]] = []
    for row in named:
        x, y, radius = disks[row["area_code"]]
        aside, half = radius + 4, _LETTER * len(row["name"])
        obstacles = [(*disk, code in named_codes) for code, disk in disks.items() if code != row["area_code"]]
        options = []
        for align, dx, dy in (("left", aside, 0.0), ("right", -aside, 0.0), ("center", 0.0, -aside - 7),
                              ("center", 0.0, aside + 8)):  # fmt: skip
            middle, level = x + dx + {"left": half, "right": -half, "center": 0}[align], y + dy
            hidden = [is_named for across, up, size, is_named in obstacles
                      if abs(across - middle) < half + size and abs(up - level) < 8 + size]  # fmt: skip
            crossed = sum(abs(across - middle) < side + half and abs(up - level) < 17 for across, up, side in boxes)
            outside = max(half - middle, middle + half - _WIDTH) - 15  # pixels; further away it hides the axis
            cost = len(hidden) + 9 * sum(hidden) + 9 * crossed + (9 + outside / 20 if outside > 0 else 0)
            options.append((cost, {"align": align, "dx": dx, "dy": dy}, (middle, level, half)))
        _, place, box = min(options, key=lambda option: option[0])
        boxes.append(box)
        yield place


def _axis(topic: Topic) -> Json:
    return {
        "title": [topic.heading] if len(topic.heading) <= _LONGEST else [*wrap(topic.label, _LONGEST), topic.when],
        "scale": {"zero": False, "nice": True, "padding": 18},
        "axis": vega.number_axis(topic.indicator.decimals, aria=False, tickCount=6, gridColor="#eee"),
    }


def _steps(largest: float) -> list[int]:
    """Return up to three round numbers of inhabitants for the legend."""
    steps = [step * 10**power for power in range(1, 7) for step in (1, 2, 5)]
    return [step for step in steps if step <= largest][-3:]


def _city_layers(comparison: Comparison, city: str) -> tuple[list[Json], list[Json]]:
    """Return a thin line at each figure of the municipality, and its labels at the edge of the chart, on top."""
    layers: list[Json] = []
    notes: list[Json] = []
    ends: dict[str, Json] = {"x": {"y": {"value": 0}}, "y": {"x": {"value": "width"}}}
    looks: dict[str, Json] = {
        "x": {"align": "center", "baseline": "bottom", "dy": -3}, "y": {"align": "right", "dy": -7},
    }  # fmt: skip
    for axis, topic, value in zip("xy", comparison.topics, comparison.city, strict=True):
        if value is not None:
            text = f"{city}: {topic.text(value)}"
            rows: list[Json] = [{"value": value}]
            line = {axis: vega.quantitative("value"), "description": {"value": f"{text} ({topic.label})"}}
            note = line | ends[axis] | {"text": {"value": text}}
            layers.append(vega.layer("rule", rows, line, color="#555", strokeWidth=1, strokeDash=[5, 3]))
            notes += vega.text_with_halo(rows, note, _HALO, aria=False, fontSize=13, color="#333", **looks[axis])
    return layers, notes
