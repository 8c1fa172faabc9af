"""What the pages of the workbench show as exhibits: a trend, a map, a distribution, a ranking, a scatter,
buurten that are like one of ours."""

from dataclasses import replace
from typing import Any

import pandas as pd

from veerkracht.core import dutch, periods
from veerkracht.database import lookups as known
from veerkracht.database import queries
from veerkracht.database.lookups import Ask
from veerkracht.drawing import charts, distributions, maps
from veerkracht.export import exhibits
from veerkracht.export.exhibit import Column, Exhibit, Table
from veerkracht.topics.comparison import charts as comparison_charts
from veerkracht.topics.comparison import figures as comparison_views
from veerkracht.topics.comparison import sentences as comparison_sentences
from veerkracht.topics.correlation import pair as correlation_views
from veerkracht.topics.correlation.figures import Comparison
from veerkracht.topics.map import figures as map_views
from veerkracht.topics.similar import charts as similar_charts
from veerkracht.topics.similar import figures as similar_views
from veerkracht.topics.similar import sentences as similar_sentences
from veerkracht.topics.similar.figures import Development
from veerkracht.topics.trends import figures as trend_views

HEIGHT = 340  # pixels of a chart that is 640 wide
_MAP_HEIGHT = 520


def trend(
    ask: Ask,
    link: str,
    indicator: Any,
    area_codes: list[str],
    base: str | None = None,
    events: pd.DataFrame | None = None,
) -> Exhibit:
    """Return the development of one indicator in these areas as an exhibit; the data are figures, also of an index."""
    names = known.area_names(ask)
    frame, shown = trend_views.figures(ask, indicator, area_codes, base)
    present = exhibits.with_figures(frame, area_codes)
    chart = trend_views.chart(ask, frame, shown, area_codes, base, HEIGHT, events)
    has_events = events is not None and len(events) > 0
    return exhibits.exhibit(
        ask, link, f"trend-{indicator.indicator_id}",
        f"{indicator.label} in {dutch.joined([names[code] for code in present])}",
        subtitle(shown, present, frame, names),
        trend_views.alternative(frame, shown, names), exhibits.periods_table(frame, present, names, shown),
        [(indicator, ask(queries.trend, indicator.indicator_id, area_codes))],
        [
            trend_views.reading(frame, base, has_events),
            trend_views.done(events, names) if events is not None else "",
            trend_views.path_note(ask, indicator, base),
            exhibits.absent_note(frame, area_codes, names),
        ],
        chart.to_dict(validate=False),
    )  # fmt: skip


def area_map(ask: Ask, link: str, view: map_views.View, marked: list[str]) -> Exhibit:
    """Return a map as an exhibit, the `marked` areas named and outlined."""
    about, indicator = known.programme(ask), view.indicator
    look = charts.styles(marked, list(about.focus_area_codes), about.municipality_code, about.country_code)
    drawing = maps.light(view.frame, look, marked, indicator.label, _MAP_HEIGHT)
    when = periods.parse(view.period).label
    ranked = view.frame.sort_values(["value", "name"], ascending=[False, True])
    table = Table(
        f"{indicator.label}, {when}, {dutch.in_unit(indicator.unit)}",
        (Column("Gebied"), Column("Wijk"), Column(when, int(indicator.decimals), indicator.unit)),
        tuple(
            (f"{row.name} *" if row.is_small else row.name, row.wijk, exhibits.figure_cell(row, indicator))
            for row in ranked.itertuples()
        ),
    )  # fmt: skip
    level = "wijk" if view.frame["area_code"].iloc[0].startswith("WK") else "buurt"
    figures = ask(queries.figures, indicator.indicator_id, view.period).assign(period=view.period)
    return exhibits.exhibit(
        ask, link, f"kaart-{indicator.indicator_id}-{view.period.replace('/', '-')}",
        f"{indicator.label} per {level} in {about.municipality_name}, {when}",
        _measured(indicator),
        f"Kaart van {about.municipality_name}: {view.title}. De cijfers staan in de tabel.",
        table, [(indicator, figures)],
        [
            f"Een kleur betekent in elk jaar hetzelfde.{' Omlijnd: de gebieden die genoemd zijn.' if marked else ''} "
            "×: geen gegevens.",
            "Deze kaart heeft kleur nodig: in zwart-wit lijken hoog en laag op elkaar." if view.is_around_city else "",
            exhibits.small_note(ask, view.frame.loc[view.frame["is_small"], "area_code"]),
        ],
        drawing.to_dict(validate=False), map_views.legend(view, about.municipality_name),
    )  # fmt: skip


