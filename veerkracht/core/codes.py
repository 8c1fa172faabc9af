"""The codes that the catalogue, the database and the method share, as types."""

from typing import Literal

Direction = Literal["omhoog", "omlaag", "geen"]
"""Which way a figure should go."""

Strength = Literal["meer", "minder"]
"""Which way makes a buurt strong, of a figure that should go neither way."""

Population = Literal[
    "inwoners", "18_plus", "15_tot_75", "jonger_dan_23", "inkomensontvangers", "werkenden", "ondervraagden",
    "huishoudens", "woningen",
]  # fmt: skip
"""Over whom or what a figure is counted or averaged."""

Margin = Literal["telling", "steekproef", "interval", "onbekend"]
"""How the margin of a figure is known."""

MarginKind = Literal["gepubliceerd", "telling", "steekproef", "vergelijking"]
"""What the margin of one figure rests on."""

SpreadBasis = Literal["landelijk", "gemeente", "aanname"]
"""From which buurten it is estimated how strongly a count varies."""

Scale = Literal["linear", "log"]
"""On which scale figures are averaged and set apart: as they are, or by their natural logarithm."""

ErrorScale = Literal["verschil", "logaritme"]
"""Of what the error of a change is: of the difference, or of the logarithm of the ratio of two figures."""

CityWord = Literal["gemeente", "stad"]
"""What sentences call the municipality, after 'de', as its programme says."""

LackKind = Literal[
    "no_source", "own_figures", "not_included", "unreadable", "no_later_figure", "not_published", "suppressed",
    "not_in_table", "too_few", "ended", "not_comparable", "not_same_year", "not_together", "part_lacks",
]  # fmt: skip
"""What a measure lacks that has no figure to compare with its baseline."""

NoFigureReason = Literal[
    "niet opgehaald", "wacht op nieuwe meting", "bron niet aangesloten", "vraag bestaat nog niet", "maat vervallen",
    "niet samen te nemen",
]  # fmt: skip
"""The six reasons why a measure has no figure, in the words that readers see; each asks something else of someone."""

ProtocolAspect = Literal[
    "comparison", "windows", "judged_in", "success", "measure", "reading", "baseline", "reference",
]  # fmt: skip
"""What the evaluation protocol fixes, besides the thresholds, which have their own names."""

ReadingKind = Literal["procentpunt", "procent", "inwoners", "norm", "richting"]
"""How the amount of a target is read."""

YardstickKind = Literal["telling", "verschil", "verhouding"]
"""How a change is compared with that of the municipality on the national yardstick."""

YardstickReason = Literal[
    "", "no_country", "no_base", "break", "boundary", "no_city", "single", "small_rest", "small", "zero", "few",
    "larger_area",
]  # fmt: skip
"""Why the national yardstick says nothing of a change; '' when it does."""

YardstickWord = Literal[
    "uitzonderlijk gunstig", "gunstig", "gewoon", "ongunstig", "uitzonderlijk ongunstig", "ongewoon hoog",
    "ongewoon laag",
]  # fmt: skip
"""What the place of a change on the national yardstick is called."""
