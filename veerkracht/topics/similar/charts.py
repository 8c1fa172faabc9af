"""The change of a buurt since a baseline against the band of similar buurten."""

from collections.abc import Mapping, Sequence
from math import isnan

from veerkracht.core import dutch, periods
from veerkracht.drawing import vega
from veerkracht.drawing.chart import Chart, Json
from veerkracht.drawing.charts import Style
from veerkracht.method.development import Band, Change
from veerkracht.topics.similar.figures import Development
from veerkracht.topics.similar.positions import Group, Position, positions

_LABEL, _LETTER = 17, 8  # pixels: the height of a name, and the width of a letter of it
_WIDTH = 480  # pixels of the time axis on a small screen
_STRIP, _AXIS = 50, 55  # pixels in height, of a strip with its title and of the axis below all of them
_MIDDLE = "#333333"
_COUNTRY = 460  # pixels, the height of the Netherlands
_FOUND, _MOST_NAMED = "#0072B2", 4
_CHANGES = ("own", "lowest", "middle", "highest")  # of a Band


def band(development: Development, look: Style, height: int) -> Chart:
    """Return the difference with the baseline per period, before and after: a dot per similar buurt, their band and
    middle, and the line of the buurt. All start at 0 in the period of the baseline.

    Nothing is drawn for a period in which the buurt has no figure, or too few others have one for a band.
    """
    area_code, name = development.similar.area_code, development.similar.name
    dots = [_dot(change, development) for change in development.changes if not isnan(change.change)]
    bands = _bands(development)
    start, last = bands[0]["year"], max(row["year"] for row in bands)
    share = min((_LETTER * len(name) + _LABEL) / _WIDTH, 0.4)  # of the width, for a name at the end of the time axis
    room = (last - start) * share / (1 - share)
    x = vega.quantitative(
        "year", title="Jaar", scale={"domain": [start - 0.1, last + room], "nice": False},
        axis={"format": "d", "values": [row["year"] for row in bands], "grid": False},
    )  # fmt: skip
    unit, decimals = development.unit, development.decimals
    measured = dutch.change_unit(unit)
    title = f"verschil met {development.baseline}, {measured}"
    axis = {"tickMinStep": 10**-decimals, "labelExpr": f"datum.value ? format(datum.value, '+,.{decimals}f') : '0'"}
    y = vega.quantitative("change", title=title, scale={"nice": True}, axis=axis)
    line: Json = {"x": x, "y": y}
    dot = line | {"tooltip": vega.tooltip(name="Buurt", when="Periode", text="Verandering")}
    layers = [vega.layer("rule", [{"change": 0.0}], {"y": y}, color="#808080")]
    if development.before:
        baseline = [{"year": int(development.baseline[:4]), "name": "nulmeting"}]
        look_of_name: Json = {"align": "left", "dx": 4, "dy": 8, "fontSize": 13, "color": _MIDDLE, "aria": False}
        layers += [
            vega.layer("rule", baseline, {"x": x}, color="#808080", strokeDash=[2, 3], aria=False),
            vega.layer("text", baseline, {"x": x, "y": {"value": 0}, "text": vega.nominal("name")}, **look_of_name),
        ]
    ends = []  # of the lines, with their names
    if middle := _line(bands, "middle"):
        area = {"x": x, "y": vega.quantitative("lowest", title=title), "y2": {"field": "highest"}}
        layers += [
            vega.layer("area", bands, area, color="#9aa5ad", opacity=0.3),
            vega.layer("line", middle, line, color=_MIDDLE, strokeDash=[6, 4], strokeWidth=2),
        ]
        ends.append(_end(middle, "middelste", _MIDDLE))
    if any(row["area_code"] != area_code for row in dots):  # an empty layer has no text for a screen reader
        is_other = f"datum.area_code !== '{area_code}'"
        layers.append(vega.layer("circle", dots, dot, is_other, color="#6b7780", size=45, opacity=0.9))
    if mine := _line(bands, "own"):
        is_own, point = f"datum.area_code === '{area_code}'", {"color": look.color, "shape": look.shape}
        layers += [
            vega.layer("line", mine, line, color=look.color, strokeWidth=2.5),
            vega.layer("point", dots, dot, is_own, **point, filled=True, size=130, opacity=1),
        ]
        ends.append(_end(mine, name, look.color))
    changes = [0, *(row["change"] for row in dots)]
    pixel = (max(changes) - min(changes)) / (0.85 * height)
    for end in _spread_apart(ends, _LABEL * pixel):
        text, rows = line | {"text": vega.nominal("name")}, [end]
        bold: Json = {"align": "left", "dx": 11, "fontSize": 13, "fontWeight": "bold", "aria": False}
        layers += [vega.layer("text", rows, text, **bold, stroke="white", strokeWidth=4),
                   vega.layer("text", rows, text, **bold, color=end["color"])]  # fmt: skip
    return vega.layered(layers, height, vega.CONFIG, padding={"top": 10, "bottom": 5, "left": 5, "right": 5})


