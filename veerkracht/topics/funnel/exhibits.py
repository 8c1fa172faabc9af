"""The rates of buurten against their size as an exhibit."""

from functools import partial

import pandas as pd

from veerkracht.database import lookups
from veerkracht.database.query import Query
from veerkracht.drawing import exhibits
from veerkracht.drawing.exhibit import Exhibit
from veerkracht.groups import figures as group_figures
from veerkracht.groups import sentences as group_sentences
from veerkracht.topics.comparison.figures import Subject
from veerkracht.topics.funnel import charts, figures, sentences, tables
from veerkracht.topics.funnel.figures import Overview


def funnel(query: Query, subject: Subject) -> Exhibit:
    """Return the rates of the chosen buurten against their size as an exhibit."""
    overview, focus = figures.overview(query, subject), lookups.programme(query).focus_area_codes
    indicator, groups = overview.indicator, group_figures.codes(query)
    absent = group_sentences.not_drawn(query, indicator, [subject.period])
    findings = [*sentences.findings(overview), *filter(None, [absent])]
    small = [point.area_code for point in overview.points if point.is_small]
    return exhibits.without_indicator(
        query, f"trechter-{subject.indicator_id}-{subject.period}", sentences.title(overview),
        sentences.subtitle(overview), sentences.alternative(overview), tables.points(overview),
        partial(data, query, overview),
        {"definitie": f"{indicator.definition} Met de grenzen van toeval rond {overview.city}."},
        [exhibits.source_line(query, indicator, {subject.period})],
        [
            *findings, *sentences.how_sure(overview), indicator.note,
            exhibits.small_note(query, small), *group_sentences.of_buurten(query, groups),
            *group_sentences.how(query, indicator, groups),
        ],
        charts.points(overview, exhibits.styles(query, [*focus, *groups])),
        findings=findings, about=[indicator],
    )  # fmt: skip


def data(query: Query, overview: Overview) -> pd.DataFrame:
    """Return a row per buurt with Dutch column names: rate, count, size, limits and where it lies, and the source."""
    indicator, period = overview.indicator, overview.subject.period
    origin_of = exhibits.provenance(query, indicator)
    return pd.DataFrame([
        {
            "gebiedscode": point.area_code,
            "gebied": point.name,
            "onderwerp": indicator.label,
            "eenheid": indicator.unit,
            "decimalen": indicator.decimals,
            "periode": period,
            "cijfer": point.value,
            "geteld": point.count,
            "inwoners": round(point.size, 6),  # of a count and its rate
            overview.city_word: overview.rate,
            "ondergrens trechter": point.lower,
            "bovengrens trechter": point.upper,
            "zekerheid in %": 95,
            "ligging": sentences.judged(point),
            **origin_of(point.area_code, period),
        }
        for point in overview.all_points
    ])  # fmt: skip
