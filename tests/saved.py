"""Writes a table of the local publishers the way people save it: from StatLine in three layouts, or as a CBS workbook.

The layouts follow what public programs that read such files expect; none was checked against the publishers' sites.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import openpyxl

from etl.saved_tables import kwb
from tests.publishers import LEVEL_NAMES, ODataTable
from veerkracht.core import areas, periods

Row = dict[str, Any]
Writer = Callable[[ODataTable, Path], Path]
REGION, PERIOD = "WijkenEnBuurten", "Perioden"
DAY = "_16012026_101112"  # the date and time that StatLine appends to a file name
_LABELS = {REGION: "Wijken en buurten", "SoortMisdrijf": "Soort misdrijf"}
_MARGINS = {"MW00000": "Waarde", "MOG0095": "Ondergrens 95%-interval", "MBG0095": "Bovengrens 95%-interval"}
_STARS = {"Voorlopig": "*", "NaderVoorlopig": "**"}


class Saved:
    """A table of the publishers, as its site shows it for a municipality and the country."""

    def __init__(self, table: ODataTable, region: str = "GM0935") -> None:
        self.table = table
        self.rows = [row for row in table.rows if areas.belongs_to(areas.clean(str(row[REGION])), region)]
        self.topics = [row for row in table.properties if row["Type"] == "Topic" and row.get("Datatype") != "String"]
        self.texts = [row for row in table.properties if row["Type"] == "Topic" and row.get("Datatype") == "String"]
        self.groups = {row["ID"]: row["Title"] for row in table.properties if row["Type"] == "TopicGroup"}
        self.dimensions = [name for name in table.dimensions if name != REGION]

    def path(self, topic: Row, between: str) -> str:
        """Return the title of a topic behind that of its group."""
        return between.join(filter(None, [self.groups.get(topic["ParentID"]), topic["Title"].strip()]))

    def label(self, dimension: str, code: str) -> str:
        """Return what the site shows for a code."""
        described = next((row for row in self.table.dimensions[dimension] if row["Key"] == code), None)
        if described is None:
            return str(code).strip()
        if dimension == PERIOD:
            period = " ".join(reversed(periods.parse(code).label.split()))  # 2024 januari
            return f"{period}{_STARS.get(described.get('Status') or '', '')}"
        return _MARGINS.get(code, str(described["Title"]).strip())


def cell(value: object) -> str:
    """Return a figure as StatLine writes it in a CSV, or a text as it is."""
    if value is None:
        return "."
    return f"{value:.10g}".replace(".", ",") if isinstance(value, float) else str(value).strip()


def flat(table: ODataTable, folder: Path) -> Path:
    """CSV met statistische symbolen: a row per area and dimensions, with everything of a topic in its heading."""
    saved = Saved(table)
    header = [*(_LABELS.get(name, name) for name in saved.dimensions), _LABELS[REGION]]
    header += ["Regioaanduiding/Codering (code)", *(_heading(row) for row in saved.texts if row["Key"] != "Codering_3")]
    header += [f"{saved.path(topic, '/')} ({topic['Unit']})" for topic in saved.topics]
    rows = [
        [
            *(saved.label(name, row[name]) for name in saved.dimensions),
            saved.label(REGION, row[REGION]), row[REGION],
            *(cell(row.get(text["Key"])) for text in saved.texts if text["Key"] != "Codering_3"),
            *(cell(row.get(topic["Key"])) for topic in saved.topics),
        ]
        for row in saved.rows
    ]  # fmt: skip
    name = re.sub(r"\W", "_", table.title)
    return _csv([header, *rows], folder / f"{name}{DAY}.csv")


def by_topics(table: ODataTable, folder: Path) -> Path:
    """CSV volgens tabelindeling, with the topics above the columns: areas by their names alone."""
    return _csv(_by_topics(Saved(table)), folder / "volgens_tabelindeling.csv")


def by_areas(table: ODataTable, folder: Path) -> Path:
    """CSV volgens tabelindeling, with the areas above the columns, and the topics and their units before the rows."""
    saved = Saved(table)
    assert not saved.dimensions
    head = [[table.title], [], ["Onderwerp", "Eenheid", *(saved.label(REGION, row[REGION]) for row in saved.rows)]]
    texts = [[_heading(text), "", *(cell(row.get(text["Key"])) for row in saved.rows)] for text in saved.texts]
    body = [
        [saved.path(topic, "|"), topic["Unit"], *(cell(row.get(topic["Key"])) for row in saved.rows)]
        for topic in saved.topics
    ]
    return _csv([*head, *texts, *body, ["Bron: CBS"]], folder / "gebieden.csv")


def excel(table: ODataTable, folder: Path) -> Path:
    """Excel of StatLine: as `by_topics`, with numbers in the cells, the title merged, and a sheet with notes."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in _by_topics(Saved(table), as_text=False):
        sheet.append(row)
    sheet.merge_cells("A1:D1")
    book.create_sheet("Toelichting").append(["Tekens in tabellen", ". is onbekend"])
    book.save(folder / "tabel.xlsx")
    return folder / "tabel.xlsx"


