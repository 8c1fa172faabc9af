"""The agenda and the budget as bars, a row each below each other: in time, and in euro."""

import json
import math
import textwrap
from datetime import date

import altair as alt
import pandas as pd

from veerkracht.core import dutch
from veerkracht.drawing.chart import DUTCH, Chart, layered
from veerkracht.topics.agenda import agenda as agenda_views
from veerkracht.topics.agenda.agenda import HEADINGS, THEME, Entry
from veerkracht.topics.agenda.budget import SIDES, Budget, Line

# from dark to light, so that years differ in black and white too; all edged with the first
_COLORS = ["#1f4e79", "#f0a202", "#7aa6cf", "#fbe3a8", "#dce9f5"]
_LONGEST = 36  # characters on a line beside the axis
_LINE, _BAR, _GAP = 16, 15, 8  # pixels
_ROOM = 1.42  # right of the longest bar, for its amount
Row = Entry | Line | str  # a text is a heading

_CONFIG = DUTCH | {"axis": {"labelFontSize": 13, "titleFontSize": 13}}


def timeline(entries: list[Entry], today: date | None) -> Chart:
    """Return what is done as a bar from its begin to its end, below a heading per kind, and a line at `today`.

    What has no end goes on to the edge. Of `entries` at least one has a begin.
    """
    rows = _agenda_rows(entries)
    frame = spans(entries)
    first, last = math.floor(frame["start"].min()), math.ceil(frame["end"].max())
    years = list(range(first, last))
    x = alt.X(
        "start:Q", title=None, scale=alt.Scale(domain=[first, last], nice=False),
        axis=alt.Axis(values=[year + 0.5 for year in years], labelExpr="floor(datum.value)", grid=False, ticks=False,
                      orient="top", labelFontSize=14),
    )  # fmt: skip
    tooltip = [alt.Tooltip("name:N", title="Wat"), alt.Tooltip("when:N", title="Wanneer"),
               alt.Tooltip("where:N", title="Waar")]  # fmt: skip
    bars = alt.Chart(frame).encode(x=x, y=_beside(rows), tooltip=tooltip)
    marks = [
        alt.Chart(pd.DataFrame({"start": [*years, last]})).mark_rule(color="#ccc").encode(x=x),
        bars.mark_bar(stroke=_COLORS[0], strokeWidth=0.8, height=22).encode(
            x2="end:Q", color=alt.Color("color:N", scale=None)
        ),
        bars.mark_text(align="left", dx=8, fontSize=13).encode(
            text=alt.Text("when:N"), color=alt.Color("ink:N", scale=None)
        ),
    ]
    if today and first <= (now := _moment(today)) < last:
        line = alt.Chart(pd.DataFrame({"start": [now], "day": [f"vandaag, {dutch.day(today)}"]})).encode(x=x)
        align = "left" if now < (first + last) / 2 else "right"
        marks += [
            line.mark_rule(color="#b00000", strokeWidth=2, strokeDash=[6, 3]),
            line.mark_text(
                align=align, dx=5 if align == "left" else -5, fontSize=13, fontWeight="bold", color="#b00000"
            ).encode(y=alt.YValue(_step(rows) / 2), text=alt.Text("day:N")),
        ]  # fmt: skip
    return layered(marks, _step(rows) * len(rows), _CONFIG)


def spans(entries: list[Entry]) -> pd.DataFrame:
    """Return what is drawn of the agenda, one row per effort with a begin: row (place from above, from
    0), name, when, where, start, end (years: 2025.5 is 1 July 2025), color, ink (of the text on it)."""
    ends = [one.end or one.start + 1 for one in entries if one.start is not None]
    return pd.DataFrame([
        {"row": place, "name": one.name, "when": one.when, "where": one.where, "start": one.start,
         "end": one.end or math.ceil(max(ends)), "color": _COLORS[0] if one.kind == THEME else _COLORS[-1],
         "ink": "white" if one.kind == THEME else "#222"}
        for place, one in enumerate(_agenda_rows(entries)) if isinstance(one, Entry)
    ])  # fmt: skip


def _agenda_rows(entries: list[Entry]) -> list[Row]:
    rows: list[Row] = []
    for kind, heading in HEADINGS.items():
        if found := [one for one in agenda_views.drawn(entries) if one.kind == kind]:
            rows += [heading, *found]
    return rows


