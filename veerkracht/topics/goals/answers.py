"""The three answers on a measure in an area, side by side: the path, the city, similar buurten."""

from dataclasses import dataclass
from typing import Literal

from veerkracht.core import dutch, periods
from veerkracht.core.codes import CityWord
from veerkracht.core.statuses import STATUS
from veerkracht.database.rows import Yardstick
from veerkracht.drawing import yardsticks
from veerkracht.method import progress, verdict, yardstick
from veerkracht.method.verdict import Comparison
from veerkracht.topics.goals import comparisons, picture_words, sentences, small_pictures
from veerkracht.topics.goals.rows import GoalStatus, Reference

Question = Literal["Pad", "Stad", "Gemeente", "Meetlat"]  # the second or the third, by what the city is called

_OF_CITY: dict[CityWord, Question] = {"gemeente": "Gemeente", "stad": "Stad"}
_COLOURS = {"gained": "#0b6b3a", "equal": "#333", "lost": "#a4262c"}
_SHAPES: dict[Comparison, str] = {  # paths of SVG in 20 by 20
    "gained": "M4 9l6-6 6 6M4 17l6-6 6 6",
    "equal": "M3 7H17M3 13H17",
    "lost": "M4 3l6 6 6-6M4 11l6 6 6-6",
}


@dataclass(frozen=True)
class Answer:
    """One answer: its question, a word, the sentence behind it, how sure it is, and the content of two SVG drawings:
    a mark of 20 by 20, and a small picture (`small_pictures`; '' without figures to draw)."""

    question: Question
    word: str
    sentence: str
    certainty: str
    shape: str
    picture: str


def answers(
    row: GoalStatus, holds: bool, stick: Yardstick | None, reference: Reference | None, colour: str
) -> tuple[Answer, ...]:
    """Return the answers that the figures of a measure and area give: always the path, the others where they are known.

    `holds` is whether the verdict on the path holds among all verdicts, `stick` its national yardstick, `reference` the
    figure to compare the area with, `colour` that of the area.
    """
    shown_answers = [_path(row, holds, colour)]
    if city := _city(row, reference, colour):
        shown_answers.append(city)
    if stick and stick.lower_share is not None and stick.period == row.period:
        shown_answers.append(_country(row, stick, stick.lower_share, colour))
    return tuple(shown_answers)


def _path(row: GoalStatus, holds: bool, colour: str) -> Answer:
    sign = progress.SIGN[row.direction]
    way = small_pictures.Path(
        _figure(row, row.baseline), _figure(row, row.value), _figure(row, row.path), _figure(row, row.target),
        row.lower, row.upper,
    )  # fmt: skip
    certainty = row.why_no_figure or sentences.certainty(row, holds)
    picture = small_pictures.path(way, sign, colour)
    return Answer("Pad", row.status, sentences.needed_now(row), certainty, STATUS[row.status].shape, picture)


def _figure(row: GoalStatus, value: float | None) -> small_pictures.Figure | None:
    decimals = row.decimals if row.value is None else row.figure_decimals
    return None if value is None else small_pictures.Figure(value, dutch.short_figure(value, decimals, row.unit))


def _city(row: GoalStatus, reference: Reference | None, colour: str) -> Answer | None:
    if row.gap_word is None:
        return _at_the_start(row, reference, colour)
    is_sure = row.gap_lower is not None
    went = verdict.comparison(row.gap_word)
    line = f'stroke="{_COLOURS[went]}"' if is_sure else 'stroke="#555" stroke-dasharray="3 2.4"'
    certainty = "zekerheid onbekend" if not is_sure else "binnen de marge" if went == "equal" else "met marge"
    shape = f'<path d="{_SHAPES[went]}" fill="none" {line} stroke-width="2.4"/>'
    then = row.change_from or row.baseline_period
    distances = [(period, gap) for period, gap in ((then, row.gap_baseline), (row.period, row.gap_now))
             if period is not None and gap is not None]  # fmt: skip
    labels = [(_years(period), _gap(row, value)) for period, value in distances]
    picture = small_pictures.distances(labels, colour)
    return Answer(_OF_CITY[row.city_word], row.gap_word, comparisons.then_and_now(row), certainty, shape, picture)


def _at_the_start(row: GoalStatus, reference: Reference | None, colour: str) -> Answer | None:
    """Return the distance to the city at the baseline of a measure whose change is unknown."""
    if reference is None or row.baseline is None or row.baseline_period is None:
        return None
    behind = row.gap_baseline
    if reference.is_middle:
        behind = picture_words.distance_behind(row.baseline, reference.value, row.direction, row.figure_decimals)
    if behind is None:
        return None
    gap = _gap(row, behind)
    other = "de middelste buurt" if reference.is_middle else f"de {row.city_word}"
    year = periods.parse(row.baseline_period).label
    side = "achterstand" if behind > 0 else "voorsprong"
    size = dutch.difference(behind, row.figure_decimals, row.unit)
    sentence = f"In {year} was de {side} op {other} {size}." if behind else f"In {year} gelijk met {other}."
    shape = f'<path d="{_SHAPES["equal"]}" fill="none" stroke="#555" stroke-dasharray="3 2.4" stroke-width="2.4"/>'
    picture = small_pictures.distances([(year, gap)], colour)
    return Answer(_OF_CITY[row.city_word], f"{side} bij het begin", sentence, "", shape, picture)


def _years(code: str) -> str:
    """Return a period in at most five characters: '2024', of several years '22–24'."""
    period = periods.parse(code)
    return period.label if period.first == period.last else f"{period.first % 100:02}–{period.last % 100:02}"


def _gap(row: GoalStatus, behind: float) -> small_pictures.Figure:
    unit = "" if row.unit == "%" else row.unit
    return small_pictures.Figure(behind, dutch.short_figure(abs(behind), row.figure_decimals, unit))


def _country(row: GoalStatus, stick: Yardstick, lower_share: float, colour: str) -> Answer:
    share = yardstick.less_well(lower_share, row.direction)
    is_usual = yardstick.UNUSUAL < share < 1 - yardstick.UNUSUAL
    shade = _COLOURS["equal" if is_usual else "gained" if share > 0.5 else "lost"]
    shape = (
        '<path d="M1 14H19M2 11V17M10 12V16M18 11V17" fill="none" stroke="#555" stroke-width="1.6"/>'
        f'<circle cx="{2 + 16 * share:.1f}" cy="8" r="4" fill="{shade}"/>'
    )
    basis = f"van {dutch.number(stick.buurt_count, 0)} buurten"
    sentence = f"{yardsticks.in_a_hundred(stick, row.direction, is_brief=True)}."
    word = yardstick.word(lower_share, row.direction)
    return Answer("Meetlat", word, sentence, basis, shape, small_pictures.hundred(share, colour))
