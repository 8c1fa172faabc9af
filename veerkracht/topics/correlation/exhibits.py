"""Two indicators set against each other as an exhibit."""

from veerkracht.core import dutch
from veerkracht.database import lookups
from veerkracht.database.query import Query
from veerkracht.drawing import exhibits
from veerkracht.drawing.chart import Chart
from veerkracht.drawing.exhibit import Exhibit
from veerkracht.drawing.table import Column, Table
from veerkracht.topics.correlation import charts as correlation_charts
from veerkracht.topics.correlation import figures, sentences, tables
from veerkracht.topics.correlation.figures import Choice, Comparison


def chart(query: Query, comparison: Comparison) -> Chart:
    """Return the scatter of two indicators, for screen and paper; the comparison has points."""
    programme = lookups.programme(query)
    look = exhibits.styles(query, programme.focus_area_codes)
    return correlation_charts.scatter(comparison, look, programme.municipality_name)


def pairs(query: Query, indicator_ids: tuple[str, ...], choice: Choice, theme: str) -> Exhibit:
    """Return how all pairs of these indicators go together as an exhibit, the strongest first."""
    together = query.value(figures.compare_all, indicator_ids, choice)
    return exhibits.of_table(
        query, f"samenhang-{theme}", f"Samenhang van {len(together.topics)} onderwerpen", tables.strongest(together),
        tables.pairs(together), tables.pair_columns(together),
        "Rho van Spearman over de buurten, gewogen naar inwoners; met de marge van 95%.",
        [sentences.sources(topic.indicator for topic in together.topics)],
        [sentences.chance(together), sentences.CAUTION, *sentences.theme_cautions(together), sentences.METHOD],
    )  # fmt: skip


def scatter(query: Query, first_id: str, second_id: str, choice: Choice) -> Exhibit:
    """Return two indicators set against each other over the buurten as an exhibit; their comparison has points."""
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
        f"{first.label} en {second.label} per buurt in {programme.municipality_name}",
        "Elke cirkel is een buurt; hoe groter, hoe meer inwoners",
        sentences.alternative(comparison, programme.focus_area_codes),
        Table.of(f"{first.label} en {second.label}", (Column("Buurt"), *columns), rows),
        [(topic.indicator, figures.frame(query, topic)) for topic in comparison.topics],
        [sentences.finding(comparison), *sentences.numbers(comparison), sentences.METHOD], chart(query, comparison),
    )  # fmt: skip
