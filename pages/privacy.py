"""Privacy: what the dashboard stores about a visitor, and what it requests from other computers."""

from veerkracht.topics.manual import page as manual_page
from veerkracht.topics.manual import statements
from veerkracht.web import cache

manual_page.show_statement(statements.sections("privacy", cache.programme().municipality_name))
