"""The change of buurten between two years: the figures against the database, the same words as Halen we in?, the
sentences at their edges and the page."""

import random
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import duckdb
import pytest

from tests.opened import open_query, page, parameter
from veerkracht.database import lookups
from veerkracht.database.query import Query
from veerkracht.export import delimited
from veerkracht.topics.catching_up import figures as catching_up
from veerkracht.topics.change import exhibits, figures, sentences, tables
from veerkracht.topics.change.figures import Choice, Overview, Row
from veerkracht.topics.comparison import figures as comparison

NAZARETH, POTTENBERG = "BU09350403", "BU09350203"


def every(query: Query) -> tuple[str, ...]:
    return tuple(buurt.area_code for buurt in comparison.buurten(query))


def usual(query: Query, indicator_id: str) -> Overview:
    since, until = figures.usual_since(query, indicator_id), figures.years(query, indicator_id)[-1]
    return figures.overview(query, Choice(indicator_id, since, until, every(query)))


def row(
    change: float | None, movement: str = "unclear", has_margin: bool = True, yardstick: str = "", code: str = "BU1"
) -> Row:
    margin = 1.0 if has_margin and change is not None else None
    return Row(
        code, "Nazareth", "", False, "2022", 50, None if change is None else 50 + change, change, change, margin,
        margin,
        obstacle="last" if change is None else None, movement=movement, yardstick=yardstick,  # type: ignore[arg-type]
    )  # fmt: skip


@pytest.mark.slow
def test_random_changes_equal_those_of_the_observations(included_database: Path) -> None:
    """Of counts the begin is the mean of three years, of their numerators and denominators."""
    chance = random.Random(26)
    with open_query(included_database) as query, duckdb.connect(str(included_database), read_only=True) as connection:
        offered, codes = list(figures.offered(query)), every(query)
        for _ in range(40):
            indicator_id = chance.choice(offered)
            since, until = sorted(chance.sample(figures.years(query, indicator_id), 2))
            overview = figures.overview(query, Choice(indicator_id, since, until, codes))
            found = chance.choice(overview.rows)
            values = dict(connection.execute(
                "select period, value from observation "
                "where indicator_id = $1 and area_code = $2 and value is not null",
                [indicator_id, found.area_code],
            ).fetchall())  # fmt: skip
            if found.change is None:
                assert found.obstacle == "break" or since not in values or until not in values
                continue
            years = range(int(found.first_period[:4]), int(found.first_period[-4:]) + 1)
            mean = sum(values[str(year)] for year in years) / len(years)
            # a mean of rates differs a little from a rate of sums, as the number of inhabitants changes
            assert found.first == pytest.approx(mean, rel=0.02 if len(years) > 1 else 1e-9)
            assert found.last == values[until] and found.change == found.last - found.first
            assert found.lower is None or found.lower <= found.change <= found.upper  # type: ignore[operator]


@pytest.mark.slow
def test_a_change_is_judged_as_on_halen_we_in(included_database: Path) -> None:
    """One rule for judging everywhere: of the same figure between the same years."""
    compared = 0
    with open_query(included_database) as query:
        for since, until in (("2022", "2024"), ("2020", "2022"), ("2024", "2025")):
            for code in (NAZARETH, POTTENBERG):
                for topic in catching_up.overview(query, catching_up.Choice(code, since, until)).topics:
                    if topic.first[-4:] != since or topic.last != until:
                        continue
                    choice = Choice(topic.indicator.indicator_id, since, until, (code,))
                    found = figures.overview(query, choice).rows[0]
                    assert (found.first, found.last) == topic.own, topic.indicator.indicator_id
                    assert found.movement == topic.moved and found.has_margin == topic.has_margin
                    compared += 1
    assert compared > 60


@pytest.mark.slow
def test_the_yardstick_speaks_of_its_own_years_only(included_database: Path) -> None:
    with open_query(included_database) as query:
        own = usual(query, "ervaren_gezondheid")
        stick = lookups.yardsticks(query)["ervaren_gezondheid", POTTENBERG]
        assert (stick.base_period, stick.period) == (own.choice.since, own.choice.until)
        assert next(row for row in own.rows if row.area_code == POTTENBERG).is_unusual
        other = figures.overview(query, Choice("inwoners", "2021", "2023", every(query)))
        assert other.changed and not any(row.yardstick for row in other.rows)
        assert any("zegt zij niets" in line for line in sentences.how_sure(other))


@pytest.mark.slow
def test_every_indicator_and_pair_of_years_can_be_shown(included_database: Path) -> None:
    with open_query(included_database) as query:
        for indicator_id in figures.offered(query):
            years = figures.years(query, indicator_id)
            for since, until in pairwise(years):
                overview = figures.overview(query, Choice(indicator_id, since, until, every(query)))
                if sentences.nothing(overview, ""):
                    continue
                exhibit = exhibits.ranking(query, overview.choice)
                assert len(exhibit.title.split()) <= 15
                assert len(exhibit.table.rows) == len(overview.rows) + len(overview.references)
                classes = figures.classes(overview)
                assert all(classes.place(row.printed) is not None for row in overview.changed)


