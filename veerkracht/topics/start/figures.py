"""Data for new readers: the programme, its goals and their statuses, and everything that can be searched for."""

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from urllib.parse import urlencode

from veerkracht.core import dutch, markup, menu
from veerkracht.core.statuses import STATUSES
from veerkracht.database import lookups, queries
from veerkracht.database.query import Query
from veerkracht.database.rows import grouped
from veerkracht.drawing import links, tables
from veerkracht.drawing.table import Cell, Column, Table
from veerkracht.drawing.tables import TEMPLATES
from veerkracht.groups import figures as group_figures
from veerkracht.groups import group as own_groups
from veerkracht.method import progress
from veerkracht.topics.decisions import rows as decision_rows
from veerkracht.topics.decisions import sentences as decision_sentences
from veerkracht.topics.decisions import tables as decision_tables
from veerkracht.topics.efforts import figures as efforts
from veerkracht.topics.efforts import queries as effort_queries
from veerkracht.topics.efforts import tables as effort_tables
from veerkracht.topics.goals import rows as goal_rows
from veerkracht.topics.goals.rows import GoalStatus
from veerkracht.topics.start import search
from veerkracht.topics.start.search import Entry
from veerkracht.topics.stories import rows as story_rows

_IN_VIEW = 3  # results of a group in view; the rest is one tap away
WORDS = (
    "De nulmeting is het cijfer waarmee het plan begint. Het pad is een rechte lijn van de nulmeting naar het doel. "
    "De marge is de ruimte om een cijfer heen: een verandering daarbinnen kan toeval zijn."
)


def entries(query: Query) -> list[Entry]:
    """Return everything that can be found, each with the address of the page that shows it."""
    texts = [*_stories(query), *_efforts(query), *_decisions(query)]
    return [*_goals(query), *_indicators(query), *_areas(query), *texts, *_pages(query)]


def index(query: Query) -> search.Index:
    """Return the index of all entries."""
    return search.index(entries(query))


def results(query: Query, text: str) -> str:
    """Return the results of a search by group, the group of the best result first; or suggestions when there are
    none."""
    groups: dict[str, list[Entry]] = {}
    for entry in search.find(query.value(index), text):
        groups.setdefault(entry.group, []).append(entry)
    themes = list(dict.fromkeys(indicator.theme for indicator in lookups.indicators(query).values()))
    return TEMPLATES.get_template("found.html").render(text=text, groups=groups, in_view=_IN_VIEW, themes=themes)


def introduction(query: Query) -> str:
    """Return what the programme is, with its source, and links for three kinds of reader."""
    programme = lookups.programme(query)
    paragraphs = [paragraph for paragraph in programme.introduction.split("\n\n") if paragraph.strip()]
    return TEMPLATES.get_template("introduction.html").render(
        programme=programme, paragraphs=paragraphs, has_stories=bool(story_rows.stories(query))
    )


def goals(query: Query, goals: Sequence[GoalStatus]) -> str:
    """Return the table of goals by scale level and strategic goal, with a sentence on each; `goals` has one row per
    goal."""
    strategic = list(dict.fromkeys(itertools.chain.from_iterable(goal.strategic_goals for goal in goals)))
    levels: dict[str, list[list[tuple[str, str]]]] = {}
    for goal in goals:
        cells = levels.setdefault(goal.level, [[] for _ in strategic])
        for name in goal.strategic_goals:
            cells[strategic.index(name)].append((_goal_address(goal.goal_id), f"{goal.goal_id}. {goal.name}"))
    return TEMPLATES.get_template("goals_by_level.html").render(
        count=len(goals), strategic=strategic, levels=levels.items(), sentences=lookups.divisions(query)
    )


def standing(statuses: Sequence[GoalStatus], names: Mapping[str, str], focus: Sequence[str]) -> str:
    """Return the table of how many goals have which status in each focus area."""
    measures = grouped(((row.area_code, row.goal_id), row) for row in statuses)
    counts = Counter((code, progress.together(row.status for row in rows)) for (code, _), rows in measures.items())
    rows: list[list[Cell | str]] = [
        [Cell(text=status.name, mark=status.name), status.meaning, *(str(counts[code, status.name]) for code in focus)]
        for status in STATUSES
        if any(counts[code, status.name] for code in focus)
    ]
    columns = [Column("Stand"), Column("Wat het betekent"), *(Column(f"Doelen in {names[code]}", 0) for code in focus)]
    return f"<p>{WORDS}</p>{tables.html(Table.of('Aantal doelen per stand', columns, rows))}"


def reading(query: Query) -> str:
    """Return how to read the dashboard: the words that every page uses."""
    confidence = lookups.threshold(query, "screen_confidence")
    about = lookups.programme(query)
    return TEMPLATES.get_template("reading.html").render(
        municipality=about.municipality_name,
        city=about.municipality_word,
        unsettled=about.plan_unsettled,
        confidence=dutch.number(confidence, 0),
        chance=dutch.number(100 - confidence, 0),
    )


def _goals(query: Query) -> Iterator[Entry]:
    synonyms, goal_synonyms = _synonyms(query), _goal_synonyms(query)
    for goal_id, goal in goal_rows.goals(query).items():
        measures = goal_rows.measures_of(query, goal_id)
        labels = dict.fromkeys(measure[0].label for measure in measures)
        indicator_ids = dict.fromkeys(measure[0].indicator_id for measure in measures)
        measured = [synonyms.get(indicator_id, "") for indicator_id in indicator_ids if indicator_id]
        also = " ".join(["doel", goal_synonyms.get(goal_id, ""), *labels, *measured])
        rest = " ".join([goal.target_text, goal.level, *goal.strategic_goals])
        yield Entry(
            "Doelen", f"{goal_id}. {goal.name}", _goal_address(goal_id), goal.target_text, also, rest,
            subject=f"doel-{goal_id}",
        )  # fmt: skip


