"""Efforts: what a file may hold, how own efforts go over the included ones, and how they reach database and picture."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.command import command
from etl.own_figures import local_files
from etl.own_texts import efforts, own_text
from etl.own_texts import kinds as texts
from tests.conftest import INCLUDED
from veerkracht.catalog import catalog
from veerkracht.core import moments, paths
from veerkracht.database import database, lookups
from veerkracht.database.query import query_of
from veerkracht.drawing import charts
from veerkracht.export import delimited
from veerkracht.topics.efforts import exhibits, figures, queries
from veerkracht.topics.efforts.figures import Choice

CATALOG = catalog.load(paths.CATALOG)
NEXT_YEAR = moments.today().year + 1
GOOD = """inspanningen:
  - id: koffie
    naam: Koffieochtend
    soort: activiteit
    doelen: [3, 6]
    gebieden: [nazareth]
    partners: [Trajekt]
    van: 2025-04
    bron: Jaarverslag
    prestaties:
      - naam: Bezoekers
        eenheid: inwoners
        gepland: {2025: 40, 2026: 60}
        gerealiseerd: {2025: 3}
"""


@pytest.fixture
def own(data: Path) -> Path:
    """The place of the municipality's own file, in a data folder with the included data."""
    path = data / "lokaal" / "inspanningen.yaml"
    path.parent.mkdir()
    return path


@pytest.fixture(scope="module")
def query(included_database: Path) -> Iterator[lookups.Query]:
    with duckdb.connect(str(included_database), read_only=True) as connection:
        yield query_of(connection)


def mistakes(path: Path, text: str) -> list[str]:
    path.write_text(text, encoding="utf-8")
    return efforts.check(path, CATALOG).mistakes


def taken(own: Path, text: str) -> tuple[str, dict[str, pd.DataFrame]]:
    own.write_text(text, encoding="utf-8")
    return " ".join(attempt.message for attempt in texts.accept_all(CATALOG)), efforts.tables(CATALOG)


def test_the_included_efforts_are_those_that_the_plan_names() -> None:
    included = efforts.read(INCLUDED / "inspanningen.yaml", CATALOG)
    assert [effort.kind for effort in included].count("thema") == 9
    assert all(
        (effort.first_period, effort.last_period) == ("2025", "2027") for effort in included if effort.kind == "thema"
    )
    squares = {effort.name: effort for effort in included if effort.kind == "project"}
    assert {name: effort.areas for name, effort in squares.items()} == {
        "Herinrichting Miradorplein": ("BU09350403",), "Herinrichting Terra Cottaplein": ("BU09350203",)
    }  # fmt: skip
    assert all("2,5 miljoen" in str(effort.note) and effort.last_period == "2028" for effort in squares.values())
    plans = [
        (effort.areas[0], effort.first_period, effort.last_period, effort.goals)
        for effort in included
        if effort.kind == "plan"
    ]
    assert sorted(plans) == [
        (area, *years, ()) for area in ("BU09350203", "BU09350403") for years in (("2025", "2026"), ("2027", "2029"))
    ]
    assert {effort.areas[0] for effort in included if effort.kind == "voorziening"} == {"BU09350203", "BU09350403"}
    assert all("Programmaplan" in effort.source for effort in included)
    assert all(effort.link_status == "voorlopig" for effort in included if effort.goals)


@pytest.mark.slow
def test_the_template_is_good_and_stands_where_it_is_to_be_filled_in(data: Path) -> None:
    assert command.main(["sjabloon"]) == 0
    template = data / "lokaal" / "sjabloon inspanningen.yaml"
    assert own_text.matches(template, efforts.NAME) and efforts.check(template, CATALOG).mistakes == []
    assert local_files.texts(efforts.NAME) == []


