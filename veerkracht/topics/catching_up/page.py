"""The parts of the page Halen we in?: the choice of areas and years, and how far each is from the city."""

from dataclasses import replace
from functools import partial

import streamlit as st

from veerkracht.core import areas
from veerkracht.database import lookups
from veerkracht.drawing import tables as drawing_tables
from veerkracht.groups import sentences as group_sentences
from veerkracht.topics.catching_up import exhibits, figures, sentences, tables
from veerkracht.topics.catching_up.figures import Choice
from veerkracht.web import choices, downloads, groups, layout
from veerkracht.web.cache import area_names, areas_to_choose, programme, query, replayed, replaying
from veerkracht.web.downloads import Download

_NONE = "geen"


def choose() -> tuple[tuple[Choice, ...], bool]:
    """Return the chosen area, the second one if there is one, and the years, and whether to show a film of the last
    year; ends the page if there are no two years."""
    names, focus = _areas(), list(programme().focus_area_codes)
    years = query.value(figures.years)
    if len(years) < 2:
        st.info(sentences.no_two_years(programme().municipality_word))
        st.stop()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="vk-gaps-choices"):
        chosen = choices.choose("Buurt, wijk of groep", names, "buurt", focus[0])
        second = next((code for code in focus if code != chosen and code in names), _NONE)
        other = choices.choose("Ernaast", {_NONE: "Geen"} | names, "ernaast", second)
        usual = query.value(figures.usual_since)
        starts = {figures.BASELINE: f"Nulmeting of {usual}"} | _labels(years[:-1])
        since = choices.choose("Sinds", starts, "sinds", figures.BASELINE)
        later = [year for year in years if year > (usual if since == figures.BASELINE else since)]
        place = st.container()
        is_film = choices.choose_film(later)
        with place:
            until = (choices.follow_film if is_film else choices.choose)("Tot en met", _labels(later), "tot", later[-1])
        groups.show_menu()
    codes = (chosen,) if other in (_NONE, chosen) else (chosen, other)
    return tuple(Choice(code, since, until) for code in codes), is_film


def _areas() -> dict[str, str]:
    """Return the name of every area in the list by its code: the focus areas, own groups, then buurten and wijken by
    name."""
    names, focus = areas_to_choose(), programme().focus_area_codes
    kinds = areas.GROUP, "BU", "WK"
    order = [code for code in focus if code in names]
    order += [code for kind in kinds for code in names if code.startswith(kind) and code not in focus]
    return {code: names[code] for code in order}


def _labels(years: list[str]) -> dict[str, str]:
    return {year: year for year in years}


def source_ids(chosen: tuple[Choice, ...]) -> set[str]:
    """Return the sources of the figures."""
    return {
        topic.indicator.source_id for choice in chosen for topic in figures.overview(query, choice).topics
    }  # fmt: skip


def show(chosen: tuple[Choice, ...], is_film: bool) -> None:
    """Show the areas side by side: the finding, and a row per topic; as a film through the years if requested."""
    if is_film and len(figures.film(query, chosen)[0]) > 1:
        replayed(_draw_film, tuple(replace(choice, until="") for choice in chosen))
        return
    if is_film:
        choices.say_no_film("er is maar één jaar te vergelijken", chosen[0].until)
    replayed(_draw, chosen)


def _draw_film(chosen: tuple[Choice, ...]) -> None:
    st.html(exhibits.film_controls(query, chosen))
    charts, names = exhibits.film_charts(query, chosen), area_names()
    for choice, place, (chart, alternative) in zip(chosen, st.columns(len(chosen), gap="large"), charts, strict=True):
        with place:
            st.markdown(f"**{names[choice.area_code]}**")
            layout.show_chart(chart, alternative)
    layout.show_notes(exhibits.film_notes(query, chosen))


def _draw(chosen: tuple[Choice, ...]) -> None:
    overviews = [figures.overview(query, choice) for choice in chosen]
    axis = figures.axis(overviews)
    with st.container(key="vk-gaps-beside"):  # all findings first, even if the columns are below each other
        above = st.columns(len(overviews), gap="large")
        if any(overview.topics for overview in overviews):
            holds = any(topic.holds for overview in overviews for topic in overview.topics)
            legend = drawing_tables.TEMPLATES.get_template("gaps_legend.html")
            st.html(legend.render(city=overviews[0].city, holds=holds))
        below = st.columns(len(overviews), gap="large")
    for over, under, overview in zip(above, below, overviews, strict=True):
        with over:
            st.header(sentences.title(overview) if overview.topics else overview.area, anchor=False)
            if overview.topics:
                st.markdown(" ".join(sentences.findings(overview)))
            else:
                st.info(sentences.NOTHING_BETWEEN if query.value(figures.scale) else sentences.TOO_FEW)
        if overview.topics:
            under.html(tables.dumbbells(overview, axis, exhibits.style(query, overview.choice.area_code)))


@replaying
def explain(chosen: tuple[Choice, ...]) -> None:
    """Explain how certain this is, the exact figures behind it, and which topics are missing, all collapsed."""
    overviews = [figures.overview(query, choice) for choice in chosen]
    limits = [lookups.threshold(query, name) for name in ("screen_confidence", "false_discovery")]
    with st.expander("Hoe zeker is dit?"):
        layout.show_notes(sentences.how_sure(overviews, *limits))
    with st.expander("Precies"):
        of_groups = group_sentences.in_general(query, [choice.area_code for choice in chosen])
        layout.show_notes([*sentences.how_drawn(overviews[0]), *of_groups])
        for overview in overviews:
            st.html(drawing_tables.html(tables.table(overview)))
    for overview in overviews:
        if overview.left_out:
            with st.expander(f"{overview.area}: {sentences.left_out_count(overview)}"):
                layout.show_notes(sentences.left_out(overview))


def offer(chosen: tuple[Choice, ...]) -> None:
    """Offer the picture and the figures of each area that has any."""
    offers = [
        Download(overview.area, f"inhalen-{choice.area_code}", partial(exhibits.catching_up, query, choice))
        for choice in chosen
        if (overview := figures.overview(query, choice)).topics
    ]
    if offers:
        downloads.share_menu(offers, "inhalen")
