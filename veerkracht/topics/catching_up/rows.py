"""Rows that the page Halen we in? reads."""

from typing import NamedTuple

from veerkracht.core.codes import MarginKind


class Known(NamedTuple):
    """A figure of a year: one row of queries.known; `edition` is the table and edition that it is from."""

    indicator_id: str
    period: str
    value: float
    lower: float | None
    upper: float | None
    margin_kind: MarginKind | None
    numerator: float | None
    denominator: float | None
    edition: str
