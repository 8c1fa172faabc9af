"""Checks a single hand-in, in a separate data folder (aside.py)."""

from dataclasses import dataclass, replace
from pathlib import Path

from etl.handed_in import contents, received, withdrawal
from etl.handed_in.received import Received
from etl.own_figures import intake
from etl.own_figures.figures import OwnFile
from etl.own_texts import efforts, kinds, own_text, parts
from etl.own_texts.own_text import OwnText
from veerkracht.catalog.catalog import Catalog
from veerkracht.core import hand_ins, reasons
from veerkracht.core.errors import CatalogError, SourceError
from veerkracht.core.hand_ins import Checked


@dataclass(frozen=True)
class Content:
    """A checked hand-in with what it holds: figures or a text; neither when it cannot be taken apart."""

    checked: Checked
    received: Received | None = None
    figures: OwnFile | None = None
    text: OwnText | None = None


def check(path: Path, folder: Path, catalog: Catalog) -> Content:
    """Return what is in a hand-in, taken apart in an empty folder, under the name of its file as it came; bad content
    raises nothing."""
    try:
        taken = received.take(path, folder)
        with parts.shared_names():
            content = _of(taken, catalog)
        return replace(content, checked=replace(content.checked, name=path.name))
    except SourceError as error:
        return Content(Checked(path.name, "", (str(error),)))
    except Exception as error:  # that nobody foresaw: the log says where
        return Content(Checked(path.name, "", (reasons.message("het bestand is niet te lezen", error),)))


def _of(taken: Received, catalog: Catalog) -> Content:
    if taken.kind == hand_ins.WITHDRAWAL:
        return _of_withdrawal(taken)
    return _of_figures(taken, catalog) if taken.kind == hand_ins.FIGURES else _of_text(taken, catalog)


def _of_withdrawal(taken: Received) -> Content:
    """Return a withdrawal; whether its story is there is told to who takes it over alone."""
    name = taken.file.name
    try:
        found = withdrawal.read(taken.file)
    except CatalogError as error:
        return Content(Checked(name, taken.kind, tuple(own_text.lines_of(error))), taken)
    return Content(Checked(name, taken.kind, summary=f"haal “{found.title}” weg", topics=(found.story_id,)), taken)


def _of_figures(taken: Received, catalog: Catalog) -> Content:
    found = intake.check(taken.file, catalog)
    rows = found.file.rows
    checked = Checked(
        taken.file.name,
        taken.kind,
        tuple(found.mistakes),
        tuple(found.doubts),
        intake.count(found.file),
        bool(found.file.internal),
        tuple(dict.fromkeys(rows["indicator_id"])),
        tuple(dict.fromkeys(rows["area_code"])) if "area_code" in rows else (),
        () if found.mistakes else contents.of_figures(found.file, catalog),
    )
    return Content(checked, taken, found.file)


def _of_text(taken: Received, catalog: Catalog) -> Content:
    text = kinds.check(taken.file, catalog)
    if text is None:
        raise SourceError("van deze soort tekst is niet te zeggen wat het is; gebruik een sjabloon")
    mistakes = [*text.mistakes, *text.left_out, *_unnamed(taken)]
    doubts = [f"het wordt niet getoond: {text.why_withdrawn}"] if text.why_withdrawn else [*text.doubts]
    checked = Checked(
        taken.file.name,
        taken.kind,
        tuple(mistakes),
        tuple(doubts),
        text.who if text.is_internal else "",
        text.is_internal,
        () if mistakes else _topics(taken, catalog),
    )
    if taken.kind == hand_ins.STORY and text.contents:
        rows, body, photos = contents.of_story(text, catalog)
        checked = replace(checked, rows=rows, body=body, photos=photos)
    elif taken.kind != hand_ins.STORY and not mistakes:
        checked = replace(checked, rows=contents.of_text(text))
    return Content(checked, taken, text=text)


def _unnamed(taken: Received) -> list[str]:
    """Return a line for each photo that the story does not show: nobody would see that it goes along."""
    words = taken.file.read_text(encoding="utf-8", errors="replace")
    return [f"foto {photo.name!r} staat niet in het verhaal; haal haar weg" for photo in taken.photos
            if f"({photo.name})" not in words]  # fmt: skip


def _topics(taken: Received, catalog: Catalog) -> tuple[str, ...]:
    """Return the ids of the texts in a file without mistakes."""
    match taken.kind:
        case hand_ins.STORY:
            return (taken.file.stem,)
        case hand_ins.EFFORTS:
            return tuple(effort.id for effort in efforts.read(taken.file, catalog))
        case _:
            return ()
