"""A free table as exhibits: in full for files with figures, in parts for paper."""

from dataclasses import replace

import pandas as pd

from veerkracht.database.query import Query
from veerkracht.database.rows import Observation
from veerkracht.drawing import exhibits
from veerkracht.drawing.exhibit import Exhibit, Letter
from veerkracht.topics.free_table import figures, sentences, tables
from veerkracht.topics.free_table.figures import Choice, Grid, Key

NAME = "eigen-tabel"


def whole(query: Query, choice: Choice) -> Exhibit:
    """Return the table as an exhibit: its first sheet is the table as on screen, its data a row per cell."""
    grid = figures.grid(query, choice)
    rows: dict[str, list[Observation]] = {indicator_id: [] for indicator_id in choice.indicator_ids}
    for key in grid.cells:
        rows[key.indicator_id].append(grid.figures.get(key) or _absent(key))
    title = sentences.title(grid)
    exhibit = exhibits.exhibit(
        query, NAME, title, "", f"{title}. De cijfers staan in de tabel.", tables.table(grid),
        [(indicator, rows[indicator_id]) for indicator_id, indicator in grid.indicators.items()], sentences.notes(grid),
    )  # fmt: skip
    return exhibit.with_data(lambda data: _in_order(data, grid))


def _absent(key: Key) -> Observation:
    return Observation(key.area_code, key.year, None, None, None, None, None)


def document(query: Query, choice: Choice, link: str) -> Letter:
    """Return the table in parts that fit on paper, as a document."""
    exhibit = whole(query, choice)
    parts = []
    for number, table in enumerate(tables.parts(exhibit.table), 1):
        notes = exhibit.notes if number == 1 else ()
        parts.append(replace(exhibit, table=table, name=f"{NAME}-{number}", notes=notes))
    return exhibits.document(query, NAME, parts, link)


def newest(query: Query, choice: Choice) -> dict[str, str]:
    """Return by topic the newest of the chosen years in which one of the areas has a figure, else the newest year."""
    grid, last = figures.grid(query, choice), max(choice.years)
    years = {indicator_id: "" for indicator_id in choice.indicator_ids}
    for key, value in grid.cells.items():
        if value.value is not None:
            years[key.indicator_id] = max(years[key.indicator_id], key.year)
    return {indicator_id: year or last for indicator_id, year in years.items()}


def _in_order(data: pd.DataFrame, grid: Grid) -> pd.DataFrame:
    """Return the figures in the order of the table, each with its difference to the city or the middle buurt if the
    table shows that."""
    if grid.choice.display != "cijfer":
        difference = sentences.displays(grid.city_word)[grid.choice.display].lower()
        data = data.assign(**{difference: [cell.value for cell in grid.cells.values()]})
    is_absent = data["cijfer"].isna() & data["toelichting"].isna()
    data = data.assign(toelichting=data["toelichting"].mask(is_absent, sentences.NO_FIGURE))
    place = {key: number for number, key in enumerate(grid.cells)}
    order = [place[grid.key(row, column)] for row in grid.rows for column in grid.columns]
    return data.iloc[order].reset_index(drop=True)
