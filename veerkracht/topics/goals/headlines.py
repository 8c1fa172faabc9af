"""The headline of a measure in an area: one sentence in Dutch from its path, the city and the like buurten."""

from veerkracht.core import dutch
from veerkracht.method import verdict
from veerkracht.method.verdict import GapWord, Movement
from veerkracht.topics.goals.rows import GoalStatus

_NOTHING = "Er is geen zichtbare verandering"


def headline(row: GoalStatus, worse_share: float | None = None) -> str:
    """Return what the figures of one measure and area say; without a figure the reason.

    `worse_share` is the share (0 to 1) of like buurten of the country that did less well, None when it is not known.
    """
    if row.value is None:
        return row.reason
    return f"{_buurt_and_city(row)}{_country(worse_share)}."


def standing_in_city(row: GoalStatus) -> str:
    """Return the distance to the city then and now: 'de achterstand groeide van 13,7 naar 16,0 procentpunt'; '' if it
    is not known."""
    if row.gap_word is None or row.gap_baseline is None or row.gap_now is None:
        return ""
    side = "voorsprong" if row.gap_word.startswith("voorsprong") else "achterstand"
    first, last = (dutch.difference(abs(gap), row.figure_decimals, "") for gap in (row.gap_baseline, row.gap_now))
    unit = dutch.change_unit(row.unit)
    match row.gap_word:
        case "achterstand werd voorsprong" | "voorsprong werd achterstand":
            other = "achterstand" if side == "voorsprong" else "voorsprong"
            return f"de {side} van {first} werd een {other} van {last} {unit}"
        case "achterstand ongeveer gelijk" | "voorsprong ongeveer gelijk":
            return f"de {side} bleef ongeveer {last} {unit}"
        case word:
            grew = word.endswith("groter")
            verb = "groeide" if grew else "kromp"
            # a gap in printed figures can go the other way, as a count is compared as a ratio
            agrees = (abs(row.gap_now) > abs(row.gap_baseline)) == grew and first != last
            return f"de {side} {verb} van {first} naar {last} {unit}" if agrees else f"de {side} {verb}"


def _buurt_and_city(row: GoalStatus) -> str:
    movement, buurt, city = _movement(row), _moved(row), standing_in_city(row)
    if not city:
        return buurt
    word = _word(row)
    match verdict.JOINS[movement, verdict.comparison(word)]:
        case "alike":
            return f"{buurt}, ongeveer even veel als in de stad: {city}"
        case "and" if movement == "forward":
            return f"{buurt}, en de stad ging minder hard vooruit: {city}"
        case "and":
            return f"{buurt}, en in de stad ging het minder slecht: {city}"
        case "but" if movement == "forward":
            return f"{buurt}, maar in de stad ging het harder: {city}"
        case "but":
            return f"{buurt}, maar in de stad ging het nog minder goed: {city}"
        case "nothing visible":
            return f"{buurt}, ook niet tegenover de stad: {city}"
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


def _country(worse_share: float | None) -> str:
    if worse_share is None:
        return ""
    worse = dutch.number(100 * worse_share, 0)
    return f"; van 100 vergelijkbare buurten in Nederland deden {worse} het minder goed"
