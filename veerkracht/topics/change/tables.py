"""The changes of buurten as a table, in Dutch."""

from veerkracht.core import dutch, periods
from veerkracht.drawing import links
from veerkracht.drawing.table import Cell, Column, Table
from veerkracht.drawing.table import Row as TableRow
from veerkracht.topics.change import sentences
from veerkracht.topics.change.figures import Overview, Row


def changes(overview: Overview) -> Table:
    """Return a row per buurt from the largest rise to the largest fall, then city and country: both figures, the change
    with its margin, the verdict of the margin and, if it covers these years, the national yardstick."""
    indicator = overview.indicator
    start, last = overview.start, overview.choice.until
    unit = dutch.change_unit(indicator.unit)
    confidence = dutch.number(overview.confidence, 0)
    has_margin = any(row.has_margin for row in (*overview.rows, *overview.references))
    has_yardstick = any(row.yardstick for row in overview.rows)
    columns = (
        Column("Gebied"),
        Column(periods.parse(start).label, indicator.decimals, indicator.unit),
        Column(periods.parse(last).label, indicator.decimals, indicator.unit),
        Column("Verandering", indicator.decimals, notes=(unit,)),
        *([Column("Marge", indicator.decimals, notes=(f"{confidence}%",)), Column("Zekerheid")] if has_margin else []),
        *([Column("Landelijke meetlat")] if has_yardstick else []),
    )
    rows = []
    for row in (*overview.rows, *overview.references):
        cells = [_name(row), _figure(row.first, overview), _figure(row.last, overview), _change(row, overview)]
        if has_margin:
            cells += [_margin(row, overview), Cell(text=sentences.judged(row))]
        if has_yardstick:
            cells.append(Cell(text=row.yardstick))
        rows.append(TableRow(tuple(cells), is_focus=row.area_code in overview.focus))
    return Table(sentences.subtitle(overview), columns, tuple(rows))


def name(row: Row) -> str:
    """Return the name of an area, marked if it is small and if its change is unusual in the country."""
    return " ".join(filter(None, (row.name, _signs(row))))


def _signs(row: Row) -> str:
    return " ".join(filter(None, ("*" if row.is_small else "", sentences.UNUSUAL_MARK if row.is_unusual else "")))


def _name(row: Row) -> Cell:
    link = links.profile(row.area_code) if row.area_code.startswith("BU") else ""
    return Cell(text=row.name, link=link, note=row.wijk, signs=_signs(row))


def _figure(value: float | None, overview: Overview) -> Cell:
    indicator = overview.indicator
    return Cell(text=dutch.short_figure(value, indicator.decimals, indicator.unit))


def _change(row: Row, overview: Overview) -> Cell:
    if row.printed is None:
        return Cell(text=sentences.why_not(row), is_gap=True)
    unit = "euro" if overview.indicator.unit == "euro" else ""
    return Cell(text=dutch.signed(row.printed, overview.indicator.decimals, unit))


def _margin(row: Row, overview: Overview) -> Cell:
    if row.lower is None or row.upper is None:
        return Cell(text="–")
    decimals = overview.indicator.decimals
    return Cell(text=" tot ".join(dutch.signed(end, decimals, "") for end in (row.lower, row.upper)))
