"""Besluiten: what was decided for the goals, who does it and by when, and what became of it."""

USES = ()
