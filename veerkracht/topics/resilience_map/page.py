"""The page Veerkrachtkaart: its choices, the map and its clickable legend, both axes, tables."""

from functools import partial

import streamlit as st

from veerkracht.core import dutch
from veerkracht.database import lookups, queries
from veerkracht.database.query import Query
from veerkracht.drawing import exhibits, maps
from veerkracht.drawing import sentences as source_sentences
from veerkracht.drawing import tables as html_tables
from veerkracht.drawing.chart import Chart
from veerkracht.groups import figures as group_figures
from veerkracht.method.resilience import CELLS
from veerkracht.topics.map import page as map_page
from veerkracht.topics.resilience_map import charts, figures, sentences, tables
from veerkracht.topics.resilience_map import exhibits as resilience_exhibits
from veerkracht.topics.resilience_map import queries as resilience_queries
from veerkracht.topics.resilience_map.figures import View
from veerkracht.topics.sources.page import warn_of_sources
from veerkracht.web import downloads, layout
from veerkracht.web.cache import buurt_names, get_indicator, programme, query, replayed, replaying
from veerkracht.web.choices import choose, choose_many, choose_period
from veerkracht.web.downloads import Download

_HEIGHT, _AXES_HEIGHT = 560, 500
_ALL = "alle"
_CLICKS = "clicks_legend"


def stop_without_map() -> None:
    """End the page with a message if there is no map: always too few buurten, no reference, or no year with enough
    figures."""
    has_problem = bool(figures.settings(query).problem)  # which a build reports, with the solution
    if not has_problem and not query(resilience_queries.periods).empty:
        return
    count, least = figures.comparable_buurten(query), int(lookups.threshold(query, "minimum_areas"))
    if count < least:
        counted = f"{'is' if count == 1 else 'zijn'} er {count or 'geen'}"
        smallest = figures.settings(query).minimum_inhabitants
        st.info(sentences.TOO_FEW_BUURTEN.format(least=least, smallest=smallest, count=counted))
        st.stop()
    st.warning(sentences.NO_MAP.format(problem=sentences.NO_REFERENCE if has_problem else sentences.NO_YEAR))
    st.stop()


def choose_view() -> tuple[View, tuple[str, ...]]:
    """Return the map of the chosen year, and the areas to follow, focus areas first."""
    left, right = st.columns([3, 2], vertical_alignment="bottom", gap="medium")
    with left:
        year = int(choose_period("Jaar", query(resilience_queries.periods), "jaar"))
    view = figures.view(query, year)
    with right:
        followed = choose_many("Volg ook deze buurten", buurt_names(), "gebied", [], map_page.MOST_CHOSEN,
                               placeholder="Klik op de kaart of kies hier")  # fmt: skip
    warn_of_sources(get_indicator(measure.indicator_id).source_id for measure in view.used)
    return view, tuple(dict.fromkeys([*programme().focus_area_codes, *followed]))


@replaying
def show_finding(year: int) -> None:
    """Show in at most three sentences where the focus areas are, whether that changed, and what kind of map this is."""
    view, focus = figures.view(query, year), [*group_figures.focus_buurten(query)]
    places, changes = sentences.finding(view, figures.steps(query, view, focus), focus)
    st.header(" ".join(places), anchor=False)
    if changes:
        st.markdown("  \n".join(changes))
    st.caption(sentences.APPROACH)


def show_map(view: View, named: tuple[str, ...]) -> str:
    """Show the map, with beside it the legend to choose a cell and the buurten of that cell; return the cell ('':
    all)."""
    left, right = st.columns([3, 2], gap="medium")
    with right:
        cells = {_ALL: "Alle vakken"} | {cell: dutch.capital(view.words(cell)) for cell in CELLS}
        chosen = choose("Vak", cells, "vak", _ALL)
        chosen = "" if chosen == _ALL else chosen
        st.caption("In elk vak staat het aantal buurten. Kies een vak: zijn buurten lichten op.")
        _show_legend(view, chosen)
        st.markdown(sentences.listed(view, chosen))
    with left:
        if query(queries.outlines, "buurt").empty:
            st.info(map_page.NO_OUTLINES)
        else:
            chart = query.value(_map, view.year, chosen, named)
            map_page.show_light(chart, sentences.alternative(view, named), "veerkrachtkaart")
            numbers = query.value(_numbers, view.year, named)
            layout.show_notes([sentences.marks(view), numbers, *map_page.outline_notes("buurt")])
    return chosen


