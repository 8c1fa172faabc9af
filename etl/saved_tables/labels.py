"""Reads the cells of a saved table: figures, periods, and the labels of its other dimensions."""

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from etl.publishers import expectations, form
from etl.saved_tables.headings import Vocabulary
from etl.saved_tables.places import without_mark
from etl.snapshots.columns import fits_group, name_of_title
from veerkracht.catalog.catalog import Table
from veerkracht.core import periods
from veerkracht.core.names import folded, quoted

# StatLine's signs for a missing figure; the workbook of 2022 has a lone comma
_NO_FIGURE = {"", ".", "x", "-", "–", "—", ","}
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")
_ANY_NUMBER = re.compile(r"-?\d[\d.,   ]*%?")
_AMBIGUOUS = re.compile(r"-?[1-9]\d{0,2}\.\d{3}")
_PERIOD = re.compile(r"(?:19|20)\d\d(?:JJ00|MM\d\d)?|(?:19|20)\d\d .*|[a-z]+ (?:19|20)\d\d")
_CATEGORY = re.compile(r"(\d+(?:\.\d+)+)\s.*")
# what the publishers call the codes that the catalogue filters by
_TITLES = {"20300": ("18 jaar of ouder", "18+", "18 jaar en ouder")}
_MARGINS = ("waarde", "ondergrens", "bovengrens")
_STATUSES = ("Definitief", "Voorlopig", "NaderVoorlopig")


@dataclass(frozen=True)
class Figure:
    """A figure, None where there is none, how many decimals it has, and how many stars: one for provisional."""

    value: float | None
    decimals: int = 0
    stars: int = 0


def is_figure(cell: str) -> bool:
    """Return whether a cell has a number."""
    return _ANY_NUMBER.fullmatch(without_mark(cell)) is not None


def figure(cell: str, unit: str, has_points: bool) -> Figure:
    """Return the figure in a cell: with a decimal comma, or a point as well when it `has_points`.

    Raises ValueError, with why and what to do, when it is none.
    """
    if cell in _NO_FIGURE:
        return Figure(None)
    text = without_mark(cell.replace("\u2212", "-"))
    text = text.removesuffix("%").strip() if unit == "%" else text
    stars = len(cell) - len(cell.rstrip("*"))
    if text in _NO_FIGURE:
        return Figure(None, stars=stars)
    if not _ANY_NUMBER.fullmatch(text):
        raise ValueError(f"{quoted(cell)} is geen getal; een cijfer dat er niet is, is in StatLine een punt")
    if not _NUMBER.fullmatch(text):
        raise ValueError(f"{quoted(cell)} heeft een teken tussen de duizendtallen; bewaar de tabel opnieuw in StatLine")
    if "." in text and (not has_points or _AMBIGUOUS.fullmatch(text)):
        raise ValueError(
            f"{quoted(cell)} heeft een punt, en hier hoort een decimale komma; bewaar de tabel opnieuw in StatLine"
        )
    value = float(text.replace(",", "."))
    if abs(value) >= form.LARGEST:
        raise ValueError(f"{quoted(cell)} is te groot; controleer het in StatLine")
    return Figure(value, len(re.sub(r"^[^.,]*[.,]?", "", text).rstrip("0")), stars)


def period(label: str) -> tuple[str, str] | None:
    """Return the code of the dashboard for a period, and its status as the publishers write it; None for another text.
    A kind of period that the dashboard does not know has its label as its code."""
    stars = len(label) - len(label.rstrip("*"))
    text = without_mark(label)
    status = _STATUSES[min(stars, 2)]
    with suppress(ValueError):
        return periods.parse(text).code, status
    words = text.split()
    if len(words) == 2:
        year, month = sorted(words, key=str.isdigit, reverse=True)
        if re.fullmatch(r"(?:19|20)\d\d", year) and (number := periods.month_in(month)):
            return f"{year}-{number:02d}", status
    return (text, status) if _PERIOD.fullmatch(text) else None


def margin(label: str, table: Table) -> str:
    """Return the code of the value or of one of its bounds, '' for another label."""
    if table.margins is None:
        return ""
    codes = (table.margins.value, table.margins.lower, table.margins.upper)
    if label in codes:
        return label
    return next((code for code, word in zip(codes, _MARGINS, strict=True) if folded(label).startswith(word)), "")


def is_wanted(label: str, code: str) -> bool:
    """Return whether a label has the code that the catalogue filters by."""
    return label.strip() == code or folded(label) in _TITLES.get(code, ())


def category(label: str, codes: dict[str, str]) -> str:
    """Return the code of a category: the known one for its title, the code at the start of its title, or one made from
    it."""
    if code := codes.get(folded(label)):
        return code
    match = _CATEGORY.fullmatch(label)
    return match[1] if match else name_of_title(label)


def dimension(labels: Iterable[str], corner: set[str], table: Table, vocabulary: Vocabulary) -> str:
    """Return the dimension of a table that these labels belong to, '' for none; `corner` has the text of the cells
    beside them."""
    filled = {label for label in labels if label}
    if not filled:
        return ""
    if all(map(period, filled)) and not vocabulary.are_units(filled):
        return expectations.PERIOD
    if table.margins and all(margin(label, table) for label in filled):
        return table.margins.dimension
    for name, code in table.filters.items():
        if name in corner or any(is_wanted(label, code) for label in filled):
            return name
    if table.categories and (table.categories in corner or any(_is_category(label, vocabulary) for label in filled)):
        return table.categories
    return ""


def _is_category(label: str, vocabulary: Vocabulary) -> bool:
    return bool(_CATEGORY.fullmatch(label)) or any(fits_group(names, label) for names in vocabulary.groups)
