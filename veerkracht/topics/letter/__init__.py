"""Raadsbrief: a letter to the council on goals, buurten and indicators, or a full annex, and their files."""

USES = ("decisions", "efforts", "goals", "map", "meeting", "profile", "seesaw", "trends")
