"""The Veerkracht map as exhibits: the map and both axes, with every input of a class."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from veerkracht.database import lookups, queries
from veerkracht.database.query import Query
from veerkracht.database.rows import Observation, typed
from veerkracht.drawing import exhibits, maps
from veerkracht.drawing.chart import Chart
from veerkracht.drawing.exhibit import Exhibit
from veerkracht.groups import figures as group_figures
from veerkracht.method import class_breaks
from veerkracht.topics.resilience_map import charts, figures, sentences, tables
from veerkracht.topics.resilience_map import queries as resilience_queries
from veerkracht.topics.resilience_map.figures import View

_HEIGHT = 520


def area_map(query: Query, view: View, chosen: str, named: Sequence[str]) -> Exhibit:
    """Return the map of a year as an exhibit: the `chosen` cell stands out ('': none), `named` areas have a name."""
    chart = charts.area_map(map_rows(query, view, chosen), list(named), _HEIGHT)
    exhibit = _exhibit(query, view, "veerkrachtkaart", sentences.alternative(view, named), chart)
    items = [(figures.COLORS[cell], f"{view.words(cell)} ({count})") for cell, count in view.counts().items()]
    without = sum(buurt.cell is None for buurt in view.buurten)
    items.append((class_breaks.NO_FIGURE, f"onvoldoende gegevens ({without})"))
    notes = tuple(filter(None, (numbers(query, view, named), exhibits.outline_note(query, "buurt"), *exhibit.notes)))
    return replace(
        exhibit, notes=notes, legend_title="Vak (aantal buurten); ? is een twijfelgeval", legend=tuple(items)
    )


def map_rows(query: Query, view: View, chosen: str) -> pd.DataFrame:
    """Return one row per buurt to draw, as figures.map_rows, plus the focus areas of several buurten."""
    return exhibits.with_focus_areas(query, figures.map_rows(view, query(queries.outlines, "buurt"), chosen))


def scatter(query: Query, view: View, named: Sequence[str]) -> Exhibit:
    """Return both axes against each other as an exhibit, with the path of the `named` areas through the years."""
    steps = figures.steps(query, view, named)
    chart = charts.scatter(view, figures.path(query, view, named), list(named), _HEIGHT)
    exhibit = _exhibit(query, view, "veerkrachtkaart-assen", sentences.scatter_alternative(view, steps, named), chart)
    movements = (text.replace("**", "") for text in sentences.movements(view, steps, named))
    return replace(exhibit, notes=(*movements, *exhibit.notes))


def numbers(query: Query, view: View, named: Sequence[str]) -> str:
    """Return which number on the map is which area, '' if it has names."""
    key = maps.labels(map_rows(query, view, ""), named).key
    return f"Op de kaart: {key}." if key else ""


def _exhibit(query: Query, view: View, name: str, alternative: str, chart: Chart) -> Exhibit:
    frame = query(resilience_queries.figures, view.year)
    of_measures = [
        (
            lookups.indicator(query, measure.indicator_id),
            typed(frame[frame["indicator_id"] == measure.indicator_id], Observation),
        )
        for measure in view.used
    ]
    notes = [
        sentences.APPROACH, sentences.ORIGINAL, sentences.LIMITS, sentences.method(view), sentences.years(view),
        sentences.left_out(view), sentences.doubts(view), sentences.without_cell(view),
    ]  # fmt: skip
    exhibit = exhibits.exhibit(
        query, f"{name}-{view.year}", sentences.title(view, [*group_figures.focus_buurten(query)]),
        f"{tables.NAME} {view.year}: elke buurt tegen het gemiddelde van {view.settings.reference_year}, in "
        "standaardafwijkingen",
        alternative, tables.buurten(view), of_measures, [note.replace("**", "") for note in notes], chart,
    )  # fmt: skip
    return exhibit.with_data(lambda data: _with_sums(data, view))


def _with_sums(data: pd.DataFrame, view: View) -> pd.DataFrame:
    """Return the figures, which have the same order, each with the steps of its calculation."""
    sums = figures.sums(view)
    return pd.concat([data, sums.drop(columns=[*set(sums) & set(data)])], axis=1)
