"""Onderwerp: all about one indicator: what it is, its years and editions, its gaps, who uses it and what comes."""

USES = ("since", "sources")
