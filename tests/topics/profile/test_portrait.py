"""The portrait of a buurt: what it begins with, its words, its exhibits, and one judgement on every page."""

import re
from dataclasses import replace

import duckdb
import pytest

from tests.wording import offences
from veerkracht.core import dutch
from veerkracht.database import lookups, queries
from veerkracht.database.query import Query, query_of
from veerkracht.method import class_breaks
from veerkracht.topics.comparison import figures as comparison
from veerkracht.topics.goals import rows as goal_rows
from veerkracht.topics.map import figures as map_figures
from veerkracht.topics.profile import exhibits, figures, lines, sentences, tables
from veerkracht.topics.profile.portrait import portrait

NAZARETH, POTTENBERG, BELVEDERE = "BU09350403", "BU09350203", "BU09350303"
WIJK = "WK093504"
_SIGNS = {"good": 1, "bad": -1, "more": 1, "less": -1}


@pytest.fixture
def query(copy: duckdb.DuckDBPyConnection) -> Query:
    return query_of(copy)


# --- one judgement on every page --------------------------------------------------------------------------------------


@pytest.mark.slow
def test_every_figure_is_judged_as_on_vergelijken_kaart_and_doelkaart(query: Query) -> None:
    indicators = lookups.indicators(query)
    rows = {
        (code, row.indicator.indicator_id): row
        for code in figures.buurten(query)
        for row in figures.profile(query, (code,)).latest
    }
    compared = comparison.heat(query, tuple(indicators), tuple(figures.buurten(query)), by_wijk=False)
    steps = [
        (cell.step, rows[code, indicator_id].standing)
        for (code, indicator_id), cell in compared.cells.items()
        if (code, indicator_id) in rows and rows[code, indicator_id].period == cell.period and cell.step
    ]
    assert len(steps) > 2000
    assert [(step, standing.step) for step, standing in steps if step != standing.step] == []
    for (code, _), row in rows.items():
        if row.standing.side in _SIGNS and row.has_city:
            above = _SIGNS[row.standing.side] * (-1 if row.indicator.direction == "omlaag" else 1)
            assert row.difference(row.city) and (row.difference(row.city) > 0) == (above > 0), code
    _judged_as_the_map(query, rows)
    _judged_as_the_goals(query, rows)


def _judged_as_the_map(query: Query, rows: dict[tuple[str, str], figures.Latest]) -> None:
    """Check that the colour for the distance to the city lies on the side of the judgement."""
    checked = 0
    for indicator_id, indicator in lookups.indicators(query).items():
        periods = {row.period for (_, name), row in rows.items() if name == indicator_id and row.has_city}
        for period in periods:
            choice = map_figures.Choice(indicator_id, period, "buurt", class_breaks.AROUND_CITY)
            for area in map_figures.view(query, choice).areas:
                row = rows.get((area.outline.area_code, indicator_id))
                if row is None or row.period != period or row.standing.side not in _SIGNS:
                    continue
                side = _SIGNS[row.standing.side] * (-1 if indicator.direction == "omlaag" else 1)
                assert area.class_value is not None and area.class_value * side > 0, (indicator_id, area.outline.name)
                checked += 1
    assert checked > 1000


def _judged_as_the_goals(query: Query, rows: dict[tuple[str, str], figures.Latest]) -> None:
    """Check that Doelkaart has the area behind the city where the profile calls it worse, and ahead where better."""
    checked = 0
    for status in goal_rows.statuses(query):
        row = rows.get((status.area_code, status.indicator_id or ""))
        if row is None or status.period != row.period or status.gap_now is None or status.city_now != row.city.value:
            continue
        if row.standing.side in ("good", "bad"):
            assert (status.gap_now > 0) == (row.standing.side == "bad"), status.measure_id
            checked += 1
    assert checked > 0


@pytest.mark.slow
def test_every_row_has_a_comparison_in_words(query: Query) -> None:
    city = lookups.programme(query).municipality_name
    for code in (*figures.buurten(query), *figures.wijken(query)):
        for row in figures.profile(query, (code,)).latest:
            text = sentences.compared(row, city)
            assert city in text or "middelste" in text or len(row.peers.figures) == 1, (code, row.indicator.label)
            assert ("duidelijk" in text) <= (row.lower is not None)


# --- what the portrait begins with ------------------------------------------------------------------------------------


def words(query: Query, *codes: str) -> str:
    """Return the text of the first screen."""
    return " ".join(re.sub(r"<[^>]+>", " ", tables.portrait(query, codes)).split())


