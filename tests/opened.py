"""Opens a page of the dashboard without a browser, and reads its contents."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import duckdb
import pandas as pd
from streamlit.testing.v1 import AppTest

from veerkracht.core import paths
from veerkracht.database.query import DatabaseQuery, query_of


def page(name: str, **query: str | list[str]) -> AppTest:
    test = AppTest.from_file(str(paths.ROOT / "pages" / f"{name}.py"), default_timeout=60)
    for key, value in query.items():
        test.query_params[key] = value
    return test.run()


def shared_page(name: str, **query: str) -> AppTest:
    """Return a page as `page` does, opened once for all tests that only read it and change nothing."""
    return _opened(paths.data_folder(), name, tuple(query.items()))


@lru_cache(maxsize=100)
def _opened(_: Path, name: str, query: tuple[tuple[str, str], ...]) -> AppTest:
    return page(name, **dict(query))


def parameter(test: AppTest, key: str) -> str:
    """Return a parameter of the URL, which AppTest holds as a text or a list."""
    value = test.query_params[key]
    return value if isinstance(value, str) else value[0]


def chart_frames(test: AppTest, place: int) -> list[pd.DataFrame]:
    """Return the figures that a chart draws, each set of rows once."""
    layers = json.loads(test.get("vega_lite_chart")[place].proto.spec)["layer"]
    return [pd.DataFrame(layer["data"]["values"]) for layer in layers if "values" in layer["data"]]


def html(test: AppTest) -> str:
    return "".join(element.proto.body for element in test.get("html"))


@contextmanager
def open_query(database: Path) -> Iterator[DatabaseQuery]:
    """Open a database for queries, as a script does."""
    with duckdb.connect(str(database), read_only=True) as connection:
        yield query_of(connection)
