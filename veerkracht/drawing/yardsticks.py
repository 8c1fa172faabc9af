"""What the national yardstick says about a change, in plain Dutch (B1)."""

from collections.abc import Iterable
from math import expm1

from veerkracht.core import dutch, periods
from veerkracht.core.codes import Direction, YardstickWord
from veerkracht.database.rows import Yardstick
from veerkracht.method import yardstick

NAME = "Landelijke meetlat"
NO_PROOF = (
    "De meetlat rangschikt veranderingen, geen buurten of mensen. Zij bewijst niet waardoor een cijfer verandert: ook "
    "elders lopen programma's."
)


def word(row: Yardstick, direction: Direction) -> YardstickWord | None:
    """Return the word for a change, None if nothing can be said."""
    return None if row.lower_share is None else yardstick.word(row.lower_share, direction)


def is_unusual(row: Yardstick, direction: Direction) -> bool:
    """Return whether a change is among the tenth at either end."""
    return word(row, direction) not in (None, "gewoon")


def standing(row: Yardstick, direction: Direction, has_word: bool = True) -> str:
    """Return the verdict on a change, with the number: 'Landelijke meetlat: ongunstig. Van 100 …', or why there is
    none. Without `has_word` only the number, below a headline that has the word: 'Landelijke meetlat: van 100 …'."""
    if row.lower_share is None:
        return f"{NAME}: niets te zeggen, want {dutch.WHY_NO_YARDSTICK[row.reason]}."
    number = in_a_hundred(row, direction)
    return f"{NAME}: {word(row, direction)}. {number}." if has_word else f"{NAME}: {number[0].lower()}{number[1:]}."


def in_a_hundred(row: Yardstick, direction: Direction, is_brief: bool = False) -> str:
    """Return the number behind the word: 'Van 100 even grote buurten in Nederland deden er 5 het minder goed';
    `is_brief` if it is clear that it is about the country."""
    assert row.lower_share is not None
    share = yardstick.less_well(row.lower_share, direction)
    count = round(100 * share)
    size = "nog geen 1" if count == 0 else "meer dan 99" if count == 100 else str(count)
    is_neutral = direction == "geen"
    singular, plural, how = ("kwam", "kwamen", "lager uit") if is_neutral else ("deed", "deden", "het minder goed")
    peers = "even grote buurten" if row.kind == "telling" else "buurten"
    where = "" if is_brief else " in Nederland"
    return f"Van 100 {peers}{where} {singular if count <= 1 else plural} er {size} {how}"


def comparison(row: Yardstick, direction: Direction, decimals: int) -> str:
    """Return what was compared with what, the change with the band of the others, and those with a similar start; '' if
    nothing is said. `decimals` are those of the figure."""
    if row.lower_share is None or row.change is None or row.band_lower is None or row.band_upper is None:
        return ""
    city = "de rest van de eigen gemeente" if row.kind == "telling" else "de eigen gemeente"
    ends = " en ".join(_size(row, end, decimals) for end in (row.band_lower, row.band_upper))
    text = (
        f"Vergeleken is {between(row)} onder {dutch.number(row.buurt_count, 0)} buurten, elke buurt tegenover {city}. "
        f"De verandering is hier {change(row, decimals)}; bij 80 van de 100 andere ligt zij tussen {ends}."
    )
    if row.alike_lower_share is None:
        return text
    share = dutch.number(100 * yardstick.less_well(row.alike_lower_share, direction), 0)
    how = "ligt {}% eronder" if direction == "geen" else "deed {}% het minder goed"
    alike = dutch.number(row.alike_count, 0)
    return f"{text} Van de {alike} buurten die ongeveer even hoog begonnen, {how.format(share)}."


def between(row: Yardstick) -> str:
    """Return the compared periods: '2025 met het gemiddelde van 2022 t/m 2024'."""
    base = periods.parse(row.base_period)
    start = f"het gemiddelde van {base.label}" if base.last > base.first else base.label
    return f"{periods.parse(row.period).label} met {start}"


def change(row: Yardstick, decimals: int) -> str:
    """Return a change relative to the own municipality: '−2,3 procentpunt', '+33%' or 'gelijk'; '–' if unknown."""
    if row.change is None:
        return "–"
    size = _size(row, row.change, decimals)
    if size[0] not in "+−":
        return "gelijk"
    return f"{size} procentpunt" if row.kind == "verschil" else size


def distinct(rows: Iterable[Yardstick]) -> list[Yardstick]:
    """Return rows without those that repeat a comparison, as a rate repeats that of its count."""
    first: dict[tuple[object, ...], Yardstick] = {}
    for row in rows:
        repeated = row.area_code, row.kind, row.base_period, row.period, row.base, row.value
        first.setdefault(repeated, row)
    return list(first.values())


def _size(row: Yardstick, change: float, decimals: int) -> str:
    if row.kind == "verschil":
        return dutch.signed(change, decimals, "")
    return f"{dutch.signed(100 * expm1(change), 0 if row.kind == 'telling' else 1, '')}%"