def _moment(day: date) -> float:
    """Return a day as a year with decimals."""
    begin = date(day.year, 1, 1)
    return day.year + (day - begin).days / (date(day.year + 1, 1, 1) - begin).days


def bars(shown: Budget) -> Chart:
    """Return the posts and totals of both sides below each other, and of each the years that have an amount."""
    rows = _budget_rows(shown)
    years = [str(year) for year in shown.years]
    frame = figures(shown)
    highest = max(int(frame["amount"].max()), 1)  # of a budget with PM alone it is 0
    ticks = list(range(0, highest + 1, 10 ** (len(str(highest)) - 1)))  # none beyond the bars, where it may be cut
    y = _beside(rows)
    offset = alt.YOffset("year:N", scale=alt.Scale(domain=years, paddingInner=0.08))
    x = alt.X(
        "amount:Q", title="euro", scale=alt.Scale(domain=[0, _ROOM * highest], nice=False),
        axis=alt.Axis(format="$,.0f", values=ticks, labelFlush=True, labelOverlap=True),
    )  # fmt: skip
    color = alt.Color(
        "year:N", title="Jaar", scale=alt.Scale(domain=years, range=_COLORS),
        legend=alt.Legend(orient="top", labelFontSize=14, titleFontSize=0, symbolSize=160, symbolType="square"),
    )  # fmt: skip
    tooltip = [alt.Tooltip("name:N", title="Post"), alt.Tooltip("year:N", title="Jaar"),
               alt.Tooltip("text:N", title="Bedrag")]  # fmt: skip
    marks = [
        alt.Chart(frame[frame["amount"].notna()])
        .mark_bar(stroke=_COLORS[0], strokeWidth=0.8)
        .encode(x=x, y=y, yOffset=offset, color=color, tooltip=tooltip),
        alt.Chart(frame.fillna({"amount": 0}))
        .mark_text(align="left", dx=4, fontSize=12)
        .encode(x=x, y=y, yOffset=offset, text=alt.Text("text:N")),
    ]
    return layered(marks, max(_step(rows), _BAR * len(years) + _GAP) * len(rows), _CONFIG)


def figures(shown: Budget) -> pd.DataFrame:
    """Return what is drawn, one row per line of the budget and year with an amount or PM: row (place from above, from
    0), name, year (text), amount (in euro, missing for PM), text (as printed)."""
    return pd.DataFrame([
        {"row": place, "name": line.name, "year": str(year), "amount": amount, "text": line.printed(year)}
        for place, line in enumerate(_budget_rows(shown)) if isinstance(line, Line)
        for year, amount in line.amounts.items()
    ]).astype({"amount": float})  # fmt: skip


def _budget_rows(shown: Budget) -> list[Row]:
    rows: list[Row] = []
    for side, lines in shown.lines.items():
        rows += [SIDES[side], *lines]
    return rows


def _beside(rows: list[Row]) -> alt.Y:
    """Return the axis with the whole name of each row, over as many lines as it needs; headings and totals are bold."""
    texts = [_lines(row) for row in rows]
    bold = [place for place, row in enumerate(rows) if isinstance(row, str) or (isinstance(row, Line) and row.is_total)]
    # a label that is a list is drawn as lines, the first of them where a single one stands
    higher = [
        {"test": f"length({_js(texts)}[datum.value]) == {count}", "value": -_LINE * (count - 1) / 2}
        for count in sorted({len(text) for text in texts} - {1})
    ]
    return alt.Y(
        "row:O",
        scale=alt.Scale(domain=list(range(len(rows))), paddingInner=0.18, paddingOuter=0.1),
        axis=alt.Axis(
            title=None, domain=False, ticks=False, labelLimit=0, labelFontSize=13, labelLineHeight=_LINE,
            labelPadding=8,
            labelExpr=f"{_js(texts)}[datum.value]",
            labelFontWeight={"condition": {"test": f"indexof({bold}, datum.value) >= 0", "value": "bold"},
                             "value": "normal"},
            labelOffset={"condition": higher, "value": 0} if higher else 0,
        ),
    )  # fmt: skip


def _js(texts: list[list[str]]) -> str:
    return json.dumps(texts, ensure_ascii=False)


def _lines(row: Row) -> list[str]:
    return textwrap.wrap(row if isinstance(row, str) else row.name, _LONGEST)


def _step(rows: list[Row]) -> int:
    """Return how high a row has to be for the longest name beside it."""
    return _LINE * max(len(_lines(row)) for row in rows) + _GAP
