"""The changes of buurten between two years as exhibits: a ranking and a map."""

from dataclasses import replace
from functools import partial

import pandas as pd

from veerkracht.core import dutch, periods
from veerkracht.database import lookups
from veerkracht.database.query import Query
from veerkracht.drawing import exhibits, film, maps
from veerkracht.drawing.chart import Chart
from veerkracht.drawing.charts import Style
from veerkracht.drawing.exhibit import Exhibit
from veerkracht.groups import sentences as group_sentences
from veerkracht.method import class_breaks
from veerkracht.topics.change import charts, figures, sentences, tables
from veerkracht.topics.change.figures import Choice, Overview
from veerkracht.topics.comparison.sentences import FILM_ORDER
from veerkracht.topics.map import figures as map_figures


def ranking(query: Query, choice: Choice) -> Exhibit:
    """Return the changes of buurten from the largest rise to the largest fall as an exhibit."""
    overview = figures.overview(query, choice)
    chart, alternative = charts.ranking(overview, _look(query, overview)), sentences.alternative(overview)
    exhibit = _exhibit(query, overview, "verandering", alternative, chart)
    return replace(exhibit, subtitle=sentences.ranking_subtitle(overview))


def _look(query: Query, overview: Overview) -> dict[str, Style]:
    """Return the style of the focus areas, and of all references for buurten."""
    return exhibits.styles(query, [*overview.focus, *(row.area_code for row in overview.references)])


def area_map(query: Query, choice: Choice) -> Exhibit:
    """Return the changes of buurten on a map as an exhibit."""
    overview, about = figures.overview(query, choice), lookups.programme(query)
    classes = figures.classes(overview)
    outlines = query.value(map_figures.outlines, "buurt")
    frame = exhibits.with_focus_areas(query, charts.frame(overview, outlines, classes))
    look = exhibits.styles(query, about.focus_area_codes)
    chart = maps.light(frame, look, list(look), overview.indicator.label, maps.ON_PAPER)
    alternative = sentences.map_alternative(overview, about.municipality_name)
    places = [classes.place(row.printed) for row in overview.rows]
    items = [(color, f"{label} ({places.count(place)})")
             for place, (color, label) in enumerate(zip(classes.colors, classes.labels, strict=True))]  # fmt: skip
    items.append((class_breaks.NO_FIGURE, f"geen verandering bekend ({len(outlines) - len(overview.changed)})"))
    unit = dutch.change_unit(overview.indicator.unit)
    exhibit = _exhibit(query, overview, "kaart-verandering", alternative, chart)
    notes = tuple(filter(None, (exhibits.outline_note(query, "buurt"), *exhibit.notes)))
    return replace(exhibit, notes=notes, legend_title=f"Verandering, {unit} (aantal buurten)", legend=tuple(items))


def film_controls(query: Query, choice: Choice) -> str:
    """Return the controls of the film of the changes until each year, with the finding of each."""
    overviews = figures.film(query, choice)
    captions = [
        film.Caption(overview.choice.until, sentences.title(overview), sentences.subtitle(overview))
        for overview in overviews
    ]
    return film.controls("tot", captions)


def film_notes(query: Query, choice: Choice) -> list[str]:
    """Return how to follow the film, and which years it skips."""
    years = [overview.choice.until for overview in figures.film(query, choice)]
    return [FILM_ORDER, *film.notes(years, ())]


def ranking_film(query: Query, choice: Choice) -> Exhibit:
    """Return the rankings of the changes until each year as a film, in the exhibit of the last of them."""
    overviews = figures.film(query, choice)
    chart = charts.ranking_film(overviews, _look(query, overviews[-1]))
    return _exhibit(query, overviews[-1], "verandering-film", sentences.film_alternative(overviews), chart)


def map_film(query: Query, choice: Choice) -> Exhibit:
    """Return the maps of the changes until each year as a film, in the exhibit of the last of them."""
    overviews = figures.film(query, choice)
    classes, outlines = figures.classes(*overviews), query.value(map_figures.outlines, "buurt")
    frames = [exhibits.with_focus_areas(query, charts.frame(overview, outlines, classes)) for overview in overviews]
    look = exhibits.styles(query, lookups.programme(query).focus_area_codes)
    chart = maps.light_film(frames, look, list(look), overviews[0].indicator.label, maps.ON_PAPER)
    items = [*zip(classes.colors, classes.labels, strict=True), (class_breaks.NO_FIGURE, "geen verandering bekend")]
    exhibit = _exhibit(query, overviews[-1], "kaart-film", sentences.film_alternative(overviews), chart)
    unit = dutch.change_unit(overviews[-1].indicator.unit)
    return replace(exhibit, legend_title=f"Verandering, {unit}", legend=tuple(items))


def without_groups(query: Query, overview: Overview) -> str:
    """Return which own groups are not drawn and why, '' if all are."""
    other = {row.area_code: sentences.why_not(row) for row in overview.references if row.obstacle}
    years = overview.choice.since, overview.choice.until
    return group_sentences.not_drawn(query, overview.indicator, years, other)


def _exhibit(query: Query, overview: Overview, kind: str, alternative: str, chart: Chart) -> Exhibit:
    indicator, choice = overview.indicator, overview.choice
    findings = list(filter(None, (*sentences.findings(overview), without_groups(query, overview))))
    small = [row.area_code for row in overview.rows if row.is_small]
    groups = [row.area_code for row in overview.references]
    return exhibits.without_indicator(
        query, f"{kind}-{choice.indicator_id}-{choice.since}-{choice.until}", sentences.title(overview),
        sentences.subtitle(overview), alternative, tables.changes(overview), partial(data, query, overview),
        {"definitie": f"{indicator.definition} Verandering van {sentences.between(overview)}."},
        [exhibits.source_line(query, indicator, {*periods.years(overview.start), choice.until})],
        [
            *findings, *sentences.how_sure(overview), indicator.note,
            exhibits.small_note(query, small), *group_sentences.of_buurten(query, groups),
            *group_sentences.how(query, indicator, groups),
        ],
        chart, findings=findings, about=[indicator],
    )  # fmt: skip


def data(query: Query, overview: Overview) -> pd.DataFrame:
    """Return a row per area with Dutch column names: both figures with their tables and editions, the change with its
    bounds, and the verdict."""
    indicator = overview.indicator
    origin_of, until = exhibits.provenance(query, indicator), overview.choice.until
    return pd.DataFrame([
        {
            "gebiedscode": row.area_code,
            "gebied": row.name,
            "weinig inwoners": "ja" if row.is_small else "nee",
            "onderwerp": indicator.label,
            "eenheid": indicator.unit,
            "decimalen": indicator.decimals,
            "van": row.first_period,
            "tot": until,
            "cijfer toen": row.first,
            "cijfer nu": row.last,
            "verandering": row.change,
            "ondergrens": row.lower,
            "bovengrens": row.upper,
            "zekerheid in %": overview.confidence if row.has_margin else None,
            "oordeel": sentences.why_not(row) if row.obstacle else sentences.judged(row),
            "landelijke meetlat": row.yardstick,
            **exhibits.both_origins(origin_of(row.area_code, row.first_period), origin_of(row.area_code, until)),
        }
        for row in (*overview.rows, *overview.references)
    ])  # fmt: skip
