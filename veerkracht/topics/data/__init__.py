"""Open data: the public figures for programs, at /data/ and in Python."""

USES = ("change", "comparison", "free_table", "funnel", "goals", "map", "trends")
