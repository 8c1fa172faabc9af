"""What a map shows: the figures of one indicator and period per area, their classes and the legend."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from veerkracht.core import dutch, periods
from veerkracht.database import lookups, queries
from veerkracht.database.query import Query
from veerkracht.drawing import maps
from veerkracht.method import class_breaks
from veerkracht.method.class_breaks import Classes


@dataclass(frozen=True)
class View:
    """One map: of which indicator and period, and its figures per area as maps.figures gives them."""

    indicator: Any
    period: str
    classes: Classes
    frame: pd.DataFrame
    domain: tuple[float, float]
    is_around_city: bool

    @property
    def title(self) -> str:
        """Return the title of the map."""
        return f"{self.indicator.label}, {periods.parse(self.period).label}"


def view(query: Query, indicator: Any, period: str, level: str, method: str, small_population: float) -> View:
    """Return one map with its figures and classes; `method` is one of class_breaks.METHODS."""
    values = query(queries.level_values, indicator.indicator_id, level)
    is_around = method == class_breaks.AROUND_CITY and not dutch.is_amount(indicator.unit)
    method = "kwantielen" if method == class_breaks.AROUND_CITY and not is_around else method
    classes = maps.scale(values, method, indicator)
    found = query(queries.figures, indicator.indicator_id, period)
    outlines = query(queries.outlines, level)
    city = lookups.programme(query).municipality_code
    frame = maps.figures(outlines, found, indicator, period, method, classes, city)
    frame = maps.mark_small(frame, query(queries.inhabitants), small_population)
    return View(
        indicator, period, classes, frame, (float(values["value"].min()), float(values["value"].max())), is_around
    )


def legend(shown: View, city: str) -> tuple[str, list[tuple[str, str]]]:
    """Return the title of the legend, and per class its colour and its bounds with the number of areas."""
    counted = shown.frame["class_value"].map(shown.classes.place).value_counts()
    items = [
        (color, f"{label} ({int(counted.get(place, 0))})")
        for place, (color, label) in enumerate(zip(shown.classes.colors, shown.classes.labels, strict=True))
    ]
    items.append((class_breaks.NO_FIGURE, f"geen gegevens ({int(shown.frame['class_value'].isna().sum())})"))
    unit = dutch.in_unit(shown.indicator.unit)
    what = f"afstand tot {city} {unit}" if shown.is_around_city else unit
    return f"{shown.title}, {what} (aantal gebieden)", items
