"""Verandering, a view of Vergelijken: buurten by how much one subject changed between two years, as ranking and map."""

USES = ("catching_up", "comparison", "map", "sources")
