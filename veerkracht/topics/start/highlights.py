"""The key messages of Start, by rule: for each buurt what goes well, what does not and what is unknown, and what is
most worth discussing. Pure; docs/pages.md describes the rules."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby

from veerkracht.core.codes import NoFigureReason
from veerkracht.core.statuses import STATUS
from veerkracht.method import progress
from veerkracht.topics.comparison.unusual import Compared
from veerkracht.topics.goals.rows import GoalStatus

# reasons that wait for a decision, the most urgent first; other figures come by themselves or with a command
_DECISIONS: tuple[NoFigureReason, ...] = (
    "vraag bestaat nog niet", "maat vervallen", "niet samen te nemen", "bron niet aangesloten",
)  # fmt: skip
_NEVER = 9999  # the year of a decision without a last year
_Place = tuple[str, str]  # measure and area


@dataclass(frozen=True)
class Gap:
    """The latest figure of a measure in an area beside that of the city in the same period.

    `size` is how far the area is behind, negative when ahead, in the unit of the measure; `distance` is the same in the
    spread of the buurten, to compare between measures.
    """

    row: GoalStatus
    period: str
    value: float
    city: float
    size: float
    distance: float

    @property
    def is_sure(self) -> bool | None:
        """Return whether the margin of the figure excludes the city, None without a margin."""
        if self.row.value is None or self.row.lower is None or self.row.upper is None:
            return None
        return not self.row.lower <= self.city <= self.row.upper


@dataclass(frozen=True)
class Answers:
    """The highlights of an area, each a change of a measure or its distance to the city; None when nothing is known.

    For `unclear_count` of the `goal_count` goals it is unclear whether they come nearer; `unmeasured_count` of these
    have no figure after their baseline yet.
    """

    good: GoalStatus | Gap | None
    bad: GoalStatus | Gap | None
    unclear_count: int
    unmeasured_count: int
    goal_count: int


@dataclass(frozen=True)
class Decision:
    """A decision that is due: the measures that wait for it, a row of each, and the last year in which it helps.

    `area_codes` are the areas that wait for it when not all do.
    """

    reason: NoFigureReason
    rows: tuple[GoalStatus, ...]
    last_year: int | None
    area_codes: tuple[str, ...] = ()


def gap(row: GoalStatus, spread: Callable[[GoalStatus, str, float], float | None]) -> Gap | None:
    """Return the latest distance of an area to the city, None without one of the two figures.

    `spread` returns the spread of the buurten for a measure, a period and the figure of the city, None when unknown.
    """
    baseline = row.baseline_adopted if row.baseline_published is None else row.baseline_published
    period, value, city, size = (
        (row.baseline_period, baseline, row.city_baseline, row.gap_baseline)
        if row.value is None
        else (row.period, row.value, row.city_now, row.gap_now)
    )
    if period is None or value is None or city is None or size is None:
        return None
    apart = spread(row, period, city)
    return Gap(row, period, value, city, size, size / apart) if apart else None


def answers(rows: Sequence[GoalStatus], gaps: Mapping[_Place, Gap], holding: Collection[_Place]) -> Answers:
    """Return the highlights of an area; `rows` are of its measures.

    Good is a change for the better that holds while the city did not do better, else a lead on the city that is larger
    than its margin, else a change for the better while the city did better. Bad is a change for the worse that holds,
    else ground lost to the city by more than the margin, else the largest gap, of another measure if there is one.
    """
    held = [row for row in rows if (row.measure_id, row.area_code) in holding]
    forward, back = ([row for row in held if row.movement == way] for way in ("forward", "back"))
    lost = [row for row in rows if row.sure_against_city == "lost"]
    lost.sort(key=lambda row: -(row.gap_now or 0))
    area_gaps = [gap for row in rows if (gap := gaps.get((row.measure_id, row.area_code)))]
    leads = sorted((gap for gap in area_gaps if gap.size < 0 and gap.is_sure), key=lambda gap: gap.distance)
    behind = by_distance(area_gaps)
    gained = (row for row in forward if row.against_city == "gained")
    kept_up = (row for row in forward if row.against_city != "lost")
    good = _first(gained, kept_up, leads, forward)
    measure = subject(good).measure_id if good else None
    bad = _first(back, lost, (gap for gap in behind if gap.row.measure_id != measure), behind)
    goals = [list(of_goal) for _, of_goal in groupby(rows, lambda row: row.goal_id)]
    together = [progress.together(row.status for row in of_goal) for of_goal in goals]
    unclear = [
        of_goal for of_goal, status in zip(goals, together, strict=True)
        if STATUS[status].side == "unknown" and status != "gemengd beeld"
    ]  # fmt: skip
    unmeasured = [of_goal for of_goal in unclear if all(row.value is None for row in of_goal)]
    return Answers(good, bad, len(unclear), len(unmeasured), len(goals))


def subject(highlight: GoalStatus | Gap) -> GoalStatus:
    """Return the row of a change or a distance."""
    return highlight.row if isinstance(highlight, Gap) else highlight


def by_distance(gaps: Iterable[Gap]) -> list[Gap]:
    """Return the gaps of areas behind the city, the largest first, without those whose margin includes the city.

    Equal distances keep their order.
    """
    return sorted((gap for gap in gaps if gap.size > 0 and gap.is_sure is not False),
                  key=lambda gap: -round(gap.distance, 9))  # fmt: skip


def most_unusual(compared: Iterable[Compared]) -> Compared | None:
    """Return the most unusual change, preferably of a figure with a favourable direction; None without any.

    Of equal changes the first is returned.
    """
    unusual = [change for change in compared if change.is_unusual]
    return min(
        unusual, key=lambda change: (change.indicator.direction == "geen", round(change.outside, 9)), default=None
    )


def due(rows: Sequence[GoalStatus]) -> Decision | None:
    """Return the decision that is due first, with all measures that wait for it in the same areas; None when none is
    due.

    A question that nobody asks yet comes before a measure that ended, and both before figures that nobody delivers;
    within these the earliest last year comes first, and all areas before some.
    """
    waiting = [entry for _, of_measure in groupby(rows, lambda row: row.measure_id)
               if (entry := _waiting(tuple(of_measure)))]  # fmt: skip
    if not waiting:
        return None
    first = min(waiting, key=lambda entry: (_urgency(entry[0]), bool(entry[1])))
    chosen = tuple(row for row, where in waiting if (_urgency(row), where) == (_urgency(first[0]), first[1]))
    assert chosen[0].why_no_figure is not None
    return Decision(chosen[0].why_no_figure, chosen, chosen[0].last_baseline_year, first[1])


def _first(*groups: Iterable[GoalStatus | Gap]) -> GoalStatus | Gap | None:
    """Return the first of the first group that has any, None without any."""
    return next(chain.from_iterable(groups), None)


def _waiting(measure: Sequence[GoalStatus]) -> tuple[GoalStatus, tuple[str, ...]] | None:
    """Return the row of a measure that waits for the most urgent decision, and the areas that wait if not all do."""
    most_urgent = min((row for row in measure if row.why_no_figure in _DECISIONS), key=_urgency, default=None)
    if most_urgent is None:
        return None
    codes = tuple(row.area_code for row in measure if row.why_no_figure == most_urgent.why_no_figure)
    return most_urgent, codes if len(codes) < len(measure) else ()


def _urgency(row: GoalStatus) -> tuple[int, int]:
    assert row.why_no_figure is not None
    return _DECISIONS.index(row.why_no_figure), row.last_baseline_year or _NEVER


def rose(row: GoalStatus) -> bool:
    """Return whether a figure that changed became higher; `change` is positive in the favourable direction."""
    return (row.change or 0) * progress.SIGN[row.direction] > 0
