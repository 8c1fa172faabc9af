"""Charts: tidy frames become Altair charts with Dutch numbers, unit, and marks that also differ without colour."""

from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from veerkracht.core import dutch, periods
from veerkracht.drawing.chart import DUTCH, Chart, layered

# colours that differ for colour-blind readers (Okabe and Ito, Color Universal Design)
_FOCUS = ["#D55E00", "#0072B2", "#CC79A7"]
# for the other areas, all at least 3:1 on white; areas that share one differ in shape and dash
_OTHERS = ["#332288", "#117733", "#882255", "#a03fbf", "#b8860b", "#00857c", "#5f86c9", "#8c564b", "#6b6b00"]
PROVISIONAL = ["voorlopig", "nader_voorlopig"]
_MANY = 40  # periods, from which points are drawn small
_FIGURES, _OF_GOAL = ("value", "lower", "upper"), ("target", "baseline", "baseline_adopted")  # what has a height
_LABEL_PIXELS = 16  # that a name needs in height
_NUMBER_PIXELS = 19  # that the number of an event needs
_APART = 0.05  # of the width of a narrow chart that two numbers beside each other need
_FOCUS_SHAPES = ["circle", "square", "wedge"]
_OTHER_SHAPES = ["triangle-up", "triangle-down", "triangle-right", "triangle-left", "arrow"]
_OTHER_DASHES = [(1, 0), (8, 2, 2, 2)]


@dataclass(frozen=True)
class Style:
    """How an area is drawn, the same on every page."""

    color: str
    shape: str
    dash: tuple[int, ...]


def styles(codes: list[str], focus: list[str], municipality: str, country: str) -> dict[str, Style]:
    """Return a style per area: the same for an area on every page and whatever else is chosen.

    There are fewer colours than areas: two areas of one colour have another shape and dash, by their code.
    """
    fixed = {code: Style(_FOCUS[index % 3], _FOCUS_SHAPES[index % 3], (1, 0)) for index, code in enumerate(focus)}
    fixed[municipality] = Style("#222222", "diamond", (6, 3))
    fixed[country] = Style("#808080", "cross", (2, 2))
    return {code: fixed.get(code) or _style(code) for code in codes}


def _style(code: str) -> Style:
    round_of_colors, color = divmod(int(code[2:]), len(_OTHERS))
    round_of_shapes, shape = divmod(round_of_colors, len(_OTHER_SHAPES))
    return Style(_OTHERS[color], _OTHER_SHAPES[shape], _OTHER_DASHES[round_of_shapes % len(_OTHER_DASHES)])


def trend(
    frame: pd.DataFrame,
    names: dict[str, str],
    look: dict[str, Style],
    indicator: Any,
    lines: pd.DataFrame,
    gaps: pd.DataFrame,
    height: int = 420,
    events: pd.DataFrame | None = None,
    has_legend: bool = True,
) -> Chart:
    """Return the development of an indicator for the chosen areas, with 95 % margins where they are known.

    `frame` as queries.trend gives it, `lines` as goal_queries.lines (path of focus areas), `gaps` as queries.breaks,
    `events` as queries.events: numbered marks on the time axis. A line is not drawn through a missing figure between
    two others nor through a break. A provisional figure has an open point.
    """
    named = _with_runs(frame).assign(name=frame["area_code"].map(names))
    drawn = lines[lines["area_code"].isin(list(look)) & lines["target"].notna()]
    present = set(frame.loc[frame["value"].notna(), "area_code"]) | set(drawn["area_code"])
    named["when"] = [periods.parse(period).label for period in named["period"]]
    named["text"] = [dutch.figure(value, indicator.decimals, indicator.unit) for value in named["value"]]
    codes = [code for code in look if code in present]
    scales = _scales(codes, names, look)
    measured = named.loc[named["value"].notna(), "year"]
    years = sorted({int(year) for year in [*measured, *drawn["target_year"], *drawn["baseline_year"]]})
    # bars of areas stand beside each other, whatever the number of years on the axis
    step = 0.007 * (max(years) - min(years) + 1)
    named["beside"] = named["year"] + [step * (list(look).index(code) - 0.5) for code in named["area_code"]]
    is_monthly = named["period"].str.contains("-").any()
    # a name at the end of the time axis needs a sixth of the width
    room = (max(years) - min(years) + 1) / 6 if has_legend and measured.max() > max(years) - 1 else 0
    scales["x"] = alt.Scale(domain=[min(years) - 0.5, max(years) + (1.5 if is_monthly else 0.5) + room], nice=False)
    placed = _placed(events, scales, bool(is_monthly))
    heights = pd.concat([*(named[one] for one in _FIGURES), *(drawn[one] for one in _OF_GOAL)])
    low, high = _lowest(heights, placed, height), heights.max()
    bounds = {} if placed.empty else {"domainMin": low}
    labels = _labels(named, (high - low) / (0.9 * height)) if has_legend else named.head(0)
    shared = {
        "x": alt.X("year:Q", title="Jaar", scale=scales["x"],
                   axis=alt.Axis(format="d", values=years, labelOverlap=True, labelSeparation=5, grid=False)),
        "y": alt.Y("value:Q", title=dutch.unit_label(indicator.unit), scale=alt.Scale(zero=False, nice=True, **bounds),
                   axis=alt.Axis(tickMinStep=10**-indicator.decimals, format=f",.{indicator.decimals}f")),
        "color": alt.Color("name:N", scale=scales["color"], title="Gebied"),
    }  # fmt: skip
    marks = [
        *_break_marks(gaps, years, scales),
        *_event_marks(placed, scales),
        *_figure_marks(named[named["value"].notna()], shared, scales, indicator),
        *_goal_marks(drawn, names, shared, indicator),
        *_name_marks(labels, shared),
    ]
    legend = {
        "orient": "top", "labelFontSize": 14, "titleFontSize": 0, "symbolSize": 140, "symbolOpacity": 1,
        "labelLimit": 260, "symbolStrokeWidth": 0 if named["value"].notna().any() else 2, "disable": not has_legend,
    }  # fmt: skip
    return layered(marks, height, DUTCH | {"legend": legend, "axis": {"labelFontSize": 13, "titleFontSize": 13}})


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
            y=alt.YValue(0), text=alt.TextValue("andere definitie")
        ),
    ]


