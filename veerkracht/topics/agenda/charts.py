"""The agenda and the budget as bars, a row each below each other: in time, and in euro."""

import json
import math
import textwrap
from datetime import date

from veerkracht.core import dutch
from veerkracht.drawing import vega
from veerkracht.drawing.chart import Chart, Json
from veerkracht.topics.agenda import agenda as agenda_views
from veerkracht.topics.agenda.agenda import HEADINGS, THEME, Entry
from veerkracht.topics.agenda.budget import SIDES, Budget, Line

# from dark to light, so that years differ in black and white too; all edged with the first
_COLORS = ["#1f4e79", "#f0a202", "#7aa6cf", "#fbe3a8", "#dce9f5"]
_LONGEST = 36  # characters on a line beside the axis
_LINE, _BAR, _GAP = 16, 15, 8  # pixels
_ROOM = 1.42  # right of the longest bar, for its amount
Row = Entry | Line | str  # a text is a heading


def timeline(entries: list[Entry], today: date | None) -> Chart:
    """Return what is done as a bar from its begin to its end, below a heading per kind, and a line at `today`.

    What has no end goes on to the edge. Of `entries` at least one has a begin.
    """
    rows = _agenda_rows(entries)
    bars = spans(entries)
    first, last = math.floor(min(bar["start"] for bar in bars)), math.ceil(max(bar["end"] for bar in bars))
    years = list(range(first, last))
    x = vega.quantitative("start", title=None, scale={"domain": [first, last], "nice": False}, axis={
        "values": [year + 0.5 for year in years], "labelExpr": "floor(datum.value)", "grid": False, "ticks": False,
        "orient": "top", "labelFontSize": 13,
    })  # fmt: skip
    span = {"x": x, "y": _beside(rows), "tooltip": vega.tooltip(name="Wat", when="Wanneer", where="Waar")}
    bar = span | {"x2": {"field": "end"}, "color": vega.literal("color")}
    text = span | {"text": vega.nominal("when"), "color": vega.literal("ink")}
    layers = [
        vega.layer("rule", [{"start": year} for year in (*years, last)], {"x": x}, color="#ccc"),
        vega.layer("bar", bars, bar, stroke=_COLORS[0], strokeWidth=0.8, height=22),
        vega.layer("text", bars, text, align="left", dx=8, fontSize=13),
    ]
    if today and first <= (now := _moment(today)) < last:
        line = [{"start": now, "day": f"vandaag, {dutch.day(today)}"}]
        look: Json = {"align": "left", "dx": 5} if now < (first + last) / 2 else {"align": "right", "dx": -5}
        note = {"x": x, "y": {"value": _step(rows) / 2}, "text": vega.nominal("day")}
        layers += [
            vega.layer("rule", line, {"x": x}, color="#b00000", strokeWidth=2, strokeDash=[6, 3]),
            vega.layer("text", line, note, fontSize=13, fontWeight="bold", color="#b00000", **look),
        ]
    return vega.layered(layers, _step(rows) * len(rows), vega.CONFIG)


def spans(entries: list[Entry]) -> list[Json]:
    """Return a bar for each effort with a begin: row (place from above, from 0), name, when, where, start, end (years:
    2025.5 is 1 July 2025), color, ink (of the text on it)."""
    edge = math.ceil(max(entry.end or entry.start + 1 for entry in entries if entry.start is not None))
    return [
        {"row": place, "name": entry.name, "when": entry.when, "where": entry.where, "start": entry.start,
         "end": entry.end or edge, "color": _COLORS[0 if entry.kind == THEME else -1],
         "ink": "white" if entry.kind == THEME else "#222"}
        for place, entry in enumerate(_agenda_rows(entries)) if isinstance(entry, Entry)
    ]  # fmt: skip


def _agenda_rows(entries: list[Entry]) -> list[Row]:
    rows: list[Row] = []
    for kind, heading in HEADINGS.items():
        if of_kind := [entry for entry in agenda_views.drawn(entries) if entry.kind == kind]:
            rows += [heading, *of_kind]
    return rows


def _moment(day: date) -> float:
    """Return a day as a year with decimals."""
    begin = date(day.year, 1, 1)
    return day.year + (day - begin).days / (date(day.year + 1, 1, 1) - begin).days


