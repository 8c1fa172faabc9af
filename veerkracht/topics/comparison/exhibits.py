"""Buurten in the order of their figure as an exhibit."""

from collections.abc import Sequence

import pandas as pd

from veerkracht.core import dutch, periods
from veerkracht.database import lookups, queries
from veerkracht.database.query import Query
from veerkracht.drawing import exhibits
from veerkracht.drawing.chart import Chart
from veerkracht.drawing.exhibit import Exhibit
from veerkracht.drawing.table import Column, Table, figure
from veerkracht.topics.comparison import charts as comparison_charts
from veerkracht.topics.comparison import figures, sentences, tables
from veerkracht.topics.comparison import unusual as comparison_unusual
from veerkracht.topics.comparison.figures import Heat, Ranked, Ranking, Subject


def chart(query: Query, ranking: Ranking) -> Chart:
    """Return the dot plot of a ranking, for screen and paper."""
    return comparison_charts.dots(ranking, exhibits.styles(query, lookups.programme(query).compared_codes))


def ranking(query: Query, subject: Subject, order: str = "hoog") -> Exhibit:
    """Return buurten with city and country in an order of Ranking.ordered as an exhibit."""
    ranking = query.value(figures.ranking, subject)
    drawn = [row for row in ranking.buurten if row.value is not None]
    indicator, rows, when = ranking.indicator, ranking.ordered(order), periods.parse(subject.period).label
    programme = lookups.programme(query)
    table = Table.of(
        f"{indicator.label}, {when}, {dutch.in_unit(indicator.unit)}",
        (Column("Gebied"), Column(when, indicator.decimals, indicator.unit)),
        ((sentences.name(row), figure(row)) for row in rows),
    )
    data = query(queries.figures, subject.indicator_id, subject.period).assign(period=subject.period)
    data = data[data["area_code"].isin([*subject.codes, programme.municipality_code, programme.country_code])]
    exhibit = exhibits.exhibit(
        query, f"vergelijken-{subject.indicator_id}-{subject.period.replace('/', '-')}",
        f"{indicator.label} van {sentences.counted(len(drawn))} in {programme.municipality_name}, {when}",
        exhibits.measured(indicator), sentences.finding(ranking), table, [(indicator, data)],
        [
            *sentences.standing(ranking),
            sentences.without_figure(ranking),
            exhibits.small_note(query, (row.area_code for row in rows if row.is_small)),
        ],
        chart(query, ranking),
    )  # fmt: skip
    return exhibit.with_data(lambda data: _placed(data, rows))


def _placed(data: pd.DataFrame, rows: Sequence[Ranked]) -> pd.DataFrame:
    """Return the figures in the order of these rows, each with its place, its difference to the city and its
    inhabitants."""
    by_code = {row.area_code: row for row in rows}
    data = data[data["gebiedscode"].isin([*by_code])]
    added = {
        "plaats": [by_code[code].place for code in data["gebiedscode"]],
        "verschil met de stad": [by_code[code].difference for code in data["gebiedscode"]],
        "inwoners": [by_code[code].inhabitants for code in data["gebiedscode"]],
    }
    return data.assign(**added).sort_values("gebiedscode", key=lambda codes: codes.map([*by_code].index))


def heat(query: Query, indicator_ids: tuple[str, ...], codes: tuple[str, ...], by_wijk: bool) -> Exhibit:
    """Return the latest figures of several indicators over these buurten, city and country as an exhibit."""
    heat = query.value(figures.heat, indicator_ids, codes, by_wijk)
    latest = query(queries.latest_figures, indicator_ids)
    latest = latest[latest["area_code"].isin(heat.codes)]
    exhibit = exhibits.exhibit(
        query, "vergelijken", f"Laatste cijfers van {sentences.counted(len(heat.buurten))} naast elkaar",
        f"{len(heat.indicators)} onderwerpen, vergeleken met {heat.city}",
        "Tabel van buurten en onderwerpen. De cijfers staan in de tabel.", tables.heat_table(heat),
        [(indicator, latest[latest["indicator_id"] == indicator.indicator_id]) for indicator in heat.indicators],
        sentences.heat_notes(heat, lookups.threshold(query, "small_population")),
    )  # fmt: skip
    return exhibit.with_data(lambda data: _beside_city(data, heat))


def _beside_city(data: pd.DataFrame, heat: Heat) -> pd.DataFrame:
    """Return the figures by row and column of a heat table, each with its difference to the city."""
    columns = [indicator.label for indicator in heat.indicators]
    ids = {indicator.label: indicator.indicator_id for indicator in heat.indicators}
    cells = [heat.cells[code, ids[label]] for code, label in zip(data["gebiedscode"], data["onderwerp"], strict=True)]
    data = data.assign(**{
        "verschil met de stad": [cell.difference for cell in cells],
        "verschil in standaardafwijkingen": [cell.deviations for cell in cells],
    })  # fmt: skip
    order = {"gebiedscode": heat.codes, "onderwerp": columns}
    return data.sort_values([*order], key=lambda values: values.map(order[str(values.name)].index))


def unusual(query: Query, codes: tuple[str, ...], has_usual: bool = False) -> Exhibit:
    """Return which changes of these buurten are unusual in the country, or all of them, as an exhibit.

    Its findings are how many are unusual, and how many chance alone would make so.
    """
    overview, programme = query.value(comparison_unusual.overview, codes), lookups.programme(query)
    rows = overview.rows if has_usual else overview.unusual
    look = exhibits.styles(query, programme.focus_area_codes)
    sources = list(dict.fromkeys(
        f"{row.indicator.publisher}, {row.indicator.source_title}" for row in overview.rows
    ))  # fmt: skip
    findings = sentences.unusual(overview)
    data = comparison_unusual.file(rows).rename(columns=comparison_unusual.FILE_COLUMNS)
    return exhibits.without_indicator(
        query, "ongewoon", f"Wat veranderde ongewoon in {programme.municipality_name}?",
        f"{len(overview.unusual)} van {len(overview.rows)} vergelijkingen met buurten in het hele land",
        f"Stippen per buurt. {findings[0].replace('**', '')} De cijfers staan in de tabel.",
        tables.unusual(rows, programme.focus_area_codes), data,
        {"definitie": "Verandering van een buurt tegenover haar gemeente, onder buurten in het hele land.",
         "bron": "; ".join(sources)},
        [f"Bron: {source}; bewerking: gemeente {programme.municipality_name}." for source in sources],
        [*(text.replace("**", "") for text in findings), *sentences.unusual_notes(overview)],
        comparison_charts.places(overview.rows, look), findings=findings,
    )  # fmt: skip
