"""Vergelijkbare buurten: similar buurten elsewhere in the Netherlands."""

USES = ("comparison", "goals", "profile", "sources")
