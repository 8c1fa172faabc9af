"""Buurtprofiel: everything known about one buurt."""

USES = ("catching_up", "sources")
