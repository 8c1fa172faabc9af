"""The page Vergelijken: what it shows equals the database by another route, and what it leaves out is said."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from tests.opened import chart_frames, html, open_query, page, parameter
from veerkracht.core import dutch, paths
from veerkracht.database import lookups
from veerkracht.groups import figures as group_figures
from veerkracht.groups import group as own_groups
from veerkracht.topics.comparison import charts as comparison_charts
from veerkracht.topics.comparison import exhibits as comparison_exhibits
from veerkracht.topics.comparison import figures as comparison_views
from veerkracht.topics.comparison import sentences as comparison_sentences
from veerkracht.topics.comparison import tables as comparison_tables
from veerkracht.topics.comparison.figures import Subject

NAZARETH, POTTENBERG, FRONTEN = "BU09350403", "BU09350203", "BU09350302"


@pytest.fixture
def planted(
    included_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A copy of the database that the page reads; close it before the page is opened."""
    shutil.copy(included_database, tmp_path / "veerkracht.duckdb")
    monkeypatch.setenv("VEERKRACHT_DATA", str(tmp_path))
    monkeypatch.delenv("VEERKRACHT_DATABASE", raising=False)
    connection = duckdb.connect(str(tmp_path / "veerkracht.duckdb"))
    yield connection
    connection.close()


def query(question: str, **values: object) -> list[tuple]:
    with duckdb.connect(str(paths.database_file()), read_only=True) as connection:
        return connection.execute(question, values or None).fetchall()


def rows(test: AppTest, table: int = 0) -> dict[str, list[str]]:
    """Return the cells after the name by name, as text; place first when there is one."""
    found = {}
    for row in re.findall(r"<tr[^>]*>(.*?)</tr>", tables(test)[table], re.DOTALL):
        if 'scope="row"' in row:
            name = re.sub(r"<.*?>", "", re.search(r'<th class="vk-text" scope="row">(.*?)</th>', row)[1])
            cells = re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)
            found[name] = [re.sub(r"<.*?>", "|", cell.replace("\n", "")).strip("|") for cell in cells]
    return found


def tables(test: AppTest) -> list[str]:
    return re.findall(r"<table.*?</table>", html(test), re.DOTALL)


def dots(test: AppTest) -> pd.DataFrame:
    return next(frame for frame in chart_frames(test, 0) if "row" in frame)


def texts(test: AppTest) -> str:
    return " ".join(paragraphs(test))


def paragraphs(test: AppTest) -> list[str]:
    """Return the running text and the small print, a paragraph each."""
    return [text for element in [*test.markdown, *test.caption] for text in element.value.split("\n\n")]


# --- one subject ------------------------------------------------------------------------------------------------------


def test_a_film_has_a_line_for_a_group_with_figures(included_database: Path) -> None:
    with open_query(included_database) as plain:
        groups, _ = own_groups.read(["Oost~WK093504"], lookups.area_names(plain))
        grouped = group_figures.with_groups(plain, groups)
        codes = tuple(buurt.area_code for buurt in comparison_views.buurten(grouped))
        film = comparison_exhibits.film_chart(grouped, Subject("misdrijven", "2025", codes))
    assert {"line_GM0935", "line_GR-oost"} <= {layer.get("name") for layer in film.specification["layer"]}


def test_places_and_differences_equal_plain_sql(built: None) -> None:
    expected = query("""
        select area.name, rank() over (order by round(own.value, 1) desc), round(own.value, 1),
               round(round(own.value, 1) - round(city.value, 1), 1)
        from observation as own
        join observation as city using (indicator_id, period)
        join area on area.area_code = own.area_code and boundary_year = (select boundary_year from programme)
        where indicator_id = 'ervaren_gezondheid' and period = '2024' and own.value is not null
            and own.area_code like 'BU0935%' and city.area_code = 'GM0935'
    """)
    shown = rows(page("vergelijken", indicator="ervaren_gezondheid", jaar="2024"))
    shown = {name.removesuffix(" *"): cells for name, cells in shown.items()}
    assert len(expected) == 39
    for name, place, value, difference in expected:
        sign = "−" if difference < 0 else "+" if difference else ""
        figures = [str(figure).replace(".", ",") for figure in (value, abs(difference))]
        assert [shown[name][0], shown[name][1], shown[name][3]] == [str(place), f"{figures[0]}%", sign + figures[1]], (
            name
        )


