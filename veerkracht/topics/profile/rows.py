"""The rows of a profile that are read as such, rather than as a frame."""

from typing import NamedTuple


class Observation(NamedTuple):
    """A figure of an area, or (a code of dutch.MISSING) why there is none: a row of queries.observations.

    A profile reads eight hundred of them, which as dataclasses takes as long as the query.
    """

    indicator_id: str
    period: str
    value: float | None
    lower: float | None
    upper: float | None
    margin_kind: str | None
    status: str | None
    missing: str | None
    snapshot_id: str | None
