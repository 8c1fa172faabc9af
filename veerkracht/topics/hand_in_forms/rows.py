"""The topics of the forms as frozen dataclasses, read once per version of the database."""

from collections.abc import Mapping
from dataclasses import dataclass

from veerkracht.database.query import Query, cached
from veerkracht.database.rows import typed
from veerkracht.topics.hand_in_forms import queries


@dataclass(frozen=True)
class Topic:
    """An indicator with figures of the municipality itself; those of a survey have a number of answers."""

    indicator_id: str
    label: str
    unit: str
    is_survey: bool


@cached
def own_topics(query: Query) -> Mapping[str, Topic]:
    """Return the topics by their id, in the order of the catalogue."""
    return {topic.indicator_id: topic for topic in typed(query(queries.own_topics), Topic)}
