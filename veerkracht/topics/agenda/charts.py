"""The agenda and the budget as bars, in time and in euro, with the names on or above them: so they fit any width."""

import math
import textwrap
from datetime import date

from veerkracht.core import dutch
from veerkracht.drawing import vega
from veerkracht.drawing.chart import Chart, Json
from veerkracht.topics.agenda import agenda as agenda_views
from veerkracht.topics.agenda.agenda import HEADINGS, Entry
from veerkracht.topics.agenda.budget import SIDES, Budget, Line

# from dark to light, so that years differ in black and white too; all edged with the first
_COLORS = ["#1f4e79", "#f0a202", "#7aa6cf", "#fbe3a8", "#dce9f5"]
_LONGEST = 42  # characters on a line, which fit on a phone
_LINE, _BAR, _GAP = 18, 16, 8  # pixels
_ROOM = 1.55  # right of the longest bar, for its amount


def timeline(entries: list[Entry], today: date | None) -> Chart:
    """Return what is done as a bar from its begin to its end, below a heading per kind, and a line at `today`.

    What is of one kind and has the same years shares a bar, with its names on it. What has no end goes on to the edge.
    Of `entries` at least one has a begin.
    """
    bars = spans(entries)
    first, last = math.floor(min(bar["start"] for bar in bars)), math.ceil(max(bar["end"] for bar in bars))
    headings, height = _headings(bars), int(bars[-1]["bottom"]) + _GAP
    years = list(range(first, last))
    x = vega.quantitative("start", title=None, scale={"domain": [first, last], "nice": False}, axis={
        "values": [year + 0.5 for year in years], "labelExpr": "floor(datum.value)", "grid": False, "ticks": False,
        "orient": "top", "labelFontSize": 13,
    })  # fmt: skip

    def down(field: str) -> Json:
        return vega.quantitative(field, scale={"domain": [height, 0], "nice": False, "zero": False}, axis=None)

    box = {
        "x": x, "x2": {"field": "end"}, "y": down("top"), "y2": {"field": "bottom"},
        "tooltip": vega.tooltip(when="Wanneer", names="Wat"),
    }  # fmt: skip
    text = {"x": x, "y": down("y"), "text": vega.nominal("text")}
    lines = [line for bar in bars for line in _lines_on(bar, first, last)]
    look: Json = {"baseline": "middle", "fontSize": 13, "limit": 0}
    layers = [
        vega.layer("rule", [{"start": year} for year in (*years, last)], {"x": x}, color="#ccc"),
        vega.layer("rect", bars, box, fill=_COLORS[-1], stroke=_COLORS[0], strokeWidth=0.8),
        vega.layer("text", headings, text | {"x": {"value": 0}}, align="left", fontWeight="bold", **look),
    ]
    if today and first <= (now := _moment(today)) < last:
        line = [{"start": now, "day": f"vandaag, {dutch.day(today)}"}]
        place: Json = {"align": "left", "dx": 5} if now < (first + last) / 2 else {"align": "right", "dx": -5}
        note = {"x": x, "y": {"value": _LINE / 2}, "text": vega.nominal("day")}
        layers += [
            vega.layer("rule", line, {"x": x}, color="#b00000", strokeWidth=2, strokeDash=[6, 3]),
            vega.layer("text", line, note, fontSize=13, fontWeight="bold", color="#b00000", **place),
        ]
    for align, dx in (("left", 8), ("right", -8)):
        for is_first, weight in ((True, "bold"), (False, "normal")):
            where = f"datum.align === '{align}' && datum.is_first === {str(is_first).lower()}"
            layers.append(vega.layer("text", lines, text, where, align=align, dx=dx, fontWeight=weight, **look))
    return vega.layered(layers, height, vega.CONFIG)


def spans(entries: list[Entry]) -> list[Json]:
    """Return a bar for each kind and period with efforts: kind, when, names (in one text), start, end (years: 2025.5 is
    1 July 2025), top and bottom (pixels from above), lines (the texts on it, the first is when)."""
    drawn = agenda_views.drawn(entries)
    edge = math.ceil(max(entry.end or entry.start + 1 for entry in drawn if entry.start is not None))
    bars: list[Json] = []
    top = _LINE + _GAP  # below the day of today
    for kind in HEADINGS:
        groups = agenda_views.together([entry for entry in drawn if entry.kind == kind])
        top += (_LINE + _GAP) if groups else 0
        for group in groups:
            names = [line for entry in group for line in textwrap.wrap(entry.name, _LONGEST)]
            bottom = top + _LINE * (1 + len(names)) + _GAP
            bars.append({
                "kind": kind, "when": group[0].when, "names": dutch.joined([entry.name for entry in group]),
                "start": group[0].start, "end": group[0].end or edge, "top": top, "bottom": bottom,
                "lines": [group[0].when, *names],
            })  # fmt: skip
            top = bottom + _GAP
    return bars


