"""Adds charts to slides that can be edited in PowerPoint: the figures are in an embedded sheet."""

import io
import math
from collections.abc import Sequence
from datetime import datetime
from typing import cast

import xlsxwriter
from pptx.chart.chart import Chart as SlideChart
from pptx.chart.data import CategoryChartData, ChartData
from pptx.chart.series import BarSeries, LineSeries
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
)
from pptx.enum.dml import MSO_LINE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.oxml.xmlchemy import BaseOxmlElement
from pptx.parts.chart import ChartPart
from pptx.shapes.graphfrm import GraphicFrame
from pptx.slide import Slide
from pptx.util import Length, Pt

from veerkracht.drawing.exhibit import printable
from veerkracht.drawing.plot import Plot, Series

Box = tuple[int, int, int, int]  # left, top, width and height in EMU

LANGUAGE = "nl-NL"
SIZE = Pt(18)  # the smallest text on a slide
_SHEET = "Gegevens"
_DUTCH = "[$-413]"  # prefix of a number format: independent of the language of the program
# of the areas in order, two of them the focus areas: the colours of these and the municipality in the dashboard
_MARKERS = (XL_MARKER_STYLE.CIRCLE, XL_MARKER_STYLE.SQUARE, XL_MARKER_STYLE.DIAMOND, XL_MARKER_STYLE.TRIANGLE)
_MANY = 40  # categories, from which points have no marker
_MOST_NAMED = 8  # categories of dots whose names fit below the axis
_LABEL_WIDTH = 3.4  # of the figure of a bar, for a font size of 1
_LONGEST_BELOW = 14  # characters of a name below a bar; with longer ones the bars are horizontal
_ROW = 1.5  # height of a horizontal bar, or of a group of two, for a font size of 1
_AXIS_WIDTH = Pt(70)
_GREY, _PALE = RGBColor(0x44, 0x44, 0x44), RGBColor(0xD9, 0xDD, 0xE1)


def fits(plot: Plot, height: int) -> bool:
    """Return whether all names are readable in a chart of this height in EMU."""
    return not _is_horizontal(plot) or len(plot.categories) * _ROW * SIZE <= height - 3 * SIZE


def add(slide: Slide, plot: Plot, box: Box, moment: datetime) -> GraphicFrame:
    """Add the chart to a slide and return it; `moment` is the date of the sheet with its figures."""
    left, top, width, height = map(Length, box)
    data = CategoryChartData(number_format=_format(plot, plot.decimals))
    data.categories = [printable(name) for name in plot.categories]
    for series in plot.series:
        data.add_series(printable(series.name), series.values)
    # the annotation of python-pptx says that it returns the chart itself
    frame = cast(GraphicFrame, slide.shapes.add_chart(_kind(plot), left, top, width, height, cast(ChartData, data)))
    chart: SlideChart = frame.chart
    cast(ChartPart, chart.part).chart_workbook.update_from_xlsx_blob(_sheet(plot, moment))
    for reference in chart._chartSpace.iter(qn("c:f")):
        reference.text = str(reference.text).replace("Sheet1!", f"{_SHEET}!")
    _set_language(chart)
    _lay_out(chart, plot, width)
    names = list(dict.fromkeys(series.name for series in plot.series if series.form != "path"))
    for series, shape in zip(plot.series, chart.plots[0].series, strict=True):
        is_path = series.form == "path"
        marker = XL_MARKER_STYLE.SQUARE if is_path else _MARKERS[names.index(series.name) % len(_MARKERS)]
        _style(shape, series, marker, len(plot.categories) > _MANY)
    margins = [series for series in plot.series if series.lower]
    for series, shape in zip(plot.series, chart.plots[0].series, strict=True):
        if series.lower:
            column = 1 + len(plot.series) + 2 * margins.index(series)
            _add_margin(shape._element, series, column, len(plot.categories))
    _hide_repeated(chart, plot)
    return frame


def _kind(plot: Plot) -> XL_CHART_TYPE:
    if "bar" in plot.forms:
        return XL_CHART_TYPE.BAR_CLUSTERED if _is_horizontal(plot) else XL_CHART_TYPE.COLUMN_CLUSTERED
    return XL_CHART_TYPE.LINE_MARKERS


def _is_horizontal(plot: Plot) -> bool:
    return "bar" in plot.forms and max(map(len, plot.categories)) > _LONGEST_BELOW


def _format(plot: Plot, decimals: int) -> str:
    """Return the format of Dutch numbers, with the unit if it is a symbol: 58,9%."""
    number = "#,##0" + ("." + "0" * decimals if decimals else "")
    return _DUTCH + {"%": f'{number}"%"', "euro": f'"€" {number}'}.get(plot.unit, number)


