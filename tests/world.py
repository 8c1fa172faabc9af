"""An invented world: every table of the catalogue for every year, with figures that behave like published ones.

Levels, and the trend of the city and the country, come from the included figures where available. The rest is drawn
with a fixed seed: a trend for each other topic, a separate course for each buurt, and noise that is larger in small
buurten. Buurten add up to their wijk and the city, and parts to their total; gaps, rounding, provisional years and
bounds imitate the publishers. Nothing here is a figure about a real place, and the publishers' responses say so
(`INVENTED`).
"""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from etl.snapshots import nationwide, store
from etl.snapshots.columns import base_name
from etl.snapshots.store import Snapshot
from tests.conftest import INCLUDED

Numbers = NDArray[np.float64]
History = dict[tuple[str, str], dict[int, float]]  # figures by base name of the topic and area, then by year

FIRST, ANCHOR, LAST = 2012, 2024, 2025  # years; levels are those of the anchor
YEARS = range(FIRST, LAST + 1)
COUNTRY = "NL00"
SMALL, TINY = 100, 50  # inhabitants below which publishers leave out most of what they count of a buurt
# wholes and their parts by title, within a group or, with '', in any; a whole of 100 is for percentages
PARTS: tuple[tuple[str | float, str, tuple[str, ...]], ...] = (
    ("Aantal inwoners", "", ("Mannen", "Vrouwen")),
    ("Aantal inwoners", "Leeftijdsgroepen", ("0 tot 15 jaar", "15 tot 25 jaar", "25 tot 45 jaar", "45 tot 65 jaar",
                                             "65 jaar of ouder")),
    ("Aantal inwoners", "", ("Ongehuwd", "Gehuwd", "Gescheiden", "Verweduwd")),
    ("Aantal inwoners", "Herkomstland", ("Nederland", "Europa (exclusief Nederland)", "Buiten Europa")),
    ("Huishoudens totaal", "", ("Eenpersoonshuishoudens", "Huishoudens zonder kinderen", "Huishoudens met kinderen")),
    ("Personenauto's totaal", "", ("Personenauto's; brandstof benzine", "Personenauto's; overige brandstof")),
    (100, "", ("Percentage eengezinswoning", "Percentage meergezinswoning")),
    (100, "", ("Koopwoningen", "Huurwoningen totaal")),
    ("Huurwoningen totaal", "", ("In bezit woningcorporatie", "In bezit overige verhuurders")),
    (100, "", ("Bouwjaar meer dan tien jaar geleden", "Bouwjaar afgelopen tien jaar")),
)  # fmt: skip
# groups of topics that a publisher has later than the rest: not in the newest year
LATE = ("Inkomen", "Arbeid", "werkenden", "onderwijs", "Onderwijs", "Zorg", "Energie", "Geboorte", "Nabijheid")
PERSONAL = ("Inkomen", "Arbeid", "werkenden", "onderwijsniveau", "Sociale zekerheid", "Zorg")  # not for small buurten


def random_of(*names: object) -> np.random.Generator:
    """Return a random generator for these names, the same in every run."""
    return np.random.default_rng(zlib.crc32("|".join(map(str, names)).encode()))


