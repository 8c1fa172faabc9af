"""Efforts on screen: a list per scale level, the network with the goals, counts, and those of one goal."""

from dataclasses import dataclass

import streamlit as st

from veerkracht.database import lookups
from veerkracht.drawing import tables as html_tables
from veerkracht.topics.efforts import charts, exhibits, figures, tables
from veerkracht.topics.efforts.figures import Choice
from veerkracht.web import choices, downloads, layout
from veerkracht.web.cache import area_names, programme, query, replayed
from veerkracht.web.downloads import Download

_LIST, _NETWORK = "lijst", "netwerk"
VIEWS = {_LIST: "Lijst", _NETWORK: "Netwerk"}
_ALL = "alle"
_FONT = 13  # pixels, of the network
_CLICKS, _GOAL_TO_OPEN = "effort_clicks", "goal_to_open"


@dataclass(frozen=True)
class Marks:
    """Whether the efforts of a goal are marked on its time axis: on screen, and in what is saved."""

    are_on_screen: bool = False
    are_saved: bool = False


def choose() -> tuple[str, Choice]:
    """Return the view (a code of VIEWS) and which efforts the reader wants to see, by default all; both are in the
    address."""
    efforts, goals, names = figures.efforts(query), figures.goals(query), area_names()
    codes = [*programme().focus_area_codes, *(code for effort in efforts for code in effort.area_codes)]
    offered = {
        "bij_doel": ("Doel", {str(goal_id): f"{goal_id}. {goal.name}" for goal_id, goal in goals.items()}),
        "bij_gebied": ("Buurt of gebied", {code: names[code] for code in dict.fromkeys(codes)}),
        "soort": ("Soort", {kind: label.capitalize() for kind, label in figures.KINDS.items()}),
        "inspanning": ("Inspanning", {effort.effort_id: effort.name for effort in efforts}),
    }
    chosen = {}
    first, *columns = st.columns([4, *[5] * len(offered)], vertical_alignment="bottom")
    with first:
        view = choices.choose_part("Weergave", VIEWS, "weergave")
    for column, (key, (label, options)) in zip(columns, offered.items(), strict=True):
        with column:
            value = choices.choose(label, {_ALL: f"Alle ({len(options)})"} | options, key, _ALL)
            chosen[key] = "" if value == _ALL else value
    goal_id = int(chosen["bij_doel"]) if chosen["bij_doel"] else None
    return view, Choice(goal_id, chosen["bij_gebied"], chosen["soort"], chosen["inspanning"])


def show(view: str, choice: Choice) -> None:
    """Show the chosen efforts as a list or as a network with the goals, and what is unknown of them."""
    replayed(_draw_count_of, choice)
    if not figures.chosen(query, choice):
        st.info("Er is geen inspanning die bij deze keuze past. Kies bij een van de vakken “Alle”.")
        return
    if view == _NETWORK:
        with st.container(key="inspanningen-netwerk"):
            _show_network(choice)
    with st.container(key=f"inspanningen-lijst-bij-{view}"):
        replayed(_draw_list, choice)
    replayed(_draw_unknown, choice)


def _draw_count_of(choice: Choice) -> None:
    count, empty = figures.counted(figures.chosen(query, choice)), figures.without_efforts(query)
    if choice != Choice():
        st.markdown(f"**{count}** bij deze keuze.")
        return
    lacking = f" {figures.goals_without_efforts(empty)}" if empty else ""
    st.markdown(f"**{count}** voor de doelen van het programma.{lacking}")


def _show_network(choice: Choice) -> None:
    """Show the network; a click on a goal or an effort leads to it."""
    exhibit = query.value(exhibits.network, choice, _FONT)
    assert exhibit.chart
    key = f"netwerk-{st.session_state.get(_CLICKS, 0)}"  # under another name it forgets what was clicked
    st.vega_lite_chart(exhibit.chart.on_screen(), theme=None, alt=exhibit.alternative, key=key,
                       on_select=lambda: _open(key))  # fmt: skip
    layout.show_notes([figures.LINES])
    if (code := st.session_state.pop(_GOAL_TO_OPEN, None)) is not None:
        st.switch_page("pages/doelkaart.py", query_params={"doel": code})


