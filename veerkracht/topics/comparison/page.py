"""What the page Vergelijken shows of the chosen buurten: one subject as dots and a ranking, several as a heat table."""

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from veerkracht.core import periods
from veerkracht.database import queries
from veerkracht.drawing import charts, sentences
from veerkracht.topics.comparison import charts as comparison_charts
from veerkracht.topics.comparison import choose_buurten as area_ui
from veerkracht.topics.comparison import exhibits as comparison_exhibits
from veerkracht.topics.comparison import figures as comparison_views
from veerkracht.topics.comparison import sentences as comparison_sentences
from veerkracht.topics.comparison import tables as comparison_tables
from veerkracht.topics.goals import queries as goal_queries
from veerkracht.topics.sources.page import warn_of_sources
from veerkracht.web import downloads as export_ui
from veerkracht.web.cache import indicator_labels, indicator_row, programme, query
from veerkracht.web.choices import choose, choose_indicator, choose_many, choose_part, choose_period
from veerkracht.web.downloads import Offer
from veerkracht.web.layout import link_to_origin, notes, show_chart
from veerkracht.web.transition import kept, once, per_database

_OWN_CHOICE = "eigen"
_MOST = 10  # indicators beside each other
_DEFAULT = "ervaren_gezondheid"


def show_one(choice: area_ui.Choice, found: pd.DataFrame, offered: pd.DataFrame) -> list[str]:
    """Show one subject for the chosen buurten, and return what is to be said of its source.

    `found` as area_ui.buurten, `offered` the rows of queries.indicators to choose from.
    """
    about, references = programme(), area_ui.references()
    focus, city = list(about.focus_area_codes), about.municipality_code
    indicator, period, order = _choose_one(offered)
    warn_of_sources([indicator.source_id])
    figures = query(queries.figures, indicator.indicator_id, period)
    frame = kept(lambda: comparison_views.ranking(found, figures, indicator, references, query(queries.inhabitants)))

    def draw() -> None:
        st.subheader(f"{indicator.label}, {periods.parse(period).label}", anchor=False)
        if told := comparison_sentences.standing(frame, choice.codes, indicator, focus, city):
            st.markdown("\n\n".join(told))
        with st.container(key="vk-heat-beside"):
            left, right = st.columns(2, gap="medium")
        look = charts.styles([*focus, *references], focus, city, about.country_code)
        chart = comparison_charts.dots(frame, choice.codes, indicator, period, focus, look)
        alt = comparison_sentences.finding(frame, choice.codes, indicator, period, focus)
        with left:
            show_chart(chart, alt)
        year = about.inhabitants_period
        right.html(comparison_tables.ranking(frame, choice.codes, order, indicator, period, focus, year))
        with left:
            small = area_ui.small_population()
            notes(comparison_sentences.dot_notes(frame, choice.codes, indicator, focus, references[city], small))

    def tell() -> tuple[str, str, list[str]]:
        return (
            comparison_sentences.sparse(query(queries.periods, indicator.indicator_id), period),
            comparison_sentences.nothing(frame, choice.why_none, choice.codes, indicator, period),
            sentences.source_note(indicator, query(queries.origins, indicator.indicator_id)),
        )

    thin, why, lines = kept(tell)
    if thin:
        st.info(thin)
    if why:
        st.info(why)
    else:
        once(draw)
        file, columns = kept(lambda: comparison_views.ranking_file(frame, choice.codes, order, indicator))
        name = f"vergelijken-{indicator.indicator_id}-{period.replace('/', '-')}"
        export_ui.offer_csv(file, columns, name)
        make = partial(comparison_exhibits.ranking, query, frame, choice.codes, indicator, period)
        export_ui.offer_menu([Offer("Grafiek", name, make)], [f"onderwerp-{indicator.indicator_id}"])
    link_to_origin(indicator.indicator_id, period)
    return lines


