"""Freezes the features by which similar buurten are found in a file, and gives the build the ones to use.

They are frozen so that the set of similar buurten stays as it was before the programme, whatever a publisher restates.
"""

import gzip
import io
from pathlib import Path

import duckdb
import pandas as pd

from etl.build.catalog_tables import Row
from etl.snapshots import folders
from veerkracht.catalog.catalog import Catalog
from veerkracht.core import paths
from veerkracht.core.errors import DataError

_KEYS = ["frozen_on", "period", "area_code"]
_AGAIN = "Maak het opnieuw met: python -m etl kenmerken --overwrite"
_FIGURES = """
    select area_code, indicator_id, value from elsewhere
    where indicator_id in (select unnest($indicator_ids)) and period = $period and area_code like 'BU%'
    union all
    select area_code, indicator_id, value from observation
    where indicator_id in (select unnest($indicator_ids)) and period = $period and area_code like 'BU%'
        and value is not null
    order by area_code, indicator_id
"""


def tables(connection: duckdb.DuckDBPyConnection, content: Catalog) -> tuple[dict[str, pd.DataFrame], list[str]]:
    """Return the rows of similar_elsewhere and similar_feature, and Dutch problems.

    Without a usable file the features are the present figures of the same year.
    """
    frozen, problem = read(content)
    similar = content.method.similar_elsewhere
    rows = connection.execute(_FIGURES, _inputs(content)).df() if frozen is None else frozen
    area_codes = connection.execute("select area_code from area union select area_code from area_elsewhere").fetchall()
    row: Row = {
        "indicator_ids": list(similar.measures),
        "period": similar.period,
        "frozen_on": similar.frozen_on if frozen is not None else None,
        "area_count": similar.count,
        "smallest_population": similar.smallest_population,
        "lowest": similar.band.lowest,
        "highest": similar.band.highest,
        "municipality_codes": list(similar.without),
    }
    of_areas = rows[rows["area_code"].isin([code for (code,) in area_codes])]
    frames = {"similar_elsewhere": pd.DataFrame([row]), "similar_feature": of_areas.reset_index(drop=True)}
    return frames, [f"Vergelijkbare buurten: {problem}. Tot dan tellen de cijfers van nu."] if problem else []


def freeze(connection: duckdb.DuckDBPyConnection, content: Catalog, overwrite: bool) -> Path:
    """Write the features by the present figures and return their file.

    Raises DataError when there is one, unless with `overwrite`, and without figures of the country.
    """
    path = paths.similar_features()
    if path.exists() and not overwrite:
        raise DataError(
            f"{path.name} is er al. Met andere kenmerken kunnen andere buurten vergelijkbaar zijn; wilt u dat, schrijf "
            "dan --overwrite en de dag bij similar_elsewhere in indicators.yaml."
        )
    inputs = _inputs(content)
    wide = connection.execute(_FIGURES, inputs).df().pivot(index="area_code", columns="indicator_id", values="value")
    if wide.index.str[2:6].nunique() < 2:
        raise DataError("Er zijn geen cijfers van buurten elders. Haal ze op met: python -m etl --gebied NL")
    frame = wide.reindex(columns=_names(content)).reset_index()
    frame.insert(0, "period", content.method.similar_elsewhere.period)
    frame.insert(0, "frozen_on", content.method.similar_elsewhere.frozen_on.isoformat())
    text = str(frame.to_csv(index=False, lineterminator="\n"))
    folders.write(path, gzip.compress(text.encode(), mtime=0))
    return path


def read(content: Catalog) -> tuple[pd.DataFrame | None, str]:
    """Return the frozen features, one row each (area_code, indicator_id, value), and ''; or None and why, in Dutch."""
    path, names = paths.similar_features(), _names(content)
    try:
        text = gzip.decompress(path.read_bytes()).decode()
        frame = pd.read_csv(io.StringIO(text), dtype=dict.fromkeys(_KEYS, "str"))
        if list(frame.columns) != [*_KEYS, *names]:
            return None, f"{path.name} heeft andere kenmerken dan indicators.yaml. {_AGAIN}"
        numbers = frame[names].astype(float)
    except FileNotFoundError:
        return None, f"{path.name} ontbreekt. Maak het met: python -m etl kenmerken"
    except (OSError, EOFError, ValueError, pd.errors.ParserError):
        return None, f"{path.name} is niet te lezen. {_AGAIN}"
    similar = content.method.similar_elsewhere
    identity = {(similar.frozen_on.isoformat(), similar.period)}
    if set(zip(frame["frozen_on"], frame["period"], strict=True)) != identity or frame["area_code"].duplicated().any():
        return None, f"{path.name} hoort niet bij de dag en het jaar van similar_elsewhere in indicators.yaml. {_AGAIN}"
    long = numbers.assign(area_code=frame["area_code"]).melt("area_code", var_name="indicator_id")
    return long.dropna(subset="value").sort_values(["area_code", "indicator_id"]), ""


def _names(content: Catalog) -> list[str]:
    return [content.method.inhabitants.indicator, *content.method.similar_elsewhere.measures]


def _inputs(content: Catalog) -> dict[str, object]:
    return {"indicator_ids": _names(content), "period": content.method.similar_elsewhere.period}
