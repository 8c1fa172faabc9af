"""Reads a file of own figures, with its mistakes row by row, and turns it into snapshots."""

import os
import re
import unicodedata
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple, TypeVar

import pandas as pd

from etl.own_figures import cells as file_cells
from etl.own_figures import headings, sheets, small_numbers, values
from etl.own_figures.sheets import Mistake, Sheet
from etl.own_figures.sums import Cell
from etl.own_figures.values import Wrong
from etl.snapshots.store import (
    ALL,
    AREA_COLUMNS,
    COUNTED,
    FACT_COLUMNS,
    INTERNAL,
    OWN_COLUMNS,
    TOPIC_COLUMNS,
    VISIBLE,
    Manifest,
    Snapshot,
)
from veerkracht.catalog import yaml_errors
from veerkracht.catalog.catalog import Catalog, Indicator
from veerkracht.core import areas, dutch, moments, names
from veerkracht.core.errors import SourceError
from veerkracht.database.rows import grouped

_KEYS = ("indicator", "gebied", "periode")
_TEXTS = ("indicator", "gebied", "bron", "opmerking")  # a message on one also shows invisible characters
_MOST_SUGGESTIONS = 1_000

Value = TypeVar("Value")
# indicator, area and period; None stands for all, where a row cannot be read
Place = tuple[str | None, str | None, str | None]


class _Figure(NamedTuple):
    """A row of a file; `missing` is '' or 'too_few', `counted` 'alles' or '', `visible` 'intern' or ''; numbers that
    are not given are NaN."""

    indicator_id: str
    area_code: str
    area_name: str
    period: str
    value: float
    n: float
    lower: float
    upper: float
    note: str
    missing: str
    counted: str
    visible: str


@dataclass(frozen=True)
class OwnFile:
    """A file of own figures: one row per figure (_Figure), its mistakes in Dutch, and how many figures are withheld.

    `internal` has the place of each row that does not say 'openbaar', also of a file with mistakes. `sheets` has the
    names of the sheets that were read when these are several, and `passed_over` a line on those that were not. `sizes`
    has how large every figure is, also one that is withheld; `why_withheld` why that is; `places` where its row is.
    """

    path: Path
    rows: pd.DataFrame
    mistakes: list[str]
    withheld: int
    internal: frozenset[Place] = frozenset()
    sheets: tuple[str, ...] = ()
    passed_over: tuple[str, ...] = ()
    sizes: Mapping[Cell, float] = field(default_factory=dict)
    why_withheld: Mapping[Cell, str] = field(default_factory=dict)
    places: Mapping[Cell, tuple[str, int]] = field(default_factory=dict)  # sheet and row
    percentages: Mapping[str, list[float]] = field(default_factory=dict)  # by indicator, also those that are withheld

    def withdraws(self, indicator_id: str, area_code: str, period: str) -> bool:
        """Return whether the file makes this figure internal."""
        places: tuple[Place, ...] = (
            (indicator_id, area_code, period),
            (indicator_id, area_code, None),
            (indicator_id, None, period),
            (indicator_id, None, None),
            (None, None, None),
        )
        return any(place in self.internal for place in places)


def read(path: Path, catalog: Catalog, area_names: Mapping[str, str]) -> OwnFile:
    """Return the content of a file of own figures with its mistakes; `area_names` has the name of every area code.

    Bad content raises nothing: all of it is in the mistakes, in the order of the rows.
    """
    try:
        found_sheets, passed_over = file_cells.read(path)
    except SourceError as error:
        return OwnFile(path, pd.DataFrame(columns=_Figure._fields), [str(error)], 0)
    reader = _RowReader(catalog, area_names, moments.today().year + 1)
    lines = [line for sheet in found_sheets for line in sheets.lines(_read_sheet(sheet, reader), sheet.name)]
    if not lines and not reader.figures:
        lines = ["het bestand heeft alleen kolomnamen; zet de cijfers eronder, of haal het weg"]
    rows = pd.DataFrame(reader.figures, columns=_Figure._fields)
    read_sheets = tuple(sheet.name for sheet in found_sheets if len(found_sheets) > 1)
    file = OwnFile(
        path, rows, lines, 0, frozenset(reader.internal), read_sheets, tuple(passed_over), reader.sizes,
        places=reader.places, percentages=reader.percentages,
    )  # fmt: skip
    return withhold(file, reader.why_withheld)


