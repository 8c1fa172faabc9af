"""Other municipalities with all their figures, fetched from the local publishers: every page opens in a browser.

In `make thorough` alone: fetching and building take minutes.
"""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from etl.command import command
from etl.publishers import http
from tests import full_set, municipalities, publishers
from tests.chromium import NEEDED, open_view
from tests.municipalities import Place
from tests.thorough import TIMES
from tests.web.test_other_municipalities import ELSEWHERE, OF_THE_FIRST
from veerkracht.core import menu

pytestmark = [NEEDED, pytest.mark.fuzz, pytest.mark.skipif(TIMES == 1, reason="in make thorough alone")]
PLACES = (municipalities.HEERLEN, *municipalities.UNLIKE)
# their figures are invented, so what was compared with the last edition may differ as much as it likes
DONE = (command.ALL_WELL, command.PARTLY)


@pytest.fixture(scope="module", params=PLACES, ids=lambda place: place.code)
def place(request: pytest.FixtureRequest) -> Place:
    """A municipality."""
    return request.param


@pytest.fixture(scope="module")
def served(place: Place, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which its programme was made, and everything of it fetched."""
    folder = tmp_path_factory.mktemp(place.code)
    with publishers.serving() as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv("VEERKRACHT_DATA", str(folder))
        patch.delenv("VEERKRACHT_DATABASE", raising=False)
        for host in http.HOSTS.values():
            patch.setenv(host.variable, server.url)
        assert command.main(["nieuw", "--gemeente", place.name]) in DONE
        tables = full_set.serve(server, municipality=place.code).sources
        assert command.main([]) in DONE
        fetched = {path.name.partition("@")[0] for path in (folder / "bronnen").glob("*@*")}
        assert fetched >= {table.id for source in tables.values() if source.kind == "odata" for table in source.tables}
    return folder


def test_every_page_opens_in_a_browser(address: str, page: Page) -> None:
    faults = list[str]()
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("response", lambda answer: faults.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None)
    for name in sorted(menu.PAGES):
        open_view(page, address, menu.address(name))
        assert not page.locator(".stException, [data-testid=stException]").count(), name
        text = page.locator("[data-testid=stMain]").inner_text()
        found = {match[0] for match in OF_THE_FIRST.finditer(text)} - ({"Maastricht"} if name in ELSEWHERE else set())
        assert not found, (name, found)
        assert not faults, (name, faults)
