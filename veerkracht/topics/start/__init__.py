"""Start and Waar gaat het over: key messages, the introduction and the search."""

USES = ("comparison", "decisions", "efforts", "goals", "readiness", "stories")