def _read_sheet(sheet: Sheet, reader: "_RowReader") -> list[Mistake]:
    """Read the rows of a sheet, unless its headings are wrong, and return all mistakes in it."""
    header = [names.folded(name) for name in sheet.header]
    wrong = [Mistake(sheet.first, message) for message in headings.mistakes(header, sheet.first)] if header else []
    mistakes = sheet.mistakes + wrong
    unread = sheet.unread
    if header and not any(mistake.row == sheet.first for mistake in mistakes):
        of_rows = reader.read_rows(sheet, header)
        without_figure = {mistake.row for mistake in of_rows if mistake.is_of_row}
        mistakes = [mistake for mistake in mistakes if mistake.is_of_row or mistake.row not in without_figure] + of_rows
    else:
        unread = [*sheet.rows, *sheet.unread]
    if any(names.folded(cell or "") == INTERNAL for row in unread for cell in row.cells):
        reader.internal.add((None, None, None))
    return mistakes


def doubts(file: OwnFile) -> list[str]:
    """Return a Dutch line for what is skipped or withheld, and for each indicator whose percentages may all be
    fractions."""
    passed_over = [f"{file.path.name}: {line}." for line in [*file.passed_over, *_withheld_lines(file)]]
    counted = file.rows[file.rows["missing"] == ""].groupby("indicator_id")["counted"].agg(set)
    partly = [
        f"{file.path.name}: van {indicator_id} zegt maar een deel van de rijen dat alles is geteld. Zolang niet elke "
        "rij dat zegt, rekent het dashboard met een marge."
        for indicator_id, marks in counted.items()
        if marks == {"", ALL}
    ]
    return (
        passed_over
        + partly
        + [
            f"{file.path.name}: alle waarden van {indicator_id} zijn 1% of lager. Bedoelt u 58,9 in plaats van 0,589? "
            "Verbeter het bestand dan."
            for indicator_id, percentages in sorted(file.percentages.items())
            if len(percentages) > 1 and max(percentages) <= 1
        ]
    )


def _withheld_lines(file: OwnFile) -> list[str]:
    places = ((*file.places[cell], reason) for cell, reason in file.why_withheld.items())
    rows = grouped((sheet, Mistake(number, reason)) for sheet, number, reason in places)
    return [line for sheet, mistakes in rows.items() for line in sheets.lines(mistakes, sheet)]


def withhold(file: OwnFile, reasons: Mapping[Cell, str]) -> OwnFile:
    """Return the file with these figures withheld too: without value, number of answers and bounds, and without source
    and remark, which may mention the number."""
    cells = list(zip(file.rows["indicator_id"], file.rows["area_code"], file.rows["period"], strict=True))
    is_withheld = pd.Series([cell in reasons for cell in cells], index=file.rows.index, dtype=bool)
    if not is_withheld.any():
        return file
    rows = file.rows.copy()
    rows.loc[is_withheld, ["value", "n", "lower", "upper"]] = values.NONE
    rows.loc[is_withheld, "note"] = ""
    rows.loc[is_withheld, "missing"] = "too_few"
    withheld_here = {cell: reasons[cell] for cell in cells if cell in reasons}
    withheld = int((rows["missing"] == "too_few").sum())
    return replace(file, rows=rows, withheld=withheld, why_withheld={**file.why_withheld, **withheld_here})


def contradictions(files: list[OwnFile]) -> dict[Path, list[str]]:
    """Return per file a Dutch line for each indicator and period that another file has too."""
    files_with = grouped(
        (place, file.path)
        for file in files
        for place in sorted(set(zip(file.rows["indicator_id"], file.rows["period"], strict=True)))
    )

    def message(place: tuple[str, str], path: Path) -> str:
        other_names = dutch.joined([_name(other) for other in files_with[place] if other != path])
        return f"{', '.join(place)} staat ook in {other_names}. Zet ze in één bestand."

    doubled = [(path, place) for place, paths in files_with.items() if len(paths) > 1 for path in paths]
    return grouped((path, message(place, path)) for path, place in doubled)


def snapshots_of(file: OwnFile, catalog: Catalog, today: date) -> list[Snapshot]:
    """Return a snapshot per source in the file; none of a file with mistakes."""
    if file.mistakes:
        return []
    source_of = file.rows["indicator_id"].map({indicator.id: indicator.source for indicator in catalog.indicators})
    modified = datetime.fromtimestamp(file.path.stat().st_mtime, UTC).isoformat(timespec="seconds")
    snapshots = []
    for source_id, rows in file.rows.groupby(source_of):
        source = catalog.sources[source_id]
        manifest = Manifest(
            source_id=source_id,
            table_id=source.tables[0].id,
            edition=edition(file.path),
            title=source.title,
            publisher=source.publisher,
            licence=source.licence,
            retrieved_at=today.isoformat(),
            modified_at=modified,
            is_complete=True,
            note=f"Bestand {_name(file.path)}.",
        )
        facts = rows.rename(columns={"indicator_id": "topic_key"}).assign(
            status=["" if missing else "definitief" for missing in rows["missing"]]
        )
        places = rows.rename(columns={"area_name": "name"}).assign(boundary_change="").drop_duplicates("area_code")
        topics = _topics(catalog, rows["indicator_id"])
        unused = [name for name in (COUNTED, VISIBLE) if (facts[name] == "").all()]
        columns = [*FACT_COLUMNS, *(name for name in OWN_COLUMNS if name not in unused)]
        snapshots.append(Snapshot(manifest, topics, facts[columns], places[AREA_COLUMNS], "lokaal"))
    return snapshots


