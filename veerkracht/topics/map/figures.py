"""The contents of a map: the figures of one indicator and period per area, their classes and the legend."""

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from veerkracht.core import areas, dutch, periods
from veerkracht.database import lookups, queries
from veerkracht.database.query import Query, cached
from veerkracht.database.rows import Indicator, Observation, typed
from veerkracht.method import class_breaks
from veerkracht.method.class_breaks import Classes
from veerkracht.topics.map import queries as map_queries

_QUANTILES = next(iter(class_breaks.METHODS))


@dataclass(frozen=True)
class Choice:
    """A map to show; `level` is buurt or wijk, `method` one of class_breaks.METHODS."""

    indicator_id: str
    period: str
    level: str = "buurt"
    method: str = _QUANTILES

    @property
    def code(self) -> str:
        """Return the code of the choice in an address: ervaren_gezondheid.2024.buurt.kwantielen."""
        return ".".join((self.indicator_id, self.period, self.level, self.method))


@dataclass(frozen=True)
class Outline:
    """An area of the division: a row of queries.division. Without `geojson` it cannot be drawn."""

    area_code: str
    name: str
    wijk: str
    geojson: str | None


@dataclass(frozen=True)
class Area:
    """An area on the map with its figure.

    `class_value` is the value to classify: the figure, or its distance to the city. `text` is the figure in words, with
    its period and margin, or why there is none.
    """

    outline: Outline
    figure: Observation
    class_value: float | None
    color: str
    text: str
    is_small: bool


@dataclass(frozen=True, eq=False)
class View:
    """One map; `domain` is the lowest and highest figure of all periods."""

    indicator: Indicator
    choice: Choice
    classes: Classes
    areas: tuple[Area, ...]
    domain: tuple[float, float]
    is_around_city: bool

    @property
    def title(self) -> str:
        """Return the title of the map."""
        return f"{self.indicator.label}, {periods.parse(self.choice.period).label}"

    @property
    def figure_count(self) -> int:
        """Return the number of areas with a figure."""
        return sum(area.figure.value is not None for area in self.areas)

    @cached_property
    def outlined(self) -> pd.DataFrame:
        """Return the rows of `frame` of the areas that have an outline."""
        return self.frame[self.frame["geojson"].notna()].reset_index(drop=True)

    @cached_property
    def frame(self) -> pd.DataFrame:
        """Return one row per area for maps and distributions: area_code, name, geojson, value, color, text."""
        return pd.DataFrame({
            "area_code": [area.outline.area_code for area in self.areas],
            "name": [area.outline.name for area in self.areas],
            "geojson": [area.outline.geojson for area in self.areas],
            "value": np.array([area.figure.value for area in self.areas], dtype=float),
            "color": [area.color for area in self.areas],
            "text": [area.text for area in self.areas],
        })  # fmt: skip


def parse_code(query: Query, code: str) -> Choice | None:
    """Return the choice with this code (Choice.code), None if there is no such map."""
    fields = code.split(".")
    if len(fields) != len(Choice.__dataclass_fields__):
        return None
    choice = Choice(*fields)
    if choice.method not in class_breaks.METHODS or choice.indicator_id not in lookups.indicators(query):
        return None
    available = set(periods_of(query, choice.indicator_id, choice.level)["period"])
    return choice if choice.period in available and area_names(query, choice.level) else None


def film(query: Query, choice: Choice) -> list[View]:
    """Return the maps of all periods with figures, in chronological order, independent of the period of the choice."""
    codes = periods_of(query, choice.indicator_id, choice.level)["period"]
    return [view(query, replace(choice, period=str(code))) for code in codes]


def area_names(query: Query, level: str) -> dict[str, str]:
    """Return the name of every area of a level, drawn or not, by its code."""
    return {outline.area_code: outline.name for outline in query.value(division, level)}


def legend(view: View, city: str) -> tuple[str, list[tuple[str, str]]]:
    """Return the title of the legend, and per class its colour and its bounds with the number of areas."""
    places = [view.classes.place(area.class_value) for area in view.areas]
    counts = [*(places.count(place) for place in range(len(view.classes.colors))),
              sum(area.class_value is None for area in view.areas)]  # fmt: skip
    title, items = film_legend(view, city)
    counted = [(color, f"{label} ({count})") for (color, label), count in zip(items, counts, strict=True)]
    return f"{view.title}, {title} (aantal gebieden)", counted


def film_legend(view: View, city: str) -> tuple[str, list[tuple[str, str]]]:
    """Return the title of the classes, and per class its colour and its bounds, which apply to every period."""
    items = [*zip(view.classes.colors, view.classes.labels, strict=True), (class_breaks.NO_FIGURE, "geen gegevens")]
    unit = dutch.in_unit(view.indicator.unit)
    return f"afstand tot {city} {unit}" if view.is_around_city else unit, items


