"""What the page Veerkrachtkaart needs on screen: choices, the map and its legend to click, both axes, tables."""

from functools import partial

import streamlit as st

from veerkracht.database import queries
from veerkracht.drawing import exhibits, maps, sentences
from veerkracht.method.resilience import CELLS
from veerkracht.topics.map import page as map_ui
from veerkracht.topics.resilience_map import charts as resilience_charts
from veerkracht.topics.resilience_map import exhibits as resilience_map
from veerkracht.topics.resilience_map import figures as resilience_views
from veerkracht.topics.resilience_map import queries as resilience_queries
from veerkracht.topics.resilience_map import sentences as resilience_sentences
from veerkracht.topics.resilience_map import tables as resilience_tables
from veerkracht.topics.resilience_map.figures import View
from veerkracht.topics.sources.page import warn_of_sources
from veerkracht.web import downloads as export_ui
from veerkracht.web.cache import buurt_names, indicator_row, programme, query
from veerkracht.web.choices import choose, choose_many, choose_period
from veerkracht.web.downloads import Offer
from veerkracht.web.layout import link_to_origin, notes, show_chart, specification
from veerkracht.web.transition import kept, once

_HEIGHT = 560
_ALL = "alle"
_CLICKS = "clicks_legend"


def stop_without_map() -> None:
    """End the page with a message when there is no map: no reference, or no year with enough figures."""
    problem = query(resilience_queries.settings)["problem"].iloc[0]
    if not problem and not query(resilience_queries.periods).empty:
        return
    told = problem or "In geen enkel jaar heeft een buurt genoeg cijfers op beide assen. Haal ze op met: python -m etl"
    st.warning(resilience_sentences.NO_MAP.format(problem=told))
    st.stop()


def choose_view() -> tuple[View, str, list[str]]:
    """Return the map of the chosen year, the chosen cell ('': none), and the areas to follow, focus areas first."""
    left, middle, right = st.columns([3, 5, 5], vertical_alignment="bottom")
    with left:
        year = int(choose_period("Jaar", query(resilience_queries.periods), "jaar"))
    shown = kept(lambda: resilience_views.view(query, year), year)
    with middle:
        cells = {_ALL: "Alle vakken"} | {cell: f"{cell} – {shown.words(cell)}" for cell in CELLS}
        chosen = choose("Vak", cells, "vak", _ALL)
    with right:
        own = choose_many("Volg ook deze buurten", buurt_names(), "gebied", [], map_ui.MOST_CHOSEN,
                          placeholder="Klik op de kaart of kies hier")  # fmt: skip
    warn_of_sources([indicator_row(one).source_id for one in shown.used["indicator_id"]])
    return shown, "" if chosen == _ALL else chosen, list(dict.fromkeys([*programme().focus_area_codes, *own]))


def show_map(shown: View, chosen: str, named: list[str]) -> None:
    """Show the map, and beside it the legend to choose a cell from and the buurten of that cell."""
    outlines = query(queries.outlines, "buurt")
    left, right = st.columns([3, 2], gap="medium")
    with left:
        st.caption(
            f"Elke buurt in {shown.year}, in de kleur van haar vak. Met ?: twijfelgeval. Omlijnd: aandachtswijken en "
            "uw keuze."
        )
        if outlines.empty:
            st.info(map_ui.why_empty(None, "buurt", has_outlines=False))
        else:
            drawing = kept(lambda: specification(resilience_charts.area_map(
                resilience_views.drawn(shown, outlines, chosen), named, _HEIGHT
            )))  # fmt: skip
            map_ui.show_light(drawing, resilience_sentences.alternative(shown, named), "veerkrachtkaart")
    with right:
        st.caption("De letter zegt hoeveel overlast, het cijfer hoeveel kwetsbaarheid; daarachter het aantal buurten. "
                   "Klik op een vak om zijn buurten te zien.")  # fmt: skip
        _show_legend(shown, chosen)
        once(lambda: st.markdown(resilience_sentences.listed(shown, chosen)), "buurten")
        notes([resilience_sentences.without_cell(shown)])


def _show_legend(shown: View, chosen: str) -> None:
    drawn = st.session_state.get(_CLICKS, 0)
    name = f"legenda-{drawn}"
    drawing = kept(lambda: specification(resilience_charts.legend(shown, chosen)))
    told = f"Legenda van drie bij drie vakken in {shown.year}. De keuze Vak hierboven doet hetzelfde als een klik."
    st.vega_lite_chart(drawing, theme=None, alt=told, key=name, on_select=lambda: _clicked(drawn, name))


def _clicked(drawn: int, name: str) -> None:
    """Choose the cell that was clicked, or let it go when it was chosen; of a new name the legend forgets the click.

    As on a map (map_ui), only a click on the legend as it was `drawn` last counts.
    """
    if drawn != st.session_state.get(_CLICKS, 0):
        return
    for one in st.session_state[name]["selection"][maps.CLICK]:
        st.session_state["vak"] = _ALL if st.session_state.get("vak") == one["code"] else one["code"]
    st.session_state[_CLICKS] = drawn + 1


def show_axes(shown: View, named: list[str]) -> None:
    """Show both axes against each other, and the way of the named areas through the years."""
    path = kept(lambda: resilience_views.path(query, shown, named))

    def draw() -> None:
        st.subheader("Beide assen, en de weg door de jaren", anchor=False)
        left, right = st.columns([3, 2], gap="medium")
        with left:
            chart = resilience_charts.scatter(shown, path, named)
            show_chart(chart, resilience_sentences.scatter_alternative(shown, path, named))
        with right:
            st.markdown("\n\n".join(resilience_sentences.movements(shown, path, named)))
            notes([resilience_sentences.unchanged(shown, path)])
        if not path.empty:
            st.html(resilience_tables.movement(shown, path))

    once(draw)


def show_table(shown: View, chosen: str, named: list[str]) -> None:
    """Show every buurt in words with its figures, and offer map, axes and all sums as files."""
    once(lambda: st.html(resilience_tables.places(shown, chosen, list(programme().focus_area_codes))), "tabel")
    columns = {name: name for name in resilience_views.sums(shown).columns}
    export_ui.offer_csv(lambda: resilience_views.sums(shown), columns, f"veerkrachtkaart-{shown.year}")
    export_ui.offer_menu(
        [
            Offer(f"Kaart {shown.year}", f"veerkrachtkaart-{shown.year}",
                  partial(resilience_map.area_map, query, shown, chosen, named)),
            Offer("Beide assen", f"veerkrachtkaart-assen-{shown.year}",
                  partial(resilience_map.scatter, query, shown, named)),
        ],
        [],
    )  # fmt: skip


def show_sources(shown: View) -> None:
    """Show what the star of small buurten means, and the small print of every measure that counts."""
    notes([exhibits.small_note(query, shown.cells["area_code"]).replace("*", r"\*")])
    with st.expander("Bronnen van de maten"):
        for one in shown.used["indicator_id"]:
            notes([f"**{indicator_row(one).label}**",
                   *sentences.source_note(indicator_row(one), query(queries.origins, one))])  # fmt: skip
            link_to_origin(one)
