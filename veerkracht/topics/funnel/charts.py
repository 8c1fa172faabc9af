"""Rates against sizes, with control limits around the city."""

import math

from veerkracht.core import dutch
from veerkracht.drawing import vega
from veerkracht.drawing.chart import Chart, Json
from veerkracht.drawing.charts import Style
from veerkracht.method import chance
from veerkracht.topics.funnel import sentences
from veerkracht.topics.funnel.figures import Overview, Point

_OTHER, _BAND = "#4f6272", "#dfe5ea"
_STEPS = 60  # points of a limit
_ROOM = 1.25  # factor beyond the outermost points
_HALO: Json = {"stroke": "white", "strokeWidth": 4}
_SMALLEST = 100.0  # inhabitants: a smaller buurt is at the left edge, or the others would be crowded in a corner
_HEIGHT = 480  # pixels
_PHONE = (280.0, 420.0)  # pixels: the width and height between the axes on a phone
_LETTER, _LINE = 6.3, 16  # pixels: of a name
_DOT = 5  # pixels: half of a point
_CITY = (-8, 12)  # pixels: the possible offsets of the name of the city, downwards from its line


def points(overview: Overview, look: dict[str, Style]) -> Chart:
    """Return a point per buurt and group by size and rate, the 95% band and the 99,8% lines around the city.

    Both axes are logarithmic, as the limits are: a rate of 0 is at the lower edge. The focus areas and groups have
    their colour and shape, from `look`, and their name, as does the highest point outside the band.
    """
    indicator = overview.indicator
    sizes = [max(point.size, _SMALLEST) for point in overview.all_points]
    smallest, largest = min(sizes) / _ROOM, max(sizes) * _ROOM
    assert overview.rate is not None
    rates = [overview.rate, *(point.value for point in overview.all_points if point.value > 0)]
    low, high = min(rates) / _ROOM, max(rates) * _ROOM
    x, y = (
        vega.quantitative(
            field, title=title, scale={"type": "log", "domain": [first, last], "nice": False},
            axis=vega.number_axis(decimals, values=_ticks(first, last)),
        )
        for field, title, first, last, decimals in (
            ("size", "inwoners", smallest, largest, 0),
            ("value", dutch.unit_label(indicator.unit), low, high, indicator.decimals),
        )
    )  # fmt: skip
    ordered = sorted(overview.all_points, key=lambda point: point.area_code in look)  # the focus areas are on top
    rows = [_row(point, overview, low, look.get(point.area_code)) for point in ordered]
    point = {
        "x": x, "y": y, "stroke": vega.literal("color"), "fill": vega.literal("fill"), "shape": vega.literal("shape"),
        "size": vega.literal("area", "quantitative"),
        "tooltip": vega.tooltip(name="Gebied", wijk="Wijk", text=indicator.label, limits="Trechter", side="Ligging"),
    }  # fmt: skip
    name = {"x": x, "y": y, "text": vega.nominal("name")}
    highest = {place.area_code for place in overview.higher[:1]}
    named = [row for row in rows if row["area_code"] in look or row["area_code"] in highest]
    layers = [
        *_limits(overview, (smallest, largest), (low, high), x, y),
        vega.layer("point", rows, point, filled=False, strokeWidth=1.6, opacity=1),
        *(
            layer
            for (dy, align), beside in _places(named, overview, (smallest, largest), (low, high)).items()
            for layer in vega.text_with_halo(
                beside, name, _HALO, aria=False, fontSize=13, dy=dy, align=align, color="#222"
            )
        ),
    ]
    return vega.layered(layers, _HEIGHT, vega.WITHOUT_FRAME)


def _places(
    named: list[Json], overview: Overview, sizes: tuple[float, float], rates: tuple[float, float]
) -> dict[tuple[int, str], list[Json]]:
    """Return the rows with a name by how far the name is below its point, and on which side of it: away from the line
    of the city, and, on a phone, where it overlaps no other name, including that of the city."""
    assert overview.rate is not None
    boxes = [_box_of_city(overview, rates, _below_line(overview, sizes, rates))]
    places: dict[tuple[int, str], list[Json]] = {}
    for row in sorted(named, key=lambda row: abs(math.log(row["value"] / overview.rate))):
        x, y = _at(row["size"], sizes, _PHONE[0]), _PHONE[1] - _at(row["value"], rates, _PHONE[1])
        width = _LETTER * len(row["name"])
        align = "left" if x < width / 2 else "right" if x + width / 2 > _PHONE[0] else "center"
        left = x - {"left": 0.0, "right": width, "center": width / 2}[align]
        first, step = (-14, -_LINE) if row["value"] >= overview.rate else (16, _LINE)
        for dy in range(first, first + 5 * step, step):
            box = (left, y + dy - _LINE / 2, left + width, y + dy + _LINE / 2)
            if not any(_overlap(box, other) for other in boxes):
                break
        boxes.append(box)
        places.setdefault((dy, align), []).append(row)
    return places


