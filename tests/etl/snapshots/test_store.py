"""Where snapshots are written: below the folder for them, whatever a publisher says."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from etl.snapshots import nationwide, store
from etl.snapshots.store import Snapshot
from tests.conftest import INCLUDED
from veerkracht.core.errors import SourceError

WRITERS: dict[str, Callable[[Path, Snapshot], Path]] = {
    "table": store.write,
    "table of the country": lambda parent, snapshot: nationwide.write(parent, [snapshot]),
}


@pytest.fixture
def snapshot() -> Snapshot:
    return store.read(INCLUDED / "85318NED@2022", "meegeleverd")


@pytest.mark.parametrize("kind", list(WRITERS))
@pytest.mark.parametrize(
    ("table_id", "edition"),
    [
        ("85318NED", "/../lokaal"), ("85318NED", "/../../xyz"), ("../lokaal/85318NED", "2022"), ("85318NED", ""),
        ("85318NED", "2022\\..\\lokaal"), ("85318NED", "2022\n"), ("", "2022"), ("C:85318NED", "2022"),
    ],
)  # fmt: skip
def test_a_name_that_leads_elsewhere_is_refused_and_nothing_is_written(
    tmp_path: Path, snapshot: Snapshot, kind: str, table_id: str, edition: str
) -> None:
    parent = tmp_path / "bronnen"
    (parent / "lokaal").mkdir(parents=True)
    (parent / "lokaal" / "eigen.csv").write_text("eigen cijfers", encoding="utf-8")
    strange = replace(snapshot, manifest=replace(snapshot.manifest, table_id=table_id, edition=edition))
    with pytest.raises(SourceError, match=r"kan geen naam van een map zijn .* Er is niets weggeschreven"):
        WRITERS[kind](parent, strange)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["eigen.csv"]


@pytest.mark.parametrize("kind", list(WRITERS))
def test_any_other_name_is_a_folder_of_its_own(tmp_path: Path, snapshot: Snapshot, kind: str) -> None:
    strange = replace(snapshot, manifest=replace(snapshot.manifest, edition="-cijfers..2024.csv"))
    assert WRITERS[kind](tmp_path, strange).name == "85318NED@-cijfers..2024.csv"


@pytest.mark.parametrize("name", ["Kopie van 85318NED@2022", "85318NED@2022 - kopie", "85318NED@2022 (2)"])
def test_a_folder_that_somebody_copied_is_no_edition(tmp_path: Path, snapshot: Snapshot, name: str) -> None:
    folder, of_country = store.write(tmp_path, snapshot), nationwide.write(tmp_path, [snapshot])
    shutil.copytree(folder, tmp_path / name)
    shutil.copytree(of_country, of_country.with_name(name))
    assert store.folders_in(tmp_path) == store.folders_in(tmp_path, "85318NED") == [folder]
    assert [table.folder for table in nationwide.tables_in(tmp_path, "opgehaald", "85318NED")] == [of_country]