@pytest.mark.slow
def test_pottenberg_reads_as_a_place_and_the_city_has_more_at_least_as_often(query: Query) -> None:
    text = words(query, POTTENBERG)
    assert text.index("Sterk in deze buurt") < text.index("Waar de stad verder is") < text.index("Wat veranderde")
    said = [
        "In Pottenberg wonen meer kinderen en is een basisschool dichterbij dan gemiddeld in Maastricht",
        "Pottenberg ligt in het westen van Maastricht, in Buitenwijk West.",
        "Ernaast liggen Dousberg-Hazendans, Belfort en Malpertuis.",
        "Er wonen 2.280 mensen in 1.205 huishoudens.",
        "Van de bewoners is 16% jonger dan 15 jaar en 20% 65 jaar of ouder.",
        "In 50% van de huishoudens woont iemand alleen, in 30% wonen kinderen.",
        "Daarvan is 44% een eengezinswoning, 83% van een corporatie en 16% een koopwoning.",
        "Hier wonen meer kinderen dan gemiddeld in Maastricht: 15,8%, tegen 10,2%.",
        "Hier is een basisschool dichterbij: 0,3 km, tegen 0,7.",
        "In Maastricht voelen duidelijk meer mensen zich gezond: 70,0%, hier 54,0%.",
        "Daar leven minder mensen van bijstand: 30 per 1.000 inwoners, hier 100.",
        "Sinds 2022 voelen meer mensen zich gezond: van 51,7% naar 54,0% in 2024.",
    ]
    places = [text.find(sentence) for sentence in said]
    assert -1 not in places and places == sorted(places), said[places.index(-1)] if -1 in places else places
    assert not re.search(r"\b\d+e\b|achterstand|slecht|kwetsba", text) and offences(text) == []


@pytest.mark.slow
def test_every_portrait_is_read_in_whole_short_sentences_and_keeps_the_rules_on_words(query: Query) -> None:
    city = lookups.programme(query).municipality_name
    for code in (*figures.buurten(query), *figures.wijken(query)):
        found = portrait(query, code)
        title, about = sentences.finding(found, city), sentences.about(found, city)
        told = [*sentences.strengths(found, city), *sentences.distances(found, city), *sentences.changes(found, city)]
        assert len(title.split()) <= 15 and title.startswith((f"In {found.area.name} ", f"{found.area.name}: "))
        assert about[0].startswith(f"{found.area.name} ligt in het ") or "De wijk" in about[0]
        assert [text for text in (title, *about, *told) if offences(text)] == []
        for text in (*about, *told):
            assert text.endswith(".") and "→" not in text and "{" not in text
            assert all(len(sentence.split()) <= 20 for sentence in re.split(r"(?<=\.) ", text)), text


def test_every_subject_that_a_portrait_may_name_has_words_of_its_own(query: Query) -> None:
    for indicator in lookups.indicators(query).values():
        is_named = indicator.direction != "geen" or indicator.strength is not None
        if is_named and not indicator.repeats and indicator.frequency == "jaar" and not dutch.is_amount(indicator.unit):
            assert indicator.clause, indicator.indicator_id
            assert offences(sentences.clause(indicator, "meer")) == []


@pytest.mark.slow
def test_a_subject_without_words_of_its_own_is_named_by_its_label(copy: duckdb.DuckDBPyConnection) -> None:
    copy.execute("update indicator set clause = ''")
    text = words(query_of(copy), POTTENBERG)
    assert "Pottenberg: 2.280 mensen in het westen van Maastricht" in text
    assert "Inwoners jonger dan 15 jaar: hier meer dan gemiddeld in Maastricht: 15,8%, tegen 10,2%." in text
    assert "Personen met bijstand: in Maastricht minder: 30 per 1.000 inwoners, hier 100." in text
    assert "Geregistreerde misdrijven: van gemiddeld 433 per 10.000 inwoners in 2022 t/m 2024 naar 536 in 2025." in text


@pytest.mark.slow
def test_a_change_within_its_own_margin_is_not_called_more_or_less(query: Query) -> None:
    told = [
        (change, text)
        for code in figures.buurten(query)
        for found in [portrait(query, code)]
        for change, text in zip(found.changed, sentences.changes(found, "Maastricht"), strict=True)
    ]
    assert {text.startswith("Sinds ") for _, text in told} == {True, False}
    for change, text in told:
        assert text.startswith("Sinds ") <= (change.topic is not None and change.topic.moved != "unclear"), text


def test_a_wijk_is_told_as_one_with_its_buurten(query: Query) -> None:
    text = words(query, WIJK)
    assert "Buitenwijk Oost ligt in het oosten van Maastricht. De wijk heeft" in text and "Sterk in deze wijk" in text
    assert "De wijk Centrum ligt in het midden van Maastricht." in words(query, "WK093500")


@pytest.mark.slow
def test_a_buurt_with_the_name_of_its_wijk_is_said_once(query: Query) -> None:
    found = next(found for code in figures.buurten(query) if (found := portrait(query, code)).area.wijk)
    assert f", in {found.area.wijk}." in sentences.about(found, "Maastricht")[0].replace("de wijk ", "")
    alone = replace(found, area=replace(found.area, wijk=found.area.name))
    assert sentences.about(alone, "Maastricht")[0].count(found.area.name) == 1


