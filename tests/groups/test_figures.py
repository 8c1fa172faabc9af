"""Figures of groups: those of an independent computation from the snapshots, of whole areas, and what stays hidden."""

import csv
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

from tests.conftest import INCLUDED
from tests.opened import open_query
from veerkracht.core import areas, paths
from veerkracht.database import lookups, queries
from veerkracht.database.query import DatabaseQuery, Query
from veerkracht.drawing.exhibits import document, moment
from veerkracht.export import delimited, word, workbook
from veerkracht.groups import figures, group, sentences
from veerkracht.groups.group import Group
from veerkracht.topics.trends import exhibits
from veerkracht.topics.trends.figures import Choice

pytestmark = pytest.mark.slow

TABLE = INCLUDED / "85984NED@2026-07"  # of CBS, 2024
CRIMES = INCLUDED / "47022NED@2026-07-19"  # of the police
EAST, CITY_WITHOUT = "Groep Oost~WK093504", "Stad zonder Centrum~GM0935.-WK093500"


@pytest.fixture(scope="module")
def plain(included_database: Path) -> Iterator[Query]:
    with open_query(included_database) as query:
        yield query


def groups_of(query: Query, *texts: str) -> tuple[Group, ...]:
    found, problems = group.read(texts, lookups.area_names(query))
    assert problems == []
    return found


def with_groups(query: Query, *texts: str) -> DatabaseQuery:
    assert isinstance(query, DatabaseQuery)
    return DatabaseQuery(figures.cursor(query.cursor, figures.content(query, groups_of(query, *texts))))


