"""Decides which files of data/lokaal a run reads, and why it skips the others."""

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

from etl.snapshots import folders
from veerkracht.core import dutch, names, paths
from veerkracht.core.errors import SourceError

TEXTS = ("inspanningen", "begroting", "besluiten", "groepen")  # the own texts that are one YAML file each
STORIES = "verhalen"
YAML = (".yaml", ".yml")

_TEMPLATE = "sjabloon"
_HIDDEN = "."
_OPEN = ("~$", ".~lock.")  # created by Office and LibreOffice beside an open file
_SKIPPED = (_TEMPLATE, _HIDDEN, *_OPEN)
_READ = (".csv", ".xlsx", ".md", *YAML)
# the programme, a frozen reference, explanations, and what Windows puts in a folder
_OTHERS = (paths.PROGRAMME, paths.REFERENCE)
_BY_NAME = (*_OTHERS, "readme.md", "thumbs.db", "desktop.ini")
_ALIKE = 0.75  # cutoff of get_close_matches
_OF_FIGURES = (".csv", ".xlsx", ".xls", ".xlsb", ".xlsm", ".ods", ".numbers")


def figures(folder: Path) -> list[Path]:
    """Return the files of own figures in a folder, sorted by name, also those of a kind that cannot be read.

    README.md, templates, hidden and lock files, subfolders and the own texts are skipped. Symbolic links are listed,
    for them to be refused. Raises SourceError when the folder cannot be read, as the three below do.
    """
    files = (path for path in folders.listed(folder) if _is_listed(path))
    listed = (path for path in files if not path.name.lower().startswith(_SKIPPED))
    return [path for path in listed if path.name.lower() not in _BY_NAME and not _text_of(path)]


def texts(name: str) -> list[Path]:
    """Return the files in data/lokaal with an own text of this name, in capitals or not, ending in .yaml or .yml."""
    return [path for path in folders.listed(paths.local_folder()) if _is_listed(path) and _text_of(path) == name]


def require_no_link(path: Path) -> None:
    """Raise SourceError for a symbolic link, or a file in a linked folder: it may lead to any file that the service can
    read."""
    if path.is_symlink():
        raise SourceError("dit is een verwijzing naar een ander bestand; zet het bestand zelf in de map")
    if path.parent.is_symlink() and path.parent.parent.resolve() == paths.local_folder().resolve():
        raise SourceError(f"{path.parent.name} verwijst naar een andere map; maak er een gewone map van")


def stories() -> list[Path]:
    """Return the files in data/lokaal/verhalen by name, also pictures, without templates, the README and folders."""
    listed = (path for path in folders.listed(paths.local_folder() / STORIES) if not path.is_dir())
    return [path for path in listed if not path.name.lower().startswith((*_SKIPPED, *_BY_NAME))]


def why_passed_over(path: Path) -> str:
    """Return in Dutch why a run does not read a file with this name at this place, '' when it does. A file outside
    data/lokaal is judged by its name."""
    name, suffix = path.name.lower(), path.suffix.lower()
    folder, local = path.parent.resolve(), paths.local_folder().resolve()
    if name.startswith(_OPEN):
        return "dit is een tijdelijk bestand: iemand heeft het echte nog open; sla dat op en sluit het"
    if name.startswith((_TEMPLATE, _HIDDEN)):
        start = _TEMPLATE if name.startswith(_TEMPLATE) else "een punt"
        return f"de naam begint met {start}, en dan wordt het niet overgenomen; geef het een andere naam"
    if local in folder.parents and folder != local / STORIES:
        return f"bestanden in de map {folder.name} worden niet overgenomen; zet het in {paths.local_folder()}"
    if suffix == ".md" and folder == local:
        return f"een verhaal hoort in de map {STORIES}; zet het daar"
    if name in _OTHERS:
        return "" if path.with_name(name).exists() else intended_name(path)
    if folder != local / STORIES and suffix not in _OF_FIGURES and not _text_of(path):
        if near := intended_name(path):
            return near
        if suffix in YAML:
            allowed = dutch.joined([f"{text}.yaml" for text in TEXTS])
            return f"alleen {allowed} worden overgenomen; geef het die naam, of haal het uit de map"
    return ""


def intended_name(path: Path) -> str:
    """Return in Dutch which known name an unread file or folder resembles, '' for none.

    Figures may have any name: of their file types only the name of the reference is compared.
    """
    stem = names.folded(path.name).partition(".")[0]
    files = {Path(name).stem: name for name in (*(f"{text}.yaml" for text in TEXTS), *_OTHERS)}
    if path.is_dir():
        files = {STORIES: STORIES}
    elif path.suffix.lower() in _OF_FIGURES:
        files = {Path(paths.REFERENCE).stem: paths.REFERENCE}
    if path.name in files.values():
        return ""
    for word in ([word for word in files if word in stem] or get_close_matches(stem, files, 1, _ALIKE))[:1]:
        right, noun = path.with_name(files[word]), "de map" if path.is_dir() else "het"
        if right.exists() and not right.samefile(path):
            return f"bedoelde u {right.name}? Zet alles daarin, of haal {noun} weg"
        return f"bedoelde u {right.name}? Geef {noun} die naam, of haal {noun} weg"
    return ""


def passed_over() -> list[str]:
    """Return a Dutch line for each file and folder in data/lokaal that a run does not read, except templates and files
    that the computer itself puts there."""
    folder = paths.local_folder()
    return [line for place in (folder, folder / STORIES) for line in _passed_over_in(place)]


def _passed_over_in(folder: Path) -> Iterator[str]:
    for path in folders.listed(folder):
        name = path.name.lower()
        printable = path.name.encode("utf-8", "replace").decode()
        if path.is_symlink() and path.is_dir():
            advice = "maak er een gewone map van" if name == STORIES else f"zet wat mee moet in {folder}"
            yield f"{printable} is niet gelezen: het verwijst naar een andere map; {advice}."
        elif path.is_dir():
            count = sum(inner.is_file() for inner in path.rglob("*"))
            if count and path != paths.local_folder() / STORIES and not name.startswith(_HIDDEN):
                files = "staat 1 bestand" if count == 1 else f"staan {count} bestanden"
                advice = intended_name(path) or f"zet wat mee moet in {folder}"
                yield f"de map {printable} wordt niet gelezen, en daarin {files}; {advice}."
        elif not _is_listed(path):
            yield f"{printable} is niet gelezen: het is geen gewoon bestand."
        elif (name.startswith((_TEMPLATE, _HIDDEN)) and _is_of_user(name)) or (
            (name.startswith(_OPEN) or name in _OTHERS) and why_passed_over(path)
        ):
            yield f"{printable} is niet gelezen: {why_passed_over(path)}."


def _is_listed(path: Path) -> bool:
    return path.is_file() or (path.is_symlink() and not path.is_dir())


def _is_of_user(name: str) -> bool:
    """Return whether a skipped file, by its name, was filled in by somebody: not an untouched template, nor a companion
    file of macOS."""
    templates = (*(f"{_TEMPLATE}{suffix}" for suffix in _READ), *(f"{_TEMPLATE} {text}.yaml" for text in TEXTS))
    return name.endswith(_READ) and name not in templates and not name.startswith("._")


def _text_of(path: Path) -> str:
    """Return the kind of own text that a file contains by its name, '' for another file."""
    stem = path.stem.lower()
    return stem if stem in TEXTS and path.suffix.lower() in YAML else ""
