"""Compares the figures of two editions of a table: their number and their size."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from etl.snapshots.columns import LEVELS, STATUSES, Columns, Figures, number
from veerkracht.catalog.catalog import Topic
from veerkracht.core import dutch
from veerkracht.database.rows import grouped

MOST_LOST = 0.1  # share of the figures of a place that a new edition may lack; suppression differs a little each time
USUAL_FACTOR = 5  # times that the mean of a place may be larger or smaller; a shifted decimal point makes it ten
_SMALL = 50  # a total up to this may change by any factor

_LEVELS = {"BU": "buurten", "WK": "wijken", "GM": "gemeente", "NL": "Nederland"}

Place = tuple[Topic, str, str]  # a topic, the first letters of the codes of a level, and a period


@dataclass(frozen=True)
class Tally:
    """The figures of a place: how many, their sum without signs, and whether all of them are provisional."""

    count: int
    total: float
    is_provisional: bool

    @property
    def mean(self) -> float:
        """Return the mean size of a figure."""
        return self.total / self.count

    def __add__(self, other: "Tally") -> "Tally":
        """Return the tally of both together."""
        is_provisional = self.is_provisional and other.is_provisional
        return Tally(self.count + other.count, self.total + other.total, is_provisional)


Tallies = dict[Place, Tally]


def tallies(columns: Columns, topics: Iterable[Topic]) -> Tallies:
    """Return the tally of every place with figures; a year with only months is their sum."""
    by_key = grouped((columns.key(topic), topic) for topic in dict.fromkeys(topics))
    counted: Tallies = {}
    for key, period in columns.places:
        figures = columns.at((key, period)) if key in by_key else None
        for level, tally in _by_level(figures) if figures else ():
            counted |= {(topic, level, period): tally for topic in by_key[key]}
    return counted


def _by_level(figures: Figures) -> Iterator[tuple[str, Tally]]:
    values = figures["value"]
    levels = np.where(np.isnan(values), 0, figures["level"])
    is_sure = figures["status"] <= number(STATUSES, "definitief")  # 0 is none
    for level in _LEVELS:
        if (is_of_level := levels == number(LEVELS, level)).any():
            yield (
                level,
                Tally(int(is_of_level.sum()), float(np.abs(values[is_of_level]).sum()), not is_sure[is_of_level].any()),
            )


def summed(parts: Iterable[Tallies]) -> Tallies:
    """Return the tallies of all parts of a table together."""
    total: Tallies = {}
    for part in parts:
        total |= {place: tally + total[place] if place in total else tally for place, tally in part.items()}
    return total


def losses(before: Tallies, after: Tallies) -> list[str]:
    """Return a Dutch line per place that lost all of its figures, or more than one and more than MOST_LOST of them."""
    lines = []
    for place, tally in before.items():
        remaining = after[place].count if place in after else 0
        if not remaining or tally.count - remaining > max(1, MOST_LOST * tally.count):
            lines.append(f"{_named(place)}: {remaining} in plaats van {tally.count}")
    return lines


def shifts(before: Tallies, after: Tallies) -> list[str]:
    """Return a Dutch line per place of which the figures are more than USUAL_FACTOR times as large or as small.

    What is provisional of the newest year may grow by any factor: a year is often counted month by month. Places
    with twice as many figures as before are passed over: their mean is of other areas. A new period is compared with
    the newest one of before, and may differ by any factor but not be 0 everywhere.
    """
    newest = max((period[:4] for *_, period in before), default="")
    lines = [
        f"{_named(place)}: overal 0; in {period} gemiddeld {_number(old.mean)}"
        for place, (period, old) in _newest_of_before(before, after).items()
        if not after[place].total and old.total > _SMALL
    ]
    for place, old in before.items():
        new = after.get(place)
        if new is None or not old.total or max(old.total, new.total) <= _SMALL or new.count > 2 * old.count:
            continue
        is_growing = old.is_provisional and place[-1][:4] == newest
        if new.mean * USUAL_FACTOR < old.mean or (new.mean > USUAL_FACTOR * old.mean and not is_growing):
            lines.append(f"{_named(place)}: gemiddeld {_number(new.mean)} in plaats van {_number(old.mean)}")
    return lines


def periods_of_zeros(after: Tallies) -> list[str]:
    """Return the periods that have figures, but none of any topic other than 0."""
    sizes: dict[str, float] = {}
    for (*_, period), tally in after.items():
        sizes[period] = sizes.get(period, 0) + tally.total
    return sorted(period for period, size in sizes.items() if not size)


def _newest_of_before(before: Tallies, after: Tallies) -> dict[Place, tuple[str, Tally]]:
    """Return per place with a new period its newest earlier year or month, and its tally."""
    newest: dict[tuple[Topic, str, int], tuple[str, Tally]] = {}
    for (topic, level, period), tally in sorted(before.items(), key=lambda item: item[0][-1]):
        newest[topic, level, len(period)] = period, tally
    return {
        place: newest[key]
        for place in after
        if place not in before and (key := (*place[:2], len(place[-1]))) in newest and place[-1] > newest[key][0]
    }


def _named(place: Place) -> str:
    topic, level, period = place
    group = f" ({topic.group[0]})" if topic.group else ""
    return f"{topic.names[0]}{group}, {_LEVELS[level]}, {period}"


def _number(value: float) -> str:
    return dutch.number(value, 1 if value < 100 else 0) if value < 1e12 else f"{value:g}"