def outlines(query: Query, level: str) -> tuple[Outline, ...]:
    """Return every area of a level that can be drawn."""
    return tuple(outline for outline in query.value(division, level) if outline.geojson)


def division(query: Query, level: str) -> tuple[Outline, ...]:
    """Return every area of a level, drawn or not."""
    return typed(query(queries.division, level), Outline)


@cached
def view(query: Query, choice: Choice) -> View:
    """Return one map with its figures and classes."""
    indicator = lookups.indicator(query, choice.indicator_id)
    is_around_city = choice.method == class_breaks.AROUND_CITY and not dutch.is_amount(indicator.unit)
    method = _QUANTILES if choice.method == class_breaks.AROUND_CITY and not is_around_city else choice.method
    classes, domain = query.value(_classes, choice.indicator_id, choice.level, method)
    figures = {figure.area_code: figure for figure in observations(query, choice)}
    city = figures.get(lookups.programme(query).municipality_code)
    people, fewest = lookups.inhabitants(query), lookups.threshold(query, "small_population")
    areas = []
    for outline in query.value(division, choice.level):
        code = outline.area_code
        figure = figures.get(code) or Observation(code, choice.period, None, None, None, None, None)
        class_value = figure.value
        if is_around_city:
            class_value = _difference(figure.value, city.value if city else None, indicator.decimals)
        is_small = figure.value is not None and code in people and people[code] < fewest
        warning = f"; weinig inwoners ({dutch.number(people[code], 0)})" if is_small else ""
        areas.append(Area(outline, figure, class_value, classes.color(class_value), _text(figure, indicator) + warning,
                          is_small))  # fmt: skip
    return View(indicator, choice, classes, tuple(areas), domain, is_around_city)


def observations(query: Query, choice: Choice) -> list[Observation]:
    """Return the figures of one period, of all areas with any data."""
    return [figure for figure in query.value(_figures, choice.indicator_id) if figure.period == choice.period]


def _figures(query: Query, indicator_id: str) -> tuple[Observation, ...]:
    return query.once(map_queries.observations, indicator_id)


def _of_level(query: Query, indicator_id: str, level: str) -> list[Observation]:
    """Return the figures of the areas of a level in all periods, without the gaps."""
    return [
        figure
        for figure in query.value(_figures, indicator_id)
        if figure.value is not None and areas.level(figure.area_code) == level
    ]


@cached
def periods_of(query: Query, indicator_id: str, level: str) -> pd.DataFrame:
    """Return one row per period with figures of areas of a level: period, area_count with a figure, is_full.

    A period is full when at least half of the areas that ever had a figure have one, as in queries.all_periods.
    """
    counted = Counter(figure.period for figure in _of_level(query, indicator_id, level))
    most = max(counted.values(), default=0)
    rows = [(period, count, count * 2 >= most) for period, count in sorted(counted.items())]
    return pd.DataFrame(rows, columns=["period", "area_count", "is_full"])


def _classes(query: Query, indicator_id: str, level: str, method: str) -> tuple[Classes, tuple[float, float]]:
    """Return the classes of an indicator for all its periods, and its lowest and highest figure."""
    indicator, rows = lookups.indicator(query, indicator_id), _of_level(query, indicator_id, level)
    values = pd.Series([figure.value for figure in rows], dtype=float)
    decimals, domain = indicator.decimals, (float(values.min()), float(values.max()))
    if method != class_breaks.AROUND_CITY:
        return class_breaks.classes(values, method, decimals, indicator.unit), domain
    municipality, of_indicator = lookups.programme(query).municipality_code, query.value(_figures, indicator_id)
    city = {figure.period: figure.value for figure in of_indicator if figure.area_code == municipality}
    differences = pd.Series(
        [_difference(figure.value, city.get(figure.period), decimals) for figure in rows], dtype=float
    )
    return class_breaks.around_city(differences, decimals, indicator.unit, indicator.direction), domain


def _difference(value: float | None, base: float | None, decimals: int) -> float | None:
    """Return the distance between a figure and that of the city, both as printed."""
    return None if value is None or base is None or base != base else dutch.printed_difference(value, base, decimals)


def _text(figure: Observation, indicator: Indicator) -> str:
    if figure.value is None:
        return dutch.MISSING.get(figure.missing or "", "geen gegevens")
    text = f"{dutch.figure(figure.value, indicator.decimals, indicator.unit)} ({periods.parse(figure.period).label})"
    if figure.lower is not None:
        low, high = (
            dutch.short_figure(end, indicator.decimals, indicator.unit) for end in (figure.lower, figure.upper)
        )
        text += f", tussen {low} en {high} ({dutch.MARGIN[figure.margin_kind or '']})"
    return text if figure.status in (None, "definitief") else f"{text}, {dutch.STATUS[figure.status]}"
