"""The search of the page for a new reader on screen."""

import streamlit as st

from veerkracht.topics.start import figures as start_views
from veerkracht.topics.start import search
from veerkracht.web import cache, choices, transition

_KEY, _TYPED = "zoek", "zoekterm"


def show_search() -> None:
    """Show the field to search with, which stands in the address as ?zoek=, and what was found."""
    if _TYPED not in st.session_state:
        st.session_state[_TYPED] = st.query_params.get(_KEY, "")[: search.LONGEST]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        typed = st.text_input(
            "Zoek een doel, onderwerp, buurt, verhaal of inspanning", key=_TYPED, max_chars=search.LONGEST,
            placeholder="Bijvoorbeeld: inbraak of eenzaam",
        )  # fmt: skip
        st.button("Zoeken")  # leaving the field searches too; a button shows that
    query = " ".join(typed.split())
    if query or _KEY in st.query_params:
        choices.put_in_address(_KEY, [query])
    if query:
        transition.once(lambda: st.html(start_views.found(query, search.find(_index(), query), cache.query)), query)


@transition.per_database
def _index() -> search.Index:
    return search.index(start_views.entries(cache.query))
