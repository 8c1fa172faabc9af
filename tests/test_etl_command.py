"""`python -m etl` against the local publishers: fetch, resume, build, and fail in one clear line."""

from pathlib import Path

import pandas as pd
import pytest

from etl import __main__ as command
from etl import http, load, snapshots
from tests import publishers as server
from tests.conftest import INCLUDED
from tests.publishers import Publishers
from veerkracht import database, paths

INCOME = ("GemiddeldInkomenPerInwoner",)


@pytest.fixture
def cbs(publishers: Publishers, data: Path) -> Publishers:
    """KWB 2019 and 2022 with the figures of 2022, and 2024 and 2025 with those of 2024, numbered differently."""
    of_2022 = snapshots.read(INCLUDED / "85318NED@2022", "meegeleverd")
    of_2024 = snapshots.read(INCLUDED / "85984NED@2026-07-19", "meegeleverd")
    title = "Kerncijfers wijken en buurten"
    publishers.add(
        server.kwb_table(of_2022, "84583NED", f"{title} 2019", shift=-1),
        server.kwb_table(of_2022, "85318NED", f"{title} 2022"),
        server.kwb_table(of_2024, "85984NED", f"{title} 2024", shift=7),
        server.kwb_table(of_2024, "86165NED", f"{title} 2025", without_figures=INCOME),
    )
    return publishers


def run(*arguments: str) -> int:
    return command.main(list(arguments))


OTHER_SOURCES = {"misdrijven", "misdrijven_aantal", "ervaren_gezondheid", "overlastmeldingen", "thuis_in_de_buurt"}
FOUR_YEARS = ("--only", "kwb", "--years", "2019", "2022", "2024", "2025")


def observations(path: Path) -> pd.DataFrame:
    with database.read(path) as connection:
        return connection.execute("""
            select indicator_id, period, area_code, value, missing::varchar as missing
            from observation order by all
        """).df().set_index(["indicator_id", "period", "area_code"])  # fmt: skip


def test_four_years_are_fetched_and_give_the_figures_of_the_files(
    cbs: Publishers, data: Path, included_database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*FOUR_YEARS) == 0
    told = capsys.readouterr().out
    assert "85984NED  Kerncijfers wijken en buurten 2024: 53 gebieden, 17 onderwerpen, 901 cijfers" in told
    assert "84583NED" in told and "Database veerkracht.duckdb gebouwd" in told
    found, included = observations(paths.database_file()), observations(included_database)
    july = set(snapshots.read(INCLUDED / "85984NED@2026-07-19", "meegeleverd").topics["topic_key"])
    assert len(july) == 17
    for year, same in (("2022", "2022"), ("2019", "2022"), ("2024", "2024")):
        mine = found.xs(year, level="period")["value"].dropna()
        theirs = included.xs(same, level="period")["value"].dropna()
        both = mine.index.intersection(theirs.index)
        both = both[[one[0] not in OTHER_SOURCES for one in both]]
        assert len(both) > (1500 if same == "2022" else 600)
        pd.testing.assert_series_equal(mine[both], theirs[both])
        # nothing that the files have was lost, but for what only the other copy of 2024 holds
        lost = theirs.index.difference(mine.index)
        assert same == "2024" or set(lost.get_level_values("indicator_id")) <= OTHER_SOURCES


def test_income_of_2025_is_not_published_yet_and_a_small_buurt_suppressed(cbs: Publishers, data: Path) -> None:
    assert run(*FOUR_YEARS) == 0
    found = observations(paths.database_file())["missing"]
    assert found["inkomen_per_inwoner", "2025", "GM0935"] == "not_published"
    assert found["inkomen_per_inwoner", "2025", "BU09350403"] == "not_published"
    assert found["inkomen_per_inwoner", "2024", "BU09350203"] == "suppressed"
    assert found["personen_in_armoede", "2024", "GM0935"] == "not_in_table"


