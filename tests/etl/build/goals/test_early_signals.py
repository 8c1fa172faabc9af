"""The early signal from the months in the database to the Doelkaart and the letter, and without months."""

from collections.abc import Callable

import duckdb
import pytest

from etl.build.goals import early_signals
from tests.opened import page
from veerkracht.catalog import catalog
from veerkracht.core import paths
from veerkracht.database import database
from veerkracht.database.query import query_of
from veerkracht.topics.letter import letter

pytestmark = pytest.mark.slow

MONTHS = """
    insert into observation by name
    select 'misdrijven_per_maand' as indicator_id, area_code,
           strftime(date '2022-01-01' + to_months(n::integer), '%Y-%m') as period,
           case area_code when 'GM0935' then 900 else 14 + n % 3 + if(n > 40, {more}, 0) end as value,
           'voorlopig'::figure_status as status, (select min(snapshot_id) from snapshot) as snapshot_id
    from range(48) as month(n), (values ('GM0935'), ('BU09350403'), ('BU09350203')) as area(area_code)
"""


def rows(connection: duckdb.DuckDBPyConnection) -> dict[str, dict]:
    table = early_signals.table(connection, catalog.load(paths.CATALOG))
    return {row["indicator_id"]: row for row in table.to_dict("records")}


def test_months_of_both_wijken_and_the_city_are_judged_together(copy: duckdb.DuckDBPyConnection) -> None:
    assert set(rows(copy)) == {"misdrijven", "overlastmeldingen"}
    assert "geen cijfers per maand" in rows(copy)["misdrijven"]["why_not"]
    copy.execute(MONTHS.format(more=10))
    found = rows(copy)["misdrijven"]
    assert (found["first_period"], found["last_period"], found["direction"]) == ("2025-01", "2025-12", "hoger")
    assert found["period"] >= "2025-06" and found["why_not"] == "" and 0 < found["false_alarms"] < 0.5
    copy.execute("delete from observation where indicator_id = 'misdrijven_per_maand' and period = '2023-05' "
                 "and area_code = 'BU09350403'")  # fmt: skip
    assert "geen 48 maanden achter elkaar" in rows(copy)["misdrijven"]["why_not"]


def test_the_signal_is_told_with_its_rate_of_false_alarms_and_changes_no_status(changed: Callable[..., None]) -> None:
    before = page("doelkaart", doel="11")
    assert "Vroeg signaal: niet te geven, er zijn geen cijfers per maand" in text_of(before)
    changed("""update early_signal set first_period = '2025-01', last_period = '2025-12', direction = 'hoger',
               period = '2025-08', counted = 412, expected = 360.4, false_alarms = 0.236, why_not = ''
               where indicator_id = 'misdrijven'""")  # fmt: skip
    told = (
        "Vroeg signaal, geen stand: van januari 2025 tot en met december 2025 telde de bron in Nazareth en Pottenberg "
        "samen 412 misdrijven. Bij het aandeel in de stad van de drie jaren ervoor passen er 360. In augustus 2025 gaf "
        "dat een vroeg signaal: hoger dan daarbij past. Ook als er niets verandert, geeft deze regel in 24 van de 100 "
        "jaren een signaal."
    )
    assert told in text_of(page("doelkaart", doel="11"))
    with database.read(paths.database_file()) as connection:
        part = letter.goal(query_of(connection), 11)
        statuses = connection.execute(
            "select count(*) from goal_status where status::varchar like '%signaal%'"
        ).fetchall()
    assert told in part.sentences and statuses == [(0,)]


def text_of(test) -> str:
    return " ".join(element.value for kind in ("markdown", "caption") for element in test.get(kind))
