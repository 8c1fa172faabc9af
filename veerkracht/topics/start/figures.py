"""What a new reader is shown: the programme, its goals and where they stand, and all that can be searched for."""

import itertools
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlencode

import pandas as pd

from veerkracht.core import dutch, markup, menu
from veerkracht.database import lookups, queries
from veerkracht.database.query import Query
from veerkracht.drawing import links, tables
from veerkracht.drawing.tables import TEMPLATES
from veerkracht.method import progress
from veerkracht.topics.efforts import figures as effort_views
from veerkracht.topics.efforts import queries as effort_queries
from veerkracht.topics.efforts import tables as effort_tables
from veerkracht.topics.goals import queries as goal_queries
from veerkracht.topics.start.search import Entry
from veerkracht.topics.stories import queries as story_queries

_SHOWN = 8  # of the results of a group
WORDS = (
    "De nulmeting is het cijfer waarmee het plan begint. Het pad is een rechte lijn van de nulmeting naar het doel. "
    "De marge is de ruimte om een cijfer heen: een verandering daarbinnen kan toeval zijn."
)


def entries(query: Query) -> list[Entry]:
    """Return everything that can be found, each with the address of the page that shows it."""
    return [*_goals(query), *_indicators(query), *_areas(query), *_stories(query), *_efforts(query), *_pages()]


def found(words: str, results: list[Entry], query: Query) -> str:
    """Return the results of a search by group, the group of the best result first; or what can be tried."""
    groups: dict[str, list[Entry]] = {}
    for one in results:
        groups.setdefault(one.group, []).append(one)
    themes = list(dict.fromkeys(query(queries.indicators)["theme"]))
    return TEMPLATES.get_template("found.html").render(query=words, groups=groups, shown=_SHOWN, themes=themes)


def introduction(query: Query) -> str:
    """Return what the programme is, with its source, and where three kinds of reader go on."""
    about = lookups.programme(query)
    paragraphs = [one for one in about.introduction.split("\n\n") if one.strip()]
    return TEMPLATES.get_template("introduction.html").render(
        about=about, paragraphs=paragraphs, source=about.introduction_source
    )


def goals(statuses: pd.DataFrame) -> str:
    """Return the table of goals by scale level and strategic goal; `statuses` as goal_queries.statuses."""
    goals = statuses.drop_duplicates("goal_id")
    strategic = list(dict.fromkeys(itertools.chain.from_iterable(goals["strategic_goals"])))
    levels: dict[str, list[list[tuple[str, str]]]] = {}
    for one in goals.itertuples():
        cells = levels.setdefault(one.level, [[] for _ in strategic])
        for name in one.strategic_goals:
            cells[strategic.index(name)].append((_goal_link(one.goal_id), f"{one.goal_id}. {one.name}"))
    return TEMPLATES.get_template("goals_by_level.html").render(
        count=len(goals), strategic=strategic, levels=levels.items()
    )


def standing(statuses: pd.DataFrame, names: dict[str, str], focus: list[str]) -> str:
    """Return the table of how many goals have which status in each focus area; `statuses` as goal_queries.statuses."""
    counts = {code: Counter[str]() for code in focus}
    for (code, _), rows in statuses.groupby(["area_code", "goal_id"]):
        if code in counts:
            counts[code][progress.together(rows["status"])] += 1
    rows = [
        {
            "label": status, "mark": status,
            "cells": [{"text": meaning, "is_text": True}, *({"text": str(counts[code][status])} for code in focus)],
        }
        for status, meaning in dutch.STATUS_MEANING.items()
        if any(counts[code][status] for code in focus)
    ]  # fmt: skip
    columns = ["Stand", "Wat het betekent", *(f"Doelen in {names[code]}" for code in focus)]
    return f"<p>{WORDS}</p>{tables.figures('Aantal doelen per stand', columns, rows, 2)}"


