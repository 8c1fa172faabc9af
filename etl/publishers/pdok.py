"""Outlines of buurten, wijken and municipality: fetches them from PDOK, keeps them as GeoJSON, reads them back."""

import hashlib
import json
from dataclasses import asdict, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import pandas as pd
import requests

from etl.publishers import http
from etl.snapshots import folders
from etl.snapshots.store import Manifest, read_manifest
from veerkracht.catalog.catalog import Source
from veerkracht.core import areas, paths
from veerkracht.core.errors import SourceError

if TYPE_CHECKING:
    import geopandas as gpd

FILES = ("buurten.geojson", "wijken.geojson", "gemeente.geojson")
OUTLINE_COLUMNS = ["area_code", "name", "boundary_year", "geojson"]
_RD = "http://www.opengis.net/def/crs/EPSG/0/28992"
# level at PDOK: the properties that hold code and name
_PROPERTIES = {
    "buurten": ("buurtcode", "buurtnaam"),
    "wijken": ("wijkcode", "wijknaam"),
    "gemeenten": ("gemeentecode", "gemeentenaam"),
}
_MOST_PAGES = 100  # of at most 1,000 areas; the whole country has about 18,000
_LOST_SHARE = 0.02  # of the surface of an area that its parts may leave out, as along water
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


def fetch(source_id: str, source: Source, municipality: str, year: int, folder: Path) -> Path:
    """Fetch the buurten, wijken and municipality of a year, simplify them and write them below `folder`.

    Returns the folder written. Raises SourceError when PDOK does not answer or the areas do not fit together.
    """
    buurten, wijken, gemeenten = (_features(level, municipality, year) for level in _PROPERTIES)
    _require_nothing_lost(buurten, wijken, year)
    _require_nothing_lost(wijken, gemeenten, year)
    manifest = Manifest(
        source_id=source_id, table_id="grenzen", edition=str(year), title=f"{source.title} {year}",
        publisher=source.publisher, licence=source.licence, retrieved_at=date.today().isoformat(), modified_at=None,
        is_complete=True, note="Vereenvoudigd en afgerond; buurten sluiten op elkaar aan.",
    )  # fmt: skip
    names = {row.area_code: row.name for frame in (wijken, gemeenten) for row in frame.itertuples(index=False)}
    return write(folder, manifest, _simplified(buurten), names)


def write(folder: Path, manifest: Manifest, buurten: "gpd.GeoDataFrame", names: dict[str, str]) -> Path:
    """Write outlines of buurten (area_code, name, geometry in WGS84) and the wijken and municipality they make up.

    The larger areas are the sum of the simplified buurten, so that the levels fit on each other on one map. Raises
    SourceError when the buurten overlap or leave gaps after rounding.
    """
    import shapely

    if not shapely.coverage_is_valid(buurten.geometry.values):
        raise SourceError(f"Grenzen {manifest.edition}: de buurten sluiten niet op elkaar aan. Meld dit als fout.")
    wijken = _united(buurten, names)
    gemeente = _united(wijken, names)
    texts = {name: _geojson(frame).encode() for name, frame in zip(FILES, (buurten, wijken, gemeente), strict=True)}
    count = len(buurten) + len(wijken) + len(gemeente)
    full = asdict(replace(manifest, fact_count=count, sha256=_sha256(texts)))
    texts["manifest.json"] = (json.dumps(full, ensure_ascii=False, indent=2) + "\n").encode()
    target = folder / manifest.snapshot_id
    folders.replace(target, texts)
    return target


def _features(level: str, municipality: str, year: int) -> "gpd.GeoDataFrame":
    """Return one row per area of a level on land: area_code, name, geometry in RD (metres), sorted by code."""
    import geopandas as gpd

    code, name = _PROPERTIES[level]
    what = f"PDOK {level} {year}"
    features = [one for one in _pages(level, municipality, year) if _on_land(one)]
    for one in features:
        if one.get("geometry") is None or not {code, name} <= set(one["properties"]):
            raise SourceError(f"{what}: een gebied heeft geen grens, {code} of {name}. Meld dit bij PDOK.")
    codes = [str(one["properties"][code]).strip() for one in features]
    if not codes or len(set(codes)) != len(codes):
        raise SourceError(f"{what}: {len(codes)} gebieden voor {municipality}; verwacht: elk gebied precies één keer.")
    if strangers := [one for one in codes if not areas.belongs_to(one, municipality)]:
        raise SourceError(f"{what}: ook {', '.join(strangers[:5])}, terwijl om {municipality} was gevraagd.")
    frame = _in_metres(gpd.GeoDataFrame.from_features(features), what)
    if not frame.is_valid.all():
        raise SourceError(f"{what}: de grens van {frame[~frame.is_valid][name].iloc[0]} klopt niet. Meld dit bij PDOK.")
    named = frame.assign(area_code=codes, name=frame[name].str.strip())
    return named[["area_code", "name", "geometry"]].sort_values("area_code").reset_index(drop=True)


