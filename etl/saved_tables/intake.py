"""Imports a file with a publisher's table as an edition of that table, with the same checks as a fetched one."""

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import pandas as pd

from etl.own_figures import intake, sheets
from etl.own_figures.sheets import Mistake
from etl.publishers import expectations, fetching, statline
from etl.publishers.fetching import Job, Options
from etl.publishers.publisher import Request, Row
from etl.saved_tables import files, headings, kwb, labels, layout, places
from etl.saved_tables.files import Grid
from etl.saved_tables.layout import Framed, Layout
from etl.snapshots import store
from etl.snapshots.columns import Columns, category_code, name_of_title
from etl.snapshots.store import TOPIC_COLUMNS, Snapshot
from veerkracht.catalog.catalog import Catalog
from veerkracht.catalog.publisher_kinds import FILE
from veerkracht.core import dutch, moments, paths, reasons
from veerkracht.core.errors import SourceError, VeerkrachtError
from veerkracht.core.names import folded, quoted
from veerkracht.core.run_log import Attempt, Outcome

_MOST_LINES = 20  # of mistakes in a message
_FLAG = f"{expectations.BOUNDARY_CHANGE}WijkenEnBuurten"
_ID = re.compile(r"(?<![0-9])[0-9]{5}NED", re.IGNORECASE)
_STAMP = re.compile(r"_(\d\d)(\d\d)(\d{4})_\d{6}")  # the date and time that StatLine appends to a file name


def take(path: Path, catalog: Catalog, only: list[str], options: Options) -> Attempt:
    """Write the table in a file as a fetched edition, and return the outcome.

    `only` names the table or its source if the file does not. Any error keeps the edition in use. Raises UnknownName
    for a name that the catalogue does not have.
    """
    todo = [job for job in fetching.jobs(catalog, only, [], list(options.accepted)) if _has_figures(job)]
    key = (FILE, path.name)
    try:
        grid = files.read(path, catalog.programme.municipality)
        framed = layout.framed(grid)
        job, table_layout = _job_and_layout(path, grid, framed, todo, catalog)
        key = job.log_key
        outcome, message = _take(path, job, grid, framed, table_layout, catalog, options)
    except Exception as error:  # reported as an error of the table
        subject = f"Bestand {path.name}{f', tabel {key[1]}' if key[0] != FILE else ''}"
        message = f"{subject}: {error}" if isinstance(error, VeerkrachtError) else reasons.message(subject, error)
        return Attempt(*key, "mislukt", message)
    return Attempt(*key, outcome, message)


def _has_figures(job: Job) -> bool:
    return job.source.publisher_kind.describes_tables


def _job_and_layout(path: Path, grid: Grid, framed: Framed, todo: list[Job], catalog: Catalog) -> tuple[Job, Layout]:
    """Return which table a file contains, and where its figures are.

    Raises SourceError when it is not in the catalogue, or may be more than one.
    """
    every = [job for job in fetching.jobs(catalog, [], [], []) if _has_figures(job)]
    fitting = [job for job in _candidate_jobs(path, grid, framed, every, len(todo) < len(every)) if job in todo]
    if not fitting:
        raise SourceError(
            f"dit is een andere tabel dan {dutch.joined([job.table.id for job in todo])}; kies het bestand van de "
            "tabel die --only noemt, of laat --only weg"
        )
    layouts = [(job, layout.layout(framed, grid, job.table, *_places_and_vocabulary(job, catalog))) for job in fitting]
    if len(layouts) == 1:
        return layouts[0]
    whole = [(job, table_layout) for job, table_layout in layouts if _has_all_periods(job, table_layout)]
    highest = max((len(job.table.periods) for job, _ in whole), default=0)
    if len(best := [pair for pair in whole if len(pair[0].table.periods) == highest]) == 1:
        return best[0]
    ids = [job.table.id for job in fitting]
    raise SourceError(f"dit kan tabel {' of '.join(ids)} zijn; zeg welke, bijvoorbeeld met --only {ids[0]}")


