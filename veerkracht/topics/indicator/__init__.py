"""Onderwerp: everything about one indicator: definition, years and editions, gaps, where it is used and what is
expected."""

USES = ("since", "sources")