def _lay_out(chart: SlideChart, plot: Plot, width: int) -> None:
    is_of_bars = "bar" in plot.forms
    chart.font.size, chart.font.color.rgb = SIZE, _GREY
    chart.has_title = False
    chart.has_legend = len({series.name for series in plot.series}) > 1
    if chart.has_legend:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    values, categories = chart.value_axis, chart.category_axis
    figures = [value for series in plot.series for row in (series.values, series.lower, series.upper) for value in row
               if value is not None]  # fmt: skip
    low, high = min(figures, default=0.0), max(figures, default=0.0)
    values.tick_labels.number_format_is_linked = False
    values.tick_labels.number_format = _format(plot, 0 if high - low >= 5 else plot.decimals)
    values.major_gridlines.format.line.color.rgb = _PALE
    values.format.line.fill.background()
    start = (0.0 if low >= 0 else None) if is_of_bars else _start(low, high)
    if start is not None:
        values.minimum_scale = start
    if high > max((value for series in plot.series for value in series.values if value), default=high):
        # else the axis ends at the figures, and cuts off the margins of the highest
        values.maximum_scale = high if is_of_bars else _end(start or 0.0, high)
    categories.format.line.color.rgb = _GREY
    categories.tick_labels.font.size = SIZE
    categories.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    if "dot" in plot.forms and len(plot.categories) > _MOST_NAMED:
        categories.tick_label_position = XL_TICK_LABEL_POSITION.NONE
    if plot.category_title:
        categories.axis_title.text_frame.text = printable(plot.category_title)
        font = categories.axis_title.text_frame.paragraphs[0].runs[0].font
        font.size, font.bold, font.color.rgb = SIZE, False, _GREY
    _set_skip(categories._element, plot, width)
    if is_of_bars:
        chart.plots[0].gap_width, chart.plots[0].overlap = 60, 0
        if _is_horizontal(plot) or len(plot.series) * len(plot.categories) * _LABEL_WIDTH * SIZE <= width:
            _label_bars(chart, plot)
    if _is_horizontal(plot):
        categories.reverse_order = True
    if "line" in plot.forms or "path" in plot.forms:
        chart._chartSpace.chart.find(qn("c:dispBlanksAs")).set("val", "span")


def _start(low: float, high: float) -> float | None:
    """Return where the axis of a line chart starts: at 0, or near the figures if all are far above it; None with
    figures below 0. PowerPoint itself would start below 0 if a margin is wide."""
    if low < 0:
        return None
    if high - low >= low:
        return 0.0
    step = 10.0 ** math.floor(math.log10(high - low or high))
    return math.floor((low - 0.1 * (high - low)) / step) * step


def _end(start: float, high: float) -> float:
    """Return where an axis ends, so that everything fits and its gridlines are round numbers."""
    step = 10.0 ** math.floor(math.log10(high - start or 1.0))
    return start + next(reach * step for reach in (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10) if reach * step >= high - start)


def _label_bars(chart: SlideChart, plot: Plot) -> None:
    """Write the figures at the ends of the bars instead of on an axis; inside the bars if the end has a margin."""
    chart.plots[0].has_data_labels = True
    labels = chart.plots[0].data_labels
    labels.number_format, labels.number_format_is_linked = _format(plot, plot.decimals), False
    labels.position, labels.font.size = XL_LABEL_POSITION.OUTSIDE_END, SIZE
    if any(series.lower for series in plot.series):
        labels.position = XL_LABEL_POSITION.INSIDE_BASE
        labels.font.bold, labels.font.color.rgb = True, RGBColor(255, 255, 255)
    chart.value_axis.visible = False
    chart.value_axis.has_major_gridlines = False


def _set_skip(axis: BaseOxmlElement, plot: Plot, width: int) -> None:
    """Label as many of the years or months as fit side by side."""
    if not plot.forms & {"line", "path"}:
        return
    room = max(1, int((width - _AXIS_WIDTH) / ((max(map(len, plot.categories)) + 1.5) * 0.64 * SIZE)))
    skip = math.ceil(len(plot.categories) / room)
    if len(plot.categories) > _MANY:
        skip = 12 * math.ceil(skip / 12)  # for months, the same month of every year
    for name in ("c:tickLblSkip", "c:tickMarkSkip"):
        axis.find(qn("c:noMultiLvlLbl")).addprevious(parse_xml(f'<{name} {nsdecls("c")} val="{skip}"/>'))


