"""A measure compared with others, in plain Dutch: the city, the country, and buurten outside the programme."""

from collections.abc import Mapping, Sequence

from veerkracht.core import areas, dutch, periods
from veerkracht.database.rows import Yardstick
from veerkracht.drawing import yardsticks
from veerkracht.method import progress
from veerkracht.topics.goals.rows import Change, GoalStatus, Reference, change_unit

_MOST = 0.5  # share of the buurten from which a change says nothing about the programme
_SHARES = {0.9: "Bijna elke buurt ging", 0.6: "De meeste buurten gingen", 0.4: "Ongeveer de helft van de buurten ging",
           0.1: "Een deel van de buurten ging", 0.0: "Bijna geen buurt ging"}  # fmt: skip


def versus_city(row: GoalStatus, area: str, city: str) -> str:
    """Return whether the city moved too, and the gap to it then and now; '' when either is unknown."""
    if row.value is None or row.city_baseline is None or row.city_now is None or row.baseline_published is None:
        return ""
    first = dutch.printed_difference(row.baseline_published, row.city_baseline, row.figure_decimals)
    now = dutch.printed_difference(row.value, row.city_now, row.figure_decimals)
    change = dutch.printed_difference(row.value, row.baseline_published, row.figure_decimals)
    city_change = dutch.printed_difference(row.city_now, row.city_baseline, row.figure_decimals)
    texts = [dutch.short_figure(value, row.figure_decimals, row.unit) for value in (row.city_baseline, row.city_now)]
    together = "ook" if change * city_change > 0 else "juist" if change else "wel"
    moved = "bleef het cijfer gelijk"
    if city_change:
        moved = f"ging het cijfer {together} {'omhoog' if city_change > 0 else 'omlaag'}"
    sentence = f"In heel {city} {moved}: van {texts[0]} naar {texts[1]}"
    if gap := standing_in_city(row):
        return f"{sentence}. {dutch.capital(gap)}."
    return (
        f"{sentence}; in {row.baseline_period} {_beside_city(row, first, area)}, in {row.period} "
        f"{_beside_city(row, now, area)}{per(row)}."
    )


def _beside_city(row: GoalStatus, difference: float, area: str) -> str:
    """Return which of an area and the city had more: 'had de stad 10,0 procentpunt meer'."""
    if not difference:
        return "was het gelijk"
    had = "hadden" if difference > 0 and row.area_code == areas.TOGETHER else "had"
    return f"{had} {area if difference > 0 else f'de {row.city_word}'} {size(row, difference)} meer"


def standing_in_city(row: GoalStatus, names_years: bool = True) -> str:
    """Return the distance to the city then and now: 'de achterstand groeide van 13,7 naar 16,0 procentpunt'; '' if it
    is not known. `names_years` names the years of a mean, unless an earlier sentence does."""
    if row.gap_word is None or row.gap_baseline is None or row.gap_now is None:
        return ""
    side = "voorsprong" if row.gap_word.startswith("voorsprong") else "achterstand"
    first, last = (dutch.difference(gap, row.figure_decimals, "") for gap in (row.gap_baseline, row.gap_now))
    are_apart = first != last
    if row.change_from != row.baseline_period and row.change_from:
        first = f"{first} (gemiddeld {periods.parse(row.change_from).label})" if names_years else f"gemiddeld {first}"
    unit = dutch.change_unit(row.unit)
    match row.gap_word:
        case "achterstand werd voorsprong" | "voorsprong werd achterstand":
            other = "achterstand" if side == "voorsprong" else "voorsprong"
            return f"de {side} van {first} werd een {other} van {last} {unit}"
        case "achterstand ongeveer gelijk" | "voorsprong ongeveer gelijk":
            if other := other_side(row):
                return f"de {side} van {first} werd een {other} van {last} {unit}, binnen de marge"
            if has_left_side(row) and are_apart:
                return f"de {side} van {first} {unit} is er nu niet meer, binnen de marge"
            sizes = f"eerst {first}, nu {last}" if are_apart else last
            return f"de {side} bleef ongeveer gelijk: {sizes} {unit}"
        case word:
            grew = word.endswith("groter")
            verb = "groeide" if grew else "kromp"
            # a gap in printed figures can go the other way, as a count is compared as a ratio
            agrees = (abs(row.gap_now) > abs(row.gap_baseline)) == grew and are_apart
            return f"de {side} {verb} van {first} naar {last} {unit}" if agrees else f"de {side} {verb}"


