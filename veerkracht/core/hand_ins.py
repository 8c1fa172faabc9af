"""A hand-in: a file that somebody submits to the dashboard, what the check found in it, and its status."""

import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal, TypeVar

MOST_BYTES = 4_000_000  # of a hand-in as it is sent: a workbook, or a story with its photos
MOST_WAITING, MOST_WAITING_BYTES = 50, 100_000_000  # of all hand-ins that nobody decided on
MOST_WAITING_OF_ONE, MOST_WAITING_BYTES_OF_ONE = 10, 20_000_000
MOST_A_DAY_OF_ONE = 20
MOST_ROWS = 200  # of what the check tells of the content
FOLDER, STATE = "ingediend", "inzending.json"  # in the data folder, and of a hand-in in its own folder
FILE = "bestand"  # the folder in that one with the file as it came

FIGURES, STORY, EFFORTS, DECISIONS = "cijfers", "verhalen", "inspanningen", "besluiten"
WITHDRAWAL = "intrekking"  # of a story
KINDS = {
    FIGURES: "Cijfers",
    STORY: "Verhaal",
    EFFORTS: "Inspanningen",
    DECISIONS: "Besluiten",
    WITHDRAWAL: "Intrekking",
    "begroting": "Begroting",
    "groepen": "Groepen",
}

_Made = TypeVar("_Made")
State = Literal["wacht", "overgenomen", "afgewezen", "teruggedraaid"]


@dataclass(frozen=True)
class Checked:
    """What the check found: the kind (a code of KINDS, '' when that is unclear), mistakes and doubts in Dutch, how much
    is in it, whether any of it is internal, and what it is about: indicators, areas, or the id of a text.

    `rows` is what is in a good file as a table of texts, its headings first, at most MOST_ROWS below them; of a story
    `body` is its text, as markup, and `photos` a small JPEG, base64, by the name that the text has for it.
    """

    name: str
    kind: str
    mistakes: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    summary: str = ""
    is_internal: bool = False
    topics: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    body: str = ""
    photos: tuple[tuple[str, str], ...] = ()

    def as_json(self) -> str:
        """Return it as one line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=True)


@dataclass(frozen=True)
class HandIn:
    """A hand-in in its waiting folder: number, sender and time (ISO text, UTC), state, and who decided on it, when and
    why."""

    number: str
    name: str
    kind: str
    sender: str
    handed_in_at: str
    state: State = "wacht"
    decided_by: str = ""
    decided_at: str = ""
    reason: str = ""

    def as_json(self) -> str:
        """Return it as one line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=True)

    def line(self) -> tuple[str, ...]:
        """Return it in words, for the command line."""
        decided = f"({self.decided_by}, {self.decided_at[:16]})" if self.decided_by else ""
        return self.number, self.state, self.name, f"van {self.sender}, {self.handed_in_at[:16]}", decided, self.reason


def checked(text: str) -> Checked:
    """Return what Checked.as_json wrote. Raises ValueError for anything else."""
    return _parsed(Checked, text)


def hand_in(text: str) -> HandIn:
    """Return what HandIn.as_json wrote. Raises ValueError for anything else."""
    return _parsed(HandIn, text)


def listed(folder: Path) -> list[HandIn]:
    """Return all hand-ins in the waiting folder, newest first, without those whose state is unreadable."""
    hand_ins = [hand_in for path in folder.glob(f"*/{STATE}") if (hand_in := read(path))]
    return sorted(hand_ins, key=lambda hand_in: hand_in.handed_in_at, reverse=True)


def plain_name(name: str) -> str:
    """Return a file name without parts that lead to another folder, or have a meaning for a system or a reader."""
    last = re.split(r"[/\\]", name)[-1]
    return re.sub(r"[^\w .,()+-]", "-", last).strip()[-80:].lstrip(" .~") or "bestand"


def read(path: Path) -> HandIn | None:
    """Return the hand-in that a file in its folder describes, None when that cannot be read or is of another number."""
    try:
        described = hand_in(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return described if described.number == path.parent.name else None


def _tuples(value: object) -> object:
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


def _parsed(kind: type[_Made], text: str) -> _Made:
    fields = json.loads(text)
    if not isinstance(fields, dict):
        raise ValueError("no fields")
    try:
        return kind(**{name: _tuples(value) for name, value in fields.items()})
    except TypeError as error:
        raise ValueError(str(error)) from error
