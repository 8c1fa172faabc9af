"""The page Kaart: its choices, clickable maps, the distribution, the table."""

from dataclasses import replace
from functools import partial

import streamlit as st

from veerkracht.core import dutch
from veerkracht.database import lookups
from veerkracht.database.rows import Indicator
from veerkracht.drawing import exhibits, links, maps, sentences, tables
from veerkracht.drawing.chart import Chart
from veerkracht.drawing.table import Table
from veerkracht.method import class_breaks
from veerkracht.topics.map import exhibits as map_exhibits
from veerkracht.topics.map import figures
from veerkracht.topics.map import tables as map_tables
from veerkracht.topics.map.figures import Choice
from veerkracht.web import downloads, layout, signposts
from veerkracht.web.cache import get_indicator, programme, query, replayed, replaying
from veerkracht.web.choices import choose, choose_part, choose_period, open_address
from veerkracht.web.downloads import Download

LEVELS = {"buurt": "Buurten", "wijk": "Wijken"}
BESIDE = {"niets": "Niets", "jaar": "Ander jaar", "onderwerp": "Ander onderwerp"}
ORDERS = {"hoog": "Hoog naar laag", "naam": "Naam"}
MOST_CHOSEN = 6
NO_OUTLINES = (  # not fetched, or unreadable: the page of sources has the reason
    "Er is hier geen kaart: het dashboard heeft geen grenzen van de buurten met hun code van nu. De grenzen die met "
    "het dashboard meekomen, missen buurten die later een nieuwe code kregen. De beheerder kan de grenzen van nu "
    "ophalen. Hoe het ophalen ging, staat op [Bronnen](bronnen?toon=ophalen)."
)
NO_GROUPS = "een groep heeft één cijfer, en de kaart kleurt elke buurt apart. Op Vergelijken staat zij wel."
_CLICKS = "clicks"
_HEIGHT = 560


def choose_level(indicator: Indicator) -> str:
    """Return the level of the areas to draw: buurten if the indicator has no figures of the chosen level."""
    level = choose_part("Gebieden", LEVELS, "niveau")
    if not figures.periods_of(query, indicator.indicator_id, level).empty:
        return level
    st.info(f"{without_figures(indicator, level)} U ziet de buurten.")
    return "buurt"


def choose_method(indicator: Indicator) -> str:
    """Return how to classify the figures; by distance to the city only if that can be compared."""
    city = programme().municipality_word
    methods = {code: label.format(city=city) for code, label in class_breaks.METHODS.items()}
    if dutch.is_amount(indicator.unit):
        del methods[class_breaks.AROUND_CITY]
    return choose("Kleuren", methods, "indeling", "kwantielen")


def choose_beside(first: Choice, labels: dict[str, str]) -> Choice | None:
    """Return a second map, of another period or indicator; none if there is only one.

    `labels` are the indicators to choose from, by id.
    """
    indicator = get_indicator(first.indicator_id)
    match choose_part("Kaart ernaast", BESIDE, "ernaast"):
        case "jaar":
            available = figures.periods_of(query, first.indicator_id, first.level)
            rest = available[available["period"] != first.period]
            if rest.empty:
                st.info(f"{indicator.label}: er is nog geen ander jaar met cijfers.")
                return None
            return replace(first, period=choose_period("Ander jaar", rest, "jaar2", str(rest["period"].iloc[0])))
        case "onderwerp":
            usual = next((indicator_id for indicator_id in labels if indicator_id != first.indicator_id), "")
            other = get_indicator(choose("Ander onderwerp", labels, "indicator2", usual, signposts.of_topics(labels)))
            available = figures.periods_of(query, other.indicator_id, first.level)
            if available.empty:
                st.info(without_figures(other, first.level))
                return None
            has_period = first.period in set(available["period"])
            period = first.period if has_period else lookups.usual_period(available)
            return replace(first, indicator_id=other.indicator_id, period=period)
    return None


def beside_each_other(first: Choice, second: Choice | None) -> tuple[Choice, ...]:
    """Return the maps from left to right: two periods of one indicator in the order of time."""
    choices = (first, second) if second else (first,)
    is_one_indicator = second is not None and first.indicator_id == second.indicator_id
    return tuple(sorted(choices, key=lambda choice: choice.period)) if is_one_indicator else choices


def marked(area_codes: list[str]) -> tuple[str, ...]:
    """Return the highlighted areas: the focus areas and the chosen ones."""
    return tuple(dict.fromkeys([*programme().focus_area_codes, *area_codes]))


