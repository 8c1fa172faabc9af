"""The portrait of a buurt or wijk: who lives there, its strengths, where the city is ahead, and what changed."""

from collections.abc import Mapping
from dataclasses import dataclass

from veerkracht.core import areas, dutch
from veerkracht.database import lookups
from veerkracht.database.query import Query, cached
from veerkracht.database.rows import Indicator, Yardstick
from veerkracht.drawing import yardsticks
from veerkracht.groups import figures as group_figures
from veerkracht.groups import sentences as group_sentences
from veerkracht.method import portrait as rule
from veerkracht.method import yardstick
from veerkracht.topics.catching_up import figures as catching_up
from veerkracht.topics.catching_up.figures import Topic
from veerkracht.topics.profile import figures, surroundings
from veerkracht.topics.profile.figures import Buurt, Latest

INHABITANTS = "inwoners"  # in `facts`, for any indicator that counts them
_COUNTS = ("huishoudens", "woningen")  # in `facts`, if the catalogue has them
_SHARES = (
    "jonger_dan_15", "ouder_dan_65", "eenpersoonshuishoudens", "huishoudens_met_kinderen", "eengezinswoningen",
    "corporatiewoningen", "koopwoningen",
)  # fmt: skip


@dataclass(frozen=True)
class Change:
    """The change on one topic: of its distance to the city (`topic`), else its place in the country (`stick`)."""

    indicator: Indicator
    is_better: bool
    topic: Topic | None = None
    stick: Yardstick | None = None


@dataclass(frozen=True)
class Portrait:
    """The data of the portrait of an area; `tested_count` is the number of topics with a known margin of the change.

    `side` is its location in the municipality ('westen', 'midden'), '' without outlines; `beside` has the names of the
    surrounding areas, for an own group those around its buurten; `part_count` is the number of buurten of a wijk or
    group. `facts` are its people, households and dwellings, and for an area that is not small some shares, with their
    year, as far as known.
    """

    area: Buurt
    side: str
    beside: tuple[str, ...]
    part_count: int
    facts: Mapping[str, tuple[float, str]]
    strong: tuple[Latest, ...]
    behind: tuple[Latest, ...]
    changed: tuple[Change, ...]
    tested_count: int
    figure_count: int
    kind: str = ""  # for combined buurten: a focus area or an own group


@cached
def portrait(query: Query, area_code: str) -> Portrait:
    """Return the portrait of a buurt or wijk."""
    area = figures.place(query, area_code)
    rows = figures.profile(query, (area_code,)).latest
    # without older series, and complementary shares
    by_id = {row.indicator.indicator_id: row for row in rows if not (row.is_aside or row.indicator.repeats)}
    subjects = [
        rule.Subject(key, row.indicator.theme, row.standing, row.deviations, row.indicator.strength, row.has_city,
                     row.is_no_worse)
        for key, row in by_id.items()
        if not dutch.is_amount(row.indicator.unit)
    ]  # fmt: skip
    strong = tuple(by_id[key] for key in rule.strong(subjects))
    behind = tuple(by_id[key] for key in rule.behind(subjects))
    changes, tested_count = _changes(query, area_code)
    chosen = rule.changed([rule.Change(key, change.is_better, chance) for key, (change, chance) in changes.items()])
    lies, names = surroundings.of(query, area_code), {**figures.buurten(query), **figures.wijken(query)}
    members = group_figures.buurten(query, (area_code,)).get(area_code, [])
    around = members or (lies.beside if lies else ())
    beside = tuple(names[code].name for code in around if code in names)
    parts = len(members) or sum(areas.parent(code) == area_code for code in figures.buurten(query))
    return Portrait(
        area, lies.side if lies else "", beside, parts, _facts(query, area), strong, behind,
        tuple(changes[key][0] for key in chosen), tested_count, len(rows),
        group_sentences.kind(area_code, lookups.programme(query).focus_area_codes) if members else "",
    )  # fmt: skip


def _facts(query: Query, area: Buurt) -> dict[str, tuple[float, str]]:
    """Return the latest figures, the same as in the rows below a portrait, each with its year."""
    inhabitants = lookups.programme(query).inhabitants_indicator_id
    facts: dict[str, tuple[float, str]] = {}
    for indicator_id in (inhabitants, *_COUNTS, *(() if area.is_small else _SHARES)):
        if by_period := figures.yearly(query, area.area_code, indicator_id):
            period = max(by_period)
            facts[INHABITANTS if indicator_id == inhabitants else indicator_id] = by_period[period], period
    return facts


def _changes(query: Query, area_code: str) -> tuple[dict[str, tuple[Change, float]], int]:
    """Return the changes that exceed the margin against the city, and those that are unusual in the country, each with
    its probability by chance alone; and the number of topics with a known margin."""
    years, tested = query.value(catching_up.years), tuple[catching_up.Topic, ...]()
    if len(years) > 1:
        choice = catching_up.Choice(area_code, catching_up.BASELINE, years[-1])
        tested = catching_up.tested(query, choice, figures.with_margin(query, area_code))
    changes = {
        topic.indicator.indicator_id: (Change(topic.indicator, topic.group == "gained", topic), topic.chance or 0.0)
        for topic in tested
        if topic.group in ("gained", "lost")
    }
    indicators = lookups.indicators(query)
    of_area = (row for (_, code), row in lookups.yardsticks(query).items() if code == area_code)
    for row in yardsticks.distinct(of_area):
        indicator = indicators[row.indicator_id]
        if row.lower_share is None or indicator.direction == "geen" or row.indicator_id in changes:
            continue
        if yardsticks.is_unusual(row, indicator.direction):
            share = yardstick.less_well(row.lower_share, indicator.direction)
            # changes with a margin come first: a place in the country says nothing about chance
            changes[row.indicator_id] = Change(indicator, share > 0.5, stick=row), 1 + min(share, 1 - share)
    return changes, len(tested)
