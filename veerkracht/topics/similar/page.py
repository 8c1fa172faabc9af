"""What the page Vergelijkbare buurten needs on screen, and the line about it on the Doelkaart."""

from functools import partial

import streamlit as st

from veerkracht.database import queries
from veerkracht.drawing import charts, sentences
from veerkracht.topics.comparison import choose_buurten as area_ui
from veerkracht.topics.similar import charts as similar_charts
from veerkracht.topics.similar import exhibits as similar_exhibits
from veerkracht.topics.similar import figures as similar_views
from veerkracht.topics.similar import queries as elsewhere_queries
from veerkracht.topics.similar import sentences as similar_sentences
from veerkracht.topics.similar import tables as similar_tables
from veerkracht.topics.similar.figures import Similar
from veerkracht.topics.sources.page import warn_of_sources
from veerkracht.web import downloads as export_ui
from veerkracht.web.cache import indicator_row, programme, query
from veerkracht.web.choices import choose, choose_many, chosen_buurt
from veerkracht.web.downloads import Offer
from veerkracht.web.layout import link_to_origin, notes, show_chart
from veerkracht.web.transition import kept, once, per_database

_COUNTS = (10, 20, 30, 50)


def choose_similar() -> Similar | None:
    """Return the buurten that are most like the one that the visitor chose, by the measures and without the
    municipalities that were chosen; None, after a message, without measures."""
    how, names, cities = similar_views.method(query), area_ui.labels(), _cities()
    labels = {one: indicator_row(one).label for one in how.indicator_ids}
    left, middle, right = st.columns([3, 2, 5], vertical_alignment="bottom")
    with left:
        area_code = choose("Buurt", names, "buurt", chosen_buurt(names, programme().focus_area_codes[0]))
    with middle:
        counts = {str(one): f"{one} buurten" for one in sorted({*_COUNTS, int(how.area_count)})}
        count = int(choose("Hoeveel buurten", counts, "aantal", str(how.area_count)))
    with right:
        without = choose_many("Gemeenten die niet meedoen", cities, "zonder", list(how.municipality_codes),
                              max(len(cities), 1), placeholder="Typ de naam van een gemeente")  # fmt: skip
    measures = choose_many("Kenmerken die meetellen", labels, "kenmerk", list(labels), len(labels),
                           placeholder="Kies een of meer kenmerken")  # fmt: skip
    if not measures:
        st.info("Kies hierboven een of meer kenmerken.")
        return None
    measures = [one for one in labels if one in measures]  # in the order of the catalogue, whatever was clicked first
    return kept(
        lambda: similar_views.similar(query, area_code, measures, count, without), area_code, measures, count, without
    )


def show_alike(alike: Similar) -> None:
    """Show the buurten that are alike, in what, which were compared, and the table as a file."""
    about, labels = programme(), {one: indicator_row(one).label for one in alike.measures}
    indicators = [indicator_row(one) for one in alike.used or alike.measures]
    has_any = similar_views.has_any(query)

    def draw() -> None:
        city, smallest = about.municipality_name, similar_views.method(query).smallest_population
        if has_any:
            st.markdown(similar_sentences.found(alike))
        else:
            st.info(similar_sentences.no_country(city))
        st.html(similar_tables.alike(alike, indicators, about.inhabitants_period))
        if has_any:
            notes([similar_sentences.used(alike, labels, city), similar_sentences.compared(alike, city, smallest),
                   *similar_sentences.how(alike)])  # fmt: skip

    once(draw)
    if not alike.places.empty:
        file, columns = kept(lambda: similar_views.file(alike, indicators))
        export_ui.offer_csv(file, columns, f"vergelijkbaar-{alike.area_code}")


def show_development(alike: Similar) -> None:
    """Show how these buurten changed on a measure of a goal that the visitor chooses; nothing when there is none."""
    measured = similar_views.measured(query)
    if alike.places.empty or not measured:
        return
    st.subheader(f"Hoe ging het verder in {alike.name} en in deze buurten?", anchor=False)
    options = {one: f"Doel {row.goal_id}. {row.label}" for one, row in measured.items()}
    measure_id = choose("Maat van een doel", options, "maat", next(iter(options)))
    indicator = indicator_row(measured[measure_id].indicator_id)
    warn_of_sources([indicator.source_id])
    found = kept(lambda: similar_views.develop(query, alike, measure_id), measure_id)
    names = similar_views.names(found)
    about = programme()

    def draw() -> None:
        st.markdown(" ".join(similar_sentences.developed(found)))
        if not found.bands.empty:
            look = charts.styles(
                [alike.area_code], list(about.focus_area_codes), about.municipality_code, about.country_code
            )
            chart_side, text_side = st.columns([3, 2], gap="large")
            with chart_side:
                show_chart(
                    similar_charts.band(found, names, look[alike.area_code]), similar_sentences.alternative(found)
                )
                st.caption(similar_sentences.how_drawn(found))
            text_side.info("\n\n".join(similar_sentences.limits(found)))
            st.html(similar_tables.bands(found))
            notes([similar_sentences.counted(found)])
            with st.expander("De verandering van elke buurt in een tabel"):
                st.html(similar_tables.changes(found, names))
        link_to_origin(indicator.indicator_id)
        notes(sentences.source_note(indicator, query(queries.origins, indicator.indicator_id)))

    once(draw)
    if not found.bands.empty:
        name = f"vergelijkbaar-{alike.area_code}-{indicator.indicator_id}"
        make = partial(similar_exhibits.development, query, found)
        export_ui.offer_menu([Offer("Grafiek", name, make)], [f"doel-{found.row.goal_id}"])


def show_brief(measure_id: str) -> None:
    """Show of a measure of a goal, in a line per focus area, how buurten elsewhere that are like it changed; nothing
    without figures of them."""
    if told := _brief(measure_id):
        st.html(told)


@per_database
def _brief(measure_id: str) -> str:
    if measure_id not in similar_views.measured(query):
        return ""
    found = [similar_views.develop(query, _usual(code), measure_id) for code in programme().focus_area_codes]
    return similar_tables.brief(found)


@per_database
def _usual(area_code: str) -> Similar:
    return similar_views.usual(query, area_code)


@per_database
def _cities() -> dict[str, str]:
    """Return the municipalities of the country without ours: names by code, by name."""
    found = query(elsewhere_queries.municipalities)
    return dict(zip(found["area_code"], found["name"], strict=True))
