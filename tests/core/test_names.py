"""Names that a reader cannot tell apart are the same name, and a sign that deceives is named."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veerkracht.catalog import yaml_errors
from veerkracht.core import names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (unicodedata.normalize("NFD", "Belvédère"), "Belvédère"),
        ("Limmel\u200b", "Limmel"), ("\u200eHeer", "Heer"), ("\ufeffHeer", "Heer"), ("He\u00ader", "Heer"),
        ("Heer\ufe0f", "Heer"), ("Oud\u2011Caberg", "Oud-Caberg"), ("Dousberg\u2013Hazendans", "Dousberg-Hazendans"),
        ("Dousberg\u2212Hazendans", "Dousberg-Hazendans"), ("Sint\u00a0Pieter", "Sint Pieter"),
        ("Sint\u2009 \tPieter ", "Sint Pieter"), ("’t Zand", "'t Zand"), ("‘t Zand", "'t Zand"), ("O´Hara", "O'Hara"),
        ("ﬁets", "fiets"), ("ＧＭ０９３５", "gm0935"), ("HEER", "heer"),
    ],
)  # fmt: skip
def test_spellings_that_look_alike_are_one_name(text: str, name: str) -> None:
    assert names.folded(text) == names.folded(name)


@pytest.mark.parametrize(("one", "other"), [("Belvédère", "Belvedere"), ("Oud Caberg", "Oud-Caberg"), ("Heer", "Heet")])
def test_names_that_a_reader_tells_apart_stay_apart(one: str, other: str) -> None:
    assert names.folded(one) != names.folded(other)


@pytest.mark.slow
@given(st.text(max_size=12))
def test_folding_again_changes_nothing_and_a_plain_text_is_the_same_name(text: str) -> None:
    assert names.folded(names.plain(text)) == names.folded(text)
    assert names.plain(names.plain(text)) == names.plain(text)


def test_an_unseen_place_to_break_a_line_may_be_nothing_a_space_or_a_hyphen() -> None:
    assert names.readings("Sint\u00adPieter") == ["sintpieter", "sint pieter", "sint-pieter"]
    assert names.readings("Sint Pieter") == ["sint pieter"]


def test_a_letter_of_another_script_and_a_sign_that_nobody_sees_are_named() -> None:
    assert yaml_errors.unknown("gebied", "Sint\u00adPieter", ["Sint Pieter"]).endswith(
        "bedoelde u 'Sint Pieter'? Teken 5 is niet te zien: SOFT HYPHEN."
    )
    assert yaml_errors.unknown("gebied", "\u0430", ["Heer"]) == (
        "gebied '\u0430' bestaat niet. Teken 1 is geen gewone letter: CYRILLIC SMALL LETTER A."
    )
    assert names.odd_sign("Belvédère, 100% (’t)") == ""
    assert yaml_errors.unknown("gebied", "N\u0430zareth", ["Nazareth"]) == (
        "gebied 'N\u0430zareth' bestaat niet; bedoelde u 'Nazareth'? "
        "Teken 2 is geen gewone letter: CYRILLIC SMALL LETTER A."
    )