def strips(developments: Mapping[str, Development], look: Mapping[str, Style]) -> Chart:
    """Return the latest change of each buurt in a strip of its own, among those of similar buurten. The keys of
    `developments` are the titles of the strips."""
    dots, first = [], next(iter(developments.values()))
    for title, development in developments.items():
        area_code = development.similar.area_code
        dots += [_dot(change, development) | {"strip": title, "is_own": change.area_code == area_code}
                 for change in development.last_changes if not isnan(change.change)]  # fmt: skip
    titles = [*developments]
    unit, last = dutch.change_unit(first.unit), periods.parse(first.after[-1].period).label
    axis = {"grid": False, "tickMinStep": 1, "tickCount": 8, "labelFlush": False,
            "labelExpr": "datum.value ? format(datum.value, '+,.0f') : '0'"}  # fmt: skip
    x = vega.quantitative("change", title=f"verandering {first.baseline}–{last} in {unit}", axis=axis,
                          scale={"nice": True, "padding": 12})  # fmt: skip
    y = vega.nominal("strip", sort=titles, axis=None)
    point = {"x": x, "y": y, "tooltip": vega.tooltip(name="Buurt", text="Verandering")}
    styles = [look[development.similar.area_code] for development in developments.values()]
    color, shape = (
        vega.nominal(
            "strip", legend=None, scale={"domain": titles, "range": [getattr(style, part) for style in styles]}
        )
        for part in ("color", "shape")
    )
    heading = {"x": {"value": 0}, "y": y, "text": vega.nominal("strip"), "color": color}
    layers = [
        vega.layer("rule", [{"change": 0.0}], {"x": x}, color="#808080"),
        vega.layer("circle", dots, point, "!datum.is_own", size=80, color="#6b7780", opacity=0.6, yOffset=8),
        vega.layer("point", dots, point | {"color": color, "shape": shape}, "datum.is_own", filled=True, size=190,
                   opacity=1, stroke="#fff", strokeWidth=1, yOffset=8),
        *vega.text_with_halo([{"strip": title} for title in titles], heading, {"stroke": "white", "strokeWidth": 4},
                             align="left", fontSize=13, dy=-13, limit=400),
    ]  # fmt: skip
    return vega.layered(layers, _AXIS + _STRIP * len(titles), vega.WITHOUT_FRAME)


def country(groups: Sequence[Group], position: Position | None, name: str, style: Style) -> Chart:
    """Return the Netherlands as a dot per municipality: large ones, by the number of similar buurten, if there are any,
    with the names of the first few, and the mark of our own, `name`, in its `style`."""
    places: list[Json] = [{"lon": place.longitude, "lat": place.latitude} for place in positions().values()]
    rows: list[Json] = [
        {
            "lon": group.position.longitude, "lat": group.position.latitude, "name": group.municipality,
            "count": len(group.buurten), "buurten": ", ".join(place.name for place in group.buurten),
            "description": f"{group.municipality}: {len(group.buurten)}",
        }
        for group in groups if group.position
    ]  # fmt: skip
    point: Json = {"longitude": vega.quantitative("lon"), "latitude": vega.quantitative("lat")}
    size = {
        "field": "count",
        "type": "quantitative",
        "legend": None,
        "scale": {"type": "linear", "zero": True, "range": [0, 90 * max((row["count"] for row in rows), default=1)]},
    }
    dot = point | {"size": size, "description": vega.nominal("description"),
                   "tooltip": vega.tooltip(name="Gemeente", count="Aantal buurten", buurten="Buurten")}  # fmt: skip
    text = point | {"text": vega.nominal("name")}
    halo: Json = {"stroke": "white", "strokeWidth": 4}
    home: list[Json] = [{"lon": position.longitude, "lat": position.latitude, "name": name}] if position else []
    layers = [
        vega.layer("circle", places, point, size=10, color="#808080", opacity=1),
        vega.layer("circle", rows, dot, color=_FOUND, opacity=0.85, stroke="white"),
        vega.layer("point", home, point, shape=style.shape, color=style.color, filled=True, size=130, opacity=1),
        *vega.text_with_halo(rows[:_MOST_NAMED], text, halo, fontSize=13, dy=-12, color="#222", aria=False),
        *vega.text_with_halo(home, text, halo, fontSize=13, fontWeight="bold", dy=16, color="#222", aria=False),
    ]
    ends = [[pick(row[axis] for row in places) for axis in ("lon", "lat")] for pick in (min, max)]
    world = {"type": "Feature", "properties": {}, "geometry": {"type": "MultiPoint", "coordinates": ends}}
    return vega.layered(layers, _COUNTRY, vega.WITHOUT_FRAME,
                        projection={"type": "mercator", "fit": world})  # fmt: skip


def _dot(change: Change, development: Development) -> Json:
    return {
        "area_code": change.area_code, "year": int(change.period[:4]), "name": development.names[change.area_code],
        "when": periods.parse(change.period).label,
        "text": dutch.signed(change.change, development.decimals, development.unit), "change": change.change,
    }  # fmt: skip


def _bands(development: Development) -> list[Json]:
    """Return the bands by year, including the baseline, at which all changes are 0."""
    start = Band(development.baseline, 0.0, 0, 0.0, 0.0, 0.0)
    return [
        {"year": int(band.period[:4])}
        | {name: None if isnan(value := getattr(band, name)) else value for name in _CHANGES}
        for band in (*development.before, start, *development.after)
    ]


def _line(bands: list[Json], column: str) -> list[Json]:
    """Return a column of `bands` as the changes of a line, with its gaps; none without a change after the baseline."""
    line = [{"year": row["year"], "change": row[column]} for row in bands]
    return line if sum(row["change"] is not None for row in line) > 1 else []


def _end(line: list[Json], name: str, color: str) -> Json:
    """Return the position of the name of a line: at its last change."""
    return [row for row in line if row["change"] is not None][-1] | {"name": name, "color": color}


def _spread_apart(ends: list[Json], least: float) -> list[Json]:
    """Return the names from low to high, with enough distance between each two that they do not overlap."""
    ordered = sorted(ends, key=lambda end: end["change"])
    if len(ordered) == 2 and (short := least - (ordered[1]["change"] - ordered[0]["change"])) > 0:
        return [end | {"change": end["change"] + side * short / 2} for end, side in zip(ordered, (-1, 1), strict=True)]
    return ordered
