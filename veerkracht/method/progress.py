"""Goal arithmetic: the status of a measure against its path, and its certainty. Pure; formulas in docs/method.md."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal, TypeVar

import numpy as np
import numpy.typing as npt

from veerkracht.core.codes import Direction, Margin, ReadingKind
from veerkracht.core.statuses import STATUS, StatusName

Certainty = Literal["marge bekend", "marge met aanname", "marge onbekend", "volledig geteld"]

SIGN = {"omhoog": 1, "omlaag": -1, "geen": 1}  # of the favourable direction
_Amount = TypeVar("_Amount", float, npt.NDArray[np.float64])
_Rules = list[tuple[StatusName, bool | npt.NDArray[np.bool_]]]  # the first that holds is the status
PUBLISHED_CONFIDENCE = 95.0  # of the bounds that publishers give, and of those in the database


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
    """A measured value with the inputs of its margin; all but the value may be unknown.

    `lower` and `upper` are published 95 % bounds. `count` is the numerator of a rate and `exposure` its denominator:
    value = count / exposure. `respondents` is the number of answers behind a share of a survey.
    """

    year: float
    value: float
    lower: float | None = None
    upper: float | None = None
    count: float | None = None
    exposure: float | None = None
    respondents: float | None = None


@dataclass(frozen=True)
class Assessment:
    """The status of a measure, in its unit; change, bounds and deviation are positive in the favourable direction.

    `share` is the part of the required change that was achieved (R), `detectable_change` the smallest change that
    these figures can show.
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


def last_baseline_year(target_year: int, years_between: int | None) -> int:
    """Return the last year in which a baseline still helps: one that leaves a later measurement by the target year.

    `years_between` measurements; when that is not known the next one may be a year later.
    """
    return target_year - (years_between or 1)


def quantile(confidence: float) -> float:
    """Return the half-width, in standard errors, of an interval of this confidence (in percent)."""
    return NormalDist().inv_cdf(0.5 + confidence / 200)


def standard_error(
    figure: Figure, margin: Margin, dispersion: float | None = None, rounded_to: int = 0, design_effect: float = 1.0
) -> float | None:
    """Return the standard error of a figure in its unit, None when its source does not allow computing it.

    Method 1.4: counts vary with `dispersion` x count and rounding adds rounded_to²/12; a share of a survey by its
    number of answers and the design effect; published bounds lie 1.96 standard errors from the value.
    """
    if margin == "telling" and figure.count is not None and figure.exposure and dispersion is not None:
        return math.sqrt(dispersion * figure.count + rounded_to**2 / 12) / figure.exposure
    if margin == "steekproef" and figure.respondents:
        share = min(max(figure.value / 100, 0.0), 1.0)
        return 100 * math.sqrt(design_effect * share * (1 - share) / figure.respondents)
    if margin == "interval" and figure.lower is not None and figure.upper is not None:
        return (figure.upper - figure.lower) / (2 * quantile(PUBLISHED_CONFIDENCE))
    return None


def error_of_change(first: float | None, last: float | None) -> float | None:
    """Return the standard error of a difference of two independent figures, None when one is unknown (method 1.4)."""
    return None if first is None or last is None else math.hypot(first, last)


def detectable_change(error: float | None, confidence: float = PUBLISHED_CONFIDENCE) -> float | None:
    """Return the smallest change that differs from chance at this confidence, in the unit of the error."""
    return None if error is None else quantile(confidence) * error


def judge(
    change: float, required: float, whole: float, error: float, confidence: float, on_course: float
) -> StatusName:
    """Return the status of a change, all amounts positive in the favourable direction (method 1.3).

    `required` is the change on the path by now, `whole` the change up to the target, `on_course` the share of the
    required change that is enough. With an error of 0 the point alone is judged.
    """
    return _first(_rules(change, required, whole, quantile(confidence) * error, on_course))


def _rules(change: _Amount, required: _Amount, whole: _Amount, reach: _Amount, on_course: float) -> _Rules:
    """Return the statuses of a change, or of many at once, in the order in which they are considered (method 1.3)."""
    lower, upper = change - reach, change + reach
    return [
        ("bereikt", whole <= lower),
        ("op koers", lower >= on_course * required),
        ("vooruit, te langzaam", (lower > 0) & (upper < on_course * required)),
        ("vooruit, tempo onzeker", lower > 0),
        ("verkeerde kant op", upper < 0),
        ("nog niet te zeggen", True),
    ]


