"""Decisions on screen: all of them, with filters, downloads and print; and those on one goal."""

from datetime import date

import streamlit as st

from veerkracht.core import moments
from veerkracht.drawing import tables as html_tables
from veerkracht.topics.decisions import exhibits, figures, rows, sentences, tables
from veerkracht.topics.decisions.figures import Choice
from veerkracht.web import choices, downloads, layout
from veerkracht.web.cache import query, replayed
from veerkracht.web.downloads import Document, Download

_ALL = "alle"


def choose() -> Choice:
    """Return which decisions the reader wants to see, by default all; in the address as ?bij_doel= and ?stand=."""
    decisions, names = rows.decisions(query), exhibits.goals(query)
    about = {goal_id for decision in decisions for goal_id in decision.goal_ids}
    listed = {str(goal_id): f"{goal_id}. {name}" for goal_id, name in names.items() if goal_id in about}
    requested = st.query_params.get("bij_doel", "")
    if requested.isdecimal() and int(requested) in names:  # a goal with only decisions on the whole programme
        listed |= {requested: f"{requested}. {names[int(requested)]}"}
    with st.container(horizontal=True, vertical_alignment="bottom", key="besluiten-keuzes"):
        goal = choices.choose("Doel", {_ALL: "Alle doelen"} | listed, "bij_doel", _ALL)
        state = choices.choose("Stand", {_ALL: "Alle"} | figures.STATES, "stand", _ALL)
    return Choice(None if goal == _ALL else int(goal), "" if state == _ALL else state)


def show_all() -> None:
    """Show all decisions with what is new and unknown, to filter, print and save; a message without any."""
    if not rows.decisions(query):
        st.html(tables.unknown_notice(sentences.NONE_YET))
        layout.show_notes([sentences.MEANING])
        return
    today = moments.today()
    place = st.container()
    choice = choose()
    with place:
        replayed(_draw_finding, choice, today)
    if not figures.chosen(query, choice, today):
        st.info(sentences.NONE_CHOSEN)
        return
    replayed(_draw_table, choice, today)
    link = downloads.view_address()
    with st.container(horizontal=True, vertical_alignment="center", key="besluiten-opslaan"):
        downloads.share_menu(
            [Download("", "besluiten", lambda: exhibits.decisions(query, choice, today), has_picture=False)],
            document=Document("besluiten", lambda: exhibits.document(query, choice, today, link)),
        )
        layout.browser_button("Afdrukken", "print")


def show_of_goal(goal_id: int) -> None:
    """Show, folded, the decisions on a goal; the heading has the most pressing state."""
    today = moments.today()
    with st.expander(sentences.of_goal(figures.chosen(query, Choice(goal_id), today), today)):
        replayed(_draw_of_goal, goal_id, today)


def _draw_finding(choice: Choice, today: date) -> None:
    decisions = figures.chosen(query, choice, today)
    st.markdown(f"**{sentences.counted(decisions, today)}.** {sentences.new(decisions, figures.start_of_new(today))}")


def _draw_table(choice: Choice, today: date) -> None:
    exhibit = exhibits.decisions(query, choice, today)
    with st.container(key="besluiten-tabel"):
        st.html(html_tables.html(exhibit.table))
    if unknown := sentences.unknown(figures.chosen(query, choice, today)):
        st.html(tables.unknown_notice(unknown))
    layout.show_notes([*exhibit.notes, *exhibit.sources])


def _draw_of_goal(goal_id: int, today: date) -> None:
    decisions = figures.chosen(query, Choice(goal_id), today)
    if not decisions:
        st.html(f"<p>{sentences.NONE_YET} {sentences.WHOSE_MOVE}</p>")
        return
    caption = f"Besluiten bij doel {goal_id}, en voor het hele programma"
    with st.container(key="besluiten-tabel"):
        st.html(html_tables.html(tables.overview(decisions, exhibits.goals(query), today, caption)))
    st.html(html_tables.link(tables.link(bij_doel=goal_id), "Deze besluiten opslaan of afdrukken"))
