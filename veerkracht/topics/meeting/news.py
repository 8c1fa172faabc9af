"""What is new for a meeting."""

from veerkracht.core import dutch, periods
from veerkracht.database import lookups
from veerkracht.database.query import Query
from veerkracht.topics.goals import rows


def latest(query: Query) -> tuple[tuple[str, str, str], ...]:
    """Return the newest figures of goals that were measured again, the newest first: year, goal and figures."""
    focus, names = lookups.programme(query).focus_area_codes, lookups.area_names(query)
    found = []
    for measure in rows.measures(query).values():
        measured = [row for row in measure if row.area_code in focus and row.value is not None]
        if measured:
            row = measured[0]
            texts = [
                f"{names[row.area_code]} {dutch.short_figure(row.value, row.figure_decimals, row.unit)}"
                for row in measured
            ]
            found.append((periods.parse(row.period or "").label, f"{row.goal_id}. {row.label}", ", ".join(texts)))
    return tuple(sorted(found, key=lambda item: item[0], reverse=True))
