"""Fetches the outlines of buurten, wijken and municipality from PDOK."""

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, TypedDict
from urllib.parse import urljoin

import requests

from etl.publishers import form, http
from etl.snapshots.outlines import Outlines
from etl.snapshots.store import OUTLINES, Manifest
from veerkracht.catalog.catalog import Source
from veerkracht.core import areas
from veerkracht.core.errors import SourceError

if TYPE_CHECKING:
    import geopandas as gpd
    import shapely

MOST_PAGES = 100  # of at most 1,000 areas; the whole country has about 18,000
_RD = "http://www.opengis.net/def/crs/EPSG/0/28992"
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
    buurten, wijken, gemeenten = (_areas(level, municipality, year) for level in _PROPERTIES)
    _require_nothing_lost(buurten, wijken, year)
    _require_nothing_lost(wijken, gemeenten, year)
    manifest = Manifest(
        source_id=source_id,
        table_id=OUTLINES,
        edition=str(year),
        title=f"{source.title} {year}",
        publisher=source.publisher,
        licence=source.licence,
        retrieved_at=date.today().isoformat(),
        modified_at=None,
        is_complete=True,
        note="Vereenvoudigd en afgerond; buurten sluiten op elkaar aan.",
    )
    names = {row.area_code: row.name for frame in (wijken, gemeenten) for row in frame.itertuples(index=False)}
    return Outlines(manifest, _simplified(buurten), names)


def _areas(level: str, municipality: str, year: int) -> "gpd.GeoDataFrame":
    """Return one row per area of a level on land: area_code, name, geometry in RD (metres), sorted by code."""
    import geopandas as gpd

    code, name = _PROPERTIES[level]
    what = f"PDOK {level} {year}"
    features = [feature for feature in _features(level, municipality, year) if _is_on_land(feature)]
    for feature in features:
        if feature.get("geometry") is None or not all(_text(feature, key) for key in (code, name)):
            raise SourceError(f"{what}: een gebied heeft geen grens, {code} of {name}. Meld dit bij PDOK.")
    codes = [_text(feature, code) for feature in features]
    if not codes or len(set(codes)) != len(codes):
        raise SourceError(f"{what}: {len(codes)} gebieden voor {municipality}; verwacht: elk gebied precies één keer.")
    if strangers := [area_code for area_code in codes if not areas.belongs_to(area_code, municipality)]:
        raise SourceError(f"{what}: ook {', '.join(strangers[:5])}, terwijl om {municipality} was gevraagd.")
    outlines = [_outline(feature, f"{what}: de grens van {_text(feature, name)}") for feature in features]
    names = [_text(feature, name) for feature in features]
    named = _in_metres(gpd.GeoDataFrame({"area_code": codes, "name": names}, geometry=outlines), what)
    return named[["area_code", "name", "geometry"]].sort_values("area_code").reset_index(drop=True)


def _text(feature: _Feature, key: str) -> str:
    """Return a property that is a code or a name; '' when it is no text, or too long for one."""
    value = feature["properties"].get(key)
    return form.one_line(value) if isinstance(value, str) and len(value) <= _LONGEST_NAME else ""


def _outline(feature: _Feature, what: str) -> "shapely.Geometry":
    """Return the outline of an area. Raises SourceError unless it is one or more polygons that do not cross."""
    from shapely.geometry import shape

    try:
        outline = shape(feature["geometry"])
    except Exception as error:  # shapely raises nearly anything for a damaged geometry
        raise SourceError(f"{what} is niet te lezen ({type(error).__name__}). Meld dit bij PDOK.") from error
    if outline.geom_type not in ("Polygon", "MultiPolygon"):
        raise SourceError(f"{what} is geen vlak maar een {outline.geom_type}. Meld dit bij PDOK.")
    if outline.is_empty or not outline.is_valid:
        raise SourceError(f"{what} klopt niet. Meld dit bij PDOK.")
    return outline


def _is_on_land(feature: _Feature) -> bool:
    return feature["properties"].get("water") in (None, "NEE")


