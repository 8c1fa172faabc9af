"""Writes the ledger of a new database: revisions, status history, news, and previous databases that could not be
read."""

from datetime import datetime, timedelta

import duckdb
import pandas as pd
import pyarrow.compute

from etl.build.internal import Hidden
from etl.build.previous import LEDGER, Before
from veerkracht.core import areas, dutch, moments

WITHOUT_REASON = "zonder reden"


def carry_over(
    connection: duckdb.DuckDBPyConnection, before: Before, history: pd.DataFrame, hidden: Hidden | None = None
) -> tuple[int, list[str]]:
    """Carry over the ledger of the previous database, and add the changes of this build.

    Nothing that is internal now is added: no figures and, for its area, no statuses that may rest on one that used to
    be public. The same holds for own figures that are withheld now because they are about too few people. Indicators
    with a figure withheld now, or before this build, have no revisions at all: earlier totals and parts would give it
    away, even if it is shown by now.

    Returns the number of figures revised by this build, and a Dutch line for each revision that is a jump.
    """
    noticed_at = _moment(before)
    _create_inputs(connection, before, hidden)
    connection.execute("""
        insert into revision by name
        from before_revision anti join hidden using (indicator_id, period, area_code)
        where indicator_id not in (from withheld)
    """)
    _add_revisions(connection, before, noticed_at)
    connection.execute(
        """
        insert into status_history by name
        select * from before_status_history as known
        where not exists (
            select 1 from exposed
            where exposed.measure_id = known.measure_id and exposed.period <= known.period
                and (
                    known.area_code in (exposed.area_code, exposed.together_code)
                    or exposed.is_focus_area and known.area_code = $together
                )
        )
        """,
        {"together": areas.TOGETHER},
    )
    _add_statuses(connection, history, noticed_at)
    _add_protocol(connection, noticed_at)
    _add_appearances(connection, noticed_at)
    connection.execute("insert into set_aside by name from before_set_aside")
    if before.loss:
        row = [noticed_at, before.loss.name, before.loss.message]
        connection.execute("insert into set_aside values (?, ?, ?)", row)
    return _jumps(connection, noticed_at)


def _moment(before: Before) -> datetime:
    """Return when this build notices what changed: now, but after all that is in the ledger, as a clock can go back."""
    moments_before = [before.tables[name]["noticed_at"] for name in LEDGER]
    newest: list[datetime | None] = [pyarrow.compute.max(column).as_py() for column in moments_before]
    return max([moments.now(), *(moment + timedelta(microseconds=1) for moment in newest if moment)])


def _create_inputs(connection: duckdb.DuckDBPyConnection, before: Before, hidden: Hidden | None) -> None:
    """Make temporary tables: those of before; `hidden`, the figures that are internal or withheld now; `withheld`, the
    indicators of the latter, and of figures that were withheld before; and `exposed`, the hidden ones that the previous
    database had, by measure."""
    for name, table in before.tables.items():
        connection.register("incoming", table)
        connection.execute(f"create temp table before_{name} as from incoming")
        connection.unregister("incoming")
    connection.execute("create temp table hidden (indicator_id varchar, period varchar, area_code varchar)")
    connection.execute("create temp table hidden_measure (measure_id varchar, indicator_id varchar)")
    for name, frame in (("hidden", hidden.figures), ("hidden_measure", hidden.measures)) if hidden else ():
        if len(frame):
            connection.register("incoming", frame)
            connection.execute(f"insert into {name} by name from incoming")
            connection.unregister("incoming")
    connection.execute("""
        create temp table withheld as
        select indicator_id from observation where missing = 'too_few'
        union
        select indicator_id from before_figure where value is null;
        insert into hidden by name
        select indicator_id, period, area_code from observation where missing = 'too_few';
        insert into hidden_measure by name
        select measure_id, indicator_id from goal_measure where indicator_id in (from withheld)
    """)
    connection.execute(
        """
        create temp table exposed as
        with known as (
            select indicator_id, period, area_code from before_figure where value is not null
            union all
            select indicator_id, period, area_code from before_revision
            union all
            select indicator_id, period, area_code from before_status_history join hidden_measure using (measure_id)
        )
        select measure_id, period, area_code,
               area_code in (
                   select unnest(focus_area_codes) from programme union select unnest(buurten) from composition
               ) as is_focus_area,
               (
                   select any_value(area_code) from composition where list_contains(buurten, hidden.area_code)
               ) as together_code
        from hidden
        join hidden_measure using (indicator_id)
        where $is_unknown or (indicator_id, period, area_code) in (select (indicator_id, period, area_code) from known)
        """,
        {"is_unknown": bool(before.lost)},  # its contents are unknown, so it may have had all
    )


