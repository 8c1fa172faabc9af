"""`python -m etl` against the local publishers: fetch, resume, build, and fail in one clear line."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from etl.command import command
from etl.own_figures import intake
from etl.publishers import http
from etl.snapshots import store
from etl.snapshots.columns import base_name
from tests import catalogue, full_set
from tests import publishers as server
from tests.conftest import INCLUDED
from tests.publishers import Publishers
from veerkracht.catalog import catalog
from veerkracht.core import moments, paths, run_log
from veerkracht.database import database, lookups, queries
from veerkracht.database.query import query_of

pytestmark = pytest.mark.slow


@pytest.fixture
def cbs(publishers: Publishers, data: Path) -> Publishers:
    """KWB of four years, numbered differently; 2024 as one copy has it, and 2025 with a column of income, empty yet."""
    of_2024 = store.read(INCLUDED / "85984NED@2026-07-19", "meegeleverd")
    of_2025 = full_set.included("86165NED")
    income = of_2024.topics[of_2024.topics["topic_key"].map(base_name) == "GemiddeldInkomenPerInwoner"]
    of_2025 = replace(of_2025, topics=pd.concat([of_2025.topics, income]))
    title = "Kerncijfers wijken en buurten"
    publishers.add(
        server.kwb_table(full_set.included("84583NED"), "84583NED", f"{title} 2019", shift=-1),
        server.kwb_table(full_set.included("85318NED"), "85318NED", f"{title} 2022"),
        server.kwb_table(of_2024, "85984NED", f"{title} 2024", shift=7),
        server.kwb_table(of_2025, "86165NED", f"{title} 2025"),
    )
    return publishers


def run(*arguments: str) -> int:
    return command.main(list(arguments))


OTHER_SOURCES = {indicator.id for indicator in catalog.load(paths.CATALOG).indicators if indicator.source != "kwb"}
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
    printed = capsys.readouterr().out
    assert "85984NED  Kerncijfers wijken en buurten 2024: 53 gebieden, 17 onderwerpen, 901 cijfers" in printed
    assert "84583NED" in printed and "Database veerkracht.duckdb gebouwd" in printed
    fetched, included = observations(paths.database_file()), observations(included_database)
    july = set(store.read(INCLUDED / "85984NED@2026-07-19", "meegeleverd").topics["topic_key"])
    assert len(july) == 17
    for year, count in (("2022", 1500), ("2019", 1000), ("2024", 600), ("2025", 1000)):
        mine = fetched.xs(year, level="period")["value"].dropna()
        theirs = included.xs(year, level="period")["value"].dropna()
        both = mine.index.intersection(theirs.index)
        both = both[[row[0] not in OTHER_SOURCES for row in both]]
        assert len(both) > count, (year, len(both))
        pd.testing.assert_series_equal(mine[both], theirs[both])
        # nothing that the files have was lost, but for what only the other copy of 2024 holds
        lost = theirs.index.difference(mine.index)
        assert year == "2024" or set(lost.get_level_values("indicator_id")) <= OTHER_SOURCES


def test_income_of_2025_is_not_published_yet_and_a_small_buurt_suppressed(cbs: Publishers, data: Path) -> None:
    assert run(*FOUR_YEARS) == 0
    reasons = observations(paths.database_file())["missing"]
    assert reasons["inkomen_per_inwoner", "2025", "GM0935"] == "not_published"
    assert reasons["inkomen_per_inwoner", "2025", "BU09350403"] == "not_published"
    assert reasons["inkomen_per_inwoner", "2024", "BU09350203"] == "suppressed"
    assert reasons["personen_in_armoede", "2024", "GM0935"] == "not_in_table"


@pytest.mark.usefixtures("without_build")
def test_a_table_that_did_not_change_is_not_fetched_again_unless_requested(
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


def failing(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 1) -> str:
    """Run a command that must fail: its exit code, one line of error, the previous database untouched."""
    target = paths.database_file()
    before = target.read_bytes()
    capsys.readouterr()
    assert run(*arguments) == code
    assert target.read_bytes() == before
    error = capsys.readouterr().err
    assert error.count("Fout:") == 1 and "Traceback" not in error
    return error


def test_an_unreachable_host_is_one_clear_line(
    data: Path, database_of_data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(http, "WAIT_SECONDS", 0.0)
    for host in http.HOSTS.values():
        monkeypatch.setenv(host.variable, "http://127.0.0.1:9")
    error = failing(capsys, "--only", "kwb")
    assert error.count("is niet bereikbaar") == 2  # one per door
    assert "VEERKRACHT_OPENDATA_URL" in error and "VEERKRACHT_DATASETS_URL" in error
    assert len(error.strip().splitlines()) == 1


@pytest.mark.usefixtures("without_build")
def test_a_failed_table_keeps_the_others_and_the_next_run_resumes(
    cbs: Publishers, data: Path, database_of_data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cbs.fail("85318NED/TypedDataSet", *["500"] * http.TRIES)
    assert run(*FOUR_YEARS) == 3
    error = capsys.readouterr().err
    assert "85318NED" in error and "Eerdere cijfers ervan blijven staan, als die er zijn" in error
    assert len(error.split("Fout:")) == 2 and "Traceback" not in error
    assert {folder.name.split("@")[0] for folder in store.folders_in(data / "bronnen")} == {
        "84583NED", "85984NED", "86165NED",
    }  # fmt: skip
    run("status")
    printed = capsys.readouterr().out
    assert "deels gelukt" in printed and "mislukt: 85318NED" in printed
    cbs.requests.clear()
    assert run(*FOUR_YEARS) == 0
    assert [path.split("/")[3] for path in cbs.requests if "TypedDataSet" in path] == ["85318NED"]


def test_a_failed_check_is_one_clear_line(
    cbs: Publishers, data: Path, database_of_data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for row in cbs.tables["85984NED"].rows:
        if row["WijkenEnBuurten"] == "BU09350403":
            row["AantalInwoners_5"] = 9000
    before = observations(database_of_data)
    assert run("--only", "85984NED") == 3
    [line] = [line for line in capsys.readouterr().err.splitlines() if "Fout:" in line]
    assert "Som van de buurten wijkt meer van de stad af" in line and "Traceback" not in line
    pd.testing.assert_frame_equal(observations(database_of_data), before)


def test_a_broken_catalogue_is_reported_and_nothing_is_fetched(
    cbs: Publishers,
    data: Path,
    database_of_data: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    catalogue.use(monkeypatch, data, ("kind: odata", "kind: odeta"))
    cbs.requests.clear()
    assert "sources > kwb > kind: 'odeta' kan niet" in failing(capsys, *FOUR_YEARS)
    assert cbs.requests == []


@pytest.mark.parametrize("arguments", [("--only", "onzin"), ("--years", "1999"), ("--accept", "1NED")])
def test_an_unknown_name_or_year_fails_before_any_request(
    cbs: Publishers, data: Path, database_of_data: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    assert "kent de catalogus niet. Kies uit:" in failing(capsys, *arguments, code=2)
    assert "kent de catalogus niet. Kies uit:" in failing(capsys, *arguments, "--offline", code=2)
    assert cbs.requests == []


def test_status_lists_the_tables_and_the_last_run(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("status") == 0
    assert "is er nog niet" in capsys.readouterr().out
    assert run("--offline") == 0
    capsys.readouterr()
    assert run("status") == 0
    printed = capsys.readouterr().out
    assert "50150NED" in printed and "gelukt" in printed and "Database veerkracht.duckdb" in printed


STORY = """---
titel: Koffie
soort: verhaal
datum: 2026-03-01
zichtbaar: openbaar
toestemming: ja
---
Elke dinsdag is er koffie.
"""
DECISION = "besluiten:\n  - datum: 2026-03-01\n    besluit: Het buurtcentrum blijft open.\n"


def test_status_lists_the_own_texts_since_when_they_are_in_use_and_their_faults(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    story, decisions = data / "lokaal" / "verhalen" / "koffie.md", data / "lokaal" / "besluiten.yaml"
    story.parent.mkdir(parents=True)
    story.write_text(STORY, encoding="utf-8")
    decisions.write_text(DECISION, encoding="utf-8")

    def listed() -> list[str]:
        capsys.readouterr()
        assert run("status") == 0
        lines = " ".join(capsys.readouterr().out.split()).split("Tekst, ")[1:]
        return [line.partition(" Laatste keer")[0].partition(" Nog niet eerder")[0].strip() for line in lines]

    included = ["inspanningen: inspanningen.yaml: meegeleverd.", "begroting: begroting.yaml: meegeleverd."]
    today = f"{moments.today():%Y-%m-%d}"
    assert sorted(listed()) == sorted([
        *included, "verhalen: koffie.md: nog niet overgenomen.", "besluiten: besluiten.yaml: nog niet overgenomen.",
    ])  # fmt: skip
    assert run("--offline") == 0
    assert sorted(listed()) == sorted([
        *included, f"verhalen: koffie.md: overgenomen op {today}.",
        f"besluiten: besluiten.yaml: overgenomen op {today}, intern.",
    ])  # fmt: skip
    story.unlink()
    decisions.write_text(DECISION.replace("2026-03-01", "maart"), encoding="utf-8")
    [faulty] = [line for line in listed() if line.startswith("besluiten: besluiten.yaml: ")]
    assert "intern. fout: regel 2, besluiten[1] > datum: 'maart' is geen datum" in faulty
    assert f"verhalen: koffie.md: overgenomen op {today}; is er niet meer, en vervalt de volgende keer." in listed()


def test_a_broken_catalogue_hides_nothing_else_of_the_status(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(paths, "CATALOG", data / "geen.yaml")
    assert run("status") == 0
    printed = capsys.readouterr().out
    assert "50150NED" in printed and "Eigen teksten: niet te controleren. " in printed and "geen.yaml" in printed


def test_every_run_is_logged_in_the_next_database(data: Path) -> None:
    assert run("--offline") == 0
    assert run("--offline") == 0
    with database.read(paths.database_file()) as connection:
        rows = connection.execute("select command, outcome from run").fetchall()
    assert rows == [("python -m etl --offline", "gelukt")]


def test_another_municipality_is_a_change_of_one_file_only(
    cbs: Publishers, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes = (("GM0935", "GM0917"), ("Maastricht", "Heerlen"), ("BU09350403", "BU09170001"),
               ("BU09350203", "BU09170002"))  # fmt: skip
    catalogue.use(monkeypatch, data, *changes, count=-1)
    cbs.buurten, cbs.wijken, cbs.gemeenten = server.squares("GM0917", wijken=1, each=3)
    # test figures: three buurten of Maastricht under codes of Heerlen, and their sum as the city
    of_2024 = store.read(INCLUDED / "85984NED@2026-07-19", "meegeleverd")
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


OWN = """indicator;gebied;periode;waarde;n;ondergrens;bovengrens;bron;opmerking
thuis_in_de_buurt;BU09350403;2022;72;310;;;Buurtpeiling 2022;
thuis_in_de_buurt;BU09350203;2022;70;295;;;Buurtpeiling 2022;
thuis_in_de_buurt;GM0935;2022;88;4100;;;Buurtpeiling 2022;
thuis_in_de_buurt;BU09350403;2026;75,5;280;;;Buurtpeiling 2026;vragenlijst gelijk aan 2022
thuis_in_de_buurt;BU09350203;2026;69,0;301;;;Buurtpeiling 2026;vragenlijst gelijk aan 2022
thuis_in_de_buurt;GM0935;2026;87,1;3900;;;Buurtpeiling 2026;
deelnemers_basisvaardigheden;Nazareth;2025;41;;;;Telling;
deelnemers_basisvaardigheden;Pottenberg;2025;4;;;;Telling;
toegang_tot_hulp;BU09350403;2025;40;220;;;Stadspeiling 2025;
toegang_tot_hulp;BU09350403;2026;52;240;;;Stadspeiling 2026;
"""


@pytest.fixture
def everything(publishers: Publishers, data: Path) -> Publishers:
    """Every table of the catalogue at the publishers, and a file of own figures."""
    full_set.serve(publishers)
    (data / "lokaal").mkdir()
    (data / "lokaal" / "peilingen.csv").write_text(OWN, encoding="utf-8")
    return publishers


def ask(sql: str) -> list[tuple]:
    with database.read(paths.database_file()) as connection:
        return connection.execute(sql).fetchall()


def test_one_run_loads_all_sources_and_a_second_only_what_changed(
    everything: Publishers, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run() == 0
    years = ask("""
        select distinct period from observation join snapshot using (snapshot_id)
        where source_id = 'kwb' and value is not null order by all
    """)
    assert [year for (year,) in years] == [str(year) for year in range(2013, 2026)]
    assert ask("select count(*) from snapshot where origin = 'opgehaald'") == [(18,)]
    origins = "select origin, count(*) > 0 from snapshot group by all order by all"
    assert ("lokaal", True) in ask(origins)
    assert ask("select count(*) from area_geometry") == [(52,)]
    capsys.readouterr()
    assert run("status") == 0
    printed = capsys.readouterr().out
    for name in ("82339NED", "86165NED", "50150NED", "50120NED", "47018NED", "47022NED", "47024NED", "grenzen",
                 "buurtpeiling", "tellingen"):  # fmt: skip
        assert re.search(rf"{name} +(opgehaald|eigen bestand)", printed), name
    assert re.search(r"Laatste keer: .*, gelukt:", printed)
    everything.requests.clear()
    everything.tables["50150NED"].modified = "2026-10-01T02:00:00"
    assert run() == 0
    asked = [path.split("/")[3] for path in everything.requests if "TypedDataSet" in path]
    assert asked == ["50150NED"] and not any(path.startswith("/cbs/") for path in everything.requests)
    log = run_log.read(data / "bronnen")[-1]
    assert {attempt.table_id for attempt in log.attempts if attempt.outcome == "opgehaald"} == {"50150NED"}
    assert len(log.attempts) == 20


def test_goals_are_assessed_by_what_was_loaded(everything: Publishers, data: Path) -> None:
    assert run() == 0
    known = {
        (measure, area): rest
        for measure, area, *rest in ask("""
            select measure_id, area_code, period, value, certainty::varchar, baseline_period, baseline_published
            from goal_status
        """)
    }
    # RIVM with its own bounds, own survey with its answers, a baseline that is the first figure, a count too small
    assert known["1", "BU09350403"][:3] == ["2024", 58.9, "marge bekend"]
    assert known["5", "BU09350403"] == ["2026", 75.5, "marge met aanname", "2022", 72.0]
    assert known["8", "BU09350403"] == ["2026", 52.0, "marge met aanname", "2025", 40.0]
    assert known["4", "BU09350403"][:2] == ["2025", 41.0]
    assert known["4", "BU09350203"][:2] == [None, None]
    # the police table itself, no longer the copy; nuisance as the sum of twelve months
    assert ask("""
        select distinct table_id, source_id from observation join snapshot using (snapshot_id)
        where indicator_id = 'misdrijven' and value is not null
    """) == [("47018NED", "politie")]
    year, months = ask("""
        select (select numerator from observation where indicator_id = 'overlastmeldingen' and period = '2024'
                    and area_code = 'BU09350403'),
               (select sum(value) from observation where indicator_id = 'overlastmeldingen_per_maand'
                    and period like '2024-%' and area_code = 'BU09350403')
    """)[0]
    published = [
        row["GeregistreerdeOverlast_1"] for row in everything.tables["47024NED"].rows
        if row["WijkenEnBuurten"] == "BU09350403" and row["Overlast"] == "OV0000" and row["Perioden"][:4] == "2024"
    ]  # fmt: skip
    assert len(published) == 12
    assert year == months == sum(published)
    assert ask("""
        select missing::varchar from observation
        where indicator_id = 'deelnemers_basisvaardigheden' and area_code = 'BU09350203'
    """) == [("too_few",)]
    assert ask("select count(*) from goal_measure where planned_source <> '' and indicator_id is not null") == [(0,)]


def test_a_month_the_police_withholds_leaves_the_year_empty(everything: Publishers, data: Path) -> None:
    table = everything.tables["47024NED"]
    for row in table.rows:
        if row["WijkenEnBuurten"] == "BU09350403" and row["Perioden"] == "2024MM05":
            row["GeregistreerdeOverlast_1"] = None
    assert run("--only", "47024NED") == 0
    statuses = dict(
        ask("""
        select period, coalesce(missing::varchar, status::varchar) from observation
        where indicator_id = 'overlastmeldingen' and area_code = 'BU09350403'
    """)
    )
    assert statuses["2024"] == "suppressed" and statuses["2023"] == "afgeleid"


def test_a_file_with_a_mistake_is_refused_and_its_last_good_figures_stay(
    everything: Publishers, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = data / "lokaal" / "peilingen.csv"
    assert run("--offline") == 0
    before = ask("select * from observation where indicator_id = 'thuis_in_de_buurt' order by all")
    path.write_text(OWN.replace("75,5;280", "175,5;"), encoding="utf-8")
    capsys.readouterr()
    assert run("--only", "50120NED") == 3
    error = capsys.readouterr().err
    assert "peilingen.csv is niet overgenomen" in error and "rij 5" in error
    assert ask("select * from observation where indicator_id = 'thuis_in_de_buurt' order by all") == before
    assert run("controleer", str(path)) == 1
    output = capsys.readouterr()
    assert "rij 5, kolom waarde" in output.out and "er is niets geladen" in output.err
    path.unlink()
    assert run("--offline") == 0
    assert "zijn vervallen" in capsys.readouterr().out
    assert ask("select count(*) from snapshot where origin = 'lokaal'") == [(0,)]
    assert ask("select count(*) from revision where indicator_id = 'toegang_tot_hulp' and new_value is null") == [(2,)]


def test_a_survey_without_its_baseline_is_assessed_within_its_margin_and_reported(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (data / "lokaal").mkdir()
    rows = [line for line in OWN.splitlines() if "thuis_in_de_buurt" not in line or ";2026;" in line]
    (data / "lokaal" / "nieuw.csv").write_text("\n".join(rows), encoding="utf-8")
    assert run("--offline") == 0
    assert "geen eigen cijfer over 2022, het jaar van de nulmeting" in capsys.readouterr().err
    [row] = ask("""
        select status::varchar, certainty::varchar, baseline_adopted from goal_status
        where measure_id = '5' and area_code = 'BU09350203'
    """)
    assert row == ("nog niet te zeggen", "marge met aanname", 70.0)


def test_files_that_contradict_each_other_are_reported_by_the_check_too(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (data / "lokaal").mkdir()
    for name in ("een.csv", "twee.csv"):
        (data / "lokaal" / name).write_text(OWN, encoding="utf-8")
    assert run("controleer", str(data / "lokaal" / "een.csv")) == 1
    assert "staat ook in twee.csv. Zet ze in één bestand" in capsys.readouterr().out
    assert run("--offline") == 3
    assert ask("select count(*) from snapshot where origin = 'lokaal'") == [(0,)]


def test_what_may_be_fractions_is_reported(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (data / "lokaal").mkdir()
    path = data / "lokaal" / "delen.csv"
    path.write_text(OWN.splitlines()[0] + """
