"""The budget: it adds up or is refused with the line, and the municipality's own replaces the included one."""

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from etl.command import command
from etl.own_figures import local_files
from etl.own_texts import budget
from tests.conftest import INCLUDED
from veerkracht.catalog import catalog
from veerkracht.core import paths, run_log
from veerkracht.database import database
from veerkracht.topics.agenda import queries as budget_queries

CATALOG = catalog.load(paths.CATALOG)
TEXT = (INCLUDED / "begroting.yaml").read_text(encoding="utf-8")
PLAN = budget.read(INCLUDED / "begroting.yaml")
PLACES = [(place, year) for place, post in enumerate(PLAN.posts) for year in post.amounts]


def mistakes_in(folder: Path, text: str | bytes) -> list[str]:
    path = folder / "begroting.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return [mistake.replace("\u00a0", " ") for mistake in budget.check(path, CATALOG).mistakes]


def changed(old: str, new: str) -> str:
    assert old in TEXT
    return TEXT.replace(old, new, 1)


def line_of(text: str) -> int:
    return next(number for number, line in enumerate(TEXT.splitlines(), 1) if text in line)


def test_the_budget_of_the_plan_adds_up_on_both_sides() -> None:
    for side in budget.SIDES:
        assert PLAN.total(side) == {"2025": (3_600_000, True), "2026": (700_000, True)}
        for year, total in (("2025", 3_600_000), ("2026", 700_000)):
            assert sum(post.amounts.get(year) or 0 for post in PLAN.posts if post.side == side) == total
    assert [(post.name, year) for post in PLAN.posts for year, amount in post.amounts.items() if amount is None] == [
        ("Bijdrage Regiodeal 6e tranche en wijkenaanpak provincie", "2025"),
        ("Bijdrage Regiodeal 6e tranche en wijkenaanpak provincie", "2026"),
    ]


@given(place=st.sampled_from(PLACES), other=st.none() | st.integers(1, 10**11))
@pytest.mark.slow
def test_any_change_of_one_amount_is_found(tmp_path_factory: pytest.TempPathFactory, place: tuple[int, str],
                                           other: int | None) -> None:  # fmt: skip
    number, year = place
    content = yaml.safe_load(TEXT)
    amounts = content["posten"][number]["bedragen"]
    new = "PM" if other is None else other
    is_same = amounts[int(year)] == new
    amounts[int(year)] = new
    mistakes = mistakes_in(tmp_path_factory.getbasetemp(), yaml.safe_dump(content, allow_unicode=True))
    assert bool(mistakes) != is_same
    assert all(f"{PLAN.posts[number].side} > {year}" in mistake or "PM" in mistake for mistake in mistakes)


@pytest.mark.parametrize("side", budget.SIDES)
@given(more=st.integers(-600_000, 10**9).filter(bool))
@pytest.mark.slow
def test_any_change_of_a_total_is_found_beside_the_posts_and_beside_the_other_side(
    tmp_path_factory: pytest.TempPathFactory, side: str, more: int
) -> None:
    text = TEXT.replace(f"{side}: {{2025: 3600000 + PM", f"{side}: {{2025: {3_600_000 + more} + PM")
    first, second = mistakes_in(tmp_path_factory.getbasetemp(), text)
    assert any("de posten tellen op tot € 3.600.000, maar hier staat €" in mistake for mistake in (first, second))
    assert any("ze moeten gelijk zijn" in mistake for mistake in (first, second))


