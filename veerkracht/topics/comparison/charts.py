"""Buurten side by side as a dot plot."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from veerkracht.core import dutch, periods
from veerkracht.database.rows import Indicator
from veerkracht.drawing import film, vega, yardsticks
from veerkracht.drawing.chart import Chart, Json
from veerkracht.drawing.charts import GridCell, Style, grid
from veerkracht.drawing.plot import Dot, Series, ranked
from veerkracht.drawing.table import Table
from veerkracht.topics.comparison.figures import Heat, Ranked, Ranking
from veerkracht.topics.comparison.sentences import name
from veerkracht.topics.comparison.unusual import Compared

_OTHER = "#4f6272"
_ROW = 17  # pixels
_AXIS = 46  # below the rows
_NAME = 16  # of city, country or a group, above the rows

_INK = "#222222"
_CONFIG = vega.CONFIG | {"axis": vega.SIZES | {"titleFontWeight": "normal", "labelColor": "#222"},
                         "view": {"stroke": None}}  # fmt: skip
# of a heat table on paper, by the steps of standing.Standing, as on screen; and the distance of each from the city
HEAT = {
    "bad3": ("#e39a52", "veel ongunstiger"), "bad2": ("#f3c898", "ongunstiger"),
    "bad1": ("#faead6", "iets ongunstiger"),
    "less3": ("#abb0b6", "veel minder"), "less2": ("#cbced2", "minder"), "less1": ("#e6e7e9", "iets minder"),
    "even": ("#f4f4f2", "ongeveer gelijk"),
    "more1": ("#e9e3f3", "iets meer"), "more2": ("#cdbfe3", "meer"), "more3": ("#ae99d0", "veel meer"),
    "good1": ("#d8efec", "iets gunstiger"), "good2": ("#a3d9d2", "gunstiger"), "good3": ("#62b9b0", "veel gunstiger"),
}  # fmt: skip
NO_COLOR, NO_FIGURE = "#ffffff", ("#dddddd", "×: geen cijfer")


def heat(heat: Heat, table: Table) -> Chart:
    """Return a heat table, whose `table` has its texts, as a picture in the colours of the screen."""
    whens = (periods.parse(heat.periods[indicator.indicator_id]).label for indicator in heat.indicators)
    columns = [
        f"{indicator.label}, {when}, {dutch.in_unit(indicator.unit)}"
        for indicator, when in zip(heat.indicators, whens, strict=True)
    ]
    rows, cells, group, bold = list[str](), list[GridCell](), "", list(heat.references.values())
    for code, row in zip(heat.codes, table.rows, strict=True):
        head, *values = row.cells
        if row.group != group:
            group = row.group
            rows.append(group)
        rows.append(head.text)
        bold += [head.text] if row.is_focus else []
        for indicator, column, cell in zip(heat.indicators, columns, values, strict=True):
            figure = heat.cells.get((code, indicator.indicator_id))
            is_gap = figure is None or figure.value is None
            fill = HEAT[figure.step][0] if figure and figure.step and code not in heat.references else NO_COLOR
            cells.append(GridCell(head.text, column, *(("×", NO_FIGURE[0]) if is_gap else (cell.text, fill)), _INK))
    return grid(rows, columns, cells, bold)


def heat_legend(heat: Heat) -> list[tuple[str, str]]:
    """Return the colours that occur in a heat table, and their meanings."""
    steps = {cell.step for (code, _), cell in heat.cells.items() if code not in heat.references}
    items = [item for step, item in HEAT.items() if step in steps]
    has_gap = any(cell.value is None for cell in heat.cells.values())
    return [*items, *([NO_FIGURE] if has_gap else [])]


@dataclass(frozen=True)
class Place:
    """A buurt, city or country on a dot plot: its name, figure and bounds, and the text of its tooltip."""

    area_code: str
    name: str
    wijk: str
    value: float
    lower: float | None
    upper: float | None
    is_small: bool
    text: str
    margin: str


@dataclass(frozen=True)
class Axis:
    """The axis of a dot plot: the indicator, its title, whether it includes 0 with a line there, the word for a margin,
    and its lowest and highest figure if these differ from those of the plot itself."""

    label: str
    unit: str
    decimals: int
    title: str
    has_zero: bool
    margin: str = "Marge (95%)"
    has_line: bool = False
    domain: tuple[float, float] | None = None


def dots(ranking: Ranking, look: dict[str, Style]) -> Chart:
    """Return one row per buurt from high to low: a dot, its 95% margin if known, and city and country as lines. `look`
    has the style of focus areas, city and country."""
    axis = _axis(ranking.indicator, f", {periods.parse(ranking.period).label}")
    return dot_plot(*_places(ranking), axis, ranking.focus, look)


def dots_film(rankings: Sequence[Ranking], look: dict[str, Style]) -> Chart:
    """Return the dot plots of rankings of one indicator, one per year, as a film."""
    first = rankings[0]
    return dot_film([_places(ranking) for ranking in rankings], _axis(first.indicator), first.focus, look)


def _axis(indicator: Indicator, when: str = "") -> Axis:
    title = f"{dutch.unit_label(indicator.unit)}{when}"
    return Axis(indicator.label, indicator.unit, indicator.decimals, title, dutch.is_amount(indicator.unit))


def _places(ranking: Ranking) -> tuple[list[Place], list[Place]]:
    """Return the buurten with a figure from high to low, and city and country."""
    with_figure = [row for row in ranking.ordered("hoog") if row.value is not None]
    buurten, references = (
        [_place(row, ranking.indicator) for row in with_figure if row.is_reference is is_reference]
        for is_reference in (False, True)
    )
    return buurten, references


def dot_film(
    years: Sequence[tuple[Sequence[Place], Sequence[Place]]], axis: Axis, focus: Collection[str], look: dict[str, Style]
) -> Chart:
    """Return dot plots, given the buurten and references of each year, as a film on one axis.

    A buurt keeps its row, that of its place in the last year in which it has a figure, so that a reader can follow its
    dot.
    """
    latest = {place.area_code: place for year in years for places in year for place in places}
    buurten, references = (
        [latest[code] for code in dict.fromkeys(place.area_code for year in reversed(years) for place in year[kind])]
        for kind in (0, 1)
    )
    ends = [end for year in years for places in year for place in places for end in _ends(place)]
    ends += [0] if axis.has_zero else []
    axis = replace(axis, domain=(min(ends), max(ends)))
    whole = dot_plot(buurten, references, axis, focus, look)
    return film.combined(whole, [dot_plot(*year, axis, focus, look) for year in years])


def _ends(place: Place) -> list[float]:
    return [end for end in (place.value, place.lower, place.upper) if end is not None]


def dot_plot(
    buurten: Sequence[Place], references: Sequence[Place], axis: Axis, focus: Collection[str], look: dict[str, Style]
) -> Chart:
    """Return one row per buurt in this order: a dot, its margin if known, and city and country as lines.

    `look` has the style of focus areas, city and country. The focus areas have their colour and shape and a bold name;
    small buurten are hollow and marked.
    """
    styles = {code: look[code] for code in focus}
    rows = [_dot(place, styles.get(place.area_code)) for place in buurten]
    bold = [row["row"] for row in rows if row["area_code"] in styles]
    domain = {"domain": list(axis.domain)} if axis.domain else {}
    x = vega.quantitative(
        "value", title=axis.title, scale={"zero": axis.has_zero, "nice": True, "padding": 8} | domain,
        axis=vega.number_axis(axis.decimals, tickCount=6),
    )  # fmt: skip
    y = _names([row["row"] for row in rows], bold, labelPadding=6)
    point = {
        "x": x, "y": y, "stroke": vega.literal("color"), "fill": vega.literal("fill"), "shape": vega.literal("shape"),
        "size": vega.literal("size", "quantitative"),
        "tooltip": vega.tooltip(row="Buurt", wijk="Wijk", text=axis.label, margin=axis.margin),
    }  # fmt: skip
    bar = {"x": vega.quantitative("lower"), "x2": {"field": "upper"}, "y": y, "tooltip": point["tooltip"],
           "color": vega.literal("color")}  # fmt: skip
    bars = vega.layer("rule", rows, bar, "isValid(datum.lower)", strokeWidth=2.5, strokeOpacity=0.45)
    layers = [
        *([vega.layer("rule", [{"value": 0}], {"x": x}, color="#222", strokeWidth=1)] if axis.has_line else []),
        *_reference_layers(references, buurten, axis, x, look),
        *([vega.named("margins", bars)] if any(row["lower"] is not None for row in rows) else []),
        vega.named("dots", vega.layer("point", rows, point, filled=False, strokeWidth=1.6, opacity=1)),
    ]
    height = _ROW * len(rows) + _AXIS + (_NAME * len(references) + 6 if references else 0)
    plot = ranked(
        (Dot(place.area_code, place.name, place.value, place.lower, place.upper) for place in buurten),
        {code: style.color for code, style in styles.items()},
        [Series(place.name, (place.value,), look[place.area_code].color, "level") for place in references],
        axis.unit, axis.decimals,
    )  # fmt: skip
    chart = vega.layered(layers, height, _CONFIG)
    return replace(chart, plot=plot)


def places(rows: Sequence[Compared], look: dict[str, Style]) -> Chart:
    """Return a row per buurt with a dot for each comparison, by its place among 100 buurten. Both tenths at the ends
    are shaded.

    The focus areas have their colour and shape, from `look`, and a bold name; a dot without a favourable direction is
    hollow.
    """
    names = sorted({row.buurt.name for row in rows})
    bold = sorted({row.buurt.name for row in rows if row.buurt.area_code in look})
    title = ["Zoveel van 100 buurten deden het", "minder goed (open stip: kwamen lager uit)"]
    x = vega.quantitative(
        "place", title=title, scale={"domain": [0, 100]}, axis=vega.number_axis(0, tickCount=10),
    )  # fmt: skip
    y = _names(names, bold)
    dots: list[Json] = []
    for row in rows:
        style = look.get(row.buurt.area_code)
        color = style.color if style else _OTHER
        dots.append({
            "shape": style.shape if style else "circle",
            "row": row.buurt.name, "subject": row.indicator.label, "place": 100 * row.less_well, "word": row.word,
            "periods": yardsticks.between(row.yardstick), "color": color,
            "fill": "#ffffff" if row.indicator.direction == "geen" else color,
            "change": yardsticks.change(row.yardstick, row.indicator.decimals),
        })  # fmt: skip
    ends: list[Json] = [{"from": 0, "to": 10}, {"from": 90, "to": 100}]
    point = {
        "x": x, "y": y, "stroke": vega.literal("color"), "fill": vega.literal("fill"), "shape": vega.literal("shape"),
        "tooltip": vega.tooltip(row="Buurt", subject="Onderwerp", word="Meetlat", change="Tegenover de gemeente",
                                periods="Vergeleken"),
    }  # fmt: skip
    band = {"x": vega.quantitative("from", title=title), "x2": {"field": "to"}}
    layers = [
        vega.layer("rect", ends, band, color="#d9dde1", opacity=0.6),
        vega.layer("point", dots, point, filled=False, size=60, strokeWidth=1.6, opacity=1),
    ]
    return vega.layered(layers, _ROW * len(names) + _AXIS, _CONFIG)


def _names(names: Sequence[str], bold: Sequence[str], **look: object) -> Json:
    """Return the axis of a row per buurt, with these names in bold."""
    axis = {
        "grid": True, "gridColor": "#eee", "labelLimit": 190, "labelOverlap": False, "ticks": False, "domain": False,
    }  # fmt: skip
    return vega.nominal("row", title=None, sort=list(names), axis=axis | look | vega.bold_labels(bold))


def _place(row: Ranked, indicator: Indicator) -> Place:
    assert row.value is not None
    return Place(
        row.area_code, row.name if row.is_reference else name(row), row.wijk, row.value, row.lower, row.upper,
        row.is_small, dutch.figure(row.value, indicator.decimals, indicator.unit), _margin(row, indicator),
    )  # fmt: skip


def _dot(place: Place, style: Style | None) -> Json:
    """Return a buurt with its name, figure, margin and look; a focus area has a `style`."""
    color = style.color if style else _OTHER
    return {
        "area_code": place.area_code, "wijk": place.wijk, "row": place.name,
        "value": place.value, "lower": place.lower, "upper": place.upper, "text": place.text, "margin": place.margin,
        "color": color, "fill": "#ffffff" if place.is_small else color,
        "shape": style.shape if style else "circle", "size": 130 if style else 60,
    }  # fmt: skip


def _reference_layers(
    references: Sequence[Place], buurten: Sequence[Place], axis: Axis, x: Json, look: dict[str, Style]
) -> list[Json]:
    """Return a line per reference with its name and figure above it, each at a different height."""
    ends = [end for place in (*references, *buurten) for end in _ends(place)]
    low, high = axis.domain or (min(ends, default=0), max(ends, default=0))
    layers = []
    for height, place in enumerate(references):
        style = look[place.area_code]
        side = (place.value - low) / ((high - low) or 1)
        align = "left" if side < 0.25 else "right" if side > 0.75 else "center"
        line = [{"value": place.value, "text": f"{place.name} {place.text}", "align": align}]
        rule = vega.layer("rule", line, {"x": x}, color=style.color, strokeDash=list(style.dash), strokeWidth=1.6)
        text = vega.layer(
            "text", line, {"x": x, "y": {"value": 0}, "text": vega.nominal("text")}, align={"expr": "datum.align"},
            baseline="bottom", dy=-4 - _NAME * height, fontSize=13, color="#222",
        )  # fmt: skip
        layers += [vega.named(f"line_{place.area_code}", rule), vega.named(f"name_{place.area_code}", text)]
    return layers


def _margin(row: Ranked, indicator: Indicator) -> str:
    if row.lower is None or row.upper is None:
        return "niet bekend"
    ends = [dutch.number(end, indicator.decimals) for end in (row.lower, row.upper)]
    return f"tussen {ends[0]} en {ends[1]}, {dutch.MARGIN[row.margin_kind or '']}"
