"""Start and Waar gaat het over: what is put forward, the introduction and the search."""

USES = ("comparison", "decisions", "efforts", "goals", "readiness", "stories")
