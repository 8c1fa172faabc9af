"""Charts as Vega-Lite specifications: plain dictionaries, made of layers of marks over rows of data.

The vocabulary is that of https://vega.github.io/vega-lite/docs: whatever a function takes as `look` goes into the
specification as it is. Dictionaries rather than Altair's objects, which take twenty times as long to make and to copy.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import pandas as pd

from veerkracht.core import dutch

# a part of a specification, or a row of its data: JSON of any shape, which Vega-Lite's schema describes and mypy cannot
Json = dict[str, Any]

_SCHEMA = "https://vega.github.io/schema/vega-lite/v6.4.1.json"
DUTCH: Json = {"locale": {"number": dutch.VEGA_NUMBERS}}
# without these Streamlit fills in the colours of the theme on screen
_INK: dict[str, dict[str, str]] = {
    "axis": {"labelColor": "#333", "titleColor": "#333", "gridColor": "#d9dde1", "domainColor": "#767676",
             "tickColor": "#767676"},
    "legend": {"labelColor": "#333", "titleColor": "#333"},
    "title": {"color": "#222"},
}  # fmt: skip


class Subject(Protocol):
    """What the figures of a chart are about: an indicator, or the index of one."""

    @property
    def label(self) -> str:
        """The name, in Dutch."""

    @property
    def unit(self) -> str:
        """The unit: '%', 'euro', 'per 1.000 inwoners'."""

    @property
    def decimals(self) -> int:
        """The decimals of a figure."""


@dataclass(frozen=True, eq=False)
class Chart:
    """A chart or map as a Vega-Lite specification, the same for screen and paper; never changed."""

    specification: Json

    def on_screen(self, height: int | None = None) -> Json:
        """Return the specification in the colours of the light theme, which style.css inverts in the dark."""
        config = self.specification.get("config", {})
        look = {part: colors | config.get(part, {}) for part, colors in _INK.items()}
        size = {} if height is None else {"height": height}
        return {**self.specification, **size, "background": "transparent", "config": config | look}


def layered(layers: Sequence[Json], height: int, config: Json, **properties: object) -> Chart:
    """Return layers from back to front as one chart, `height` in pixels.

    Rows that several layers share are in the specification once: the first of these layers holds and names them.
    """
    names: dict[int, str] = {}
    placed = []
    for layer in layers:
        rows = layer["data"]["values"]
        data = {"name": names[id(rows)]} if id(rows) in names else {"name": f"rows-{len(names)}", "values": rows}
        names[id(rows)] = data["name"]
        placed.append({**layer, "data": data})
    return Chart({"$schema": _SCHEMA, "layer": placed, "height": height, "config": config, **properties})


def layer(kind: str, rows: list[Json], encoding: Json, where: str | Json = "", **look: object) -> Json:
    """Return a mark of a kind ('line', 'text') for each of the rows; `where` is the filter of those that it is for."""
    filtered = {"transform": [{"filter": where}]} if where else {}
    return {"data": {"values": rows}, "mark": {"type": kind, **look}, "encoding": encoding, **filtered}


def text_with_halo(rows: list[Json], encoding: Json, halo: Json, where: str = "", **look: object) -> list[Json]:
    """Return a text over the same text with an edge, `halo`, so that it is readable on whatever lies below it."""
    return [layer("text", rows, encoding, where, **look, **halo), layer("text", rows, encoding, where, **look)]


def quantitative(field: str, **look: object) -> Json:
    """Return a channel for numbers."""
    return {"field": field, "type": "quantitative", **look}


def nominal(field: str, **look: object) -> Json:
    """Return a channel for names without an order."""
    return {"field": field, "type": "nominal", **look}


def literal(field: str, kind: str = "nominal") -> Json:
    """Return a channel whose values are drawn as they are: a colour, a shape, a width."""
    return {"field": field, "type": kind, "scale": None, "legend": None}


def one_of(field: str, values: Sequence[str]) -> Json:
    """Return the filter of the rows with one of these values."""
    return {"field": field, "oneOf": list(values)}


def tooltip(**titles: str) -> list[Json]:
    """Return what the pointer shows of a mark: the title of each field."""
    return [nominal(field, title=title) for field, title in titles.items()]


def number_axis(decimals: int, **look: object) -> Json:
    """Return an axis for numbers of so many decimals, with no steps between them."""
    return {"format": f",.{decimals}f", "tickMinStep": 10**-decimals, **look}


def records(frame: pd.DataFrame, columns: Sequence[str]) -> list[Json]:
    """Return the rows of a frame with these columns, which an empty frame need not have; None for what is missing."""
    if frame.empty:
        return []
    values = ([None if value != value else value for value in frame[column].tolist()] for column in columns)
    return [dict(zip(columns, row, strict=True)) for row in zip(*values, strict=True)]
