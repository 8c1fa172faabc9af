"""The parts of the page Halen we in?: the choice of areas and years, and how far each is from the city."""

from functools import partial

import streamlit as st

from veerkracht.database import lookups
from veerkracht.drawing import tables as drawing_tables
from veerkracht.topics.catching_up import exhibits, figures, sentences, tables
from veerkracht.topics.catching_up.figures import Choice
from veerkracht.web import choices, downloads, layout
from veerkracht.web.cache import areas_to_choose, programme, query, replayed
from veerkracht.web.downloads import Download

_NONE = "geen"


def choose() -> tuple[Choice, ...]:
    """Return the chosen area, the one beside it if there is one, and the years; ends the page when there are no two."""
    names, focus = _areas(), list(programme().focus_area_codes)
    known = query.value(figures.years)
    if len(known) < 2:
        st.info(sentences.NO_TWO_YEARS)
        st.stop()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="vk-gaps-choices"):
        chosen = choices.choose("Buurt of wijk", names, "buurt", focus[0])
        second = next((code for code in focus if code != chosen and code in names), _NONE)
        other = choices.choose("Ernaast", {_NONE: "Geen"} | names, "ernaast", second)
        usual = query.value(figures.usual_since)
        starts = {figures.BASELINE: f"Nulmeting of {usual}"} | _labels(known[:-1])
        since = choices.choose("Sinds", starts, "sinds", figures.BASELINE)
        later = [year for year in known if year > (usual if since == figures.BASELINE else since)]
        until = choices.choose("Tot en met", _labels(later), "tot", later[-1])
    codes = (chosen,) if other in (_NONE, chosen) else (chosen, other)
    return tuple(Choice(code, since, until) for code in codes)


def _areas() -> dict[str, str]:
    """Return the name of every buurt and wijk by its code: the focus areas first, then buurten and wijken by name."""
    names, focus = areas_to_choose(), programme().focus_area_codes
    order = [code for code in focus if code in names]
    order += [code for level in ("BU", "WK") for code in names if code.startswith(level) and code not in focus]
    return {code: names[code] for code in order}


def _labels(years: list[str]) -> dict[str, str]:
    return {year: year for year in years}


def source_ids(chosen: tuple[Choice, ...]) -> set[str]:
    """Return the sources of the figures."""
    return {
        topic.indicator.source_id for choice in chosen for topic in figures.overview(query, choice).topics
    }  # fmt: skip


def show(chosen: tuple[Choice, ...]) -> None:
    """Show the areas beside each other: the finding, and a row per subject."""
    replayed(_draw, chosen)


def _draw(chosen: tuple[Choice, ...]) -> None:
    overviews = [figures.overview(query, choice) for choice in chosen]
    axis = figures.axis(overviews)
    with st.container(key="vk-gaps-beside"):  # all findings first, also where the columns stand below each other
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
                st.info(sentences.NOTHING_BETWEEN)
        if overview.topics:
            under.html(tables.dumbbells(overview, axis, exhibits.style(query, overview.choice.area_code)))


def explain(chosen: tuple[Choice, ...]) -> None:
    """Explain how sure this is, what is exactly behind it, and which subjects are missing, all folded away."""
    replayed(_draw_explanation, chosen)


def _draw_explanation(chosen: tuple[Choice, ...]) -> None:
    overviews = [figures.overview(query, choice) for choice in chosen]
    limits = [lookups.threshold(query, name) for name in ("screen_confidence", "false_discovery")]
    with st.expander("Hoe zeker is dit?"):
        layout.show_notes(sentences.how_sure(overviews, *limits))
    with st.expander("Precies"):
        layout.show_notes(sentences.how_drawn(overviews[0]))
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
