"""What the page Kaart needs on screen: choices of what is drawn, maps that can be clicked, the distribution below."""

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from veerkracht.core import dutch
from veerkracht.database import lookups, queries
from veerkracht.drawing import charts, distributions, maps, tables
from veerkracht.method import class_breaks
from veerkracht.topics.map import exhibits as map_exhibits
from veerkracht.topics.map import figures as map_views
from veerkracht.topics.map.figures import View
from veerkracht.web import downloads as export_ui
from veerkracht.web.cache import indicator_row, programme, query
from veerkracht.web.choices import choose, choose_part, choose_period
from veerkracht.web.downloads import Offer
from veerkracht.web.layout import go_to_profile, show_chart, specification
from veerkracht.web.transition import kept, once, per_database

LEVELS = {"buurt": "Buurten", "wijk": "Wijken"}
BESIDE = {"niets": "Niets", "jaar": "Ander jaar", "onderwerp": "Ander onderwerp"}
_CLICKS = "clicks"
MOST_CHOSEN = 6
_HEIGHT = 560


@per_database
def drawn(level: str) -> dict[str, str]:
    """Return the name of every area of a level that can be drawn, by its code."""
    return {row.area_code: row.name for row in query(queries.outlines, level).itertuples()}


def choose_level(indicator: Any) -> str:
    """Return the level of the areas to draw: buurten when the indicator has no figures of the level asked for."""
    level = choose_part("Gebieden", LEVELS, "niveau")
    if not query(queries.periods, indicator.indicator_id, level).empty:
        return level
    st.info(f"{why_empty(indicator, level, has_outlines=True)} U ziet de buurten.")
    return "buurt"


def choose_method(indicator: Any) -> str:
    """Return how the figures are put in classes; the distance to the city only where that can be compared."""
    methods = dict(class_breaks.METHODS)
    if dutch.is_amount(indicator.unit):
        del methods[class_breaks.AROUND_CITY]
    return choose("Kleuren", methods, "indeling", "kwantielen")


def choose_beside(indicator: Any, options: dict[str, str], level: str, period: str) -> tuple[Any, str] | None:
    """Return the indicator and period of a second map, none when there is only one."""
    match choose_part("Kaart ernaast", BESIDE, "ernaast"):
        case "jaar":
            available = query(queries.periods, indicator.indicator_id, level)
            others = available[available["period"] != period]
            if others.empty:
                st.info(f"{indicator.label}: er is nog geen ander jaar met cijfers.")
                return None
            return indicator, choose_period("Ander jaar", others, "jaar2", str(others["period"].iloc[0]))
        case "onderwerp":
            first = next(one for one in options if one != indicator.indicator_id)
            other = indicator_row(choose("Ander onderwerp", options, "indicator2", first))
            available = query(queries.periods, other.indicator_id, level)
            if available.empty:
                st.info(why_empty(other, level, has_outlines=True))
                return None
            return other, period if period in set(available["period"]) else lookups.usual_period(available)
    return None


def view(indicator: Any, period: str, level: str, method: str) -> View:
    """Return one map with its figures and classes; shared, so never changed."""
    return kept(
        lambda: map_views.view(query, indicator, period, level, method, lookups.threshold(query, "small_population")),
        indicator.indicator_id,
        period,
    )


def show_map(shown: View, key: str, chosen: list[str], is_light: bool, has_background: bool, opens: bool) -> None:
    """Show a map with its legend; a click chooses the area, or opens its profile when `opens`."""
    about, marked = programme(), _marked(chosen)
    look = charts.styles(marked, list(about.focus_area_codes), about.municipality_code, about.country_code)
    alt = f"Kaart van {about.municipality_name}: {shown.title}. De cijfers staan in de tabel."
    once(lambda: st.html(tables.legend(*map_views.legend(shown, programme().municipality_name))), key)
    if is_light:
        title = shown.indicator.label
        drawing = kept(lambda: specification(maps.light(shown.frame, look, marked, title, _HEIGHT)), key)
        show_light(drawing, alt, key, opens)
        return
    drawn = st.session_state.get(_CLICKS, 0)
    layer = f"{maps.LAYER}-{drawn}"
    deck = kept(lambda: maps.deck(shown.frame, look, marked, has_background, layer), key, layer)
    clicked = lambda: _clicked(drawn, _codes(key, layer), opens)  # noqa: E731
    st.pydeck_chart(deck, height=_HEIGHT, alt=alt, key=key, on_select=clicked)


