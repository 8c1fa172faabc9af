"""Two indicators set against each other as an exhibit."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import cycle

from veerkracht.core import dutch
from veerkracht.database import lookups
from veerkracht.database.query import Query
from veerkracht.drawing import exhibits
from veerkracht.drawing.chart import Chart
from veerkracht.drawing.charts import Style
from veerkracht.drawing.exhibit import Exhibit
from veerkracht.drawing.table import Column, Table
from veerkracht.groups import figures as group_figures
from veerkracht.topics.correlation import charts as correlation_charts
from veerkracht.topics.correlation import figures, sentences, tables
from veerkracht.topics.correlation.charts import Parts
from veerkracht.topics.correlation.figures import Choice, Comparison

_OTHERS = "Andere buurten"
_SHAPES = ("circle", "square", "diamond", "triangle-up", "triangle-down")


def chart(query: Query, comparison: Comparison, choice: Choice) -> Chart:
    """Return the scatter plot of two indicators, for screen and paper; the comparison has points."""
    programme = lookups.programme(query)
    look = exhibits.styles(query, programme.focus_area_codes)
    parts = {"wijk": _wijken, "groep": _groups}.get(choice.colours)
    return correlation_charts.scatter(
        comparison, look, programme.municipality_name, parts(query, comparison) if parts else None
    )


def _wijken(query: Query, comparison: Comparison) -> Parts:
    """Return the wijken with a point: the same colours as elsewhere, and a shape that shows size."""
    names = query.value(figures.wijken)
    styles = {names[code]: style for code, style in exhibits.styles(query, [*names]).items()}
    return _with_points(comparison, "Wijk", {point.area_code: point.wijk for point in comparison.points}, styles)


def _groups(query: Query, comparison: Comparison) -> Parts:
    """Return the groups with a point, including focus areas, and the other buurten; a buurt in several groups has the
    style of the first."""
    names, buurten = lookups.area_names(query), group_figures.buurten(query, [*lookups.area_names(query)])
    by_buurt = {code: names[group] for group, codes in reversed(buurten.items()) for code in codes}
    styles = {names[code]: style for code, style in exhibits.styles(query, [*buurten]).items()}
    parts = {point.area_code: by_buurt.get(point.area_code, _OTHERS) for point in comparison.points}
    return _with_points(comparison, "Groep", parts, styles | {_OTHERS: Style("#6b7780", "circle", ())})


def _with_points(comparison: Comparison, title: str, parts: Mapping[str, str], styles: Mapping[str, Style]) -> Parts:
    with_points = {parts[point.area_code] for point in comparison.points if point.is_used}
    shaped = {name: replace(style, shape=shape) for (name, style), shape in zip(styles.items(), cycle(_SHAPES))}
    return Parts(title, parts, {name: style for name, style in shaped.items() if name in with_points})


def pairs(query: Query, indicator_ids: tuple[str, ...], choice: Choice, theme: str) -> Exhibit:
    """Return how strongly all pairs of these indicators are related as an exhibit, the strongest first."""
    together = query.value(figures.compare_all, indicator_ids, choice)
    exhibit = exhibits.of_table(
        query, f"samenhang-{theme}", sentences.theme_title(together), tables.strongest(together),
        lambda: tables.pairs(together), tables.pair_columns(together),
        "Rho van Spearman over de buurten, gewogen naar inwoners; met de marge van 95%.",
        [sentences.sources(topic.indicator for topic in together.topics)],
        [note.replace("**", "") for note in
         (sentences.chance(together), sentences.left_out(together.left_out), sentences.CAUTION, sentences.WHY_CAUTION,
          *sentences.theme_cautions(together), sentences.METHOD)],
        [topic.indicator for topic in together.topics],
    )  # fmt: skip
    title, items = tables.legend_items()
    return replace(
        exhibit, subtitle="Rho van Spearman; de nummers boven de kolommen zijn die van de rijen", legend_title=title,
        legend=tuple(items), chart=correlation_charts.matrix(together),
    )  # fmt: skip


def subject(query: Query, comparison: Comparison) -> str:
    """Return the subject of a scatter plot: both topics with unit and year, for the buurten of the municipality."""
    topics = " en ".join(f"‘{topic.label}’ ({topic.when})" for topic in comparison.topics)
    return f"{topics}, per buurt in {lookups.programme(query).municipality_name}. {_marks(comparison)}"


def reading(query: Query, comparison: Comparison) -> str:
    """Return how to read a scatter plot on screen, where its controls and axes name both topics with unit and year."""
    return f"Elke stip is een buurt in {lookups.programme(query).municipality_name}. {_marks(comparison)}"


def _marks(comparison: Comparison) -> str:
    open_points = f". Open: {comparison.without}, niet in het tweede getal" if comparison.elsewhere else ""
    return f"Groter: meer inwoners{open_points}"


def scatter(query: Query, first_id: str, second_id: str, choice: Choice) -> Exhibit:
    """Return a scatter plot of two indicators over the buurten as an exhibit; their comparison has points."""
    programme, comparison = lookups.programme(query), query.value(figures.compare, first_id, second_id, choice)
    first, second = (topic.indicator for topic in comparison.topics)
    columns = [
        Column(f"{topic.label}, {dutch.in_unit(topic.indicator.unit)}, {topic.period}", topic.indicator.decimals,
               topic.indicator.unit)
        for topic in comparison.topics
    ]  # fmt: skip
    rows = [(point.name, point.first, point.second) for point in comparison.points if point.is_used]
    return exhibits.exhibit(
        query, f"samenhang-{first_id}-{second_id}",
        sentences.title(comparison), subject(query, comparison),
        sentences.alternative(comparison, programme.focus_area_codes),
        Table.of(f"{first.label} en {second.label}", (Column("Buurt"), *columns), rows),
        [(topic.indicator, figures.observations(query, topic)) for topic in comparison.topics],
        [note.replace("**", "") for note in (sentences.finding(comparison), *sentences.numbers(comparison),
                                             sentences.CAUTION, sentences.WHY_CAUTION, sentences.METHOD)],
        chart(query, comparison, choice),
    )  # fmt: skip
