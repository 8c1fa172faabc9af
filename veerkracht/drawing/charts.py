"""The trend of an indicator as lines, with Dutch numbers, its unit, and marks that also differ without colour."""

import math
import textwrap
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np
import pandas as pd

from veerkracht.core import dutch, periods
from veerkracht.database.rows import Break
from veerkracht.drawing import trend_plots, vega
from veerkracht.drawing.chart import Chart, Json, Subject

# colours that differ for colour-blind readers (Okabe and Ito, Color Universal Design)
_FOCUS = ["#D55E00", "#0072B2", "#CC79A7"]
# for the other areas, all at least 3:1 on white; areas that share one differ in shape and dash
_OTHERS = ["#332288", "#117733", "#882255", "#a03fbf", "#b8860b", "#00857c", "#5f86c9", "#8c564b", "#6b6b00"]
PROVISIONAL = ["voorlopig", "nader_voorlopig"]
_MANY = 40  # periods, from which points are drawn small
_FIGURES = ("value", "lower", "upper")
_TREND = ("area_code", "period", "year", *_FIGURES, "status", "segment")
# the points of a path: the name of each, and the columns of its year and its value
_POINTS = (("pad", "baseline_year", "baseline"), ("doel", "target_year", "target"),
           ("nulmeting in het plan", "baseline_year", "baseline_adopted"))  # fmt: skip
_PATH = ("area_code", "measure_id", "baseline_year", "baseline", "baseline_adopted", "target_year", "target")
_MOST_NAMED = 6  # areas, up to which each has its name beside its line
LONGEST_NAME = 130  # pixels of the name of an area beside a line or dot; longer names are cut off
# pixels in a legend: of a name at most, of a letter, of a symbol with the room around it
_LEGEND_NAME, _LETTER, _SYMBOL = 260, 7, 40
_NUMBER_PIXELS = 19  # that the number of an event takes
_APART = 0.05  # of the width of a narrow chart: the least distance between two numbers
# of Vega, or a path in a square of 2 by 2; its "wedge" and "arrow" are slivers in the size of a point
_HOURGLASS, _BOW = "M-1,-1H1L-1,1H1Z", "M-1,-1V1L1,-1V1Z"
_STAR = "M0,-1.1L.3,-.3H1.1L.45,.2L.7,1L0,.5L-.7,1L-.45,.2L-1.1,-.3H-.3Z"
_SALTIRE = "M-1,-.5L-.5,-1L0,-.5L.5,-1L1,-.5L.5,0L1,.5L.5,1L0,.5L-.5,1L-1,.5L-.5,0Z"
_FOCUS_SHAPES = ["circle", "square", _HOURGLASS, _STAR, _SALTIRE]
_OTHER_SHAPES = ["triangle-up", "triangle-down", "triangle-right", "triangle-left", _BOW]
_OTHER_DASHES = [(1, 0), (8, 2, 2, 2)]

_GRID_ROW, _GRID_TEXT, _GRID_LETTER = 21, 11, 6.0  # pixels: a row of a grid, its texts and a letter of them
_GRID_WIDTH, _GRID_CELL = 616, 44  # pixels: as drawn, and of a cell with a figure
_GRID_NAME, _GRID_SHORT = 36, 4  # letters: in a line of the name of a row, and of a column up to which it lies
_BREAK = "¶"  # between the lines of a label: a line end would become a space


@dataclass(frozen=True)
class GridCell:
    """A cell of a grid: the names of its row and column, its text and their colours."""

    row: str
    column: str
    text: str
    fill: str
    ink: str


@dataclass(frozen=True)
class Style:
    """How an area is drawn, the same on every page."""

    color: str
    shape: str
    dash: tuple[int, ...]


def styles(codes: Sequence[str], focus: Sequence[str], municipality: str, country: str) -> dict[str, Style]:
    """Return a style per area, which is the same on every page, whatever the selection.

    There are fewer colours than areas: areas of the same colour differ in shape and dash, which follow from their
    codes.
    """
    colors = [*_FOCUS, *_OTHERS]
    fixed = {
        code: Style(colors[place % len(colors)], _FOCUS_SHAPES[place % len(_FOCUS_SHAPES)], (1, 0))
        for place, code in enumerate(focus)
    }
    fixed[municipality] = Style("#222222", "diamond", (6, 3))
    fixed[country] = Style("#808080", "cross", (2, 2))
    return {code: fixed.get(code) or _style(code) for code in codes}


