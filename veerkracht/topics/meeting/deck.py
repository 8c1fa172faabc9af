"""The slides of a meeting, or of chosen goals, for PowerPoint: the same findings, charts and questions as on screen."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pandas as pd

from veerkracht.core import dutch
from veerkracht.database import lookups
from veerkracht.database.query import Query
from veerkracht.drawing import exhibits
from veerkracht.drawing.exhibit import Deck, Exhibit, Slide
from veerkracht.drawing.table import Column, Table
from veerkracht.topics.goals import exhibits as goal_exhibits
from veerkracht.topics.goals import rows as goal_rows
from veerkracht.topics.meeting import decided, news, open_points, proposals, slides, way
from veerkracht.topics.meeting.proposals import Proposal
from veerkracht.topics.meeting.way import Way


def deck(query: Query, meeting: Way, today: date, link: str = "") -> Deck:
    """Return the slides of a meeting on a day in order, with `link` as the address of the meeting."""
    deck_slides = [_slide(query, meeting, slide, today) for slide in meeting.slides]
    linked = [replace(slide, exhibit=replace(slide.exhibit, link=link)) for slide in deck_slides]
    title = f"Vergaderstand {lookups.programme(query).name}"
    return Deck("vergaderstand", title, exhibits.author(query), tuple(linked), exhibits.moment(query))


def _slide(query: Query, meeting: Way, slide: str, today: date) -> Slide:
    match slide:
        case way.NEW:
            return _new(query, meeting, today)
        case way.ALL:
            return goal_exhibits.slide(query, tuple(goal_rows.goals(query)))
        case way.OPEN:
            return _open(query, today)
        case _:
            goal_id = meeting.goal_of(slide)
            discussed = {each.goal_id: each for each in proposals.to_discuss(query, meeting.chosen)}
            return of_goal(query, goal_id, discussed.get(goal_id))


def _new(query: Query, meeting: Way, today: date) -> Slide:
    """Return the slide of what is new: a line per event, grouped by kind, and below these the figures that will
    come."""
    new = news.news(query, meeting.since, today)
    groups = [(kind, [event.sentence for event in events]) for kind, events in new.events] + [(news.COMES, new.comes)]
    lines = [("" if place else kind, text) for kind, texts in groups for place, text in enumerate(texts)]
    exhibit = _of_table(query, "nieuw", new.title, ("Soort", "Wat"), lines)
    more = f"Nieuw en hier niet genoemd: {new.left_out}." if new.left_out else ""
    return Slide(replace(exhibit, subtitle=new.why), remarks=(more,))


def _open(query: Query, today: date) -> Slide:
    """Return the slide of open points: who acts, and below that the decisions."""
    lines = [
        (point.step, ", ".join(map(str, point.goal_ids)), point.owner, point.when)
        for point in open_points.points(query)
    ]
    decisions = decided.decided(query, today)
    if decisions.rows:
        lines.append((decisions.title, "", "", ""))
        lines += [(row.text, row.goals, row.owner, f"{row.due} ({row.state})") for row in decisions.rows]
    exhibit = _of_table(query, "open", open_points.headline(query), ("Wat nu?", "Doelen", "Aan zet", "Wanneer"), lines)
    return Slide(exhibit, () if decisions.rows else (decisions.note,), (decisions.note,) if decisions.rows else ())


def of_goal(query: Query, goal_id: int, why: Proposal | None = None) -> Slide:
    """Return the slide of a goal: the finding, its chart, where each focus area stands, and the question; `why` is the
    reason to discuss it, if any, with its measure."""
    goal = slides.of_goal(query, goal_id, why.measure_id if why else None)
    goal_exhibit = slides.exhibit(query, goal.measure_id)
    remarks = (goal_exhibit.title, goal_exhibit.subtitle) if goal_exhibit else ()
    exhibit = goal_exhibit or _of_table(query, f"doel-{goal_id}", goal.headline, (), [])
    return Slide(
        replace(exhibit, title=goal.headline, subtitle=f"{goal.title}: {goal.topic}"),
        (*(f"{name}: {words}" for name, words in goal.places), goal.question),
        (*((why.reason,) if why else ()), *remarks),
    )


def _of_table(query: Query, name: str, title: str, heads: tuple[str, ...], lines: Iterable[tuple[str, ...]]) -> Exhibit:
    rows = list(lines)
    table = Table.of(title, map(Column, heads), rows)
    data = pd.DataFrame(rows, columns=list(heads))
    alternative = f"Tabel met {dutch.joined([head.lower() for head in heads])}." if heads else title
    return exhibits.without_indicator(
        query, f"vergadering-{name}", title, "", alternative, table, data, {}, (), (), None
    )