@dataclass(frozen=True)
class World:
    """The areas of the municipality: buurten, the row of each in the wijken, and the names of all."""

    names: dict[str, str]  # by code, the city and the country too
    history: History

    @cached_property
    def buurten(self) -> list[str]:
        return sorted(code for code in self.names if code.startswith("BU"))

    @cached_property
    def wijken(self) -> list[str]:
        return sorted(code for code in self.names if code.startswith("WK"))

    @cached_property
    def city(self) -> str:
        return next(code for code in self.names if code.startswith("GM"))

    @cached_property
    def codes(self) -> list[str]:
        """Return all codes in the order of the rows of `summed` and `averaged`."""
        return [*self.buurten, *self.wijken, self.city, COUNTRY]

    @cached_property
    def membership(self) -> Numbers:
        """Return a row per wijk and one for the city, with 1 for each buurt in it."""
        rows = [[code[2:8] == wijk[2:] for code in self.buurten] for wijk in self.wijken]
        return np.array([*rows, [True] * len(self.buurten)], dtype=float)

    @cached_property
    def inhabitants(self) -> Numbers:
        """Return inhabitants by buurt and year."""
        return self.course(
            "Aantal inwoners", np.maximum(self._values("AantalInwoners"), 5), size=40, base="AantalInwoners"
        )

    @cached_property
    def levels(self) -> dict[str, dict[str, float]]:
        """Return the included figures by base name of the topic and area, of the anchor year or else the newest."""
        levels: dict[str, dict[str, float]] = {}
        for (base, code), years in self.history.items():
            levels.setdefault(base, {})[code] = years.get(ANCHOR, years[max(years)])
        return levels

    def _values(self, base: str) -> Numbers:
        return np.array([self.levels[base].get(code, 0.0) for code in self.buurten])

    def course(self, topic: str, level: Numbers, size: float, is_share: bool = False, base: str = "") -> Numbers:
        """Return a figure by buurt and year that starts from its level in the anchor year.

        `size` is how steady it is: the larger, the less a buurt goes its own way from year to year. The city changes as
        the included figures of the topic `base` do, or else by a trend that is drawn.
        """
        chance = random_of(topic)
        trend = chance.normal(0, 0.012) * (np.array(YEARS) - ANCHOR)
        if (history := self.by_year(base, self.city)) is not None:
            shares = np.clip(history, 0.2, 99.8)
            trend = np.log(shares / (100 - shares)) / 2 if is_share else np.log(np.maximum(history, 0.01))
            trend -= trend[ANCHOR - FIRST]
        steps = chance.normal(0, 1, (len(level), len(YEARS))) * (0.3 / np.sqrt(size + np.abs(level)))[:, None]
        walk = steps.cumsum(axis=1) + chance.normal(0, 0.006, len(level))[:, None] * np.arange(len(YEARS))
        walk -= walk[:, [ANCHOR - FIRST]]
        change = trend + walk
        if not is_share:
            return np.asarray(level[:, None] * np.exp(change))
        share = np.clip(level, 0.2, 99.8)[:, None] / 100
        return np.asarray(100 / (1 + (1 - share) / share * np.exp(-2 * change)))

    def with_sums(self, base: str, figures: Numbers) -> Numbers:
        """Return figures of buurten with those of wijken, city and country below them."""
        summed = self.membership @ figures
        return np.vstack([figures, summed, self._country(base, summed[-1], 146)])

    def with_means(self, base: str, figures: Numbers) -> Numbers:
        """Return figures of buurten with the means of wijken and city, by inhabitants, and the country below them."""
        weights = self.membership @ self.inhabitants
        means = self.membership @ (figures * self.inhabitants) / weights
        return np.vstack([figures, means, self._country(base, means[-1], random_of(base, "NL").normal(1, 0.08))])

    def by_year(self, base: str, code: str) -> Numbers | None:
        """Return the included figures of an area by year, on a line between years; None of fewer than three years."""
        history = self.history.get((base, code), {})
        if len(history) < 3:
            return None
        return np.interp(YEARS, sorted(history), [history[year] for year in sorted(history)])

    def _country(self, base: str, city: Numbers, ratio: float) -> Numbers:
        """Return the country by year: its included figures, or else this many times the city."""
        if (history := self.by_year(base, COUNTRY)) is not None:
            return history[None]
        level = self.levels.get(base, {}).get(COUNTRY, city[ANCHOR - FIRST] * ratio)
        trend = np.log(city / city[ANCHOR - FIRST]) * 0.7 + random_of(base).normal(0, 0.003) * (
            np.array(YEARS) - ANCHOR
        )
        return np.asarray([level * np.exp(trend)])


def _history(frames: Iterable[pd.DataFrame]) -> History:
    """Return figures by base name and area, then by year, of facts from the oldest edition to the newest."""
    history: History = {}
    for facts in frames:
        columns = (facts[name] for name in ("topic_key", "area_code", "period", "value"))
        for key, code, period, value in zip(*columns, strict=True):
            if value not in ("", None) and value == value:
                history.setdefault((base_name(key), code.strip()), {})[int(period[:4])] = float(value)
    return history


def maastricht() -> World:
    """Return the world with the names of the included areas."""
    frame = store.read(INCLUDED / "85984NED@2026-07-19", "meegeleverd").areas
    folders = sorted(store.folders_in(INCLUDED), key=lambda path: path.name.split("@")[1])
    included = (store.read(folder, "meegeleverd").facts for folder in folders
                if not folder.name.startswith("programmaplan"))  # fmt: skip
    return World(dict(zip(frame["area_code"], frame["name"], strict=True)), _history(included))


def elsewhere(municipality: str) -> World:
    """Return the world of another municipality, with what the included tables of the country have of its areas."""
    ours = maastricht()
    tables = sorted(nationwide.tables_in(INCLUDED, "meegeleverd"), key=lambda table: table.manifest.edition)
    parts = {table.manifest.table_id: table.of_municipality(municipality) for table in tables}
    named = parts["85984NED"].areas
    names = {code.strip(): name for code, name in zip(named["area_code"], named["name"], strict=True)}
    of_country = {(base, code): years for (base, code), years in ours.history.items() if code == COUNTRY}
    history = _history(part.facts for part in parts.values())
    return World(names | {COUNTRY: ours.names[COUNTRY]}, history | of_country)


