"""Handleiding: how to use the dashboard, in a part for each kind of user."""

import streamlit as st

from veerkracht.topics.manual import manual
from veerkracht.topics.manual import page as manual_page

st.title("Handleiding", anchor=False)
with st.container(key="handleiding-keuze"):
    part = manual_page.choose_part()
sections = manual.sections(part)
contents, text = st.columns([1, 3], gap="large")
with contents, st.container(key="handleiding-inhoud"):
    manual_page.show_contents(sections)
with text, st.container(key="handleiding-tekst"):
    manual_page.show(sections)  # not replayed: it must be there when the database is not