def then_and_now(row: GoalStatus) -> str:
    """Return the distance to the city then and now in few words: 'Achterstand: eerst 13,7, nu 16,0 procentpunt.'; ''
    when it is not known. The name of the measure has the unit of a rate."""
    if row.gap_word is None or row.gap_baseline is None or row.gap_now is None:
        return ""
    first, last = (dutch.difference(gap, row.figure_decimals, "") for gap in (row.gap_baseline, row.gap_now))
    if first == last == dutch.difference(0, row.figure_decimals, ""):
        return f"Gelijk met de {row.city_word}, toen en nu."
    if row.change_from and row.change_from != row.baseline_period:
        first = f"gemiddeld {first}"  # over the years that the picture names
    unit = "" if dutch.is_rate(row.unit) else f" {dutch.change_unit(row.unit)}"
    side, other = row.gap_word.split()[0].capitalize(), other_side(row)
    return f"{side}: eerst {first}, nu {other}{' ' if other else ''}{last}{unit}."


def other_side(row: GoalStatus) -> str:
    """Return 'voorsprong' for an area that was behind the city and is now ahead of it, also within the margin,
    'achterstand' for the opposite; '' when it is on the same side or its distance is unknown."""
    if row.gap_word is None or row.gap_now is None:
        return ""
    now, was_ahead = dutch.rounded(row.gap_now, row.figure_decimals), row.gap_word.startswith("voorsprong")
    if not now or (now < 0) == was_ahead:
        return ""
    return "achterstand" if was_ahead else "voorsprong"


def has_left_side(row: GoalStatus) -> bool:
    """Return whether an area that was behind the city, or ahead of it, no longer is, also within the margin."""
    if row.gap_word is None or row.gap_now is None:
        return False
    return not dutch.rounded(row.gap_now, row.figure_decimals) or other_side(row) != ""


def since_before_extreme(row: GoalStatus) -> str:
    """Return that the baseline was low (or high) in the whole country, with the change since the period before it."""
    if row.before_extreme_period is None or row.before_extreme_value is None or row.value is None:
        return ""
    change = dutch.printed_difference(row.value, row.before_extreme_value, row.figure_decimals)
    extreme = "hoog" if row.direction == "omlaag" else "laag"
    since = f"{size(row, change)} {'hoger' if change > 0 else 'lager'}{per(row)}" if change else "even hoog"
    return f"{row.baseline_period} was in heel Nederland {extreme}. Sinds {row.before_extreme_period}: {since}."


def yardstick(row: GoalStatus, stick: Yardstick | None, headline: str = "") -> str:
    """Return how unusual the change is among buurten in the whole country; '' without a comparison. Its name is left
    out when the headline above has it."""
    if stick is None:
        return ""
    has_word = f"landelijk is dat {yardsticks.word(stick, row.direction)}." not in headline
    standing = yardsticks.standing(stick, row.direction, has_word)
    return " ".join(filter(None, [standing, yardsticks.comparison(stick, row.direction, row.figure_decimals)]))


def closes(row: GoalStatus, area: str, reference: Reference | None) -> str:
    """Return how much of the gap at the baseline the target closes: to the city, or to the middle buurt where the city
    has no figure; '' without a target, a baseline or either."""
    if reference is None or row.baseline is None or row.target is None:
        return ""
    other = "op de middelste buurt " if reference.is_middle else ""
    year = row.baseline_period
    share = progress.closed_share(row.baseline, row.target, reference.value, progress.SIGN[row.direction])
    if share is None:
        return f"{area}: in {year} was er {other}geen achterstand."
    percent, gap = dutch.rounded(100 * share, 0), _gap_after_target(row)
    if percent >= 100 and gap is not None and gap > 0 and not reference.is_middle:
        return f"{area}: de {row.city_word} van {year} wel, maar die van {row.period} niet."
    if percent > 100:
        return f"{area}: ja, en de {'middelste buurt' if reference.is_middle else row.city_word} zelfs voorbij."
    if percent == 100:
        return f"{area}: ja, precies gelijk."
    return f"{area}: nee, dan is {percent}% van de achterstand {other}van {year} weg."


