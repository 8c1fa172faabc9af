"""Outlines of buurten, wijken and municipality: fetches them from PDOK, keeps them as GeoJSON, reads them back."""

import hashlib
import json
import os
import shutil
import tempfile
from dataclasses import asdict, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import requests

from etl import http
from etl.snapshots import Manifest, read_manifest
from veerkracht import areas, paths
from veerkracht.catalog import Source
from veerkracht.errors import SourceError

if TYPE_CHECKING:
    import geopandas as gpd

FILES = ("buurten.geojson", "wijken.geojson", "gemeente.geojson")
OUTLINE_COLUMNS = ["area_code", "name", "boundary_year", "geojson"]
_RD = "http://www.opengis.net/def/crs/EPSG/0/28992"
_DECIMALS = 1e-5  # degrees, about one metre


def outlines(municipality: str, year: int) -> pd.DataFrame:
    """Return one row per area of the municipality: code, name, year and outline in WGS84 as GeoJSON text.

    A fetched division wins over the included one; no rows when neither has this municipality. Raises SourceError when
    the files are damaged.
    """
    for parent in (paths.fetched_folder(), paths.included_folder()):
        folder = parent / f"grenzen@{year}"
        if (folder / "manifest.json").exists():
            found = read(folder)
            mine = found[[areas.belongs_to(code, municipality) for code in found["area_code"]]]
            if not mine.empty:
                return mine.reset_index(drop=True)
    return pd.DataFrame(columns=OUTLINE_COLUMNS)


def read(folder: Path) -> pd.DataFrame:
    """Return all outlines in a folder, one row per area. Raises SourceError when a file is damaged."""
    manifest = read_manifest(folder)
    try:
        texts = {name: (folder / name).read_bytes() for name in FILES}
    except OSError as error:
        raise SourceError(f"Grenzen {folder}: {error}. Haal ze opnieuw op met: python -m etl --only grenzen") from error
    if _sha256(texts) != manifest.sha256:
        raise SourceError(f"Grenzen {folder}: de inhoud past niet bij het controlegetal. Haal ze opnieuw op.")
    features = [feature for text in texts.values() for feature in json.loads(text)["features"]]
    rows = [
        (one["properties"]["area_code"], one["properties"]["name"], int(manifest.edition), _compact(one["geometry"]))
        for one in features
    ]
    return pd.DataFrame(rows, columns=OUTLINE_COLUMNS)


def fetch(source_id: str, source: Source, municipality: str, municipality_name: str, year: int, folder: Path) -> Path:
    """Fetch the buurten and wijken of a municipality, simplify them and write them below `folder`.

    Returns the folder written. Raises SourceError when PDOK does not answer or the areas do not fit together.
    """
    buurten = _simplified(_features("buurten", municipality, year))
    names = {row["wijkcode"]: row["wijknaam"] for row in _properties("wijken", municipality, year)}
    manifest = Manifest(
        source_id=source_id, table_id="grenzen", edition=str(year), title=f"{source.title} {year}",
        publisher=source.publisher, licence=source.licence, retrieved_at=date.today().isoformat(), modified_at=None,
        is_complete=True, note="Vereenvoudigd en afgerond; buurten sluiten op elkaar aan.",
    )  # fmt: skip
    return write(folder, manifest, buurten, names, municipality_name)


def write(
    folder: Path, manifest: Manifest, buurten: "gpd.GeoDataFrame", wijk_names: dict[str, str], municipality_name: str
) -> Path:
    """Write outlines of buurten (area_code, name, geometry in WGS84) and the wijken and municipality they make up.

    Raises SourceError when the buurten overlap or leave gaps after rounding.
    """
    import shapely

    if not shapely.coverage_is_valid(buurten.geometry.values):
        raise SourceError(f"Grenzen {manifest.edition}: de buurten sluiten niet op elkaar aan. Meld dit als fout.")
    wijken = _united(buurten, buurten["area_code"].map(areas.parent), wijk_names)
    gemeente = _united(wijken, wijken["area_code"].map(areas.parent), dict.fromkeys(
        wijken["area_code"].map(areas.parent), municipality_name))  # fmt: skip
    texts = {name: _geojson(frame).encode() for name, frame in zip(FILES, (buurten, wijken, gemeente), strict=True)}
    count = len(buurten) + len(wijken) + len(gemeente)
    full = asdict(replace(manifest, fact_count=count, sha256=_sha256(texts)))
    texts["manifest.json"] = (json.dumps(full, ensure_ascii=False, indent=2) + "\n").encode()
    target = folder / manifest.snapshot_id
    folder.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=".aside-", dir=folder))
    for name, text in texts.items():
        (aside / name).write_bytes(text)
    if target.exists():
        shutil.rmtree(target)
    os.replace(aside, target)
    return target