def numbered(events: pd.DataFrame, codes: list[str]) -> pd.DataFrame:
    """Return the events that concern the whole programme or one of the areas, with their `number` on the time axis."""
    concerns = [len(one) == 0 or bool({*one} & {*codes}) for one in events["area_codes"]]
    found = events[concerns].reset_index(drop=True)
    return found.assign(number=[str(place + 1) for place in found.index])


def _placed(events: pd.DataFrame | None, scales: dict[str, alt.Scale], is_monthly: bool) -> pd.DataFrame:
    """Return the events within the time axis: at (the year), when (in words), label, number, and on which level above
    the axis the number stands, as low as it can without touching one before it.

    On an axis of months a year begins at its number, on one of years the number is its middle.
    """
    low, high = scales["x"].domain
    found: list[dict[str, Any]] = []
    ends: list[float] = []  # by level where its last number ends
    for one in [] if events is None else events.itertuples():
        moment = periods.parse(one.period)
        at = moment.first + ((moment.month - 0.5) / 12 if moment.month else 0.5) - (0 if is_monthly else 0.5)
        if low <= at <= high:
            level = next((level for level, end in enumerate(ends) if abs(at - end) > _APART * (high - low)), len(ends))
            ends[level : level + 1] = [at]
            found.append({"at": at, "when": moment.label, "label": one.label, "number": one.number, "level": level})
    return pd.DataFrame(found, columns=["at", "when", "label", "number", "level"])


def _lowest(heights: pd.Series, placed: pd.DataFrame, height: int) -> float:
    """Return where the vertical axis has to begin: lower than all heights that are drawn when numbers of events stand
    below them, yet not below 0 when no height is."""
    room = 0 if placed.empty else _NUMBER_PIXELS * (placed["level"].max() + 1.5)
    low = float(heights.min() - (heights.max() - heights.min()) * room / (height - room))
    return max(low, 0.0) if heights.min() >= 0 else low


def _event_marks(placed: pd.DataFrame, scales: dict[str, alt.Scale]) -> list[alt.Chart]:
    """Return a line with a number for each event of _placed."""
    if placed.empty:
        return []
    tooltip = [alt.Tooltip("when:N", title="Wanneer"), alt.Tooltip("label:N", title="Wat")]
    chart = alt.Chart(placed).encode(x=alt.X("at:Q", scale=scales["x"]), tooltip=tooltip)
    marks = [chart.mark_rule(color="#555", strokeWidth=1.2, strokeDash=[5, 2])]
    for level in sorted(set(placed["level"])):
        one = chart.transform_filter(alt.datum.level == level).encode(y=alt.YValue("height"))
        offset = -11 - _NUMBER_PIXELS * level
        marks += [
            one.mark_circle(size=240, color="#444", opacity=1, yOffset=offset),
            one.mark_text(color="white", fontSize=12, fontWeight="bold", yOffset=offset).encode(
                text=alt.Text("number:N")
            ),
        ]
    return marks


