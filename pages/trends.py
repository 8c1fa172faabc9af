"""Trends: the development of an indicator for chosen areas against city and country."""

import streamlit as st

from veerkracht import charts, dutch, goal_queries, queries, sentences, tables, ui

programme = ui.programme()
focus = list(programme.focus_area_codes)
names = ui.area_names()
indicators = ui.read(queries.indicators)

st.title("Trends", anchor=False)
indicator = ui.choose_indicator(indicators[indicators["figure_count"] > 0], "ervaren_gezondheid")
compared = [*focus, programme.municipality_code, programme.country_code]
codes = ui.choose_many("Gebieden (hoogstens zes)", names, "gebied", compared, 6)

ui.warn_of_sources([indicator.source_id])
frame = ui.read(queries.trend, indicator.indicator_id, codes)
lines = ui.read(goal_queries.lines, indicator.indicator_id)
gaps = ui.read(queries.breaks, indicator.indicator_id)

st.subheader(f"{indicator.label}, {dutch.in_unit(indicator.unit)}", anchor=False)
if frame["value"].notna().any():
    for sentence in sentences.city_comparison(frame, names, indicator, focus, programme.municipality_code):
        st.markdown(sentence)
    look = charts.styles(codes, focus, programme.municipality_code, programme.country_code)
    chart = charts.trend(frame, names, look, indicator, lines, gaps)
    alt = f"{sentences.latest(frame, names, indicator)} De cijfers staan in de tabel."
    st.altair_chart(chart, theme=None, alt=alt)
    st.html(tables.trend(frame, codes, names, indicator, focus))
    columns = {"area_code": "gebied", "period": "jaar", "value": f"{indicator.label} ({indicator.unit})",
               "status": "status", "missing": "reden ontbreken"}  # fmt: skip
    st.caption("Een lijn loopt niet door over een jaar zonder cijfer. De verticale as begint niet altijd bij 0.")
    ui.offer_csv(frame, columns, indicator.indicator_id)
else:
    st.info("Voor deze gebieden heeft de bron geen cijfers over dit onderwerp. Kies andere gebieden." if codes else
            "Kies hierboven een of meer gebieden.")  # fmt: skip
for gap in gaps.itertuples():
    st.warning(f"Vanaf {gap.period} niet te vergelijken met eerder: {gap.reason}")
for change in ui.read(queries.boundary_changes, codes).itertuples():
    st.warning(
        f"{names[change.area_code]} heeft vanaf {change.year} een andere grens. Cijfers van ervoor en erna zijn niet "
        f"te vergelijken. {change.note}"
    )
ui.link_to_origin(indicator.indicator_id)
ui.notes(sentences.source_note(indicator, ui.read(queries.origins, indicator.indicator_id)))
if not lines.empty:
    st.caption(
        "Stippellijn: het pad van de nulmeting naar het doel volgens de voorlopige lezing. Open vierkant: het doel, en "
        "de nulmeting uit het programmaplan als de bron die niet (meer) zo geeft."
    )
ui.tell_left_out(indicators[indicators["figure_count"] == 0], "")
