"""The Veerkracht map as exhibits: the map and both axes, with every number that a class is computed from."""

from dataclasses import replace
from typing import Any

import pandas as pd

from veerkracht.database import lookups, queries
from veerkracht.database.query import Query
from veerkracht.drawing import exhibits
from veerkracht.drawing.chart import Chart
from veerkracht.drawing.exhibit import Exhibit
from veerkracht.drawing.table import Column, Table
from veerkracht.method import class_breaks
from veerkracht.topics.resilience_map import charts as resilience_charts
from veerkracht.topics.resilience_map import figures as resilience_views
from veerkracht.topics.resilience_map import sentences as resilience_sentences
from veerkracht.topics.resilience_map.figures import View

_HEIGHT = 520
_NAME = "Kwetsbaarheid en overlast – eigen benadering"


def area_map(query: Query, shown: View, chosen: str, named: list[str]) -> Exhibit:
    """Return the map of a year as an exhibit: the `chosen` cell stands out ('': none), `named` areas have a name."""
    frame = resilience_views.drawn(shown, query(queries.outlines, "buurt"), chosen)
    items = [
        (resilience_views.COLORS[cell], f"{cell} {shown.words(cell)} ({count})")
        for cell, count in shown.counts().items()
    ]
    items.append((class_breaks.NO_FIGURE, f"onvoldoende gegevens ({int(shown.cells['cell'].isna().sum())})"))
    exhibit = _exhibit(
        query, shown, "veerkrachtkaart", resilience_sentences.alternative(shown, named),
        resilience_charts.area_map(frame, named, _HEIGHT),
    )  # fmt: skip
    return replace(exhibit, legend_title="Vak: letter voor overlast, cijfer voor kwetsbaarheid (aantal buurten)",
                   legend=tuple(items))  # fmt: skip


def scatter(query: Query, shown: View, named: list[str]) -> Exhibit:
    """Return both axes against each other as an exhibit, with the way of the `named` areas through the years."""
    path = resilience_views.path(query, shown, named)
    chart = resilience_charts.scatter(shown, path, named, _HEIGHT)
    alternative = resilience_sentences.scatter_alternative(shown, path, named)
    exhibit = _exhibit(query, shown, "veerkrachtkaart-assen", alternative, chart)
    told = tuple(one.replace("**", "") for one in resilience_sentences.movements(shown, path, named))
    return replace(exhibit, notes=(*told, *exhibit.notes))


def _exhibit(query: Query, shown: View, name: str, alternative: str, chart: Chart) -> Exhibit:
    figures = [
        (lookups.indicator(query, one), shown.figures[shown.figures["indicator_id"] == one])
        for one in shown.used["indicator_id"]
    ]
    across, up = shown.axes
    table = Table.of(
        f"{_NAME}, {shown.year}",
        (Column("Buurt"), Column("Vak"), Column(across.label), Column("Score", 2), Column(up.label), Column("Score", 2),
         Column("Twijfel")),
        tuple(_row(row, shown) for row in shown.cells.itertuples()),
    )  # fmt: skip
    notes = [
        resilience_sentences.APPROACH, resilience_sentences.LIMITS, resilience_sentences.method(shown),
        resilience_sentences.years(shown), resilience_sentences.left_out(shown), resilience_sentences.doubts(shown),
        resilience_sentences.without_cell(shown),
    ]  # fmt: skip
    made = exhibits.exhibit(
        query, f"{name}-{shown.year}", f"{_NAME}, {shown.year}",
        f"Elke buurt tegen het gemiddelde van {shown.settings.reference_year}, in standaardafwijkingen", alternative,
        table, figures, [one.replace("**", "") for one in notes], chart,
    )  # fmt: skip
    # the figures in the same order, each with the sums that it goes through
    own = resilience_views.sums(shown)
    return replace(made, data=pd.concat([made.data, own.drop(columns=[*set(own) & set(made.data)])], axis=1))


def _row(row: Any, shown: View) -> tuple[str | float | None, ...]:
    if pd.isna(row.cell):
        return (row.name, "–", row.reason, None, "–", None, "")
    words = (axis.words(int(place)) for axis, place in zip(shown.axes, (row.x_class, row.y_class), strict=True))
    doubt = f"kan ook {resilience_views.either(list(row.doubts))} zijn" if len(row.doubts) else ""
    return (row.name, row.cell, next(words), row.x, next(words), row.y, doubt)