def _figure_marks(
    named: pd.DataFrame, shared: dict[str, Any], scales: dict[str, alt.Scale], indicator: Any
) -> list[alt.Chart]:
    """Return lines, points, and the margin as a band along each line; a thin bar for a figure that stands alone.

    No layers without figures: an empty one has no text for a screen reader.
    """
    if named.empty:
        return []
    tooltip = [alt.Tooltip("name:N", title="Gebied"), alt.Tooltip("when:N", title="Periode"),
               alt.Tooltip("text:N", title=indicator.label)]  # fmt: skip
    base = alt.Chart(named).encode(**shared, tooltip=tooltip)
    with_margin = named[named["lower"].notna()]
    is_alone = with_margin.groupby("run")["run"].transform("size") == 1
    low = alt.Y("lower:Q", title=dutch.unit_label(indicator.unit))
    margin = {"color": shared["color"], "y": low, "y2": alt.Y2("upper:Q")}
    size = 80 if named["period"].nunique() <= _MANY else 18
    points = base.encode(shape=alt.Shape("name:N", scale=scales["shape"], title="Gebied"))
    is_open = alt.FieldOneOfPredicate("status", PROVISIONAL)
    marks = [
        base.mark_line(strokeWidth=2.5).encode(
            detail=alt.Detail("run:N"), strokeDash=alt.StrokeDash("name:N", scale=scales["dash"], title="Gebied")
        ),
        points.mark_point(filled=True, size=size, opacity=1),
    ]
    if not is_alone.all():
        bands = alt.Chart(with_margin[~is_alone]).mark_area(opacity=0.13)
        marks.insert(0, bands.encode(x=shared["x"], detail=alt.Detail("run:N"), **margin))
    if is_alone.any():
        bars = alt.Chart(with_margin[is_alone]).mark_rule(strokeWidth=3, strokeOpacity=0.35)
        marks.insert(0, bars.encode(x=alt.X("beside:Q", scale=scales["x"]), **margin))
    if named["status"].isin(PROVISIONAL).any():
        marks.append(points.transform_filter(is_open).mark_point(filled=True, size=size / 4, color="white", opacity=1))
    return marks


def _labels(named: pd.DataFrame, pixel: float) -> pd.DataFrame:
    """Return where the name of each area stands, right of its last figure: name, year, value (so that no two overlap).

    `pixel` is how much of a value is a pixel high: the axis has about nine tenths of the height for all that is drawn.
    """
    last = named[named["value"].notna()].sort_values("year").drop_duplicates("area_code", keep="last")
    last = last.sort_values("value", ascending=False)[["name", "year", "value"]]
    places: list[float] = []
    for value in last["value"]:
        places.append(min(value, places[-1] - _LABEL_PIXELS * pixel) if places else value)
    return last.assign(value=places)


def _name_marks(labels: pd.DataFrame, shared: dict[str, Any]) -> list[alt.Chart]:
    """Return the names at the ends of the lines, so that a copy in black and white can be read without a legend."""
    if labels.empty:
        return []
    chart = alt.Chart(labels).encode(x=shared["x"], y=shared["y"], text=alt.Text("name:N"))
    look = {"align": "left", "dx": 9, "fontSize": 12, "fontWeight": "bold"}
    return [
        chart.mark_text(**look, stroke="white", strokeWidth=4, strokeJoin="round", color="white"),
        chart.mark_text(**look).encode(color=shared["color"]),
    ]


def _goal_marks(lines: pd.DataFrame, names: dict[str, str], shared: dict[str, Any], indicator: Any) -> list[alt.Chart]:
    """Return the path to the target as a thin dotted line, an open square at the target, and one at the baseline as
    adopted where the publisher has restated it."""
    if lines.empty:
        return []
    columns = {
        "pad": ("baseline_year", "baseline"), "doel": ("target_year", "target"),
        "nulmeting in het plan": ("baseline_year", "baseline_adopted"),
    }  # fmt: skip
    points = pd.concat([
        lines.assign(year=lines[year], value=lines[value], what=what) for what, (year, value) in columns.items()
    ])  # fmt: skip
    points = points[points["value"].notna()]
    points = points.assign(
        name=points["area_code"].map(names),
        text=[
            f"{what}: {dutch.figure(value, indicator.decimals, indicator.unit)}"
            for what, value in zip(points["what"], points["value"], strict=True)
        ],
    )[["name", "measure_id", "year", "value", "what", "text"]]
    tooltip = [alt.Tooltip("name:N", title="Gebied"), alt.Tooltip("year:Q", title="Jaar", format="d"),
               alt.Tooltip("text:N", title="Doel")]  # fmt: skip
    chart = alt.Chart(points).encode(**shared, detail=alt.Detail("measure_id:N"), tooltip=tooltip)
    goal_years = points.loc[points["what"] == "doel", ["year"]].drop_duplicates()
    heading = alt.Chart(goal_years).mark_text(align="center", baseline="bottom", dy=-10, fontSize=12, fontWeight="bold")
    on_path = "datum.what !== 'nulmeting in het plan'"
    return [
        heading.encode(x=shared["x"], y=alt.YValue(0), text=alt.TextValue("doel")),
        chart.transform_filter(on_path).mark_line(strokeDash=[1, 4], strokeWidth=2),
        chart.transform_filter("datum.what !== 'pad'").mark_point(
            filled=False, size=150, strokeWidth=2, shape="square"
        ),
    ]  # fmt: skip
