"""Goal arithmetic: the status of a measure against its path, and its certainty. Pure; formulas in docs/method.md."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

import numpy as np
import numpy.typing as npt

from veerkracht.core import periods
from veerkracht.core.codes import Direction, ErrorScale, MarginKind, ReadingKind
from veerkracht.core.statuses import STATUS, StatusName
from veerkracht.method import chance, margins
from veerkracht.method.margins import Error, Spread

Certainty = Literal["marge bekend", "marge geschat", "marge met aanname", "marge onbekend", "volledig geteld"]

SIGN = {"omhoog": 1, "omlaag": -1, "geen": 1}  # of the favourable direction
_Amount = TypeVar("_Amount", float, npt.NDArray[np.float64])
_Rules = list[tuple[StatusName, bool | npt.NDArray[np.bool_]]]  # the first that holds is the status


@dataclass(frozen=True)
class Aim:
    """The target of a measure: an amount with a way to read it, a direction and a year."""

    reading: ReadingKind
    amount: float | None
    direction: Direction
    target_year: int
    is_yearly: bool = False

    @property
    def sign(self) -> int:
        """Return +1 when up is good, -1 when down is good."""
        return SIGN[self.direction]

    @property
    def needs_baseline(self) -> bool:
        """Return whether progress can only be measured from a baseline; a norm is judged by the figure itself."""
        return self.reading != "norm"

    def target(self, baseline: float | None) -> float | None:
        """Return the target in the unit of the measure, None when the reading gives none.

        Method 1.2. A target in inhabitants asks for the same net effect as one in procentpunt.
        """
        if self.reading == "norm":
            return self.amount
        if baseline is None or self.amount is None or self.reading == "richting":
            return None
        if self.reading == "procent":
            return baseline * (1 + self.sign * self.amount / 100)
        return baseline + self.sign * self.amount

    def path(self, baseline: float | None, start_year: int, year: float) -> float | None:
        """Return the value in a year of the straight path from baseline to target, None without a path.

        Method 1.1. After the target year the path stays at the target, and so does one that starts there or later; a
        norm that holds every year has no path.
        """
        target = self.target(baseline)
        if baseline is None or target is None or self.is_yearly:
            return None
        if self.target_year <= start_year:
            return target
        share = (year - start_year) / (self.target_year - start_year)
        return baseline + (target - baseline) * min(max(share, 0.0), 1.0)


@dataclass(frozen=True)
class Figure:
    """A measured value with its margin; all but the value may be unknown.

    `lower` and `upper` are its 95 % bounds, `kind` what they rest on, `period` that of a single figure. `count` is the
    numerator of a rate and `exposure` its denominator: value = count / exposure. A sum of counts has the
    `concentration` of margins.concentration.
    """

    year: float
    value: float
    lower: float | None = None
    upper: float | None = None
    kind: MarginKind | None = None
    count: float | None = None
    exposure: float | None = None
    concentration: float = 1.0
    period: str = ""

    @property
    def positive(self) -> float:
        """Return the value to compute ratios with: of a count of 0 that of a count of 1."""
        return self.value or (1 / self.exposure if self.exposure else 0.0)

    @property
    def per_year(self) -> float:
        """Return the count per year of its period, 0 without a count."""
        period = periods.parse(self.period)
        return (self.count or 0.0) / (period.last - period.first + 1)

    def error(self, spread: Spread | None, rounded_to: float = 0) -> Error | None:
        """Return its error, of a count by how strongly that varies and on the log scale; None without a margin."""
        if self.kind == "telling" and self.count is not None and spread:
            return Error(float(spread.variance(self.count, self.concentration, rounded_to)) ** 0.5, is_ratio=True)
        return margins.error_of_bounds(self.lower, self.upper)


def added(figures: Sequence[Figure], year: float, period: str = "") -> Figure:
    """Return counts added up, over their exposure added up."""
    count = sum(figure.count or 0 for figure in figures)
    exposure = sum(figure.exposure or 0 for figure in figures)
    concentration = margins.concentration((figure.count or 0, figure.concentration) for figure in figures)
    return Figure(
        year, count / exposure, count=count, exposure=exposure, kind="telling", concentration=concentration,
        period=period,
    )  # fmt: skip


@dataclass(frozen=True)
class Uncertainty:
    """The errors of the change between two figures and of the latest of them, None when unknown, and what to say of
    them."""

    change: Error | None = None
    level: Error | None = None
    certainty: Certainty = "marge onbekend"


@dataclass(frozen=True)
class Assessment:
    """The status of a measure, in its unit; change, bounds and deviation are positive in the favourable direction.

    `change` is since what it is measured from. `share` is the part of the required change since the baseline that was
    achieved (R), `detectable_change` the smallest change that these figures can show. `chance` is how often chance
    alone gives a change this large, `chance_on_course` how often it gives 'op koers' or 'bereikt' when nothing changes
    (0 to 1); None without a margin.

    The bounds follow from the rest: what is judged is the value against `from_value` (of a norm without a path its
    target), `factor` times `error` both ways; on the log scale by the ratio of `ratio_to` to `ratio_from`, the figures
    themselves, or what a count of 1 would be for one of 0.
    """

    status: StatusName
    certainty: Certainty | None
    target: float | None
    path: float | None
    deviation: float | None
    change: float | None
    change_lower: float | None
    change_upper: float | None
    share: float | None
    detectable_change: float | None
    chance: float | None = None
    chance_on_course: float | None = None
    from_value: float | None = None
    error: float | None = None
    error_scale: ErrorScale | None = None
    factor: float | None = None
    ratio_from: float | None = None
    ratio_to: float | None = None


def judge(lower: float, upper: float, enough: float, whole: float) -> StatusName:
    """Return the status of a change by its bounds, all amounts positive in the favourable direction (method 1.3).

    `enough` is the change that is on course by now, `whole` the change up to the target. Without a margin both bounds
    are the change itself.
    """
    return _first(_rules(lower, upper, enough, whole))


def _rules(lower: _Amount, upper: _Amount, enough: _Amount, whole: _Amount) -> _Rules:
    """Return the statuses of a change, or of many at once, in the order in which they are considered (method 1.3)."""
    return [
        ("bereikt", whole <= lower),
        ("op koers", lower >= enough),
        ("vooruit, te langzaam", (lower > 0) & (upper < enough)),
        ("vooruit, tempo onzeker", lower > 0),
        ("verkeerde kant op", upper < 0),
        ("nog niet te zeggen", True),
    ]


def _rules_of_level(lower: _Amount, upper: _Amount) -> _Rules:
    """Return the statuses of a norm that holds every year, by the bounds of the distance to it, positive when ahead."""
    return [("bereikt", lower >= 0), ("norm niet gehaald", upper < 0), ("nog niet te zeggen", True)]


def _first(rules: _Rules) -> StatusName:
    return next(status for status, holds in rules if holds)


def _side(value: float, target: float, path: float | None) -> StatusName:
    """Return on which side of its path, or of a norm without one, a figure without a known margin lies."""
    if path is None:
        return "boven de norm" if value >= target else "onder de norm"
    return "boven het pad" if value >= path else "onder het pad"


def assess(
    aim: Aim,
    baseline: Figure | None,
    latest: Figure,
    uncertainty: Uncertainty,
    confidence: float,
    on_course_share: float,
    measured_from: Figure | None = None,
) -> Assessment:
    """Return the assessment of the latest figure against the path from the baseline.

    The change, with its margin, is since `measured_from`, by default the baseline; `uncertainty` is of that change.
    On course is a figure that has gone `on_course_share` of the way from the baseline to the path, wherever it is
    measured from, and that did not fall back from there.

    Without the error of what is judged (the change; of a norm without a path the level) the point is judged alone and
    the certainty is 'marge onbekend'. Verdict and detectable change are at `confidence`.
    """
    start = baseline.value if baseline else None
    target = aim.target(start)
    path = aim.path(start, int(baseline.year), latest.year) if baseline else None
    on_course = None if path is None or start is None else start + on_course_share * (path - start)
    is_level = path is None and target is not None  # a norm without a path: the level itself is judged
    first = Figure(latest.year, target) if is_level and target is not None else measured_from or baseline
    error = uncertainty.level if is_level else uncertainty.change
    change = None if first is None else aim.sign * (latest.value - first.value)
    bounds = None if first is None or error is None else _change(aim, first, latest, error, confidence)
    lower, upper = bounds or (change, change)
    status: StatusName = "geen streefwaarde"
    if target is not None and change is not None and error is None:
        status = _side(latest.value, target, path)
    elif is_level and lower is not None and upper is not None:
        status = _first(_rules_of_level(lower, upper))
    elif first and on_course is not None and target is not None and lower is not None and upper is not None:
        enough, whole = (max(aim.sign * (aimed - first.value), 0.0) for aimed in (on_course, target))
        status = judge(lower, upper, enough, whole)
    since_start = None if path is None or start is None else aim.sign * (path - start)
    assessment = Assessment(
        status=status,
        certainty="marge onbekend" if error is None else uncertainty.certainty,
        target=target,
        path=path,
        deviation=None if path is None else aim.sign * (latest.value - path),
        change=None if is_level else change,
        change_lower=None if is_level or bounds is None else bounds[0],
        change_upper=None if is_level or bounds is None else bounds[1],
        share=aim.sign * (latest.value - start) / since_start if start is not None and since_start else None,
        detectable_change=None
        if error is None
        else margins.detectable((first or latest).positive, error, aim.sign, confidence),
    )
    if error is None or first is None:
        return assessment
    assessment = replace(
        assessment,
        from_value=first.value,
        error=error.size,
        error_scale=margins.scale(error.is_ratio),
        factor=margins.quantile(confidence),
        ratio_from=first.positive if error.is_ratio else None,
        ratio_to=latest.positive if error.is_ratio else None,
    )
    if is_level or not error.size:
        return assessment
    size = aim.sign * _apart(first, latest, error)
    ahead = None
    if on_course is not None:
        enough = max(aim.sign * _apart(first, replace(latest, value=on_course), error), 0.0)
        ahead = chance.on_course(enough, error.size, confidence)
    return replace(assessment, chance=chance.probability(size, error.size), chance_on_course=ahead)


def _apart(first: Figure, last: Figure, error: Error) -> float:
    """Return a change on the scale of its error: a difference, or the logarithm of a ratio."""
    return math.log(last.positive / first.positive) if error.is_ratio else last.value - first.value


def _change(aim: Aim, first: Figure, last: Figure, error: Error, confidence: float) -> tuple[float, float]:
    """Return the bounds of a change in the favourable direction."""
    reach = margins.quantile(confidence) * error.size
    if not error.is_ratio:
        change = aim.sign * (last.value - first.value)
        return change - reach, change + reach
    ends = _bounds_of_ratio(aim.sign, first.value, last.value, first.positive, last.positive, reach)
    return float(ends[0]), float(ends[1])


def together(names: Iterable[StatusName]) -> StatusName:
    """Return the status of a goal from those of its measures: the least favourable, or 'gemengd beeld'.

    Measures that cannot be judged count only when none can.
    """
    statuses = [STATUS[name] for name in dict.fromkeys(names)]
    judged = {status.rank: status for status in statuses if status.rank is not None}
    if not judged:
        return statuses[0].name
    if {"forward", "back"} <= {status.side for status in judged.values()}:
        return "gemengd beeld"
    return judged[min(judged)].name


def gap(city: float | None, area: float | None, sign: int) -> float | None:
    """Return how far an area is behind the city, in the unit of the measure; negative when it is ahead."""
    return None if city is None or area is None else sign * (city - area)


def closed_share(baseline: float | None, target: float | None, city: float | None, sign: int) -> float | None:
    """Return the share of the gap to the city at the baseline that the target closes, above 1 when it goes beyond.

    None without one of the three, and for an area that was not behind.
    """
    behind = gap(city, baseline, sign)
    if baseline is None or target is None or behind is None or behind <= 0:
        return None
    return sign * (target - baseline) / behind


def shares_without_change(
    aim: Aim, first: Figure, year: int, spread: Spread, rules: tuple[float, float], draws: int = 5000,
    seed: int = 20261121,
) -> Mapping[tuple[bool, StatusName], float]:  # fmt: skip
    """Return how often a count whose true level does not change gets each status, by simulation.

    Keys: whether the margin is used (this method) or not (the usual rule on the point alone), and the status. The
    counts of the year of `first` and of `year` are drawn around its count with the variance of the `spread`. `rules`:
    confidence and on_course_share of `assess`.
    """
    assert first.count and first.exposure
    random = np.random.default_rng(seed)
    error = np.sqrt(spread.variance(first.count, first.concentration))
    counts = np.rint(first.count * np.exp(error * random.standard_normal((draws, 2))))
    errors = np.sqrt(spread.variance(counts, first.concentration))
    shares: dict[tuple[bool, StatusName], float] = {}
    for has_margin in (True, False):
        undecided = np.full(draws, True)  # the pairs whose status no earlier rule gave
        reach = margins.quantile(rules[0]) * errors if has_margin else 0 * errors
        for status, holds in _rules_of_pairs(aim, counts, first.exposure, reach, (int(first.year), year), rules[1]):
            if frequency := np.count_nonzero(undecided & holds):
                shares[has_margin, status] = frequency / draws
            undecided &= np.logical_not(holds)
    return shares


def _rules_of_pairs(
    aim: Aim,
    counts: npt.NDArray[np.float64],
    exposure: float,
    reach: npt.NDArray[np.float64],
    years: tuple[int, int],
    on_course_share: float,
) -> _Rules:
    """Return the statuses of pairs of a baseline and a later count, with the reach of each on the log scale, as
    `assess` does."""
    start, last = (counts / exposure).T
    baselines, places = np.unique(start, return_inverse=True)  # of thousands of draws a few hundred
    targets = [aim.target(baseline) for baseline in baselines.tolist()]
    paths = [aim.path(baseline, *years) for baseline in baselines.tolist()]
    if None in targets:
        return [("geen streefwaarde", True)]
    target = np.array(targets, dtype=float)[places]
    positive = np.maximum(counts, 1).T / exposure
    if None in paths:
        return _rules_of_level(*_bounds_of_ratio(aim.sign, target, last, target, positive[1], reach[:, 1]))
    path = np.array(paths, dtype=float)[places]
    lower, upper = _bounds_of_ratio(aim.sign, start, last, positive[0], positive[1], np.hypot(*reach.T))
    return _rules(lower, upper, on_course_share * aim.sign * (path - start), aim.sign * (target - start))


def _bounds_of_ratio(
    sign: int, first: _Amount, last: _Amount, first_positive: _Amount, last_positive: _Amount, reach: _Amount
) -> tuple[_Amount, _Amount]:
    """Return the bounds of changes in the favourable direction, whose ratio has this reach on the log scale.

    Ratios are of the positive values; the bounds of counts of 0 hold the change itself too.
    """
    low = np.minimum(last_positive * np.exp(-reach) - first_positive, last - first)
    high = np.maximum(last_positive * np.exp(reach) - first_positive, last - first)
    return (low, high) if sign > 0 else (-high, -low)
