"""Raadsbrief: a letter to the council on goals, buurten and indicators, or an annex with all of it, and its files."""

USES = ("decisions", "efforts", "goals", "map", "meeting", "profile", "seesaw", "trends")