def distribution(ask: Ask, link: str, view: map_views.View, marked: list[str]) -> Exhibit:
    """Return how many areas of a map have which figure as an exhibit, the `marked` areas named."""
    about = known.programme(ask)
    look = charts.styles(marked, list(about.focus_area_codes), about.municipality_code, about.country_code)
    chart = distributions.histogram(view.frame, view.domain, look, view.indicator)
    of_map = area_map(ask, link, view, marked)
    count = int(view.frame["value"].notna().sum())
    return replace(
        of_map,
        name=of_map.name.replace("kaart-", "verdeling-"),
        title=f"{view.title}: verdeling over {count} gebieden in {about.municipality_name}",
        alternative=f"Verdeling van {view.title} over {count} gebieden. De cijfers staan in de tabel.",
        chart=chart.to_dict(validate=False),
        notes=("Elk vakje is een gebied in de kleur van de kaart.", *of_map.notes),
    )


def ranking(ask: Ask, link: str, frame: pd.DataFrame, codes: list[str], indicator: Any, period: str) -> Exhibit:
    """Return buurten in the order of their figure, with city and country, as an exhibit.

    `frame` as comparison_views.ranking gives it, `codes` are the buurten that are shown.
    """
    about = known.programme(ask)
    focus, city = list(about.focus_area_codes), about.municipality_code
    look = charts.styles([*focus, city, about.country_code], focus, city, about.country_code)
    chart = comparison_charts.dots(frame, codes, indicator, period, focus, look)
    shown = comparison_views.ordered(comparison_views.chosen(frame, codes), "hoog")
    when = periods.parse(period).label
    table = Table(
        f"{indicator.label}, {when}, {dutch.in_unit(indicator.unit)}",
        (Column("Gebied"), Column(when, int(indicator.decimals), indicator.unit)),
        tuple(
            (f"{row.name} *" if row.is_small else row.name, exhibits.figure_cell(row, indicator))
            for row in shown.itertuples()
        ),
    )
    figures = ask(queries.figures, indicator.indicator_id, period).assign(period=period)
    figures = figures[figures["area_code"].isin([*codes, city, about.country_code])]
    return exhibits.exhibit(
        ask, link, f"vergelijken-{indicator.indicator_id}-{period.replace('/', '-')}",
        f"{indicator.label} van {len(codes)} buurten in {about.municipality_name}, {when}", _measured(indicator),
        comparison_sentences.finding(frame, codes, indicator, period, focus), table, [(indicator, figures)],
        [
            *comparison_sentences.standing(frame, codes, indicator, focus, city),
            exhibits.small_note(ask, shown.loc[shown["is_small"], "area_code"]),
        ],
        chart.to_dict(validate=False),
    )  # fmt: skip


