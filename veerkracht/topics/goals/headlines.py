"""The headline of a measure in an area: one Dutch sentence of at most twenty words, starting with the finding."""

from veerkracht.core import dutch
from veerkracht.database.rows import Yardstick
from veerkracht.drawing import yardsticks
from veerkracht.method import verdict
from veerkracht.method.verdict import Movement
from veerkracht.topics.goals import comparisons, sentences
from veerkracht.topics.goals.rows import GoalStatus

MOST_WORDS = 20
_NOTHING = "Er is geen zichtbare verandering"


def headline(row: GoalStatus, stick: Yardstick | None) -> str:
    """Return the headline of a measure in an area; without a figure, its baseline and its target.

    `stick` is its national yardstick, mentioned when the change is unusual and there is room.
    """
    if row.value is None:
        return sentences.aim(row)
    finding = _buurt_and_city(row, _direction(row))
    if not _fits(finding):  # the wording of a catalogue can be long
        finding = _buurt_and_city(row, _direction(row, is_short=True))
    whole = f"{finding}{_country(row, stick)}"
    return f"{whole if _fits(whole) else finding}."


def _fits(sentence: str) -> bool:
    return len(sentence.split()) <= MOST_WORDS


def _buurt_and_city(row: GoalStatus, buurt: str) -> str:
    if row.gap_word is None:
        return buurt
    movement, city = _movement(row), _city(row)
    match verdict.JOINS[movement, verdict.comparison(row.gap_word)]:
        case "alike":
            if comparisons.has_left_side(row):
                return f"{buurt}, net als in de {row.city_word}: het verschil veranderde niet duidelijk"
            return f"{buurt}, net als in de {row.city_word}: de {row.gap_word.split()[0]} bleef ongeveer gelijk"
        case "and" | "nothing visible":
            return f"{buurt}, en {city}"
        case "but":
            return f"{buurt}, maar {city}"
        case "comparison first":
            return f"{city[0].upper()}{city[1:]}, al is de verandering in de buurt zelf kleiner dan de marge"


def _city(row: GoalStatus) -> str:
    """Return which way the distance to the city went: 'de achterstand op de stad groeide'."""
    assert row.gap_word is not None
    side, _, went = row.gap_word.partition(" ")
    if went.startswith("werd "):
        return f"de {side} op de {row.city_word} werd een {went.removeprefix('werd ')}"
    if went == "ongeveer gelijk" and comparisons.has_left_side(row):
        return f"het verschil met de {row.city_word} veranderde niet duidelijk"
    verb = {"groter": "groeide", "kleiner": "kromp"}.get(went, "bleef ongeveer gelijk")
    return f"de {side} op de {row.city_word} {verb}"


def _direction(row: GoalStatus, is_short: bool = False) -> str:
    """Return which way the figure went, as far as its margin allows; `is_short` leaves out the wording of the
    catalogue."""
    if row.change is None or row.change == 0:
        return "Het cijfer bleef gelijk" if row.change == 0 else _level(row)
    rose = (row.change > 0) == (row.direction != "omlaag")
    wording = "" if is_short else row.more if rose else row.fewer
    sentence = wording or f"Het cijfer ging {'omhoog' if rose else 'omlaag'}"
    if row.change_lower is None:
        return f"{sentence} (zekerheid onbekend)"
    return _NOTHING if _movement(row) == "unclear" else sentence


def _movement(row: GoalStatus) -> Movement:
    """Return which way the figure went by its margin, or by the figure itself without one."""
    if row.change_lower is None or row.change_upper is None:
        return verdict.movement(row.change, row.change)
    return verdict.movement(row.change_lower, row.change_upper)


def _level(row: GoalStatus) -> str:
    """Return where a figure without a change is relative to its norm, which areas together can have."""
    assert row.value is not None
    if row.target is None and row.is_shared:
        return "Het doel is voor alle buurten samen"
    text = dutch.short_figure(row.value, row.figure_decimals, row.unit)
    if row.target is None:
        return f"Het cijfer is {text}"
    return f"Het cijfer is {text}; de norm is {dutch.short_figure(row.target, row.figure_decimals, row.unit)}"


def _country(row: GoalStatus, stick: Yardstick | None) -> str:
    if stick is None or stick.period != row.period or not yardsticks.is_unusual(stick, row.direction):
        return ""
    return f"; landelijk is dat {yardsticks.word(stick, row.direction)}"
