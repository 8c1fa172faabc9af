"""Toegankelijkheid: how far everyone can use the dashboard, what does not work yet, and where to say so."""

from veerkracht.topics.manual import page as manual_ui
from veerkracht.topics.manual import statements
from veerkracht.web import cache

manual_ui.show_statement(statements.sections("toegankelijkheid", cache.programme().municipality_name))
