"""Much and little veerkracht on screen: on the page of its goal, and on the profile of a buurt."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from veerkracht.drawing.exhibit import Exhibit
from veerkracht.topics.seesaw import exhibits, sentences, tables
from veerkracht.topics.seesaw.figures import balances
from veerkracht.web import layout
from veerkracht.web.cache import programme, query, replayed
from veerkracht.web.downloads import Download


def show_of_goal(goal_id: int) -> list[Download]:
    """Show the shares of the focus areas below the goal that is about them, else nothing; return what there is to
    share."""
    if not exhibits.has_seesaws(query, goal_id):
        return []
    replayed(_draw_of_goal, programme().focus_area_codes)
    made = query.value(exhibits.of_goal, goal_id)
    return [Download("Veel en weinig veerkracht", exhibit.name, partial(_same, exhibit)) for exhibit in made]


def _same(exhibit: Exhibit) -> Exhibit:
    return exhibit


def draw(area_codes: Sequence[str]) -> None:
    """Draw the shares of these areas, and what they cannot say."""
    _draw(area_codes, is_of_goal=False)


def _draw_of_goal(area_codes: Sequence[str]) -> None:
    _draw(area_codes, is_of_goal=True)


def _draw(area_codes: Sequence[str], is_of_goal: bool) -> None:
    if not (group := balances(query, area_codes)):
        return
    st.html(tables.html(group))
    layout.show_notes([*sentences.notes(group, programme(), is_of_goal), sentences.source(group)])