def test_the_sentences_say_where_the_focus_areas_stand(built: None) -> None:
    for group in ({}, {"groep": "wijk", "wijk": "WK093500"}):
        test = page("vergelijken", **group)
        assert paragraphs(test)[0] == (
            "Nazareth: 58,9%, in 34 van de 38 andere buurten is het hoger. Pottenberg: 54,0%, in alle andere "
            "buurten is het hoger. Een hoger cijfer is gunstiger."
        )
    assert paragraphs(test)[1].startswith("Een verschil dat kleiner is dan de marge kan toeval zijn. Bij ")


def test_crimes_have_a_margin_by_chance_and_no_page_says_that_it_is_not_known(built: None) -> None:
    test = page("vergelijken", indicator="misdrijven")
    assert "marge is niet bekend" not in " ".join(paragraphs(test)).lower()
    assert set(dots(test)["margin"].str.split(", ").str[-1]) == {"toeval in het aantal"}
    assert "de marge van 95%: toeval in het aantal." in " ".join(
        paragraphs(test) + [element.value for element in test.caption]
    )


@pytest.mark.slow
def test_of_what_was_counted_in_full_it_says_that_there_is_no_margin(changed: Callable[..., None]) -> None:
    """It said that the margin was not known, and that a small difference can be chance."""
    changed("update indicator set is_full_count = true where indicator_id = 'woz_waarde'")
    text = " ".join(paragraphs(page("vergelijken", indicator="woz_waarde")))
    assert "Alles is geteld: het cijfer heeft geen marge." in text
    assert "marge is niet bekend" not in text and "toeval" not in text


@pytest.mark.slow
def test_the_dots_are_the_buurten_with_a_figure_and_the_others_are_named_with_the_reason(built: None) -> None:
    test = page("vergelijken")
    drawn = dots(test)
    assert len(drawn) == 39 and list(drawn["value"]) == sorted(drawn["value"], reverse=True)
    assert list(drawn.loc[drawn["shape"] == "square", "row"]) == ["Pottenberg"]
    lines = {frame["text"].iloc[0] for frame in chart_frames(test, 0) if "row" not in frame}
    references = query("""
        select any_value(area.name), round(value, 1) from observation join area using (area_code)
        where indicator_id = 'ervaren_gezondheid' and period = '2024' and level in ('gemeente', 'land') and value > 0
        group by area_code, value
    """)
    assert lines == {f"{name} {dutch.number(value, 1)}%" for name, value in references} and len(lines) == 2
    gaps = query("""
        select distinct area.name from observation join area using (area_code)
        where indicator_id = 'ervaren_gezondheid' and period = '2024' and value is null and area_code like 'BU%'
    """)
    sentence = next(text for text in paragraphs(test) if text.startswith("Niet getekend"))
    assert len(gaps) == 5 and all(name in sentence for (name,) in gaps)
    assert sentence.endswith("(niet bekendgemaakt door de bron).")


def test_a_picture_says_how_many_buurten_are_drawn(included_database: Path) -> None:
    with open_query(included_database) as query:
        codes = tuple(buurt.area_code for buurt in query.value(comparison_views.buurten))
        subject = Subject("ervaren_gezondheid", "2024", codes)
        made = comparison_exhibits.ranking(query, subject)
    assert len(subject.codes) == 44 and made.subtitle.endswith(", 2024; 39 buurten in Maastricht")
    assert any(note.startswith("Niet getekend, want zonder cijfer: ") for note in made.notes)


