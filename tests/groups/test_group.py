"""A group in an address or a file: what it is, and a message for everything that it cannot be."""

import pytest

from veerkracht.core import areas
from veerkracht.groups import group
from veerkracht.groups.group import Group

KNOWN = {
    "BU09350403": "Nazareth", "BU09350404": "Limmel", "BU09350405": "Scharn", "BU09350001": "Wyck",
    "WK093504": "Wijk 04 Buitenwijk Oost", "WK093500": "Wijk 00 Centrum", "GM0935": "Maastricht", "NL00": "Nederland",
    "SAMEN": "Nazareth en Pottenberg samen",
}  # fmt: skip
EAST = ("BU09350403", "BU09350404", "BU09350405")


def the_only(text: str) -> Group:
    [only], problems = group.read([text], KNOWN)
    assert problems == []
    return only


@pytest.mark.parametrize(
    ("text", "buurten"),
    [
        ("Nazareth en Limmel~BU09350403.BU09350404", EAST[:2]),
        ("Oost~WK093504", EAST),
        ("Stad zonder Centrum~GM0935.-WK093500", EAST),
        ("Oost zonder Scharn:WK093504+-BU09350405", EAST[:2]),
        ("Oost~bu09350403 bu09350404", EAST[:2]),
    ],
)
def test_a_group_has_buurten_wijken_or_a_city_without_some(text: str, buurten: tuple[str, ...]) -> None:
    assert the_only(text).buurten == buurten


def test_a_group_is_written_as_it_is_read_and_has_a_code_of_its_own() -> None:
    made = the_only("Café 't Eiland~WK093504.-BU09350405")
    assert the_only(made.text) == made
    assert (made.code, areas.level(made.code)) == ("GR-cafe-t-eiland", "groep")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Oost", "is niet te lezen"),
        ("~BU09350403.BU09350404", "geen naam"),
        ("Oost~", "geen buurten"),
        ("Oost~BU09350403.-BU09350403", "geen buurten"),
        ("Oost~BU09350403", "is één buurt: Nazareth"),
        ("Oost~GM0935", "is de hele gemeente"),
        ("Oost~BU09350403.BU09359999", "`BU09359999` is geen code van een buurt of wijk hier"),
        ("Oost~NL00.BU09350403", "`NL00` is geen code"),
        ("nazareth~WK093504", "al een gebied dat Nazareth heet"),
        ("<script>alert(1)</script>~WK093504", "kan niet"),
        ("[x](javascript)~WK093504", "kan niet"),
        ("O" * 41 + "~WK093504", "hoogstens 40 tekens"),
        ("Oost~" + "BU09350403." * 1_000, "te lang: 11.005 tekens"),
    ],
)
def test_what_cannot_be_a_group_is_left_out_with_a_message(text: str, message: str) -> None:
    found, [problem] = group.read([text, "Goed~WK093504"], KNOWN)
    assert [good.name for good in found] == ["Goed"]
    assert message in problem.replace("\u00a0", " ")
    assert len(problem) < 300 and "<" not in "".join(problem.split("`")[::2])


def test_a_buurt_counts_once_however_often_it_is_named() -> None:
    [made], [problem] = group.read(["Oost~BU09350403.BU09350404.BU09350403"], KNOWN)
    assert made.buurten == EAST[:2] and made.text == "Oost~BU09350403.BU09350404"
    assert "Nazareth staat er meer dan één keer in, en telt één keer" in problem


def test_of_two_groups_with_one_name_and_of_too_many_the_first_stay() -> None:
    found, [problem] = group.read(["Oost~WK093504", "oost~BU09350403.BU09350404"], KNOWN)
    assert [made.buurten for made in found] == [EAST] and "twee groepen die Oost heten" in problem
    found, [problem] = group.read([f"Groep {number}~WK093504" for number in range(9)], KNOWN)
    assert len(found) == group.MOST and "eerste 6 groepen" in problem
