"""Vergelijken: buurten ranked, side by side, and on the national yardstick."""

USES = ("goals", "sources")
