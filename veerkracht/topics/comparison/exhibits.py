"""Buurten in the order of their figure as an exhibit."""

from veerkracht.core import dutch, periods
from veerkracht.database import lookups, queries
from veerkracht.database.query import Query
from veerkracht.drawing import charts, exhibits
from veerkracht.drawing.chart import Chart
from veerkracht.drawing.exhibit import Exhibit
from veerkracht.drawing.table import Column, Table, figure
from veerkracht.topics.comparison import charts as comparison_charts
from veerkracht.topics.comparison import figures, sentences
from veerkracht.topics.comparison.figures import Ranking, Subject


def chart(query: Query, ranking: Ranking) -> Chart:
    """Return the dot plot of a ranking, for screen and paper."""
    programme = lookups.programme(query)
    focus, city, country = list(programme.focus_area_codes), programme.municipality_code, programme.country_code
    return comparison_charts.dots(ranking, charts.styles([*focus, city, country], focus, city, country))


def ranking(query: Query, subject: Subject) -> Exhibit:
    """Return buurten in the order of their figure, with city and country, as an exhibit."""
    ranking = query.value(figures.ranking, subject)
    drawn = [row for row in ranking.buurten if row.value is not None]
    indicator, rows, when = ranking.indicator, ranking.ordered("hoog"), periods.parse(subject.period).label
    programme = lookups.programme(query)
    table = Table.of(
        f"{indicator.label}, {when}, {dutch.in_unit(indicator.unit)}",
        (Column("Gebied"), Column(when, indicator.decimals, indicator.unit)),
        ((sentences.name(row), figure(row)) for row in rows),
    )
    data = query(queries.figures, subject.indicator_id, subject.period).assign(period=subject.period)
    data = data[data["area_code"].isin([*subject.codes, programme.municipality_code, programme.country_code])]
    return exhibits.exhibit(
        query, f"vergelijken-{subject.indicator_id}-{subject.period.replace('/', '-')}",
        f"{indicator.label} van {sentences.counted(len(drawn))} in {programme.municipality_name}, {when}",
        exhibits.measured(indicator), sentences.finding(ranking), table, [(indicator, data)],
        [
            *sentences.standing(ranking),
            sentences.without_figure(ranking),
            exhibits.small_note(query, (row.area_code for row in rows if row.is_small)),
        ],
        chart(query, ranking),
    )  # fmt: skip
