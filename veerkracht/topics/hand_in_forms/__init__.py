"""The forms of Aanleveren: a figure, a story, an effort, a decision and a withdrawal, as files that the check reads."""

USES = ("goals", "stories")
