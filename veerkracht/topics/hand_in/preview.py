"""Previews a hand-in: what a page would show, from a database that includes it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from veerkracht.core import hand_ins, moments
from veerkracht.core.hand_ins import Checked
from veerkracht.database import database, lookups
from veerkracht.database.query import DatabaseQuery, Query
from veerkracht.drawing import tables
from veerkracht.drawing.exhibit import Exhibit, Sheets
from veerkracht.topics.decisions import exhibits as decision_exhibits
from veerkracht.topics.decisions.figures import Choice as DecisionChoice
from veerkracht.topics.efforts import figures as effort_figures
from veerkracht.topics.efforts import tables as effort_tables
from veerkracht.topics.goals import charts as goal_charts
from veerkracht.topics.goals import exhibits as goal_exhibits
from veerkracht.topics.goals import rows as goal_rows
from veerkracht.topics.goals import standings
from veerkracht.topics.goals import tables as goal_tables
from veerkracht.topics.stories import cards
from veerkracht.topics.stories import rows as story_rows
from veerkracht.topics.trends import exhibits as trend_exhibits
from veerkracht.topics.trends.figures import Choice

Block = str | Exhibit  # HTML, or a chart with its table
MOST_TOPICS, MOST_AREAS = 5, 6


def blocks(place: Path, checked: Checked) -> tuple[Block, ...]:
    """Return what pages would show of a hand-in; `place` is a database with it. Raises DataError when that cannot be
    read."""
    query = DatabaseQuery(database.Reader(place).cursor)
    try:
        return tuple(_without_query(block) for block in _blocks(query, checked))
    finally:
        query.clear()


def _without_query(block: Block) -> Block:
    """Return a block without a reference to the database, which is closed when the block is drawn."""
    return replace(block, make_sheets=_no_sheets) if isinstance(block, Exhibit) else block


def _no_sheets() -> Sheets:
    raise LookupError("a preview is not saved")


def _blocks(query: Query, checked: Checked) -> Iterator[Block]:
    match checked.kind:
        case hand_ins.FIGURES:
            for indicator_id in checked.topics[:MOST_TOPICS]:
                yield from _of_indicator(query, indicator_id, checked.areas)
        case hand_ins.STORY:
            for story in story_rows.stories(query):
                if story.story_id in checked.topics:
                    pictures = story_rows.pictures(query, story.story_id)
                    yield cards.full(story, pictures, lookups.area_names(query), goal_rows.titles(query))
        case hand_ins.EFFORTS:
            chosen = [effort for effort in effort_figures.efforts(query) if effort.effort_id in checked.topics]
            levels = lookups.divisions(query).get("level", {})
            yield effort_tables.by_level(chosen, effort_figures.goals(query), lookups.area_names(query), levels)
        case hand_ins.DECISIONS:
            yield decision_exhibits.decisions(query, DecisionChoice(), moments.today())


def _of_indicator(query: Query, indicator_id: str, area_codes: tuple[str, ...]) -> Iterator[Block]:
    """Yield the verdict on the goals with this indicator, their strip of buurten, and the figures through the years."""
    measures = [measure for measure in goal_rows.measures(query).values() if measure[0].indicator_id == indicator_id]
    for measure in measures:
        yield tables.lines(f"Doel {measure[0].goal_id}. {measure[0].name}", [], "kop")
        yield goal_tables.standings(standings.of_measure(query, measure))
        if goal_charts.has_strip(query, measure[0].measure_id):
            yield goal_exhibits.strip(query, measure[0].measure_id)
    areas = dict.fromkeys([*area_codes, *lookups.usual_areas(query)])
    yield trend_exhibits.trend(query, Choice(indicator_id, tuple(areas)[:MOST_AREAS]))