def _candidate_jobs(path: Path, grid: Grid, framed: Framed, every: list[Job], is_chosen: bool) -> list[Job]:
    """Return the tables that a file may contain: by number or title, in the file or its name, or by the workbook it is.

    When a table `is_chosen`, a file without a title and with another name may contain any. Raises SourceError when it
    contains none of them.
    """
    if any(kwb.is_header([cell or "" for cell in row.cells]) for row in framed.rows[:5]):
        title = f"{kwb.TITLE} {kwb.year_in(path.stem, grid.sheet)}"
        return _jobs_by_title(title, every, f"{quoted(title)} staat niet in indicators.yaml")
    ids = {number.upper() for text in (*framed.lines, framed.source, path.stem) for number in _ID.findall(text)}
    if ids:
        if numbered := [job for job in every if job.table.id.upper() in ids]:
            return numbered
        raise SourceError(f"dit is tabel {', '.join(sorted(ids))}, en die staat niet in indicators.yaml")
    title = framed.title or _STAMP.sub("", path.stem)
    refusal = f"{quoted(title)} is geen tabel uit indicators.yaml"
    if framed.title or not is_chosen:
        advice = "" if framed.title else ". Is het toch een tabel daaruit, zeg dan welke met --only TABEL"
        return _jobs_by_title(title, every, refusal + advice)
    try:
        return _jobs_by_title(title, every, refusal)
    except SourceError:
        return every


def _jobs_by_title(title: str, every: list[Job], refusal: str) -> list[Job]:
    """Return the tables whose title is the beginning of `title`, ignoring punctuation between the words."""

    def plain(text: str) -> str:
        return re.sub(r"[\W_]+", " ", folded(text)).strip()

    titled = [job for job in every if plain(title).startswith(plain(job.table.title))]
    if not titled:
        raise SourceError(refusal)
    return titled


def _places_and_vocabulary(job: Job, catalog: Catalog) -> tuple[places.Places, headings.Vocabulary]:
    """Return the known areas and topics of a table, from the catalogue and all its editions."""
    editions, _ = store.read_all(store.folders_in(paths.fetched_folder()), "opgehaald")
    included, _ = store.read_all(store.folders_in(paths.included_folder()), "meegeleverd")
    of_source = [edition for edition in [*included, *editions] if edition.manifest.source_id == job.source_id]
    of_table = [edition for edition in of_source if edition.manifest.table_id == job.table.id]
    names = intake.area_names(catalog)
    return (
        places.places(of_table, names, catalog.programme.municipality),
        headings.vocabulary_of(catalog.topics_of(job.source_id), of_source),
    )


def _has_all_periods(job: Job, table_layout: Layout) -> bool:
    dimensions = [
        *(line.dimensions for line in table_layout.lines),
        *(column.dimensions for column in table_layout.columns),
    ]
    texts = {texts.get(expectations.PERIOD, "") for texts in dimensions}
    codes = {period[0] for period in map(labels.period, texts) if period}
    has_months = any("-" in code for code in codes)
    return set(job.table.periods) <= codes and has_months == job.table.has_months


def _take(
    path: Path, job: Job, grid: Grid, framed: Framed, table_layout: Layout, catalog: Catalog, options: Options
) -> tuple[Outcome, str]:
    contents = _read(job, grid, table_layout)
    numbers = set(table_layout.matrix.columns if table_layout.matrix.is_transposed else table_layout.matrix.rows)
    of_cells = [mistake for mistake in grid.mistakes if mistake.row in numbers]  # not of what is above or below
    _require_no_mistakes([*of_cells, *framed.mistakes, *table_layout.mistakes, *contents.mistakes], grid.sheet)
    if table_layout.flag is None and contents.rows and not contents.periods:
        raise SourceError(
            f"er is geen {expectations.BOUNDARY_CHANGE} bij, dus of grenzen zijn veranderd is niet te zien; bewaar de "
            "tabel opnieuw, en kies die in StatLine bij Regioaanduiding erbij"
        )
    fresh = _snapshot(path, job, framed, table_layout, contents, catalog)
    previous = fetching.latest(job.table.id, catalog.programme.municipality)
    if previous and store.fingerprint(previous) == store.fingerprint(fresh):
        return "niet gewijzigd", f"{fresh.manifest.title}: de cijfers in {path.name} zijn die van de uitgave in gebruik"
    if job.table.id not in options.accepted:
        _require_topics_in_use(fresh, previous, job, catalog)
    message = fetching.accept(job, fresh, previous, catalog, options, f"neem-over {path.name} ")
    parts = [f"{message}, uit bestand {path.name}, bewaard op {dutch.day(_saved_on(path))}"]
    if table_layout.unknown:
        parts.append(f"Niet gebruikt: de kolommen {', '.join(table_layout.unknown)}.")
    return "opgehaald", ". ".join(parts)


