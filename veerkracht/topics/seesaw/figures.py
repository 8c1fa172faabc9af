"""The see-saws of a buurt: the figures that weigh on them, how they tilt, and how that is said."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import pandas as pd

from veerkracht.core import dutch, periods
from veerkracht.database import lookups, queries
from veerkracht.database.query import Query
from veerkracht.database.rows import Indicator, Observation, typed
from veerkracht.method import seesaw, similarity
from veerkracht.method.seesaw import Tilt
from veerkracht.topics.seesaw import charts
from veerkracht.topics.seesaw import queries as seesaw_queries
from veerkracht.topics.seesaw.charts import Side

Kind = Literal["dragers", "redzaamheid"]
KINDS: dict[Kind, tuple[str, str]] = {
    "dragers": ("dragers", "vragers"),
    "redzaamheid": ("zelfredzaamheid", "samenredzaamheid"),
}
HEADINGS: dict[Kind, str] = {
    "dragers": "Wipwap van dragers en vragers",
    "redzaamheid": "Wipwap van zelfredzaamheid en samenredzaamheid",
}
_UNIT: dict[Kind, str] = {"dragers": "procentpunt", "redzaamheid": "standaardafwijking"}


@dataclass(frozen=True)
class Item:
    """An indicator that is weighed: one row of queries.items."""

    side: str
    indicator_id: str
    sign: int
    reason: str
    measure_id: str | None
    goal_id: int | None


@dataclass(frozen=True)
class Baseline:
    """A baseline in the plan: one row of queries.adopted."""

    measure_id: str
    area_code: str
    period: str
    value: float
    decimals: int
    place: str


@dataclass(frozen=True)
class Weight:
    """A figure that weighs on a side, beside that of the city or the mean of the buurten (`usual`).

    `weighs` is the signed number of standard deviations from `usual`, None for shares. `place` is where the plan has
    the figure, '' for a published one. Without a value `missing` is the reason.
    """

    side: str
    indicator: Indicator
    period: str
    decimals: int
    reason: str
    usual: float | None
    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    margin_kind: str | None = None
    status: str | None = None
    missing: str | None = None
    weighs: float | None = None
    place: str = ""

    @property
    def described(self) -> str:
        """Return the name of the figure and its year."""
        return f"{self.indicator.label} ({self.period})" if self.period else self.indicator.label

    def printed(self, value: float | None) -> str:
        """Return a figure as it is printed, with its unit."""
        return dutch.figure(value, self.decimals, self.indicator.unit)


@dataclass(frozen=True)
class _Abilities:
    """What weighs on the see-saws of self-reliance, of all buurten: figures and what they weigh, by indicator and area.

    `unused` are the items of which too few buurten have a figure to weigh it; `means` are those of the buurten.
    """

    used: tuple[Item, ...]
    unused: tuple[Item, ...]
    means: dict[str, float]
    weighs: dict[str, dict[str, float]]
    figures: dict[str, dict[str, Observation]]


@dataclass(frozen=True)
class Seesaw:
    """One see-saw of one buurt; without `tilt` it is not drawn, and `gaps` say which figures are missing.

    `sides` are the weights of the left and the right side: shares, or standard deviations. `left_out` are the
    indicators of which too few buurten have a figure to weigh it.
    """

    kind: Kind
    area_code: str
    area: str
    city: str
    weights: tuple[Weight, ...]
    sides: tuple[float, float]
    tilt: Tilt | None
    gaps: tuple[str, ...]
    left_out: tuple[str, ...] = ()

    @property
    def heaviest(self) -> str:
        """Return the side that hangs down, '' when the plank is level."""
        left, right = KINDS[self.kind]
        if not self.tilt or self.tilt.difference == 0:
            return ""
        return left if self.tilt.difference > 0 else right

    @property
    def summary(self) -> str:
        """Return how the plank tilts in a few words."""
        if not self.tilt:
            return "niet getekend"
        is_of_shares = self.kind == "dragers"
        if not self.heaviest:
            return f"staat recht, {'als in de stad' if is_of_shares else 'beide kanten wegen even veel'}"
        decimals = self.weights[0].decimals if is_of_shares else 1
        size = dutch.figure(abs(self.tilt.difference), decimals, _UNIT[self.kind])
        if is_of_shares:
            return f"helt {size} meer naar {self.heaviest} dan in de stad"
        return f"helt {size} naar {self.heaviest}"

    @property
    def sentence(self) -> str:
        """Return what the drawing shows, or why there is none."""
        if not self.tilt:
            return f"{self.area}: niet getekend. {' '.join(self.gaps)}"
        clipped = " Dat is meer dan de tekening laat zien." if self.tilt.is_clipped else ""
        compared = _shares_compared(self) if self.kind == "dragers" else _sides_compared(self)
        return " ".join([f"{self.area}: de wipwap {self.summary}.{clipped}", compared, *self.gaps]).strip()

    @property
    def alternative(self) -> str:
        """Return the drawing as a text: everything in it, with the years of the figures; or why there is none."""
        if not self.tilt:
            return self.sentence
        ends = " ".join(f"{side.label.capitalize()}: {side.figure}." for side in self._ends())
        return f"{HEADINGS[self.kind]}. {self.sentence} {ends}"

    def drawing(self) -> str:
        """Return the see-saw as SVG, '' when it is not drawn."""
        if not self.tilt:
            return ""
        return charts.draw(self.area, self.summary, *self._ends(), self.tilt, self.alternative)

    def _ends(self) -> tuple[Side, Side]:
        """Return the texts below both sides: a share and that of the city, or how far it is from the mean buurt."""
        (left, right), (first, second) = KINDS[self.kind], self.sides
        if self.kind == "dragers":
            texts = [f"{weight.printed(weight.value)}, stad {weight.printed(weight.usual)}" for weight in self.weights]
            return Side(left, texts[0]), Side(right, texts[1])
        return Side(left, _beside_mean(first)), Side(right, _beside_mean(second))


def _beside_mean(score: float) -> str:
    if dutch.rounded(score, 1) == 0:
        return "als gemiddeld"
    return f"{dutch.number(abs(score), 1)} {'zwaarder' if score > 0 else 'lichter'} dan gemiddeld"


def _shares_compared(seesaw: Seesaw) -> str:
    """Return the shares of area and city, and the year of the figures."""
    first, second = seesaw.weights
    sentences = []
    for area, (high, low) in ((seesaw.area, seesaw.sides), (seesaw.city, _usual(seesaw.weights))):
        difference = dutch.signed(dutch.apart(high, low, first.decimals), first.decimals, "%")
        shares = f"{first.printed(high)} {first.side} en {second.printed(low)} {second.side}"
        sentences.append(f"{area} heeft {shares}, verschil {difference}.")
    plan = " uit het programmaplan, niet bevestigd" if first.place else ""
    return " ".join([*sentences, f"Cijfers van {first.period}{plan}."])


def _sides_compared(seesaw: Seesaw) -> str:
    """Return whether both sides are light or heavy, and the years of the figures."""
    scores = [dutch.rounded(score, 1) for score in seesaw.sides]
    word = "minder" if max(scores) < 0 else "meer" if min(scores) > 0 else ""
    years = periods.spelled({weight.period[:4] for weight in seesaw.weights if weight.value is not None})
    both_weigh = f"Beide kanten wegen {word} dan in de gemiddelde buurt van {seesaw.city}. " if word else ""
    return f"{both_weigh}Cijfers van {years}."


def seesaws(query: Query, area_codes: Sequence[str], kind: Kind) -> tuple[Seesaw, ...]:
    """Return one see-saw per area, all of the same figures and on the same scale; none without items to weigh."""
    return query.value(_seesaws, tuple(area_codes), kind)


def _seesaws(query: Query, area_codes: tuple[str, ...], kind: Kind) -> tuple[Seesaw, ...]:
    make = _of_shares if kind == "dragers" else _of_abilities
    return tuple(make(query, area_codes)) if query.value(_items, kind) else ()


def all_items(query: Query) -> tuple[Item, ...]:
    """Return every indicator that is weighed, of both kinds, in the order of the catalogue."""
    return query.value(_all_items)


def _all_items(query: Query) -> tuple[Item, ...]:
    return typed(query(seesaw_queries.items, seesaw.FEWEST), Item)


def _items(query: Query, kind: Kind) -> tuple[Item, ...]:
    """Return what is weighed on a kind of see-saw, first the items of its left side."""
    return tuple(item for side in KINDS[kind] for item in all_items(query) if item.side == side)


def _of_shares(query: Query, area_codes: tuple[str, ...]) -> list[Seesaw]:
    """Return the see-saws of carriers: of published figures of one edition and year, else of the plan's baselines."""
    limit, items = lookups.threshold(query, "balance_points"), query.value(_items, "dragers")
    names, city = lookups.area_names(query), lookups.programme(query).municipality_name
    period = query(seesaw_queries.shared_period, [item.indicator_id for item in items])["period"].iloc[0]
    result = []
    for code in area_codes:
        weights = tuple(
            _adopted(query, item, code) if pd.isna(period) else _published(query, item, code, period) for item in items
        )
        gaps = _gaps(weights, names[code])
        if absent := [weight.described for weight in weights if weight.usual is None]:
            gaps += (f"Er is geen cijfer van {city} over {dutch.joined(absent)}.",)
        shares = _number(weights[0].value), _number(weights[1].value)
        tilt = None if gaps else Tilt(seesaw.lead(shares, _usual(weights), weights[0].decimals), limit)
        result.append(Seesaw("dragers", code, names[code], city, weights, shares, tilt, gaps))
    return result


