"""Inspanningen: what is done for each goal."""

USES = ("trends",)
