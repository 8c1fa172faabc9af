"""`python -m etl proef` says what is reached and what differs, and fetches nothing."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from etl.build import fingerprint
from etl.command import command
from etl.publishers import doors, http
from tests import full_set
from tests.publishers import Publishers, Row
from veerkracht.core import paths

pytestmark = pytest.mark.slow

Plant = Callable[[Publishers], None]
ODATA3, ODATA4 = "OData 3, ", "OData 4, "


@pytest.fixture
def every(publishers: Publishers, data: Path) -> Publishers:
    """All tables that the catalogue fetches, by both protocols."""
    full_set.serve(publishers)
    publishers.protocols = {3, 4}
    return publishers


def test_where_all_is_well_every_table_is_reached_by_every_door_and_nothing_is_fetched(
    every: Publishers, capsys: pytest.CaptureFixture[str]
) -> None:
    before = fingerprint.of_inputs()
    assert command.main(["proef"]) == command.ALL_WELL
    assert fingerprint.of_inputs() == before  # so that nothing is built again
    printed = capsys.readouterr().out
    tables = json.loads((paths.fetched_folder() / paths.TRIAL).read_text(encoding="utf-8"))["tables"]
    assert all(table["is_reached"] and not table["errors"] and not table["ambiguous"] for table in tables)
    assert {table["table_id"] for table in tables if table["host"] == "datasets"} == {
        table["table_id"] for table in tables if table["source_id"] == "kwb"
    }
    assert f"{len({table['table_id'] for table in tables})} van 19 tabellen zijn op te halen." in printed
    assert "Kerncijfers wijken en buurten 2024, uitgave 2026-01-15; " in printed and "fout:" not in printed
    asked = {path.split("?")[0].rsplit("/", 1)[-1] for path in every.requests}
    assert not asked & {"TypedDataSet", "UntypedDataSet", "Observations", "WijkenEnBuurten", "WijkenEnBuurtenCodes"}
    assert [path.name for path in sorted(paths.fetched_folder().iterdir())] == [paths.DOORS, paths.TRIAL]
    known = doors.read(paths.fetched_folder())
    assert {host for host, door in known.items() if door.answers} == {"opendata", "datasets", "dataderden", "pdok"}
    assert set(tables[0]) >= {"found", "missing", "ambiguous", "title", "modified_at", "protocol", "address"}


def test_both_doors_have_the_same_topics(every: Publishers) -> None:
    command.main(["proef", "--only", "kwb"])
    tables = json.loads((paths.fetched_folder() / paths.TRIAL).read_text(encoding="utf-8"))["tables"]
    found = {(table["table_id"], table["host"]): table["found"] for table in tables}
    for table_id, host in found:
        assert found[table_id, host] == found[table_id, "opendata"] and len(found[table_id, host]) > 30


def about(table_id: str, **cells: object) -> Plant:
    return lambda publishers: publishers.tables[table_id].about.update(cells)


def fail(place: str, fault: str) -> Plant:
    return lambda publishers: publishers.fail(place, *[fault] * http.TRIES)


def topic(publishers: Publishers, table_id: str, start: str) -> Row:
    return next(row for row in publishers.tables[table_id].properties if row["Key"].startswith(start))


def change_topic(table_id: str, start: str, **cells: object) -> Plant:
    return lambda publishers: topic(publishers, table_id, start).update(cells)


def without_topic(table_id: str, start: str) -> Plant:
    def plant(publishers: Publishers) -> None:
        publishers.tables[table_id].properties.remove(topic(publishers, table_id, start))

    return plant


def doubled_topic(table_id: str, start: str) -> Plant:
    def plant(publishers: Publishers) -> None:
        twice = topic(publishers, table_id, start) | {"ID": 190, "Key": f"{start}_190"}
        publishers.tables[table_id].properties.append(twice)

    return plant


def change_group(table_id: str, old: str, new: str) -> Plant:
    def plant(publishers: Publishers) -> None:
        for row in publishers.tables[table_id].properties:
            if row["Type"] == "TopicGroup" and row["Title"] == old:
                row["Title"] = new

    return plant


def change_dimension(table_id: str, name: str, old: str, *new: str) -> Plant:
    """Plant these titles in the place of a row with an old title: none takes it away."""

    def plant(publishers: Publishers) -> None:
        rows = publishers.tables[table_id].dimensions[name]
        [row] = [row for row in rows if row["Title"] == old]
        at = rows.index(row)
        rows[at : at + 1] = [
            row | {"Title": title, "Key": row["Key"] if not number else f"X{number}"}
            for number, title in enumerate(new)
        ]

    return plant


def closed(protocol: str) -> Plant:
    return lambda publishers: publishers.protocols.discard(int(protocol))


# what is planted; the beginning of the line on the table; the line that names it, '' for the same line
PLANTED: list[tuple[Plant, str, str]] = [
    (fail("82339NED/TableInfos", "404"), f"82339NED, {ODATA3}", "niet bereikt. Tabel 82339NED: "),
    (fail("82931NED/Properties", "404"), f"82931NED, {ODATA4}", "niet bereikt. Tabel 82931NED: "),
    (about("83220NED", Title="Wijken en buurten"), "83220NED, ", "let op: Tabel 83220NED heet 'Wijken en buurten'"),
    (about("83487NED", Period="2019"), "83487NED, ", "gaat over 2019, en in indicators.yaml over 2016"),
    (about("83765NED", Identifier="1NED"), "83765NED, ", "fout: Tabel 83765NED: het antwoord gaat over tabel 1NED"),
    (change_topic("84286NED", "AantalInwoners", Key="AantalBewoners_5", Title="Aantal bewoners"), "84286NED, ",
     "niet gevonden: AantalInwoners (aantal); lijkt op: Aantal bewoners (aantal; Bevolking)"),
    (without_topic("84583NED", "AantalInwoners"), "84583NED, ", "niet gevonden: AantalInwoners (aantal)"),
    (doubled_topic("84799NED", "AantalInwoners"), "84799NED, ", "past op meer dan één: AantalInwoners (aantal): "),
    (change_topic("85039NED", "AantalInwoners", Unit="x 1 000"), "85039NED, ",
     "niet gevonden: AantalInwoners (aantal); lijkt op: Aantal inwoners (x 1 000; Bevolking)"),
    (change_group("85984NED", "Herkomstland", "Afkomst"), "85984NED, ",
     "niet gevonden: BuitenEuropa (aantal; Herkomstland)"),
    (without_topic("85618NED", "Indelingswijziging"), "85618NED, ", "fout: Tabel 85618NED heeft geen kolom Indelings"),
    (fail("85318NED/DataProperties", "html"), f"85318NED, {ODATA3}", "geen leesbaar antwoord (JSONDecodeError)"),
    (fail("86165NED/Properties", "empty"), f"86165NED, {ODATA4}", "Properties: value kan niet"),
    (change_dimension("50150NED", "Perioden", "2016"), "50150NED, ", "geen cijfers over 2016"),
    (change_topic("50150NED", "SterkEenzaam", Key="SterkAlleen_9", Title="SterkAlleen"), "50150NED, ",
     "niet gevonden: SterkEenzaam (%); lijkt op: Eenzaam (%), SterkAlleen (%)"),
    (about("50120NED", Modified="9999-12-31T02:00:00"), "50120NED, ", "de uitgave is van 31 december 9999"),
    (change_dimension("47018NED", "SoortMisdrijf", "1.4.4 Bedreiging"), "47018NED, ",
     "niet gevonden: GeregistreerdeMisdrijven (aantal; 1.4.4)"),
    (change_dimension("47022NED", "SoortMisdrijf", "1.4.5 Mishandeling"), "47022NED, ",
     "niet gevonden: GeregistreerdeMisdrijven (aantal; 1.4.5)"),
    (change_dimension("47024NED", "Overlast", "Totaal registraties overlast", "Totaal A", "Totaal B"), "47024NED, ",
     "past op meer dan één: GeregistreerdeOverlast (aantal; totaal): "),
    (fail("gemeenten", "503"), "grenzen, ", "niet bereikt. PDOK gemeenten 2024: "),
]  # fmt: skip


def test_each_of_twenty_planted_differences_is_named_as_text_and_in_the_file(
    every: Publishers, capsys: pytest.CaptureFixture[str]
) -> None:
    for plant, *_ in PLANTED:
        plant(every)
    assert command.main(["proef"]) == command.PARTLY
    blocks: list[str] = []
    for line in capsys.readouterr().out.splitlines():
        if line.startswith("  "):
            blocks[-1] += f"\n{line}"
        else:
            blocks.append(line)
    tables = json.loads((paths.fetched_folder() / paths.TRIAL).read_text(encoding="utf-8"))["tables"]
    assert len(PLANTED) == 20
    for _, start, difference in PLANTED:
        of_table = [block for block in blocks if block.startswith(start)]
        assert of_table and any(difference in block for block in of_table), (start, difference, of_table)
        table_id = start.split(",")[0]
        said = [table for table in tables if table["table_id"] == table_id]
        assert any(each["errors"] or each["missing"] or each["ambiguous"] or each["remarks"] for each in said)
    [lost] = [block for block in blocks if block.startswith("Niet op te halen: ")]
    assert lost == (
        "Niet op te halen: 83487NED, 83765NED, 84799NED, 85618NED, 50150NED, 50120NED, 47024NED en grenzen."
    )
    assert "In geen enkele tabel gevonden: " in "\n".join(blocks)


def test_a_host_that_is_away_is_asked_once_and_the_other_door_is_enough(
    every: Publishers, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VEERKRACHT_OPENDATA_URL", "http://127.0.0.1:9")
    assert command.main(["proef", "--only", "85984NED", "85318NED"]) == command.ALL_WELL
    printed = capsys.readouterr().out
    assert printed.count("niet bereikt. http://127.0.0.1:9 is niet bereikbaar") == 2
    assert "2 van 2 tabellen zijn op te halen." in printed
    assert not doors.read(paths.fetched_folder())["opendata"].answers


def test_where_nothing_is_reached_it_says_so(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(http, "WAIT_SECONDS", 0.0)
    for host in http.HOSTS.values():
        monkeypatch.setenv(host.variable, "http://127.0.0.1:9")
    assert command.main(["proef", "--only", "kwb", "grenzen"]) == command.FAILED
    assert "0 van 14 tabellen zijn op te halen." in capsys.readouterr().out
