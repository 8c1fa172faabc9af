"""Rows that the page Halen we in? reads."""

from typing import NamedTuple

from veerkracht.core.codes import MarginKind


class YearFigure(NamedTuple):
    """A figure of a year, as in queries.of_indicator; `edition` is its table and the edition of it."""

    area_code: str
    period: str
    value: float
    lower: float | None
    upper: float | None
    margin_kind: MarginKind | None
    numerator: float | None
    denominator: float | None
    edition: str
