"""The combined figure of several areas, according to the catalogue. Pure; docs/method.md, Own groups of buurten."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from veerkracht.method import margins
from veerkracht.method.margins import PER, Spread

if TYPE_CHECKING:
    from veerkracht.catalog.catalog import Indicator as CatalogIndicator
    from veerkracht.database.rows import Indicator

Measured: TypeAlias = "CatalogIndicator | Indicator"
"""An indicator, whose fields decide whether areas can be put together: as a build or as the dashboard has it."""

Way = Literal["som", "verhouding", "gewogen", "oppervlakte"]
"""How figures are put together: added up, as a rate of added up counts, weighted, or by the surface of the areas."""

COMPUTED = "afgeleid"
MOST_LACKING = 0.01  # of the population of areas together that may be without a figure of a percentage
PART = "group_part"
_WEIGHT, _WEIGHT_NOT_INCLUDED = "group_weight", "group_weight_not_included"
_CERTAINTY = ("niet_bevestigd", "voorlopig", "nader_voorlopig")  # of figures, the least certain first
_REACH = margins.quantile(margins.CONFIDENCE)


class Part(NamedTuple):
    """The figure of one area in a period, or (a code of dutch.MISSING) why there is none; `edition` is its table."""

    area_code: str
    value: float | None
    lower: float | None
    upper: float | None
    margin_kind: str | None
    numerator: float | None
    denominator: float | None
    status: str | None
    missing: str | None
    edition: str | None


@dataclass(frozen=True)
class Rule:
    """How the areas of an indicator are combined, and the population that weighs them ('' for none); if they cannot be,
    a code of dutch.MISSING says why."""

    way: Way | None
    population: str = ""
    missing: str = ""


@dataclass(frozen=True)
class Together:
    """The figure of areas together, or why there is none; `lacking` are the areas without a figure, `way` how it was
    computed, `concentration` that of a sum of counts (margins.concentration)."""

    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    margin_kind: str | None = None
    numerator: float | None = None
    denominator: float | None = None
    status: str | None = None
    missing: str | None = None
    snapshot_id: str | None = None
    way: Way | None = None
    lacking: tuple[str, ...] = ()
    concentration: float | None = None


def rule(indicator: Measured, populations: Mapping[str, str]) -> Rule:
    """Return how areas of an indicator are combined; `populations` has the indicator that counts each population."""
    population = indicator.population or ""
    if indicator.is_model:
        return Rule(None, missing="group_model")
    if indicator.margin == "steekproef" or population == "ondervraagden":
        return Rule(None, missing="group_survey")
    if indicator.unit == population or (indicator.margin == "telling" and indicator.unit not in PER):
        return Rule("som")
    is_known = population in populations
    if indicator.unit in PER:
        return Rule("verhouding", population if is_known else "")
    if is_known and indicator.unit == f"{population} per km²":
        return Rule("oppervlakte", population)
    if indicator.is_mean:
        return Rule("gewogen", population) if is_known else Rule(None, missing=_WEIGHT)
    return Rule(None, missing="group_average")


def together(
    indicator: Measured, method: Rule, parts: Sequence[Part], sizes: Mapping[str, float], spread: Spread | None = None
) -> Together:
    """Return the figure of areas together in one period.

    `sizes` is the population that they weigh by, in that period: an area without anybody does not count. Every other
    area needs a figure, of one edition; but one that is too small for a rate of its own counts with its counts beside
    areas that have one, and a percentage may leave out areas with MOST_LACKING of the population, none of them withheld
    by us. `spread` is how much a count varies.
    """
    if method.way is None:
        return Together(missing=method.missing)
    counted = [part for part in parts if sizes.get(part.area_code) != 0 or method.way == "som"]
    lacking = [part for part in counted if part.value is None]
    with_value = [part for part in counted if part.value is not None]
    if method.way == "verhouding" and with_value and all(map(_has_counts, with_value)):
        lacking = [part for part in lacking if not (part.missing == "too_small" and _has_counts(part))]
    names = tuple(part.area_code for part in lacking)
    if lacking and not (indicator.unit == "%" and _is_little(method, lacking, counted, sizes)):
        reasons = {part.missing for part in lacking}
        is_shared = len(lacking) == len(counted) and len(reasons) == 1
        missing = "too_few" if "too_few" in reasons else reasons.pop() if is_shared else PART
        return Together(missing=missing, lacking=names)
    counted = [part for part in counted if part not in lacking]
    if not counted:
        return Together(missing="too_small")
    if len({part.edition for part in counted}) > 1:
        return Together(missing="group_editions")
    figure = _figure(indicator, method, counted, sizes, spread)
    if figure.value is None:
        return figure
    statuses = {part.status for part in counted}
    status = next((code for code in _CERTAINTY if code in statuses), COMPUTED)
    return replace(figure, status=status, snapshot_id=counted[0].edition, lacking=names)


def with_reason_of_weight(figure: Together, weights: Sequence[Part]) -> Together:
    """Return a figure that lacks the weight of a part with why: `weights` are the sizes of the parts, and a fetch can
    still give those that were not included."""
    if figure.missing == _WEIGHT and any(weight.missing == "not_included" for weight in weights):
        return replace(figure, missing=_WEIGHT_NOT_INCLUDED)
    return figure


def _has_counts(part: Part) -> bool:
    return part.numerator is not None and bool(part.denominator)


def _is_little(method: Rule, lacking: Sequence[Part], counted: Sequence[Part], sizes: Mapping[str, float]) -> bool:
    """Return whether a percentage may leave these parts out: at most one point differs then."""
    if not method.population:
        return False
    if any(part.missing == "too_few" for part in lacking) or any(part.area_code not in sizes for part in counted):
        return False
    without, whole = (sum(sizes[part.area_code] for part in parts) for parts in (lacking, counted))
    return without <= MOST_LACKING * whole


def _figure(
    indicator: Measured, method: Rule, parts: Sequence[Part], sizes: Mapping[str, float], spread: Spread | None
) -> Together:
    values = [part.value or 0.0 for part in parts]
    if method.way == "som":
        total = sum(values)
        return _with_margin(Together(total, way="som"), indicator, parts, [1.0] * len(parts), spread, values, 1.0)
    numerators = [part.numerator for part in parts if part.numerator is not None]
    denominators = [part.denominator for part in parts if part.denominator]
    if method.way == "verhouding" and len(numerators) == len(denominators) == len(parts):
        above, below, factor = sum(numerators), sum(denominators), PER[indicator.unit]
        figure = Together(factor * above / below, numerator=above, denominator=below, way="verhouding")
        shares = [denominator / below for denominator in denominators]
        return _with_margin(figure, indicator, parts, shares, spread, numerators, factor / below)
    if not method.population or any(part.area_code not in sizes for part in parts):
        return Together(missing=_WEIGHT)
    weights = [sizes[part.area_code] for part in parts]
    total = sum(weights)
    if method.way == "oppervlakte":
        if not all(values):
            return Together(missing=_WEIGHT)
        surface = sum(weight / value for weight, value in zip(weights, values, strict=True))
        return Together(total / surface, way="oppervlakte")
    value = sum(weight * value for weight, value in zip(weights, values, strict=True)) / total
    return _with_margin(Together(value, way="gewogen"), indicator, parts, [weight / total for weight in weights])


def _with_margin(
    figure: Together, indicator: Measured, parts: Sequence[Part], shares: Sequence[float],
    spread: Spread | None = None, counts: Sequence[float] = (), one: float = 0.0,
) -> Together:  # fmt: skip
    """Return a figure with its bounds: for counts by their spread, else by the sum of the parts' variances, weighted by
    share; without bounds when a part has none. `one` is the figure for a count of 1."""
    assert figure.value is not None
    if indicator.is_full_count:
        return figure
    if spread and counts:
        concentration = margins.concentration([(count, 1.0) for count in counts])
        rounding = indicator.rounded_to * math.sqrt(len(counts))
        variance = spread.variance(sum(counts), concentration, rounding)
        lower, upper = margins.bounds_of_count(figure.value, one, variance)
        return replace(
            figure, lower=float(lower), upper=float(upper), margin_kind="telling", concentration=concentration
        )
    kinds = {part.margin_kind for part in parts}
    if len(kinds) > 1 or None in kinds:
        return figure
    error = math.hypot(*(share * _error(part) for share, part in zip(shares, parts, strict=True)))
    lower, upper = margins.bounds_of_error(figure.value, error, False, indicator.unit == "%")
    lower = max(float(lower), 0.0) if figure.value >= 0 else float(lower)
    return replace(figure, lower=lower, upper=float(upper), margin_kind=kinds.pop())


def _error(part: Part) -> float:
    """Return the error of a figure by the bound that is farthest from it: the other may have been cut off."""
    assert part.value is not None and part.lower is not None and part.upper is not None
    return max(part.value - part.lower, part.upper - part.value) / _REACH
