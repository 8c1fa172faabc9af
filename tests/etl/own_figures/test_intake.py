"""The files of data/lokaal together: what is wrong with one is reported and costs the others nothing."""

from pathlib import Path

import pytest

from etl.command import command
from veerkracht.core import paths, run_log
from veerkracht.database import database

pytestmark = pytest.mark.few_figures

HEADER = "indicator;gebied;periode;waarde;n;bron\n"
GOOD = f"{HEADER}thuis_in_de_buurt;BU09350403;2024;58,9;212;\n"
MONITOR = (
    "Thema;Tegel;Onderwerp;Eenheid;Periode;gebied / dimensie;Waarde;Bron;Omschrijving\n"
    '"Wonen";"Thuis";"Voelt zich thuis";"%";"november 2024";"Nazareth";"58,9";"Peiling";"Aandeel";\n'
)


@pytest.fixture
def local(data: Path) -> Path:
    folder = data / "lokaal"
    folder.mkdir()
    return folder


def own_values() -> list[tuple[object, ...]]:
    with database.read(paths.database_file()) as connection:
        return connection.execute("""
            select indicator_id, area_code, period, value from observation
            where value is not null and snapshot_id in (select snapshot_id from snapshot where origin = 'lokaal')
            order by all
        """).fetchall()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "mistake"),
    [
        (f"{HEADER}thuis_in_de_buurt;Nazaret;2024;58,9;212;\n".encode(), "rij 2, kolom gebied: gebied 'Nazaret' best"),
        (MONITOR.encode(), "rij 1: "),
        (f"{HEADER}thuis_in_de_buurt;Belvédère;2024;58,9;212;\n".encode("cp1252"), "regel 2: het bestand is geen UTF"),
        (b"", "het bestand is leeg"),
        (HEADER.encode(), "het bestand heeft alleen kolomnamen"),
        (b"\0\0", "regel 1: hier staat een teken (NUL)"),
    ],
)  # fmt: skip
def test_a_file_of_which_no_row_can_be_read_gets_its_mistakes_and_the_good_one_is_taken_in(
    local: Path, capsys: pytest.CaptureFixture[str], content: bytes, mistake: str
) -> None:
    (local / "slecht.csv").write_bytes(content)
    (local / "goed.csv").write_text(GOOD, encoding="utf-8")
    assert command.main(["controleer", str(local / "slecht.csv")]) == 1
    assert f"slecht.csv: {mistake}" in capsys.readouterr().out
    assert command.main(["--offline"]) == 3
    assert f"slecht.csv is niet overgenomen: {mistake}" in capsys.readouterr().err
    assert own_values() == [("thuis_in_de_buurt", "BU09350403", "2024", 58.9)]
    [run] = run_log.read(paths.fetched_folder())
    assert run.outcome == "deels gelukt" and {attempt.outcome for attempt in run.attempts} == {"opgehaald", "mislukt"}


@pytest.mark.slow
@pytest.mark.parametrize("column", ["gebiet", "gebied"], ids=["misspelled column", "misspelled area"])
def test_what_a_file_with_a_mistake_marks_as_internal_is_public_no_more(local: Path, column: str) -> None:
    own = local / "peiling.csv"
    own.write_text(GOOD, encoding="utf-8")
    assert command.main(["--offline"]) == 0
    assert own_values() == [("thuis_in_de_buurt", "BU09350403", "2024", 58.9)]
    area = "BU09350403" if column == "gebiet" else "Nazaret"
    own.write_text(
        f"indicator;{column};periode;waarde;n;zichtbaar\nthuis_in_de_buurt;{area};2024;58,9;212;intern\n",
        encoding="utf-8",
    )
    code = command.main(["--offline"])
    assert own_values() == [] and code == 3