def reading(query: Query) -> str:
    """Return how the dashboard is read: the words that every page uses."""
    about = lookups.programme(query)
    sure = lookups.threshold(query, "screen_confidence")
    return TEMPLATES.get_template("reading.html").render(
        about=about, sure=dutch.number(sure, 0), chance=dutch.number(100 - sure, 0)
    )


def _goals(query: Query) -> Iterator[Entry]:
    synonyms, own = _synonyms(query), _goal_synonyms(query)
    for goal_id, rows in query(goal_queries.statuses).groupby("goal_id"):
        one = rows.iloc[0]
        measured = [synonyms.get(code, "") for code in rows["indicator_id"].dropna().unique()]
        also = " ".join(["doel", own.get(goal_id, ""), *rows["label"].unique(), *measured])
        rest = " ".join([one.target_text, one.level, *one.strategic_goals])
        yield Entry("Doelen", f"{goal_id}. {one['name']}", _goal_link(goal_id), one.target_text, also, rest)


def _indicators(query: Query) -> Iterator[Entry]:
    synonyms = _synonyms(query)
    for one in query(queries.indicators).itertuples():
        is_known = one.figure_count > 0
        address = (
            f"trends?{urlencode({'weergave': 'een', 'indicator': one.indicator_id})}"
            if is_known
            else links.origin(one.indicator_id)
        )
        note = one.definition if is_known else f"{one.definition} Er zijn nog geen cijfers."
        also, rest = synonyms.get(one.indicator_id, ""), f"{one.definition} {one.theme}"
        yield Entry("Onderwerpen", one.label, address, note, also, rest, not is_known)


def _areas(query: Query) -> Iterator[Entry]:
    found = query(queries.areas)
    names = {code: name.removeprefix(f"Wijk {code[-2:]} ") for code, name in lookups.area_names(query).items()}
    for one in found[found["level"] == "buurt"].itertuples():
        wijk = names.get(one.parent_code, "")
        yield Entry("Buurten en wijken", one.name, links.profile(one.area_code), f"Buurt in {wijk}", f"buurt {wijk}")
    for one in found[found["level"] == "wijk"].itertuples():
        address = f"trends?{urlencode({'gebied': [one.area_code, one.parent_code]}, doseq=True)}"
        yield Entry("Buurten en wijken", names[one.area_code], address, "Wijk van meer buurten", rest="wijk")


def _stories(query: Query) -> Iterator[Entry]:
    names = lookups.area_names(query)
    for one in query(story_queries.stories).itertuples():
        note = f"{one.kind.capitalize()}, {dutch.day(one.date)}"
        also = " ".join(["verhaal", one.kind, *(names.get(code, code) for code in one.area_codes)])
        address = f"verhalen?{urlencode({'verhaal': one.story_id})}"
        yield Entry("Verhalen", one.title, address, note, also, markup.plain(one.body))


def _efforts(query: Query) -> Iterator[Entry]:
    names, words = lookups.area_names(query), _goal_synonyms(query)
    for one in query(effort_queries.efforts).itertuples():
        what, where = effort_views.KINDS[one.kind], effort_views.where(one, names)
        address = effort_tables.link(inspanning=one.effort_id)
        rest = f"{where} {' '.join(one.partners)} {one.note}"
        also = ["inspanning", what]
        if not one.is_for_all_goals:
            also += [words.get(goal_id, "") for goal_id in one.goal_ids]
        yield Entry("Inspanningen", one.name, address, f"{what.capitalize()}: {where}", " ".join(also), rest)


def _pages() -> Iterator[Entry]:
    for pages in menu.SECTIONS.values():
        for page, name in pages.items():
            note, also = menu.ABOUT[page]
            yield Entry("Pagina's", name, "./" if page == menu.FIRST else page, note, f"pagina {also}")


def _synonyms(query: Query) -> dict[str, str]:
    return dict(query(queries.synonyms).itertuples(index=False))


def _goal_synonyms(query: Query) -> dict[int, str]:
    return dict(query(queries.goal_synonyms).itertuples(index=False))


def _goal_link(goal_id: int) -> str:
    return f"doelkaart?doel={goal_id}"