def _style(code: str) -> Style:
    # a letter, as in BU0363AA01, counts on where the digits end, so that neighbours differ as those with digits do
    number = reduce(lambda number, sign: 10 * number + int(sign, 36), code[2:].replace("-", ""), 0)
    round_of_colors, color = divmod(number, len(_OTHERS))
    round_of_shapes, shape = divmod(round_of_colors, len(_OTHER_SHAPES))
    return Style(_OTHERS[color], _OTHER_SHAPES[shape], _OTHER_DASHES[round_of_shapes % len(_OTHER_DASHES)])


def style_scale(look: dict[str, Style], part: str, codes: list[str], domain: list[str]) -> Json:
    """Return the scale of one part of the style of areas: 'color', 'shape' or 'dash'; `domain` has their names in the
    rows of a chart."""
    return {"domain": domain, "range": [getattr(look[code], part) for code in codes]}


def grid(rows: Sequence[str], columns: Sequence[str], cells: Sequence[GridCell], bold: Sequence[str] = ()) -> Chart:
    """Return a heat table for paper: figures if cells are wide enough, and long column names upright. Rows without a
    cell are headings; names of headings and of rows in `bold` are bold."""
    names = _in_lines(rows, _GRID_NAME)
    wide = _GRID_LETTER * _longest(names.values()) + 2 * _GRID_TEXT
    width = (_GRID_WIDTH - wide) / len(columns)
    is_upright = _longest(columns) > _GRID_SHORT
    labels = _in_lines(columns, _longest(columns) // max(min(int(width / (_GRID_TEXT + 2)), 3) - 1, 1) + 1)
    values: list[Json] = [
        {"row": names[cell.row], "column": labels[cell.column], "text": cell.text, "fill": cell.fill, "ink": cell.ink}
        for cell in cells
    ]
    with_cells = {cell.row for cell in cells}
    headings = [names[name] for name in (*bold, *(name for name in dict.fromkeys(rows) if name not in with_cells))]
    axis = {"title": None, "ticks": False, "domain": False, "labelOverlap": False, "labelLimit": 400,
            "labelExpr": f"split(datum.label, '{_BREAK}')", "labelLineHeight": _GRID_TEXT + 2}  # fmt: skip
    upright = {"labelAngle": -90, "labelAlign": "left", "labelBaseline": "middle"} if is_upright else {"labelAngle": 0}
    y = vega.nominal("row", scale={"domain": [*names.values()]}, axis=axis | vega.bold_labels(headings))
    x = vega.nominal("column", scale={"domain": [*labels.values()]}, axis=axis | {"orient": "top"} | upright)
    layers = [vega.layer("rect", values, {"x": x, "y": y, "color": vega.literal("fill")}, stroke="#ffffff")]
    if width >= _GRID_CELL:
        text = {"x": x, "y": y, "text": vega.nominal("text"), "color": vega.literal("ink")}
        layers.append(vega.layer("text", values, text, fontSize=_GRID_TEXT))
    high = _GRID_LETTER * min(_longest(labels.values()), 66) if is_upright else _GRID_TEXT
    row = _GRID_ROW + (_GRID_TEXT if any(_BREAK in name for name in names.values()) else 0)
    look = {"axis": {"labelFontSize": _GRID_TEXT, "labelColor": "#222"}, "view": {"stroke": None}}
    return vega.layered(layers, round(row * len(rows) + high + 2 * _GRID_TEXT), vega.CONFIG | look)


def _in_lines(texts: Iterable[str], longest: int) -> dict[str, str]:
    """Return each text by itself, wrapped into lines of at most `longest` letters."""
    return {text: _BREAK.join(textwrap.wrap(text, longest)) for text in texts}


def _longest(texts: Iterable[str]) -> int:
    """Return the number of letters of the longest line."""
    return max(len(line) for text in texts for line in text.split(_BREAK))


def trend(
    frame: pd.DataFrame,
    names: dict[str, str],
    look: dict[str, Style],
    indicator: Subject,
    lines: pd.DataFrame,
    gaps: Iterable[Break],
    height: int = 420,
    events: pd.DataFrame | None = None,
    has_legend: bool = True,
    text: int = 13,
) -> Chart:
    """Return the trend of an indicator for the areas in `look`, with 95% margins where they are known.

    `frame` as lookups.trend, `lines` as goal_queries.lines (paths of the focus areas), `events` as `numbered`. Lines
    break at a missing figure between two others and at `gaps`. Provisional figures have hollow points. `text` is the
    font size of the names at the ends of the lines in pixels. Raises ValueError without any figure or target.
    """
    rows = _with_runs(vega.records(frame, _TREND))
    measured = [row for row in rows if row["value"] is not None]
    paths = [row for row in vega.records(lines, _PATH) if row["area_code"] in look and row["target"] is not None]
    years = sorted({int(row["year"]) for row in measured} | {int(row[name]) for row in paths for _, name, _ in _POINTS})
    span = max(years) - min(years) + 1
    is_monthly = any("-" in row["period"] for row in rows)
    # a name at the end of the time axis needs a sixth of the width
    has_names = has_legend and len({row["area_code"] for row in measured}) <= _MOST_NAMED
    has_name_at_end = has_names and any(row["year"] > max(years) - 1 for row in measured)
    domain = [min(years) - 0.5, max(years) + (1.5 if is_monthly else 0.5) + (span / 6 if has_name_at_end else 0)]
    marks = _events_on_axis(events, domain, is_monthly)
    heights = [row[name] for row in measured for name in _FIGURES]
    heights += [row[name] for row in paths for *_, name in _POINTS]
    low, high = _axis_start(heights, marks, height), max(value for value in heights if value is not None)
    # spread the margins of single figures out, whatever the number of years on the axis
    beside = {code: 0.007 * span * (place - 0.5) for place, code in enumerate(look)}
    for row in measured:
        code = row["area_code"]
        row["name"], row["beside"] = names.get(code), row["year"] + beside[code]
        row["when"] = periods.parse(row["period"]).label
        row["text"] = dutch.figure(row["value"], indicator.decimals, indicator.unit)
    present = {row["area_code"] for row in (*measured, *paths)}
    codes = [code for code in look if code in present]
    color, shape, dash = (
        vega.nominal("name", title=None, scale=style_scale(look, part, codes, [names[code] for code in codes]))
        for part in ("color", "shape", "dash")
    )
    x = vega.quantitative("year", title="Jaar", scale={"domain": domain, "nice": False}, axis={
        "format": "d", "values": years, "labelOverlap": "greedy", "labelSeparation": 5, "grid": False,
    })  # fmt: skip
    y = vega.quantitative(
        "value", title=dutch.unit_label(indicator.unit), axis=vega.number_axis(indicator.decimals),
        scale={"zero": False, "nice": True, **({"domainMin": low} if marks else {})},
    )  # fmt: skip
    axes = {"x": x, "y": y, "color": color}
    labels = _labels(measured, (high - low) / max(height - 7 * text, text), 1.25 * text) if has_names else []
    layers = [
        *_break_layers(gaps, years, x["scale"]),
        *_event_layers(marks, x["scale"]),
        *_figure_layers(measured, axes, shape, dash, indicator),
        *_path_layers(paths, names, axes, indicator),
        *_name_layers(labels, axes),
    ]
    legend = {
        "orient": "top", "labelFontSize": 13, "symbolSize": 140, "symbolOpacity": 1,
        "labelLimit": _LEGEND_NAME, "columns": {"expr": legend_columns([names[code] for code in codes])},
        "symbolStrokeWidth": 0 if measured else 2, "disable": not has_legend,
    }  # fmt: skip
    chart = vega.layered(layers, height, vega.CONFIG | {"legend": legend})
    colors = {code: look[code].color for code in codes}
    return replace(chart, plot=trend_plots.trend(measured, paths, names, colors, indicator))


def legend_columns(names: list[str]) -> str:
    """Return the number of columns of a legend as an expression: a single row if it fits, else as many columns as
    fit."""
    widths = [min(_LETTER * len(name), _LEGEND_NAME) + _SYMBOL for name in names] or [_SYMBOL]
    return f"width < {sum(widths)} ? max(1, floor(width / {max(widths)})) : 0"


def _with_runs(rows: list[Json]) -> list[Json]:
    """Return the rows by area and period, with a `run`: a line joins the figures of an area with the same run.

    A run ends at a period of the source without a figure, and at a break. Years without a measurement, as between the
    four-yearly health surveys, are no periods of the source.
    """
    ordered = sorted(rows, key=lambda row: (row["area_code"], row["period"]))
    run, before = 0, (None, None)
    for row in ordered:
        series = row["area_code"], row["segment"]
        run += row["value"] is None or series != before
        row["run"], before = run, series
    return ordered


def numbered(events: pd.DataFrame, codes: list[str]) -> pd.DataFrame:
    """Return the events that concern the whole programme or one of the areas, with their `number` on the time axis."""
    concerns = [len(areas) == 0 or not {*areas}.isdisjoint(codes) for areas in events["area_codes"]]
    concerned = events.loc[np.array(concerns, dtype=bool)].reset_index(drop=True)  # a list without any drops columns
    return concerned.assign(number=[str(place + 1) for place in concerned.index])


def _events_on_axis(events: pd.DataFrame | None, domain: list[float], is_monthly: bool) -> list[Json]:
    """Return the events within the time axis: at (the year), when (in words), label, number, and the lowest level above
    the axis at which its number does not overlap a previous one.

    On an axis of months a year starts at its number; on an axis of years its number is its middle.
    """
    low, high = domain
    placed: list[Json] = []
    ends: list[float] = []  # where the last number of each level is
    for event in [] if events is None else vega.records(events, ("period", "label", "number")):
        moment = periods.parse(event["period"])
        at = moment.first + ((moment.month - 0.5) / 12 if moment.month else 0.5) - (0 if is_monthly else 0.5)
        if low <= at <= high:
            level = next((level for level, end in enumerate(ends) if abs(at - end) > _APART * (high - low)), len(ends))
            ends[level : level + 1] = [at]
            placed.append({"at": at, "when": moment.label, "label": event["label"], "number": event["number"],
                           "level": level})  # fmt: skip
    return placed


def _axis_start(heights: list[float | None], marks: list[Json], height: int) -> float:
    """Return where the vertical axis starts: below all `heights` if there are event numbers, but not below 0 unless a
    height is."""
    values = [value for value in heights if value is not None]
    lowest, highest = min(values), max(values)
    room = min(_NUMBER_PIXELS * (max(mark["level"] for mark in marks) + 1.5), height / 2) if marks else 0
    low = lowest - (highest - lowest) * room / (height - room)
    return max(low, 0.0) if lowest >= 0 else low


def _break_layers(gaps: Iterable[Break], years: list[int], scale: Json) -> list[Json]:
    rows = [{"at": gap.year - 0.5} for gap in gaps if min(years) <= gap.year <= max(years)]
    if not rows:
        return []
    x = vega.quantitative("at", scale=scale)
    text = {"x": x, "y": {"value": 0}, "text": {"value": "andere definitie"}}
    return [
        vega.layer("rule", rows, {"x": x}, strokeDash=[3, 3], color="#777"),
        vega.layer("text", rows, text, align="center", dy=-4, baseline="bottom", color="#444", fontSize=13),
    ]


def _event_layers(marks: list[Json], scale: Json) -> list[Json]:
    """Return a numbered line for each event of _events_on_axis."""
    if not marks:
        return []
    line = {"x": vega.quantitative("at", scale=scale), "tooltip": vega.tooltip(when="Wanneer", label="Wat")}
    disk, number = line | {"y": {"value": "height"}}, line | {"y": {"value": "height"}, "text": vega.nominal("number")}
    layers = [vega.layer("rule", marks, line, color="#555", strokeWidth=1.2, strokeDash=[5, 2])]
    for level in sorted({mark["level"] for mark in marks}):
        at_level, up = f"datum.level === {level}", -11 - _NUMBER_PIXELS * level
        layers += [
            vega.layer("circle", marks, disk, at_level, size=240, color="#444", opacity=1, yOffset=up),
            vega.layer("text", marks, number, at_level, color="white", fontSize=13, fontWeight="bold", yOffset=up),
        ]
    return layers


def _figure_layers(rows: list[Json], axes: Json, shape: Json, dash: Json, indicator: Subject) -> list[Json]:
    """Return lines, points and margins: a band along a line, a thin bar for a figure on its own.

    There are no layers without figures: an empty one has no text for a screen reader.
    """
    if not rows:
        return []
    figures = axes | {"tooltip": vega.tooltip(name="Gebied", when="Periode", text=indicator.label)}
    points, lines = figures | {"shape": shape}, figures | {"detail": vega.nominal("run"), "strokeDash": dash}
    margin = {"color": axes["color"], "y2": {"field": "upper"},
              "y": vega.quantitative("lower", title=dutch.unit_label(indicator.unit))}  # fmt: skip
    with_margin = [row for row in rows if row["lower"] is not None]
    sizes = Counter(row["run"] for row in with_margin)
    alone, along = ([row for row in with_margin if (sizes[row["run"]] == 1) == is_alone] for is_alone in (True, False))
    layers = []
    if alone:
        bars = margin | {"x": vega.quantitative("beside", scale=axes["x"]["scale"])}
        layers.append(vega.layer("rule", alone, bars, strokeWidth=3, strokeOpacity=0.35))
    if along:
        layers.append(vega.layer("area", along, margin | {"x": axes["x"], "detail": vega.nominal("run")}, opacity=0.13))
    size = 80 if len({row["period"] for row in rows}) <= _MANY else 18
    layers += [
        vega.layer("line", rows, lines, strokeWidth=2.5),
        vega.layer("point", rows, points, filled=True, size=size, opacity=1),
    ]
    if any(row["status"] in PROVISIONAL for row in rows):
        is_open = vega.one_of("status", PROVISIONAL)
        layers.append(vega.layer("point", rows, points, is_open, filled=True, size=size / 4, color="white", opacity=1))
    return layers


def _labels(rows: list[Json], pixel: float, apart: float) -> list[Json]:
    """Return the label of each area, right of its last figure: name, year and value, adjusted so that labels do not
    overlap.

    `pixel` is the value of one pixel of height, `apart` the pixels between two labels.
    """
    last = {row["area_code"]: row for row in sorted(rows, key=lambda row: row["year"])}
    labels: list[Json] = []
    lowest = math.inf
    for row in sorted(last.values(), key=lambda row: (-row["value"], row["year"])):
        value = min(row["value"], lowest)
        labels.append({"name": row["name"], "year": row["year"], "value": value})
        lowest = value - apart * pixel
    return labels


def _name_layers(labels: list[Json], axes: Json) -> list[Json]:
    """Return the names at the ends of the lines, which make a black-and-white copy readable without a legend."""
    if not labels:
        return []
    encoding: Json = {"x": axes["x"], "y": axes["y"], "text": vega.nominal("name")}
    look: Json = {"align": "left", "dx": 9, "fontSize": 13, "fontWeight": "bold", "limit": LONGEST_NAME}
    return [
        vega.layer("text", labels, encoding, **look, stroke="white", strokeWidth=4, strokeJoin="round", color="white"),
        vega.layer("text", labels, encoding | {"color": axes["color"]}, **look),
    ]


def _path_layers(paths: list[Json], names: dict[str, str], axes: Json, indicator: Subject) -> list[Json]:
    """Return the path to the target as a thin dotted line, a hollow square at the target, and one at the originally
    adopted baseline if the publisher has revised it."""
    if not paths:
        return []
    points = [
        {
            "name": names.get(path["area_code"]), "measure_id": path["measure_id"], "year": path[year],
            "value": path[value], "what": what,
            "text": f"{what}: {dutch.figure(path[value], indicator.decimals, indicator.unit)}",
        }
        for what, year, value in _POINTS for path in paths if path[value] is not None
    ]  # fmt: skip
    goal_years = [{"year": year} for year in dict.fromkeys(path["target_year"] for path in paths)]
    heading = {"x": axes["x"], "y": {"value": 0}, "text": {"value": "doel"}}
    bold: Json = {"align": "center", "baseline": "bottom", "dy": -10, "fontSize": 13, "fontWeight": "bold"}
    encoding = axes | {
        "detail": vega.nominal("measure_id"),
        "tooltip": [vega.nominal("name", title="Gebied"), vega.quantitative("year", title="Jaar", format="d"),
                    vega.nominal("text", title="Doel")],
    }  # fmt: skip
    is_path, is_point = "datum.what !== 'nulmeting in het plan'", "datum.what !== 'pad'"
    return [
        vega.layer("text", goal_years, heading, **bold),
        vega.layer("line", points, encoding, is_path, strokeDash=[1, 4], strokeWidth=2),
        vega.layer("point", points, encoding, is_point, filled=False, size=150, strokeWidth=2, shape="square"),
    ]
