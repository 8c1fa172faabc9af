"""Aanleveren: templates and forms, the check of a file, what it would look like, and how to hand it over."""

USES = ("decisions", "efforts", "goals", "hand_in_forms", "manual", "stories", "trends")
