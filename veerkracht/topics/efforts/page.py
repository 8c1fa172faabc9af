"""Efforts on screen: the network with the goals, a card each, what was counted, and the efforts of one goal."""

from functools import partial
from typing import Any, NamedTuple

import pandas as pd
import streamlit as st

from veerkracht.drawing import tables
from veerkracht.topics.efforts import charts as effort_charts
from veerkracht.topics.efforts import exhibits as efforts
from veerkracht.topics.efforts import figures as effort_views
from veerkracht.topics.efforts import queries as effort_queries
from veerkracht.topics.efforts import tables as effort_tables
from veerkracht.topics.efforts.figures import Choice
from veerkracht.web import cache, choices, layout, transition
from veerkracht.web import downloads as export_ui
from veerkracht.web.downloads import Offer

_ALL = "alle"


class Marks(NamedTuple):
    """The efforts to mark on the time axis of a goal: on screen, and in what is saved."""

    on_screen: pd.DataFrame
    saved: pd.DataFrame


def choose() -> Choice:
    """Return what the reader wants to look at, kept in the address; by default everything."""
    found, goals, names = cache.query(effort_queries.efforts), cache.query(effort_queries.goals), cache.area_names()
    codes = [*cache.programme().focus_area_codes, *(code for row in found["area_codes"] for code in row)]
    offered = {
        "bij_doel": ("Doel", {str(row.goal_id): f"{row.goal_id}. {row.name}" for row in goals.itertuples()}),
        "bij_gebied": ("Buurt of gebied", {code: names[code] for code in dict.fromkeys(codes)}),
        "soort": ("Soort", {kind: label.capitalize() for kind, label in effort_views.KINDS.items()}),
        "inspanning": ("Inspanning", dict(zip(found["effort_id"], found["name"], strict=True))),
    }
    chosen = {}
    for place, (key, (label, options)) in zip(st.columns(len(offered)), offered.items(), strict=True):
        with place:
            picked = choices.choose(label, {_ALL: f"Alle ({len(options)})"} | options, key, _ALL)
            chosen[key] = "" if picked == _ALL else picked
    goal = int(chosen["bij_doel"]) if chosen["bij_doel"] else None
    return Choice(goal, chosen["bij_gebied"], chosen["soort"], chosen["inspanning"])


def show_network(choice: Choice) -> None:
    """Show goals and efforts as a picture and as a table, to save."""

    def draw() -> None:
        found = effort_views.chosen(cache.query, choice)
        count = "1 inspanning" if len(found) == 1 else f"{len(found)} inspanningen"
        st.markdown(f"**{count}** bij deze keuze." if choice != Choice() else f"{effort_views.MEANING} **{count}.**")
        picture = effort_charts.network(effort_views.network(cache.query, choice))
        layout.show_chart(picture, effort_views.alternative(cache.query, choice))
        layout.notes(effort_views.reading(cache.query))

    transition.once(draw)
    export_ui.offer_row(Offer("", "inspanningen", lambda: efforts.network(cache.query, choice)))


def show_cards(choice: Choice) -> None:
    """Show the chosen efforts as a table and a card each."""
    found, names = effort_views.chosen(cache.query, choice), cache.area_names()
    if found.empty:
        st.info("Er is geen inspanning die bij deze keuze past. Kies bij een van de vakken “Alle”.")
        return
    st.html(effort_tables.overview(found, cache.query(effort_queries.goals), names, "Inspanningen en hun doelen"))
    st.subheader("Per inspanning", anchor=False)
    st.html(effort_tables.cards(found, names))


def show_counts(choice: Choice) -> None:
    """Show what the chosen efforts planned and realised per year, each to save, and which have no counts."""
    found, every = effort_views.chosen(cache.query, choice), cache.query(effort_queries.counts)
    st.subheader("Prestaties: gepland en gerealiseerd", anchor=False)
    for effort in found.itertuples():
        for position, rows in every[every["effort_id"] == effort.effort_id].groupby("position", sort=True):
            _show_count(effort, rows)
            if rows[["planned", "realised"]].notna().any(axis=None):
                make = partial(efforts.counts, cache.query, effort.effort_id, position)
                export_ui.offer_row(Offer("", f"inspanning-{effort.effort_id}-prestatie-{int(position) + 1}", make))
    without = int((~found["effort_id"].isin(every["effort_id"])).sum())
    if len(every):
        layout.notes([effort_views.COUNT_READING])
    if without:
        who = "deze inspanning" if len(found) == 1 else f"{without} van de {len(found)} inspanningen"
        st.info(
            f"Van {who} zijn geen prestaties bekend: aantallen die zijn gepland of gerealiseerd. Het programmateam kan "
            "die aanvullen in een bestand. Hoe dat gaat, staat in de Handleiding."
        )


def _show_count(effort: Any, rows: pd.DataFrame) -> None:
    def draw() -> None:
        st.html(effort_tables.count_heading(effort.name, rows))
        picture, table = st.columns([3, 2])
        if chart := effort_charts.counts(rows):
            with picture:
                layout.show_chart(chart, effort_views.count_alternative(rows))
        table.html(effort_tables.counts(rows))

    transition.once(draw, effort.effort_id, rows["position"].iloc[0])


def choose_marks(goal_id: int, has_chart: bool) -> Marks:
    """Return the efforts of a goal to mark on the time axis of its charts; no switches without any."""
    found = effort_views.marks(cache.query, goal_id)
    if found.empty or not has_chart:
        return Marks(found.head(0), found.head(0))
    is_shown = choices.choose_switch("Toon inspanningen op de tijdas", "inspanningen", default=True)
    is_saved = is_shown and choices.choose_switch("Ook in wat u opslaat", "met_inspanningen")
    return Marks(found if is_shown else found.head(0), found if is_saved else found.head(0))


def show_of_goal(goal_id: int) -> None:
    """Show the efforts for a goal as a table, with what the marks on the time axis are and a way to the network."""
    found, names = effort_views.chosen(cache.query, Choice(goal_id)), cache.area_names()
    st.subheader("Wat er voor dit doel wordt gedaan", anchor=False)
    if found.empty:
        st.info("Er is nog geen inspanning bekend voor dit doel.")
    else:
        goals = cache.query(effort_queries.goals)
        st.html(effort_tables.overview(found, goals, names, f"Inspanningen voor doel {goal_id}"))
        sources = f"Bron: {'; '.join(dict.fromkeys(found['source']))}."
        st.html(effort_tables.notes([" ".join(effort_views.caveats(found)), sources]))
    st.html(tables.link(effort_tables.link(bij_doel=goal_id), "Dit doel in het netwerk van doelen en inspanningen"))
