"""Doelen: where all goals stand, for the aandachtswijken side by side; the view for a meeting."""

import streamlit as st

from veerkracht.drawing import tables
from veerkracht.topics.goals import overview, rows, sentences
from veerkracht.topics.goals import page as goals_page
from veerkracht.topics.sources import page as sources_page
from veerkracht.web import cache, choices

programme = cache.programme()
statuses = rows.statuses(cache.query)

heading, choice = st.columns([3, 4], vertical_alignment="center")
heading.title(f"Doelen van {programme.name}", anchor=False)
with choice.container(horizontal=True, vertical_alignment="center"):
    options = {name: name for status in statuses for name in status.strategic_goals}
    strategic = choices.choose_part(
        "Strategisch doel", {"alle": "alle doelen", **options}, "strategisch", has_label=False
    )
    st.html(tables.link("waar-gaat-het-over", "Nieuw hier? Lees dit eerst"), width="content")
chosen = [status for status in statuses if strategic in ("alle", *status.strategic_goals)]
sources_page.warn_of_sources(status.source_id for status in statuses if status.source_id)
st.markdown(f"{sentences.since_last(chosen)} Klik op een doel voor de uitleg.")
holding, related = rows.holding(cache.query), rows.related(cache.query)
st.html(overview.overview(chosen, cache.area_names(), programme.focus_area_codes, holding, related=related))
goals_page.note_on_goals(chosen)