def show_map(
    choice: Choice, key: str, marked: tuple[str, ...], is_light: bool, has_background: bool, opens: bool
) -> None:
    """Show a map below its finding and its legend; a click chooses the area, or opens its profile if `opens`."""
    replayed(_draw_heading, choice)
    view = figures.view(query, choice)
    frame, look = exhibits.with_focus_areas(query, view.outlined), exhibits.styles(query, marked)
    if frame.empty:
        st.info(NO_OUTLINES)
        return
    alternative = f"Kaart van {programme().municipality_name}: {view.title}. De cijfers staan in de tabel."
    if is_light:
        show_light(maps.light(frame, look, list(marked), view.indicator.label, _HEIGHT), alternative, key, opens)
    else:
        clicks = st.session_state.get(_CLICKS, 0)
        layer = f"{maps.LAYER}-{clicks}"
        deck = maps.deck(frame, look, list(marked), has_background, layer)
        on_select = lambda: _clicked(clicks, _codes(key, layer), opens)  # noqa: E731
        st.pydeck_chart(deck, height=_HEIGHT, alt=alternative, key=key, on_select=on_select)
    layout.show_notes([map_exhibits.numbers(query, view, marked), *outline_notes(choice.level)])


def outline_notes(level: str) -> list[str]:
    """Return that a map has outlines of another year or lacks areas, and who can fetch current ones; nothing if it is
    complete."""
    note = exhibits.outline_note(query, level)
    return [note, "De beheerder kan de grenzen van nu ophalen."] if note else []


def show_film(choice: Choice, key: str, marked: tuple[str, ...], opens: bool) -> None:
    """Show the maps of all periods as a film, with its controls; clicks work as on a map."""
    every = replace(choice, period="")  # the same at any period of the film
    if st.query_params.get("ernaast", "niets") != "niets":
        st.caption("Naast een film staat geen tweede kaart. Zet Film uit om die te zien.")
    st.html(query.value(map_exhibits.film_controls, every))
    alternative = (
        f"Kaart van {programme().municipality_name} door de jaren: {get_indicator(choice.indicator_id).label}. "
        "De cijfers van het gekozen jaar staan in de tabel."
    )
    show_light(query.value(map_exhibits.film_chart, every, marked, _HEIGHT), alternative, key, opens)
    numbers = map_exhibits.numbers(query, figures.view(query, choice), marked)
    layout.show_notes([numbers, *map_exhibits.film_notes(query, every)])


def _draw_heading(choice: Choice) -> None:
    view = figures.view(query, choice)
    st.header(map_exhibits.finding(query, view), anchor=False)
    if not view.outlined.empty:
        title, items = figures.legend(view, programme().municipality_name)
        st.html(tables.legend(title, items, has_plate=True))


def show_light(chart: Chart, alternative: str, key: str, opens: bool = False) -> None:
    """Show a map as maps.light draws it; a click chooses the area, or opens its profile if `opens`."""
    # under a new name a map forgets the last click: else a second click on an area would be ignored, and on the map to
    # move in every other area would fade, away from its legend
    clicks = st.session_state.get(_CLICKS, 0)
    name = f"{key}-{clicks}"
    on_select = lambda: _clicked(clicks, _codes_light(name), opens)  # noqa: E731
    st.vega_lite_chart(chart.on_screen(), theme=None, alt=alternative, key=name, on_select=on_select)


@replaying
def show_distribution(choice: Choice, marked: tuple[str, ...]) -> None:
    """Show how many areas have which figure, the `marked` areas named."""
    view = figures.view(query, choice)
    row = "Het ene gebied met een cijfer" if view.figure_count == 1 else f"De {view.figure_count} gebieden op een rij"
    color = "" if view.outlined.empty else ", in de kleur van de kaart"
    st.caption(f"{row}. Elk vakje is een gebied{color}.")
    layout.show_chart(map_exhibits.distribution_chart(query, view, marked), map_exhibits.distribution_alternative(view))


def show_moves(choices: tuple[Choice, ...]) -> None:
    """Show in how many areas the figure rose and fell if the maps are two periods of one indicator."""
    if len(choices) == 2 and choices[0].indicator_id == choices[1].indicator_id:
        before, after = (figures.view(query, choice) for choice in choices)
        periods = (choice.period for choice in choices)
        st.markdown(sentences.moves(before.frame, after.frame, before.indicator, *periods))


