"""Raadsbrief: a letter of goals, buurten and indicators, and its files."""

USES = ("efforts", "goals", "map", "profile", "seesaw", "trends")
