"""Open data: what is promised stays, the files say what they hold, and odd questions are refused with a reason."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import duckdb
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import veerkracht
from tests.opened import open_query, page
from veerkracht.core import dutch, paths
from veerkracht.core.errors import DataError, RefusedError
from veerkracht.database import lookups
from veerkracht.database.query import Query
from veerkracht.topics.comparison import figures as comparison_figures
from veerkracht.topics.comparison import page as comparison_page
from veerkracht.topics.data import answers, tables, views
from veerkracht.topics.free_table import figures as table_figures
from veerkracht.topics.free_table import page as table_page
from veerkracht.topics.free_table import sentences as table_sentences
from veerkracht.topics.map import page as map_page
from veerkracht.topics.trends import page as trends_page

PROMISED = json.loads(Path(__file__).with_name("promised.json").read_text(encoding="utf-8"))
DOCUMENT = (paths.ROOT / "docs" / "data.md").read_text(encoding="utf-8")
TOPIC = "onderwerp/ervaren_gezondheid"
EAST = "Oost~WK093504"
FILES = ["catalogus", "doelen", "gebieden", TOPIC, "onderwerp/misdrijven", "trends", "trends?weergave=meer",
         "vergelijken", "vergelijken?weergave=meer&groep=wijk",
         "vergelijken?weergave=verandering", "vergelijken?weergave=trechter", "tabel", "tabel?toon=midden&onder=jaar",
         "kaart?ernaast=jaar", "kaart?niveau=wijk"]  # fmt: skip


@pytest.fixture(scope="module")
def query(included_database: Path) -> Iterator[Query]:
    with open_query(included_database) as query:
        yield query


def asked(query: Query, address: str) -> bytes:
    """Return what is answered to the end of an address: 'kaart.csv?jaar=2024'."""
    path, _, choices = address.partition("?")
    return answers.answer(query, path, parse_qsl(choices, keep_blank_values=True)).body


def file(query: Query, name: str, form: str) -> bytes:
    path, question, choices = name.partition("?")
    return asked(query, f"{path}.{form}{question}{choices}")


def rows(query: Query, name: str) -> list[dict[str, Any]]:
    return json.loads(file(query, name, "json"))["rows"]


def refused(query: Query, address: str) -> RefusedError:
    with pytest.raises(RefusedError) as caught:
        asked(query, address)
    return caught.value


# what is promised


@pytest.mark.slow
def test_paths_columns_and_choices_are_those_that_were_promised(query: Query) -> None:
    assert {name: list(columns) for name, columns in tables.COLUMNS.items()} == PROMISED["columns"]
    assert {page: {name: list(views.FORMS[page].get(name, ())) for name in names}
            for page, names in views.CHOICES.items()} == PROMISED["choices"]  # fmt: skip
    for path in PROMISED["paths"]:
        address = f"{path.replace('CODE', 'ervaren_gezondheid')}.csv" if path else ""
        assert asked(query, address), path
        assert f"`/data/{path}`" in DOCUMENT, path


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_the_columns_of_a_file_are_those_that_were_promised_in_that_order(query: Query, name: str) -> None:
    header = next(csv.reader(io.StringIO(file(query, name, "csv").decode())))
    table = name.partition("?")[0].partition("/")[0]
    if table in views.CHOICES:
        assert header == [column for column in PROMISED["columns"]["beeld"] if column in header] and len(header) > 18
    else:
        assert header == PROMISED["columns"][table]


def test_the_choices_of_a_view_are_those_of_its_page() -> None:
    assert views.FORMS["trends"] == {"weergave": (*trends_page.VIEWS,), "maat": (*trends_page.forms("stad"),)}
    for page_name in ("vergelijken", "tabel"):
        assert views.FORMS[page_name]["groep"] == (*comparison_page.GROUPS, *comparison_page.OWN_GROUP)
    assert views.FORMS["tabel"]["onder"] == (*table_page.ROWS,)
    assert views.FORMS["tabel"]["toon"] == (*table_sentences.displays("stad"),)
    assert views.FORMS["vergelijken"]["volgorde"] == (*comparison_page.ORDERS,)
    assert views.FORMS["kaart"]["niveau"] == (*map_page.LEVELS,)
    assert views.FORMS["kaart"]["ernaast"] == (*map_page.BESIDE,)
    assert views.FORMS["kaart"]["volgorde"] == (*map_page.ORDERS,)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "choices"),
    [
        ("trends", {}), ("trends", {"weergave": "meer"}), ("trends", {"maat": "index"}), ("kaart", {}),
        ("kaart", {"ernaast": "jaar"}), ("kaart", {"ernaast": "onderwerp", "niveau": "wijk"}), ("vergelijken", {}),
        ("vergelijken", {"groep": "lijkt"}), ("vergelijken", {"groep": "wijk"}), ("vergelijken", {"groep": "zelf"}),
        ("vergelijken", {"weergave": "meer"}), ("vergelijken", {"weergave": "verandering", "groep": "zelf"}),
        ("vergelijken", {"weergave": "verandering", "indicator": "misdrijven"}),
        ("vergelijken", {"weergave": "trechter"}), ("tabel", {}), ("tabel", {"onder": "jaar", "toon": "stad"}),
        ("tabel", {"groep": "zelf", "volgorde": "-2", "marge": "ja"}),
        ("trends", {"eigen_groep": EAST, "indicator": "misdrijven", "gebied": "GR-oost"}),
        ("vergelijken", {"eigen_groep": EAST, "indicator": "koopwoningen", "groep": "eigen", "uit_groep": "GR-oost"}),
        ("vergelijken", {"eigen_groep": EAST, "weergave": "trechter"}),
        ("vergelijken", {"eigen_groep": EAST, "weergave": "verandering", "indicator": "misdrijven"}),
        ("tabel", {"eigen_groep": EAST, "erbij": "GR-oost"}), ("kaart", {"eigen_groep": EAST}),
    ],
)  # fmt: skip
def test_the_address_that_a_page_writes_is_understood(built: None, query: Query, name: str, choices: dict) -> None:
    written = [(key, value) for key, values in page(name, **choices).query_params.items()
               for value in ([values] if isinstance(values, str) else values)]  # fmt: skip
    assert written
    assert answers.answer(query, f"{name}.json", written).body == file(
        query, f"{name}?{'&'.join(f'{key}={value}' for key, value in choices.items())}", "json"
    )


def test_odd_choices_of_a_change_and_a_table_are_refused_with_what_to_do(query: Query) -> None:
    for address, text in {
        "vergelijken.csv?weergave=verandering&van=1066": "'1066' bestaat niet bij de keuze van",
        "vergelijken.csv?weergave=verandering&van=2022&tot=2020": "'2020' bestaat niet bij de keuze tot",
        "vergelijken.csv?weergave=verandering&groep=zelf&gebied=": "Kies een of meer buurten",
        "vergelijken.csv?weergave=trechter&indicator=inwoner": "'inwoner' bestaat niet bij de keuze indicator",
        "tabel.csv?onderwerp=ervaren_gezondheit": "Bedoelt u ervaren_gezondheid",
        "tabel.csv?jaren=": "Kies hierboven een of meer jaren",
        "tabel.csv?volgorde=99": "'99' bestaat niet bij de keuze volgorde",
        "tabel.csv?onder=rijen": "Kies uit gebied, onderwerp en jaar",
    }.items():
        error = refused(query, address)
        assert error.status == 400 and text in str(error), (address, str(error))
    most = "&".join(f"onderwerp={code}" for code in list(comparison_figures.yearly_labels(query))[:20])
    years = "&".join(f"jaren={year}" for year in table_figures.years(query, ("inwoners",))[-8:])
    error = refused(query, f"tabel.csv?{most}&{years}&erbij=wijk&erbij=land")
    assert "Kies minder jaren, onderwerpen of gebieden" in str(error)


def test_an_own_group_is_a_row_as_on_the_page_and_an_odd_one_is_refused(query: Query) -> None:
    group = f"eigen_groep={EAST}"
    [own] = [row for row in rows(query, f"vergelijken?{group}&indicator=koopwoningen") if row["niveau"] == "groep"]
    sizes = {row["area_code"]: row["value"] for row in rows(query, "onderwerp/woningen")
             if row["period"] == own["periode"] and row["area_code"].startswith("BU093504")}  # fmt: skip
    shares = {row["area_code"]: row["value"] for row in rows(query, "onderwerp/koopwoningen")
              if row["period"] == own["periode"] and row["area_code"] in sizes}  # fmt: skip
    weighted = sum(sizes[code] * share for code, share in shares.items()) / sum(sizes.values())
    assert own["gebied"] == "Oost" and own["cijfer"] == pytest.approx(weighted)
    inside = rows(query, f"vergelijken?{group}&groep=eigen&uit_groep=GR-oost&indicator=inwoners")
    assert {row["gebiedscode"][:8] for row in inside} == {"BU093504"} and len(inside) == 7
    for address, text in {
        "vergelijken.csv?groep=eigen": "Er is geen eigen groep. Schrijf haar in het adres, als eigen_groep=naam~codes",
        "vergelijken.csv?uit_groep=GR-oost": "Er is geen eigen groep",
        f"vergelijken.csv?{group}&groep=eigen&uit_groep=GR-west": "'GR-west' bestaat niet bij de keuze uit_groep",
        f"trends.csv?{group}&{group}": "staat er meer dan één keer",
        "trends.csv?eigen_groep=Oost~BU09359999": "`BU09359999` is geen code van een buurt of wijk hier",
        "trends.csv?eigen_groep=Oost~GM0935": "is de hele gemeente",
        "trends.csv?eigen_groep=Oost~": "heeft geen buurten",
        f"trends.csv?eigen_groep=Oost~{'x' * 3000}": "te lang",
        "trends.csv?eigen_groep=<script>~WK093504": "kan niet",
        "trends.csv?gebied=GR-oost": "'GR-oost' bestaat niet bij de keuze gebied",
        f"kaart.csv?{group}&gebied=GR-oost": "'GR-oost' bestaat niet bij de keuze gebied",
        "onderwerp/inwoners.csv?eigen_groep=Oost~WK093504": "De keuze 'eigen_groep' bestaat hier niet",
    }.items():
        error = refused(query, address)
        assert error.status == 400 and text in str(error), (address, str(error))


# what the files hold


@pytest.mark.slow
def test_a_topic_has_every_figure_and_gap_of_the_database(query: Query, included_database: Path) -> None:
    with duckdb.connect(str(included_database), read_only=True) as connection:
        known = connection.execute(
            "select area_code, period, value, lower, upper, numerator, status::varchar, missing::varchar, edition "
            "from observation left join snapshot using (snapshot_id) where indicator_id = 'misdrijven' order by all"
        ).fetchall()
    names = ("area_code", "period", "value", "lower", "upper", "numerator", "status", "missing", "edition")
    given = [tuple(row[name] for name in names) for row in rows(query, "onderwerp/misdrijven")]
    assert len(given) == len(known) > 200
    for own, other in zip(sorted(given, key=lambda row: row[:2]), known, strict=True):
        assert own == tuple(pytest.approx(value, rel=1e-11) if isinstance(value, float) else value for value in other)


def test_a_gap_has_a_reason_in_a_code_and_in_words_and_no_figure(query: Query) -> None:
    gaps = [row for row in rows(query, TOPIC) if row["missing"]]
    assert gaps and all(row["value"] is row["lower"] is row["status"] is None for row in gaps)
    assert all(row["missing_words"] == dutch.MISSING[row["missing"]] for row in gaps)
    assert {row["value"] for row in gaps} == {None}


def test_goals_have_their_status_baseline_and_target_per_focus_area(query: Query) -> None:
    goals = {(row["measure_id"], row["area"]): row for row in rows(query, "doelen")}
    nazareth = goals["1", "Nazareth"]
    assert (nazareth["baseline_published"], nazareth["target"], nazareth["period"], nazareth["value"]) == (
        54.5, 59.5, "2024", 58.9,
    ) and nazareth["goal_status"] == "op koers" and nazareth["lower"] < 58.9 < nazareth["upper"]  # fmt: skip
    assert {row["goal_id"] for row in goals.values()} == {*range(1, 17)}


@pytest.mark.slow
def test_a_view_has_the_figures_that_the_page_shows_in_its_order(query: Query) -> None:
    places = [row["plaats"] for row in rows(query, "vergelijken?volgorde=hoog") if row["plaats"]]
    assert places == sorted(places) and len(places) > 30
    by_name = [row["gebied"] for row in rows(query, "vergelijken?volgorde=naam") if row["niveau"] == "buurt"]
    assert by_name == sorted(by_name)
    years = {row["periode"] for row in rows(query, "kaart?jaar=2024&ernaast=jaar&jaar2=2016")}
    assert years == {"2016", "2024"}
    trend = rows(query, "trends?indicator=inwoners&gebied=BU09350403")
    assert {row["gebied"] for row in trend} == {"Nazareth"} and {row["onderwerp"] for row in trend} == {"Inwoners"}


def test_the_outlines_are_geojson_with_the_code_of_each_area(query: Query) -> None:
    outlines = json.loads(asked(query, "gebieden.geojson"))
    codes = {row["area_code"] for row in rows(query, "gebieden")}
    assert outlines["type"] == "FeatureCollection" and {part["id"] for part in outlines["features"]} <= codes
    assert all(part["geometry"]["type"] in ("Polygon", "MultiPolygon") for part in outlines["features"])


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_csv_and_json_hold_the_same(query: Query, name: str) -> None:
    given = json.loads(file(query, name, "json"))
    text = csv.DictReader(io.StringIO(file(query, name, "csv").decode()))
    as_text = [{key: "" if value is None else "|".join(value) if isinstance(value, list) else str(value)
                for key, value in row.items()} for row in given["rows"]]  # fmt: skip
    assert list(text) == as_text and as_text
    assert [column["name"] for column in given["columns"]] == list(given["rows"][0])
    assert given["title"] and given["description"] and given["version"]


# https://www.w3.org/TR/tabular-metadata/ and https://www.w3.org/TR/tabular-data-model/: the rules that these files use
READ = {"string": str, "double": float, "integer": int, "boolean": {"True": True, "False": False}.__getitem__}


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_a_csv_is_what_its_metadata_say(query: Query, name: str) -> None:
    metadata = json.loads(file(query, name, "csv-metadata.json"))
    assert metadata["@context"] == ["http://www.w3.org/ns/csvw", {"@language": "nl"}]
    path, question, choices = name.partition("?")
    assert metadata["url"] == f"{path.rpartition('/')[2]}.csv{question}{choices}"
    assert metadata["dc:title"] and metadata["dc:publisher"] == "Gemeente Maastricht"
    text = file(query, name, "csv").decode()
    header, *lines = csv.reader(io.StringIO(text))
    columns = metadata["tableSchema"]["columns"]
    assert [column["titles"] for column in columns] == header and lines
    assert all(re.fullmatch(r"\w+", column["name"]) for column in columns)
    assert len({column["name"] for column in columns}) == len(columns)
    for column, *cells in zip(columns, *lines, strict=True):
        assert column["dc:title"] and column["dc:description"].endswith(".")
        kind = column["datatype"]
        read = READ[kind if isinstance(kind, str) else kind["base"]]
        for cell in cells:
            for part in cell.split(column["separator"]) if "separator" in column else [cell]:
                assert read(part) is not None if part else not column.get("required"), (column["name"], cell)
    key = [place for place, column in enumerate(columns) if column["name"] in metadata["tableSchema"]["primaryKey"]]
    assert len(key) == len(metadata["tableSchema"]["primaryKey"])
    assert len({tuple(line[place] for place in key) for line in lines}) == len(lines)


def test_the_answer_to_a_csv_says_where_its_metadata_are(query: Query) -> None:
    answer = answers.answer(query, f"{TOPIC}.csv", [])
    assert answer.metadata == "ervaren_gezondheid.csv-metadata.json"
    answer = answers.answer(query, "kaart.csv", [("jaar", "2024"), ("indeling", "gelijk")])
    assert answer.metadata == "kaart.csv-metadata.json?jaar=2024&indeling=gelijk"


# what is refused


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("onderwerp/gezondheit.csv", 404, "Bedoelt u"),
        ("onderwerp/ervaren_gezondheit.json", 404, "Bedoelt u ervaren_gezondheid"),
        ("onderwerp/a' or 1=1 --.csv", 404, "bestaat niet"),
        ("onderwerp/ervaren_gezondheid.xlsx", 404, "Hier is niets"),
        ("onderwerp/ervaren_gezondheid.geojson", 404, "Hier is niets"),
        ("../secrets.toml", 404, "Hier is niets"),
        ("besluiten.csv", 404, "Er zijn catalogus.csv"),
        ("catalogus.csv?indicator=inwoners", 400, "Dit adres heeft geen keuzes"),
        ("kaart.csv?onbekend=1", 400, "Dit adres kent: niveau, ernaast"),
        ("kaart.csv?jaar=2024&jaar=2022", 400, "staat er 2 keer"),
        ("trends.csv?gebied=BU09350403&gebied=BU09350403", 400, "meer dan één keer"),
        ("trends.csv?indicator=1;drop table observation", 400, "bestaat niet bij de keuze indicator"),
        ("trends.csv?indicator=<script>alert(1)</script>", 400, "bestaat niet bij de keuze indicator"),
        ("trends.csv?ingrepen=<script>", 400, "Kies uit nee en ja"),
        ("trends.csv?gebied=", 400, "Kies andere"),
        ("kaart.csv?jaar=1850", 400, "Kies uit 2012"),
        ("kaart.csv?jaar2='--", 400, "bestaat niet bij de keuze jaar2"),
        (f"kaart.csv?gebied={'x' * 10_000}", 400, "te lang: hoogstens 4.000 tekens"),
        ("vergelijken.csv?weergave=ongewoon", 400, "Kies uit een, meer, verandering en trechter"),
        ("vergelijken.csv?groep=zelf&gebied=", 400, "Kies een of meer buurten"),
        (f"trends.csv?weergave=meer{'&onderwerp=inwoners' * 2}", 400, "meer dan één keer"),
    ],
)
def test_an_odd_question_is_refused_in_dutch_with_what_to_do(
    query: Query, address: str, status: int, said: str
) -> None:
    error = refused(query, address)
    assert error.status == status and said in str(error) and len(str(error)) < 500


@pytest.mark.slow
def test_a_map_of_a_level_without_figures_says_which_to_choose(changed: Callable[..., None], tmp_path: Path) -> None:
    changed(
        "update observation set value = null, lower = null, upper = null, margin_kind = null, status = null, "
        "numerator = null, missing = 'suppressed' where indicator_id = 'inwoners' and area_code like 'WK%'"
    )
    with open_query(tmp_path / "veerkracht.duckdb") as query:
        assert "geen cijfers per wijk" in str(refused(query, "kaart.csv?indicator=inwoners&niveau=wijk"))
        assert rows(query, "kaart?indicator=inwoners")


def test_a_topic_without_figures_has_its_gaps_and_no_view(query: Query) -> None:
    empty = next(key for key, indicator in lookups.indicators(query).items() if not indicator.figure_count)
    assert json.loads(asked(query, f"onderwerp/{empty}.json"))["topic"]["indicator_id"] == empty
    assert "geen cijfers" in str(refused(query, f"trends.csv?indicator={empty}"))


@pytest.mark.slow
@given(st.sampled_from(sorted(views.CHOICES)), st.lists(st.tuples(st.text(), st.text()), max_size=4))
def test_whatever_is_asked_is_answered_or_refused(
    included_database: Path, name: str, choices: list[tuple[str, str]]
) -> None:
    with open_query(included_database) as query:
        try:
            answers.answer(query, f"{name}.csv", choices)
        except RefusedError as error:
            assert str(error).isprintable()


# in Python, SQL and R


def block(language: str) -> str:
    [text] = re.findall(rf"```{language}\n(.*?)```", DOCUMENT, re.DOTALL)
    return str(text)


def test_the_example_of_json_is_a_row_of_the_topic(query: Query) -> None:
    assert json.loads(block("json")) in rows(query, TOPIC)


@pytest.mark.slow
def test_the_lines_of_python_give_the_newest_figures_with_types(
    included_database: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").symlink_to(included_database.parent)
    known: dict[str, Any] = {}
    exec(block("python"), known)
    assert "Pottenberg" in capsys.readouterr().out
    assert [str(known["health"][name].dtype) for name in ("period", "value", "figure_note")] == [
        "str",
        "float64",
        "str",
    ]
    assert str(known["goals"]["target_year"].dtype) == "Int64" and len(known["latest"]) > 30
    assert known["topics"].set_index("indicator_id").loc["ervaren_gezondheid", "periods"][-1] == "2024"


@pytest.mark.slow
def test_the_lines_of_sql_give_the_same_as_those_of_python(included_database: Path) -> None:
    with duckdb.connect(str(included_database), read_only=True) as connection:
        frame = connection.execute(block("sql")).df()
    with veerkracht.read(included_database) as data:
        health = data.topic("ervaren_gezondheid")
    latest = health[(health["level"] == "buurt") & (health["period"] == "2024")].dropna(subset="value")
    pd.testing.assert_series_equal(
        frame.set_index("gebied")["waarde"].sort_index(), latest.set_index("area")["value"].sort_index(),
        check_names=False,
    )  # fmt: skip


def test_the_line_of_duckdb_reads_years_of_csv_as_text(query: Query, tmp_path: Path) -> None:
    [(name, types)] = re.findall(r"`from read_csv\('https://ADRES/data/([^']+)', (types = [^)]+)\)`", DOCUMENT)
    (tmp_path / "figures.csv").write_bytes(asked(query, name))
    for options, read in (("", int), (f", {types}", str)):
        line = f"select max(period) from read_csv('{tmp_path / 'figures.csv'}'{options})"
        [(period,)] = duckdb.sql(line).fetchall()
        assert isinstance(period, read)


@pytest.mark.slow
def test_the_lines_of_r_and_excel_name_addresses_and_columns_that_there_are(query: Query) -> None:
    for language in ("r", "powerquery"):
        text = block(language)
        files = re.findall(r'"(?:https://ADRES/data/)?([\w/]+\.csv)"', text)
        assert files and all(asked(query, name) for name in files)
        columns = re.findall(r"\b(period|level|value|area|lower|upper)\b", text)
        assert columns and set(columns) <= {*PROMISED["columns"]["onderwerp"]}


def test_the_module_offers_what_it_names_and_nothing_else(tmp_path: Path) -> None:
    assert callable(veerkracht.read) and veerkracht.__all__ == ["Figures", "read"]
    with pytest.raises(AttributeError, match="has no attribute 'onzin'"):
        _ = veerkracht.onzin
    with pytest.raises(DataError, match="Er is geen database"), veerkracht.read(tmp_path / "none.duckdb"):
        pass


def test_a_code_that_there_is_not_leads_to_those_like_it(included_database: Path) -> None:
    with veerkracht.read(included_database) as data:
        with pytest.raises(DataError, match=r"'ervaren_gezondheit' bestaat niet\. Bedoelt u ervaren_gezondheid"):
            data.topic("ervaren_gezondheit")
        with pytest.raises(DataError, match=r"'xq' bestaat niet\. Alle codes .* topics\(\)"):
            data.topic("xq")
