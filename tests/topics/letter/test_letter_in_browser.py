"""What only a browser shows of saving: a click gives a file, and the file equals the database and the page it is of."""

import csv
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import docx
import duckdb
import openpyxl
import pytest
from defusedxml.ElementTree import fromstring
from docx.document import Document
from docx.oxml.ns import qn
from PIL import Image
from playwright.sync_api import Page

from tests.chromium import NEEDED, until, visit
from veerkracht.core import paths

pytestmark = NEEDED
HEALTH, CRIME = "ervaren_gezondheid", "misdrijven"
NAZARETH, POTTENBERG = "BU09350403", "BU09350203"
ANNEX = f"&gebied={NAZARETH}&gebied={POTTENBERG}&gebied=GM0935&gebied=NL00&vorm=bijlage"  # as the page writes it
AREAS_OF_PATH = """
    select unnest(focus_area_codes) from programme
    union all select unnest([municipality_code, country_code]) from programme
"""
SVG = "{http://www.w3.org/2000/svg}"


class Asked:
    """Answers questions in SQL from the database of the included data."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __call__(self, question: str, **values: object) -> list[tuple]:
        with duckdb.connect(str(self._path), read_only=True) as connection:
            return connection.execute(question, values or None).fetchall()

    def figures(self, indicator: str) -> dict[tuple[str, str], float]:
        """Return the figures of the areas in the path of a goal by area code and period."""
        rows = self(
            f"select area_code, period, value from observation where indicator_id = $indicator and value is not null "
            f"and area_code in ({AREAS_OF_PATH})", indicator=indicator,
        )  # fmt: skip
        return {(area, period): value for area, period, value in rows}

    def margins(self, indicator: str) -> dict[tuple[str, str], str]:
        """Return the margins of these figures in words, '' of a figure without."""
        rows = self(
            f"select area_code, period, lower, upper from observation where indicator_id = $indicator "
            f"and value is not null and area_code in ({AREAS_OF_PATH})", indicator=indicator,
        )  # fmt: skip
        return {
            (area, period): "" if lower is None else f" ({lower:.1f} tot {upper:.1f})".replace(".", ",")
            for area, period, lower, upper in rows
        }

    def names(self) -> dict[str, str]:
        return dict(self("select area_code, arg_max(name, boundary_year) from area group by area_code"))


@pytest.fixture
def query(included_database: Path) -> Asked:
    return Asked(included_database)


def open_letter(page: Page, url: str) -> None:
    """Open the page Raadsbrief and wait until the letter stands there."""
    page.goto(url)
    wait_for_letter(page)


def wait_for_letter(page: Page) -> None:
    page.get_by_role("heading", name="Raadsbrief").wait_for(timeout=60_000)
    page.get_by_role("button", name="Delen en opslaan", exact=True).wait_for()
    rest(page)


def choose_annex(page: Page) -> None:
    """Go from the letter to its annex."""
    assert parse_qs(urlsplit(page.url).query)["vorm"] == ["brief"]
    page.get_by_role("radio", name="Bijlage met alle tabellen").click()
    page.wait_for_url("**vorm=bijlage*")
    rest(page)


def rest(page: Page) -> None:
    """Wait until the page is not being made again."""
    page.wait_for_timeout(300)
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()


def visit_goal(page: Page, address: str) -> None:
    """Open the Doelkaart of goal 1."""
    visit(page, f"{address}/doelkaart?doel=1")
    page.get_by_role("button", name="Delen en opslaan", exact=True).wait_for()
    rest(page)


def open_files(page: Page) -> None:
    """Open the menu with the files of a goal, its path first."""
    page.get_by_role("button", name="Delen en opslaan", exact=True).click()
    page.get_by_role("button", name="PNG", exact=True).first.wait_for()
    rest(page)


def saved(page: Page, name: str) -> bytes:
    """Return the file of one click on the first button with this name."""
    with page.expect_download() as download:
        page.get_by_role("button", name=name, exact=True).first.click()
    return Path(download.value.path()).read_bytes()


def saved_letter(page: Page, name: str) -> bytes:
    """Return the file of a button in the dialog of the page Raadsbrief."""
    page.get_by_role("button", name="Delen en opslaan", exact=True).click()
    content = saved(page, name)
    page.get_by_role("button", name="Sluiten").click()
    page.get_by_role("dialog").wait_for(state="detached")
    return content


def opened(content: bytes) -> Document:
    return docx.Document(io.BytesIO(content))


def texts(made: Document, style: str = "") -> list[str]:
    return [one.text for one in made.paragraphs if not style or one.style.name == style]


def cells(made: Document, table: int) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in made.tables[table].rows]


def permalinks(made: Document) -> set[str]:
    """Return the addresses of a document outside itself, so not those of its numbered sources."""
    return {link.address for paragraph in made.paragraphs for link in paragraph.hyperlinks if link.address}


def dutch_figure(value: float) -> str:
    return f"{value:.1f}%".replace(".", ",")


def write(page: Page, label: str, text: str, place: int = 0) -> None:
    """Write a text in a field and leave it, as a reader does who goes on to the next one."""
    page.get_by_label(label).nth(place).fill(text)
    page.keyboard.press("Tab")
    rest(page)


# --- one click on a Doelkaart -----------------------------------------------------------------------------------------


def test_one_click_on_a_goal_card_gives_a_document_that_equals_the_database(
    page: Page, address: str, query: Asked
) -> None:
    visit_goal(page, address)
    open_files(page)
    made = opened(saved(page, "Word-document"))
    names, figures, margins = query.names(), query.figures(HEALTH), query.margins(HEALTH)
    [(goal, plan)] = query("select name, target_text from goal where goal_id = 1")
    assert texts(made, "Title") == [f"Doel 1. {goal}"]
    assert texts(made, "Heading 1") == [f"Doel 1. {goal}", "Bronnen en uitleg"]
    running = texts(made, "Normal")
    assert any(plan in text for text in running)
    standings = query("""
        select area_code, status::varchar, period, value, baseline_published, target, label
        from goal_status join goal_measure using (measure_id) where goal_status.goal_id = 1
    """)
    assert {one[0] for one in standings} == {NAZARETH, POTTENBERG}
    for area, status, period, value, baseline, target, label in standings:
        [told] = [text for text in running if text.startswith(f"{label}, {names[area]}: ")]
        assert re.match(re.escape(f"{label}, {names[area]}: {status}. ") + rf"[^.]+\. In {period} ", told), told
        assert all(dutch_figure(one) in told for one in (value, baseline, target)), told
        caption = next(text for text in texts(made, "Caption") if status in text)
        assert names[area] in caption

    [head, *rows] = cells(made, 0)
    codes = [code for (code,) in query(AREAS_OF_PATH)]
    assert head == ["Periode", *(names[code] for code in codes)]
    shown = {(code, row[0]): text for row in rows for code, text in zip(codes, row[1:], strict=True)}
    assert {place: text for place, text in shown.items() if place[1].isdigit()} == {
        place: f"{dutch_figure(value)}{margins[place]}" for place, value in figures.items()
    }
    assert all(margins[area, period] for area, period in figures if area in (NAZARETH, POTTENBERG))
    assert len(figures) > 15
    aims = query("""
        select area_code, target_year, target, baseline_adopted, goal_status.baseline_period
        from goal_status join goal_measure using (measure_id) where goal_status.goal_id = 1
    """)
    for area, year, target, adopted, began in aims:
        assert shown[area, f"Doel {year}"] == dutch_figure(target)
        assert shown[area, f"Nulmeting in het plan ({began})"] == f"{adopted:.0f}%"  # the plan has no decimals
    [(first, last)] = query("select baseline_period, period from goal_status where goal_id = 1 limit 1")
    changes = query("""
        select area.name, before.value, now.value, now.value - before.value from observation as now
        join observation as before using (indicator_id, area_code)
        join area on area.area_code = now.area_code and boundary_year = (select boundary_year from programme)
        where indicator_id = $indicator and now.period = $last and before.period = $first
            and (area.level = 'buurt' or now.area_code = (select municipality_code from programme))
            and now.value is not null and before.value is not null
    """, indicator=HEALTH, first=first, last=last)  # fmt: skip
    expected = {
        name: [dutch_figure(before), dutch_figure(now), dutch_figure(change).removesuffix("%")]
        for name, before, now, change in changes
    }
    width = len(set(cells(made, 1)[0]))  # a long table stands in parts beside each other
    parts = [row[start : start + width] for row in cells(made, 1)[1:] for start in range(0, len(row), width)]
    written = {name.removesuffix(" *"): [*both, change.replace("−", "-").lstrip("+")]
               for name, *both, change in parts if name}  # fmt: skip
    assert written == expected and len(written) > 35

    assert len(made.inline_shapes) == len(made.tables) == 2
    drawings = list(made.element.iter(qn("wp:docPr")))
    assert len(drawings) == 2 and all(len(one.get("descr")) > 40 for one in drawings)
    for table in made.tables:
        heads = [row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in table.rows]
        assert heads == [True, *[False] * (len(heads) - 1)]
    languages = {one.get(qn("w:val")) for one in made.styles.element.iter(qn("w:lang"))}
    assert languages == {"nl-NL"} and made.core_properties.language == "nl-NL"
    [(publisher,)] = query("""
        select publisher from source join indicator using (source_id) where indicator_id = $indicator
    """, indicator=HEALTH)  # fmt: skip
    assert any(f". Bron: {publisher}" in text for text in texts(made, "Bron"))

    [link] = permalinks(made)
    open_letter(page, link)
    assert page.url == link and link.startswith(f"{address}/raadsbrief?deel=doel-1&")
    assert page.get_by_label("Titel").input_value() == f"Doel 1. {goal}"


def test_a_click_each_gives_the_chart_of_a_goal_card_as_pictures_and_figures(
    page: Page, address: str, query: Asked
) -> None:
    visit_goal(page, address)
    open_files(page)
    picture, drawing, workbook, table = (saved(page, name) for name in ("PNG", "SVG", "Excel", "CSV"))
    names, figures = query.names(), query.figures(HEALTH)

    with Image.open(io.BytesIO(picture)) as image:
        assert image.format == "PNG" and image.width == 1890
        assert image.info["dpi"] == pytest.approx((300, 300), abs=0.1)
        assert len(image.convert("RGB").getcolors(1_000_000)) > 5

    svg = fromstring(drawing)
    assert svg.tag == f"{SVG}svg" and names[NAZARETH] in svg.find(f"{SVG}title").text
    groups = ["".join(one.text or "" for one in group.findall(f"{SVG}text")) for group in svg.iter(f"{SVG}g")]
    assert any(text.startswith("Bron: ") for text in groups)
    assert f"Link:{page.url}" in {text.replace(" ", "") for text in groups}
    chart = svg.find(f".//{SVG}svg")
    drawn = [one.text or "" for one in chart.iter(f"{SVG}text")]
    assert any(re.fullmatch(r"\d+,\d", text) for text in drawn) and {names[NAZARETH], names[POTTENBERG]} <= {*drawn}
    assert not [text for text in drawn if re.search(r"\d\.\d", text)]
    assert not [one.tag for one in svg.iter() if one.tag in (f"{SVG}script", f"{SVG}image")]

    book = openpyxl.load_workbook(io.BytesIO(workbook))
    tables = ["Deze tabel", "Deze tabel 2", "Deze tabel 3"]
    assert book.sheetnames == [*tables, "Gegevens", "Toelichting", "Wijzigingen", "Oordelen"]
    [head, *rows] = book["Gegevens"].iter_rows(values_only=True)
    written = [dict(zip(head, row, strict=True)) for row in rows]
    by_place = {(row["gebiedscode"], row["periode"]): row["cijfer"] for row in written if row["cijfer"]}
    assert by_place.items() >= figures.items()  # of all charts, also those with buurten elsewhere
    assert all(row["gebied"] == names.get(row["gebiedscode"], row["gebied"]) for row in written)
    [(definition,)] = query("select definition from indicator where indicator_id = $indicator", indicator=HEALTH)
    explained = list(book["Toelichting"].iter_rows(values_only=True))
    assert ("definitie", definition) in explained and ("in het dashboard", page.url) in explained
    assert any(text.startswith("Bron: ") for _, text in explained)
    changes = query("select count(*) from revision where indicator_id = $indicator", indicator=HEALTH)[0][0]
    assert changes or book["Wijzigingen"]["A2"].value == "Er zijn geen wijzigingen van deze cijfers bekend."
    assert book["Wijzigingen"].max_row == 1 + max(changes, 1)

    assert table.startswith(b"\xef\xbb\xbf")
    listed = list(csv.DictReader(io.StringIO(table.decode("utf-8-sig")), delimiter=";"))
    commas = {place: str(value).replace(".", ",") for place, value in figures.items()}
    in_csv = {(row["gebiedscode"], row["periode"]): row["cijfer"] for row in listed if row["cijfer"]}
    assert in_csv.items() >= commas.items()
    assert not [one for one in listed if "." in one["cijfer"]]

    for name, before in (("PNG", picture), ("Excel", workbook), ("SVG", drawing), ("CSV", table)):
        assert saved(page, name) == before, name


def test_another_reading_of_the_target_stands_in_the_picture_and_its_address(page: Page, address: str) -> None:
    visit_goal(page, address)
    open_files(page)
    before = saved(page, "SVG").decode()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Opties", exact=True).click()
    page.get_by_role("radio", name="+5 procent", exact=True).click()
    page.wait_for_url("**lezing1=procent*")
    page.keyboard.press("Escape")
    rest(page)
    open_files(page)
    after = saved(page, "SVG").decode()
    assert "Lezing van het doel: +5 procentpunt (voorlopig)." in before
    assert "Lezing van het doel: +5 procent." in after
    assert "lezing1=procent&amp;" in "".join(re.findall(r">([^<]*)<", after))


# --- the letter -------------------------------------------------------------------------------------------------------


def test_a_letter_holds_what_its_writer_changed_and_its_address_gives_the_same_letter(page: Page, address: str) -> None:
    open_letter(page, f"{address}/raadsbrief?deel=doel-1{ANNEX}")
    plan, standing = (page.get_by_label("Tekst").nth(place).input_value() for place in (0, 1))
    page.get_by_role("combobox", name="Onderdelen").click()
    page.keyboard.type("Geregistreerde misdrijven")
    page.get_by_role("option", name="Onderwerp Geregistreerde misdrijven", exact=True).click()
    page.keyboard.press("Escape")
    page.get_by_role("heading", name="Geregistreerde misdrijven").wait_for()
    page.wait_for_url(f"**deel=doel-1&deel=onderwerp-{CRIME}&gebied=*")
    rest(page)
    assert page.locator("img[alt]:not([alt=''])").count() == 4
    unchanged = saved_letter(page, "Word-document")
    assert {plan, standing} <= {*texts(opened(unchanged))}
    write(page, "Titel", "Voortgang in Nazareth & Pottenberg")
    write(page, "Tekst", "Dit schreef de afdeling er zelf bij.")
    write(page, "Tekst", "", 1)
    write(page, "Beschrijving van figuur", "Twee stijgende lijnen.")
    with zipfile.ZipFile(io.BytesIO(saved_letter(page, "Alles (zip)"))) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    kinds = [name.rpartition(".")[2] for name in files]
    counts = {"docx": 1, "pptx": 1, "png": 4, "svg": 4, "xlsx": 1, "csv": 2}
    assert {kind: kinds.count(kind) for kind in kinds} == counts
    made = opened(next(content for name, content in files.items() if name.endswith(".docx")))
    assert texts(made, "Title") == ["Voortgang in Nazareth & Pottenberg"] == [made.core_properties.title]
    running = texts(made)
    assert "Dit schreef de afdeling er zelf bij." in running and plan not in running and standing not in running
    alternatives = [one.get("descr") for one in made.element.iter(qn("wp:docPr"))]
    assert alternatives[0] == "Twee stijgende lijnen." and len(alternatives) == 4 and all(alternatives)
    headings = [text.split(". ")[0] for text in texts(made, "Heading 1")]
    assert headings == ["Doel 1", "Geregistreerde misdrijven", "Bronnen en uitleg"]
    assert permalinks(made) == {page.url}
    for name, content in files.items():
        if name.endswith(".svg"):
            described = fromstring(content).find(f"{SVG}desc").text
            assert described in alternatives, name

    other = page.context.browser.new_context(locale="nl-NL", accept_downloads=True).new_page()
    open_letter(other, page.url)
    assert saved_letter(other, "Word-document") == unchanged
    other.context.close()


def test_a_sentence_that_was_just_written_is_in_the_document_of_the_next_click(page: Page, address: str) -> None:
    open_letter(page, f"{address}/raadsbrief?deel=doel-11{ANNEX}")
    page.get_by_label("Tekst").first.fill("Dit is op het laatste moment geschreven.")
    assert "Dit is op het laatste moment geschreven." in texts(opened(saved_letter(page, "Word-document")))


def number_of_text(page: Page, part: str) -> int:
    """Return the number of the first text of a part of the letter, by which all its fields and buttons are told."""
    field = page.get_by_label(re.compile(rf"^Tekst \d+ bij {part}$")).first
    field.wait_for()
    return int(str(field.get_attribute("aria-label")).split()[1])


def test_what_was_edited_is_there_after_a_reload_until_the_writer_forgets_it(page: Page, address: str) -> None:
    """Only in this browser: the address has none of it, and another browser gets the letter as it was."""
    stored = "Object.keys(localStorage).filter(key => key.includes('deel=doel-5&deel=doel-1&'))"
    open_letter(page, f"{address}/raadsbrief?deel=doel-5&deel=doel-1")
    page.get_by_role("tab", name="Aanpassen").click()
    first = number_of_text(page, "Begin van de brief")
    label, below = (f"Tekst {number} bij Begin van de brief" for number in (first, first + 1))
    begin = page.get_by_label(label, exact=True)
    usual, second = begin.input_value(), page.get_by_label(below).input_value()
    write(page, label, "Beste raad, “nieuw” & <b>:\ntot zo.")
    write(page, "Beschrijving van figuur 1", "Twee lijnen.")
    write(page, "Titel", "Mijn titel")
    names = page.get_by_role("button", name=re.compile("Tekst .* (omhoog|omlaag|weglaten)")).all_inner_texts()
    assert len(set(names)) == len(names) > 9
    page.get_by_role("button", name=f"Tekst {first} omlaag", exact=True).click()
    rest(page)
    assert begin.input_value() == second
    number = number_of_text(page, "Slot van de brief")
    left_out = f"Tekst {number} bij Slot van de brief is weggelaten"
    page.get_by_role("button", name=f"Tekst {number} weglaten", exact=True).click()
    page.get_by_text(left_out).wait_for()
    until(page, f"{stored}.length === 1")
    assert "Beste" not in page.url and not page.get_by_text("zoals u hem hier eerder aanpaste").count()

    page.reload()
    wait_for_letter(page)
    page.get_by_role("tab", name="Aanpassen").click()
    page.get_by_text("U ziet de brief zoals u hem hier eerder aanpaste.").wait_for()
    rest(page)
    assert begin.input_value() == second and page.get_by_text(left_out).is_visible()
    assert page.get_by_label(below).input_value() == "Beste raad, “nieuw” & <b>:\ntot zo."
    assert page.get_by_label("Titel").input_value() == "Mijn titel"
    assert page.get_by_label("Beschrijving van figuur 1").input_value() == "Twee lijnen."
    other = page.context.browser.new_context(locale="nl-NL").new_page()
    open_letter(other, page.url)
    other.get_by_role("tab", name="Aanpassen").click()
    assert other.get_by_label(label).input_value() == usual
    other.context.close()

    page.get_by_role("button", name="Aanpassingen wissen").click()
    until(page, f"{stored}.length === 0")
    rest(page)
    assert begin.input_value() == usual and not page.get_by_role("button", name="Aanpassingen wissen").count()
    page.reload()
    wait_for_letter(page)
    page.get_by_role("tab", name="Aanpassen").click()
    rest(page)
    assert begin.input_value() == usual


def test_a_browser_that_stores_nothing_says_that_edits_go_with_the_page(page: Page, address: str) -> None:
    page.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new Error('blocked'); }})")
    open_letter(page, f"{address}/raadsbrief?deel=doel-5")
    page.get_by_role("tab", name="Aanpassen").click()
    page.get_by_text("Laadt u de pagina opnieuw, dan zijn zij weg.").wait_for()
    write(page, "Titel", "Mijn titel")
    assert page.get_by_text("blijven in deze browser staan").count() == 0


def test_the_sentences_and_alt_texts_follow_the_chosen_areas(page: Page, address: str) -> None:
    open_letter(page, f"{address}/raadsbrief?deel=onderwerp-{CRIME}&gebied={NAZARETH}&gebied={POTTENBERG}&vorm=bijlage")
    written = page.locator("textarea")
    before = [one.input_value() for one in written.all()]
    assert sum("Pottenberg" in text for text in before) >= 2
    page.get_by_role("combobox", name="Gebieden").focus()
    page.keyboard.press("Backspace")  # takes away Pottenberg
    until(page, f"new URL(location).searchParams.getAll('gebied').join() === '{NAZARETH}'")
    page.locator("img[alt*='Lijngrafiek']:not([alt*='Pottenberg'])").wait_for()
    rest(page)
    after = [one.input_value() for one in written.all()]
    assert len(after) < len(before) and any("Nazareth" in text for text in after)
    # the map of the whole city still names the buurten of the programme
    assert [text for text in after if "Pottenberg" in text and not text.startswith("Kaart van ")] == []


def test_the_permalink_has_the_host_by_which_the_reader_reached_the_dashboard(browser, address: str) -> None:
    other = address.replace("127.0.0.1", "localhost")
    for host in (address, other):
        page = browser.new_context(locale="nl-NL", accept_downloads=True).new_page()
        open_letter(page, f"{host}/raadsbrief?deel=doel-11{ANNEX}")
        assert permalinks(opened(saved_letter(page, "Word-document"))) == {page.url}
        page.context.close()


def test_one_click_or_two_or_the_command_give_the_same_bytes(
    page: Page, address: str, included_database: Path, tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "veerkracht", "doel-1", "--uit", str(tmp_path), "--adres", address]
    places = {"VEERKRACHT_DATABASE": str(included_database), "VEERKRACHT_DATA": str(included_database.parent)}
    with subprocess.Popen(command, cwd=paths.ROOT, env={**os.environ, **places}, stdout=subprocess.DEVNULL) as running:
        visit_goal(page, address)
        open_files(page)
        of_goal_card = saved(page, "Word-document")
        assert saved(page, "Word-document") == of_goal_card
        page.get_by_role("link", name="In een brief (Word)").click()
        wait_for_letter(page)
        assert parse_qs(urlsplit(page.url).query)["deel"] == ["doel-1"]
        choose_annex(page)
        of_letter = saved_letter(page, "Word-document")
    assert running.returncode == 0
    assert of_goal_card == of_letter == (tmp_path / "doel-1.docx").read_bytes()


# --- the other pages --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "parts"),
    [
        ("kaart", [HEALTH]),
        (f"samenhang?indicator={CRIME}&indicator2={HEALTH}", [CRIME, HEALTH]),
    ],
)
def test_the_menu_of_a_page_gives_a_picture_and_leads_to_a_letter(
    page: Page, address: str, query: Asked, path: str, parts: list[str]
) -> None:
    visit(page, f"{address}/{path}")
    rest(page)
    assert page.get_by_role("button", name="PNG", exact=True).count() == 0  # made when the menu is opened
    page.get_by_role("button", name="Delen en opslaan", exact=True).click()
    page.get_by_role("button", name="PNG", exact=True).first.wait_for()
    rest(page)
    with Image.open(io.BytesIO(saved(page, "PNG"))) as image:
        assert image.width == 1890 and len(image.convert("RGB").getcolors(1_000_000)) > 5
    book = openpyxl.load_workbook(io.BytesIO(saved(page, "Excel")))
    assert ("in het dashboard", page.url) in book["Toelichting"].iter_rows(values_only=True)
    page.get_by_role("link", name="In een brief (Word)").click()
    wait_for_letter(page)
    asked = parse_qs(urlsplit(page.url).query)
    assert asked["deel"] == [f"onderwerp-{one}" for one in parts]
    choose_annex(page)
    for code in parts:
        [(label,)] = query("select label from indicator where indicator_id = $code", code=code)
        assert page.get_by_role("heading", name=label, exact=True).count() == 1
    codes = asked.get("gebied", [])  # the areas of the letter, which its own permalink names too
    assert codes and {*codes} <= {*query.names()}


def test_the_data_package_is_one_click_on_the_page_of_sources(page: Page, address: str, query: Asked) -> None:
    visit(page, f"{address}/bronnen")
    rest(page)
    with zipfile.ZipFile(io.BytesIO(saved(page, "Alle gegevens (datapakket)"))) as archive:
        package = json.loads(archive.read("datapackage.json"))
        assert {"datapackage.json", "LEESMIJ.md", *(one["path"] for one in package["resources"])} == {
            *archive.namelist()
        }
        written = list(csv.DictReader(io.StringIO(archive.read("waarnemingen.csv").decode())))
    assert package["homepage"] == address
    figures = query("select indicator_id, period, area_code, value from observation where value is not null")
    found = {(one["indicator_id"], one["period"], one["area_code"]): float(one["value"])
             for one in written if one["value"]}  # fmt: skip
    assert found == pytest.approx({(one, period, area): value for one, period, area, value in figures}, rel=1e-11)