def _style(shape: BarSeries | LineSeries, series: Series, marker: XL_MARKER_STYLE, are_many: bool) -> None:
    color = RGBColor.from_string(series.color.lstrip("#").upper())
    if isinstance(shape, BarSeries):
        shape.format.fill.solid()
        shape.format.fill.fore_color.rgb = color
        shape.invert_if_negative = False
        return
    shape.smooth = False
    line = shape.format.line
    line.color.rgb, line.width = color, Pt(1.75 if series.form == "path" else 2.5)
    if series.form == "path":
        line.dash_style = MSO_LINE.ROUND_DOT
    if series.form == "level":
        line.dash_style = MSO_LINE.DASH
    if series.form == "dot":
        line.fill.background()
    if series.form == "level" or (series.form == "line" and are_many):
        shape.marker.style = XL_MARKER_STYLE.NONE
        return
    shape.marker.style, shape.marker.size = marker, 9
    shape.marker.format.line.color.rgb = color
    shape.marker.format.fill.solid()
    shape.marker.format.fill.fore_color.rgb = RGBColor(255, 255, 255) if series.form == "path" else color


def _add_margin(element: BaseOxmlElement, series: Series, column: int, count: int) -> None:
    """Add the margin of each figure as an error bar, read from two columns of the sheet."""
    ends = []
    for name, at, amounts in zip(("minus", "plus"), (column, column + 1), _amounts(series), strict=True):
        letter = xlsxwriter.utility.xl_col_to_name(at)
        points = "".join(f'<c:pt idx="{place}"><c:v>{amount!r}</c:v></c:pt>'
                         for place, amount in enumerate(amounts) if amount is not None)  # fmt: skip
        ends.append(
            f"<c:{name}><c:numRef><c:f>{_SHEET}!${letter}$2:${letter}${count + 1}</c:f><c:numCache>"
            f'<c:formatCode>General</c:formatCode><c:ptCount val="{count}"/>{points}</c:numCache></c:numRef></c:{name}>'
        )
    minus, plus = ends
    color = series.color.lstrip("#").upper() if series.form != "bar" else "222222"
    element.find(qn("c:cat")).addprevious(parse_xml(
        f'<c:errBars {nsdecls("c", "a")}><c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap val="1"/>'
        f'{plus}{minus}<c:spPr><a:ln w="19050"><a:solidFill><a:srgbClr val="{color}"><a:alpha val="60000"/></a:srgbClr>'
        "</a:solidFill></a:ln></c:spPr></c:errBars>"
    ))  # fmt: skip


def _amounts(series: Series) -> tuple[list[float | None], list[float | None]]:
    """Return how far the margin of each figure extends below and above it."""
    ends = list(zip(series.values, series.lower, series.upper, strict=True))
    below = [None if value is None or lower is None else value - lower for value, lower, _ in ends]
    above = [None if value is None or upper is None else upper - value for value, _, upper in ends]
    return below, above


def _hide_repeated(chart: SlideChart, plot: Plot) -> None:
    """Remove duplicates from the legend: lines with the same name are segments of one line."""
    if not chart.has_legend:
        return
    position = chart.legend._element.find(qn("c:legendPos"))
    names = [series.name for series in plot.series]
    for place in reversed([place for place, name in enumerate(names) if name in names[:place]]):
        entry = f'<c:legendEntry {nsdecls("c")}><c:idx val="{place}"/><c:delete val="1"/></c:legendEntry>'
        position.addnext(parse_xml(entry))


def _set_language(chart: SlideChart) -> None:
    space = chart._chartSpace
    space.find(qn("c:date1904")).addnext(parse_xml(f'<c:lang {nsdecls("c")} val="{LANGUAGE}"/>'))
    for element in space.iter():
        if "lang" in element.attrib:
            element.set("lang", LANGUAGE)


def _sheet(plot: Plot, moment: datetime) -> bytes:
    """Return the figures as an Excel file, in the layout that the chart expects: a row per category, a column per
    series, and after those how far each margin extends."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    book.set_properties({"created": moment})
    sheet = book.add_worksheet(_SHEET)
    pattern = book.add_format({"num_format": _format(plot, plot.decimals)})
    for row, name in enumerate(plot.categories, 1):
        sheet.write_string(row, 0, printable(name))
    columns: list[tuple[str, Sequence[float | None]]] = [(series.name, series.values) for series in plot.series]
    for series in plot.series:
        if series.lower:
            below, above = _amounts(series)
            columns += [(f"{series.name}, marge eronder", below), (f"{series.name}, marge erboven", above)]
    for column, (name, values) in enumerate(columns, 1):
        sheet.write_string(0, column, printable(name))
        for row, value in enumerate(values, 1):
            if value is not None:
                sheet.write_number(row, column, value, pattern)
    book.close()
    return content.getvalue()
