"""Maps: figures and outlines become a pydeck map, or a light one that asks nothing of the graphics card."""

import json
from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import pydeck
from shapely.geometry import shape

from veerkracht.core import dutch, periods
from veerkracht.drawing.chart import Chart, layered
from veerkracht.drawing.charts import Style
from veerkracht.method import class_breaks
from veerkracht.method.class_breaks import Classes

LAYER = "gebieden"
CLICK = "klik"
_TOOLTIP = {"backgroundColor": "#222", "color": "#fff", "maxWidth": "15rem", "whiteSpace": "normal"}
# the only thing of the dashboard that asks something of an outside host, and only when a visitor switches it on
BACKGROUND = "https://basemaps.cartocdn.com/gl/positron-gl-style/style.json"
BACKGROUND_NOTE = "Achtergrondkaart: © OpenStreetMap, © CARTO. Uw browser haalt die op bij basemaps.cartocdn.com."


class Deck(pydeck.Deck):  # type: ignore[misc]
    """A deck whose JSON is made once, without indentation: a quarter of the size. Its names may have accents."""

    _content: str | None = None

    def to_json(self) -> str:
        """Return the specification as compact JSON."""
        if self._content is None:
            content = json.loads(super().to_json())
            for layer in content["layers"]:
                if layer["@@type"] == "TextLayer":
                    # pydeck would make expressions of these
                    layer |= {"characterSet": "auto", "fontFamily": "sans-serif"}
            self._content = json.dumps(content, separators=(",", ":"))
        return self._content


def scale(values: pd.DataFrame, method: str, indicator: Any) -> Classes:
    """Return the classes of an indicator for all its periods; `values` as queries.level_values gives them."""
    if method == class_breaks.AROUND_CITY:
        apart = _apart(values["value"], values["city"], indicator.decimals)
        return class_breaks.around_city(apart, indicator.decimals, indicator.unit, indicator.direction)
    return class_breaks.classes(values["value"], method, indicator.decimals, indicator.unit)


def figures(
    outlines: pd.DataFrame, found: pd.DataFrame, indicator: Any, period: str, method: str, classes: Classes, city: str
) -> pd.DataFrame:
    """Return one row per area to draw, as queries.outlines gives them, with its figure in one period.

    Adds value, lower, upper, status, missing (as queries.figures gives them), `class_value` (what the classes are of:
    the figure, or its distance to the city), color, and `text`: the figure in words with its year and margin.
    """
    frame = outlines.merge(found, on="area_code", how="left")
    of_city = found.loc[found["area_code"] == city, "value"]
    base = float(of_city.iloc[0]) if len(of_city) else np.nan
    around = method == class_breaks.AROUND_CITY
    frame["class_value"] = _apart(frame["value"], base, indicator.decimals) if around else frame["value"]
    frame["color"] = [classes.color(value) for value in frame["class_value"]]
    frame["text"] = [_text(row, indicator, period) for row in frame.itertuples()]
    return frame


def mark_small(frame: pd.DataFrame, inhabitants: pd.DataFrame, smallest: float) -> pd.DataFrame:
    """Return the same rows with `is_small`, and for who points at a small area with a figure its inhabitants in `text`.

    `frame` as figures gives it, `inhabitants` as queries.inhabitants.
    """
    people = frame["area_code"].map(inhabitants.set_index("area_code")["inhabitants"])
    is_small = (people < smallest) & frame["value"].notna()
    told = [f"; weinig inwoners ({dutch.number(one, 0)})" if small else ""
            for one, small in zip(people, is_small, strict=True)]  # fmt: skip
    return frame.assign(is_small=is_small, text=frame["text"] + told)


def order(frame: pd.DataFrame, by_name: bool) -> list[str]:
    """Return the area codes by name, or from the highest figure to the lowest with those without one last."""
    ranked = frame.sort_values(["name"] if by_name else ["value", "name"], ascending=[by_name, True][: 2 - by_name])
    return list(ranked["area_code"])


def deck(
    frame: pd.DataFrame, look: dict[str, Style], named: list[str], has_background: bool = False, layer: str = LAYER
) -> Deck:
    """Return the map: every area in the colour of its class, those in `look` outlined, those in `named` named.

    `frame` as figures gives it. Without a background the map asks nothing of any outside host. `layer` is the name of
    the layer that is clicked on.
    """
    features = [_feature(row, has_background) for row in frame.itertuples()]
    outlined = [
        one | {"properties": {"line": _rgb(look[code].color)}}
        for one in features
        if (code := one["properties"]["area_code"]) in look
    ]
    labels = [_label(one) for one in features if one["properties"]["area_code"] in named]
    return Deck(
        layers=[
            pydeck.Layer(
                "GeoJsonLayer", id=layer, data=_collection(features), pickable=True, auto_highlight=True,
                get_fill_color="properties.fill", get_line_color=[80, 80, 80], line_width_min_pixels=0.7,
            ),
            *(
                pydeck.Layer(
                    "GeoJsonLayer", id=name, data=_collection(outlined), filled=False, get_line_color=color,
                    line_width_min_pixels=width,
                )  # white around it, so that every outline stands out on every colour
                for name, color, width in (("rand", [255, 255, 255], 7), ("omlijnd", "properties.line", 4))
            ),
            pydeck.Layer(
                "TextLayer", id="namen", data=labels, get_position="position",
                get_text="name", get_size=15, get_color=[20, 20, 20], background=True,
                get_background_color=[255, 255, 255, 225], background_padding=[5, 3], font_weight=700,
                get_pixel_offset=[0, -16],
            ),
        ],
        **({"map_provider": "carto", "map_style": BACKGROUND} if has_background else {"map_provider": None}),
        initial_view_state=_view(features),
        tooltip={"html": "<b>{name}</b><br/>{text}", "style": _TOOLTIP},
    )  # fmt: skip


