"""Finds the columns of a publisher's table for the topics of the catalogue, and cleans their cells."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property

import numpy as np
import pandas as pd

from etl.snapshots.store import Snapshot
from veerkracht.catalog.catalog import Topic
from veerkracht.core import areas, dutch, periods
from veerkracht.core.errors import SourceError
from veerkracht.core.names import folded

# CBS and PDOK write a missing number as -99995, -99997 and the like; no real figure is that low
_SENTINEL = -99_990

# from sure to less sure: what is computed from several figures has the status of the least sure of them
STATUSES = ["definitief", "nader_voorlopig", "voorlopig", "afgeleid", "niet_bevestigd"]
_RANKS = {status: rank for rank, status in enumerate(STATUSES)}


# per area its code, and a cell of each column: a build makes hundreds, and as frames they would take most of its time
Figures = Mapping[str, np.ndarray]


@dataclass
class Columns:
    """A snapshot with clean facts, by topic and period."""

    snapshot: Snapshot
    _keys: dict[Topic, str | None] = field(default_factory=dict)

    @cached_property
    def facts(self) -> dict[tuple[str, str], pd.DataFrame]:
        """Return the clean facts by topic key and period, each with one row per area code.

        A year for which the table has only the twelve months is their sum.
        """
        return self._year_sums | {place: self._frame(rows) for place, rows in self._rows.items()}

    @cached_property
    def periods(self) -> set[str]:
        """Return the periods with any figure."""
        return {period for _, period in (*self._rows, *self._year_sums)}

    @cached_property
    def _clean(self) -> pd.DataFrame:
        return clean(self.snapshot)

    @cached_property
    def _rows(self) -> dict[tuple[str, str], np.ndarray]:
        """Return the numbers of the clean rows by topic key and period."""
        return dict(self._clean.groupby(["topic_key", "period"]).indices)

    @cached_property
    def _cells(self) -> Figures:
        return _cells(self._clean)

    @cached_property
    def _year_sums(self) -> dict[tuple[str, str], pd.DataFrame]:
        months = {place: self._frame(rows) for place, rows in self._rows.items() if "-" in place[1]}
        return {place: frame for place, frame in year_sums(months).items() if place not in self._rows}

    @cached_property
    def _by_area(self) -> pd.DataFrame:
        return self._clean.set_index("area_code")

    def _frame(self, rows: np.ndarray) -> pd.DataFrame:
        return self._by_area.take(rows)

    @property
    def absent(self) -> str:
        """Return the reason for a figure that the snapshot does not hold."""
        if self.snapshot.origin == "lokaal":
            return "not_measured"
        return "not_in_table" if self.is_complete else "not_included"

    @property
    def is_complete(self) -> bool:
        """Return whether the snapshot holds the whole table for the municipality."""
        return self.snapshot.manifest.is_complete

    def key(self, topic: Topic) -> str | None:
        """Return the publisher's key of the topic in this table, None when the table does not have it."""
        if topic not in self._keys:
            self._keys[topic] = _matching_key(self.snapshot, self._described, topic)
        return self._keys[topic]

    @cached_property
    def _described(self) -> "list[_Described]":
        return _described(self.snapshot)

    def has(self, topic: Topic, period: str) -> bool:
        """Return whether the table has the topic in this period."""
        place = (self.key(topic) or "", period)
        return place in self._rows or place in self._year_sums

    def figures(self, topic: Topic, period: str) -> Figures | None:
        """Return area_code, value, lower, upper, status and missing (the last two '' when unknown), of own figures n
        and note too; None when the topic or the period is not there."""
        place = (self.key(topic) or "", period)
        if (rows := self._rows.get(place)) is not None:
            return {name: cells[rows] for name, cells in self._cells.items()}
        return _cells(self._year_sums[place].reset_index()) if place in self._year_sums else None

    def values(self, topic: Topic, period: str) -> dict[str, float]:
        """Return the figure of each area that has one, by its code, without those that we computed."""
        figures = self.figures(topic, period)
        if figures is None:
            return {}
        cells = zip(figures["area_code"], figures["value"].tolist(), figures["status"], strict=True)
        return {code: value for code, value, status in cells if value == value and status != "afgeleid"}

    def levels(self, topic: Topic, period: str) -> set[str]:
        """Return the levels with any figure, each as the first two letters of its codes."""
        figures = self.figures(topic, period)
        return set() if figures is None else {code[:2] for code in figures["area_code"][~np.isnan(figures["value"])]}

    def is_count(self, topic: Topic) -> bool:
        """Return whether the topic is a whole number of people or things."""
        described = self.snapshot.topics.set_index("topic_key").loc[self.key(topic)]
        return described["unit"] == "aantal" and str(described["decimals"]) == "0"