@pytest.mark.slow
def test_small_buurten_are_open_and_marked_with_what_that_means(built: None) -> None:
    test = page("vergelijken", indicator="inwoners", jaar="2024")
    small = query("""
        select name || ' *' from observation join area using (area_code)
        where indicator_id = 'inwoners' and period = '2024' and value < 500 and area_code like 'BU%'
            and boundary_year = (select boundary_year from programme)
        order by 1
    """)
    drawn = dots(test)
    assert sorted(drawn.loc[drawn["fill"] == "#ffffff", "row"]) == [name for (name,) in small] and len(small) == 7
    assert sorted(name for name in rows(test) if name.endswith("*")) == [name for (name,) in small]
    assert "Een sterretje (*) betekent: minder dan 500 inwoners." in texts(test)
    assert "sterretje" not in texts(page("vergelijken", groep="zelf"))


@pytest.mark.slow
def test_a_planted_small_buurt_is_marked_in_both_views(planted: duckdb.DuckDBPyConnection) -> None:
    planted.execute(
        "update observation set value = 499 where indicator_id = 'inwoners' and period = '2024' and area_code = ?",
        [NAZARETH],
    )
    planted.close()
    one, more = page("vergelijken", groep="zelf"), page("vergelijken", weergave="meer", groep="zelf")
    for test in (one, more):
        assert "Nazareth *" in rows(test) and "Pottenberg" in rows(test) and "sterretje" in texts(test)
    assert list(dots(one)["fill"] == "#ffffff") == [True, False]


@pytest.mark.slow
def test_an_amount_is_not_set_against_the_city(built: None) -> None:
    test = page("vergelijken", indicator="woningen", jaar="2022")
    assert "Maastricht" not in rows(test) and "Verschil" not in tables(test)[0]
    assert all("row" in frame for frame in chart_frames(test, 0))
    assert "Maastricht en Nederland staan er niet bij" in texts(test)
    more = page("vergelijken", weergave="meer", onderwerp=["woningen", "koopwoningen"], groep="zelf")
    assert "vk-heat-" not in re.search(r"Nazareth</a></th>\s*<td class=\"(.*?)\"", html(more))[1]
    assert "aantal: geen kleur" in html(more) and "|" not in rows(more)["Nazareth"][0]


@pytest.mark.slow
def test_without_a_figure_of_the_city_there_is_no_difference_and_that_is_said(built: None) -> None:
    test = page("vergelijken", indicator="huurwoningen", jaar="2025")
    assert not query("""
        select * from observation where indicator_id = 'huurwoningen' and period = '2025' and area_code = 'GM0935'
            and value is not null
    """)
    assert "Verschil" not in tables(test)[0] and "Maastricht heeft geen cijfer: nog niet opgehaald." in texts(test)
    assert "Verschil met Maastricht" in tables(page("vergelijken"))[0]


@pytest.mark.slow
def test_margins_are_drawn_and_counted_against_the_city(planted: duckdb.DuckDBPyConnection) -> None:
    where = "where indicator_id = 'ervaren_gezondheid' and period = '2024' and value is not null"
    planted.execute(
        f"update observation set lower = value - 4, upper = value + 4, margin_kind = 'gepubliceerd' {where}"
    )
    city = planted.execute(f"select value from observation {where} and area_code = 'GM0935'").fetchone()[0]
    above, below = planted.execute(
        f"select count(*) filter (lower > {city}), count(*) filter (upper < {city}) from observation {where} "
        "and area_code like 'BU%'"
    ).fetchone()
    planted.close()
    test = page("vergelijken", indicator="ervaren_gezondheid", jaar="2024")
    assert above and below
    assert f"Bij {above + below} van de 39 getoonde buurten" in paragraphs(test)[1]
    assert f"{above} keer ligt de buurt erboven, {below} keer eronder" in paragraphs(test)[1]
    assert rows(test)["Nazareth"][1:3] == ["58,9%", "54,9 tot 62,9"]
    assert dots(test).set_index("row").loc["Nazareth", "margin"] == "tussen 54,9 en 62,9, zoals de bron die geeft"


