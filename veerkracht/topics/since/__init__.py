"""Sinds: what is new, restated or changed since a day, on the page, as a feed and as a calendar."""

USES = ("decisions", "readiness", "sources")
