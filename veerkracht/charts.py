"""Charts: tidy frames become Altair charts with Dutch numbers, unit, and marks that also differ without colour."""

from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from veerkracht import dutch

# colours that differ for colour-blind readers (Okabe and Ito, Color Universal Design)
_FOCUS = ["#D55E00", "#0072B2", "#CC79A7"]
_OTHERS = ["#009E73", "#E69F00", "#56B4E9", "#882255", "#999933", "#AA4499"]
_FOCUS_SHAPES = ["circle", "square", "wedge"]
_OTHER_SHAPES = ["triangle-up", "triangle-down", "triangle-right", "triangle-left"]


@dataclass(frozen=True)
class Style:
    """How an area is drawn, the same on every page."""

    color: str
    shape: str
    dash: tuple[int, ...]


def styles(codes: list[str], focus: list[str], municipality: str, country: str) -> dict[str, Style]:
    """Return a style per area: the same for an area whatever else is chosen, but for clashes among other areas."""
    fixed = {code: Style(_FOCUS[index % 3], _FOCUS_SHAPES[index % 3], (1, 0)) for index, code in enumerate(focus)}
    fixed[municipality] = Style("#222222", "diamond", (6, 3))
    fixed[country] = Style("#808080", "cross", (2, 2))
    found: dict[str, Style] = {}
    taken: set[int] = set()
    for code in codes:
        if code in fixed:
            found[code] = fixed[code]
            continue
        index = int(code[2:]) % len(_OTHERS)
        while index in taken and len(taken) < len(_OTHERS):
            index = (index + 1) % len(_OTHERS)
        taken.add(index)
        found[code] = Style(_OTHERS[index], _OTHER_SHAPES[index % len(_OTHER_SHAPES)], (1, 0))
    return found


def trend(
    frame: pd.DataFrame,
    names: dict[str, str],
    look: dict[str, Style],
    indicator: Any,
    lines: pd.DataFrame,
    gaps: pd.DataFrame,
) -> alt.LayerChart:
    """Return the development of an indicator for the chosen areas.

    `frame` as queries.trend gives it, `lines` as queries.goal_lines (baseline and target of focus areas), `gaps` as
    queries.breaks. A line is not drawn through a missing figure between two others nor through a break.
    """
    named = _with_runs(frame).assign(name=frame["area_code"].map(names))
    named["text"] = [dutch.figure(value, indicator.decimals, indicator.unit) for value in named["value"]]
    codes = [code for code in look if code in set(frame["area_code"])]
    scales = _scales(codes, names, look)
    years = sorted(set(named.loc[named["value"].notna(), "year"]) | set(lines["target_year"].dropna().astype(int)))
    scales["x"] = alt.Scale(domain=[min(years) - 0.5, max(years) + 0.5], nice=False)
    base = alt.Chart(named[named["value"].notna()]).encode(
        x=alt.X("year:Q", title="Jaar", scale=scales["x"],
                axis=alt.Axis(format="d", values=years, labelOverlap=True, grid=False)),
        y=alt.Y("value:Q", title=dutch.unit_label(indicator.unit), scale=alt.Scale(zero=False, nice=True)),
        color=alt.Color("name:N", scale=scales["color"], title="Gebied"),
        shape=alt.Shape("name:N", scale=scales["shape"], title="Gebied"),
        tooltip=[alt.Tooltip("name:N", title="Gebied"), alt.Tooltip("period:N", title="Jaar"),
                 alt.Tooltip("text:N", title=indicator.label)],
    )  # fmt: skip
    layers = [
        *_break_marks(gaps, years, scales),
        base.mark_line(strokeWidth=2.5).encode(
            detail="run:N",
            strokeDash=alt.StrokeDash("name:N", scale=scales["dash"], title="Gebied"),
            shape=alt.Undefined,
        ),
        base.mark_point(filled=True, size=80, opacity=1),
        *_goal_marks(lines, names, scales, indicator),
    ]
    return (
        alt.layer(*layers)
        .properties(height=420)
        .configure(locale=alt.Locale(number=alt.NumberLocale(**dutch.VEGA_NUMBERS)))
        .configure_legend(
            orient="top", labelFontSize=14, titleFontSize=0, symbolSize=140, symbolStrokeWidth=0, labelLimit=260
        )
        .configure_axis(labelFontSize=13, titleFontSize=13)
    )


