"""Letters and exhibits of the included figures, and the command that writes them."""

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import duckdb
import openpyxl
import pptx
import pytest
from docx import Document

from tests.opened import html, page
from veerkracht import __main__ as command
from veerkracht.core.errors import DataError
from veerkracht.database import lookups
from veerkracht.database.query import query_of
from veerkracht.drawing import links, sentences
from veerkracht.drawing.exhibit import Part
from veerkracht.export import bundle, delimited, pdf, picture, templates
from veerkracht.topics.goals import rows as goal_rows
from veerkracht.topics.goals import sentences as goal_sentences
from veerkracht.topics.letter import letter as letters
from veerkracht.topics.map import exhibits as map_exhibits
from veerkracht.topics.map import figures as map_figures
from veerkracht.topics.trends import exhibits as trend_exhibits
from veerkracht.topics.trends.figures import Choice
from veerkracht.web import cache

NAZARETH, POTTENBERG, CITY, COUNTRY = "BU09350403", "BU09350203", "GM0935", "NL00"
LINK = "https://voorbeeld.nl/raadsbrief?deel=doel-1"


@pytest.fixture(scope="module")
def connection(included_database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(included_database), read_only=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def query(connection: duckdb.DuckDBPyConnection) -> lookups.Query:
    return query_of(connection)


@pytest.mark.slow
def test_every_goal_buurt_and_indicator_gives_a_part(query: lookups.Query) -> None:
    codes = letters.choices(query)
    wanted = [code for code in codes if code.startswith("doel-")]
    wanted += [code for code in codes if code.startswith("buurt-")][::16]
    wanted += [code for code in codes if code.startswith("onderwerp-")][::12]
    for code in wanted:
        found = letters.part(query, code, lookups.usual_areas(query))
        assert found.code == code and found.sentences
        for one in found.exhibits:
            assert one.title and one.alternative and one.version
            assert all(line.startswith("Bron: ") for line in one.sources) and one.sources
            assert one.table.rows and not one.sheets.data.empty


@pytest.mark.slow
def test_a_goal_has_a_paragraph_per_wijk_with_its_stand_and_a_chart_of_the_path(query: lookups.Query) -> None:
    found = letters.part(query, "doel-1", [])
    text = " ".join(found.sentences)
    assert "Nazareth: op koers" in text and "geschat uit vergelijkbare buurten" in text and "rekenmodel" in text
    assert "alle 3.140 inwoners" not in text  # how many adults there are is not known
    path, strip = found.exhibits
    assert path.title == (
        "Ervaren gezondheid goed of zeer goed: Nazareth op koers; Pottenberg vooruit, tempo onzeker (2024)"
    )
    assert path.notes[0] == "Lezing van het doel: +5 procentpunt (voorlopig)." and "buurten" in strip.name
    assert [column.label for column in path.table.columns][1:] == ["Nazareth", "Pottenberg", "Maastricht", "Nederland"]


@pytest.mark.slow
def test_the_figures_of_an_exhibit_are_those_of_the_database(
    query: lookups.Query, connection: duckdb.DuckDBPyConnection
) -> None:
    (shown, _) = letters.part(query, "onderwerp-misdrijven", [NAZARETH, CITY]).exhibits
    rows = connection.execute("""
        select area_code, period, value, table_id, edition
        from observation join indicator using (indicator_id) join snapshot using (snapshot_id)
        where indicator_id = 'misdrijven' and area_code in ('BU09350403', 'GM0935') and value is not null
        order by all
    """).fetchall()
    data = shown.sheets.data[shown.sheets.data["cijfer"].notna()]
    columns = ["gebiedscode", "periode", "cijfer", "tabel", "uitgave"]
    assert sorted(data[columns].itertuples(index=False, name=None)) == rows and len(rows) == 10
    gaps = shown.sheets.data[shown.sheets.data["cijfer"].isna()]
    assert gaps["toelichting"].notna().all() and gaps["status"].isna().all()


def test_an_explanation_names_baseline_target_and_reading(query: lookups.Query) -> None:
    row = letters.part(query, "doel-1", []).exhibits[0].sheets.explanation.iloc[0]
    assert row["nulmeting"] == "Nazareth 54,5% (2022); Pottenberg 51,7% (2022)"
    assert row["streefwaarde"] == "Nazareth 59,5% (2030); Pottenberg 56,7% (2030)"
    assert row["lezing van het doel"] == "+5 procentpunt (voorlopig)"
    assert "50150NED" in row["tabellen"] and row["eenheid"] == "procent"


@pytest.mark.slow
def test_a_chart_that_is_saved_is_the_chart_of_the_screen(query: lookups.Query, built: None) -> None:
    test = page("trends", indicator="misdrijven", gebied=[NAZARETH, POTTENBERG, CITY, COUNTRY])
    screen = json.loads(test.get("vega_lite_chart")[0].proto.spec)
    saved = trend_exhibits.trend(
        query, Choice("misdrijven", (NAZARETH, POTTENBERG, CITY, COUNTRY), has_events=True)
    ).chart
    assert saved is not None
    assert [layer["mark"] for layer in saved.specification["layer"]] == [layer["mark"] for layer in screen["layer"]]
    assert saved.specification["config"]["locale"] == screen["config"]["locale"]


def test_a_map_has_its_legend_in_the_picture(query: lookups.Query) -> None:
    choice = map_figures.Choice("misdrijven", "2025")
    drawn = map_exhibits.area_map(query, choice, (NAZARETH,))
    content = picture.svg(drawn)
    for color, label in drawn.legend:
        assert color in content and label.split(" (")[0] in content
    assert sum(int(label.rsplit("(", 1)[1][:-1]) for _, label in drawn.legend) == 44
    spread = map_exhibits.distribution(query, choice, (NAZARETH,))
    assert spread.name == "verdeling-misdrijven-2025" and "39 gebieden" in spread.subtitle


def test_the_names_at_the_ends_of_lines_stand_apart(query: lookups.Query) -> None:
    chart = trend_exhibits.trend(query, Choice("misdrijven", (NAZARETH, POTTENBERG, CITY))).chart
    assert chart is not None
    layers = chart.specification["layer"]
    texts = [layer for layer in layers if layer["encoding"].get("text", {}).get("field") == "name"]
    rows = texts[0]["data"]["values"]
    places = sorted(row["value"] for row in rows)
    assert {row["name"] for row in rows} == {"Nazareth", "Pottenberg", "Maastricht"}
    figures = [row["value"] for layer in layers for row in layer["data"].get("values", []) if "value" in row]
    share = 16 / (0.9 * 340) * (max(figures) - min(figures))
    assert all(other - one > 0.9 * share for one, other in pairwise(places))


def test_a_development_says_whether_it_is_more_than_the_margin(query: lookups.Query) -> None:
    indicator = lookups.indicator(query, "ervaren_gezondheid")
    frame = lookups.trend(query, "ervaren_gezondheid", [NAZARETH])
    names = lookups.area_names(query)
    bare = frame.assign(lower=float("nan"), upper=float("nan"))
    assert sentences.development(bare, names, indicator, [NAZARETH])[0].endswith(
        "De marge is niet bekend: het kan toeval zijn."
    )
    measured = frame["value"].notna()
    for half, expected in ((1.0, "meer dan de marge van 95%."), (30.0, "marge van 95%: het kan toeval zijn.")):
        low, high = ((frame["value"] + side).where(measured) for side in (-half, half))
        wide = frame.assign(lower=low, upper=high)
        assert sentences.development(wide, names, indicator, [NAZARETH])[0].endswith(expected)


def test_a_letter_compares_one_figure_in_one_way(query: lookups.Query) -> None:
    compared = 0
    for row in goal_rows.statuses(query):
        if row.indicator_id is None or row.change is None or not row.area_code.startswith("BU"):
            continue
        assert re.search(rf"(dan|als) in {row.baseline_period}", " ".join(goal_sentences.standing(row, "Hier")))
        sentences_of_topic = letters.indicator(query, row.indicator_id, [row.area_code]).sentences
        developed = [re.search(r"in (\d{4}) naar .* in (\d{4})\. Dat is", text) for text in sentences_of_topic]
        years = [found.groups() for found in developed if found]
        assert years == [(row.baseline_period, row.period)], sentences_of_topic
        compared += 1
    assert compared > 4


def test_without_a_figure_of_the_baseline_a_development_names_no_other_year(query: lookups.Query) -> None:
    indicator, names = lookups.indicator(query, "misdrijven"), lookups.area_names(query)
    frame = lookups.trend(query, "misdrijven", [NAZARETH])
    without = frame.assign(value=frame["value"].where(frame["period"] != "2024"))
    [sentence] = sentences.development(without, names, indicator, [NAZARETH], "2024")
    assert "Een cijfer over 2024 om mee te vergelijken is er niet" in sentence and "2021" not in sentence
    [sentence] = sentences.development(frame, names, indicator, [NAZARETH], "2026")  # a baseline still to come
    assert "in 2021 naar" in sentence


@pytest.mark.slow
def test_a_letter_has_its_parts_in_the_order_of_the_writer(query: lookups.Query) -> None:
    codes = ["onderwerp-misdrijven", "doel-14", "buurt-BU09350403"]
    made = letters.letter(
        query, links.letter("https://voorbeeld.nl", codes, [NAZARETH], form="bijlage"), codes, [NAZARETH]
    )
    assert [one.code for one in made.parts] == codes and made.title == "Veerkrachtige Wijken: cijfers voor de raad"
    assert made.link == (
        "https://voorbeeld.nl/raadsbrief?deel=onderwerp-misdrijven&deel=doel-14&deel=buurt-BU09350403&gebied=BU09350403"
        "&vorm=bijlage&met_inspanningen=nee"
    )
    files = bundle.files(made)
    assert files == bundle.files(made)
    assert {name.rpartition(".")[2] for name in files} == {"docx", "pptx", "png", "svg", "xlsx", "csv"}
    headings = [one.text for one in Document(io.BytesIO(files["raadsbrief.docx"])).paragraphs
                if one.style and one.style.name == "Heading 1"]  # fmt: skip
    assert headings == [
        "Geregistreerde misdrijven",
        "Doel 14. Goed voorzieningenniveau",
        "Buurt Nazareth",
        "Bronnen en uitleg",
    ]
    sheets = openpyxl.load_workbook(io.BytesIO(files["raadsbrief.xlsx"])).sheetnames
    assert sheets == ["Gegevens", "Toelichting", "Wijzigingen", "Oordelen", "Signalen"]


@pytest.mark.parametrize("code", ["doel-99", "buurt-BU1", "onderwerp-x", "", "doel-", "../etc"])
def test_a_part_that_does_not_exist_is_told(query: lookups.Query, code: str) -> None:
    with pytest.raises(DataError, match="bestaat niet"):
        letters.part(query, code, [])


def test_an_area_that_does_not_exist_is_told(query: lookups.Query) -> None:
    with pytest.raises(DataError, match="BU99999999 bestaat niet"):
        letters.letter(query, LINK, ["onderwerp-misdrijven"], ["BU99999999"])


@pytest.mark.slow
def test_the_command_writes_the_files_of_a_letter(
    built: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["doel-11", "datapakket", "--uit", str(tmp_path / "uit"), "--adres", "https://voorbeeld.nl/"]
    assert command.main(asked) == 0
    names = {one.name for one in (tmp_path / "uit").iterdir()}
    assert {"doel-11.docx", "doel-11.xlsx", "doel-11.csv", "datapakket.zip"} <= names
    assert len(capsys.readouterr().out.splitlines()) == len(names)
    with zipfile.ZipFile(tmp_path / "uit" / "datapakket.zip") as archive:
        assert json.loads(archive.read("datapackage.json"))["homepage"] == "https://voorbeeld.nl"


@pytest.mark.slow
@pytest.mark.parametrize("wrong", [["doel-99"], ["onderwerp-misdrijven", "--gebied", "x"]])
def test_the_command_says_in_one_line_what_is_wrong(
    built: None, tmp_path: Path, capsys: pytest.CaptureFixture[str], wrong: list[str]
) -> None:
    assert command.main([*wrong, "--uit", str(tmp_path / "uit")]) == 2
    message = capsys.readouterr().err
    assert message.startswith("Fout: ") and "bestaat niet" in message and len(message.splitlines()) == 1
    assert not (tmp_path / "uit").exists()


@pytest.mark.slow
def test_the_template_of_the_municipality_is_used(
    query: lookups.Query, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert templates.read(".docx") is None
    (data / "lokaal").mkdir()
    own = Document()
    own.sections[0].header.paragraphs[0].text = "Gemeente Voorbeeldstad"
    own.save(str(data / "lokaal" / "sjabloon.docx"))
    files = bundle.files(letters.letter(query, LINK, ["doel-2"], []), templates.read(".docx"))
    assert Document(io.BytesIO(files["doel-2.docx"])).sections[0].header.paragraphs[0].text == "Gemeente Voorbeeldstad"


@pytest.mark.slow
def test_the_page_shows_the_letter_and_keeps_edits_out_of_the_address(built: None) -> None:
    test = page("raadsbrief", vorm="bijlage", deel=["doel-1", "onderwerp-misdrijven"])
    headings = [one.value for one in test.header]
    assert not test.exception and headings == ["Doel 1. Gezondheid", "Geregistreerde misdrijven"]
    assert not test.get("download_button") and "vk" in html(test)  # they are in a dialog
    button = test.button(key="opslaan")
    assert button.label == "Delen en opslaan"  # as on every page
    assert len(button.click().run().get("download_button")) == 3 + pdf.is_available()
    assert "Link kopiëren" in html(test)
    test.text_area[0].set_value("Een eigen zin.").run()
    assert not test.exception and "eigen" not in str(test.query_params)
    assert test.query_params["deel"] == ["doel-1", "onderwerp-misdrijven"]


def test_the_page_says_what_to_do_without_parts_and_with_an_unknown_one(built: None) -> None:
    assert "Kies hierboven" in page("raadsbrief").info[0].value
    odd = page("raadsbrief", vorm="bijlage", deel=["doel-1", "<script>"])
    assert not odd.exception and "bestaat hier niet" in odd.warning[0].value
    assert [one.value for one in odd.header] == ["Doel 1. Gezondheid"]


def test_the_year_and_the_classes_of_a_map_go_along_into_the_letter(query: lookups.Query) -> None:
    choice = map_figures.Choice("misdrijven", "2022", "buurt", "gelijk")
    assert map_figures.parse_code(query, choice.code) == choice
    odd = ("misdrijven", "misdrijven.1900.buurt.gelijk", "niets.2022.buurt.gelijk", "misdrijven.2022.buurt.iets", "...")
    assert [map_figures.parse_code(query, code) for code in odd] == [None] * len(odd)
    letter = letters.letter(query, LINK, ["onderwerp-misdrijven"], ["BU09350403"], maps=[choice])
    [*_, last] = letter.parts[0].exhibits
    assert last.name == "kaart-misdrijven-2022" and ", 2022" in last.subtitle


def test_the_page_of_the_letter_has_the_map_that_was_on_screen(built: None) -> None:
    test = page(
        "raadsbrief",
        vorm="bijlage",
        deel="onderwerp-misdrijven",
        kaart=["misdrijven.2022.buurt.gelijk", "misdrijven.1900"],
    )
    assert not test.exception and "misdrijven.1900" in test.warning[0].value
    assert "2022" in " ".join(area.value for area in test.text_area)


def test_every_figure_stands_once_in_the_files_with_its_level_and_margin(query: lookups.Query) -> None:
    made = letters.letter(query, LINK, ["doel-11", "onderwerp-misdrijven"], lookups.usual_areas(query))
    shown = [one for part in made.parts for one in part.exhibits]
    found = delimited.figures(shown)
    assert not found.duplicated(["onderwerp", "gebiedscode", "periode"]).any()
    own = found[(found["gebiedscode"] == NAZARETH) & (found["periode"] == "2025")].iloc[0]
    assert own["ondergrens"] < own["cijfer"] < own["bovengrens"]
    assert own["niveau"] == "buurt" and "Buitenwijk Oost" in own["wijk"]
    assert {"buurt", "gemeente"} <= set(found["niveau"])


def test_what_the_screen_warns_of_stands_in_the_file_too(query: lookups.Query) -> None:
    choice = map_figures.Choice("misdrijven", "2025")
    drawn = map_exhibits.area_map(query, choice, (NAZARETH,))
    assert any(note.startswith("* Minder dan 500 inwoners") for note in drawn.notes)
    assert (
        sum(row.cells[0].text.endswith(" *") for row in drawn.table.rows)
        == sum(area.is_small for area in map_figures.view(query, choice).areas)
        > 0
    )
    assert any("Een maand zonder cijfer" in note for note in drawn.notes)
    notes = " ".join(trend_exhibits.trend(query, Choice("misdrijven", (NAZARETH, CITY), has_events=True)).notes)
    assert "(1) mei 2023: Besluit over de wijkenbenadering" in notes and "Stippellijn: het pad" in notes


def test_an_unfit_template_is_told_and_left_aside(
    included_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VEERKRACHT_DATA", str(tmp_path))
    monkeypatch.setenv("VEERKRACHT_DATABASE", str(included_database))
    (tmp_path / "lokaal").mkdir()
    (tmp_path / "lokaal" / "sjabloon.docx").write_text("geen Word", encoding="utf-8")
    test = page("raadsbrief", vorm="bijlage", deel="doel-1")
    test.button(key="opslaan").click().run()
    assert not test.exception and "is geen Word-document" in test.warning[0].value
    assert len(test.get("download_button")) == 3 + pdf.is_available()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "make", "said"),
    [
        ("sjabloon.docx", lambda path: _without_caption(path), "heeft geen stijl Bijschrift"),
        ("sjabloon.pptx", lambda path: _without_title(path), "heeft geen indeling met een titel"),
    ],
)
def test_a_template_that_lacks_something_is_told_and_the_letter_comes(
    included_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    name: str, make: Callable[[Path], None], said: str,
) -> None:  # fmt: skip
    monkeypatch.setenv("VEERKRACHT_DATA", str(tmp_path))
    monkeypatch.setenv("VEERKRACHT_DATABASE", str(included_database))
    (tmp_path / "lokaal").mkdir()
    make(tmp_path / "lokaal" / name)
    test = page("raadsbrief", deel="doel-5")
    test.button(key="opslaan").click().run()
    assert not test.exception and said in test.warning[0].value and name in test.warning[0].value
    wanted = ["doel-5", "--maak", "brief,powerpoint", "--uit", str(tmp_path / "uit")]
    assert command.main(wanted) == 3
    assert said in capsys.readouterr().err
    assert {path.suffix for path in (tmp_path / "uit").iterdir()} == {".docx", ".pptx"}


def _without_caption(path: Path) -> None:
    own = Document()
    own.styles["Caption"].delete()
    own.save(str(path))


def _without_title(path: Path) -> None:
    own = pptx.Presentation()
    for layout in own.slide_layouts:
        for holder in [place for place in layout.placeholders if "TITLE" in str(place.placeholder_format.type)]:
            holder._element.getparent().remove(holder._element)
    own.save(str(path))


def test_edits_stay_when_a_part_is_added(built: None) -> None:
    test = page("raadsbrief", vorm="bijlage", deel="doel-1")
    test.text_input[0].set_value("Mijn titel")
    test.text_area[0].set_value("Een eigen zin.").run()
    test.multiselect[0].set_value(["doel-3", "doel-1"]).run()
    assert not test.exception and test.text_input[0].value == "Mijn titel"
    assert "Een eigen zin." in [one.value for one in test.text_area]


@pytest.mark.slow
def test_a_link_with_too_many_parts_says_so(built: None) -> None:
    many = [code for code in letters.choices(cache.query) if code.startswith("onderwerp-")][:31]  # those made soonest
    assert "de link noemt er 31. U ziet de eerste 30" in page("raadsbrief", vorm="bijlage", deel=many).warning[0].value


@pytest.mark.slow
@pytest.mark.parametrize(
    "code", [*(f"doel-{number}" for number in range(1, 17)), "buurt-BU09350403", "onderwerp-inwoners"]
)
def test_the_page_shows_a_letter_of_any_one_part(built: None, code: str) -> None:
    test = page("raadsbrief", vorm="bijlage", deel=code)
    assert not test.exception and len(test.header) == 1
    assert len(test.text_area) > 1


@pytest.mark.slow
@pytest.mark.parametrize("efforts", ["ja", "nee"])
def test_the_page_shows_all_parts_there_are_thirty_at_a_time(built: None, efforts: str) -> None:
    codes = list(letters.choices(cache.query))
    assert {code.partition("-")[0] for code in codes} == {"doel", "buurt", "onderwerp"}
    for start in range(0, len(codes), 30):
        some = codes[start : start + 30]
        test = page("raadsbrief", vorm="bijlage", deel=some, met_inspanningen=efforts)
        assert not test.exception and len(test.header) == len(some)


def test_a_sentence_that_stands_twice_in_a_part_can_be_edited_once(
    built: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    linked = letters.linked

    def doubled(part: Part, link: str) -> Part:
        return linked(replace(part, sentences=(*part.sentences, *["Nazareth gaat vooruit."] * 2)), link)

    monkeypatch.setattr(letters, "linked", doubled)
    test = page("raadsbrief", vorm="bijlage", deel="doel-2")
    assert not test.exception
    texts = [field.value for field in test.text_area]
    first, second = [place for place, text in enumerate(texts) if texts.count(text) == 2 and "Nazareth" in text]
    test.text_area[second].set_value("Een eigen zin.").run()
    assert [field.value for field in test.text_area][first : second + 1 : second - first] == [
        texts[first],
        "Een eigen zin.",
    ]
