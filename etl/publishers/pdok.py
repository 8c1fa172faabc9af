"""Fetches the outlines of buurten, wijken and municipality from PDOK."""

import math
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, TypedDict
from urllib.parse import urljoin

import numpy as np
import shapely
from shapely import Geometry
from shapely.geometry import shape

from etl.publishers import coverage, form, http
from etl.snapshots.outlines import Outlines
from etl.snapshots.store import OUTLINES, Manifest
from veerkracht.catalog.catalog import Source
from veerkracht.core import areas, dutch, moments
from veerkracht.core.errors import SourceError

if TYPE_CHECKING:
    import geopandas as gpd

MOST_PAGES = 100  # of at most 1,000 areas; the whole country has about 18,000
_RD_CODE = 28992
_RD = f"http://www.opengis.net/def/crs/EPSG/0/{_RD_CODE}"
# level at PDOK: the properties that hold code and name
_PROPERTIES = {
    "buurten": ("buurtcode", "buurtnaam"),
    "wijken": ("wijkcode", "wijknaam"),
    "gemeenten": ("gemeentecode", "gemeentenaam"),
}
_LOST_SHARE = 0.02  # of the surface of an area that its parts may leave out, as along water
_LONGEST_NAME = 200
_DECIMALS = 1e-5  # degrees, about one metre


class _Feature(TypedDict):
    properties: dict[str, object]
    geometry: object


class _Page(TypedDict, total=False):
    features: list[_Feature]
    links: object


def fetch_outlines(source_id: str, source: Source, municipality: str, year: int) -> Outlines:
    """Return the simplified outlines of the buurten, with the names of wijken and municipality.

    Raises SourceError when PDOK does not answer or the areas do not fit together.
    """
    (buurten, water), (wijken, _), (gemeenten, _) = (_areas(level, municipality, year) for level in _PROPERTIES)
    _require_nothing_lost(buurten, wijken, year)
    _require_nothing_lost(wijken, gemeenten, year)
    buurten = coverage.fitted(buurten, water, gemeenten.union_all(), f"Grenzen {year}")
    manifest = Manifest(
        source_id=source_id,
        table_id=OUTLINES,
        edition=str(year),
        title=f"{source.title} {year}",
        publisher=source.publisher,
        licence=source.licence,
        retrieved_at=moments.today().isoformat(),
        modified_at=None,
        is_complete=True,
        note="Vereenvoudigd en afgerond; buurten sluiten op elkaar aan.",
    )
    names = {row.area_code: row.name for frame in (wijken, gemeenten) for row in frame.itertuples(index=False)}
    return Outlines(manifest, _simplified(buurten), names)


def require_reachable(source: Source, municipality: str, year: int) -> None:
    """Raise SourceError unless PDOK has the municipality in the division of a year."""
    if not _features("gemeenten", municipality, year):
        raise SourceError(f"{source.title} {year}: PDOK heeft geen gemeente {municipality}.")


def _areas(level: str, municipality: str, year: int) -> "tuple[gpd.GeoDataFrame, list[Geometry]]":
    """Return one row per area of a level on land (area_code, name, geometry in RD, in metres), sorted by code, and the
    geometries of its water."""
    import geopandas as gpd

    what = f"PDOK {level} {year}"
    features = _features(level, municipality, year)
    on_land = [
        (*_code_and_name(feature, level, what), feature.get("geometry")) for feature in features if _is_on_land(feature)
    ]
    codes = [code for code, *_ in on_land]
    if not codes or len(set(codes)) != len(codes):
        raise SourceError(
            f"{what}: {dutch.counted(len(codes), 'gebied', 'gebieden')} voor {municipality}; verwacht: elk gebied "
            "precies één keer."
        )
    if strangers := [area_code for area_code in codes if not areas.belongs_to(area_code, municipality)]:
        raise SourceError(f"{what}: ook {', '.join(strangers[:5])}, terwijl om {municipality} was gevraagd.")
    named = [(code, name, _shape(geometry, f"{name} ({code})", what)) for code, name, geometry in on_land]
    frame = gpd.GeoDataFrame(named, columns=["area_code", "name", "geometry"])
    crs = _crs(frame, what)
    frame = frame.set_crs(crs).to_crs(_RD_CODE).sort_values("area_code").reset_index(drop=True)
    water = [_shape(feature["geometry"], "water", what) for feature in features if _is_usable_water(feature, what)]
    return frame, list(gpd.GeoSeries(water, crs=crs).to_crs(_RD_CODE))


def _is_usable_water(feature: _Feature, what: str) -> bool:
    """Return whether an area is water with a readable outline; nobody misses one without."""
    try:
        return not _is_on_land(feature) and bool(_shape(feature.get("geometry"), "water", what))
    except SourceError:
        return False


def _code_and_name(feature: _Feature, level: str, what: str) -> tuple[str, str]:
    """Return code and name of an area. Raises SourceError, with what is known of it, when it lacks one."""
    properties: object = feature.get("properties")
    fields = properties if isinstance(properties, dict) else {}
    texts = {name: form.one_line(text) for name in _PROPERTIES[level] if isinstance(text := fields.get(name), str)}
    if absent := [name for name in _PROPERTIES[level] if not 0 < len(texts.get(name, "")) <= _LONGEST_NAME]:
        which = " ".join(text for text in texts.values() if 0 < len(text) <= _LONGEST_NAME) or "een gebied"
        raise SourceError(f"{what}: {which} heeft geen {' of '.join(absent)}. Meld dit bij PDOK.")
    code, name = texts.values()
    return code, name