def _gap_after_target(row: GoalStatus) -> float | None:
    """Return how far an area at its target would be behind the city as it is now; None when unknown."""
    if row.target is None or row.city_now is None or row.period is None:
        return None
    return progress.SIGN[row.direction] * dutch.printed_difference(row.city_now, row.target, row.figure_decimals)


def left_after(row: GoalStatus, area: str) -> str:
    """Return what would remain of the gap when the area reaches its target and the city stays where it is now; '' when
    unknown."""
    gap = _gap_after_target(row)
    if gap is None:
        return ""
    assert row.city_now is not None
    city = dutch.short_figure(row.city_now, row.figure_decimals, row.unit)
    if gap <= 0:
        return f"De {row.city_word} van {row.period} ({city}) heeft {area} met het doel ingehaald."
    size = dutch.difference(gap, row.figure_decimals, row.unit)
    return f"Op de {row.city_word} van {row.period} ({city}) houdt {area} met het doel een achterstand van {size}."


def without_programme(changes: Sequence[Change], measure: Sequence[GoalStatus], names: Mapping[str, str]) -> str:
    """Return how many buurten moved at least as much as the focus areas need to, '' when no other buurten can be
    compared.

    `names` is by area code.
    """
    required = required_changes(measure)
    buurten = [change for change in changes if change.area_code.startswith("BU")]
    if not required or {buurt.area_code for buurt in buurten} <= {row.area_code for row in measure}:
        return ""
    sign, (unit, decimals) = progress.SIGN[measure[0].direction], change_unit(measure[0])
    texts: list[str] = []
    shares: list[float] = []
    for change, codes in required.items():
        enough = sum(sign * buurt.change >= sign * change for buurt in buurten)
        shares.append(enough / len(buurten))
        if len(required) == 1:
            texts.append(f"{_how_many(shares[-1])} genoeg vooruit: {enough} van de {len(buurten)}.")
            continue
        size, where = dutch.difference(change, decimals, unit), dutch.joined([names[code] for code in codes])
        reached = "haalde" if enough == 1 else "haalden"
        texts.append(f"In {where} was {size} nodig: dat {reached} {enough} van de {len(buurten)} buurten.")
    if min(shares) >= _MOST:
        texts.append("Dit bewijst dus niet dat het programma werkt.")
    elif max(shares) > 0:
        texts.append("Of het programma werkt, is daarmee nog niet te zeggen.")
    return " ".join(texts)


def without_figures(changes: Sequence[Change]) -> str:
    """Return how many buurten cannot be compared, '' when all can."""
    buurten = [change for change in changes if change.area_code.startswith("BU")]
    absent = buurten[0].buurt_count - len(buurten) if buurten else 0
    if not absent:
        return ""
    return "1 buurt heeft geen cijfers." if absent == 1 else f"{absent} buurten hebben geen cijfers."


def _how_many(share: float) -> str:
    """Return what share of the buurten moved: 'Bijna elke buurt ging'."""
    if share in (0, 1):
        return "Elke buurt ging" if share else "Geen enkele buurt ging"
    return next(words for least, words in _SHARES.items() if share >= least)


def required_changes(measure: Sequence[GoalStatus]) -> dict[float, list[str]]:
    """Return every change that a path asks for by the latest measurement, with the focus areas that need it.

    Changes are measured as in queries.changes. Left out are areas that need not change because they began beyond a
    norm, and shares of a baseline of 0.
    """
    required: dict[float, list[str]] = {}
    for row in measure:
        if row.path is None or row.baseline is None or row.area_code == areas.TOGETHER:
            continue
        change = row.path - row.baseline
        if row.reading == "procent":
            change = 100 * change / row.baseline if row.baseline else 0.0
        if progress.SIGN[row.direction] * change > 0:
            required.setdefault(round(change, 9), []).append(row.area_code)
    return required


def size(row: GoalStatus, difference: float) -> str:
    """Return a difference without the unit of a rate, which the sentence or the one before it names (`per`)."""
    return dutch.difference(difference, row.figure_decimals, "" if dutch.is_rate(row.unit) else row.unit)


def per(row: GoalStatus) -> str:
    """Return the unit of a rate in brackets, '' for other units."""
    return f" ({row.unit})" if dutch.is_rate(row.unit) else ""
