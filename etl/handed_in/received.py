"""Unpacks an untrusted file: what it may contain, how large, and under which names."""

import re
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from etl.own_figures import local_files
from etl.own_texts import pictures
from veerkracht.core import hand_ins, markup
from veerkracht.core.errors import SourceError

MOST_UNPACKED_BYTES = 20_000_000
_MOST_IN_ARCHIVE = 11  # a story and its ten photos
_LONGEST_NAME = 80
_SIGNS = re.compile(r"[\w .,()+-]+")  # of a name: none that leads to another folder or means something to a system
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)  # of Windows, with any ending
_FIGURES, _STORY, _ARCHIVE = (".csv", ".xlsx"), ".md", ".zip"
_EXPECTED = "Aanleveren kan: .xlsx en .csv (cijfers), .yaml (inspanningen, besluiten), .md en .zip (verhaal)"


@dataclass(frozen=True)
class Received:
    """An unpacked hand-in: its kind (a code of hand_ins.KINDS), its main file, and the photos of a story."""

    kind: str
    file: Path
    photos: tuple[Path, ...] = ()


def take(path: Path, folder: Path) -> Received:
    """Return the hand-in of a file, in a folder that is empty; photos in it have nothing but their image any more.

    Raises SourceError, in Dutch, for a file that is too large, of another kind, or that has anything in it that does
    not belong there.
    """
    if path.is_symlink() or not path.is_file():
        raise SourceError("dit is geen gewoon bestand")
    if not (size := path.stat().st_size):
        raise SourceError("het bestand is leeg; vul het sjabloon in")
    if size > hand_ins.MOST_BYTES:
        raise SourceError(f"het bestand is groter dan {hand_ins.MOST_BYTES // 1_000_000} MB; verdeel het over meer")
    require_name(path.name)
    suffix = path.suffix.lower()
    if suffix in _FIGURES:
        return Received(hand_ins.FIGURES, _write(folder / path.name, path.read_bytes()))
    if suffix == _STORY:
        return Received(hand_ins.STORY, _write(folder / local_files.STORIES / path.name, path.read_bytes()))
    if suffix in local_files.YAML:
        kinds = [name for name in (*local_files.TEXTS, hand_ins.WITHDRAWAL) if name in path.stem.lower()]
        if len(kinds) != 1:
            raise SourceError("geef het de naam inspanningen.yaml, besluiten.yaml, begroting.yaml of groepen.yaml")
        return Received(kinds[0], _write(folder / f"{kinds[0]}.yaml", path.read_bytes()))
    if suffix == _ARCHIVE:
        return _story(path, folder / local_files.STORIES)
    raise SourceError(f"de soort {suffix[:12] or 'zonder einde'} wordt niet gelezen. {_EXPECTED}")


def require_name(name: str) -> None:
    """Raise SourceError for the name of a file that is more than that, or that a run would not read."""
    plain = name.strip()
    if plain != name or not name or len(name) > _LONGEST_NAME or not _SIGNS.fullmatch(name) or _RESERVED.match(name):
        raise SourceError(
            f"geef het een gewone naam: letters, cijfers, spaties en streepjes, hoogstens {_LONGEST_NAME} tekens"
        )
    if name.lower().startswith((".", "sjabloon")):
        raise SourceError("geef het een naam die niet begint met een punt of met sjabloon")


def _story(path: Path, folder: Path) -> Received:
    """Return the story and the photos of an archive."""
    try:
        with zipfile.ZipFile(path) as archive:
            contents = dict(_contents(archive))
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, RuntimeError) as error:
        raise SourceError("het zip-bestand is beschadigd; maak het opnieuw") from error
    stories = [name for name in contents if name.lower().endswith(_STORY)]
    if len(stories) != 1:
        raise SourceError(f"in het zip-bestand hoort één verhaal (.md); er zijn er {len(stories)}")
    photos = [_write(folder / name, content) for name, content in contents.items() if name not in stories]
    for photo in photos:
        try:
            photo.write_bytes(pictures.sanitized(photo))
        except SourceError as error:
            raise SourceError(f"foto {photo.name!r} {error}") from error
    return Received(hand_ins.STORY, _write(folder / stories[0], contents[stories[0]]), tuple(photos))


def _contents(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    """Yield the files of an archive by name. The sizes that it declares are not trusted."""
    entries = archive.infolist()
    if len(entries) > _MOST_IN_ARCHIVE:
        raise SourceError(f"in het zip-bestand zitten {len(entries)} bestanden; hoogstens {_MOST_IN_ARCHIVE} kan")
    names = {entry.filename.lower() for entry in entries}
    if len(names) < len(entries):
        raise SourceError("in het zip-bestand hebben twee bestanden dezelfde naam")
    remaining = MOST_UNPACKED_BYTES
    for entry in entries:
        is_link = stat.S_ISLNK(entry.external_attr >> 16)
        if PurePosixPath(entry.filename).name != entry.filename or entry.is_dir() or is_link:
            raise SourceError("in het zip-bestand zitten mappen of verwijzingen; zet alleen de bestanden zelf erin")
        require_name(entry.filename)
        if not entry.filename.lower().endswith((_STORY, *markup.PICTURES)):
            raise SourceError(f"{entry.filename!r} hoort niet bij een verhaal; alleen .md, .jpg, .png en .webp")
        if entry.flag_bits & 1:
            raise SourceError("het zip-bestand heeft een wachtwoord; maak het zonder wachtwoord")
        with archive.open(entry) as file:
            content = file.read(remaining + 1)
        remaining -= len(content)
        if remaining < 0:
            raise SourceError(f"het zip-bestand is uitgepakt groter dan {MOST_UNPACKED_BYTES // 1_000_000} MB")
        yield entry.filename, content


def _write(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path
