"""Rates of buurten against their size, and which of them are further from the city than chance explains."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from veerkracht.core.codes import CityWord
from veerkracht.database import lookups
from veerkracht.database.query import Query, cached
from veerkracht.database.rows import Indicator
from veerkracht.groups import figures as group_figures
from veerkracht.method import chance
from veerkracht.method.chance import Side
from veerkracht.method.margins import PER, Spread
from veerkracht.method.progress import Figure
from veerkracht.topics.catching_up import measured
from veerkracht.topics.comparison import figures as comparison
from veerkracht.topics.comparison.figures import Buurt, Subject


@dataclass(frozen=True)
class Point:
    """The rate of a buurt: its count relative to `size` inhabitants (or another denominator), and the limits for that
    size; `is_far` if it is beyond the outer limits too."""

    area_code: str
    name: str
    wijk: str
    is_small: bool
    value: float
    count: float
    size: float
    lower: float
    upper: float
    side: Side
    is_far: bool


@dataclass(frozen=True)
class Overview:
    """The points of the chosen buurten, the highest first, and of own groups, around the rate of the city; None without
    that. `lacking` are the names of the buurten without a figure."""

    subject: Subject
    indicator: Indicator
    points: tuple[Point, ...]
    groups: tuple[Point, ...]
    lacking: tuple[str, ...]
    rate: float | None
    spread: Spread
    city: str
    city_word: CityWord
    focus: tuple[str, ...]

    @cached_property
    def all_points(self) -> tuple[Point, ...]:
        """Return the points of the buurten, followed by those of groups."""
        return (*self.points, *self.groups)

    @cached_property
    def higher(self) -> tuple[Point, ...]:
        """Return the points above their limits."""
        return tuple(point for point in self.points if point.side == "higher")

    @cached_property
    def lower(self) -> tuple[Point, ...]:
        """Return the points below their limits."""
        return tuple(point for point in self.points if point.side == "lower")

    def limits(self, size: float, confidence: float) -> tuple[float, float]:
        """Return the limits of a rate for so many inhabitants."""
        assert self.rate is not None
        return chance.limits(self.rate, size / PER[self.indicator.unit], self.spread, confidence)


def offered(query: Query) -> dict[str, str]:
    """Return the theme and name of the yearly rates of counts for buurten, by their id."""
    spreads, every = measured.spreads(query), lookups.indicators(query)
    return {
        indicator_id: label
        for indicator_id, label in query.value(comparison.yearly_labels).items()
        if indicator_id in spreads and every[indicator_id].unit in PER
    }


@cached
def overview(query: Query, subject: Subject) -> Overview:
    """Return the rates of the chosen buurten in a year against their size."""
    indicator_id, period = subject.indicator_id, subject.period
    indicator, about = lookups.indicator(query, indicator_id), lookups.programme(query)
    spread, by_area = measured.spreads(query)[indicator_id], query.value(measured.of_indicator, indicator_id)
    figures = {code: years[period][0] for code, years in by_area.items() if period in years}
    of_city = figures.get(about.municipality_code)
    rate = of_city.value if of_city and of_city.value > 0 else None
    buurten = [buurt for buurt in query.value(comparison.buurten) if buurt.area_code in subject.codes]
    names = lookups.area_names(query)
    groups = [Buurt(code, names[code], "", "", None, False) for code in group_figures.codes(query)]

    def points(places: Sequence[Buurt]) -> tuple[Point, ...]:
        with_figure = [(place, figures[place.area_code]) for place in places if place.area_code in figures]
        result = [point for place, figure in with_figure if (point := _point(place, figure, rate, indicator, spread))]
        return tuple(sorted(result, key=lambda point: (-point.value, point.name)))

    of_buurten = points(buurten)
    with_point = {point.area_code for point in of_buurten}
    lacking = tuple(buurt.name for buurt in buurten if buurt.area_code not in with_point)
    return Overview(
        subject, indicator, of_buurten, points(groups), lacking, rate, spread, about.municipality_name,
        about.municipality_word, about.focus_area_codes,
    )  # fmt: skip


def _point(area: Buurt, figure: Figure, rate: float | None, indicator: Indicator, spread: Spread) -> Point | None:
    """Return the rate of an area with its limits, None if its count or its size is unknown."""
    if not figure.exposure or figure.count is None or rate is None:
        return None
    near, far = (
        chance.side(figure.value, rate, figure.exposure, spread, confidence, figure.concentration)
        for confidence in (chance.NEAR, chance.FAR)
    )  # fmt: skip
    return Point(
        area.area_code, area.name, area.wijk, area.is_small, figure.value, figure.count,
        figure.exposure * PER[indicator.unit],
        *chance.limits(rate, figure.exposure, spread, concentration=figure.concentration), near, far != "within",
    )  # fmt: skip
