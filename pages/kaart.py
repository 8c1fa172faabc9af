"""Kaart: one indicator over all areas of a level, possibly beside another year or indicator, and as a table."""

import streamlit as st

from veerkracht.drawing import maps, tables
from veerkracht.topics.map import figures
from veerkracht.topics.map import page as map_page
from veerkracht.topics.map.figures import Choice
from veerkracht.topics.sources import page as sources_page
from veerkracht.web import cache, choices, groups, layout

indicators = cache.indicators("buurt_figure_count")

layout.show_heading("Kaart")
groups.say_groups_unavailable(map_page.NO_GROUPS)
first, second, third = st.columns([4, 5, 3], vertical_alignment="bottom")
with first:
    indicator = choices.choose_indicator(indicators, "ervaren_gezondheid")
layout.name_tab(f"{indicator.label}, kaart")
with third:
    level = map_page.choose_level(indicator)
available = figures.periods_of(cache.query, indicator.indicator_id, level)
names = figures.area_names(cache.query, level)
if available.empty or not names:
    st.info(map_page.without_figures(indicator, level))
    st.stop()
with second:
    label = "Maand" if indicator.frequency == "maand" else "Jaar"
    period, is_film = choices.choose_period_or_film(label, available, "jaar")
first, second, third = st.columns([4, 5, 3], vertical_alignment="bottom")
with third.popover("Kaart aanpassen", icon=":material/tune:"):
    method = map_page.choose_method(indicator)
    is_light = is_film or not choices.choose_switch("Inzoomen", "zoom")
    opens = choices.choose_switch("Een klik op de kaart opent het profiel van de buurt", "klik")
    has_background = not is_film and choices.choose_switch(
        f"{maps.BACKGROUND_NOTE} U kunt dan ook inzoomen.", "achtergrond"
    )
with first:
    chosen = choices.choose_many(
        "Gekozen op de kaart", names, "gebied", [], map_page.MOST_CHOSEN, placeholder="Klik op de kaart of kies hier"
    )
with second:
    choice = Choice(indicator.indicator_id, period, level, method)
    beside = None if is_film else map_page.choose_beside(choice, cache.indicator_labels(indicators))

is_light = is_light and not has_background
beside_each_other, marked = map_page.beside_each_other(choice, beside), map_page.marked(chosen)
sources_page.warn_of_sources(cache.get_indicator(choice.indicator_id).source_id for choice in beside_each_other)
is_alone = len(beside_each_other) == 1
sides = st.columns([3, 2] if is_alone else 2, gap="medium")
for place, (side, choice) in enumerate(zip(sides, beside_each_other, strict=False), 1):
    with side:
        if is_film:
            map_page.show_film(choice, "film", marked, opens)
        else:
            map_page.show_map(choice, f"kaart{place}", marked, is_light, has_background, opens)
    with sides[-1] if is_alone else side:
        map_page.show_distribution(choice, marked)
with sides[-1] if is_alone else st.container():
    map_page.show_moves(beside_each_other)
    order = choices.choose_part("Volgorde van de tabel", map_page.ORDERS, "volgorde")
    map_page.show_table(beside_each_other, order, marked)
with sides[0] if is_alone else st.container():
    map_page.explain(beside_each_other, has_background)
map_page.offer_maps(beside_each_other, order, marked)
if not is_light:
    st.html(tables.no_webgl())
