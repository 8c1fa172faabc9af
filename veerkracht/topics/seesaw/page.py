"""The see-saws on screen: on the page of the goal they belong to, and on the profile of a buurt."""

from collections.abc import Sequence

import streamlit as st

from veerkracht.method import balance
from veerkracht.topics.seesaw import exhibits as balances
from veerkracht.topics.seesaw import figures as balance_views
from veerkracht.topics.seesaw import queries as balance_queries
from veerkracht.topics.seesaw import tables as balance_tables
from veerkracht.topics.seesaw.figures import KINDS, Kind
from veerkracht.web import downloads as export_ui
from veerkracht.web.cache import programme, query
from veerkracht.web.downloads import Offer
from veerkracht.web.layout import notes
from veerkracht.web.transition import once


def show_of_goal(goal_id: int) -> None:
    """Show the see-saws of the focus areas, each to be saved, below the goal that is about them; else nothing."""
    if goal_id not in set(query(balance_queries.items, balance.FEWEST)["goal_id"].dropna()):
        return
    codes = list(programme().focus_area_codes)
    for kind in KINDS:
        _show_with_offer(f"doel-{goal_id}", codes, kind)
    once(lambda: _explain(codes))


def draw_balances(area_codes: Sequence[str]) -> None:
    """Draw the see-saws of these areas, and what they cannot say."""
    st.html(balance_tables.html(*(balance_views.views(query, area_codes, kind) for kind in KINDS)))
    _explain(area_codes)


def _show_with_offer(name: str, area_codes: Sequence[str], kind: Kind) -> None:
    found = balance_views.views(query, area_codes, kind)
    once(lambda: st.html(balance_tables.html(found)), kind)
    if any(one.tilt for one in found):
        offer = Offer("", f"{name}-wipwap-{kind}", lambda: balances.of_kind(query, name, area_codes, kind))
        export_ui.offer_row(offer)


def _explain(area_codes: Sequence[str]) -> None:
    found = [one for kind in KINDS for one in balance_views.views(query, area_codes, kind)]
    notes([*balance_tables.notes(found), balance_tables.source(found)])
