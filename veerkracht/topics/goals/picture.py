"""The chart of all goals: for each goal and focus area its baseline, current figure and target, on one scale around the
city."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

import pandas as pd

from veerkracht.core import areas, dutch, periods
from veerkracht.core.statuses import STATUS
from veerkracht.database import lookups
from veerkracht.database.query import Query, cached
from veerkracht.drawing import links
from veerkracht.drawing.tables import TEMPLATES
from veerkracht.method import common_scale
from veerkracht.method.common_scale import Usual
from veerkracht.topics.goals import picture_words as words
from veerkracht.topics.goals import queries, rows
from veerkracht.topics.goals.picture_words import Move
from veerkracht.topics.goals.rows import GoalStatus, Measure, Related

MOST_SIDE_BY_SIDE = 3  # focus areas; of more, the latest figures stand together in one line
_ONE_COLOUR = 1  # of the marks in such a line

# a focus area at its baseline, now (with a margin and without one), its related figure, and its target
Kind = Literal["start", "now", "unsure", "related", "target"]
_STRENGTH: dict[Kind, int] = {"now": 4, "unsure": 3, "start": 2, "related": 1, "target": 0}
_NAMES: dict[Kind, str] = {
    "start": "begin", "now": "nu", "unsure": "nu, marge onbekend", "related": "zegt er iets over", "target": "doel",
}  # fmt: skip


@dataclass(frozen=True)
class Mark:
    """A mark on the scale: its place from left (0) to right (100), with the city at 50, and its text."""

    kind: Kind
    place: float
    text: str
    area: int = 0  # the number of its focus area, which gives its colour
    is_beyond: bool = False


@dataclass(frozen=True)
class Cell:
    """A focus area in the line of a goal: its marks, and the distance to the city in about five words.

    `origin` is the address of where the figure comes from; `unusual` is the change in the words of the national
    yardstick, '' when usual; `topic` is the topic of a figure that is not of the measure, with its unit; `is_known`
    says whether there is a figure; `in_full` is the distance with its unit, which `words` leave out.
    """

    area_name: str
    marks: tuple[Mark, ...]
    words: str
    origin: str = ""
    unusual: str = ""
    topic: tuple[str, str] | None = None
    is_known: bool = False
    behind: float | None = None  # with a place on the scale
    other: str = ""  # that it is compared with
    in_full: str = ""

    @property
    def sentence(self) -> str:
        """Return the distance in words with its unit, for use outside a row."""
        return self.in_full or self.words

    @property
    def latest(self) -> Mark | None:
        """Return the mark of the latest figure."""
        figures = [mark for mark in self.marks if mark.kind != "target"]
        return max(figures, key=lambda mark: _STRENGTH[mark.kind], default=None)

    @property
    def short(self) -> str:
        """Return the distance with its unit, without its year and its change, for a beamer."""
        return _brief(self.sentence)

    @property
    def shortest(self) -> str:
        """Return the distance in so few words that every goal fits one line; a legend names the city and the row the
        unit; '–' without a distance."""
        return _shortest(self.words, self.other)

    @property
    def shortest_in_full(self) -> str:
        """Return the same with its unit, for a rate without its population: '60 per 10.000 voor'."""
        return _shortest(self.sentence, self.other).replace(" inwoners", "")

    @property
    def strength(self) -> int:
        """Return how much the cell says; a measured figure with a margin says most."""
        return _STRENGTH[self.latest.kind] * 2 if self.latest else int(self.is_known)

    @property
    def alternative(self) -> str:
        """Return the marks in words."""
        in_time = sorted(self.marks, key=lambda mark: mark.kind == "target")
        return f"{self.area_name}: {'; '.join(mark.text for mark in in_time) or 'geen plaats op de schaal'}"


@dataclass(frozen=True)
class Line:
    """A goal in the picture: one of its measures, its focus areas, and the next step."""

    goal_id: int
    name: str
    level: str
    measure_id: str
    topic: str
    unit: str  # of the figures, which do not have it beside them, and how many measures the goal has
    cells: tuple[Cell, ...]
    move: Move
    unit_of_gaps: str = ""  # of the distances, which do not have it beside them; '' when none is a distance

    @property
    def is_known(self) -> bool:
        """Return whether anything is known of it."""
        return any(cell.is_known for cell in self.cells)


@dataclass(frozen=True)
class _Scale:
    """The usual distribution by indicator and period, and by unit as a fallback, to place figures on the scale."""

    usual: Mapping[tuple[str, str], Usual]
    stand_ins: Mapping[str, float]

    def middle(self, indicator_id: str | None, period: str | None) -> float | None:
        """Return the figure of the middle buurt, None when too few have one."""
        usual = self.usual.get((indicator_id or "", period or ""))
        return usual.middle if usual else None

    def spread(self, indicator_id: str | None, period: str | None, unit: str, city: float | None) -> float | None:
        """Return the spread of buurten in a period, else in the year nearest to it, else that of like indicators."""
        if usual := self.usual.get((indicator_id or "", period or "")):
            return usual.spread
        years = [year for known_id, year in self.usual if known_id == indicator_id]
        if years and indicator_id and period:
            return self.usual[indicator_id, min(years, key=lambda year: abs(_year(year) - _year(period)))].spread
        share = self.stand_ins.get(unit)
        return share if share is None or unit == "%" else share * abs(city) if city else None


@cached
def lines(query: Query) -> tuple[Line, ...]:
    """Return the line of every goal in the order of the plan."""
    goal_lines = []
    for goal_id in rows.goals(query):
        measures = rows.measures_of(query, goal_id)
        choices = [_cells(query, measure) for measure in measures]
        best = max(range(len(measures)), key=lambda place: _rank(choices[place], measures[place], place))
        goal_lines.append(_line(query, measures, best, choices[best]))
    return tuple(goal_lines)


def html(query: Query, statuses: Sequence[GoalStatus], slides: tuple[str, ...] = ()) -> str:
    """Return the picture of the goals of these statuses: headline, legend and a table that is cards on a phone.

    `slides`, for a meeting, are the addresses to link to, one for each goal of the plan; small print is left out then.
    """
    return query.value(_html, tuple(dict.fromkeys(status.goal_id for status in statuses)), slides)


def heads(query: Query) -> list[str]:
    """Return the headings of the columns of focus areas; many areas share one."""
    names, focus = lookups.area_names(query), lookups.programme(query).focus_area_codes
    if len(focus) > MOST_SIDE_BY_SIDE:
        return [dutch.counted(len(focus), "gebied", "gebieden")]
    return [names.get(code, code) for code in focus]


def spread(query: Query, row: GoalStatus, period: str, city: float) -> float | None:
    """Return the spread of the buurten for a measure in a period with this figure of the city; None when unknown."""
    return query.value(_scale).spread(row.indicator_id, period, row.unit, city)


def _html(query: Query, goal_ids: tuple[int, ...], slides: tuple[str, ...]) -> str:
    programme = lookups.programme(query)
    shown_lines = [line for line in lines(query) if line.goal_id in goal_ids]
    focus = programme.focus_area_codes
    statuses = [row for row in rows.statuses(query) if row.goal_id in goal_ids and row.area_code in focus]
    measured = [row for row in statuses if row.value is not None]
    until = max((row.period for row in measured if row.period), default="")
    cards = {goal_id: f"doelkaart?doel={goal_id}" for goal_id in goal_ids}
    related = {"related" for line in shown_lines if line.topic.startswith(words.OTHER_TOPIC)}
    marks = [mark for line in shown_lines for cell in line.cells for mark in cell.marks]
    return TEMPLATES.get_template("goals_picture.html").render(
        headline=words.headline(statuses_of(statuses, shown_lines)) if goal_ids else words.without(bool(lines(query))),
        known=words.known(
            sum(line.is_known for line in shown_lines), len(_measured_everywhere(statuses)), len(shown_lines),
            periods.parse(until).label if until else "",
        ) if goal_ids else "",
        heads=heads(query),
        levels=[(level, list(of_level)) for level, of_level in groupby(shown_lines, lambda line: line.level)],
        kinds={mark.kind for mark in marks} | related,
        has_scale=bool(marks), other_topic=words.OTHER_TOPIC, target_year=programme.target_year,
        unusual=sorted({cell.unusual for line in shown_lines for cell in line.cells if cell.unusual}),
        links=dict(zip(rows.goals(query), slides, strict=True)) if slides else cards,
        city=programme.municipality_name, is_brief=bool(slides),
        usual_unit=dutch.change_unit("%"), goal_units={line.unit_of_gaps for line in shown_lines},
    )  # fmt: skip


def statuses_of(statuses: Sequence[GoalStatus], lines: Sequence[Line]) -> list[GoalStatus]:
    """Return the statuses of the measures that these lines show, so that a reader can check the counts in the text."""
    measure_ids = {line.measure_id for line in lines}
    return [row for row in statuses if row.measure_id in measure_ids]


def _measured_everywhere(statuses: Sequence[GoalStatus]) -> set[int]:
    """Return the goals with a measure that has a new figure in each of its areas, as Start counts them."""
    places = {(row.goal_id, row.area_code) for row in statuses}
    lacking = places - {(row.goal_id, row.area_code) for row in statuses if row.value is not None}
    return {goal_id for goal_id, _ in places} - {goal_id for goal_id, _ in lacking}


@cached
def of_measure(query: Query, measure_id: str) -> Line:
    """Return the line of a goal as the picture shows it with this measure."""
    measures = rows.measures_of(query, rows.measures(query)[measure_id][0].goal_id)
    place = next(place for place, measure in enumerate(measures) if measure[0].measure_id == measure_id)
    return _line(query, measures, place, _cells(query, measures[place]))


def _line(query: Query, measures: Sequence[Measure], best: int, cells: tuple[Cell, ...]) -> Line:
    """Return the line of a goal with these measures; `cells` are those of the measure that is shown."""
    focus, names = lookups.programme(query).focus_area_codes, lookups.area_names(query)
    first = measures[best][0]
    ordered = [measures[best], *(measure for place, measure in enumerate(measures) if place != best)]
    every = [row for measure in ordered for row in measure]
    of_focus = [row for row in every if row.area_code in focus] or every
    sticks = [rows.yardstick(query, row) for row in of_focus]
    about = next((cell.topic for cell in cells if cell.topic), None)
    label, unit = about or (first.label, first.unit)
    measured = {row.area_code for row in every if row.value is not None}
    cells = tuple(
        replace(cell, words=words.but_other(cell.words)) if not cell.is_known and code in measured else cell
        for code, cell in zip(focus, cells, strict=True)
    )
    topic, of_figures = words.topic(label, bool(about)), words.unit(label, unit, len(measures), bool(about))
    if len(focus) > MOST_SIDE_BY_SIDE:
        cells = (_fold(cells),)
    move = words.move(of_focus, sticks, dict(names))
    of_gaps = words.unit_of_gaps(unit) if any(cell.in_full for cell in cells) else ""
    return Line(first.goal_id, first.name, first.level, first.measure_id, topic, of_figures, cells, move, of_gaps)


def _rank(cells: Sequence[Cell], measure: Sequence[GoalStatus], place: int) -> tuple[int, int, int, int]:
    """Return the rank of a measure among those of its goal: first the one that says more, then the less favourable."""
    ranks = [STATUS[row.status].rank for row in measure]
    least = min((rank for rank in ranks if rank is not None), default=99)
    return max((cell.strength for cell in cells), default=0), sum(cell.strength for cell in cells), -least, -place


def _scale(query: Query) -> _Scale:
    figures = query.once(queries.usual_figures)
    values = figures.pivot(index="area_code", columns=["indicator_id", "period"], values="value")
    people = pd.Series(lookups.inhabitants(query), dtype=float)
    usual = common_scale.usual(values, people, lookups.threshold(query, "small_population"))
    units = dict(zip(figures["indicator_id"], figures["unit"], strict=True))
    latest = {indicator_id: distribution for (indicator_id, _), distribution in sorted(usual.items())}
    by_unit: dict[str, list[tuple[float, float]]] = {}
    for indicator_id, distribution in latest.items():
        unit = units[indicator_id]
        kind = "rate" if dutch.is_rate(unit) else unit
        by_unit.setdefault(kind, []).append((distribution.spread, distribution.middle))
    shares = common_scale.stand_ins(by_unit)
    rates = {unit: shares["rate"] for unit in set(units.values()) if dutch.is_rate(unit) and "rate" in shares}
    return _Scale(usual, shares | rates)


def _cells(query: Query, measure: Measure) -> tuple[Cell, ...]:
    focus, names, scale = lookups.programme(query).focus_area_codes, lookups.area_names(query), query.value(_scale)
    by_area = {row.area_code: row for row in measure}
    together = by_area.get(areas.TOGETHER)
    cells = [
        _own_cell(row, names[code], number, scale, together, words.unusual(row, rows.yardstick(query, row)))
        if (row := by_area.get(code))
        else Cell(names.get(code, code), (), "geen doel voor deze buurt")
        for number, code in enumerate(focus)
    ]
    if any(cell.is_known for cell in cells):
        return tuple(cells)
    figures = {code: rows.related(query).get((measure[0].measure_id, code), ()) for code in focus}
    every = [figure for of_area in figures.values() for figure in of_area]
    # first cells with a place, then cells to compare with the city
    chosen = min(every, key=lambda figure: (figure.direction == "geen", figure.city is None), default=None)
    if chosen is None:
        return tuple(cells)
    of_chosen = {code: [row for row in figures[code] if row.indicator_id == chosen.indicator_id] for code in focus}
    return tuple(
        _related_cell(of_chosen[code][0], cell, number, scale) if of_chosen[code] else cell
        for number, (code, cell) in enumerate(zip(focus, cells, strict=True))
    )


def _own_cell(
    row: GoalStatus, name: str, number: int, scale: _Scale, together: GoalStatus | None, unusual: str
) -> Cell:
    """Return the cell of a measure in an area; the reason in words without a figure or a distance."""
    is_amount, has_now = dutch.is_amount(row.unit), row.value is not None
    other, reference, behind, first = f"de {row.city_word}", row.city_now, row.gap_now, row.gap_baseline
    if not has_now:
        reference, behind = row.city_baseline, row.gap_baseline
    if behind is None and not is_amount:
        other = words.MIDDLE
        start, began = row.baseline_published, scale.middle(row.indicator_id, row.baseline_period)
        figure, reference = (row.value, scale.middle(row.indicator_id, row.period)) if has_now else (start, began)
        if figure is not None and reference is not None:
            behind = words.distance_behind(figure, reference, row.direction, row.figure_decimals)
        if start is not None and began is not None:
            first = words.distance_behind(start, began, row.direction, row.figure_decimals)
    if behind is None or is_amount:
        if has_now:
            origin = links.origin(str(row.indicator_id), row.period)
            texts = [words.alone(row, together, in_full) for in_full in (False, True)]
            return Cell(name, (), texts[0], origin, unusual, is_known=True, in_full=texts[1])
        return Cell(name, (), row.why_no_figure or row.status)
    text, in_full = words.gap(row, behind, other), words.gap(row, behind, other, in_full=True)
    period = row.period or row.baseline_period
    origin = links.origin(row.indicator_id, period) if row.indicator_id else ""
    spread = scale.spread(row.indicator_id, period, row.unit, reference)
    cell = Cell(name, (), text, origin, unusual, is_known=True, behind=behind, other=other, in_full=in_full)
    if spread is None:
        return cell
    first_spread = scale.spread(row.indicator_id, row.baseline_period, row.unit, row.city_baseline) or spread
    marks = []
    if first is not None:
        since = words.years((has_now and row.change_from) or row.baseline_period or "")
        marks.append(_mark("start", first, first_spread, row, since, other, number))
    if row.target is not None and reference is not None:
        aim = words.distance_behind(row.target, reference, row.direction, row.figure_decimals)
        marks.append(_mark("target", aim, spread, row, str(row.target_year), other, number))
    if has_now:
        is_sure = row.certainty not in (None, "marge onbekend") and row.status != "niet vergelijkbaar"
        when = periods.parse(row.period or "").label
        marks.append(_mark("now" if is_sure else "unsure", behind, spread, row, when, other, number))
    return replace(cell, marks=tuple(marks))


def _mark(kind: Kind, behind: float, spread: float, row: GoalStatus, when: str, other: str, number: int) -> Mark:
    text = f"{_NAMES[kind]} ({when}): {words.distance(behind, row.figure_decimals, row.unit, other, in_full=True)}"
    return Mark(kind, common_scale.place(behind, spread), text, number, common_scale.is_beyond(behind, spread))


def _related_cell(figure: Related, cell: Cell, number: int, scale: _Scale) -> Cell:
    """Return the cell of a related figure; it has a mark when it has a favourable direction."""
    other, reference = f"de {figure.city_word}", figure.city
    if reference is None:
        other, reference = words.MIDDLE, scale.middle(figure.indicator_id, figure.period)
    behind = (
        None if reference is None else words.distance_behind(figure.value, reference, figure.direction, figure.decimals)
    )
    text, in_full = (words.related(figure, behind, other, is_long) for is_long in (False, True))
    origin = links.origin(figure.indicator_id, figure.period)
    about = figure.label, figure.unit
    cell = replace(cell, words=text, in_full=in_full, origin=origin, topic=about, is_known=True, other=other)
    spread = scale.spread(figure.indicator_id, figure.period, figure.unit, reference)
    if behind is None or spread is None or figure.direction == "geen":
        return cell
    mark = Mark(
        "related", common_scale.place(behind, spread), f"{_NAMES['related']}: {in_full}", number,
        common_scale.is_beyond(behind, spread),
    )  # fmt: skip
    return replace(cell, marks=(mark,), behind=behind)


def _fold(cells: Sequence[Cell]) -> Cell:
    """Return the cells of many focus areas as one: their latest figures on one scale, and how many are behind."""
    marks = tuple(
        replace(mark, text=f"{cell.area_name}: {mark.text}", area=_ONE_COLOUR)
        for cell in cells
        if (mark := cell.latest) is not None
    )
    behind = {cell.area_name: cell.behind for cell in cells if cell.behind is not None}
    count, known_count = len(behind), sum(cell.is_known for cell in cells)
    other = next((cell.other for cell in cells if cell.behind is not None), "")
    if behind:
        sides = sum(size > 0 for size in behind.values()), sum(size < 0 for size in behind.values())
        text = words.together(*sides, count, other)
    else:
        text = words.counted(known_count, len(cells)) if known_count else cells[0].words
    return Cell(dutch.counted(len(cells), "gebied", "gebieden"), marks, text, is_known=known_count > 0, other=other)


def _brief(text: str) -> str:
    return text.partition(", ")[0].partition(" (")[0]


def _shortest(text: str, other: str) -> str:
    short = _brief(text)
    if other != words.MIDDLE:
        short = short.removesuffix(f" op {other}").removesuffix(f" dan {other}")
    return short.replace(f" op {words.MIDDLE}", " (midden)").replace(words.MIDDLE, "het midden") or "–"


def _year(period: str) -> int:
    return periods.parse(period).last