def scatter(ask: Ask, link: str, compared: Comparison) -> Exhibit:
    """Return two indicators set against each other over the buurten as an exhibit; `compared` has points."""
    about = known.programme(ask)
    focus, city = list(about.focus_area_codes), about.municipality_code
    first, second = (topic.indicator for topic in compared.topics)
    chart = correlation_views.scatter(
        compared, charts.styles(focus, focus, city, about.country_code), about.municipality_name
    )
    columns = [Column(f"{topic.indicator.label}, {dutch.in_unit(topic.indicator.unit)}, {topic.period}",
                      int(topic.indicator.decimals), topic.indicator.unit) for topic in compared.topics]  # fmt: skip
    points = compared.frame[compared.frame["is_used"]]
    latest = ask(queries.latest_figures, [first.indicator_id, second.indicator_id])
    return exhibits.exhibit(
        ask, link, f"samenhang-{first.indicator_id}-{second.indicator_id}",
        f"{first.label} en {second.label} per buurt in {about.municipality_name}",
        "Elke cirkel is een buurt; hoe groter, hoe meer inwoners",
        correlation_views.alternative(compared, focus),
        Table(f"{first.label} en {second.label}", (Column("Buurt"), *columns),
              tuple((row.name, row.first, row.second) for row in points.itertuples())),
        [(one, latest[latest["indicator_id"] == one.indicator_id]) for one in (first, second)],
        [correlation_views.finding(compared), correlation_views.METHOD], chart.to_dict(validate=False),
    )  # fmt: skip


def development(ask: Ask, link: str, found: Development) -> Exhibit:
    """Return the change of a buurt since a baseline and that of buurten like it as an exhibit; `found` has bands."""
    about, own = known.programme(ask), found.similar.area_code
    indicator = known.indicator(ask, found.row.indicator_id)
    names = similar_views.names(found)
    look = charts.styles([own], list(about.focus_area_codes), about.municipality_code, about.country_code)
    chart = similar_charts.band(found, names, look[own], HEIGHT)
    last = found.bands["period"].max()
    unit = "procentpunt" if found.unit == "%" else dutch.unit_label(found.unit)
    measured = [Column(when, int(indicator.decimals), indicator.unit) for when in (found.baseline, last)]
    changed = found.changes[found.changes["period"] == last].sort_values(
        ["change", "area_code"], ascending=[False, True]
    )
    table = Table(
        f"{indicator.label}, {dutch.in_unit(indicator.unit)}: verandering van {found.baseline} tot {last}",
        (Column("Buurt"), *measured, Column(f"Verandering, {unit}", found.decimals)),
        tuple((names[row.area_code], row.first, row.last, row.change) for row in changed.itertuples()),
    )
    made = exhibits.exhibit(
        ask, link, f"vergelijkbaar-{own}-{indicator.indicator_id}",
        f"{found.row.label}: {found.similar.name} en {len(found.similar.places)} buurten die erop lijken",
        f"Verandering sinds {found.baseline}, {unit}", similar_sentences.alternative(found), table,
        [(indicator, found.figures)],
        [
            " ".join(similar_sentences.developed(found)), similar_sentences.counted(found),
            similar_sentences.how_drawn(found),
            *(one.replace("**", "") for one in similar_sentences.limits(found)),
        ],
        chart.to_dict(validate=False),
    )  # fmt: skip
    return replace(made, data=_of_elsewhere(made.data, found, names))


def _of_elsewhere(data: pd.DataFrame, found: Development, names: dict[str, str]) -> pd.DataFrame:
    """Return the figures of an exhibit with what is known of areas outside the municipality: name, level, table."""
    origins = found.figures.reset_index(drop=True)
    is_elsewhere = data["gebiedscode"] != found.similar.area_code
    added = {"gebied": data["gebiedscode"].map(names), "niveau": "buurt", "tabel": origins["table_id"],
             "uitgave": origins["edition"], "opgehaald": origins["retrieved_at"]}  # fmt: skip
    return data.assign(**{name: data[name].mask(is_elsewhere, values) for name, values in added.items()})


def subtitle(indicator: Any, codes: list[str], frame: pd.DataFrame, names: dict[str, str]) -> str:
    """Return measure, areas and period of what is shown."""
    shown = periods.spelled(set(frame.loc[frame["value"].notna(), "period"]))
    return "; ".join(one for one in (_measured(indicator), dutch.joined([names[code] for code in codes]), shown) if one)


def _measured(indicator: Any) -> str:
    """Return the unit as the beginning of a line: 'In procent', 'Per 10.000 inwoners'."""
    unit = dutch.in_unit(indicator.unit)
    return f"{unit[0].upper()}{unit[1:]}"
