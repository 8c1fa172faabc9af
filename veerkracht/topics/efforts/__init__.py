"""Inspanningen: the activities for each goal."""

USES = ("trends",)
