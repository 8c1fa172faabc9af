"""Tells from outside whether there are figures to show, how old they are, and how the last run of the ETL ended."""

import time
import tomllib
from datetime import datetime
from functools import lru_cache
from importlib import metadata
from typing import Any

import duckdb

from veerkracht.core import logs, paths, run_log
from veerkracht.core.errors import VeerkrachtError
from veerkracht.database import database

_SECONDS_KEPT = 5  # whoever asks more often gets the same answer
_UNREADABLE = "De cijfers zijn niet te lezen; zie het logboek."


def state(reason: str = "") -> dict[str, Any]:
    """Return whether the database can be read; its number of figures, when it was built and how many hours ago that is,
    and when the newest of its tables was fetched; of the last run the beginning, the outcome and the hours since.

    `reason` says why it cannot be read, when that is known. The keys are Dutch, as all that comes out of the dashboard.
    Any other reason is told in the log alone: the message names folders or servers.
    """
    return dict(_state(str(paths.database()), int(time.monotonic() / _SECONDS_KEPT), reason))


@lru_cache(maxsize=1)
def _state(place: str, span: int, reason: str) -> dict[str, Any]:
    try:
        with database.read(paths.database()) as connection:
            [[built, count, fetched]] = connection.execute("""
                select max(built_at)::varchar, (select count(value) from observation),
                    (select max(retrieved_at) from snapshot where retrieved_at != 'onbekend')
                from build
            """).fetchall()
    except (OSError, VeerkrachtError, duckdb.Error) as error:
        if not reason:
            logs.failed("De cijfers zijn niet te lezen", error)
        return {"gezond": False, "reden": reason or _UNREADABLE, "laatste_run": _last_run()}
    return {
        "gezond": True, "cijfers": count, "gebouwd": built, "uren_oud": _hours_since(built), "opgehaald": fetched,
        "laatste_run": _last_run(),
    }  # fmt: skip


def _last_run() -> dict[str, Any] | None:
    runs = run_log.read(paths.fetched_folder())
    if not runs:
        return None
    begun = runs[-1].started_at
    return {"begonnen": begun, "uren_geleden": _hours_since(begun), "uitkomst": runs[-1].outcome}


def _hours_since(moment: str) -> float:
    return round((datetime.now() - datetime.fromisoformat(moment)).total_seconds() / 3600, 1)


@lru_cache
def version() -> dict[str, str]:
    """Return the versions of the dashboard and of Streamlit."""
    project = tomllib.loads((paths.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {"dashboard": project["version"], "streamlit": metadata.version("streamlit")}
