"""Veerkrachtkaart: how vulnerable and how troubled every buurt is, in three by three cells with fixed bounds."""

import streamlit as st

from veerkracht.topics.resilience_map import page as resilience_page
from veerkracht.topics.resilience_map import sentences
from veerkracht.web import layout

layout.show_heading("Kwetsbaarheid en overlast – eigen benadering")
resilience_page.stop_without_map()
view, cell, named = resilience_page.choose_view()
st.markdown(sentences.APPROACH)
resilience_page.show_map(view, cell, named)
resilience_page.show_axes(view, named)
st.header("De buurten in woorden en cijfers", anchor=False)
resilience_page.show_table(view, cell, named)
resilience_page.explain(view)