@dataclass
class _Read:
    """The rows of a table as statline.Answer has them, statuses by period, titles by code of categories."""

    rows: list[Row]
    topics: pd.DataFrame
    periods: dict[str, str]
    categories: dict[str, str]
    mistakes: list[Mistake]


def _read(job: Job, grid: Grid, table_layout: Layout) -> _Read:
    """Return the figures at the places of a layout, by area and dimensions."""
    matrix = table_layout.matrix
    keys, mistakes = _keys(table_layout)
    decimals = dict.fromkeys(keys.values(), 0)
    codes = _category_codes(job)
    rows: dict[tuple[str, ...], Row] = {}
    contents = _Read([], pd.DataFrame(), {}, {}, mistakes)
    for line in table_layout.lines:
        for column in table_layout.columns:
            place = _place(job, {**line.dimensions, **column.dimensions}, codes, contents)
            if place is None:
                continue
            if isinstance(place, str):
                contents.mistakes.append(matrix.mistake(line.place, column.place, place))
                continue
            cell, key = matrix.cells[line.place][column.place], keys[column.place]
            try:
                figure = labels.figure(cell, column.heading.unit, grid.has_points)
            except ValueError as error:
                contents.mistakes.append(matrix.mistake(line.place, column.place, str(error), quoted(cell)))
                continue
            row = rows.setdefault((line.area, *place.values()), {expectations.REGION: line.area, **place})
            if key in row:
                text = f"{quoted(column.heading.title)} van {line.area} staat er meer dan eens; bewaar de tabel opnieuw"
                contents.mistakes.append(matrix.mistake(line.place, None, text, line.area))
            row[key] = figure.value
            decimals[key] = max(decimals[key], figure.decimals)
            if figure.stars and (period := str(place.get(expectations.PERIOD, ""))):
                contents.periods[period] = "NaderVoorlopig" if figure.stars > 1 else "Voorlopig"
            if table_layout.flag is not None and expectations.PERIOD not in place:
                row[_FLAG] = matrix.cells[line.place][table_layout.flag] or "."
    contents.rows = list(rows.values())
    topics = [
        (keys[column.place], column.heading.title, column.heading.group, column.heading.unit,
         decimals[keys[column.place]] if column.heading.decimals is None else column.heading.decimals)
        for column in table_layout.columns
    ]  # fmt: skip
    contents.topics = pd.DataFrame(topics, columns=TOPIC_COLUMNS).drop_duplicates("topic_key")
    return contents


def _keys(table_layout: Layout) -> tuple[dict[int, str], list[Mistake]]:
    """Return a key for the topic of each column, and the mistakes for topics that occur more than once.

    A topic has several columns when its periods or categories do.
    """
    keys: dict[int, str] = {}
    key_of: dict[tuple[str, str, str], str] = {}
    seen: set[tuple[str, tuple[tuple[str, str], ...]]] = set()
    mistakes = []
    for column in table_layout.columns:
        heading = column.heading
        topic = (heading.title, heading.group, heading.unit)
        name = heading.key if re.search(r"_\d+$", heading.key) else f"{name_of_title(heading.title)}_{len(key_of) + 1}"
        keys[column.place] = key_of.setdefault(topic, name)
        if (place := (keys[column.place], tuple(sorted(column.dimensions.items())))) in seen:
            text = f"{quoted(heading.title)} staat er meer dan eens; haal een van beide weg"
            mistakes.append(table_layout.matrix.mistake(max(table_layout.lines[0].place - 1, 0), column.place, text))
        seen.add(place)
    return keys, mistakes


def _category_codes(job: Job) -> dict[str, str]:
    """Return the codes of categories that editions of a table have, by their folded titles."""
    if not job.table.categories:
        return {}
    codes: dict[str, str] = {}
    for folder in store.folders_in(paths.fetched_folder(), job.table.id):
        for snapshot in store.read_all([folder], "opgehaald")[0]:
            for row in snapshot.topics.itertuples():
                codes[folded(str(row.group))] = category_code(str(row.topic_key))
    return codes


def _place(job: Job, texts: dict[str, str], codes: dict[str, str], contents: _Read) -> dict[str, str] | str | None:
    """Return the code of each dimension by its labels; a Dutch message for an invalid label; None for a place that the
    catalogue does not use."""
    table, place = job.table, dict[str, str]()
    for name, label in texts.items():
        if name == expectations.PERIOD:
            if (period := labels.period(label)) is None:
                return f"{quoted(label)} is geen jaar of maand; bewaar de tabel opnieuw"
            place[name] = period[0]
            contents.periods.setdefault(*period)
        elif name in table.filters:
            if not labels.is_wanted(label, table.filters[name]):
                return None
            place[name] = table.filters[name]
        elif table.margins and name == table.margins.dimension:
            if not (code := labels.margin(label, table)):
                return f"{quoted(label)} is geen waarde, ondergrens of bovengrens; bewaar de tabel opnieuw"
            place[name] = code
        elif name == table.categories:
            place[name] = labels.category(label, codes)
            contents.categories[place[name]] = label
    return place


