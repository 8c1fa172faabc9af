"""Vergelijken: buurten ranked and side by side."""

USES = ("goals", "sources")
