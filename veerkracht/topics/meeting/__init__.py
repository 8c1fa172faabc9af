"""The meeting in five slides: what is new, all goals, the two to discuss, and what is open and decided."""

USES = ("comparison", "decisions", "goals", "readiness", "since", "sources", "start", "trends")
