"""A table that somebody saved as a file gives the same facts as the doors of its publisher, or is refused."""

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

from etl.command import command
from etl.publishers import fetching, http
from etl.publishers.fetching import Options
from etl.saved_tables import files, intake
from etl.snapshots import editions, store
from etl.snapshots.columns import Columns, name_of_title
from etl.snapshots.store import Snapshot
from tests import full_set, opened, saved
from tests import publishers as server
from tests.conftest import INCLUDED, OTHER_YEARS
from tests.publishers import ODataTable, Publishers
from veerkracht.catalog import catalog
from veerkracht.catalog.catalog import Catalog
from veerkracht.catalog.publisher_kinds import FILE
from veerkracht.core import paths, run_log
from veerkracht.core.run_log import Attempt

KWB, RIVM, POLICE = "85984NED", "50150NED", "47018NED"
Fact = tuple[str, ...]

pytestmark = pytest.mark.few_figures


@pytest.fixture(scope="module")
def ours() -> Catalog:
    return catalog.load(paths.CATALOG)


def kwb_table() -> ODataTable:
    return server.kwb_table(full_set.included(KWB), KWB, "Kerncijfers wijken en buurten 2024")


def take(path: Path, content: Catalog, *only: str, accepted: tuple[str, ...] = ()) -> Attempt:
    return intake.take(path, content, list(only), Options(accepted=accepted))


def newest(table_id: str) -> Snapshot:
    return store.read(store.folders_in(paths.fetched_folder(), table_id)[-1], "opgehaald")


def facts(snapshot: Snapshot) -> dict[Fact, Fact]:
    """Return what a snapshot says, by topic, group, unit, area and period: the keys of topics differ by door."""
    topics = {row.topic_key: (name_of_title(row.title), row.group, row.unit) for row in snapshot.topics.itertuples()}
    return {
        (*topics[row.topic_key], row.area_code, row.period): (row.value, row.lower, row.upper, row.status, row.missing)
        for row in snapshot.facts.itertuples()
    }


def areas_of(snapshot: Snapshot) -> list[tuple[str, ...]]:
    return [tuple(row) for row in snapshot.areas.itertuples(index=False)]


@pytest.fixture
def fetched(publishers: Publishers, data: Path, ours: Catalog) -> Callable[[ODataTable], Snapshot]:
    """What OData v3 gives of a table, which stays in no data folder; after that no door is open."""

    def fetch(table: ODataTable) -> Snapshot:
        publishers.add(table)
        publishers.protocols = {3}
        [attempt] = fetching.run(fetching.jobs(ours, [table.table_id], [], []), ours, Options(), lambda _: None, iter)
        assert attempt.outcome == "opgehaald", attempt.message
        snapshot = newest(table.table_id)
        for folder in store.folders_in(paths.fetched_folder()):
            store.folders.remove(folder)
        publishers.protocols = set()
        return snapshot

    return fetch


@pytest.mark.slow
@pytest.mark.parametrize("layout", list(saved.LAYOUTS))
def test_a_file_gives_the_facts_of_the_doors(
    fetched: Callable[[ODataTable], Snapshot], ours: Catalog, tmp_path: Path, layout: str
) -> None:
    door = fetched(kwb_table())
    attempt = take(saved.LAYOUTS[layout](kwb_table(), tmp_path), ours)
    assert attempt.outcome == "opgehaald", attempt.message
    file = newest(KWB)
    expected = facts(door)
    if layout == "workbook":  # has the topics of the catalogue, and some more
        there = {place[:3] for place in facts(file)}
        wanted = [topic for indicator in ours.indicators_of("kwb") for topic in indicator.topics]
        assert [Columns(file).key(topic) is None for topic in wanted] == [
            Columns(door).key(topic) is None for topic in wanted
        ]
        expected = {place: fact for place, fact in expected.items() if place[:3] in there}
        assert "Niet gebruikt: de kolommen a_nb_won." in attempt.message
    assert facts(file) == expected and len(expected) > 2_500
    assert areas_of(file) == areas_of(door)