def _require_no_mistakes(mistakes: Iterable[Mistake], sheet: str) -> None:
    lines = sheets.lines(mistakes, sheet)
    if lines:
        more = [f"en nog {len(lines) - _MOST_LINES}"] if len(lines) > _MOST_LINES else []
        count = dutch.counted(len(lines), "fout", "fouten")
        raise SourceError(f"{count}, er is niets overgenomen. {'. '.join([*lines[:_MOST_LINES], *more])}.")


def _snapshot(
    path: Path, job: Job, framed: Framed, table_layout: Layout, contents: _Read, catalog: Catalog
) -> Snapshot:
    """Return the snapshot of a file. Raises SourceError when it does not match the table in the catalogue."""
    table, saved = job.table, _saved_on(path)
    if not contents.rows:
        raise SourceError(_without_rows(job))
    source = framed.source.partition(":")[2].strip()
    info: Row = {"Title": framed.title or table.title, "Modified": saved.isoformat(), "Source": source}
    expectations.require_identity(table, info)
    request = fetching.request(job, catalog)
    categories = {}
    if table.categories:
        dimension: list[Row] = [{"Key": code, "Title": title} for code, title in contents.categories.items()]
        categories = statline.requested_categories(request, dimension)
    periods: list[Row] = [{"Key": code, "Title": code, "Status": status} for code, status in contents.periods.items()]
    rows = statline.trimmed(pd.DataFrame(contents.rows))
    answer = statline.Answer(info, contents.topics, rows, _names(request, table_layout, catalog), periods)
    snapshot = statline.snapshot(request, answer, categories)
    manifest = replace(
        snapshot.manifest,
        modified_at=None,
        is_complete=False,
        door=FILE,
        note=" ".join(
            filter(None, [f"Uit bestand {path.name}, bewaard op {dutch.day(saved)}.", snapshot.manifest.note])
        ),
    )
    return replace(snapshot, manifest=manifest)


def _without_rows(job: Job) -> str:
    required = ", ".join(f"{name} {code}" for name, code in job.table.filters.items())
    return (
        f"er staan geen cijfers in van {required or 'deze gemeente'}; kies die in StatLine, en bewaar de tabel opnieuw"
    )


def _names(request: Request, table_layout: Layout, catalog: Catalog) -> dict[str, str]:
    """Return the names of areas by code: those in the file, and known names where it has only codes."""
    names = intake.area_names(catalog)
    codes = {line.area for line in table_layout.lines}
    return {
        code: name if (name := table_layout.names.get(code, code)) != code else names.get(code, code) for code in codes
    }


def _saved_on(path: Path) -> date:
    """Return the date in the file name that StatLine gave, else the date of the file itself."""
    if match := _STAMP.search(path.stem):
        with suppress(ValueError):
            return date(int(match[3]), int(match[2]), int(match[1]))
    changed = datetime.fromtimestamp(path.stat().st_mtime).astimezone()
    return min(moments.in_dutch_time(changed).date(), moments.today())


def _require_topics_in_use(fresh: Snapshot, previous: Snapshot | None, job: Job, catalog: Catalog) -> None:
    """Raise SourceError when the file lacks a topic of the catalogue that the included copies have, which it would
    replace: somebody may have selected too little. A fetched edition is compared with anyway."""
    copies = () if previous else store.included(fresh.manifest.table, catalog.programme.municipality)
    columns, previous_columns = Columns(fresh), [Columns(copy) for copy in copies]
    lacking = dict.fromkeys(
        topic.names[0]
        for topic in catalog.topics_of(job.source_id)
        if columns.key(topic) is None and any(other.key(topic) is not None for other in previous_columns)
    )
    if lacking:
        raise SourceError(
            f"tabel {job.table.id} mist in dit bestand {dutch.joined(list(lacking))}, en de meegeleverde uitgave heeft "
            "dat wel. Kies die onderwerpen in StatLine erbij. Kan dat niet, dan: python -m etl neem-over BESTAND "
            f"--accept {job.table.id}"
        )
