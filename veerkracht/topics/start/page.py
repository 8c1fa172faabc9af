"""Start and the page for a new reader on screen: what is put forward, the search, and the introduction."""

from contextlib import nullcontext
from datetime import date

import streamlit as st

from veerkracht.core import moments
from veerkracht.topics.goals import rows as goal_rows
from veerkracht.topics.start import figures, front, search
from veerkracht.web import choices
from veerkracht.web.cache import area_names, programme, query, replayed
from veerkracht.web.layout import folded

_KEY, _FIELD = "zoek", "zoekterm"


def show_front() -> None:
    """Show the sender and the search, the buurten with what goes well and what does not, and what it is about now;
    below results these are folded away."""
    replayed(_draw_band)
    with folded("Hoe gaat het met de buurten?") if show_search() else nullcontext():
        replayed(_draw_city, moments.today())


def show_doors() -> None:
    """Show where six kinds of visitors go on."""
    replayed(_draw_doors)


def show_readiness() -> None:
    """Show how many goals have no begin yet; nothing without goals."""
    replayed(_draw_readiness, moments.today())


def show_search() -> bool:
    """Show the search field, in the address as ?zoek=, and the results; return whether somebody searched."""
    start = "" if _FIELD in st.session_state else st.query_params.get(_KEY, "")[: search.LONGEST]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        typed = st.text_input(
            "Zoek uw buurt, een doel of een onderwerp", start, key=_FIELD, max_chars=search.LONGEST,
            placeholder="Bijvoorbeeld: Malberg of eenzaam",
        )  # fmt: skip
        st.button("Zoeken")  # leaving the field searches too; a button shows that
    text = " ".join(typed.split())
    if text or _KEY in st.query_params:
        choices.write_url(_KEY, [text])
    if text:
        replayed(_draw_results, text)
    return bool(text)


def show_introduction() -> None:
    """Show what the programme is, what it aims at and how that goes, and how to read it."""
    replayed(_draw_introduction)


def _draw_band() -> None:
    st.html(front.band(query))


def _draw_city(today: date) -> None:
    st.html(front.city(query, today))


def _draw_readiness(today: date) -> None:
    if line := front.readiness(query, today):
        st.html(line)


def _draw_doors() -> None:
    st.html(front.doors())


def _draw_results(text: str) -> None:
    st.html(figures.results(query, text))


def _draw_introduction() -> None:
    st.html(figures.introduction(query))
    st.header("Welke doelen zijn er?", anchor=False)
    st.html(figures.goals([*goal_rows.goals(query).values()]))
    with folded("Zo leest u het dashboard"):
        st.html(figures.reading(query))
    with folded("Wat betekent elke stand, en hoeveel doelen hebben die?"):
        st.html(figures.standing(goal_rows.statuses(query), area_names(), programme().focus_area_codes))
