"""Stores the outlines of the buurten of the whole country, for municipalities whose outlines were not fetched.

They come with the dashboard: the folder `landelijk/grenzen@<year>` with `manifest.json` as in etl.snapshots.store, and
`outlines.parquet` with a row per buurt: area_code, geojson (WGS84, five decimals). Neighbouring buurten share the
points of their border. They were made from a TopoJSON file of CBS's generalised boundaries with `python -m
etl.snapshots.national_outlines <file> <year> "<note>"`.
"""

import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from etl.snapshots import folders, nationwide, outlines
from etl.snapshots.store import OUTLINES, Manifest, folder_for, folders_in, manifest_text, read_manifest
from veerkracht.core import areas, paths, reasons
from veerkracht.core.errors import SourceError
from veerkracht.database.rows import grouped

_FILE = "outlines.parquet"
_PART = 500  # rows that are read to find a municipality in
_STAYS = "Zet de map data/meegeleverd terug zoals die bij het dashboard hoort"

Shapes = np.ndarray  # of shapely geometries


def folder() -> Path | None:
    """Return the folder that the included outlines of the country are in, None without any."""
    candidates = folders_in(paths.included_folder() / nationwide.NAME, OUTLINES)
    return candidates[-1] if candidates else None


def of_municipality(municipality: str, year: int) -> pd.DataFrame:
    """Return one row per buurt, wijk and municipality that had an outline then, with the columns of outlines.COLUMNS.

    Names are None, and `boundary_year` is `year`, the division that an area with the same code is drawn in; no rows
    without outlines. Wijken and municipality are the union of their buurten. Raises SourceError when a file is damaged.
    """
    if (place := folder()) is None:
        return outlines.none()
    manifest, path = read_manifest(place), place / _FILE
    try:
        if _sha256(path) != manifest.sha256:
            raise SourceError(f"Grenzen {place}: de inhoud past niet bij het controlegetal. {_STAYS}.")
        first, last = f"BU{municipality[2:6]}", f"BU{municipality[2:6]}~"
        rows = pq.read_table(path, filters=[("area_code", ">=", first), ("area_code", "<", last)]).to_pydict()
        texts: dict[str, str] = dict(zip(rows["area_code"], rows["geojson"], strict=True))
        buurten = {code: shapely.from_geojson(text) for code, text in texts.items()}
    except (OSError, ValueError, pa.ArrowException, shapely.errors.GEOSException) as error:
        raise SourceError(f"Grenzen {place}: niet te lezen ({reasons.of(error)}). {_STAYS}.") from error
    wijken = _unions(buurten)
    larger = {code: outlines.geojson(shape) for code, shape in (wijken | _unions(wijken)).items()}
    return pd.DataFrame(
        [(code, None, year, text, int(manifest.edition)) for code, text in (texts | larger).items()],
        columns=outlines.COLUMNS,
    )


def write(parent: Path, manifest: Manifest, codes: Sequence[str], shapes: Shapes) -> Path:
    """Write the outlines of buurten (WGS84), made to fit on each other, below a data folder; return their folder.

    Where one lies in another, the smaller one keeps its surface; what is nothing then is left out. Raises SourceError
    when they do not fit after rounding.
    """
    valid = shapely.make_valid(shapes, method="structure", keep_collapsed=False)
    clean = shapely.coverage_clean(_without_overlaps(valid), snapping_distance=0)
    rounded = shapely.transform(clean, lambda points: points.round(5))
    rounded = shapely.coverage_clean(rounded, snapping_distance=0)
    faults = ~shapely.is_empty(shapely.coverage_invalid_edges(rounded)) | ~shapely.is_valid(rounded)
    if faults.any():
        named = ", ".join(code for code, is_wrong in zip(codes, faults, strict=True) if is_wrong)
        raise SourceError(f"Grenzen {manifest.edition}: {named} sluiten na vereenvoudigen niet op elkaar aan.")
    buurten = sorted(
        (code, outlines.geojson(shape)) for code, shape in zip(codes, rounded, strict=True) if not shape.is_empty
    )
    table = pa.table({"area_code": [code for code, _ in buurten], "geojson": [text for _, text in buurten]})
    with folders.aside(parent / nationwide.NAME) as aside:
        pq.write_table(
            table, aside / _FILE, compression="zstd", compression_level=19, row_group_size=_PART, use_dictionary=False
        )
        text = manifest_text(manifest, len(buurten), _sha256(aside / _FILE))
        (aside / "manifest.json").write_text(text, encoding="utf-8")
        return folders.put(aside, folder_for(parent / nationwide.NAME, manifest))


def _without_overlaps(shapes: Shapes) -> Shapes:
    """Return shapes without overlap: of two that overlap, the larger one loses the shared part."""
    trimmed = shapes.copy()
    for first, second in shapely.STRtree(shapes).query(shapes, predicate="intersects").T:
        larger, smaller = shapes[first], shapes[second]
        if larger.area > smaller.area and shapely.intersection(larger, smaller).area > 0:
            trimmed[first] = shapely.difference(trimmed[first], smaller)
    return trimmed


def _unions(parts: dict[str, shapely.Geometry]) -> dict[str, shapely.Geometry]:
    """Return the areas one level up, each the union of its parts."""
    groups = grouped((str(areas.parent(code)), shape) for code, shape in parts.items())
    return {code: shapely.coverage_union_all(shapes) for code, shapes in groups.items()}


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main(path: str, year: str, note: str) -> Path:
    """Write a TopoJSON file of CBS's division of a year (property `statcode`) among the included data."""
    import geopandas as gpd

    buurten = gpd.read_file(path)
    manifest = Manifest(
        source_id=OUTLINES, table_id=OUTLINES, edition=year, title="Buurten van Nederland, vereenvoudigde grenzen",
        publisher="CBS en Kadaster", licence="CC BY 4.0", retrieved_at="onbekend", modified_at=None,
        is_complete=False, note=note,
    )  # fmt: skip
    return write(paths.included_folder(), manifest, list(buurten["statcode"]), buurten.geometry.to_numpy())


if __name__ == "__main__":
    print(main(*sys.argv[1:]))
