"""Navigation through a meeting: its slides in order, and URLs that also contain the meeting's choices."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

NEW, ALL, OPEN = "nieuw", "0", "open"
"""What is new, all goals, and what is open and decided; the slide of a goal is called by its place in the plan."""
EVERYTHING, SHEET = "alles", "blad"
"""What is printed: a page for the overview and each goal, or all that a meeting needs on one."""
PAGE = "vergaderstand"


@dataclass(frozen=True)
class Way:
    """The slides of a meeting: the goals of the plan by number, those to discuss, and the goals and the date in the
    address."""

    goal_ids: tuple[int, ...]
    discussed: tuple[int, ...]
    chosen: tuple[int, ...] = ()
    since: date | None = None

    @property
    def slides(self) -> tuple[str, ...]:
        """Return the slides in order."""
        return (NEW, ALL, *map(self.slide_of, self.discussed), OPEN)

    @property
    def goal_addresses(self) -> tuple[str, ...]:
        """Return the address of the slide of each goal of the plan."""
        return tuple(self.address(self.slide_of(goal_id)) for goal_id in self.goal_ids)

    @property
    def all_slides(self) -> tuple[str, ...]:
        """Return every slide."""
        return (NEW, *map(str, range(len(self.goal_ids) + 1)), OPEN)

    def slide_of(self, goal_id: int) -> str:
        """Return the slide of a goal."""
        return str(self.goal_ids.index(goal_id) + 1)

    def goal_of(self, slide: str) -> int:
        """Return the goal of a slide."""
        return self.goal_ids[int(slide) - 1]

    def address(self, slide: str, **more: str) -> str:
        """Return the address of a slide, with what the meeting chose."""
        choice = {"bespreek": ",".join(map(str, self.chosen)), "sinds": self.since.isoformat() if self.since else ""}
        parameters = {"dia": slide, **more, **{name: value for name, value in choice.items() if value}}
        return f"{PAGE}?{urlencode(parameters, safe=',')}"

    def before(self, slide: str) -> str | None:
        """Return the slide before one; of a goal that is not discussed the overview, from which it was opened."""
        if slide not in self.slides:
            return ALL
        place = self.slides.index(slide)
        return self.slides[place - 1] if place else None

    def after(self, slide: str) -> str | None:
        """Return the slide after one; of a goal that is not discussed the one after the overview."""
        place = self.slides.index(slide if slide in self.slides else ALL)
        return self.slides[place + 1] if place + 1 < len(self.slides) else None


def numbers(texts: Iterable[str]) -> list[str]:
    """Return the numbers of goals in an address: '1,5', also as separate values."""
    return [text for part in texts for text in re.split(r"[,;\s]+", part) if text]