@pytest.mark.slow
def test_the_order_of_the_table_is_chosen(built: None) -> None:
    names = {order: list(rows(page("vergelijken", volgorde=order))) for order in ("hoog", "naam", "wijk")}
    assert names["naam"] == sorted(names["naam"]) != names["hoog"]
    assert names["hoog"].index("Maastricht") < names["hoog"].index("Nazareth") < names["hoog"].index("Pottenberg")
    assert names["wijk"][:2] == ["Maastricht", "Nederland"]
    assert set(names["naam"]) == set(names["hoog"]) == set(names["wijk"])


# --- which buurten ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("view", ["een", "meer"])
@pytest.mark.parametrize(
    ("group", "key", "default"),
    [("wijk", "wijk", ["WK093504", "WK093502"]), ("lijkt", "op", NAZARETH), ("zelf", "gebied", [NAZARETH, POTTENBERG])],
)
def test_every_way_to_choose_stands_in_the_address(
    built: None,
    view: str,
    group: str,
    key: str,
    default: object,
) -> None:
    test = page("vergelijken", weergave=view, groep=group)
    assert not test.exception and not test.warning
    found = test.query_params[key]
    assert (found if isinstance(default, list) else parameter(test, key)) == default
    assert parameter(test, "groep") == group and parameter(test, "weergave") == view
    assert html(test).count('class="vk-focus"') >= 2


def test_a_wijk_shows_its_own_buurten(built: None) -> None:
    expected = query("""
        select name from area where parent_code = 'WK093500' and level = 'buurt'
            and boundary_year = (select boundary_year from programme)
    """)
    for view in ("een", "meer"):
        shown = set(rows(page("vergelijken", weergave=view, groep="wijk", wijk="WK093500")))
        assert {name.removesuffix(" *") for name in shown} == {name for (name,) in expected} | {
            "Maastricht", "Nederland"
        }  # fmt: skip


@pytest.mark.slow
def test_the_most_alike_equal_a_calculation_in_sql(built: None) -> None:
    expected = query("""
        with counted as (
            select indicator_id, period, count(value) as figures from observation
            join similarity_measure using (indicator_id) where area_code like 'BU%' group by all
        ),
        latest as (
            select indicator_id, arg_max(period, period) filter (figures * 2 >= most) as period
            from (select *, max(figures) over (partition by indicator_id) as most from counted) group by all
        ),
        people as (
            select area_code, value as w from observation
            where indicator_id = 'inwoners' and period = '2024' and area_code like 'BU%'
        ),
        figure as (
            select indicator_id, area_code, value, w from latest join observation using (indicator_id, period)
            join people using (area_code) where value is not null and w >= 500
        ),
        mean as (select indicator_id, sum(w * value) / sum(w) as m from figure group by all),
        deviation as (
            select indicator_id, sqrt(sum(w * (value - m) ^ 2) / sum(w)) as sd
            from figure join mean using (indicator_id) group by all
        )
        select other.area_code, sqrt(avg(((other.value - own.value) / sd) ^ 2)) as distance
        from figure as own join figure as other using (indicator_id) join deviation using (indicator_id)
        where own.area_code = 'BU09350403' and other.area_code <> own.area_code
        group by all having count(*) >= 6 order by distance limit 9
    """)
    names = dict(query("select area_code, arg_max(name, boundary_year) from area group by all"))
    test = page("vergelijken", groep="lijkt", op=NAZARETH)
    table = rows(test, 1)
    assert list(table) == ["Nazareth", *(names[code] for code, _ in expected)]
    assert [table[names[code]][0] for code, _ in expected] == [dutch.number(size, 2) for _, size in expected]
    assert set(rows(test)) == set(table) | {"Maastricht", "Nederland"}
    assert "Niet vergeleken: Beatrixhaven, " in texts(test) and "(te weinig inwoners)" in texts(test)


def test_a_buurt_with_too_few_figures_is_like_no_other_and_that_is_said(built: None) -> None:
    test = page("vergelijken", groep="lijkt", op="BU09350500", indicator="inwoners", jaar="2024")
    assert not test.exception and "Er is geen buurt te vinden die op Beatrixhaven lijkt" in test.info[0].value
    assert list(rows(test)) == ["Beatrixhaven *"]


