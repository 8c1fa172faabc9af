"""Writes files to a folder, all of them or none."""

import errno
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from veerkracht.core import reasons
from veerkracht.core.errors import DataError


def write(files: Mapping[str, bytes], folder: Path) -> list[Path]:
    """Write files by their name, in place of those that have it, and return their paths; the folder is made.

    All are written aside first, so that a full disk leaves the files of before and nothing half-written. Raises
    DataError when they cannot be written.
    """
    is_new = not folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in files:
            if (folder / name).is_dir():
                raise IsADirectoryError(errno.EISDIR, "", name)
        with TemporaryDirectory(prefix=".export-", dir=folder) as aside:
            for name, content in files.items():
                (Path(aside) / name).write_bytes(content)
            for name in files:
                os.replace(Path(aside) / name, folder / name)
    except OSError as error:
        if is_new:
            with suppress(OSError):
                folder.rmdir()
        raise DataError(
            f"In {folder} is niet te schrijven ({reasons.of(error)}). Er is niets veranderd. Kies een andere map met "
            "--map."
        ) from error
    return [folder / name for name in files]
