"""Samenhang: how two topics go together over the buurten, or all topics of a theme."""

import streamlit as st

from veerkracht.topics.correlation import page as correlation_ui
from veerkracht.web import cache, choices, layout, transition

indicators, _ = cache.indicators("buurt_figure_count", "jaar")
layout.heading("Samenhang")
parts = {"paar": "Twee onderwerpen", "thema": "Alle onderwerpen van een thema"}
if choices.choose_part("Weergave", parts, "weergave") == "paar":
    first, second = correlation_ui.choose_pair(indicators)
    if second.indicator_id == first.indicator_id:
        st.info("U heeft twee keer hetzelfde onderwerp gekozen. Kies een ander tweede onderwerp.")
        st.stop()
    correlation_ui.show_pair(first, second)
else:
    correlation_ui.show_theme(indicators)
transition.once(lambda: layout.tell_left_out("buurt_figure_count", " per buurt"))
