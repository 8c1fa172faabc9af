"""The development of one indicator as an exhibit."""

from typing import Any

import pandas as pd

from veerkracht.core import dutch
from veerkracht.database import lookups, queries
from veerkracht.database.query import Query
from veerkracht.drawing import exhibits
from veerkracht.drawing.exhibit import Exhibit
from veerkracht.topics.trends import figures as trend_views


def trend(
    query: Query,
    indicator: Any,
    area_codes: list[str],
    base: str | None = None,
    events: pd.DataFrame | None = None,
) -> Exhibit:
    """Return the development of one indicator in these areas as an exhibit; the data are figures, also of an index."""
    names = lookups.area_names(query)
    frame, shown = trend_views.figures(query, indicator, area_codes, base)
    present = exhibits.with_figures(frame, area_codes)
    chart = trend_views.chart(query, frame, shown, area_codes, base, exhibits.HEIGHT, events)
    has_events = events is not None and len(events) > 0
    return exhibits.exhibit(
        query, f"trend-{indicator.indicator_id}",
        f"{indicator.label} in {dutch.joined([names[code] for code in present])}",
        exhibits.subtitle(shown, present, frame, names),
        trend_views.alternative(frame, shown, names), exhibits.periods_table(frame, present, names, shown),
        [(indicator, query(queries.trend, indicator.indicator_id, area_codes))],
        [
            trend_views.reading(frame, base, has_events),
            trend_views.done(events, names) if events is not None else "",
            trend_views.path_note(query, indicator, base),
            exhibits.absent_note(frame, area_codes, names),
        ],
        chart,
    )  # fmt: skip
