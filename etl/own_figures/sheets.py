"""The rows of a sheet of own figures, below its headings, with mistakes as messages for the user."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice

from etl.own_figures import headings
from veerkracht.core import dutch
from veerkracht.core.errors import SourceError
from veerkracht.database.rows import grouped

MOST_ROWS = 100_000  # below the headings, those that are blank too
MOST_COLUMNS = 50
TOO_MANY_ROWS = (
    "het bestand heeft meer dan 100.000 rijen, lege meegeteld; haal de lege weg, of verdeel het over meer bestanden"
)
LOOKED_AT = 20  # rows in which the headings may be; what is above them is not read, but reported

_MOST_RANGES = 8  # of row numbers in a line
_MOST_OTHERS = 4  # examples in a line, besides the first
_NUMBERS = re.compile("[0-9]+(?:[.,/-][0-9]+)*")


@dataclass(frozen=True)
class Mistake:
    """What is wrong and how to correct it, in Dutch; 0 and '' where it is not about one row or one column.

    `example` is what the text names of this row, such as its cell in quotes, and others with this cause do not have.
    """

    row: int
    text: str
    column: str = ""
    example: str = ""

    @property
    def is_of_row(self) -> bool:
        """Whether it is about a row as a whole, or about the sheet."""
        return not self.column and not self.example

    @property
    def cause(self) -> tuple[str, str]:
        """What it has in common with other mistakes that are corrected in the same way."""
        if not self.example or self.example not in self.text:
            return self.column, self.text
        return self.column, _NUMBERS.sub("0", self.text.replace(self.example, "", 1))


@dataclass(frozen=True)
class Row:
    """A row with its number as the user sees it; a cell that has its mistake already is None. It has at most
    MOST_COLUMNS cells: whoever reads a wider one reports that by `surplus`."""

    number: int
    cells: tuple[str | None, ...]


@dataclass(frozen=True)
class Sheet:
    """The headings, the rows below them, each with as many cells, and the mistakes in single cells.

    `unread` has the rows of which no one can say what is in which column, `first` the row of the headings, and `name`
    that of the sheet where a workbook has more than one.
    """

    header: tuple[str, ...]
    rows: list[Row]
    mistakes: list[Mistake]
    unread: list[Row] = field(default_factory=list)
    first: int = 1
    name: str = ""


def sheet_of(
    rows: Iterator[Row], mistakes: list[Mistake], first: int = 1, name: str = "", by_comma: bool = False
) -> Sheet:
    """Return the sheet of numbered rows, of which `first` has the headings; `mistakes` are those in its cells, and may
    grow while they are read.

    Raises SourceError when it is empty or too large.
    """
    rows = _limited(rows)
    begin = list(islice(rows, LOOKED_AT))
    rows = (row for row in chain(begin, rows) if any(is_filled(cell) for cell in row.cells))
    place = next((row.number for row in begin if headings.are_in(row.cells)), first)
    header: tuple[str, ...] = ()
    filled: list[Row] = []
    unread: list[Row] = []
    for row in rows:
        last = max(number for number, cell in enumerate(row.cells, 1) if is_filled(cell))
        if row.number == first and place == first:
            header = tuple((cell or "").strip() for cell in row.cells[:last])
        elif header and last <= len(header):
            filled.append(Row(row.number, tuple([*row.cells, *[""] * len(header)][: len(header)])))
        else:
            unread.append(row)
            if header:
                hint = "; zet een getal met een decimale komma tussen aanhalingstekens" if by_comma else ""
                names = dutch.counted(len(header), "kolomnaam", "kolomnamen")
                surplus = f"er staat iets in kolom {last}, maar rij {first} heeft {names}"
                text = f"{surplus}; haal weg wat te veel is{hint}"
                mistakes.append(Mistake(row.number, text, example=f"kolom {last}"))
    if not header and not unread:
        raise SourceError("het bestand is leeg; vul het sjabloon in")
    if not header and place == first:
        mistakes.append(Mistake(0, f"rij {first} is leeg; zet de kolomnamen op rij {first}"))
    elif not header:
        advice = f"zet ze op rij {first}, en haal weg wat erboven staat"
        mistakes[:] = [mistake for mistake in mistakes if mistake.row >= place]
        mistakes.append(Mistake(0, f"de kolomnamen staan op rij {place}; {advice}"))
    return Sheet(header, filled, mistakes, unread, first, name)


def _limited(rows: Iterator[Row]) -> Iterator[Row]:
    for count, row in enumerate(rows):
        if count > MOST_ROWS:
            raise SourceError(TOO_MANY_ROWS)
        yield row


def surplus(row: int, column: int | str, most: int = MOST_COLUMNS) -> Mistake:
    """Return the mistake of the first cell beyond the column `most` that is filled."""
    return Mistake(row, f"er staat iets in kolom {column}; een bestand heeft hoogstens {most} kolommen")


def lines(mistakes: Iterable[Mistake], name: str = "") -> list[str]:
    """Return a Dutch line per cause, with the rows that have it, in the order of the rows; `name`: of the sheet."""
    in_order = sorted(mistakes, key=lambda mistake: mistake.row)
    return [
        _line(mistakes_of_cause, name)
        for mistakes_of_cause in grouped((mistake.cause, mistake) for mistake in in_order).values()
    ]


def _line(alike: list[Mistake], name: str) -> str:
    _, *examples = dict.fromkeys(mistake.example for mistake in alike)
    rest = [f"nog {len(examples) - _MOST_OTHERS}"] if len(examples) > _MOST_OTHERS else []
    also = f" (zo ook {dutch.joined([*examples[:_MOST_OTHERS], *rest])})" if examples else ""
    place = ", ".join(_place(name, [mistake.row for mistake in alike], alike[0].column))
    return ": ".join(filter(None, [place, alike[0].text])) + also


def _place(name: str, numbers: list[int], column: str) -> Iterator[str]:
    if name:
        yield f"blad {name!r}"
    if numbers[0]:
        yield rows_in_words(numbers)
    if column:
        yield f"kolom {column}"


def rows_in_words(numbers: Iterable[int]) -> str:
    """Return the numbers of rows in order: rij 3; rijen 3 en 5; rijen 3 t/m 9, 12 en nog 30."""
    ordered = sorted(set(numbers))
    ranges: list[list[int]] = []
    for number in ordered:
        if ranges and number == ranges[-1][-1] + 1:
            ranges[-1].append(number)
        else:
            ranges.append([number])
    listed = ranges[:_MOST_RANGES]
    parts: list[str] = []
    for run in listed:
        parts += [f"{run[0]} t/m {run[-1]}"] if len(run) > 2 else map(str, run)
    rest = len(ordered) - sum(map(len, listed))
    return f"{'rij' if len(ordered) == 1 else 'rijen'} {dutch.joined([*parts, *([f'nog {rest}'] if rest else [])])}"


def is_filled(cell: str | None) -> bool:
    """Return whether anything is in a cell, or was: a mistake."""
    return cell is None or bool(cell.strip())
