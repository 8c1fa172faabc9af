"""Aanleveren: templates and forms, the check of a file, its preview, and how to hand it in."""

USES = ("decisions", "efforts", "goals", "hand_in_forms", "manual", "stories", "trends")
