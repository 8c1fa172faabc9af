"""Texts about one indicator, in plain Dutch (B1): sentences of at most twenty words."""

from collections.abc import Sequence

from veerkracht.core import dutch, periods
from veerkracht.database.rows import Break, Indicator
from veerkracht.topics.indicator.rows import Gap, Use
from veerkracht.topics.since.rows import Expectation
from veerkracht.topics.sources.rows import Coverage

_SPAN = {"jaar": ("1 jaar", "{count} jaren"), "maand": ("1 maand", "{count} maanden")}


def finding(indicator: Indicator, coverage: Sequence[Coverage], city: str) -> str:
    """Return for how many periods there are figures, and which areas have the newest; `coverage` is latest first."""
    measured = [row for row in coverage if row.figure_count or row.city or row.country]
    if not measured:
        return "Er zijn nog geen cijfers."
    newest, one_or_more = measured[0], _SPAN[indicator.frequency]
    count = one_or_more[len(measured) > 1].format(count=len(measured))
    areas = [
        f"{newest.figure_count} van de {newest.buurt_count} buurten" if newest.figure_count else "",
        city if newest.city else "",
        "Nederland" if newest.country else "",
    ]
    when = periods.parse(newest.period).label
    return (
        f"Er zijn cijfers over {count}. Het nieuwste is van {when}: {dutch.joined([area for area in areas if area])}."
    )


def coming(expected: Sequence[Expectation]) -> str:
    """Return which figures come next and when, or that this is unknown."""
    if not expected:
        return "Wanneer er nieuwe cijfers komen, is niet bekend."
    first = expected[0]
    label = periods.parse(first.period).label
    if not first.expected:
        return f"De cijfers over {label} zijn er, en nog op te halen."
    return f"Cijfers over {label}, verwacht {first.expected}."


def gap(row: Gap) -> str:
    """Return how many figures are missing for a reason, and over which periods."""
    first, last = periods.parse(row.first_period).label, periods.parse(row.last_period).label
    when = f"in {first}" if first == last else f"van {first} tot en met {last}"
    count = "1 cijfer ontbreekt" if row.count == 1 else f"{dutch.number(row.count, 0)} cijfers ontbreken"
    return f"{count}, {when}: {dutch.MISSING[row.missing]}."


def break_of_series(row: Break) -> str:
    """Return from when figures are not comparable, and why."""
    return f"Vanaf {periods.parse(row.period).label} niet te vergelijken met eerder: {row.reason}"


def uses(indicator: Indicator, rows: Sequence[Use]) -> list[tuple[str, str]]:
    """Return the address and name of every use of an indicator."""
    in_profiles = indicator.buurt_figure_count > 0 and indicator.frequency == "jaar"
    profile = [("buurtprofiel", "Staat in het Buurtprofiel")] if in_profiles else []
    return [*map(_use, rows), *profile]


def _use(row: Use) -> tuple[str, str]:
    """Return the address of a use of an indicator, and its description."""
    match row.kind:
        case "measure":
            return f"doelkaart?doel={row.goal_id}", f"Meet doel {row.goal_id}, {row.name}"
        case "related":
            return f"doelkaart?doel={row.goal_id}", f"Zegt iets over doel {row.goal_id}, {row.name}"
        case "signal":
            return f"doelkaart?doel={row.goal_id}", f"Kan eerder een signaal geven bij doel {row.goal_id}, {row.name}"
        case "resilience":
            return "veerkrachtkaart", "Telt mee op de Veerkrachtkaart"
        case "similarity":
            return "vergelijkbaar", "Zegt welke buurten op elkaar lijken"