def _numbers(query: Query, year: int, named: tuple[str, ...]) -> str:
    return resilience_exhibits.numbers(query, figures.view(query, year), named)


def _map(query: Query, year: int, chosen: str, named: tuple[str, ...]) -> Chart:
    frame = resilience_exhibits.map_rows(query, figures.view(query, year), chosen)
    return charts.area_map(frame, list(named), _HEIGHT)


def _show_legend(view: View, chosen: str) -> None:
    clicks = st.session_state.get(_CLICKS, 0)
    name = f"legenda-{clicks}"
    alternative = (
        f"Legenda van drie bij drie vakken in {view.year}. De keuze Vak hierboven doet hetzelfde als een klik."
    )
    specification = query.value(_legend, view.year, chosen).on_screen()
    on_select = partial(_clicked, clicks, name)
    st.vega_lite_chart(specification, theme=None, alt=alternative, key=name, on_select=on_select)


def _legend(query: Query, year: int, chosen: str) -> Chart:
    return charts.legend(figures.view(query, year), chosen)


def _clicked(clicks: int, name: str) -> None:
    """Choose the clicked cell, or unselect it if it was chosen; under a new name the legend forgets the click.

    As on a map (map/page), only clicks on the latest legend, drawn after as many `clicks`, count.
    """
    if clicks != st.session_state.get(_CLICKS, 0):
        return
    for clicked in st.session_state[name]["selection"][maps.CLICK]:
        st.session_state["vak"] = _ALL if st.session_state.get("vak") == clicked["code"] else clicked["code"]
    st.session_state[_CLICKS] = clicks + 1


@replaying
def show_years(year: int, named: tuple[str, ...]) -> None:
    """Show, collapsed, both axes against each other, and the path of the named areas through the years."""
    view = figures.view(query, year)
    exhibit, steps = resilience_exhibits.scatter(query, view, named), figures.steps(query, view, named)
    with st.expander("De weg door de jaren"):
        left, right = st.columns([3, 2], gap="medium")
        if exhibit.chart:
            with left:
                layout.show_chart(exhibit.chart, exhibit.alternative, _AXES_HEIGHT)
        with right:
            st.markdown("\n\n".join(sentences.movements(view, steps, named)))
            layout.show_notes([sentences.unchanged(view, steps)])
        if steps:
            st.html(html_tables.html(tables.movement(view, steps), has_cards=True))


def show_table(view: View, chosen: str) -> None:
    """Show, collapsed, every buurt in words with its figures."""
    with st.expander("Alle buurten in een tabel"), st.container(key="veerkracht-tabel"):
        replayed(_draw_table, view.year, chosen)


def _draw_table(year: int, chosen: str) -> None:
    table = tables.with_figures(figures.view(query, year), chosen, [*group_figures.focus_buurten(query)])
    st.html(html_tables.html(table, has_cards=True))


@replaying
def explain(year: int) -> None:
    """Explain, collapsed, what is doubtful and unsaid, and how the classes are computed."""
    view = figures.view(query, year)
    with st.expander("Hoe zeker is dit?"):
        st.markdown(f"{sentences.doubts(view)}\n\n{sentences.LIMITS}")
        codes = [buurt.area_code for buurt in view.buurten]
        small = exhibits.small_note(query, codes).replace("*", r"\*")
        layout.show_notes([sentences.without_cell(view), small])
    with st.expander("Hoe is dit berekend?"):
        st.markdown(f"{sentences.ORIGINAL}\n\n{sentences.method(view)}")
        layout.show_notes([sentences.years(view), sentences.left_out(view), *sentences.bounds(view)])
        for measure in view.used:
            indicator, origins = get_indicator(measure.indicator_id), lookups.origins(query, measure.indicator_id)
            layout.show_notes([f"**{indicator.label}**", *source_sentences.source_note(indicator, origins)])
            layout.link_to_origin(measure.indicator_id)


def offer_files(view: View, chosen: str, named: tuple[str, ...]) -> None:
    """Offer map, axes and the whole calculation as files."""
    area_map = partial(resilience_exhibits.area_map, query, view, chosen, named)
    scatter = partial(resilience_exhibits.scatter, query, view, named)
    name = f"veerkrachtkaart-{view.year}"
    downloads.share_menu([
        Download(f"Kaart {view.year}", name, area_map),
        Download("Beide assen", f"veerkrachtkaart-assen-{view.year}", scatter),
    ])  # fmt: skip
