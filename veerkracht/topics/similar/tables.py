"""Similar buurten elsewhere as accessible HTML tables, in Dutch: their features, and how they changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan

from veerkracht.core import dutch, periods
from veerkracht.database.rows import Indicator
from veerkracht.drawing import tables
from veerkracht.drawing.table import Cell, Column, Row, Table
from veerkracht.topics.comparison import tables as comparison_tables
from veerkracht.topics.similar import sentences
from veerkracht.topics.similar.figures import Development, Similar

_OBSTACLE = {"boundary": "andere grens", "zero": "eerste cijfer is 0"}


@dataclass(frozen=True)
class Line:
    """A sentence about a buurt, with the address of the page with details."""

    text: str
    address: str
    name: str


def html(alike: Similar, indicators: Sequence[Indicator], inhabitants_period: str) -> str:
    """Return the `table` for the screen."""
    return comparison_tables.html(table(alike, indicators, inhabitants_period), 30 + 6.2 * len(indicators))


def table(alike: Similar, indicators: Sequence[Indicator], inhabitants_period: str) -> Table:
    """Return the table of the buurten that are most similar to ours, which is on top, each with the reason.

    Columns: inhabitants, distance, and per measure the figure and how far it is from ours.
    """
    labels = {indicator.indicator_id: indicator.label for indicator in indicators}
    columns = [
        Column("Buurt"), Column("Inwoners", 0, notes=(inhabitants_period,)),
        Column("Afstand", 2, notes=("0 is gelijk",)), Column("Kenmerken"),
        *(comparison_tables.column(indicator, alike.period) for indicator in indicators),
    ]  # fmt: skip
    area_figures = (_own_figure(alike.own[indicator.indicator_id], indicator) for indicator in indicators)
    inhabitants = Cell(text=dutch.figure(alike.inhabitants, 0, ""))
    chosen = len(alike.choice.measures)
    count = sum(not isnan(value) for value in alike.own.values())
    rows = [Row((Cell(text=alike.name), inhabitants, Cell(text=""), Cell(text=f"{count} van {chosen}"), *area_figures),
                is_focus=True)]  # fmt: skip
    for place in alike.places:
        name = Cell(text=place.full_name, note=sentences.reason(place.neighbour.differences, labels))
        inhabitants = Cell(text=dutch.figure(place.inhabitants, 0, ""))
        distance, *figures = comparison_tables.distances(place.neighbour, indicators)
        shared = Cell(text=f"{len(place.neighbour.differences)} van {chosen}")
        rows.append(Row((name, inhabitants, distance, shared, *figures)))
    caption = f"De buurten buiten de gemeente die het meest lijken op {alike.name}"
    if alike.places:
        caption += f". Onder elk cijfer: hoeveel het hoger of lager is dan in {alike.name}, in standaardafwijkingen"
    return Table(caption, tuple(columns), tuple(rows))


def bands(development: Development) -> str:
    """Return the table of the buurt and of similar ones against the baseline, per period before and after."""
    low, high = (dutch.number(end, 0) for end in (development.lowest, development.highest))
    heads = [development.similar.name, "Buurten met cijfers", f"Ondergrens ({low}%)", "Middelste",
             f"Bovengrens ({high}%)"]  # fmt: skip
    columns = [Column("Periode"), *(Column(head, development.decimals) for head in heads)]
    rows = [
        (periods.parse(band.period).label + (" (ervoor)" if band in development.before else ""),
         _change(development, band.own), f"{band.count}",
         *(_change(development, change) for change in (band.lowest, band.middle, band.highest)))
        for band in development.bands
    ]  # fmt: skip
    caption = f"{development.measure.label}: verschil met {development.baseline}"
    return tables.html(Table.of(caption, columns, rows), has_cards=True)


def changes(development: Development) -> str:
    """Return the table of the change of every buurt up to the latest period."""
    measure, when = development.measure, periods.parse(development.after[-1].period).label
    figures = [Column(period, measure.figure_decimals, measure.unit) for period in (development.baseline, when)]
    rows = tuple(
        Row((
            Cell(text=development.names[change.area_code]), Cell(change.first), Cell(change.last),
            Cell(text=_OBSTACLE.get(change.obstacle) or _change(development, change.change),
                 is_gap=bool(change.obstacle)),
        ), is_focus=change.area_code == development.similar.area_code)
        for change in development.last_changes
    )  # fmt: skip
    caption = f"{measure.label}, {dutch.in_unit(measure.unit)}: verandering per buurt"
    return tables.html(Table(caption, (Column("Buurt"), *figures, Column("Verandering", development.decimals)), rows))


def brief(developments: Sequence[Development]) -> str:
    """Return a line per buurt on its change and that of similar ones, with a link to details; '' without any."""
    lines = [
        Line(text, development.similar.choice.address(development.measure.measure_id), development.similar.name)
        for development in developments
        if (text := sentences.brief(development))
    ]
    if not lines:
        return ""
    template = tables.TEMPLATES.get_template("similar_lines.html")
    return template.render(lines=lines, is_model=developments[0].measure.is_model)


def _own_figure(value: float, indicator: Indicator) -> Cell:
    if isnan(value):
        return comparison_tables.NO_FIGURE
    return Cell(text=comparison_tables.short_figure(value, indicator))


def _change(development: Development, value: float) -> str:
    return "–" if isnan(value) else dutch.signed(value, development.decimals, development.unit)
