"""The folder where hand-ins wait, and the decision on each.

A hand-in is a folder `ingediend/<number>`: `inzending.json` (veerkracht.core.hand_ins.HandIn), the original file in
`bestand/`, and after it has been taken over the record written by changes.py. While a decision is being carried out
there is also a file `bezig.json`: the state of the hand-in if the process dies halfway.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from filelock import Timeout

from etl.handed_in import aside, bounds, changes, check, placing, withdrawal
from etl.handed_in.check import Content
from etl.own_figures import local_files
from etl.snapshots import folders
from veerkracht.catalog.catalog import Catalog
from veerkracht.core import hand_ins, locks, logs, moments, paths, reasons
from veerkracht.core.errors import SourceError
from veerkracht.core.hand_ins import HandIn

_FILE, _UNFINISHED = hand_ins.FILE, "bezig.json"
_NUMBER_BYTES = 6
_MOST_KEPT, _DAYS_KEPT = 200, 365  # decided ones: the oldest go first
_SECONDS = 20  # to wait for somebody else who is busy in the folder
_FULL = "Er wachten al te veel inzendingen. Vraag de beheerder om die eerst te bekijken."


def folder() -> Path:
    """Return the folder where hand-ins wait."""
    return paths.data_folder() / hand_ins.FOLDER


def listed() -> list[HandIn]:
    """Return all hand-ins, the newest first; one of which the state cannot be read is passed over."""
    return hand_ins.listed(folder())


def get(number: str) -> HandIn:
    """Return a hand-in. Raises SourceError when there is none of this number."""
    hand_in = next((hand_in for hand_in in listed() if hand_in.number == number), None)
    if hand_in is None:
        raise SourceError(f"Inzending {number[:20]} is er niet (meer).")
    return hand_in


def is_number(text: str) -> bool:
    """Return whether a text is the number of a hand-in, rather than the name of a file."""
    return len(text) == 2 * _NUMBER_BYTES and set(text) <= {*"0123456789abcdef"}


def file_of(number: str) -> Path:
    """Return the file of a hand-in. Raises SourceError when it is not there."""
    [*files] = folders.listed(folder() / get(number).number / _FILE)
    if len(files) != 1:
        raise SourceError(f"Van inzending {number} is het bestand er niet meer.")
    return files[0]


def put(path: Path, sender: str, catalog: Catalog, work: Path, is_bounded: bool = True) -> HandIn:
    """Let a file wait, and return its hand-in: that of before when the same one of this sender waits already.

    It is checked beside public copies alone (aside.py), as the sender may be anybody. Raises SourceError when it has
    mistakes, or, unless who decides hands it in (not `is_bounded`), when too many wait or come from this sender.
    """
    with aside.data_folder(work / "data"):
        checked = _checked(path, work / "inzending", catalog).checked
    if checked.mistakes:
        raise SourceError(f"{path.name} heeft fouten en is niet ingediend: {checked.mistakes[0]}")
    content = path.read_bytes()
    with _lock():
        folders.recover(folder())
        if duplicate := _same(path.name, content, sender):
            return duplicate
        if is_bounded:
            _require_room(sender, len(content))
        hand_in = HandIn(secrets.token_hex(_NUMBER_BYTES), path.name, checked.kind, sender, moments.stamp())
        with folders.aside(folder()) as aside_folder:
            (aside_folder / _FILE).mkdir()
            (aside_folder / _FILE / path.name).write_bytes(content)
            (aside_folder / hand_ins.STATE).write_text(hand_in.as_json(), encoding="utf-8")
            folders.put(aside_folder, folder() / hand_in.number)
        _remove_old()
    logs.log_event("Een bestand is ingediend", number=hand_in.number, kind=hand_in.kind)
    return hand_in


@contextmanager
def taking_over(number: str, decider: str, catalog: Catalog, work: Path) -> Iterator[HandIn]:
    """Write a waiting hand-in in data/lokaal and give its hand-in, for a build inside; only with the lock of a run.

    An error inside puts everything back as it was; of a process that ends there, `recover` does so. Raises SourceError
    when it does not wait, or has mistakes now, and then changes nothing.
    """
    hand_in = _open(number)
    content = _checked(file_of(number), work, catalog)
    if content.checked.mistakes or content.received is None:
        raise SourceError(f"{hand_in.name} heeft nu fouten: {' '.join(content.checked.mistakes[:1])}")
    new = placing.contents(content.received)
    place = folder() / number
    with _lock():
        changes.record(place, new)
        _begin(_open(number))
    try:
        changes.write(new)
        yield _decide(hand_in, "overgenomen", decider)
    except Exception as error:
        raise SourceError(f"{hand_in.name} is niet overgenomen{_repair(hand_in)} {_reason(error)}") from error
    (place / _UNFINISHED).unlink()


def refuse(number: str, decider: str, reason: str) -> HandIn:
    """Refuse a waiting hand-in with a reason, and return it. Raises SourceError without a reason."""
    if not reason.strip():
        raise SourceError("Schrijf waarom u dit afwijst.")
    with _lock():
        return _decide(_open(number), "afgewezen", decider, " ".join(reason.split())[:500])


@contextmanager
def undoing(number: str, decider: str) -> Iterator[HandIn]:
    """Put back in data/lokaal what was there before a hand-in was taken over, and give the hand-in, for a build inside;
    only with the lock of a run.

    An error inside takes it over again; of a process that ends there, `recover` completes it. Raises SourceError when
    it was not taken over, or when its files have changed since.
    """
    place = folder() / number
    with _lock():
        hand_in = _open(number, "overgenomen")
        current = changes.current(place)
        undone = _with_decision(hand_in, "teruggedraaid", decider)
        _begin(undone)
    try:
        changes.put_back(place)
        yield _save(undone)
    except Exception as error:
        try:
            changes.write(current)
            _save(hand_in)
            (place / _UNFINISHED).unlink()
        except OSError:
            raise SourceError(
                f"{hand_in.name} is maar half teruggedraaid. De volgende run maakt dat af. {_reason(error)}"
            ) from error
        raise SourceError(
            f"{hand_in.name} is niet teruggedraaid, en alles is zoals het was: {_reason(error)}"
        ) from error
    (place / _UNFINISHED).unlink()


def unfinished() -> list[HandIn]:
    """Return the hand-ins with a decision in progress, now or when the process ended, each in its resulting state."""
    marks = sorted(folder().glob(f"*/{_UNFINISHED}"))
    return [hand_in for mark in marks if (hand_in := hand_ins.read(mark))]


def recover() -> list[str]:
    """Repair what an interrupted process left while it took over or undid a hand-in, and return a Dutch line on each;
    requires the lock of a run."""
    interrupted = unfinished()
    for parent in (paths.local_folder(), paths.local_folder() / local_files.STORIES) if interrupted else ():
        with suppress(OSError):  # leftovers of another process are for another run
            folders.recover(parent)
    return [_recover(hand_in) for hand_in in interrupted]


def forget_withdrawn() -> list[str]:
    """Remove every copy of the stories that were withdrawn more than withdrawal.DAYS ago, and return a Dutch line on
    each; what stays is that there was a hand-in, and what was decided. Only with the lock of a run."""
    latest = moments.as_text(moments.now() - timedelta(days=withdrawal.DAYS))
    lines = []
    for hand_in in listed():
        if (hand_in.kind, hand_in.state) == (hand_ins.WITHDRAWAL, "overgenomen") and hand_in.decided_at < latest:
            try:
                lines += _forget_copies(hand_in)
            except (OSError, SourceError) as error:
                lines.append(f"Inzending {hand_in.number}, een intrekking, is niet te wissen. {_reason(error)}")
    return lines


def _forget_copies(withdrawn: HandIn) -> list[str]:
    paths_of_stories = {name for name in changes.names(folder() / withdrawn.number) if name.endswith(".md")}
    files = {Path(name).name for name in paths_of_stories}
    for hand_in in listed() if paths_of_stories else ():
        place = folder() / hand_in.number
        held = {name for path in folders.listed(place / _FILE) for name in withdrawal.stories_in(path)}
        if (
            hand_in.state != "wacht"
            and hand_in != withdrawn
            and (paths_of_stories & changes.names(place) or files & held)
        ):
            _empty(place)
    if paths_of_stories:  # last: after a kill the next run goes on with the others
        _empty(folder() / withdrawn.number)
    return [f"Een verhaal dat {withdrawal.DAYS} dagen geleden is ingetrokken, is nu ook uit de inzendingen gewist."] * (
        len(paths_of_stories)
    )


def _empty(place: Path) -> None:
    for path in folders.listed(place / _FILE):
        path.unlink()
    changes.forget(place)


def newest_taken_over() -> str:
    """Return the number of the hand-in that was taken over last. Raises SourceError without any."""
    accepted = [hand_in for hand_in in listed() if hand_in.state == "overgenomen"]
    if not accepted:
        raise SourceError("Er is geen overgenomen inzending om terug te draaien.")
    return max(accepted, key=lambda hand_in: hand_in.decided_at).number


def names_in_place(number: str) -> set[str]:
    """Return the names of the files in data/lokaal that a hand-in that was taken over wrote."""
    return {Path(name).name for name in changes.names(folder() / number)}


def _checked(path: Path, work: Path, catalog: Catalog) -> Content:
    with bounds.bounded(), bounds.in_time():
        return check.check(path, work, catalog)


@contextmanager
def _lock() -> Iterator[None]:
    """Within this context, keep others from deciding on or adding a hand-in. Raises SourceError on a timeout."""
    try:
        folder().mkdir(parents=True, exist_ok=True)
        with locks.hold(folder() / ".slot", _SECONDS):
            yield
    except Timeout:
        raise SourceError("Een ander is hier nu mee bezig. Probeer het over een minuut opnieuw.") from None
    except OSError as error:
        raise SourceError(reasons.message("De inzendingen", error)) from error


def _open(number: str, state: hand_ins.State = "wacht") -> HandIn:
    """Return a hand-in in this state without a decision in progress. Raises SourceError otherwise."""
    hand_in = get(number)
    if (folder() / number / _UNFINISHED).exists():
        raise SourceError(
            f"Met {hand_in.name} is nu een ander bezig. Wacht tot die klaar is. Blijft dit zo, dan werd dat "
            "onderbroken: de volgende run zet het recht."
        )
    if hand_in.state == state:
        return hand_in
    if state == "wacht":
        raise SourceError(f"{hand_in.name} is al {hand_in.state}.")
    raise SourceError(f"{hand_in.name} is niet overgenomen; er is niets terug te draaien.")


def _begin(when_it_ends_halfway: HandIn) -> None:
    place = folder() / when_it_ends_halfway.number
    folders.write(place / _UNFINISHED, when_it_ends_halfway.as_json().encode())


def _repair(hand_in: HandIn) -> str:
    """Restore the files from before a hand-in, which waits again, and return how that went."""
    try:
        changes.put_back(folder() / hand_in.number)
        _save(hand_in)
        (folder() / hand_in.number / _UNFINISHED).unlink()
    except (OSError, SourceError):
        return ", maar terugzetten lukte nog niet. De volgende run doet dat:"
    return ", en alles is zoals het was:"


def _recover(hand_in: HandIn) -> str:
    place = folder() / hand_in.number
    interruption = f"Het overnemen van {hand_in.name} (inzending {hand_in.number}) werd onderbroken."
    if hand_in.state == "teruggedraaid":
        interruption = f"Het terugdraaien van {hand_in.name} (inzending {hand_in.number}) werd onderbroken."
    try:
        foreign = changes.put_back(place)
        _save(hand_in)
        (place / _UNFINISHED).unlink()
        folders.recover(place)
    except (OSError, SourceError) as error:
        return f"{interruption} Terugzetten lukt nu niet. Elke run probeert het opnieuw. {_reason(error)}"
    changed = "".join(f" {name} is intussen met de hand veranderd, en bleef zo: kijk dat na." for name in foreign)
    if hand_in.state == "teruggedraaid":
        return f"{interruption} Dat is nu afgemaakt.{changed}"
    return f"{interruption} Alles is teruggezet zoals het was, en het wacht weer: neem het opnieuw over.{changed}"


def _with_decision(hand_in: HandIn, state: hand_ins.State, decider: str, reason: str = "") -> HandIn:
    at = moments.stamp()
    return replace(hand_in, state=state, decided_by=decider, decided_at=at, reason=reason)


def _decide(hand_in: HandIn, state: hand_ins.State, decider: str, reason: str = "") -> HandIn:
    return _save(_with_decision(hand_in, state, decider, reason))


def _save(hand_in: HandIn) -> HandIn:
    folders.write(folder() / hand_in.number / hand_ins.STATE, hand_in.as_json().encode())
    logs.log_event(f"Stand van een inzending: {hand_in.state}", number=hand_in.number, kind=hand_in.kind)
    return hand_in


def _reason(error: Exception) -> str:
    return reasons.message("Het bestand", error)


def _same(name: str, content: bytes, sender: str) -> HandIn | None:
    candidates = (hand_in for hand_in in _waiting() if (hand_in.name, hand_in.sender) == (name, sender))
    return next((hand_in for hand_in in candidates if file_of(hand_in.number).read_bytes() == content), None)


def _require_room(sender: str, size: int) -> None:
    """Raise SourceError when another hand-in of this size would be too many, or too large together."""
    all_of_one = [hand_in for hand_in in listed() if hand_in.sender == sender]
    yesterday = moments.as_text(moments.now() - timedelta(days=1))
    if sum(hand_in.handed_in_at > yesterday for hand_in in all_of_one) >= hand_ins.MOST_A_DAY_OF_ONE:
        raise SourceError(
            f"U heeft vandaag al {hand_ins.MOST_A_DAY_OF_ONE} bestanden ingediend. Morgen kan het weer. Haast? Vraag "
            "de beheerder."
        )
    waiting = _waiting()
    of_sender = [hand_in for hand_in in waiting if hand_in.sender == sender]
    for group, maximum, most_bytes in (
        (waiting, hand_ins.MOST_WAITING, hand_ins.MOST_WAITING_BYTES),
        (of_sender, hand_ins.MOST_WAITING_OF_ONE, hand_ins.MOST_WAITING_BYTES_OF_ONE),
    ):
        if len(group) >= maximum or size + sum(map(_size, group)) > most_bytes:
            raise SourceError(_FULL)


def _waiting() -> list[HandIn]:
    return [hand_in for hand_in in listed() if hand_in.state == "wacht"]


def _size(hand_in: HandIn) -> int:
    return sum(path.stat().st_size for path in folders.listed(folder() / hand_in.number / _FILE))


def _remove_old() -> None:
    """Remove hand-ins that were decided on long ago."""
    oldest = moments.as_text(moments.now() - timedelta(days=_DAYS_KEPT))
    decided = [hand_in for hand_in in listed() if hand_in.state != "wacht"]
    for hand_in in [*decided[_MOST_KEPT:], *(old for old in decided[:_MOST_KEPT] if old.decided_at < oldest)]:
        folders.remove(folder() / hand_in.number)
