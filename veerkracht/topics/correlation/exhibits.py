"""Two indicators set against each other as an exhibit."""

from veerkracht.core import dutch
from veerkracht.database import lookups, queries
from veerkracht.database.query import Query
from veerkracht.drawing import charts, exhibits
from veerkracht.drawing.exhibit import Exhibit
from veerkracht.drawing.table import Column, Table
from veerkracht.topics.correlation import charts as correlation_charts
from veerkracht.topics.correlation import pair as correlation_views
from veerkracht.topics.correlation.figures import Comparison


def scatter(query: Query, compared: Comparison) -> Exhibit:
    """Return two indicators set against each other over the buurten as an exhibit; `compared` has points."""
    about = lookups.programme(query)
    focus, city = list(about.focus_area_codes), about.municipality_code
    first, second = (topic.indicator for topic in compared.topics)
    chart = correlation_charts.scatter(
        compared, charts.styles(focus, focus, city, about.country_code), about.municipality_name
    )
    columns = [Column(f"{topic.indicator.label}, {dutch.in_unit(topic.indicator.unit)}, {topic.period}",
                      int(topic.indicator.decimals), topic.indicator.unit) for topic in compared.topics]  # fmt: skip
    points = compared.frame[compared.frame["is_used"]]
    latest = query(queries.latest_figures, [first.indicator_id, second.indicator_id])
    return exhibits.exhibit(
        query, f"samenhang-{first.indicator_id}-{second.indicator_id}",
        f"{first.label} en {second.label} per buurt in {about.municipality_name}",
        "Elke cirkel is een buurt; hoe groter, hoe meer inwoners",
        correlation_views.alternative(compared, focus),
        Table.of(f"{first.label} en {second.label}", (Column("Buurt"), *columns),
              tuple((row.name, row.first, row.second) for row in points.itertuples())),
        [(one, latest[latest["indicator_id"] == one.indicator_id]) for one in (first, second)],
        [correlation_views.finding(compared), correlation_views.METHOD], chart,
    )  # fmt: skip
