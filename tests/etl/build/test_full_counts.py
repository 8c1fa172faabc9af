"""Own counts of which the catalogue says that everything was counted: no margin; all others one by assumption."""

from pathlib import Path

import pytest

from etl.command import command
from tests import catalogue
from tests.etl.build.test_build import ask
from veerkracht.catalog import catalog
from veerkracht.core import paths
from veerkracht.core.errors import CatalogError

pytestmark = pytest.mark.few_figures

ROWS = """indicator;gebied;periode;waarde;n;bron
sociale_activiteiten;BU09350403;2025;40;;
sociale_activiteiten;BU09350403;2026;46;;
"""
OF_FIGURES = """
    select distinct margin_kind::varchar from observation where indicator_id = 'sociale_activiteiten' and value > 0
"""
OF_STATUS = """
    select certainty::varchar, change, change_lower from goal_status where measure_id = '6a' and value is not null
"""
FULL = "    margin: telling\n    is_full_count: true\n"


def without_full_counts(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the catalogue say of no count that it is complete."""
    catalogue.use(monkeypatch, data, (FULL, "    margin: telling\n"), count=-1)


@pytest.mark.slow
@pytest.mark.parametrize("is_full", [True, False])
def test_a_complete_count_has_no_margin_and_another_one_by_assumption(
    data: Path, monkeypatch: pytest.MonkeyPatch, is_full: bool
) -> None:
    if not is_full:
        without_full_counts(data, monkeypatch)
    own = data / "lokaal" / "tellingen.csv"
    own.parent.mkdir(exist_ok=True)
    own.write_text(ROWS, encoding="utf-8")
    assert command.main(["--offline"]) == command.ALL_WELL
    [(kind,)] = ask(paths.database_file(), OF_FIGURES)
    [(certainty, change, lower)] = ask(paths.database_file(), OF_STATUS)
    assert change == 6
    if is_full:
        assert (kind, certainty, lower) == (None, "volledig geteld", 6)
    else:
        assert (kind, certainty) == ("telling", "marge met aanname") and lower < 0


@pytest.mark.slow
@pytest.mark.parametrize(("first", "is_full"), [("alles", True), ("", False)])
def test_a_sheet_can_say_that_a_count_is_complete(
    data: Path, monkeypatch: pytest.MonkeyPatch, first: str, is_full: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    without_full_counts(data, monkeypatch)
    own = data / "lokaal" / "tellingen.csv"
    own.parent.mkdir(exist_ok=True)
    head, *rows = ROWS.splitlines()
    said = (first, "alles")
    own.write_text("\n".join([f"{head};geteld", *(f"{row};{word}" for row, word in zip(rows, said, strict=True))]))
    assert command.main(["--offline"]) == command.ALL_WELL
    assert ("maar een deel van de rijen" in "".join(capsys.readouterr())) == (not is_full)
    [(kind,)] = ask(paths.database_file(), OF_FIGURES)
    [(certainty, _, _)] = ask(paths.database_file(), OF_STATUS)
    expected = (None, "volledig geteld") if is_full else ("telling", "marge met aanname")
    assert (kind, certainty) == expected
    [(flag,)] = ask(
        paths.database_file(), "select is_full_count from indicator where indicator_id = 'sociale_activiteiten'"
    )
    assert flag == is_full


def test_only_a_count_can_be_complete(tmp_path: Path) -> None:
    margin = "    margin: steekproef\n"
    wrong = catalogue.write(tmp_path, (margin, f"{margin}    is_full_count: true\n"))
    with pytest.raises(CatalogError, match="alleen voor een telling"):
        catalog.load(*wrong)