def _usual(weights: Sequence[Weight]) -> tuple[float, float]:
    return _number(weights[0].usual), _number(weights[1].usual)


def _number(value: float | None) -> float:
    return math.nan if value is None else value


def _published(query: Query, item: Item, code: str, period: str) -> Weight:
    figures = query.value(_figures, item.indicator_id, period)
    of_city = figures.get(lookups.programme(query).municipality_code)
    return _weight(query, item, figures, code, of_city.value if of_city else None)


def _figures(query: Query, indicator_id: str, period: str) -> dict[str, Observation]:
    """Return the figures of all areas in one period by area code."""
    return {figure.area_code: figure for figure in query.once(queries.observations_in, indicator_id, period)}


def _adopted(query: Query, item: Item, code: str) -> Weight:
    """Return the baseline of the plan: no published figure confirms it. Areas without one were not fetched yet."""
    rows = [row for row in query.value(_baselines) if row.measure_id == item.measure_id]
    by_area = {row.area_code: row for row in rows}
    own, of_city = by_area.get(code), by_area.get(lookups.programme(query).municipality_code)
    return Weight(
        side=item.side,
        indicator=lookups.indicator(query, item.indicator_id),
        period=rows[0].period if rows else "",
        decimals=rows[0].decimals if rows else 0,
        reason=item.reason,
        usual=of_city.value if of_city else None,
        value=own.value if own else None,
        status="niet_bevestigd" if own else None,
        missing=None if own else "not_included",
        place=own.place if own else "",
    )


