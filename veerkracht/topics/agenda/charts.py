"""The agenda and the budget as bars, over time and in euros, with labels above them, so that they fit any width."""

import math
import textwrap
from datetime import date

from veerkracht.core import dutch
from veerkracht.drawing import vega
from veerkracht.drawing.chart import Chart, Json
from veerkracht.topics.agenda import agenda as agenda_views
from veerkracht.topics.agenda.agenda import HEADINGS, Entry
from veerkracht.topics.agenda.budget import SIDES, Budget, Line

_BARS = "#7aa6cf"  # as visible in the dark as in the light
# from dark to light, so that years differ in black and white too; all edged with the first
_COLORS = ["#1f4e79", "#f0a202", "#7aa6cf", "#fbe3a8", "#dce9f5"]
_LONGEST = 42  # characters on a line, which fit on a phone
_LINE, _BAR, _GAP = 18, 16, 8  # pixels
_ROOM = 1.55  # right of the longest bar, for its amount


def timeline(entries: list[Entry], today: date | None) -> Chart:
    """Return the efforts as bars from begin to end, below a heading per kind, and a line at `today`.

    Efforts of one kind with the same years share a bar, with their names above it. A bar without an end goes on to the
    edge. At least one of `entries` has a begin.
    """
    bars = spans(entries)
    first, last = math.floor(min(bar["start"] for bar in bars)), math.ceil(max(bar["end"] for bar in bars))
    headings, height = _headings(bars), int(bars[-1]["bottom"]) + _GAP
    years = list(range(first, last))
    x = vega.quantitative("start", title=None, scale={"domain": [first, last], "nice": False}, axis={
        "values": [year + 0.5 for year in years], "labelExpr": "floor(datum.value)", "grid": False, "ticks": False,
        "orient": "top", "labelFontSize": 13,
    })  # fmt: skip

    box = {
        "x": x, "x2": {"field": "end"}, "y": vega.downward("top", height), "y2": {"field": "bottom"},
        "tooltip": vega.tooltip(when="Wanneer", names="Wat"),
    }  # fmt: skip
    text = {"x": {"value": 0}, "y": vega.downward("y", height), "text": vega.nominal("text")}
    lines = [line for bar in bars for line in _lines_above(bar)]
    look: Json = {"align": "left", "baseline": "middle", "fontSize": 13, "limit": 0}
    ticks = [{"start": year, "top": bar["top"], "bottom": bar["bottom"]} for bar in bars for year in (*years, last)]
    upright = {"x": x, "y": vega.downward("top", height), "y2": {"field": "bottom"}}
    layers = [
        vega.layer("rule", ticks, upright, color="#ccc"),
        vega.layer("rect", bars, box, fill=_BARS, stroke=_COLORS[0], strokeWidth=0.8),
        vega.layer("text", headings, text, fontWeight="bold", fontSize=15, align="left", baseline="middle", limit=0),
        vega.layer("text", lines, text, "datum.is_first", fontWeight="bold", **look),
        vega.layer("text", lines, text, "!datum.is_first", **look),
    ]
    if today and first <= (now := _moment(today)) < last:
        line = [{"start": now, "top": bar["top"] - 3, "bottom": bar["bottom"] + 3} for bar in bars]
        place: Json = {"align": "left"} if now < (first + last) / 2 else {"align": "right"}
        note = {"x": x, "y": {"value": _LINE / 2}, "text": vega.nominal("day")}
        named = [{"start": now, "day": f"vandaag, {dutch.day(today)}"}]
        layers += [
            vega.layer("rule", line, upright, color="#b00000", strokeWidth=3),
            vega.layer("text", named, note, fontSize=13, fontWeight="bold", color="#b00000", **place),
        ]
    return vega.layered(layers, height, vega.CONFIG | {"view": {"stroke": None}})


def spans(entries: list[Entry]) -> list[Json]:
    """Return a bar for each kind and period with efforts: kind, when, names (in one text), start, end (years: 2025.5 is
    1 July 2025), top and bottom (pixels from above), lines (the texts on it, the first is when)."""
    on_axis = agenda_views.on_time_axis(entries)
    edge = math.ceil(max(entry.end or entry.start + 1 for entry in on_axis if entry.start is not None))
    bars: list[Json] = []
    top = _LINE + _GAP  # below the day of today
    for kind in HEADINGS:
        groups = agenda_views.together([entry for entry in on_axis if entry.kind == kind])
        top += (_LINE + _GAP) if groups else 0
        for group in groups:
            names = [line for entry in group for line in textwrap.wrap(entry.name, _LONGEST)]
            below = top + _LINE * (1 + len(names))
            bars.append({
                "kind": kind, "when": group[0].when, "names": dutch.joined([entry.name for entry in group]),
                "start": group[0].start, "end": group[0].end or edge, "top": below, "bottom": below + _BAR,
                "lines": [group[0].when, *names],
            })  # fmt: skip
            top = below + _BAR + 2 * _GAP
    return bars


