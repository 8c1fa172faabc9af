"""Animates a chart over the years: the charts of all years are merged into one that the browser plays without the
server.

The chart follows a field on the page (templates/film.html), which browser.js moves: the index of a year, or a number
between two years, where figures are interpolated and texts are those of the nearest year.
"""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace

from veerkracht.core import periods
from veerkracht.database.rows import Break
from veerkracht.drawing import tables
from veerkracht.drawing.chart import Chart, Json

FIELD = "#vk-film [type=hidden]"
_YEARS = "years"  # the field of a row with the values that differ between years
_PARAMETERS = (
    {"name": "film_field", "value": "0", "bind": {"element": FIELD}},
    {"name": "film", "expr": "toNumber(film_field)"},
    {"name": "film_before", "expr": "floor(film)"},
    {"name": "film_after", "expr": "ceil(film)"},
    {"name": "film_nearest", "expr": "round(film)"},
)


@dataclass(frozen=True)
class Caption:
    """The text of a year of a film: the code of the year in the address, its finding and the subject of that."""

    code: str
    finding: str
    subject: str


@dataclass(frozen=True)
class Frame:
    """A year of a film: its code in the address, its name, its finding and the subject of that; `is_apart` if it cannot
    be compared with the year before."""

    code: str
    label: str
    finding: str
    subject: str
    is_apart: bool = False


def frames(captions: Sequence[Caption], breaks: Sequence[Break]) -> tuple[Frame, ...]:
    """Return the years of a film in the order of `captions`."""
    result, before = [], ""
    for caption in captions:
        is_apart = any(before and before < gap.period <= caption.code for gap in breaks)
        label = periods.parse(caption.code).label
        result.append(Frame(caption.code, label, caption.finding, caption.subject, is_apart))
        before = caption.code
    return tuple(result)


def controls(key: str, captions: Sequence[Caption], breaks: Sequence[Break] = (), legend: str = "") -> str:
    """Return the buttons and slider of a film as HTML below the finding of each year and a legend (as HTML); `key` is
    the URL parameter of the year.

    It is the same for every year, so that it keeps its place and the focus.
    """
    years = frames(captions, breaks)
    template = tables.TEMPLATES.get_template("film.html")
    return template.render(key=key, frames=years, last=years[-1], legend=legend)


def notes(codes: Sequence[str], breaks: Sequence[Break]) -> list[str]:
    """Return which years this film skips, and which of them cannot be compared."""
    years = [int(code) for code in codes if code.isdigit()]
    missing = {str(year) for year in range(min(years, default=0), max(years, default=0))} - {*codes}
    skipped = f"Zonder cijfers, en daarom niet in de film: {periods.in_words(missing)}." if missing else ""
    apart = [f"Vanaf {gap.period} niet te vergelijken met eerder. {gap.reason}"
             for gap in breaks if codes[0] < gap.period <= codes[-1]]  # fmt: skip
    return [skipped, *apart]


def combined(whole: Chart, charts: Sequence[Chart]) -> Chart:
    """Return one chart that combines the charts of all years, in which the named layers follow the film.

    In `whole` each of those layers has a row for everything that is shown in some year; other layers are unchanged.
    """
    of_years = [_rows_by_layer(chart) for chart in charts]
    layers, transforms = [], dict[str, list[Json]]()
    for layer in whole.specification["layer"]:
        if not (name := layer.get("name")):
            layers.append(layer)
            continue
        data = layer["data"]["name"]
        if data in transforms:
            placed, transform = {"name": data}, transforms[data]
        else:
            order = list(_by_key(_rows_by_layer(whole)[name]))
            rows, transform = _merge_rows(order, [_by_key(rows.get(name, [])) for rows in of_years])
            placed, transforms[data] = {"name": data, "values": rows}, transform
        layers.append({**layer, "data": placed, "transform": [*transform, *layer.get("transform", [])]})
    return replace(whole, specification={**whole.specification, "layer": layers, "params": [*_PARAMETERS]}, plot=None)


def _rows_by_layer(chart: Chart) -> dict[str, list[Json]]:
    """Return the rows of each named layer."""
    layers = chart.specification["layer"]
    values = {layer["data"]["name"]: layer["data"]["values"] for layer in layers if "values" in layer["data"]}
    return {layer["name"]: values[layer["data"]["name"]] for layer in layers if "name" in layer}


def _by_key(rows: Sequence[Json]) -> dict[Hashable, Json]:
    """Return rows by the code of their area, or by position if they have none."""
    return {row.get("area_code") or row.get("code") or place: row for place, row in enumerate(rows)}


def _merge_rows(order: Sequence[Hashable], years: Sequence[dict[Hashable, Json]]) -> tuple[list[Json], list[Json]]:
    """Return a row for each key with its values in all years, and the transform that turns it into the row of the
    current year."""
    rows_by_key = {key: [rows.get(key) for rows in years] for key in order}
    shared = {key: next(row for row in rows if row) for key, rows in rows_by_key.items() if any(rows)}
    changing = sorted({
        field for key, rows in rows_by_key.items() for row in rows if row
        for field in row if row[field] != shared[key].get(field)
    })  # fmt: skip
    merged = [
        {field: value for field, value in first.items() if field not in changing}
        | {_YEARS: {field: [row and row.get(field) for row in rows_by_key[key]] for field in changing}
                   | {"here": [int(row is not None) for row in rows_by_key[key]]}}
        for key, first in shared.items()
    ]  # fmt: skip
    if all(all(row[_YEARS]["here"]) for row in merged):
        for row in merged:
            del row[_YEARS]["here"]
    return merged, list(_transform(merged, changing))


def _transform(rows: Sequence[Json], changing: Sequence[str]) -> Iterator[Json]:
    if rows and "here" in rows[0][_YEARS]:
        yield {"filter": f"datum.{_YEARS}.here[film_nearest]"}
    for field in changing:
        values = f"datum.{_YEARS}.{field}"
        nearest, before, after = (f"{values}[film_{place}]" for place in ("nearest", "before", "after"))
        value = nearest
        if all(isinstance(value, int | float | None) for row in rows for value in row[_YEARS][field]):
            both, between = f"isValid({before}) && isValid({after})", f"({after} - {before}) * (film - film_before)"
            value = f"{both} ? {before} + {between} : {nearest}"
        yield {"calculate": value, "as": field}
