"""Sinds: which events there are since a day, in which words, and which figures come."""

import shutil
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest

from tests.opened import open_query
from veerkracht.core import dutch
from veerkracht.core.run_log import OWN_FILES, Attempt, Run
from veerkracht.topics.readiness import rows as readiness
from veerkracht.topics.since import figures, queries, sentences, spans
from veerkracht.topics.since.figures import Event
from veerkracht.topics.since.spans import Span

BEGAN, LATER = "2026-06-01 10:00:00", "2026-09-10 22:30:00"  # the latter is the 11th in the Netherlands
NAZARETH = "BU09350403"


@pytest.fixture
def place(included_database: Path, tmp_path: Path) -> Path:
    """A database that began on 1 June 2026, and in which nothing happened since."""
    target = Path(shutil.copy(included_database, tmp_path / "since.duckdb"))
    with duckdb.connect(str(target)) as connection:
        connection.execute(f"update appearance set noticed_at = '{BEGAN}'")
        connection.execute("create or replace temp table h as from status_history")
        connection.execute("delete from status_history")
        connection.execute(f"""
            insert into status_history by name
            select * replace (timestamp '{BEGAN}' as noticed_at) from h
            qualify row_number() over (partition by measure_id, area_code, period order by noticed_at desc) = 1
        """)
    return target


@pytest.fixture
def after(place: Path) -> Callable[..., tuple[Event, ...]]:
    """A function that gives the events since a day, after statements that change the database."""

    def events(*statements: str, since: date = date(2026, 6, 1), **more: object) -> tuple[Event, ...]:
        with duckdb.connect(str(place)) as connection:
            for statement in statements:
                connection.execute(statement)
        with open_query(place) as query:
            return figures.events(query, since, **more)  # type: ignore[arg-type]

    return events


def came(where: str) -> str:
    return f"update appearance set noticed_at = '{LATER}' where {where}"


def restated(indicator_id: str, period: str, area_code: str, old: float, new: float | None, more: str = "") -> str:
    value = "null" if new is None else str(new)
    return f"""insert into revision (indicator_id, period, area_code, old_value, new_value, noticed_at{", " * bool(more)}{more})
        values ('{indicator_id}', '{period}', '{area_code}', {old}, {value}, '{LATER}'{", true" * bool(more)})"""  # noqa: E501


def sentences_of(events: tuple[Event, ...]) -> list[str]:
    return [event.sentence for event in events]


@pytest.mark.slow
def test_what_the_dashboard_began_with_is_no_news(place: Path, after: Callable[..., tuple[Event, ...]]) -> None:
    assert after() == () and after(since=date(2000, 1, 1)) == ()
    with open_query(place) as query:
        began = figures.beginning(query)
    assert began and began.day == date(2026, 6, 1) and began.noted_from == began.built_from
    assert sentences.title(0, began.day, began) == "Alles is nieuw: dit dashboard begon op 1 juni 2026"
    assert sentences.since_why(sentences.BEFORE_FIGURES, 0, began.day, began) == ""
    assert sentences.since_why("Sinds {day}.", 1, began.day, began) == "Sinds 1 juni 2026."
    assert sentences.title(0, date(2026, 6, 2), began) == "Niets nieuws sinds 2 juni 2026"
    assert "sinds 1 juni 2026" in sentences.noted_since(began.noted_from)


@pytest.mark.slow
def test_new_figures_of_one_subject_name_it_and_of_more_are_counted(after: Callable[..., tuple[Event, ...]]) -> None:
    [event] = after(came("code = 'ervaren_gezondheid' and period = '2024'"))
    assert event.kind == "figures" and event.day == date(2026, 9, 11)
    assert event.sentence == "Ervaren gezondheid goed of zeer goed: er zijn nu cijfers over 2024 (RIVM)."
    [event] = after(came("code in ('ervaren_gezondheid', 'rokers', 'overgewicht') and period in ('2022', '2024')"))
    assert event.sentence == "RIVM: er zijn nu cijfers over 2022 en 2024, van 3 onderwerpen."
    assert len(event.details) == 3 and event.details[0] == "Ervaren gezondheid goed of zeer goed"


@pytest.mark.slow
def test_a_day_is_that_of_the_netherlands_and_is_included(after: Callable[..., tuple[Event, ...]]) -> None:
    assert after(came("code = 'rokers'"), since=date(2026, 9, 11))
    assert not after(since=date(2026, 9, 12))


@pytest.mark.slow
def test_a_restated_figure_says_what_it_was_and_many_are_counted(after: Callable[..., tuple[Event, ...]]) -> None:
    [event] = after(restated("ervaren_gezondheid", "2024", NAZARETH, 58.9, 57.0))
    assert event.sentence == "Ervaren gezondheid goed of zeer goed, Nazareth, 2024: was 58,9%, en is nu 57,0%."
    [event] = after(restated("rokers", "2024", NAZARETH, 20.0, 25.0, "is_jump"))
    assert event.sentence == "RIVM herzag 2 cijfers over 2024, van 2 onderwerpen. Bij 1 is het verschil groot."


