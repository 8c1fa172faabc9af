"""What the page Samenhang needs on screen: two topics against each other, or all topics of a theme."""

from functools import partial

import streamlit as st

from veerkracht.database import lookups
from veerkracht.topics.correlation import exhibits, figures, sentences, tables
from veerkracht.topics.sources.page import warn_of_sources
from veerkracht.web import downloads, layout
from veerkracht.web.cache import get_indicator, programme, query, replayed
from veerkracht.web.choices import choose
from veerkracht.web.downloads import Download

_DEFAULT = "laagste_inkomens"


def choose_pair() -> tuple[str, str]:
    """Return the two chosen indicators."""
    labels = query.value(figures.labels)
    left, right = st.columns(2)
    with left:
        default = _DEFAULT if _DEFAULT in labels else next(iter(labels))
        first_id = choose("Indicator", labels, "indicator", default)
    with right:
        second_id = choose("Tweede indicator", labels, "indicator2", figures.second_choice(labels, first_id))
    return first_id, second_id


def show_pair(first_id: str, second_id: str) -> None:
    """Show two indicators as a scatter over the buurten, what that says and what it does not."""
    warn_of_sources(get_indicator(indicator_id).source_id for indicator_id in (first_id, second_id))
    replayed(_draw_pair, first_id, second_id)
    comparison = query.value(figures.compare, first_id, second_id)
    name = f"samenhang-{first_id}-{second_id}"
    columns = tables.buurten_columns(comparison, programme().inhabitants_period)
    downloads.csv_button(lambda: comparison.frame, columns, name)
    if comparison.has_points:
        offer = Download("Grafiek", name, partial(exhibits.scatter, query, first_id, second_id))
        downloads.download_menu([offer], [f"onderwerp-{first_id}", f"onderwerp-{second_id}"])
    replayed(_explain_pair, first_id, second_id)
    replayed(layout.list_unavailable, "buurt_figure_count", " per buurt")


def _draw_pair(first_id: str, second_id: str) -> None:
    comparison, focus = query.value(figures.compare, first_id, second_id), programme().focus_area_codes
    st.subheader(" en ".join(topic.label for topic in comparison.topics), anchor=False)
    chart_side, text_side = st.columns([3, 2])
    if comparison.has_points:
        with chart_side:
            layout.show_chart(exhibits.chart(query, comparison), sentences.alternative(comparison, focus))
    text_side.markdown(sentences.story(comparison))
    text_side.info(sentences.cautions(comparison))
    text_side.caption(sentences.METHOD)
    st.html(tables.buurten(comparison, focus, programme().inhabitants_period))


def _explain_pair(first_id: str, second_id: str) -> None:
    for topic in query.value(figures.compare, first_id, second_id).topics:
        indicator_id = topic.indicator.indicator_id
        layout.show_notes(sentences.source_note(topic, lookups.origins(query, indicator_id)))
        layout.link_to_origin(indicator_id, topic.period)


def show_theme() -> None:
    """Show how all indicators of a chosen theme go together, the strongest first."""
    themes = query.value(figures.themes)
    theme = choose("Thema", themes, "thema", "wonen" if "wonen" in themes else next(iter(themes)))
    warn_of_sources(indicator.source_id for indicator in query.value(figures.of_theme, theme))
    replayed(_draw_theme, theme)
    make = partial(tables.pairs, query.value(figures.compare_all, theme))
    downloads.csv_button(make, tables.PAIR_COLUMNS, f"samenhang-{theme}")
    layout.show_notes([sentences.sources(query.value(figures.of_theme, theme))])
    replayed(layout.list_unavailable, "buurt_figure_count", " per buurt")


def _draw_theme(theme: str) -> None:
    together = query.value(figures.compare_all, theme)
    st.markdown(sentences.chance(together))
    st.html(tables.legend() + tables.matrix(together))
    st.info(sentences.theme_cautions(together))
    st.caption(sentences.METHOD)
    st.html(tables.strongest(together))
