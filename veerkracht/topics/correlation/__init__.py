"""Samenhang: two indicators set against each other over the buurten."""

USES = ("comparison", "goals", "sources")
