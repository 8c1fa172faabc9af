"""Writes both catalogue files, the shared one and the programme, with a modification."""

from pathlib import Path

import pytest

from veerkracht.core import paths

_SHARED = paths.CATALOG  # as the project has it, whatever a test reads instead


def write(folder: Path, *changes: tuple[str, str], count: int = 1) -> tuple[Path, Path]:
    """Write both files of the project in a folder and return their paths.

    Each change is an old text and a new one, `count` times (-1: every time), in the first of the two files that has it.
    """
    texts = [path.read_text(encoding="utf-8") for path in (_SHARED, paths.INCLUDED_PROGRAMME)]
    for old, new in changes:
        place = next((number for number, text in enumerate(texts) if old in text), None)
        assert place is not None, old
        texts[place] = texts[place].replace(old, new, count)
    places = folder / "indicators.yaml", folder / "programma.yaml"
    for path, text in zip(places, texts, strict=True):
        path.write_text(text, encoding="utf-8")
    return places


def use(patch: pytest.MonkeyPatch, folder: Path, *changes: tuple[str, str], count: int = 1) -> tuple[Path, Path]:
    """Let the project read both files from a folder, written with these changes."""
    places = write(folder, *changes, count=count)
    patch.setattr(paths, "CATALOG", places[0])
    patch.setenv("VEERKRACHT_PROGRAMMA", str(places[1]))
    return places
