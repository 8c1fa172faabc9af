"""Buurten ranked by their figure as an exhibit."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial

import pandas as pd
from pandas.api.extensions import ExtensionArray

from veerkracht.core import dutch, periods
from veerkracht.core.codes import CityWord
from veerkracht.database import lookups, queries
from veerkracht.database.query import Query
from veerkracht.database.rows import Observation, typed
from veerkracht.drawing import exhibits, film
from veerkracht.drawing.chart import Chart
from veerkracht.drawing.charts import Style
from veerkracht.drawing.exhibit import Exhibit
from veerkracht.drawing.table import Column, Table, figure
from veerkracht.groups import sentences as group_sentences
from veerkracht.topics.comparison import charts as comparison_charts
from veerkracht.topics.comparison import figures, sentences, tables
from veerkracht.topics.comparison import unusual as comparison_unusual
from veerkracht.topics.comparison.figures import Heat, Ranked, Ranking, Subject
from veerkracht.topics.comparison.unusual import Compared


def chart(query: Query, ranking: Ranking) -> Chart:
    """Return the dot plot of a ranking, for screen and paper."""
    return comparison_charts.dots(ranking, _look(query))


def film_chart(query: Query, subject: Subject) -> Chart:
    """Return the dot plots of all periods as a film, independent of the period of the subject."""
    return comparison_charts.dots_film(figures.film(query, subject), _look(query))


def _look(query: Query) -> dict[str, Style]:
    """Return the style of the focus areas, and of all references for buurten."""
    codes = [*lookups.programme(query).focus_area_codes, *query.value(figures.references)]
    return exhibits.styles(query, codes)


def film_controls(query: Query, subject: Subject) -> str:
    """Return the controls of the film, with the finding of the ranking of each period."""
    rankings = figures.film(query, subject)
    captions = [
        film.Caption(ranking.period, sentences.title(ranking), sentences.subject(ranking)) for ranking in rankings
    ]
    return film.controls("jaar", captions, lookups.breaks(query, subject.indicator_id))


def film_notes(query: Query, subject: Subject) -> list[str]:
    """Return how to follow the film, which periods it skips, and which cannot be compared."""
    codes = [ranking.period for ranking in figures.film(query, subject)]
    return [sentences.FILM_ORDER, *film.notes(codes, lookups.breaks(query, subject.indicator_id))]


def ranking(query: Query, subject: Subject, order: str = "hoog") -> Exhibit:
    """Return buurten with city and country in an order of Ranking.ordered as an exhibit."""
    ranking = query.value(figures.ranking, subject)
    indicator, rows, when = ranking.indicator, ranking.ordered(order), periods.parse(subject.period).label
    table = Table.of(
        f"{indicator.label}, {when}, {dutch.in_unit(indicator.unit)}",
        (Column("Gebied"), Column(when, indicator.decimals, indicator.unit)),
        ((replace(tables.named(row), link=""), figure(row)) for row in rows),
    )
    data = query(queries.figures, subject.indicator_id, subject.period).assign(period=subject.period)
    data = data[data["area_code"].isin([*subject.codes, *query.value(figures.references)])]
    exhibit = exhibits.exhibit(
        query, f"vergelijken-{subject.indicator_id}-{subject.period.replace('/', '-')}",
        sentences.title(ranking), sentences.subject(ranking), sentences.finding(ranking), table,
        [(indicator, typed(data, Observation))],
        [
            *sentences.standing(ranking),
            group_sentences.not_drawn(query, indicator, [ranking.period]),
            sentences.without_figure(ranking),
            exhibits.small_note(query, (row.area_code for row in rows if row.is_small)),
        ],
        chart(query, ranking),
    )  # fmt: skip
    return exhibit.with_data(lambda data: _with_ranks(data, rows, ranking.city_word))


def _with_ranks(data: pd.DataFrame, rows: Sequence[Ranked], city: CityWord) -> pd.DataFrame:
    """Return the figures in the order of these rows, each with its place, its difference to the city and its
    inhabitants."""
    by_code = {row.area_code: row for row in rows}
    data = data[data["gebiedscode"].isin([*by_code])]
    added = {
        "plaats": _as_integers(by_code[code].place for code in data["gebiedscode"]),
        f"verschil met de {city}": [by_code[code].difference for code in data["gebiedscode"]],
        "inwoners": _as_integers(by_code[code].inhabitants for code in data["gebiedscode"]),
    }
    return data.assign(**added).sort_values("gebiedscode", key=lambda codes: codes.map([*by_code].index))


def _as_integers(numbers: Iterable[float | None]) -> ExtensionArray:
    """Return counts with gaps as integers, which a file writes without decimals."""
    return pd.Series([*numbers], dtype="Float64").round().astype("Int64").array


def heat(query: Query, indicator_ids: tuple[str, ...], codes: tuple[str, ...], by_wijk: bool) -> Exhibit:
    """Return the latest figures of several indicators over these buurten, city and country as an exhibit."""
    heat = query.value(figures.heat, indicator_ids, codes, by_wijk)
    latest = query(queries.latest_figures, indicator_ids)
    latest = latest[latest["area_code"].isin(heat.codes)]
    table, small = tables.heat_table(heat), lookups.threshold(query, "small_population")
    exhibit = exhibits.exhibit(
        query, "vergelijken", f"Laatste cijfers van {sentences.counted(len(heat.buurten))} naast elkaar",
        f"{len(heat.indicators)} onderwerpen, vergeleken met {heat.city}",
        f"Tabel van buurten en onderwerpen, gekleurd naar het verschil met de {heat.city_word}. De cijfers staan in de "
        "tabel.",
        table,
        [(indicator, typed(latest[latest["indicator_id"] == indicator.indicator_id], Observation))
         for indicator in heat.indicators],
        sentences.heat_notes(heat, small, is_on_screen=False), comparison_charts.heat(heat, table),
        (f"Vergeleken met {heat.city}", comparison_charts.heat_legend(heat)),
    )  # fmt: skip
    return exhibit.with_data(lambda data: _beside_city(data, heat))


def _beside_city(data: pd.DataFrame, heat: Heat) -> pd.DataFrame:
    """Return the figures by row and column of a heat table, each with its difference to the city."""
    columns = [indicator.label for indicator in heat.indicators]
    ids = {indicator.label: indicator.indicator_id for indicator in heat.indicators}
    cells = [heat.cells[code, ids[label]] for code, label in zip(data["gebiedscode"], data["onderwerp"], strict=True)]
    data = data.assign(**{
        f"verschil met de {heat.city_word}": [cell.difference for cell in cells],
        "verschil in standaardafwijkingen": [cell.deviations for cell in cells],
    })  # fmt: skip
    order = {"gebiedscode": heat.codes, "onderwerp": columns}
    return data.sort_values([*order], key=lambda values: values.map(order[str(values.name)].index))


def unusual(query: Query, codes: tuple[str, ...], has_usual: bool = False) -> Exhibit:
    """Return which changes of these buurten are unusual in the country, or all changes, as an exhibit.

    Its findings are how many are unusual, and how many would be by chance alone.
    """
    overview, programme = query.value(comparison_unusual.overview, codes), lookups.programme(query)
    rows = overview.rows if has_usual else overview.unusual
    look = exhibits.styles(query, programme.focus_area_codes)
    about = {row.indicator.indicator_id: row.indicator for row in rows}
    findings = sentences.unusual(overview)
    sources = [
        exhibits.source_line(query, row.indicator, {*periods.years(row.yardstick.base_period), row.yardstick.period})
        for row in rows
    ]
    return exhibits.without_indicator(
        query, "ongewoon", sentences.unusual_title(overview),
        f"Verandering van buurten in {programme.municipality_name}, tussen die van buurten in het hele land",
        f"Stippen per buurt. {findings[0].replace('**', '')} De cijfers staan in de tabel.",
        tables.unusual(rows, programme.focus_area_codes), partial(_unusual, query, rows),
        {"definitie": "Verandering van een buurt tegenover haar gemeente, onder buurten in het hele land."},
        dict.fromkeys(sources),
        [*(text.replace("**", "") for text in findings), *sentences.unusual_notes(overview)],
        comparison_charts.places(overview.rows, look), findings=findings, about=[*about.values()],
    )  # fmt: skip


def _unusual(query: Query, rows: Sequence[Compared]) -> pd.DataFrame:
    """Return a row per comparison under the column names of a file, with the origins of both figures."""
    origins = []
    for row in rows:
        origin_of, code = exhibits.provenance(query, row.indicator), row.buurt.area_code
        origins.append(
            exhibits.both_origins(origin_of(code, row.yardstick.base_period), origin_of(code, row.yardstick.period))
        )
    data = comparison_unusual.file(rows).rename(columns=comparison_unusual.FILE_COLUMNS)
    return data.join(pd.DataFrame(origins, index=data.index))
