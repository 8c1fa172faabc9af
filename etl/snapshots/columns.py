"""Finds the columns of a publisher's table for the topics of the catalogue, and cleans their cells."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from etl.snapshots.store import Snapshot
from veerkracht.catalog.catalog import Topic
from veerkracht.core import areas, dutch, periods
from veerkracht.core.errors import SourceError
from veerkracht.core.names import folded

# CBS and PDOK write a missing number as -99995, -99997 and the like; no real figure is that low
_SENTINEL = -99_990
_LONGEST_TITLE = 40  # characters of a title that CBS makes a key of

# from sure to less sure: what is computed from several figures has the status of the least sure of them
STATUSES = ["definitief", "nader_voorlopig", "voorlopig", "afgeleid", "niet_bevestigd"]
REASONS = list(dutch.MISSING)
LEVELS = ["BU", "WK", "GM", "NL"]  # how codes begin, of the levels that publishers have

# per area its code, as categories, and a cell of each column; of its level, status and missing the number that `number`
# gives. A build makes hundreds, and as frames, or with texts, they would take most of its time
Figures = Mapping[str, Any]
Numbers = npt.NDArray[np.int8]


@dataclass
class Columns:
    """A snapshot with clean facts, by topic and period."""

    snapshot: Snapshot
    _keys: dict[Topic, str | None] = field(default_factory=dict)

    @cached_property
    def places(self) -> list[tuple[str, str]]:
        """Return every topic key and period with figures.

        A year for which the table has only the twelve months is their sum.
        """
        return list(dict.fromkeys([*self._year_sums, *self._rows]))

    @cached_property
    def periods(self) -> set[str]:
        """Return the periods with any figure."""
        return {period for _, period in self.places}

    @property
    def _rows(self) -> dict[tuple[str, str], slice]:
        return self._clean[1]

    @cached_property
    def _clean(self) -> tuple[Figures, dict[tuple[str, str], slice]]:
        """Return the clean cells in order of topic key and period, and where those of each are."""
        facts = clean(self.snapshot)
        keys, periods = (facts[name].array for name in ("topic_key", "period"))
        places = _place([keys, periods])
        order = np.argsort(places, kind="stable")
        places = places[order]
        starts = np.flatnonzero(np.diff(places, prepend=-1))
        firsts, ends = order[starts], np.append(starts, len(order))[1:]
        runs = zip(keys[firsts], periods[firsts], starts.tolist(), ends.tolist(), strict=True)
        rows = {(key, period): slice(start, end) for key, period, start, end in runs}
        return {name: cells[order] for name, cells in _cells(facts).items()}, rows

    @cached_property
    def _year_sums(self) -> dict[tuple[str, str], Figures]:
        months = {place: self._cells_of(rows) for place, rows in self._rows.items() if "-" in place[1]}
        return {place: figures for place, figures in year_sums(months).items() if place not in self._rows}

    @property
    def absent(self) -> str:
        """Return the reason for a figure that the snapshot lacks."""
        if self.snapshot.origin == "lokaal":
            return "not_measured"
        return "not_in_table" if self.is_complete else "not_included"

    @property
    def is_complete(self) -> bool:
        """Return whether the snapshot has the whole table for the municipality."""
        return self.snapshot.manifest.is_complete

    def key(self, topic: Topic) -> str | None:
        """Return the publisher's key of the topic in this table, None when the table does not have it.

        The number at the end of a key changes with every edition, so the key without it, the title, or the key that the
        title would have must equal one of the topic's names, and unit and group must fit. Raises SourceError when more
        than one column fits.
        """
        if topic not in self._keys:
            fitting = _fitting(self._described, topic)
            if len(fitting) > 1:
                raise SourceError(
                    f"Tabel {self.snapshot.manifest.table_id}: {' / '.join(topic.names)} ({', '.join(topic.unit)}) "
                    f"past op meer dan één kolom: {', '.join(fitting)}. Noem in indicators.yaml ook de onderwerpgroep "
                    "(group)."
                )
            self._keys[topic] = fitting[0] if fitting else None
        return self._keys[topic]

    @cached_property
    def _described(self) -> "list[_Described]":
        return _described(self.snapshot.topics)

    def has(self, topic: Topic, period: str) -> bool:
        """Return whether the table has the topic in this period."""
        place = (self.key(topic) or "", period)
        return place in self._rows or place in self._year_sums

    def figures(self, topic: Topic, period: str) -> Figures | None:
        """Return area_code, level, value, lower, upper, status and missing, of own figures n and note too; None when
        the topic or the period is not there."""
        return self.at((self.key(topic) or "", period))

    def at(self, place: tuple[str, str]) -> Figures | None:
        """Return the figures of a topic key and a period as `figures` does."""
        if (rows := self._rows.get(place)) is not None:
            return self._cells_of(rows)
        return self._year_sums.get(place)

    def _cells_of(self, rows: slice) -> Figures:
        return {name: cells[rows] for name, cells in self._clean[0].items()}

    def values(self, topic: Topic, period: str) -> dict[str, float]:
        """Return the figure of each area that has one, by its code, without those that we computed."""
        figures = self.figures(topic, period)
        if figures is None:
            return {}
        is_published = ~np.isnan(figures["value"]) & (figures["status"] != number(STATUSES, "afgeleid"))
        return dict(zip(figures["area_code"][is_published], figures["value"][is_published].tolist(), strict=True))

    def levels(self, topic: Topic, period: str) -> set[str]:
        """Return the LEVELS with any figure."""
        figures = self.figures(topic, period)
        numbers = () if figures is None else np.unique(figures["level"][~np.isnan(figures["value"])])
        return {LEVELS[level - 1] for level in numbers if level}

    def is_count(self, topic: Topic) -> bool:
        """Return whether the topic is a whole number of people or things."""
        described = self.snapshot.topics.set_index("topic_key").loc[self.key(topic)]
        return described["unit"] == "aantal" and str(described["decimals"]) == "0"


def number(texts: list[str], text: str) -> np.int8:
    """Return the number of one of STATUSES, REASONS or LEVELS in figures: its place, from 1; 0 for none."""
    return np.int8(texts.index(text) + 1 if text in texts else 0)


def _cells(facts: pd.DataFrame) -> Figures:
    codes = facts["area_code"].array
    levels = np.array([number(LEVELS, code[:2]) for code in codes.categories], dtype=np.int8)
    values = {name: facts[name].to_numpy(dtype=float) for name in ("value", "lower", "upper")}
    numbers = {"status": _numbers(facts["status"], STATUSES), "missing": _numbers(facts["missing"], REASONS)}
    texts = {name: _texts(facts[name]) for name in ("n", "note") if name in facts}
    return {"area_code": codes, "level": levels[codes.codes], **values, **numbers, **texts}


def _numbers(column: pd.Series, texts: list[str]) -> Numbers:
    """Return the number of each cell of a column of categories."""
    of_each = np.array([*(number(texts, text) for text in column.cat.categories), 0], dtype=np.int8)  # the last: NaN
    numbers: Numbers = of_each[column.cat.codes]
    return numbers


def _texts(column: pd.Series) -> np.ndarray:
    texts = column.to_numpy(dtype=object)
    return np.where(column.isna(), "", texts) if column.hasnans else texts


def _place(columns: Iterable[pd.Categorical]) -> npt.NDArray[np.int64]:
    """Return a number per row that is equal where all columns are, in their order."""
    place: npt.NDArray[np.int64] = np.zeros(1, dtype=np.int64)
    for column in columns:
        place = place * (len(column.categories) + 1) + column.codes + 1
    return place


def clean(snapshot: Snapshot) -> pd.DataFrame:
    """Return the facts with trimmed codes and real numbers; one row per topic, area and period.

    A blank, "." or a negative sentinel becomes a missing value, never 0. Raises SourceError, with its place, for any
    other text, for an invalid code of area, period or status, for a fact that occurs twice, and for a percentage or
    count that cannot be.
    """
    facts = snapshot.facts.assign(
        topic_key=_cleaned(snapshot.facts["topic_key"], str.strip),
        area_code=_cleaned(snapshot.facts["area_code"], areas.clean),
        period=_cleaned(snapshot.facts["period"], str.strip),
        status=snapshot.facts["status"].astype("category"),
        missing=snapshot.facts["missing"].astype("category"),
    )
    _refuse(snapshot, facts, _are_wrong(facts["area_code"], _parses(areas.level)), "area_code", "geen gebiedscode")
    _refuse(snapshot, facts, _are_wrong(facts["period"], _parses(periods.parse)), "period", "geen periode")
    _refuse(snapshot, facts, _are_wrong(facts["status"], ["", *STATUSES].__contains__), "status", "geen bekende status")
    _refuse(snapshot, facts, _are_wrong(facts["missing"], ["", *REASONS].__contains__), "missing", "geen bekende reden")
    places = _place(facts[name].array for name in ("topic_key", "area_code", "period"))
    doubled = pd.Series(places, facts.index).duplicated()
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
    of_topic = facts["topic_key"].cat
    is_share, is_count = (of_topic.categories.isin(keys[units == unit])[of_topic.codes] for unit in ("%", "aantal"))
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


def _cleaned(texts: pd.Series, clean: Callable[[str], str]) -> pd.Series:
    """Return clean texts as categories. Mostly all are clean."""
    categories = texts.astype("category")
    cleaned = {text: clean(text) for text in categories.cat.categories}
    if all(text == clean for text, clean in cleaned.items()):
        return categories
    return categories.map(cleaned).astype("category")


def _are_wrong(texts: pd.Series, is_right: Callable[[str], bool]) -> pd.Series:
    """Return per cell of a categorical column whether it is invalid; an empty one is."""
    wrong = [text for text in texts.cat.categories if not is_right(text)]
    return texts.isin(wrong) if wrong else pd.Series(np.zeros(len(texts), dtype=bool), texts.index)


def _parses(parse: Callable[[str], object]) -> Callable[[str], bool]:
    """Return a function that says whether a text can be parsed."""

    def can_be(text: str) -> bool:
        try:
            parse(text)
        except ValueError:
            return False
        return True

    return can_be


def year_sums(published: Mapping[tuple[str, str], Figures]) -> dict[tuple[str, str], Figures]:
    """Return per topic and year the sum of twelve months, for the years with all months.

    An area that lacks a month has no sum; the status is that of the least sure month.
    """
    months: dict[tuple[str, str], list[pd.DataFrame]] = {}
    for (key, period), figures in published.items():
        if "-" in period:
            frame = pd.DataFrame({name: figures[name] for name in ("area_code", "value", "status")})
            months.setdefault((key, period[:4]), []).append(frame.set_index("area_code"))
    sums: dict[tuple[str, str], Figures] = {}
    for place, frames in months.items():
        if len(frames) < 12:
            continue
        months_of = pd.concat(frames, axis=1, keys=range(12)).swaplevel(axis=1)
        statuses = months_of["status"].fillna(0).to_numpy(dtype=np.int8)
        total = months_of["value"].sum(axis=1, skipna=False).to_numpy(dtype=float)
        texts = dict.fromkeys(("status", "missing"), "")
        empty = pd.DataFrame({"area_code": months_of.index.astype("category"), **texts}).astype("category")
        figures = _cells(empty.assign(value=total, lower=np.nan, upper=np.nan))
        sums[place] = {**figures, "status": least_sure(list(statuses.T), at_best="afgeleid")}
    return sums


def least_sure(statuses: list[Numbers], at_best: str = "definitief") -> Numbers:
    """Return per area the least certain of several statuses, at best `at_best`; 0 for an area without any."""
    least: Numbers = np.max(statuses, axis=0)
    return np.where(least > 0, np.maximum(least, number(STATUSES, at_best)), np.int8(0))


def fitting_keys(topics: pd.DataFrame, topic: Topic) -> list[str]:
    """Return the keys of all topics of a table (columns of store.TOPIC_COLUMNS) that fit a topic of the catalogue."""
    return _fitting(_described(topics), topic)


@dataclass(frozen=True)
class _Described:
    """A topic of a table with its names, unit and group, as they are compared."""

    key: str
    names: frozenset[str]
    unit: str
    group: str


def _described(topics: pd.DataFrame) -> list[_Described]:
    columns = (topics[name].astype(str).tolist() for name in ("topic_key", "title", "unit", "group"))
    return [
        _Described(key, frozenset(map(folded, (base_name(key), title, name_of_title(title)))), folded(unit), group)
        for key, title, unit, group in zip(*columns, strict=True)
    ]


def _fitting(described: list[_Described], topic: Topic) -> list[str]:
    names = {folded(name) for name in topic.names}
    units = {folded(unit) for unit in topic.unit}
    return [
        column.key
        for column in described
        if not names.isdisjoint(column.names)
        and column.unit in units
        and (not topic.group or fits_group(topic.group, column.group, category_code(column.key)))
    ]


@cache
def base_name(key: str) -> str:
    """Return a topic key without the running number at its end by CBS, and without the code of a category."""
    return re.sub(r"_\d+(\|.*)?$", "", key)


@cache
def name_of_title(title: str) -> str:
    """Return the key, without its number, that CBS makes of a title in OData v3: 'k_0Tot15Jaar' of '0 tot 15 jaar'."""
    letters = unicodedata.normalize("NFD", title[:_LONGEST_TITLE])
    words = re.findall(r"[A-Za-z0-9]+", "".join(sign for sign in letters if not unicodedata.combining(sign)))
    name = "".join(word[0].upper() + word[1:] for word in words)
    return f"k_{name}" if name[:1].isdigit() else name


def category_code(key: str) -> str:
    """Return the code of the category in a topic key, '' for a topic without categories."""
    return key.partition("|")[2]


def fits_group(names: Iterable[str], group: str, code: str = "") -> bool:
    """Return whether a topic group, or a category with its code, is one of the names.

    The police writes a category as '1.1.1 Diefstal/inbraak woning': its code, its title and both together match. The
    name 'totaal' matches a title that begins or ends with that word ('Misdrijven, totaal').
    """
    whole, short = folded(group), folded(code)
    title = whole.removeprefix(short).strip()
    words = re.findall(r"\w+", title)
    is_total = bool(words) and "totaal" in (words[0], words[-1])
    return any(name in (whole, title, short) or (name == "totaal" and is_total) for name in map(folded, names))
