"""Where the project's files are, with the two places that an environment variable can move."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CATALOG = ROOT / "indicators.yaml"
CATALOG_SCHEMA = ROOT / "docs" / "indicators.schema.json"


def data_folder() -> Path:
    """Return the folder with figures: `VEERKRACHT_DATA`, or `data/` in the project."""
    return Path(os.environ.get("VEERKRACHT_DATA") or ROOT / "data")


def database_file() -> Path:
    """Return the path of the database: `VEERKRACHT_DATABASE`, or `veerkracht.duckdb` in the data folder."""
    return Path(os.environ.get("VEERKRACHT_DATABASE") or data_folder() / "veerkracht.duckdb")


def included_folder() -> Path:
    """Return the folder of the committed snapshots the dashboard starts with."""
    return data_folder() / "meegeleverd"


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
