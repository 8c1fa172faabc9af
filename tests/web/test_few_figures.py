"""Every page on a database without figures, with one figure, of one buurt, and with tables that are empty."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from tests.conftest import Shared
from tests.opened import html, page
from veerkracht.core import menu

NAZARETH, CITY = "BU09350403", "GM0935"
# by page what its views ask of it, besides the page itself
VIEWS: dict[str, list[dict[str, str | list[str]]]] = {
    "bronnen": [{"toon": "herzien"}, {"toon": "ophalen"}, {"toon": "cijfer", "indicator": "misdrijven"}],
    "buurtprofiel": [{"buurt": NAZARETH, "naast": CITY}],
    "doelkaart": [{"doel": "2"}, {"doel": "11"}, {"doel": "13"}],
    "inhalen": [{"sinds": "2020", "tot": "2022"}],
    "inspanningen": [{"weergave": "netwerk"}],
    "kaart": [{"niveau": "wijk"}, {"ernaast": "jaar"}, {"ernaast": "onderwerp"}, {"indeling": "afstand"}],
    "raadsbrief": [{"deel": ["doel-1", "onderwerp-misdrijven"], "vorm": form} for form in ("brief", "bijlage")],
    "samenhang": [{"weergave": "thema"}, {"weergave": "thema", "thema": "eigen"}],
    "start": [{"zoek": "veiligheid"}],
    "trends": [{"weergave": "meer"}, {"maat": "verschil"}, {"maat": "index"}, {"gebied": [NAZARETH, CITY]}],
    "veerkrachtkaart": [{"jaar": "2022"}],
    "vergaderstand": [{"dia": "1"}, {"dia": "11"}, {"dia": "alles"}],
    "vergelijkbaar": [{"kenmerk": "koopwoningen"}, {"maat": "1"}],
    "vergelijken": [{"groep": "zelf"}, {"groep": "lijkt"}, {"groep": "wijk"}, {"weergave": "meer"},
                    {"weergave": "verandering"}, {"weergave": "trechter"}, {"weergave": "ongewoon"}],
}  # fmt: skip
NOTHING_FOR_VISITORS = re.compile(r"python -m etl|(?<![\w-])(?:nan|NaN|NaT|None|inf)(?![\w-])")
ADMINISTRATION = {"handleiding"}  # which explains the commands


def _tables(connection: duckdb.DuckDBPyConnection, column: str) -> list[str]:
    rows = connection.execute(
        "select table_name from duckdb_columns() where column_name = $1 and schema_name = 'main' "
        "and table_name in (select table_name from duckdb_tables())",
        [column],
    ).fetchall()
    return [name for (name,) in rows]


def without_figures(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("delete from observation")


def one_figure(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        "delete from observation where (indicator_id, period, area_code) != ('ervaren_gezondheid', '2024', $1)",
        [NAZARETH],
    )


def one_buurt(connection: duckdb.DuckDBPyConnection) -> None:
    """Leave one buurt, in a city and a country: in the division, the figures, the programme and its texts."""
    for table in _tables(connection, "area_code"):
        connection.execute(f"delete from {table} where area_code like 'BU%' and area_code != $1", [NAZARETH])
    for table in ("effort_count", "effort_goal"):  # DuckDB rewrites no list of a row that others refer to
        connection.execute(f"delete from {table}")
    is_there = f"lambda code: code not like 'BU%' or code = '{NAZARETH}'"
    for table in _tables(connection, "area_codes"):
        connection.execute(f"update {table} set area_codes = list_filter(area_codes, {is_there})")
    connection.execute("update programme set focus_area_codes = [$1]", [NAZARETH])


def one_buurt_without_figures(connection: duckdb.DuckDBPyConnection) -> None:
    one_buurt(connection)
    without_figures(connection)


# what a build writes of the catalogue and the division, whatever was fetched
WRITTEN = {"area", "area_geometry", "build", "indicator", "programme", "resilience_map", "similar_elsewhere", "source",
           "threshold"}  # fmt: skip


def empty_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Empty every table that can be empty: no goals, no figures, no texts."""
    names = {name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()}
    while left := names - WRITTEN:
        for name in left:
            try:
                connection.execute(f"delete from {name}")
            except duckdb.ConstraintException:  # another table refers to it: first that one
                continue
            names.remove(name)


CASES = (without_figures, one_figure, one_buurt, one_buurt_without_figures, empty_tables)


@pytest.fixture(params=CASES, ids=lambda case: case.__name__)
def few_figures(
    request: pytest.FixtureRequest, shared: Shared, included_database: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """The pages read a database with few figures, made once; its name."""

    def fill(folder: Path) -> None:
        folder.mkdir()
        shutil.copy(included_database, folder)
        with duckdb.connect(str(folder / included_database.name)) as connection:
            request.param(connection)

    monkeypatch.setenv("VEERKRACHT_DATA", str(shared(f"few-{request.param.__name__}", fill)))
    monkeypatch.delenv("VEERKRACHT_DATABASE", raising=False)
    yield request.param.__name__


def texts(test: AppTest) -> str:
    elements = [*test.markdown, *test.info, *test.warning, *test.error, *test.caption, *test.title, *test.header]
    return html(test) + "\n".join(element.value for element in elements)


@pytest.mark.slow
@pytest.mark.parametrize("name", menu.PAGES)
def test_every_page_says_in_dutch_what_is_not_there_yet(few_figures: str, name: str) -> None:
    for query in ({}, *VIEWS.get(name, [])):
        test = page(name, **query)
        assert [error.message for error in test.exception] == [], query
        assert [error.value for error in test.error] == [], query
        text = texts(test)
        assert test.title or "<h1" in html(test), query
        assert len(text) > 40, query
        assert name in ADMINISTRATION or NOTHING_FOR_VISITORS.findall(text) == [], query


NEEDS_FIGURES = {"kaart": "Onderwerp", "trends": "Onderwerp", "vergelijken": "Onderwerp", "samenhang": "Onderwerp"}


@pytest.mark.parametrize(("name", "label"), NEEDS_FIGURES.items())
@pytest.mark.parametrize("few_figures", [without_figures], indirect=True)
def test_a_choice_without_options_says_where_to_see_what_there_is(few_figures: str, name: str, label: str) -> None:
    assert [message.value for message in page(name).info] == [
        f"{label}: er is nog niets om uit te kiezen. Welke cijfers er zijn, staat op [Bronnen](bronnen)."
    ]


@pytest.mark.parametrize("name", ["kaart", "veerkrachtkaart"])
def test_without_outlines_a_map_says_so_and_names_no_command(changed: Callable[..., None], name: str) -> None:
    changed("delete from area_geometry")
    test = page(name)
    assert not test.exception and not test.error
    assert any("het dashboard heeft geen grenzen van de buurten" in message.value for message in test.info)
    assert NOTHING_FOR_VISITORS.findall(texts(test)) == []
