"""Freezes the reference of the Veerkracht map in a file, and reads it: mean and deviation of every measure.

It is frozen so that the class of a buurt changes only if its own figures change.
"""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from etl.snapshots import folders
from veerkracht.catalog.catalog import Catalog, Rate
from veerkracht.core import dutch, moments, paths, reasons
from veerkracht.core.errors import DataError
from veerkracht.database import database
from veerkracht.method import resilience, similarity

COLUMNS = [
    "frozen_on", "area_set", "year", "minimum_inhabitants", "axis", "scale", "indicator_id", "period", "mean",
    "deviation", "area_count",
]  # fmt: skip
_DECIMALS = 4
_AGAIN = "Maak het opnieuw met: python -m etl referentie --overwrite"


@dataclass(frozen=True)
class Standard:
    """Mean and deviation of a measure in a period, over a number of areas, on the scale of its axis."""

    period: str
    mean: float
    deviation: float
    area_count: int


@dataclass(frozen=True)
class Frozen:
    """The reference by axis and indicator with the day it was frozen, or in Dutch why it cannot be used."""

    standards: dict[tuple[str, str], Standard]
    problem: str
    frozen_on: date


@dataclass(frozen=True)
class PrintedFigure:
    """A figure of a buurt as it is printed, with what its margin depends on; None for what is not known.

    `scaled` is the figure on the scale of its axis.
    """

    value: float | None
    scaled: float | None
    lower: float | None
    upper: float | None
    denominator: float | None
    missing: str | None


def figures(connection: duckdb.DuckDBPyConnection, content: Catalog) -> pd.DataFrame:
    """Return one row per year figure of a buurt on any axis, or the reason why there is none, as printed.

    Columns: indicator_id, period (a year), area_code, value, scaled (on the scale of its axis), lower, upper,
    denominator, missing, is_full: at least half of the buurten that ever had a figure have one in this period.
    """
    axes = content.method.resilience_map.axes.values()
    scales = {measure.indicator: axis.scale for axis in axes for measure in axis.measures}
    frame = connection.execute(
        """
        select indicator_id, period, area_code, value, lower, upper, denominator,
               missing::varchar as missing, decimals,
               2 * count(value) over (partition by indicator_id, period) as doubled
        from observation
        join indicator using (indicator_id)
        where indicator_id in (select unnest($indicator_ids)) and length(period) = 4
            and area_code in (select area_code from area where level::varchar = 'buurt')
        order by indicator_id, period, area_code
        """,
        {"indicator_ids": list(scales)},
    ).df()
    highest = frame.groupby("indicator_id")["doubled"].transform("max")
    rates = {indicator_id: content.indicator(indicator_id).rate for indicator_id in scales}
    with_value = frame[frame["value"].notna()]  # many buurten lack a figure in many years
    columns = (with_value[name].tolist() for name in ("indicator_id", "value", "denominator", "decimals"))
    rows = []
    for indicator_id, value, denominator, decimals in zip(*columns, strict=True):
        printed = float(dutch.rounded(value, decimals))
        unit_rate = _one_count(rates[indicator_id], denominator, decimals)
        rows.append((printed, resilience.on_scale(printed, scales[indicator_id], unit_rate)))
    figures = pd.DataFrame(rows, with_value.index, ["value", "scaled"], dtype=float).reindex(frame.index)
    is_full = (frame["doubled"] > 0) & (2 * frame["doubled"] >= highest)
    return frame.drop(columns=["doubled", "decimals"]).assign(
        value=figures["value"], scaled=figures["scaled"], is_full=is_full
    )


def _one_count(rate: Rate | None, denominator: float, decimals: int) -> float:
    """Return what one count would give, or the smallest figure that is printed where no denominator is known."""
    return rate.factor / denominator if rate is not None and denominator > 0 else float(10**-decimals)


def by_place(frame: pd.DataFrame) -> dict[tuple[str, str, str], PrintedFigure]:
    """Return the figures of `figures` by indicator, period and area."""
    columns = ["value", "scaled", "lower", "upper", "denominator", "missing"]
    cells = frame[columns].astype(object).where(frame[columns].notna(), None)
    places, rows = (
        zip(*(part[name].tolist() for name in part), strict=True)  # row by row would take four times as long
        for part in (frame[["indicator_id", "period", "area_code"]], cells)
    )
    return {place: PrintedFigure(*row) for place, row in zip(places, rows, strict=True)}


