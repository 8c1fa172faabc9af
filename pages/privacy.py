"""Privacy: what the dashboard keeps of a visitor, and what it asks of other computers."""

from veerkracht import manual_ui, statements, ui

manual_ui.show_statement(statements.sections("privacy", ui.programme().municipality_name))
