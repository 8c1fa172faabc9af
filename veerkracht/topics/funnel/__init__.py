"""Trechter, a view of Vergelijken: the rate of each buurt against its size, with control limits."""

USES = ("catching_up", "change", "comparison", "sources")
