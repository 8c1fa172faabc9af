"""What every view and export needs to know whatever it shows: the programme, the names of areas, the indicators."""

from collections.abc import Callable
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from veerkracht.core import areas, dutch
from veerkracht.core.errors import DataError
from veerkracht.database import queries
from veerkracht.topics.goals import queries as goal_queries

# with the tables of a page, tens of rows, pandas is up to a quarter faster when texts are those of Python, not of Arrow
pd.set_option("mode.string_storage", "python")

# answers a question of queries and the like: the dashboard from memory, a script from the database
Ask = Callable[..., pd.DataFrame]


def asking(connection: duckdb.DuckDBPyConnection) -> Ask:
    """Return what answers questions from this connection, each only once: answers are never changed."""
    answers: dict[str, pd.DataFrame] = {}

    def ask(question: Callable[..., pd.DataFrame], *arguments: Any) -> pd.DataFrame:
        asked = f"{question.__module__}.{question.__name__}{arguments!r}"
        if asked not in answers:
            answers[asked] = question(connection, *arguments)
        return answers[asked]

    return ask


def programme(ask: Ask) -> Any:
    """Return the programme as a row: name, municipality_code, focus_area_codes, target_year and the like."""
    return next(ask(queries.programme).itertuples())


def usual_areas(ask: Ask) -> list[str]:
    """Return the areas that are shown when none were chosen: focus areas, city and country."""
    about = programme(ask)
    return [*about.focus_area_codes, about.municipality_code, about.country_code]


def threshold(ask: Ask, threshold_id: str) -> float:
    """Return a threshold of the method, such as small_population: the inhabitants below which an area is small."""
    return float(ask(goal_queries.thresholds).set_index("threshold_id")["value"][threshold_id])


def area_names(ask: Ask) -> dict[str, str]:
    """Return the name of every area by its code, and of the focus areas together."""
    found = ask(queries.areas)
    names = dict(zip(found["area_code"], found["name"], strict=True))
    focus = [names.get(code, code) for code in programme(ask).focus_area_codes]
    return names | {areas.TOGETHER: f"{dutch.joined(focus)} samen"}


def indicator(ask: Ask, indicator_id: str) -> Any:
    """Return the row of queries.indicators with this id. Raises DataError when there is none."""
    found = ask(queries.indicators)
    for place in np.flatnonzero((found["indicator_id"] == indicator_id).to_numpy()):
        return next(found.iloc[place : place + 1].itertuples())  # a slice copies none of its many columns
    raise DataError(f"Het onderwerp {indicator_id} bestaat niet. Kies er een uit indicators.yaml.")


def usual_period(available: pd.DataFrame) -> str:
    """Return the latest full period of queries.periods."""
    return str(available["period"].to_numpy()[available["is_full"].to_numpy(dtype=bool)][-1])
