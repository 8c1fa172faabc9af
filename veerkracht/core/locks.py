"""Uses a file as a lock, and distinguishes a lock held by another process from one that cannot be taken."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

ADVICE = "Zet de map met cijfers en de database op een schijf die dat kan, zoals een eigen schijf van deze machine"
_PROBE = ".proef"


@contextmanager
def hold(path: Path, timeout: float, mode: int = 0o644) -> Iterator[None]:
    """Hold a lock, which the system releases when the process ends in any way.

    Raises Timeout when another process has it that long, and OSError when it cannot be made, or when the disk locks no
    files at all; its errno is then ENOLCK. FileLock alone may take either for a lock that is held.
    """
    if not path.exists():
        path.touch(mode)
    lock = FileLock(path, timeout=timeout, mode=mode)
    try:
        lock.acquire()
    except Timeout:
        _require_locking(path)
        raise
    try:
        yield
    finally:
        lock.release()


def is_refused(error: OSError) -> bool:
    """Return whether the disk does not support locks, rather than the folder not being writable."""
    return error.errno in (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP)


def _require_locking(path: Path) -> None:
    """Raise OSError when a file of this process alone cannot be locked beside the one at `path`: some network disks
    answer every lock as if another had it."""
    probe = path.with_name(f"{path.name}{_PROBE}{os.getpid()}")
    try:
        with FileLock(probe, timeout=0):
            return
    except Timeout:
        raise OSError(errno.ENOLCK, "this disk locks no files", str(path)) from None
    finally:
        probe.unlink(missing_ok=True)
