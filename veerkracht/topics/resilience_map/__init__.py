"""Veerkrachtkaart: vulnerability and resilience of every buurt in nine classes."""

USES = ("map", "sources")