def edition(path: Path) -> str:
    """Return an edition for a file: its name as every file system takes it, unlike that of any other file."""
    plain = unicodedata.normalize("NFKD", path.name).encode("ascii", "ignore").decode()
    safe = re.sub(r"[^A-Za-z0-9._-]", "-", plain)[:80].strip(".") or "bestand"
    return safe if safe == path.name else f"{safe}-{zlib.crc32(os.fsencode(path.name)):08x}"


def refusal(path: Path, mistakes: list[str], what: str = "niet overgenomen") -> str:
    """Return in Dutch that a file is refused, or `what` instead, with its first mistake and how to list them all."""
    more = f", en nog {len(mistakes) - 1}" if len(mistakes) > 1 else ""
    first = mistakes[0].removesuffix(".")
    end = "" if first.endswith("?") and not more else "."
    return f"{path.name} is {what}: {first}{more}{end} Alles: python -m etl controleer {path}"


def own_indicators(catalog: Catalog) -> dict[str, Indicator]:
    """Return the indicators by id whose figures the municipality supplies itself."""
    return {
        indicator.id: indicator
        for indicator in catalog.indicators
        if catalog.sources[indicator.source].is_own and indicator.topic is not None
    }


def _topics(catalog: Catalog, indicator_ids: pd.Series) -> pd.DataFrame:
    indicators = [catalog.indicator(indicator_id) for indicator_id in dict.fromkeys(indicator_ids)]
    rows = [
        (indicator.id, indicator.label, "", indicator.topics[0].unit[0], indicator.decimals) for indicator in indicators
    ]
    return pd.DataFrame(rows, columns=TOPIC_COLUMNS)


def _name(path: Path) -> str:
    return path.name.encode("utf-8", "replace").decode()


