"""A database is built again when the content of anything that it is built from changed, and only then."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from etl.build import fingerprint, freshness
from etl.snapshots import code_hash, editions, national_figures, run_lock
from tests import catalogue
from tests.conftest import INCLUDED
from veerkracht.catalog import catalog
from veerkracht.catalog.catalog import Catalog
from veerkracht.core import paths
from veerkracht.database import database

pytestmark = pytest.mark.slow


@pytest.fixture
def target(included_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The built database beside copies of its inputs, which are in other places and of other times."""
    folder = tmp_path / "data"
    shutil.copytree(INCLUDED, folder / "meegeleverd")
    monkeypatch.setenv("VEERKRACHT_DATA", str(folder))
    monkeypatch.delenv("VEERKRACHT_DATABASE", raising=False)
    catalogue.use(monkeypatch, tmp_path)
    return Path(shutil.copy(included_database, paths.database_file()))


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the code, of which the fingerprint is made."""
    for name in ("etl", "veerkracht"):
        shutil.copytree(paths.ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    forget_code()
    yield tmp_path
    forget_code()


def forget_code() -> None:
    """Make this process read the code again, as one that starts does."""
    code_hash.of.cache_clear()
    code_hash._parsed.cache_clear()


def change(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:-2] + bytes([content[-2] ^ 1]) + content[-1:])


def edit_code(project: Path, name: str) -> None:
    """Add a comment to a module, as a process sees it that starts after."""
    with (project / name).open("a", encoding="utf-8") as module:
        module.write("# edited\n")
    forget_code()


def test_other_dates_are_no_reason_to_build_again(target: Path) -> None:
    assert freshness.is_current(target) and not freshness.is_due(target)
    for path in [paths.CATALOG, *paths.included_folder().rglob("*")]:
        os.utime(path, (4e9, 4e9))
    os.utime(target, (1e9, 1e9))
    assert freshness.is_current(target)


@pytest.mark.parametrize(
    "name",
    [
        "85984NED@2026-07-19/facts.csv", "85984NED@2026-07-19/manifest.json", "grenzen@2024/wijken.geojson",
        "landelijk/47022NED@2026-07-19/manifest.json", "begroting.yaml", "inspanningen.yaml", "expected_facts.csv",
        "veerkrachtkaart_referentie.csv",
    ],
)  # fmt: skip
def test_one_byte_of_included_data_is_a_reason_to_build_again(target: Path, name: str) -> None:
    [path] = paths.included_folder().glob(name)
    change(path)
    assert not freshness.is_current(target) and freshness.is_due(target)


@pytest.mark.parametrize("name", ["1NED@2026/facts.csv", "lokaal/peiling@a.csv/facts.csv", "teksten/verhalen/a.md/a"])
def test_what_was_fetched_or_accepted_is_a_reason_to_build_again(target: Path, name: str) -> None:
    path = paths.fetched_folder() / name
    path.parent.mkdir(parents=True)
    path.write_bytes(b"1")
    assert not freshness.is_current(target)
    path.unlink()
    assert freshness.is_current(target)


def test_the_log_of_runs_and_readme_are_no_reason_to_build_again(target: Path) -> None:
    paths.fetched_folder().mkdir()
    (paths.fetched_folder() / "runs.jsonl").write_text("{}\n", encoding="utf-8")
    change(paths.included_folder() / "README.md")
    assert freshness.is_current(target)


def test_a_threshold_in_the_catalogue_is_a_reason_to_build_again(target: Path) -> None:
    text = paths.CATALOG.read_text(encoding="utf-8")
    assert "value: 80" in text
    paths.CATALOG.write_text(text.replace("value: 80", "value: 81", 1), encoding="utf-8")
    assert not freshness.is_current(target)
    paths.CATALOG.write_text(text, encoding="utf-8")
    assert freshness.is_current(target)


@pytest.mark.parametrize("name", ["schema.sql", "a_check.sql"])
def test_schema_and_checks_are_a_reason_to_build_again(
    target: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    checks = tmp_path / "checks"
    shutil.copytree(fingerprint.CHECKS, checks)
    monkeypatch.setattr(fingerprint, "CHECKS", checks)
    monkeypatch.setattr(database, "SCHEMA", shutil.copy(database.SCHEMA, tmp_path / "schema.sql"))
    assert freshness.is_current(target)
    change(tmp_path / "schema.sql" if name == "schema.sql" else next(checks.glob("*.sql")))
    assert fingerprint.of_inputs() != freshness._fingerprint(target)


BUILT_WITH = ["method/progress.py", "method/resilience.py", "core/dutch.py", "catalog/goals.py", "database/database.py"]


@pytest.mark.parametrize(
    "name",
    [*(f"veerkracht/{name}" for name in BUILT_WITH), "etl/build/goals/series.py", "etl/own_texts/stories.py"],
)
def test_a_formula_is_a_reason_to_build_again(project: Path, name: str) -> None:
    before = code_hash.of("etl.build.build")
    edit_code(project, name)
    assert code_hash.of("etl.build.build") != before


@pytest.mark.parametrize("name", ["veerkracht/web/cache.py", "etl/publishers/odata.py", "etl/command/command.py"])
def test_code_that_builds_nothing_is_no_reason_to_build_again(project: Path, name: str) -> None:
    before = code_hash.of("etl.build.build")
    edit_code(project, name)
    assert code_hash.of("etl.build.build") == before


def test_a_process_goes_on_with_its_first_code(project: Path) -> None:
    before = code_hash.of("etl.build.build")
    (project / "etl" / "build" / "build.py").write_text("# edited\n", encoding="utf-8")
    assert code_hash.of("etl.build.build") == before


def test_the_dashboard_leaves_the_build_to_a_run_that_is_busy(target: Path) -> None:
    change(paths.CATALOG)
    assert freshness.is_due(target)
    with run_lock.hold(paths.fetched_folder()):
        assert not freshness.is_due(target) and not freshness.is_current(target)
        target.unlink()
        assert freshness.is_due(target)  # nobody waits for a run that may still have tables to fetch


def programme(**values: object) -> Callable[[Catalog], Catalog]:
    return lambda content: content.model_copy(update={"programme": content.programme.model_copy(update=values)})


def without_indicator(content: Catalog) -> Catalog:
    return content.model_copy(update={"indicators": content.indicators[1:]})


MOVED = {"year": 2025, "old": "BU00030000", "new": "BU00030009", "note": "Andere code"}


@pytest.mark.parametrize(
    "edited",
    [
        programme(minimum_denominator=101), without_indicator, programme(area_changes=(catalog.AreaChange(**MOVED),)),
    ],
    ids=["minimum_denominator", "indicator", "area_changes"],
)  # fmt: skip
def test_national_figures_are_made_again_when_what_they_depend_on_changes(
    target: Path, edited: Callable[[Catalog], Catalog], monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = catalog.load(paths.CATALOG)
    tables, again = (editions.newest().tables_of_the_country(checks_all=False)[0] for _ in range(2))
    assert tables and national_figures._key(ours, tables) == national_figures._key(ours, again)
    assert national_figures._key(edited(ours), tables) != national_figures._key(ours, tables)
    unrelated = programme(name="Anders", introduction="Anders", municipality="GM0917")(ours)
    assert national_figures._key(unrelated, tables) == national_figures._key(ours, tables)


@pytest.mark.parametrize("name", ["etl/snapshots/tidy.py", "etl/snapshots/columns.py", "veerkracht/core/areas.py"])
def test_national_figures_are_made_again_with_other_code(project: Path, name: str) -> None:
    before = code_hash.of(national_figures.__name__)
    edit_code(project, name)
    assert code_hash.of(national_figures.__name__) != before
    unrelated = code_hash.of(national_figures.__name__)
    edit_code(project, "veerkracht/method/progress.py")
    assert code_hash.of(national_figures.__name__) == unrelated
