"""The see-saws of a buurt: the figures that weigh on them, how they tilt, and what is said of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from veerkracht.core import dutch, periods
from veerkracht.database import lookups, queries
from veerkracht.database.query import Query
from veerkracht.drawing import seesaw
from veerkracht.method import balance, similarity
from veerkracht.method.balance import Tilt
from veerkracht.topics.seesaw import queries as balance_queries

Kind = Literal["dragers", "redzaamheid"]
KINDS: dict[Kind, tuple[str, str]] = {
    "dragers": ("dragers", "vragers"),
    "redzaamheid": ("zelfredzaamheid", "samenredzaamheid"),
}
HEADINGS: dict[Kind, str] = {
    "dragers": "Wipwap van dragers en vragers",
    "redzaamheid": "Wipwap van zelfredzaamheid en samenredzaamheid",
}
_NONE = float("nan")
_UNIT: dict[Kind, str] = {"dragers": "procentpunt", "redzaamheid": "standaardafwijking"}


@dataclass(frozen=True)
class Weight:
    """A figure that weighs on a side, beside that of the city or of the buurten.

    `usual` is the figure of the city, or the mean of the buurten; `weighs` the signed standard deviations from it (none
    for shares). `place` is where the plan has it, '' for a published figure. Without a value `missing` is the reason.
    """

    side: str
    indicator: Any
    period: str
    value: float = _NONE
    lower: float = _NONE
    upper: float = _NONE
    status: str | None = None
    missing: str | None = None
    usual: float = _NONE
    weighs: float = _NONE
    decimals: int = 0
    reason: str = ""
    place: str = ""

    @property
    def unit(self) -> str:
        """Return the unit of the figure."""
        return str(self.indicator.unit)

    @property
    def described(self) -> str:
        """Return the name of the figure and its year."""
        return f"{self.indicator.label} ({self.period})" if self.period else str(self.indicator.label)

    def printed(self, value: float) -> str:
        """Return a figure as it is printed, with its unit."""
        return dutch.figure(value, self.decimals, self.unit)


@dataclass(frozen=True)
class View:
    """One see-saw of one buurt; without `tilt` it is not drawn and `gaps` say which figures there are not.

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
        return "" if not self.tilt or self.tilt.apart == 0 else left if self.tilt.apart > 0 else right

    @property
    def told(self) -> str:
        """Return how the plank tilts in a few words."""
        if not self.tilt:
            return "niet getekend"
        is_of_shares = self.kind == "dragers"
        if not self.heaviest:
            return f"staat recht, {'als in de stad' if is_of_shares else 'beide kanten wegen even veel'}"
        apart = dutch.figure(abs(self.tilt.apart), _decimals(self), _UNIT[self.kind])
        if is_of_shares:
            return f"helt {apart} meer naar {self.heaviest} dan in de stad"
        return f"helt {apart} naar {self.heaviest}"

    @property
    def sentence(self) -> str:
        """Return what the drawing shows, or why there is none."""
        if not self.tilt:
            return f"{self.area}: niet getekend. {' '.join(self.gaps)}"
        clipped = " Dat is meer dan de tekening laat zien." if self.tilt.is_clipped else ""
        return " ".join([f"{self.area}: de wipwap {self.told}.{clipped}", _compared(self), *self.gaps]).strip()

    @property
    def alternative(self) -> str:
        """Return the drawing as a text: all that it shows, with the years of the figures; or why there is none."""
        if not self.tilt:
            return self.sentence
        ends = " ".join(
            f"{side.capitalize()}: {_end(self, place).figure}." for place, side in enumerate(KINDS[self.kind])
        )
        return f"{HEADINGS[self.kind]}. {self.sentence} {ends}"

    def drawing(self) -> str:
        """Return the see-saw as SVG text, '' when it is not drawn."""
        if not self.tilt:
            return ""
        return seesaw.draw(self.area, self.told, _end(self, 0), _end(self, 1), self.tilt, self.alternative)


