"""The measuring moments of every goal on a timeline, with the name above and the meaning below, to fit a phone."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from veerkracht.drawing import vega
from veerkracht.drawing.chart import Chart, Json
from veerkracht.topics.readiness import sentences
from veerkracht.topics.readiness.rows import GoalOutlook, Outlook

_LONGEST = 46  # characters on a line, which fit on a phone
_LINE, _MARKS, _GAP, _TOP, _TICK = 18, 26, 14, 8, 9  # pixels
_BLUE, _RED, _WHITE = "#1f4e79", "#b00000", "#ffffff"
_CROSS, _BAR = "M-0.7,-0.7L0.7,0.7M-0.7,0.7L0.7,-0.7", "M0,-1.2L0,1.2"
_LOOKS = {  # of each mark its shape, fill and edge
    "begin": ("diamond", _BLUE, _BLUE),
    "zeker": ("circle", _BLUE, _BLUE),
    "mogelijk": ("circle", _WHITE, _BLUE),
    "mogelijk, jaar niet bekend": ("square", _WHITE, _BLUE),
    "ontbreekt": (_CROSS, _RED, _RED),
    "begin helpt tot hier": (_BAR, _RED, _RED),
}
_KINDS = {"fixed": "zeker", "possible": "mogelijk", "missing": "ontbreekt"}


@dataclass(frozen=True)
class _Mark:
    """A mark of a measure: its kind (a key of _LOOKS), its place in years, and its tooltip."""

    kind: str
    year: float
    text: str


def timeline(goals: Sequence[GoalOutlook], first: int, last: int, this_year: int) -> Chart:
    """Return a row per goal: its begin (before the first year in a column of its own), the moments with a year, a
    dashed line for a moment whose year is not known, and until when a begin still helps. There is at least one goal."""
    names: list[Json] = []
    lines: list[Json] = []
    marks: list[Json] = []
    undated: list[Json] = []
    ticks: list[Json] = []
    top = _TOP
    for goal in goals:
        name = textwrap.wrap(f"{goal.goal_id}. {goal.name}", _LONGEST)
        names += [{"text": text, "y": top + (place + 0.5) * _LINE} for place, text in enumerate(name)]
        middle = top + len(name) * _LINE + _MARKS / 2
        marks += [{"what": mark.kind, "x": mark.year, "y": middle, "text": mark.text,
                   "goal": f"{goal.goal_id}. {goal.name}"}
                  for mark in _marks(goal.speaker, first, last, this_year)]  # fmt: skip
        if any(moment.cause == "undated" for moment in goal.speaker.moments):
            undated.append({"x": max(this_year, first), "x2": last, "y": middle})
        ticks += [{"x": year, "y": middle - _TICK, "y2": middle + _TICK} for year in range(first - 1, last + 1)]
        below = textwrap.wrap(sentences.line(goal), _LONGEST)
        start = middle + _MARKS / 2
        lines += [{"text": text, "y": start + (place + 0.5) * _LINE} for place, text in enumerate(below)]
        top = round(start + len(below) * _LINE + _GAP)
    return _chart(names, lines, marks, undated, ticks, first, last, top)


def _chart(
    names: list[Json], lines: list[Json], marks: list[Json], undated: list[Json], ticks: list[Json], first: int,
    last: int, height: int,
) -> Chart:  # fmt: skip
    years = range(first - 1, last + 1)
    x = vega.quantitative("x", title=None, scale={"domain": [first - 1.5, last + 0.7], "nice": False}, axis={
        "values": [*years], "labelExpr": f"datum.value < {first} ? 'eerder' : datum.value", "grid": False,
        "ticks": False, "domain": False, "orient": "top", "labelFontSize": 13, "labelOverlap": True,
    })  # fmt: skip
    y = vega.downward("y", height)
    kinds = [kind for kind in _LOOKS if any(mark["what"] == kind for mark in marks)]
    legend: Json = {"orient": "top", "columns": 2, "titleFontSize": 0, "labelFontSize": 13, "labelLimit": 0,
                    "symbolSize": 130, "symbolStrokeWidth": 2}  # fmt: skip

    def looks(place: int) -> Json:
        values = [_LOOKS[kind][place] for kind in kinds]
        return vega.nominal("what", title=None, scale={"domain": kinds, "range": values}, legend=legend)

    point = {"x": x, "y": y, "shape": looks(0), "fill": looks(1), "stroke": looks(2),
             "tooltip": vega.tooltip(goal="Doel", what="Wat", text="Wanneer")}  # fmt: skip
    text = {"x": {"value": 0}, "y": y, "text": vega.nominal("text")}
    look: Json = {"align": "left", "baseline": "middle", "fontSize": 13, "limit": 0}
    layers = [
        vega.layer("rule", ticks, {"x": x, "y": y, "y2": {"field": "y2"}}, color="#ccc"),
        vega.layer("rule", undated, {"x": x, "x2": {"field": "x2"}, "y": y}, color=_BLUE, strokeDash=[4, 4]),
        vega.layer("point", marks, point, size=130, strokeWidth=2, opacity=1),
        vega.layer("text", names, text, fontWeight="bold", **look),
        vega.layer("text", lines, text, **look),
    ]
    return vega.layered(layers, height, vega.CONFIG | {"view": {"stroke": None}})


def _marks(outlook: Outlook, first: int, last: int, this_year: int) -> list[_Mark]:
    marks: list[_Mark] = []
    if outlook.begin is not None and outlook.begin < first:
        marks.append(_Mark("begin", first - 1, str(outlook.begin)))
    for moment in outlook.moments:
        text = sentences.years([moment])
        if moment.year is None:
            is_possible, middle = moment.kind == "possible", (max(this_year, first) + last) / 2
            unknown_year = _Mark("mogelijk, jaar niet bekend", middle, text)
            marks.append(unknown_year if is_possible else _Mark("ontbreekt", last, text))
        else:
            kind = "begin" if moment.year == outlook.begin else _KINDS[moment.kind]
            expected = f", verschijnt {moment.expected}" if moment.expected else ""
            marks.append(_Mark(kind, moment.year, text + expected))
    if outlook.last_useful_year is not None:
        text = f"tot en met {outlook.last_useful_year}"
        marks.append(_Mark("begin helpt tot hier", outlook.last_useful_year + 0.5, text))
    return marks
