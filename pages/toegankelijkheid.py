"""Toegankelijkheid: how accessible the dashboard is, what does not work yet, and where to report it."""

from veerkracht.topics.manual import page as manual_page
from veerkracht.topics.manual import statements
from veerkracht.web import cache

manual_page.show_statement(statements.sections("toegankelijkheid", cache.programme().municipality_name))
