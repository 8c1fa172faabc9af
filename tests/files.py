"""Lists the files and folders of the project, without those of tools."""

from collections.abc import Iterator
from pathlib import Path

SHOWN = {".ci", ".devcontainer", ".streamlit"}  # of hidden folders


def paths_of(folder: Path) -> Iterator[Path]:
    """Yield every file and folder below a folder."""
    for path in sorted(folder.iterdir()):
        if path.name == "__pycache__" or (path.is_dir() and path.name.startswith(".") and path.name not in SHOWN):
            continue
        yield path
        if path.is_dir():
            yield from paths_of(path)
