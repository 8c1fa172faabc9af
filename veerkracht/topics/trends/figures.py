"""The development of an indicator for chosen areas, as figures or an index: what is drawn and how to read it."""

from dataclasses import replace
from typing import Any

import pandas as pd

from veerkracht.core import dutch, periods
from veerkracht.database import lookups, queries
from veerkracht.database.query import Query
from veerkracht.drawing import charts, sentences
from veerkracht.method import index_figures as trend_index
from veerkracht.topics.goals import queries as goal_queries

NO_CAUSE = "Dat het samenvalt, betekent niet dat het daardoor komt."


def figures(query: Query, indicator: Any, codes: list[str], base: str | None = None) -> tuple[pd.DataFrame, Any]:
    """Return the figures of queries.trend, or the index of them, and the indicator they are then of."""
    frame = query(queries.trend, indicator.indicator_id, codes)
    if base is None:
        return frame, indicator
    unit = f"index ({periods.parse(base).label} = 100)"
    return trend_index.indexed(frame, base), replace(indicator, unit=unit, decimals=1)


def chart(
    query: Query, frame: pd.DataFrame, indicator: Any, codes: list[str], base: str | None, height: int,
    events: pd.DataFrame | None, has_legend: bool = True,
) -> Any:  # fmt: skip
    """Return the chart of what `figures` gives, with the path to a target, breaks and events."""
    about = lookups.programme(query)
    look = charts.styles(codes, list(about.focus_area_codes), about.municipality_code, about.country_code)
    lines = query(goal_queries.lines, indicator.indicator_id)
    lines = lines if base is None else lines.head(0)  # a target is a level, not a pace
    gaps = query(queries.breaks, indicator.indicator_id)
    return charts.trend(frame, lookups.area_names(query), look, indicator, lines, gaps, height, events, has_legend)


def alternative(frame: pd.DataFrame, indicator: Any, names: dict[str, str]) -> str:
    """Return what the chart shows, for who cannot see it."""
    return f"{sentences.latest(frame, names, indicator)} De cijfers staan in de tabel."


def path_note(query: Query, indicator: Any, base: str | None) -> str:
    """Return what the dotted line and the open squares are, '' when the chart has none."""
    if base is not None or query(goal_queries.lines, indicator.indicator_id).empty:
        return ""
    return (
        "Stippellijn: het pad van de nulmeting naar het doel volgens de voorlopige lezing. Open vierkant: het doel, en "
        "de nulmeting uit het programmaplan als de bron die niet (meer) zo geeft."
    )


def done(events: pd.DataFrame, names: dict[str, str], what: str = "Wat er is gedaan") -> str:
    """Return what the numbers on the time axis are, '' without any; `events` as charts.numbered gives them."""
    told = []
    for event in events.itertuples():
        where = f" in {dutch.joined([names[code] for code in event.area_codes])}" if len(event.area_codes) else ""
        when = periods.parse(event.period).label
        told.append(f"({event.number}) {when}: {event.label}{where} (bron: {event.source})")
    return f"{what}: {'; '.join(told)}." if told else ""


def reading(frame: pd.DataFrame, base: str | None, has_events: bool) -> str:
    """Return how to read the chart: only what is in it."""
    said = ["Een lijn loopt niet door over een jaar zonder cijfer. De verticale as begint niet altijd bij 0."]
    if frame["status"].isin(charts.PROVISIONAL).any():
        said.append("Open teken: voorlopig cijfer.")
    if frame["lower"].notna().any():
        said.append("Gekleurde band: de marge. De echte waarde ligt met 95% zekerheid daarbinnen.")
    if base is not None:
        said.append("Een index laat zien hoe snel een gebied verandert, niet hoe hoog het staat. Zonder marge.")
    if has_events:
        said.append(f"Cijfer in een rondje: wat er is gedaan; boven het jaartal is het midden van het jaar. {NO_CAUSE}")
    return " ".join(said)