def _with_runs(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with `run`: figures of one area that may be joined by a line have the same.

    A period of the source without a figure ends a run, and so does a break. Years in which nothing is measured, as
    between the four-yearly health surveys, are no periods of the source.
    """
    rows = frame.sort_values(["area_code", "period"])
    starts = (
        rows["value"].isna()
        | (rows["area_code"] != rows["area_code"].shift())
        | (rows["segment"] != rows["segment"].shift())
    )
    return frame.assign(run=starts.cumsum().reindex(frame.index))


def _scales(codes: list[str], names: dict[str, str], look: dict[str, Style]) -> dict[str, alt.Scale]:
    domain = [names[code] for code in codes]
    return {
        "color": alt.Scale(domain=domain, range=[look[code].color for code in codes]),
        "shape": alt.Scale(domain=domain, range=[look[code].shape for code in codes]),
        "dash": alt.Scale(domain=domain, range=[list(look[code].dash) for code in codes]),
    }


def _break_marks(gaps: pd.DataFrame, years: list[int], scales: dict[str, alt.Scale]) -> list[alt.Chart]:
    inside = gaps[gaps["year"].between(min(years), max(years))].assign(at=gaps["year"] - 0.5) if years else gaps
    if inside.empty:
        return []
    chart = alt.Chart(inside).encode(x=alt.X("at:Q", scale=scales["x"]))
    return [
        chart.mark_rule(strokeDash=[3, 3], color="#777"),
        chart.mark_text(align="center", dy=-4, baseline="bottom", color="#444", fontSize=12).encode(
            y=alt.value(0), text=alt.value("andere definitie")
        ),
    ]


def _goal_marks(
    lines: pd.DataFrame, names: dict[str, str], scales: dict[str, alt.Scale], indicator: Any
) -> list[alt.Chart]:
    """Return open marks for the baseline as adopted and for the target, joined by a thin dotted line."""
    known = lines[lines["area_code"].map(names.get).isin(scales["color"].domain)].drop_duplicates(
        ["area_code", "baseline"]
    )
    if known.empty:
        return []
    points = pd.concat(
        [
            known.assign(year=known["baseline_year"], value=known["baseline"], what="nulmeting"),
            known.assign(year=known["target_year"], value=known["target"], what="doel"),
        ]
    ).dropna(subset=["value"])
    points = points.assign(
        name=points["area_code"].map(names),
        text=[
            f"{what}: {dutch.figure(value, indicator.decimals, indicator.unit)}"
            for what, value in zip(points["what"], points["value"], strict=True)
        ],
    )[["name", "measure_id", "year", "value", "what", "text"]]
    chart = alt.Chart(points).encode(
        x=alt.X("year:Q", scale=scales["x"]), y="value:Q", detail="measure_id:N",
        color=alt.Color("name:N", scale=scales["color"], title="Gebied"),
        tooltip=[alt.Tooltip("name:N", title="Gebied"), alt.Tooltip("year:Q", title="Jaar", format="d"),
                 alt.Tooltip("text:N", title="Doel")],
    )  # fmt: skip
    goal_years = points.loc[points["what"] == "doel", ["year"]].drop_duplicates()
    heading = alt.Chart(goal_years).mark_text(align="center", baseline="bottom", dy=-4, fontSize=12, fontWeight="bold")
    return [
        heading.encode(x=alt.X("year:Q", scale=scales["x"]), y=alt.value(0), text=alt.value("doel")),
        chart.mark_line(strokeDash=[1, 4], strokeWidth=1.5),
        chart.mark_point(filled=False, size=150, strokeWidth=2, shape="square"),
    ]