def _below_line(overview: Overview, sizes: tuple[float, float], rates: tuple[float, float]) -> int:
    """Return how far the name of the city is below its line: above it, unless a point is there and none below."""
    dots = [
        (x - _DOT, y - _DOT, x + _DOT, y + _DOT)
        for point in overview.all_points
        for x in [_at(max(point.size, _SMALLEST), sizes, _PHONE[0])]
        for y in [_PHONE[1] - _at(max(point.value, rates[0]), rates, _PHONE[1])]
    ]
    free = (dy for dy in _CITY if not any(_overlap(_box_of_city(overview, rates, dy), dot) for dot in dots))
    return next(free, _CITY[0])


def _box_of_city(overview: Overview, rates: tuple[float, float], dy: int) -> tuple[float, float, float, float]:
    """Return the box (left, top, right, bottom) of the name of the city on a phone."""
    assert overview.rate is not None
    line = _PHONE[1] - _at(overview.rate, rates, _PHONE[1])
    top, bottom = (line + dy - _LINE, line) if dy < 0 else (line, line + dy + _LINE / 2)
    return 0.0, top, 6.0 + _LETTER * len(f"{overview.city} {_short(overview)}"), bottom


def _at(value: float, ends: tuple[float, float], length: float) -> float:
    """Return the position of a value along a logarithmic axis."""
    return length * math.log(value / ends[0]) / math.log(ends[1] / ends[0])


def _overlap(box: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """Return whether two boxes (left, top, right, bottom) overlap."""
    return box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]


def _limits(overview: Overview, sizes: tuple[float, float], rates: tuple[float, float], x: Json, y: Json) -> list[Json]:
    """Return the band, the outer lines and the line of the city with its name."""
    rows: list[Json] = []
    for step in range(_STEPS + 1):
        size = sizes[0] * (sizes[1] / sizes[0]) ** (step / _STEPS)
        near, far = (overview.limits(size, confidence) for confidence in (chance.NEAR, chance.FAR))
        rows.append({
            "size": size, "lower": max(near[0], rates[0]), "upper": min(near[1], rates[1]),
            "low": far[0] if far[0] >= rates[0] else None, "high": far[1] if far[1] <= rates[1] else None,
        })  # fmt: skip
    band = {"x": x, "y": y | {"field": "lower"}, "y2": {"field": "upper"}}
    city: list[Json] = [{"value": overview.rate, "text": f"{overview.city} {_short(overview)}"}]
    outer = [
        vega.layer("line", rows, {"x": x, "y": y | {"field": end}}, color="#7a8791", strokeDash=[2, 3], strokeWidth=1.2)
        for end in ("low", "high")
    ]
    dy = _below_line(overview, sizes, rates)
    note = {"y": y, "x": {"value": 6}, "text": vega.nominal("text")}
    return [
        vega.layer("area", rows, band, color=_BAND, opacity=1),
        *outer,
        vega.layer("rule", city, {"y": y}, color="#222", strokeDash=[6, 4], strokeWidth=1.4),
        *vega.text_with_halo(city, note, _HALO, aria=False, align="left", dy=dy, fontSize=13, color="#222"),
    ]


def _row(point: Point, overview: Overview, lowest: float, style: Style | None) -> Json:
    color = style.color if style else _OTHER
    low, high = (dutch.number(end, overview.indicator.decimals) for end in (point.lower, point.upper))
    return {
        "area_code": point.area_code, "name": point.name, "wijk": point.wijk, "size": max(point.size, _SMALLEST),
        "value": max(point.value, lowest), "text": _text(point.value, overview), "limits": f"{low} tot {high}",
        "side": sentences.judged(point), "color": color, "fill": "#ffffff" if point.is_small else color,
        "shape": style.shape if style else "circle", "area": 130 if style else 60,
    }  # fmt: skip


def _text(value: float | None, overview: Overview) -> str:
    return dutch.figure(value, overview.indicator.decimals, overview.indicator.unit)


def _short(overview: Overview) -> str:
    return dutch.short_figure(overview.rate, overview.indicator.decimals, overview.indicator.unit)


def _ticks(smallest: float, largest: float) -> list[float]:
    """Return round numbers between the smallest and the largest."""
    powers = range(math.floor(math.log10(smallest)), math.floor(math.log10(largest)) + 1)
    steps = [factor * 10.0**power for power in powers for factor in (1, 2, 5)]
    return [step for step in steps if smallest <= step <= largest]
