"""Stores the outlines of buurten, wijken and municipality as GeoJSON, and reads them back.

They are a folder `grenzen@<year>` with `manifest.json` as in etl.snapshots.store and a file per level.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from etl.snapshots import folders
from etl.snapshots.store import OUTLINES, Manifest, read_manifest
from veerkracht.core import areas, paths
from veerkracht.core.errors import SourceError

if TYPE_CHECKING:
    import geopandas as gpd

FILES = ("buurten.geojson", "wijken.geojson", "gemeente.geojson")
COLUMNS = ["area_code", "name", "boundary_year", "geojson"]


@dataclass(frozen=True)
class Outlines:
    """The buurten of a municipality (area_code, name, geometry in WGS84), and the names of larger areas by code."""

    manifest: Manifest
    buurten: "gpd.GeoDataFrame"
    names: dict[str, str]


def none() -> pd.DataFrame:
    """Return a frame of outlines without rows."""
    return pd.DataFrame(columns=COLUMNS)


def of_municipality(municipality: str, year: int, folders: Sequence[Path] | None = None) -> pd.DataFrame:
    """Return one row per area of the municipality: code, name, year and outline in WGS84 as GeoJSON text.

    A fetched division, one in `folders` or else the one there is, replaces the included one; no rows when neither has
    this municipality. Raises SourceError when the files are damaged.
    """
    fetched = [folder_of(paths.fetched_folder(), year)] if folders is None else folders
    included = folder_of(paths.included_folder(), year)
    for folder in (*(folder for folder in fetched if folder.name == included.name), included):
        if (folder / "manifest.json").exists():
            outlines = read(folder)
            of_municipality = outlines[[areas.belongs_to(code, municipality) for code in outlines["area_code"]]]
            if not of_municipality.empty:
                return of_municipality.reset_index(drop=True)
    return none()


def folder_of(parent: Path, year: int) -> Path:
    """Return the folder below a data folder that the outlines of a year are in, when there are any."""
    return parent / f"{OUTLINES}@{year}"


def read(folder: Path) -> pd.DataFrame:
    """Return all outlines in a folder, one row per area (COLUMNS). Raises SourceError when a file is damaged."""
    manifest = read_manifest(folder)
    try:
        texts = {name: (folder / name).read_bytes() for name in FILES}
    except OSError as error:
        raise SourceError(f"Grenzen {folder}: {error}. Haal ze opnieuw op met: python -m etl --only grenzen") from error
    if _sha256(texts) != manifest.sha256:
        raise SourceError(f"Grenzen {folder}: de inhoud past niet bij het controlegetal. Haal ze opnieuw op.")
    rows = []
    for text in texts.values():
        for feature in json.loads(text)["features"]:
            properties, geometry = feature["properties"], _compact(feature["geometry"])
            rows.append((properties["area_code"], properties["name"], int(manifest.edition), geometry))
    return pd.DataFrame(rows, columns=COLUMNS)


def write(parent: Path, outlines: Outlines) -> Path:
    """Write buurten and the wijken and municipality that they make up below `parent`, and return their folder.

    The larger areas are the union of the simplified buurten, so that the levels fit on each other on one map. Raises
    SourceError when the buurten overlap or leave gaps after rounding.
    """
    import shapely

    manifest, buurten = outlines.manifest, outlines.buurten
    if not shapely.coverage_is_valid(buurten.geometry.values):
        raise SourceError(f"Grenzen {manifest.edition}: de buurten sluiten niet op elkaar aan. Meld dit als fout.")
    wijken = _united(buurten, outlines.names)
    gemeente = _united(wijken, outlines.names)
    texts = {name: _geojson(frame).encode() for name, frame in zip(FILES, (buurten, wijken, gemeente), strict=True)}
    count = len(buurten) + len(wijken) + len(gemeente)
    full = asdict(replace(manifest, fact_count=count, sha256=_sha256(texts)))
    texts["manifest.json"] = (json.dumps(full, ensure_ascii=False, indent=2) + "\n").encode()
    target = parent / manifest.snapshot_id
    folders.replace(target, texts)
    return target


def _united(parts: "gpd.GeoDataFrame", names: dict[str, str]) -> "gpd.GeoDataFrame":
    """Return the areas one level up, each the union of its parts."""
    parents = parts["area_code"].map(areas.parent)
    united = parts.assign(area_code=parents).dissolve("area_code", method="coverage").reset_index()
    united = united.assign(name=[names.get(code, code) for code in united["area_code"]])
    return united[["area_code", "name", "geometry"]]


def _geojson(frame: "gpd.GeoDataFrame") -> str:
    """Return a feature collection with one feature per line, so that a change shows as one line."""
    lines = []
    for row in frame.itertuples():
        geometry = _rounded(row.geometry.__geo_interface__)
        properties = {"area_code": row.area_code, "name": row.name}
        lines.append(_compact({"type": "Feature", "properties": properties, "geometry": geometry}))
    return '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"


def _rounded(value: object) -> object:
    if isinstance(value, float):
        return round(value, 5)
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items() if key != "bbox"}
    return [_rounded(item) for item in value] if isinstance(value, list | tuple) else value


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _sha256(texts: dict[str, bytes]) -> str:
    return hashlib.sha256(b"".join(texts[name] for name in FILES)).hexdigest()
