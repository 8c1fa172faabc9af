"""Toegankelijkheid: how far everyone can use the dashboard, what does not work yet, and where to say so."""

from veerkracht import manual_ui, statements, ui

manual_ui.show_statement(statements.sections("toegankelijkheid", ui.programme().municipality_name))