def _add_revisions(connection: duckdb.DuckDBPyConnection, before: Before, noticed_at: datetime) -> None:
    connection.execute(
        """
        insert into revision by name
        select o.indicator_id, o.period, o.area_code, o.value as old_value, n.value as new_value,
               o.snapshot_id as old_snapshot_id, n.snapshot_id as new_snapshot_id, $noticed_at as noticed_at,
               o.source_id is distinct from indicator.source_id as is_other_source,
               not is_other_source and (n.value is null or 100 * abs(n.value - o.value) > abs(o.value) * (
                   select value from threshold where threshold_id = 'jump_percent'
               )) as is_jump
        from before_figure as o
        anti join hidden using (indicator_id, period, area_code)
        left join indicator using (indicator_id)
        left join observation as n using (indicator_id, period, area_code)
        where o.value is distinct from n.value and o.indicator_id not in (from withheld)
            and o.area_code[1:3] <> 'GR-'  -- of a focus area: those of its buurten say it
            and not (n.value is null and list_contains($unreadable, o.snapshot_id))  -- no publisher took those away
        """,
        {"noticed_at": noticed_at, "unreadable": list(before.standing.names)},
    )


def _add_protocol(connection: duckdb.DuckDBPyConnection, noticed_at: datetime) -> None:
    """Carry over what was fixed before, and add what is fixed now for the first time or otherwise.

    The reason of a deviation is the newest of the catalogue since what was last known, that was not given before.
    """
    connection.execute("insert into protocol_history by name from before_protocol_history")
    connection.execute(
        """
        insert into protocol_history by name
        with known as (
            select measure_id, aspect, arg_max(value, noticed_at) as known_value, max(noticed_at) as known_at
            from protocol_history
            group by all
        ),
        given as (
            select measure_id, aspect, arg_max(protocol_reason.reason, date) as reason
            from protocol_reason
            join known using (measure_id, aspect)
            where date >= known_at::date and (measure_id, aspect, protocol_reason.reason) not in (
                select (measure_id, aspect, reason) from protocol_history where reason is not null
            )
            group by all
        )
        select measure_id, aspect, $noticed_at as noticed_at, coalesce(value, '') as value,
               (select sha256 from protocol) as sha256,
               case when known_value is not null then coalesce(reason, $without) end as reason
        from protocol_item
        full join known using (measure_id, aspect)
        left join given using (measure_id, aspect)
        where coalesce(value, '') is distinct from known_value
        """,
        {"noticed_at": noticed_at, "without": WITHOUT_REASON},
    )


def _add_appearances(connection: duckdb.DuckDBPyConnection, noticed_at: datetime) -> None:
    """Carry over when each present item first appeared, and add new and changed items.

    Items that are gone are dropped: they may be internal by now.
    """
    connection.execute(
        """
        create temp table present as
        select distinct 'cijfer' as kind, indicator_id as code, period, '' as value
        from observation
        where observation.value is not null
        union all
        select 'inspanning', effort_id, '', state from effort
        union all
        select 'verhaal', story_id, '', '' from story
        union all
        select 'verwachting', source_id, next_period, next_expected
        from source
        where next_period is not null and source_id in (select source_id from indicator);
        insert into appearance by name
        from before_appearance semi join present using (kind, code, period);
        insert into appearance by name
        with known as (
            select kind, code, period, arg_max(value, noticed_at) as known_value from appearance group by all
        )
        select kind, code, period, $noticed_at as noticed_at, value
        from present
        left join known using (kind, code, period)
        where value is distinct from known_value
        order by kind, code, period
        """,
        {"noticed_at": noticed_at},
    )


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
    lines = []
    for label, period, area, old_value, new_value, unit, decimals in rows:
        old, new = (dutch.figure(value, decimals, unit) for value in (old_value, new_value))
        lines.append(f"{label}, {area}, {period}: was {old}, nu {'zonder cijfer' if new == '–' else new}")
    return count, lines


def _add_statuses(connection: duckdb.DuckDBPyConnection, history: pd.DataFrame, noticed_at: datetime) -> None:
    """Add a row to the status history for every new status and every status that differs from the last known one."""
    if history.empty:
        return
    connection.register("computed", history)
    connection.execute(
        """
        insert into status_history by name
        with known as (
            select measure_id, area_code, period, arg_max(struct_pack(status, certainty, value, reading), noticed_at)
                as last
            from status_history
            group by measure_id, area_code, period
        )
        select computed.* exclude (value, certainty), computed.value, computed.certainty,
               $noticed_at as noticed_at,
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
        """,
        {"noticed_at": noticed_at},
    )
    connection.unregister("computed")
