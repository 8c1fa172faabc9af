"""Marks of Altair laid over each other as one chart, without the copies that Altair makes of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from veerkracht.core import dutch

DUTCH: dict[str, Any] = {"locale": {"number": dutch.VEGA_NUMBERS}}
# Streamlit takes from the theme on screen what a chart does not say itself
_INK: dict[str, dict[str, str]] = {
    "axis": {"labelColor": "#333", "titleColor": "#333", "gridColor": "#d9dde1", "domainColor": "#767676",
             "tickColor": "#767676"},
    "legend": {"labelColor": "#333", "titleColor": "#333"},
    "title": {"color": "#222"},
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Chart:
    """A chart or map as a Vega-Lite specification, the same for screen and paper; never changed."""

    specification: dict[str, Any]

    def on_screen(self, height: int | None = None) -> dict[str, Any]:
        """Return the specification in the colours of the light theme, which style.css inverts in the dark."""
        config = self.specification.get("config", {})
        look = {part: colors | config.get(part, {}) for part, colors in _INK.items()}
        size = {} if height is None else {"height": height}
        return {**self.specification, **size, "background": "transparent", "config": config | look}

    def validate(self) -> None:
        """Raise jsonschema.ValidationError when the specification is outside the schema of Vega-Lite."""
        kind = alt.LayerChart if "layer" in self.specification else alt.Chart
        kind.validate({name: part for name, part in self.specification.items() if name != "datasets"})


def layered(marks: Sequence[Any], height: int, config: dict[str, Any], **more: Any) -> Chart:
    """Return marks from back to front as one chart; `config` and `more` are its look and properties in Vega-Lite.

    Altair's own `alt.layer` copies all marks three times, and once more for every property; that took most of the time
    of a chart. It also looks up the class of a channel given as text in all its classes: write `alt.Text("name:N")`.
    Data that several marks share stands in the specification once.
    """
    datasets: dict[str, Any] = {}
    names: dict[int, str] = {}
    layers = []
    for mark in marks:
        bare = mark.copy(deep=False)
        bare.data = alt.Undefined
        layer = bare.to_dict(validate=False, context={"top_level": False})
        if isinstance(mark.data, alt.Data):
            layer["data"] = {"values": mark.data["values"]}
        else:
            if id(mark.data) not in names:
                names[id(mark.data)] = f"figures-{len(names)}"
                datasets[names[id(mark.data)]] = alt.data_transformers.get()(mark.data)["values"]
            layer["data"] = {"name": names[id(mark.data)]}
        layers.append(layer)
    specification = {"$schema": alt.SCHEMA_URL, "layer": layers, "height": height, "config": config, **more}
    return Chart(specification | ({"datasets": datasets} if datasets else {}))