def light(
    frame: pd.DataFrame, look: dict[str, Style], named: list[str], title: str, height: int, above: Sequence[Any] = ()
) -> Chart:
    """Return the same map as a drawing, quick to start and fit for a letter; `frame` as figures gives it.

    Marks `above` lie on the areas and below the names. A click on it selects the `code` of an
    area, under the name CLICK.
    """
    rows = []
    for row in frame.sort_values("area_code", key=lambda codes: codes.isin(look)).itertuples():  # outlines lie on top
        style = look.get(row.area_code)
        edge = {"edge": style.color, "width": 3.5} if style else {"edge": "#505050", "width": 0.7}
        rows.append(_feature(row, False) | edge | {
            "code": row.area_code, "name": row.name, "text": row.text, "color": row.color,
            "told": f"{row.name}: {row.text}",
        })  # fmt: skip
    points = [
        {"name": one["name"], "lon": label["position"][0], "lat": label["position"][1]}
        for one in rows
        if one["code"] in named and (label := _label(one))
    ]
    areas = alt.Chart(alt.Data(values=rows)).mark_geoshape(cursor="pointer").encode(
        color=alt.Color("color:N", scale=None, legend=None),
        stroke=alt.Stroke("edge:N", scale=None, legend=None),
        strokeWidth=alt.StrokeWidth("width:Q", scale=None, legend=None),
        tooltip=[alt.Tooltip("name:N", title="Gebied"), alt.Tooltip("text:N", title=title)],
        description=alt.Description("told:N"),
    )  # fmt: skip
    crosses = [_label(one) for one in rows if one["color"] == class_breaks.NO_FIGURE]
    missing = alt.Chart(alt.Data(values=[{"lon": one["middle"][0], "lat": one["middle"][1]} for one in crosses]))
    place = {"longitude": alt.Longitude("lon:Q"), "latitude": alt.Latitude("lat:Q")}
    names = alt.Chart(alt.Data(values=points)).encode(**place, text=alt.Text("name:N"))
    marks = [
        areas.add_params(alt.selection_point(CLICK, fields=["code"])),
        *above,
        # grey is also what a colour becomes in a copy in black and white
        missing.mark_text(text="×", fontSize=13, color="#444").encode(**place),
        *(names.mark_text(dy=-8, fontSize=14, fontWeight="bold", stroke=halo, strokeWidth=5, strokeJoin="round",
                          color="#141414")
          for halo in ("white", None)),
    ]  # fmt: skip
    return layered(marks, height, {"view": {"stroke": None}}, projection={"type": "mercator"})


def _apart(values: pd.Series, base: Any, decimals: int) -> pd.Series:
    """Return the distance to the city of the figures as they are printed."""
    return (values.round(decimals) - np.round(base, decimals)).round(decimals)


def _text(row: Any, indicator: Any, period: str) -> str:
    if pd.isna(row.value):
        return dutch.MISSING.get(row.missing, "geen gegevens")
    text = f"{dutch.figure(row.value, indicator.decimals, indicator.unit)} ({periods.parse(period).label})"
    if pd.notna(row.lower):
        low, high = (dutch.short_figure(one, indicator.decimals, indicator.unit) for one in (row.lower, row.upper))
        text += f", waarschijnlijk tussen {low} en {high}"
    return text if row.status == "definitief" else f"{text}, {dutch.STATUS[row.status]}"


def _rgb(color: str) -> list[int]:
    return [int(color[start : start + 2], 16) for start in (1, 3, 5)]


def _feature(row: Any, has_background: bool) -> dict[str, Any]:
    properties = {
        "area_code": row.area_code, "name": row.name, "text": row.text,
        "fill": _rgb(row.color) + ([170] if has_background else []),
    }  # fmt: skip
    return {"type": "Feature", "geometry": json.loads(row.geojson), "properties": properties}


def _collection(features: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": features}


def _label(feature: dict[str, Any]) -> dict[str, Any]:
    """Return the name of an area with the place just above it and its middle."""
    outline = shape(feature["geometry"])
    inside = outline.representative_point()
    return {
        "name": feature["properties"]["name"],
        "position": [inside.x, outline.bounds[3]],
        "middle": [inside.x, inside.y],
    }


def _view(features: list[dict[str, Any]]) -> pydeck.ViewState:
    bounds = np.array([shape(one["geometry"]).bounds for one in features])
    (west, south), (east, north) = bounds[:, :2].min(axis=0), bounds[:, 2:].max(axis=0)
    # a map 1 degree high fits in about 620 pixels at zoom 7.95 at the latitude of the Netherlands
    zoom = 7.95 - np.log2(max(north - south, (east - west) * 0.63))
    return pydeck.ViewState(latitude=(south + north) / 2, longitude=(west + east) / 2, zoom=zoom, min_zoom=zoom - 1)
