"""Marks of Altair laid over each other as one chart, without the copies that Altair makes of them."""

from collections.abc import Sequence
from typing import Any

import altair as alt
from altair.utils import schemapi

from veerkracht.core import dutch

DUTCH: dict[str, Any] = {"locale": {"number": dutch.VEGA_NUMBERS}}
# Streamlit takes from the theme on screen what a chart does not say itself
_INK: dict[str, dict[str, str]] = {
    "axis": {"labelColor": "#333", "titleColor": "#333", "gridColor": "#d9dde1", "domainColor": "#767676",
             "tickColor": "#767676"},
    "legend": {"labelColor": "#333", "titleColor": "#333"},
    "title": {"color": "#222"},
}  # fmt: skip

# Altair holds every part of a chart against its schema when it is made; tests do so once, with the whole chart
schemapi.disable_debug_mode()


def on_screen(chart: dict[str, Any]) -> dict[str, Any]:
    """Return the specification of a chart in the colours of the light theme: style.css turns it over in the dark."""
    own = chart.get("config", {})
    config = own | {part: look | own.get(part, {}) for part, look in _INK.items()}
    return chart | {"background": "transparent", "config": config}


class Layers:
    """A chart of several marks, for Streamlit and the exports what `alt.layer` makes.

    Altair copies all marks three times over while it lays them over each other, and once more for every property; that
    took most of the time of a chart that nobody asked for before. It also looks up the class of a channel that is a
    text in all its classes, so channels are given as what they are: `text=alt.Text("name:N")`.
    """

    def __init__(self, marks: Sequence[Any], height: int, config: dict[str, Any], **more: Any) -> None:
        """Take marks from back to front; `config` and `more` are the look and further properties of Vega-Lite."""
        self._marks = marks
        self._properties = {"height": height, "config": config, **more}

    def to_dict(self, validate: bool = True) -> dict[str, Any]:
        """Return the specification for Vega-Lite; data that several marks share stands in it once.

        Raises jsonschema.ValidationError when it has to `validate` and it is outside the schema.
        """
        datasets: dict[str, Any] = {}
        names: dict[int, str] = {}
        layers = []
        for mark in self._marks:
            own = mark.copy(deep=False)
            own.data = alt.Undefined
            layer = own.to_dict(validate=False, context={"top_level": False})
            if isinstance(mark.data, alt.Data):
                layer["data"] = {"values": mark.data["values"]}
            else:
                if id(mark.data) not in names:
                    # Streamlit takes the figures out here and gives them a name of its own
                    found = alt.data_transformers.get()(mark.data)
                    names[id(mark.data)] = found.get("name", f"figures-{len(names)}")
                    if "values" in found:
                        datasets[names[id(mark.data)]] = found["values"]
                layer["data"] = {"name": names[id(mark.data)]}
            layers.append(layer)
        chart = {"$schema": alt.SCHEMA_URL, "layer": layers, **self._properties}
        if validate:
            alt.LayerChart.validate(chart)
        return {**chart, "datasets": datasets} if datasets else chart