def test_every_mistake_is_told_at_once_with_its_line(tmp_path: Path) -> None:
    refused = mistakes(
        tmp_path / "inspanningen.yaml",
        f"""inspanningen:
  - id: Koffie
    naam: "  "
    soort: feest
    doelen: [6, 17, zes]
    koppeling: misschien
    gebieden: [Nazaret]
    van: 2026
    tot: 2025-03
    stand: bijna
    toelichting: {"x" * 1001}
    kleur: rood
    prestaties:
      - naam: Bezoekers
        eenheid: inwoners
        telt_mensen: soms
        gepland: {{2025: -1, 202: 4}}
        gerealiseerd:
          {NEXT_YEAR}: 4
          2025: veel
      - naam: Bezoekers
        eenheid: inwoners
  - id: thee
    naam: Thee
    soort: plan
    tot: 2026
    peildatum: 2025-13
    bron: x
  - id: thee
    naam: Thee
    soort: plan
    bron: x
""",
    )
    expected = [
        (2, "[1] > id: 'Koffie' heeft niet de goede vorm"), (2, "bron: dit veld ontbreekt"),
        (3, "naam: mag niet leeg zijn"), (4, "soort: 'feest' kan niet"), (5, "doelen[2]: doel 17 bestaat niet"),
        (5, "doelen[3]: 'zes' is geen getal"), (6, "koppeling: 'misschien' kan niet"),
        (7, "gebieden[1]: gebied 'Nazaret' bestaat niet; bedoelde u 'Nazareth'?"),
        (9, "tot: 2025-03 ligt voor van (2026)"), (10, "stand: 'bijna' kan niet"),
        (11, "toelichting: is te lang: 1001 tekens, hoogstens 1000"), (12, "kleur: dit veld bestaat hier niet"),
        (16, "telt_mensen: 'soms' kan niet"), (17, "gepland > 2025: -1 is te klein"),
        (17, "gepland > 202: 202 is geen jaar"), (19, f"gerealiseerd > {NEXT_YEAR}: {NEXT_YEAR} moet nog komen"),
        (20, "gerealiseerd > 2025: 'veel' is geen getal"), (21, "prestaties[2]: noem bij gepland of gerealiseerd"),
        (26, "tot: noem ook van, of laat tot weg"), (27, "peildatum: '2025-13' is geen jaar of maand"),
        (29, "[3] > id: 'thee' is er al"),
    ]  # fmt: skip
    assert len(refused) == len(expected)
    for line, (number, text) in zip(refused, expected, strict=True):
        assert line.startswith(f"regel {number}, inspanningen") and text in line, line


@pytest.mark.parametrize("text, message", [
    ("", "bestand: moet een blok met velden zijn"),
    ("inspanningen:", "moet een lijst zijn"),
    ("inspanningen: 3", "moet een lijst zijn"),
    ("inspanningen: [3]", "moet een blok met velden zijn"),
    ("projecten: []", "dit veld ontbreekt"),
    ("inspanningen: [", "een haak [ of { sluit nergens"),
    ("inspanningen: []\ninspanningen: []", "staat er twee keer"),
    ("inspanningen:\n- &a [*a, *a]", "regel 2: schrijf dit uit: een verwijzing (*)"),
    ("inspanningen: " + "[" * 5000, "regel 1: schrijf dit uit"),
    (GOOD + "      - {naam: Bezoekers, eenheid: x, gepland: {2025: 1}}", "'Bezoekers' staat er twee keer"),
])  # fmt: skip
def test_a_file_of_another_shape_is_told_so(tmp_path: Path, text: str, message: str) -> None:
    assert any(message in line for line in mistakes(tmp_path / "inspanningen.yaml", text))


@pytest.mark.parametrize("amounts, message", [
    ("{2026: 2.000}", "gepland > 2026: 2.0 is geen getal van alleen cijfers; schrijf een heel getal zonder punt"),
    ("{2026: 1.040}", "gepland > 2026: 1.04 is geen getal van alleen cijfers"),
    ('{2026: "2.000"}', "gepland > 2026: '2.000' is geen getal van alleen cijfers"),
    ("{2026: 010}", "gepland > 2026: '010' kan niet; schrijf een getal met alleen cijfers"),
    ("{2026:40}", "zet een spatie na de dubbele punt"),
    ("{2026: 2,5}", "zet geen komma in een getal"),
    ("\n          2026: 2,5", "'2,5' is geen getal van alleen cijfers; schrijf een heel getal zonder punt, komma"),
])  # fmt: skip
def test_a_number_that_is_not_written_as_a_plain_whole_number_is_refused(
    tmp_path: Path, amounts: str, message: str
) -> None:
    [line] = mistakes(tmp_path / "inspanningen.yaml", GOOD.replace("{2025: 40, 2026: 60}", amounts))
    assert message in line and line.startswith(f"regel {14 if amounts[0] != '{' else 13}, ")


def test_what_is_still_an_example_of_the_template_is_refused(data: Path) -> None:
    command.main(["sjabloon"])
    own = data / "lokaal" / "inspanningen.yaml"
    refused = mistakes(own, own.with_name("sjabloon inspanningen.yaml").read_text(encoding="utf-8"))
    assert [text.split(":")[0].split(" > ")[1] for text in refused] == ["naam", "toelichting", "bron"]
    assert all("hier staat nog het VOORBEELD van het sjabloon" in text for text in refused)