@pytest.mark.slow
def test_what_is_called_clear_is_outside_its_margin_in_every_buurt(query: Query) -> None:
    for code in figures.buurten(query):
        found = portrait(query, code)
        for row in (*found.strong, *found.behind):
            said = [sentences.strength(row, "de stad"), sentences.distance(row, "de stad", "In de stad")]
            assert all(("duidelijk" in text) == row.standing.is_clear for text in said)
            if row.standing.is_clear:
                assert row.lower is not None and not row.lower <= (row.reference or 0) <= (row.upper or 0)
        labels = [row.indicator.indicator_id for row in (*found.strong, *found.behind)]
        assert len(labels) == len(set(labels))


@pytest.mark.slow
def test_no_strength_lies_on_the_worse_side_and_a_buurt_without_any_says_so(query: Query) -> None:
    told = []
    for code in (*figures.buurten(query), *figures.wijken(query)):
        found = portrait(query, code)
        for row, text in zip(found.strong, sentences.strengths(found, "Maastricht"), strict=True):
            assert row.reference is not None and (row.value - row.reference) * row.favourable >= 0, text
            assert (" niet " in text) == (row.standing.side == "even") == ("binnen de marge" in text), text
            told.append(text)
        if not found.strong:
            assert "De cijfers zeggen het niet" in words(query, code) or not found.figure_count
    assert any(" niet " in text for text in told)


@pytest.mark.slow
def test_a_buurt_of_fifteen_people_and_one_without_figures_get_words(copy: duckdb.DuckDBPyConnection) -> None:
    copy.execute("update observation set value = 15 where area_code = $code and indicator_id = 'inwoners'",
                 {"code": BELVEDERE})  # fmt: skip
    text = words(query_of(copy), BELVEDERE)
    assert "Er wonen 15 mensen" in text and "niemand te herkennen is" in text and "jonger dan" not in text
    copy.execute("delete from observation where area_code = $code", {"code": BELVEDERE})
    text = words(query_of(copy), BELVEDERE)
    assert "Hoeveel mensen hier wonen, is niet bekend." in text and "zijn geen cijfers. Onderaan staat" in text
    assert "Belvédère in het noordwesten van Maastricht: een profiel" in text
    assert "Of er iets veranderde, is niet te zeggen: van geen cijfer is de marge bekend." in text


@pytest.mark.slow
def test_without_outlines_there_is_no_map_and_no_fault(copy: duckdb.DuckDBPyConnection) -> None:
    copy.execute("delete from area_geometry")
    query = query_of(copy)
    assert query(queries.outlines, "buurt").empty
    assert "vk-portrait-map" not in tables.portrait(query, (NAZARETH,)) and exhibits.portrait(query, (NAZARETH,))
    assert "Nazareth ligt in Maastricht, in Buitenwijk Oost. Er wonen" in words(query, NAZARETH)


# --- lines and exhibits -----------------------------------------------------------------------------------------------


def test_a_strip_has_all_buurten_with_their_figure_in_the_order_of_the_page(query: Query) -> None:
    html = lines.lines(query, (NAZARETH,))
    areas = re.search(r'data-areas="([^"]*)"', html)
    assert areas and len(areas[1].split(";")) == 44
    place = [one.split("=")[0] for one in areas[1].split(";")].index(POTTENBERG)
    strip = re.search(r'ervaren_gezondheid&amp;jaar=2024" target="_self" data-dots="([^"]*)" data-unit="#%"', html)
    assert strip and strip[1].split(";")[place].split()[2] == "54,0"
    assert sum(bool(dot) for dot in strip[1].split(";")) == 39


@pytest.mark.slow
def test_a_line_of_years_needs_three_figures(query: Query) -> None:
    html = lines.lines(query, (NAZARETH,))
    row = re.search(r">Tevreden met de woonomgeving</a>.*?</tr>", html, re.DOTALL)
    assert row and 'width="90"' not in row[0]
    row = re.search(r">Ervaren gezondheid goed of zeer goed</a>.*?</tr>", html, re.DOTALL)
    assert row and 'width="90"' in row[0]


@pytest.mark.slow
@pytest.mark.parametrize("codes", [(NAZARETH,), (NAZARETH, POTTENBERG), (WIJK,), (BELVEDERE,)])
def test_one_function_gives_all_exhibits_of_a_portrait(query: Query, codes: tuple[str, ...]) -> None:
    found = exhibits.portrait(query, codes)
    assert [exhibit.name for exhibit in found[: len(codes)]] == [f"buurtprofiel-{code}" for code in codes]
    for exhibit in found:
        assert exhibit.has_picture and exhibit.table.rows and len(exhibit.title.split()) <= 15
    openings = [row.group for row in found[0].table.rows]
    assert list(dict.fromkeys(openings))[1:] == ["Waar de stad verder is", "Wat veranderde"]
    named = {row.indicator.indicator_id for code in codes for row in exhibits.named(portrait(query, code))}
    if named:
        assert found[-1].chart is not None and len(found[-1].table.rows) >= len(named)
        assert dutch.joined([lookups.area_names(query)[code] for code in codes]) in found[-1].title