def health_table(
    table_id: str = RIVM, periods: tuple[str, ...] = ("2012", "2016", "2020", "2022", "2024")
) -> ODataTable:
    places = ("GM0935", "WK093504", "BU09350403", "BU09350404", "NL01")
    figures = {
        (margin, area, period): None if area == "BU09350404" and period == "2016" else 40.5 + number + shift
        for shift, margin in ((0, "MW00000"), (-1.5, "MOG0095"), (1.5, "MBG0095"))
        for number, area in enumerate(places)
        for period in periods
    }
    content = catalog.load(paths.CATALOG)
    source = "rivm_50150" if table_id == RIVM else "rivm_50120"
    topics = {topic.names[0]: topic.names[0] for indicator in content.indicators_of(source)
              for topic in indicator.topics}  # fmt: skip
    if table_id == RIVM:
        topics["MatigVeelRegieOverHetEigenLeven"] = "Matig/veel regie over het eigen leven"
    return server.rivm_table(table_id, figures, topics=topics)


def one_period_table() -> ODataTable:
    """A table of which the catalogue wants one of its periods."""
    return health_table("50120NED", ("2016", "2022"))


def police_table() -> ODataTable:
    places = ("GM0935", "WK093504", "BU09350403", "NL01")
    figures: dict[tuple[str, str], float | None] = {
        (area, f"{year}JJ00"): 100.0 * (number + 1) + year for number, area in enumerate(places)
        for year in range(2012, 2026)
    }  # fmt: skip
    return server.police_table(POLICE, "Geregistreerde misdrijven; wijken en buurten", figures)


@pytest.mark.slow
@pytest.mark.parametrize("make", [health_table, police_table, one_period_table])
@pytest.mark.parametrize("layout", ["flat", "topics", "excel"])
def test_periods_bounds_and_categories_are_read_wherever_they_are(
    fetched: Callable[[ODataTable], Snapshot],
    ours: Catalog,
    tmp_path: Path,
    make: Callable[[], ODataTable],
    layout: str,
) -> None:
    table = make()
    for row in table.dimensions["WijkenEnBuurten"]:  # so that names alone can be placed
        row["Title"] = NAMES[row["Key"].strip()]
    for folder in store.folders_in(paths.included_folder()):
        if store.table_of(folder) in (RIVM, POLICE):
            store.folders.remove(folder)
    door = fetched(table)
    attempt = take(saved.LAYOUTS[layout](table, tmp_path), ours)
    assert attempt.outcome == "opgehaald", attempt.message
    assert facts(newest(table.table_id)) == facts(door)
    assert areas_of(newest(table.table_id)) == areas_of(door)


NAMES = {
    "GM0935": "Maastricht", "WK093504": "Wijk 04 Buitenwijk Oost", "BU09350403": "Nazareth", "BU09350404": "Limmel",
    "NL01": "Nederland",
}  # fmt: skip


def rewritten(path: Path, old: str, new: str, count: int = 1) -> Path:
    text = path.read_text(encoding="utf-8-sig")
    assert old in text
    path.write_text(text.replace(old, new, count), encoding="utf-8")
    return path


def changed(path: Path, change: Callable[[Any], object]) -> Path:
    """Change the first sheet of a workbook."""
    book = openpyxl.load_workbook(path)
    change(book.worksheets[0])
    book.save(path)
    return path


def with_cell(place: str, value: object) -> Callable[[Any], object]:
    return lambda sheet: setattr(sheet[place], "value", value)


def merge_figures(sheet: Any) -> None:
    column = next(cell.column_letter for cell in sheet[9] if isinstance(cell.value, float))
    sheet.merge_cells(f"{column}9:{column}10")


def of_another_municipality(folder: Path) -> Path:
    return rewritten(flat(folder), "0935", "0362", -1)


def flat(folder: Path) -> Path:
    return saved.flat(kwb_table(), folder)


def topics(folder: Path) -> Path:
    return saved.by_topics(kwb_table(), folder)


def excel(folder: Path) -> Path:
    return saved.excel(kwb_table(), folder)


def with_a_number(path: Path, change: Callable[[str], str]) -> Path:
    """Change how the first figure with a decimal comma is written."""
    number = next(re.finditer(r'"\d+,\d+"', path.read_text(encoding="utf-8-sig")))[0]
    return rewritten(path, number, change(number))


def two_tables(folder: Path) -> Path:
    path = flat(folder)
    text = path.read_text(encoding="utf-8-sig")
    path.write_text(f"{text}\r\n{text}", encoding="utf-8")
    return path


def two_tables_with_sources(folder: Path) -> Path:
    path = topics(folder)
    text = path.read_text(encoding="utf-8-sig")
    path.write_text(f"{text}\r\n{text}", encoding="utf-8")
    return path


