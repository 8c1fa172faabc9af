"""Trends: the development of one or several indicators for chosen areas against city and country."""

import streamlit as st

from veerkracht import goal_queries, queries, sentences, trend_ui, trend_views, ui

programme = ui.programme()
names = ui.area_names()
shown, _ = ui.indicators()
compared = [*programme.focus_area_codes, programme.municipality_code, programme.country_code]

ui.heading("Trends")
left, right = st.columns([5, 2], vertical_alignment="bottom")
with right:
    view = ui.choose_part("Weergave", {"een": "Eén onderwerp", "meer": "Meer onderwerpen"}, "weergave")
with left:
    if view == "een":
        chosen = [ui.choose_indicator(shown, "ervaren_gezondheid")]
    else:
        codes = ui.choose_many("Onderwerpen (hoogstens negen)", ui.indicator_labels(shown), "onderwerp",
                               list(ui.read(goal_queries.indicators)["indicator_id"]), 9,
                               placeholder="Kies een of meer onderwerpen")  # fmt: skip
        chosen = [ui.indicator_row(code) for code in codes]
first, second, third = st.columns([6, 4, 3], vertical_alignment="bottom")
with first:
    areas = ui.choose_many("Gebieden (hoogstens zes)", names, "gebied", compared, 6)
frames = [ui.read(queries.trend, one.indicator_id, areas) for one in chosen]
has_figures = any(frame["value"].notna().any() for frame in frames)
with second:
    base = trend_ui.choose_base(frames)
with third:
    events = trend_ui.choose_events(areas)

ui.warn_of_sources([one.source_id for one in chosen])
if not has_figures:
    st.info(sentences.why_no_trend(bool(chosen), bool(areas)))
elif view == "een":
    trend_ui.show_one(chosen[0], areas, base, events)
else:
    trend_ui.show_many(chosen, areas, base, events)
ui.once(lambda: trend_ui.tell_breaks(chosen, areas, events))
if has_figures:
    trend_ui.offer_figures(chosen, frames)
    with_figures = [one for one, frame in zip(chosen, frames, strict=True) if frame["value"].notna().any()]
    trend_ui.offer_charts(with_figures, areas, base, events)


def explain() -> None:
    """Say what the figures are and where they come from, and what a dotted line means."""
    if chosen:
        trend_ui.explain(chosen)
    if view == "een":
        ui.notes([trend_views.path_note(ui.read, chosen[0], base)])
    ui.tell_left_out("figure_count")


ui.once(explain)