def _open(key: str) -> None:
    """Make the next run open the goal or effort that was clicked."""
    st.session_state[_CLICKS] = st.session_state.get(_CLICKS, 0) + 1
    for clicked in st.session_state[key]["selection"][charts.CLICK]:
        kind, _, code = clicked["node"].partition(":")
        if kind == charts.GOAL:
            st.session_state[_GOAL_TO_OPEN] = code
        elif kind == charts.EFFORT:
            st.session_state["inspanning"], st.session_state["weergave"] = code, _LIST


def _draw_list(choice: Choice) -> None:
    efforts, levels = figures.chosen(query, choice), lookups.divisions(query).get("level", {})
    st.html(tables.by_level(efforts, figures.goals(query), area_names(), levels))


def _draw_unknown(choice: Choice) -> None:
    if unknown := figures.unknown(query, figures.chosen(query, choice)):
        st.html(tables.unknown_notice(unknown))


def explain(choice: Choice) -> None:
    """Show, folded, how certain the links with goals are, and all efforts as a table; and offer the files."""
    replayed(_draw_explanation, choice)
    downloads.share_menu([Download("Netwerk", "inspanningen", lambda: query.value(exhibits.network, choice))])


def _draw_explanation(choice: Choice) -> None:
    exhibit = query.value(exhibits.network, choice, _FONT)
    with st.expander("Hoe zeker is dit?"):
        layout.show_notes([figures.MEANING, *exhibit.notes])
    with st.expander("Alles in een tabel"):
        st.html(html_tables.html(exhibit.table))


def show_counts(choice: Choice) -> None:
    """Show the planned and realised numbers of the chosen efforts per year, each with a download; nothing without
    any."""
    chosen = {effort.effort_id for effort in figures.chosen(query, choice)}
    if counted := [key for key in figures.counts(query) if key[0] in chosen]:
        st.header("Prestaties: gepland en gerealiseerd", anchor=False)
        for effort_id, position in counted:
            _show_count(effort_id, position)
        layout.show_notes([figures.COUNT_READING])


def _show_count(effort_id: str, position: int) -> None:
    exhibit = query.value(exhibits.counts, effort_id, position)
    replayed(_draw_count, effort_id, position)
    if exhibit.chart:
        downloads.share_menu([Download("", exhibit.name, lambda: exhibit)], key=exhibit.name)


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
    """Return where to mark the efforts of a goal on the time axis of its charts; no switches without any."""
    if not has_chart or figures.marks(query, goal_id).empty:
        return Marks()
    is_shown = choices.choose_switch("Toon inspanningen op de tijdas", "inspanningen", default=True)
    return Marks(is_shown, is_shown and choices.choose_switch("Ook in wat u opslaat", "met_inspanningen"))


def show_of_goal(goal_id: int) -> None:
    """Show the efforts for a goal as a table, with an explanation of the marks on the time axis and a link to the
    network."""
    efforts = figures.chosen(query, Choice(goal_id))
    st.header("Wat er voor dit doel wordt gedaan", anchor=False)
    if efforts:
        caption = f"Inspanningen voor doel {goal_id}"
        st.html(html_tables.html(tables.overview(efforts, figures.goals(query), area_names(), caption)))
        sources = f"Bron: {'; '.join(dict.fromkeys(effort.source for effort in efforts))}."
        st.html(tables.notes([" ".join(figures.caveats(efforts)), sources]))
    else:
        st.info("Er is nog geen inspanning bekend voor dit doel.")
    address = tables.link(bij_doel=goal_id, weergave=_NETWORK)
    st.html(html_tables.link(address, "Dit doel in het netwerk van doelen en inspanningen"))
