"""The distances of an area to its city as an exhibit."""

import pandas as pd

from veerkracht.database import lookups
from veerkracht.database.query import Query
from veerkracht.drawing import exhibits
from veerkracht.drawing.charts import Style
from veerkracht.drawing.exhibit import Exhibit
from veerkracht.topics.catching_up import charts as own_charts
from veerkracht.topics.catching_up import figures, sentences, tables
from veerkracht.topics.catching_up.figures import Choice, Overview, Topic


def style(query: Query, area_code: str) -> Style:
    """Return the look of an area, the same as on every page."""
    return exhibits.styles(query, [area_code])[area_code]


def catching_up(query: Query, choice: Choice) -> Exhibit:
    """Return how the distance of an area to its city changed on every subject, as an exhibit."""
    overview, about = figures.overview(query, choice), lookups.programme(query)
    confidence, false_discovery = (
        lookups.threshold(query, name) for name in ("screen_confidence", "false_discovery")
    )  # fmt: skip
    sources = list(dict.fromkeys(
        f"{topic.indicator.publisher}, {topic.indicator.source_title}" for topic in overview.topics
    ))  # fmt: skip
    return exhibits.without_indicator(
        query, f"inhalen-{choice.area_code}", sentences.title(overview),
        f"Afstand van {overview.area} tot {overview.city}, {sentences.since(overview)} tot en met {choice.until}. "
        "Klein open rondje: toen; groot rondje: nu; lichte balk: de marge",
        sentences.alternative(overview), tables.table(overview), data(overview),
        {"definitie": f"Afstand tot {overview.city} per onderwerp, toen en nu.", "bron": "; ".join(sources)},
        [f"Bron: {source}; bewerking: gemeente {about.municipality_name}." for source in sources],
        [
            *sentences.findings(overview),
            *sentences.how_sure([overview], confidence, false_discovery),
            *sentences.how_drawn(overview),
        ],
        own_charts.dumbbells(overview, figures.axis([overview]), style(query, choice.area_code))
        if overview.topics
        else None,
        findings=sentences.findings(overview),
    )  # fmt: skip


def data(overview: Overview) -> pd.DataFrame:
    """Return a row per subject with Dutch column names: figures, gaps, the change with its bounds, the verdict."""
    return pd.DataFrame([_row(overview, topic) for topic in overview.topics])


def _row(overview: Overview, topic: Topic) -> dict[str, object]:
    between, indicator = topic.between, topic.indicator
    return {
        "gebiedscode": overview.choice.area_code,
        "gebied": overview.area,
        "onderwerp": indicator.label,
        "eenheid": indicator.unit,
        "decimalen": indicator.decimals,
        "van": topic.first,
        "tot": topic.last,
        "cijfer toen": topic.own[0],
        "cijfer nu": topic.own[1],
        "stad toen": topic.city[0],
        "stad nu": topic.city[1],
        "achterstand toen": None if topic.is_neutral else between.gaps[0],
        "achterstand nu": None if topic.is_neutral else between.gaps[1],
        "verschil in verandering": between.change.change,
        "in": "procent" if between.is_ratio else "eenheid",
        "ondergrens": between.change.lower,
        "bovengrens": between.change.upper,
        "oordeel": sentences.verdict(topic),
        "houdt stand": "ja" if topic.holds else "nee",
        "bron": f"{indicator.publisher}, {indicator.source_title}",
    }