@pytest.mark.parametrize(
    ("old", "new", "place", "expected"),
    [
        ("{2025: 10000}", "{2025: 20000}", "  uitgaven: {2025", "de posten tellen op tot € 3.610.000, maar hier staat "
         "€ 3.600.000"),
        ("{2025: 10000}", "{2025: 10.000}", "{2025: 10000}", "hier hoort een bedrag in hele euro's zonder punten"),
        ("{2025: 10000}", "{2025: 10000,00}", "{2025: 10000}", "zet geen komma in een getal"),
        ("{2025: 10000}", "{2025:10000}", "{2025: 10000}", "zet een spatie na de dubbele punt"),
        ("{2025: 10000}", "{2025: '10000,00'}", "{2025: 10000}", "hele euro's zonder punten of komma's"),
        ("titel: Begroting", "titel: VOORBEELD", "titel: Begroting", "hier staat nog het VOORBEELD van het sjabloon"),
        ("{2025: 10000}", "{2025: ja}", "{2025: 10000}", "hier hoort een bedrag in hele euro's zonder punten"),
        ("{2025: 10000}", "{2025: true}", "{2025: 10000}", "hier hoort een bedrag in hele euro's zonder punten"),
        ("{2025: 10000}", "{2025: -10000}", "{2025: 10000}", "een bedrag is meer dan 0"),
        ("{2025: 10000}", "{2025: 0}", "{2025: 10000}", "Geen bedrag in dit jaar? Laat het jaar weg"),
        ("{2025: 10000}", "{2025: 1000000000000000000000}", "{2025: 10000}", "kan niet"),
        ("{2025: 10000}", "{2025: 10000, 2025: 10000}", "{2025: 10000}", "staat er twee keer"),
        ("{2025: 10000}", "{2025: 10000, later: 5}", "{2025: 10000}", "'later' is geen jaar"),
        ("{2025: 10000}", "{2025: 10000, 2027: 5}", "{2025: 10000}", "van 2027 staat er geen totaal bij totalen"),
        ("{2025: 10000}", "{}", "{2025: 10000}", "mag niet leeg zijn"),
        ("{2025: 10000}", "10000", "{2025: 10000}", "moet een blok met velden zijn"),
        ("naam: Onvoorzien", "naam: Citydeal", "naam: Onvoorzien", "'Citydeal' staat er twee keer bij de uitgaven"),
        ("naam: Onvoorzien", "naam: ''", "naam: Onvoorzien", "mag niet leeg zijn"),
        ("kant: uitgaven", "kant: uitgave", "kant: uitgaven", "kies uit 'inkomsten' of 'uitgaven'"),
        ("toelichting: Onderzoek", "uitleg: Onderzoek", "toelichting: Onderzoek", "dit veld bestaat hier niet"),
        ("{2025: PM, 2026: PM}", "{2025: PM}", "  inkomsten: {2025", "er staat + PM, maar in 2026 is er geen PM-post"),
        ("inkomsten: {2025: 3600000 + PM", "inkomsten: {2025: 3600000", "  inkomsten: {2025", "er zijn PM-posten in "
         "2025; schrijf 3600000 + PM"),
        ("inkomsten: {2025: 3600000 + PM", "inkomsten: {2025: 3.600.000", "  inkomsten: {2025", "is geen totaal"),
        ("uitgaven: {2025: 3600000 + PM, ", "uitgaven: {", "  uitgaven: {2025", "het totaal van 2025 ontbreekt"),
    ],
)  # fmt: skip
def test_a_mistake_is_reported_with_its_line(tmp_path: Path, old: str, new: str, place: str, expected: str) -> None:
    mistakes = mistakes_in(tmp_path, changed(old, new))
    of_line = [mistake for mistake in mistakes if mistake.startswith(f"regel {line_of(place)}, ")]
    assert any(expected in mistake for mistake in of_line), mistakes


