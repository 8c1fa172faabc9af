"""What will be known in the target year, as an exhibit."""

from datetime import date

import pandas as pd

from veerkracht.database import lookups
from veerkracht.database.query import Query
from veerkracht.drawing import exhibits
from veerkracht.drawing.exhibit import Exhibit
from veerkracht.topics.readiness import charts, rows, sentences, tables


def readiness(query: Query, today: date, goal_ids: tuple[int, ...] | None = None) -> Exhibit:
    """Return which measuring moments there will be of some goals, of all without any chosen."""
    about = lookups.programme(query)
    goals = [goal for goal in rows.outlooks(query, today) if goal_ids is None or goal.goal_id in goal_ids]
    data = [
        {"doel": str(goal.goal_id), "maat": measure.label}
        | dict(zip(map(str.lower, tables.HEADS[1:]), tables.texts(goal, measure)[1:], strict=True))
        for goal in goals for measure in goal.measures
    ]  # fmt: skip
    source = f"{about.plan}, en de bronnen van de maten"
    return exhibits.without_indicator(
        query, "weten", sentences.finding(goals),
        f"Per doel: wanneer er tot en met {about.target_year} een cijfer komt, en wie aan zet is",
        sentences.alternative(goals, about.start_year, about.target_year), tables.table(goals), pd.DataFrame(data),
        {"definitie": "Per maat wanneer er een cijfer is of komt, en wat daarvoor nodig is.", "bron": source},
        [f"Bron: {source}; bewerking: gemeente {about.municipality_name}."], sentences.NOTES,
        charts.timeline(goals, about.start_year, about.target_year, today.year) if goals else None,
        findings=sentences.outcomes(goals, about.target_year),
    )  # fmt: skip
