"""Doelen: all goals and measures of the programme, for the aandachtswijken next to city and country."""

import streamlit as st

from veerkracht import tables, ui

programme = ui.programme()
names = ui.area_names()
figures = ui.read("goals")
focus = " en ".join(names.get(code, code) for code in programme.focus_area_codes)

st.title(f"Doelen van {programme.name}", anchor=False)
st.markdown(
    f"De {figures['goal_id'].nunique()} operationele doelen voor {programme.target_year}, met de cijfers van "
    f"{focus} naast {programme.municipality_name} en Nederland. **Een verschil tussen twee metingen is nog geen effect "
    "van het programma**: cijfers van een buurt schommelen, en vaak verandert de hele stad mee."
)
st.html(tables.goals(figures, names, programme))
with st.expander("Doelteksten, lezing en aandachtspunten"):
    st.markdown(
        "Het plan zegt niet of “5%” procentpunt, procent of een aantal inwoners betekent. Tot daarover is besloten, "
        "geldt een **voorlopige lezing**: bij percentages procentpunt, bij aantallen en bedragen procent."
    )
    st.html(tables.goal_texts(figures))
st.caption(
    "Bron van doelen en nulmetingen: gemeente Maastricht, Programmaplan Veerkrachtige Wijken, hoofdstuk 5. Bron van de "
    "laatste meting: zie de indicator bij Trends. “Herzien”: de bron heeft het cijfer van de nulmeting later opnieuw "
    "berekend. “Niet bevestigd”: nog niet bij de uitgever nagekeken."
)
