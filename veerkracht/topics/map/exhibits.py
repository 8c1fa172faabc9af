"""A map and the distribution of its figures as exhibits."""

from veerkracht.core import dutch, periods
from veerkracht.database import lookups
from veerkracht.database.query import Query
from veerkracht.database.rows import observation_frame
from veerkracht.drawing import distributions, exhibits, maps
from veerkracht.drawing.chart import Chart
from veerkracht.drawing.exhibit import Exhibit
from veerkracht.topics.map import figures, tables
from veerkracht.topics.map.figures import Choice, View

_HEIGHT = 520  # pixels of a map that is 640 wide
_MOST_NAMED = 3  # focus areas in a title


def area_map(query: Query, choice: Choice, marked: tuple[str, ...]) -> Exhibit:
    """Return a map as an exhibit, the `marked` areas named and outlined."""
    view, city = figures.view(query, choice), lookups.programme(query).municipality_name
    when = periods.parse(choice.period).label
    return _exhibit(
        query, view, "kaart", f"{view.indicator.label} per {choice.level} in {city}, {when}",
        f"Kaart van {city}: {view.title}. {finding(query, view)}. De cijfers staan in de tabel.", marked,
        maps.light(view.frame, exhibits.styles(query, marked), list(marked), view.indicator.label, _HEIGHT),
        numbers(view, marked),
    )  # fmt: skip


def finding(query: Query, view: View) -> str:
    """Return the figures of focus areas, city and country in one line; of many focus areas the lowest and highest."""
    about = lookups.programme(query)
    known = {figure.area_code: figure.value for figure in figures.observations(query, view.choice)}

    def words(name: str, *values: float | None) -> str:
        texts = (dutch.short_figure(value, view.indicator.decimals, view.indicator.unit) for value in values)
        return f"{name} {'geen cijfer' if None in values else ' tot '.join(texts)}"

    focus, names = about.focus_area_codes, figures.area_names(query, "buurt")
    own = [words(names.get(code, code), known.get(code)) for code in focus]
    if len(focus) > _MOST_NAMED:
        values = sorted(value for code in focus if (value := known.get(code)) is not None)
        own = [words(f"{len(values)} van de {len(focus)} buurten", *values[:1], *values[-1:])]
    others = [words(about.municipality_name, known.get(about.municipality_code)),
              words("Nederland", known.get(about.country_code))]  # fmt: skip
    return f"{dutch.joined(own)}; {', '.join(others)}"


def numbers(view: View, marked: tuple[str, ...]) -> str:
    """Return which number on the map is which area, '' when it has the names."""
    key = maps.labels(view.frame, marked).key
    return f"Op de kaart: {key}." if key else ""


def distribution(query: Query, choice: Choice, marked: tuple[str, ...]) -> Exhibit:
    """Return how many areas of a map have which figure as an exhibit, the `marked` areas named."""
    view, city = figures.view(query, choice), lookups.programme(query).municipality_name
    return _exhibit(
        query, view, "verdeling", f"{view.title}: verdeling over {view.figure_count} gebieden in {city}",
        distribution_alternative(view), marked, distribution_chart(query, view, marked),
        "Elk vakje is een gebied in de kleur van de kaart.",
    )  # fmt: skip


def distribution_chart(query: Query, view: View, marked: tuple[str, ...]) -> Chart:
    """Return how many areas of a map have which figure, the `marked` areas named."""
    return distributions.histogram(view.frame, view.domain, exhibits.styles(query, marked), view.indicator)


def distribution_alternative(view: View) -> str:
    """Return what the chart shows, for visitors who cannot see it."""
    return f"Verdeling van {view.title} over {view.figure_count} gebieden. De cijfers staan in de tabel."


def _exhibit(
    query: Query, view: View, kind: str, title: str, alternative: str, marked: tuple[str, ...], chart: Chart,
    note: str = "",
) -> Exhibit:  # fmt: skip
    indicator, period = view.indicator, view.choice.period
    return exhibits.exhibit(
        query, f"{kind}-{indicator.indicator_id}-{period.replace('/', '-')}", title, exhibits.measured(indicator),
        alternative, tables.areas([view], marked, has_wijk=False),
        [(indicator, observation_frame(figures.observations(query, view.choice)))],
        [
            note,
            f"Een kleur betekent in elk jaar hetzelfde.{' Omlijnd: de gebieden die genoemd zijn.' if marked else ''} "
            "×: geen gegevens.",
            "Deze kaart heeft kleur nodig: in zwart-wit lijken hoog en laag op elkaar." if view.is_around_city else "",
            exhibits.small_note(query, [area.outline.area_code for area in view.areas if area.is_small]),
        ],
        chart, figures.legend(view, lookups.programme(query).municipality_name),
    )  # fmt: skip
