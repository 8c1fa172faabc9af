"""Dutch texts about a group: its buurten, and how its figures were computed."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from veerkracht.core import areas, dutch, periods
from veerkracht.database import lookups
from veerkracht.database.query import Query
from veerkracht.database.rows import Indicator
from veerkracht.groups import figures, queries
from veerkracht.groups.arithmetic import MOST_LACKING

_HOW = {
    "som": "de aantallen van de buurten bij elkaar opgeteld",
    "verhouding": "van alle buurten samen de aantallen opgeteld, en die op elkaar gedeeld",
    "gewogen": "het gemiddelde van de buurten, gewogen met hun aantal {population} in hetzelfde jaar",
    "oppervlakte": "alle {population} gedeeld door de oppervlakte van de buurten samen",
}
_IN_GENERAL = (
    "De cijfers van meer buurten samen zijn door ons berekend uit die van elke buurt. Aantallen zijn opgeteld. "
    "Percentages en gemiddelden zijn gewogen met het aantal inwoners, huishoudens of woningen in hetzelfde jaar. Wat "
    "zo niet samen te nemen is, heeft geen cijfer: schattingen van een rekenmodel, steekproeven en middelste waarden."
)
_AMOUNT = "dit is een aantal, en een groep heeft er altijd meer dan een buurt"
_MOST_NAMED = 5  # buurten without a figure
_OF_PARTS = ("group_part", "too_few")  # reasons that are of some buurten

_Row = tuple[str, str | None, str | None, list[str]]  # period, way, missing and lacking of queries.ways


def of_buurten(query: Query, area_codes: Sequence[str]) -> list[str]:
    """Return of each group among these areas which buurten it has."""
    return [*by_code(query, area_codes).values()]


def by_code(query: Query, area_codes: Sequence[str]) -> dict[str, str]:
    """Return by the code of each group among these areas which buurten it has, of more than half of them which not."""
    names, focus = lookups.area_names(query), lookups.programme(query).focus_area_codes
    return {
        code: f"{names[code]} is {kind(code, focus)} van {len(buurten)} buurten: {_names_of(buurten, names)}."
        for code, buurten in figures.buurten(query, area_codes).items()
    }


def kind(code: str, focus: Sequence[str]) -> str:
    """Return what a combination of buurten is: a focus area if its code is one, or an own group."""
    return "een aandachtsgebied" if code in focus else "een eigen groep"


def _names_of(buurten: Sequence[str], names: Mapping[str, str]) -> str:
    excluded = [name for code, name in names.items() if code.startswith("BU") and code not in buurten]
    if 0 < len(excluded) < len(buurten):
        return f"alle behalve {dutch.joined(excluded)}"
    return dutch.joined([names[buurt] for buurt in buurten])


def in_general(query: Query, area_codes: Sequence[str]) -> list[str]:
    """Return for the groups among these areas which buurten they have and how figures are computed for them."""
    sentences = of_buurten(query, area_codes)
    return [*sentences, _IN_GENERAL] if sentences else []


def how(query: Query, indicator: Indicator, area_codes: Sequence[str]) -> list[str]:
    """Return for the groups among these areas how their figures of an indicator were computed, and why some are
    missing; groups with the same answer share a sentence."""
    names, texts = lookups.area_names(query), dict[str, list[str]]()
    for code, rows in _ways(query, indicator, area_codes).items():
        if text := "; ".join(_of_one(rows, indicator, names)):
            texts.setdefault(text, []).append(names[code])
    return [f"{indicator.label}, {dutch.joined(of_groups)}: {text}." for text, of_groups in texts.items()]


def not_drawn(
    query: Query, indicator: Indicator, drawn_periods: Collection[str], otherwise: Mapping[str, str] | None = None
) -> str:
    """Return which groups are not drawn because they have no figure of an indicator in these periods, and why; each
    reason once, '' when all are drawn. `otherwise` has by code why a group with figures is not drawn."""
    names, reasons = lookups.area_names(query), dict[str, list[str]]()
    for code in figures.codes(query):
        why = _AMOUNT if dutch.is_amount(indicator.unit) else _no_figure_reason(query, indicator, code, drawn_periods)
        if why := why or (otherwise or {}).get(code, ""):
            reasons.setdefault(why, []).append(names[code])
    return " ".join(
        f"{dutch.joined(groups)} {'staat' if len(groups) == 1 else 'staan'} er niet bij: {why}."
        for why, groups in reasons.items()
    )


def _no_figure_reason(query: Query, indicator: Indicator, code: str, drawn_periods: Collection[str]) -> str:
    names, rows = lookups.area_names(query), _ways(query, indicator, [code])[code]
    by_period = {period: (missing, lacking) for period, _, missing, lacking in rows}
    gaps = [by_period.get(period, ("not_in_table", [])) for period in drawn_periods]
    return next((_why(missing, lacking, names) for missing, lacking in gaps if missing), "")


def _ways(query: Query, indicator: Indicator, area_codes: Sequence[str]) -> dict[str, list[_Row]]:
    """Return per group among these areas its rows of queries.ways, without its code."""
    groups = tuple(dict.fromkeys(code for code in area_codes if code.startswith(areas.GROUP)))
    rows = query.once(queries.ways, indicator.indicator_id, groups) if groups else []
    return {code: [row[1:] for row in rows if row[0] == code] for code in groups}


def _of_one(rows: Sequence[_Row], indicator: Indicator, names: dict[str, str]) -> Iterator[str]:
    """Yield how the figures of one group were computed, without which buurten, and per reason the periods without a
    figure."""
    ways = dict.fromkeys(way for _, way, _, _ in rows if way)
    counted = [_HOW[way].format(population=indicator.population) for way in ways]
    if counted:
        yield f"door ons berekend: {dutch.joined(counted)}"
    small: dict[tuple[str, ...], set[str]] = {}
    for period, way, _, lacking in rows:
        if way and lacking:
            small.setdefault(tuple(lacking), set()).add(period)
    for absent, without in small.items():
        yield _without(absent, periods.in_words(without), names, indicator.population or "")
    gaps: dict[tuple[str, tuple[str, ...]], set[str]] = {}
    for period, _, missing, lacking in rows:
        if missing and missing not in ("not_included", "not_published"):
            gaps.setdefault((missing, tuple(lacking) if missing in _OF_PARTS else ()), set()).add(period)
    for (missing, absent), without in gaps.items():
        when = "" if len(without) == len(rows) else f" in {periods.in_words(without)}"
        yield f"geen cijfer{when}: {_why(missing, absent, names)}"


def _without(lacking: Sequence[str], when: str, names: Mapping[str, str], population: str) -> str:
    """Return the buurten that do not count because they have no figure and a small part of the population."""
    share = dutch.number(100 * MOST_LACKING, 0)
    return (
        f"in {when} zonder {_first_of(lacking, names)}: die hebben samen hoogstens {share}% van alle {population}, en "
        "geen cijfer"
    )


def _first_of(buurten: Sequence[str], names: Mapping[str, str]) -> str:
    """Return the names of buurten, of many the first and how many more."""
    named = [names.get(code, code) for code in buurten[:_MOST_NAMED]]
    remaining = len(buurten) - len(named)
    return dutch.joined([*named, f"{remaining} andere"] if remaining else named)


def _why(missing: str, lacking: Sequence[str], names: Mapping[str, str]) -> str:
    """Return why there is no figure: the buurten that lack one, at most the first few, else the reason itself."""
    if missing not in _OF_PARTS or not lacking:
        return dutch.MISSING[missing]
    return f"{_first_of(lacking, names)} {'heeft' if len(lacking) == 1 else 'hebben'} geen cijfer"