def _cells(facts: pd.DataFrame) -> Figures:
    cells = {name: facts[name].to_numpy(dtype=float) for name in ("value", "lower", "upper")}
    texts = [name for name in ("area_code", "status", "missing", "n", "note") if name in facts]
    return cells | {name: facts[name].fillna("").to_numpy(dtype=object) for name in texts}


def clean(snapshot: Snapshot) -> pd.DataFrame:
    """Return the facts with trimmed codes and real numbers; one row per topic, area and period.

    A blank, "." or a negative sentinel becomes a missing value, never 0. Raises SourceError, with its place, for any
    other text, for an invalid code of area, period or status, for a fact that occurs twice, and for a percentage or
    count that cannot be.
    """
    facts = snapshot.facts.assign(
        topic_key=snapshot.facts["topic_key"].str.strip(),
        area_code=_cleaned(snapshot.facts["area_code"]),
        period=snapshot.facts["period"].str.strip(),
    )
    _refuse(snapshot, facts, ~_are_valid(facts["area_code"], areas.level), "area_code", "geen gebiedscode")
    _refuse(snapshot, facts, ~_are_valid(facts["period"], periods.parse), "period", "geen periode")
    _refuse(snapshot, facts, ~facts["status"].fillna("").isin(["", *STATUSES]), "status", "geen bekende status")
    _refuse(snapshot, facts, ~facts["missing"].fillna("").isin(["", *dutch.MISSING]), "missing", "geen bekende reden")
    doubled = facts.duplicated(["topic_key", "area_code", "period"])
    _refuse(snapshot, facts, doubled, "topic_key", "meer dan eens aanwezig")
    for column in ("value", "lower", "upper"):
        if facts[column].dtype == float:
            facts[column] = facts[column].where(facts[column] > _SENTINEL)
            continue
        places, texts = facts[column].factorize(use_na_sentinel=False)  # most cells are empty, or as others are
        text = pd.Series(texts, dtype=object).fillna("").astype("str").str.strip().replace({".": ""})
        numbers = pd.to_numeric(text, errors="coerce").astype(float)
        is_wrong = ~np.isfinite(numbers) & (text != "")
        _refuse(snapshot, facts, is_wrong.take(places).set_axis(facts.index), column, "geen getal")
        facts[column] = numbers.where(numbers > _SENTINEL).take(places).to_numpy()
    _refuse_out_of_range(snapshot, facts)
    return facts


def _refuse_out_of_range(snapshot: Snapshot, facts: pd.DataFrame) -> None:
    """Raise SourceError for a percentage that is not between 0 and 100, or a negative count."""
    keys, units = snapshot.topics["topic_key"].str.strip(), snapshot.topics["unit"].str.strip()
    is_share, is_count = (facts["topic_key"].isin(keys[units == unit]).to_numpy() for unit in ("%", "aantal"))
    for column in ("value", "lower", "upper"):
        cells = facts[column].to_numpy(dtype=float)
        no_share, no_count = is_share & ((cells < 0) | (cells > 100)), is_count & (cells < 0)
        if (no_share | no_count).any():
            _refuse(snapshot, facts, pd.Series(no_share, facts.index), column, "geen percentage van 0 tot 100")
            _refuse(snapshot, facts, pd.Series(no_count, facts.index), column, "geen aantal: kleiner dan 0")


def _refuse(snapshot: Snapshot, facts: pd.DataFrame, wrong: pd.Series, column: str, why: str) -> None:
    """Raise SourceError with the first wrong row, if any."""
    if wrong.any():
        row = facts[wrong].iloc[0]
        cell = f"{row[column]:.15g}" if isinstance(row[column], float) else repr(row[column])
        raise SourceError(
            f"Tabel {snapshot.manifest.table_id}, {row.topic_key}, {row.area_code}, {row.period}: "
            f"{cell} is {why}. Haal de tabel opnieuw op of meld het bij {snapshot.manifest.publisher}."
        )


def _cleaned(codes: pd.Series) -> pd.Series:
    """Return clean area codes. Mostly all are: it takes long to put each in the place of itself."""
    cleaned = {code: areas.clean(code) for code in codes.unique()}
    return codes if all(code == clean for code, clean in cleaned.items()) else codes.map(cleaned)


