"""Records which logins have ended, so that their cookies are no longer accepted: Streamlit only clears the browser.

The processes on one data folder share a file with a fingerprint of each login until it would have expired.
"""

import hashlib
import json
import time
from collections.abc import Mapping
from pathlib import Path

from veerkracht.core import locks, logs, paths

_CLAIMS = ("iss", "sub", "iat", "nonce")  # claims that identify a login
_LOCK_SECONDS = 5
# the expiry of each fingerprint; kept here even if the file cannot be written
_here: dict[str, float] = {}
_read: tuple[object, dict[str, float]] = (None, {})  # the version of the file that was read, and its content


def end(claims: Mapping[str, object], seconds: float) -> None:
    """End the login of a user with these claims, which would otherwise last at most this many seconds."""
    _here[_fingerprint(claims)] = time.time() + seconds
    path = _file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with locks.hold(path.with_suffix(".lock"), _LOCK_SECONDS, mode=0o600):
            logins = {
                fingerprint: until for fingerprint, until in {**_in_file(), **_here}.items() if until > time.time()
            }
            partial = path.with_suffix(".nieuw")
            partial.touch(0o600)
            partial.write_text(json.dumps(logins), encoding="utf-8")
            partial.replace(path)
    except OSError as error:
        logs.log_error("Wie uitlogde, is alleen in dit proces uitgelogd: dat is niet op te schrijven", error)


def has_ended(claims: Mapping[str, object]) -> bool:
    """Return whether the login of a user with these claims was ended."""
    fingerprint = _fingerprint(claims)
    return fingerprint in _here or fingerprint in _in_file()


def _in_file() -> dict[str, float]:
    """Return the fingerprints in the file; it is read again only if it has changed."""
    global _read
    try:
        state = _file().stat()
        version = (str(_file()), state.st_mtime_ns, state.st_size, state.st_ino)
        if _read[0] != version:
            _read = version, json.loads(_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return _read[1]


def _file() -> Path:
    return paths.fetched_folder() / ".uitgelogd.json"  # with a dot: builds skip it


def _fingerprint(claims: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps([claims.get(name) for name in _CLAIMS], default=str).encode()).hexdigest()
