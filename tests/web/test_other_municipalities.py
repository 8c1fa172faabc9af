"""The dashboard of other municipalities, made by one command from the included figures of the country."""

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from markupsafe import escape
from playwright.sync_api import Page
from pypdf import PdfReader

from etl.command import command
from etl.own_figures import intake
from etl.own_texts import kinds
from tests import opened, wording
from tests.chromium import NEEDED, open_view
from tests.opened import html
from veerkracht.catalog import catalog
from veerkracht.command import command as export
from veerkracht.core import menu, paths
from veerkracht.database import lookups
from veerkracht.export import datapackage, delimited
from veerkracht.topics.comparison import exhibits as comparison
from veerkracht.topics.comparison import figures
from veerkracht.topics.comparison.figures import Subject
from veerkracht.topics.data import tables as data
from veerkracht.topics.goals import exhibits as goals
from veerkracht.topics.manual import manual
from veerkracht.topics.profile import exhibits as profile

NAMES = {"heerlen": "Heerlen", "vlieland": "Vlieland", "rotterdam": "Rotterdam"}
ELSEWHERE = ("vergelijkbaar", "doelkaart")  # where buurten of other municipalities are named, that one too
OF_THE_FIRST = re.compile(
    r"Maastricht|Nazareth|Pottenberg|Malberg|Limmel|Veerkrachtige Wijken|programmaplan|"
    r"hoofdstuk 5|paragraaf 3\.4|(?:GM|WK|BU)0935|“5%”",
    re.IGNORECASE,
)
PRINTED = ("doelen", "doelkaart?doel=1", "buurtprofiel", "vergaderstand?dia=alles", "besluiten")

# other views of pages; {buurt} is a focus area, {gemeente} the municipality
VIEWS: list[tuple[str, dict[str, str]]] = [
    ("bronnen", {"toon": "cijfer", "indicator": "misdrijven"}),
    ("buurtprofiel", {"buurt": "{buurt}", "naast": "{gemeente}"}),
    ("doelkaart", {"doel": "2"}),
    ("doelkaart", {"doel": "3"}),
    ("kaart", {"indeling": "afstand"}),
    ("raadsbrief", {"vorm": "bijlage", "deel": "doel-1"}),
    ("start", {"zoek": "kaart"}),
    ("tabel", {"toon": "stad", "onderwerp": "ervaren_gezondheid", "erbij": "stad"}),
    ("trends", {"maat": "verschil"}),
    ("trends", {"maat": "verschil", "indicator": "inwoners"}),
    ("trends", {"weergave": "meer"}),
    ("vergaderstand", {"dia": "alles"}),
    ("vergelijken", {"weergave": "meer"}),
    ("vergelijken", {"indicator": "inwoners"}),
    ("vergelijken", {"weergave": "trechter"}),
    ("vergelijken", {"weergave": "verandering"}),
    ("vergelijken", {"weergave": "ongewoon"}),
    *(("handleiding", {"deel": part}) for part in manual.PARTS),
]
ADDRESS = re.compile(r'(?:href|src|data-[\w-]+)="[^"]*"')  # has codes

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


def said_of_a_city(text: str) -> set[str]:
    """Return the words for a city, but those in the name of a place, in an address, and in what a copy of a table from
    before the dashboard says of itself."""
    with opened.open_query(paths.database()) as query:
        allowed = query(names_and_notes)["text"]
    text = ADDRESS.sub("", text)
    for own in sorted((own for own in allowed if wording.CITY.search(own)), key=len, reverse=True):
        text = text.replace(own, "").replace(str(escape(own)), "")
    return {text[max(0, found.start() - 40) : found.end() + 40] for found in wording.CITY.finditer(text)}


def names_and_notes(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    return connection.execute(
        "select name as text from area union select name from area_elsewhere union select note from snapshot"
    ).df()


@pytest.mark.slow
def test_what_is_no_city_by_its_programme_is_called_so_on_no_page(elsewhere: str) -> None:
    with opened.open_query(paths.database()) as query:
        about = lookups.programme(query)
    assert about.municipality_word == "gemeente"
    codes = {"buurt": about.focus_area_codes[0], "gemeente": about.municipality_code}
    for name, chosen in [*((name, {}) for name in sorted(menu.PAGES)), *VIEWS]:
        test = opened.page(name, **{key: value.format(**codes) for key, value in chosen.items()})
        assert not test.exception, (name, chosen)
        parts = [test.title, test.header, test.markdown, test.caption, test.info, test.warning, test.text_input]
        texts = [getattr(part, "value", "") or "" for kind in parts for part in kind]
        texts += [str(option) for box in (*test.selectbox, *test.multiselect) for option in box.options]
        texts += [box.label for box in (*test.selectbox, *test.multiselect, *test.expander)]
        texts += [f"{part.proto}" for kind in ("button_group", "vega_lite_chart", "imgs") for part in test.get(kind)]
        assert (name, chosen, said_of_a_city("\n".join([html(test), *texts]))) == (name, chosen, set())


@pytest.mark.slow
def test_what_is_no_city_by_its_programme_is_called_so_in_no_file(elsewhere: str, tmp_path: Path) -> None:
    content = catalog.load(paths.CATALOG)
    templates = kinds.write_templates(tmp_path, content, intake.area_names(content))
    texts = {path.name: path.read_text(encoding="utf-8") for path in templates if path.suffix in (".yaml", ".md")}
    with opened.open_query(paths.database()) as query:
        with zipfile.ZipFile(BytesIO(datapackage.datapackage(query, ""))) as parts:
            texts |= {name: parts.read(name).decode() for name in ("LEESMIJ.md", "datapackage.json")}
        focus = lookups.programme(query).focus_area_codes[:1]
        made = [goals.overview(query, (1, 2, 3)), *profile.portrait(query, focus), profile.profile(query, focus)]
        texts["gegevens.csv"] = delimited.dutch(made).decode()
        buurten = tuple(buurt.area_code for buurt in query.value(figures.buurten))
        ranked = comparison.ranking(query, Subject("ervaren_gezondheid", "2024", buurten))
        assert "verschil met de gemeente" in ranked.sheets.data
        assert "verschil met de stad" in data.view(query, [ranked]).frame  # as promised to programs
    texts["vergelijken.csv"] = delimited.dutch([ranked]).decode()
    assert len(texts) > 6
    assert {name: found for name, text in texts.items() if (found := said_of_a_city(text))} == {}


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
        assert not said_of_a_city(text), path.name
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
        assert not said_of_a_city(text), view
