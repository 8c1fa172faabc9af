"""The shares of people in a buurt with much and with little veerkracht, beside the city; wording and chart data."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from veerkracht.core import dutch
from veerkracht.database import lookups, queries
from veerkracht.database.query import Query, cached
from veerkracht.database.rows import Indicator, Observation, typed
from veerkracht.topics.seesaw import charts
from veerkracht.topics.seesaw import queries as seesaw_queries
from veerkracht.topics.seesaw.charts import Bar

HEADING = "Veel en weinig veerkracht"
WORDS = {"dragers": "veel veerkracht", "vragers": "weinig veerkracht"}  # for the words of the plan


@dataclass(frozen=True)
class Item:
    """A share to compare with another: one row of queries.items."""

    side: str
    indicator_id: str
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
    """A share of the people in a buurt (`figure`) beside that of the city (`usual`).

    `place` is where the plan has the figure, '' for a published one.
    """

    side: str
    indicator: Indicator
    decimals: int
    figure: Observation
    usual: float | None
    place: str = ""

    @property
    def description(self) -> str:
        """Return the name of the figure and its year."""
        return f"{self.indicator.label} ({self.figure.period})" if self.figure.period else self.indicator.label

    def printed(self, value: float | None) -> str:
        """Return a figure as it is printed, with its unit."""
        return dutch.figure(value, self.decimals, self.indicator.unit)


@dataclass(frozen=True)
class Balance:
    """The shares with much and with little veerkracht of one buurt; with `gaps`, sentences on what is missing, it is
    not drawn."""

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
            f"In {self.area} heeft {high.printed(high.figure.value)} veel veerkracht en "
            f"{low.printed(low.figure.value)} weinig. "
            f"In {self.city} is dat {high.printed(high.usual)} en {low.printed(low.usual)}. "
            f"Cijfers van {high.figure.period}{plan}."
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
            (WORDS[share.side].capitalize(), Bar("", share.figure.value or 0, share.printed(share.figure.value)),
             Bar(self.city, share.usual or 0, share.printed(share.usual)))
            for share in self.shares
        ]  # fmt: skip
        return charts.draw(self.area, pairs, self.alternative)


def balances(query: Query, area_codes: Sequence[str]) -> tuple[Balance, ...]:
    """Return one balance per area, all of the same figures and on the same scale; none without items."""
    return query.value(_balances, tuple(area_codes)) if items(query) else ()


@cached
def items(query: Query) -> tuple[Item, ...]:
    """Return the shares to compare, much veerkracht first."""
    return typed(query(seesaw_queries.items), Item)


def _balances(query: Query, area_codes: tuple[str, ...]) -> tuple[Balance, ...]:
    """Return the balances of published figures of one edition and year, else of the plan's baselines."""
    chosen = items(query)
    names, about = lookups.area_names(query), lookups.programme(query)
    city = about.municipality_name
    period = query(seesaw_queries.shared_period, [item.indicator_id for item in chosen])["period"].iloc[0]
    result = []
    for code in area_codes:
        shares = tuple(
            _adopted(query, item, code) if pd.isna(period) else _published(query, item, code, period) for item in chosen
        )
        gaps = _gaps(shares, names[code])
        if absent := [share.description for share in shares if share.usual is None]:
            gaps += (f"Er is geen cijfer van {city} over {dutch.joined(absent)}.",)
        result.append(Balance(names[code], city, about.plan_word, shares, gaps))
    return tuple(result)


def _published(query: Query, item: Item, code: str, period: str) -> Share:
    figures = _figures(query, item.indicator_id, period)
    figure = figures.get(code) or Observation(code, period, None, None, None, None, "not_in_table")
    of_city = figures.get(lookups.programme(query).municipality_code)
    indicator = lookups.indicator(query, item.indicator_id)
    return Share(item.side, indicator, indicator.decimals, figure, of_city.value if of_city else None)


@cached
def _figures(query: Query, indicator_id: str, period: str) -> dict[str, Observation]:
    """Return the figures of all areas in one period by area code."""
    return {figure.area_code: figure for figure in query.once(queries.observations_in, indicator_id, period)}


def _adopted(query: Query, item: Item, code: str) -> Share:
    """Return the baseline of the plan: no published figure confirms it. Areas without one were not fetched yet."""
    rows = [row for row in _baselines(query) if row.measure_id == item.measure_id]
    by_area = {row.area_code: row for row in rows}
    area_baseline, city_baseline = by_area.get(code), by_area.get(lookups.programme(query).municipality_code)
    period, decimals = (rows[0].period, rows[0].decimals) if rows else ("", 0)
    status, missing = ("niet_bevestigd", None) if area_baseline else (None, "not_included")
    figure = Observation(code, period, area_baseline.value if area_baseline else None, None, None, status, missing)
    usual = city_baseline.value if city_baseline else None
    indicator = lookups.indicator(query, item.indicator_id)
    return Share(item.side, indicator, decimals, figure, usual, area_baseline.place if area_baseline else "")


@cached
def _baselines(query: Query) -> tuple[Baseline, ...]:
    return typed(query(seesaw_queries.adopted), Baseline)


def _gaps(shares: Sequence[Share], area: str) -> tuple[str, ...]:
    """Return a sentence per reason on the figures that an area lacks."""
    reasons: dict[str, list[str]] = {}
    for share in shares:
        if share.figure.value is None:
            reason = dutch.MISSING.get(share.figure.missing or "", "geen gegevens")
            reasons.setdefault(reason, []).append(share.description)
    return tuple(
        f"Er is geen cijfer van {area} over {dutch.joined(labels)}: {reason}." for reason, labels in reasons.items()
    )
