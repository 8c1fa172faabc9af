"""Checks how people and places are described: no page, file, letter or manual uses a stigmatising word."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml
from streamlit.testing.v1 import AppTest

from tests import wording
from tests.opened import html, open_query, shared_page
from tests.topics.test_sentence_forms import FORMS
from veerkracht.core import areas, menu, paths
from veerkracht.topics.goals import comparisons, headlines, rows
from veerkracht.topics.goals.rows import GoalStatus

# codes of the catalogue, that no reader sees
CODES = {"dragers", "vragers", "zelfredzaamheid", "samenredzaamheid"}
BY_GOAL = [("doelkaart", {"doel": str(number)}) for number in range(1, 17)]
BY_BUURT = [("buurtprofiel", {"buurt": code}) for code in ("BU09350403", "BU09350203")]
CITY_HAS = re.compile(r"(?:de stad|in maastricht|de middelste buurt)\b[^.;:]*\b(?:meer|verder|hoger|harder)\b", re.I)
BUURT_LACKS = re.compile(
    r"(?:achter op|onder|lager dan|minder dan) (?:in )?(?:de stad|maastricht|de middelste buurt)", re.I
)


@cache
def texts_of_code() -> list[tuple[str, str]]:
    """Return every text in the code with its place, except docstrings and codes: what a page or a file can ever say.

    The catalogue names its own codes, for those who edit it.
    """
    return [*_texts_of_code()]


def _texts_of_code() -> Iterator[tuple[str, str]]:
    for folder in ("veerkracht", "pages", "etl"):
        for path in sorted((paths.ROOT / folder).rglob("*.py")):
            if path.parent.name == "catalog":
                continue
            nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
            has_docstring = (ast.Module, ast.ClassDef, ast.FunctionDef)
            bodies = [node.body[0] for node in nodes if isinstance(node, has_docstring) and node.body]
            skipped = {id(first.value) for first in bodies if isinstance(first, ast.Expr)}
            filled = [node for node in nodes if isinstance(node, ast.JoinedStr)]
            skipped |= {id(part) for node in filled for part in node.values}
            name = path.relative_to(paths.ROOT)
            for node in nodes:
                where = f"{name}:{getattr(node, 'lineno', 0)}"
                if isinstance(node, ast.JoinedStr):
                    yield where, "".join(str(part.value) if isinstance(part, ast.Constant) else "{}"
                                         for part in node.values)  # fmt: skip
                elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
                    yield where, "" if node.value in CODES or "select" in node.value else node.value


def texts_of_catalog(part: object, where: str = "indicators.yaml") -> Iterator[tuple[str, str]]:
    """Yield every text in the catalogue, but codes."""
    if isinstance(part, dict):
        for key, value in part.items():
            yield from texts_of_catalog(value, f"{where}, {key}")
    elif isinstance(part, list):
        for value in part:
            yield from texts_of_catalog(value, where)
    elif isinstance(part, str) and part not in CODES:
        yield where, part


def texts_of_files() -> Iterator[tuple[str, str]]:
    """Yield the templates, the manual, what is included of efforts and budget, and the descriptions of the database."""
    kinds = (
        "veerkracht/drawing/templates/*", "veerkracht/web/assets/*.js", "docs/handleiding/*.md", "docs/*tabellen.md",
        "data/meegeleverd/**/*.yaml", "data/meegeleverd/**/*.md", "etl/build/checks/*.sql",
    )  # fmt: skip
    for kind in kinds:
        for path in sorted(paths.ROOT.glob(kind)):
            text = path.read_text(encoding="utf-8")
            yield str(path.relative_to(paths.ROOT)), text.replace("De buurt scoort slecht", "")  # as what not to write


def test_no_text_of_the_code_the_catalogue_or_the_manual_puts_people_or_places_away() -> None:
    files = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in (paths.CATALOG, paths.INCLUDED_PROGRAMME)]
    every = [*texts_of_code(), *texts_of_catalog(files), *texts_of_files()]
    assert len(every) > 5000
    assert [(where, offence) for where, text in every for offence in wording.offences(text)] == []


def test_nothing_that_can_take_long_on_a_busy_computer_is_said_to_take_seconds() -> None:
    entries = [(name, (paths.ROOT / name).read_text(encoding="utf-8")) for name in ("app.py", "asgi.py")]
    every = [*texts_of_code(), *texts_of_files(), *entries]
    assert [where for where, text in every if re.search(r"(?:enkele|een paar) seconden", text)] == []


# codes, columns that are promised to programs (docs/data.md), other words to find a page with, and what CBS counts
NO_MUNICIPALITY = {"stad", "Stad", "verschil met de stad", menu.ABOUT["inhalen"][1]}
OF_PUBLISHERS = re.compile("stadsverwarming|stedelijkheid")


def test_no_text_calls_a_municipality_a_city_unless_its_programme_does() -> None:
    templates = sorted((paths.ROOT / "etl/own_texts/templates").rglob("*.*"))
    every = [
        *((where, text) for where, text in texts_of_code() if text not in NO_MUNICIPALITY),
        *texts_of_catalog(yaml.safe_load(paths.CATALOG.read_text(encoding="utf-8"))),
        *((where, text) for where, text in texts_of_files() if not where.startswith("data/")),
        *((path.name, path.read_text(encoding="utf-8")) for path in templates if path.suffix in (".yaml", ".md")),
    ]
    asks = "  municipality_word: "  # of whoever writes a programme
    offences = [(where, text) for where, text in every if wording.CITY.search(OF_PUBLISHERS.sub("", text))]
    assert [(where, text) for where, text in offences if not text.startswith(asks)] == []


def test_every_rule_has_a_reason_and_finds_what_it_is_for() -> None:
    planted = ["een achterstandswijk", "kansarme gezinnen", "allochtonen", "Nazareth scoort slecht", "de koploper",
               "2e van 44 rokers", "de dragers in de stad", "de wijk Nazareth"]  # fmt: skip
    for text, (name, rule) in zip(planted, wording.RULES.items(), strict=True):
        assert rule.reason.endswith(".") and wording.offences(text)[0].startswith(name), text
    assert wording.offences("Het plan: betere balans tussen dragers en vragers. De wijk Buitenwijk Oost.") == []


def choices_of(test: AppTest) -> list[str]:
    """Return what can be chosen on a page, but the words that lead to a choice of another name."""
    options = [str(option) for box in (*test.selectbox, *test.multiselect) for option in box.options]
    return [option for option in options if " → " not in option]


def words_of(test: AppTest) -> str:
    """Return all words of a page: its texts, choices and charts."""
    kinds = ("title", "header", "subheader", "markdown", "caption", "info", "warning")
    texts = [part.value for kind in kinds for part in test.get(kind)]
    charts = [part.proto.spec for part in test.get("vega_lite_chart")]
    return "\n".join([html(test), *texts, *charts, *choices_of(test)])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "query"), [*((name, {}) for name in menu.PAGES), *BY_GOAL, *BY_BUURT], ids=lambda value: str(value)
)
def test_no_page_puts_people_or_places_away_and_choices_begin_with_a_capital(
    built: None, name: str, query: dict[str, str]
) -> None:
    test = shared_page(name, **query)
    text = words_of(test).replace("De buurt scoort slecht", "")  # in the manual: what not to write
    assert len(text) > 100 and not test.exception
    assert wording.offences(text) == []
    assert [choice for choice in choices_of(test) if choice[:1].islower()] == []


def test_the_words_of_the_plan_stand_on_goal_13_only(built: None) -> None:
    for number in ("12", "14"):
        assert "vragers" not in words_of(shared_page("doelkaart", doel=number))
    assert "‘vragers’" in words_of(shared_page("doelkaart", doel="13"))


def test_a_lag_and_a_lead_are_called_so_by_the_sign_of_the_gap(included_database: Path) -> None:
    with open_query(included_database) as query:
        statuses = [row for row in rows.statuses(query) if row.gap_word and row.area_code != areas.TOGETHER]
        assert len(statuses) >= 4
        for row in statuses:
            headline = headlines.headline(row, rows.yardstick(query, row))
            for text in (headline, comparisons.standing_in_city(row), comparisons.then_and_now(row)):
                assert called(text) <= allowed(row), (row.measure_id, row.area_code, text)


def called(text: str) -> set[str]:
    return set(re.findall(r"achterstand|voorsprong", text.lower()))


def allowed(row: GoalStatus) -> set[str]:
    """Return the words that fit the gap then and now: a lag when behind, a lead when ahead."""
    return {"achterstand" if gap > 0 else "voorsprong" for gap in (row.gap_baseline, row.gap_now) if gap}


def test_a_gap_is_told_at_least_as_often_as_what_the_city_has_as_what_the_buurt_lacks() -> None:
    words: dict[str, list[str]] = {}
    for form in FORMS:
        sentences = form.words()
        name = f"{form.make.__module__}.{form.make.__name__}"
        words.setdefault(name, []).extend(
            [sentences] if isinstance(sentences, str) else [str(text) for text in sentences]
        )
    city = {name for name, texts in words.items() if any(CITY_HAS.search(text) for text in texts)}
    buurt = {name for name, texts in words.items() if any(BUURT_LACKS.search(text) for text in texts)}
    assert city and len(city) >= len(buurt), (city, buurt)
