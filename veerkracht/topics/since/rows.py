"""Rows about what is new as dataclasses, each for the query that it names."""

from dataclasses import dataclass
from datetime import date, datetime

from veerkracht.core import moments
from veerkracht.core.statuses import StatusName


@dataclass(frozen=True)
class NewFigures:
    """Figures of a source that were not there before: a row of queries.new_figures."""

    noticed_at: datetime
    source_id: str
    publisher: str
    labels: tuple[str, ...]
    periods: tuple[str, ...]


@dataclass(frozen=True)
class Revised:
    """Figures of a source that were restated: a row of queries.revised."""

    noticed_at: datetime
    source_id: str
    publisher: str
    labels: tuple[str, ...]
    periods: tuple[str, ...]
    count: int
    gone_count: int
    jump_count: int
    is_other_source: bool
    area: str
    old_value: float | None
    new_value: float | None
    decimals: int
    unit: str


@dataclass(frozen=True)
class ChangedStatus:
    """A measure that got another status in an area: a row of queries.statuses."""

    noticed_at: datetime
    measure_id: str
    goal_id: int
    goal: str
    label: str
    area_code: str
    area: str | None
    period: str
    status: StatusName
    before: StatusName | None
    cause: str


@dataclass(frozen=True)
class ChangedEffort:
    """An effort that is new or has another state: a row of queries.efforts."""

    noticed_at: datetime
    effort_id: str
    name: str
    state: str
    before: str | None


@dataclass(frozen=True)
class NewStory:
    """A story that was not there before: a row of queries.stories."""

    noticed_at: datetime
    story_id: str
    title: str
    is_internal: bool


@dataclass(frozen=True)
class Expectation:
    """When the next figures of a source are or were expected: a row of queries.expectations, or a sure figure of
    readiness; `expected` is '' for figures that only have to be fetched."""

    noticed_at: datetime
    source_id: str
    publisher: str
    source_title: str
    period: str
    expected: str
    before: str | None
    note: str
    times: int
    is_latest: bool


@dataclass(frozen=True)
class Failure:
    """A source that could not be fetched: how often since a day, and when last; never for own files."""

    source_id: str
    at: datetime
    count: int


@dataclass(frozen=True)
class Beginning:
    """Since when the dashboard notes what is new, and since when it has a history of any kind, in UTC."""

    noted_from: datetime
    built_from: datetime

    @property
    def day(self) -> date:
        """Return the day in the Netherlands since which news is noted."""
        return moments.in_dutch_time(self.noted_from).date()