def _features(collection: str, municipality: str, year: int) -> "gpd.GeoDataFrame":
    import geopandas as gpd

    features = [
        one
        for one in _pages(collection, municipality, year, {"crs": _RD})
        if one["properties"].get("water") in (None, "NEE")
    ]
    frame = gpd.GeoDataFrame.from_features(features, crs=28992)
    codes = frame["buurtcode"].str.strip() if len(frame) else []
    if len(frame) == 0 or len(set(codes)) != len(frame):
        raise SourceError(
            f"PDOK gaf {len(frame)} buurten voor {municipality} in {year}; verwacht: elke buurt één keer."
        )
    strangers = [code for code in codes if not areas.belongs_to(code, municipality)]
    if strangers:
        raise SourceError(f"PDOK gaf ook {', '.join(strangers[:5])}, terwijl om {municipality} was gevraagd.")
    named = frame.assign(area_code=codes, name=frame["buurtnaam"].str.strip())
    return named[["area_code", "name", "geometry"]].sort_values("area_code").reset_index(drop=True)


def _properties(collection: str, municipality: str, year: int) -> list[dict[str, Any]]:
    return [one["properties"] for one in _pages(collection, municipality, year, {})]


def _pages(collection: str, municipality: str, year: int, extra: dict[str, str]) -> list[dict[str, Any]]:
    base = f"{http.host_url('pdok')}/cbs/wijken-en-buurten-{year}/ogc/v1/collections/{collection}/items"
    url: str | None = base
    query: dict[str, str] | None = {"f": "json", "limit": "1000", "gemeentecode": municipality, **extra}
    features: list[dict[str, Any]] = []
    while url:
        page = http.patiently(partial(_get, url, query), f"PDOK {collection} {year}", "pdok")
        features += page["features"]
        url, query = next((link["href"] for link in page.get("links", []) if link["rel"] == "next"), None), None
    return features


def _get(url: str, query: dict[str, str] | None) -> dict[str, Any]:
    response = requests.get(url, params=query, timeout=http.TIMEOUT)
    response.raise_for_status()
    page: dict[str, Any] = response.json()
    if "features" not in page:
        raise KeyError("features")
    return page


def _simplified(buurten: "gpd.GeoDataFrame") -> "gpd.GeoDataFrame":
    """Return the outlines in WGS84, with as much detail as a city map shows; neighbours keep their common border."""
    import shapely

    tolerance = 0.015 * buurten.area.pow(0.5).median()  # metres
    simple = buurten.set_geometry(buurten.geometry.simplify_coverage(tolerance)).to_crs(4326)
    return simple.set_geometry(shapely.set_precision(simple.geometry.values, _DECIMALS, mode="pointwise"))


def _united(parts: "gpd.GeoDataFrame", whole: pd.Series, names: dict[str, str]) -> "gpd.GeoDataFrame":
    united = parts.assign(area_code=whole).dissolve("area_code", method="coverage").reset_index()
    return united.assign(name=[names.get(code, code) for code in united["area_code"]])[
        ["area_code", "name", "geometry"]
    ]


def _geojson(frame: "gpd.GeoDataFrame") -> str:
    """Return a feature collection with one feature per line, so that a change shows as one line."""
    lines = []
    for row in frame.itertuples():
        geometry = _rounded(row.geometry.__geo_interface__)
        properties = {"area_code": row.area_code, "name": row.name}
        lines.append(_compact({"type": "Feature", "properties": properties, "geometry": geometry}))
    return '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 5)
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items() if key != "bbox"}
    return [_rounded(item) for item in value] if isinstance(value, list | tuple) else value


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _sha256(texts: dict[str, bytes]) -> str:
    return hashlib.sha256(b"".join(texts[name] for name in FILES)).hexdigest()