def _baselines(query: Query) -> tuple[Baseline, ...]:
    return typed(query(seesaw_queries.adopted), Baseline)


def _of_abilities(query: Query, area_codes: tuple[str, ...]) -> list[Seesaw]:
    """Return the see-saws of self-reliance: a side weighs the mean of its figures that can be set on the buurten."""
    limit, abilities = lookups.threshold(query, "balance_deviations"), query.value(_abilities)
    names, city = lookups.area_names(query), lookups.programme(query).municipality_name
    left_out = tuple(lookups.indicator(query, item.indicator_id).label for item in abilities.unused)
    result = []
    for code in area_codes:
        weights = tuple(
            _weight(query, item, abilities.figures[name], code, abilities.means[name],
                    abilities.weighs[name].get(code, math.nan))
            for item in abilities.used for name in [item.indicator_id]
        )  # fmt: skip
        left, right = (
            _mean([weight.weighs for weight in weights if weight.side == side]) for side in KINDS["redzaamheid"]
        )
        tilt = None if math.isnan(left) or math.isnan(right) else Tilt(dutch.apart(left, right, 1), limit)
        gaps = (*_gaps(weights, names[code]), *_sides_without_figures(query, abilities))
        result.append(Seesaw("redzaamheid", code, names[code], city, weights, (left, right), tilt, gaps, left_out))
    return result


