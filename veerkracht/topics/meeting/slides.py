"""The slides of a meeting: what each says about a goal, and its exhibit."""

from dataclasses import dataclass, replace

import pandas as pd

from veerkracht.core import dutch, moments
from veerkracht.database import lookups
from veerkracht.database.query import Query
from veerkracht.drawing import exhibits
from veerkracht.drawing.chart import Chart
from veerkracht.drawing.exhibit import Exhibit
from veerkracht.drawing.table import Column, Table
from veerkracht.topics.goals import charts as goal_charts
from veerkracht.topics.goals import exhibits as goal_exhibits
from veerkracht.topics.goals import next_steps, picture, rows
from veerkracht.topics.goals import sentences as goal_sentences
from veerkracht.topics.goals.charts import PathView
from veerkracht.topics.goals.rows import GoalStatus
from veerkracht.topics.meeting import beamer, sentences
from veerkracht.topics.meeting import charts as meeting_charts
from veerkracht.topics.trends import exhibits as trend_exhibits
from veerkracht.topics.trends import figures as trend_figures
from veerkracht.topics.trends.figures import Choice

HEIGHT = 400  # pixels of a chart: with its width more than half of a slide of 1280 by 720


@dataclass(frozen=True)
class GoalSlide:
    """The texts of a slide on a goal: the finding, each focus area in words, and the question to answer.

    `other_measures` are the ids of the other measures of the goal with their labels; `origin` is the address of where
    its figures come from, '' without any.
    """

    goal_id: int
    name: str
    measure_id: str
    topic: str
    headline: str
    places: tuple[tuple[str, str], ...]
    question: str
    other_measures: tuple[tuple[str, str], ...]
    origin: str

    @property
    def title(self) -> str:
        """Return the goal with its number."""
        return f"{self.goal_id}. {self.name}"


def of_goal(query: Query, goal_id: int, measure_id: str | None = None) -> GoalSlide:
    """Return the slide of a goal, of one of its measures or of the one that the picture of all goals has."""
    return query.value(_of_goal, goal_id, measure_id)


def exhibit(query: Query, measure_id: str) -> Exhibit | None:
    """Return the exhibit on the slide of a measure: its path, else its figures beside the city, else the trend of a
    related figure, else how long a first figure still helps; None when there is nothing to draw."""
    return query.value(_exhibit, measure_id, moments.today().year)


def _of_goal(query: Query, goal_id: int, measure_id: str | None) -> GoalSlide:
    by_goal = {line.goal_id: line for line in picture.lines(query)}
    line = by_goal[goal_id] if measure_id is None else picture.of_measure(query, measure_id)
    of_focus = _of_focus(query, line.measure_id)
    other_measures = [
        measure[0] for measure in rows.measures_of(query, goal_id) if measure[0].measure_id != line.measure_id
    ]
    return GoalSlide(
        goal_id, line.name, line.measure_id, f"{line.topic}{line.unit}",
        sentences.headline(line, [row.why_no_figure for row in of_focus]), tuple(sentences.places(line)),
        sentences.question(line, of_focus, lookups.area_names(query)),
        tuple((row.measure_id, row.label) for row in other_measures),
        next((cell.origin for cell in line.cells if cell.origin), ""),
    )  # fmt: skip


def _of_focus(query: Query, measure_id: str) -> list[GoalStatus]:
    focus = lookups.programme(query).focus_area_codes
    return [row for row in rows.measures(query)[measure_id] if row.area_code in focus]


