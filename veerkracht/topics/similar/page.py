"""The page Vergelijkbare buurten, and the line about it on the Doelkaart."""

from functools import partial

import streamlit as st

from veerkracht.database.query import Query
from veerkracht.groups import figures as group_figures
from veerkracht.topics.profile import figures as profile_figures
from veerkracht.topics.similar import exhibits, figures, positions, sentences, tables
from veerkracht.topics.similar.figures import Choice, Similar
from veerkracht.topics.sources.page import warn_of_sources
from veerkracht.web import downloads, layout, signposts
from veerkracht.web.cache import get_indicator, programme, query, replayed
from veerkracht.web.choices import choose, choose_many, choose_switch, last_chosen_buurt
from veerkracht.web.downloads import Download

_COUNTS = (10, 20, 30, 50)


def choose_similar() -> Choice | None:
    """Return the buurt that the visitor chose, with the measures to compare it by and the excluded municipalities;
    None, after a message, without measures."""
    how, names, cities = query.value(figures.method), profile_figures.labels(query), query.value(figures.municipalities)
    labels = {indicator_id: get_indicator(indicator_id).label for indicator_id in how.indicator_ids}
    left, middle, right = st.columns([3, 2, 5], vertical_alignment="bottom")
    with left:
        area_code = choose(
            "Buurt", names, "buurt", last_chosen_buurt(names, next(iter(group_figures.focus_buurten(query)), ""))
        )
    with middle:
        counts = {str(count): f"{count} buurten" for count in sorted({*_COUNTS, how.area_count})}
        count = int(choose("Hoeveel buurten", counts, "aantal", str(how.area_count)))
    with right:
        without = choose_many("Gemeenten die niet meedoen", cities, "zonder", list(how.municipality_codes),
                              max(len(cities), 1), placeholder="Typ de naam van een gemeente")  # fmt: skip
    words = signposts.of_words(labels, {code: f"onderwerp-{code}" for code in labels})
    measures = choose_many("Kenmerken die meetellen", labels, "kenmerk", list(labels), len(labels),
                           placeholder="Kies een of meer kenmerken", signposts=words)  # fmt: skip
    needs_all = choose_switch("Alleen buurten met alle kenmerken", "volledig")
    if not measures:
        st.info("Kies hierboven een of meer kenmerken.")
        return None
    in_order = tuple(measure for measure in labels if measure in measures)  # whatever was clicked first
    return Choice(area_code, in_order, count, tuple(without), needs_all)


def show_alike(choice: Choice) -> None:
    """Show the similar buurten, in what respects, which were compared, and the table as a file."""
    replayed(_draw_alike, choice)
    alike = query.value(figures.similar, choice)
    if alike.places:
        name = f"vergelijkbaar-{choice.area_code}"
        has_map = query.value(exhibits.alike, choice).has_picture
        downloads.share_menu([Download("", name, partial(exhibits.alike, query, choice), has_picture=has_map)])


def _draw_alike(choice: Choice) -> None:
    alike, city = query.value(figures.similar, choice), programme().municipality_name
    has_country = bool(query.value(figures.municipalities))
    if has_country:
        st.markdown(sentences.nearest(alike))
    else:
        st.info(sentences.no_country(city))
    indicators = [get_indicator(measure) for measure in alike.used or choice.measures]
    st.html(tables.html(alike, indicators, programme().inhabitants_period))
    if alike.places:
        _draw_country(choice, alike)
    if has_country:
        labels = {measure: get_indicator(measure).label for measure in choice.measures}
        how = query.value(figures.method)
        counts = sentences.compared(alike, city, how.smallest_population)
        used = sentences.used(alike, labels, city)
        layout.show_how_sure([used, sentences.frozen(how, programme().start_year), counts, *sentences.how(alike)])


def _draw_country(choice: Choice, alike: Similar) -> None:
    exhibit = query.value(exhibits.alike, choice)
    if exhibit.chart:
        st.header(exhibit.subtitle, anchor=False)
        with st.container(key="lijkt-kaart"):
            layout.show_chart(exhibit.chart, exhibit.alternative)
        st.caption(" ".join(sentences.how_located(positions.by_municipality(alike.places))))


def show_development(choice: Choice) -> None:
    """Show the change of these buurten on a measure of a goal that the visitor chooses; nothing if there is none."""
    measured, alike = query.value(figures.measured), query.value(figures.similar, choice)
    if not (alike.places and measured):
        return
    st.header(f"Hoe ging het verder in {alike.name} en in deze buurten?", anchor=False)
    options = {measure_id: f"Doel {measure.goal_id}. {measure.label}" for measure_id, measure in measured.items()}
    subjects = {measure_id: f"doel-{measure.goal_id}" for measure_id, measure in measured.items()}
    words = signposts.of_words(options, subjects)
    measure_id = choose("Maat van een doel", options, "maat", signposts=words)
    measure = measured[measure_id]
    warn_of_sources([get_indicator(measure.indicator_id).source_id])
    replayed(_draw_development, choice, measure_id)
    if query.value(figures.develop, choice, measure_id).after:
        name = f"vergelijkbaar-{choice.area_code}-{measure.indicator_id}"
        offer = Download("", name, partial(exhibits.development, query, choice, measure_id))
        downloads.share_menu([offer], key="maat", letter=downloads.letter_of([f"doel-{measure.goal_id}"]))


def _draw_development(choice: Choice, measure_id: str) -> None:
    development = query.value(figures.develop, choice, measure_id)
    st.subheader(sentences.title(development), anchor=False)
    st.caption(exhibits.subject(development))
    st.markdown(" ".join(sentences.developed(development)))
    if development.after:
        layout.show_chart(exhibits.chart(query, development), sentences.alternative(development))
        layout.show_how_sure([
            *sentences.limits(development), sentences.how_drawn(development), sentences.before(development),
            sentences.counted(development),
        ])  # fmt: skip
    with st.expander("Precies: alle cijfers en bronnen"):
        if development.after:
            st.html(tables.bands(development))
            st.html(tables.changes(development))
        layout.show_origin(development.measure.indicator_id)


def show_strip(measure_id: str) -> list[Download]:
    """Show for a measure of a goal how each focus area changed among similar buurten; return what there is to share,
    nothing if there are none."""
    if (exhibit := query.value(exhibits.strips, measure_id)) is None:
        return []
    with st.container(key="lijkt-grafiek"):
        replayed(_draw_strip, measure_id)
    return [Download("In buurten die erop lijken", exhibit.name, lambda: exhibit)]


def _draw_strip(measure_id: str) -> None:
    exhibit = query.value(exhibits.strips, measure_id)
    assert exhibit and exhibit.chart
    st.markdown("**In buurten die erop lijken**")
    layout.show_chart(exhibit.chart, exhibit.alternative)


def show_brief(measure_id: str) -> None:
    """Show for a measure of a goal, in a line per focus area, how similar buurten elsewhere changed; nothing without
    figures of them."""
    if html := query.value(_brief, measure_id):
        st.html(html)


def _brief(query: Query, measure_id: str) -> str:
    if measure_id not in query.value(figures.measured):
        return ""
    choices = [figures.usual(query, code) for code in figures.focus(query)]
    return tables.brief([query.value(figures.develop, choice, measure_id) for choice in choices]) if choices else ""
