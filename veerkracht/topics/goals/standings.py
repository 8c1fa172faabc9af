"""The status of a measure in its areas: the cards at the top of a Doelkaart."""

from dataclasses import replace

from veerkracht.core import areas
from veerkracht.database import lookups
from veerkracht.database.query import Query
from veerkracht.topics.goals import answers, charts, headlines, rows, tables
from veerkracht.topics.goals.rows import GoalStatus, Measure


def of_measure(query: Query, measure: Measure) -> list[tables.Standing]:
    """Return the standing of a measure in the focus areas. When they share one target and have figures, the verdict is
    on all of them together: that comes first, and the areas have no headline."""
    together = [row for row in measure if row.area_code == areas.TOGETHER and row.is_shared and row.value is not None]
    of_areas = [of_area(query, status) for status in of_focus_areas(measure)]
    area_standings = [replace(standing, headline="") if together else standing for standing in of_areas]
    return [*(of_area(query, row) for row in together), *area_standings]


def of_area(query: Query, status: GoalStatus) -> tables.Standing:
    """Return the standing of a measure in an area."""
    stick, look = rows.yardstick(query, status), query.value(charts.colours)
    holds = (status.measure_id, status.area_code) in rows.holding(query)
    reference = rows.reference(query, status)
    area_answers = answers.answers(status, holds, stick, reference, look[status.area_code])
    name = lookups.area_names(query)[status.area_code]
    return tables.standing(status, name, headlines.headline(status, stick), area_answers)


def of_focus_areas(measure: Measure) -> list[GoalStatus]:
    """Return the rows of a measure without that of the focus areas together."""
    return [status for status in measure if status.area_code != areas.TOGETHER]
