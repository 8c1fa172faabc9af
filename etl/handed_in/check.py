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
    """A checked hand-in with its figures or text; neither when it cannot be unpacked."""

    checked: Checked
    received: Received | None = None
    figures: OwnFile | None = None
    text: OwnText | None = None


def check(path: Path, folder: Path, catalog: Catalog) -> Content:
    """Return the contents of a hand-in, unpacked in an empty folder, under its original file name; invalid contents
    raise no error."""
    try:
        received_file = received.take(path, folder)
        with parts.shared_names():
            content = _of(received_file, catalog)
        return replace(content, checked=replace(content.checked, name=path.name))
    except SourceError as error:
        return Content(Checked(path.name, "", (str(error),)))
    except Exception as error:  # unforeseen: the log says where
        return Content(Checked(path.name, "", (reasons.message("het bestand is niet te lezen", error),)))


def _of(hand_in: Received, catalog: Catalog) -> Content:
    if hand_in.kind == hand_ins.WITHDRAWAL:
        return _of_withdrawal(hand_in)
    return _of_figures(hand_in, catalog) if hand_in.kind == hand_ins.FIGURES else _of_text(hand_in, catalog)


def _of_withdrawal(hand_in: Received) -> Content:
    """Return a withdrawal; only whoever takes it over learns whether its story exists."""
    name = hand_in.file.name
    try:
        request = withdrawal.read(hand_in.file)
    except CatalogError as error:
        return Content(Checked(name, hand_in.kind, tuple(own_text.lines_of(error))), hand_in)
    return Content(
        Checked(name, hand_in.kind, summary=f"haal “{request.title}” weg", topics=(request.story_id,)), hand_in
    )


def _of_figures(hand_in: Received, catalog: Catalog) -> Content:
    result = intake.check(hand_in.file, catalog)
    rows = result.file.rows
    checked = Checked(
        hand_in.file.name,
        hand_in.kind,
        tuple(result.mistakes),
        tuple(result.doubts),
        intake.count(result.file),
        bool(result.file.internal),
        tuple(dict.fromkeys(rows["indicator_id"])),
        tuple(dict.fromkeys(rows["area_code"])) if "area_code" in rows else (),
        () if result.mistakes else contents.of_figures(result.file, catalog),
    )
    return Content(checked, hand_in, result.file)


def _of_text(hand_in: Received, catalog: Catalog) -> Content:
    text = kinds.check(hand_in.file, catalog)
    if text is None:
        raise SourceError("van deze soort tekst is niet te zeggen wat het is; gebruik een sjabloon")
    mistakes = [*text.mistakes, *text.left_out, *_unnamed(hand_in)]
    doubts = [f"het wordt niet getoond: {text.why_withdrawn}"] if text.why_withdrawn else [*text.doubts]
    checked = Checked(
        hand_in.file.name,
        hand_in.kind,
        tuple(mistakes),
        tuple(doubts),
        text.who if text.is_internal else "",
        text.is_internal,
        () if mistakes else _topics(hand_in, catalog),
    )
    if hand_in.kind == hand_ins.STORY and text.contents:
        story = contents.of_story(text, catalog)
        checked = replace(checked, rows=story.rows, body=story.body, photos=story.photos)
    elif hand_in.kind != hand_ins.STORY and not mistakes:
        checked = replace(checked, rows=contents.of_text(text))
    return Content(checked, hand_in, text=text)


def _unnamed(hand_in: Received) -> list[str]:
    """Return a line for each photo that the story does not show: nobody would notice that it is included."""
    words = hand_in.file.read_text(encoding="utf-8", errors="replace")
    return [f"foto {photo.name!r} staat niet in het verhaal; haal haar weg" for photo in hand_in.photos
            if f"({photo.name})" not in words]  # fmt: skip


def _topics(hand_in: Received, catalog: Catalog) -> tuple[str, ...]:
    """Return the ids of the texts in a file without mistakes."""
    match hand_in.kind:
        case hand_ins.STORY:
            return (hand_in.file.stem,)
        case hand_ins.EFFORTS:
            return tuple(effort.id for effort in efforts.read(hand_in.file, catalog))
        case _:
            return ()
