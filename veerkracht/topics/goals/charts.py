"""The charts of one measure of a goal: the path to the target, and the change of all buurten."""

from dataclasses import dataclass, field

import pandas as pd

from veerkracht.core import areas, dutch
from veerkracht.database import lookups
from veerkracht.database.query import Query
from veerkracht.drawing import charts, distributions, exhibits, sentences
from veerkracht.drawing.chart import Chart
from veerkracht.topics.goals import comparisons
from veerkracht.topics.goals import queries as goal_queries
from veerkracht.topics.goals import rows as goal_rows
from veerkracht.topics.goals.rows import GoalStatus, Measure


@dataclass(frozen=True)
class GoalChart:
    """A chart with what it shows in words and how to read it, and the figures in it.

    `lines` has one row per area of a path, as goal_queries.lines.
    """

    chart: Chart
    alternative: str
    reading: str
    frame: pd.DataFrame
    lines: pd.DataFrame = field(default_factory=pd.DataFrame)


@dataclass(frozen=True)
class PathView:
    """The path of a measure as it is drawn.

    `reading` replaces the reading of the target that applies, `has_efforts` puts the efforts for the goal on the time
    axis, `height` and the size of the `text` are in pixels, `place` says where the figures are in words.
    """

    measure_id: str
    reading: str | None = None
    has_efforts: bool = False
    height: int = exhibits.HEIGHT
    place: str = "in de tabel"
    text: int = 13


def colours(query: Query) -> dict[str, str]:
    """Return the colour of every focus area, the same on every page, and of all of them together."""
    look = exhibits.styles(query, lookups.programme(query).focus_area_codes)
    return {code: style.color for code, style in look.items()} | {areas.TOGETHER: "#222222"}


def path(query: Query, rows: Measure, view: PathView, events: pd.DataFrame | None) -> GoalChart:
    """Return the figures of the focus areas, city and country with the path to the target; `has_path` says whether
    there are any. `events` are marked on the time axis (charts.numbered)."""
    names, row = lookups.area_names(query), rows[0]
    codes = lookups.usual_areas(query)
    indicator = lookups.indicator(query, str(row.indicator_id))
    lines = _lines(query, row, view.reading)
    frame = lookups.trend(query, indicator.indicator_id, codes)
    look = exhibits.styles(query, codes)
    breaks = lookups.breaks(query, indicator.indicator_id)
    chart = charts.trend(frame, names, look, indicator, lines, breaks, view.height, events, text=view.text)
    margin = " Gekleurde band, of streep door een los punt: 95%-marge." if frame["lower"].notna().any() else ""
    return GoalChart(
        chart,
        f"{sentences.latest(frame, names, indicator)} Met het pad naar het doel. De cijfers staan {view.place}.",
        f"Stippellijn: pad. Open vierkant: doel, en nulmeting in het plan. De as begint niet altijd bij 0.{margin}",
        frame,
        lines,
    )


def has_path(query: Query, rows: Measure, reading: str | None = None) -> bool:
    """Return whether there is anything for `path` to draw: a figure or a target."""
    row = rows[0]
    if row.indicator_id is None:
        return False
    figures = lookups.trend(query, row.indicator_id, lookups.usual_areas(query))["value"]
    return bool(figures.notna().any()) or has_target(query, rows, reading)


def has_target(query: Query, rows: Measure, reading: str | None = None) -> bool:
    """Return whether a measure with an indicator has a path to a target, of an area of its own."""
    return bool(_lines(query, rows[0], reading)["target"].notna().any())


def _lines(query: Query, row: GoalStatus, reading: str | None) -> pd.DataFrame:
    """Return the rows of goal_queries.lines of a measure, with the targets of another reading if requested."""
    lines = query(goal_queries.lines, row.indicator_id)
    lines = lines[lines["measure_id"] == row.measure_id]
    if not reading:
        return lines
    other = query(goal_queries.readings, row.measure_id)
    targets = other[other["reading"] == reading].set_index("area_code")["target"]
    return lines.assign(target=lines["area_code"].map(targets))


def has_strip(query: Query, measure_id: str) -> bool:
    """Return whether enough buurten have figures at the baseline and now to compare the focus areas with."""
    changes = goal_rows.changes(query, measure_id)
    return sum(change.area_code.startswith("BU") for change in changes) >= goal_rows.FEWEST_BUURTEN


def strip(query: Query, rows: Measure, height: int) -> GoalChart:
    """Return the change of every buurt since the baseline; `rows` as `path` takes them."""
    names, about, measure_id = lookups.area_names(query), lookups.programme(query), rows[0].measure_id
    changes = query(goal_queries.changes, measure_id)
    unit, decimals = goal_rows.change_unit(rows[0])
    codes = [*about.focus_area_codes, about.municipality_code]
    look = exhibits.styles(query, codes)
    required = comparisons.required_changes(rows)
    needed = {
        change: "nodig voor het pad" if len(required) == 1 else f"nodig in {dutch.joined([names[code] for code in of])}"
        for change, of in required.items()
    }
    chart = distributions.strip(changes, names, look, needed, unit, decimals, height)
    sentence = comparisons.without_programme(goal_rows.changes(query, measure_id), rows, names)
    return GoalChart(chart, f"Stippen met de verandering van alle buurten. {sentence}", sentence, changes)