@pytest.mark.parametrize(
    "query",
    [{"indicator": "onzin"}, {"groep": "onzin"}, {"weergave": "onzin"}, {"volgorde": "onzin"}, {"jaar": "1850"},
     {"groep": "wijk", "wijk": "WK999999"}, {"groep": "lijkt", "op": "BU99999999"},
     {"groep": "zelf", "gebied": ["BU99999999", NAZARETH]}, {"weergave": "meer", "onderwerp": "onzin"},
     {"weergave": "meer", "thema": "onzin"}, {"weergave": "meer", "rijen": "onzin"}],
)  # fmt: skip
def test_an_unknown_code_gives_a_message_and_the_page(built: None, query: dict) -> None:
    test = page("vergelijken", **query)
    assert not test.exception and "bestaat hier niet" in test.warning[0].value
    assert "<table" in html(test)


@pytest.mark.parametrize("view", ["een", "meer"])
def test_nothing_chosen_says_what_to_choose(built: None, view: str) -> None:
    for query, message in (({"groep": "wijk", "wijk": ""}, "een of meer wijken"),
                           ({"groep": "zelf", "gebied": ""}, "een of meer buurten")):  # fmt: skip
        test = page("vergelijken", weergave=view, **query)
        assert not test.exception and message in test.info[0].value and "<table" not in html(test)
    test = page("vergelijken", weergave="meer", onderwerp="")
    assert not test.exception and "een of meer onderwerpen" in test.info[0].value


def test_buurten_without_any_figure_say_why(built: None) -> None:
    test = page("vergelijken", groep="zelf", gebied="BU09350500", indicator="ervaren_gezondheid", jaar="2024")
    assert not test.exception and "<table" not in html(test)
    assert "hebben in 2024 geen cijfer over Ervaren gezondheid" in test.info[0].value
    assert "niet bekendgemaakt door de bron" in test.info[0].value


# --- several subjects -------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_heat_cell_equals_plain_sql(built: None) -> None:
    columns = ["ervaren_gezondheid", "misdrijven", "adressendichtheid"]
    test = page("vergelijken", weergave="meer", onderwerp=columns)
    shown = rows(test)
    cells = re.search(r"Pottenberg</a></th>(.*?)</tr>", html(test), re.DOTALL)[1]
    styles = re.findall(r'<td class="(.*?)"', cells)
    for place, (indicator, direction) in enumerate(zip(columns, ("omhoog", "omlaag", "geen"), strict=True)):
        figures = query(
            """
            with best as (
                select period from observation where indicator_id = $indicator and area_code like 'BU%'
                group by period having count(value) >= 38 order by period desc limit 1
            ),
            own as (select area_code, value from observation join best using (period) where indicator_id = $indicator),
            people as (
                select area_code, value as w from observation where indicator_id = 'inwoners' and period = '2024'
            ),
            counted as (
                select value, w from own join people using (area_code)
                where area_code like 'BU%' and w >= 500 and value is not null
            )
            select (select value from own where area_code = 'BU09350203'),
                   (select value from own where area_code = 'GM0935'),
                   (select sqrt(sum(w * (value - (select sum(w * value) / sum(w) from counted)) ^ 2) / sum(w))
                    from counted)
            """,
            indicator=indicator,
        )
        value, city, deviation = figures[0]
        decimals = 1 if indicator == "ervaren_gezondheid" else 0
        difference = round(round(value, decimals) - round(city, decimals), decimals)
        arrow = "▲ +" if difference > 0 else "▼ −"
        unit = "%" if decimals else ""
        expected = f"{dutch.number(value, decimals)}{unit}|{arrow}{dutch.number(abs(difference), decimals)}"
        assert shown["Pottenberg"][place] == expected
        far = sum(abs(value - city) / deviation >= bound for bound in (0.5, 1, 1.5))
        side = {"geen": ("less", "more"), "omhoog": ("bad", "good"), "omlaag": ("good", "bad")}[direction][value > city]
        assert styles[place] == (f"vk-heat-{side}{far}" if far else "vk-heat-even")


