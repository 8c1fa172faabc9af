"""Beheer: hand-ins and what happens to them, ETL runs, and who may see what; for administrators."""

USES = ("hand_in", "hand_in_forms", "sources")
