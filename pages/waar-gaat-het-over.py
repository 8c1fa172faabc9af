"""Waar gaat het over: what the programme is, what it aims at and how the dashboard is read; for a new reader."""

import streamlit as st

from veerkracht.topics.start import page as start_page
from veerkracht.web import cache

st.title("Waar gaat het over?", anchor=False)
cache.replayed(start_page.draw_introduction)