def _are_valid(codes: pd.Series, parse: Callable[[str], object]) -> pd.Series:
    """Return per code whether it can be parsed."""
    invalid = [code for code in codes.unique() if not _is_valid(code, parse)]
    return ~codes.isin(invalid)


def _is_valid(code: str, parse: Callable[[str], object]) -> bool:
    try:
        parse(code)
    except ValueError:
        return False
    return True


def year_sums(published: dict[tuple[str, str], pd.DataFrame]) -> dict[tuple[str, str], pd.DataFrame]:
    """Return per topic and year the sum of twelve months, for the years with all months.

    An area that lacks a month has no sum; the status is that of the least sure month.
    """
    months: dict[tuple[str, str], list[pd.DataFrame]] = {}
    for (key, period), frame in published.items():
        if "-" in period:
            months.setdefault((key, period[:4]), []).append(frame)
    sums = {}
    for place, frames in months.items():
        if len(frames) < 12:
            continue
        months_of = pd.concat(frames, axis=1, keys=range(12)).swaplevel(axis=1)
        status = least_sure(list(months_of["status"].to_numpy(dtype=object).T), at_best="afgeleid")
        total = months_of["value"].sum(axis=1, skipna=False)
        sums[place] = pd.DataFrame({"value": total, "status": status}).assign(
            lower=float("nan"), upper=float("nan"), missing=""
        )
    return sums


def least_sure(statuses: list[np.ndarray], at_best: str = "definitief") -> np.ndarray:
    """Return per area the least sure of several statuses, at best `at_best`; None for an area without any."""
    ranks = np.array([[_RANKS.get(status, -1) for status in column] for column in statuses]).max(axis=0)
    names = np.array([None, *STATUSES], dtype=object)
    return names[np.where(ranks < 0, 0, np.maximum(ranks, _RANKS[at_best]) + 1)]


def topic_key(snapshot: Snapshot, topic: Topic) -> str | None:
    """Return the publisher's key of the topic in this table, None when the table does not have it.

    The number at the end of a key changes with every edition, so the key without it, or the title, must equal one of
    the topic's names, and unit and group must fit. Raises SourceError when more than one column fits.
    """
    return _matching_key(snapshot, _described(snapshot), topic)


@dataclass(frozen=True)
class _Described:
    """A topic of a table with its names, unit and group, as they are compared."""

    key: str
    names: frozenset[str]
    unit: str
    group: str


def _described(snapshot: Snapshot) -> list[_Described]:
    columns = (snapshot.topics[name].astype(str).tolist() for name in ("topic_key", "title", "unit", "group"))
    return [
        _Described(key, frozenset((_normal(base_name(key)), _normal(title))), _normal(unit), group)
        for key, title, unit, group in zip(*columns, strict=True)
    ]


def _matching_key(snapshot: Snapshot, described: list[_Described], topic: Topic) -> str | None:
    names = {_normal(name) for name in topic.names}
    units = {_normal(unit) for unit in topic.unit}
    fitting = [
        column.key
        for column in described
        if not names.isdisjoint(column.names)
        and column.unit in units
        and (not topic.group or fits_group(topic.group, column.group, category_code(column.key)))
    ]
    if len(fitting) > 1:
        raise SourceError(
            f"Tabel {snapshot.manifest.table_id}: {' / '.join(topic.names)} ({', '.join(topic.unit)}) past op meer dan "
            f"één kolom: {', '.join(fitting)}. Noem in indicators.yaml ook de onderwerpgroep (group)."
        )
    return fitting[0] if fitting else None


@cache
def base_name(key: str) -> str:
    """Return a topic key without the running number at its end by CBS, and without the code of a category."""
    return re.sub(r"_\d+(\|.*)?$", "", key)


def category_code(key: str) -> str:
    """Return the code of the category in a topic key, '' for a topic without categories."""
    return key.partition("|")[2]


def fits_group(names: Iterable[str], group: str, code: str = "") -> bool:
    """Return whether a topic group, or a category with its code, is one of the names.

    The police writes a category as '1.1.1 Diefstal/inbraak woning': its code, its title and both together match. The
    name 'totaal' matches a title that begins or ends with that word ('Misdrijven, totaal').
    """
    whole, short = _normal(group), _normal(code)
    title = whole.removeprefix(short).strip()
    words = re.findall(r"\w+", title)
    is_total = bool(words) and "totaal" in (words[0], words[-1])
    return any(name in (whole, title, short) or (name == "totaal" and is_total) for name in map(_normal, names))


@cache
def _normal(text: str) -> str:
    return folded(text)
