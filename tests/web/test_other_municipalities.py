"""The dashboard of other municipalities, made by one command from the included figures of the country."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from etl.command import command
from tests import opened
from tests.chromium import NEEDED, open_view
from tests.opened import html
from veerkracht.command import command as export
from veerkracht.core import menu, paths

NAMES = {"heerlen": "Heerlen", "vlieland": "Vlieland", "rotterdam": "Rotterdam"}
ELSEWHERE = ("vergelijkbaar", "doelkaart")  # where buurten of other municipalities are named, that one too
OF_THE_FIRST = re.compile(
    r"Maastricht|Nazareth|Pottenberg|Malberg|Limmel|Veerkrachtige Wijken|programmaplan|"
    r"hoofdstuk 5|paragraaf 3\.4|(?:GM|WK|BU)0935|“5%”",
    re.IGNORECASE,
)
PRINTED = ("doelen", "doelkaart?doel=1", "buurtprofiel", "vergaderstand?dia=alles", "besluiten")

COUNTED_BADLY = re.compile(r"\b(?:de 1|alle 1|alle 2|de 0) [a-z]+en\b", re.IGNORECASE)


@pytest.fixture(scope="module", params=NAMES)
def elsewhere(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The name of a municipality, of which the dashboard was made with one command."""
    name = NAMES[request.param]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VEERKRACHT_DATA", str(tmp_path_factory.mktemp(request.param)))
        patch.delenv("VEERKRACHT_DATABASE", raising=False)
        assert command.main(["nieuw", "--gemeente", name]) == command.ALL_WELL
        yield name


@pytest.fixture(scope="module")
def served(elsewhere: str) -> Path:
    """Its data folder."""
    return paths.data_folder()


@pytest.mark.slow
def test_every_page_opens_and_says_nothing_of_the_first_programme(elsewhere: str) -> None:
    for name in sorted(menu.PAGES):
        test = opened.page(name)
        assert not test.exception, (name, [found.value for found in test.exception])
        text = " ".join([html(test), *(part.value for kind in (test.markdown, test.caption, test.info, test.title)
                                       for part in kind)])  # fmt: skip
        text += " ".join(field.placeholder for field in test.text_input)
        found = {match[0] for match in OF_THE_FIRST.finditer(text)}
        assert not COUNTED_BADLY.search(text), (name, COUNTED_BADLY.search(text))
        found -= {"Maastricht"} if name in ELSEWHERE else set()
        assert not found, (name, found)


@pytest.mark.slow
def test_no_file_says_anything_of_the_first_programme(elsewhere: str, tmp_path: Path) -> None:
    kinds = "brief,bijlage,powerpoint,vergaderstand,excel"
    topic = ["--onderwerp", "Personen met bijstand"]
    assert export.main(["--doel", "1,2,3", *topic, "--maak", kinds, "--map", str(tmp_path)]) == 0
    files = sorted(tmp_path.iterdir())
    assert len(files) == 5
    for path in files:
        with zipfile.ZipFile(path) as parts:
            written = [parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml")]
        text = re.sub(r"<[^>]+>", " ", " ".join(written))
        assert elsewhere in text, path.name
        if path.name == "brief.docx":
            assert "mensen per 1.000 inwoners van bijstand" in text and " was personen " not in text
        assert not (found := {match[0] for match in OF_THE_FIRST.finditer(text)}), (path.name, found)


@NEEDED
@pytest.mark.slow
def test_what_is_printed_says_nothing_of_the_first_programme(
    elsewhere: str, address: str, page: Page, tmp_path: Path
) -> None:
    for view in PRINTED:
        open_view(page, address, view)
        page.pdf(path=tmp_path / "blad.pdf", prefer_css_page_size=True)
        text = " ".join(sheet.extract_text() for sheet in PdfReader(tmp_path / "blad.pdf").pages)
        assert elsewhere in text or view == "besluiten", view  # of which there are none yet
        found = {match[0] for match in OF_THE_FIRST.finditer(text)}
        found -= {"Maastricht"} if view.startswith(ELSEWHERE) else set()
        assert not found, (view, found)
