"""Decisions: each by itself, closed unless it says open, and what was good stays when its file is not."""

import json
from datetime import timedelta
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from etl.command import command
from etl.own_figures import local_files
from etl.own_texts import decisions, kinds, own_text
from veerkracht.catalog import catalog
from veerkracht.core import moments, paths
from veerkracht.core.run_log import Attempt

CATALOG = catalog.load(paths.CATALOG)
STILL_TO_COME = moments.today() + timedelta(days=7)  # also of a run that goes on past midnight
GOOD = """besluiten:
  - datum: 2026-06-01
    besluit: De Stadspeiling vraagt naar vertrouwen.
    doelen: [9]
    wie: afdeling Onderzoek
    uiterlijk: 2026-11-01
    zichtbaar: openbaar
  - datum: 2026-03-02
    besluit: Het buurtcentrum blijft open.
    stand: gedaan
    afgerond: 2026-06-30
    zichtbaar: openbaar
  - datum: 2026-07-01
    besluit: Nog niet voor iedereen.
"""


@pytest.fixture
def own(data: Path) -> Path:
    """The place of the municipality's own file, in a data folder with the included data."""
    path = data / "lokaal" / "besluiten.yaml"
    path.parent.mkdir()
    return path


def mistakes(path: Path, text: str) -> list[str]:
    path.write_text(text, encoding="utf-8")
    checked = decisions.check(path, CATALOG)
    return [*checked.mistakes, *checked.left_out]


def taken(own: Path, text: str) -> tuple[list[Attempt], dict[str, bool]]:
    """Return what came of a file, and by text whether each decision that is kept is internal."""
    own.write_text(text, encoding="utf-8")
    attempts = kinds.accept_all(CATALOG)
    frame = decisions.tables(CATALOG, with_internal=True)["decision"]
    return attempts, dict(zip(frame["text"], frame["is_internal"], strict=True)) if len(frame) else {}


def public() -> list[str]:
    frame = decisions.tables(CATALOG)["decision"]
    return list(frame["text"]) if len(frame) else []


@pytest.mark.slow
def test_the_template_is_good_and_stands_where_it_is_to_be_filled_in(data: Path) -> None:
    assert command.main(["sjabloon"]) == 0
    template = data / "lokaal" / "sjabloon besluiten.yaml"
    assert own_text.matches(template, decisions.NAME) and mistakes(template, template.read_text(encoding="utf-8")) == []
    assert local_files.texts(decisions.NAME) == []


@pytest.mark.slow
def test_a_decision_is_internal_unless_it_says_that_it_is_public(own: Path) -> None:
    [attempt], rows = taken(own, GOOD)
    assert attempt.outcome == "opgehaald" and attempt.is_internal
    assert attempt.message == ("besluiten.yaml overgenomen, 1 van de 3 is intern: alleen wie is ingelogd, ziet die.")
    assert rows == {
        "Nog niet voor iedereen.": True,
        "De Stadspeiling vraagt naar vertrouwen.": False,
        "Het buurtcentrum blijft open.": False,
    }
    assert public() == ["De Stadspeiling vraagt naar vertrouwen.", "Het buurtcentrum blijft open."]
    assert kinds.has_internal()
    [attempt], rows = taken(own, GOOD.replace("    besluit: Nog", "    zichtbaar: openbaar\n    besluit: Nog"))
    assert not attempt.is_internal and not any(rows.values()) and not kinds.has_internal()


