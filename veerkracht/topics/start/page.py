"""Start and the page for new readers on screen: key messages, search, and introduction."""

from collections.abc import Mapping
from contextlib import nullcontext

import streamlit as st

from veerkracht.core import menu, moments
from veerkracht.topics.goals import rows as goal_rows
from veerkracht.topics.goals.picture_words import NO_GOALS
from veerkracht.topics.start import box, figures, front, search
from veerkracht.web import choices
from veerkracht.web.cache import area_names, programme, query
from veerkracht.web.layout import folded

_KEY, _FIELD, _BOX = "zoek", "zoekterm", "zoekveld"
_WITHOUT_BOX = (menu.FIRST, "vergaderstand")  # the first has its own field, the other only slides


def show_front() -> None:
    """Show the sender and the search, the buurten with their good and bad news, and the key messages; below search
    results these are folded."""
    st.html(query.value(front.band))
    with folded("Hoe gaat het met de buurten?") if show_search() else nullcontext():
        st.html(query.value(front.city, moments.today()))


def show_search() -> bool:
    """Show the search field, in the address as ?zoek=, and the results; return whether somebody searched."""
    example = area_names()[programme().focus_area_codes[0]]
    start = "" if _FIELD in st.session_state else st.query_params.get(_KEY, "")[: search.LONGEST]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        typed = st.text_input(
            "Zoek uw buurt, een doel of een onderwerp", start, key=_FIELD, max_chars=search.LONGEST,
            placeholder=f"Bijvoorbeeld: {example} of eenzaam",
        )  # fmt: skip
        st.button("Zoeken")  # leaving the field searches too; a button shows that
    text = " ".join(typed.split())
    if text or _KEY in st.query_params:
        choices.write_url(_KEY, [text])
    if text:
        st.html(query.value(figures.results, text))
    return bool(text)


def show_search_box(page: str) -> None:
    """Show the search box of a page: an option opens its page, other words lead to Start."""
    if page in _WITHOUT_BOX:
        return
    rows = query.value(box.rows)
    key = f"{_BOX}-{st.session_state.get(_BOX, 0)}"
    st.multiselect(
        "Zoek een buurt, doel of onderwerp", list(rows), key=key, label_visibility="collapsed", max_selections=1,
        filter_mode="contains", placeholder="Zoek buurt, doel of onderwerp", select_all=False, accept_new_options=True,
        on_change=_open_match, args=(rows, key),
    )  # fmt: skip


def _open_match(rows: Mapping[str, str], key: str) -> None:
    """Open the option that was picked, and replace the box, as its list would stay open over the page."""
    if picked := st.session_state[key]:
        choices.open_address(rows.get(picked[0]) or box.results(picked[0]))
    st.session_state[_BOX] = st.session_state.get(_BOX, 0) + 1


def draw_introduction() -> None:
    """Draw what the programme is, its goals and their status, and how to read the dashboard."""
    st.html(figures.introduction(query))
    st.header("Welke doelen zijn er?", anchor=False)
    if goals := [*goal_rows.goals(query).values()]:
        st.html(figures.goals(query, goals))
    else:
        st.info(f"{NO_GOALS}.")
    with folded("Zo leest u het dashboard"):
        st.html(figures.reading(query))
    with folded("Wat betekent elke stand, en hoeveel doelen hebben die?"):
        st.html(figures.standing(goal_rows.statuses(query), area_names(), programme().focus_area_codes))
