"""The three answers to where a measure stands in an area, side by side: the path, the city, the like buurten."""

from dataclasses import dataclass
from typing import Literal

from veerkracht.core import dutch
from veerkracht.core.statuses import STATUS
from veerkracht.database.rows import Yardstick
from veerkracht.method import verdict, yardstick
from veerkracht.method.verdict import Comparison
from veerkracht.topics.goals import sentences
from veerkracht.topics.goals.rows import GoalStatus

Question = Literal["Pad", "Stad", "Meetlat"]

_COLOURS = {"gained": "#0b6b3a", "equal": "#333", "lost": "#a4262c"}
_SHAPES: dict[Comparison, str] = {  # paths of SVG in 20 by 20
    "gained": "M4 9l6-6 6 6M4 17l6-6 6 6",
    "equal": "M3 7H17M3 13H17",
    "lost": "M4 3l6 6 6-6M4 11l6 6 6-6",
}


@dataclass(frozen=True)
class Answer:
    """One answer: its question, a word, what is needed, how sure it is, and the content of an SVG of 20 by 20.

    What makes it so stands in the headline.
    """

    question: Question
    word: str
    detail: str
    certainty: str
    shape: str


def answers(row: GoalStatus, holds: bool, stick: Yardstick | None) -> tuple[Answer, ...]:
    """Return the answers that the figures of a measure and area give: always the path, the others where known.

    `holds` is whether the verdict on the path holds among all verdicts, `stick` what the national yardstick has of it.
    """
    made = [_path(row, holds)]
    if row.gap_word is not None:
        made.append(_city(row))
    if stick and stick.lower_share is not None and stick.period == row.period:
        made.append(_country(row, stick, stick.lower_share))
    return tuple(made)


def _path(row: GoalStatus, holds: bool) -> Answer:
    detail = ""
    if row.path is not None:
        path = dutch.short_figure(row.path, row.figure_decimals, row.unit)
        detail = f"nodig in {row.period}: {path}"
    certainty = row.why_no_figure or sentences.certainty(row, holds)
    return Answer("Pad", row.status, detail, certainty, STATUS[row.status].shape)


def _city(row: GoalStatus) -> Answer:
    assert row.gap_word is not None
    is_sure = row.gap_lower is not None
    went = verdict.comparison(row.gap_word)
    line = f'stroke="{_COLOURS[went]}"' if is_sure else 'stroke="#555" stroke-dasharray="3 2.4"'
    certainty = "zekerheid onbekend" if not is_sure else "binnen de marge" if went == "equal" else "met marge"
    shape = f'<path d="{_SHAPES[went]}" fill="none" {line} stroke-width="2.4"/>'
    return Answer("Stad", row.gap_word, "", certainty, shape)


def _country(row: GoalStatus, stick: Yardstick, lower_share: float) -> Answer:
    share = yardstick.less_well(lower_share, row.direction)
    is_usual = yardstick.UNUSUAL < share < 1 - yardstick.UNUSUAL
    colour = _COLOURS["equal" if is_usual else "gained" if share > 0.5 else "lost"]
    shape = (
        '<path d="M1 14H19M2 11V17M10 12V16M18 11V17" fill="none" stroke="#555" stroke-width="1.6"/>'
        f'<circle cx="{2 + 16 * share:.1f}" cy="8" r="4" fill="{colour}"/>'
    )
    others = f"van {dutch.number(stick.buurt_count, 0)} buurten"
    return Answer("Meetlat", yardstick.word(lower_share, row.direction), "", others, shape)