def views(query: Query, area_codes: Sequence[str], kind: Kind) -> list[View]:
    """Return one see-saw per area, all of the same figures and the same scale."""
    make = _shares if kind == "dragers" else _abilities
    sides = KINDS[kind]
    items = query(balance_queries.items, balance.FEWEST)
    items = items[items["side"].isin(sides)].sort_values("side", key=lambda one: one.map(sides.index), kind="stable")
    return make(query, items, area_codes) if len(items) else []


def _decimals(view: View) -> int:
    return view.weights[0].decimals if view.kind == "dragers" else 1


def _compared(view: View) -> str:
    """Return the shares of area and city, or whether both sides are light or heavy; and the years of the figures."""
    if view.kind == "redzaamheid":
        both = [dutch.rounded(one, 1) for one in view.sides]
        word = "minder" if max(both) < 0 else "meer" if min(both) > 0 else ""
        years = periods.spelled({one.period[:4] for one in view.weights if not pd.isna(one.value)})
        both_weigh = f"Beide kanten wegen {word} dan in de gemiddelde buurt van {view.city}. " if word else ""
        return f"{both_weigh}Cijfers van {years}."
    first, second = view.weights
    parts = []
    for area, one, other in ((view.area, first.value, second.value), (view.city, first.usual, second.usual)):
        apart = dutch.signed(dutch.apart(one, other, first.decimals), first.decimals, "%")
        shares = f"{first.printed(one)} {first.side} en {second.printed(other)} {second.side}"
        parts.append(f"{area} heeft {shares}, verschil {apart}.")
    plan = " uit het programmaplan, niet bevestigd" if first.place else ""
    return " ".join([*parts, f"Cijfers van {first.period}{plan}."])


def _end(view: View, place: int) -> seesaw.Side:
    """Return what stands below a side: its share and that of the city, or how far it is from the mean buurt."""
    side = KINDS[view.kind][place]
    if view.kind == "dragers":
        weight = view.weights[place]
        return seesaw.Side(side, f"{weight.printed(weight.value)}, stad {weight.printed(weight.usual)}")
    score = view.sides[place]
    if dutch.rounded(score, 1) == 0:
        return seesaw.Side(side, "als gemiddeld")
    return seesaw.Side(side, f"{dutch.number(abs(score), 1)} {'zwaarder' if score > 0 else 'lichter'} dan gemiddeld")


def _shares(query: Query, items: pd.DataFrame, area_codes: Sequence[str]) -> list[View]:
    """Return the see-saws of carriers: of published figures of one edition and year, else of the plan's baselines."""
    limit = lookups.threshold(query, "balance_points")
    period = query(balance_queries.shared_period, list(items["indicator_id"]))["period"].iloc[0]
    names, about = lookups.area_names(query), lookups.programme(query)
    found = []
    for code in area_codes:
        weights = tuple(
            _adopted(query, item, code, about.municipality_code) if pd.isna(period)
            else _published(query, item, code, period, about.municipality_code)
            for item in items.itertuples()
        )  # fmt: skip
        gaps = _gaps(weights, names[code])
        if absent := [one.described for one in weights if pd.isna(one.usual)]:
            gaps += (f"Er is geen cijfer van {about.municipality_name} over {dutch.joined(absent)}.",)
        first, second = weights
        tilt = None
        if not gaps:
            apart = balance.lead((first.value, second.value), (first.usual, second.usual), first.decimals)
            tilt = Tilt(apart, limit)
        sides = (first.value, second.value)
        found.append(View("dragers", code, names[code], about.municipality_name, weights, sides, tilt, gaps))
    return found


def _published(query: Query, item: Any, code: str, period: str, city: str) -> Weight:
    figures = query(queries.figures, item.indicator_id, period)
    middle = figures.loc[figures["area_code"] == city, "value"]
    return _weight(query, item, figures.assign(period=period), code, middle.iloc[0] if len(middle) else _NONE)


