"""Search: every name finds itself first; accents, capitals, order, parts of words and slips do not matter."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.opened import open_query
from veerkracht.core import menu
from veerkracht.topics.start import figures as start_views
from veerkracht.topics.start import search
from veerkracht.topics.start.search import Entry


@pytest.fixture(scope="module")
def among(included_database) -> search.Index:
    with open_query(included_database) as query:
        return search.index(start_views.entries(query))


def titles(among: search.Index, query: str) -> list[str]:
    return [entry.title for entry in search.find(among, query)]


@pytest.mark.slow
def test_a_topic_leads_to_the_ranking_of_its_buurten_where_it_has_figures_of_them(among: search.Index) -> None:
    entries = {entry.title: entry for entry in among.entries}
    assert entries["Geregistreerde misdrijven"].compare == "vergelijken?weergave=een&indicator=misdrijven"
    assert not entries["Vrijwilligerswerk"].compare and not entries["Nazareth"].compare


@pytest.mark.slow
def test_every_name_finds_itself_first(among: search.Index) -> None:
    groups = {entry.group for entry in among.entries}
    assert groups >= {"Doelen", "Onderwerpen", "Buurten en wijken"} and len(among.entries) > 140
    for entry in among.entries:
        assert search.words(search.find(among, entry.title)[0].title) == search.words(entry.title)


@pytest.mark.parametrize(
    ("query", "title"),
    [("Lim\u00admel", "Limmel"), ("Belve\u0301de\u0300re", "Belvédère"), ("Oud\u2011Caberg", "Oud-Caberg"),
     ("Sint\u00a0Pieter", "Sint Pieter"), ("Na\u200bzareth", "Nazareth")],
)  # fmt: skip
def test_signs_that_nobody_sees_do_not_matter(among: search.Index, query: str, title: str) -> None:
    assert search.find(among, query) == search.find(among, title) and search.words(query) == search.words(title)


ACCENTS = str.maketrans({"e": "é", "a": "à", "o": "ö", "i": "ï", "u": "û", "c": "ç", "n": "ñ"})
TEXT = st.text("abcdeinourstvz -'", min_size=1, max_size=30)


@pytest.mark.slow
@given(st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=8), TEXT, st.randoms())
def test_accents_capitals_and_word_order_do_not_matter(names: list[tuple[str, str]], query: str, random) -> None:
    entries = [Entry("groep", title, str(place), rest=more) for place, (title, more) in enumerate(names)]
    among = search.index(entries)
    results = search.find(among, query)
    assert search.find(among, query.translate(ACCENTS).upper()) == results
    decorated = [
        Entry("groep", entry.title.translate(ACCENTS).upper(), entry.address, rest=entry.rest) for entry in entries
    ]
    assert [entry.address for entry in search.find(search.index(decorated), query)] == [
        entry.address for entry in results
    ]
    parts = query.split()
    random.shuffle(parts)
    assert {entry.address for entry in search.find(among, " ".join(parts))} == {entry.address for entry in results}


@pytest.mark.slow
@given(st.lists(TEXT.filter(search.words), min_size=1, max_size=8), st.data())
def test_a_name_that_is_asked_is_the_first_that_is_found(names: list[str], data: st.DataObject) -> None:
    among = search.index(Entry("groep", name, str(place)) for place, name in enumerate(names))
    name = data.draw(st.sampled_from(names))
    assert search.words(search.find(among, name)[0].title) == search.words(name)


@given(st.text(max_size=300))
def test_any_text_can_be_asked(query: str) -> None:
    among = search.index([Entry("groep", "Gezondheid", "a"), Entry("groep", "Nazareth", "b", also="<script> %_")])
    assert set(search.find(among, query)) <= set(among.entries)


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("inbraak", "Woninginbraken"),
        ("Hoeveel inbraken zijn er in Nazareth?", "11. Veilige leefomgeving"),
        ("EENSAAM", "Eenzaamheid"),
        ("nazaret", "Nazareth"),
        ("Potenberg", "Pottenberg"),
        ("financiele", "2. Financiële bestaanszekerheid"),
        ("gezondheid ervaren", "Ervaren gezondheid goed of zeer goed"),
        ("criminalitijt", "Geregistreerde misdrijven"),
        ("doel 5", "5. Thuis en welkom"),
        ("veiligheid", "11. Veilige leefomgeving"),
        ("burenoverlast", "7. Weinig (buren)overlast"),
        ("wijk oost", "Buitenwijk Oost"),
    ],
)
def test_what_a_resident_types_finds_what_is_meant(among: search.Index, query: str, title: str) -> None:
    assert titles(among, query)[0] == title


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("geld", {"Agenda en middelen", "2. Financiële bestaanszekerheid", "12. Financiële draagkracht",
                  "Meerjarenplan armoedebestrijding"}),
        ("begroting", {"Agenda en middelen"}),
        ("budget", {"Agenda en middelen"}),
        ("PM", {"Agenda en middelen"}),
        ("schulden", {"2. Financiële bestaanszekerheid", "12. Financiële draagkracht",
                      "Meerjarenplan armoedebestrijding"}),
        ("armoede", {"2. Financiële bestaanszekerheid", "12. Financiële draagkracht",
                     "Meerjarenplan armoedebestrijding", "Personen in armoede"}),
        ("voedselbank", {"2. Financiële bestaanszekerheid", "Personen in armoede"}),
    ],
)  # fmt: skip
def test_a_word_of_the_street_finds_the_page_the_goals_and_what_is_done(
    among: search.Index, query: str, wanted: set[str]
) -> None:
    assert wanted <= set(titles(among, query))


@pytest.mark.parametrize("query", ["eenzaam", "inbraak", "inbraken", "eenzaamheid"])
def test_what_has_figures_comes_before_what_has_none(among: search.Index, query: str) -> None:
    results = search.find(among, query)
    if query in ("eenzaam", "inbraak"):
        assert not results[0].is_empty
    empty = [entry.is_empty for entry in results if search.words(entry.title) != [query]]
    assert empty == sorted(empty)


def test_every_page_is_found_by_its_name(among: search.Index) -> None:
    for page, name in menu.PAGES.items():
        first = search.find(among, name)[0]
        assert (first.group, first.title) == ("Pagina's", name), page
    assert set(menu.ABOUT) == set(menu.PAGES)


def test_other_words_and_definitions_find_less_than_names_do(among: search.Index) -> None:
    found = titles(among, "armoede")
    assert found[0] == "Personen in armoede" and "Moeite met rondkomen" in found[1:]
    assert titles(among, "ww uitkering")[0] == "Personen met een WW-uitkering"


def test_nothing_is_found_for_what_is_nowhere(among: search.Index) -> None:
    for query in ("", " ", "xyzq", "<>", "😀", "%%", "qqqq " * 5000):
        assert search.find(among, query) == []


@pytest.mark.parametrize("word", ["inbraak", "huis", "brief", "school", "woning"])
def test_the_plural_of_a_word_has_its_stem(word: str) -> None:
    plural = {"inbraak": "inbraken", "huis": "huizen", "brief": "brieven", "school": "scholen", "woning": "woningen"}
    assert search.stem(plural[word]).startswith(search.stem(word))


def test_addresses_are_told_apart(among: search.Index) -> None:
    for first, second in itertools.pairwise(sorted(entry.address for entry in among.entries)):
        assert first != second
