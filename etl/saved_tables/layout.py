"""Detects from the contents of a grid of cells where the areas, periods and topics of a table are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from openpyxl.utils import get_column_letter

from etl.own_figures import workbook
from etl.own_figures.sheets import Mistake, Row
from etl.publishers import expectations, form
from etl.saved_tables import headings, kwb, labels
from etl.saved_tables.files import Grid
from etl.saved_tables.headings import Heading, Vocabulary
from etl.saved_tables.places import Places, without_mark
from etl.snapshots.columns import base_name, name_of_title
from veerkracht.catalog.catalog import Table
from veerkracht.core import areas
from veerkracht.core.errors import SourceError
from veerkracht.core.names import folded, quoted

_SOURCE = ("bron:", "bron ", "©")  # beginning of the line below a table
_LEVELS = {"land": "NL", "gemeente": "GM", "wijk": "WK", "buurt": "BU"}
# topics that are texts, by the key that their title makes: they say which area it is
_TEXTS = ("Gemeentenaam", "SoortRegio", "MeestVoorkomendePostcode")
_CODING = "Codering"
# labels next to area names; next to a row of them, the name of what is below it
_OF_AREAS = {expectations.REGION, "Onderwerp", "Onderwerpen"}
_SECOND = "hier begint een tweede tabel; bewaar elke tabel in een eigen bestand"


@dataclass(frozen=True)
class Framed:
    """The rows of a table, and the optional lines above it and the source line below it."""

    lines: list[str]
    source: str
    rows: list[Row]
    mistakes: list[Mistake]

    @property
    def title(self) -> str:
        """Return the first line above the table, '' without any."""
        return self.lines[0] if self.lines else ""

    def label_of(self, name: str) -> str:
        """Return the value of a dimension in the lines above the table ('Leeftijd: 18 jaar of ouder'), '' for none."""
        pairs = (line.partition(":") for line in self.lines)
        return next((value.strip() for key, _, value in pairs if name_of_title(key) == name), "")


def framed(grid: Grid) -> Framed:
    """Return the rows of a table, separated from the lines above and below it."""
    rows, mistakes = list(grid.rows), list[Mistake]()
    ends = (
        place for place, row in enumerate(rows) if len(_filled(row)) < 3 and folded(_first(row)).startswith(_SOURCE)
    )
    end = next(ends, len(rows))
    mistakes += [Mistake(row.number, _SECOND) for row in rows[end:] if len(_filled(row)) > 2][:1]
    begin = next((place for place, row in enumerate(rows[:end]) if len(_filled(row)) > 1), end)
    source = _first(rows[end]) if end < len(rows) else ""
    return Framed([_first(row) for row in rows[:begin]], source, rows[begin:end], mistakes)


@dataclass(frozen=True)
class Column:
    """A column with figures: its topic, and the dimensions that its headings give, by name."""

    place: int
    heading: Heading
    dimensions: dict[str, str]


@dataclass(frozen=True)
class Line:
    """A row with figures: its area, and the dimensions that its cells give, by name."""

    place: int
    area: str
    dimensions: dict[str, str]


@dataclass
class Layout:
    """Where the figures are: the lines and columns that have them, and the column with the flag of changed boundaries.

    `names` are those of the areas by code, `unknown` the columns of the workbook of CBS that are not read.
    """

    matrix: "Matrix"
    lines: list[Line] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    flag: int | None = None
    names: dict[str, str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)


@dataclass(frozen=True)
class Matrix:
    """Cells as text with the numbers of their rows and columns in the file, swapped when `is_transposed`."""

    cells: list[list[str]]
    rows: list[int]
    columns: list[int]
    is_transposed: bool = False

    def transposed(self) -> "Matrix":
        """Return the matrix with rows and columns swapped."""
        return Matrix([list(cells) for cells in zip(*self.cells, strict=True)], self.columns, self.rows, True)

    def mistake(self, row: int | None, column: int | None, text: str, example: str = "") -> Mistake:
        """Return a mistake at a row and column of the matrix, either of which may be None, with its place in the
        file."""
        row_number = self.rows[row] if row is not None else 0
        column_number = self.columns[column] if column is not None else 0
        if self.is_transposed:
            row_number, column_number = column_number, row_number
        return Mistake(row_number, text, get_column_letter(column_number) if column_number else "", example)

    def column(self, place: int) -> list[str]:
        """Return the cells of a column."""
        return [cells[place] for cells in self.cells]


def layout(framed: Framed, grid: Grid, table: Table, places: Places, vocabulary: Vocabulary) -> Layout:
    """Return where the figures of a table are, with mistakes and what cannot be placed.

    Raises SourceError when it contains no area at all.
    """
    if grid.selection.other_count and not grid.selection.own_count:
        raise SourceError(
            "alle gebieden erin liggen in een andere gemeente; kies in StatLine deze gemeente, met wijken en buurten"
        )
    matrix = _matrix(framed.rows)
    down, across = _best_axis(matrix, places), _best_axis(matrix.transposed(), places)
    if down[0] < 2 and across[0] < 2:
        raise SourceError(
            "er staan geen gebieden van deze gemeente in; zet in StatLine de gemeente met haar wijken en buurten in de "
            "rijen, en kies bij Regioaanduiding ook Codering"
        )
    if across[0] > down[0]:
        matrix, down = matrix.transposed(), across
    result = Layout(matrix)
    _find_lines(result, down[1], table, places)
    if not matrix.is_transposed:
        result.mistakes += _merged_figures(result, grid.merged)
    _find_columns(result, down[1], table, vocabulary, framed)
    result.lines = [line for line in result.lines if line.area]
    return result


def dimension_names(table: Table) -> set[str]:
    """Return the names of all dimensions that a table may have."""
    return {expectations.REGION, expectations.PERIOD, *table.filters, *expectations.dimensions(table)}


def _filled(row: Row) -> set[str]:
    return {cell.strip() for cell in row.cells if cell and cell.strip()}


def _first(row: Row) -> str:
    return next((form.one_line(cell) for cell in row.cells if cell and cell.strip()), "")


def _matrix(rows: list[Row]) -> Matrix:
    width = max((len(row.cells) for row in rows), default=0)
    cells = [[form.one_line(cell or "") for cell in row.cells] + [""] * (width - len(row.cells)) for row in rows]
    filled = [place for place in range(width) if any(row[place] for row in cells)]
    return Matrix(
        [[row[place] for place in filled] for row in cells],
        [row.number for row in rows],
        [place + 1 for place in filled],
    )


def _best_axis(matrix: Matrix, places: Places) -> tuple[int, int]:
    """Return the highest number of areas in any column, and that column: preferably one with codes, if it has nearly as
    many."""
    counts = []
    for place in range(len(matrix.cells[0]) if matrix.cells else 0):
        matches = {(cell, codes) for cell in set(matrix.column(place)) if (codes := places.codes(cell))}
        counts.append(
            (len({codes for _, codes in matches}), sum(areas.clean(cell) in codes for cell, codes in matches))
        )
    if not counts:
        return 0, 0
    highest = max(count for count, _ in counts)
    return highest, max(range(len(counts)), key=lambda place: (counts[place][0] >= 0.8 * highest, *counts[place][::-1]))


def _find_lines(table_layout: Layout, axis: int, table: Table, places: Places) -> None:
    """Find the rows with figures of an area. One whose area is unclear has '' for it, and is a mistake."""
    matrix, names = table_layout.matrix, dimension_names(table)
    first = next(place for place, cell in enumerate(matrix.column(axis)) if places.codes(cell))
    header = matrix.cells[first - 1] if first else []
    before = ""
    for place, cells in enumerate(matrix.cells[first:], first):
        cell, filled = cells[axis], [cell for cell in cells if cell]
        codes = places.codes(cell)
        if not codes and len(filled) < 2:
            continue  # a note, or the name of a group
        if cells == header or (not codes and any(name_of_title(without_mark(cell)) in names for cell in filled)):
            table_layout.mistakes.append(matrix.mistake(place, None, _SECOND))
            return
        if not cell and before:
            table_layout.lines.append(Line(place, before, {}))
            continue
        if len(codes) > 1 and (levels := {_LEVELS[folded(cell)] for cell in filled if folded(cell) in _LEVELS}):
            codes = frozenset(code for code in codes if code[:2] in levels)
        if len(codes) != 1:
            table_layout.mistakes.append(
                matrix.mistake(place, None, _why_not_placed(cell, sorted(codes)), quoted(cell))
            )
        before = next(iter(codes)) if len(codes) == 1 else ""
        table_layout.lines.append(Line(place, before, {}))


def _why_not_placed(cell: str, codes: list[str]) -> str:
    advice = "bewaar de tabel opnieuw, en kies daarbij in StatLine bij Regioaanduiding ook Codering"
    if codes:
        return f"{quoted(cell)} kan {' of '.join(codes)} zijn; {advice}"
    return f"{quoted(cell)} is geen gebied dat in deze gemeente bekend is; {advice}, of haal de rij weg"


def _merged_figures(table_layout: Layout, merged: Iterable[workbook.Merged]) -> list[Mistake]:
    """Return the mistakes for merged cells with a figure: it may belong to any of them."""
    places = {number: place for place, number in enumerate(table_layout.matrix.rows)}
    columns = {number: place for place, number in enumerate(table_layout.matrix.columns)}
    lines = {line.place for line in table_layout.lines}
    mistakes = []
    for cells in merged:
        row, column = places.get(cells[0], -1), columns.get(cells[2], -1)
        if row in lines and column >= 0 and labels.is_figure(table_layout.matrix.cells[row][column]):
            mistakes.append(workbook.of_merged(cells))
    return mistakes


def _find_columns(table_layout: Layout, axis: int, table: Table, vocabulary: Vocabulary, framed: Framed) -> None:
    """Find the columns with figures and the dimensions of both, in the rows above the first line."""
    matrix, first = table_layout.matrix, table_layout.lines[0].place
    top, is_workbook = matrix.cells[:first], any(map(kwb.is_header, matrix.cells[:first]))
    figures, of_lines = list[int](), dict[int, str]()
    dimensions, skipped = dimension_names(table), {*_TEXTS, _CODING, "ID"}
    for place in range(len(matrix.columns)):
        above = [cells[place] for cells in reversed(top) if cells[place]]
        heading = above[0].casefold() if above and is_workbook else ""
        names = [base_name(name_of_title(headings.bare(text))) for text in above]
        cells = [matrix.cells[line.place][place] for line in table_layout.lines]
        if heading in kwb.FLAGS or any(name.startswith(expectations.BOUNDARY_CHANGE) for name in names):
            table_layout.flag = place
        elif place == axis or heading == kwb.NAME or not _OF_AREAS.isdisjoint(names):
            _name_areas(table_layout, cells)
        elif named := [name for name in names if name in dimensions]:
            of_lines[place] = named[0]
        elif not above and cells and all(map(labels.period, cells)) and _has_periods(table):
            of_lines[place] = expectations.PERIOD
        elif (not heading or kwb.is_figure(heading)) and skipped.isdisjoint(names):
            figures.append(place)
    table_layout.lines = [
        Line(line.place, line.area, {name: matrix.cells[line.place][place] for place, name in of_lines.items()})
        for line in table_layout.lines
    ]
    if is_workbook:
        _read_workbook_headings(table_layout, top[-1], figures)
    else:
        _read_headings(table_layout, top, figures, table, vocabulary, framed)


def _has_periods(table: Table) -> bool:
    """Return whether the figures of a table are of more than one period, so that each has to say of which."""
    return len(table.periods) != 1 or table.has_months


def _name_areas(table_layout: Layout, cells: list[str]) -> None:
    for line, cell in zip(table_layout.lines, cells, strict=True):
        is_code = areas.clean(cell) == line.area
        if line.area and cell and (not is_code or line.area not in table_layout.names):
            table_layout.names[line.area] = without_mark(cell)


def _read_workbook_headings(table_layout: Layout, header: Sequence[str], figures: list[int]) -> None:
    for place in figures:
        if topic := kwb.TOPICS.get(header[place].casefold()):
            table_layout.columns.append(Column(place, Heading(header[place].casefold(), *topic), {}))
        elif header[place]:
            table_layout.unknown.append(header[place])


def _read_headings(
    table_layout: Layout, top: list[list[str]], figures: list[int], table: Table, vocabulary: Vocabulary, framed: Framed
) -> None:
    """Read the rows of headings: those of a dimension, those of the topics with their groups, and that of the units."""
    matrix = table_layout.matrix
    label_columns = set(range(len(matrix.columns))) - set(figures)
    dimensions, texts = dict[str, list[str]](), list[list[str]]()
    for number, cells in enumerate(top):
        corner = {base_name(name_of_title(cells[place])) for place in label_columns} if number < len(top) - 1 else set()
        values = _filled_on([cells[place] for place in figures])
        if name := labels.dimension(values, corner, table, vocabulary):
            dimensions[name] = values
        elif any(values):
            texts.append([cells[place] for place in figures])
    units = texts.pop() if len(texts) > 1 and vocabulary.are_units(texts[-1]) else [""] * len(figures)
    paths = [_filled_on(cells) for cells in texts]
    group: tuple[str, ...] = ()
    for number, place in enumerate(figures):
        path = [cells[number] for cells in paths]
        if not any(matrix.cells[line.place][place] for line in table_layout.lines):
            group = tuple(filter(None, path)) or group  # the name of a group that is on a line of its own
            continue
        is_same = number > 0 and texts and not texts[-1][number]
        units[number] = units[number] or (units[number - 1] if is_same else "")
        try:
            heading = headings.read([*group, *path], units[number], vocabulary)
        except ValueError as error:
            table_layout.mistakes.append(matrix.mistake(table_layout.lines[0].place - 1, place, str(error)))
            continue
        table_layout.columns.append(Column(place, heading, {name: cells[number] for name, cells in dimensions.items()}))
    _require_dimensions(table_layout, table, framed)


def _filled_on(cells: list[str]) -> list[str]:
    """Return cells with blanks filled by the preceding text, as for a heading over several columns."""
    filled: Iterable[str] = accumulate(cells, lambda before, cell: cell or before)
    return list(filled)


def _require_dimensions(table_layout: Layout, table: Table, framed: Framed) -> None:
    """Give every line the value that the lines above the table have for a dimension; a dimension found nowhere is a
    mistake."""
    required = [*table.filters, *expectations.dimensions(table)]
    required += [expectations.PERIOD] if _has_periods(table) else []
    present = set(table_layout.lines[0].dimensions).union(*(column.dimensions for column in table_layout.columns))
    for name in required:
        if name in present:
            continue
        if value := framed.label_of(name):
            table_layout.lines = [
                Line(line.place, line.area, {**line.dimensions, name: value}) for line in table_layout.lines
            ]
        else:
            text = f"er staat niet bij welke {name} het zijn; zet {name} in StatLine in de rijen of kolommen"
            table_layout.mistakes.append(Mistake(0, text))
