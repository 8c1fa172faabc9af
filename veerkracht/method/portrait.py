"""The headlines of a buurt's portrait: its strengths, where the city is ahead, and what changed. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from veerkracht.core.codes import Strength
from veerkracht.method.standing import Standing

MOST_STRONG, MOST_BEHIND, MOST_CHANGED = 3, 3, 2


@dataclass(frozen=True)
class Subject:
    """One figure of an area against its city (or the middle buurt): `deviations` as in `standing`.

    `strength` is which way makes a buurt strong when nobody says which way is favourable: a school nearby.
    `is_no_worse` is whether its figure lies on the better side, or is printed alike; not when no side is better.
    """

    key: str
    theme: str
    standing: Standing
    deviations: float | None
    strength: Strength | None = None
    has_city: bool = True
    is_no_worse: bool = True

    @property
    def distance(self) -> float:
        """Return how far it is from the comparison, in standard deviations; 0 when that is unknown."""
        return abs(self.deviations or 0.0)


@dataclass(frozen=True)
class Change:
    """What changed on one subject: for the better or worse, and how likely chance alone would give it."""

    key: str
    is_better: bool
    chance: float


def strong(subjects: Iterable[Subject]) -> list[str]:
    """Return the keys of what is strong, at most three: first what is clearly better than in the city, then better,
    then what makes a buurt strong without a favourable direction, then what is not told from the city by its margin.
    What lies on the worse side is none of these, within its margin or not.

    Within each the furthest first, and of each theme one as long as other themes have any.
    """
    groups: list[list[Subject]] = [[], [], [], []]
    for subject in filter(lambda subject: subject.is_no_worse, subjects):
        side, asset = subject.standing.side, {"more": "meer", "less": "minder"}.get(subject.standing.side)
        if side == "good":
            groups[0 if subject.standing.is_clear else 1].append(subject)
        elif subject.strength and subject.strength == asset:
            groups[2].append(subject)
        elif side == "even" and subject.standing.is_sure is False:
            groups[3].append(subject)
    return _spread(groups, MOST_STRONG)


def behind(subjects: Iterable[Subject]) -> list[str]:
    """Return the keys of where the city is further, at most three: first what is clearly so, then the furthest; of each
    theme one as long as other themes have any."""
    worse = [subject for subject in subjects if subject.standing.side == "bad" and subject.has_city]
    clear = [subject for subject in worse if subject.standing.is_clear]
    return _spread([clear, [subject for subject in worse if not subject.standing.is_clear]], MOST_BEHIND)


def changed(changes: Iterable[Change]) -> list[str]:
    """Return the keys of the two changes to tell: the least likely by chance, one for the better and one for the worse
    when there are both."""
    ordered = sorted(changes, key=lambda change: change.chance)
    first = [next((change for change in ordered if change.is_better is way), None) for way in (True, False)]
    chosen = [change for change in first if change]
    chosen += [change for change in ordered if change not in chosen][: MOST_CHANGED - len(chosen)]
    return [change.key for change in chosen]


def _spread(groups: Sequence[Sequence[Subject]], limit: int) -> list[str]:
    """Return the first keys of these groups, of each theme one before any has two."""
    ordered = [subject for group in groups for subject in sorted(group, key=lambda subject: -subject.distance)]
    by_theme = {subject.theme: subject for subject in reversed(ordered)}
    first = [subject for subject in ordered if by_theme[subject.theme] is subject]
    rest = [subject for subject in ordered if subject not in first]
    return [subject.key for subject in [*first, *rest][:limit]]