def kwb(world: World, template: Snapshot, year: int) -> Snapshot:
    """Return the table of a year with the topics of a template: counts rounded to fives, gaps where areas are small."""
    topics = [
        (row.topic_key, row.title, row.group, row.unit, int(row.decimals)) for row in template.topics.itertuples()
    ]
    figures = {
        key: _simulate(world, base_name(key), title, group, unit)[:, year - FIRST]
        for key, title, group, unit, _ in topics
        if unit != "code"
    }
    _add_up(topics, figures)
    population = np.array([*world.inhabitants[:, year - FIRST], *[1e9] * (len(world.wijken) + 2)])
    facts = []
    for key, title, group, unit, decimals in topics:
        has_figures = LAST in world.history.get((base_name(key), world.city), {})
        is_late = year == LAST and not has_figures and any(word in group for word in LATE)
        least = SMALL if any(word in group for word in PERSONAL) else TINY if title != "Aantal inwoners" else 0
        values = figures.get(key)
        for row, code in enumerate(world.codes):
            is_published = values is not None and not is_late and population[row] >= least
            text = _rounded(values[row], code, unit, decimals, group) if is_published and values is not None else ""
            facts.append((key, code, str(year), text, "", "", "definitief", ""))
    names = [(code, world.names[code], "1" if code[:2] in ("BU", "WK") else "") for code in world.codes]
    return replace(
        template,
        facts=pd.DataFrame(facts, columns=store.FACT_COLUMNS),
        areas=pd.DataFrame(names, columns=store.AREA_COLUMNS),
    )


def _simulate(world: World, base: str, title: str, group: str, unit: str) -> Numbers:
    """Return the figures of a topic by area (rows as `world.codes`) and year."""
    if title == "Aantal inwoners":
        return world.with_sums(base, world.inhabitants)
    level = _level(world, base, group, unit)
    is_count = unit in ("aantal", "ha") and not title.startswith(("Gemiddelde", "Scholen"))
    if unit == "ha":
        return world.with_sums(base, np.repeat(level[:, None], len(YEARS), axis=1))
    if is_count:
        counts = world.course(group + title, level, size=20, base=base)
        if world.by_year(base, world.city) is None:  # with the population, which included counts already follow
            counts = counts * world.inhabitants / world.inhabitants[:, [ANCHOR - FIRST]]
        return world.with_sums(base, counts)
    return world.with_means(base, world.course(group + title, level, 300, unit == "%", base))


def _level(world: World, base: str, group: str, unit: str) -> Numbers:
    """Return the level of a topic in the anchor year by buurt: the included one, or one simulated around the wijk or
    the city."""
    levels, chance = world.levels.get(base, {}), random_of(base, group, "level")
    people = world.inhabitants[:, ANCHOR - FIRST]
    values = []
    for buurt, inhabitants in zip(world.buurten, people, strict=True):
        noise = chance.lognormal(0, 0.2)
        wijk = "WK" + buurt[2:8]
        if buurt in levels:
            values.append(levels[buurt])
        elif unit == "aantal":
            whole, of = (levels[wijk], wijk[2:]) if wijk in levels else (levels.get(world.city, 12_000), world.city[2:])
            together = sum(n for code, n in zip(world.buurten, people, strict=True) if code[2:].startswith(of))
            values.append(whole * inhabitants / together * noise)
        else:
            values.append(levels.get(wijk, levels.get(world.city, 20)) * noise)
    return np.array(values)


def _add_up(topics: list[tuple[str, str, str, str, int]], figures: dict[str, Numbers]) -> None:
    """Change the parts of a whole so that they add up to it."""
    for whole, group, titles in PARTS:
        keys = [key for key, title, of, *_ in topics if title in titles and group in ("", of)]
        if len(keys) != len(titles):
            continue
        wholes = [key for key, title, *_ in topics if title == whole]
        total = figures[wholes[0]] if wholes else np.full_like(figures[keys[0]], whole)
        factor = total / np.maximum(sum(figures[key] for key in keys), 1e-9)
        for key in keys:
            figures[key] = figures[key] * factor