FORWARD, BACK = row(1, "forward"), row(-1, "back")


@pytest.mark.parametrize(
    ("rows", "direction", "title"),
    [
        ([FORWARD, FORWARD], "omhoog", "Van de 2 buurten gaan er 2 aantoonbaar vooruit, en geen achteruit"),
        ([FORWARD], "omhoog", "Van de ene buurt gaat er 1 aantoonbaar vooruit, en geen achteruit"),
        ([BACK, row(0)], "omhoog", "Van de 2 buurten gaat er geen aantoonbaar vooruit, en 1 achteruit"),
        ([row(1), row(0)], "omlaag", "In geen van de 2 buurten is de verandering groter dan de marge"),
        (
            [FORWARD, row(None)], "geen",
            "Van de ene buurt stijgt het cijfer aantoonbaar in 1, en daalt het in geen",
        ),
        (
            [row(3, has_margin=False), row(0, has_margin=False)], "omhoog",
            "Van de 2 buurten stijgt het cijfer in 1, en daalt het in geen",
        ),
    ],
)  # fmt: skip
def test_the_title_says_what_the_margin_carries(
    included_database: Path, rows: list[Row], direction: str, title: str
) -> None:
    with open_query(included_database) as query:
        known = usual(query, "ervaren_gezondheid")
    indicator = replace(known.indicator, direction=direction)
    overview = replace(known, rows=tuple(rows), indicator=indicator)
    assert sentences.title(overview) == title


@pytest.mark.slow
def test_what_stands_above_the_ranking_goes_with_what_is_drawn(included_database: Path) -> None:
    with open_query(included_database) as query:
        known = usual(query, "ervaren_gezondheid")
        shown, on_map = exhibits.ranking(query, known.choice), exhibits.area_map(query, known.choice)
    mark = f"{sentences.UNUSUAL_MARK} is landelijk ongewoon"
    assert any(sentences.UNUSUAL_MARK in line.cells[0].signs for line in shown.table.rows)
    assert mark in shown.subtitle and mark not in on_map.subtitle
    still = replace(known, rows=(row(1), row(0)))
    assert mark not in sentences.ranking_subtitle(still)
    assert "stand" in sentences.findings(known)[0] and "stand" not in sentences.findings(still)[0]


@pytest.mark.slow
def test_files_hold_what_is_on_screen(included_database: Path) -> None:
    with open_query(included_database) as query:
        overview = usual(query, "misdrijven")
        exhibit = exhibits.ranking(query, overview.choice)
        text = delimited.dutch([exhibit]).decode("utf-8-sig")
        table = tables.changes(overview)
        assert exhibits.area_map(query, overview.choice).legend[-1][1] == "geen verandering bekend (5)"
    assert [column.label for column in table.columns] == [
        "Gebied", "2022 t/m 2024", "2025", "Verandering", "Marge", "Zekerheid", "Landelijke meetlat",
    ]  # fmt: skip
    assert "Pottenberg" in text and "uitzonderlijk ongunstig" in text
    changes = [line.split(";")[9] for line in text.splitlines()[1:] if ";;" not in line]
    assert changes and all(change.endswith(",0") for change in changes)  # rounded, as its bounds


@pytest.mark.slow
def test_choices_stand_in_the_address_and_hold(built: None) -> None:
    test = page("vergelijken", weergave="verandering")
    assert not test.exception and not test.warning
    assert {key: parameter(test, key) for key in ("indicator", "van", "tot")} == {
        "indicator": "ervaren_gezondheid", "van": "2022", "tot": "2024",
    }  # fmt: skip
    assert test.header[0].value == "Van de 39 buurten gaan er 37 aantoonbaar vooruit, en geen achteruit"
    test = page("vergelijken", weergave="verandering", indicator="inwoners", van="2021", tot="2023")
    assert not test.warning and "verandering van 2021 tot 2023" in test.caption[0].value


@pytest.mark.parametrize(
    ("choice", "text"),
    [
        ({"van": "1066", "tot": "2024"}, "1066"),
        ({"van": "2024", "tot": "2022"}, "2024"),  # none after the last year
        ({"indicator": "'; drop table observation; --"}, "drop table"),
    ],
)
def test_odd_choices_get_a_message_and_the_usual_view(built: None, choice: dict[str, str], text: str) -> None:
    test = page("vergelijken", weergave="verandering", **choice)
    assert not test.exception and test.header
    assert any(text in warning.value for warning in test.warning)


def test_years_that_cannot_be_compared_get_a_reason(built: None) -> None:
    test = page("vergelijken", weergave="verandering", indicator="afstand_supermarkt")
    assert not test.exception and not test.header
    assert "niet te vergelijken" in test.info[0].value
    test = page("vergelijken", weergave="verandering", groep="zelf", gebied="")
    assert "Kies hierboven een of meer buurten" in test.info[0].value
