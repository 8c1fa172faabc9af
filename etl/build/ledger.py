"""Carries the revision log and the status history over from the previous build."""

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import pandas as pd

from etl.build.internal import Hidden
from veerkracht.core import dutch


@dataclass(frozen=True)
class _Jump:
    label: str
    period: str
    area: str
    old_value: float | None
    new_value: float | None
    unit: str
    decimals: int


def carry_over(
    connection: duckdb.DuckDBPyConnection, previous: Path, history: pd.DataFrame, hidden: Hidden | None = None
) -> tuple[int, list[str]]:
    """Carry over the revisions and the status history of the previous database, and add those of this build.

    Previous figures that became internal since then, and statuses based on them, are removed.

    Returns the number of figures revised by this build, and a Dutch line for each revision that is a jump. A previous
    database that this DuckDB or this schema cannot read is kept beside the new one, as `*.vorige`.
    """
    revised, jumps = 0, list[str]()
    if previous.exists():
        quoted = str(previous).replace("'", "''")
        try:
            connection.execute(f"attach '{quoted}' as previous (read_only)")
            noticed_at = _add_revisions(connection)
            if "status_history" in _tables_of(connection, "previous"):
                connection.execute("insert into status_history by name from previous.status_history")
            connection.execute("detach previous")
            if hidden is not None:
                _remove_internal(connection, hidden)
            revised, jumps = _jumps(connection, noticed_at)
        except duckdb.Error:
            shutil.copyfile(previous, previous.with_suffix(".vorige"))  # it stays in place until the new one is there
    _add_statuses(connection, history)
    return revised, jumps


def _tables_of(connection: duckdb.DuckDBPyConnection, name: str) -> set[str]:
    query = "select table_name from duckdb_tables() where database_name = $name order by table_name"
    return {row[0] for row in connection.execute(query, {"name": name}).fetchall()}


def _remove_internal(connection: duckdb.DuckDBPyConnection, hidden: Hidden) -> None:
    connection.register("hidden_figure", hidden.figures)
    connection.register("hidden_measure", hidden.measures)
    connection.execute("""
        delete from revision
        where (indicator_id, period, area_code) in (select (indicator_id, period, area_code) from hidden_figure)
    """)
    connection.execute("""
        delete from status_history
        where exists (
            select 1 from hidden_measure as hidden
            where hidden.measure_id = status_history.measure_id and since <= period
        )
    """)
    connection.unregister("hidden_figure")
    connection.unregister("hidden_measure")


def _add_revisions(connection: duckdb.DuckDBPyConnection) -> datetime:
    connection.execute("insert into revision by name from previous.revision")
    noticed_at = datetime.now()
    connection.execute(
        """
        insert into revision by name
        select o.indicator_id, o.period, o.area_code, o.value as old_value, n.value as new_value,
               o.snapshot_id as old_snapshot_id, n.snapshot_id as new_snapshot_id, $noticed_at as noticed_at,
               was.source_id is distinct from indicator.source_id as is_other_source,
               not is_other_source and (n.value is null or 100 * abs(n.value - o.value) > abs(o.value) * (
                   select value from threshold where threshold_id = 'jump_percent'
               )) as is_jump
        from previous.observation as o
        join previous.indicator as was using (indicator_id)
        left join indicator using (indicator_id)
        left join observation as n using (indicator_id, period, area_code)
        where o.value is not null and o.value is distinct from n.value
        """,
        {"noticed_at": noticed_at},
    )
    return noticed_at


def _jumps(connection: duckdb.DuckDBPyConnection, noticed_at: datetime) -> tuple[int, list[str]]:
    rows = connection.execute(
        """
        select coalesce(label, indicator_id) as label, period, coalesce(name, area_code) as area, old_value, new_value,
               coalesce(unit, '') as unit, coalesce(decimals, 1) as decimals
        from revision
        left join indicator using (indicator_id)
        left join (select area_code, arg_max(name, boundary_year) as name from area group by area_code)
            using (area_code)
        where noticed_at = $noticed_at and is_jump
        order by indicator_id, period, area_code
        """,
        {"noticed_at": noticed_at},
    ).fetchall()
    [[count]] = connection.execute(
        "select count(*) from revision where noticed_at = $noticed_at", {"noticed_at": noticed_at}
    ).fetchall()
    return count, [_in_dutch(_Jump(*row)) for row in rows]


def _in_dutch(jump: _Jump) -> str:
    old, new = (dutch.figure(value, jump.decimals, jump.unit) for value in (jump.old_value, jump.new_value))
    return f"{jump.label}, {jump.area}, {jump.period}: was {old}, nu {'zonder cijfer' if new == '–' else new}"


def _add_statuses(connection: duckdb.DuckDBPyConnection, history: pd.DataFrame) -> None:
    """Add a row to the status history for every status that is new or differs from what was last known."""
    if history.empty:
        return
    connection.register("computed", history)
    connection.execute("""
        insert into status_history by name
        with known as (
            select measure_id, area_code, period, arg_max(struct_pack(status, certainty, value, reading), noticed_at)
                as last
            from status_history
            group by measure_id, area_code, period
        )
        select computed.* exclude (value, certainty), computed.value, computed.certainty,
               current_localtimestamp() as noticed_at,
               case
                   when last is null then 'nieuw cijfer'
                   when last.reading <> computed.reading then 'andere lezing'
                   when last.value is distinct from computed.value then 'herzien cijfer'
                   when computed.status = 'niet vergelijkbaar' then 'breuk in de reeks'
                   else 'andere methode'
               end as cause
        from computed
        left join known using (measure_id, area_code, period)
        where last is null or last.reading <> computed.reading or last.value is distinct from computed.value
            or last.status <> computed.status or last.certainty is distinct from computed.certainty
    """)
    connection.unregister("computed")
