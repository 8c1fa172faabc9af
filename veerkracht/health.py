"""Tells from outside whether there are figures to show, of when they are, and how the last run of the ETL ended."""

import logging
import time
import tomllib
from functools import lru_cache
from importlib import metadata
from typing import Any

import duckdb

from veerkracht import database, paths, run_log
from veerkracht.errors import VeerkrachtError

_SECONDS_KEPT = 5  # whoever asks more often gets the same answer

_log = logging.getLogger(__name__)


def state() -> dict[str, Any]:
    """Return whether the database can be read, when it was built, how many figures it has, and the last run.

    The keys are Dutch, as all that comes out of the dashboard. Why a database cannot be read is told in the log alone:
    the message names folders or servers.
    """
    return dict(_state(str(paths.database()), int(time.monotonic() / _SECONDS_KEPT)))


@lru_cache(maxsize=1)
def _state(place: str, span: int) -> dict[str, Any]:
    runs = run_log.read(paths.fetched_folder())
    last = {"begonnen": runs[-1].started_at, "uitkomst": runs[-1].outcome} if runs else None
    try:
        with database.read(paths.database()) as connection:
            built, count = connection.execute(
                "select max(built_at)::varchar, (select count(value) from observation) from build"
            ).fetchall()[0]
    except (OSError, VeerkrachtError, duckdb.Error) as error:
        _log.error("De cijfers zijn niet te lezen: %s", error)
        return {"gezond": False, "reden": "De cijfers zijn niet te lezen; zie het logboek.", "laatste_run": last}
    return {"gezond": True, "cijfers": count, "gebouwd": built, "laatste_run": last}


@lru_cache
def version() -> dict[str, str]:
    """Return the versions of the dashboard and of Streamlit."""
    project = tomllib.loads((paths.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {"dashboard": project["version"], "streamlit": metadata.version("streamlit")}
