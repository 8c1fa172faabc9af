"""Finds the area that a cell refers to, by its code or its name."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from etl.snapshots.store import Snapshot
from veerkracht.core import areas
from veerkracht.core.names import folded

# footnote marks that a publisher appends to a text: 1), ¹⁾ or *, but not the exponent in km²
_MARK = re.compile(r"(?:\s*(?:\d\)|[¹²³⁴⁵⁶⁷⁸⁹]⁾|(?<!m)[¹²³⁴⁵⁶⁷⁸⁹])|\*+)+$")


def without_mark(text: str) -> str:
    """Return a text without the marks of footnotes behind it."""
    return _MARK.sub("", text.strip()).strip()


@dataclass(frozen=True)
class Places:
    """The codes of the areas of a municipality and of the country by their folded names."""

    by_name: dict[str, frozenset[str]]

    def codes(self, cell: str) -> frozenset[str]:
        """Return the codes of the areas that a cell may mean: one for a code, none for what is no area that is known,
        and more than one for a name that several have."""
        code = areas.clean(cell)
        try:
            areas.level(code)
        except ValueError:
            return self.by_name.get(folded(without_mark(cell)), frozenset())
        return frozenset([code])


def places(snapshots: Iterable[Snapshot], names: dict[str, str], region: str) -> Places:
    """Return the areas of a region by their names in editions of a table; for names in none of these, by `names`."""
    of_table: dict[str, set[str]] = {}
    for snapshot in snapshots:
        for code, name in zip(snapshot.areas["area_code"], snapshot.areas["name"], strict=True):
            of_table.setdefault(folded(name), set()).add(areas.clean(code))
    fallback: dict[str, set[str]] = {}
    for code, name in names.items():
        fallback.setdefault(folded(name), set()).add(code)
    inside = {
        name: frozenset(code for code in codes if areas.belongs_to(code, region))
        for name, codes in (fallback | of_table).items()
    }
    return Places({name: codes for name, codes in inside.items() if codes})
