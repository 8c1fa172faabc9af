"""The titles of charts, over all indicators: at most fifteen words, and true."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from veerkracht.core import dutch
from veerkracht.database import database, lookups
from veerkracht.database.query import Query, query_of
from veerkracht.topics.catching_up import figures as gap_figures
from veerkracht.topics.catching_up import sentences as gap_sentences
from veerkracht.topics.comparison import figures as ranking_figures
from veerkracht.topics.comparison import sentences as ranking_sentences
from veerkracht.topics.map import exhibits as map_exhibits
from veerkracht.topics.map import figures as map_figures
from veerkracht.topics.trends import exhibits, figures
from veerkracht.topics.trends.figures import Choice

NAZARETH, POTTENBERG, CITY, COUNTRY = "BU09350403", "BU09350203", "GM0935", "NL00"
MOST_WORDS = 15


@pytest.fixture(scope="module")
def query(included_database: Path) -> Iterator[Query]:
    with database.read(included_database) as connection:
        yield query_of(connection)


def choices(query: Query, indicator_id: str) -> list[Choice]:
    """One area, the usual ones, the city alone, wijken and as many as can be chosen, in every form."""
    every = list(lookups.area_names(query))
    wijken = [code for code in every if code.startswith("WK")][:2]
    many = [code for code in every if code.startswith("BU")][-6:]
    of_areas = [[NAZARETH], [NAZARETH, POTTENBERG, CITY, COUNTRY], [CITY], wijken, many]
    made = [Choice(indicator_id, tuple(codes)) for codes in of_areas]
    based = [Choice(indicator_id, (NAZARETH, CITY), base="2022")]
    has_distance = figures.has_distance(query, indicator_id)
    return made + based + ([figures.show_apart(query, choice) for choice in made] if has_distance else [])


@pytest.mark.slow
def test_every_trend_has_a_title_of_at_most_fifteen_words(query: Query) -> None:
    titles = {
        (choice, exhibits.title(query, choice))
        for indicator_id in lookups.indicators(query)
        for choice in choices(query, indicator_id)
    }
    assert len(titles) > 500
    for choice, title in titles:
        assert 0 < len(title.split()) <= MOST_WORDS, (choice, title)
        assert title[0] == title[0].upper() and not title.endswith((".", ":", ",")), (choice, title)
        assert not {"nan", "None", "–"} & set(title.split()), (choice, title)


def test_a_trend_and_halen_we_in_say_the_same_of_the_same_figures(query: Query) -> None:
    overview = gap_figures.overview(query, gap_figures.Choice(NAZARETH, gap_figures.BASELINE, "2025"))
    judged = set()
    for topic in overview.topics:
        title = exhibits.title(query, Choice(topic.indicator.indicator_id, (NAZARETH, CITY)))
        assert (gap_sentences.verdict(topic) in title) == topic.has_margin
        assert ("marge onbekend" in title) != topic.has_margin
        judged.add(topic.moved)
        is_sure = topic.has_margin and not topic.indicator.is_full_count
        assert ("geen zekere verandering" in title) == (is_sure and topic.moved == "unclear")
        if not topic.is_neutral and is_sure and topic.moved != "unclear":
            assert f" waarschijnlijk {'gunstiger' if topic.moved == 'forward' else 'ongunstiger'}" in title
    assert len(overview.topics) > 25 and {"forward", "unclear"} <= judged


@pytest.mark.slow
def test_without_a_margin_a_title_says_which_way_the_printed_figures_went(query: Query) -> None:
    ways = set()
    for indicator in lookups.indicators(query).values():
        topic = figures.changes(query, choice := Choice(indicator.indicator_id, (POTTENBERG,))).get(POTTENBERG)
        if topic and not topic.has_margin:
            first, last = (dutch.rounded(value, indicator.decimals) for value in topic.own)
            way = "hoger" if last > first else "lager" if last < first else "gelijk gebleven"
            assert exhibits.title(query, choice).endswith(f": Pottenberg {way} (marge onbekend)")
            ways.add(way)
    assert ways == {"hoger", "lager", "gelijk gebleven"}


@pytest.mark.parametrize(
    ("codes", "indicator_id", "title"),
    [
        ((NAZARETH, POTTENBERG), "vertrouwen_in_overheid", "Nog geen cijfers van deze gebieden"),
        ((), "ervaren_gezondheid", "Nog geen cijfers van deze gebieden"),
        ((NAZARETH,), "huurwoningen", "In 2025: Nazareth 83%"),
        ((CITY, COUNTRY), "ervaren_gezondheid", "In 2024: Maastricht 70,0% en Nederland 72,8%"),
    ],
    ids=["no figures", "no areas", "a break before the last year", "city and country"],
)
def test_what_did_not_change_has_its_latest_figures_as_a_title(
    query: Query, codes: tuple[str, ...], indicator_id: str, title: str
) -> None:
    assert exhibits.title(query, Choice(indicator_id, codes)) == title


def test_two_areas_of_one_name_are_both_told(query: Query, monkeypatch: pytest.MonkeyPatch) -> None:
    names = lookups.area_names(query) | {POTTENBERG: "Nazareth"}
    monkeypatch.setattr(lookups, "area_names", lambda _: names)
    title = exhibits.title(query, Choice("inwoners", (NAZARETH, POTTENBERG)))
    assert f"Nazareth ({NAZARETH})" in title and f"Nazareth ({POTTENBERG})" in title


@pytest.mark.slow
def test_every_ranking_and_map_has_a_title_of_at_most_fifteen_words(query: Query) -> None:
    codes = tuple(buurt.area_code for buurt in query.value(ranking_figures.buurten))
    sides = set()
    for indicator in query.value(ranking_figures.offered):
        period = lookups.usual_period(lookups.periods(query, indicator.indicator_id))
        ranking = query.value(ranking_figures.ranking, ranking_figures.Subject(indicator.indicator_id, period, codes))
        title = ranking_sentences.title(ranking)
        assert 0 < len(title.split()) <= MOST_WORDS, title
        if ranking.standing(ranking.by_code[NAZARETH]).side in ("good", "bad"):
            row = ranking.by_code[NAZARETH]
            is_good = (row.difference or 0) > 0 if indicator.direction == "omhoog" else (row.difference or 0) < 0
            sides.add(is_good)
            assert title.startswith("Nazareth")
            assert (" gunstiger dan Maastricht" in title.split(";")[0]) == is_good
        view = map_figures.view(query, map_figures.Choice(indicator.indicator_id, period))
        for text in (map_exhibits.finding(query, view), map_exhibits.spread(view)):
            assert 0 < len(text.split()) <= MOST_WORDS, text
    assert sides == {True, False}


def test_a_ranking_of_an_amount_names_no_winner(query: Query) -> None:
    codes = tuple(buurt.area_code for buurt in query.value(ranking_figures.buurten))
    ranking = query.value(ranking_figures.ranking, ranking_figures.Subject("inwoners", "2024", codes))
    title = ranking_sentences.title(ranking)
    assert title.startswith("Nazareth 3.140 en Pottenberg") and "gunstiger" not in title
