"""Figures set side by side: two topics, or all topics of a theme, over the buurten that have them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from veerkracht.core import dutch, periods
from veerkracht.method import correlation
from veerkracht.method.correlation import Correlation, Found


@dataclass(frozen=True)
class Topic:
    """An indicator (a row of queries.indicators) in the period that its figures are of."""

    indicator: Any
    period: str

    @property
    def label(self) -> str:
        """Return the name of the indicator."""
        return str(self.indicator.label)

    @property
    def year(self) -> str:
        """Return the period: '2024'."""
        return periods.parse(self.period).label

    @property
    def when(self) -> str:
        """Return the unit and the period: 'in procent, 2024'; 'aantal, 2024' when the name says what is counted."""
        unit = dutch.in_unit(self.indicator.unit)
        if dutch.is_amount(self.indicator.unit) and self.indicator.unit in self.label.lower():
            unit = "" if "aantal" in self.label else "aantal"
        return ", ".join(filter(None, (unit, self.year)))

    @property
    def heading(self) -> str:
        """Return name, unit and period, as above a column."""
        return f"{self.label}, {self.when}"

    def text(self, value: float) -> str:
        """Return a figure with its unit."""
        return dutch.figure(value, self.indicator.decimals, self.indicator.unit)

    def short(self, value: float) -> str:
        """Return a figure for a table whose heading names the unit."""
        return dutch.short_figure(value, self.indicator.decimals, self.indicator.unit)


@dataclass(frozen=True)
class Comparison:
    """Two topics over the buurten.

    `frame` has one row per buurt of either: area_code, name, inhabitants, first, second (in the units of the topics),
    first_reason and second_reason (why there is no figure, in Dutch), is_used. `city` holds both figures of the
    municipality (NaN for a count: a city always has more).
    """

    topics: list[Topic]
    frame: pd.DataFrame
    city: list[float]
    found: Found
    minimum: int

    @property
    def has_points(self) -> bool:
        """Return whether there is a buurt to draw."""
        return bool(self.frame["is_used"].any())


@dataclass(frozen=True)
class Theme:
    """All pairs of topics of a theme: topics by strength, strongest first, and what was found per pair of places."""

    name: str
    topics: list[Topic]
    found: dict[tuple[int, int], Found]


def second_choice(offered: Iterable[str], first_id: str) -> str:
    """Return the indicator of those offered to begin with beside `first_id`."""
    known = list(offered)
    wanted = [one for one in ("ervaren_gezondheid", "laagste_inkomens", *known) if one in known and one != first_id]
    return next(iter(wanted), first_id)


def themes(indicators: pd.DataFrame) -> dict[str, str]:
    """Return the themes with at least two indicators, by code, with how many there are."""
    counts = Counter(indicators["theme"])
    return {theme: f"{theme.capitalize()} ({count} onderwerpen)" for theme, count in counts.items() if count > 1}


def compare(
    figures: pd.DataFrame, inhabitants: pd.DataFrame, thresholds: pd.DataFrame, names: dict[str, str], city: str,
    first: Any, second: Any,
) -> Comparison:  # fmt: skip
    """Return two indicators (rows of queries.indicators) set side by side.

    `figures` as queries.latest_figures gives them of both, `thresholds` as queries.thresholds; `city` is the code
    of the municipality.
    """
    values, topics = _wide(figures, [first, second])
    minimum = _minimum(thresholds)
    frame = _buurten(values, inhabitants).reset_index(names="area_code")
    frame.columns = pd.Index(["area_code", "first", "second", "inhabitants"])
    reasons = figures.pivot(index="area_code", columns="indicator_id", values="missing").reindex(frame["area_code"])
    for place, topic in zip(("first", "second"), topics, strict=True):
        reason = reasons[topic.indicator.indicator_id].map(dutch.MISSING).fillna(dutch.MISSING["not_in_table"])
        frame[f"{place}_reason"] = reason.where(frame[place].isna().to_numpy(), "").to_numpy()
    used = frame[["first", "second"]].notna().all(axis=1) & (frame["inhabitants"] > 0)
    frame = frame.assign(name=frame["area_code"].map(names), is_used=used)
    own = values.reindex([city]).iloc[0]
    first_figures, second_figures, weights = (frame[one].to_numpy(float) for one in ("first", "second", "inhabitants"))
    return Comparison(
        topics,
        frame.sort_values(["first", "name"], ascending=[False, True], ignore_index=True),
        [np.nan if dutch.is_amount(one.indicator.unit) else float(own[one.indicator.indicator_id]) for one in topics],
        correlation.between(first_figures, second_figures, weights, minimum),
        minimum,
    )


def compare_all(
    figures: pd.DataFrame, inhabitants: pd.DataFrame, thresholds: pd.DataFrame, indicators: pd.DataFrame
) -> Theme:
    """Return all pairs of indicators of one theme; `figures` as queries.latest_figures gives them."""
    values, topics = _wide(figures, indicators.itertuples())
    frame = _buurten(values, inhabitants)
    found = correlation.between_all(
        frame.drop(columns="inhabitants").to_numpy(float), frame["inhabitants"].to_numpy(float), _minimum(thresholds)
    )
    strengths = []
    for place in range(len(topics)):
        own = [abs(one.rho) for pair, one in found.items() if place in pair and isinstance(one, Correlation)]
        strengths.append(sum(own) / len(own) if own else -1.0)
    order = sorted(range(len(topics)), key=lambda place: -strengths[place])
    new = {place: index for index, place in enumerate(order)}
    return Theme(
        str(indicators.iloc[0]["theme"]),
        [topics[place] for place in order],
        {(min(new[a], new[b]), max(new[a], new[b])): one for (a, b), one in found.items()},
    )


def _wide(figures: pd.DataFrame, indicators: Iterable[Any]) -> tuple[pd.DataFrame, list[Topic]]:
    """Return areas x indicators, and the indicators with their period."""
    period = figures.groupby("indicator_id")["period"].first()
    topics = [Topic(one, str(period[one.indicator_id])) for one in indicators]
    wide = figures.pivot(index="area_code", columns="indicator_id", values="value")
    return wide[[one.indicator.indicator_id for one in topics]], topics


def _buurten(values: pd.DataFrame, inhabitants: pd.DataFrame) -> pd.DataFrame:
    own = values[values.index.str.startswith("BU")]
    return own.assign(inhabitants=inhabitants.set_index("area_code")["inhabitants"].reindex(own.index))


def _minimum(thresholds: pd.DataFrame) -> int:
    return int(thresholds.set_index("threshold_id")["value"]["minimum_areas"])
