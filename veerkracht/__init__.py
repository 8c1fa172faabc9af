"""The dashboard: data access, computation, charts and exports.

For a notebook or script, `veerkracht.read` returns the public figures as data frames (docs/data.md).
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from veerkracht.topics.data.frames import Figures, read

__all__ = ["Figures", "read"]


def __getattr__(name: str) -> object:
    """Return a public name, loaded when it is asked for: every module of the package runs this file."""
    if name not in __all__:
        raise AttributeError(f"module 'veerkracht' has no attribute {name!r}")
    from veerkracht.topics.data import frames

    return getattr(frames, name)
