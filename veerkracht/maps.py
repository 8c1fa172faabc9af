"""Maps: figures and outlines become a pydeck map, with classes that mean the same in every year."""

import json
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pydeck
from shapely.geometry import shape

from veerkracht import dutch

# five steps from light to dark that also differ for colour-blind readers and in black and white (ColorBrewer YlGnBu)
_COLORS = ["#ffffcc", "#a1dab4", "#41b6c4", "#2c7fb8", "#253494"]
NO_FIGURE = "#c9c9c9"
_OUTLINE = [213, 94, 0]


@dataclass(frozen=True)
class Classes:
    """Class bounds from low to high with a colour and a Dutch label each: `edges` has one more than `colors`."""

    edges: tuple[float, ...]
    colors: tuple[str, ...]
    labels: tuple[str, ...]

    def color(self, value: float | None) -> str:
        """Return the colour of a value, grey without one."""
        if value is None or pd.isna(value):
            return NO_FIGURE
        index = int(np.searchsorted(self.edges[1:-1], value, side="right"))
        return self.colors[index]


class _CompactDeck(pydeck.Deck):  # type: ignore[misc]
    """A deck whose JSON is sent without indentation, a quarter of the size, and whose names may have accents."""

    def to_json(self) -> str:
        """Return the specification as compact JSON."""
        content = json.loads(super().to_json())
        for layer in content["layers"]:
            if layer["@@type"] == "TextLayer":
                # pydeck would make expressions of these
                layer |= {"characterSet": "auto", "fontFamily": "sans-serif"}
        return json.dumps(content, separators=(",", ":"))


def classes(values: pd.Series, decimals: int, unit: str) -> Classes:
    """Return at most five classes, and no more than there are different values, with about as many values each.

    Equal bounds are merged.

    `values` are those of all buurten in all periods, so that a colour means the same in every year.
    """
    clean = values.dropna()
    if clean.empty:
        return Classes((), (), ())
    steps = min(len(_COLORS), clean.nunique())
    edges = np.unique(np.round(np.quantile(clean, np.linspace(0, 1, steps + 1)), decimals))
    edges = np.array([edges[0], edges[0]]) if len(edges) == 1 else edges
    count = len(edges) - 1
    colors = [_COLORS[round(step)] for step in np.linspace(0, len(_COLORS) - 1, count)] if count > 1 else [_COLORS[2]]
    texts = [dutch.short_figure(edge, decimals, unit) for edge in edges]
    labels = [f"{low} tot {high}" for low, high in pairwise(texts[:-1])]
    labels.append(f"{texts[-2]} of meer" if count > 1 else texts[-1])
    return Classes(tuple(edges), tuple(colors), tuple(labels))


def deck(frame: pd.DataFrame, scale: Classes, focus: list[str]) -> pydeck.Deck:
    """Return the map: every buurt in the colour of its class, the focus areas outlined and named.

    `frame` has one row per buurt: area_code, name, geojson (WGS84), value, text (the figure in words). The map asks
    nothing of any outside host.
    """
    features = [_feature(row, scale) for row in frame.itertuples()]
    outlined = [one for one in features if one["properties"]["area_code"] in focus]
    return _CompactDeck(
        layers=[
            pydeck.Layer(
                "GeoJsonLayer", id="buurten", data=_collection(features), pickable=True, auto_highlight=True,
                get_fill_color="properties.fill", get_line_color=[90, 90, 90], line_width_min_pixels=0.7,
            ),
            pydeck.Layer(
                "GeoJsonLayer", id="aandachtswijken", data=_collection(outlined), filled=False,
                get_line_color=_OUTLINE, line_width_min_pixels=4,
            ),
            pydeck.Layer(
                "TextLayer", id="namen", data=[_label(one) for one in outlined], get_position="position",
                get_text="name", get_size=15, get_color=[20, 20, 20], background=True,
                get_background_color=[255, 255, 255, 225], background_padding=[5, 3], font_weight=700,
                get_pixel_offset=[0, -16],
            ),
        ],
        map_provider=None,
        initial_view_state=_view(features),
        tooltip={"html": "<b>{name}</b><br/>{text}", "style": {"backgroundColor": "#222", "color": "#fff"}},
    )  # fmt: skip


def _feature(row: Any, scale: Classes) -> dict[str, Any]:
    color = scale.color(row.value)
    properties = {
        "area_code": row.area_code, "name": row.name, "text": row.text,
        "fill": [int(color[start : start + 2], 16) for start in (1, 3, 5)],
    }  # fmt: skip
    return {"type": "Feature", "geometry": json.loads(row.geojson), "properties": properties}


def _collection(features: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": features}


def _label(feature: dict[str, Any]) -> dict[str, Any]:
    """Return a name to stand just above its area."""
    outline = shape(feature["geometry"])
    return {"name": feature["properties"]["name"], "position": [outline.representative_point().x, outline.bounds[3]]}


def _view(features: list[dict[str, Any]]) -> pydeck.ViewState:
    bounds = np.array([shape(one["geometry"]).bounds for one in features])
    (west, south), (east, north) = bounds[:, :2].min(axis=0), bounds[:, 2:].max(axis=0)
    # a map 1 degree high fits in about 620 pixels at zoom 7.95 at the latitude of the Netherlands
    zoom = 7.95 - np.log2(max(north - south, (east - west) * 0.63))
    return pydeck.ViewState(latitude=(south + north) / 2, longitude=(west + east) / 2, zoom=zoom, min_zoom=zoom - 1)
