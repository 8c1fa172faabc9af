"""Raadsbrief: goals, buurten and topics in the order of a letter, with a preview to edit; as Word or with all files."""

import streamlit as st

from veerkracht.database import lookups
from veerkracht.drawing import tables
from veerkracht.topics.letter import letter
from veerkracht.topics.letter import page as letter_page
from veerkracht.web import cache, choices, groups, layout

layout.show_heading("Raadsbrief")
groups.begin()
st.markdown(
    "Kies wat er in de brief komt. U krijgt een Word-document: een brief van twee bladzijden, of een bijlage met alles."
)
codes = choices.choose_many(
    "Onderdelen, in de volgorde van de brief (hoogstens dertig)",
    letter.choices(cache.query),
    "deel",
    [],
    30,
    placeholder="Kies doelen, buurten en onderwerpen",
    signposts=letter_page.signposts_of_parts(),
)
areas = choices.choose_many(
    "Gebieden bij onderwerpen (hoogstens zes)", cache.areas_to_choose(), "gebied", lookups.usual_areas(cache.query), 6
)
groups.show_menu()
if codes:
    show = letter_page.show_letter if letter_page.choose_form() == letter_page.LETTER else letter_page.show_annex
    show(codes, areas or lookups.usual_areas(cache.query))
else:
    st.info("Kies hierboven een of meer onderdelen.")
    st.html(tables.link("doelkaart", "Begin bij een doelkaart"))
