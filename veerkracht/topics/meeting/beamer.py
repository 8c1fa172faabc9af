"""Charts for a projector: the same charts with text that can be read from the back of a room."""

from dataclasses import replace

from veerkracht.drawing.chart import Chart, Json

TEXT = 18  # pixels, the least on a slide of 1280 by 720
_SIZES = ("fontSize", "labelFontSize", "titleFontSize")
_DEFAULTS: Json = {
    "axis": {"labelFontSize": TEXT, "titleFontSize": TEXT},
    "legend": {"labelFontSize": TEXT, "titleFontSize": TEXT, "offset": 26},  # above a text on top of the chart
    "text": {"fontSize": TEXT},
}


def enlarged(chart: Chart) -> Chart:
    """Return a chart with no text smaller than TEXT."""
    specification = _enlarged(chart.specification)
    config = specification.get("config", {})
    return replace(
        chart, specification=specification | {"config": config | {part: sizes | config.get(part, {})
                                                          for part, sizes in _DEFAULTS.items()}},
    )  # fmt: skip


def _enlarged(part: Json) -> Json:
    return {
        key: value if key == "values" else max(value, TEXT) if key in _SIZES else _enlarged_value(value)
        for key, value in part.items()
    }


def _enlarged_value(value: object) -> object:
    if isinstance(value, list):
        return [_enlarged_value(item) for item in value]
    return _enlarged(value) if isinstance(value, dict) else value
