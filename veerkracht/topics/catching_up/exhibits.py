"""The distances of an area to its city as an exhibit."""

from functools import partial

import pandas as pd

from veerkracht.core import periods
from veerkracht.database import lookups
from veerkracht.database.query import Query
from veerkracht.drawing import exhibits, film
from veerkracht.drawing.chart import Chart
from veerkracht.drawing.charts import Style
from veerkracht.drawing.exhibit import Exhibit
from veerkracht.groups import sentences as group_sentences
from veerkracht.topics.catching_up import charts as own_charts
from veerkracht.topics.catching_up import figures, sentences, tables
from veerkracht.topics.catching_up.figures import Choice, Overview, Topic


def style(query: Query, area_code: str) -> Style:
    """Return the style of an area, which is the same on every page."""
    return exhibits.styles(query, [area_code])[area_code]


def catching_up(query: Query, choice: Choice) -> Exhibit:
    """Return the change of the distance between an area and its city on every topic, as an exhibit."""
    overview = figures.overview(query, choice)
    confidence, false_discovery = (
        lookups.threshold(query, name) for name in ("screen_confidence", "false_discovery")
    )  # fmt: skip
    sources = [
        exhibits.source_line(query, topic.indicator, {*periods.years(topic.first), topic.last})
        for topic in overview.topics
    ]
    return exhibits.without_indicator(
        query, f"inhalen-{choice.area_code}", sentences.title(overview),
        f"Afstand van {overview.area} tot {overview.city}, {sentences.since(overview)} tot en met {choice.until}. "
        "Klein open rondje: toen; groot rondje: nu; lichte balk: de marge",
        sentences.alternative(overview), tables.table(overview), partial(data, query, overview),
        {"definitie": f"Afstand tot {overview.city} per onderwerp, toen en nu."}, dict.fromkeys(sources),
        [
            *sentences.findings(overview),
            *sentences.how_sure([overview], confidence, false_discovery),
            *sentences.how_drawn(overview),
            *group_sentences.in_general(query, [choice.area_code]),
        ],
        own_charts.dumbbells(overview, figures.axis([overview]), style(query, choice.area_code))
        if overview.topics
        else None,
        findings=sentences.findings(overview), about=[topic.indicator for topic in overview.topics],
    )  # fmt: skip


def film_controls(query: Query, chosen: tuple[Choice, ...]) -> str:
    """Return the controls of the film of the distances until each year, with the finding of each."""
    captions = [
        film.Caption(
            overviews[0].choice.until, "; ".join(map(sentences.title, overviews)), sentences.subject(overviews[0])
        )
        for overviews in zip(*figures.film(query, chosen), strict=True)
    ]
    return film.controls("tot", captions)


def film_charts(query: Query, chosen: tuple[Choice, ...]) -> list[tuple[Chart, str]]:
    """Return by area the film of its distances, on a shared scale, and its content in words."""
    every = figures.film(query, chosen)
    axis = figures.axis([overview for overviews in every for overview in overviews])
    return [
        (own_charts.dumbbell_film(overviews, axis, style(query, choice.area_code)),
         sentences.film_alternative(overviews))
        for choice, overviews in zip(chosen, every, strict=True)
    ]  # fmt: skip


def film_notes(query: Query, chosen: tuple[Choice, ...]) -> list[str]:
    """Return how to follow the film, and which years it skips."""
    years = [overview.choice.until for overview in figures.film(query, chosen)[0]]
    return [sentences.FILM_ORDER, *film.notes(years, ())]


def data(query: Query, overview: Overview) -> pd.DataFrame:
    """Return a row per topic with Dutch column names: figures, gaps, the change with its bounds, the verdict, and the
    sources of the figures."""
    return pd.DataFrame([_row(query, overview, topic) for topic in overview.topics])


def _row(query: Query, overview: Overview, topic: Topic) -> dict[str, object]:
    between, indicator, code = topic.between, topic.indicator, overview.choice.area_code
    origin_of = exhibits.provenance(query, indicator)
    return {
        "gebiedscode": code,
        "gebied": overview.area,
        "onderwerp": indicator.label,
        "eenheid": indicator.unit,
        "decimalen": indicator.decimals,
        "van": topic.first,
        "tot": topic.last,
        "cijfer toen": topic.own[0],
        "cijfer nu": topic.own[1],
        f"{overview.city_word} toen": topic.city[0],
        f"{overview.city_word} nu": topic.city[1],
        "achterstand toen": None if topic.is_neutral else between.gaps[0],
        "achterstand nu": None if topic.is_neutral else between.gaps[1],
        "verschil in verandering": between.change.change,
        "in": "procent" if between.is_ratio else "eenheid",
        "ondergrens": between.change.lower,
        "bovengrens": between.change.upper,
        "oordeel": sentences.verdict(topic),
        "houdt stand": "ja" if topic.holds else "nee",
        **exhibits.both_origins(origin_of(code, topic.first), origin_of(code, topic.last)),
    }
