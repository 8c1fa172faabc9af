"""Tells a lock that cannot be made from one that another process has."""

from pathlib import Path


def require(path: Path, mode: int = 0o644) -> None:
    """Make the file of a lock unless it is there. Raises OSError when it cannot be made, which FileLock may take for a
    lock that is held."""
    if not path.exists():
        path.touch(mode)
