"""The change of a buurt beside that of similar buurten as an exhibit."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from math import isnan, nan

import pandas as pd

from veerkracht.core import dutch
from veerkracht.database import lookups
from veerkracht.database.query import Query
from veerkracht.database.rows import Observation, typed
from veerkracht.drawing import exhibits
from veerkracht.drawing.chart import Chart
from veerkracht.drawing.exhibit import Exhibit
from veerkracht.drawing.table import Column, Table
from veerkracht.topics.similar import charts as similar_charts
from veerkracht.topics.similar import figures, positions, sentences, tables
from veerkracht.topics.similar.figures import Choice, Development


def chart(query: Query, development: Development) -> Chart:
    """Return the changes of a buurt and of similar ones, for screen and paper; there are bands."""
    area_code = development.similar.area_code
    return similar_charts.band(development, exhibits.styles(query, [area_code])[area_code], exhibits.HEIGHT)


def subject(development: Development) -> str:
    """Return the subject of a chart: 'Rokers: verschil met 2022, procentpunt; Heer en 20 buurten die erop lijken'."""
    which = (
        "1 buurt die erop lijkt"
        if development.known_count == 1
        else f"{development.known_count} buurten die erop lijken"
    )
    apart = f"verschil met {development.baseline}, {dutch.change_unit(development.unit)}"
    return f"{development.measure.label}: {apart}; {development.similar.name} en {which}"


def development(query: Query, choice: Choice, measure_id: str) -> Exhibit:
    """Return the change of a buurt since a baseline and that of similar buurten as an exhibit; there are bands."""
    development = query.value(figures.develop, choice, measure_id)
    measure, similar = development.measure, development.similar
    indicator = lookups.indicator(query, measure.indicator_id)
    first, last = development.first, development.after[-1].period
    if first is not None and not first.count:
        first = None  # nothing to compare ours with
    earlier = {change.area_code: change.change for change in development.changes
               if first is not None and change.period == first.period}  # fmt: skip
    unit = dutch.change_unit(development.unit)
    measured = [Column(when, indicator.decimals, indicator.unit) for when in (development.baseline, last)]
    table = Table.of(
        f"{indicator.label}, {dutch.in_unit(indicator.unit)}: verandering van {development.baseline} tot {last}",
        (
            Column("Buurt"),
            *measured,
            Column(f"Verandering, {unit}", development.decimals),
            *([Column(f"{first.period} tegen {development.baseline}, {unit}", development.decimals)] if first else []),
        ),
        (
            (
                development.names[change.area_code],
                change.first,
                change.last,
                _signed(change.change, development.decimals),
                *([_signed(earlier.get(change.area_code, nan), development.decimals)] if first else []),
            )
            for change in development.last_changes
        ),
    )
    exhibit = exhibits.exhibit(
        query, f"vergelijkbaar-{similar.area_code}-{indicator.indicator_id}",
        sentences.title(development), subject(development), sentences.alternative(development), table,
        [(indicator, typed(development.figures, Observation))],
        [
            " ".join(sentences.developed(development)),
            sentences.before(development),
            sentences.frozen(query.value(figures.method), lookups.programme(query).start_year),
            sentences.counted(development),
            sentences.how_drawn(development),
            *(limit.replace("**", "") for limit in sentences.limits(development)),
        ],
        chart(query, development),
    )  # fmt: skip
    area_codes = {similar.area_code}
    return exhibit.with_data(lambda data: _of_others(data, development.figures, development.names, area_codes))


def alike(query: Query, choice: Choice) -> Exhibit:
    """Return the similar buurten, in what respects and how similar, as an exhibit with a map of their
    municipalities."""
    similar, about = query.value(figures.similar, choice), lookups.programme(query)
    measures = [lookups.indicator(query, measure) for measure in similar.used]
    how, groups = query.value(figures.method), positions.by_municipality(similar.places)
    home = positions.positions().get(about.municipality_code)
    style = exhibits.styles(query, [choice.area_code])[choice.area_code]
    exhibit = exhibits.of_table(
        query, f"vergelijkbaar-{choice.area_code}", f"Buurten in Nederland die lijken op {similar.name}",
        tables.table(similar, measures, about.inhabitants_period), partial(figures.file, similar, measures),
        figures.file_columns(similar), "Afstand in standaardafwijkingen over de gekozen kenmerken: 0 is gelijk.",
        [f"Bron: {measure.publisher}, {measure.source_title}." for measure in measures],
        [sentences.frozen(how, about.start_year), *sentences.how(similar), *sentences.how_located(groups)], measures,
    )  # fmt: skip
    if not any(group.position for group in groups):
        return exhibit
    chart = similar_charts.country(groups, home, similar.name, style)
    return replace(
        exhibit, chart=chart, subtitle=sentences.located(groups), alternative=sentences.country_alternative(groups)
    )


def strips(query: Query, measure_id: str) -> Exhibit | None:
    """Return the latest change of every focus area among those of similar buurten; None if there are no buurten, or too
    few with figures."""
    if measure_id not in query.value(figures.measured):
        return None
    focus = figures.focus(query)
    choices = [figures.usual(query, code) for code in focus]
    developments_of_focus = [query.value(figures.develop, choice, measure_id) for choice in choices]
    strips = {title: development for development in developments_of_focus if (title := sentences.among(development))}
    if not strips:
        return None
    developments = [*strips.values()]
    measure, look = developments[0].measure, exhibits.styles(query, focus)
    indicator, unit = lookups.indicator(query, measure.indicator_id), dutch.change_unit(developments[0].unit)
    start, last = developments[0].baseline, developments[0].after[-1].period
    columns = (Column("Lijkt op"), Column("Buurt"), Column(start, indicator.decimals, indicator.unit),
               Column(last, indicator.decimals, indicator.unit), Column(f"Verandering, {unit}"))  # fmt: skip
    table = Table.of(
        f"{indicator.label}, verandering van {start} tot {last} in buurten die lijken", columns,
        [(development.similar.name, development.names[change.area_code], change.first, change.last,
          _signed(change.change, development.decimals))
         for development in developments for change in development.last_changes],
    )  # fmt: skip
    finding = f"{'; '.join(strips)}."
    frame = pd.concat([development.figures for development in developments], ignore_index=True)
    frame = frame.drop_duplicates(["area_code", "period"], ignore_index=True)
    exhibit = exhibits.exhibit(
        query, f"doel-{measure.goal_id}-{indicator.indicator_id}-lijkt",
        f"{measure.label} in buurten die erop lijken. {finding}",
        f"Verandering {start}–{last}, {unit}; elke stip is een buurt in Nederland die erop lijkt",
        f"Stippen met de verandering van buurten die erop lijken. {finding}", table,
        [(indicator, typed(frame, Observation))],
        [sentences.frozen(query.value(figures.method), lookups.programme(query).start_year)],
        similar_charts.strips(strips, look),
    )  # fmt: skip
    names = {code: name for development in developments for code, name in development.names.items()}
    area_codes = {development.similar.area_code for development in developments}
    return exhibit.with_data(lambda data: _of_others(data, frame, names, area_codes))


def _signed(change: float, decimals: int) -> str:
    return "–" if isnan(change) else dutch.signed(change, decimals, "")


def _of_others(data: pd.DataFrame, figures: pd.DataFrame, names: Mapping[str, str], codes: set[str]) -> pd.DataFrame:
    """Return the figures of an exhibit with the details of all areas but `codes`: name, level, table."""
    origins = figures.reset_index(drop=True)
    is_elsewhere = ~data["gebiedscode"].isin(codes)
    added = {"gebied": data["gebiedscode"].map(names), "niveau": "buurt", "tabel": origins["table_id"],
             "uitgave": origins["edition"], "opgehaald": origins["retrieved_at"]}  # fmt: skip
    return data.assign(**{name: data[name].mask(is_elsewhere, values) for name, values in added.items()})
