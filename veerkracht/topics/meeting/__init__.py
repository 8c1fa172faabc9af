"""The meeting in five slides: what is new, all goals, the two to discuss, and open points and decisions."""

USES = ("comparison", "decisions", "goals", "readiness", "since", "sources", "start", "trends")