def test_a_table_that_did_not_change_is_not_fetched_again_unless_asked(
    cbs: Publishers, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("--only", "85984NED")
    cbs.requests.clear()
    assert run("--only", "85984NED") == 0
    assert [path for path in cbs.requests if "TypedDataSet" in path] == []
    assert "niet gewijzigd" in capsys.readouterr().out
    cbs.tables["85984NED"].modified = "2026-09-01T02:00:00"
    assert run("--only", "85984NED") == 0
    assert "uitgave 2026-09-01" in capsys.readouterr().out
    cbs.requests.clear()
    assert run("--only", "85984NED", "--refresh") == 0
    assert [path for path in cbs.requests if "TypedDataSet" in path]


def failing(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Run a command that must fail: exit code 1, one line of error, the previous database untouched."""
    target = paths.database_file()
    before = target.read_bytes()
    capsys.readouterr()
    assert run(*arguments) == 1
    assert target.read_bytes() == before
    error = capsys.readouterr().err
    assert error.count("Fout:") == 1 and "Traceback" not in error
    return error


def test_an_unreachable_host_is_one_clear_line(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(http, "WAIT_SECONDS", 0.0)
    for variable, _ in http.HOSTS.values():
        monkeypatch.setenv(variable, "http://127.0.0.1:9")
    load.build(paths.database_file())
    error = failing(capsys, "--only", "kwb")
    assert error.count("is niet bereikbaar") == 1 and "VEERKRACHT_OPENDATA_URL" in error
    assert len(error.strip().splitlines()) == 1


def test_a_failed_table_keeps_the_others_and_the_next_run_resumes(
    cbs: Publishers, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    load.build(paths.database_file())
    cbs.fail("85318NED/TypedDataSet", *["500"] * http.TRIES)
    assert "85318NED" in failing(capsys, *FOUR_YEARS)
    assert {folder.name.split("@")[0] for folder in snapshots.folders(data / "bronnen")} == {
        "84583NED", "85984NED", "86165NED",
    }  # fmt: skip
    run("status")
    assert "mislukt" in capsys.readouterr().out
    cbs.requests.clear()
    assert run(*FOUR_YEARS) == 0
    assert [path.split("/")[3] for path in cbs.requests if "TypedDataSet" in path] == ["85318NED"]


def test_a_failed_check_is_one_clear_line(cbs: Publishers, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    load.build(paths.database_file())
    for row in cbs.tables["85984NED"].rows:
        if row["WijkenEnBuurten"] == "BU09350403":
            row["AantalInwoners_5"] = 9000
    error = failing(capsys, "--only", "85984NED")
    assert "Som van de buurten wijkt meer van de stad af" in error
    assert len(error.strip().splitlines()) == 1


def test_a_broken_catalogue_is_told_and_nothing_is_fetched(
    cbs: Publishers, data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    load.build(paths.database_file())
    broken = data / "indicators.yaml"
    broken.write_text(
        paths.CATALOG.read_text(encoding="utf-8").replace("kind: odata", "kind: odeta", 1), encoding="utf-8"
    )
    monkeypatch.setattr(paths, "CATALOG", broken)
    cbs.requests.clear()
    assert "sources > kwb > kind: 'odeta' kan niet" in failing(capsys, *FOUR_YEARS)
    assert cbs.requests == []


@pytest.mark.parametrize("arguments", [("--only", "onzin"), ("--years", "1999")])
def test_an_unknown_name_or_year_fails_before_any_request(
    cbs: Publishers, data: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    load.build(paths.database_file())
    assert "kent de catalogus niet. Kies uit:" in failing(capsys, *arguments)
    assert cbs.requests == []


def test_status_tells_what_there_is(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("status") == 0
    assert "is er nog niet" in capsys.readouterr().out
    assert run("--offline") == 0
    capsys.readouterr()
    assert run("status") == 0
    told = capsys.readouterr().out
    assert "50150NED" in told and "gelukt" in told and "Database veerkracht.duckdb" in told


def test_every_run_is_logged_in_the_next_database(data: Path) -> None:
    assert run("--offline") == 0
    assert run("--offline") == 0
    with database.read(paths.database_file()) as connection:
        rows = connection.execute("select command, outcome from run").fetchall()
    assert rows == [("python -m etl --offline", "gelukt")]


def test_another_municipality_is_a_change_of_the_catalogue_only(
    cbs: Publishers, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = paths.CATALOG.read_text(encoding="utf-8")
    for old, new in (("GM0935", "GM0917"), ("Maastricht", "Heerlen"), ("BU09350403", "BU09170001"),
                     ("BU09350203", "BU09170002")):  # fmt: skip
        text = text.replace(old, new)
    heerlen = data / "indicators.yaml"
    heerlen.write_text(text, encoding="utf-8")
    monkeypatch.setattr(paths, "CATALOG", heerlen)
    cbs.buurten, cbs.wijken = server.squares("GM0917", wijken=1, each=3)
    # test figures: three buurten of Maastricht under codes of Heerlen, and their sum as the city
    of_2024 = snapshots.read(INCLUDED / "85984NED@2026-07-19", "meegeleverd")
    codes = {"NL00": "NL00", "WK093504": "WK091700", "GM0935": "GM0917", "BU09350403": "BU09170000",
             "BU09350402": "BU09170001", "BU09350404": "BU09170002"}  # fmt: skip
    table = server.kwb_table(of_2024, "85984NED", "Kerncijfers wijken en buurten 2024", areas=codes)
    city = next(row for row in table.rows if row["WijkenEnBuurten"].strip() == "GM0917")
    for key in ("AantalInwoners_5", "HuishoudensTotaal_29", "k_0Tot15Jaar_8", "k_65JaarOfOuder_12"):
        city[key] = sum(row[key] for row in table.rows if row["WijkenEnBuurten"].startswith("BU0917"))
    cbs.add(table)
    assert run("--only", "85984NED", "grenzen") == 0
    with database.read(paths.database_file()) as connection:
        areas = connection.execute("select distinct area_code from area order by all").fetchall()
        value = connection.execute("""
            select value from observation
            where indicator_id = 'inwoners' and period = '2024' and area_code = 'BU09170000'
        """).fetchall()
    assert [code for (code,) in areas] == ["BU09170000", "BU09170001", "BU09170002", "GM0917", "NL00", "WK091700"]
    assert value == [(3140.0,)]
