"""What the page Samenhang needs on screen: two topics against each other, or all topics of a theme."""

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from veerkracht.database import queries
from veerkracht.drawing import charts
from veerkracht.topics.correlation import charts as correlation_charts
from veerkracht.topics.correlation import exhibits as correlation_exhibits
from veerkracht.topics.correlation import figures as correlation_frames
from veerkracht.topics.correlation import matrix
from veerkracht.topics.correlation import pair as correlation_views
from veerkracht.topics.sources.page import warn_of_sources
from veerkracht.web import downloads as export_ui
from veerkracht.web.cache import area_names, indicator_labels, indicator_row, programme, query
from veerkracht.web.choices import choose, choose_indicator
from veerkracht.web.downloads import Offer
from veerkracht.web.layout import link_to_origin, notes, show_chart
from veerkracht.web.transition import kept, once


def choose_pair(offered: pd.DataFrame) -> tuple[Any, Any]:
    """Return the two chosen indicators; `offered` are the rows of queries.indicators to choose from."""
    left, right = st.columns(2)
    with left:
        first = choose_indicator(offered, "laagste_inkomens")
    with right:
        labels = indicator_labels(offered)
        default = correlation_frames.second_choice(labels, first.indicator_id)
        return first, indicator_row(choose("Tweede indicator", labels, "indicator2", default))


def show_pair(first: Any, second: Any) -> None:
    """Show two indicators as a scatter over the buurten, what that says and what it does not."""
    about = programme()
    focus, city, country = list(about.focus_area_codes), about.municipality_code, about.country_code
    ids = [first.indicator_id, second.indicator_id]
    warn_of_sources([first.source_id, second.source_id])
    figures = query(queries.latest_figures, ids)
    compared = kept(lambda: correlation_frames.compare(figures, *_known(), area_names(), city, first, second))

    def draw() -> None:
        st.subheader(f"{first.label} en {second.label}", anchor=False)
        chart_side, text_side = st.columns([3, 2])
        if compared.has_points:
            look = charts.styles(focus, focus, city, country)
            chart = correlation_charts.scatter(compared, look, about.municipality_name)
            with chart_side:
                show_chart(chart, correlation_views.alternative(compared, focus))
        text_side.markdown(correlation_views.story(compared))
        text_side.info(correlation_views.cautions(compared))
        text_side.caption(correlation_views.METHOD)
        st.html(correlation_views.table(compared, focus, about.inhabitants_period))

    def explain() -> None:
        for topic in compared.topics:
            notes(correlation_views.source_note(topic, query(queries.origins, topic.indicator.indicator_id)))
            link_to_origin(topic.indicator.indicator_id, topic.period)

    once(draw)
    name = f"samenhang-{'-'.join(ids)}"
    export_ui.offer_csv(compared.frame, correlation_views.columns(compared, about.inhabitants_period), name)
    if compared.has_points:
        make = partial(correlation_exhibits.scatter, query, compared)
        export_ui.offer_menu([Offer("Grafiek", name, make)], [f"onderwerp-{one}" for one in ids])
    once(explain)


def show_theme(offered: pd.DataFrame) -> None:
    """Show how all indicators of a chosen theme go together, the strongest first; `offered` as choose_pair takes it."""
    themes = correlation_frames.themes(offered)
    chosen = choose("Thema", themes, "thema", "wonen" if "wonen" in themes else next(iter(themes)))
    own = offered[offered["theme"] == chosen]
    warn_of_sources(own["source_id"])
    figures = query(queries.latest_figures, list(own["indicator_id"]))
    theme = kept(lambda: correlation_frames.compare_all(figures, *_known(), own))

    def draw() -> None:
        st.markdown(matrix.chance(theme))
        st.html(matrix.legend() + matrix.matrix(theme))
        st.info(matrix.cautions(theme))
        st.caption(correlation_views.METHOD)
        st.html(matrix.strongest(theme))

    once(draw)
    export_ui.offer_csv(lambda: matrix.pairs(theme), matrix.PAIR_COLUMNS, f"samenhang-{chosen}")
    notes([matrix.sources(own)])


def _known() -> tuple[pd.DataFrame, pd.DataFrame]:
    return query(queries.inhabitants), query(queries.thresholds)
