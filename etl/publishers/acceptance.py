"""Decides whether a freshly fetched table is good enough to replace the previous edition."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from etl.snapshots.columns import Columns, base_name
from etl.snapshots.store import Snapshot
from veerkracht.catalog.catalog import Catalog, Indicator, Table
from veerkracht.core.errors import SourceError

_NAMED = 3  # figures out of range in a message
USUAL_GROWTH = 3  # times the number of figures of the previous edition; thirteen months instead of twelve is far below


def require_usable(
    fresh: Snapshot, previous: Snapshot | None, catalog: Catalog, outlines: pd.DataFrame, is_forced: bool = False
) -> None:
    """Raise SourceError, with what is wrong, when the table cannot be used.

    It must have the topics of its indicators exactly once, with figures in their range. Compared with the previous
    edition, if any, it may not lack topics or areas, nor have a multiple of the figures; and the table of the year of
    `outlines`, those of the map, must have all of their areas. With `is_forced` only topics and ranges are checked.
    """
    manifest = fresh.manifest
    table = next(table for table in catalog.sources[manifest.source_id].tables if table.id == manifest.table_id)
    columns, previous_columns = Columns(fresh), None if is_forced or previous is None else Columns(previous)
    indicators = catalog.indicators_of(manifest.source_id)
    for indicator in indicators:
        _require_topics(indicator, columns, previous_columns, catalog)
    if problems := [problem for indicator in indicators for problem in _out_of_range(indicator, columns)]:
        more = f" En nog {len(problems) - _NAMED}." if len(problems) > _NAMED else ""
        raise SourceError(
            f"Tabel {table.id}: {' '.join(problems[:_NAMED])}{more} De vorige uitgave blijft in gebruik. "
            f"Meld dit bij {manifest.publisher}."
        )
    if is_forced:
        return
    if len(table.periods) == 1 and table.periods[0] in set(outlines["boundary_year"].astype(str)):
        names = dict(zip(outlines["area_code"], outlines["name"], strict=True))
        _require_areas(fresh, names, f"de kaart van {table.periods[0]}", table)
    if previous is not None:
        names = dict(zip(previous.areas["area_code"], previous.areas["name"], strict=True))
        _require_areas(fresh, names, f"de uitgave van {previous.manifest.edition}", table)
        if len(fresh.facts) > USUAL_GROWTH * len(previous.facts):
            raise SourceError(
                f"Tabel {table.id} heeft nu {len(fresh.facts)} cijfers, in de uitgave van {previous.manifest.edition} "
                f"{len(previous.facts)}. {_accept(table)}"
            )


def _require_topics(indicator: Indicator, fresh: Columns, previous: Columns | None, catalog: Catalog) -> None:
    source = catalog.sources[indicator.source]
    for topic in indicator.topics:
        if fresh.key(topic) is not None:
            continue
        table_id = fresh.snapshot.manifest.table_id
        if previous is not None and previous.key(topic) is not None:
            raise SourceError(
                f"Tabel {table_id} heeft {topic.names[0]} ({', '.join(topic.unit)}) niet meer; in de uitgave van "
                f"{previous.snapshot.manifest.edition} stond het er wel. Verbeter de namen bij {indicator.id} in "
                f"indicators.yaml, of: {_accept_command(table_id)}"
            )
        if len(source.tables) == 1:
            present = sorted({base_name(key) for key in fresh.snapshot.topics["topic_key"]})
            raise SourceError(
                f"{indicator.id}: {' / '.join(topic.names)} ({', '.join(topic.unit)}) niet gevonden in {table_id} van "
                f"{source.title}. {table_id} heeft: {', '.join(present)}. Verbeter de namen in indicators.yaml."
            )


def _out_of_range(indicator: Indicator, columns: Columns) -> Iterator[str]:
    """Yield the mistakes in the figures of an indicator: out of range, or bounds that do not enclose the value."""
    highest = 100.0 if indicator.topic and indicator.unit == "%" else np.inf
    lowest = -np.inf if indicator.unit == "euro" else 0.0
    scale = indicator.scale if indicator.topic else 1.0
    for topic in indicator.topics:
        key = columns.key(topic)
        for period in sorted(columns.periods):
            figures = columns.facts.get((str(key), period))
            if figures is None:
                continue
            value, lower, upper = (figures[name].to_numpy(float) for name in ("value", "lower", "upper"))
            wrong = (value * scale < lowest) | (value * scale > highest)  # false where there is no figure
            if wrong.any():
                place = int(wrong.argmax())
                yield (
                    f"{topic.names[0]}, {figures.index[place]}, {period}: {value[place] * scale:g} kan niet "
                    f"({indicator.unit}; verwacht {_range(lowest, highest)})."
                )
            crossed = (lower > value) | (value > upper)
            if crossed.any():
                place = int(crossed.argmax())
                yield (
                    f"{topic.names[0]}, {figures.index[place]}, {period}: {value[place]:g} ligt buiten de eigen marge "
                    f"van {lower[place]:g} tot {upper[place]:g}."
                )


def _range(lowest: float, highest: float) -> str:
    return f"{lowest:g} tot {highest:g}" if np.isfinite(highest) else "geen negatief getal"


def _require_areas(fresh: Snapshot, names: dict[str, str], known_from: str, table: Table) -> None:
    present = set(fresh.areas["area_code"])
    if lost := [f"{name} ({code})" for code, name in sorted(names.items()) if code not in present]:
        raise SourceError(
            f"Tabel {table.id} mist {len(lost)} gebieden die {known_from} wel heeft: {', '.join(lost[:10])}. "
            f"{_accept(table)} Is een gebied opgeheven of hernoemd, noem dat dan bij area_changes in indicators.yaml."
        )


def _accept(table: Table) -> str:
    return f"De vorige uitgave blijft in gebruik. Klopt dit toch, dan: {_accept_command(table.id)}"


def _accept_command(table_id: str) -> str:
    return f"python -m etl --only {table_id} --accept {table_id}."
