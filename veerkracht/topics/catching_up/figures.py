"""How the distance of an area to its city changed on each subject, and which subjects cannot be compared."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import pandas as pd

from veerkracht.core import dutch
from veerkracht.core.codes import CityWord
from veerkracht.database import lookups, queries
from veerkracht.database.query import Query, cached
from veerkracht.database.rows import Indicator
from veerkracht.method import catching_up, chance, common_scale, progress, verdict
from veerkracht.method.progress import Figure
from veerkracht.method.verdict import Between, GapWord, Movement
from veerkracht.topics.catching_up import measured

Group = Literal["gained", "equal", "lost", "unknown", "neutral"]
GROUPS: tuple[Group, ...] = ("gained", "lost", "equal", "unknown", "neutral")  # in the order of the page
Obstacle = Literal["one", "early", "break", "amount", "none", "no_city", "edition", "repeated", "few", "zero"]
_NEAR, _ROOM = 1.0, 0.15  # spreads: the minimum that is drawn, and the room beside the outermost


BASELINE = "nulmeting"


@dataclass(frozen=True)
class Choice:
    """An area, and the start and end year of the comparison of its distance to the city.

    From BASELINE, measures of goals start at the baseline of the goal, as on its card, and the others in the default
    year.
    """

    area_code: str
    since: str
    until: str


@dataclass(frozen=True)
class Place:
    """The position of the distance on the scale of all topics, in spreads of the buurten: 0 is the city, to the right
    is favourable (or more, without a favourable direction). `low` and `high` are the margin of the change around
    now."""

    then: float
    now: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Topic:
    """The change of an area and its city on one topic, between the periods `first` and `last`.

    `own` and `city` are the figures then and now; `chance` is how often chance alone gives such a change of the gap (0
    to 1, None without a margin), and `holds` whether it remains significant among all topics.
    """

    indicator: Indicator
    first: str
    last: str
    own: tuple[float, float]
    city: tuple[float, float]
    city_word: CityWord
    between: Between
    moved: Movement
    place: Place
    chance: float | None
    holds: bool = False

    @property
    def is_neutral(self) -> bool:
        """Return whether no direction is considered favourable."""
        return self.indicator.direction == "geen"

    @property
    def has_margin(self) -> bool:
        """Return whether the margin of the change is known."""
        return self.between.change.lower is not None

    @property
    def word(self) -> GapWord:
        """Return what happened to the gap; for a neutral topic a lag means that the city has more."""
        return self.between.change.word

    @property
    def group(self) -> Group:
        """Return its group on the page."""
        return "neutral" if self.is_neutral else self.judged

    @property
    def judged(self) -> Group:
        """Return the verdict of the margin on the change of the gap, whichever direction is favourable."""
        return verdict.comparison(self.word) if self.has_margin else "unknown"

    @cached_property
    def gaps(self) -> tuple[float, float]:
        """Return how far it was and is behind the city, from the figures as printed; negative when ahead."""
        sign = progress.SIGN[self.indicator.direction]
        decimals = self.indicator.decimals
        first, last = (
            sign * dutch.printed_difference(city, own, decimals) for own, city in zip(self.own, self.city, strict=True)
        )  # fmt: skip
        return first, last

    @property
    def says_opposite(self) -> bool:
        """Return whether the printed gaps contradict the word, as a count is compared as a ratio."""
        grew = self.gaps[1] - self.gaps[0]
        return (self.judged == "gained" and grew > 0) or (self.judged == "lost" and grew < 0)


@dataclass(frozen=True)
class Axis:
    """The scale of a picture, in spreads: points beyond it are drawn at its end."""

    low: float
    high: float

    def at(self, place: float) -> float:
        """Return the position of a place, from 0 (left) to 1."""
        return (min(max(place, self.low), self.high) - self.low) / (self.high - self.low)


@dataclass(frozen=True)
class Overview:
    """All topics of an area, in the order of the page, and those that cannot be compared by reason."""

    choice: Choice
    area: str
    city_code: str
    city: str
    city_word: CityWord
    topics: tuple[Topic, ...]
    left_out: tuple[tuple[Obstacle, tuple[str, ...]], ...]
    usual_since: str

    @cached_property
    def since(self) -> str:
        """Return the start year of the comparison, for topics without a baseline."""
        return self.usual_since if self.choice.since == BASELINE else self.choice.since

    @cached_property
    def directed(self) -> tuple[Topic, ...]:
        """Return the topics with a favourable direction."""
        return tuple(topic for topic in self.topics if not topic.is_neutral)

    @cached_property
    def tested(self) -> tuple[Topic, ...]:
        """Return the topics with a verdict from the margin."""
        return tuple(topic for topic in self.directed if topic.has_margin)

    def of(self, group: Group) -> tuple[Topic, ...]:
        """Return the subjects of a group."""
        return tuple(topic for topic in self.topics if topic.group == group)

    def count(self, *words: GapWord) -> int:
        """Return how many subjects with a margin have one of these words."""
        return sum(topic.word in words for topic in self.tested)

    def moved(self, way: Movement) -> int:
        """Return for how many topics the figure itself moved in this direction by more than its margin."""
        return sum(topic.moved == way for topic in self.directed)


def years(query: Query) -> list[str]:
    """Return the years with figures of buurten, in order."""
    periods = query(queries.all_periods)["period"]
    return sorted({period for period in periods if len(period) == 4})


def usual_since(query: Query) -> str:
    """Return the default start year: that of most baselines of the programme, else two years before the newest; always
    a year with figures and one after it."""
    periods = query.value(years)
    baselines = Counter(str(period) for period in query(queries.aims)["baseline_period"].dropna())
    common = min(baselines, key=lambda period: (-baselines[period], period), default=str(int(periods[-1]) - 2))
    earlier = periods[:-1]
    return common if common in earlier else max((year for year in earlier if year <= common), default=periods[0])


def film(query: Query, chosen: Sequence[Choice]) -> list[list[Overview]]:
    """Return by area the overviews until each year after the first in which some area has a topic to compare."""
    since = query.value(usual_since) if chosen[0].since == BASELINE else chosen[0].since
    ends = [year for year in query.value(years) if year > since]
    by_year = [[overview(query, replace(choice, until=year)) for choice in chosen] for year in ends]
    comparable = (overviews for overviews in by_year if any(overview.topics for overview in overviews))
    return [[*of_area] for of_area in zip(*comparable, strict=True)]


def topic(query: Query, choice: Choice, indicator_id: str) -> Topic | None:
    """Return the change of an area and its city on one topic, None if it is unknown."""
    indicator = lookups.indicator(query, indicator_id)
    result = _Comparison(query, choice).topic(indicator) if indicator.frequency == "jaar" else None
    return result if isinstance(result, Topic) else None


def tested(query: Query, choice: Choice, indicator_ids: Iterable[str]) -> tuple[Topic, ...]:
    """Return those of these topics that have a favourable direction and a known margin of the change; one per
    question."""
    indicators = [lookups.indicator(query, indicator_id) for indicator_id in indicator_ids]
    compared = [
        indicator for indicator in indicators if indicator.frequency == "jaar" and not dutch.is_amount(indicator.unit)
    ]
    compare = _Comparison(query, choice, frozenset(indicator.indicator_id for indicator in compared))
    topics = [topic for indicator in compared if isinstance(topic := compare.topic(indicator), Topic)]
    tested_ids = {topic.indicator.indicator_id for topic in topics}
    return tuple(
        topic
        for topic in topics
        if topic.has_margin and not topic.is_neutral and topic.indicator.repeats not in tested_ids
    )


@cached
def overview(query: Query, choice: Choice) -> Overview:
    """Return the change of the distance between an area and its city between the chosen years."""
    names, about = lookups.area_names(query), lookups.programme(query)
    topics: list[Topic] = []
    left_out: dict[Obstacle, list[str]] = {}
    compare = _Comparison(query, choice)
    for indicator in lookups.indicators(query).values():
        if indicator.frequency != "jaar":
            continue
        topic = compare.topic(indicator)
        if isinstance(topic, Topic):
            topics.append(topic)
        else:
            left_out.setdefault(topic, []).append(indicator.label)
    indicator_ids = {topic.indicator.indicator_id for topic in topics}
    if repeated := [topic.indicator.label for topic in topics if topic.indicator.repeats in indicator_ids]:
        left_out["repeated"] = repeated
    topics = [topic for topic in topics if topic.indicator.repeats not in indicator_ids]
    topics.sort(key=lambda topic: (GROUPS.index(topic.group), -_gained(topic), topic.indicator.position))
    return Overview(
        choice, names[choice.area_code], about.municipality_code, names[about.municipality_code],
        about.municipality_word,
        _mark_significant(topics, lookups.threshold(query, "false_discovery") / 100),
        tuple((reason, tuple(labels)) for reason, labels in left_out.items()),
        query.value(usual_since),
    )  # fmt: skip


def _gained(topic: Topic) -> float:
    return topic.place.now - topic.place.then


def _mark_significant(topics: list[Topic], false_share: float) -> tuple[Topic, ...]:
    """Return the topics, marked if they remain significant among all that have a margin and a direction."""
    tested = [topic for topic in topics if topic.chance is not None and not topic.is_neutral]
    holding = chance.holding([topic.chance or 0.0 for topic in tested], false_share)
    held = {id(topic) for topic, holds in zip(tested, holding, strict=True) if holds}
    return tuple(replace(topic, holds=id(topic) in held) for topic in topics)


class _Comparison:
    """Compares an area with its city, reading the figures once."""

    def __init__(self, query: Query, choice: Choice, indicator_ids: frozenset[str] | None = None) -> None:
        """Take the area and the years, and which topics will be requested; None for all."""
        self._query, self._choice = query, choice
        self._city_code = lookups.programme(query).municipality_code
        self._own = (
            query.value(measured.of_area, choice.area_code)
            if indicator_ids is None
            else measured.of_area(query, choice.area_code, indicator_ids)
        )
        self._city = query.value(measured.of_area, self._city_code)
        people = lookups.inhabitants(query)
        self._sizes = people.get(self._city_code), people.get(choice.area_code)
        self._scale = query.value(scale)
        self._changes = lookups.boundary_changes(query, [choice.area_code])
        self._confidence = lookups.threshold(query, "screen_confidence")
        self._city_word = lookups.programme(query).municipality_word
        self._window = int(lookups.threshold(query, "window_years"))
        self._since, self._baselines = choice.since, dict[str, str]()
        if choice.since == BASELINE:
            self._since, self._baselines = query.value(usual_since), query.value(_baselines)

    def topic(self, indicator: Indicator) -> Topic | Obstacle:
        """Return the change of area and city on a topic, or why they cannot be compared."""
        of_area, city = self._own.get(indicator.indicator_id, {}), self._city.get(indicator.indicator_id, {})
        if dutch.is_amount(indicator.unit):
            return "amount"
        if not of_area or not city:
            return "none" if not of_area else "no_city"
        shared = sorted(of_area.keys() & city.keys())
        comparable = [year for year in shared if of_area[year][1] == city[year][1]]
        if len(comparable) < 2 <= len(shared):
            return "edition"
        starts = lookups.segment_starts(lookups.breaks(self._query, indicator.indicator_id), self._changes)
        since = self._baselines.get(indicator.indicator_id, self._since)
        ends = catching_up.ends(comparable, starts, since, self._choice.until)
        if ends == "early":  # a goal without a figure after its baseline
            ends = catching_up.ends(comparable, starts, self._since, self._choice.until)
        if not isinstance(ends, catching_up.Ends):
            return ends
        if (scale := self._scale.get(indicator.indicator_id)) is None:
            return "few"
        sides = [{year: side[year][0] for year in comparable} for side in (of_area, city)]
        firsts = [catching_up.start(side, ends.first, self._window, starts) for side in sides]
        if firsts[0].period != firsts[1].period:
            firsts = [side[ends.first] for side in sides]
        areas_then_now, cities_then_now = ((first, side[ends.last]) for first, side in zip(firsts, sides, strict=True))
        return self._compared(indicator, areas_then_now, cities_then_now, scale)

    def _compared(
        self, indicator: Indicator, area: tuple[Figure, Figure], city: tuple[Figure, Figure], scale: float
    ) -> Topic | Obstacle:
        is_count, sign = indicator.indicator_id in measured.spreads(self._query), progress.SIGN[indicator.direction]
        error = measured.error_of_change(self._query, indicator, self._choice.area_code, *area)
        between = verdict.between(area, city, self._sizes, sign, error, is_count, self._confidence)
        if between is None:
            return "zero"
        low = high = None
        moved: Movement = "unclear"
        if error is not None:
            ends = catching_up.reach(area[1], error, self._confidence)
            low, high = sorted(sign * (end - city[1].value) / scale for end in ends)
            bounds = catching_up.bounds_of_change(*area, error, self._confidence)
            moved = verdict.movement(*sorted(sign * end for end in bounds))
        place = Place(-between.gaps[0] / scale, -between.gaps[1] / scale, low, high)
        by_chance = None if error is None else chance.probability(between.relative, error.size)
        return Topic(
            indicator, area[0].period, area[1].period, (area[0].value, area[1].value), (city[0].value, city[1].value),
            self._city_word, between, moved, place, by_chance,
        )  # fmt: skip


def _baselines(query: Query) -> dict[str, str]:
    """Return by indicator the year of the baseline of the goal that it measures."""
    aims = query(queries.aims).dropna(subset=["indicator_id", "baseline_period"])
    years = zip(aims["indicator_id"].tolist(), aims["baseline_period"].tolist(), strict=True)
    return {str(indicator_id): str(period) for indicator_id, period in reversed([*years]) if len(str(period)) == 4}


def axis(overviews: Iterable[Overview]) -> Axis:
    """Return the scale shared by the pictures of these overviews: at least one spread on either side of the city, and
    at most three."""
    places = [
        place
        for overview in overviews
        for topic in overview.topics
        for place in (topic.place.then, topic.place.now)
    ]  # fmt: skip
    ends = min(places, default=0.0) - _ROOM, max(places, default=0.0) + _ROOM
    return Axis(min(max(ends[0], -common_scale.REACH), -_NEAR), max(min(ends[1], common_scale.REACH), _NEAR))


def scale(query: Query) -> dict[str, float]:
    """Return the spread of the buurten by indicator, from their latest figures; without indicators for which too few
    buurten have one, or that do not vary."""
    people = pd.Series(lookups.inhabitants(query), dtype=float)
    people = people[people.index.str.startswith("BU")]
    latest = query.once(queries.latest_figures, list(lookups.indicators(query)))
    of_buurten = latest[latest["area_code"].str.startswith("BU")]
    values = of_buurten.pivot(index="area_code", columns=["indicator_id", "period"], values="value").astype(float)
    usual = common_scale.usual(values, people, lookups.threshold(query, "small_population"))
    return {indicator_id: spread.spread for (indicator_id, _), spread in usual.items()}
