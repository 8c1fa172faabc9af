"""Samenhang: two indicators set against each other over the buurten."""

USES = ("goals", "sources")
