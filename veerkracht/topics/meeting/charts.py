"""The charts of a measure without a path: baseline, current figure and target of each area; or the remaining years."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from veerkracht.core import dutch, periods
from veerkracht.database.rows import Indicator
from veerkracht.drawing import vega
from veerkracht.drawing.chart import Chart, Json
from veerkracht.drawing.charts import Style
from veerkracht.drawing.plot import Plot, Series
from veerkracht.topics.goals.rows import GoalStatus

_KINDS = {"begin": ("circle", False), "nu": ("circle", True), "doel": ("square", False)}
_CITY = "city"
_MOST_ROOMY = 6  # areas with room above and below their marks


def points(rows: Sequence[GoalStatus], names: Mapping[str, str], city: str) -> list[Json]:
    """Return the points of a measure in the focus areas: area, kind, value and text; none without figures."""
    marks: list[Json] = []
    for row in rows:
        baseline = row.baseline_adopted if row.baseline_published is None else row.baseline_published
        measured = ("begin", baseline, row.baseline_period), ("nu", row.value, row.period)
        for kind, value, period in (*measured, ("doel", row.target, str(row.target_year))):
            if value is not None:
                marks.append(_point(row, names[row.area_code], kind, value, period) | {"area_code": row.area_code})
    if rows and marks:
        first = rows[0]
        value, period = (
            (first.city_baseline, first.baseline_period) if first.city_now is None else (first.city_now, first.period)
        )
        if value is not None:
            kind = "begin" if first.city_now is None else "nu"
            marks.append(_point(first, city, kind, value, period) | {"area_code": _CITY})
    return marks


def latest(figures: pd.DataFrame, names: Mapping[str, str], indicator: Indicator, city: str) -> list[Json]:
    """Return the latest figure of each area as points; `figures` come from lookups.trend, `city` is its code."""
    latest_figures = figures[figures["value"].notna()].sort_values("period").drop_duplicates("area_code", keep="last")
    rows = vega.records(latest_figures, ("area_code", "value", "period"))
    return [
        {
            "area_code": _CITY if row["area_code"] == city else row["area_code"], "name": names[row["area_code"]],
            "kind": "nu", "value": row["value"],
            "text": _figure(row["value"], row["period"], indicator.decimals, indicator.unit),
            "when": _when(row["period"]),
        }
        for row in rows
    ]  # fmt: skip


def dots(points: Sequence[Json], look: Mapping[str, Style], unit: str, decimals: int, height: int) -> Chart:
    """Return the points as a row of marks per area, each with its figure."""
    order = list(dict.fromkeys(point["name"] for point in points))
    colors = {point["name"]: look[point["area_code"]].color if point["area_code"] in look else "#222222"
              for point in points}  # fmt: skip
    y = vega.nominal("name", title=None, sort=order, axis={"labelLimit": 320, "ticks": False, "domain": False})
    is_dense, measured = len(order) > _MOST_ROOMY, {point["name"] for point in points if point["kind"] == "nu"}
    title = f"{dutch.unit_label(unit)} (○ begin, ● nu, □ doel)"
    x = vega.quantitative(
        "value", title=title, scale={"zero": False, "nice": True, "padding": 120 if is_dense else 40},
        axis=vega.number_axis(decimals, tickCount=6),
    )  # fmt: skip
    color = vega.nominal("name", legend=None, scale={"domain": order, "range": [colors[name] for name in order]})
    encoding = {"x": x, "y": y, "color": color,
                "tooltip": vega.tooltip(name="Gebied", kind="Wat", text="Cijfer")}  # fmt: skip
    rows = [{**point, "is_last": point["kind"] == ("nu" if point["name"] in measured else "begin")} for point in points]
    layers = [vega.layer("line", rows, {"x": x, "y": y, "color": color, "detail": vega.nominal("name")}, strokeWidth=2)]
    for kind, (shape, is_filled) in _KINDS.items():
        look_of = {"shape": shape, "filled": is_filled, "size": 320, "strokeWidth": 3, "opacity": 1}
        layers.append(vega.layer("point", rows, encoding, f"datum.kind === '{kind}'", **look_of))
    above = {"x": x, "y": y, "color": color, "text": vega.nominal("text")}
    if is_dense:
        beside = above | {"x": vega.quantitative("end")}
        layers.append(vega.layer("text", rows, beside, "datum.is_last", dx=14, align="left", fontWeight="bold"))
    else:
        layers.append(vega.layer("text", rows, above, "datum.kind !== 'doel'", dy=-24, fontWeight="bold"))
        layers.append(vega.layer("text", rows, above, "datum.kind === 'doel'", dy=26))
    return replace(vega.layered(layers, height, vega.CONFIG), plot=_plot(points, order, colors, unit, decimals))


def _plot(points: Sequence[Json], order: Sequence[str], colors: Mapping[str, str], unit: str, decimals: int) -> Plot:
    """Return the points as a bar per area for each kind."""
    kinds = [kind for kind in _KINDS if any(point["kind"] == kind for point in points)]
    values = {(point["name"], point["kind"]): float(point["value"]) for point in points}
    whens = {kind: {point["when"] for point in points if point["kind"] == kind} for kind in kinds}
    labels = [f"{kind} {' '.join(whens[kind])}".strip() if len(whens[kind]) == 1 else kind for kind in kinds]
    return Plot(tuple(labels), tuple(
        Series(name, tuple(values.get((name, kind)) for kind in kinds), colors[name], "bar") for name in order
    ), unit, decimals)  # fmt: skip


def years_left(years: Sequence[Json], height: int) -> Chart:
    """Return the years up to the target as boxes, each with its text (`what`) and whether a first figure then still
    helps (`helps`)."""
    rows = list(years)
    x = vega.nominal("year", title=None, sort=None, scale={"paddingInner": 0.06, "paddingOuter": 0.03},
                     axis={"labelAngle": 0, "domain": False, "ticks": False})  # fmt: skip
    color = vega.nominal("helps", legend=None, scale={"domain": [True, False], "range": ["#0072b2", "#d9e6f2"]})
    box = {"x": x, "y": {"value": 20}, "y2": {"value": height - 70}, "color": color,
           "tooltip": vega.tooltip(year="Jaar", what="Wat")}  # fmt: skip
    text = {"x": x, "y": {"value": (height - 50) / 2}, "text": vega.nominal("what")}
    look: Json = {"fontWeight": "bold", "lineBreak": "\n"}
    return vega.layered([
        vega.layer("bar", rows, box),
        vega.layer("text", rows, text, "datum.helps", color="white", **look),
        vega.layer("text", rows, text, "!datum.helps", color="#222", **look),
    ], height, vega.CONFIG | {"view": {"stroke": None}})  # fmt: skip


def _point(row: GoalStatus, name: str, kind: str, value: float, period: str | None) -> Json:
    text = _figure(value, period, row.figure_decimals, row.unit)
    return {
        "name": name, "kind": kind, "value": value, "text": f"doel: {text}" if kind == "doel" else text,
        "when": _when(period),
    }  # fmt: skip


def _when(period: str | None) -> str:
    return periods.parse(period).label if period else ""


def _figure(value: float, period: str | None, decimals: int, unit: str) -> str:
    when = f" ({_when(period)})" if period else ""
    return f"{dutch.short_figure(value, decimals, unit)}{when}"