@pytest.mark.slow
def test_figures_that_are_gone_or_of_another_source_are_said_so(after: Callable[..., tuple[Event, ...]]) -> None:
    other = after(restated("misdrijven", "2024", NAZARETH, 300, 310, "is_other_source"),
                  restated("misdrijven", "2023", NAZARETH, 300, 310, "is_other_source"))  # fmt: skip
    assert "komen nu uit een andere bron" in other[0].sentence
    gone = after("delete from revision", *(restated("rokers", year, NAZARETH, 20, None) for year in ("2022", "2024")))
    assert sentences_of(gone) == ["RIVM trok 2 cijfers over 2022 en 2024 in, van rokers."]


@pytest.mark.slow
def test_another_status_says_what_it_was_and_why_and_an_older_period_is_no_news(
    after: Callable[..., tuple[Event, ...]],
) -> None:
    row = """insert into status_history values ('1', '{area}', '{period}', timestamp '{at}', 'verkeerde kant op', null,
        50, 'procentpunt', 'herzien cijfer')"""
    [event] = after(row.format(area=NAZARETH, period="2024", at=LATER),
                    row.format(area=NAZARETH, period="2020", at="2026-10-01"))  # fmt: skip
    assert event.sentence.startswith("Doel 1 ging in Nazareth van “")
    assert event.sentence.endswith("naar “verkeerde kant op”, doordat een cijfer is herzien.")
    assert event.address == "doelkaart?doel=1"


@pytest.mark.slow
def test_another_judgement_of_the_same_figure_says_since_when_and_that_the_figure_is_the_same(
    after: Callable[..., tuple[Event, ...]],
) -> None:
    [event] = after(f"""insert into status_history values ('1', '{NAZARETH}', '2024', timestamp '{LATER}',
        'verkeerde kant op', null, 50, 'procentpunt', 'andere methode')""")
    assert event.sentence.startswith("Doel 1 ging in Nazareth van “")
    day = dutch.day(event.day)
    assert event.sentence.endswith(f"Het cijfer over 2024 bleef gelijk: sinds {day} is de regel anders.")


@pytest.mark.slow
def test_a_measure_within_a_sentence_has_no_capital(after: Callable[..., tuple[Event, ...]]) -> None:
    row = f"""insert into status_history values ('{{}}', '{NAZARETH}', '2024', timestamp '{LATER}', 'verkeerde kant op',
        null, 50, 'procentpunt', 'herzien cijfer')"""
    texts = sentences_of(after(row.format("10a"), row.format("13a")))
    assert {text.split(" in Nazareth")[0].rpartition(" ")[0] for text in texts} == {
        "Doel 10, voldoet aan de beweegrichtlijn,", "Doel 13, (zeer) hoge veerkracht,",
    }  # fmt: skip


@pytest.mark.slow
def test_the_same_status_on_another_figure_is_no_news(after: Callable[..., tuple[Event, ...]]) -> None:
    assert not after(f"""insert into status_history
        select * replace (timestamp '{LATER}' as noticed_at, value + 1 as value) from status_history""")


@pytest.mark.slow
def test_efforts_stories_and_moved_dates(after: Callable[..., tuple[Event, ...]]) -> None:
    events = after(
        came("code = 'thema_doorstroming'"),
        f"insert into appearance values ('inspanning', 'thema_woningtoewijzing', '', '{LATER}', 'loopt')",
        "insert into story values ('feest', 'Feest op het plein.', 'x', [], [], '2026-01-01', '', 'Tekst', false)",
        f"insert into appearance values ('verhaal', 'feest', '', '{LATER}', '')",
        f"insert into appearance values ('verwachting', 'politie_kopie', '2026', '{LATER}', 'eind 2027')",
    )
    assert sorted(sentences_of(events)) == [
        "Maatwerkafspraken over woningtoewijzing loopt nu.",
        "Nieuw verhaal: Feest op het plein.",
        "Nieuwe inspanning: Doorstroming in de wijk bevorderen.",
        "Politie: de cijfers over 2026 komen eind 2027, en niet meer begin 2027.",
    ]
    assert list(figures.by_kind(events)) == ["efforts", "stories", "dates"]


@pytest.mark.slow
def test_decisions_are_of_their_own_day_taken_and_done(after: Callable[..., tuple[Event, ...]]) -> None:
    events = after(
        "insert into decision values ('a', 1, '2026-07-01', 'Wij vragen de politie.', null, null, 'gedaan', "
        "'2026-08-01', false)",
        "insert into decision values ('b', 2, '2026-05-01', 'Oud besluit', null, null, 'open', null, true)",
    )
    assert [(event.day, event.sentence) for event in events] == [
        (date(2026, 8, 1), "Besluit is uitgevoerd: Wij vragen de politie."),
        (date(2026, 7, 1), "Besloten: Wij vragen de politie."),
    ]


@pytest.mark.slow
def test_the_newest_comes_first_and_every_key_is_of_one_event(after: Callable[..., tuple[Event, ...]]) -> None:
    events = after(came("code = 'rokers'"), came("kind = 'inspanning'").replace(LATER, "2026-08-01"),
                   restated("rokers", "2024", NAZARETH, 20.0, 25.0))  # fmt: skip
    assert [event.at for event in events] == sorted((event.at for event in events), reverse=True)
    assert len({event.key for event in events}) == len(events) > 3


