"""The frozen reference of the Veerkracht map: mean and deviation of every measure, in a file of the project.

Frozen, so that a class of a buurt only changes because its own figures change.
"""

import io
from pathlib import Path
from typing import NamedTuple

import duckdb
import numpy as np
import pandas as pd

from veerkracht.catalog.catalog import Catalog
from veerkracht.core import dutch, paths
from veerkracht.core.errors import DataError
from veerkracht.method import similarity

COLUMNS = ["frozen_on", "area_set", "year", "minimum_inhabitants", "axis", "indicator_id", "period", "mean",
           "deviation", "area_count"]  # fmt: skip
_DECIMALS = 4
_AGAIN = "Maak het opnieuw met: python -m etl referentie --overwrite"


class Frozen(NamedTuple):
    """What the file holds by axis and indicator (period, mean, deviation, area_count), or why it cannot be used."""

    rows: dict[tuple[str, str], pd.Series]
    problem: str


def figures(connection: duckdb.DuckDBPyConnection, content: Catalog) -> pd.DataFrame:
    """Return one row per year figure of a buurt on any axis, or the reason why there is none, as printed.

    Columns: indicator_id, period (a year), area_code, value, lower, upper, numerator, denominator, missing, is_full:
    at least half of the buurten that ever had a figure have one in this period.
    """
    named = [one.indicator for axis in content.method.resilience_map.axes.values() for one in axis.measures]
    found = connection.execute(
        """
        select indicator_id, period, area_code, value, lower, upper, numerator, denominator,
               missing::varchar as missing, decimals,
               2 * count(value) over (partition by indicator_id, period) as doubled
        from observation
        join indicator using (indicator_id)
        where indicator_id in (select unnest($named)) and length(period) = 4
            and area_code in (select area_code from area where level::varchar = 'buurt')
        order by indicator_id, period, area_code
        """,
        {"named": named},
    ).df()
    most = found.groupby("indicator_id")["doubled"].transform("max")
    printed = [
        float(dutch.rounded(value, decimals)) if value == value else np.nan
        for value, decimals in zip(found["value"], found["decimals"], strict=True)
    ]
    is_full = (found["doubled"] > 0) & (2 * found["doubled"] >= most)
    return found.assign(value=printed, is_full=is_full).drop(columns=["doubled", "decimals"])


def period_for(found: pd.DataFrame, indicator_id: str, year: int, max_age: int) -> str | None:
    """Return the latest full period of an indicator that may count for a year; `found` as figures gives it."""
    own = found.loc[(found["indicator_id"] == indicator_id) & found["is_full"], "period"]
    return max((period for period in own.unique() if year - max_age <= int(period) <= year), default=None)


def spread(connection: duckdb.DuckDBPyConnection, content: Catalog) -> pd.DataFrame:
    """Return the reference as the figures give it now, one row per axis and measure with enough of them (COLUMNS).

    Mean and deviation are those of similarity.spread: weighted by the inhabitants of the reference year, over the
    buurten with at least `minimum_inhabitants` of them. Raises DataError when those inhabitants are not known.
    """
    asked, reference = content.method.resilience_map, content.method.resilience_map.reference
    people = connection.execute(
        """
        select area_code, value from observation
        where indicator_id = $indicator and period = $period and value is not null
            and area_code in (select area_code from area where level::varchar = 'buurt')
        order by area_code
        """,
        {"indicator": content.method.inhabitants.indicator, "period": str(reference.year)},
    ).df()
    if people.empty:
        raise DataError(f"Van {reference.year} is het aantal inwoners per buurt niet bekend. Kies bij reference in "
                        "indicators.yaml een ander jaar.")  # fmt: skip
    found, rows = figures(connection, content), []
    for name, axis in asked.axes.items():
        periods = {
            one.indicator: period_for(found, one.indicator, reference.year, int(asked.map_max_age.value))
            for one in axis.measures
        }
        own = found[found["period"] == found["indicator_id"].map(periods)]
        wide = own.pivot(index="area_code", columns="indicator_id", values="value")
        usual = similarity.spread(wide, people.set_index("area_code")["value"], reference.minimum_inhabitants)
        usual = usual[(usual["area_count"] >= content.method.minimum_areas.value) & (usual["deviation"] > 0)]
        rows += [
            {"axis": name, "indicator_id": one.indicator, "period": periods[one.indicator],
             **usual.loc[one.indicator].to_dict()}
            for one in axis.measures if one.indicator in usual.index and one.until not in usual.index
        ]  # fmt: skip
    shared = {
        "frozen_on": reference.frozen_on.isoformat(), "area_set": content.programme.municipality,
        "year": reference.year, "minimum_inhabitants": reference.minimum_inhabitants,
    }  # fmt: skip
    frame = pd.DataFrame([shared | row for row in rows], columns=COLUMNS)
    return frame.round({"mean": _DECIMALS, "deviation": _DECIMALS}).astype({"area_count": int})


