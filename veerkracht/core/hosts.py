"""Lists the host names that the dashboard accepts, so that no other site can reach it under a name of its own.

A site can point its own name at a machine inside the town hall (DNS rebinding). It cannot do so with an IP address, or
with a name without a dot, such as localhost: those are always accepted.
"""

import os
from ipaddress import ip_address
from urllib.parse import urlsplit

_ANY = "*"


def is_own(host: str | None, address: str = "") -> bool:
    """Return whether a request with this Host header is answered.

    `VEERKRACHT_HOSTS` lists the allowed names, separated by spaces, `*.gemeente.nl` for all subdomains and `*` for any;
    the host in the dashboard's own address is also allowed if a login returns to it.
    """
    name = _name_of(host)
    if name is None:
        return False
    if "." not in name or _is_address(name):
        return True
    names = [*os.environ.get("VEERKRACHT_HOSTS", "").lower().split(), urlsplit(address).hostname or ""]
    return any(
        allowed in (_ANY, name) or (allowed.startswith("*.") and name.endswith(allowed[1:])) for allowed in names
    )


def _name_of(host: str | None) -> str | None:
    """Return the name in a Host header, without its port; None when it is none."""
    try:
        parts = urlsplit(f"//{host or ''}")
        _ = parts.port  # raises ValueError when it is no number
    except ValueError:
        return None
    if not parts.hostname or parts.netloc != host or "@" in host:
        return None
    return parts.hostname.rstrip(".")


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