@pytest.mark.slow
def test_an_own_effort_takes_the_place_of_the_included_one_and_others_come_behind(own: Path) -> None:
    included = efforts.tables(CATALOG)["effort"]
    _, tables = taken(own, GOOD + "  - {id: miradorplein, naam: Plein, soort: project, doelen: [6], bron: Besluit}\n")
    rows = tables["effort"]
    assert list(rows["effort_id"]) == [*included["effort_id"], "koffie"]
    mirador = rows.set_index("effort_id").loc["miradorplein"]
    assert (mirador["name"], mirador["area_codes"], mirador["note"], mirador["is_own"]) == ("Plein", [], "", True)
    assert rows["is_own"].sum() == 2
    assert rows.set_index("effort_id").loc["koffie", "area_codes"] == ["BU09350403"]


@pytest.mark.slow
def test_so_few_people_that_one_may_be_known_are_withheld_and_things_and_nobody_are_not(own: Path) -> None:
    text = (
        GOOD
        + """      - {naam: Bijeenkomsten, eenheid: bijeenkomsten, telt_mensen: nee, gerealiseerd: {2025: 3}}
      - {naam: Gasten, eenheid: gasten, gerealiseerd: {2024: 0, 2025: 5}}
"""
    )
    counts = taken(own, text)[1]["effort_count"].set_index(["name", "year"])
    assert counts.loc[("Bezoekers", 2025), "missing"] == "too_few" and pd.isna(
        counts.loc[("Bezoekers", 2025), "realised"]
    )
    assert counts.loc[("Bezoekers", 2025), "planned"] == 40
    assert counts.loc[("Bezoekers", 2026), "missing"] == "not_measured"
    assert [
        counts.loc[place, "realised"] for place in (("Bijeenkomsten", 2025), ("Gasten", 2024), ("Gasten", 2025))
    ] == [
        3,
        0,
        5,
    ]


@pytest.mark.slow
def test_a_file_with_a_mistake_leaves_its_last_good_copy(own: Path) -> None:
    taken(own, GOOD)
    message, tables = taken(own, GOOD.replace("soort: activiteit", "soort: feest"))
    assert "inspanningen.yaml is niet overgenomen: regel 4" in message
    assert "Koffieochtend" in set(tables["effort"]["name"])
    own.unlink()
    texts.accept_all(CATALOG)
    assert "Koffieochtend" not in set(efforts.tables(CATALOG)["effort"]["name"])


@pytest.mark.slow
def test_a_kept_copy_that_no_longer_fits_the_catalogue_is_left_out(own: Path) -> None:
    taken(own, GOOD)
    fewer = CATALOG.model_copy(update={"goals": tuple(goal for goal in CATALOG.goals if goal.number != 3)})
    (paths.included_folder() / "inspanningen.yaml").write_text("inspanningen: []\n", encoding="utf-8")
    assert efforts.tables(CATALOG)["effort_goal"]["goal_id"].tolist() == [3, 6]
    assert efforts.tables(fewer)["effort"].empty


def test_the_included_efforts_are_those_of_one_municipality(data: Path) -> None:
    elsewhere = CATALOG.programme.model_copy(update={"municipality": "GM0994"})
    assert efforts.tables(CATALOG.model_copy(update={"programme": elsewhere}))["effort"].empty
    assert len(efforts.tables(CATALOG)["effort"]) == 17


@pytest.mark.slow
def test_a_count_in_a_file_appears_after_one_command(own: Path) -> None:
    own.write_text(GOOD, encoding="utf-8")
    assert command.main(["--offline"]) == 0
    with database.read(paths.database_file()) as connection:
        counts = queries.counts(connection)
        assert list(counts["planned"]) == [40, 60] and set(counts["name"]) == {"Bezoekers"}
        assert list(queries.efforts(connection)["effort_id"])[-1] == "koffie"


