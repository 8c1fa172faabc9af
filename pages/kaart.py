"""Kaart: one indicator in one year over all buurten, as a map and as a table."""

import streamlit as st

from veerkracht import dutch, maps, periods, queries, sentences, tables, ui

programme = ui.programme()
focus = list(programme.focus_area_codes)
indicators = ui.read(queries.indicators)

st.title("Kaart", anchor=False)
left, right = st.columns([3, 1])
with left:
    indicator = ui.choose_indicator(indicators[indicators["buurt_figure_count"] > 0], "ervaren_gezondheid")
available = list(ui.read(queries.periods, indicator.indicator_id)["period"])
with right:
    labels = {period: periods.parse(period).label for period in reversed(available)}
    period = ui.choose("Maand" if indicator.frequency == "maand" else "Jaar", labels, "jaar", available[-1])

ui.warn_of_sources([indicator.source_id])
figures = ui.read(queries.figures, indicator.indicator_id, period)
frame = ui.read(queries.outlines).merge(figures, on="area_code", how="left")
frame["text"] = [
    dutch.MISSING.get(row.missing, "geen gegevens")
    if row.value != row.value
    else f"{dutch.figure(row.value, indicator.decimals, indicator.unit)} ({periods.parse(period).label})"
    for row in frame.itertuples()
]  # fmt: skip
scale = maps.classes(ui.read(queries.buurt_values, indicator.indicator_id)["value"], indicator.decimals, indicator.unit)
title = f"{indicator.label}, {periods.parse(period).label}"

st.subheader(title, anchor=False)
map_side, table_side = st.columns([3, 2])
with map_side:
    if frame.empty:
        st.info("Er zijn geen grenzen van deze gemeente. Haal ze op met: python -m etl --only grenzen")
    else:
        items = [*zip(scale.colors, scale.labels, strict=True), (maps.NO_FIGURE, "geen gegevens")]
        st.html(tables.legend(f"{indicator.label}, {dutch.in_unit(indicator.unit)}", items))
        alt = f"Kaart van de buurten van {programme.municipality_name}: {title}. De cijfers staan in de tabel ernaast."
        st.pydeck_chart(maps.deck(frame, scale, focus), height=600, alt=alt)
with table_side:
    order = st.segmented_control("Volgorde", ["hoog naar laag", "naam"], default="hoog naar laag", key="volgorde")
    by = ["name"] if order == "naam" else ["value", "name"]
    ranked = frame.sort_values(by, ascending=[by == ["name"], True][: len(by)])
    st.html(tables.buurten(ranked, indicator, period, focus))
    columns = {"area_code": "gebied", "name": "naam", "wijk": "wijk", "value": f"{indicator.label} ({indicator.unit})",
               "status": "status", "text": "toelichting"}  # fmt: skip
    ui.offer_csv(ranked, columns, f"{indicator.indicator_id}-{period}")

reference = figures.set_index("area_code")["value"].reindex([programme.municipality_code, programme.country_code])
st.markdown(
    "Ter vergelijking: "
    + "; ".join(
        f"{name} {dutch.figure(value, indicator.decimals, indicator.unit)}"
        if value == value
        else f"{name}: geen cijfer"
        for name, value in zip((programme.municipality_name, "Nederland"), reference, strict=True)
    )
    + ". Een kleur betekent in elk jaar hetzelfde."
)
ui.link_to_origin(indicator.indicator_id, period)
ui.notes(sentences.source_note(indicator, ui.read(queries.origins, indicator.indicator_id)))
ui.tell_left_out(indicators[indicators["buurt_figure_count"] == 0], " per buurt")