def two_sheets(folder: Path) -> Path:
    book = openpyxl.load_workbook(excel(folder))
    book.copy_worksheet(book.worksheets[0])
    book.save(folder / "tabel.xlsx")
    return folder / "tabel.xlsx"


def without_year(folder: Path) -> Path:
    path = saved.workbook(kwb_table(), folder)
    return changed(path, lambda sheet: setattr(sheet, "title", "Blad1")).rename(folder / "wijken.xlsx")


def too_wide(folder: Path) -> Path:
    path = flat(folder)
    return rewritten(path, '"\n', f'"{";" * 3_000}x\n')


def linked(folder: Path) -> Path:
    path = flat(folder)
    path.rename(folder / "echt.csv")
    path.symlink_to(folder / "echt.csv")
    return path


def without_topics(folder: Path) -> Path:
    table = kwb_table()
    table.properties = [row for row in table.properties if not row["Key"].startswith("HuishoudensTotaal")]
    return saved.flat(table, folder)


def old_excel(folder: Path) -> Path:
    (folder / "kwb-2018.xls").write_bytes(b"\xd0\xcf\x11\xe0")
    return folder / "kwb-2018.xls"


BAD: dict[str, tuple[Callable[[Path], Path], str]] = {
    "another municipality": (of_another_municipality, "alle gebieden erin liggen in een andere gemeente; kies"),
    "another table": (lambda folder: flat(folder).rename(folder / "Bodemgebruik_16012026_101112.csv"),
                      "'Bodemgebruik' is geen tabel uit indicators.yaml. .* --only TABEL"),
    "another title": (lambda folder: rewritten(topics(folder), "buurten 2024", "buurten 1999"), "1999' is geen"),
    "unknown area": (lambda folder: rewritten(topics(folder), '"Nazareth"', '"Nergens"'),
                     r"rij \d+: 'Nergens' is geen gebied dat in deze gemeente bekend is; .* Codering"),
    "unknown heading": (lambda folder: rewritten(flat(folder), "Bevolking/Aantal inwoners (aantal)", "Iets anders"),
                        r"rij 1, kolom \w+: 'Iets anders' is geen onderwerp dat hier bekend is"),
    "decimal point": (lambda folder: with_a_number(flat(folder), lambda number: number.replace(",", ".")),
                      r"rij \d+, kolom \w+: '\d+\.\d+' heeft een punt, en hier hoort een decimale komma"),
    "thousands": (lambda folder: with_a_number(flat(folder), lambda _: '"1 234"'), "teken tussen de duizendtallen"),
    "two tables": (two_tables, r"rij 56: hier begint een tweede tabel; bewaar elke tabel"),
    "two tables, each with its source": (two_tables_with_sources, r"rij \d+: hier begint een tweede tabel"),
    "two sheets": (two_sheets, "de bladen 'Sheet' en 'Sheet Copy' hebben elk een tabel"),
    "an area twice": (lambda folder: rewritten(topics(folder), '"Limmel"', '"Nazareth"'), "staat er meer dan eens"),
    "merged figures": (lambda folder: changed(excel(folder), merge_figures),
                       r"rij 9: de cellen (\w+)9:\w+10 zijn samengevoegd; hef de samenvoeging op"),
    "a formula": (lambda folder: changed(excel(folder), with_cell("C9", "=1+1")), "rij 9, kolom .*: bevat een formule"),
    "a date": (lambda folder: changed(excel(folder), with_cell("C9", date(2024, 5, 1))), "rij 9, .*datum"),
    "no flag": (lambda folder: rewritten(flat(folder), "Indelingswijziging", "Soort wijziging"), "er is geen Indeling"),
    "no year": (without_year, "van welk jaar staat er niet in; geef het bestand weer de naam"),
    "too wide": (too_wide, "hoogstens 3000 kolommen"),
    "symbolic link": (linked, "dit is een verwijzing naar een ander bestand"),
    "no sign": (lambda folder: rewritten(flat(folder), "Nazareth", "Naza\0reth"), r"regel \d+: .*\(NUL\)"),
    "open quotes": (lambda folder: rewritten(flat(folder), 'Nazareth"', "Nazareth"), "aanhalingstekens kloppen niet"),
    "less than in use": (without_topics, r"HuishoudensTotaal \(aantal\) niet meer.*neem-over \S+ --only 85984NED"),
    "old Excel": (old_excel, "een bestand van de soort .xls wordt niet gelezen; open het in Excel"),
    "not there": (lambda folder: folder / "weg.csv", "is niet te openen"),
}  # fmt: skip


