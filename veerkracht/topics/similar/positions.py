"""The locations in the country of municipalities with similar buurten."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from veerkracht.database.rows import grouped
from veerkracht.topics.similar.figures import Place

# the centres of the municipalities of 2019, and of those created from them since: from the outlines of CBS and
# Kadaster (CC BY 4.0), weighted by the surface of their buurten
_FILE = Path(__file__).with_name("municipalities.csv")


@dataclass(frozen=True)
class Position:
    """The centre of a municipality, in degrees."""

    area_code: str
    longitude: float
    latitude: float


@dataclass(frozen=True)
class Group:
    """The similar buurten in one municipality, the most similar first; without a `position` it is on no map."""

    municipality: str
    buurten: tuple[Place, ...]
    position: Position | None


@lru_cache
def positions() -> dict[str, Position]:
    """Return the position of each municipality, by its code."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return {row["area_code"]: Position(row["area_code"], float(row["longitude"]), float(row["latitude"]))
                for row in rows}  # fmt: skip


def by_municipality(places: Iterable[Place]) -> list[Group]:
    """Return the buurten by municipality, the one with the most first."""
    groups = grouped((f"GM{place.area_code[2:6]}", place) for place in places)
    result = [Group(buurten[0].municipality, tuple(buurten), positions().get(code)) for code, buurten in groups.items()]
    return sorted(result, key=lambda group: (-len(group.buurten), group.municipality))
