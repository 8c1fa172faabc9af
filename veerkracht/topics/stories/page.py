"""Stories on screen: all of them to choose from, one in full, and those that belong to a goal or a buurt."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from veerkracht.drawing import tables
from veerkracht.topics.goals import queries as goal_queries
from veerkracht.topics.stories import cards as story_views
from veerkracht.topics.stories import queries as story_queries
from veerkracht.web.cache import area_names, query
from veerkracht.web.choices import choose, tell_unknown
from veerkracht.web.transition import once, per_database

_ALL = "alle"
_ONE = "verhaal"


def show() -> None:
    """Show the story that the address asks for (?verhaal=), else those that the visitor chooses."""
    found = query(story_queries.stories)
    if found.empty:
        st.info(story_views.NONE_YET)
        st.html(tables.link("handleiding?deel=programmateam#een-verhaal-toevoegen", "Een verhaal toevoegen"))
        return
    if (asked := st.query_params.get(_ONE)) is not None:
        known = dict.fromkeys(found["story_id"], "")
        tell_unknown("Verhaal", [asked], known)
        if asked in known:
            _show_one(found[found["story_id"] == asked])
            return
        del st.query_params[_ONE]
    st.info(story_views.CAUTION)
    stories = _choose(found)
    if stories.empty:
        st.info("Geen verhaal past bij deze keuze. Kies bij een van de vakken “Alle”.")
    once(lambda: st.html(story_views.cards(stories, area_names(), _goals())))


def draw_of_buurten(area_codes: Sequence[str]) -> None:
    """Draw the newest stories about these buurten; nothing when there are none."""
    heading, choice = "Verhalen uit deze buurten", {}
    if len(area_codes) == 1:
        heading, choice = "Verhalen uit deze buurt", {"bij_gebied": area_codes[0]}
    stories = story_views.chosen(query(story_queries.stories), area_codes=area_codes)
    _draw(story_views.section(heading, stories, area_names(), _goals(), **choice))


def show_of_goal(goal_id: int) -> None:
    """Show the newest stories with this goal; nothing when there are none."""
    stories = story_views.chosen(query(story_queries.stories), goal_id=goal_id)
    _draw(story_views.section("Verhalen bij dit doel", stories, area_names(), _goals(), bij_doel=str(goal_id)))


def _draw(section: str) -> None:
    if section:
        st.html(section)


def _show_one(story: pd.DataFrame) -> None:
    st.html(tables.link("verhalen", "Alle verhalen"))
    pictures = query(story_queries.pictures, str(story["story_id"].iloc[0]))
    once(lambda: st.html(story_views.full(story, pictures, area_names(), _goals())))
    st.info(story_views.CAUTION)


def _choose(stories: pd.DataFrame) -> pd.DataFrame:
    """Return the stories that fit the choices, in the address as ?soort=, ?bij_gebied= and ?bij_doel=."""
    names, goals = area_names(), _goals()
    codes = {code for row in stories["area_codes"] for code in row}
    numbers = {number for row in stories["goal_ids"] for number in row}
    offered = {
        "soort": ("Soort", {kind: kind.capitalize() for kind in sorted(set(stories["kind"]))}),
        "bij_gebied": ("Buurt", {code: name for code, name in names.items() if code in codes}),
        "bij_doel": ("Doel", {str(number): name for number, name in goals.items() if number in numbers}),
    }
    picked = {}
    for place, (key, (label, options)) in zip(st.columns(len(offered)), offered.items(), strict=True):
        with place:
            code = choose(label, {_ALL: f"Alle ({len(options)})"} | options, key, _ALL)
            picked[key] = "" if code == _ALL else code
    areas = [picked["bij_gebied"]] if picked["bij_gebied"] else []
    return story_views.chosen(stories, picked["soort"], areas, int(picked["bij_doel"] or 0))


@per_database
def _goals() -> dict[int, str]:
    """Return the number and name of every goal by its number."""
    found = query(goal_queries.statuses).drop_duplicates("goal_id")
    return {int(one.goal_id): f"{one.goal_id}. {one.name}" for one in found.itertuples()}
