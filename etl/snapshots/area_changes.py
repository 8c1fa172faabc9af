"""Proposes which areas only got another code, based on what CBS says about the change and on names."""

from collections.abc import Iterable
from itertools import pairwise

from etl.snapshots import tidy
from etl.snapshots.store import Snapshot
from veerkracht.catalog.catalog import AreaChange, Catalog
from veerkracht.core import areas, names
from veerkracht.database.rows import grouped

_NEW_CODE = "2"  # CBS's column on the division: the same area under another code


def proposed(catalog: Catalog, snapshots: Iterable[Snapshot]) -> list[AreaChange]:
    """Return changes that the programme does not list yet: a code that is new in a year and one that is gone since the
    year before, with the same name and level; marked as the same area when CBS says so of the new code.

    A name shared by several codes, or a code that serves as its own name, proposes nothing.
    """
    of_year: dict[int, dict[str, tuple[str, str | None]]] = {}
    for (code, year), named in tidy.named_areas(catalog, snapshots).items():
        if areas.belongs_to(code, catalog.programme.municipality) and areas.level(code) in ("buurt", "wijk"):
            of_year.setdefault(year, {})[code] = named
    listed = {(change.old, change.new) for change in catalog.programme.area_changes}
    changes = []
    for before, year in pairwise(sorted(of_year)):
        ended = _by_name(of_year[before], set(of_year[before]) - set(of_year[year]))
        new = _by_name(of_year[year], set(of_year[year]) - set(of_year[before]))
        for place in sorted(ended.keys() & new.keys()):
            old, now = ended[place], new[place]
            if (old, now) not in listed:
                name, change = of_year[year][now]
                is_same = change == _NEW_CODE
                says = (
                    "CBS: alleen de code is anders" if is_same else "Alleen de naam is gelijk; kijk of de grens dat is"
                )
                changes.append(AreaChange(year=year, old=old, new=now, is_same_area=is_same, note=f"{name}. {says}"))
    return changes


def as_text(changes: Iterable[AreaChange]) -> str:
    """Return changes as lines for `area_changes` in programma.yaml."""
    return "\n".join(
        f"    - {{year: {change.year}, old: {change.old}, new: {change.new}, "
        f'is_same_area: {str(change.is_same_area).lower()}, note: "{change.note.replace(chr(34), "")}"}}'
        for change in changes
    )


def _by_name(named: dict[str, tuple[str, str | None]], codes: set[str]) -> dict[tuple[str, str], str]:
    """Return the codes by level and name, those alone that have a name of their own."""
    of_name = grouped(
        ((areas.level(code), names.folded(named[code][0])), code) for code in codes if named[code][0] != code
    )
    return {place: codes_of_name[0] for place, codes_of_name in of_name.items() if len(codes_of_name) == 1}
