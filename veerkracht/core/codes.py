"""The codes that the catalogue, the database and the method share, as types."""

from typing import Literal

Direction = Literal["omhoog", "omlaag", "geen"]
"""Which way a figure should go."""

Population = Literal[
    "inwoners", "18_plus", "15_tot_75", "jonger_dan_23", "inkomensontvangers", "werkenden", "huishoudens", "woningen"
]
"""Over whom or what a figure is counted or averaged."""

Margin = Literal["telling", "steekproef", "interval", "onbekend"]
"""How the margin of a figure is known."""

Scale = Literal["linear", "log"]
"""On which scale figures are averaged and set apart: as they are, or by their natural logarithm."""

LackKind = Literal[
    "no_source", "own_figures", "not_included", "no_later_figure", "not_published", "suppressed", "not_in_table",
    "too_few", "not_comparable", "not_same_year",
]  # fmt: skip
"""What a measure lacks that has no figure to compare with its baseline."""

ReadingKind = Literal["procentpunt", "procent", "inwoners", "norm", "richting"]
"""How the amount of a target is read."""
