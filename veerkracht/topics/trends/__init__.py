"""Trends: indicators through time for chosen areas."""

USES = ("catching_up", "goals")
