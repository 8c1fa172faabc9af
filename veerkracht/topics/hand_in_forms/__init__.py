"""The forms of Aanleveren: a figure, a story, an effort, a decision and a withdrawal, as files for the check."""

USES = ("goals", "stories")
