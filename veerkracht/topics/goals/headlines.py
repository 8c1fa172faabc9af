"""The headline of a measure in an area: one sentence in Dutch from its path, the city and the like buurten."""

from veerkracht.core import dutch, periods
from veerkracht.database.rows import Yardstick
from veerkracht.drawing import yardsticks
from veerkracht.method import verdict
from veerkracht.method.verdict import GapWord, Movement
from veerkracht.topics.goals.rows import GoalStatus

_NOTHING = "Er is geen zichtbare verandering"


def headline(row: GoalStatus, stick: Yardstick | None) -> str:
    """Return what the figures of one measure and area say; without a figure the reason.

    `stick` is what the national yardstick has of it.
    """
    if row.value is None:
        return row.reason
    return f"{_buurt_and_city(row)}{_country(row, stick)}."


def standing_in_city(row: GoalStatus) -> str:
    """Return the distance to the city then and now: 'de achterstand groeide van 13,7 naar 16,0 procentpunt'; '' if it
    is not known."""
    if row.gap_word is None or row.gap_baseline is None or row.gap_now is None:
        return ""
    side = "voorsprong" if row.gap_word.startswith("voorsprong") else "achterstand"
    first, last = (dutch.difference(gap, row.figure_decimals, "") for gap in (row.gap_baseline, row.gap_now))
    are_apart = first != last
    if row.change_from != row.baseline_period and row.change_from:
        first = f"{first} (gemiddeld {periods.parse(row.change_from).label})"
    unit = dutch.change_unit(row.unit)
    match row.gap_word:
        case "achterstand werd voorsprong" | "voorsprong werd achterstand":
            other = "achterstand" if side == "voorsprong" else "voorsprong"
            return f"de {side} van {first} werd een {other} van {last} {unit}"
        case "achterstand ongeveer gelijk" | "voorsprong ongeveer gelijk":
            sizes = f"eerst {first}, nu {last}" if are_apart else last
            return f"de {side} bleef ongeveer gelijk: {sizes} {unit}"
        case word:
            grew = word.endswith("groter")
            verb = "groeide" if grew else "kromp"
            # a gap in printed figures can go the other way, as a count is compared as a ratio
            agrees = (abs(row.gap_now) > abs(row.gap_baseline)) == grew and are_apart
            return f"de {side} {verb} van {first} naar {last} {unit}" if agrees else f"de {side} {verb}"


def _buurt_and_city(row: GoalStatus) -> str:
    movement, buurt, city = _movement(row), _moved(row), standing_in_city(row)
    if not city:
        return buurt
    word = _word(row)
    match verdict.JOINS[movement, verdict.comparison(word)]:
        case "alike":
            return f"{buurt}, ongeveer even veel als in de stad; {city}"
        case "and" if movement == "forward":
            return f"{buurt}, en de stad deed het minder goed: {city}"
        case "and":
            return f"{buurt}, en de stad deed het beter: {city}"
        case "but" if movement == "forward":
            return f"{buurt}, maar in de stad ging het harder: {city}"
        case "but":
            return f"{buurt}, maar de stad deed het nog minder goed: {city}"
        case "nothing visible":
            return f"{buurt}, ook {'niet ' if buurt == _NOTHING else ''}tegenover de stad; {city}"
        case "comparison first":
            return f"{city[0].upper()}{city[1:]}, al is de verandering in de buurt zelf kleiner dan de marge"


def _moved(row: GoalStatus) -> str:
    """Return which way the figure went, as far as its margin carries that."""
    if row.change is None or row.change == 0:
        return "Het cijfer bleef gelijk" if row.change == 0 else _level(row)
    rose = (row.change > 0) == (row.direction != "omlaag")
    sentence = (row.more if rose else row.fewer) or f"{row.label} ging {'omhoog' if rose else 'omlaag'}"
    if row.change_lower is None:
        return f"{sentence} (hoe zeker dat is, weten wij niet)"
    return _NOTHING if _movement(row) == "unclear" else sentence


def _movement(row: GoalStatus) -> Movement:
    """Return which way the figure went, by its margin; without one by the figure itself."""
    if row.change_lower is None or row.change_upper is None:
        return verdict.movement(row.change, row.change)
    return verdict.movement(row.change_lower, row.change_upper)


def _level(row: GoalStatus) -> str:
    """Return where a figure without a change to judge is: against its norm, or against the city."""
    assert row.value is not None
    text = dutch.short_figure(row.value, row.figure_decimals, row.unit)
    if row.target is None:
        return f"Het cijfer is {text}"
    return f"Het cijfer is {text}; de norm is {dutch.short_figure(row.target, row.figure_decimals, row.unit)}"


def _word(row: GoalStatus) -> GapWord:
    assert row.gap_word is not None
    return row.gap_word


def _country(row: GoalStatus, stick: Yardstick | None) -> str:
    if stick is None or stick.lower_share is None or stick.period != row.period:
        return ""
    place = yardsticks.in_a_hundred(stick, row.direction)
    return f"; {place[0].lower()}{place[1:]}"
