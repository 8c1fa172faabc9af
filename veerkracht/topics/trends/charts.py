"""The monthly counts of an area as a line in the band of chance."""

from veerkracht.core import dutch, periods
from veerkracht.drawing import vega
from veerkracht.drawing.chart import Chart, Json
from veerkracht.drawing.charts import Style
from veerkracht.topics.trends import month_sentences
from veerkracht.topics.trends.months import Months

_HEIGHT = 260  # pixels
_BAND, _EXPECTED, _RING = "#dfe5ea", "#6b7780", "#222222"


def months(months: Months, style: Style) -> Chart:
    """Return the count of each month as a line, the band, the expected count as a dashed line, and a ring around the
    months outside the band."""
    rows = [
        {
            "year": month.year, "when": periods.parse(month.period).label, "count": month.count,
            "lower": month.band.lower if month.band else None, "upper": month.band.upper if month.band else None,
            "expected": month.band.expected if month.band else None, "is_unusual": month in months.unusual,
            "text": "geen cijfer" if month.count is None
                    else f"{dutch.number(month.count, 0)} {months.indicator.unit}",
            "usual": month_sentences.expected(month.band) if month.band else "niet bekend",
            "side": month_sentences.side(month),
        }
        for month in months.months
    ]  # fmt: skip
    years = sorted({int(month.year) for month in months.months})
    x = vega.quantitative("year", title="Jaar", scale={"nice": False, "padding": 8},
                          axis={"format": "d", "values": years, "grid": False})  # fmt: skip
    y = vega.quantitative("count", title=months.indicator.unit, scale={"zero": True, "nice": True},
                          axis=vega.number_axis(0))  # fmt: skip
    tooltip = vega.tooltip(when="Maand", text=months.indicator.label, usual="Past bij toeval", side="Ligging")
    color: Json = {"value": style.color}
    line = {"x": x, "y": y, "color": color}
    band = {"x": x, "y": vega.quantitative("lower", title=months.indicator.unit), "y2": {"field": "upper"}}
    layers = [
        vega.layer("area", rows, band, color=_BAND, opacity=1),
        vega.layer("line", rows, {"x": x, "y": vega.quantitative("expected")}, color=_EXPECTED, strokeDash=[5, 3],
                   strokeWidth=1.4),
        vega.layer("line", rows, line, strokeWidth=2),
        vega.layer("circle", rows, line | {"tooltip": tooltip}, size=30, opacity=1),
        vega.layer("point", rows, {"x": x, "y": y, "tooltip": tooltip}, "datum.is_unusual", filled=False, size=170,
                   strokeWidth=1.8, color=_RING, opacity=1),
    ]  # fmt: skip
    return vega.layered(layers, _HEIGHT, vega.CONFIG)
