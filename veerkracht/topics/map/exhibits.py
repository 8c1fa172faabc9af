"""A map and the distribution of its figures as exhibits."""

from veerkracht.core import dutch, periods
from veerkracht.database import lookups
from veerkracht.database.query import Query
from veerkracht.drawing import distributions, exhibits, film, maps
from veerkracht.drawing import tables as drawing_tables
from veerkracht.drawing.chart import Chart
from veerkracht.drawing.exhibit import Exhibit
from veerkracht.topics.map import figures, tables
from veerkracht.topics.map.figures import Choice, View

_MOST_NAMED = 3  # focus areas in a title


def area_map(query: Query, choice: Choice, marked: tuple[str, ...]) -> Exhibit:
    """Return a map as an exhibit, the `marked` areas named and outlined."""
    view, city = figures.view(query, choice), lookups.programme(query).municipality_name
    when = periods.parse(choice.period).label
    return _exhibit(
        query, view, "kaart", finding(query, view), f"{view.indicator.label} per {choice.level} in {city}, {when}",
        f"Kaart van {city}: {view.title}. {finding(query, view)}. De cijfers staan in de tabel.", marked,
        maps.light(exhibits.with_focus_areas(query, view.outlined), exhibits.styles(query, marked), list(marked),
                   view.indicator.label, maps.ON_PAPER),
        " ".join(filter(None, (numbers(query, view, marked), exhibits.outline_note(query, choice.level)))),
    )  # fmt: skip


def film_chart(query: Query, choice: Choice, marked: tuple[str, ...], height: int) -> Chart:
    """Return the maps of all periods as a film, independent of the period of the choice; colours have the same meaning
    in each."""
    views = figures.film(query, choice)
    look, title = exhibits.styles(query, marked), views[0].indicator.label
    frames = [exhibits.with_focus_areas(query, view.frame) for view in views]
    return maps.light_film(frames, look, list(marked), title, height)


def film_controls(query: Query, choice: Choice) -> str:
    """Return the controls of the film with its legend, and with the finding of each period."""
    city, views = lookups.programme(query).municipality_name, figures.film(query, choice)
    captions = [
        film.Caption(
            view.choice.period,
            finding(query, view),
            f"{view.title}, {dutch.in_unit(view.indicator.unit)}, per {choice.level} in {city}",
        )
        for view in views
    ]
    title, items = figures.film_legend(views[0], city)
    legend = drawing_tables.legend(title.capitalize(), items, has_plate=True)
    return film.controls("jaar", captions, lookups.breaks(query, choice.indicator_id), legend)


def film_notes(query: Query, choice: Choice) -> list[str]:
    """Return which periods the film skips, and which cannot be compared."""
    codes = [view.choice.period for view in figures.film(query, choice)]
    return film.notes(codes, lookups.breaks(query, choice.indicator_id))


def finding(query: Query, view: View) -> str:
    """Return the figures of focus areas, city and country on one line; with many focus areas the lowest and highest."""
    about = lookups.programme(query)
    values_by_code = {figure.area_code: figure.value for figure in figures.observations(query, view.choice)}

    def words(name: str, *values: float | None) -> str:
        texts = (dutch.short_figure(value, view.indicator.decimals, view.indicator.unit) for value in values)
        return f"{name} {'geen cijfer' if None in values else ' tot '.join(texts)}"

    focus, names = about.focus_area_codes, lookups.area_names(query)
    of_focus = [words(names.get(code, code), values_by_code.get(code)) for code in focus]
    if len(focus) > _MOST_NAMED:
        values = sorted(value for code in focus if (value := values_by_code.get(code)) is not None)
        of_focus = [words(f"{len(values)} van de {len(focus)} gebieden", *values[:1], *values[-1:])]
    references = [words(about.municipality_name, values_by_code.get(about.municipality_code)),
              words("Nederland", values_by_code.get(about.country_code))]  # fmt: skip
    return f"{dutch.joined(of_focus)}; {', '.join(references)}"


def spread(view: View) -> str:
    """Return the range of the figures on a map."""
    values, indicator = view.frame["value"].dropna(), view.indicator
    if values.empty:
        return "Nog geen cijfers van deze gebieden"
    low = dutch.short_figure(values.min(), indicator.decimals, indicator.unit)
    return f"De gebieden liggen tussen {low} en {dutch.figure(values.max(), indicator.decimals, indicator.unit)}"


def numbers(query: Query, view: View, marked: tuple[str, ...]) -> str:
    """Return which number on the map is which area, '' if it has names."""
    key = maps.labels(exhibits.with_focus_areas(query, view.outlined), marked).key
    return f"Op de kaart: {key}." if key else ""


def distribution(query: Query, choice: Choice, marked: tuple[str, ...]) -> Exhibit:
    """Return how many areas of a map have which figure as an exhibit, the `marked` areas named."""
    view, city = figures.view(query, choice), lookups.programme(query).municipality_name
    return _exhibit(
        query, view, "verdeling", spread(view), f"{view.title}: verdeling over {view.figure_count} gebieden in {city}",
        distribution_alternative(view), marked, distribution_chart(query, view, marked),
        "Elk vakje is een gebied in de kleur van de kaart.",
    )  # fmt: skip


def distribution_chart(query: Query, view: View, marked: tuple[str, ...]) -> Chart:
    """Return how many areas of a map have which figure, the `marked` areas named."""
    return distributions.histogram(view.frame, view.domain, exhibits.styles(query, marked), view.indicator)


def distribution_alternative(view: View) -> str:
    """Return the content of the chart, for visitors who cannot see it."""
    return f"Verdeling van {view.title} over {view.figure_count} gebieden. De cijfers staan in de tabel."


def _exhibit(
    query: Query, view: View, kind: str, title: str, subject: str, alternative: str, marked: tuple[str, ...],
    chart: Chart, note: str = "",
) -> Exhibit:  # fmt: skip
    indicator, period = view.indicator, view.choice.period
    return exhibits.exhibit(
        query, f"{kind}-{indicator.indicator_id}-{period.replace('/', '-')}", title,
        f"{subject}, {dutch.in_unit(indicator.unit)}",
        alternative, tables.areas([view], marked, has_wijk=False),
        [(indicator, figures.observations(query, view.choice))],
        [
            note,
            f"Een kleur betekent in elk jaar hetzelfde.{' Omlijnd: de gebieden die genoemd zijn.' if marked else ''} "
            "×: geen gegevens.",
            "Deze kaart heeft kleur nodig: in zwart-wit lijken hoog en laag op elkaar." if view.is_around_city else "",
            exhibits.small_note(query, [area.outline.area_code for area in view.areas if area.is_small]),
        ],
        chart, figures.legend(view, lookups.programme(query).municipality_name),
    )  # fmt: skip