def test_all_mistakes_are_reported_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = changed("titel: Begroting van het programma\n", "").replace("{2025: 10000}", "{2025: veel}")
    assert [mistake.split(":")[0] for mistake in mistakes_in(tmp_path, text)] == [
        f"regel {line_of('titel:')}, titel", f"regel {line_of('{2025: 10000}') - 1}, posten[14] > bedragen > 2025",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", "- a", "a: [b", "posten: 3\ntotalen: 4", b"\xff\xfe", "x: &a\n", "\x00", "{2025"])
def test_a_file_that_is_not_a_budget_is_reported(tmp_path: Path, text: str | bytes) -> None:
    mistakes = mistakes_in(tmp_path, text)
    assert mistakes and not any(re.search("[Tt]raceback|Input should", mistake) for mistake in mistakes)


def test_spending_may_leave_out_that_pm_comes_on_top(tmp_path: Path) -> None:
    assert mistakes_in(tmp_path, changed("uitgaven: {2025: 3600000 + PM", "uitgaven: {2025: 3600000")) == []


@pytest.mark.slow
def test_other_amounts_may_not_have_the_source_of_the_plan(data: Path, tmp_path: Path) -> None:
    other = changed("{2025: 10000}", "{2025: 20000}").replace(
        "{2025: 70000, 2026: 25000}", "{2025: 60000, 2026: 25000}"
    )
    [mistake] = mistakes_in(tmp_path, other)
    assert mistake.startswith(f"regel {line_of('bron:')}, bron: dit is de bron van de meegeleverde begroting")
    copy = paths.accepted_texts_folder() / budget.NAME / "begroting" / "begroting.yaml"
    copy.parent.mkdir(parents=True)
    for source, year in (("Gemeente Maastricht, Programmaplan", 10_000), ("Onze begroting; Programmaplan", 20_000)):
        text = other.replace("Gemeente Maastricht, Programmaplan", source)
        copy.write_text(text, encoding="utf-8")
        amounts = budget.tables(CATALOG)["budget_amount"].set_index(["name", "year"])["amount"]
        assert amounts[("Citydeal", 2025)] == year
    assert mistakes_in(tmp_path, text) == []


def shown(path: Path) -> list[str]:
    with database.read(path) as connection:
        return list(budget_queries.about(connection)["title"])


@pytest.mark.slow
def test_the_own_budget_replaces_the_included_one_and_its_last_good_copy_stays(data: Path) -> None:
    own, built = data / "lokaal" / "begroting.yaml", data / "veerkracht.duckdb"
    own.parent.mkdir()
    own.write_text(changed("titel: Begroting van het programma", "titel: Onze begroting"), encoding="utf-8")
    assert command.main(["--offline"]) == 0 and shown(built) == ["Onze begroting"]
    own.write_text(changed("{2025: 10000}", "{2025: 10001}"), encoding="utf-8")
    assert command.main(["--offline"]) == 1 and shown(built) == ["Onze begroting"]
    [attempt] = run_log.read(paths.fetched_folder())[-1].attempts
    assert attempt.outcome == "mislukt"
    assert "de posten tellen op tot" in attempt.message and "regel" in attempt.message
    own.unlink()
    assert command.main(["--offline"]) == 0 and shown(built) == ["Begroting van het programma"]


@pytest.mark.slow
def test_a_copy_that_breaks_a_newer_rule_gives_way_to_the_included_budget(data: Path) -> None:
    copy = paths.accepted_texts_folder() / budget.NAME / "begroting" / "begroting.yaml"
    copy.parent.mkdir(parents=True)
    copy.write_text("titel: oud", encoding="utf-8")
    assert list(budget.tables(CATALOG)["budget"]["title"]) == ["Begroting van het programma"]


@pytest.mark.slow
def test_without_a_budget_there_are_no_tables(data: Path) -> None:
    (data / "meegeleverd" / "begroting.yaml").unlink()
    assert budget.tables(CATALOG) == {}


@pytest.mark.slow
def test_the_template_is_a_good_budget_that_is_not_accepted_as_it_is(data: Path, capsys: pytest.CaptureFixture) -> None:
    assert command.main(["sjabloon"]) == 0
    template = data / "lokaal" / "sjabloon begroting.yaml"
    assert budget.check(template, CATALOG).mistakes == []
    assert command.main(["controleer", str(template)]) == 1
    assert "de naam begint met sjabloon, en dan wordt het niet overgenomen" in capsys.readouterr().out
    assert local_files.texts(budget.NAME) == [] and local_files.figures(data / "lokaal") == []
    own = template.with_name("Begroting.yaml")
    own.write_text(template.read_text(encoding="utf-8").replace("2028: 50000", "2028: 50001"), encoding="utf-8")
    assert local_files.texts(budget.NAME) == [own] and local_files.figures(data / "lokaal") == []
    assert command.main(["controleer", str(own)]) == 1
    printed = capsys.readouterr().out
    assert "Begroting.yaml: regel 32, totalen > uitgaven > 2028" in printed
    assert printed.count("hier staat nog het VOORBEELD van het sjabloon") == 4