class _RowReader:
    """Reads rows into figures and collects their mistakes."""

    def __init__(self, catalog: Catalog, area_names: Mapping[str, str], last_year: int) -> None:
        self.figures: list[_Figure] = []
        self.mistakes: list[Mistake] = []
        self.internal: set[Place] = set()
        self.sizes: dict[Cell, float] = {}
        self.why_withheld: dict[Cell, str] = {}
        self.places: dict[Cell, tuple[str, int]] = {}
        self.percentages: dict[str, list[float]] = {}
        self._catalog, self._names, self._last_year = catalog, area_names, last_year
        self._own = own_indicators(catalog)
        self._sheet = ""
        self._codes = grouped((names.folded(name), code) for code, name in area_names.items())

    def read_rows(self, sheet: Sheet, header: list[str]) -> list[Mistake]:
        """Add the figures of the rows of a sheet, and return their mistakes."""
        self.mistakes, self._sheet = [], sheet.name
        for row in sheet.rows:
            self.read(row.number, dict(zip(header, row.cells, strict=True)))
        return self.mistakes

    def read(self, number: int, cells: dict[str, str | None]) -> None:
        """Add the figure of a row, or its mistakes; a cell that is None has its mistake already."""
        before = len(self.mistakes)
        self._read(number, cells)
        empty = [column for column in _KEYS if cells[column] is not None and not names.plain(cells[column] or "")]
        if len(empty) > 1:
            advice = "vul ze in, of haal de rij weg als het een totaal of een toelichting is"
            self.mistakes[before:] = [Mistake(number, f"{dutch.joined(empty)} zijn leeg; {advice}")]

    def _read(self, number: int, cells: dict[str, str | None]) -> None:
        before = len(self.mistakes)

        def cell(column: str, reading: Callable[[str], Value]) -> Value | None:
            if (content := cells.get(column, "")) is None:
                return None
            text = content.strip() if column in _TEXTS else names.plain(content)
            try:
                return reading(text)
            except Wrong as wrong:
                self.mistakes.append(Mistake(number, str(wrong), column, wrong.example or names.quoted(text)))
                return None

        indicator = cell("indicator", self._indicator)
        area_code = cell("gebied", self._area_code)
        visible = cell("zichtbaar", values.visible_in)
        if indicator is None:
            self.internal |= {(None, None, None)} if visible != "" else set()
            period = cell("periode", lambda text: values.period_of_unknown(text, self._last_year))
        else:
            period = cell("periode", lambda text: values.period_in(text, indicator.frequency, self._last_year))
            self.internal |= {(indicator.id, area_code, period)} if visible != "" else set()
            cell("indicator", lambda _: self._require_new(number, indicator.id, area_code, period))
        is_survey = indicator is not None and self._catalog.sources[indicator.source].is_survey
        value = cell("waarde", lambda text: values.figure_in(text, indicator))
        n = cell("n", lambda text: values.answers_in(text, is_survey))
        lower = cell("ondergrens", lambda text: values.bound_in(text, indicator))
        upper = cell("bovengrens", lambda text: values.bound_in(text, indicator))
        origin, remark = cell("bron", values.origin_in), cell("opmerking", values.remark_in)
        counted = cell("geteld", lambda text: values.counted_in(text, indicator))
        if value is not None and lower is not None and upper is not None:
            cell("ondergrens", lambda _: values.require_bounds(lower, value, upper))
        if (
            indicator is None
            or area_code is None
            or period is None
            or value is None
            or n is None
            or len(self.mistakes) > before
        ):
            return
        if lower is None or upper is None or origin is None or remark is None or counted is None or visible is None:
            return
        figure = _Figure(
            indicator.id, area_code, self._names[area_code], period, value, n, lower, upper,
            "; ".join(part for part in (origin, remark) if part), "", counted, visible,
        )  # fmt: skip
        place = (indicator.id, area_code, period)
        self.sizes[place] = small_numbers.size(indicator, value, n)
        if indicator.unit == "%":
            self.percentages.setdefault(indicator.id, []).append(value)
        if why := small_numbers.why_small(self._catalog, indicator, value, n):
            self.why_withheld[place] = why
        self.figures.append(figure)

    def _indicator(self, text: str) -> Indicator:
        if not names.plain(text):
            raise Wrong("leeg; vul de naam van een indicator in")
        name = names.folded(text)
        by_label = [indicator for indicator in self._own.values() if names.folded(indicator.label) == name]
        if name in self._own or len(by_label) == 1:
            return self._own.get(name) or by_label[0]
        if by_label:
            ids = dutch.joined([indicator.id for indicator in by_label])
            raise Wrong(f"{names.quoted(text)} past op {ids}; schrijf een van die")
        for other in self._catalog.indicators:
            if name in (other.id, names.folded(other.label)):
                source = self._catalog.sources[other.source]
                how = " en wordt opgehaald" if source.publisher_kind.hosts else ""
                raise Wrong(f"{names.quoted(text)} komt van {source.publisher}{how}; laat deze rij weg")
        raise Wrong(self._unknown("indicator", text, tuple(self._own)))

    def _area_code(self, text: str) -> str:
        if not names.plain(text):
            raise Wrong("leeg; vul de code of de naam van een gebied in")
        if (code := areas.clean(names.folded(text).upper())) in self._names:
            return code
        codes = next((self._codes[name] for name in names.readings(text) if name in self._codes), [])
        for code, area in self._catalog.programme.composed_areas.items():
            if names.folded(text) in (names.folded(code), names.folded(area.name)):
                raise Wrong(f"{area.name} heeft meer buurten; schrijf een rij per buurt, dan telt het dashboard ze op")
        if len(codes) > 1:
            raise Wrong(f"{names.quoted(text)} is de naam van {dutch.joined(codes)}; schrijf een van die codes")
        if not codes:
            raise Wrong(self._unknown("gebied", text, (*self._names, *self._names.values())))
        return codes[0]

    def _unknown(self, what: str, text: str, options: tuple[str, ...]) -> str:
        near = options if len(self.mistakes) < _MOST_SUGGESTIONS else ()  # comparing names takes time
        message = yaml_errors.unknown(what, text[:40], near)
        advice = "kijk op het blad Uitleg van het sjabloon"
        return message if "bedoelde u" in message else f"{message.rstrip('.')}; {advice}"

    def _require_new(self, number: int, indicator_id: str, area_code: str | None, period: str | None) -> None:
        if area_code is None or period is None:
            return
        place = (self._sheet, number)
        sheet, row = self.places.setdefault((indicator_id, area_code, period), place)
        if (sheet, row) != place:
            area, first = self._names[area_code], f"blad {sheet!r}, rij {row}" if sheet else f"rij {row}"
            raise Wrong(f"{first} gaat ook over {indicator_id}, {area}, {period}; laat één van beide weg", area)