def _on_land(feature: dict[str, Any]) -> bool:
    return feature["properties"].get("water") in (None, "NEE")


def _in_metres(frame: "gpd.GeoDataFrame", what: str) -> "gpd.GeoDataFrame":
    """Return the frame in RD, which was asked for; a service that passes that over answers in WGS84."""
    left, bottom, right, top = frame.total_bounds
    if 0 <= left <= right <= 300_000 and 300_000 <= bottom <= top <= 625_000:
        return frame.set_crs(28992)
    if 3 <= left <= right <= 8 and 50 <= bottom <= top <= 54:
        return frame.set_crs(4326).to_crs(28992)
    raise SourceError(f"{what}: de coördinaten liggen niet in Nederland (RD of WGS84). Meld dit bij PDOK.")


def _require_nothing_lost(parts: "gpd.GeoDataFrame", wholes: "gpd.GeoDataFrame", year: int) -> None:
    """Raise SourceError, with their names, for areas without the area around them and for areas not filled by parts."""
    names = dict(zip(wholes["area_code"], wholes["name"], strict=True))
    around = parts["area_code"].map(areas.parent)
    if lost := sorted(parts.loc[~around.isin(list(names)), "name"]):
        raise SourceError(f"Grenzen {year}: PDOK gaf het grotere gebied niet van {', '.join(lost)}. Meld dit bij PDOK.")
    filled = parts.area.groupby(around).sum()
    sizes = wholes.set_index("area_code").area
    missing = (1 - filled.reindex(sizes.index).fillna(0) / sizes).abs()
    if bad := [f"{names[code]} ({code})" for code in sizes.index if missing[code] > _LOST_SHARE]:
        raise SourceError(
            f"Grenzen {year}: de delen van {', '.join(bad)} vullen dat gebied niet; er ontbreken gebieden. "
            "Haal de grenzen later opnieuw op met: python -m etl --only grenzen --refresh"
        )


def _pages(collection: str, municipality: str, year: int) -> list[dict[str, Any]]:
    base = f"{http.host_url('pdok')}/cbs/wijken-en-buurten-{year}/ogc/v1/collections/{collection}/items"
    url: str | None = base
    query: dict[str, str] | None = {"f": "json", "limit": "1000", "gemeentecode": municipality, "crs": _RD}
    features: list[dict[str, Any]] = []
    for _ in range(_MOST_PAGES):
        if url is None:
            return features
        page = http.patiently(partial(_get, url, query), f"PDOK {collection} {year}", "pdok")
        features += page["features"]
        following = next((link["href"] for link in page.get("links", []) if link["rel"] == "next"), None)
        url, query = following and urljoin(url, following), None
    raise SourceError(
        f"PDOK {collection} {year}: het antwoord houdt niet op (meer dan {_MOST_PAGES} bladzijden). Meld dit bij PDOK."
    )


def _get(url: str, query: dict[str, str] | None) -> dict[str, Any]:
    response = requests.get(url, params=query, timeout=http.TIMEOUT)
    response.raise_for_status()
    page: dict[str, Any] = response.json()
    if not isinstance(page, dict) or not isinstance(page.get("features"), list):
        raise KeyError("features")
    return page


def _simplified(buurten: "gpd.GeoDataFrame") -> "gpd.GeoDataFrame":
    """Return the outlines in WGS84, with as much detail as a city map shows; neighbours keep their common border."""
    import shapely

    tolerance = 0.015 * buurten.area.pow(0.5).median()  # metres
    simple = buurten.set_geometry(buurten.geometry.simplify_coverage(tolerance)).to_crs(4326)
    return simple.set_geometry(shapely.set_precision(simple.geometry.values, _DECIMALS, mode="pointwise"))


def _united(parts: "gpd.GeoDataFrame", names: dict[str, str]) -> "gpd.GeoDataFrame":
    """Return the areas one level up, each the union of its parts."""
    whole = parts["area_code"].map(areas.parent)
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
