"""Composes the letter to the council: two pages of sentences, with next steps and when more will be known.

Whatever it leaves out is in the annex, the letter of `letter.py` with every table and source.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from veerkracht.core import areas, dutch, periods
from veerkracht.database import lookups
from veerkracht.database.query import Query
from veerkracht.drawing import exhibits
from veerkracht.drawing.exhibit import Exhibit, Letter, Part
from veerkracht.groups import sentences as group_sentences
from veerkracht.topics.decisions import rows as decisions
from veerkracht.topics.decisions import sentences as decision_sentences
from veerkracht.topics.efforts import figures as efforts
from veerkracht.topics.goals import exhibits as goal_exhibits
from veerkracht.topics.goals import picture_words
from veerkracht.topics.goals import rows as goal_rows
from veerkracht.topics.goals import sentences as goal_sentences
from veerkracht.topics.goals.rows import GoalStatus, Measure
from veerkracht.topics.letter import letter as annex
from veerkracht.topics.letter import sentences

MOST_WORDS = 650  # of a letter of two pages
PICTURES = {"een": "Eén afbeelding", "elk": "Bij elk doel", "geen": "Zonder afbeelding"}
FIELDS = "Datum: [datum]. Behandeld door: [naam]. Kenmerk: [kenmerk]. Bijlagen: [aantal]."
SALUTATION = "Geachte raadsleden,"
CLOSING = ("Wij houden u op de hoogte.", "Hoogachtend,", "[naam]", "[functie]")
_MOST_NAMES = 3  # of goals in the subject
_MOST_GOALS = 4  # with a full text; with more goals each gets a shorter one
_MOST_UNKNOWN = 3  # goals without a figure that get a text each
_MOST_EFFORTS = 6  # with details; of more only the names
_MOST_NAMED_EFFORTS = 6  # the rest is counted
_MOST_DECISIONS = 2
_OTHERS = ("buurt-", "onderwerp-")
_OVER = ("klaar", "gestopt")  # states of an effort


@dataclass(frozen=True)
class _Goal:
    """A goal of the letter, with the measures that have a new figure and those without one."""

    goal_id: int
    measures: tuple[Measure, ...]

    @property
    def first(self) -> GoalStatus:
        return self.measures[0][0]

    @property
    def measured(self) -> list[Measure]:
        return [measure for measure in self.measures if any(row.value is not None for row in measure)]

    @property
    def statuses(self) -> list[GoalStatus]:
        """Return the statuses of the first measure that has a new figure."""
        return _rows_of_goal(self.measured[0])

    @property
    def rows(self) -> list[GoalStatus]:
        """Return the statuses of areas, without those of the focus areas together."""
        return [row for measure in self.measures for row in measure if row.area_code != areas.TOGETHER]


def compose(query: Query, link: str, codes: Sequence[str], area_codes: Sequence[str], pictures: str = "een") -> Letter:
    """Return the letter on these parts in this order, with `link` as the address of its choices.

    `pictures` is a code of PICTURES: the path of the first measured goal, of every one, or none. Raises DataError when
    a part or an area does not exist, and Busy when too many letters are drawn.
    """
    programme = lookups.programme(query)
    annex.require_areas(query, area_codes)
    goal_ids = [int(code.partition("-")[2]) for code in codes if code.startswith("doel-")]
    goals = [_Goal(goal_id, tuple(goal_rows.measures_of(query, goal_id))) for goal_id in goal_ids]
    measured, unmeasured = [goal for goal in goals if goal.measured], [goal for goal in goals if not goal.measured]
    is_short = len(goals) > _MOST_GOALS
    is_together = len(unmeasured) > (1 if is_short else _MOST_UNKNOWN)
    parts = [_of_goal(query, goal, is_short) for goal in goals if goal.measured or not is_together]
    parts += [_of_other(query, code, area_codes) for code in codes if code.startswith(_OTHERS)]
    if is_together:
        is_all = len(goals) == len(goal_rows.goals(query)) and len(unmeasured) < len(goals)
        text = sentences.without_figures([goal.first.name for goal in unmeasured], is_all)
        parts.append(Part("zonder", "Waar nog geen nieuw cijfer over is", (text,), ()))
    if pictures != "geen":
        goal_pictures = _pictures(query, measured, link, only_first=pictures == "een")
        parts = [replace(part, pictures=goal_pictures.get(part.code, ())) for part in parts]
    parts += _now_and_later(query, goals)
    return Letter(
        name="brief",
        title=_subject(goals, parts, programme.name),
        subtitle=f"Raadsinformatiebrief van de gemeente {programme.municipality_name}",
        author=exhibits.author(query),
        parts=tuple(parts),
        link=link,
        version=exhibits.version(query),
        moment=exhibits.moment(query),
        opening=(SALUTATION, *_summary(query, goals)),
        closing=CLOSING,
        source=_source(query, goals, codes, is_short, is_together),
        is_sent=True,
        address=("Aan de leden van de gemeenteraad", FIELDS),
    )  # fmt: skip


def word_count(letter: Letter) -> int:
    """Return how many words of text a letter has, captions of pictures and the address included."""
    texts = [letter.title, letter.subtitle, letter.source, *letter.address, *letter.opening, *letter.closing]
    for part in letter.parts:
        texts += [part.heading, *part.sentences, *(picture.caption for picture in part.pictures)]
    return sum(len(text.split()) for text in texts)


def _subject(goals: Sequence[_Goal], parts: Sequence[Part], programme: str) -> str:
    measured, unmeasured = ([goal.first.name for goal in goals if bool(goal.measured) is new] for new in (True, False))
    names = [*measured, *unmeasured] or [part.heading for part in parts if part.code.startswith(_OTHERS)]
    if len(names) > _MOST_NAMES:
        new = "nieuwe cijfers over " if measured and not unmeasured else "stand van "
        some = f", nieuwe cijfers over {sentences.count(len(measured))}" if measured and unmeasured else ""
        return f"{programme}: {new}{sentences.count(len(names))} {'doelen' if goals else 'onderwerpen'}{some}"
    listed = dutch.joined([sentences.small(name) for name in (measured or names)])
    if not measured:
        return f"{programme}: {listed}".rstrip(": ")
    rest = f", stand van {dutch.joined([sentences.small(name) for name in unmeasured])}" if unmeasured else ""
    return f"{programme}: nieuwe cijfers over {listed}{rest}"


def _summary(query: Query, goals: Sequence[_Goal]) -> list[str]:
    """Return why the letter comes now, how each goal develops, and how sure that is."""
    programme, names = lookups.programme(query), lookups.area_names(query)
    if not goals:
        return [f"Met deze brief informeren wij u over cijfers bij het {dutch.programme(programme.name)}."]
    measured = [goal for goal in goals if goal.measured]
    places = sentences.places([names[code] for code in programme.focus_area_codes])
    total = len(goal_rows.goals(query))
    aims = f"In het {dutch.programme(programme.name)} werken wij aan {sentences.count(total)} doelen voor {places}."
    texts = [f"{aims} Wij informeren u over {sentences.subject(len(measured), len(goals), total)}."]
    if len(measured) <= _MOST_GOALS:
        texts += [sentences.verdicts(goal.first.name, goal.statuses, names) for goal in measured]
    rows = [(goal.first.name, row) for goal in measured for row in goal.rows]
    texts.append(sentences.beside_city(rows, names, programme.municipality_name))
    probably = sentences.probably([row for _, row in rows])
    return [" ".join(filter(None, texts)), *([probably] if probably else [])]


def _of_goal(query: Query, goal: _Goal, is_short: bool) -> Part:
    """Return the paragraphs on a goal: its target in the plan, and per area figure, doubt, target, city and country."""
    names, city = lookups.area_names(query), lookups.programme(query).municipality_name
    texts = [] if is_short else [f"Het plan: “{goal.first.target_text}”"]
    for measure in goal.measured[:1] if is_short else goal.measured:
        for place, row in enumerate(_rows_of_goal(measure)):
            holds = (row.measure_id, row.area_code) in goal_rows.holding(query)
            stick, area = goal_rows.yardstick(query, row), names[row.area_code]
            texts.append(sentences.in_area(row, area, city, holds, stick, is_first=place == 0, is_short=is_short))
        texts += ["" if measure[0].is_shared else sentences.missing(measure, names), sentences.cautions(measure[0])]
    is_only = len(goal.measures) == 1
    texts += [
        sentences.without_figure(measure, names, is_only)
        for measure in goal.measures
        if measure not in goal.measured and not (is_short and goal.measured)
    ]
    return Part(f"doel-{goal.goal_id}", _heading(query, goal), tuple(text for text in texts if text), ())


def _heading(query: Query, goal: _Goal) -> str:
    """Return the heading of a goal, a sentence: the point to discuss, else how the goal develops."""
    if not goal.measured:
        return f"{goal.first.name}: er is nog geen nieuw cijfer"
    return f"{goal.first.name}: {_to_discuss(query, goal) or sentences.heading(goal.statuses)}"


def _to_discuss(query: Query, goal: _Goal) -> str:
    """Return the point to discuss of a goal with a new figure, '' without one."""
    sticks = [goal_rows.yardstick(query, row) for row in goal.rows]
    move = picture_words.move(goal.rows, sticks, lookups.area_names(query))
    return sentences.discussed(move.step.partition(": ")[2]) if move.is_discussion else ""


def _rows_of_goal(measure: Measure) -> list[GoalStatus]:
    """Return the rows of a measure with the verdict: of the areas together when they share a target."""
    rows = [row for row in measure if row.value is not None]
    shared = [row for row in rows if row.is_shared and row.area_code == areas.TOGETHER]
    return shared or [row for row in rows if row.area_code != areas.TOGETHER]


def _of_other(query: Query, code: str, area_codes: Sequence[str]) -> Part:
    """Return the sentences of a part on a buurt or an indicator that say how sure they are, without its exhibits."""
    part = annex.part(query, code, area_codes)
    if code.startswith("buurt-"):
        texts = [text for text in part.sentences if not text.startswith(("Ongewoon in Nederland", "Doel "))]
    else:
        texts = _of_topic(query, code.partition("-")[2], area_codes)
    return replace(part, sentences=tuple(texts), exhibits=(), definitions=())


def _of_topic(query: Query, indicator_id: str, area_codes: Sequence[str]) -> list[str]:
    """Return a paragraph per buurt or wijk on a topic; of the city when no other area was chosen."""
    programme, names = lookups.programme(query), lookups.area_names(query)
    city, whole = programme.municipality_code, (programme.municipality_code, programme.country_code)
    indicator, since = lookups.indicator(query, indicator_id), goal_rows.baseline_period(query, indicator_id)
    frame = lookups.trend(query, indicator_id, [*dict.fromkeys((*area_codes, city))])
    chosen = [code for code in area_codes if code not in whole]
    texts = [
        sentences.topic_in_area(frame, indicator, code, names, city if chosen else "", since)
        for code in chosen or area_codes
    ]
    none = f"Van {dutch.joined([names[code] for code in area_codes])} zijn er geen cijfers over dit onderwerp."
    groups = [*group_sentences.of_buurten(query, area_codes), *group_sentences.how(query, indicator, area_codes)]
    return [*([text for text in texts if text] or [none]), *groups]


def _pictures(query: Query, goals: Sequence[_Goal], link: str, only_first: bool) -> dict[str, tuple[Exhibit]]:
    """Return the first picture that the annex has of each of these goals, or of the first of them that has one."""
    pictures: dict[str, tuple[Exhibit]] = {}
    for goal in goals:
        code = f"doel-{goal.goal_id}"
        exhibits = annex.linked(annex.part(query, code, ()), link).exhibits
        if first := next((exhibit for exhibit in exhibits if exhibit.has_picture), None):
            topic = first.title.partition(": ")[0]  # what follows names statuses
            alternative = _described(query, goal, first)
            key = _key(goal) if first.name.endswith("-pad") else ""
            pictures[code] = (replace(first, title=topic, subtitle=key, alternative=alternative),)
            if only_first:
                break
    return pictures


def _key(goal: _Goal) -> str:
    """Return the legend of the picture of a path, without its lines, which are labelled."""
    texts = ["Open vierkant: begin in het plan, en doel"] * any(row.target is not None for row in goal.rows)
    return ". ".join([*texts, *(["Vlak: marge"] * any(row.lower is not None for row in goal.rows))])


def _described(query: Query, goal: _Goal, picture: Exhibit) -> str:
    """Return the finding and the path of each area in a picture, in the words of the letter."""
    names = lookups.area_names(query)
    paths = {f"doel-{goal.goal_id}-{measure[0].indicator_id}-pad": _rows_of_goal(measure) for measure in goal.measured}
    rows = paths.get(picture.name, ())
    if not rows:
        return picture.alternative
    ways = [f"{names[row.area_code]}: {goal_exhibits.way(row)}." for row in rows]
    finding = sentences.verdicts(goal.first.name, rows, names)
    return " ".join(["Lijngrafiek.", finding, *ways])


def _now_and_later(query: Query, goals: Sequence[_Goal]) -> list[Part]:
    """Return the efforts for these goals in the year of the figures, and when more will be known."""
    concerns = [goal.first.name for goal in goals if goal.measured and _to_discuss(query, goal)]
    now = [*([sentences.answer(concerns)] if concerns else []), *_open_decisions(query, goals), *_efforts(query, goals)]
    later = _later(goals, lookups.area_names(query))
    parts = [
        Part("nu", "Wat we nu doen", tuple(now), ()),
        Part("later", "Wanneer weten we meer?", (" ".join(later),) if later else (), ()),
    ]
    return [part for part in parts if part.sentences]


def _open_decisions(query: Query, goals: Sequence[_Goal]) -> list[str]:
    """Return the newest open decisions on these goals, in sentences."""
    goal_ids = {goal.goal_id for goal in goals}
    chosen = [each for each in decisions.decisions(query) if each.state == "open" and goal_ids & {*each.goal_ids}]
    return [
        sentences.decided(decision_sentences.short(each), each.owner, each.due) for each in chosen[:_MOST_DECISIONS]
    ]


def _efforts(query: Query, goals: Sequence[_Goal]) -> list[str]:
    """Return the efforts for these goals in the year of the figures; only their names when there are many."""
    year, programme = exhibits.moment(query).year, lookups.programme(query)
    now = [effort for effort in efforts.efforts(query) if _is_now(effort, goals, year)]
    if len(now) <= _MOST_EFFORTS:
        return sentences.done(now, lookups.area_names(query), programme.municipality_name)
    listed = [sentences.small(_effort_name(effort)) for effort in now]
    more = len(listed) - _MOST_NAMED_EFFORTS
    rest = [] if more < 1 else ["nog een inspanning"] if more == 1 else [f"nog {more} andere"]
    text = dutch.joined([*listed[:_MOST_NAMED_EFFORTS], *rest])
    return [f"In {year} werken wij hiervoor onder meer aan: {text}."]


def _later(goals: Sequence[_Goal], names: dict[str, str]) -> list[str]:
    """Return when goals get their next figure, and what is needed for those without: similar goals share a sentence,
    and areas are named where others have a figure or lack it for another reason."""
    dated: dict[tuple[str | None, str | None], list[tuple[str, GoalStatus]]] = {}
    fetched: list[tuple[str, GoalStatus]] = []
    agreed: list[tuple[str, GoalStatus]] = []
    for goal in goals:
        for measure in goal.measures:
            name, row = goal.first.name, next((row for row in measure if row.value is not None), None)
            if row is not None:
                dated.setdefault((row.next_period, row.next_expected), []).append((name, row))
            without = [each for each in measure if each.value is None and each.area_code != areas.TOGETHER]
            lacking = [] if measure in goal.measured and measure[0].is_shared else without
            is_everywhere = row is None and len({each.why_no_figure for each in lacking}) == 1
            for each in lacking[:1] if is_everywhere else lacking:
                about = name if is_everywhere else f"{name} in {names[each.area_code]}"
                (fetched if each.why_no_figure == "niet opgehaald" else agreed).append((about, each))
    texts = [
        sentences.next_figure([*dict.fromkeys(name for name, _ in pairs)], pairs[0][1]) for pairs in dated.values()
    ]
    if fetched:
        texts.append(sentences.steps([*dict.fromkeys(name for name, _ in fetched)], is_fetched=True))
    if len({name for name, _ in agreed}) > _MOST_UNKNOWN:
        texts.append(sentences.steps([], is_fetched=False))
    else:
        texts += [sentences.step(name, row) for name, row in agreed]
    return [*dict.fromkeys(texts)]


def _is_now(effort: efforts.Effort, goals: Sequence[_Goal], year: int) -> bool:
    """Return whether an effort is for one of these goals and for this year, as far as its years are known."""
    if effort.state in _OVER or not {goal.goal_id for goal in goals} & {*effort.goal_ids}:
        return False
    first, last = (period and periods.parse(period) for period in (effort.first_period, effort.last_period))
    return not (first and first.first > year) and not (last and last.last < year)


def _effort_name(effort: efforts.Effort) -> str:
    years = efforts.years(effort) if effort.first_period else ""
    return f"{effort.name} ({years})" if years and years not in effort.name else effort.name


def _source(query: Query, goals: Sequence[_Goal], codes: Sequence[str], is_short: bool, is_together: bool) -> str:
    """Return the publishers of the figures in the letter: those after the baseline, else those of the plan; for a buurt
    its inhabitants, and for a topic its own."""
    measures = [measure for goal in goals for measure in goal.measured]
    in_full = [
        goal for goal in goals if not (is_short if goal.measured else is_together)
    ]  # also what has no new figure
    measures += [measure for goal in in_full for measure in goal.measures if _has_baselines(measure)]
    texts = [goal_sentences.source(measure[0]) or measure[0].source_text for measure in measures]
    named = [text.removeprefix("Bron: ").rstrip(".") for text in texts if text]
    topics = [lookups.indicator(query, code.partition("-")[2]) for code in codes if code.startswith("onderwerp-")]
    if any(code.startswith("buurt-") for code in codes):
        topics.append(lookups.indicator(query, lookups.programme(query).inhabitants_indicator_id))
    named += [f"{topic.publisher}, {topic.source_title}" for topic in topics]
    return f"Bronnen: {'; '.join(dict.fromkeys(named))}." if named else ""


def _has_baselines(measure: Measure) -> bool:
    """Return whether the letter names the baselines of a measure without a new figure."""
    return all(row.baseline_adopted is not None for row in measure if row.area_code != areas.TOGETHER)
