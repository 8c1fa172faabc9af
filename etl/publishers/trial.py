"""Dry run: checks for every table and door, from its description, whether it is reachable and matches the catalogue.

Nothing is fetched or changed: the first command to run on a machine with a network connection.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path

import pandas as pd

from etl.publishers import doors, expectations, http, statline
from etl.publishers.fetching import Job
from etl.publishers.http import HostUnreachable, Unavailable
from etl.publishers.publisher import Description, describing_publisher, outline_publisher, publisher
from etl.publishers.statline import text
from etl.snapshots import folders
from etl.snapshots.columns import base_name, fitting_keys, name_of_title
from veerkracht.catalog.catalog import Catalog, Table, Topic
from veerkracht.catalog.publisher_kinds import HOSTS
from veerkracht.core import dutch, moments, paths, reasons
from veerkracht.core.errors import SourceError
from veerkracht.core.names import folded
from veerkracht.database.rows import grouped

_NEAREST = 3  # columns that a message names
_ALIKE = 0.5  # from which likeness a name is near, of 0 to 1


@dataclass(frozen=True)
class Unplaced:
    """A topic of the catalogue without one column: its indicators, and the nearest columns, or all that fit."""

    topic: str
    indicators: tuple[str, ...]
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Result:
    """How a table is at one door. Topics and columns are as 'name (unit; group)'; `errors` are what a run would refuse,
    `remarks` what it would only name."""

    source_id: str
    table_id: str
    host: str
    protocol: str
    address: str
    is_reached: bool
    title: str = ""
    modified_at: str = ""
    found: tuple[str, ...] = ()
    missing: tuple[Unplaced, ...] = ()
    ambiguous: tuple[Unplaced, ...] = ()
    errors: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def is_usable(self) -> bool:
        """Return whether a run would take the table, as far as its description says; it may lack topics."""
        return self.is_reached and not self.errors and not self.ambiguous

    def lines(self) -> list[str]:
        """Return the result in Dutch: a line on the table, and an indented line per difference."""
        table = f"{self.table_id}, {f'{self.protocol}, ' * bool(self.protocol)}{self.address}"
        if not self.is_reached:
            return [f"{table}: niet bereikt. {self.errors[0]}"]
        edition = f", uitgave {self.modified_at[:10]}" * bool(self.modified_at)
        topic_count = len(self.found) + len(self.missing) + len(self.ambiguous)
        topics = f"; {len(self.found)} van {dutch.counted(topic_count, 'onderwerp', 'onderwerpen')} gevonden" * bool(
            topic_count
        )
        return [
            f"{table}: {self.title or 'bereikt'}{edition}{topics}",
            *(f"  fout: {error}" for error in self.errors),
            *(f"  past op meer dan één: {each.topic}: {'; '.join(each.columns)}" for each in self.ambiguous),
            *(f"  niet gevonden: {each.topic}{_nearest_as_text(each)}" for each in self.missing),
            *(f"  let op: {remark}" for remark in self.remarks),
        ]


def _nearest_as_text(missing: Unplaced) -> str:
    return f"; lijkt op: {', '.join(missing.columns)}" if missing.columns else "; niets lijkt erop"


def run(todo: Sequence[Job], catalog: Catalog, report: Callable[[Result], None]) -> list[Result]:
    """Return how every table is at each of its doors; `report` gets each result when it is there."""
    results = []
    unreachable: dict[str, HostUnreachable] = {}
    for job in todo:
        for source in job.source.doors:
            host = str(source.host)
            at_door = Result(job.source_id, job.table.id, host, HOSTS[host].door, HOSTS[host].address, is_reached=False)
            try:
                at_door = replace(at_door, address=http.host_url(host))
                if host in unreachable:
                    raise unreachable[host]
                result = _try_job(replace(job, source=source), catalog, at_door)
            except Exception as error:  # any error: continue with the other tables
                if isinstance(error, HostUnreachable):
                    unreachable[host] = error
                reason = reasons.message(f"Tabel {job.table.id}", error)
                result = replace(at_door, is_reached=not isinstance(error, Unavailable), errors=(reason,))
            results.append(result)
            report(result)
    return results


def _try_job(job: Job, catalog: Catalog, result: Result) -> Result:
    """Return how a table is at the door of its source. Raises SourceError when that does not describe it."""
    kind, result = job.source.publisher_kind, replace(result, is_reached=True)
    if kind.gives_outlines:
        programme = catalog.programme
        outline_publisher(job.source).require_reachable(job.source, programme.municipality, programme.boundary_year)
        return result
    if not kind.describes_tables:
        return replace(result, modified_at=publisher(job.source).modified_at(job.source, job.table) or "")
    description = describing_publisher(job.source).describe(job.source, job.table)
    title = text(description.info.get("Title"))
    doubt = expectations.title_doubt(job.table, title)
    result = replace(
        result,
        title=title,
        modified_at=text(description.info.get("Modified")),
        errors=tuple(_errors(job.table, description)),
        remarks=(doubt,) if doubt else (),
    )
    return _with_topics(result, catalog, description.topics)


def _errors(table: Table, description: Description) -> Iterable[str]:
    """Yield what a run would refuse a table for, as far as its description says."""
    for check in (
        lambda: expectations.require_identity(table, description.info),
        lambda: statline.edition(table, text(description.info.get("Modified")) or None),
    ):
        try:
            check()
        except SourceError as error:
            yield str(error)
    years = {period[:4] for period in description.periods} if table.has_months else set(description.periods)
    if description.periods and (absent := sorted(set(table.periods) - years)):
        yield f"Tabel {table.id} heeft geen cijfers over {', '.join(absent)}. Verbeter periods in indicators.yaml."
    if not description.periods and not description.has_boundary_flag:
        yield f"Tabel {table.id} heeft geen kolom {expectations.BOUNDARY_CHANGE}…, of geen perioden."


def _with_topics(result: Result, catalog: Catalog, topics: pd.DataFrame) -> Result:
    """Return a result with the topics of the catalogue that are among those of the table."""
    indicators = grouped(
        (topic, indicator.id) for indicator in catalog.indicators_of(result.source_id) for topic in indicator.topics
    )
    labels = {row.topic_key: _label(row.title, row.unit, row.group) for row in topics.itertuples()}
    present, missing, ambiguous = list[str](), list[Unplaced](), list[Unplaced]()
    for topic, ids in indicators.items():
        label = _label(topic.names[0], topic.unit[0], topic.group[0] if topic.group else "")
        match fitting_keys(topics, topic):
            case []:
                missing.append(Unplaced(label, tuple(ids), _nearest(topic, topics)))
            case [_]:
                present.append(label)
            case keys:
                ambiguous.append(Unplaced(label, tuple(ids), tuple(f"{key}: {labels[key]}" for key in keys)))
    return replace(result, found=tuple(present), missing=tuple(missing), ambiguous=tuple(ambiguous))


def _label(name: object, unit: object, group: object) -> str:
    return f"{name} ({unit}{f'; {group}' if group else ''})"


def _nearest(topic: Topic, topics: pd.DataFrame) -> tuple[str, ...]:
    """Return the columns with the names, and categories, that are most like those of a topic, nearest first."""
    ranked = []
    for row in topics.itertuples():
        name = _likeness(topic.names, (base_name(str(row.topic_key)), name_of_title(str(row.title)), str(row.title)))
        group = _likeness(topic.group, (str(row.group),)) if topic.group else 1.0
        ranked.append((name * group, _label(row.title, row.unit, row.group)))
    near = [label for likeness, label in sorted(ranked, reverse=True) if likeness >= _ALIKE]
    return tuple(dict.fromkeys(near))[:_NEAREST]


def _likeness(names: Iterable[str], others: Iterable[str]) -> float:
    """Return how alike the two most alike of the names are, from 0 to 1."""
    pairs = ((folded(name), folded(other)) for name in names for other in dict.fromkeys(others))
    return max(SequenceMatcher(None, *pair).ratio() for pair in pairs)


def summary(results: Sequence[Result]) -> list[str]:
    """Return in Dutch how many tables a run can fetch, which ones it cannot, and topics that no table has."""
    usable = {(result.source_id, result.table_id) for result in results if result.is_usable}
    tables = list(dict.fromkeys((result.source_id, result.table_id) for result in results))
    is_or_are = "is" if len(usable) == 1 else "zijn"
    lines = [f"{len(usable)} van {dutch.counted(len(tables), 'tabel', 'tabellen')} {is_or_are} op te halen."]
    if lost := [table_id for source_id, table_id in tables if (source_id, table_id) not in usable]:
        lines.append(f"Niet op te halen: {dutch.joined(lost)}.")
    if nowhere := nowhere_found(results):
        lines.append(f"In geen enkele tabel gevonden: {'; '.join(nowhere)}.")
    return lines


def nowhere_found(results: Sequence[Result]) -> list[str]:
    """Return the topics that no usable table of their source has, of sources with a usable table."""
    present = {(result.source_id, topic) for result in results if result.is_usable for topic in result.found}
    missing = dict.fromkeys(
        (result.source_id, each.topic) for result in results if result.is_usable for each in result.missing
    )
    return [f"{topic} van {source_id}" for source_id, topic in missing if (source_id, topic) not in present]


def write(folder: Path, results: Sequence[Result]) -> Path:
    """Write the results as JSON, record which hosts answered, and return the file. Raises OSError."""
    reached: dict[str, bool] = {}
    for result in results:
        reached[result.host] = reached.get(result.host, False) or result.is_reached
    doors.record(folder, reached)
    content = {"made_at": moments.stamp(), "tables": [asdict(result) for result in results]}
    folder.mkdir(parents=True, exist_ok=True)
    folders.write(folder / paths.TRIAL, (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode())
    return folder / paths.TRIAL
