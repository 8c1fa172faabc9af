"""Handleiding: how to use the dashboard, in a part for each kind of user."""

import streamlit as st

from veerkracht.topics.manual import manual
from veerkracht.topics.manual import page as manual_page
from veerkracht.web import downloads

st.title("Handleiding", anchor=False)
with st.container(key="handleiding-keuze"):
    part = manual_page.choose_part()
with st.container(key="handleiding-tekst"):
    manual_page.show(
        manual.sections(part, downloads.dashboard_address())
    )  # not replayed: it must be there when the database is not
