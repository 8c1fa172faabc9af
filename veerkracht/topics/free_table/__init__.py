"""Eigen tabel: chosen topics, areas and years as one table, turned and sorted as the reader wants."""

USES = ("comparison", "sources")