def full_periods(frame: pd.DataFrame) -> dict[str, list[str]]:
    """Return the full periods per indicator, oldest first; `frame` is that of `figures`."""
    full = frame.loc[frame["is_full"], ["indicator_id", "period"]].drop_duplicates()
    return {str(indicator_id): sorted(periods) for indicator_id, periods in full.groupby("indicator_id")["period"]}


def period_for(periods: Iterable[str], year: int, max_age: int) -> str | None:
    """Return the latest of the full periods of an indicator that may count for a year."""
    return max((period for period in periods if year - max_age <= int(period) <= year), default=None)


def spread(connection: duckdb.DuckDBPyConnection, content: Catalog) -> pd.DataFrame:
    """Return the reference by the present figures, one row per axis and measure with enough of them (COLUMNS).

    Mean and deviation are those of similarity.spread: weighted by the inhabitants of the reference year, over the
    buurten with at least `minimum_inhabitants` of them; of the nearest year that has them, the earlier of two as near.
    Raises DataError when inhabitants are not known of any year.
    """
    settings, reference = content.method.resilience_map, content.method.resilience_map.reference
    people = _people(connection, content)
    if people.empty:
        raise DataError(
            "Het aantal inwoners per buurt is van geen enkel jaar bekend, en daarmee wordt gewogen. Haal de cijfers op "
            "met: python -m etl"
        )
    shared = dict(zip(COLUMNS, _identity(content), strict=False))
    frame, rows = figures(connection, content), []
    full, max_age = full_periods(frame), int(settings.map_max_age.value)
    for name, axis in settings.axes.items():
        periods = {
            measure.indicator: period_for(full.get(measure.indicator, ()), reference.year, max_age)
            for measure in axis.measures
        }
        counted = frame[frame["period"] == frame["indicator_id"].map(periods)]
        wide = counted.pivot(index="area_code", columns="indicator_id", values="scaled")
        spread = similarity.spread(wide, people.set_index("area_code")["value"], reference.minimum_inhabitants)
        spread = spread[(spread["area_count"] >= content.method.minimum_areas.value) & (spread["deviation"] > 0)]
        for measure in axis.measures:
            if measure.indicator in spread.index and measure.until not in spread.index:
                keys = {"axis": name, "scale": axis.scale, "indicator_id": measure.indicator,
                        "period": periods[measure.indicator]}  # fmt: skip
                rows.append(shared | keys | spread.loc[measure.indicator].to_dict())
    rounded = pd.DataFrame(rows, columns=COLUMNS).round({"mean": _DECIMALS, "deviation": _DECIMALS})
    return rounded.astype({"area_count": int})


def _people(connection: duckdb.DuckDBPyConnection, content: Catalog) -> pd.DataFrame:
    """Return the inhabitants of buurten in the reference year, or the nearest that has them: area_code, value."""
    return connection.execute(
        """
        with known as (
            select area_code, value, period::integer as year from observation
            where indicator_id = $indicator and length(period) = 4 and value is not null
                and area_code in (select area_code from area where level::varchar = 'buurt')
        )
        select area_code, value from known
        where year = (select year from known order by abs(year - $year), year limit 1)
        order by area_code
        """,
        {"indicator": content.method.inhabitants.indicator, "year": content.method.resilience_map.reference.year},
    ).df()


def _problem_of_few(connection: duckdb.DuckDBPyConnection, content: Catalog) -> str:
    """Return in Dutch why nothing can be frozen: figures that are to be fetched, or too few buurten for ever."""
    least = int(content.method.minimum_areas.value)
    smallest = content.method.resilience_map.reference.minimum_inhabitants
    count = int((_people(connection, content)["value"] >= smallest).sum())
    if count >= least:
        return "Er zijn nog te weinig cijfers van buurten. Haal ze op met: python -m etl"
    return (
        f"Zij is hier niet te maken: daarvoor zijn minstens {least} buurten met elk minstens {smallest} inwoners "
        f"nodig, en de gemeente heeft er {count}. Meer cijfers ophalen verandert dat niet."
    )


def _identity(content: Catalog) -> tuple[str, str, int, int]:
    """Return the first four columns of every row: what a reference is of. That of another programme than the included
    one is of the day it is made."""
    reference = content.method.resilience_map.reference
    day = reference.frozen_on if _is_included() else moments.today()
    return day.isoformat(), content.programme.municipality, reference.year, reference.minimum_inhabitants


