"""Eigen tabel: topics, areas and years of one's choice as a table, turned and sorted, to save as it stands."""

from veerkracht.topics.free_table import page
from veerkracht.web import groups, layout

layout.show_heading("Eigen tabel")
groups.begin()
page.show(page.choose())
