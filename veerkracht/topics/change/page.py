"""The view of changes on Vergelijken: a ranking and a map side by side, and a table."""

from dataclasses import replace
from functools import partial

import streamlit as st

from veerkracht.drawing import tables
from veerkracht.drawing.exhibit import Exhibit
from veerkracht.topics.change import exhibits, figures, sentences
from veerkracht.topics.change.figures import Choice
from veerkracht.topics.comparison.page import Choice as Buurten
from veerkracht.topics.map import figures as map_figures
from veerkracht.topics.sources.page import warn_of_sources
from veerkracht.web import choices, downloads, layout, signposts
from veerkracht.web.cache import get_indicator, query, replayed
from veerkracht.web.downloads import Download

_DEFAULT = "ervaren_gezondheid"
_NEEDED = "jaarcijfers over twee jaren"


def show(buurten: Buurten) -> None:
    """Show the change of the chosen buurten between two chosen years, and the sources of the figures."""
    choice, is_film = _choose(buurten.codes)
    warn_of_sources([get_indicator(choice.indicator_id).source_id])
    if why := sentences.nothing(figures.overview(query, choice), buurten.why_none):
        st.info(why)
        return
    has_map = bool(query.value(map_figures.outlines, "buurt"))
    if is_film and len(figures.film(query, choice)) > 1:
        replayed(_draw_film, replace(choice, until=""), has_map)
    else:
        if is_film:
            choices.say_no_film("er is maar één jaar te vergelijken", choice.until)
        replayed(_draw, choice, has_map)
    replayed(_explain, choice)
    name = f"{choice.indicator_id}-{choice.since}-{choice.until}"
    offers = [Download("Verandering", f"verandering-{name}", partial(exhibits.ranking, query, choice))]
    if has_map:
        offers.append(Download("Kaart", f"kaart-verandering-{name}", partial(exhibits.area_map, query, choice)))
    downloads.share_menu(offers)


def _choose(codes: tuple[str, ...]) -> tuple[Choice, bool]:
    """Return the chosen indicator and years, and whether to show a film of the last year; the years in the URL are kept
    if the new indicator has them."""
    labels = query.value(figures.offered)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        indicator_id = choices.choose("Onderwerp", labels, "indicator", _DEFAULT, signposts.of_topics(labels, _NEEDED))
        years = figures.years(query, indicator_id)
        starts = {year: year for year in years[:-1]}
        since = choices.choose("Van", starts, "van", figures.usual_since(query, indicator_id))
        ends = {year: year for year in years if year > since}
        place = st.container()
        is_film = choices.choose_film(ends)
        with place:
            until = (choices.follow_film if is_film else choices.choose)("Tot", ends, "tot", years[-1])
    return Choice(indicator_id, since, until, codes), is_film


def _draw(choice: Choice, has_map: bool) -> None:
    ranking = exhibits.ranking(query, choice)
    layout.show_title(ranking.title, ranking.subtitle)
    st.markdown(" ".join(ranking.findings))
    _draw_beside(ranking, exhibits.area_map(query, choice) if has_map else None)


def _draw_film(choice: Choice, has_map: bool) -> None:
    if absent := exhibits.without_groups(query, figures.film(query, choice)[-1]):
        st.markdown(absent)
    st.html(exhibits.film_controls(query, choice))
    _draw_beside(exhibits.ranking_film(query, choice), exhibits.map_film(query, choice) if has_map else None)
    layout.show_notes(exhibits.film_notes(query, choice))


def _draw_beside(ranking: Exhibit, area_map: Exhibit | None) -> None:
    """Draw a ranking, with a map beside it if there are outlines."""
    if not area_map:
        _draw_chart(ranking)
        return
    with st.container(key="vk-heat-beside"):
        left, right = st.columns(2, gap="medium")
    with left:
        _draw_chart(ranking)
    with right:
        _draw_map(area_map)


def _explain(choice: Choice) -> None:
    ranking = exhibits.ranking(query, choice)
    layout.show_how_sure([note for note in ranking.notes if note not in ranking.findings])
    with st.expander("Precies: alle cijfers en bronnen"):
        st.html(tables.html(ranking.table, has_cards=True))
        layout.show_origin(choice.indicator_id, choice.until)


def _draw_chart(exhibit: Exhibit) -> None:
    assert exhibit.chart
    layout.show_chart(exhibit.chart, exhibit.alternative)


def _draw_map(exhibit: Exhibit) -> None:
    st.html(tables.legend(exhibit.legend_title, list(exhibit.legend), has_plate=True))
    _draw_chart(exhibit)
