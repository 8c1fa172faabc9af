"""Of what the municipality writes itself the last good copy stays, and what may not be shown goes at once."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from etl.command import command
from etl.own_texts import kinds, own_text
from etl.own_texts.own_text import OwnText
from veerkracht.catalog import catalog
from veerkracht.core import paths

KIND = "verhalen"


def text(name: str, contents: Mapping[str, bytes], *mistakes: str, why_withdrawn: str = "") -> OwnText:
    return OwnText(Path("verhalen") / name, list(mistakes), contents, why_withdrawn)


def kept() -> dict[str, dict[str, bytes]]:
    return {copy.name: {path.name: path.read_bytes() for path in copy.iterdir()} for copy in own_text.copies(KIND)}


def test_a_good_text_is_kept_and_an_unchanged_one_is_reported_as_such(data: Path) -> None:
    assert [attempt.outcome for attempt in own_text.accept(KIND, [text("a.md", {"a": b"1"})])] == ["opgehaald"]
    assert [attempt.outcome for attempt in own_text.accept(KIND, [text("a.md", {"a": b"1"})])] == ["niet gewijzigd"]
    assert [attempt.outcome for attempt in own_text.accept(KIND, [text("a.md", {"b": b"1"})])] == ["opgehaald"]
    assert kept() == {"a.md": {"b": b"1"}}


def test_a_text_with_mistakes_leaves_its_last_good_copy_and_says_what_is_wrong(data: Path) -> None:
    own_text.accept(KIND, [text("a.md", {"a": b"1"})])
    [attempt] = own_text.accept(KIND, [text("a.md", {}, "regel 3: fout.", "regel 4: fout.")])
    assert attempt.outcome == "mislukt"
    assert attempt.message.startswith("a.md is niet overgenomen: regel 3: fout, en nog 1. Alles: python -m etl contr")
    assert kept() == {"a.md": {"a": b"1"}}


def test_a_text_that_is_gone_takes_its_copy_along(data: Path) -> None:
    own_text.accept(KIND, [text("a.md", {"a": b"1"}), text("b.md", {"b": b"1"})])
    attempts = own_text.accept(KIND, [text("b.md", {"b": b"1"})])
    assert [attempt.message for attempt in attempts] == ["b.md overgenomen.", "a.md is er niet meer, en vervalt."]
    assert kept() == {"b.md": {"b": b"1"}}


@pytest.mark.parametrize("mistakes", [[], ["regel 9: fout"]])
def test_a_text_that_may_not_be_shown_any_more_goes_at_once_also_with_mistakes(data: Path, mistakes: list[str]) -> None:
    own_text.accept(KIND, [text("a.md", {"a": b"1"})])
    own_text.accept(KIND, [text("a.md", {"a": b"2"}, *mistakes, why_withdrawn="zonder toestemming")])
    assert kept() == {}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("inspanningen", "  - id: koffie\n    naam: Koffie\n    soort: activiteit\n    bron: Bel"),
        ("besluiten", "  - datum: 2026-01-01\n    besluit: Open.\n    zichtbaar: openbaar\n    wie: bel"),
    ],
)
def test_what_may_lead_to_a_person_is_doubtful_in_every_text(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, text: str
) -> None:
    path = tmp_path / f"{name}.yaml"
    path.write_text(f"{name}:\n{text} 06-12345678\n", encoding="utf-8")
    told = "regel 5: '06-12345678' lijkt op een telefoonnummer; haal het weg als het van een bewoner is"
    checked = kinds.check(path, catalog.load(paths.CATALOG))
    assert checked is not None and checked.contents and checked.doubts == (told,)
    assert command.main(["controleer", str(path)]) == command.ALL_WELL
    assert told in " ".join("".join(capsys.readouterr()).split())


@pytest.mark.slow
def test_templates_hold_nothing_that_may_lead_to_a_person(data: Path, tmp_path: Path) -> None:
    content = catalog.load(paths.CATALOG)
    for path in kinds.write_templates(tmp_path, content, {}):
        checked = kinds.check(path, content)
        assert checked is None or checked.doubts == (), path
