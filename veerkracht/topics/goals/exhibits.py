"""The charts of a goal as exhibits: the path to the target and the strip of buurten."""

from dataclasses import replace

import pandas as pd

from veerkracht.core import areas, dutch, periods
from veerkracht.database import lookups, queries
from veerkracht.database.query import Query
from veerkracht.drawing import exhibits
from veerkracht.drawing.exhibit import Exhibit
from veerkracht.drawing.table import Column, Row, Table, row
from veerkracht.topics.efforts import figures as effort_views
from veerkracht.topics.goals import charts as goal_charts


def measure(query: Query, rows: pd.DataFrame, marks: pd.DataFrame | None = None) -> list[Exhibit]:
    """Return the charts of one measure of a goal; `rows` are those of goal_queries.statuses of the measure, `marks`
    stand on the time axis."""
    row = next(rows.itertuples())
    if pd.isna(row.indicator_id):
        return []
    drawn = path(query, rows, None, marks)
    found = [drawn] if drawn else []
    if goal_charts.has_strip(query, row.measure_id):
        found.append(strip(query, rows))
    return found


def path(
    query: Query, rows: pd.DataFrame, reading: str | None = None, marks: pd.DataFrame | None = None
) -> Exhibit | None:
    """Return the path of a measure to its target as an exhibit, None when there is nothing to draw."""
    if (drawn := goal_charts.path(query, rows, reading, exhibits.HEIGHT, "in de tabel", marks)) is None:
        return None
    row, names = next(rows.itertuples()), lookups.area_names(query)
    indicator = lookups.indicator(query, row.indicator_id)
    present = {*exhibits.with_figures(drawn.frame, lookups.usual_areas(query)), *drawn.lines["area_code"]}
    codes = [code for code in lookups.usual_areas(query) if code in present]
    when = f" ({periods.parse(row.period).label})" if pd.notna(row.period) else ""
    kind = reading or row.reading
    target = dutch.reading(kind, row.amount, row.direction, row.unit)
    return exhibits.exhibit(
        query, f"doel-{row.goal_id}-{row.indicator_id}-pad",
        f"{row.label}: {_standings(rows, names)}{when}",
        exhibits.subtitle(indicator, codes, drawn.frame, names),
        drawn.alternative,
        _with_aims(exhibits.periods_table(drawn.frame, codes, names, indicator), drawn.lines, rows, codes),
        [(indicator, drawn.frame)],
        [
            f"Lezing van het doel: {target}{f' ({row.reading_status})' if kind == row.reading else ''}.",
            f"Benadering: {row.proxy}" if row.proxy else "",
            drawn.reading,
            effort_views.explained(marks, names),
            exhibits.absent_note(drawn.frame, lookups.usual_areas(query), names),
        ],
        drawn.chart,
    )  # fmt: skip


def _with_aims(table: Table, lines: pd.DataFrame, rows: pd.DataFrame, codes: list[str]) -> Table:
    """Return the table of a path with the target above the figures, and below them the baseline of the plan."""
    measure = rows.iloc[0]

    def line(label: str, values: pd.Series, decimals: int) -> list[Row]:
        texts = {code: dutch.short_figure(value, decimals, measure.unit) for code, value in values.dropna().items()}
        return [row([label, *(texts.get(code) for code in codes)])] if texts else []

    targets, adopted = lines.set_index("area_code")["target"], rows.set_index("area_code")["baseline_adopted"]
    return replace(table, rows=(
        *line(f"Doel {measure.target_year}", targets, measure.figure_decimals),
        *table.rows,
        *line(f"Nulmeting in het plan ({measure.baseline_period})", adopted, measure.decimals),
    ))  # fmt: skip


def strip(query: Query, rows: pd.DataFrame) -> Exhibit:
    """Return the change of all buurten since the baseline of a measure as an exhibit."""
    drawn = goal_charts.strip(query, rows, exhibits.HEIGHT // 2)
    row, names = next(rows.itertuples()), lookups.area_names(query)
    indicator = lookups.indicator(query, row.indicator_id)
    first, last = drawn.frame.iloc[0]["first_period"], drawn.frame.iloc[0]["last_period"]
    unit = "%" if row.reading == "procent" else "procentpunt" if row.unit == "%" else row.unit
    decimals = 1 if row.reading == "procent" else int(indicator.decimals)
    measured_in = unit if dutch.is_rate(unit) else f"in {dutch.unit_label(unit)}"
    ordered, small = drawn.frame.sort_values("change", ascending=False), exhibits.small_areas(query)
    table = Table.of(
        f"{indicator.label}, verandering van {first} tot {last}",
        (Column("Gebied"), Column(first, int(indicator.decimals), indicator.unit),
         Column(last, int(indicator.decimals), indicator.unit), Column(f"Verandering, {unit}", decimals)),
        tuple(
            (f"{names[one.area_code]} *" if one.area_code in small else names[one.area_code], one.first_value,
             one.last_value, one.change)
            for one in ordered.itertuples()
        ),
    )  # fmt: skip
    figures = pd.concat([query(queries.figures, row.indicator_id, period).assign(period=period)
                         for period in (first, last)])  # fmt: skip
    figures = figures[figures["area_code"].isin(drawn.frame["area_code"])]
    return exhibits.exhibit(
        query, f"doel-{row.goal_id}-{row.indicator_id}-buurten",
        f"{row.label}: hoe alle buurten veranderden van {first} tot {last}",
        f"Verandering {measured_in}; elke stip is een buurt",
        drawn.alternative, table, [(indicator, figures)],
        [drawn.reading, exhibits.small_note(query, drawn.frame["area_code"])], drawn.chart,
    )  # fmt: skip


def _standings(rows: pd.DataFrame, names: dict[str, str]) -> str:
    """Return the status of the focus areas in few words: 'Nazareth en Pottenberg nog niet te zeggen'."""
    own = rows[rows["area_code"] != areas.TOGETHER]
    areas_of = own.groupby("status", sort=False)["area_code"].agg(list)
    return "; ".join(f"{dutch.joined([names[code] for code in codes])} {status}" for status, codes in areas_of.items())