def test_the_first_columns_are_those_of_goals_with_figures_topped_up_to_seven(built: None) -> None:
    test = page("vergelijken", weergave="meer")
    chosen = test.query_params["onderwerp"]
    assert chosen[:4] == ["ervaren_gezondheid", "beweegrichtlijn", "misdrijven", "gestandaardiseerd_inkomen"]
    assert len(chosen) == 7 and set(chosen[4:]) <= {
        name for (name,) in query("select indicator_id from similarity_measure")
    }
    assert len(re.findall('scope="col"', tables(test)[0])) == 8
    sources = test.caption
    assert any(
        "Ervaren gezondheid goed of zeer goed: RIVM, " in source.value and "Jaar: 2024." in source.value
        for source in sources
    )


def test_a_theme_sets_all_its_columns(built: None) -> None:
    test = page("vergelijken", weergave="meer", thema="uitkeringen")
    expected = query("""
        select label from indicator join observation using (indicator_id)
        where theme = 'uitkeringen' and frequency = 'jaar' and area_code like 'BU%' and value is not null
        group by label, position order by position
    """)
    heads = re.findall(r'<th scope="col">(.*?)<small>', tables(test)[0])
    assert [head.replace("\u00ad", "") for head in heads] == [label for (label,) in expected] and len(expected) == 4
    assert not test.multiselect


@pytest.mark.slow
def test_suppressed_figures_are_hatched_with_the_reason(planted: duckdb.DuckDBPyConnection) -> None:
    planted.execute(
        "update observation set value = null, status = null, missing = 'suppressed', lower = null, upper = null, "
        "margin_kind = null "
        "where indicator_id = 'misdrijven' and area_code = ?", [NAZARETH],
    )  # fmt: skip
    planted.close()
    test = page("vergelijken", weergave="meer", groep="zelf", onderwerp=["misdrijven"])
    assert rows(test)["Nazareth"] == ["niet bekendgemaakt"] and html(test).count("vk-gap vk-heat-gap") >= 1
    one = page("vergelijken", indicator="misdrijven", groep="zelf", jaar="2024")
    assert "Nazareth heeft geen cijfer: niet bekendgemaakt door de bron." in one.markdown[0].value
    assert list(dots(one)["row"]) == ["Pottenberg"]


@pytest.mark.slow
def test_figures_of_too_few_buurten_and_of_no_city_have_no_colour(built: None) -> None:
    test = page("vergelijken", weergave="meer", groep="zelf", onderwerp=["overlastmeldingen", "thuis_in_de_buurt"])
    colors = r"vk-heat-(good|bad|more|less|even)\d?\""
    assert not re.search(colors, "".join(tables(test)))
    assert re.search(colors, "".join(tables(page("vergelijken", weergave="meer", groep="zelf"))))


def test_the_first_column_orders_the_rows(built: None) -> None:
    test = page("vergelijken", weergave="meer", onderwerp=["ervaren_gezondheid", "misdrijven"], rijen="eerste")
    found = [
        float(cells[0].split("%")[0].replace(",", ".")) for cells in list(rows(test).values())[2:] if "%" in cells[0]
    ]
    assert len(found) == 39 and found == sorted(found, reverse=True)
    assert "vk-level" in html(page("vergelijken", weergave="meer")) and "vk-level" not in html(test)


# --- what must not happen ---------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_hostile_name_of_an_area_is_text(planted: duckdb.DuckDBPyConnection) -> None:
    planted.execute("update area set name = '<script>alert(1)</script>' where area_code = ?", [NAZARETH])
    planted.close()
    for query in ({}, {"weergave": "meer"}, {"groep": "lijkt"}):
        test = page("vergelijken", **query)
        assert not test.exception
        assert "<script>alert" not in html(test) and "&lt;script&gt;alert(1)" in html(test)


