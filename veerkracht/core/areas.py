"""Area codes of Statistics Netherlands (CBS): cleaning them, their level, and the area that contains them."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

from veerkracht.core import names

Level = Literal["buurt", "wijk", "gemeente", "land", "groep"]

COUNTRY = "NL00"
TOGETHER = "SAMEN"  # the focus areas combined; not a code of CBS
GROUP = "GR-"  # begins the code of buurten taken together: an own group or a composed focus area; not one of CBS
MOST_FOCUS = 12  # focus areas of a programme: as many as there are colours
LONGEST_NAME = 40  # characters of the name of such a group
_NAME = re.compile(r"[^\W\d_](?:(?:[^\W_]|[ '.,()+/-])*(?:[^\W_]|[.)]))?")
_PATTERNS: dict[str, tuple[re.Pattern[str], Level]] = {
    "BU": (re.compile(r"BU\d{4}[0-9A-Z]{4}"), "buurt"),
    "WK": (re.compile(r"WK\d{4}[0-9A-Z]{2}"), "wijk"),
    "GM": (re.compile(r"GM\d{4}"), "gemeente"),
    "NL": (re.compile(r"NL\d{2}"), "land"),
    "GR": (re.compile(r"GR-[0-9a-z-]{1,40}"), "groep"),
}


def clean(code: str) -> str:
    """Return the code without padding, with one code for the country.

    CBS pads codes to ten characters ("GM0935    "); RIVM and older tables write the country as NL01.
    """
    stripped = code.strip()
    return COUNTRY if stripped[:2] == "NL" and _PATTERNS["NL"][0].fullmatch(stripped) else stripped


@lru_cache(maxsize=50_000)  # the areas of the country, of some years of the division
def level(code: str) -> Level:
    """Return the level of an area code. Raises ValueError when it is not an area code."""
    if (pattern := _PATTERNS.get(code[:2])) and pattern[0].fullmatch(code):
        return pattern[1]
    raise ValueError(
        f"geen gebiedscode: {code!r} (verwacht BU + 8 of WK + 6 cijfers of hoofdletters, GM + 4 of NL + 2 cijfers)"
    )


def parent(code: str) -> str | None:
    """Return the code of the area one level up, None for the country and for an own group."""
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


def within(code: str, buurten: Iterable[str]) -> list[str]:
    """Return which of these buurten lie in an area; a buurt lies in itself."""
    return [buurt for buurt in buurten if buurt[2:].startswith(code[2:])]


def group_code(name: str) -> str:
    """Return the code that buurten taken together under a name have among areas."""
    letters = re.sub("[^a-z0-9]+", "-", names.without_accents(name).casefold()).strip("-")
    return f"{GROUP}{letters or 'groep'}"


def problem_of_name(name: str) -> str:
    """Return in Dutch why buurten taken together cannot have this name, '' when they can."""
    if len(name) > LONGEST_NAME:
        return f"De naam {names.as_code(name)} is te lang: hoogstens {LONGEST_NAME} tekens. Kies een kortere naam."
    if not _NAME.fullmatch(name) or names.odd_sign(name):
        return (
            f"De naam {names.as_code(name)} kan niet: begin met een letter, en gebruik verder letters, cijfers, "
            "spaties en . , ' ( ) + / -"
        )
    return ""