def raw(topic: str, table: Path = TABLE, period: str = "2024") -> dict[str, float]:
    """Return the figures of one topic of a snapshot by area, straight from its file."""
    with (table / "facts.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["topic_key"].rpartition("_")[0] == topic and row["value"]]
    return {row["area_code"]: float(row["value"]) for row in rows if row["period"] == period}


def test_a_group_equals_what_the_rows_of_the_publisher_give(plain: Query) -> None:
    [east] = groups_of(plain, EAST)
    found = figures.of_group(plain, east)
    people, older = raw("AantalInwoners"), raw("k_65JaarOfOuder")
    homes, size = raw("HuishoudensTotaal"), raw("GemiddeldeHuishoudensgrootte")
    total = sum(people[code] for code in east.buurten)
    assert found["inwoners", "2024"].value == total
    share = 100 * sum(older[code] for code in east.buurten) / total
    assert found["ouder_dan_65", "2024"].value == pytest.approx(share)
    households = {code: homes[code] for code in east.buurten}
    mean = sum(size[code] * count for code, count in households.items()) / sum(households.values())
    assert found["huishoudensgrootte", "2024"].value == pytest.approx(mean)


def test_buurten_too_small_for_a_rate_of_their_own_count_in_a_group(plain: Query) -> None:
    [without] = groups_of(plain, CITY_WITHOUT)
    found = figures.of_group(plain, without)
    people, crimes = raw("AantalInwoners"), raw("GeregistreerdeMisdrijven", CRIMES)
    published = {row.area_code: row for row in plain.once(queries.observations, "misdrijven", without.buurten)
                 if row.period == "2024"}  # fmt: skip
    small = [code for code, row in published.items() if row.missing == "too_small"]
    assert small and all(people[code] < 100 for code in small)
    rate = found["misdrijven", "2024"]
    total, counted = (sum(known[code] for code in without.buurten) for known in (people, crimes))
    assert (rate.numerator, rate.denominator, rate.lacking) == (counted, total, ())
    assert rate.value == pytest.approx(10_000 * counted / total) and rate.lower is not None
    for indicator_id, topic in (("ouder_dan_65", "k_65JaarOfOuder"), ("verweduwd", "Verweduwd")):
        share, known = found[indicator_id, "2024"], raw(topic)
        counted = [code for code in without.buurten if code not in share.lacking]
        assert len(share.lacking) < 2 and set(small) - set(share.lacking)
        whole = sum(people[code] for code in counted)
        assert share.value == pytest.approx(100 * sum(known[code] for code in counted) / whole)
    only_small = Group("Klein", tuple(small[:2]), tuple(small[:2]))
    assert figures.of_group(plain, only_small)["misdrijven", "2024"].missing == "too_small"


@pytest.mark.parametrize(("parts", "code"), [("WK093504", "WK093504"), ("GM0935", "GM0935")])
def test_a_whole_wijk_or_city_equals_what_is_published_within_rounding(plain: Query, parts: str, code: str) -> None:
    buurten = [area for area in lookups.area_names(plain) if area.startswith("BU")]
    whole = Group("Geheel", (parts,), tuple(areas.within(parts, buurten)))
    found = figures.of_group(plain, whole)
    compared = 0
    for indicator_id, indicator in lookups.indicators(plain).items():
        for row in plain.once(queries.observations, indicator_id, (code,)):
            own = found.get((indicator_id, row.period))
            if row.value is None or own is None or own.value is None:
                continue
            compared += 1
            if own.way == "som":  # the publisher rounds each buurt to 5, in 2015 to 10
                rounding = (10 if row.period == "2015" else 2.5) * len(whole.buurten)
                assert own.value == pytest.approx(row.value, abs=rounding), (indicator_id, row.period)
            elif own.way == "verhouding":
                assert own.value == pytest.approx(row.value, rel=0.1, abs=0.5), (indicator_id, row.period)
            elif own.way == "gewogen":
                rounding = 0.5 * 10**-indicator.decimals
                assert own.value == pytest.approx(row.value, rel=0.03, abs=2 * rounding), (indicator_id, row.period)
    assert compared > 40


def test_a_group_is_an_area_for_every_query_and_for_no_other_connection(plain: Query) -> None:
    query = with_groups(plain, EAST, CITY_WITHOUT)
    assert lookups.area_names(query)["GR-groep-oost"] == "Groep Oost"
    assert "GR-groep-oost" not in lookups.area_names(plain)
    frame = lookups.trend(query, "inwoners", ["GR-groep-oost", "GM0935"])
    assert frame[frame["area_code"] == "GR-groep-oost"]["value"].notna().sum() > 5
    assert lookups.trend(plain, "inwoners", ["GR-groep-oost"])["value"].isna().all()
    codes = [code for code in query(queries.areas)["area_code"] if not code.startswith("GR-")]
    assert codes == list(plain(queries.areas)["area_code"])


def test_what_cannot_be_put_together_says_why_and_which_buurt_lacks_a_figure(plain: Query) -> None:
    query = with_groups(plain, EAST, CITY_WITHOUT)
    codes = ["GR-groep-oost", "GR-stad-zonder-centrum"]
    [east, without] = sentences.of_buurten(query, codes)
    assert (
        "Groep Oost is een eigen groep van 7 buurten: " in east
        and "Nazareth" in east
        and "37 buurten: alle behalve Binnenstad, " in without
    )
    model = sentences.how(query, lookups.indicator(query, "ervaren_gezondheid"), codes[:1])
    assert "geen cijfer: schattingen van een rekenmodel zijn niet samen te nemen" in model[0]
    [owned] = sentences.how(query, lookups.indicator(query, "koopwoningen"), codes[1:])
    assert "Beatrixhaven" in owned and " hebben geen cijfer" in owned
    both = sentences.how(query, lookups.indicator(query, "ervaren_gezondheid"), codes)
    assert len(both) == 1 and "Groep Oost en Stad zonder Centrum: geen cijfer: " in both[0]
    [price] = sentences.how(query, lookups.indicator(query, "woz_waarde"), codes[:1])
    assert "gewogen met hun aantal woningen in hetzelfde jaar" in price


def test_groups_that_are_not_drawn_are_named_with_each_reason_once(plain: Query) -> None:
    query = with_groups(plain, EAST, CITY_WITHOUT)

    def not_drawn(indicator_id: str, *shown: str, otherwise: dict[str, str] | None = None) -> str:
        return sentences.not_drawn(query, lookups.indicator(query, indicator_id), shown, otherwise)

    assert not_drawn("ervaren_gezondheid", "2024") == (
        "Groep Oost en Stad zonder Centrum staan er niet bij: schattingen van een rekenmodel zijn niet samen te nemen."
    )
    assert not_drawn("misdrijven", "2024") == ""
    hidden = not_drawn("bijstand", "2022")  # four buurten without published counts
    assert hidden.startswith("Stad zonder Centrum staat er niet bij: ") and "Oost" not in hidden
    assert "Groep Oost staat er niet bij: anders." in not_drawn(
        "misdrijven", "2024", otherwise={"GR-groep-oost": "anders"}
    )
    assert "dit is een aantal" in not_drawn("inwoners", "2024")
    assert not_drawn("koopwoningen", "2024") == (
        "Groep Oost staat er niet bij: het aantal waarmee elke buurt meetelt is nog niet opgehaald. "
        "Stad zonder Centrum staat er niet bij: Belvédère, Beatrixhaven en Meerssenhoven hebben geen cijfer."
    )


def test_files_name_a_group_its_buurten_and_how_it_was_computed(plain: Query) -> None:
    query = with_groups(plain, EAST)
    exhibit = exhibits.trend(query, Choice("woz_waarde", ("GR-groep-oost", "GM0935")))
    csv_rows, tidy = delimited.dutch([exhibit]).decode(), delimited.tidy([exhibit]).decode()
    book = load_workbook(BytesIO(workbook.workbook([exhibit], "t", "a", moment(query), [exhibit.table])))
    cells = " ".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value)
    letter = document(query, "t", [exhibit], "")
    paragraphs = " ".join(paragraph.text for paragraph in Document(BytesIO(word.document(letter))).paragraphs)
    for text in (csv_rows, tidy, cells, paragraphs):
        assert "Groep Oost" in text and "eigen groep van 7 buurten: " in text and "Wittevrouwenveld" in text
    for text in (cells, paragraphs):
        assert "gewogen met hun aantal woningen in hetzelfde jaar" in text


def test_no_choice_of_a_group_tells_a_withheld_figure(changed: Callable[..., None], plain: Query) -> None:
    """A withheld figure is not in any group with its buurt, and a group without it never uses the city or wijk."""
    changed(
        "update observation set value = null, lower = null, upper = null, margin_kind = null, numerator = null, "
        "denominator = null, status = null, missing = 'too_few' where area_code = 'BU09350403'"
    )
    with open_query(paths.database_file()) as query:
        groups = groups_of(
            query, EAST, "Zonder~WK093504.-BU09350403", "Twee~BU09350403.BU09350404", "Stad~GM0935.-BU09350404"
        )
        for made in groups:
            found = figures.of_group(query, made)
            if "BU09350403" in made.buurten:
                assert {figure.value for figure in found.values()} == {None}
            else:
                before = figures.of_group(plain, made)
                assert {key: row.value for key, row in found.items()} == {key: row.value for key, row in before.items()}


def test_a_boundary_that_changed_breaks_the_line_of_its_group(changed: Callable[..., None]) -> None:
    changed("update area set boundary_change = '3' where area_code = 'BU09350403' and boundary_year = 2022")
    with open_query(paths.database_file()) as query:
        [change] = lookups.boundary_changes(with_groups(query, EAST), ["GR-groep-oost"])
        assert change.year == 2022