def _rounded(value: float, code: str, unit: str, decimals: int, group: str) -> str:
    if unit == "aantal" and decimals == 0 and code[:2] in ("BU", "WK"):
        step = 10 if group == "Sociale zekerheid" else 5
        return str(round(value / step) * step)
    return f"{value:.{decimals}f}"


Bounded = dict[tuple[str, str, str], float | None]  # by margin, area and period


def health(world: World, topics: Iterable[str], years: Iterable[str]) -> dict[str, Bounded]:
    """Return the figures of a RIVM table by topic: estimates of a model with bounds, none for the smallest buurten.

    The bounds are those of a share among as many answers as such a model is worth: some 60 in a buurt, more in a
    larger area.
    """
    answers = np.array([60 + world.inhabitants[:, ANCHOR - FIRST] / 25]).T
    answers = np.vstack([answers, world.membership @ answers * 1.5, [[50_000]]])
    population = np.array([*world.inhabitants[:, ANCHOR - FIRST], *[1e9] * (len(world.wijken) + 2)])
    income = _level(world, "GemiddeldInkomenPerInwoner", "", "x 1 000 euro")
    standing = (income - np.median(income)) / income.std()
    tables: dict[str, Bounded] = {}
    for topic in topics:
        chance = random_of(topic, "health")
        levels = world.levels.get(topic, {})
        middle = np.median(list(levels.values())) if levels else chance.uniform(8, 75)
        odds = np.log(middle / (100 - middle)) + chance.normal(0.3, 0.1) * standing * chance.choice([-1, 1])
        percentages = 100 / (1 + np.exp(-odds))
        level = np.array(
            [levels.get(buurt, simulated) for buurt, simulated in zip(world.buurten, percentages, strict=True)]
        )
        value = world.with_means(topic, world.course(topic, level, size=200, is_share=True))
        half = 1.96 * np.sqrt(value * (100 - value) / answers)
        tables[topic] = {
            (margin, "NL01" if code == COUNTRY else code, year): (
                round(float(np.clip(value[row, int(year) - FIRST] + side * half[row, int(year) - FIRST], 0.1, 99.9)), 1)
                if population[row] >= SMALL
                else None
            )
            for margin, side in (("MW00000", 0), ("MOG0095", -1), ("MBG0095", 1))
            for row, code in enumerate(world.codes)
            for year in years
        }
    return tables


Counts = dict[str, dict[tuple[str, str], float | None]]  # by category, then by area and month


def registrations(world: World, shares: dict[str, float], years: range, per_thousand: float = 0) -> Counts:
    """Return monthly counts by category, the first of which is their total, with a season and more chance than dice.

    `shares` are those of the other categories in the total; without `per_thousand` the level is that of the included
    crimes of each buurt. Codes of months are those of CBS (`2024MM03`).
    """
    levels = world.levels.get("GeregistreerdeMisdrijven", {})
    people = world.inhabitants[:, ANCHOR - FIRST]
    level = (
        people * per_thousand / 1000 if per_thousand else np.array([levels.get(code, 0.0) for code in world.buurten])
    )
    total, *kinds = shares
    chance = random_of("registrations", per_thousand)
    course = world.course(f"registrations {per_thousand}", level * chance.lognormal(0, 0.1, len(level)), size=30)
    season = 1 + 0.12 * np.sin(np.arange(12) / 12 * 2 * np.pi)
    rest = max(0.0, 1 - sum(shares[kind] for kind in kinds))
    counts: Counts = {kind: {} for kind in shares}
    for year in years:
        mean = course[:, [year - FIRST]] * season / 12
        simulated = chance.poisson(mean * chance.gamma(25, 1 / 25, mean.shape))  # a fifth more spread than chance alone
        split = chance.multinomial(simulated, [*(shares[kind] for kind in kinds), rest])
        for position, kind in enumerate([*kinds, total]):
            of_kind = simulated if kind == total else split[:, :, position]
            table = np.vstack([of_kind, world.membership @ of_kind])
            table = np.vstack([table, np.maximum(table[-1:], 1) * 150])  # of an island some months have nothing
            for row, code in enumerate(world.codes):
                counts[kind] |= {(code, f"{year}MM{month + 1:02d}"): float(table[row, month]) for month in range(12)}
    return {kind: counts[kind] for kind in shares}


def by_year(months: Counts) -> Counts:
    """Return the counts of whole years, with their code at CBS (`2024JJ00`)."""
    years: Counts = {}
    for kind, counts in months.items():
        sums: dict[tuple[str, str], float | None] = {}
        for (code, month), count in counts.items():
            place = (code, f"{month[:4]}JJ00")
            sums[place] = (sums.get(place) or 0) + (count or 0)
        years[kind] = sums
    return years