def _indicators(query: Query) -> Iterator[Entry]:
    synonyms = _synonyms(query)
    for indicator_id, indicator in lookups.indicators(query).items():
        has_figures = indicator.figure_count > 0
        address, about, note = links.trend(indicator_id), links.topic(indicator_id), indicator.definition
        if not has_figures:
            address, about, note = about, "", f"{note} Er zijn nog geen cijfers."
        also, rest = synonyms.get(indicator_id, ""), f"{indicator.definition} {indicator.theme}"
        subject = f"onderwerp-{indicator_id}"
        compare = links.comparison(indicator_id) if indicator.buurt_figure_count else ""
        yield Entry("Onderwerpen", indicator.label, address, note, also, rest, not has_figures, about, subject, compare)


def _areas(query: Query) -> Iterator[Entry]:
    areas = query(queries.areas)
    names = {code: name.removeprefix(f"Wijk {code[-2:]} ") for code, name in lookups.area_names(query).items()}
    focus = lookups.programme(query).focus_area_codes
    for area in areas[areas["level"].eq("groep") & areas["area_code"].isin(focus)].itertuples():
        address, kind = links.profile(area.area_code), "aandachtsgebied"
        yield Entry("Buurten en wijken", area.name, address, "Aandachtsgebied van meer buurten", rest=kind)
    for buurt in areas[areas["level"] == "buurt"].itertuples():
        wijk = names.get(buurt.parent_code, "")
        yield Entry(
            "Buurten en wijken", buurt.name, links.profile(buurt.area_code), f"Buurt in {wijk}", f"buurt {wijk}"
        )
    for wijk in areas[areas["level"] == "wijk"].itertuples():
        address = f"trends?{urlencode({'gebied': [wijk.area_code, wijk.parent_code]}, doseq=True)}"
        yield Entry("Buurten en wijken", names[wijk.area_code], address, "Wijk van meer buurten", rest="wijk")
    groups, _ = own_groups.read(group_figures.standing(query), lookups.area_names(query))
    for group in groups:
        address = f"buurtprofiel?{urlencode({'buurt': group.code, 'naast': 'geen'})}"
        yield Entry("Buurten en wijken", group.name, address, f"Groep van {len(group.buurten)} buurten", rest="groep")


def _stories(query: Query) -> Iterator[Entry]:
    names = lookups.area_names(query)
    for story in story_rows.stories(query):
        note = f"{story.kind.capitalize()}, {dutch.day(story.date)}"
        also = " ".join(["verhaal", story.kind, *(names.get(code, code) for code in story.area_codes)])
        address = f"verhalen?{urlencode({'verhaal': story.story_id})}"
        words = (*(names[code] for code in story.area_codes if code in names), *_words(query, story.goal_ids))
        yield Entry("Verhalen", story.title, address, note, also, markup.plain(story.body), words=words)


def _efforts(query: Query) -> Iterator[Entry]:
    names, synonyms = lookups.area_names(query), _goal_synonyms(query)
    for effort in query(effort_queries.efforts).itertuples():
        kind, where = efforts.KINDS[effort.kind], efforts.where(effort, names)
        address = effort_tables.link(inspanning=effort.effort_id)
        rest = f"{where} {' '.join(effort.partners)} {effort.note}"
        also = ["inspanning", kind]
        if not effort.is_for_all_goals:
            also += [synonyms.get(goal_id, "") for goal_id in effort.goal_ids]
        words = () if effort.is_for_all_goals else _words(query, effort.goal_ids)
        note = f"{kind.capitalize()}: {where}"
        yield Entry("Inspanningen", effort.name, address, note, " ".join(also), rest, words=words)


def _decisions(query: Query) -> Iterator[Entry]:
    synonyms = _goal_synonyms(query)
    for decision in decision_rows.decisions(query):
        choice = {"bij_doel": decision.goal_ids[0]} if decision.goal_ids else {}
        note = f"Besloten op {dutch.day(decision.date)}"
        also = " ".join(["besluit", *(synonyms.get(goal_id, "") for goal_id in decision.goal_ids)])
        rest = f"{decision.text} {decision.owner or ''}"
        title, words = decision_sentences.short(decision), _words(query, decision.goal_ids)
        yield Entry("Besluiten", title, decision_tables.link(**choice), note, also, rest, words=words)


def _pages(query: Query) -> Iterator[Entry]:
    city = lookups.programme(query).municipality_word
    for page, name in menu.PAGES.items():
        note, also = menu.ABOUT[page]
        yield Entry("Pagina's", name, "./" if page == menu.FIRST else page, note.format(city=city), f"pagina {also}")


def _synonyms(query: Query) -> dict[str, str]:
    return dict(query(queries.synonyms).itertuples(index=False))


def _goal_synonyms(query: Query) -> dict[int, str]:
    return dict(query(queries.goal_synonyms).itertuples(index=False))


def _words(query: Query, goal_ids: Iterable[int]) -> tuple[str, ...]:
    """Return the names of these goals and other words for them, to find entries by."""
    goals, other_words = goal_rows.goals(query), query(queries.other_words)
    codes = {f"doel-{goal_id}" for goal_id in goal_ids}
    goal_names = [goals[goal_id].name for goal_id in goal_ids if goal_id in goals]
    return (*goal_names, *other_words.loc[other_words["code"].isin(codes), "word"])


def _goal_address(goal_id: int) -> str:
    return f"doelkaart?doel={goal_id}"