@pytest.fixture
def in_use(data: Path, tmp_path: Path, ours: Catalog) -> dict[str, bytes]:
    """The files of a table that was taken in from a file."""
    assert take(flat(tmp_path), ours).outcome == "opgehaald"
    return contents()


def contents() -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in paths.fetched_folder().rglob("*") if path.is_file()}


@pytest.mark.slow
def test_a_bad_file_is_refused_with_its_place_and_replaces_nothing(
    in_use: dict[str, bytes], ours: Catalog, tmp_path: Path
) -> None:
    wrong = {}
    for name, (make, pattern) in BAD.items():
        folder = tmp_path / name
        folder.mkdir()
        attempt = take(make(folder), ours)
        said = re.search(pattern, attempt.message, re.DOTALL) and attempt.message.startswith("Bestand ")
        if attempt.outcome != "mislukt" or not said or contents() != in_use:
            wrong[name] = f"{attempt.outcome}: {attempt.message[:300]}"
    assert wrong == {}


@pytest.mark.slow
@pytest.mark.parametrize(("bound", "message"), [
    ("MOST_CELLS", "heeft meer dan 1.000 cellen of 100.000 rijen; kies in StatLine alleen de gemeente"),
    ("MOST_BYTES", "het bestand is groter dan 0 MB"),
    ("MOST_UNPACKED_BYTES", "het bestand is uitgepakt groter dan 0 MB"),
])  # fmt: skip
def test_a_file_that_is_too_large_is_not_read_any_further(
    in_use: dict[str, bytes], ours: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bound: str, message: str
) -> None:
    monkeypatch.setattr(files, bound, 1_000)
    attempt = take(excel(tmp_path), ours)
    assert attempt.outcome == "mislukt" and message in attempt.message
    assert contents() == in_use


def in_encoding(encoding: str) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        path = flat(folder)
        path.write_bytes(path.read_text(encoding="utf-8-sig").encode(encoding))
        return path

    return write


ALIKE: dict[str, Callable[[Path], Path]] = {
    "cp1252": in_encoding("cp1252"),
    "UTF-16": in_encoding("utf-16"),
    "empty rows": lambda folder: rewritten(flat(folder), '"\n"', '"\n\n;;;\n"', -1),
    "no title": lambda folder: flat(folder).rename(folder / "85984NED.csv"),
    "marks": lambda folder: rewritten(flat(folder), "Aantal inwoners (aantal)", "Aantal inwoners 1) (aantal)"),
    "other sign for none": lambda folder: rewritten(flat(folder), '"."', '"       ."', -1),
}


@pytest.mark.slow
def test_what_looks_different_but_is_right_is_taken_in(in_use: dict[str, bytes], ours: Catalog, tmp_path: Path) -> None:
    for name, make in ALIKE.items():
        folder = tmp_path / name
        folder.mkdir()
        attempt = take(make(folder), ours)
        assert (name, attempt.outcome) == (name, "niet gewijzigd"), attempt.message
    assert contents() == in_use


@pytest.mark.slow
def test_a_name_that_two_areas_have_is_not_guessed(data: Path, ours: Catalog, tmp_path: Path) -> None:
    folder = max(store.folders_in(paths.included_folder(), KWB))
    copy = store.read(folder, "meegeleverd")
    names = copy.areas["name"].replace("Wijk 04 Buitenwijk Oost", "Nazareth")
    store.write(paths.included_folder(), replace(copy, areas=copy.areas.assign(name=names)))
    attempt = take(topics(tmp_path), ours)
    assert attempt.outcome == "mislukt"
    assert re.search(r"rij \d+: 'Nazareth' kan BU09350403 of WK093504 zijn; .* ook Codering", attempt.message)
    assert store.folders_in(paths.fetched_folder()) == []


@pytest.mark.slow
def test_a_file_that_may_be_of_two_tables_is_taken_in_when_one_is_named(
    data: Path, ours: Catalog, tmp_path: Path
) -> None:
    path = flat(tmp_path).rename(tmp_path / "tabel.csv")
    assert "'tabel' is geen tabel uit indicators.yaml" in take(path, ours).message
    assert "dit is een andere tabel dan 85318NED" in take(flat(tmp_path), ours, "85318NED").message
    assert take(path, ours, KWB).outcome == "opgehaald"
    with pytest.raises(fetching.UnknownName):
        take(path, ours, "12345NED")