def _exhibit(query: Query, measure_id: str, this_year: int) -> Exhibit | None:
    measure = rows.measures(query)[measure_id]
    is_of_other = any(cell.topic for cell in picture.of_measure(query, measure_id).cells)
    focus = lookups.programme(query).focus_area_codes
    is_many = len(focus) > picture.MOST_SIDE_BY_SIDE  # more lines than a reader can distinguish
    if is_many and (exhibit := _beside_city(query, measure_id)):
        return exhibit
    if not is_of_other and goal_charts.has_path(query, measure):
        view = PathView(measure_id, height=HEIGHT, place="op de doelkaart", text=beamer.TEXT)
        return query.value(goal_exhibits.path, view)
    if not is_of_other and (exhibit := _beside_city(query, measure_id)):
        return exhibit
    related = [figure for row in measure for figure in rows.related(query).get((measure_id, row.area_code), ())]
    for figure in sorted(related, key=lambda figure: (figure.direction == "geen", figure.city is None)):
        choice = Choice(figure.indicator_id, tuple(lookups.usual_areas(query)))
        if trend_figures.has_figures(query, choice):
            chart = (
                _latest(query, figure.indicator_id)
                if is_many
                else trend_figures.chart(query, choice, HEIGHT, text=beamer.TEXT)
            )
            return replace(query.value(trend_exhibits.trend, choice), chart=chart)
    return _years_left(query, measure[0], this_year)


def _latest(query: Query, indicator_id: str) -> Chart:
    """Return the chart of the latest figure of every focus area beside the city."""
    about, indicator = lookups.programme(query), lookups.indicator(query, indicator_id)
    codes = [*about.focus_area_codes, about.municipality_code]
    look = exhibits.styles(query, codes)
    figures = lookups.trend(query, indicator_id, codes)
    points = meeting_charts.latest(figures, lookups.area_names(query), indicator, about.municipality_code)
    return meeting_charts.dots(points, look, indicator.unit, indicator.decimals, HEIGHT)


def _years_left(query: Query, first: GoalStatus, this_year: int) -> Exhibit | None:
    """Return until which year a first figure of a measure still helps, None when unknown or past."""
    last = first.last_baseline_year
    if last is None or not this_year <= last <= first.target_year:
        return None
    years = [
        {"year": str(year), "helps": year <= last, "what": sentences.of_year(year, this_year, last, first.target_year)}
        for year in range(this_year, first.target_year + 1)
    ]
    title = f"{first.label}: een eerste cijfer helpt tot en met {last}"
    cells = [[str(year["year"]), str(year["what"]).replace("\n", " ")] for year in years]
    table, data = Table.of(title, [Column("Jaar"), Column("Wat")], cells), pd.DataFrame(cells, columns=["jaar", "wat"])
    return exhibits.without_indicator(
        query, f"doel-{first.goal_id}-{first.measure_id}-jaren", title, "", f"{title}.", table, data, {},
        [first.source_text], [next_steps.baseline_still_helps(first)], meeting_charts.years_left(years, HEIGHT),
    )  # fmt: skip


def _beside_city(query: Query, measure_id: str) -> Exhibit | None:
    """Return the figures of the focus areas beside the city as an exhibit, None without any figure."""
    about, names, of_focus = lookups.programme(query), lookups.area_names(query), _of_focus(query, measure_id)
    points = meeting_charts.points(of_focus, names, about.municipality_name)
    if not any(point["kind"] != "doel" for point in points):
        return None
    first, codes = of_focus[0], list(about.focus_area_codes)
    look = exhibits.styles(query, codes)
    table = Table.of(
        f"{first.label}, {dutch.in_unit(first.unit)}", [Column("Gebied"), Column("Wat"), Column("Cijfer")],
        [[point["name"], point["kind"], point["text"]] for point in points],
    )  # fmt: skip
    data = pd.DataFrame([
        {"gebied": point["name"], "soort": point["kind"], "cijfer": point["value"], "eenheid": first.unit}
        for point in points
    ])  # fmt: skip
    title = f"{first.label}: begin, nu en doel"
    return exhibits.without_indicator(
        query, f"doel-{first.goal_id}-{measure_id}-stand", title, dutch.unit_label(first.unit),
        "; ".join(f"{point['name']}, {point['kind']}: {point['text']}" for point in points) + ".", table, data, {},
        [goal_sentences.source(first) or first.source_text], [],
        meeting_charts.dots(points, look, first.unit, first.figure_decimals, HEIGHT),
    )  # fmt: skip