def bars(budget: Budget) -> Chart:
    """Return the posts and totals of both sides below each other, and of each the years that have an amount."""
    rows, years = _budget_rows(budget), [str(year) for year in budget.years]
    amounts = figures(budget)
    known = [row for row in amounts if row["amount"] is not None]
    highest = max([1, *(int(row["amount"]) for row in known)])  # of a budget with PM alone it is 0
    ticks = list(range(0, highest + 1, 10 ** (len(str(highest)) - 1)))  # none beyond the bars, where it may be cut
    place = {
        "x": vega.quantitative(
            "amount", title="euro", scale={"domain": [0, _ROOM * highest], "nice": False},
            axis={"format": "$,.0f", "values": ticks, "labelFlush": True, "labelOverlap": True},
        ),
        "y": _beside(rows), "yOffset": vega.nominal("year", scale={"domain": years, "paddingInner": 0.08}),
    }  # fmt: skip
    bar = place | {
        "color": vega.nominal(
            "year", title="Jaar", scale={"domain": years, "range": _COLORS},
            legend={"orient": "top", "labelFontSize": 13, "titleFontSize": 0, "symbolSize": 160,
                    "symbolType": "square"},
        ),
        "tooltip": vega.tooltip(name="Post", year="Jaar", text="Bedrag"),
    }  # fmt: skip
    texts = [row | {"amount": row["amount"] or 0} for row in amounts]
    layers = [
        vega.layer("bar", known, bar, stroke=_COLORS[0], strokeWidth=0.8),
        vega.layer("text", texts, place | {"text": vega.nominal("text")}, align="left", dx=4, fontSize=13),
    ]
    return vega.layered(layers, max(_step(rows), _BAR * len(years) + _GAP) * len(rows), vega.CONFIG)


def figures(budget: Budget) -> list[Json]:
    """Return what is drawn, one row per line of the budget and year with an amount or PM: row (place from above, from
    0), name, year (text), amount (in euro, None for PM), text (as printed)."""
    return [
        {"row": place, "name": line.name, "year": str(year), "amount": amount, "text": line.printed(year)}
        for place, line in enumerate(_budget_rows(budget)) if isinstance(line, Line)
        for year, amount in line.amounts.items()
    ]  # fmt: skip


def _budget_rows(budget: Budget) -> list[Row]:
    rows: list[Row] = []
    for side, lines in budget.lines.items():
        rows += [SIDES[side], *lines]
    return rows


def _beside(rows: list[Row]) -> Json:
    """Return the axis with the whole name of each row, over as many lines as it needs; headings and totals are bold."""
    texts = [_lines(row) for row in rows]
    bold = [place for place, row in enumerate(rows) if isinstance(row, str) or (isinstance(row, Line) and row.is_total)]
    # a label that is a list is drawn as lines, the first of them where a single one stands
    higher = [
        {"test": f"length({_js(texts)}[datum.value]) == {count}", "value": -_LINE * (count - 1) / 2}
        for count in sorted({len(text) for text in texts} - {1})
    ]
    is_bold = {"test": f"indexof({bold}, datum.value) >= 0", "value": "bold"}
    return {
        "field": "row", "type": "ordinal",
        "scale": {"domain": list(range(len(rows))), "paddingInner": 0.18, "paddingOuter": 0.1},
        "axis": {
            "title": None, "domain": False, "ticks": False, "labelLimit": 0, "labelFontSize": 13,
            "labelLineHeight": _LINE, "labelPadding": 8, "labelExpr": f"{_js(texts)}[datum.value]",
            "labelFontWeight": {"condition": is_bold, "value": "normal"},
            "labelOffset": {"condition": higher, "value": 0} if higher else 0,
        },
    }  # fmt: skip


def _js(texts: list[list[str]]) -> str:
    return json.dumps(texts, ensure_ascii=False)


def _lines(row: Row) -> list[str]:
    return textwrap.wrap(row if isinstance(row, str) else row.name, _LONGEST)


def _step(rows: list[Row]) -> int:
    """Return how high a row has to be for the longest name beside it."""
    return _LINE * max(len(_lines(row)) for row in rows) + _GAP
