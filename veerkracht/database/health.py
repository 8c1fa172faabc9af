"""Reports whether there are figures to show, how old they are, and how the last ETL run ended."""

import time
import tomllib
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from importlib import metadata

import duckdb

from veerkracht.core import logs, moments, paths, run_log
from veerkracht.core.errors import VeerkrachtError
from veerkracht.database import database

SECONDS_BETWEEN_LOOKS = 5
_UNREADABLE = "De cijfers zijn niet te lezen; zie het logboek."

State = dict[str, object]


class Monitor:
    """Looks at most once per five seconds, however often it is asked."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Take the clock, in seconds."""
        self._clock = clock
        self._state = lru_cache(maxsize=1)(lambda place, span, reason: state(reason))

    def state(self, reason: str = "") -> State:
        """Return the state of the dashboard: see the function `state`."""
        return self._state(paths.database(), int(self._clock() / SECONDS_BETWEEN_LOOKS), reason)


def state(reason: str = "") -> State:
    """Return whether the database can be read; its number of figures, when it was built and how many hours ago, and
    when the newest of its tables was fetched; of the last run when it began, its outcome and the hours since.

    `reason` says why it cannot be read, when that is known. Any other reason is only logged, as it names folders or
    servers. The keys are Dutch, like all that users of the dashboard read.
    """
    try:
        with database.read(paths.database()) as connection:
            [[built, count, fetched]] = connection.execute("""
                select max(built_at), (select count(value) from observation),
                    (select max(retrieved_at) from snapshot where retrieved_at != 'onbekend')
                from build
            """).fetchall()
    except (OSError, VeerkrachtError, duckdb.Error) as error:
        if not reason:
            logs.log_error("De cijfers zijn niet te lezen", error)
        return {"gezond": False, "reden": reason or _UNREADABLE, "laatste_run": _last_run()}
    return {
        "gezond": True, "cijfers": count, "gebouwd": moments.as_text(built), "uren_oud": _hours_since(built),
        "opgehaald": fetched,
        "laatste_run": _last_run(),
    }  # fmt: skip


def _last_run() -> State | None:
    runs = run_log.read(paths.fetched_folder())
    if not runs:
        return None
    started = runs[-1].started_at
    hours = _hours_since(moments.parse(started))
    return {"begonnen": started, "uren_geleden": hours, "uitkomst": runs[-1].outcome}


def _hours_since(moment: datetime) -> float:
    return round((moments.now() - moment).total_seconds() / 3600, 1)


@lru_cache
def version() -> dict[str, str]:
    """Return the versions of the dashboard and of Streamlit."""
    project = tomllib.loads((paths.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {"dashboard": project["version"], "streamlit": metadata.version("streamlit")}
