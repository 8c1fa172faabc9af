"""Decides whether a freshly fetched table is good enough to replace the previous edition."""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from etl.publishers import comparison
from etl.publishers.comparison import Tallies
from etl.snapshots.columns import Columns, base_name
from etl.snapshots.store import Manifest, Snapshot
from veerkracht.catalog.catalog import Catalog, Indicator, Table
from veerkracht.core import dutch
from veerkracht.core.errors import SourceError

_NAMED = 3  # figures, or places with figures, in a message
_INCLUDED = "de meegeleverde uitgave"
USUAL_GROWTH = 3  # times the number of figures of the previous edition; thirteen months instead of twelve is far below


def require_usable(
    fresh: Snapshot,
    previous: Snapshot | None,
    catalog: Catalog,
    outlines: pd.DataFrame,
    is_forced: bool = False,
    included: Sequence[Snapshot] = (),
    options: str = "",
) -> None:
    """Raise SourceError, with what is wrong, when the table cannot be used.

    It must be sound, as `require_sound` says. Compared with the previous edition, if any, it may not lack topics or
    areas, nor have a multiple of the figures; compared with that, or else with the `included` copies that are in use,
    it must have its figures, as `require_figures` says; and the table of the year of `outlines`, those of the map, must
    have all of their areas. With `is_forced` it only has to be sound. `options` are those of the command that fetched
    it.
    """
    table = _in_catalog(fresh.manifest, catalog)
    columns, previous_columns = Columns(fresh), None if is_forced or previous is None else Columns(previous)
    tallies = require_sound(columns, catalog, previous_columns, options)
    if is_forced:
        return
    if len(table.periods) == 1 and table.periods[0] in set(outlines["boundary_year"].astype(str)):
        names = dict(zip(outlines["area_code"], outlines["name"], strict=True))
        _require_areas(fresh, names, f"de kaart van {table.periods[0]}", table, options)
    if previous_columns is None:
        require_figures(fresh.manifest, _tallies_of(included, columns, catalog), tallies, _INCLUDED, catalog, options)
        return
    manifest, areas = previous_columns.snapshot.manifest, previous_columns.snapshot.areas
    edition, count = f"de uitgave van {manifest.edition}", dutch.number(len(previous_columns.snapshot.facts), 0)
    _require_areas(fresh, dict(zip(areas["area_code"], areas["name"], strict=True)), edition, table, options)
    if len(fresh.facts) > USUAL_GROWTH * len(previous_columns.snapshot.facts):
        raise SourceError(
            f"Tabel {table.id} heeft nu {dutch.counted(len(fresh.facts), 'cijfer', 'cijfers')}, in {edition} {count}. "
            f"{_accept(table.id, options)}"
        )
    before = comparison.tallies(previous_columns, catalog.topics_of(manifest.source_id))
    require_figures(fresh.manifest, before, tallies, edition, catalog, options)


def require_sound(columns: Columns, catalog: Catalog, previous: Columns | None = None, options: str = "") -> Tallies:
    """Return how many figures a table, or a part of it, has of the topics of the catalogue.

    Raises SourceError unless it has those topics exactly once, with figures in their range; of a series of tables not
    each has to have all topics, but those that `previous` had.
    """
    manifest = columns.snapshot.manifest
    indicators = catalog.indicators_of(manifest.source_id)
    for indicator in indicators:
        _require_topics(indicator, columns, previous, catalog, options)
    topics = catalog.topics_of(manifest.source_id)
    if topics and not any(columns.key(topic) for topic in topics):
        raise SourceError(
            f"Tabel {manifest.table_id}, {manifest.title!r}, heeft geen enkele kolom waar de catalogus om vraagt, "
            f"zoals {topics[0].names[0]}; wel: {_present(columns)}. Controleer het tabelnummer in indicators.yaml."
        )
    if problems := [problem for indicator in indicators for problem in _out_of_range(indicator, columns)]:
        raise SourceError(
            f"Tabel {manifest.table_id}: {_listed(problems, ' ', '.')} De vorige uitgave blijft in gebruik. "
            f"Meld dit bij {manifest.publisher}."
        )
    return comparison.tallies(columns, topics)


def require_figures(
    manifest: Manifest, before: Tallies, after: Tallies, edition: str, catalog: Catalog, options: str = ""
) -> None:
    """Raise SourceError when a table has no figures at all, nothing but 0 in a period, lost some of those of before, or
    has others in size.

    `edition` names in Dutch what it is compared with; `options` are those of the command that fetched it.
    """
    table = _in_catalog(manifest, catalog)
    before = {place: tally for place, tally in before.items() if table.includes(place[-1])}
    advice = _accept(table.id, options)
    if not after and catalog.topics_of(manifest.source_id):
        raise SourceError(f"Tabel {table.id} heeft geen enkel cijfer. {advice}")
    if periods := comparison.periods_of_zeros(after):
        raise SourceError(f"Tabel {table.id} heeft over {', '.join(periods)} niets dan 0. {advice}")
    if lost := comparison.losses(before, after):
        raise SourceError(f"Tabel {table.id} mist cijfers die {edition} wel heeft: {_listed(lost, '; ')}. {advice}")
    if other := comparison.shifts(before, after):
        raise SourceError(
            f"Tabel {table.id} heeft veel grotere of kleinere cijfers dan {edition}: {_listed(other, '; ')}. {advice}"
        )


