"""Warnings on a page about its sources and own texts: what failed last time or was not checked for long."""

from collections.abc import Iterable
from datetime import date, datetime, time
from pathlib import Path

import streamlit as st

from veerkracht.core import dutch, paths, run_log
from veerkracht.core.run_log import Latest, Run
from veerkracht.database import lookups
from veerkracht.database.query import Query
from veerkracht.drawing import tables
from veerkracht.topics.sources import queries as source_queries
from veerkracht.topics.sources import tables as source_tables
from veerkracht.web.cache import query
from veerkracht.web.login import sees_internal


def logged_runs() -> list[Run]:
    """Return the runs of the ETL, oldest first: also those that failed and left the database as it was."""
    return _logged_runs(_log_changed(), paths.fetched_folder())


def _log_changed() -> int:
    """Return what tells one log of runs from another."""
    log = paths.fetched_folder() / run_log.NAME
    return log.stat().st_mtime_ns if log.exists() else 0


@st.cache_data(show_spinner=False, max_entries=2)
def _logged_runs(version: int, folder: Path) -> list[Run]:
    return run_log.read(folder)


def latest_attempts() -> list[Latest]:
    """Return the last attempt at every table and own file; at internal files only for who may see those."""
    return [one for one in run_log.latest(logged_runs()) if sees_internal() or not one.attempt.is_internal]


def warn_of_sources(source_ids: Iterable[str]) -> None:
    """Say which of the sources behind a page failed last time or have not been checked for long, with a way to more."""
    if told := query.value(_warnings, _log_changed(), date.today(), tuple(sorted(set(source_ids)))):
        st.html(tables.notice(" ".join(told), "bronnen", "Meer over de bronnen"))


def warn_of_texts(ending: str) -> None:
    """Say which own texts, by the end of the names of their files, were refused last time, with a way to why."""
    failed = [
        one for one in latest_attempts()
        if one.attempt.source_id == run_log.OWN_FILES and one.attempt.outcome == "mislukt"
        and one.attempt.table_id.lower().endswith(ending)
    ]  # fmt: skip
    if failed:
        names = dutch.joined([one.attempt.table_id for one in failed])
        day = dutch.day(datetime.fromisoformat(failed[0].at))
        told = (
            f"Niet overgenomen op {day}, want er staat een fout in: {names}. U ziet wat er eerder van is overgenomen."
        )
        st.html(tables.notice(told, "bronnen", "Welke fout"))


def _warnings(query: Query, logged: int, today: date, source_ids: tuple[str, ...]) -> list[str]:
    days = lookups.threshold(query, "stale_days")
    now = datetime.combine(today, time.max)
    return source_tables.warnings(query(source_queries.sources), latest_attempts(), set(source_ids), now, days)
