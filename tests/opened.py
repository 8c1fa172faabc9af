"""Opens a page of the dashboard as a visitor does, and reads what it shows."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pandas as pd
from streamlit.testing.v1 import AppTest

from veerkracht.core import paths
from veerkracht.database import lookups
from veerkracht.database.query import query_of


def page(name: str, **query: str | list[str]) -> AppTest:
    test = AppTest.from_file(str(paths.ROOT / "pages" / f"{name}.py"), default_timeout=60)
    for key, value in query.items():
        test.query_params[key] = value
    return test.run()


def asked(test: AppTest, key: str) -> str:
    """Return what stands in the address, however the test runner holds it."""
    value = test.query_params[key]
    return value if isinstance(value, str) else value[0]


def chart_frames(test: AppTest, place: int) -> list[pd.DataFrame]:
    """Return the figures that a chart draws, each set of rows once."""
    layers = json.loads(test.get("vega_lite_chart")[place].proto.spec)["layer"]
    return [pd.DataFrame(layer["data"]["values"]) for layer in layers if "values" in layer["data"]]


def html(test: AppTest) -> str:
    return "".join(one.proto.body for one in test.get("html"))


@contextmanager
def ask_of(database: Path) -> Iterator[lookups.Query]:
    """Give what answers questions from a database, as a script has it."""
    with duckdb.connect(str(database), read_only=True) as connection:
        yield query_of(connection)
