"""Waar gaat het over: the introduction and the search."""

USES = ("efforts", "goals", "stories")
