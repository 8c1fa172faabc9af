"""Much and little veerkracht on screen: on the page of its goal, and on the profile of a buurt."""

from collections.abc import Sequence

import streamlit as st

from veerkracht.topics.seesaw import exhibits, sentences, tables
from veerkracht.topics.seesaw.figures import balances
from veerkracht.web import layout
from veerkracht.web.cache import programme, query, replayed
from veerkracht.web.downloads import Download


def show_of_goal(goal_id: int) -> list[Download]:
    """Show the shares of the focus areas below the goal that is about them; return the download."""
    replayed(draw, programme().focus_area_codes, True)
    if not (goal_exhibits := query.value(exhibits.of_goal, goal_id)):
        return []
    [exhibit] = goal_exhibits
    return [Download("Veel en weinig veerkracht", exhibit.name, lambda: exhibit)]


def draw(area_codes: Sequence[str], is_of_goal: bool = False) -> None:
    """Draw the shares of these areas, and what they cannot say."""
    if not (group := balances(query, area_codes)):
        return
    st.html(tables.html(group))
    layout.show_notes([*sentences.notes(group, programme(), is_of_goal), sentences.source(group)])
