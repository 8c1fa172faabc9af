"""Trends: indicators through time for chosen areas."""

USES = ("goals",)
