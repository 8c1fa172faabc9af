"""Veerkrachtkaart: how vulnerable and how troubled every buurt is, in three by three cells with fixed bounds."""

import streamlit as st

from veerkracht.topics.resilience_map import page as resilience_ui
from veerkracht.topics.resilience_map import sentences as resilience_sentences
from veerkracht.web import layout, transition

layout.heading("Kwetsbaarheid en overlast – eigen benadering")
resilience_ui.stop_without_map()
shown, cell, named = resilience_ui.choose_view()
transition.once(lambda: st.markdown(resilience_sentences.APPROACH))
resilience_ui.show_map(shown, cell, named)
resilience_ui.show_axes(shown, named)
st.subheader("De buurten in woorden en cijfers", anchor=False)
resilience_ui.show_table(shown, cell, named)


def explain() -> None:
    """Say how the classes are made, what was taken into account, and what the map does not say."""
    st.markdown(resilience_sentences.method(shown))
    st.markdown(resilience_sentences.doubts(shown))
    st.markdown(resilience_sentences.LIMITS)
    told = [resilience_sentences.years(shown), resilience_sentences.left_out(shown)]
    layout.notes([*told, *resilience_sentences.bounds(shown)])
    resilience_ui.show_sources(shown)


transition.once(explain)