@pytest.mark.slow
def test_sources_that_could_not_be_fetched_are_said_once_a_day_and_own_files_never(
    after: Callable[..., tuple[Event, ...]],
) -> None:
    failed, secret = (Attempt(source, "t", "mislukt", "geheim") for source in ("kwb", OWN_FILES))
    inside = Attempt("kwb", "t", "mislukt", "geheim", is_internal=True)
    runs = [Run(f"2026-09-{day} 0{hour}:00+00:00", "", "etl", "mislukt", "", (failed, secret, inside))
            for day in (10, 12) for hour in (1, 2)]  # fmt: skip
    events = after(failures=figures.failures(runs))
    assert [event.day for event in events] == [date(2026, 9, 12), date(2026, 9, 10)]
    assert {*sentences_of(events)} == {"CBS: ophalen mislukte 2 keer. De vorige goede cijfers staan er nog."}


@pytest.mark.slow
def test_an_unreadable_previous_database_is_said(after: Callable[..., tuple[Event, ...]]) -> None:
    assert sentences_of(after(f"insert into set_aside values ('{LATER}', 'x', 'y')")) == [sentences.SET_ASIDE]


@pytest.mark.slow
def test_a_quiet_time_says_when_the_next_figure_comes(place: Path) -> None:
    with open_query(place) as query:
        coming = [row for row in figures.upcoming(query, date(2026, 11, 29)) if row.note != sentences.YEARLY]
        assert [(row.publisher, row.expected) for row in coming][:2] == [("Politie", "begin 2027"), ("RIVM", "2029")]
        assert "Politie" not in [row.publisher for row in figures.upcoming(query, date(2027, 4, 1))]
    assert sentences.next_figure(coming) == "Het volgende cijfer komt begin 2027: Politie, over 2026."
    assert sentences.next_figure(()).endswith("is niet bekend.")


@pytest.mark.slow
def test_what_weten_calls_certain_comes_too_once_for_each_source(place: Path) -> None:
    today = date(2026, 11, 29)
    with open_query(place) as query:
        rows = figures.expected(query, today)
        listed = {(row.publisher, row.period) for row in rows}
        publishers = query(queries.sources).set_index("source_id")["publisher"]
        certain = [(publishers[source_id], moment) for source_id, moment in readiness.sure(query, today)]
    assert {moment.cause for _, moment in certain} == {"to_fetch", "yearly"}
    assert {(publisher, str(moment.year)) for publisher, moment in certain} <= listed
    assert {row.publisher for row in rows} == {"CBS", "Politie", "RIVM"}  # a plan brings no figures every year
    assert len(listed) == len(rows)  # what a source dated is not said again
    texts = [sentences.coming(row) for row in rows]
    assert "CBS: cijfers over 2026, verwacht in de loop van 2027." in texts
    there = sentences.coming(rows[-1])
    assert there == "CBS: cijfers over 2025 zijn er, en nog op te halen." == sentences.next_figure(rows[-1:])


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("2029", Span(date(2029, 1, 1), date(2029, 12, 31))),
        ("begin 2027", Span(date(2027, 1, 1), date(2027, 3, 31))),
        ("maart 2027", Span(date(2027, 3, 1), date(2027, 3, 31))),
        ("eind februari 2028", Span(date(2028, 2, 1), date(2028, 2, 29))),
        ("2027-06", Span(date(2027, 6, 1), date(2027, 6, 30))),
        ("15 mei 2027", Span(date(2027, 5, 15), date(2027, 5, 15))),
        ("2027-05-15", Span(date(2027, 5, 15), date(2027, 5, 15))),
        ("derde kwartaal 2027", Span(date(2027, 7, 1), date(2027, 9, 30))),
        ("Q2 2027", Span(date(2027, 4, 1), date(2027, 6, 30))),
        ("mei of juni 2027", Span(date(2027, 5, 1), date(2027, 6, 30))),
        ("eerste helft van 2027", Span(date(2027, 1, 1), date(2027, 6, 30))),
        ("najaar 2027", Span(date(2027, 9, 1), date(2027, 11, 30))),
        ("2027 of 2028", None), ("31 februari 2027", None), ("onbekend", None), ("", None), ("0000-13", None),
    ],
)  # fmt: skip
def test_words_about_time_are_the_days_that_they_may_mean(words: str, days: Span | None) -> None:
    assert spans.span(words) == days


@pytest.mark.slow
def test_every_expectation_of_the_catalogue_is_a_span(place: Path) -> None:
    with open_query(place) as query:
        rows = figures.expected(query, date(2026, 11, 29))
        assert all(spans.span(row.expected) for row in rows if row.expected)


@pytest.mark.slow
def test_without_anything_nothing_is_new_and_nothing_began(place: Path) -> None:
    with duckdb.connect(str(place)) as connection:
        connection.execute("delete from appearance; delete from status_history")
    with open_query(place) as query:
        assert figures.beginning(query) is None and figures.events(query, datetime(2020, 1, 1).date()) == ()
