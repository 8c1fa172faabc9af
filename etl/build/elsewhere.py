"""Creates the database with only the areas of the country, from which a build of any municipality starts."""

import hashlib
import shutil
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pandas as pd

from etl.snapshots import folders, national_figures, tidy
from etl.snapshots.nationwide import NationalTable
from etl.snapshots.store import Snapshot
from veerkracht.catalog.catalog import Catalog
from veerkracht.core import areas
from veerkracht.database import places


def area_table(catalog: Catalog, tables: Sequence[NationalTable]) -> pd.DataFrame:
    """Return one row per area of the country and year of the division, with the columns of tidy.area_table.

    Names come from the tables with one period. Raises SourceError when a file is damaged.
    """
    empty = pd.DataFrame(columns=["area_code", "name", "boundary_year"])
    snapshots = [Snapshot(table.manifest, empty, empty, table.areas(), table.origin) for table in tables]
    table = tidy.area_table(catalog, snapshots, empty, areas.COUNTRY)
    return table[table["area_code"] != areas.COUNTRY]


def existing(inputs: Iterable[str]) -> Path | None:
    """Return the complete database that was built for these inputs, None without one."""
    key = national_figures.hash_of(inputs)
    for path in national_figures.folder().glob(f"{key}-*.duckdb"):
        if path.is_file() and path.stem == f"{key}-{_digest(path)}":
            return path
    return None


def ensure(inputs: Sequence[str], fill: Callable[[Path], None]) -> Path:
    """Return the database that `fill` makes, reusing a complete one for the same inputs.

    A build starts from a copy: that takes a fiftieth of the time that DuckDB needs to insert these figures.
    """
    if path := existing(inputs):
        return path
    folder, key = national_figures.folder(), national_figures.hash_of(inputs)
    national_figures.make_folder()
    aside = folder / f"{key}.aside"
    for leftover in (aside, places.log_of(aside)):  # from a killed run
        leftover.unlink(missing_ok=True)
    shutil.rmtree(f"{aside}.tmp", ignore_errors=True)  # spilled from memory
    fill(aside)
    target = folder / f"{key}-{_digest(aside)}.duckdb"
    folders.clear(target, is_folder=False)
    return aside.replace(target)


def remove_others(in_use: Iterable[Path]) -> None:
    """Remove the files with figures that are not `in_use`: of other editions or catalogues, or of a killed run."""
    for path in set(national_figures.folder().glob("*")) - set(in_use):
        if path.is_file() and path.suffix in (".parquet", ".duckdb", ".aside", ".wal"):
            path.unlink()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]