@pytest.mark.slow
def test_a_door_that_answers_again_takes_the_place_of_a_file(
    publishers: Publishers, in_use: dict[str, bytes], ours: Catalog
) -> None:
    publishers.add(kwb_table())  # of the day before the file was saved
    assert newest(KWB).manifest.door == FILE
    attempts = [fetching.run(fetching.jobs(ours, [KWB], [], []), ours, Options(), lambda _: None, iter) for _ in "12"]
    assert [attempt.outcome for [attempt] in attempts] == ["opgehaald", "niet gewijzigd"]
    assert [folder.name for folder in store.folders_in(paths.fetched_folder())] == [f"{KWB}@2026-01-15"]
    assert newest(KWB).manifest.door == "opendata"
    [edition] = [
        edition for edition in editions.absent_from(editions.newest(), None) if not editions.is_outline(edition.folder)
    ]
    editions.set_aside(edition)  # when no build can use what the door gave, the file is in use again
    assert newest(KWB).manifest.door == FILE and contents().items() >= in_use.items()


@pytest.mark.slow
def test_a_file_that_was_saved_before_the_edition_in_use_is_refused(
    in_use: dict[str, bytes], ours: Catalog, tmp_path: Path
) -> None:
    path = with_a_number(flat(tmp_path), lambda _: '"1,5"').rename(tmp_path / f"{KWB}_15012026_101112.csv")
    attempt = take(path, ours)
    assert attempt.outcome == "mislukt" and "is van 2026-01-15, en er is al een van 2026-01-16" in attempt.message
    assert contents() == in_use


def loaded(folder: Path, get: Callable[[Path, Publishers], list[str]]) -> Path:
    """Return a data folder with what a command gets of one table, and a database built of it."""
    shutil.copytree(INCLUDED, folder / "meegeleverd", ignore=shutil.ignore_patterns(*OTHER_YEARS))
    with pytest.MonkeyPatch.context() as patch, server.serving() as publishers:
        patch.setenv("VEERKRACHT_DATA", str(folder))
        for host in http.HOSTS.values():
            patch.setenv(host.variable, publishers.url)
        assert command.main(get(folder.parent, publishers)) == command.ALL_WELL
    return folder


def from_a_file(folder: Path, _: Publishers) -> list[str]:
    return ["neem-over", str(saved.workbook(kwb_table(), folder))]


def by_a_door(_: Path, publishers: Publishers) -> list[str]:
    publishers.add(kwb_table())
    return ["--only", KWB]


@pytest.fixture(scope="module")
def by_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return loaded(tmp_path_factory.mktemp("file") / "data", from_a_file)


@pytest.mark.slow
def test_a_file_gives_the_figures_in_the_database_that_a_door_gives(by_file: Path, tmp_path: Path) -> None:
    figures = """
        select indicator_id, area_code, period, value, lower, upper, status from observation
        where value is not null order by all
    """
    rows = []
    for folder in (by_file, loaded(tmp_path / "data", by_a_door)):
        with duckdb.connect(str(folder / "veerkracht.duckdb"), read_only=True) as connection:
            rows.append(connection.execute(figures).fetchall())
    assert rows[0] == rows[1] and len(rows[0]) > 5_000


@pytest.mark.slow
def test_where_figures_came_from_is_in_the_run_the_status_and_on_the_page(
    by_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VEERKRACHT_DATA", str(by_file))
    run = run_log.read(paths.fetched_folder())[-1]
    [attempt] = run.attempts
    assert re.fullmatch(r"python -m etl neem-over kwb2024\.xlsx( .*)?", run.command)  # without its folder
    assert attempt.message.endswith(". Niet gebruikt: de kolommen a_nb_won.")
    assert ", uit bestand kwb2024.xlsx, bewaard op " in attempt.message
    manifest = newest(KWB).manifest
    assert (manifest.door, manifest.is_complete) == (FILE, False)
    assert manifest.note.startswith("Uit bestand kwb2024.xlsx, bewaard op ")
    shown = "".join(part.proto.body for part in opened.page("bronnen").get("html"))
    assert re.search(r"; overgenomen op \d+ \w+ \d+, uit bestand", shown)
    assert command.main(["status"]) == command.ALL_WELL
    assert re.search(r"85984NED +uit bestand +20", capsys.readouterr().out)


def test_the_command_says_what_is_missing(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["neem-over"]) == command.FAILED
    assert "python -m etl neem-over BESTAND" in capsys.readouterr().err