def _adopted(query: Query, item: Any, code: str, city: str) -> Weight:
    """Return the baseline of the plan: no published figure confirms it. Areas without one were not fetched yet."""
    rows = query(balance_queries.adopted)
    rows = rows[rows["measure_id"] == item.measure_id].set_index("area_code")
    is_known = code in rows.index
    return Weight(
        item.side, lookups.indicator(query, item.indicator_id), rows["period"].iloc[0] if len(rows) else "",
        rows["value"].get(code, _NONE), status="niet_bevestigd" if is_known else None,
        missing=None if is_known else "not_included", usual=rows["value"].get(city, _NONE),
        decimals=int(rows["decimals"].iloc[0]) if len(rows) else 0, reason=item.reason,
        place=rows["place"].iloc[0] if is_known else "",
    )  # fmt: skip


def _abilities(query: Query, items: pd.DataFrame, area_codes: Sequence[str]) -> list[View]:
    """Return the see-saws of self-reliance: a side weighs the mean of its figures that the buurten can be set on."""
    limit, small = (lookups.threshold(query, one) for one in ("balance_deviations", "small_population"))
    names, about = lookups.area_names(query), lookups.programme(query)
    figures = query(queries.latest_figures, list(items["indicator_id"]))
    buurten = figures[figures["area_code"].str.startswith("BU")]
    values = buurten.pivot(index="area_code", columns="indicator_id", values="value").astype(float)
    people = query(queries.inhabitants).set_index("area_code")["inhabitants"]
    means = similarity.spread(values, people, small)["mean"]
    heavy = balance.weights(values, people, items.set_index("indicator_id")["sign"], small)
    heavy = heavy.reindex(values.index.union(area_codes))
    used = items[items["indicator_id"].isin(heavy.columns)]
    unused = items[~items["indicator_id"].isin(heavy.columns)]
    left_out = tuple(lookups.indicator(query, one).label for one in unused["indicator_id"])
    found = []
    for code in area_codes:
        weights = tuple(
            _weight(query, item, figures[figures["indicator_id"] == item.indicator_id], code,
                    means[item.indicator_id], heavy.at[code, item.indicator_id])
            for item in used.itertuples()
        )  # fmt: skip
        left, right = (
            pd.Series([one.weighs for one in weights if one.side == side], dtype=float).mean()
            for side in KINDS["redzaamheid"]
        )
        tilt = None if pd.isna(left) or pd.isna(right) else Tilt(dutch.apart(left, right, 1), limit)
        gaps = _gaps(weights, names[code])
        for side in KINDS["redzaamheid"]:
            if side not in set(used["side"]):
                absent = unused.loc[unused["side"] == side, "indicator_id"]
                labels = dutch.joined([lookups.indicator(query, one).label for one in absent])
                gaps += (f"Aan de kant van {side} zijn er te weinig buurten met een cijfer over {labels}.",)
        found.append(View("redzaamheid", code, names[code], about.municipality_name, weights, (left, right), tilt,
                          gaps, left_out))  # fmt: skip
    return found


def _weight(query: Query, item: Any, figures: pd.DataFrame, code: str, usual: float, weighs: float = _NONE) -> Weight:
    """Return the weight of an area in figures with area_code, period, value, lower, upper, status and missing."""
    indicator = lookups.indicator(query, item.indicator_id)
    row = next(figures[figures["area_code"] == code].itertuples(), None)
    if row is None:
        return Weight(item.side, indicator, figures["period"].iloc[0], missing="not_in_table", usual=usual,
                      decimals=int(indicator.decimals), reason=item.reason)  # fmt: skip
    return Weight(item.side, indicator, row.period, row.value, row.lower, row.upper, row.status, row.missing, usual,
                  weighs, int(indicator.decimals), item.reason)  # fmt: skip


def _gaps(weights: Sequence[Weight], area: str) -> tuple[str, ...]:
    """Return a sentence per reason on the figures that an area lacks."""
    reasons: dict[str, list[str]] = {}
    for one in weights:
        if pd.isna(one.value):
            reason = dutch.MISSING.get(one.missing or "", "geen gegevens")
            reasons.setdefault(reason, []).append(one.described)
    return tuple(
        f"Er is geen cijfer van {area} over {dutch.joined(labels)}: {reason}." for reason, labels in reasons.items()
    )