def _is_included() -> bool:
    return paths.programme() == paths.INCLUDED_PROGRAMME


def freeze(connection: duckdb.DuckDBPyConnection, content: Catalog, overwrite: bool) -> Path:
    """Write the reference and return its file: the included one only for the included programme. Raises DataError when
    there is one, unless with `overwrite`."""
    path = paths.resilience_reference() if _is_included() else paths.own_resilience_reference()
    if path.exists() and not overwrite:
        raise DataError(
            f"{path.name} is er al. Een nieuwe referentie kan elke buurt een andere klasse geven; wilt u "
            "dat, schrijf dan --overwrite en de dag bij frozen_on in indicators.yaml."
        )
    folders.write(path, str(spread(connection, content).to_csv(index=False, lineterminator="\n")).encode())
    return path


def has_none(content: Catalog) -> bool:
    """Return whether nothing is frozen for the programme's municipality yet: there is only an included reference of
    another."""
    path = paths.resilience_reference()
    if _is_included() or path == paths.own_resilience_reference():
        return False
    try:
        return set(pd.read_csv(path, usecols=["area_set"])["area_set"]) != {content.programme.municipality}
    except (OSError, ValueError, pd.errors.ParserError):
        return True


def freeze_first(database_file: Path, content: Catalog) -> str:
    """Freeze the figures of a built database if its municipality has no reference yet and both axes have measures;
    return in Dutch why that failed, else ''."""
    if not has_none(content):
        return ""
    try:
        with database.read(database_file) as connection:
            frozen = from_current(connection, content)
            if {axis for axis, _ in frozen.standards} == set(content.method.resilience_map.axes):
                freeze(connection, content, overwrite=False)
    except OSError as error:
        return f"De referentie van de Veerkrachtkaart is niet vastgelegd ({reasons.of(error)})."
    return ""


def from_current(connection: duckdb.DuckDBPyConnection, content: Catalog) -> Frozen:
    """Return what `freeze` would write for the current figures, or the problem in Dutch."""
    try:
        frame = spread(connection, content)
    except DataError as error:
        return Frozen({}, str(error), moments.today())
    if frame.empty:
        return Frozen({}, _problem_of_few(connection, content), moments.today())
    return Frozen(_standards(frame), "", moments.today())


def read(content: Catalog) -> Frozen:
    """Return the frozen reference; without one that fits the catalogue no standards, and the problem in Dutch."""
    path, day = paths.resilience_reference(), content.method.resilience_map.reference.frozen_on
    try:
        frame = pd.read_csv(io.StringIO(path.read_text(encoding="utf-8")), dtype={"period": str})
        problem = _problem(frame)
    except FileNotFoundError:
        return Frozen({}, f"Het bestand {path.name} ontbreekt. Maak het met: python -m etl referentie", day)
    except (OSError, ValueError, pd.errors.ParserError):
        return Frozen({}, f"Het bestand {path.name} is niet te lezen. {_AGAIN}", day)
    if problem:
        return Frozen({}, f"Het bestand {path.name} is beschadigd: {problem}. {_AGAIN}", day)
    scales = {(name, axis.scale) for name, axis in content.method.resilience_map.axes.items()}
    known_from = 1 if path == paths.own_resilience_reference() else 0  # which is of the day it was made
    identities = {tuple(row) for row in frame[COLUMNS[known_from:4]].itertuples(index=False)}
    is_of_catalog = identities == {_identity(content)[known_from:]}
    if not is_of_catalog or not set(zip(frame["axis"], frame["scale"], strict=True)) <= scales:
        return Frozen(
            {},
            f"Het bestand {path.name} hoort niet bij indicators.yaml (dag, gemeente, jaar, kleinste buurt of schaal "
            f"van de referentie). {_AGAIN}",
            day,
        )
    return Frozen(_standards(frame), "", date.fromisoformat(str(frame["frozen_on"].iloc[0])))


def _standards(frame: pd.DataFrame) -> dict[tuple[str, str], Standard]:
    return {
        (row.axis, row.indicator_id): Standard(row.period, row.mean, row.deviation, row.area_count)
        for row in frame.itertuples()
    }


def _problem(frame: pd.DataFrame) -> str:
    """Return in Dutch what is wrong with the content of the file, '' when nothing is."""
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
    if pd.to_datetime(frame["frozen_on"], format="%Y-%m-%d", errors="coerce").isna().any():
        return "de dag waarop hij is vastgelegd bestaat niet"
    return ""
