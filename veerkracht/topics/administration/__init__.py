"""Beheer: what was handed in and what is done with it, runs of the ETL, and who may see what; for administrators."""

USES = ("hand_in", "hand_in_forms", "sources")
