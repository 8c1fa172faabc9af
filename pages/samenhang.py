"""Samenhang: how two topics go together over the buurten, or all topics of a theme."""

import streamlit as st

from veerkracht import charts, correlation_frames, goal_queries, queries, ui
from veerkracht import correlation_matrix as matrix
from veerkracht import correlation_views as views

programme = ui.programme()
focus, city, country = list(programme.focus_area_codes), programme.municipality_code, programme.country_code
indicators = ui.indicators("buurt_figure_count", "jaar")[0]
known = ui.read(queries.inhabitants), ui.read(goal_queries.thresholds)
ui.heading("Samenhang")
parts = {"paar": "Twee onderwerpen", "thema": "Alle onderwerpen van een thema"}
if ui.choose_part("Weergave", parts, "weergave") == "paar":
    left, right = st.columns(2)
    with left:
        first = ui.choose_indicator(indicators, "laagste_inkomens")
    with right:
        labels = ui.indicator_labels(indicators)
        default = correlation_frames.second_choice(labels, first.indicator_id)
        second = ui.indicator_row(ui.choose("Tweede indicator", labels, "indicator2", default))
    if second.indicator_id == first.indicator_id:
        st.info("U heeft twee keer hetzelfde onderwerp gekozen. Kies een ander tweede onderwerp.")
        st.stop()
    ui.warn_of_sources([first.source_id, second.source_id])
    figures = ui.read(queries.latest_figures, [first.indicator_id, second.indicator_id])
    compared = ui.kept(lambda: correlation_frames.compare(figures, *known, ui.area_names(), city, first, second))

    def _draw() -> None:
        st.subheader(f"{first.label} en {second.label}", anchor=False)
        chart_side, text_side = st.columns([3, 2])
        if compared.has_points:
            chart = views.scatter(compared, charts.styles(focus, focus, city, country), programme.municipality_name)
            with chart_side:
                ui.show_chart(chart, views.alternative(compared, focus))
        text_side.markdown(views.story(compared))
        text_side.info(views.cautions(compared))
        text_side.caption(views.METHOD)
        st.html(views.table(compared, focus, programme.inhabitants_period))

    def _explain() -> None:
        for topic in compared.topics:
            ui.notes(views.source_note(topic, ui.read(queries.origins, topic.indicator.indicator_id)))
            ui.link_to_origin(topic.indicator.indicator_id, topic.period)

    ui.once(_draw)
    columns = views.columns(compared, programme.inhabitants_period)
    ui.offer_csv(compared.frame, columns, f"samenhang-{first.indicator_id}-{second.indicator_id}")
    ui.once(_explain)
else:
    themes = correlation_frames.themes(indicators)
    chosen = ui.choose("Thema", themes, "thema", "wonen" if "wonen" in themes else next(iter(themes)))
    own = indicators[indicators["theme"] == chosen]
    ui.warn_of_sources(own["source_id"])
    figures = ui.read(queries.latest_figures, list(own["indicator_id"]))
    theme = ui.kept(lambda: correlation_frames.compare_all(figures, *known, own))

    def _draw() -> None:
        st.markdown(matrix.chance(theme))
        st.html(matrix.legend() + matrix.matrix(theme))
        st.info(matrix.cautions(theme))
        st.caption(views.METHOD)
        st.html(matrix.strongest(theme))

    ui.once(_draw)
    ui.offer_csv(lambda: matrix.pairs(theme), matrix.PAIR_COLUMNS, f"samenhang-{chosen}")
    ui.notes([matrix.sources(own)])
ui.once(lambda: ui.tell_left_out("buurt_figure_count", " per buurt"))