def workbook(table: ODataTable, folder: Path) -> Path:
    """The yearly workbook of CBS, with the whole country: what it has of the topics of the table."""
    columns = {(title, group): column for column, (title, group, *_) in kwb.TOPICS.items()}
    saved, book = Saved(table, "NL00"), openpyxl.Workbook()
    topics = {columns[place]: topic for topic in saved.topics if (place := _place(saved, topic)) in columns}
    sheet = book.active
    assert sheet is not None
    sheet.title = f"KWB{table.title[-4:]}"
    sheet.append(["gwb_code_10", "gwb_code_8", "regio", "gm_naam", "recs", "gwb_code", "ind_wbi", *topics, "a_nb_won "])
    for row in saved.rows:
        code = row[REGION].strip()
        figures = [cell(value) if (value := row.get(topic["Key"])) is None else value for topic in topics.values()]
        who = [code, code[2:], saved.label(REGION, row[REGION]), "Maastricht", LEVEL_NAMES[code[:2]], code]
        sheet.append([*who, cell(row["IndelingswijzigingGemeenteWijkBuurt_4"]), *figures, 3])
    book.save(folder / f"kwb{table.title[-4:]}.xlsx")
    return folder / f"kwb{table.title[-4:]}.xlsx"


LAYOUTS: dict[str, Writer] = {
    "flat": flat,
    "topics": by_topics,
    "areas": by_areas,
    "excel": excel,
    "workbook": workbook,
}


def _place(saved: Saved, topic: Row) -> tuple[str, str]:
    return topic["Title"].strip(), saved.groups.get(topic["ParentID"], "")


def _heading(text: Row) -> str:
    """Return the heading of a topic that is a text; that of the flag is written in words."""
    if text["Key"].startswith("Indelingswijziging"):
        return "Regioaanduiding/Indelingswijziging wijken en buurten (code)"
    return f"Regioaanduiding/{text['Title'].strip()} (naam)"


def _by_topics(saved: Saved, as_text: bool = True) -> list[list[Any]]:
    """Return title, headings, units, a row per area, and the source: every other dimension is above the columns."""
    places: list[tuple[Row, tuple[str, ...]]] = []
    cells: dict[str, dict[tuple[str, tuple[str, ...]], Any]] = {}
    for row in saved.rows:
        codes = tuple(row[name] for name in saved.dimensions)
        for topic in saved.topics:
            if row is saved.rows[0] or (topic, codes) not in places:
                places.append((topic, codes))
            cells.setdefault(row[REGION], {})[topic["Key"], codes] = row.get(topic["Key"])
    texts = [text for text in saved.texts if text["Key"].startswith("Indelingswijziging")]
    units: list[Any] = [_LABELS[REGION], *("code" for _ in texts), *(topic["Unit"] for topic, _ in places)]
    head = [["Onderwerp", *("Regioaanduiding|Indelingswijziging wijken en buurten" for _ in texts),
             *(saved.path(topic, "|") for topic, _ in places)]]  # fmt: skip
    for number, name in enumerate(saved.dimensions):
        label = _LABELS.get(name, name)
        head.append([label, *("" for _ in texts), *(saved.label(name, codes[number]) for _, codes in places)])
    flags = {row[REGION]: [cell(row.get(text["Key"])) for text in texts] for row in saved.rows}
    body = [
        [saved.label(REGION, code), *flags[code],
         *(_cell_value(of_area.get((topic["Key"], codes)), as_text) for topic, codes in places)]
        for code, of_area in cells.items()
    ]  # fmt: skip
    return [[saved.table.title], [], *head, units, *body, [], ["Bron: CBS"]]


def _cell_value(value: Any, as_text: bool) -> Any:
    return cell(value) if as_text or value is None else value


def _csv(rows: Iterable[list[Any]], path: Path) -> Path:
    text = io.StringIO()
    csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8-sig")
    return path
