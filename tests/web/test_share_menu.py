"""The menu Delen en opslaan: the same on every page, and each of its files can be made."""

import io
from collections.abc import Callable

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from tests.opened import html, page

OF_ALL = ["Excel", "CSV", "CSV voor scripts", "Word-document", "PowerPoint"]


def labels(test: AppTest) -> list[str]:
    return [button.label for button in test.get("download_button")]


def test_a_menu_is_made_when_it_is_opened(built: None) -> None:
    assert not page("kaart").get("download_button")
    test = page("kaart", indicator="misdrijven")
    test.session_state["delen"] = True
    test.run()
    assert not test.exception and labels(test) == ["PNG", "SVG", "PNG", "SVG", *OF_ALL]


def test_a_menu_offers_what_the_page_shows_twice_once(built: None) -> None:
    test = page("kaart", indicator="misdrijven", ernaast="onderwerp", indicator2="misdrijven")
    test.session_state["delen"] = True
    test.run()
    assert not test.exception and labels(test) == ["PNG", "SVG", "PNG", "SVG", *OF_ALL]


@pytest.mark.parametrize(
    ("view", "choices", "key"),
    [
        ("doelkaart", {"doel": "1"}, "delen"), ("inhalen", {}, "delen"), ("buurtprofiel", {}, "delen"),
        ("trends", {}, "delen"), ("vergelijken", {}, "delen"), ("vergelijken", {"weergave": "meer"}, "delen"),
        ("vergelijken", {"weergave": "ongewoon"}, "delen"), ("samenhang", {}, "delen"),
        ("samenhang", {"weergave": "thema"}, "delen"), ("vergelijkbaar", {}, "delen"), ("weten", {}, "delen"),
        ("sinds", {}, "delen"), ("inspanningen", {}, "delen"), ("agenda", {}, "delen-agenda"),
        ("agenda", {}, "delen-begroting"), ("veerkrachtkaart", {}, "delen"), ("bronnen", {"toon": "cijfer"}, "delen"),
    ],
)  # fmt: skip
def test_the_same_menu_stands_everywhere_and_each_of_its_files_can_be_made(
    built: None, monkeypatch: pytest.MonkeyPatch, view: str, choices: dict[str, str], key: str
) -> None:
    made: dict[str, bytes] = {}
    offered: list[str] = []

    def button(label: str, make: Callable[[], bytes], name: str, *rest: object, **named: object) -> None:
        offered.append(label)
        made[name] = make()

    test = page(view, **choices)
    monkeypatch.setattr("streamlit.download_button", button)
    test.session_state[key] = True
    test.run()
    assert not test.exception and "Link kopiëren" in html(test)
    pictures = offered[: -len(OF_ALL)]
    assert offered[-len(OF_ALL) :] == OF_ALL and pictures == ["PNG", "SVG"] * (len(pictures) // 2)
    assert all(made.values())
    for name in made:
        if name.endswith(".xlsx"):
            book = openpyxl.load_workbook(io.BytesIO(made[name]))
            assert book.sheetnames[0] == "Deze tabel" and book["Deze tabel"].max_row > 1
