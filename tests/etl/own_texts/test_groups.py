"""Standing groups of buurten: a file with mistakes is refused with its lines, a good one is in the database."""

from pathlib import Path

import pytest

from etl.command import command
from etl.own_figures import intake
from etl.own_texts import groups, kinds
from veerkracht.catalog import catalog
from veerkracht.core import paths
from veerkracht.database import database

pytestmark = pytest.mark.slow

CATALOG = catalog.load(paths.CATALOG)
GOOD = """
groepen:
  - naam: Nazareth en Limmel
    gebieden: [Nazareth, BU09350404]
    zichtbaar: openbaar
  - naam: Stad zonder Centrum
    gebieden: [GM0935]
    zonder: [WK093500]
    zichtbaar: openbaar
"""


def mistakes_in(folder: Path, text: str) -> list[str]:
    path = folder / groups.FILE
    path.write_text(text, encoding="utf-8")
    return groups.check(path, CATALOG).mistakes


def test_a_good_file_has_its_groups(tmp_path: Path) -> None:
    assert mistakes_in(tmp_path, GOOD) == []
    found = groups.read(tmp_path / groups.FILE, CATALOG)
    assert [(group.name, group.parts, group.is_internal) for group in found] == [
        ("Nazareth en Limmel", ("BU09350403", "BU09350404"), False),
        ("Stad zonder Centrum", ("GM0935", "-WK093500"), False),
    ]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("BU09350404", "BU09359999", "BU09359999"),
        ("Nazareth en Limmel", "Limmel", "al een gebied dat Limmel heet"),
        ("Stad zonder Centrum", "Nazareth en Limmel", "twee groepen"),
        ("    zonder: [WK093500]", "", "de hele gemeente"),
        ("[Nazareth, BU09350404]", "[]", "gebieden"),
        ("[Nazareth, BU09350404]", "[Nazareth, Nazareth, Limmel]", "meer dan één keer"),
        ("[Nazareth, BU09350404]", "[Nazareth]", "is één buurt"),
        ("Stad zonder Centrum", '"VOORBEELD: Stad"', "VOORBEELD"),
        ("    zonder:", "    behalve:", "behalve"),
        ("zichtbaar: openbaar", "zichtbaar: iedereen", "zichtbaar"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in GOOD
    problems = mistakes_in(tmp_path, GOOD.replace(old, new))
    assert any(message in problem and "regel" in problem for problem in problems), problems


def test_the_template_has_no_other_mistake_than_that_it_is_one(tmp_path: Path) -> None:
    templates = kinds.write_templates(tmp_path, CATALOG, intake.area_names(CATALOG))
    written = [path for path in templates if path.stem == "sjabloon groepen"]
    text = written[0].read_text(encoding="utf-8").replace("VOORBEELD: ", "")
    assert mistakes_in(tmp_path, text) == []


@pytest.mark.few_figures
def test_an_accepted_file_is_in_the_database_and_a_bad_one_leaves_the_last_good(data: Path) -> None:
    (data / "lokaal").mkdir(exist_ok=True)
    file = data / "lokaal" / groups.FILE
    file.write_text(GOOD, encoding="utf-8")
    assert command.main(["--offline"]) == command.ALL_WELL

    expected = [("Nazareth en Limmel", ["BU09350403", "BU09350404"]), ("Stad zonder Centrum", ["GM0935", "-WK093500"])]
    assert in_database(paths.database_file()) == expected
    assert not paths.internal_database_file().exists()
    file.write_text(GOOD.replace("Nazareth,", "Nergens,"), encoding="utf-8")
    assert command.main(["--offline"]) != command.ALL_WELL
    assert in_database(paths.database_file()) == expected
    file.write_text(GOOD.replace("    zichtbaar: openbaar\n", "", 1), encoding="utf-8")
    assert command.main(["--offline"]) == command.ALL_WELL
    assert in_database(paths.database_file()) == expected[1:]
    assert in_database(paths.internal_database_file()) == expected


def in_database(path: Path) -> list[tuple[str, list[str]]]:
    with database.read(path) as connection:
        return connection.execute("select name, parts from area_group order by position").fetchall()


def test_a_group_is_public_only_while_the_file_plainly_says_so(data: Path) -> None:
    (data / "lokaal").mkdir(exist_ok=True)
    file, first, second = data / "lokaal" / groups.FILE, "Nazareth en Limmel", "Stad zonder Centrum"

    def shown(text: str) -> tuple[list[str], list[str]]:
        """Return the names of the groups for everybody, and for who is logged in, after this file was read."""
        file.write_text(text, encoding="utf-8")
        kinds.accept_all(CATALOG)
        public, every = (groups.tables(CATALOG, with_internal).get("area_group") for with_internal in (False, True))
        return tuple([] if table is None else list(table["name"]) for table in (public, every))  # type: ignore[return-value]

    both, longer = [first, second], GOOD.replace(second, f"{first} en meer")
    closed = GOOD.replace("    zonder: [WK093500]\n    zichtbaar: openbaar\n", "    zonder: [WK093500]\n")
    assert shown(GOOD) == (both, both)
    assert shown(closed) == ([first], both)
    assert shown(GOOD) == (both, both)
    assert shown(closed.replace("Nazareth,", "Nergens,")) == ([first], both)  # the second is closed, the first mistaken
    assert shown(longer) == ([first, f"{first} en meer"],) * 2
    closed_and_mistaken = longer.replace("    zichtbaar: openbaar\n", "", 1).replace("WK093500", "WK099999")
    # the name of the first is a part of that of the other
    assert shown(closed_and_mistaken) == ([f"{first} en meer"], [first, f"{first} en meer"])
    assert shown("groepen: [") == ([], [first, f"{first} en meer"])
    assert shown(GOOD) == (both, both)
