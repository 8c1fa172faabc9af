"""Bronnen: where every figure comes from, what is missing and why, what publishers changed, how fetching went."""

import streamlit as st

from veerkracht.core import periods
from veerkracht.database import queries
from veerkracht.drawing import sentences
from veerkracht.topics.sources import page as sources_page
from veerkracht.topics.sources import queries as source_queries
from veerkracht.topics.sources import tables as source_tables
from veerkracht.web import cache, choices, layout
from veerkracht.web import downloads as export_ui

programme = cache.programme()

st.title("Bronnen en kwaliteit", anchor=False)
views = {"bronnen": "alle bronnen", "cijfer": "herkomst van een cijfer", "herzien": "herziene cijfers",
         "ophalen": "laatste keren ophalen"}  # fmt: skip
view = choices.choose_part("Wat wilt u zien?", views, "toon", has_label=False)

if view == "bronnen":
    sources, gaps, outlines = (
        cache.query(question)
        for question in (source_queries.sources, source_queries.gaps, source_queries.outline_editions)
    )
    export_ui.offer_data_package()
    st.html(source_tables.sources(sources, gaps, outlines, sources_page.latest_attempts()))
elif view == "cijfer":
    indicators = cache.query(queries.indicators)
    left, right = st.columns([3, 1])
    with left:
        indicator = choices.choose_indicator(indicators, "ervaren_gezondheid")
    coverage = cache.query(source_queries.coverage, indicator.indicator_id)
    if coverage.empty:
        st.info(f"Van {indicator.label} is nog niets geladen. Bron: {indicator.publisher}, {indicator.source_title}.")
    else:
        known = {one: periods.parse(one).label for one in coverage["period"]}
        with right:
            period = choices.choose("Periode", known, "periode", next(iter(known)))
        frame = cache.query(source_queries.provenance, indicator.indicator_id, period)
        st.html(source_tables.provenance(frame, indicator, period, list(programme.focus_area_codes)))
        columns = {
            "area_code": "gebied", "name": "naam", "period": "periode",
            "value": f"{indicator.label} ({indicator.unit})", "lower": "ondergrens", "upper": "bovengrens",
            "numerator": "teller", "denominator": "noemer of antwoorden", "status": "soort",
            "missing": "reden ontbreken", "note": "opmerking", "table_id": "tabel", "edition": "uitgave",
            "retrieved_at": "opgehaald", "sha256": "controlegetal",
        }  # fmt: skip
        export_ui.offer_csv(frame, columns, f"herkomst-{indicator.indicator_id}-{period}")
        st.caption("Marges die het dashboard zelf berekent, van tellingen en enquêtes, staan op de doelkaart.")
        st.html(source_tables.coverage(coverage, indicator))
    for gap in cache.query(queries.breaks, indicator.indicator_id).itertuples():
        st.warning(f"Vanaf {gap.period} niet te vergelijken met eerder: {gap.reason}")
    layout.notes(sentences.source_note(indicator, cache.query(queries.origins, indicator.indicator_id)))
elif view == "herzien":
    revisions = cache.query(source_queries.revisions)
    if revisions.empty:
        st.info("Geen uitgever heeft een cijfer veranderd sinds de eerste keer laden.")
    else:
        st.html(source_tables.revisions(revisions))
    layout.notes([
        "Een sprong is een herziening die groter is dan de grens bij Toelichting, of een cijfer dat verdween.",
        "Bij “andere bron” is niet het cijfer veranderd, maar de bron waar het dashboard het uit haalt.",
    ])  # fmt: skip
else:
    runs = sources_page.logged_runs()
    if runs:
        st.html(source_tables.runs(runs))
    else:
        st.info("Er is nog niets opgehaald: u ziet de cijfers die met het dashboard meekomen.")
