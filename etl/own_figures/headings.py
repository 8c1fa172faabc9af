"""The columns of own figures: maps headings to columns, and reports mistakes in the header row."""

import difflib
import re
from collections.abc import Iterable, Sequence

from veerkracht.core import dutch, names
from veerkracht.core.names import quoted

COLUMNS = (
    "indicator", "gebied", "periode", "waarde", "n", "ondergrens", "bovengrens", "bron", "opmerking", "geteld",
    "zichtbaar",
)  # fmt: skip
REQUIRED = COLUMNS[:4]

_ENOUGH = 3  # required columns in a row of headings; a list of areas or a codebook has fewer
_MOST_NAMED = 4
_IN_ONE_CELL = (
    "alle kolomnamen staan in één cel; zet elke naam in een eigen cel (in Excel: Gegevens, Tekst naar kolommen), of "
    "scheid ze in een CSV met puntkomma's, zonder aanhalingstekens om een hele rij"
)
# other names that people give to a column
_OTHER_HEADINGS = {
    "jaar": "periode", "maand": "periode", "buurt": "gebied", "wijk": "gebied", "naam": "gebied", "code": "gebied",
    "percentage": "waarde", "aantal": "waarde", "cijfer": "waarde", "score": "waarde", "antwoorden": "n",
    "respondenten": "n", "respons": "n", "aantal respondenten": "n",
    "aantal antwoorden": "n", "aantal (n)": "n", "toelichting": "opmerking", "onderwerp": "indicator",
    "volledig": "geteld", "volledig geteld": "geteld", "telling": "geteld",
    "intern": "zichtbaar", "openbaar": "zichtbaar", "zichtbaarheid": "zichtbaar",
}  # fmt: skip


def known_in(cells: Iterable[str | None]) -> set[str]:
    """Return the columns that a row of cells names, also by another name."""
    return {column for cell in cells if (column := _intended_column(names.folded(cell or "")))}


def are_in(cells: Iterable[str | None]) -> bool:
    """Return whether a row of cells is the heading row: it names nearly all required columns."""
    return len(known_in(cells).intersection(REQUIRED)) >= _ENOUGH


def mistakes(header: Sequence[str], row: int) -> list[str]:
    """Return what is wrong with the headings of a row, a Dutch line per cause; `header` has them folded."""
    if len(filled := list(filter(None, header))) == 1 and are_in(re.split(r"\W+", filled[0])):
        return [_IN_ONE_CELL]
    suggested: set[str] = set()
    lines: list[str] = []
    unknown: list[str] = []
    for name in header:
        if not name or name in COLUMNS:
            continue
        free = [column for column in COLUMNS if column not in header and column not in suggested]
        near = difflib.get_close_matches(name, free, n=1)
        if (column := _intended_column(name)) in free:
            lines.append(f"kolom {quoted(name)} bestaat niet; noem haar {column}")
        elif near:
            column = near[0]
            lines.append(f"kolom {quoted(name)} bestaat niet; bedoelde u {column!r}? {names.odd_sign(name)}".rstrip())
        else:
            unknown.append(quoted(name))
            continue
        suggested.add(column)
    choices = ", ".join(COLUMNS)
    if unknown:
        what = f"kolom {unknown[0]} bestaat" if len(unknown) == 1 else f"de kolommen {_joined(unknown)} bestaan"
        lines.append(f"{what} niet; gebruik alleen {choices}")
    if blank := [str(place) for place, name in enumerate(header, 1) if not name]:
        what = f"kolom {blank[0]} heeft" if len(blank) == 1 else f"de kolommen {_joined(blank)} hebben"
        lines.append(f"{what} geen naam; zet er een van {choices} boven, of haal haar weg")
    for column in COLUMNS:
        if header.count(column) > 1:
            lines.append(f"kolom {column} staat er {header.count(column)} keer; laat er één staan")
    if missing := [column for column in REQUIRED if column not in header and column not in suggested]:
        is_one = len(missing) == 1
        what = f"kolom {missing[0]} ontbreekt" if is_one else f"de kolommen {dutch.joined(missing)} ontbreken"
        lines.append(f"{what}; zet die {'naam' if is_one else 'namen'} op rij {row}")
    return lines


def _intended_column(name: str) -> str:
    """Return the column that a folded heading names, also when followed by words, as in waarde (%); '' for none."""
    first_word = re.match(r"\w*", name)
    if first_word and first_word[0] in COLUMNS:
        return first_word[0]
    return _OTHER_HEADINGS.get(name, "")


def _joined(parts: list[str]) -> str:
    more = [f"nog {len(parts) - _MOST_NAMED}"] if len(parts) > _MOST_NAMED else []
    return dutch.joined([*parts[:_MOST_NAMED], *more])