def _abilities(query: Query) -> _Abilities:
    items, small = query.value(_items, "redzaamheid"), lookups.threshold(query, "small_population")
    latest = query(queries.latest_figures, [item.indicator_id for item in items])
    buurten = latest[latest["area_code"].str.startswith("BU")]
    values = buurten.pivot(index="area_code", columns="indicator_id", values="value").astype(float)
    people = query(queries.inhabitants).set_index("area_code")["inhabitants"]
    signs = pd.Series({item.indicator_id: item.sign for item in items})
    weighs = seesaw.weights(values, people, signs, small)
    figures: dict[str, dict[str, Observation]] = {}
    for indicator_id, rows in latest.groupby("indicator_id"):
        figures[indicator_id] = {figure.area_code: figure for figure in typed(rows, Observation)}
    return _Abilities(
        used=tuple(item for item in items if item.indicator_id in weighs),
        unused=tuple(item for item in items if item.indicator_id not in weighs),
        means=similarity.spread(values, people, small)["mean"].to_dict(),
        weighs={name: weighs[name].to_dict() for name in weighs},
        figures=figures,
    )


def _mean(weights: list[float | None]) -> float:
    return float(pd.Series(weights, dtype=float).mean())


def _sides_without_figures(query: Query, abilities: _Abilities) -> list[str]:
    """Return a sentence per side that no figure can weigh on, as too few buurten have one."""
    sentences = []
    for side in KINDS["redzaamheid"]:
        if not any(item.side == side for item in abilities.used):
            labels = [
                lookups.indicator(query, item.indicator_id).label for item in abilities.unused if item.side == side
            ]
            sentences.append(
                f"Aan de kant van {side} zijn er te weinig buurten met een cijfer over {dutch.joined(labels)}."
            )
    return sentences


def _weight(
    query: Query, item: Item, figures: dict[str, Observation], code: str, usual: float | None, weighs: float = math.nan
) -> Weight:
    """Return the weight of an area; `figures` has those of all areas in one period by area code."""
    indicator, figure = lookups.indicator(query, item.indicator_id), figures.get(code)
    weight = Weight(
        side=item.side,
        indicator=indicator,
        period=next(iter(figures.values())).period,
        decimals=indicator.decimals,
        reason=item.reason,
        usual=usual,
        missing="not_in_table",
        weighs=None if math.isnan(weighs) else weighs,
    )
    if figure is None:
        return weight
    return replace(
        weight, value=figure.value, lower=figure.lower, upper=figure.upper, margin_kind=figure.margin_kind,
        status=figure.status, missing=figure.missing,
    )  # fmt: skip


def _gaps(weights: Sequence[Weight], area: str) -> tuple[str, ...]:
    """Return a sentence per reason on the figures that an area lacks."""
    reasons: dict[str, list[str]] = {}
    for weight in weights:
        if weight.value is None:
            reason = dutch.MISSING.get(weight.missing or "", "geen gegevens")
            reasons.setdefault(reason, []).append(weight.described)
    return tuple(
        f"Er is geen cijfer van {area} over {dutch.joined(labels)}: {reason}." for reason, labels in reasons.items()
    )
