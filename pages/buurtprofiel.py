"""Buurtprofiel: all indicators of one buurt by theme on one page, or of two buurten side by side."""

import streamlit as st

from veerkracht.core import paths
from veerkracht.database import queries
from veerkracht.drawing import charts
from veerkracht.topics.letter import page as letter_page
from veerkracht.topics.profile import queries as profile_queries
from veerkracht.topics.profile import tables as profile_tables
from veerkracht.topics.seesaw import page as seesaw_page
from veerkracht.topics.sources import page as sources_page
from veerkracht.topics.stories.page import draw_of_buurten
from veerkracht.web import cache, choices, layout, transition
from veerkracht.web import downloads as export_ui

programme = cache.programme()
focus = list(programme.focus_area_codes)
beside = [programme.municipality_code, programme.country_code]
names = cache.area_names()
buurten = cache.query(profile_queries.buurten)
labels = profile_tables.labels(buurten)

st.html(paths.ROOT / "veerkracht" / "web" / "print.css")
layout.heading("Buurtprofiel")
with st.container(key="profiel-keuzes"):
    left, right = st.columns(2)
    with left:
        usual = focus[0] if focus[0] in labels else next(iter(labels))
        chosen = choices.choose("Buurt", labels, "buurt", choices.chosen_buurt(labels, usual))
    with right:
        other = choices.choose("Naast", {"geen": "geen"} | labels, "naast", "geen")
    if other == chosen:
        st.info("U koos twee keer dezelfde buurt. U ziet haar één keer. Kies bij Naast een andere buurt.")
codes = [chosen] if other in ("geen", chosen) else [chosen, other]

figures = cache.query(profile_queries.profile, codes)
sources_page.warn_of_sources(figures["source_id"])


def draw() -> None:
    """Draw the profile: it depends on the database and the buurten in the address alone."""
    gaps = cache.query(profile_queries.without_figures, codes)
    series = cache.query(profile_queries.series, codes)
    look = charts.styles(codes, focus, *beside)
    st.html(profile_tables.head(codes, buurten, cache.query(queries.boundary_changes, codes), figures))
    st.html(profile_tables.table(codes, names, figures, gaps, series, look, beside))
    seesaw_page.draw(codes)
    draw_of_buurten(codes)
    st.html(profile_tables.mentions(codes, names, figures, gaps))
    layout.notes(profile_tables.notes(figures, buurten, *(names[code] for code in beside)))


transition.once(draw)
with st.container(key="profiel-knoppen", horizontal=True, vertical_alignment="center"):
    gaps = cache.query(profile_queries.without_figures, codes)
    export_ui.offer_csv(
        lambda: profile_tables.export(codes, names, figures, gaps),
        profile_tables.EXPORT,
        f"buurtprofiel-{'-'.join(codes)}",
    )
    letter_page.offer_parts([f"buurt-{code}" for code in codes])
    layout.offer_in_browser("Afdrukken", "print")
    st.caption("Afdrukken: A4 staand, hoogstens twee bladzijden.")