def _rules_of_level(distance: _Amount, reach: _Amount) -> _Rules:
    """Return the statuses of a norm that holds every year, by the distance to it in the favourable direction."""
    return [
        ("bereikt", distance - reach >= 0),
        ("norm niet gehaald", distance + reach < 0),
        ("nog niet te zeggen", True),
    ]


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
    errors: tuple[float | None, float | None],
    confidence: float,
    on_course: float,
    has_assumption: bool = False,
    export_confidence: float = PUBLISHED_CONFIDENCE,
) -> Assessment:
    """Return the assessment of the latest figure against the path from the baseline.

    `errors` are the standard errors of baseline and latest figure, None when unknown: then the point is judged alone
    and the certainty is 'marge onbekend'. The verdict is at `confidence`, the detectable change at `export_confidence`.
    """
    start = baseline.value if baseline else None
    target = aim.target(start)
    path = aim.path(start, int(baseline.year), latest.year) if baseline else None
    is_level = path is None and target is not None  # a norm without a path: the level itself is judged
    origin = target if is_level else start
    change = None if origin is None else aim.sign * (latest.value - origin)
    error = errors[1] if is_level else error_of_change(*errors)
    certainty: Certainty = "marge onbekend" if error is None else "marge bekend"
    if error is not None and has_assumption:
        certainty = "marge met aanname"
    reach = None if error is None else quantile(confidence) * error
    status: StatusName = "geen streefwaarde"
    required = None if path is None or start is None else aim.sign * (path - start)
    if target is not None and change is not None and error is None:
        status = _side(latest.value, target, path)
    elif is_level and change is not None:
        status = _first(_rules_of_level(change, reach or 0.0))
    elif change is not None and required is not None and target is not None and start is not None:
        status = judge(change, required, aim.sign * (target - start), error or 0.0, confidence, on_course)
    return Assessment(
        status=status,
        certainty=certainty,
        target=target,
        path=path,
        deviation=None if path is None else aim.sign * (latest.value - path),
        change=None if is_level else change,
        change_lower=None if is_level or change is None or reach is None else change - reach,
        change_upper=None if is_level or change is None or reach is None else change + reach,
        share=change / required if change is not None and required else None,
        detectable_change=detectable_change(error, export_confidence),
    )


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


def overdispersion(counts: npt.ArrayLike, totals: npt.ArrayLike) -> float | None:
    """Return how many times more counts vary than by pure chance (Poisson), at least 1.

    `counts` has one row per area and one column per period, `totals` the city in each period. Pearson's chi-square
    around the city trend divided by its degrees of freedom (method 1.4); None with fewer than two areas or periods.
    """
    seen = np.asarray(counts, dtype=float)
    city = np.asarray(totals, dtype=float)
    if seen.ndim != 2 or min(seen.shape) < 2 or not city.sum() > 0:
        return None
    expected = np.outer(seen.sum(axis=1), city / city.sum())
    known = expected > 0
    chi_square = float((((seen - expected) ** 2)[known] / expected[known]).sum())
    return max(1.0, chi_square / float((seen.shape[0] - 1) * (seen.shape[1] - 1)))


def shares_without_change(
    aim: Aim, count: float, exposure: float, years: tuple[int, int], dispersion: float, rules: tuple[float, float],
    draws: int = 5000, seed: int = 20261121,
) -> Mapping[tuple[bool, StatusName], float]:  # fmt: skip
    """Return how often a count whose true level does not change gets each status, by simulation.

    Keys: whether the margin is used (this method) or not (the usual rule on the point alone), and the status. Both
    counts are drawn around `count` with variance `dispersion` x count. `rules`: confidence and on_course of `assess`.
    """
    random = np.random.default_rng(seed)
    rates = (
        random.gamma(count / (dispersion - 1), dispersion - 1, size=(draws, 2))
        if dispersion > 1
        else np.full((draws, 2), count)
    )
    counts = random.poisson(rates).astype(float)
    values, errors = counts / exposure, np.sqrt(dispersion * counts) / exposure
    shares: dict[tuple[bool, StatusName], float] = {}
    for has_margin in (True, False):
        left = np.full(draws, True)  # the pairs whose status no earlier rule gave
        for status, holds in _rules_of_pairs(aim, values, errors if has_margin else 0 * errors, years, *rules):
            if frequency := np.count_nonzero(left & holds):
                shares[has_margin, status] = frequency / draws
            left &= np.logical_not(holds)
    return shares


def _rules_of_pairs(
    aim: Aim,
    values: npt.NDArray[np.float64],
    errors: npt.NDArray[np.float64],
    years: tuple[int, int],
    confidence: float,
    on_course: float,
) -> _Rules:
    """Return the statuses of pairs of a baseline and a later value, with their standard errors, as `assess` does."""
    start, last = values.T
    baselines, places = np.unique(start, return_inverse=True)  # of thousands of draws a few hundred
    targets = [aim.target(baseline) for baseline in baselines.tolist()]
    paths = [aim.path(baseline, *years) for baseline in baselines.tolist()]
    if None in targets:
        return [("geen streefwaarde", True)]
    target = np.array(targets, dtype=float)[places]
    if None in paths:
        return _rules_of_level(aim.sign * (last - target), quantile(confidence) * errors[:, 1])
    path, reach = np.array(paths, dtype=float)[places], quantile(confidence) * np.hypot(*errors.T)
    return _rules(aim.sign * (last - start), aim.sign * (path - start), aim.sign * (target - start), reach, on_course)
