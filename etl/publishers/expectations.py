"""Checks a response of CBS: each fact about the service that the ETL relies on."""

import math
import re
from collections.abc import Iterable

import pandas as pd

from etl.publishers.publisher import Cell, Row
from etl.snapshots.store import Manifest
from veerkracht.catalog.catalog import Table
from veerkracht.core import areas, paths
from veerkracht.core.errors import SourceError

REGION = "WijkenEnBuurten"
PERIOD = "Perioden"
BOUNDARY_CHANGE = "Indelingswijziging"  # what the name of column 4 of a KWB table begins with, in every year
_YEAR = re.compile(r"(?:19|20)\d\d")


def dimensions(table: Table) -> list[str]:
    """Return the dimensions, other than region and period, that distinguish the figures of an area and period."""
    return [*([table.categories] if table.categories else []), *([table.margins.dimension] if table.margins else [])]


def is_invented(info: Row) -> bool:
    """Return whether a table says that its figures are invented, as those of a test server do."""
    return any(str(info.get(name) or "").startswith(paths.INVENTED) for name in ("Source", "Description"))


def require_parts(table: Table, parts: Iterable[str], needed: set[str]) -> None:
    """Raise SourceError when a collection that is needed is not among those of the table."""
    if absent := needed - set(parts):
        raise SourceError(
            f"Tabel {table.id} mist onderdeel {', '.join(sorted(absent))}. Controleer het nummer in indicators.yaml."
        )


def require_identity(table: Table, info: Row) -> None:
    """Raise SourceError when the publisher says that this is another table: by its number, or of another year.

    Publishers may reword a title, so that says little: `title_doubt` mentions it. Only a table without periods has its
    year nowhere else.
    """
    title, number = (str(info.get(name) or "").strip() for name in ("Title", "Identifier"))
    if not info:
        raise SourceError(
            f"Tabel {table.id} zegt niets over zichzelf: de beschrijving is leeg. Controleer het tabelnummer in "
            "indicators.yaml."
        )
    if number and number.casefold() != table.id.casefold():
        raise SourceError(
            f"Tabel {table.id}: het antwoord gaat over tabel {number}, {title!r}. Controleer het tabelnummer in "
            "indicators.yaml; klopt dat, meld dit dan bij de uitgever."
        )
    years = _YEAR.findall(str(info.get("Period") or "")) or _YEAR.findall(title)
    if len(table.periods) == 1 and years and not min(years) <= table.periods[0] <= max(years):
        raise SourceError(
            f"Tabel {table.id}, {title!r}, gaat over {' tot '.join(sorted({min(years), max(years)}))}, en in "
            f"indicators.yaml over {table.periods[0]}. Controleer het tabelnummer en periods in indicators.yaml."
        )


def require_in_order(fresh: Manifest, previous: Manifest | None) -> None:
    """Raise SourceError when an edition is dated before the one in use, as only the newest date is used: it would be
    fetched time and again."""
    if previous and fresh.edition < previous.edition:
        raise SourceError(
            f"Tabel {fresh.table_id}: deze uitgave is van {fresh.edition}, en er is al een van {previous.edition}. Die "
            f"blijft in gebruik. Klopt dit toch, haal dan de map {previous.snapshot_id} weg uit de map bronnen, en "
            "haal de tabel opnieuw op."
        )


def title_doubt(table: Table, title: str) -> str:
    """Return a Dutch line on a title that does not begin as in the catalogue, '' when it does."""
    if title.startswith(table.title):
        return ""
    return (
        f"Tabel {table.id} heet {title!r}; in indicators.yaml begint de titel met {table.title!r}. Nummer en kolommen "
        "passen wel, dus de cijfers zijn overgenomen. Is het dezelfde tabel, verbeter dan title in indicators.yaml."
    )


def require_dimensions(table: Table, rows: pd.DataFrame) -> None:
    """Raise SourceError when a dimension that the catalogue names is not among the columns."""
    names = [*table.filters, *dimensions(table)]
    if not rows.empty and (absent := [name for name in names if name not in rows.columns]):
        raise SourceError(
            f"Tabel {table.id} heeft geen dimensie {', '.join(absent)}. Verbeter filters of margins in indicators.yaml."
        )


def require_rows(table: Table, rows: pd.DataFrame, region: str, is_part: bool) -> None:
    """Raise SourceError when there are no rows, or rows of other municipalities than requested.

    The region is the municipality, which must have a row of its own, or a part of the country by how codes begin.
    """
    if rows.empty:
        raise SourceError(
            f"Tabel {table.id} gaf geen enkele rij voor {region}. "
            "Controleer filters in indicators.yaml, en de gemeentecode in programma.yaml."
        )
    codes = set(rows[REGION].map(areas.clean))
    strangers = sorted(code for code in codes if not areas.belongs_to(code, region))
    if strangers or (region not in codes and not is_part):
        problem = f"ook rijen van {', '.join(strangers[:5])}" if strangers else "geen rij van de gemeente zelf"
        raise SourceError(
            f"Tabel {table.id} gaf {problem}, terwijl om {region} was gevraagd. De uitgever negeert het filter; "
            "meld dit bij de uitgever."
        )


def require_described(table: Table, rows: pd.DataFrame, described: set[str]) -> None:
    """Raise SourceError for a period with figures that the dimension of periods lacks: whether it is definitive is
    unknown then."""
    if lacking := sorted(set(rows[PERIOD]) - described):
        raise SourceError(
            f"Tabel {table.id} heeft cijfers over {', '.join(lacking)}, maar dimensie {PERIOD} noemt die niet: of ze "
            "voorlopig of definitief zijn, is dan niet te zien. Meld dit bij de uitgever; haal de tabel opnieuw op als "
            "het is verbeterd."
        )


def require_finite(table: Table, column: str, cells: Iterable[Cell]) -> None:
    """Raise SourceError for NaN or Infinity: JSON has no such numbers, and a missing figure is null."""
    for cell in cells:
        if type(cell) is float and not math.isfinite(cell):
            raise SourceError(
                f"Tabel {table.id}, {column}: {cell} is geen getal; wat ontbreekt, hoort leeg (null) te zijn. "
                "Meld dit bij de uitgever."
            )


def require_boundary_flags(table: Table, rows: pd.DataFrame) -> None:
    """Raise SourceError when a table by the division of its own year lacks the flag of areas that changed."""
    if PERIOD in rows.columns:
        return
    flag = boundary_flag(rows)
    if flag is None:
        raise SourceError(
            f"Tabel {table.id} heeft geen kolom {BOUNDARY_CHANGE}…: of grenzen zijn veranderd is dan niet te zien. "
            "Meld dit aan de ontwikkelaars."
        )
    if strange := sorted(set(rows[flag].fillna(".").astype(str)) - {"1", "2", "3", ".", ""}):
        raise SourceError(
            f"Tabel {table.id}, {flag}: onbekende waarde {', '.join(strange)}; verwacht 1, 2, 3 of een punt. "
            "Meld dit aan de ontwikkelaars."
        )


def boundary_flag(rows: pd.DataFrame) -> str | None:
    """Return the column that flags a changed boundary, None when there is none."""
    return next((column for column in rows.columns if column.startswith(BOUNDARY_CHANGE)), None)
