"""The charts of efforts: the network of goals and efforts, and what was planned and realised per year."""

from typing import Any

import altair as alt
import pandas as pd

from veerkracht.core import dutch
from veerkracht.drawing.chart import DUTCH, Chart, layered
from veerkracht.topics.efforts.figures import Network

_EDGES = ((0, 19), (32, 58), (72, 100))  # left and right of each column, in percent of the width
_INK, _QUIET_INK = "#1a1a1a", "#767676"  # what fades can still be read
_FILLS, _QUIET_FILL = ("#d9e6f2", "#eef2f5", "#fff4e5"), "#ffffff"
_LINE, _QUIET_LINE = "#1f4e79", "#e2e2e2"


def network(found: Network, font: int = 13) -> Chart:
    """Return the network in three columns with lines; what is not chosen is pale."""
    x = alt.Scale(domain=[0, 100], nice=False, zero=False)
    y = alt.Scale(domain=[found.height, 0], nice=False, zero=False)

    def across(name: str) -> alt.X:
        return alt.X(f"{name}:Q", scale=x, axis=None)

    def down(name: str) -> alt.Y:
        return alt.Y(f"{name}:Q", scale=y, axis=None)

    boxes = found.boxes.assign(
        left=[_EDGES[column][0] for column in found.boxes["column"]],
        right=[_EDGES[column][1] for column in found.boxes["column"]],
        fill=[_FILLS[row.column] if row.is_chosen else _QUIET_FILL for row in found.boxes.itertuples()],
        edge=[_INK if is_chosen else _QUIET_LINE for is_chosen in found.boxes["is_chosen"]],
    ).drop(columns="key")
    texts = found.texts.assign(
        at=[_EDGES[column][0] for column in found.texts["column"]],
        ink=[_INK if is_chosen else _QUIET_INK for is_chosen in found.texts["is_chosen"]],
    )
    links = found.links.assign(
        x=[_EDGES[column][1] for column in found.links["column"]],
        x_to=[_EDGES[column + 1][0] for column in found.links["column"]],
        color=[_LINE if is_chosen else _QUIET_LINE for is_chosen in found.links["is_chosen"]],
    )
    dashes = alt.Scale(domain=[False, True], range=[[1, 0], [5, 3]])
    lines = alt.Chart(links.sort_values("is_chosen", kind="stable")).encode(
        x=across("x"), x2=alt.X2("x_to:Q"), y=down("y_from"), y2=alt.Y2("y_to:Q"),
        color=alt.Color("color:N", scale=None),
        strokeDash=alt.StrokeDash("is_provisional:N", scale=dashes, legend=None),
    )  # fmt: skip
    tooltip = [alt.Tooltip("what:N", title="Naam"), alt.Tooltip("told:N", title="Wat")]
    words = alt.Chart(texts).encode(
        x=across("at"), y=down("y"), text=alt.Text("text:N"), color=alt.Color("ink:N", scale=None)
    )
    look: dict[str, Any] = {"align": "left", "baseline": "middle", "fontSize": font, "limit": 0}
    marks = [
        lines.mark_rule(strokeWidth=1.5),
        alt.Chart(boxes).mark_rect(cornerRadius=3, strokeWidth=1).encode(
            x=across("left"), x2=alt.X2("right:Q"), y=down("top"), y2=alt.Y2("bottom:Q"),
            fill=alt.Fill("fill:N", scale=None), stroke=alt.Stroke("edge:N", scale=None), tooltip=tooltip,
        ),
        words.transform_filter("!datum.is_heading").mark_text(**look, dx=6),
        words.transform_filter("datum.is_heading").mark_text(**look, fontWeight="bold"),
    ]  # fmt: skip
    return layered(marks, found.height, DUTCH | {"view": {"stroke": None}})


def counts(rows: pd.DataFrame, height: int = 150) -> Chart | None:
    """Return one thing that is counted per year: a bar for what was realised, a line for what was planned; None without
    any number.

    `rows` are those of effort_queries.counts of one name.
    """
    unit = str(rows["unit"].iloc[0])
    shown = rows.assign(
        year=rows["year"].astype(str),
        planned_text=[dutch.figure(value, 0, unit) for value in rows["planned"]],
        realised_text=[dutch.figure(value, 0, unit) for value in rows["realised"]],
    )[["year", "planned", "realised", "planned_text", "realised_text"]]
    scale = alt.Scale(domain=[0, 1.1 * max(1, shown[["planned", "realised"]].max(axis=None))], nice=False)
    looks: dict[str, dict[str, Any]] = {
        "realised": {"type": "bar", "color": "#0072B2", "size": 34},
        "planned": {"type": "tick", "color": "#D55E00", "thickness": 3, "size": 54, "opacity": 1},
    }
    marks = [
        alt.Chart(shown[shown[name].notna()], mark=alt.MarkDef(**look)).encode(
            x=alt.X("year:O", title="Jaar", scale=alt.Scale(domain=list(shown["year"])), axis=alt.Axis(labelAngle=0)),
            y=alt.Y(f"{name}:Q", title=unit, scale=scale, axis=alt.Axis(tickMinStep=1, format=",.0f")),
            tooltip=[alt.Tooltip("year:N", title="Jaar"), alt.Tooltip(f"{name}_text:N", title=title)],
        )
        for (name, look), title in zip(looks.items(), ("Gerealiseerd", "Gepland"), strict=True)
        if shown[name].notna().any()
    ]
    return layered(marks, height, DUTCH) if marks else None
