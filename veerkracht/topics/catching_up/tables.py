"""The distances of an area to its city as HTML: a row per subject, then and now."""

from dataclasses import dataclass

from veerkracht.core import dutch
from veerkracht.drawing import tables
from veerkracht.drawing.charts import Style
from veerkracht.drawing.table import Column, Table
from veerkracht.drawing.table import row as table_row
from veerkracht.topics.catching_up import sentences
from veerkracht.topics.catching_up.figures import GROUPS, Axis, Overview, Topic


@dataclass(frozen=True)
class Dumbbell:
    """The positions of the parts of a row, in percent of the width; the margin is from `low` to `high`, None
    without."""

    city: float
    then: float
    now: float
    low: float | None
    high: float | None

    @property
    def line(self) -> tuple[float, float]:
        """Return the left and right end of the line between the two dots."""
        return min(self.then, self.now), max(self.then, self.now)


def dumbbells(overview: Overview, axis: Axis, style: Style) -> str:
    """Return the distances as a table with a drawing in each row, by group, for screens of any width."""
    groups = [
        (group, sentences.heading(group, topics), [(topic, dumbbell(topic, axis)) for topic in topics])
        for group in GROUPS
        if (topics := overview.of(group))
    ]
    directed = [part for part in groups if part[0] != "neutral"]
    neutral = [part for part in groups if part[0] == "neutral"]
    both = (("ongunstiger", "gunstiger"), directed), (("minder", "meer"), neutral)
    return tables.TEMPLATES.get_template("gaps.html").render(
        overview=overview,
        tables=[table for table in both if table[1]],
        style=style,
        sentences=sentences,
        city=100 * axis.at(0),
    )


def dumbbell(topic: Topic, axis: Axis) -> Dumbbell:
    """Return the positions of a row."""

    def at(place: float) -> float:
        return round(100 * axis.at(place), 2)

    place = topic.place
    low, high = (None if end is None else at(end) for end in (place.low, place.high))
    return Dumbbell(at(0), at(place.then), at(place.now), low, high)


def table(overview: Overview) -> Table:
    """Return all figures behind the picture, for reading."""
    columns = ("Onderwerp", overview.area, overview.city, "Afstand nu", "Toen", "Verschil in verandering", "Oordeel")
    rows = [
        table_row([
            f"{topic.indicator.label}, {dutch.in_unit(topic.indicator.unit)}, {sentences.years(topic)}",
            sentences.figures(topic, topic.own), sentences.figures(topic, topic.city), sentences.now(topic),
            sentences.then(topic), sentences.change(topic), sentences.verdict(topic),
        ])
        for topic in overview.topics
    ]  # fmt: skip
    return Table(f"Afstand van {overview.area} tot {overview.city}", tuple(map(Column, columns)), tuple(rows))