def _in_catalog(manifest: Manifest, catalog: Catalog) -> Table:
    return next(table for table in catalog.sources[manifest.source_id].tables if table.id == manifest.table_id)


def _tallies_of(included: Sequence[Snapshot], columns: Columns, catalog: Catalog) -> Tallies:
    """Return the tallies of included copies in the columns that a table has: a copy may be of more than one edition."""
    tallies: Tallies = {}
    for copy in sorted(included, key=lambda copy: copy.manifest.edition):  # the newest that has a topic is in use
        topics = [topic for topic in catalog.topics_of(copy.manifest.source_id) if columns.key(topic) is not None]
        tallies |= comparison.tallies(Columns(copy), topics)
    return tallies


def _listed(lines: list[str], between: str, end: str = "") -> str:
    """Return the first lines as a sentence, with the number of remaining ones; two topics may give the same line."""
    lines = list(dict.fromkeys(lines))
    more = f"{between}en nog {len(lines) - _NAMED}{end}" if len(lines) > _NAMED else ""
    return between.join(lines[:_NAMED]) + more


def _require_topics(
    indicator: Indicator, fresh: Columns, previous: Columns | None, catalog: Catalog, options: str
) -> None:
    source = catalog.sources[indicator.source]
    for topic in indicator.topics:
        if fresh.key(topic) is not None:
            continue
        table_id = fresh.snapshot.manifest.table_id
        if previous is not None and previous.key(topic) is not None:
            raise SourceError(
                f"Tabel {table_id} heeft {topic.names[0]} ({', '.join(topic.unit)}) niet meer; in de uitgave van "
                f"{previous.snapshot.manifest.edition} stond het er wel. Verbeter de namen bij {indicator.id} in "
                f"indicators.yaml, of: {_accept_command(table_id, options)}"
            )
        if len(source.tables) == 1:
            raise SourceError(
                f"{indicator.id}: {' / '.join(topic.names)} ({', '.join(topic.unit)}) niet gevonden in {table_id} van "
                f"{source.title}. {table_id} heeft: {_present(fresh)}. Verbeter de namen in indicators.yaml."
            )


def _present(columns: Columns) -> str:
    return ", ".join(sorted({base_name(key) for key in columns.snapshot.topics["topic_key"]}))


def _out_of_range(indicator: Indicator, columns: Columns) -> Iterator[str]:
    """Yield the mistakes in the figures of an indicator: out of range, or bounds that do not enclose the value."""
    highest = 100.0 if indicator.topic and indicator.unit == "%" else np.inf
    lowest = -np.inf if indicator.unit == "euro" else 0.0
    scale = indicator.scale if indicator.topic else 1.0
    for topic in indicator.topics:
        key = columns.key(topic)
        for period in sorted(columns.periods):
            figures = columns.at((str(key), period))
            if figures is None:
                continue
            codes, value, lower, upper = (figures[name] for name in ("area_code", "value", "lower", "upper"))
            wrong = (value * scale < lowest) | (value * scale > highest)  # false without a figure
            if wrong.any():
                place = int(wrong.argmax())
                yield (
                    f"{topic.names[0]}, {codes[place]}, {period}: {value[place] * scale:g} kan niet "
                    f"({indicator.unit}; verwacht {_range(lowest, highest)})."
                )
            crossed = (lower > value) | (value > upper)
            if crossed.any():
                place = int(crossed.argmax())
                yield (
                    f"{topic.names[0]}, {codes[place]}, {period}: {value[place]:g} ligt buiten de eigen marge "
                    f"van {lower[place]:g} tot {upper[place]:g}."
                )


def _range(lowest: float, highest: float) -> str:
    return f"{lowest:g} tot {highest:g}" if np.isfinite(highest) else "geen negatief getal"


def _require_areas(fresh: Snapshot, names: dict[str, str], known_from: str, table: Table, options: str) -> None:
    present = set(fresh.areas["area_code"])
    if lost := [f"{name} ({code})" for code, name in sorted(names.items()) if code not in present]:
        raise SourceError(
            f"Tabel {table.id} mist {'1 gebied dat' if len(lost) == 1 else f'{len(lost)} gebieden die'} {known_from} "
            f"wel heeft: {', '.join(lost[:10])}. {_accept(table.id, options)} Is een gebied opgeheven of hernoemd, "
            "noem dat dan bij area_changes in indicators.yaml."
        )


def _accept(table_id: str, options: str = "") -> str:
    return f"De vorige uitgave blijft in gebruik. Klopt dit toch, dan: {_accept_command(table_id, options)}"


def _accept_command(table_id: str, options: str = "") -> str:
    return f"python -m etl {options}--only {table_id} --accept {table_id}."
