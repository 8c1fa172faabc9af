"""The open points of a meeting: the goals that are waiting for a figure, by next step and owner."""

from dataclasses import dataclass
from datetime import date

from veerkracht.database.query import Query, cached
from veerkracht.topics.goals import picture
from veerkracht.topics.goals.next_steps import NOBODY_NAMED
from veerkracht.topics.meeting import sentences
from veerkracht.topics.readiness import rows as readiness

_MOST = 6  # points on a slide


@dataclass(frozen=True)
class Point:
    """A next step, by whom and when, and the goals that wait for it."""

    step: str
    owner: str
    when: str
    goal_ids: tuple[int, ...]


@cached
def points(query: Query) -> tuple[Point, ...]:
    """Return what the goals without a figure wait for, the most common step first."""
    steps: dict[tuple[str, str, str], list[int]] = {}
    for line in picture.lines(query):
        if line.move.when:
            steps.setdefault((line.move.step, line.move.owner, line.move.when), []).append(line.goal_id)
    ordered = sorted(steps.items(), key=lambda item: -len(item[1]))
    return tuple(Point(*move, tuple(goal_ids)) for move, goal_ids in ordered)


def in_view(query: Query) -> tuple[tuple[Point, ...], int]:
    """Return the points that fit a slide, and how many do not."""
    all_points = points(query)
    return all_points[:_MOST], len(all_points[_MOST:])


def headline(query: Query) -> str:
    """Return how many goals wait for a figure, and for how many nobody knows who acts."""
    all_points = points(query)
    waiting = {goal_id for point in all_points for goal_id in point.goal_ids}
    nobody = {goal_id for point in all_points if point.owner == NOBODY_NAMED for goal_id in point.goal_ids}
    return sentences.waiting(len(waiting), len(picture.lines(query)), len(nobody))


def without_begin(query: Query, today: date) -> str:
    """Return how many goals have no begin to compare with yet; '' when all have one."""
    goals = readiness.outlooks(query, today)
    return sentences.without_begin(readiness.without_begin(goals), len(goals))
