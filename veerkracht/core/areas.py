"""Area codes of Statistics Netherlands (CBS): how to clean them, their level, and the area they lie in."""

import re
from functools import lru_cache
from typing import Literal

Level = Literal["buurt", "wijk", "gemeente", "land"]
LEVELS: tuple[Level, ...] = ("buurt", "wijk", "gemeente", "land")

COUNTRY = "NL00"
TOGETHER = "SAMEN"  # the focus areas combined; not a code of CBS
_PATTERNS: dict[str, tuple[re.Pattern[str], Level]] = {
    "BU": (re.compile(r"BU\d{4}[0-9A-Z]{4}"), "buurt"),
    "WK": (re.compile(r"WK\d{4}[0-9A-Z]{2}"), "wijk"),
    "GM": (re.compile(r"GM\d{4}"), "gemeente"),
    "NL": (re.compile(r"NL\d{2}"), "land"),
}


def clean(code: str) -> str:
    """Return the code without padding, with one code for the country.

    CBS pads codes to ten characters ("GM0935    "); RIVM and older tables write the country as NL01.
    """
    stripped = code.strip()
    return COUNTRY if _PATTERNS["NL"][0].fullmatch(stripped) else stripped


@lru_cache(maxsize=50_000)  # the areas of the country, of some years of the division
def level(code: str) -> Level:
    """Return the level of an area code. Raises ValueError when it is not an area code."""
    if (known := _PATTERNS.get(code[:2])) and known[0].fullmatch(code):
        return known[1]
    raise ValueError(
        f"geen gebiedscode: {code!r} (verwacht BU + 8 of WK + 6 cijfers of hoofdletters, GM + 4 of NL + 2 cijfers)"
    )


def parent(code: str) -> str | None:
    """Return the code of the area one level up, None for the country."""
    match level(code):
        case "buurt":
            return "WK" + code[2:8]
        case "wijk":
            return "GM" + code[2:6]
        case "gemeente":
            return COUNTRY
        case _:
            return None


def belongs_to(code: str, region: str) -> bool:
    """Return whether the area is the region, lies in it, or is the country around it.

    A region is a municipality, the country, or all municipalities whose codes begin alike, such as GM09. False for
    levels that the dashboard does not have, such as GG (GGD), PV (provincie) or LD (landsdeel).
    """
    try:
        inside = region == COUNTRY or code[2:6].startswith(region[2:])
        return code == COUNTRY or (level(code) != "land" and inside)
    except ValueError:
        return False
