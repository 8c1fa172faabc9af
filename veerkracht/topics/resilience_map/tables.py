"""The tables of the Veerkracht map: every buurt in words with its figures, and the focus areas through the years."""

from collections.abc import Sequence
from dataclasses import replace

from veerkracht.core import dutch
from veerkracht.drawing import links
from veerkracht.drawing.table import Cell, Column, Row, Table, row, status_note
from veerkracht.method import resilience
from veerkracht.topics.resilience_map import sentences
from veerkracht.topics.resilience_map.figures import Buurt, Figure, Measure, Step, View, either

NAME = "Veerkrachtkaart"


def buurten(view: View) -> Table:
    """Return the buurten by name: cell, both classes in words with their scores, and doubt."""
    across, up = view.axes
    score = Column("Score", resilience.SCORE_DECIMALS)
    columns = (Column("Buurt"), Column("Vak"), Column(across.label), score, Column(up.label), score, Column("Twijfel"))
    return Table(f"{NAME}, {view.year}", columns, tuple(_buurt(buurt, view) for buurt in view.buurten))


def with_figures(view: View, chosen: str, focus: Sequence[str]) -> Table:
    """Return the table of `buurten` with the figure of every measure and its year, for the screen.

    Only those of the `chosen` cell; '' shows all.
    """
    table, measures = buurten(view), view.present
    figures = {(figure.area_code, figure.axis, figure.indicator_id): figure for figure in view.figures}
    rows = []
    for buurt, row_of_paper in zip(view.buurten, table.rows, strict=True):
        if chosen in ("", buurt.cell):
            name = f"{buurt.name} *" if buurt.area_code in view.small else buurt.name
            figures_of_buurt = (
                _figure(figures[buurt.area_code, measure.axis, measure.indicator_id]) for measure in measures
            )
            cells = (Cell(text=name, link=links.profile(buurt.area_code)), *row_of_paper.cells[1:], *figures_of_buurt)
            rows.append(Row(cells, is_focus=buurt.area_code in focus))
    which = f"De buurten met {view.in_short(chosen)}" if chosen else f"Alle {len(rows)} buurten op naam"
    columns = (Column(_heading(view, measure), measure.decimals, measure.unit) for measure in measures)
    return Table(f"{which}, {view.year}", (*table.columns, *columns), tuple(rows))


def movement(view: View, steps: Sequence[Step]) -> Table:
    """Return the areas through the years; rows of the year of the map stand out."""
    labels = [axis.label for axis in view.axes]
    columns = [Column("Buurt"), Column("Jaar"), Column("Vak"), *map(Column, labels)]
    columns += [Column(f"Score {label.lower()}", resilience.SCORE_DECIMALS) for label in labels]
    columns += [Column("Twijfel"), Column("Verandering")]
    return Table("Door de jaren", tuple(columns), tuple(_step(step, view) for step in steps))


def _buurt(buurt: Buurt, view: View) -> Row:
    if buurt.cell is None:
        return row((buurt.name, "–", buurt.reason, None, "–", None, ""))
    across, up = _words(buurt.cell, view)
    return row((buurt.name, buurt.cell, across, buurt.x, up, buurt.y, _doubt(buurt)))


def _step(step: Step, view: View) -> Row:
    assert step.cell is not None
    moved = sentences.moved(step)
    cells = row((step.name, str(step.year), step.cell, *_words(step.cell, view), step.x, step.y, _doubt(step), moved))
    return replace(cells, is_focus=step.year == view.year)


def _doubt(buurt: Buurt) -> str:
    return f"kan ook {either(buurt.doubts)} zijn" if buurt.doubts else ""


def _words(cell: str, view: View) -> tuple[str, str]:
    (across, up), (column, line) = view.axes, resilience.classes(cell)
    return across.words(column), up.words(line)


def _heading(view: View, measure: Measure) -> str:
    """Return name, unit and year of a measure, which is the same year for all buurten."""
    periods = [figure.period for figure in view.of_measure(measure.indicator_id) if figure.period is not None]
    when = f", {periods[0]}" if periods else ""
    return f"{measure.label}, {dutch.in_unit(measure.unit)}{when}"


def _figure(figure: Figure) -> Cell:
    if figure.value is None:
        return Cell(text=figure.why_not, is_gap=True)
    return Cell(figure.value, note=status_note(figure.status))
