"""The shares of people in a buurt with much and with little veerkracht, beside the city; wording and chart data."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from veerkracht.core import dutch
from veerkracht.database import lookups, queries
from veerkracht.database.query import Query
from veerkracht.database.rows import Indicator, Observation, typed
from veerkracht.topics.seesaw import charts
from veerkracht.topics.seesaw import queries as seesaw_queries
from veerkracht.topics.seesaw.charts import Bar

HEADING = "Veel en weinig veerkracht"
WORDS = {"dragers": "veel veerkracht", "vragers": "weinig veerkracht"}  # for the words of the plan


@dataclass(frozen=True)
class Item:
    """A share that is set beside another: one row of queries.items."""

    side: str
    indicator_id: str
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
class Share:
    """A share of the people in a buurt beside that of the city (`usual`).

    `place` is where the plan has the figure, '' for a published one. Without a value `missing` is the reason.
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
    place: str = ""

    @property
    def described(self) -> str:
        """Return the name of the figure and its year."""
        return f"{self.indicator.label} ({self.period})" if self.period else self.indicator.label

    def printed(self, value: float | None) -> str:
        """Return a figure as it is printed, with its unit."""
        return dutch.figure(value, self.decimals, self.indicator.unit)


@dataclass(frozen=True)
class Balance:
    """The shares with much and with little veerkracht of one buurt; with `gaps`, which say what is missing, it is not
    drawn."""

    area_code: str
    area: str
    city: str
    plan_word: str
    shares: tuple[Share, ...]
    gaps: tuple[str, ...]

    @property
    def is_drawn(self) -> bool:
        """Return whether all figures are there."""
        return not self.gaps

    @property
    def sentence(self) -> str:
        """Return what the drawing shows, or why there is none."""
        if not self.is_drawn:
            return f"{self.area}: niet getekend. {' '.join(self.gaps)}"
        high, low = self.shares
        plan = f" uit het {self.plan_word}, niet bevestigd" if high.place else ""
        return (
            f"In {self.area} heeft {high.printed(high.value)} veel veerkracht en {low.printed(low.value)} weinig. "
            f"In {self.city} is dat {high.printed(high.usual)} en {low.printed(low.usual)}. "
            f"Cijfers van {high.period}{plan}."
        )

    @property
    def alternative(self) -> str:
        """Return the drawing as a text, or why there is none."""
        return f"{HEADING}. {self.sentence}" if self.is_drawn else self.sentence

    def drawing(self) -> str:
        """Return the shares as SVG, '' when they are not drawn."""
        if not self.is_drawn:
            return ""
        pairs = [
            (WORDS[share.side].capitalize(), Bar("", share.value or 0, share.printed(share.value)),
             Bar(self.city, share.usual or 0, share.printed(share.usual)))
            for share in self.shares
        ]  # fmt: skip
        return charts.draw(self.area, pairs, self.alternative)


def balances(query: Query, area_codes: Sequence[str]) -> tuple[Balance, ...]:
    """Return one balance per area, all of the same figures and on the same scale; none without items."""
    return query.value(_balances, tuple(area_codes)) if query.value(items) else ()


def items(query: Query) -> tuple[Item, ...]:
    """Return the shares that are set beside each other, much veerkracht first."""
    return typed(query(seesaw_queries.items), Item)


def _balances(query: Query, area_codes: tuple[str, ...]) -> tuple[Balance, ...]:
    """Return the balances of published figures of one edition and year, else of the plan's baselines."""
    shown = query.value(items)
    names, about = lookups.area_names(query), lookups.programme(query)
    city = about.municipality_name
    period = query(seesaw_queries.shared_period, [item.indicator_id for item in shown])["period"].iloc[0]
    result = []
    for code in area_codes:
        shares = tuple(
            _adopted(query, item, code) if pd.isna(period) else _published(query, item, code, period) for item in shown
        )
        gaps = _gaps(shares, names[code])
        if absent := [share.described for share in shares if share.usual is None]:
            gaps += (f"Er is geen cijfer van {city} over {dutch.joined(absent)}.",)
        result.append(Balance(code, names[code], city, about.plan_word, shares, gaps))
    return tuple(result)


def _published(query: Query, item: Item, code: str, period: str) -> Share:
    figures = query.value(_figures, item.indicator_id, period)
    of_city, figure = figures.get(lookups.programme(query).municipality_code), figures.get(code)
    indicator = lookups.indicator(query, item.indicator_id)
    share = Share(
        side=item.side,
        indicator=indicator,
        period=period,
        decimals=indicator.decimals,
        reason=item.reason,
        usual=of_city.value if of_city else None,
        missing="not_in_table",
    )
    if figure is None:
        return share
    return replace(
        share, value=figure.value, lower=figure.lower, upper=figure.upper, margin_kind=figure.margin_kind,
        status=figure.status, missing=figure.missing,
    )  # fmt: skip


def _figures(query: Query, indicator_id: str, period: str) -> dict[str, Observation]:
    """Return the figures of all areas in one period by area code."""
    return {figure.area_code: figure for figure in query.once(queries.observations_in, indicator_id, period)}


def _adopted(query: Query, item: Item, code: str) -> Share:
    """Return the baseline of the plan: no published figure confirms it. Areas without one were not fetched yet."""
    rows = [row for row in query.value(_baselines) if row.measure_id == item.measure_id]
    by_area = {row.area_code: row for row in rows}
    own, of_city = by_area.get(code), by_area.get(lookups.programme(query).municipality_code)
    return Share(
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


def _gaps(shares: Sequence[Share], area: str) -> tuple[str, ...]:
    """Return a sentence per reason on the figures that an area lacks."""
    reasons: dict[str, list[str]] = {}
    for share in shares:
        if share.value is None:
            reason = dutch.MISSING.get(share.missing or "", "geen gegevens")
            reasons.setdefault(reason, []).append(share.described)
    return tuple(
        f"Er is geen cijfer van {area} over {dutch.joined(labels)}: {reason}." for reason, labels in reasons.items()
    )
