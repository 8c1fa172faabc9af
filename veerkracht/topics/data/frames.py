"""The public figures as typed pandas frames, for notebooks and scripts: `import veerkracht`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

from veerkracht.core import paths
from veerkracht.database import database
from veerkracht.database.query import Query, query_of
from veerkracht.export import csvw
from veerkracht.topics.data import tables


class Figures:
    """The tables of /data/ with the same columns; integers are Int64, figures float64."""

    def __init__(self, query: Query) -> None:
        """Take the query that reads the database."""
        self._query = query

    def topics(self) -> pd.DataFrame:
        """Return one row per indicator: `catalogus` of /data/. `breaks`, `periods` and `levels` are lists."""
        return csvw.typed(tables.catalogue(self._query))

    def topic(self, indicator_id: str) -> pd.DataFrame:
        """Return one row per area and period of an indicator, with its figure or the reason why there is none.

        Raises DataError when there is no such indicator.
        """
        return csvw.typed(tables.topic(self._query, indicator_id))

    def goals(self) -> pd.DataFrame:
        """Return one row per measure of a goal and area, with baseline, target, latest figure and status."""
        return csvw.typed(tables.goals(self._query))

    def areas(self) -> pd.DataFrame:
        """Return one row per area, as in the newest division, and one for the focus areas combined."""
        return csvw.typed(tables.areas(self._query))


@contextmanager
def read(place: Path | str | None = None) -> Iterator[Figures]:
    """Yield the figures of a database file, by default that of the dashboard, opened read-only in one thread.

    Raises DataError when there is no database or it cannot be read.
    """
    with database.read(paths.database_file() if place is None else Path(place)) as connection:
        yield Figures(query_of(connection))
