"""The evaluation protocol: fixed with a hash, and every later deviation listed with its reason, also after rebuilds."""

from collections.abc import Callable
from pathlib import Path

import pytest

from etl.build import build
from etl.build.catalog_tables import protocol_digest
from tests import catalogue
from tests.etl.build.test_build import ask
from tests.opened import html, page
from veerkracht.catalog import catalog
from veerkracht.core import paths
from veerkracht.core.errors import CatalogError

pytestmark = pytest.mark.few_figures

OURS = catalog.load(paths.CATALOG)
DEVIATION = "  deviations:\n    - {{measure: {measure}, aspect: {aspect}, date: {date}, reason: {reason}}}\n"
READING = ("reading: {kind: procentpunt, amount: 5}", "reading: {kind: procent, amount: 5}")


@pytest.fixture
def rebuilt(data: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[tuple]]:
    """A function that builds with these changes of the catalogue, and returns the deviations in the ledger."""

    def build_with(*changes: tuple[str, str]) -> list[tuple]:
        catalogue.use(monkeypatch, data, *changes)
        build.build(paths.database_file())
        return ask(
            paths.database_file(),
            """
            select measure_id, aspect, value, reason from protocol_history where reason is not null order by noticed_at
        """,
        )

    return build_with


@pytest.mark.slow
def test_every_measure_has_a_rule_with_what_counts_as_success(included_database: Path) -> None:
    assert {name for rule in OURS.protocol.rules for name in rule.measures} == {m.id for _, m in OURS.measures()}
    [[fixed, sha]] = ask(included_database, "select fixed_on::varchar, sha256 from protocol")
    assert fixed == "2026-11-29" and sha == protocol_digest(
        ask(
            included_database,
            """
        select measure_id, aspect, value from protocol_item""",
        )
    )
    assert ask(included_database, "select count(*) from protocol_history where reason is not null") == [(0,)]
    assert ask(included_database, "select count(*) from protocol_history") == ask(
        included_database, "select count(*) from protocol_item"
    )


def test_the_hash_is_of_what_is_fixed_and_not_of_its_order() -> None:
    items = [("1", "reading", "+5"), ("", "power", "80")]
    assert protocol_digest(items) == protocol_digest(items[::-1]) != protocol_digest([("1", "reading", "+6"), items[1]])


@pytest.mark.slow
def test_a_changed_reading_is_a_deviation_with_its_reason_or_without_and_stays(rebuilt) -> None:
    assert rebuilt() == []
    without = [("1", "reading", "+5 procent", "zonder reden")]
    assert rebuilt(READING) == without
    assert rebuilt(READING) == without  # nothing changed since: nothing is added
    reason = DEVIATION.format(measure='"1"', aspect="reading", date="2099-01-01", reason="Besluit van de raad.")
    back = [*without, ("1", "reading", "+5 procentpunt", "Besluit van de raad.")]
    assert rebuilt(("  deviations: []\n", reason)) == back
    again = rebuilt(READING, ("  deviations: []\n", reason))  # the same reason is not given twice
    assert again == [*back, ("1", "reading", "+5 procent", "zonder reden")]


@pytest.mark.slow
def test_a_threshold_or_reference_that_changes_is_one_with_the_reason_beside_its_new_date(rebuilt) -> None:
    rebuilt()
    text = paths.ROOT.joinpath("indicators.yaml").read_text(encoding="utf-8")
    start = text.index("  on_course_share:")
    block = text[start : text.index("\n", text.index("reason:", start))]
    changed = block.replace("0.95", "0.9").replace("2026-11-21", "2099-01-01").replace("Wie het", "Omdat wie het")
    found = rebuilt((block, changed), ("    count: 20\n", "    count: 30\n"))
    by_aspect = {aspect: (value, reason) for _, aspect, value, reason in found}
    assert by_aspect["on_course_share"][0] == "0,9" and by_aspect["on_course_share"][1].startswith("Omdat wie het pad")
    assert by_aspect["reference"][1] == "zonder reden" and "De 30 buurten" in by_aspect["reference"][0]


@pytest.mark.slow
def test_what_is_fixed_is_shown_with_its_date_and_hash(built: None, included_database: Path) -> None:
    test = page("toelichting")
    text = " ".join(part.value for part in test.markdown)
    [[sha]] = ask(included_database, "select sha256 from protocol")
    assert "Sinds **29 november 2026** ligt vast" in text and sha[:16] in text
    assert "als voorstel, nog niet door een besluit" in text
    shown = html(test)
    assert "In elk jaar zijn er minstens 75 deelnemers." in shown and "Sindsdien is er niets veranderd." in shown


@pytest.mark.slow
@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('measures: ["4"]', 'measures: ["17"]', "maat '17' bestaat niet"),
        ('measures: ["4"]', 'measures: ["11"]', "maat 11 heeft al een regel in het protocol"),
        ("judged_in: [2028, 2031]", "judged_in: [straks]", "judged_in"),
        (
            "  deviations: []",
            "  deviations: [{aspect: lezing, date: 2027-01-01, reason: x}]",
            "onderdeel 'lezing'",
        ),
        ("  deviations: []", "  deviations: [{aspect: reading, date: 2020-01-01, reason: x}]", "van voor het protocol"),
        ("fixed_on: 2026-11-29", "fixed_on: 2026-11-29\n  status: vastgesteld", "noemt het besluit in decision"),
    ],
)
def test_mistakes_in_the_protocol_are_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(CatalogError, match=message):
        catalog.load(*catalogue.write(tmp_path, (old, new)))
