"""Trechter, a view of Vergelijken: the rate of each buurt against its size, with the limits of chance."""

USES = ("catching_up", "change", "comparison", "sources")