def show_light(drawing: dict[str, Any], alt: str, key: str, opens: bool = False) -> None:
    """Show a map as maps.light draws it; a click chooses the area, or opens its profile when `opens`."""
    # of another name a map forgets what was clicked: else a second click on an area would be none, and in the map to
    # move in every other area would fade, away from its legend
    drawn = st.session_state.get(_CLICKS, 0)
    name = f"{key}-{drawn}"
    clicked = lambda: _clicked(drawn, _codes_light(name), opens)  # noqa: E731
    st.vega_lite_chart(drawing, theme=None, alt=alt, key=name, on_select=clicked)


def show_distribution(shown: View, chosen: list[str]) -> None:
    """Show how many areas have which figure, the focus areas and the chosen ones named."""
    look = charts.styles(_marked(chosen), [], "", "")

    def draw() -> None:
        known = int(shown.frame["value"].notna().sum())
        alt = f"Verdeling van {shown.title} over {known} gebieden. De cijfers staan in de tabel."
        st.caption(f"Hoe {known} gebieden verdeeld zijn; elk vakje is een gebied in de kleur van de kaart.")
        show_chart(distributions.histogram(shown.frame, shown.domain, look, shown.indicator), alt)

    once(draw, shown.title)


def show_table(views: list[View], order: str, chosen: list[str]) -> None:
    """Show the figures of the maps as one table, and offer it as a file."""
    marked = _marked(chosen)
    shown = [(one.indicator, one.period, one.frame) for one in views]
    once(lambda: st.html(tables.on_map(shown, maps.order(views[0].frame, order == "naam"), marked)))
    columns = {"area_code": "gebied", "name": "naam", "wijk": "wijk", "indicator": "onderwerp", "period": "periode",
               "value": "cijfer", "unit": "eenheid", "lower": "ondergrens", "upper": "bovengrens", "status": "status",
               "text": "toelichting"}  # fmt: skip
    export_ui.offer_csv(
        lambda: _file(views),
        columns,
        "-".join(dict.fromkeys(f"{one.indicator.indicator_id}-{one.period}" for one in views)),
    )


def offer_maps(shown: list[View], chosen: list[str]) -> None:
    """Offer every map and its distribution as pictures, and their figures."""
    marked = _marked(chosen)
    offers = []
    for view in shown:
        name = f"{view.indicator.indicator_id}-{view.period.replace('/', '-')}"
        offers += [
            Offer(f"Kaart {view.title}", f"kaart-{name}", partial(map_exhibits.area_map, query, view, marked)),
            Offer("Verdeling", f"verdeling-{name}", partial(map_exhibits.distribution, query, view, marked)),
        ]
    export_ui.offer_menu(offers, list(dict.fromkeys(f"onderwerp-{one.indicator.indicator_id}" for one in shown)))


def small_areas(shown: View) -> str:
    """Return what the mark of small areas means, '' when there are none."""
    if not shown.frame["is_small"].any():
        return ""
    most = dutch.number(lookups.threshold(query, "small_population"), 0)
    return f"\\* Minder dan {most} inwoners in {programme().inhabitants_period}: het cijfer kan sterk schommelen."


def why_empty(indicator: Any, level: str, has_outlines: bool) -> str:
    """Return why there is no map to show, and what to do."""
    if not has_outlines:
        return "Er zijn geen grenzen van deze gemeente. Haal ze op met: python -m etl --only grenzen"
    return f"{indicator.label}: de bron heeft geen cijfers per {level}."


def _marked(chosen: list[str]) -> list[str]:
    """Return the areas that stand out: the focus areas and those that were chosen."""
    return list(dict.fromkeys([*programme().focus_area_codes, *chosen]))


def _codes(key: str, layer: str) -> list[str]:
    """Return the areas that were clicked in the map to move in."""
    objects = st.session_state[key]["selection"]["objects"].get(layer, [])
    return [one["properties"]["area_code"] for one in objects]


def _codes_light(key: str) -> list[str]:
    """Return the areas that were clicked in the light map."""
    return [one["code"] for one in st.session_state[key]["selection"][maps.CLICK]]


def _clicked(drawn: int, codes: list[str], opens: bool) -> None:
    """Choose the area that was clicked, or let it go when it was chosen.

    Until the browser has the map that a click led to, it sends that click along with the next one, on whatever: only
    one on the map as it was `drawn` last counts.
    """
    if drawn != st.session_state.get(_CLICKS, 0):
        return
    st.session_state[_CLICKS] = drawn + 1
    for code in codes:
        if opens and code.startswith("BU"):
            go_to_profile(code)
            continue
        chosen = [other for other in st.session_state.get("gebied", []) if other != code]
        is_new = len(chosen) == len(st.session_state.get("gebied", []))
        st.session_state["gebied"] = [*chosen, code][-MOST_CHOSEN:] if is_new else chosen


def _file(views: list[View]) -> pd.DataFrame:
    return pd.concat([
        one.frame.assign(indicator=one.indicator.label, unit=one.indicator.unit, period=one.period) for one in views
    ])  # fmt: skip
