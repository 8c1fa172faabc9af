"""Figures as plain Dutch sentences (B1)."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from datetime import date
from itertools import accumulate

import pandas as pd

from veerkracht.core import dutch, periods
from veerkracht.core.names import as_code
from veerkracht.database.rows import Indicator, Observation, Origin, Programme, grouped
from veerkracht.drawing.chart import Subject
from veerkracht.method import margins

MOST_WORDS = 15  # of a title
_MOST_ABSENT = 8  # names of areas missing on a map
_MARKDOWN, _MOST_NAMES = re.compile(r"[\\`*_~\[\]<>$:#|!]"), 6  # signs of Markdown, and names of a choice
_MOST_OF_NAMES = 150  # characters of them, which keeps a message about long topics short
_MOST_CODES = 3  # of a link, that are repeated to the visitor


@dataclass(frozen=True)
class _Figure:
    """A figure of an area in a frame as lookups.trend: lower and upper are NaN without a margin."""

    area_code: str
    period: str
    value: float
    lower: float
    upper: float
    segment: int

    @property
    def ends(self) -> tuple[float, float, float]:
        """Return the figure with its bounds."""
        return self.value, self.lower, self.upper


def fitting(*titles: str) -> str:
    """Return the first of these titles with at most fifteen words, else the last; empty ones are skipped."""
    present = [title for title in titles if title]
    return next((title for title in present if len(title.split()) <= MOST_WORDS), present[-1])


def outlines(years: Sequence[int], absent: Sequence[str]) -> str:
    """Return the `years` of the outlines on a map if they belong to another division, and the areas without outlines;
    '' if there is nothing to say."""
    texts = [f"Grenzen van {dutch.joined(list(map(str, years)))}, vereenvoudigd (CBS en Kadaster)."] if years else []
    if absent:
        more = len(absent) - _MOST_ABSENT
        named = dutch.joined([*absent[:_MOST_ABSENT], *([f"nog {more}"] if more > 0 else [])])
        texts.append(f"Zonder grens, dus niet op de kaart: {named}. De cijfers staan in de tabel.")
    return " ".join(texts)


def by_area(words_by_area: Mapping[str, str]) -> str:
    """Return what is said of areas by name, grouped by wording: 'Heer en Amby hoger; Wyck lager'."""
    names = grouped((words, name) for name, words in words_by_area.items())
    return "; ".join(f"{dutch.joined(group)} {words}" for words, group in names.items())


def by_count(words_by_area: Mapping[str, str]) -> str:
    """Return the number of areas per wording: 'van 6 gebieden 4 hoger; 2 lager'."""
    counts = Counter(words_by_area.values())
    return f"van {len(words_by_area)} gebieden {'; '.join(f'{count} {words}' for words, count in counts.most_common())}"


def edition_date(text: str) -> str:
    """Return the date or month of an edition or a manifest in Dutch; other texts are unchanged."""
    with suppress(ValueError):
        return dutch.day(date.fromisoformat(text[:10]))
    with suppress(ValueError):
        return periods.parse(text).label
    return text


def source_note(indicator: Indicator, origins: Iterable[Origin]) -> list[str]:
    """Return the lines below a chart or map: definition, source with tables and years, and caveats."""
    by_table: dict[str, list[Origin]] = {}
    for origin in origins:
        by_table.setdefault(origin.table_id, []).append(origin)
    tables = [
        f"{table_id} ({periods.in_words([origin.period for origin in rows])}; "
        f"uitgave {', '.join(dict.fromkeys(edition_date(origin.edition) for origin in rows))}, "
        f"{' en '.join(dict.fromkeys(dutch.ORIGIN[origin.origin] for origin in rows))})"
        for table_id, rows in by_table.items()
    ]
    loaded = f"Tabel {'; '.join(tables)}." if tables else "De cijfers zijn nog niet opgehaald."
    return [
        f"Wat is dit? {dutch.definition(indicator.definition, indicator.unit, indicator.population)}",
        f"Bron: {indicator.publisher}, {indicator.source_title}. {loaded} Licentie: {indicator.licence}.",
        *(note for note in (indicator.source_note, indicator.note) if note),
    ]


def latest(frame: pd.DataFrame, names: dict[str, str], indicator: Subject) -> str:
    """Return the content of a line chart in words: its subject and the latest figure of each area. `frame` as
    lookups.trend."""
    rows = zip(frame["area_code"], frame["period"], frame["value"].tolist(), strict=True)
    measured = sorted((row for row in rows if row[2] == row[2]), key=lambda row: row[1])
    last = {row[0]: row for row in measured}
    figures = [
        f"{names[code]} {dutch.figure(value, indicator.decimals, indicator.unit)} ({periods.parse(period).label})"
        for code, period, value in measured
        if last[code] == (code, period, value)
    ]
    return f"Lijngrafiek van {indicator.label}. Laatste cijfers: {', '.join(figures) or 'nog geen'}."


def city_comparison(
    frame: pd.DataFrame, names: dict[str, str], indicator: Indicator, focus: list[str], city: str
) -> list[str]:
    """Return one sentence per focus area with its latest figure and that of the city in the same year.

    `frame` as lookups.trend. There is no sentence without both figures, nor for a count: a city is always larger.
    """
    if dutch.is_amount(indicator.unit):
        return []
    figures: dict[str, dict[str, float]] = {}
    for code, period, value in zip(frame["area_code"], frame["period"], frame["value"].tolist(), strict=True):
        if value == value:
            figures.setdefault(code, {})[period] = value
    of_city = figures.get(city, {})
    sentences = []
    for code in focus:
        if not (both := figures.get(code, {}).keys() & of_city.keys()):
            continue
        period = max(both)
        figure, other = figures[code][period], of_city[period]
        # of the rounded figures, so that readers who subtract them get the same result
        difference = dutch.printed_difference(figure, other, indicator.decimals)
        size = dutch.difference(difference, indicator.decimals, indicator.unit)
        there = f"in {names[city]} ({dutch.figure(other, indicator.decimals, indicator.unit)})"
        beside = f"Dat is evenveel als {there}."
        if difference:
            beside = f"Dat is {size} meer dan {there}." if difference > 0 else f"I{there[1:]} is dat {size} meer."
        sentences.append(
            f"{indicator.label}: in {periods.parse(period).label} was dit in {names[code]} "
            f"{dutch.figure(figure, indicator.decimals, indicator.unit)}. {beside}"
        )
    if sentences and indicator.is_model:
        sentences.append("Dit zijn schattingen van een rekenmodel, geen tellingen.")
    return sentences


def development(
    frame: pd.DataFrame, names: dict[str, str], indicator: Indicator, codes: list[str], since: str | None = None
) -> list[str]:
    """Return one sentence per area on the change of its figure up to the latest one, from the first comparable one, and
    no earlier than `since` unless the latest one is.

    `frame` as lookups.trend. The sentence says whether the change exceeds the combined 95% margins of both figures,
    assumed to be independent, if they are known. There is no sentence for an area without figures.
    """
    by_area: dict[str, list[_Figure]] = {}
    columns = (frame[field.name].tolist() for field in fields(_Figure))
    for row in zip(*columns, strict=True):
        figure = _Figure(*row)
        if figure.value == figure.value:
            by_area.setdefault(figure.area_code, []).append(figure)
    return [_moved(by_area[code], names[code], indicator, since) for code in codes if code in by_area]


def _moved(figures: list[_Figure], name: str, indicator: Indicator, since: str | None) -> str:
    last = max(figures, key=lambda figure: figure.period)
    start = since if since is not None and since < last.period else ""
    comparable = (figure for figure in figures if figure.segment == last.segment and figure.period >= start)
    first = min(comparable, key=lambda figure: figure.period)
    years = [periods.parse(figure.period).label for figure in (first, last)]
    texts = [dutch.figure(figure.value, indicator.decimals, indicator.unit) for figure in (first, last)]
    if first is last:
        earlier = f"cijfer over {periods.parse(start).label} om mee te vergelijken" if start else "eerder cijfer"
        return (
            f"{indicator.label} in {name}: {texts[1]} in {years[1]}. Een {earlier} is er niet, of is nog niet "
            "opgehaald."
        )
    change = dutch.printed_difference(last.value, first.value, indicator.decimals)
    size = dutch.difference(change, indicator.decimals, indicator.unit)
    moved = f"{size} {'meer' if change > 0 else 'minder'}" if change else "evenveel"
    return (
        f"{indicator.label} in {name}: van {texts[0]} in {years[0]} naar {texts[1]} in {years[1]}. Dat is "
        f"{moved}. {_certainty(change, (first, last), indicator)}".strip()
    )


def _certainty(change: float, ends: tuple[_Figure, _Figure], indicator: Indicator) -> str:
    """Return whether a change exceeds the margins of its two figures; '' without margins, and for amounts."""
    if not change or dutch.is_amount(indicator.unit):
        return ""
    if indicator.is_full_count:
        return dutch.FULL_COUNT
    if any(math.isnan(figure.lower) for figure in ends):
        return "De marge is niet bekend: het kan toeval zijn."
    if margins.is_beyond(ends[0].ends, ends[1].ends):
        return "Dat is meer dan de marge van 95%."
    return "Dat valt binnen de marge van 95%: het kan toeval zijn."


def margin_note(kinds: Iterable[str]) -> str:
    """Return what a margin means and what it is based on, '' without one; `kinds` are codes of dutch.MARGIN."""
    words = dutch.margins(kinds)
    return f"Marge: de echte waarde ligt met 95% zekerheid tussen de grenzen ({words})." if words else ""


def reference(figures: Iterable[Observation], indicator: Subject, period: str, programme: Programme) -> str:
    """Return the figures of city and country in one period, as a reference for a map."""
    values = {figure.area_code: figure.value for figure in figures}
    names = {programme.municipality_code: programme.municipality_name, programme.country_code: "Nederland"}
    texts = [
        f"{name} {dutch.figure(values[code], indicator.decimals, indicator.unit)}"
        if values.get(code) is not None
        else f"{name}: geen cijfer"
        for code, name in names.items()
    ]
    return f"Ter vergelijking, {periods.parse(period).label}: {'; '.join(texts)}."


def moves(before: pd.DataFrame, after: pd.DataFrame, indicator: Subject, first: str, last: str) -> str:
    """Return in how many areas a figure rose and fell between two periods; frames have area_code and value."""
    old = dict(zip(before["area_code"], before["value"].tolist(), strict=True))
    changes = [
        dutch.printed_difference(value, old[code], indicator.decimals)
        for code, value in zip(after["area_code"], after["value"].tolist(), strict=True)
        if value == value and code in old and old[code] == old[code]
    ]
    if not changes:
        return "Er is geen gebied met een cijfer in beide jaren."
    rose, fell = sum(change > 0 for change in changes), sum(change < 0 for change in changes)
    years = f"{periods.parse(first).label} en {periods.parse(last).label}"
    return (
        f"Tussen {years} ging het cijfer in {rose} van de {len(changes)} gebieden omhoog, in {fell} omlaag en bleef "
        f"het in {len(changes) - rose - fell} gelijk."
    )


def why_no_trend(has_indicator: bool, has_area: bool) -> str:
    """Return why there is no chart of a trend, and what to do about it."""
    if not has_indicator:
        return "Kies hierboven een of meer onderwerpen."
    if not has_area:
        return "Kies hierboven een of meer gebieden."
    return "Voor deze gebieden heeft de bron geen cijfers over dit onderwerp. Kies andere gebieden."


def nothing_to_choose(label: str) -> str:
    """Return in Markdown that a choice has no options, as in a database without figures."""
    return f"{label}: er is nog niets om uit te kiezen. Welke cijfers er zijn, staat op [Bronnen](bronnen)."


def unknown(label: str, codes: Sequence[str], instead: Sequence[str] | None = None) -> str:
    """Return in Markdown that a link contains codes that do not exist, and the names of what is chosen `instead`; None
    for the default choice."""
    texts = [as_code(code) for code in list(dict.fromkeys(codes))[:_MOST_CODES]]
    more = len(set(codes)) - len(texts)
    listed = ", ".join(texts) + (f" en nog {more}" if more else "")
    return f"{label}: de link noemt {listed}, maar dat bestaat hier niet. {_instead(instead)}"


def _instead(names: Sequence[str] | None) -> str:
    if names is None:
        return "U ziet de standaardkeuze."
    if not names:
        return "Er is nu niets gekozen."
    lengths = accumulate(len(name) for name in names[:_MOST_NAMES])
    count = max(1, sum(length <= _MOST_OF_NAMES for length in lengths))
    literal = [_MARKDOWN.sub(r"\\\g<0>", name) for name in names[:count]]
    more = [f"nog {len(names) - count}"] if len(names) > count else []
    return f"U ziet nu: {dutch.joined(literal + more)}."