def show_several(choice: area_ui.Choice, found: pd.DataFrame, offered: pd.DataFrame) -> list[str]:
    """Show several subjects for the chosen buurten, and return what is to be said of their sources.

    `found` as area_ui.buurten, `offered` the rows of queries.indicators to choose from.
    """
    about, references, small = programme(), area_ui.references(), area_ui.small_population()
    chosen, by_wijk = _choose_several(offered)
    if not (choice.codes and chosen):
        st.info(choice.why_none if chosen else "Kies hierboven een of meer onderwerpen.")
        return []
    warn_of_sources([one.source_id for one in chosen])
    latest = query(queries.latest_figures, [one.indicator_id for one in chosen])
    frame = kept(lambda: comparison_views.distances(found, latest, chosen, about.municipality_code, small))
    rows = kept(lambda: comparison_views.rows(found, choice.codes, frame, chosen, by_wijk))

    def draw() -> None:
        st.subheader("Laatste cijfers naast elkaar", anchor=False)
        st.html(comparison_tables.heat(frame, rows, chosen, list(about.focus_area_codes), references, by_wijk))
        if len(chosen) > comparison_views.COLUMNS:
            notes([f"De tabel heeft {len(chosen)} kolommen: schuif haar opzij om alles te zien."])
        notes(comparison_sentences.heat_notes(rows, about.municipality_name, small))

    once(draw)
    file, columns = kept(lambda: comparison_views.heat_file(frame, rows, chosen, references))
    export_ui.offer_csv(file, columns, "vergelijken")
    return ["  \n".join(comparison_sentences.short_sources(frame, chosen))]


def _choose_one(offered: pd.DataFrame) -> tuple[Any, str, str]:
    """Return the chosen indicator (a row of `offered`, which is as queries.indicators), period and order of rows."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        indicator = choose_indicator(offered, _DEFAULT)
        available = query(queries.periods, indicator.indicator_id)
        period = choose_period("Maand" if indicator.frequency == "maand" else "Jaar", available, "jaar")
        order = choose_part("Volgorde van de tabel", {"hoog": "Hoog naar laag", "naam": "Naam", "wijk": "Wijk"},
                            "volgorde")  # fmt: skip
    return indicator, period, order


@per_database
def _usual() -> list[str]:
    """Return the indicators that are shown when none were chosen."""
    of_goals = list(query(goal_queries.indicators)["indicator_id"])
    of_likeness = list(query(queries.similarity_measures)["indicator_id"])
    figures = query(queries.latest_figures, list(dict.fromkeys([*of_goals, *of_likeness])))
    return comparison_views.usual_choice(of_goals, of_likeness, figures, programme().municipality_code)


def _choose_several(offered: pd.DataFrame) -> tuple[list[Any], bool]:
    """Return the chosen indicators (rows of `offered`), of a whole theme or one by one, and whether rows go by wijk."""
    left, middle, right = st.columns([3, 7, 3], vertical_alignment="bottom")
    themes = {_OWN_CHOICE: "Eigen keuze"} | {str(one): str(one).capitalize() for one in dict.fromkeys(offered["theme"])}
    with left:
        theme = choose("Thema", themes, "thema", _OWN_CHOICE)
    with middle:
        if theme == _OWN_CHOICE:
            codes = choose_many(f"Onderwerpen (hoogstens {_MOST})", indicator_labels(offered), "onderwerp", _usual(),
                                _MOST, placeholder="Kies een of meer onderwerpen")  # fmt: skip
        else:
            codes = list(offered.loc[(offered["theme"] == theme) & (offered["frequency"] == "jaar"), "indicator_id"])
            notes([f"U ziet alle {len(codes)} onderwerpen met jaarcijfers van dit thema."])
    with right:
        order = choose_part("Volgorde van de rijen", {"wijk": "Wijk", "eerste": "Eerste kolom"}, "rijen")
    return [indicator_row(code) for code in codes], order == "wijk"