@pytest.mark.slow
@settings(max_examples=30)
@given(
    goal=st.sampled_from([None, 1, 6, 13, 15]), area=st.sampled_from(["", "BU09350403", "BU09350203", "WK093504"]),
    kind=st.sampled_from(["", *figures.KINDS]),
    effort=st.sampled_from(["", "miradorplein", "uitvoeringsplan_nazareth_2025"]),
)  # fmt: skip
def test_the_picture_has_all_that_there_is_and_lines_end_at_what_is_chosen(
    query: lookups.Query, goal: int | None, area: str, kind: str, effort: str
) -> None:
    choice = Choice(goal, area, kind, effort)
    network, efforts = figures.network(query, choice), figures.efforts(query)
    chosen = {effort.effort_id for effort in figures.chosen(query, choice)}
    boxes = network.boxes
    assert sorted(boxes.loc[boxes["column"] == 2, "key"]) == sorted(effort.effort_id for effort in efforts)
    assert set(boxes.loc[(boxes["column"] == 2) & boxes["is_chosen"], "key"]) == chosen
    for _, column in boxes.groupby("column"):
        assert all(
            first < second
            for first, second in pairwise([*column[["top", "bottom"]].to_numpy().ravel(), network.height + 1])
        )
    link_count = sum(len(effort.goal_ids) for effort in efforts if not effort.is_for_all_goals)
    assert (network.links["column"] == 1).sum() == link_count
    middles = {(row.column, (row.top + row.bottom) / 2): row.is_chosen for row in boxes.itertuples()}
    for link in network.links[network.links["is_chosen"]].itertuples():
        assert middles[link.column, link.y_from] and middles[link.column + 1, link.y_to]


def test_names_are_whole_in_the_picture(query: lookups.Query) -> None:
    network = figures.network(query, Choice())
    spelled = " ".join(network.texts.loc[(network.texts["column"] == 2) & ~network.texts["is_heading"], "text"])
    assert all(effort.name in spelled for effort in figures.efforts(query))


@pytest.mark.slow
def test_an_effort_in_a_wijk_is_found_in_its_buurten_and_one_for_the_programme_everywhere(own: Path) -> None:
    own.write_text(GOOD.replace("nazareth", "WK093504"), encoding="utf-8")
    command.main(["--offline"])
    with database.read(paths.database_file()) as connection:
        query = query_of(connection)
        chosen = {area: {effort.effort_id for effort in figures.chosen(query, Choice(area_code=area))}
                 for area in ("BU09350403", "BU09350203")}  # fmt: skip
        is_marked = "Koffieochtend" in set(figures.marks(query, 3)["label"])
    assert "koffie" in chosen["BU09350403"] and "koffie" not in chosen["BU09350203"]
    assert is_marked
    assert all("thema_alliantie" in efforts for efforts in chosen.values())


def test_only_efforts_that_name_the_goal_and_have_a_beginning_are_marked(query: lookups.Query) -> None:
    assert list(figures.marks(query, 6)["label"]) == [
        "Ontmoetingsplekken vernieuwen en versterken", "Herinrichting Miradorplein", "Herinrichting Terra Cottaplein"
    ]  # fmt: skip
    assert list(figures.marks(query, 8)["label"]) == ["Alliantie versterken"]  # the wijkservicepunten have no date
    assert figures.marks(query, 15).empty and figures.without_efforts(query) == [4, 15, 16]
    lines = figures.explanation(figures.marks(query, 6), lookups.area_names(query))
    assert "(2) 2025: Herinrichting Miradorplein in Nazareth (bron: Programmaplan" in lines and "Voorlopig" in lines
    assert charts.numbered(figures.marks(query, 6), ["BU09350403"])["number"].tolist() == ["1", "2"]


def test_the_saved_network_has_a_row_per_effort_and_goal(query: lookups.Query) -> None:
    made = exhibits.network(query, Choice(6))
    assert len(made.table.rows) == 7 and "Programmaplan" in made.sources[0]
    assert set(made.sheets.data.loc[made.sheets.data["inspanning"] == "Herinrichting Miradorplein", "doel"]) == {
        "6. Ontmoeting", "10. Gezonde leefomgeving"
    }  # fmt: skip
    assert b"Herinrichting Miradorplein;project" in delimited.dutch([made])


@pytest.mark.slow
def test_the_saved_counts_say_what_is_missing(own: Path) -> None:
    own.write_text(GOOD, encoding="utf-8")
    command.main(["--offline"])
    with database.read(paths.database_file()) as connection:
        made = exhibits.counts(query_of(connection), "koffie", 0)
    assert [made.table.texts(row) for row in made.table.rows] == [
        ["2025", "40", "niet getoond, om kleine aantallen te beschermen"], ["2026", "60", "nog niet geteld"]
    ]  # fmt: skip
    assert made.sheets.data["gerealiseerd"].isna().all()
