"""The contents of Start: the sender, the buurten on the map, the key messages, and links to continue."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from html import escape

from veerkracht.core import areas, dutch
from veerkracht.database import lookups
from veerkracht.database import queries as database_queries
from veerkracht.database.query import Query
from veerkracht.drawing import city_map, exhibits, links
from veerkracht.drawing.tables import TEMPLATES, link
from veerkracht.topics.comparison import unusual
from veerkracht.topics.decisions import figures as decision_figures
from veerkracht.topics.decisions import rows as decision_rows
from veerkracht.topics.decisions import sentences as decision_sentences
from veerkracht.topics.decisions import tables as decision_tables
from veerkracht.topics.goals import picture
from veerkracht.topics.goals import queries as goal_queries
from veerkracht.topics.goals import rows as goal_rows
from veerkracht.topics.goals.rows import GoalStatus
from veerkracht.topics.readiness import rows as readiness_rows
from veerkracht.topics.readiness import sentences as readiness_sentences
from veerkracht.topics.start import highlights, sentences
from veerkracht.topics.start.highlights import Gap
from veerkracht.topics.start.sentences import Card

_FOLDED_FROM = 3  # areas; with more, the answers are one tap away
_DOORS = (
    ("buurtprofiel", "Ik woon hier", "alle cijfers van mijn buurt"),
    ("tabel", "Ik zoek cijfers", "onderwerpen, buurten en jaren in een eigen tabel"),
    ("raadsbrief", "Ik schrijf een brief", "teksten en grafieken voor in Word"),
    ("vergaderstand", "Ik heb een vergadering", "de doelen op een groot scherm"),
    ("waar-gaat-het-over", "Wat is het programma?", "uitleg in gewone taal"),
    ("bronnen", "Waar komen de cijfers vandaan?", "elke bron, met datum"),
)  # fmt: skip


@dataclass(frozen=True)
class _Area:
    """A focus area with its good and bad news, and what is unknown."""

    name: str
    color: str
    good: str
    bad: str
    unknown: str
    profile: str


def band(query: Query) -> str:
    """Return the sender, the date of the figures, the question of the page and what the dashboard is."""
    programme, names = lookups.programme(query), lookups.area_names(query)
    retrieved_at = query(database_queries.version)["retrieved_at"].iloc[0]
    return TEMPLATES.get_template("start_band.html").render(
        programme=programme, about=sentences.ABOUT,
        title=sentences.title([names.get(code, code) for code in programme.focus_area_codes], programme.name),
        date=dutch.day(date.fromisoformat(retrieved_at)) if isinstance(retrieved_at, str) else "",
    )  # fmt: skip


def city(query: Query, today: date) -> str:
    """Return the focus areas on the map, with what goes well, what does not and what is unknown; the cards, and the
    decisions that are late today."""
    programme, names = lookups.programme(query), lookups.area_names(query)
    focus = programme.focus_area_codes
    look = exhibits.styles(query, focus)
    area_names = tuple((code, names.get(code, code)) for code in focus)
    outlines = exhibits.with_focus_areas(query, query(database_queries.outlines, "buurt"))
    city_picture = city_map.picture(city_map.land(outlines, names=area_names), look)
    statuses, gaps, holding = (
        _with_shared_status(goal_rows.statuses(query)),
        query.value(distances),
        goal_rows.holding(query),
    )
    focus_areas = []
    for code in focus:
        rows = [row for row in statuses if row.area_code == code]
        answers = highlights.answers(rows, gaps, holding)
        name = names.get(code, code)
        texts = sentences.good(answers), sentences.bad(answers), sentences.unknown(answers, name)
        focus_areas.append(_Area(name, look[code].color, *texts, links.profile(code)))
    late = decision_rows.overdue(query, today)
    return TEMPLATES.get_template("start.html").render(
        map=city_picture, look=look,
        alternative=sentences.picture(names, focus, programme.municipality_name), areas=focus_areas, cards=cards(query),
        folded_from=_FOLDED_FROM, late=decision_sentences.overdue(late),
        late_whole=decision_sentences.whole(late[0]) if late else "",
        late_address=decision_tables.link(stand=decision_figures.OVERDUE),
    )  # fmt: skip


def cards(query: Query) -> list[Card]:
    """Return the key messages, at most three cards: a change, a gap and a decision, each if there is one."""
    programme, names = lookups.programme(query), lookups.area_names(query)
    statuses = [row for row in goal_rows.statuses(query) if row.area_code in programme.focus_area_codes]
    messages, compared = [], query.value(unusual.overview, programme.focus_area_codes)
    if change := highlights.most_unusual(compared.rows):
        goal_ids = {row.indicator_id: row.goal_id for row in reversed(statuses) if row.indicator_id}
        goal_id = goal_ids.get(change.indicator.indicator_id)
        messages.append(sentences.change(change, goal_id, len(compared.rows), compared.expected[0]))
    if gaps := highlights.by_distance(query.value(distances).values()):
        messages.append(sentences.largest_gap(gaps[0], names[gaps[0].row.area_code]))
    if decision := highlights.due(statuses):
        messages.append(sentences.decision(decision, names))
    elif not (protocol := query(goal_queries.protocol)).empty and protocol["status"].iloc[0] == "voorlopig":
        messages.append(sentences.provisional_protocol(protocol["fixed_on"].iloc[0]))
    return messages


def readiness(query: Query, today: date) -> str:
    """Return how many goals have no begin yet, with a link to the page Weten; '' without goals."""
    goals = readiness_rows.outlooks(query, today)
    if not goals:
        return ""
    question = readiness_sentences.question(lookups.programme(query).target_year)
    return f"<p>{escape(readiness_sentences.finding(goals))} {link('weten', question)}</p>"


def doors() -> str:
    """Return links for six kinds of visitors."""
    return TEMPLATES.get_template("start_doors.html").render(doors=_DOORS)


def _with_shared_status(statuses: Sequence[GoalStatus]) -> list[GoalStatus]:
    """Return the rows; those of a measure with one target for all areas get the status of the areas together."""
    together = {row.measure_id: row.status for row in statuses if row.is_shared and row.area_code == areas.TOGETHER}
    return [replace(row, status=together.get(row.measure_id, row.status)) for row in statuses]


def distances(query: Query) -> dict[tuple[str, str], Gap]:
    """Return the known distances to the city by measure and focus area, in the order of the plan."""
    focus, spread = lookups.programme(query).focus_area_codes, partial(picture.spread, query)
    rows = (row for row in goal_rows.statuses(query) if row.area_code in focus)
    return {(gap.row.measure_id, gap.row.area_code): gap for row in rows if (gap := highlights.gap(row, spread))}