def show_table(choices: tuple[Choice, ...], order: str, marked: tuple[str, ...]) -> None:
    """Show the figures of the maps as one table in one of ORDERS."""
    with st.container(key="kaart-tabel"):
        replayed(_draw_table, choices, order == "naam", marked)


def _draw_table(choices: tuple[Choice, ...], by_name: bool, marked: tuple[str, ...]) -> None:
    st.html(tables.html(_table(choices, by_name, marked), has_cards=len(choices) > 1))


def _table(choices: tuple[Choice, ...], by_name: bool, marked: tuple[str, ...]) -> Table:
    views = [figures.view(query, choice) for choice in choices]
    return map_tables.areas(views, marked, by_name, has_wijk=False)


def offer_maps(choices: tuple[Choice, ...], order: str, marked: tuple[str, ...]) -> None:
    """Offer every map and its distribution as pictures, the table in its order and the figures."""
    offers = []
    for choice in choices:
        view = figures.view(query, choice)
        name, title = f"{choice.indicator_id}-{choice.period.replace('/', '-')}", view.title
        if not view.outlined.empty:
            offers.append(
                Download(f"Kaart {title}", f"kaart-{name}", partial(map_exhibits.area_map, query, choice, marked))
            )
        offers.append(
            Download("Verdeling", f"verdeling-{name}", partial(map_exhibits.distribution, query, choice, marked))
        )
    codes = list(dict.fromkeys(f"onderwerp-{choice.indicator_id}" for choice in choices))
    letter = downloads.letter_of(codes, maps=[choice.code for choice in choices])
    downloads.share_menu(offers, letter=letter, make_tables=lambda: [_table(choices, order == "naam", marked)])


@replaying
def explain(choices: tuple[Choice, ...], has_background: bool) -> None:
    """Show how to read the map; collapsed below it the definition of its figures, how certain they are, and their
    sources."""
    views = [figures.view(query, choice) for choice in choices]
    if any(not view.outlined.empty for view in views):
        st.caption("Een kleur betekent in elk jaar hetzelfde. Omlijnd: de aandachtsgebieden en uw keuze.")
    small = [area.outline.area_code for area in views[0].areas if area.is_small]
    layout.show_notes([exhibits.small_note(query, small).replace("*", r"\*")])
    if has_background:
        st.caption(maps.BACKGROUND_NOTE)
    with st.expander("Hoe zeker is dit?"):
        kinds = dict.fromkeys(
            area.figure.margin_kind for view in views for area in view.areas if area.figure.margin_kind
        )
        layout.show_notes([
            sentences.margin_note(kinds) or "Van deze cijfers is geen marge bekend.",
            *dict.fromkeys(note for view in views for note in (view.indicator.source_note, view.indicator.note)),
        ])  # fmt: skip
    with st.expander("Precies"):
        for indicator_id, period in {choice.indicator_id: choice.period for choice in choices}.items():
            indicator = get_indicator(indicator_id)
            definition, source, *_ = sentences.source_note(indicator, lookups.origins(query, indicator_id))
            layout.show_notes([definition, source])
            layout.link_to_origin(indicator_id, period)


def without_figures(indicator: Indicator, level: str) -> str:
    """Return why there is no map of an indicator."""
    return f"{indicator.label}: de bron heeft geen cijfers per {level}."


def _codes(key: str, layer: str) -> list[str]:
    """Return the clicked areas of the interactive map."""
    objects = st.session_state[key]["selection"]["objects"].get(layer, [])
    return [clicked["properties"]["area_code"] for clicked in objects]


def _codes_light(key: str) -> list[str]:
    """Return the clicked areas of the light map."""
    return [clicked["code"] for clicked in st.session_state[key]["selection"][maps.CLICK]]


def _clicked(clicks: int, codes: list[str], opens: bool) -> None:
    """Choose the clicked area, or unselect it if it was chosen.

    Until the browser has the map that results from a click, it sends that click along with the next event: only clicks
    on the latest map, drawn after as many `clicks`, count.
    """
    if clicks != st.session_state.get(_CLICKS, 0):
        return
    st.session_state[_CLICKS] = clicks + 1
    for code in codes:
        if opens and code.startswith("BU"):
            open_address(links.profile(code))
            continue
        chosen = [other for other in st.session_state.get("gebied", []) if other != code]
        is_new = len(chosen) == len(st.session_state.get("gebied", []))
        st.session_state["gebied"] = [*chosen, code][-MOST_CHOSEN:] if is_new else chosen
