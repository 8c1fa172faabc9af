"""Start: how it goes with the buurten of the programme, what it is about now, all goals, and where to go on."""

import streamlit as st

from veerkracht.core import moments
from veerkracht.topics.goals import page as goals_page
from veerkracht.topics.goals import picture, rows
from veerkracht.topics.since import page as since_page
from veerkracht.topics.sources import page as sources_page
from veerkracht.topics.start import front
from veerkracht.topics.start import page as start_page
from veerkracht.web import cache

statuses = rows.statuses(cache.query)

start_page.show_front()
sources_page.warn_of_sources(status.source_id for status in statuses if status.source_id)
st.header("Alle doelen", anchor=False)
goals_page.show_to_discuss()
st.html(picture.html(cache.query, statuses))
goals_page.share_picture(statuses)
if readiness := cache.query.value(front.readiness, moments.today()):
    st.html(readiness)
since_page.show_short()
st.html(front.doors())
