"""The commands on hand-ins: requests from the dashboard are answered as JSON."""

import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from pathlib import Path

from etl.build import build
from etl.handed_in import aside, bounds, waiting
from etl.handed_in import check as hand_in_check
from etl.snapshots import stages
from veerkracht.catalog import catalog
from veerkracht.core import paths, run_log
from veerkracht.core.errors import SourceError, VeerkrachtError
from veerkracht.core.hand_ins import HandIn
from veerkracht.core.run_log import OWN_FILES


def check(path: Path | None, preview: Path | None) -> None:
    """Print as JSON what is in a hand-in (veerkracht.core.hand_ins.Checked), and build the database as it would be with
    a good one in `preview`, an empty folder, with a line for every stage of that before the answer. Bad content is in
    what is printed; raises VeerkrachtError when nothing can be looked at at all."""
    if path is None or not path.is_file():
        raise SourceError("Noem het bestand: python -m etl controleer BESTAND --json")
    content = catalog.load(paths.CATALOG)
    if preview:
        stages.expect(1 + build.STAGES)
        stages.begin("Het bestand nakijken")
    with bounds.bounded(), tempfile.TemporaryDirectory(prefix="veerkracht-") as work:
        folder = preview or Path(work) / "data"
        with aside.data_folder(folder):
            hand_in_content = hand_in_check.check(path.absolute(), Path(work) / "inzending", content)
            if preview and not hand_in_content.checked.mistakes:
                aside.show(hand_in_content, content)
    print(hand_in_content.checked.as_json(), flush=True)


def hand_in(path: Path | None, sender: str, is_bounded: bool = True) -> HandIn:
    """Let a file wait for a decision, and return its hand-in. Raises SourceError for one with mistakes, and, unless who
    decides hands it in, when too many wait."""
    if path is None or not path.is_file():
        raise SourceError("Noem het bestand: python -m etl indienen BESTAND")
    with tempfile.TemporaryDirectory(prefix="veerkracht-") as work:
        return waiting.put(path.absolute(), sender, catalog.load(paths.CATALOG), Path(work), is_bounded)


def take_over(named: Path | None, decider: str, update: Callable[[], int]) -> int:
    """Take over a hand-in, by its number or its file, and build; return the exit code of the build. Only with the lock
    of a run.

    `update` builds as a run without fetching. When the build or the file fails, data/lokaal is as it was and
    VeerkrachtError is raised; the database is the previous one all the while.
    """
    if named is None:
        raise SourceError("Noem het bestand of het nummer: python -m etl overnemen BESTAND")
    if not named.is_file() and not waiting.is_number(str(named)):
        raise SourceError(f"{named} is er niet. Noem een bestand, of het nummer van een inzending.")
    stages.expect(2 + build.STAGES)
    stages.begin("Het bestand nakijken")
    number = hand_in(named, decider, is_bounded=False).number if named.is_file() else str(named)
    with tempfile.TemporaryDirectory(prefix="veerkracht-") as work:
        return _carry_out(waiting.taking_over(number, decider, catalog.load(paths.CATALOG), Path(work)), update)


def undo(number: Path | None, decider: str, update: Callable[[], int]) -> int:
    """Put back what was there before a hand-in, by default the last that was taken over, build, and return the exit
    code of the build; when that fails, the hand-in is as it was. Only with the lock of a run."""
    return _carry_out(waiting.undoing(str(number) if number else waiting.newest_taken_over(), decider), update)


def _carry_out(decision: AbstractContextManager[HandIn], update: Callable[[], int]) -> int:
    """Build with a decision, and return the exit code; when that fails, build once more without it, so that nothing
    that was accepted of it stays."""
    has_begun = False
    try:
        with decision as hand_in:
            has_begun = True
            code = update()
            if hand_in.state == "overgenomen" and (failed := _failed(hand_in)):
                raise SourceError(failed)
        return code
    except VeerkrachtError:
        if has_begun:
            with suppress(VeerkrachtError):
                update()
        raise


def _failed(accepted: HandIn) -> str:
    """Return why the last run refused the file of a hand-in, '' when it did not."""
    *_, last = run_log.read(paths.fetched_folder())
    names = waiting.names_in_place(accepted.number)
    attempts = [attempt for attempt in last.attempts if attempt.source_id == OWN_FILES and attempt.table_id in names]
    return " ".join(attempt.message for attempt in attempts if attempt.outcome == "mislukt")
