"""Kaart where outlines are of another year, or are not there for all areas, or for none."""

from collections.abc import Callable

import pytest

from tests import opened
from tests.opened import html

pytestmark = pytest.mark.slow

GONE = "delete from area_geometry where area_code in ('BU09350403', 'BU09350602')"


def captions(test: object) -> str:
    return " ".join(element.value for element in test.caption)  # type: ignore[attr-defined]


def test_areas_without_an_outline_are_named_and_keep_their_figures(changed: Callable[..., None]) -> None:
    changed(GONE)
    test = opened.page("kaart", zoom="ja")
    assert not test.exception
    assert "Zonder grens, dus niet op de kaart: Nazareth en " in captions(test)
    assert "De beheerder kan de grenzen van nu ophalen." in captions(test)
    assert html(test).count("<tr") == 45 and ">Nazareth</a>" in html(test)


def test_outlines_of_another_year_say_so(changed: Callable[..., None]) -> None:
    changed("update area_geometry set outline_year = 2019")
    for name in ("kaart", "veerkrachtkaart"):
        test = opened.page(name)
        assert not test.exception and "Grenzen van 2019, vereenvoudigd (CBS en Kadaster)." in captions(test)


def test_own_outlines_of_all_areas_need_no_word(built: None) -> None:
    assert "Grenzen van" not in captions(opened.shared_page("kaart"))


def test_without_any_outline_the_figures_are_there(changed: Callable[..., None]) -> None:
    changed("delete from area_geometry")
    for query in ({}, {"niveau": "wijk"}, {"zoom": "ja"}, {"ernaast": "jaar"}):
        test = opened.page("kaart", **query)
        assert not test.exception and "het dashboard heeft geen grenzen van de buurten" in test.info[0].value
        assert "De beheerder kan de grenzen van nu ophalen" in test.info[0].value
        assert html(test).count("<tr") == (8 if "niveau" in query else 45) and "vk-legend" not in html(test)
        assert "Omlijnd" not in captions(test) and "kleur van de kaart" not in captions(test)
