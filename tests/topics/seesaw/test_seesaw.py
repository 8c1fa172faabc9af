"""Much and little veerkracht: what is drawn and said, what is done without figures, and what is saved of it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

import duckdb
import pytest
from defusedxml.ElementTree import fromstring

from tests.opened import html, page
from veerkracht.database import lookups
from veerkracht.database.query import query_of
from veerkracht.export import picture
from veerkracht.topics.letter import letter as letters
from veerkracht.topics.seesaw import charts, exhibits, tables
from veerkracht.topics.seesaw.charts import Bar
from veerkracht.topics.seesaw.figures import Balance, balances

NAZARETH, POTTENBERG, AMBY, CITY = "BU09350403", "BU09350203", "BU09350406", "GM0935"
LINK = "https://voorbeeld.nl/doelkaart?doel=13"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def query(included_database: Path) -> Iterator[lookups.Query]:
    with duckdb.connect(str(included_database), read_only=True) as opened:
        yield query_of(opened)


def balances_of(connection: duckdb.DuckDBPyConnection, *codes: str) -> tuple[Balance, ...]:
    return balances(query_of(connection), codes)


def plant(connection: duckdb.DuckDBPyConnection, shares: dict[str, tuple[float | None, float | None]]) -> None:
    """Plant published shares of high and low resilience of 2022 per area; None: withheld by the source."""
    (snapshot,) = connection.execute("select min(snapshot_id) from snapshot").fetchall()[0]
    for place, name in enumerate(("hoge_veerkracht", "lage_veerkracht")):
        connection.execute("delete from observation where indicator_id = $name", {"name": name})
        connection.executemany(
            "insert into observation (indicator_id, period, area_code, value, status, missing, snapshot_id) "
            "values (?, '2022', ?, ?, ?, ?, ?)",
            [(name, code, values[place], *(("definitief", None) if values[place] is not None else (None, "suppressed")),
              snapshot) for code, values in shares.items()],
        )  # fmt: skip


def texts(drawing: str) -> list[str]:
    root: Element = fromstring(drawing)
    return ["".join(node.itertext()) for node in root.iter(f"{SVG}text")]


# --- what is drawn and said -------------------------------------------------------------------------------------------


def test_a_drawing_holds_any_name_as_text_and_sets_the_city_below_the_buurt() -> None:
    hostile = '<script>alert(1)</script> & "x" \' \x00 ' + 60 * "é"
    pair = (hostile, Bar("", 40, "40%"), Bar(hostile, 46, "46%"))
    drawing = charts.draw(hostile, [pair, pair], hostile)
    root = fromstring(drawing)
    assert root.get("role") == "img" and "<script>alert(1)</script>" in (root.findtext(f"{SVG}title") or "")
    assert not list(root.iter(f"{SVG}script")) and "\x00" not in drawing
    widths = [float(node.get("width", 0)) for node in root.iter(f"{SVG}rect")][1:]
    assert widths[0] / widths[1] == pytest.approx(40 / 46, abs=0.01)
    assert fromstring(charts.beside([drawing, drawing])).get("width") == str(2 * charts.WIDTH)


def test_the_baselines_of_the_plan_are_shown_and_named_as_not_confirmed(query: lookups.Query) -> None:
    nazareth, pottenberg = balances(query, [NAZARETH, POTTENBERG])
    assert nazareth.sentence == (
        "In Nazareth heeft 40% veel veerkracht en 25% weinig. In Maastricht is dat 46% en 19%. Cijfers van 2022 uit "
        "het programmaplan, niet bevestigd."
    )
    assert pottenberg.sentence.startswith("In Pottenberg heeft 39% veel veerkracht en 27% weinig.")
    assert tables.html([nazareth]).count("<small>programmaplan, niet bevestigd") == 4


def test_the_text_says_the_same_as_the_drawing(query: lookups.Query) -> None:
    for balance in balances(query, [NAZARETH, POTTENBERG]):
        shown = texts(balance.drawing())
        high, low = ([share.printed(share.figure.value), share.printed(share.usual)] for share in balance.shares)
        assert shown == [balance.area, "Veel veerkracht", f"{high[0]} ", f"{high[1]} Maastricht", "Weinig veerkracht",
                         f"{low[0]} ", f"{low[1]} Maastricht"]  # fmt: skip
        assert all(figure in balance.alternative for figure in [*high, *low])


def test_people_are_no_weight_and_the_words_of_the_plan_stand_at_its_goal_alone(built: None) -> None:
    profile, goal = page("buurtprofiel", buurt=NAZARETH), page("doelkaart", doel="13")
    for test in (profile, goal):
        shown = html(test) + " ".join(element.value for element in test.caption)
        assert "Veel en weinig veerkracht" in shown
        for word in ("wipwap helt", "standaardafwijking", "weegt", "zwaarder", "lichter"):
            assert word not in shown, word
    assert "dragers" not in html(profile) + " ".join(element.value for element in profile.caption)
    assert "‘dragers’ en ‘vragers’" in " ".join(element.value for element in goal.caption)


# --- figures that are there, and that are not -------------------------------------------------------------------------


def test_published_figures_of_one_year_go_before_those_of_the_plan(copy: duckdb.DuckDBPyConnection) -> None:
    plant(copy, {NAZARETH: (41.0, 24.0), AMBY: (52.5, 12.1), CITY: (45.0, 20.0)})
    nazareth, amby, pottenberg = balances_of(copy, NAZARETH, AMBY, POTTENBERG)
    assert nazareth.is_drawn and "41,0% veel" in nazareth.sentence and "programmaplan" not in nazareth.sentence
    assert amby.is_drawn and "52,5% veel veerkracht en 12,1% weinig" in amby.sentence
    assert not pottenberg.is_drawn and "39%" not in pottenberg.sentence


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        ({NAZARETH: (None, 24.0), POTTENBERG: (39.0, 25.0), CITY: (45.0, 20.0)},
         "Er is geen cijfer van Nazareth over (Zeer) hoge veerkracht (2022): niet bekendgemaakt door de bron."),
        ({NAZARETH: (41.0, None), POTTENBERG: (39.0, 25.0), CITY: (45.0, 20.0)},
         "over (Zeer) lage veerkracht (2022): niet bekendgemaakt door de bron."),
        ({NAZARETH: (41.0, 24.0), CITY: (None, 20.0)}, "Er is geen cijfer van Maastricht over (Zeer) hoge"),
    ],
)  # fmt: skip
def test_a_share_without_a_figure_is_not_drawn_and_the_figure_is_named(
    copy: duckdb.DuckDBPyConnection, shares: dict[str, tuple[float | None, float | None]], expected: str
) -> None:
    plant(copy, shares)
    (found,) = balances_of(copy, NAZARETH)
    assert not found.is_drawn and found.drawing() == "" and found.sentence.startswith("Nazareth: niet getekend.")
    assert expected in found.sentence and found.alternative == found.sentence
    assert "<img" not in tables.html([found]) and "<table" not in tables.html([found])


def test_the_title_of_a_picture_names_the_areas_that_are_drawn(copy: duckdb.DuckDBPyConnection) -> None:
    plant(copy, {NAZARETH: (41.0, 24.0), POTTENBERG: (None, 25.0), CITY: (45.0, 20.0)})
    [made] = exhibits.of_areas(query_of(copy), "doel-13", (NAZARETH, POTTENBERG))
    assert made.title.endswith(": Nazareth") and any(
        note.startswith("Pottenberg: niet getekend.") for note in made.notes
    )


def test_years_of_shares_are_never_mixed(copy: duckdb.DuckDBPyConnection) -> None:
    plant(copy, {NAZARETH: (41.0, 24.0), CITY: (45.0, 20.0)})
    copy.execute("update observation set period = '2020' where indicator_id = 'lage_veerkracht'")
    (found,) = balances_of(copy, NAZARETH)
    assert found.is_drawn and "uit het programmaplan" in found.sentence


# --- on the pages and in files ----------------------------------------------------------------------------------------


def test_goal_13_shows_the_shares_of_both_buurten_with_their_limits(built: None) -> None:
    test = page("doelkaart", doel="13")
    assert not test.exception and not test.error
    assert html(test).count("<figure><img alt=") == 2
    notes = " ".join(element.value for element in test.caption)
    assert "schattingen van een rekenmodel" in notes and "Bron van veel en weinig veerkracht: " in notes


@pytest.mark.slow
def test_another_goal_has_no_shares(built: None) -> None:
    assert "vk-balance" not in html(page("doelkaart", doel="1"))


def test_the_profile_of_any_buurt_has_its_shares_or_says_why_not(built: None) -> None:
    text = html(page("buurtprofiel", buurt=NAZARETH, naast=AMBY))
    assert text.count("<figure><img alt=") == 1
    assert "Amby: niet getekend. Er is geen cijfer van Amby over (Zeer) hoge veerkracht" in text


def test_a_hostile_name_comes_out_as_text(changed: Callable[..., None]) -> None:
    changed("update area set name = '<script>alert(1)</script>\"x' where area_code = 'BU09350403'")
    test = page("buurtprofiel", buurt=NAZARETH)
    assert not test.exception and "<script>alert" not in html(test)
    assert "In &lt;script&gt;alert(1)&lt;/script&gt;&#34;x heeft 40%" in html(test)


@pytest.mark.slow
def test_without_any_item_the_pages_show_no_shares(changed: Callable[..., None]) -> None:
    changed("delete from balance_item")
    for name, query in (("doelkaart", {"doel": "13"}), ("buurtprofiel", {})):
        test = page(name, **query)
        assert not test.exception and 'class="vk-balance"' not in html(test)


@pytest.mark.slow
def test_what_is_saved_has_the_figures_the_source_and_the_picture(query: lookups.Query) -> None:
    [shares] = [exhibit for exhibit in letters.goal(query, 13).exhibits if exhibit.name == "doel-13-veerkracht"]
    assert shares.sources == (
        "Bron: Gemeente Maastricht, Programmaplan, hoofdstuk 5, Aantrekkelijke wijken. Niet bevestigd bij de uitgever.",
    )
    saved = shares.sheets.data.set_index(["onderwerp", "gebied"])
    assert saved.loc[("(Zeer) hoge veerkracht", "Nazareth"), "cijfer"] == 40
    assert saved.loc[("(Zeer) hoge veerkracht", "Maastricht"), "status"] == "niet bevestigd"
    assert set(saved["decimalen"]) == {0} and saved["bron"].str.contains("Programmaplan").all()
    drawing = picture.svg(shares)
    assert shares.has_picture and drawing == picture.svg(shares) and "rotate(" not in drawing
    assert picture.png(shares).startswith(b"\x89PNG")
    assert "wipwap" not in " ".join(exhibit.name for exhibit in letters.buurt(query, AMBY).exhibits)
