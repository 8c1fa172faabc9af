"""A map and the distribution of its figures as exhibits."""

from dataclasses import replace

from veerkracht.core import dutch, periods
from veerkracht.database import lookups, queries
from veerkracht.database.query import Query
from veerkracht.drawing import charts, distributions, exhibits, maps
from veerkracht.drawing.exhibit import Exhibit
from veerkracht.drawing.table import Column, Table, figure
from veerkracht.topics.map import figures as map_views

_HEIGHT = 520  # pixels of a map that is 640 wide


def area_map(query: Query, view: map_views.View, marked: list[str]) -> Exhibit:
    """Return a map as an exhibit, the `marked` areas named and outlined."""
    about, indicator = lookups.programme(query), view.indicator
    look = charts.styles(marked, list(about.focus_area_codes), about.municipality_code, about.country_code)
    drawing = maps.light(view.frame, look, marked, indicator.label, _HEIGHT)
    when = periods.parse(view.period).label
    ranked = view.frame.sort_values(["value", "name"], ascending=[False, True])
    table = Table.of(
        f"{indicator.label}, {when}, {dutch.in_unit(indicator.unit)}",
        (Column("Gebied"), Column("Wijk"), Column(when, int(indicator.decimals), indicator.unit)),
        tuple(
            (f"{row.name} *" if row.is_small else row.name, row.wijk, figure(row))
            for row in ranked.itertuples()
        ),
    )  # fmt: skip
    level = "wijk" if view.frame["area_code"].iloc[0].startswith("WK") else "buurt"
    figures = query(queries.figures, indicator.indicator_id, view.period).assign(period=view.period)
    return exhibits.exhibit(
        query, f"kaart-{indicator.indicator_id}-{view.period.replace('/', '-')}",
        f"{indicator.label} per {level} in {about.municipality_name}, {when}",
        exhibits.measured(indicator),
        f"Kaart van {about.municipality_name}: {view.title}. De cijfers staan in de tabel.",
        table, [(indicator, figures)],
        [
            f"Een kleur betekent in elk jaar hetzelfde.{' Omlijnd: de gebieden die genoemd zijn.' if marked else ''} "
            "×: geen gegevens.",
            "Deze kaart heeft kleur nodig: in zwart-wit lijken hoog en laag op elkaar." if view.is_around_city else "",
            exhibits.small_note(query, view.frame.loc[view.frame["is_small"], "area_code"]),
        ],
        drawing, map_views.legend(view, about.municipality_name),
    )  # fmt: skip


def distribution(query: Query, view: map_views.View, marked: list[str]) -> Exhibit:
    """Return how many areas of a map have which figure as an exhibit, the `marked` areas named."""
    about = lookups.programme(query)
    look = charts.styles(marked, list(about.focus_area_codes), about.municipality_code, about.country_code)
    chart = distributions.histogram(view.frame, view.domain, look, view.indicator)
    of_map = area_map(query, view, marked)
    count = int(view.frame["value"].notna().sum())
    return replace(
        of_map,
        name=of_map.name.replace("kaart-", "verdeling-"),
        title=f"{view.title}: verdeling over {count} gebieden in {about.municipality_name}",
        alternative=f"Verdeling van {view.title} over {count} gebieden. De cijfers staan in de tabel.",
        chart=chart,
        notes=("Elk vakje is een gebied in de kleur van de kaart.", *of_map.notes),
    )