def _is_on_land(feature: _Feature) -> bool:
    properties: object = feature.get("properties")
    return not isinstance(properties, dict) or properties.get("water") in (None, "NEE")


def _shape(geometry: object, area: str, what: str) -> Geometry:
    """Return the outline of an area in two dimensions: one or more polygons, extracted from a collection.

    Raises SourceError, with the name of the area, for anything else.
    """
    try:
        with np.errstate(invalid="ignore"):
            outline = shapely.force_2d(shape(geometry))
        polygons = list(_polygons(outline))
        whole = shapely.union_all(polygons) if outline.geom_type == "GeometryCollection" else outline
    except Exception:  # shapely raises nearly anything for a damaged geometry
        polygons = []
    if not polygons or not shapely.is_valid(whole) or not all(map(math.isfinite, whole.bounds)):
        raise SourceError(f"{what}: de grens van {area} ontbreekt of klopt niet. Meld dit bij PDOK.")
    return whole


def _polygons(geometry: Geometry) -> Iterator[Geometry]:
    match geometry.geom_type:
        case "Polygon" if not geometry.is_empty:
            yield geometry
        case "MultiPolygon" | "GeometryCollection":
            for part in geometry.geoms:
                yield from _polygons(part)


def _crs(frame: "gpd.GeoDataFrame", what: str) -> int:
    """Return the code of the coordinates: RD, which was requested, or WGS84 of a service that ignores that."""
    left, bottom, right, top = frame.total_bounds
    if 0 <= left <= right <= 300_000 and 300_000 <= bottom <= top <= 625_000:
        return _RD_CODE
    if 3 <= left <= right <= 8 and 50 <= bottom <= top <= 54:
        return 4326
    raise SourceError(f"{what}: de coördinaten liggen niet in Nederland (RD of WGS84). Meld dit bij PDOK.")


def _require_nothing_lost(parts: "gpd.GeoDataFrame", wholes: "gpd.GeoDataFrame", year: int) -> None:
    """Raise SourceError, with their names, for areas without a parent area and for areas that their parts do not
    fill."""
    names = dict(zip(wholes["area_code"], wholes["name"], strict=True))
    parents = parts["area_code"].map(areas.parent)
    if lost := sorted(parts.loc[~parents.isin(list(names)), "name"]):
        raise SourceError(f"Grenzen {year}: PDOK gaf het grotere gebied niet van {', '.join(lost)}. Meld dit bij PDOK.")
    filled = parts.geometry.groupby(parents).agg(lambda shapes: shapes.union_all().area).astype(float)
    sizes = wholes.set_index("area_code").area
    missing = (1 - filled.reindex(sizes.index).fillna(0) / sizes).abs()
    if bad := [f"{names[code]} ({code})" for code in sizes.index if missing[code] > _LOST_SHARE]:
        raise SourceError(
            f"Grenzen {year}: de delen van {', '.join(bad)} vullen dat gebied niet; er ontbreken gebieden. "
            "Haal de grenzen later opnieuw op met: python -m etl --only grenzen --refresh"
        )


def _features(collection: str, municipality: str, year: int) -> list[_Feature]:
    what, host = f"PDOK {collection} {year}", http.host_url("pdok")
    url: str | None = f"{host}/cbs/wijken-en-buurten-{year}/ogc/v1/collections/{collection}/items"
    query: dict[str, str] | None = {"f": "json", "limit": "1000", "gemeentecode": municipality, "crs": _RD}
    features: list[_Feature] = []
    followed: set[str | None] = set()
    with http.OneHost(host) as session:
        while url not in followed and len(followed) < MOST_PAGES:
            followed.add(url)
            page = http.with_retries(partial(_page, session, str(url), query), what, "pdok")
            features += page["features"]
            if (following := _next(page)) is None:
                return features
            url, query = urljoin(str(url), following), None
    raise SourceError(
        f"{what}: het antwoord houdt niet op (bladzijde {len(followed) + 1} is er een te veel). Meld dit bij PDOK."
    )


def _next(page: _Page) -> str | None:
    """Return the link to the next page, None when this is the last one."""
    links = page.get("links")
    next_links = (
        (link for link in links if isinstance(link, dict) and link.get("rel") == "next")
        if isinstance(links, list)
        else ()
    )
    return next((address for link in next_links if isinstance(address := link.get("href"), str)), None)


def _page(session: http.OneHost, url: str, query: dict[str, str] | None) -> _Page:
    response = session.get(url, params=query, timeout=http.TIMEOUT)
    response.raise_for_status()
    page: _Page = response.json()
    if not isinstance(page, dict) or not isinstance(page.get("features"), list):
        raise KeyError("features")
    if not all(isinstance(feature, dict) for feature in page["features"]):
        raise TypeError("feature")
    return page


def _simplified(buurten: "gpd.GeoDataFrame") -> "gpd.GeoDataFrame":
    """Return the outlines in WGS84, with as much detail as a city map shows; neighbours keep their common border."""
    tolerance = 0.015 * buurten.area.pow(0.5).median()  # metres
    simple = buurten.set_geometry(buurten.geometry.simplify_coverage(tolerance)).to_crs(4326)
    return simple.set_geometry(shapely.set_precision(simple.geometry.values, _DECIMALS, mode="pointwise"))
