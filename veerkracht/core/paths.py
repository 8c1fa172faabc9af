"""Where the project's files are, with the two places that an environment variable can move."""

import os
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CATALOG = ROOT / "indicators.yaml"
CATALOG_SCHEMA = ROOT / "docs" / "indicators.schema.json"
INTERNAL = "-intern"
_CONNECTION = re.compile(r"[a-z_]{2,}:")  # one letter and a colon is a disk of Windows


def data_folder() -> Path:
    """Return the folder with figures: `VEERKRACHT_DATA`, or `data/` in the project."""
    return Path(os.environ.get("VEERKRACHT_DATA") or ROOT / "data")


def database() -> Path | str:
    """Return what the dashboard reads: the path of a file, or the connection string in `VEERKRACHT_DATABASE`."""
    asked = os.environ.get("VEERKRACHT_DATABASE", "")
    return asked if _CONNECTION.match(asked) else database_file()


def database_file() -> Path:
    """Return the path of the database that is built: `VEERKRACHT_DATABASE`, or `veerkracht.duckdb` in the data folder
    when there is none or it is a connection string."""
    asked = os.environ.get("VEERKRACHT_DATABASE", "")
    return Path(asked) if asked and not _CONNECTION.match(asked) else data_folder() / "veerkracht.duckdb"


def internal(path: Path) -> Path:
    """Return the path of what also holds internal figures, beside that of what everybody may see: `a-intern.csv`."""
    return path.with_name(f"{path.stem}{INTERNAL}{path.suffix}")


def internal_database_file() -> Path:
    """Return the path of the database with internal figures and stories too; it is there only when there are any."""
    return internal(database_file())


def has_internal_database() -> bool:
    """Return whether the dashboard has internal figures beside those for everybody: never with a connection string,
    where only the latter are published."""
    return database() == database_file() and internal_database_file().exists()


def included_folder() -> Path:
    """Return the folder of the committed snapshots the dashboard starts with: of the data folder, or when that has none
    the project's own, which is renewed with it."""
    own = data_folder() / "meegeleverd"
    return own if own.is_dir() else ROOT / "data" / "meegeleverd"


def resilience_reference() -> Path:
    """Return the file with the frozen reference of the Veerkracht map."""
    return included_folder() / "veerkrachtkaart_referentie.csv"


def fetched_folder() -> Path:
    """Return the folder of the snapshots that `python -m etl` fetches."""
    return data_folder() / "bronnen"


def local_folder() -> Path:
    """Return the folder in which the municipality puts its own figures."""
    return data_folder() / "lokaal"


def accepted_folder() -> Path:
    """Return the folder of the last good snapshots of the municipality's own files."""
    return fetched_folder() / "lokaal"


def kept_texts_folder() -> Path:
    """Return the folder of the last good copies of the municipality's own texts, a folder per kind; of internal texts
    that folder ends in `-intern`."""
    return fetched_folder() / "teksten"