def _headings(bars: list[Json]) -> list[Json]:
    """Return the name of each kind, above the texts of its first bar."""
    firsts = {bar["kind"]: bar for bar in reversed(bars)}
    return [
        {"text": HEADINGS[kind], "y": bar["top"] - _LINE * (len(bar["lines"]) + 0.5) - _GAP}
        for kind, bar in reversed(firsts.items())
    ]


def _lines_above(bar: Json) -> list[Json]:
    """Return the texts above a bar, over the whole width, so that any text fits."""
    count = len(bar["lines"])
    return [
        {"text": text, "is_first": place == 0, "y": bar["top"] - (count - place - 0.5) * _LINE}
        for place, text in enumerate(bar["lines"])
    ]


def _moment(day: date) -> float:
    """Return a day as a year with decimals."""
    begin = date(day.year, 1, 1)
    return day.year + (day - begin).days / (date(day.year + 1, 1, 1) - begin).days


def bars(budget: Budget) -> Chart:
    """Return the posts and totals of both sides below each other, the name of each above a bar per year with an amount.
    A post without a known amount is not drawn."""
    amounts, years = figures(budget), [str(year) for year in budget.years]
    highest = max([1, *(int(row["amount"]) for row in amounts)])  # of a budget with PM alone it is 0
    ticks = list(range(0, highest + 1, 10 ** (len(str(highest)) - 1)))  # none beyond the bars, where it may be cut
    height = int(max((row["bottom"] for row in amounts), default=0)) + _GAP
    x = vega.quantitative(
        "amount", title=None, scale={"domain": [0, _ROOM * highest], "nice": False},
        axis={"format": "$,.0f", "values": ticks, "labelFlush": True, "labelOverlap": True},
    )  # fmt: skip

    bar = {
        "x": x, "x2": {"datum": 0}, "y": vega.downward("top", height), "y2": {"field": "bottom"},
        "color": vega.nominal(
            "year", title=None, scale={"domain": years, "range": _COLORS},
            legend={"orient": "top", "labelFontSize": 13, "titleFontSize": 0, "symbolSize": 160,
                    "symbolType": "square"},
        ),
        "tooltip": vega.tooltip(name="Post", year="Jaar", text="Bedrag"),
    }  # fmt: skip
    labels = [row | {"y": (row["top"] + row["bottom"]) / 2} for row in amounts]
    text = {"x": x, "y": vega.downward("y", height), "text": vega.nominal("text")}
    look: Json = {"align": "left", "baseline": "middle", "fontSize": 13, "limit": 0}
    heads, name = _heads(budget), text | {"x": {"value": 0}}
    layers = [
        vega.layer("rect", amounts, bar, stroke=_COLORS[0], strokeWidth=0.8),
        vega.layer("text", labels, text, dx=4, **look),
        vega.layer("text", heads, name, "datum.is_bold", fontWeight="bold", **look),
        vega.layer("text", heads, name, "!datum.is_bold", **look),
    ]
    return vega.layered(layers, height, vega.CONFIG)


def figures(budget: Budget) -> list[Json]:
    """Return the bars, one row per line of the budget and year with an amount: name, year (text), amount (in euro),
    text (as printed), top and bottom (pixels from above)."""
    return [
        {"name": line.name, "year": str(year), "amount": amount, "text": line.printed(year),
         "top": top + _LINE + place * _BAR, "bottom": top + _LINE + (place + 1) * _BAR - 1}
        for line, top in _layout(budget) if isinstance(line, Line)
        for place, (year, amount) in enumerate(_amounts(line))
    ]  # fmt: skip


def _heads(budget: Budget) -> list[Json]:
    """Return the names of the sides and of their lines, each above its bars."""
    return [
        {"text": line if isinstance(line, str) else line.name, "y": top + _LINE / 2,
         "is_bold": isinstance(line, str) or line.is_total}
        for line, top in _layout(budget)
    ]  # fmt: skip


def _layout(budget: Budget) -> list[tuple[Line | str, int]]:
    """Return the sides (a text) and their lines with an amount, each with its distance from the top in pixels."""
    placed: list[tuple[Line | str, int]] = []
    top = 0
    for side, lines in budget.lines.items():
        rows: list[Line | str] = [SIDES[side], *lines]
        for line in rows:
            count = 0 if isinstance(line, str) else len(_amounts(line))
            if count or isinstance(line, str):
                placed.append((line, top))
                top += _LINE + count * _BAR + _GAP
    return placed


def _amounts(line: Line) -> list[tuple[int, float]]:
    return [(year, amount) for year, amount in line.amounts.items() if amount is not None]
