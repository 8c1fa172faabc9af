"""Municipalities that are unlike Maastricht: each builds from what is included, and every page opens."""

from collections.abc import Callable
from pathlib import Path

import pytest

from etl.build import build
from tests import municipalities, opened
from tests.municipalities import Place
from veerkracht.core import menu, paths

PAGES = sorted(menu.PAGES)
Shared = Callable[[str, Callable[[Path], None]], Path]


def built(place: Place, shared: Shared) -> Path:
    """Return the data folder of a place with its database, built once for all tests."""

    def fill(folder: Path) -> None:
        with municipalities.chosen(place, folder):
            build.build(paths.database_file())

    return shared(f"place-{place.code}-{len(place.focus)}", fill)


@pytest.mark.slow
@pytest.mark.parametrize(
    "place", [*municipalities.UNLIKE, *municipalities.COMPOSED],
    ids=lambda place: f"{place.code} with {len(place.focus)}",
)  # fmt: skip
def test_every_page_opens(place: Place, shared: Shared) -> None:
    with municipalities.chosen(place, built(place, shared)):
        for name in PAGES:
            test = opened.page(name)
            assert not test.exception, (name, test.exception[0].value)


@pytest.mark.slow
def test_the_map_says_of_which_year_its_outlines_are(shared: Shared) -> None:
    with municipalities.chosen(municipalities.ROTTERDAM, built(municipalities.ROTTERDAM, shared)):
        test = opened.page("kaart")
        assert any("Grenzen van 2019, vereenvoudigd (CBS en Kadaster)." in note.value for note in test.caption)
        assert opened.html(test).count("<tr") == 92  # the head and 91 buurten


@pytest.mark.slow
def test_without_a_code_of_2019_there_is_no_map_but_a_table(shared: Shared) -> None:
    with municipalities.chosen(municipalities.AMSTERDAM, built(municipalities.AMSTERDAM, shared)):
        test = opened.page("kaart")
        assert "geen grenzen van de buurten" in test.info[0].value
        assert opened.html(test).count("<tr") == 518  # the head and 517 buurten
