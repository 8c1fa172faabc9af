"""Paths of the project's files; environment variables override two of them."""

import os
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CATALOG = ROOT / "indicators.yaml"
PROGRAMME, REFERENCE = "programma.yaml", "veerkrachtkaart_referentie.csv"
INCLUDED_PROGRAMME = ROOT / PROGRAMME
CATALOG_SCHEMA, PROGRAMME_SCHEMA = (ROOT / "docs" / f"{name}.schema.json" for name in ("indicators", "programma"))
DATABASE_TABLES = ROOT / "docs" / "database-tabellen.md"
SECRETS = ROOT / ".streamlit" / "secrets.toml"
INTERNAL = "-intern"
REFUSED = "geweigerd"
DOORS, TRIAL = "deuren.json", "proef.json"  # files beside what was fetched, on the hosts of publishers
INVENTED = "VERZONNEN"  # a file of this name marks a data folder for invented figures
_CONNECTION = re.compile(r"[a-z_]{2,}:")  # one letter and a colon is a drive on Windows


def data_folder() -> Path:
    """Return the folder with figures: `VEERKRACHT_DATA`, or `data/` in the project."""
    return Path(os.environ.get("VEERKRACHT_DATA") or ROOT / "data")


def database() -> Path | str:
    """Return what the dashboard reads: the path of a file, or the connection string in `VEERKRACHT_DATABASE`."""
    setting = os.environ.get("VEERKRACHT_DATABASE", "")
    return setting if _CONNECTION.match(setting) else database_file()


def database_file() -> Path:
    """Return the path of the database that the ETL builds: `VEERKRACHT_DATABASE`, or `veerkracht.duckdb` in the data
    folder when that is not set or is a connection string."""
    setting = os.environ.get("VEERKRACHT_DATABASE", "")
    return Path(setting) if setting and not _CONNECTION.match(setting) else default_database_file()


def default_database_file() -> Path:
    """Return the path of the database in the data folder, a name that no other file has."""
    return data_folder() / "veerkracht.duckdb"


def internal(path: Path) -> Path:
    """Return the path of the internal version of a public file: `a-intern.csv` beside `a.csv`."""
    return path.with_name(f"{path.stem}{INTERNAL}{path.suffix}")


def internal_database_file() -> Path:
    """Return the path of the database that has internal figures and stories too; it exists only if there are any."""
    return internal(database_file())


def has_internal_database() -> bool:
    """Return whether there are internal figures beside the public ones: never with a connection string, as only the
    public ones are published."""
    return database() == database_file() and internal_database_file().exists()


def included_folder() -> Path:
    """Return the folder of the committed snapshots that the dashboard starts with: in the data folder, or when that has
    none, in the project, where a new version renews them."""
    included = data_folder() / "meegeleverd"
    return included if included.is_dir() else ROOT / "data" / "meegeleverd"


def programme() -> Path:
    """Return the file of the programme: `VEERKRACHT_PROGRAMMA`, or the one of `own_programme` when it is there, or the
    included one."""
    if setting := os.environ.get("VEERKRACHT_PROGRAMMA"):
        return Path(setting)
    return own_programme() if own_programme().exists() else INCLUDED_PROGRAMME


def own_programme() -> Path:
    """Return where the municipality puts a programme of its own, which takes the place of the included one."""
    return local_folder() / PROGRAMME


def resilience_reference() -> Path:
    """Return the file with the frozen reference of the Veerkracht map: that of the municipality when it has one, else
    the included one."""
    local = own_resilience_reference()
    return local if local.exists() else included_folder() / local.name


def own_resilience_reference() -> Path:
    """Return where the reference of the Veerkracht map is frozen for another programme than the included one."""
    return local_folder() / REFERENCE


def similar_features() -> Path:
    """Return the file with the frozen features by which similar buurten are found."""
    return included_folder() / "vergelijkbaar_kenmerken.csv.gz"


def fetched_folder() -> Path:
    """Return the folder of the snapshots that `python -m etl` fetches."""
    return data_folder() / "bronnen"


def local_folder() -> Path:
    """Return the folder in which the municipality puts its own figures."""
    return data_folder() / "lokaal"


def accepted_folder() -> Path:
    """Return the folder of the last good snapshots of the municipality's own files."""
    return fetched_folder() / "lokaal"


def accepted_texts_folder() -> Path:
    """Return the folder of the last good copies of the municipality's own texts, with a folder per kind; the folder of
    internal texts ends in `-intern`."""
    return fetched_folder() / "teksten"
