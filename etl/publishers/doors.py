"""Records through which door (a host with its protocol) a table came, and since when each door has been responding or
not."""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import TypeAdapter

from etl.publishers.http import Unavailable, host_url
from etl.snapshots import folders
from veerkracht.catalog.catalog import Source
from veerkracht.catalog.publisher_kinds import HOSTS
from veerkracht.core import moments, paths


@dataclass(frozen=True)
class Door:
    """Whether a host answered its last request, since when that is so, and when it last answered; moments as text."""

    answers: bool
    since: str
    asked_at: str
    answered_at: str | None


_DOORS = TypeAdapter(dict[str, Door])


def read(folder: Path) -> dict[str, Door]:
    """Return what is known of the doors, by name of the host; nothing when the file in `folder` is not there or
    damaged."""
    with suppress(OSError, ValueError):
        return _DOORS.validate_json((folder / paths.DOORS).read_bytes())
    return {}


def record(folder: Path, answered: Mapping[str, bool]) -> None:
    """Record whether each of these hosts answered now."""
    if not answered:
        return
    doors, now = read(folder), moments.stamp()
    for host, answers in answered.items():
        before = doors.get(host)
        since = before.since if before and before.answers == answers else now
        doors[host] = Door(answers, since, now, now if answers else before.answered_at if before else None)
    text = json.dumps({host: asdict(door) for host, door in doors.items()}, indent=2)
    with suppress(OSError):  # the tables count more
        folder.mkdir(parents=True, exist_ok=True)
        folders.write(folder / paths.DOORS, f"{text}\n".encode())


def lines(folder: Path) -> list[str]:
    """Return a Dutch line per host of a publisher: whether it answers, and since when. Raises SourceError for a host
    with an address that is none."""
    doors = read(folder)
    return [
        f"Deur {', '.join(filter(None, [host.name, host.door, host_url(host.name)]))}: {_state(doors.get(host.name))}"
        for host in HOSTS.values()
    ]


def _state(door: Door | None) -> str:
    if door is None:
        return "nog niet gevraagd"
    if door.answers:
        return f"antwoordt, sinds {moments.minute(door.since)}; laatst gevraagd {moments.minute(door.asked_at)}"
    last = f"laatste antwoord {moments.minute(door.answered_at)}" if door.answered_at else "antwoordde nog nooit"
    return f"antwoordt niet, sinds {moments.minute(door.since)}; {last}"


def named(source: Source) -> str:
    """Return what readers see of the door of a source: 'OData 4'."""
    return HOSTS[str(source.host)].door


def used(source: Source, by: Source, refusals: Sequence[Unavailable]) -> str:
    """Return by which door a table came, and why not by the previous one, as the end of a message: ', via OData 4'.

    For a source with one door that is ''.
    """
    if len(source.doors) == 1:
        return ""
    why = " ".join(refusal.why for refusal in refusals).removesuffix(".")
    instead = f". {named(source)} gaf de tabel niet: {why}" if why else ""
    return f", via {named(by)} ({host_url(str(by.host))}){instead}"


def none_answered(source: Source, refusals: Sequence[Unavailable]) -> str:
    """Return why each door of a source did not give a table."""
    return " ".join(f"{named(door)}: {refusal}" for door, refusal in zip(source.doors, refusals, strict=True))
