"""Kaart: one indicator over all areas of a level, beside another year or indicator if asked, and as a table."""

import streamlit as st

from veerkracht.database import queries
from veerkracht.drawing import maps, sentences, tables
from veerkracht.topics.map import page as map_ui
from veerkracht.topics.sources import page as sources_page
from veerkracht.web import cache, choices, layout, transition

programme = cache.programme()
shown, _ = cache.indicators("buurt_figure_count")

layout.heading("Kaart")
first, second, third, zoom = st.columns([4, 4, 3, 1.7], vertical_alignment="bottom")
with first:
    indicator = choices.choose_indicator(shown, "ervaren_gezondheid")
with third:
    level = map_ui.choose_level(indicator)
available = cache.query(queries.periods, indicator.indicator_id, level)
names = map_ui.drawn(level)
if available.empty or not names:
    st.info(map_ui.why_empty(indicator, level, bool(names)))
    st.stop()
with second:
    period = choices.choose_period("Maand" if indicator.frequency == "maand" else "Jaar", available, "jaar")
first, second, third, more = st.columns([4, 4, 3, 1.7], vertical_alignment="bottom")
with first:
    chosen = choices.choose_many(
        "Gekozen op de kaart", names, "gebied", [], 6, placeholder="Klik op de kaart of kies hier"
    )
with second:
    beside = map_ui.choose_beside(indicator, cache.indicator_labels(shown), level, period)
with third:
    method = map_ui.choose_method(indicator)
with more.popover("Meer"):
    opens = choices.choose_switch("Een klik op de kaart opent het profiel van de buurt", "klik")
    has_background = choices.choose_switch(f"{maps.BACKGROUND_NOTE} U kunt dan ook inzoomen.", "achtergrond")
with zoom:
    is_light = not choices.choose_switch("Inzoomen", "zoom") and not has_background
wanted = [(indicator, period), *([beside] if beside else [])]
if beside and beside[0] is indicator:
    wanted.sort(key=lambda one: one[1])  # time runs from left to right
sources_page.warn_of_sources([one.source_id for one, _ in wanted])
drawn = [map_ui.view(one, when, level, method) for one, when in wanted]
sides = st.columns([3, 2] if len(drawn) == 1 else 2)
for place, (side, view) in enumerate(zip(sides, drawn, strict=False), 1):
    with side:
        map_ui.show_map(view, f"kaart{place}", chosen, is_light, has_background, opens)
    with sides[-1] if len(drawn) == 1 else side:
        map_ui.show_distribution(view, chosen)
with sides[-1] if len(drawn) == 1 else st.container():
    if beside and beside[0] is indicator:
        st.markdown(sentences.moves(*(view.frame for view in drawn), indicator, *(view.period for view in drawn)))
    order = choices.choose_part("Volgorde van de tabel", {"hoog": "hoog naar laag", "naam": "naam"}, "volgorde")
    map_ui.offer_maps(drawn, chosen)
    map_ui.show_table(drawn, order, chosen)


def explain() -> None:
    """Say what the figures are set against, how to read the map, and where its figures come from."""
    for one, when in wanted:
        st.markdown(sentences.reference(cache.query(queries.figures, one.indicator_id, when), one, when, programme))
    st.caption("Een kleur betekent in elk jaar hetzelfde. Omlijnd: de aandachtswijken en wat u koos. ×: geen gegevens.")
    layout.notes([map_ui.small_areas(drawn[0])])
    if has_background:
        st.caption(maps.BACKGROUND_NOTE)
    for one in {one.indicator_id: one for one, _ in wanted}.values():
        layout.link_to_origin(one.indicator_id, period)
        layout.notes(sentences.source_note(one, cache.query(queries.origins, one.indicator_id)))
    layout.tell_left_out("buurt_figure_count", " per buurt")


transition.once(explain)
if not is_light:
    st.html(tables.no_webgl())
