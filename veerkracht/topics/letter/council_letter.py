"""Composes the letter to the council: two pages in sentences, with what follows and when more is known.

What it leaves out stands in the annex, the letter of `letter.py` with every table and source.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from veerkracht.core import areas, dutch, periods
from veerkracht.database import lookups
from veerkracht.database.query import Query
from veerkracht.drawing import exhibits, yardsticks
from veerkracht.drawing.exhibit import Exhibit, Letter, Part
from veerkracht.topics.efforts import figures as efforts
from veerkracht.topics.goals import comparisons, next_steps, picture_words
from veerkracht.topics.goals import rows as goal_rows
from veerkracht.topics.goals import sentences as goal_sentences
from veerkracht.topics.goals.rows import GoalStatus, Measure
from veerkracht.topics.letter import letter as annex

MOST_WORDS = 650  # of a letter of two pages
PICTURES = {"een": "Eén afbeelding", "elk": "Bij elk doel", "geen": "Zonder afbeelding"}
SALUTATION = "Geachte raadsleden,"
_MOST_EFFORTS = 6  # by name; the rest is counted
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
    def known(self) -> list[Measure]:
        return [measure for measure in self.measures if any(row.value is not None for row in measure)]

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
    goals = [_goal(query, int(code.partition("-")[2])) for code in codes if code.startswith("doel-")]
    parts = [_of_goal(query, goal) for goal in goals]
    parts += [_of_other(query, code, area_codes) for code in codes if code.startswith(_OTHERS)]
    if pictures != "geen":
        known = [f"doel-{goal.goal_id}" for goal in goals if goal.known]
        drawn = _pictures(query, known, link, only_first=pictures == "een")
        parts = [replace(part, pictures=drawn.get(part.code, ())) for part in parts]
    parts += _now_and_later(query, goals)
    return Letter(
        name="brief",
        title=_subject(goals, parts, programme.name),
        subtitle=f"Raadsinformatiebrief van de gemeente {programme.municipality_name}, [datum]",
        author=exhibits.author(query),
        parts=tuple(parts),
        link=link,
        version=exhibits.version(query),
        moment=exhibits.moment(query),
        opening=(SALUTATION, *_summary(query, goals, programme.name)),
        closing=("Wij houden u op de hoogte.", "Hoogachtend,", "[naam]", "[functie]"),
        source=_source(goals),
        is_sent=True,
    )  # fmt: skip


def word_count(letter: Letter) -> int:
    """Return how many words of text a letter has, captions of pictures and the address included."""
    texts = [letter.title, letter.subtitle, letter.source, *letter.opening, *letter.closing]
    for part in letter.parts:
        texts += [part.heading, *part.sentences, *(picture.title for picture in part.pictures)]
    return sum(len(text.split()) for text in texts)


def _goal(query: Query, goal_id: int) -> _Goal:
    return _Goal(goal_id, tuple(goal_rows.measures_of(query, goal_id)))


def _subject(goals: Sequence[_Goal], parts: Sequence[Part], programme: str) -> str:
    names = [goal.first.name for goal in goals] or [part.heading for part in parts if part.code.startswith(_OTHERS)]
    listed = dutch.joined([_small(name) for name in names[:3]])
    return f"{programme}: {'nieuwe cijfers over ' if any(goal.known for goal in goals) else ''}{listed}".rstrip(": ")


def _summary(query: Query, goals: Sequence[_Goal], programme: str) -> list[str]:
    """Return why the letter comes now, what the verdicts are, and how many of these chance alone would give."""
    if not goals:
        return [f"Met deze brief informeren wij u over cijfers bij het programma {programme}."]
    total = len(goal_rows.goals(query))
    latest = sorted({row.period for goal in goals for row in goal.rows if row.period and row.value is not None})
    subject = f"{len(goals)} van de {total} doelen"
    why = (
        f"Er zijn nieuwe cijfers, tot en met {periods.parse(latest[-1]).label}. Deze brief gaat over {subject}."
        if latest
        else f"Deze brief gaat over {subject} van {programme}. Nieuwe cijfers zijn er nog niet."
    )
    rows = [row for goal in goals for row in goal.rows]
    verdicts = [f"{goal.first.name}: {_verdicts(query, goal)}." for goal in goals if goal.known]
    distances = _distances(rows)
    texts = [why, *verdicts, f"{distances}." if distances else ""]
    chance = goal_sentences.by_chance(rows, goal_rows.holding(query)).replace(" (✓)", "")
    return [" ".join(filter(None, texts)), *([chance] if chance else [])]


def _verdicts(query: Query, goal: _Goal) -> str:
    """Return the status of each area on the first measure that has one: 'Nazareth op koers, Pottenberg …'."""
    names = lookups.area_names(query)
    measure = goal.known[0]
    return ", ".join(
        f"{names[row.area_code]} ‘{goal_sentences.stand(row)}’" for row in measure if row.area_code != areas.TOGETHER
    )


def _of_goal(query: Query, goal: _Goal) -> Part:
    """Return the paragraphs on a goal: what the plan wants, and per area figure, doubt, city and country."""
    names = lookups.area_names(query)
    texts = [f"Het plan wil: “{goal.first.target_text}”"]
    for measure in goal.known:
        rows = [row for row in measure if row.area_code != areas.TOGETHER]
        texts += [_in_area(query, row, is_first=row is rows[0]) for row in rows]
        texts.append(" ".join(goal_sentences.cautions(measure[0])))
    texts += [_unknown(measure, names) for measure in goal.measures if measure not in goal.known]
    return Part(f"doel-{goal.goal_id}", _finding(query, goal), tuple(text for text in texts if text), ())


def _finding(query: Query, goal: _Goal) -> str:
    """Return the heading of a goal, a sentence: what is to be discussed, else what its distances to the city did."""
    if not goal.known:
        return f"{goal.first.name}: er is nog geen nieuw cijfer"
    sticks = [goal_rows.yardstick(query, row) for row in goal.rows]
    move = picture_words.move(goal.rows, sticks, lookups.area_names(query))
    if move.is_discussion:
        found = move.step.partition(": ")[2]
        return f"{goal.first.name}: {'de ' if found.startswith(('achterstand', 'voorsprong')) else ''}{found}"
    return f"{goal.first.name}: {_small(_distances(goal.rows)) or 'er is een nieuw cijfer'}"


def _distances(rows: Sequence[GoalStatus]) -> str:
    """Return what the distances to the city did, '' when that is not known of any."""
    is_known = any(row.gap_word and row.gap_lower is not None for row in rows)
    return picture_words.headline(rows) if is_known else ""


def _in_area(query: Query, row: GoalStatus, is_first: bool) -> str:
    """Return what is known of a measure in an area, in one paragraph; the first one says what the city did."""
    area, city = lookups.area_names(query)[row.area_code], lookups.programme(query).municipality_name
    figure, *_, certainty = goal_sentences.standing(row, area)
    gap = comparisons.standing_in_city(row)
    beside = comparisons.versus_city(row, area, city) if is_first or not gap else f"{gap[0].upper()}{gap[1:]}."
    texts = [figure, goal_sentences.needed_now(row), "" if certainty == figure else certainty, beside]
    stick = goal_rows.yardstick(query, row)
    if stick is not None and stick.period == row.period and yardsticks.is_unusual(stick, row.direction):
        count = yardsticks.in_a_hundred(stick, row.direction, is_brief=True)
        texts.append(f"Landelijk is dat {yardsticks.word(stick, row.direction)}: {_small(count)}.")
    return " ".join(filter(None, texts))


def _unknown(measure: Measure, names: dict[str, str]) -> str:
    """Return where a measure without a new figure began in each area."""
    rows = [row for row in measure if row.area_code != areas.TOGETHER]
    aims = {row.area_code: goal_sentences.aim(row) for row in rows}
    if len({*aims.values()}) > 1:
        aims = {code: f"{names[code]}: {aim}" for code, aim in aims.items()}
    start = " ".join(dict.fromkeys(aims.values()))
    return f"Van ‘{_small(measure[0].label)}’ is er nog geen nieuw cijfer. {start}"


def _of_other(query: Query, code: str, area_codes: Sequence[str]) -> Part:
    """Return the sentences of a part on a buurt or an indicator that say how sure they are, without its exhibits."""
    part = annex.part(query, code, area_codes)
    texts = part.sentences
    if code.startswith("buurt-"):
        texts = tuple(text for text in texts if not text.startswith(("Ongewoon in Nederland", "Doel ")))
    return replace(part, sentences=texts, exhibits=(), definitions=())


def _pictures(query: Query, codes: Sequence[str], link: str, only_first: bool) -> dict[str, tuple[Exhibit]]:
    """Return the first picture that the annex has of each of these parts, or of the first of them that has one."""
    pictures: dict[str, tuple[Exhibit]] = {}
    for code in codes:
        exhibits = annex.linked(annex.part(query, code, ()), link).exhibits
        if first := next((exhibit for exhibit in exhibits if exhibit.has_picture), None):
            pictures[code] = (first,)
            if only_first:
                break
    return pictures


def _now_and_later(query: Query, goals: Sequence[_Goal]) -> list[Part]:
    """Return what is done for these goals in the year of the figures, and when more is known of them."""
    year = exhibits.moment(query).year
    listed = [_effort(effort) for effort in efforts.efforts(query) if _is_now(effort, goals, year)]
    parts = []
    if listed:
        more = len(listed) - _MOST_EFFORTS
        rest = [] if more < 1 else ["nog een inspanning"] if more == 1 else [f"nog {more} andere"]
        now = dutch.joined([*listed[:_MOST_EFFORTS], *rest])
        parts.append(Part("nu", "Wat we nu doen", (f"In {year}: {now}.",), ()))
    later = dict.fromkeys(_next(goal.first.name, measure[0]) for goal in goals for measure in goal.measures)
    return [*parts, Part("later", "Wanneer weten we meer?", tuple(later), ())] if later else parts


def _is_now(effort: efforts.Effort, goals: Sequence[_Goal], year: int) -> bool:
    """Return whether an effort is for one of these goals and for this year, as far as its years are known."""
    if effort.state in _OVER or not {goal.goal_id for goal in goals} & {*effort.goal_ids}:
        return False
    first, last = (period and periods.parse(period) for period in (effort.first_period, effort.last_period))
    return not (first and first.first > year) and not (last and last.last < year)


def _effort(effort: efforts.Effort) -> str:
    years = efforts.years(effort) if effort.first_period else ""
    return f"{effort.name} ({years})" if years and years not in effort.name else effort.name


def _next(name: str, row: GoalStatus) -> str:
    """Return when a measure gets its next figure, or what is needed for one and whose move it is."""
    if row.value is None:
        return f"{name}: {_small(next_steps.next_step(row))}"
    if row.next_period is None:
        return f"{name}: wanneer het volgende cijfer komt, is niet bekend."
    expected = f", verwacht {row.next_expected}" if row.next_expected else ""
    return f"{name}: het volgende cijfer is van {periods.parse(row.next_period).label}{expected}."


def _source(goals: Sequence[_Goal]) -> str:
    """Return who published the figures of the letter."""
    sources = [goal_sentences.source(measure[0]) for goal in goals for measure in goal.known]
    named = dict.fromkeys(source.removeprefix("Bron: ").rstrip(".") for source in sources if source)
    return f"Bronnen: {'; '.join(named)}." if named else ""


def _small(text: str) -> str:
    """Return a text that goes on in a sentence; an abbreviation keeps its capitals."""
    return text if text[:2].isupper() else f"{text[:1].lower()}{text[1:]}"