@pytest.mark.slow
def test_every_mistake_has_its_line_and_what_to_do(tmp_path: Path, data: Path) -> None:
    lines = mistakes(
        tmp_path / "besluiten.yaml",
        f"""besluiten:
  - datum: {STILL_TO_COME}
    besluit: "  "
    doelen: [6, 17, zes]
    wie: {"x" * 81}
    stand: bijna
    zichtbaar: ja
    kleur: rood
  - datum: 1 juni
    besluit: {"x" * 501}
  - datum: 2026-02-31
    besluit: 2026
  - datum: 2026-06-01 10:00:00
    besluit: a
    uiterlijk: 2026-02-30
  - datum: 2026-06-02
    besluit: b
    uiterlijk: 2026-06-01
  - datum: 2026-06-02
    besluit: c
    stand: gedaan
  - datum: 2026-06-02
    besluit: d
    afgerond: 2026-06-03
  - datum: 2026-06-02
    besluit: e
    stand: vervallen
    afgerond: 2026-06-01
  - datum: 0026-06-02
    besluit: f
  - zomaar een zin
  - datum: 2026-06-02
    besluit: g
  - datum: 2026-06-02
    besluit: "  G "
  - besluit: "VOORBEELD: h"
    besluit: h
""",
    )
    expected = [
        (2, "[1] > datum: deze dag is nog niet geweest"), (3, "besluit: mag niet leeg zijn"),
        (4, "doelen[2]: doel 17 bestaat niet; kies een getal van 1 tot en met 16"),
        (4, "doelen[3]: 'zes' is geen getal"), (5, "wie: is te lang: 81 tekens, hoogstens 80"),
        (6, "stand: 'bijna' kan niet; kies uit 'open', 'gedaan' of 'vervallen'"), (7, "zichtbaar: 'ja' kan niet"),
        (8, "kleur: dit veld bestaat hier niet"), (9, "datum: '1 juni' is geen datum; schrijf jaar-maand-dag"),
        (10, "besluit: is te lang: 501 tekens, hoogstens 500"),
        (11, "datum: '2026-02-31' bestaat niet als datum of getal"), (12, "besluit: 2026 moet tekst zijn"),
        (13, "datum: '2026-06-01 10:00:00' is geen datum"), (15, "uiterlijk: '2026-02-30' bestaat niet als datum"),
        (18, "uiterlijk: 2026-06-01 ligt voor de datum van het besluit (2026-06-02)"),
        (19, "[6]: bij stand gedaan hoort de dag waarop dat zo was"),
        (22, "[7]: er staat afgerond, maar de stand is open"),
        (28, "afgerond: 2026-06-01 ligt voor de datum van het besluit"), (29, "datum: '0026-06-02' is geen datum"),
        (31, "[10]: moet een blok met velden zijn"), (35, "besluit: dit besluit van deze datum staat er twee keer"),
        (36, "besluit: staat er twee keer (ook op regel 37)"), (36, "datum: dit veld ontbreekt"),
    ]  # fmt: skip
    for (line, message), actual in zip(expected, lines, strict=True):
        assert actual.startswith(f"regel {line}, besluiten[") and message in actual, (line, message, actual)


