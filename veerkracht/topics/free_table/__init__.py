"""Eigen tabel: any topics, areas and years as one table, pivoted and sorted by the user."""

USES = ("comparison", "sources")
