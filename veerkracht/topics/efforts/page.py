"""Efforts on screen: the network with the goals, a card each, what was counted, and the efforts of one goal."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from veerkracht.drawing import tables as html_tables
from veerkracht.topics.efforts import exhibits, figures, tables
from veerkracht.topics.efforts.figures import Choice
from veerkracht.web import choices, downloads, layout
from veerkracht.web.cache import area_names, programme, query, replayed
from veerkracht.web.downloads import Download

_ALL = "alle"
_FONT = 13  # pixels, of the network


@dataclass(frozen=True, eq=False)
class Marks:
    """The efforts to mark on the time axis of a goal: on screen, and in what is saved."""

    on_screen: pd.DataFrame
    saved: pd.DataFrame


def choose() -> Choice:
    """Return which efforts the reader wants to see, kept in the address; by default all."""
    efforts, goals, names = figures.efforts(query), figures.goals(query), area_names()
    codes = [*programme().focus_area_codes, *(code for effort in efforts for code in effort.area_codes)]
    offered = {
        "bij_doel": ("Doel", {str(goal_id): f"{goal_id}. {goal.name}" for goal_id, goal in goals.items()}),
        "bij_gebied": ("Buurt of gebied", {code: names[code] for code in dict.fromkeys(codes)}),
        "soort": ("Soort", {kind: label.capitalize() for kind, label in figures.KINDS.items()}),
        "inspanning": ("Inspanning", {effort.effort_id: effort.name for effort in efforts}),
    }
    chosen = {}
    for column, (key, (label, options)) in zip(st.columns(len(offered)), offered.items(), strict=True):
        with column:
            value = choices.choose(label, {_ALL: f"Alle ({len(options)})"} | options, key, _ALL)
            chosen[key] = "" if value == _ALL else value
    goal_id = int(chosen["bij_doel"]) if chosen["bij_doel"] else None
    return Choice(goal_id, chosen["bij_gebied"], chosen["soort"], chosen["inspanning"])


def show_network(choice: Choice) -> None:
    """Show goals and efforts as a picture, to save with its table."""
    replayed(_draw_network, choice)
    downloads.download_row(Download("", "inspanningen", lambda: query.value(exhibits.network, choice)))


def _draw_network(choice: Choice) -> None:
    exhibit, count = query.value(exhibits.network, choice, _FONT), figures.counted(figures.chosen(query, choice))
    st.markdown(f"**{count}** bij deze keuze." if choice != Choice() else f"{figures.MEANING} **{count}.**")
    if exhibit.chart:
        layout.show_chart(exhibit.chart, exhibit.alternative)
    layout.show_notes(list(exhibit.notes))


def show_cards(choice: Choice) -> None:
    """Show the chosen efforts as a table and a card each."""
    if not figures.chosen(query, choice):
        st.info("Er is geen inspanning die bij deze keuze past. Kies bij een van de vakken “Alle”.")
        return
    replayed(_draw_cards, choice)


def _draw_cards(choice: Choice) -> None:
    st.html(html_tables.html(query.value(exhibits.network, choice, _FONT).table))
    st.header("Per inspanning", anchor=False)
    st.html(tables.cards(figures.chosen(query, choice), area_names()))


def show_counts(choice: Choice) -> None:
    """Show what the chosen efforts planned and realised per year, each to save, and which have no counts."""
    efforts, counts = figures.chosen(query, choice), figures.counts(query)
    st.header("Prestaties: gepland en gerealiseerd", anchor=False)
    for effort in efforts:
        for effort_id, position in counts:
            if effort_id == effort.effort_id:
                _show_count(effort_id, position)
    if counts:
        layout.show_notes([figures.COUNT_READING])
    with_counts = {effort_id for effort_id, _ in counts}
    if without := sum(effort.effort_id not in with_counts for effort in efforts):
        who = "deze inspanning" if len(efforts) == 1 else f"{without} van de {len(efforts)} inspanningen"
        st.info(
            f"Van {who} zijn geen prestaties bekend: aantallen die zijn gepland of gerealiseerd. Het programmateam kan "
            "die aanvullen in een bestand. Hoe dat gaat, staat in de Handleiding."
        )


def _show_count(effort_id: str, position: int) -> None:
    exhibit = query.value(exhibits.counts, effort_id, position)
    replayed(_draw_count, effort_id, position)
    if exhibit.chart:
        downloads.download_row(Download("", exhibit.name, lambda: exhibit))


def _draw_count(effort_id: str, position: int) -> None:
    exhibit = query.value(exhibits.counts, effort_id, position)
    [effort] = figures.chosen(query, Choice(effort_id=effort_id))
    st.html(tables.count_heading(effort, figures.counts(query)[effort_id, position]))
    picture, table = st.columns([3, 2])
    if exhibit.chart:
        with picture:
            layout.show_chart(exhibit.chart, exhibit.alternative)
    table.html(html_tables.html(exhibit.table))


def choose_marks(goal_id: int, has_chart: bool) -> Marks:
    """Return the efforts of a goal to mark on the time axis of its charts; no switches without any."""
    marks = figures.marks(query, goal_id)
    none = marks.head(0)
    if marks.empty or not has_chart:
        return Marks(none, none)
    is_shown = choices.choose_switch("Toon inspanningen op de tijdas", "inspanningen", default=True)
    is_saved = is_shown and choices.choose_switch("Ook in wat u opslaat", "met_inspanningen")
    return Marks(marks if is_shown else none, marks if is_saved else none)


def show_of_goal(goal_id: int) -> None:
    """Show the efforts for a goal as a table, with what the marks on the time axis are and a way to the network."""
    efforts = figures.chosen(query, Choice(goal_id))
    st.header("Wat er voor dit doel wordt gedaan", anchor=False)
    if efforts:
        caption = f"Inspanningen voor doel {goal_id}"
        st.html(html_tables.html(tables.overview(efforts, figures.goals(query), area_names(), caption)))
        sources = f"Bron: {'; '.join(dict.fromkeys(effort.source for effort in efforts))}."
        st.html(tables.notes([" ".join(figures.caveats(efforts)), sources]))
    else:
        st.info("Er is nog geen inspanning bekend voor dit doel.")
    st.html(html_tables.link(tables.link(bij_doel=goal_id), "Dit doel in het netwerk van doelen en inspanningen"))