def test_one_bad_decision_never_ends_the_others(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    [attempt], rows = taken(own, GOOD + "  - datum: gisteren\n    besluit: Zonder dag.\n")
    assert attempt.outcome == "mislukt" and len(rows) == 3
    assert attempt.message.startswith("besluiten.yaml is niet helemaal overgenomen: regel 15, besluiten[4] > datum:")
    assert command.main(["controleer", str(own)]) != command.ALL_WELL
    output = capsys.readouterr()
    assert "besluiten.yaml: regel 15, besluiten[4] > datum: 'gisteren' is geen datum" in output.out
    assert "1 fout. Verbeter ze; de rest is wel over te nemen." in output.out + output.err


@pytest.mark.slow
def test_a_decision_that_gets_a_mistake_stays_as_it_was_but_public_only_if_it_still_says_so(own: Path) -> None:
    taken(own, GOOD)
    _, rows = taken(own, GOOD.replace("uiterlijk: 2026-11-01", "uiterlijk: 2026-02-31"))
    assert len(rows) == 3 and "De Stadspeiling vraagt naar vertrouwen." in public()
    due = decisions.tables(CATALOG)["decision"].set_index("text")["due"]
    assert str(due["De Stadspeiling vraagt naar vertrouwen."]) == "2026-11-01"
    bad = GOOD.replace("uiterlijk: 2026-11-01\n    zichtbaar: openbaar", "uiterlijk: 2026-02-31\n    zichtbaar: intern")
    _, rows = taken(own, bad)
    assert rows["De Stadspeiling vraagt naar vertrouwen."] and public() == ["Het buurtcentrum blijft open."]


UNREADABLE = '  - datum: 2026-08-01\n    besluit: "zonder einde\n'


def test_of_a_file_that_cannot_be_read_all_stays_but_public_only_what_still_says_so(own: Path) -> None:
    taken(own, GOOD)
    before = public()
    [attempt], rows = taken(own, GOOD + UNREADABLE)
    assert attempt.outcome == "mislukt" and len(rows) == 3 and public() == before
    assert "niet overgenomen: regel" in attempt.message and "sluit nergens" in attempt.message
    _, rows = taken(own, GOOD.replace("zichtbaar: openbaar", "zichtbaar: intern", 1) + UNREADABLE)
    assert len(rows) == 3 and public() == ["Het buurtcentrum blijft open."]
    taken(own, GOOD)
    assert public() == before


@pytest.mark.slow
def test_a_mistake_in_a_file_with_anything_internal_is_told_to_nobody_else(own: Path) -> None:
    for text, is_internal in (
        (GOOD.split("  - datum: 2026-07")[0] + "  - datum: x\n    besluit: y\n    zichtbaar: openbaar\n", False),
        (UNREADABLE, True), (GOOD + "  - datum: x\n", True),
    ):  # fmt: skip
        [attempt], _ = taken(own, text if text.startswith("besluiten") else "besluiten:\n" + text)
        assert (attempt.outcome, attempt.is_internal) == ("mislukt", is_internal)


@pytest.mark.slow
@pytest.mark.parametrize("text", ["besluiten:\n", "besluiten: []\n"])
def test_a_file_without_decisions_is_good_and_empties_what_was_there(own: Path, text: str) -> None:
    taken(own, GOOD)
    [attempt], rows = taken(own, text)
    assert attempt.outcome == "opgehaald" and rows == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "besluiten: dit veld ontbreekt"), ("- a\n", "besluiten: dit veld ontbreekt"),
        ("besluiten: nee\n", "besluiten: moet een lijst zijn"), ("besluiten:\n  datum: 2026-01-01\n", "moet een lijst"),
        ("besluit: []\n", "besluiten: dit veld ontbreekt"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_list_of_decisions_leaves_what_was_there(own: Path, text: str, message: str) -> None:
    taken(own, GOOD)
    [attempt], rows = taken(own, text)
    assert attempt.outcome == "mislukt" and message in attempt.message and len(rows) == 3 and public() == []


def test_an_unknown_field_beside_the_list_is_named_and_ends_nothing(own: Path) -> None:
    [attempt], rows = taken(own, f"gemeente: GM0935\n{GOOD}")
    assert "regel 1, gemeente: dit veld bestaat hier niet" in attempt.message and len(rows) == 3


@pytest.mark.slow
def test_a_decision_for_a_goal_that_is_gone_is_left_out(own: Path) -> None:
    taken(own, GOOD)
    fewer = CATALOG.model_copy(update={"goals": tuple(goal for goal in CATALOG.goals if goal.number != 9)})
    assert list(decisions.tables(fewer)["decision"]["text"]) == ["Het buurtcentrum blijft open."]


def test_a_programme_without_goals_has_decisions_without_goals(own: Path) -> None:
    bare = CATALOG.model_copy(update={"goals": ()})
    own.write_text(GOOD, encoding="utf-8")
    checked = decisions.check(own, bare)
    assert list(checked.left_out) == [
        "regel 4, besluiten[1] > doelen[1]: het programma heeft geen doelen; laat dit weg"
    ]
    kinds.accept_all(bare)
    assert list(decisions.tables(bare)["decision"]["text"]) == ["Het buurtcentrum blijft open."]


@pytest.mark.parametrize("text", ["=1+1", "<b onclick=x>vet</b>", "@SUM(A1)", "een\u0000twee", "a\u202eb"])
def test_a_text_is_kept_on_one_line_as_it_is_written(own: Path, text: str) -> None:
    own.write_text(f"besluiten:\n  - datum: 2026-01-01\n    besluit: {json.dumps(text)}\n", encoding="utf-8")
    kinds.accept_all(CATALOG)
    [row] = decisions.tables(CATALOG, with_internal=True)["decision"]["text"]
    assert row == text.replace("\u0000", " ").replace("\u202e", " ")


@pytest.mark.slow
def test_the_tables_fit_the_schema(own: Path, included_database: Path) -> None:
    bare = "besluiten:\n  - datum: 2026-01-01\n    besluit: Zonder meer.\n    zichtbaar: openbaar\n"
    for text in (GOOD, bare):
        taken(own, text)
        with duckdb.connect(str(included_database), read_only=True) as source:
            [[table]] = source.execute("select sql from duckdb_tables() where table_name = 'decision'").fetchall()
        with duckdb.connect() as connection:
            connection.execute(table)
            frame: pd.DataFrame = decisions.tables(CATALOG, with_internal=True)["decision"]
            connection.register("incoming", frame)
            connection.execute("insert into decision by name from incoming")
            assert connection.execute("select count(*), count(due) from decision").fetchone() == (
                (3, 1) if text == GOOD else (1, 0)
            )


def test_the_copy_of_a_file_that_is_gone_goes_too(own: Path) -> None:
    taken(own, GOOD)
    own.unlink()
    [attempt] = kinds.accept_all(CATALOG)
    assert attempt.message == "besluiten.yaml is er niet meer, en vervalt." and attempt.is_internal
    assert own_text.copies(decisions.NAME) == own_text.copies(decisions.NAME, is_internal=True) == []
