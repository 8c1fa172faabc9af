"""Two indicators set against each other as an exhibit."""

from veerkracht.core import dutch
from veerkracht.database import lookups
from veerkracht.database.query import Query
from veerkracht.drawing import exhibits
from veerkracht.drawing.chart import Chart
from veerkracht.drawing.exhibit import Exhibit
from veerkracht.drawing.table import Column, Table
from veerkracht.topics.correlation import charts as correlation_charts
from veerkracht.topics.correlation import figures, sentences
from veerkracht.topics.correlation.figures import Choice, Comparison


def chart(query: Query, comparison: Comparison) -> Chart:
    """Return the scatter of two indicators, for screen and paper; the comparison has points."""
    programme = lookups.programme(query)
    look = exhibits.styles(query, programme.focus_area_codes)
    return correlation_charts.scatter(comparison, look, programme.municipality_name)


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