def _headings(bars: list[Json]) -> list[Json]:
    """Return the name of each kind, above its first bar."""
    firsts = {bar["kind"]: bar for bar in reversed(bars)}
    return [{"text": HEADINGS[kind], "y": bar["top"] - _GAP / 2 - _LINE / 2} for kind, bar in reversed(firsts.items())]


def _lines_on(bar: Json, first: int, last: int) -> list[Json]:
    """Return the texts on a bar, from the end that leaves them most room between the first and the last year."""
    start, end = float(bar["start"]), float(bar["end"])
    align = "left" if last - start >= end - first else "right"
    return [
        {"text": text, "start": start if align == "left" else end, "align": align, "is_first": place == 0,
         "y": bar["top"] + _GAP / 2 + (place + 0.5) * _LINE}
        for place, text in enumerate(bar["lines"])
    ]  # fmt: skip


def _moment(day: date) -> float:
    """Return a day as a year with decimals."""
    begin = date(day.year, 1, 1)
    return day.year + (day - begin).days / (date(day.year + 1, 1, 1) - begin).days


def bars(budget: Budget) -> Chart:
    """Return the posts and totals of both sides below each other, the name of each above a bar per year with an amount.
    A post of which no amount is known is not drawn."""
    amounts, years = figures(budget), [str(year) for year in budget.years]
    highest = max([1, *(int(row["amount"]) for row in amounts)])  # of a budget with PM alone it is 0
    ticks = list(range(0, highest + 1, 10 ** (len(str(highest)) - 1)))  # none beyond the bars, where it may be cut
    height = int(max((row["bottom"] for row in amounts), default=0)) + _GAP
    x = vega.quantitative(
        "amount", title=None, scale={"domain": [0, _ROOM * highest], "nice": False},
        axis={"format": "$,.0f", "values": ticks, "labelFlush": True, "labelOverlap": True},
    )  # fmt: skip

    def down(field: str) -> Json:
        return vega.quantitative(field, scale={"domain": [height, 0], "nice": False, "zero": False}, axis=None)

    bar = {
        "x": x, "x2": {"datum": 0}, "y": down("top"), "y2": {"field": "bottom"},
        "color": vega.nominal(
            "year", title=None, scale={"domain": years, "range": _COLORS},
            legend={"orient": "top", "labelFontSize": 13, "titleFontSize": 0, "symbolSize": 160,
                    "symbolType": "square"},
        ),
        "tooltip": vega.tooltip(name="Post", year="Jaar", text="Bedrag"),
    }  # fmt: skip
    labels = [row | {"y": (row["top"] + row["bottom"]) / 2} for row in amounts]
    text = {"x": x, "y": down("y"), "text": vega.nominal("text")}
    look: Json = {"align": "left", "baseline": "middle", "fontSize": 13, "limit": 0}
    heads = _heads(budget)
    layers = [
        vega.layer("rect", amounts, bar, stroke=_COLORS[0], strokeWidth=0.8),
        vega.layer("text", labels, text, dx=4, **look),
        vega.layer("text", heads, text | {"x": {"value": 0}}, "datum.is_bold", fontWeight="bold", **look),
        vega.layer("text", heads, text | {"x": {"value": 0}}, "!datum.is_bold", **look),
    ]
    return vega.layered(layers, height, vega.CONFIG)


def figures(budget: Budget) -> list[Json]:
    """Return what is drawn, one row per line of the budget and year with an amount: name, year (text), amount (in
    euro), text (as printed), top and bottom (pixels from above)."""
    return [
        {"name": line.name, "year": str(year), "amount": amount, "text": line.printed(year),
         "top": top + _LINE + place * _BAR, "bottom": top + _LINE + (place + 1) * _BAR - 1}
        for line, top in _placed(budget) if isinstance(line, Line)
        for place, (year, amount) in enumerate(_known(line))
    ]  # fmt: skip


def _heads(budget: Budget) -> list[Json]:
    """Return the names of the sides and of their lines, each above its bars."""
    return [
        {"text": line if isinstance(line, str) else line.name, "y": top + _LINE / 2,
         "is_bold": isinstance(line, str) or line.is_total}
        for line, top in _placed(budget)
    ]  # fmt: skip


def _placed(budget: Budget) -> list[tuple[Line | str, int]]:
    """Return the sides (a text) and their lines with an amount, each with its pixels from above."""
    placed: list[tuple[Line | str, int]] = []
    top = 0
    for side, lines in budget.lines.items():
        rows: list[Line | str] = [SIDES[side], *lines]
        for line in rows:
            count = 0 if isinstance(line, str) else len(_known(line))
            if count or isinstance(line, str):
                placed.append((line, top))
                top += _LINE + count * _BAR + _GAP
    return placed


def _known(line: Line) -> list[tuple[int, float]]:
    return [(year, amount) for year, amount in line.amounts.items() if amount is not None]
