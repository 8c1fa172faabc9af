"""Stories on screen: all of them with filters, one in full, and those that belong to a goal or a buurt."""

from collections.abc import Sequence
from urllib.parse import urlencode

import streamlit as st

from veerkracht.core import hand_ins
from veerkracht.drawing import tables
from veerkracht.topics.goals import rows as goal_rows
from veerkracht.topics.stories import cards, rows
from veerkracht.topics.stories.rows import Choice
from veerkracht.web.cache import area_names, query, replayed
from veerkracht.web.choices import choose, warn_of_unknown

_ALL = "alle"
_STORY = "verhaal"


def show() -> None:
    """Show the story of the address (?verhaal=), else those that the visitor chooses."""
    stories = {story.story_id: "" for story in rows.stories(query)}
    if not stories:
        st.info(cards.NONE_YET)
        st.html(tables.link("handleiding?deel=programmateam#een-verhaal-toevoegen", "Een verhaal toevoegen"))
        return
    if (story_id := st.query_params.get(_STORY)) is not None:
        warn_of_unknown("Verhaal", [story_id], stories)
        if story_id in stories:
            st.html(tables.link("verhalen", "Alle verhalen"))
            _draw_story(story_id)  # its photos are too large to cache
            st.info(cards.CAUTION)
            address = f"aanleveren?{urlencode({'wat': hand_ins.WITHDRAWAL, _STORY: story_id})}"
            st.html(tables.link(address, "Staat u hierin en wilt u dat niet meer? Trek het in"))
            return
        del st.query_params[_STORY]
    st.info(cards.CAUTION)
    choice = _choose()
    if not rows.chosen(query, choice):
        st.info("Geen verhaal past bij deze keuze. Kies bij een van de vakken “Alle”.")
    replayed(_draw_cards, choice)


def draw_of_buurten(area_codes: Sequence[str]) -> None:
    """Draw the newest stories about these buurten; nothing when there are none."""
    heading, address = "Verhalen uit deze buurten", {}
    if len(area_codes) == 1:
        heading, address = "Verhalen uit deze buurt", {"bij_gebied": area_codes[0]}
    _draw_section(heading, Choice(area_codes=tuple(area_codes)), **address)


def show_of_goal(goal_id: int) -> None:
    """Show the newest stories with this goal; nothing when there are none."""
    _draw_section("Verhalen bij dit doel", Choice(goal_id=goal_id), bij_doel=str(goal_id))


def _draw_section(heading: str, choice: Choice, **address: str) -> None:
    stories = rows.chosen(query, choice)
    if section := cards.section(heading, stories, area_names(), goal_rows.titles(query), **address):
        st.html(section)


def _draw_story(story_id: str) -> None:
    story = next(story for story in rows.stories(query) if story.story_id == story_id)
    st.html(cards.full(story, rows.pictures(query, story_id), area_names(), goal_rows.titles(query)))


def _draw_cards(choice: Choice) -> None:
    st.html(cards.cards(rows.chosen(query, choice), area_names(), goal_rows.titles(query)))


def _choose() -> Choice:
    """Return the choices, in the address as ?soort=, ?bij_gebied= and ?bij_doel=."""
    stories = rows.stories(query)
    codes = {code for story in stories for code in story.area_codes}
    numbers = {number for story in stories for number in story.goal_ids}
    offered = {
        "soort": ("Soort", {kind: kind.capitalize() for kind in sorted({story.kind for story in stories})}),
        "bij_gebied": ("Buurt", {code: name for code, name in area_names().items() if code in codes}),
        "bij_doel": (
            "Doel",
            {str(number): title for number, title in goal_rows.titles(query).items() if number in numbers},
        ),
    }
    picked = {}
    for place, (key, (label, options)) in zip(st.columns(len(offered)), offered.items(), strict=True):
        with place:
            code = choose(label, {_ALL: f"Alle ({len(stories)})"} | options, key, _ALL)
            picked[key] = "" if code == _ALL else code
    area_codes = (picked["bij_gebied"],) if picked["bij_gebied"] else ()
    return Choice(picked["soort"], area_codes, int(picked["bij_doel"] or 0))