@pytest.mark.slow
def test_two_buurten_of_one_name_keep_a_row_each(planted: duckdb.DuckDBPyConnection) -> None:
    planted.execute("update area set name = 'Nazareth' where area_code = ?", [POTTENBERG])
    planted.close()
    test = page("vergelijken", groep="zelf")
    assert set(dots(test)["row"]) == {"Nazareth (Buitenwijk Oost)", "Nazareth (Buitenwijk West)"}


def test_text_on_every_colour_of_the_heat_table_can_be_read() -> None:
    style = (paths.ROOT / "veerkracht" / "web" / "assets" / "style.css").read_text(encoding="utf-8")
    colors = dict(re.findall(r"\.vk-heat-((?:good|bad|more|less)\d|even) \{ background: (#\w{6})", style))
    sides = [f"{side}{far}" for side in ("good", "bad", "more", "less") for far in (1, 2, 3)]
    assert set(colors) == {*sides, "even"}

    def light(color: str) -> float:
        parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    assert {step: color for step, (color, _) in comparison_charts.HEAT.items()} == colors  # those of the picture
    text = max(light("#222222"), light("#31333f"))  # of the small print and of Streamlit
    assert min((light(color) + 0.05) / (text + 0.05) for color in colors.values()) >= 4.5


@pytest.mark.parametrize("by_wijk", [True, False])
def test_the_picture_of_a_heat_table_has_its_rows_columns_figures_and_colours(
    built: None, included_database: Path, by_wijk: bool
) -> None:
    ids = ("ervaren_gezondheid", "misdrijven", "inwoners")
    with open_query(included_database) as asked:
        codes = tuple(buurt.area_code for buurt in asked.value(comparison_views.buurten))
        exhibit = comparison_exhibits.heat(asked, ids, codes, by_wijk)
    assert exhibit.chart
    spec = exhibit.chart.specification
    cells = {(cell["row"], cell["column"]): cell for cell in spec["layer"][0]["data"]["values"]}
    columns = spec["layer"][0]["encoding"]["x"]["scale"]["domain"]
    rows = spec["layer"][0]["encoding"]["y"]["scale"]["domain"]
    wijken = list(dict.fromkeys(row.group for row in exhibit.table.rows if row.group))
    assert [row for row in rows if row not in wijken] == [row.cells[0].text for row in exhibit.table.rows]
    assert len(wijken) == (7 if by_wijk else 0) and len(rows) == len(exhibit.table.rows) + len(wijken)
    for row in exhibit.table.rows:
        for column, cell in zip(columns, row.cells[1:], strict=True):
            drawn = cells[row.cells[0].text, column]
            step = cell.style.removeprefix("vk-heat-")
            if "vk-gap" in cell.style:
                assert (drawn["text"], drawn["fill"]) == ("×", comparison_charts.NO_FIGURE[0])
            else:
                color = comparison_charts.HEAT[step][0] if step else comparison_charts.NO_COLOR
                assert (drawn["text"], drawn["fill"]) == (cell.text, color)
    used = {cell["fill"] for cell in cells.values()} - {comparison_charts.NO_COLOR}
    assert {color for color, _ in exhibit.legend} == used


def test_every_reason_for_a_gap_has_a_short_form(built: None) -> None:
    reasons = {name for (name,) in query("select unnest(enum_range(null::missing_reason))::varchar")}
    assert set(comparison_tables.SHORT_REASON) == reasons and "suppressed" in reasons
    assert comparison_sentences.reason(None) == "geen gegevens"


@pytest.mark.slow
def test_a_year_of_which_few_buurten_have_a_figure_names_a_fuller_one(built: None) -> None:
    test = page("vergelijken", indicator="inkomen_per_inwoner", jaar="2024")
    counts = query("""
        select count(value) from observation where indicator_id = 'inkomen_per_inwoner' and area_code like 'BU%'
            and period in ('2022', '2024') group by period order by period
    """)
    assert counts == [(39,), (18,)]
    assert "Over 2024 is er nog maar van 18 buurten een cijfer. Kies 2023 om 39 buurten" in test.info[0].value
    assert not page("vergelijken", indicator="inkomen_per_inwoner", jaar="2022").info
