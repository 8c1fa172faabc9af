"""Everything known about a buurt: its latest figures with ranks and comparisons, its gaps, its time series."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from statistics import median
from typing import Literal, NamedTuple

import pandas as pd

from veerkracht.core import areas, dutch
from veerkracht.database import lookups
from veerkracht.database import queries as database_queries
from veerkracht.database.query import Query, Shared, cached
from veerkracht.database.rows import AreaFigure, Indicator, Yardstick, typed
from veerkracht.drawing import sparklines, yardsticks
from veerkracht.method import similarity, standing
from veerkracht.method.standing import Standing
from veerkracht.topics.profile import queries

EXPORT = {  # with the word for the municipality in place of {city}
    "area_code": "gebied", "name": "naam", "theme": "thema", "label": "indicator", "unit": "eenheid",
    "period": "jaar", "value": "cijfer", "lower": "ondergrens", "upper": "bovengrens", "margin_kind": "marge",
    "status": "status",
    "place": "plaats (1 = hoogste)", "buurt_count": "van hoeveel buurten", "wijk_value": "cijfer wijk",
    "wijk_apart": "verschil met wijk", "city_value": "cijfer {city}", "city_apart": "verschil met {city}",
    "country_value": "cijfer land", "country_apart": "verschil met land",
    "unusual": "ongewoon in Nederland", "missing": "reden ontbreken",
}  # fmt: skip
# reasons about a table say less than those about the buurt, which come first
_LEAST_TELLING = {"not_in_table": 1, "not_published": 2, "not_included": 3, "unreadable": 4}

LEVELS = {"buurt": "BU", "wijk": "WK"}


@dataclass(frozen=True)
class Buurt:
    """A buurt, a wijk or an own group: one row of queries.areas."""

    area_code: str
    name: str
    wijk: str | None
    inhabitants: float | None
    inhabitants_period: str
    is_small: bool

    @property
    def level(self) -> str:
        """Return its level: buurt or wijk."""
        return areas.level(self.area_code)


@dataclass(frozen=True)
class Peers(Shared):
    """The figures of all buurten (or wijken) for one indicator and period, in ascending order.

    `middle` is the figure of the middle one, without small ones if there are others; `deviation` is the standard
    deviation between buurten, None if too few have a figure.
    """

    figures: tuple[tuple[str, float], ...]
    decimals: int
    middle: float
    deviation: float | None

    @cached_property
    def _printed(self) -> list[float]:
        return [-float(dutch.rounded(value, self.decimals)) for _, value in reversed(self.figures)]

    @property
    def has_middle(self) -> bool:
        """Return whether there is a middle one: of two there is none."""
        return len(self.figures) > 2

    def place(self, value: float) -> int:
        """Return the rank of a figure: 1 is the highest, figures that are printed alike share one."""
        return 1 + bisect_left(self._printed, -float(dutch.rounded(value, self.decimals)))


class Reference(NamedTuple):
    """The figure of a larger area in the period of that of a buurt, or why there is none."""

    value: float | None = None
    missing: str | None = None
    lower: float | None = None
    upper: float | None = None
    margin_kind: str | None = None


@dataclass(frozen=True)
class Latest:
    """The latest figure of a buurt or wijk for an indicator, among its `peers`.

    `is_aside` is true for monthly figures and for an older edition: of the same theme and unit, with a name that
    continues, after a comma, that of an indicator with a later figure of this buurt. `unusual` is
    the verdict of the national yardstick on its change, with the number and the years; '' if it is not unusual.
    """

    area_code: str
    indicator: Indicator
    period: str
    value: float
    lower: float | None
    upper: float | None
    margin_kind: str | None
    status: str
    retrieved_at: str
    wijk: Reference
    city: Reference
    country: Reference
    is_aside: bool
    peers: Peers
    unusual: str = ""

    @property
    def place(self) -> int:
        """Return the rank among the areas of its level."""
        return self.peers.place(self.value)

    @property
    def buurt_count(self) -> int:
        """Return how many areas of its level have a figure."""
        return len(self.peers.figures)

    @cached_property
    def has_city(self) -> bool:
        """Return whether it is compared with the city: a city always has a larger amount."""
        return self.city.value is not None and not dutch.is_amount(self.indicator.unit)

    @property
    def is_sum(self) -> bool:
        """Return whether it is an amount of several buurten, which always have more than one buurt."""
        return areas.level(self.area_code) == "groep" and dutch.is_amount(self.indicator.unit)

    @cached_property
    def reference(self) -> float | None:
        """Return its reference: the city, else the middle one of its level; None if there is none."""
        if self.has_city:
            return self.city.value
        return self.peers.middle if self.peers.has_middle and not self.is_sum else None

    @cached_property
    def standing(self) -> Standing:
        """Return its standing against the reference, by the rule of all pages."""
        if self.reference is None:
            return standing.UNKNOWN
        direction = "geen" if dutch.is_amount(self.indicator.unit) else self.indicator.direction
        return standing.standing(
            dutch.printed_difference(self.value, self.reference, self.indicator.decimals), self.deviations, direction,
            standing.is_sure(self.lower, self.upper, self.reference),
        )  # fmt: skip

    @property
    def favourable(self) -> int:
        """Return 1 if more is favourable or makes a buurt strong, -1 if less does, 0 if neither."""
        ways = {"omhoog": 1, "omlaag": -1, "meer": 1, "minder": -1}
        return ways.get(self.indicator.direction) or ways.get(self.indicator.strength or "", 0)

    @property
    def is_no_worse(self) -> bool:
        """Return whether it is on the better side of its reference, or is printed alike, regardless of the margin."""
        if self.reference is None or not self.favourable:
            return False
        return dutch.printed_difference(self.value, self.reference, self.indicator.decimals) * self.favourable >= 0

    @cached_property
    def deviations(self) -> float | None:
        """Return how far it is from its reference, in standard deviations between buurten."""
        usual = self.peers.deviation
        return None if usual is None or self.reference is None else (self.value - self.reference) / usual

    def difference(self, reference: Reference) -> float | None:
        """Return how far the figure is above that of a larger area, as printed; none for amounts and without one."""
        if reference.value is None or dutch.is_amount(self.indicator.unit):
            return None
        return dutch.printed_difference(self.value, reference.value, self.indicator.decimals)


@dataclass(frozen=True)
class Gap:
    """An indicator without a figure of a buurt in any period, with the most informative reason for this buurt.

    `missing` is a code of dutch.MISSING, none if own figures were never measured.
    """

    area_code: str
    indicator: Indicator
    missing: str | None


@dataclass(frozen=True)
class Profile:
    """One buurt, or two side by side: their latest figures and gaps, buurt by buurt, in catalogue order."""

    area_codes: tuple[str, ...]
    latest: tuple[Latest, ...]
    gaps: tuple[Gap, ...]

    def asides(self) -> dict[str, Indicator]:
        """Return the indicators that the table leaves out by their id: older editions and monthly figures."""
        in_table = {row.indicator.indicator_id for row in self.latest if not row.is_aside}
        return {
            row.indicator.indicator_id: row.indicator
            for row in self.latest
            if row.indicator.indicator_id not in in_table
        }


def buurten(query: Query) -> dict[str, Buurt]:
    """Return every buurt by its code, ordered by name."""
    return _of_level(query, "buurt")


def wijken(query: Query) -> dict[str, Buurt]:
    """Return every wijk by its code, ordered by name."""
    return _of_level(query, "wijk")


def groups(query: Query) -> dict[str, Buurt]:
    """Return every own group by its code, ordered by name."""
    return _of_level(query, "groep")


@cached
def _of_level(query: Query, level: str) -> dict[str, Buurt]:
    return {area.area_code: area for area in typed(query(queries.areas, level), Buurt)}


@cached
def labels(query: Query) -> dict[str, str]:
    """Return the name of every buurt and its wijk, by its code."""
    return {
        code: buurt.name if buurt.wijk is None else f"{buurt.name} ({buurt.wijk})"
        for code, buurt in buurten(query).items()
    }


def labels_with_wijken(query: Query) -> dict[str, str]:
    """Return the labels of focus areas of several buurten and own groups, of all buurten, and after them of all
    wijken."""
    focus = lookups.programme(query).focus_area_codes
    group_labels = {
        code: f"{group.name} ({'aandachtsgebied' if code in focus else 'eigen groep'})"
        for code, group in groups(query).items()
    }
    return group_labels | labels(query) | {code: f"Wijk {wijk.name}" for code, wijk in wijken(query).items()}


def profile(query: Query, area_codes: tuple[str, ...]) -> Profile:
    """Return the profile of these buurten."""
    profiles = [query.value(_profile, code) for code in area_codes]
    latest = tuple(row for profile in profiles for row in profile.latest)
    return Profile(area_codes, latest, tuple(gap for profile in profiles for gap in profile.gaps))


def series(query: Query, area_code: str, indicator_ids: Iterable[str]) -> dict[str, list[sparklines.Figure]]:
    """Return the series of an area by the id of these yearly indicators: a figure per period of its source, in
    chronological order.

    Segments count lookups.segment_starts up to the period, as in lookups.trend.
    """
    observations, indicators, lines = lookups.of_area(query, area_code), lookups.indicators(query), {}
    changes = lookups.boundary_changes(query, [area_code])
    years = query.value(_years)
    for indicator_id in indicator_ids:
        values = {period: row.value for period, row in observations.get(indicator_id, {}).items()}
        starts = lookups.segment_starts(lookups.breaks(query, indicator_id), changes)
        lines[indicator_id] = [
            sparklines.Figure(year, values.get(period), bisect_right(starts, period) if starts else 0)
            for period, year in years[indicators[indicator_id].source_id]
        ]
    return lines


def _years(query: Query) -> dict[str, list[tuple[str, int]]]:
    """Return by source its periods that are years or end in one, each with that year as a number."""
    return {
        source_id: [
            (period, int(period[:4])) for period in lookups.source_periods(query, source_id) if "-" not in period
        ]
        for source_id in {indicator.source_id for indicator in lookups.indicators(query).values()}
    }


def yearly(query: Query, area_code: str, indicator_id: str) -> dict[str, float]:
    """Return the figures of an area for an indicator by year."""
    observations = lookups.of_area(query, area_code).get(indicator_id, {})
    return {period: row.value for period, row in observations.items() if row.value is not None and "-" not in period}


def with_margin(query: Query, area_code: str) -> list[str]:
    """Return the indicators with a known margin of a figure of this area, and full counts."""
    indicators, observations = lookups.indicators(query), lookups.of_area(query, area_code)
    return [
        indicator_id
        for indicator_id, by_period in observations.items()
        if indicators[indicator_id].is_full_count or any(row.lower is not None for row in by_period.values())
    ]


def export(query: Query, area_codes: tuple[str, ...]) -> pd.DataFrame:
    """Return one row per buurt and indicator, with or without a figure: the columns of EXPORT, differences as
    printed."""
    names, both = lookups.area_names(query), profile(query, area_codes)
    rows: list[dict[str, object]] = [
        {
            **vars(row), **_of_indicator(row.indicator), "name": names[row.area_code],
            **{f"{place}_value": reference.value for place, reference in _references(row)},
            **{f"{place}_apart": row.difference(reference) for place, reference in _references(row)},
        }
        for row in both.latest
    ]  # fmt: skip
    rows += [{**vars(gap), **_of_indicator(gap.indicator), "name": names[gap.area_code]} for gap in both.gaps]
    return pd.DataFrame(rows).reindex(columns=[*EXPORT, "decimals"])


def _of_indicator(indicator: Indicator) -> dict[str, str | int]:
    return {
        "theme": indicator.theme, "label": indicator.label, "unit": indicator.unit, "decimals": indicator.decimals,
    }  # fmt: skip


def _references(row: Latest) -> list[tuple[str, Reference]]:
    return [("wijk", row.wijk), ("city", row.city), ("country", row.country)]


def place(query: Query, area_code: str) -> Buurt:
    """Return a buurt, a wijk or an own group by its code."""
    return (buurten(query) | wijken(query) | groups(query))[area_code]


def peers(query: Query, area_code: str) -> dict[str, Buurt]:
    """Return all areas that this one is compared with by their code: wijken, else buurten."""
    return wijken(query) if level_of_peers(area_code) == "wijk" else buurten(query)


def level_of_peers(area_code: str) -> Literal["buurt", "wijk"]:
    """Return the level of the areas that this one is compared with: buurten for an own group."""
    return "wijk" if areas.level(area_code) == "wijk" else "buurt"


def _profile(query: Query, area_code: str) -> Profile:
    programme, retrieved = lookups.programme(query), query.value(_retrieved)
    above = areas.parent(area_code) or "", programme.municipality_code, programme.country_code
    observations, elsewhere = lookups.of_area(query, area_code), [lookups.of_area(query, code) for code in above]
    peers, sticks = every_peers(query), lookups.yardsticks(query)
    level = LEVELS[level_of_peers(area_code)]
    newest = {
        indicator_id: max(with_figure, key=lambda observation: observation.period)
        for indicator_id, by_period in observations.items()
        if (with_figure := [observation for observation in by_period.values() if observation.value is not None])
    }
    asides = _asides(query, newest)
    latest, gaps = [], []
    for indicator_id, indicator in lookups.indicators(query).items():
        if (ours := newest.get(indicator_id)) is None or ours.value is None:
            missing = _missing(query, indicator, observations.get(indicator_id, {}))
            gaps.append(Gap(area_code, indicator, missing))
            continue
        wijk, city, country = (_reference(rows.get(indicator_id, {}).get(ours.period)) for rows in elsewhere)
        latest.append(
            Latest(
                area_code, indicator, ours.period, ours.value, ours.lower, ours.upper, ours.margin_kind,
                ours.status or "", retrieved.get(ours.snapshot_id or "", ""), wijk, city, country,
                indicator_id in asides,
                peers[level, indicator_id, ours.period], unusual(sticks.get((indicator_id, area_code)), indicator),
            )
        )  # fmt: skip
    return Profile((area_code,), tuple(latest), tuple(gaps))


def unusual(row: Yardstick | None, indicator: Indicator) -> str:
    """Return the verdict of the national yardstick on a change, with the number and the years; '' if it is not
    unusual."""
    if row is None or not yardsticks.is_unusual(row, indicator.direction):
        return ""
    number = yardsticks.in_a_hundred(row, indicator.direction)
    return f"{yardsticks.word(row, indicator.direction)} ({yardsticks.between(row)}). {number}."


def _reference(observation: AreaFigure | None) -> Reference:
    if observation is None:
        return Reference()
    return Reference(
        observation.value, observation.missing, observation.lower, observation.upper, observation.margin_kind
    )


def _asides(query: Query, newest: dict[str, AreaFigure]) -> set[str]:
    """Return the indicators with monthly figures and the older editions among these latest figures of a buurt."""
    indicators = lookups.indicators(query)
    periods = {
        (indicator.label, indicator.theme, indicator.unit, indicator.frequency): observation.period
        for observation in newest.values()
        if (indicator := indicators[observation.indicator_id])
    }
    asides = set()
    for observation in newest.values():
        indicator = indicators[observation.indicator_id]
        parts = indicator.label.split(",")
        later = (
            periods.get((",".join(parts[:count]), indicator.theme, indicator.unit, indicator.frequency), "")
            for count in range(1, len(parts))
        )
        if indicator.frequency == "maand" or any(period > observation.period for period in later):
            asides.add(observation.indicator_id)
    return asides


def _missing(query: Query, indicator: Indicator, observations: dict[str, AreaFigure]) -> str | None:
    """Return the most informative reason, of the latest period; none if own figures were never measured."""
    if reasons := [observation for observation in observations.values() if observation.missing]:

        def rank(observation: AreaFigure) -> tuple[int, int]:
            return _LEAST_TELLING.get(observation.missing or "", 0), -int(observation.period[:4])

        return min(reasons, key=rank).missing
    if indicator.source_id not in query.value(_own_sources):
        return "not_included"
    return "not_measured" if lookups.source_periods(query, indicator.source_id) else None


def of_city(query: Query, indicator_id: str, period: str) -> float | None:
    """Return the figure of the city, None without."""
    row = lookups.of_area(query, lookups.programme(query).municipality_code).get(indicator_id, {}).get(period)
    return row.value if row else None


@cached
def every_peers(query: Query) -> dict[tuple[str, str, str], Peers]:
    """Return the figures of all buurten and wijken by level (BU or WK), indicator and period, for each period that is
    the latest of any of them.

    The standard deviation is that between buurten, also for wijken: the rule of Vergelijken, from the same figures.
    """
    rows, indicators = query.once(queries.peers), lookups.indicators(query)
    small = lookups.threshold(query, "small_population")
    people = pd.Series({code: buurt.inhabitants for code, buurt in buurten(query).items()}, dtype=float)
    large = {code for code, count in lookups.inhabitants(query).items() if count >= small}
    frame = pd.DataFrame(rows, columns=["level", "indicator_id", "period", "area_code", "value"])
    wide = frame[frame["level"] == "BU"].pivot(
        index="area_code", columns=["indicator_id", "period"], values="value"
    ).reindex(people.index).astype(float)  # fmt: skip
    usual = similarity.spread(wide, people, small) if not wide.empty else pd.DataFrame()
    deviations = {
        row.Index: float(row.deviation)
        for row in usual.itertuples()
        if row.area_count >= standing.FEWEST and row.deviation > 0
    }
    by_key = {}
    for key, of_key in groupby(rows, key=lambda row: row[:3]):
        figures = tuple(row[3:] for row in of_key)
        counted = [value for code, value in figures if code in large] or [value for _, value in figures]
        by_key[key] = Peers(figures, indicators[key[1]].decimals, median(counted), deviations.get(key[1:]))
    return by_key


def _own_sources(query: Query) -> set[str]:
    """Return the sources that are files of the municipality."""
    frame = query(database_queries.source_periods)
    return set(frame.loc[frame["kind"] == "lokaal", "source_id"])


def _retrieved(query: Query) -> dict[str, str]:
    """Return when each snapshot was retrieved."""
    frame = query(queries.snapshots)
    return dict(zip(frame["snapshot_id"], frame["retrieved_at"], strict=True))
