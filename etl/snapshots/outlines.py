"""Stores the outlines of buurten, wijken and municipality as GeoJSON, and reads them back.

They are in a folder `grenzen@<year>` with `manifest.json` as in etl.snapshots.store and a file per level.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, cast

import pandas as pd

from etl.snapshots import folders
from etl.snapshots.store import OUTLINES, Manifest, folder_for, manifest_text, read_manifest
from veerkracht.core import areas, paths, reasons
from veerkracht.core.errors import SourceError

if TYPE_CHECKING:
    import geopandas as gpd
    from shapely import Geometry

FILES = ("buurten.geojson", "wijken.geojson", "gemeente.geojson")
COLUMNS = ["area_code", "name", "boundary_year", "geojson", "outline_year"]

_Ring = list[list[float]]  # of points
_Polygon = list[_Ring]  # its outer ring, and its holes


class _Geometry(TypedDict):
    """A polygon or several as GeoJSON."""

    type: str
    coordinates: Any  # a _Polygon, or a list of them, by the type


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
    """Return one row per area of the municipality: code, name, year of the division that has it, outline in WGS84 as
    GeoJSON text, and the year that the outline is of.

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


def readable(municipality: str, year: int) -> pd.DataFrame:
    """Return the same, but no rows when the files are damaged: a build reports that."""
    try:
        return of_municipality(municipality, year)
    except SourceError:
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
        raise SourceError(
            f"Grenzen {folder}: niet te lezen ({reasons.of(error)}). Haal ze opnieuw op met: python -m etl --only "
            "grenzen"
        ) from error
    if _sha256(texts) != manifest.sha256:
        raise SourceError(f"Grenzen {folder}: de inhoud past niet bij het controlegetal. Haal ze opnieuw op.")
    rows, year = [], int(manifest.edition)
    for name, text in texts.items():
        try:
            for feature in json.loads(text, parse_constant=_refuse)["features"]:
                properties, geometry = feature["properties"], _compact(_rewound(feature["geometry"]))
                rows.append((properties["area_code"], properties["name"], year, geometry, year))
        except ValueError as error:
            raise SourceError(
                f"Grenzen {folder / name}: geen grenzen ({reasons.of(error)}). Haal ze opnieuw op met: "
                "python -m etl --only grenzen --refresh"
            ) from error
    return pd.DataFrame(rows, columns=COLUMNS)


def write(parent: Path, outlines: Outlines) -> Path:
    """Write buurten and the wijken and municipality that they make up below `parent`, and return their folder.

    The larger areas are the union of the simplified buurten, so that the levels fit on each other on one map. Raises
    SourceError, with their names, for buurten without a name or outline and for those that overlap after rounding.
    """
    import shapely

    manifest, buurten = outlines.manifest, outlines.buurten
    shapes = buurten.geometry.values
    _require_none(
        buurten, buurten["name"].isna() | shapely.is_empty(shapes), "hebben geen naam of geen grens", manifest
    )
    edges = shapely.coverage_invalid_edges(shapes)
    _require_none(buurten, ~shapely.is_empty(edges), "sluiten na vereenvoudigen niet op elkaar aan", manifest)
    wijken = _unions(buurten, outlines.names)
    gemeente = _unions(wijken, outlines.names)
    texts = {name: _geojson(frame).encode() for name, frame in zip(FILES, (buurten, wijken, gemeente), strict=True)}
    count = len(buurten) + len(wijken) + len(gemeente)
    texts["manifest.json"] = manifest_text(manifest, count, _sha256(texts)).encode()
    target = folder_for(parent, manifest)
    folders.replace(target, texts)
    return target


def _require_none(buurten: "gpd.GeoDataFrame", bad: object, what: str, manifest: Manifest) -> None:
    """Raise SourceError with the names of the buurten that are `bad`, an array of yes and no, when there are any."""
    named = [f"{row.name} ({row.area_code})" for row in buurten[bad].itertuples(index=False)]
    if named:
        raise SourceError(
            f"Grenzen {manifest.edition}: {', '.join(named)} {what}. Meld dit als fout van het dashboard. Grenzen die "
            "eerder zijn opgehaald, blijven in gebruik."
        )


def geojson(shape: "Geometry") -> str:
    """Return a shape in WGS84 as GeoJSON text with five decimals, its rings in the order in which Vega draws them."""
    return _compact(_rewound(cast(_Geometry, _rounded(shape.__geo_interface__))))


def _unions(parts: "gpd.GeoDataFrame", names: dict[str, str]) -> "gpd.GeoDataFrame":
    """Return the areas one level up, each the union of its parts."""
    parents = parts["area_code"].map(areas.parent)
    united = parts.assign(area_code=parents).dissolve("area_code", method="coverage").reset_index()
    united = united.assign(name=[names.get(code, code) for code in united["area_code"]])
    return united[["area_code", "name", "geometry"]]


def _geojson(frame: "gpd.GeoDataFrame") -> str:
    """Return a feature collection with one feature per line, so that a change shows as one line."""
    lines = []
    for row in frame.itertuples():
        properties = {"area_code": row.area_code, "name": row.name}
        lines.append(f'{{"type":"Feature","properties":{_compact(properties)},"geometry":{geojson(row.geometry)}}}')
    return '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"


def _refuse(constant: str) -> None:
    """Refuse NaN and infinity, which Python reads and JSON does not have; an older version wrote them for no name."""
    raise ValueError(f"{constant} is geen naam of getal")


def _rewound(geometry: _Geometry) -> _Geometry:
    """Return a polygon or several with outer rings clockwise and holes not.

    That is the order of the shapefiles of old, and what Vega draws; with the one of RFC 7946 it fills all but the area.
    """
    is_single = geometry["type"] == "Polygon"
    polygons: list[_Polygon] = [geometry["coordinates"]] if is_single else geometry["coordinates"]
    rewound = [
        [ring if _is_clockwise(ring) != bool(place) else ring[::-1] for place, ring in enumerate(polygon)]
        for polygon in polygons
    ]
    return {**geometry, "coordinates": rewound[0] if is_single else rewound}


def _is_clockwise(ring: _Ring) -> bool:
    return sum(x * north - east * y for (x, y), (east, north) in pairwise(ring)) < 0


def _rounded(value: object) -> object:
    if isinstance(value, float):
        return round(value, 5)
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items() if key != "bbox"}
    return [_rounded(item) for item in value] if isinstance(value, list | tuple) else value


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _sha256(texts: dict[str, bytes]) -> str:
    return hashlib.sha256(b"".join(texts[name] for name in FILES)).hexdigest()
