"""Vergelijkbare buurten: buurten elsewhere in the Netherlands that are alike."""

USES = ("comparison", "goals", "profile", "sources")