def _in_metres(frame: "gpd.GeoDataFrame", what: str) -> "gpd.GeoDataFrame":
    """Return the frame in RD, which was requested; a service that ignores that answers in WGS84."""
    left, bottom, right, top = frame.total_bounds
    if 0 <= left <= right <= 300_000 and 300_000 <= bottom <= top <= 625_000:
        return frame.set_crs(28992)
    if 3 <= left <= right <= 8 and 50 <= bottom <= top <= 54:
        return frame.set_crs(4326).to_crs(28992)
    raise SourceError(f"{what}: de coördinaten liggen niet in Nederland (RD of WGS84). Meld dit bij PDOK.")


def _require_nothing_lost(parts: "gpd.GeoDataFrame", wholes: "gpd.GeoDataFrame", year: int) -> None:
    """Raise SourceError, with their names, for areas without the area around them and for areas not filled by parts."""
    names = dict(zip(wholes["area_code"], wholes["name"], strict=True))
    parents = parts["area_code"].map(areas.parent)
    if lost := sorted(parts.loc[~parents.isin(list(names)), "name"]):
        raise SourceError(f"Grenzen {year}: PDOK gaf het grotere gebied niet van {', '.join(lost)}. Meld dit bij PDOK.")
    filled = parts.area.groupby(parents).sum()
    sizes = wholes.set_index("area_code").area
    missing = (1 - filled.reindex(sizes.index).fillna(0) / sizes).abs()
    if bad := [f"{names[code]} ({code})" for code in sizes.index if missing[code] > _LOST_SHARE]:
        raise SourceError(
            f"Grenzen {year}: de delen van {', '.join(bad)} vullen dat gebied niet; er ontbreken gebieden. "
            "Haal de grenzen later opnieuw op met: python -m etl --only grenzen --refresh"
        )


def _features(collection: str, municipality: str, year: int) -> list[_Feature]:
    url: str | None = f"{http.host_url('pdok')}/cbs/wijken-en-buurten-{year}/ogc/v1/collections/{collection}/items"
    query: dict[str, str] | None = {"f": "json", "limit": "1000", "gemeentecode": municipality, "crs": _RD}
    features: list[_Feature] = []
    for _ in range(MOST_PAGES):
        if url is None:
            return features
        page = http.with_retries(partial(_page, url, query), f"PDOK {collection} {year}", "pdok")
        features += page["features"]
        following = _next_page(page)
        url, query = following and urljoin(url, following), None
    raise SourceError(
        f"PDOK {collection} {year}: het antwoord houdt niet op (meer dan {MOST_PAGES} bladzijden). Meld dit bij PDOK."
    )


def _next_page(page: _Page) -> str | None:
    """Return the link to the next page, None when this is the last one."""
    links = page.get("links")
    found = [link for link in links if isinstance(link, dict)] if isinstance(links, list) else []
    return next((str(link.get("href")) for link in found if link.get("rel") == "next"), None)


def _page(url: str, query: dict[str, str] | None) -> _Page:
    response = requests.get(url, params=query, timeout=http.TIMEOUT)
    response.raise_for_status()
    page: _Page = response.json()
    if not isinstance(page, dict) or not isinstance(page.get("features"), list):
        raise KeyError("features")
    for feature in page["features"]:
        if not isinstance(feature, dict) or not isinstance(feature.get("properties"), dict):
            raise TypeError("feature")
    return page


def _simplified(buurten: "gpd.GeoDataFrame") -> "gpd.GeoDataFrame":
    """Return the outlines in WGS84, with as much detail as a city map shows; neighbours keep their common border."""
    import shapely

    tolerance = 0.015 * buurten.area.pow(0.5).median()  # metres
    simple = buurten.set_geometry(buurten.geometry.simplify_coverage(tolerance)).to_crs(4326)
    return simple.set_geometry(shapely.set_precision(simple.geometry.values, _DECIMALS, mode="pointwise"))
