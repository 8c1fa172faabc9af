"""The see-saw: how it tilts, what it says in words, what it does without figures, and what is saved of it."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

import duckdb
import numpy as np
import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from tests.opened import html, page
from veerkracht.database import lookups
from veerkracht.database.query import query_of
from veerkracht.export import picture
from veerkracht.method.seesaw import Tilt
from veerkracht.topics.letter import letter as letters
from veerkracht.topics.seesaw import charts, exhibits, tables
from veerkracht.topics.seesaw.figures import KINDS, Kind, Seesaw, seesaws

NAZARETH, POTTENBERG, AMBY, CITY = "BU09350403", "BU09350203", "BU09350406", "GM0935"
LINK = "https://voorbeeld.nl/doelkaart?doel=13"
DIFFERENCES = st.integers(-900, 900).map(lambda one: one / 10)
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def query(included_database: Path) -> Iterator[lookups.Query]:
    with duckdb.connect(str(included_database), read_only=True) as opened:
        yield query_of(opened)


def seesaws_of(connection: duckdb.DuckDBPyConnection, kind: Kind, *codes: str) -> tuple[Seesaw, ...]:
    return seesaws(query_of(connection), codes, kind)


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


def degrees(drawing: str) -> float:
    """Return how far the left side of a drawing hangs down."""
    found = re.search(r'transform="rotate\((-?[\d.]+) ', drawing)
    assert found
    return -float(found[1])


def texts(drawing: str) -> list[str]:
    root: Element = fromstring(drawing)
    return ["".join(one.itertext()) for one in root.iter(f"{SVG}text")]


# --- what is drawn and said -------------------------------------------------------------------------------------------


@given(DIFFERENCES, st.sampled_from([10, 30]))
def test_the_side_that_weighs_more_hangs_down(difference: float, limit: int) -> None:
    tilt = Tilt(difference, limit)
    drawing = charts.draw("Buurt", "", charts.Side("links", "1%"), charts.Side("rechts", "2%"), tilt, "alles")
    assert degrees(drawing) == pytest.approx(tilt.degrees, abs=0.005)
    assert ("helt meer dan getekend" in texts(drawing)) == tilt.is_clipped


def test_a_drawing_holds_any_name_as_text_and_tells_the_sides_apart_by_shape() -> None:
    hostile = '<script>alert(1)</script> & "x" \' \x00 ' + 60 * "é"
    drawing = charts.draw(hostile, hostile, charts.Side(hostile, hostile), charts.Side("b", "2%"), Tilt(3, 30), hostile)
    root = fromstring(drawing)
    assert root.get("role") == "img" and "<script>alert(1)</script>" in (root.findtext(f"{SVG}title") or "")
    assert not list(root.iter(f"{SVG}script")) and "\x00" not in drawing
    assert len(list(root.iter(f"{SVG}circle"))) == 1 and len(list(root.iter(f"{SVG}rect"))) == 2
    assert fromstring(charts.beside([drawing, drawing])).get("width") == str(2 * charts.WIDTH)


def test_the_baselines_of_the_plan_are_weighed_and_named_as_not_confirmed(query: lookups.Query) -> None:
    nazareth, pottenberg = seesaws(query, [NAZARETH, POTTENBERG], "dragers")
    assert nazareth.tilt and nazareth.tilt.difference == (40 - 25) - (46 - 19) == -12
    assert pottenberg.tilt and pottenberg.tilt.difference == (39 - 27) - (46 - 19) == -15
    assert degrees(nazareth.drawing()) == -6 and degrees(pottenberg.drawing()) == -7.5
    assert "Nazareth heeft 40% dragers en 25% vragers, verschil +15 procentpunt." in nazareth.sentence
    assert "Maastricht heeft 46% dragers en 19% vragers, verschil +27 procentpunt." in nazareth.sentence
    assert "Cijfers van 2022 uit het programmaplan, niet bevestigd." in nazareth.sentence
    assert tables.html([nazareth]).count("<small>programmaplan, niet bevestigd") == 4


@pytest.mark.parametrize("kind", list(KINDS))
def test_the_text_says_the_same_as_the_drawing(query: lookups.Query, kind: Kind) -> None:
    codes = lookups.area_names(query)
    found = seesaws(query, [code for code in codes if code.startswith("BU")], kind)
    drawn = [one for one in found if one.tilt]
    assert len(drawn) == {"dragers": 2, "redzaamheid": 39}[kind]
    left, right = KINDS[kind]
    for one in drawn:
        hangs = degrees(one.drawing())
        side = left if hangs > 0 else right if hangs < 0 else ""
        assert one.heaviest == side and one.summary in one.sentence and one.sentence in one.alternative
        assert (f" naar {side}" in one.summary) if side else ("staat recht" in one.summary)
        shown = texts(one.drawing())
        assert shown[:2] == [one.area, one.summary] and shown[3] == left and shown[5] == right
        for text in shown:
            assert text in (one.area, "wijk") or text.lower() in one.alternative.lower(), text


def test_self_reliance_is_the_mean_of_the_figures_of_a_side_in_standard_deviations(query: lookups.Query) -> None:
    (nazareth,) = seesaws(query, [NAZARETH], "redzaamheid")
    by_side = {side: [one.weighs for one in nazareth.weights if one.side == side] for side in KINDS["redzaamheid"]}
    assert [len(one) for one in by_side.values()] == [2, 3]
    assert nazareth.sides == pytest.approx([np.mean(one) for one in by_side.values()])
    assert nazareth.tilt and nazareth.tilt.difference == pytest.approx(-1.7 - -1.1)
    assert "Beide kanten wegen minder dan in de gemiddelde buurt van Maastricht." in nazareth.sentence
    hardship = next(one for one in nazareth.weights if one.indicator.indicator_id.startswith("moeite"))
    assert hardship.value > hardship.usual and hardship.weighs < 0
    assert nazareth.left_out == ("Voelt zich thuis in de buurt",)


# --- figures that are there, and that are not -------------------------------------------------------------------------


def test_published_figures_of_one_year_go_before_those_of_the_plan(copy: duckdb.DuckDBPyConnection) -> None:
    plant(copy, {NAZARETH: (41.0, 24.0), AMBY: (52.5, 12.1), CITY: (45.0, 20.0)})
    nazareth, amby, pottenberg = seesaws_of(copy, "dragers", NAZARETH, AMBY, POTTENBERG)
    assert nazareth.tilt and nazareth.tilt.difference == -8 and "programmaplan" not in nazareth.sentence
    assert amby.tilt and amby.tilt.difference == pytest.approx(15.4) and amby.heaviest == "dragers"
    assert pottenberg.tilt is None and "39%" not in pottenberg.sentence


def test_the_same_difference_tilts_the_same_and_a_larger_one_than_fits_is_said(copy: duckdb.DuckDBPyConnection) -> None:
    plant(copy, {NAZARETH: (50.0, 10.0), POTTENBERG: (60.0, 20.0), AMBY: (80.0, 5.0), CITY: (45.0, 20.0)})
    one, other, far = seesaws_of(copy, "dragers", NAZARETH, POTTENBERG, AMBY)
    assert degrees(one.drawing()) == degrees(other.drawing()) == 7.5
    assert far.tilt and far.tilt.difference == 50 and degrees(far.drawing()) == 15
    assert "Dat is meer dan de tekening laat zien." in far.alternative and "helt meer dan getekend" in texts(
        far.drawing()
    )
    assert "meer dan de tekening" not in one.alternative


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
def test_a_side_without_a_figure_is_not_drawn_and_the_figure_is_named(
    copy: duckdb.DuckDBPyConnection, shares: dict[str, tuple[float | None, float | None]], expected: str
) -> None:
    plant(copy, shares)
    (found,) = seesaws_of(copy, "dragers", NAZARETH)
    assert found.tilt is None and found.drawing() == "" and found.sentence.startswith("Nazareth: niet getekend.")
    assert expected in found.sentence and found.alternative == found.sentence
    assert "<img" not in tables.html([found]) and "<table" not in tables.html([found])


def test_the_title_of_a_picture_names_the_areas_that_are_drawn(copy: duckdb.DuckDBPyConnection) -> None:
    plant(copy, {NAZARETH: (41.0, 24.0), POTTENBERG: (None, 25.0), CITY: (45.0, 20.0)})
    made = exhibits.of_kind(query_of(copy), "doel-13", (NAZARETH, POTTENBERG), "dragers")
    assert made.title.endswith(": Nazareth") and any(
        note.startswith("Pottenberg: niet getekend.") for note in made.notes
    )


def test_years_of_shares_are_never_mixed(copy: duckdb.DuckDBPyConnection) -> None:
    plant(copy, {NAZARETH: (41.0, 24.0), CITY: (45.0, 20.0)})
    copy.execute("update observation set period = '2020' where indicator_id = 'lage_veerkracht'")
    (found,) = seesaws_of(copy, "dragers", NAZARETH)
    assert found.tilt and found.tilt.difference == -12 and "uit het programmaplan" in found.sentence


def test_a_figure_that_is_missing_on_a_side_with_others_is_named_and_never_guessed(
    copy: duckdb.DuckDBPyConnection,
) -> None:
    gone = (
        "update observation set value = null, lower = null, upper = null, margin_kind = null, status = null, "
        "missing = 'suppressed' where "
    )
    copy.execute(gone + "area_code = 'BU09350403' and indicator_id = 'mantelzorgers' and period = '2024'")
    (found,) = seesaws_of(copy, "redzaamheid", NAZARETH)
    left = [one.weighs for one in found.weights if one.side == "samenredzaamheid" and one.weighs is not None]
    assert found.tilt and len(left) == 2 and found.sides[1] == pytest.approx(np.mean(left))
    assert "Er is geen cijfer van Nazareth over Mantelzorgers (2024)" in found.sentence
    copy.execute(gone + "area_code = 'BU09350403' and indicator_id in ('regie_eigen_leven', "
                 "'moeite_met_rondkomen')")  # fmt: skip
    (found,) = seesaws_of(copy, "redzaamheid", NAZARETH)
    assert found.tilt is None and "Regie over het eigen leven" in found.sentence


def test_a_side_that_no_buurt_can_be_weighed_on_says_so(copy: duckdb.DuckDBPyConnection) -> None:
    copy.execute("delete from balance_item where side = 'samenredzaamheid' and indicator_id <> 'thuis_in_de_buurt'")
    (found,) = seesaws_of(copy, "redzaamheid", NAZARETH)
    assert found.tilt is None
    assert "Aan de kant van samenredzaamheid zijn er te weinig buurten met een cijfer over Voelt zich" in found.sentence


def test_the_newer_series_weighs_as_soon_as_buurten_have_it(copy: duckdb.DuckDBPyConnection) -> None:
    (before,) = seesaws_of(copy, "redzaamheid", NAZARETH)
    assert "vrijwilligerswerk_tot_2020" in {one.indicator.indicator_id for one in before.weights}
    assert "Cijfers van 2020, 2024." in before.sentence
    newer = "insert into observation by name select * replace ('vrijwilligerswerk' as indicator_id, '2024' as period)"
    copy.execute("delete from observation where indicator_id = 'vrijwilligerswerk'")
    copy.execute(f"{newer} from observation where indicator_id = 'vrijwilligerswerk_tot_2020' and period = '2020'")
    (found,) = seesaws_of(copy, "redzaamheid", NAZARETH)
    assert "vrijwilligerswerk" in {one.indicator.indicator_id for one in found.weights}
    assert "Cijfers van 2024." in found.sentence


# --- on the pages and in files ----------------------------------------------------------------------------------------


def test_goal_13_shows_both_see_saws_of_both_wijken_with_their_limits(built: None) -> None:
    test = page("doelkaart", doel="13")
    assert not test.exception and not test.error
    text = html(test)
    assert text.count("<figure><img alt=") == 4 and "Wat er weegt op de wipwap van dragers en vragers" in text
    assert "helt 12 procentpunt meer naar vragers dan in de stad" in text and "Hoe leest u deze wipwap?" in text
    notes = " ".join(one.value for one in test.caption)
    assert "De wijk is hier de wipwap zelf" in notes and "eigen benadering" in notes and "Bron van de wipwap: " in notes
    assert "schattingen van een rekenmodel, soms uit verschillende jaren" in notes
    names = [one.proto.label for one in test.get("download_button")]
    assert names.count("PNG") == 2 and names.count("Excel") == 2


@pytest.mark.slow
def test_another_goal_has_no_see_saw(built: None) -> None:
    assert "vk-balance" not in html(page("doelkaart", doel="1"))


def test_the_profile_of_any_buurt_has_its_see_saws_or_says_why_not(built: None) -> None:
    text = html(page("buurtprofiel", buurt=NAZARETH, naast=AMBY))
    assert text.count("<figure><img alt=") == 3
    assert "Amby: niet getekend. Er is geen cijfer van Amby over (Zeer) hoge veerkracht (2022)" in text


def test_a_hostile_name_comes_out_as_text(changed: Callable[..., None]) -> None:
    changed("update area set name = '<script>alert(1)</script>\"x' where area_code = 'BU09350403'")
    test = page("buurtprofiel", buurt=NAZARETH)
    assert not test.exception and "<script>alert" not in html(test)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&#34;x: de wipwap helt" in html(test)


@pytest.mark.slow
def test_without_any_item_the_pages_show_no_see_saw(changed: Callable[..., None]) -> None:
    changed("delete from balance_item")
    for name, query in (("doelkaart", {"doel": "13"}), ("buurtprofiel", {})):
        test = page(name, **query)
        assert not test.exception and 'vk-balance"' not in html(test) and "wipwap" not in html(test).lower()


@pytest.mark.slow
def test_what_is_saved_has_the_figures_the_source_and_the_picture(query: lookups.Query) -> None:
    shown = {one.name: one for one in letters.goal(query, 13).exhibits}
    shares, abilities = shown["doel-13-wipwap-dragers"], shown["doel-13-wipwap-redzaamheid"]
    assert shares.sources == (
        "Bron: Gemeente Maastricht, Programmaplan, hoofdstuk 5, Aantrekkelijke wijken. Niet bevestigd bij de uitgever.",
    )
    saved = shares.sheets.data.set_index(["onderwerp", "gebied"])
    assert saved.loc[("(Zeer) hoge veerkracht", "Nazareth"), "cijfer"] == 40
    assert saved.loc[("(Zeer) hoge veerkracht", "Maastricht"), "status"] == "niet bevestigd"
    assert set(saved["decimalen"]) == {0} and saved["bron"].str.contains("Programmaplan").all()
    assert shares.table.rows[-1].cells[3].text == "helt 12 procentpunt meer naar vragers dan in de stad"
    assert any("tabel 50090NED" in line for line in abilities.sources) and len(abilities.sheets.data) == 10
    for one in (shares, abilities):
        drawing = picture.svg(one)
        assert one.has_picture and drawing == picture.svg(one) and drawing.count("rotate(") == 2
        assert picture.png(one).startswith(b"\x89PNG")
    names = [one.name for one in letters.buurt(query, AMBY).exhibits]
    assert f"buurt-{AMBY}-wipwap-redzaamheid" in names and f"buurt-{AMBY}-wipwap-dragers" not in names