def freeze(connection: duckdb.DuckDBPyConnection, content: Catalog, overwrite: bool) -> Path:
    """Write the reference and return its file. Raises DataError when there is one and `overwrite` is not asked for."""
    path = paths.resilience_reference()
    if path.exists() and not overwrite:
        raise DataError(f"{path.name} is er al. Een nieuwe referentie kan elke buurt een andere klasse geven; wilt u "
                        "dat, schrijf dan --overwrite en de dag bij frozen_on in indicators.yaml.")  # fmt: skip
    path.write_text(spread(connection, content).to_csv(index=False), encoding="utf-8", newline="\n")
    return path


def read(content: Catalog) -> Frozen:
    """Return the frozen reference; without one that fits the catalogue no rows, and what is wrong in Dutch."""
    path, wanted = paths.resilience_reference(), content.method.resilience_map.reference
    try:
        frame = pd.read_csv(io.StringIO(path.read_text(encoding="utf-8")), dtype={"period": str})
        problem = _problem(frame)
    except FileNotFoundError:
        return Frozen({}, f"Het bestand {path.name} ontbreekt. Maak het met: python -m etl referentie")
    except (OSError, ValueError, pd.errors.ParserError):
        return Frozen({}, f"Het bestand {path.name} is niet te lezen. {_AGAIN}")
    if problem:
        return Frozen({}, f"Het bestand {path.name} is beschadigd: {problem}. {_AGAIN}")
    asked = (wanted.frozen_on.isoformat(), content.programme.municipality, wanted.year, wanted.minimum_inhabitants)
    if {tuple(row) for row in frame[COLUMNS[:4]].itertuples(index=False)} != {asked}:
        return Frozen({}, f"Het bestand {path.name} hoort niet bij indicators.yaml (dag, gemeente, jaar of kleinste "
                          f"buurt van de referentie). {_AGAIN}")  # fmt: skip
    return Frozen({(row["axis"], row["indicator_id"]): row for _, row in frame.iterrows()}, "")


def _problem(frame: pd.DataFrame) -> str:
    """Return what is wrong with the content of the file, '' when nothing is."""
    if list(frame.columns) != COLUMNS:
        return f"de kolommen zijn niet {', '.join(COLUMNS)}"
    if frame.empty:
        return "er staat geen enkele maat in"
    numbers = frame[["year", "minimum_inhabitants", "mean", "deviation", "area_count"]]
    are_numbers = all(pd.api.types.is_numeric_dtype(kind) for kind in numbers.dtypes)
    if not (are_numbers and np.isfinite(numbers).all(axis=None)):
        return "er staat tekst of niets waar een getal hoort"
    if not (frame["deviation"] > 0).all():
        return "een afwijking is niet groter dan 0"
    if not frame["period"].fillna("").str.fullmatch(r"\d{4}").all():
        return "een periode is geen jaar"
    if frame.duplicated(["axis", "indicator_id"]).any():
        return "een maat staat er twee keer in"
    return ""