toegang_tot_hulp;Nazareth;2025;0,589;210;;;;
toegang_tot_hulp;Pottenberg;2025;0,61;190;;;;
""", encoding="utf-8")  # fmt: skip
    assert run("controleer", str(path)) == 0
    assert "Bedoelt u 58,9 in plaats van 0,589?" in capsys.readouterr().err


def test_the_template_is_written_and_a_good_file_is_called_good(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("sjabloon") == 0
    assert {path.name for path in (data / "lokaal").iterdir()} >= {"sjabloon.csv", "sjabloon.xlsx"}
    path = data / "lokaal" / "peilingen.csv"
    path.write_text(OWN, encoding="utf-8")
    assert run("controleer", str(path)) == 0
    assert "goed. 10 cijfers, waarvan 1 te klein" in capsys.readouterr().out
    assert run("controleer", "er-niet.csv") == 1
    assert not paths.database_file().exists()


def test_a_jump_is_reported_and_marked(cbs: Publishers, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--only", "85984NED") == 0
    for row in cbs.tables["85984NED"].rows:
        if row["WijkenEnBuurten"] == "BU09350403":
            key = next(name for name in row if name.startswith("GemiddeldeWOZWaarde"))
            row[key] = 306.0
        if row["WijkenEnBuurten"] == "BU09350203":
            row[next(name for name in row if name.startswith("GemiddeldeWOZWaarde"))] = 205.0
    cbs.tables["85984NED"].modified = "2026-09-01T02:00:00"
    capsys.readouterr()
    assert run("--only", "85984NED") == 0
    assert (
        "Sprong: Gemiddelde WOZ-waarde, Nazareth, 2024: was € 206.000, nu € 306.000"
        in capsys.readouterr().err.replace("\u00a0", " ")
    )
    assert ask("""
        select area_code, old_value, new_value, is_jump, new_snapshot_id from revision order by area_code
    """) == [
        ("BU09350203", 204000.0, 205000.0, False, "85984NED@2026-09-01"),
        ("BU09350403", 206000.0, 306000.0, True, "85984NED@2026-09-01"),
    ]


def test_a_changed_boundary_is_never_drawn_through(cbs: Publishers, data: Path) -> None:
    for row in cbs.tables["85984NED"].rows:
        if row["WijkenEnBuurten"] == "BU09350403":
            row["IndelingswijzigingGemeenteWijkBuurt_4"] = "3"
    assert run("--only", "kwb", "--years", "2022", "2024") == 0
    with database.read(paths.database_file()) as connection:
        trend = lookups.trend(query_of(connection), "inwoners", ["BU09350403", "BU09350203"])
        changed = queries.boundary_changes(connection, ["BU09350403", "BU09350203"])
    segments = trend.set_index(["area_code", "period"])["segment"]
    assert segments["BU09350403", "2022"] != segments["BU09350403", "2024"]
    assert segments["BU09350203", "2022"] == segments["BU09350203", "2024"]
    assert changed[["area_code", "year"]].to_numpy().tolist() == [["BU09350403", 2024]]
    [status] = ask("select status::varchar from goal_status where measure_id = '1' and area_code = 'BU09350403'")
    assert status == ("niet vergelijkbaar",)


def with_changes(data: Path, monkeypatch: pytest.MonkeyPatch, changes: str) -> None:
    line = "  minimum_denominator: 100\n"
    catalogue.use(monkeypatch, data, (line, f"{line}  area_changes: {changes}\n"))


def test_a_split_needs_data_and_no_code(
    cbs: Publishers,
    data: Path,
    database_of_data: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for table_id in ("85318NED",):  # in 2022 Nazareth still had another code
        for row in [*cbs.tables[table_id].rows, *cbs.tables[table_id].dimensions["WijkenEnBuurten"]]:
            for name in ("WijkenEnBuurten", "Codering_3", "Key"):
                if row.get(name) == "BU09350403":
                    row[name] = "BU09350499"
    assert run("--only", "85318NED") == 0
    error = capsys.readouterr().err
    assert "BU09350499" in error and "area_changes" in error and "python -m etl gebieden" in error
    note = "note: Nieuwe code in 2023"
    with_changes(data, monkeypatch, f"[{{year: 2023, old: BU09350499, new: BU09350403, is_same_area: true, {note}}}]")
    assert run("--only", "85318NED") == 0
    same = (
        "select value from observation where indicator_id = 'inwoners' and period = '2022' and area_code = 'BU09350403'"
    )
    assert ask(same)[0][0] > 3000
    with_changes(data, monkeypatch, f"[{{year: 2023, old: BU09350499, new: BU09350403, {note}}}]")
    assert run("--offline") == 0
    assert ask(same)[0][0] is None
    assert ask("select count(*) from observation where area_code = 'BU09350499' and value is not null")[0][0] > 30


def test_the_log_for_a_collector_is_one_object_a_line(
    cbs: Publishers, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cbs.fail("85318NED/TypedDataSet", *["500"] * http.TRIES)
    assert run("--only", "85318NED", "85984NED", "--log", "json") == 3
    output = capsys.readouterr()
    lines = [json.loads(line) for line in output.out.splitlines()]
    assert output.err == "" and all({"time", "level", "message"} <= set(line) for line in lines)
    levels = {line.get("table"): line["level"] for line in lines if "table" in line}
    assert levels == {"85318NED": "error", "85984NED": "info"}


def test_a_programme_is_checked_without_building_and_is_no_own_file(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = paths.own_programme()
    own.parent.mkdir(exist_ok=True)
    _, written = catalogue.write(tmp_path, ("number: 16\n", "number: 15\n"))
    own.write_bytes(written.read_bytes())
    assert intake.accept_all(catalog.load(paths.CATALOG, paths.INCLUDED_PROGRAMME)) == ([], [])
    assert command.main(["controleer", str(own)]) == command.FAILED
    assert "programma.yaml:\n  regel " in capsys.readouterr().err
    own.write_bytes(paths.INCLUDED_PROGRAMME.read_bytes())
    assert command.main(["controleer", str(own)]) == command.ALL_WELL
    assert "programma.yaml: goed. Veerkrachtige Wijken, Maastricht." in capsys.readouterr().out
    assert not paths.database_file().exists()
