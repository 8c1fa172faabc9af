"""The see-saws on screen: on the page of the goal they belong to, and on the profile of a buurt."""

from collections.abc import Sequence

import streamlit as st

from veerkracht.topics.seesaw import exhibits, sentences, tables
from veerkracht.topics.seesaw.figures import KINDS, Kind, seesaws
from veerkracht.web import downloads, layout
from veerkracht.web.cache import programme, query, replayed
from veerkracht.web.downloads import Download


def show_of_goal(goal_id: int) -> None:
    """Show the see-saws of the focus areas, each to be saved, below the goal that is about them; else nothing."""
    if not exhibits.has_seesaws(query, goal_id):
        return
    codes = programme().focus_area_codes
    for kind in KINDS:
        replayed(_draw_kind, codes, kind)
        if any(seesaw.tilt for seesaw in seesaws(query, codes, kind)):
            downloads.download_row(_offer(f"doel-{goal_id}", codes, kind))
    replayed(_draw_notes, codes)


def draw(area_codes: Sequence[str]) -> None:
    """Draw the see-saws of these areas, and what they cannot say."""
    st.html(tables.html(*(seesaws(query, area_codes, kind) for kind in KINDS)))
    _draw_notes(area_codes)


def _draw_kind(area_codes: Sequence[str], kind: Kind) -> None:
    st.html(tables.html(seesaws(query, area_codes, kind)))


def _draw_notes(area_codes: Sequence[str]) -> None:
    group = [seesaw for kind in KINDS for seesaw in seesaws(query, area_codes, kind)]
    layout.show_notes([*sentences.notes(group), sentences.source(group)])


def _offer(name: str, area_codes: tuple[str, ...], kind: Kind) -> Download:
    return Download("", f"{name}-wipwap-{kind}", lambda: query.value(exhibits.of_kind, name, area_codes, kind))
