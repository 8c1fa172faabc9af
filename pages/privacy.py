"""Privacy: what the dashboard keeps of a visitor, and what it asks of other computers."""

from veerkracht.topics.manual import page as manual_ui
from veerkracht.topics.manual import statements
from veerkracht.web import cache

manual_ui.show_statement(statements.sections("privacy", cache.programme().municipality_name))
