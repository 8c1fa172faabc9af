"""Whether a figure is called better or worse than its reference, and by how much: one rule for every page. Pure.

A difference is only reported if it is outside the margin of the figure. Without a known margin, it must be at least
half of the usual difference between buurten, and its certainty is not mentioned.
"""

from dataclasses import dataclass
from typing import Literal

from veerkracht.core.codes import Direction

STEPS = (0.5, 1.0, 1.5)  # standard deviations between buurten, from which a difference is small, middle or large
FEWEST = 5  # areas with a figure, below which nobody knows what a usual difference between them is
Side = Literal["good", "bad", "more", "less", "even", ""]


@dataclass(frozen=True)
class Standing:
    """On which side of the comparison a figure is: good or bad when one way is favourable, else more or less, 'even'
    when that cannot be told from equal, '' when nothing can be said.

    `far` is 1 to 3 (STEPS), 0 when even; `is_sure` whether the margin leaves the comparison out, None without a margin.
    """

    side: Side
    far: int = 0
    is_sure: bool | None = None

    @property
    def step(self) -> str:
        """Return side and distance as one word: 'good2', 'even', ''."""
        return f"{self.side}{self.far or ''}"

    @property
    def is_clear(self) -> bool:
        """Return whether it may be called clear: it differs, and by more than its margin."""
        return self.is_sure is True and self.side not in ("even", "")


UNKNOWN = Standing("")


def is_sure(lower: float | None, upper: float | None, reference: float) -> bool | None:
    """Return whether the margin of a figure leaves the reference out, None without a margin."""
    return None if lower is None or upper is None else not lower <= reference <= upper


def standing(
    difference: float | None, deviations: float | None, direction: Direction, is_sure: bool | None = None
) -> Standing:
    """Return how a figure stands against what it is compared with.

    `difference` is of the figures as printed, None when there is nothing to compare with; `deviations` is the same in
    standard deviations between buurten, None when too few have a figure to know what is usual: then only a margin can
    tell.
    """
    if difference is None:
        return UNKNOWN
    if difference == 0 or is_sure is False:
        return Standing("even", 0, is_sure)
    if deviations is None and not is_sure:
        return UNKNOWN
    far = 1 if deviations is None else sum(abs(deviations) >= bound for bound in STEPS)
    if not far:
        return Standing("even", 0, is_sure)
    if direction == "geen":
        return Standing("more" if difference > 0 else "less", far, is_sure)
    return Standing("good" if (difference > 0) == (direction == "omhoog") else "bad", far, is_sure)
