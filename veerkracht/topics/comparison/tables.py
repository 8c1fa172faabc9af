"""Buurten side by side as accessible HTML tables, in Dutch: a ranking, a heat table, the features of similar
buurten."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from veerkracht.core import dutch, periods
from veerkracht.database.rows import Indicator
from veerkracht.drawing import links, yardsticks
from veerkracht.drawing.table import Cell, Column, Row, Table
from veerkracht.drawing.tables import TEMPLATES
from veerkracht.method.similarity import Likeness, Neighbour
from veerkracht.method.standing import STEPS
from veerkracht.topics.comparison import sentences
from veerkracht.topics.comparison.figures import Buurt, Heat, Ranked, Ranking
from veerkracht.topics.comparison.figures import Compared as Beside
from veerkracht.topics.comparison.unusual import Compared

_BETTER = {"omhoog": "meer is gunstiger", "omlaag": "minder is gunstiger", "geen": "meer of minder"}
SHORT_REASON = {
    "not_published": "nog niet uit",
    "suppressed": "niet bekendgemaakt",
    "not_in_table": "niet in de tabel",
    "not_included": "niet opgehaald",
    "unreadable": "niet te lezen",
    "too_small": "te weinig inwoners",
    "not_measured": "niet gemeten",
    "too_few": "niet getoond",
    "group_part": "niet elke buurt",
    "group_editions": "twee uitgaven",
    "group_model": "rekenmodel",
    "group_survey": "steekproef",
    "group_average": "niet samen te nemen",
    "group_weight": "gewicht onbekend",
    "group_weight_not_included": "gewicht niet opgehaald",
}
_GAP = "vk-gap vk-heat-gap"
_REFERENCE = "vk-heat-reference"
# where a long compound may break in a narrow column heading; browsers have no Dutch hyphenation of their own
_JOINT = re.compile(
    r"(?<=\w\w\w)(?=huishoud|melding|woning|diseerd|dichtheid|grootte|ongeschikt|uitkering|participatie|pensioen|adressen|diefstal)"
)
NO_FIGURE = Cell(text="geen cijfer", style=_GAP)


@dataclass(frozen=True)
class Scale:
    """A row of colours in a legend, by the steps of standing.Standing, with the meanings of its ends."""

    left: str
    steps: tuple[str, ...]
    right: str


def html(table: Table, width: float = 0, heading: int = 0, legend: Iterable[Scale] = ()) -> str:
    """Return a table that is read cell by cell: `heading` is the column of the names of rows. With a `width` in rem it
    scrolls sideways."""
    template = TEMPLATES.get_template("heat_table.html")
    return template.render(table=table, width=width, heading=heading, legend=tuple(legend))


def ranking(ranking: Ranking, order: str, inhabitants_period: str) -> Table:
    """Return the table of the buurten to show, city and country: place, name, wijk, figure with margin, difference to
    the city, inhabitants.

    `order` is that of Ranking.ordered. There are no differences for an amount, nor without a figure of the city. The
    place is that among all buurten.
    """
    indicator, rows = ranking.indicator, ranking.ordered(order)
    statuses = {row.status for row in rows if row.value is not None}
    has_margin = any(row.lower is not None for row in rows)
    has_difference = any(row.difference is not None for row in ranking.rows)
    has_inhabitants = indicator.unit != "inwoners"
    unit = dutch.change_unit(indicator.unit)
    when, decimals = periods.parse(ranking.period).label, indicator.decimals
    columns = [
        Column("Plaats", 0, notes=(f"van {ranking.count}",)),
        Column("Buurt"),
        Column(when, decimals, indicator.unit, (dutch.in_unit(indicator.unit),)),
        *([Column("Marge", decimals, notes=("95%",))] if has_margin else []),
        *([Column(f"Verschil met {ranking.city}", decimals, notes=(unit,))] if has_difference else []),
        *([Column("Inwoners", 0, notes=(inhabitants_period,))] if has_inhabitants else []),
        Column("Wijk"),  # last: on a phone the figure is beside the name
    ]
    lines = []
    for row in rows:
        cells = [
            Cell(text="" if row.place is None else f"{row.place}", style="vk-heat-place"),
            named(row),
            _figure(row, indicator, len(statuses) > 1),
        ]
        if has_margin:
            cells.append(Cell(text=_margin(row, indicator), style="vk-heat-line"))
        if has_difference:
            cells.append(Cell(text="–" if row.difference is None else _signed(row.difference, indicator)))
        if has_inhabitants:
            cells.append(Cell(text=dutch.figure(row.inhabitants, 0, "")))
        cells.append(Cell(text=row.wijk, style="vk-text vk-heat-line"))
        style = _REFERENCE if row.is_reference else ""
        lines.append(Row(tuple(cells), is_focus=row.area_code in ranking.focus, style=style))
    caption = f"{indicator.label}, {when}, {dutch.in_unit(indicator.unit)}"
    if len(statuses) == 1 and (status := statuses.pop()) and status != "definitief":
        caption += f"; alle cijfers: {dutch.STATUS[status]}"
    return Table(caption, tuple(columns), tuple(lines))


def unusual(rows: Iterable[Compared], focus: tuple[str, ...]) -> Table:
    """Return the table of comparisons: buurt, indicator, what was compared, both figures, the change and its place."""
    columns = (
        Column("Buurt"), Column("Onderwerp"), Column("Van → tot", notes=("telling: gemiddelde",)), Column("Toen", 0),
        Column("Nu", 0), Column("Tegenover de gemeente", 0), Column("Meetlat"), Column("Van 100 buurten", 0),
        Column("Buurten", 0),
    )  # fmt: skip
    return Table("Veranderingen op de landelijke meetlat, de meest ongewone eerst", columns, tuple(
        Row(_place(row), row.buurt.area_code in focus) for row in rows
    ))  # fmt: skip


def _place(row: Compared) -> tuple[Cell, ...]:
    change, indicator = row.yardstick, row.indicator
    is_count = change.kind == "telling"
    unit = "" if is_count else indicator.unit
    base, value = (dutch.short_figure(figure, decimals, unit) for figure, decimals in (
        (change.base, 0 if is_count else indicator.decimals), (change.value, 0 if is_count else indicator.decimals)
    ))  # fmt: skip
    lower = "minder goed" if indicator.direction != "geen" else "lager"
    return (
        named(row.buurt),
        Cell(text=indicator.label, link=links.origin(indicator.indicator_id, change.period)),
        Cell(text=f"{periods.parse(change.base_period).label} → {periods.parse(change.period).label}"),
        Cell(text=base), Cell(text=value),
        Cell(text=yardsticks.change(change, indicator.decimals)),
        Cell(text=row.word),
        Cell(text=dutch.number(100 * row.less_well, 0), note=lower),
        Cell(text=dutch.number(change.buurt_count, 0)),
    )  # fmt: skip


def heat(heat: Heat) -> str:
    """Return the table of buurten against indicators for the screen, with a legend."""
    return html(heat_table(heat), 9 + 7.8 * len(heat.indicators), legend=_legend(heat))


def heat_table(heat: Heat) -> Table:
    """Return the table of buurten against indicators: figure, difference to the city, colour by standard deviations."""
    columns = [
        Column("Buurt"),
        *(column(indicator, heat.periods[indicator.indicator_id], _how_to_read(heat, indicator))
          for indicator in heat.indicators),
    ]  # fmt: skip
    rows = [Row((Cell(text=name), *_cells(heat, code)), style=_REFERENCE) for code, name in heat.references.items()]
    for wijk, buurten in groupby(heat.buurten, key=lambda buurt: buurt.wijk if heat.by_wijk else ""):
        rows += [
            Row((named(buurt), *_cells(heat, buurt.area_code)), buurt.area_code in heat.focus, wijk)
            for buurt in buurten
        ]
    caption = f"Cijfer per buurt, met eronder het verschil met {heat.city}"
    return Table(caption, tuple(columns), tuple(rows))


def alike(
    likeness: Likeness,
    code: str,
    indicators: tuple[Indicator, ...],
    used_periods: dict[str, str],
    names: dict[str, str],
) -> str:
    """Return the table of the buurten that are most similar to the buurt `code`: distance, and per measure figure and
    difference in standard deviations.

    `used_periods` is by indicator_id, `names` by area code.
    """
    differences = [difference for neighbour in likeness.nearest for difference in neighbour.differences]
    values = {difference.indicator_id: difference.own for difference in differences}
    columns = [
        Column("Buurt"), Column("Afstand", 2, notes=("0 is gelijk",)),
        *(column(indicator, used_periods[indicator.indicator_id]) for indicator in indicators),
    ]  # fmt: skip
    figures = (Cell(text=short_figure(values.get(indicator.indicator_id), indicator)) for indicator in indicators)
    rows = [Row((Cell(text=names[code]), Cell(text=""), *figures), is_focus=True)]
    for neighbour in likeness.nearest:
        name = Cell(text=names[neighbour.area_code], link=links.profile(neighbour.area_code))
        rows.append(Row((name, *distances(neighbour, indicators))))
    caption = f"De buurten die het meest lijken op {names[code]}, de meest gelijke eerst"
    return html(Table(caption, tuple(columns), tuple(rows)), 13 + 7 * len(indicators))


def distances(neighbour: Neighbour, indicators: Iterable[Indicator]) -> list[Cell]:
    """Return the distance between an area and the one that it is similar to, and its figures with the difference on
    each measure."""
    by_measure = {difference.indicator_id: difference for difference in neighbour.differences}
    cells = [Cell(text=dutch.number(neighbour.distance, 2))]
    for indicator in indicators:
        if difference := by_measure.get(indicator.indicator_id):
            text = short_figure(difference.other, indicator)
            cells.append(Cell(text=text, note=dutch.signed(difference.apart, 1, "")))
        else:
            cells.append(NO_FIGURE)
    return cells


def column(indicator: Indicator, period: str, how_to_read: str = "") -> Column:
    """Return a column of figures: label, period with a link to their origin, unit."""
    notes = (periods.parse(period).label, dutch.in_unit(indicator.unit), how_to_read)
    return Column(
        _JOINT.sub("\u00ad", indicator.label), indicator.decimals, indicator.unit,
        tuple(note for note in notes if note), links.origin(indicator.indicator_id, period),
    )  # fmt: skip


def short_figure(value: float | None, indicator: Indicator) -> str:
    """Return a figure below a heading that names its unit."""
    return dutch.short_figure(value, indicator.decimals, indicator.unit)


def _how_to_read(heat: Heat, indicator: Indicator) -> str:
    """Return the meaning of the colours of a column, or why it has none."""
    if dutch.is_amount(indicator.unit):
        return "aantal: geen kleur"
    of_city = heat.cells.get((heat.city_code, indicator.indicator_id))
    if of_city is None or of_city.value is None:
        return f"{heat.city} heeft geen cijfer: geen kleur"
    return _BETTER[indicator.direction]


def _legend(heat: Heat) -> list[Scale]:
    """Return the scales that the columns use."""
    directions = {indicator.direction for indicator in heat.indicators if not dutch.is_amount(indicator.unit)}
    scales = []
    if directions & {"omhoog", "omlaag"}:
        scales.append(_scale("bad", "good", "ongunstiger", f"gunstiger dan {heat.city}"))
    if "geen" in directions:
        scales.append(_scale("less", "more", "minder", f"meer dan {heat.city} (niet goed of slecht)"))
    return [*scales, Scale("", ("gap",), "geen cijfer")]


def _scale(low: str, high: str, left: str, right: str) -> Scale:
    far = range(1, len(STEPS) + 1)
    return Scale(left, (*(f"{low}{n}" for n in reversed(far)), "even", *(f"{high}{n}" for n in far)), right)


def named(area: Buurt | Ranked) -> Cell:
    """Return the name of an area, marked if it is small, with a link to its profile."""
    return Cell(text=area.name, link=links.profile(area.area_code), signs=sentences.SMALL_MARK if area.is_small else "")


def _figure(row: Ranked, indicator: Indicator, has_several_statuses: bool) -> Cell:
    if row.value is None:
        return Cell(text=sentences.reason(row.missing), is_gap=True)
    note = dutch.STATUS[row.status] if has_several_statuses and row.status and row.status != "definitief" else ""
    return Cell(text=short_figure(row.value, indicator), note=note)


def _margin(row: Ranked, indicator: Indicator) -> str:
    if row.lower is None or row.upper is None:
        return "–"
    return " tot ".join(dutch.number(bound, indicator.decimals) for bound in (row.lower, row.upper))


def _cells(heat: Heat, code: str) -> list[Cell]:
    is_city = code == heat.city_code
    return [_cell(heat.cells.get((code, indicator.indicator_id)), indicator, is_city) for indicator in heat.indicators]


def _cell(cell: Beside | None, indicator: Indicator, is_city: bool) -> Cell:
    if cell is None or cell.value is None:
        text = sentences.NO_DATA if cell is None else SHORT_REASON[cell.missing or ""]
        return Cell(text=text, style=_GAP)
    text = short_figure(cell.value, indicator)
    if is_city or cell.difference is None:
        return Cell(text=text)
    arrow = "▲ " if cell.difference > 0 else "▼ " if cell.difference < 0 else ""
    style = f"vk-heat-{cell.step}" if cell.step and cell.area_code.startswith("BU") else ""
    return Cell(text=text, note=arrow + _signed(cell.difference, indicator), style=style)


def _signed(difference: float, indicator: Indicator) -> str:
    """Return a difference below a heading that names the unit."""
    return dutch.signed(difference, indicator.decimals, "euro" if indicator.unit == "euro" else "")
