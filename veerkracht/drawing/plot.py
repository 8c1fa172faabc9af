"""The figures that a chart draws, for file formats with their own charts, such as PowerPoint."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Form = Literal["line", "path", "level", "dot", "bar"]
Values = tuple[float | None, ...]
_OTHERS = "#6b7780"
FEWEST_OF_A_LINE = 3  # figures: a line through only two looks like a trend


@dataclass(frozen=True)
class Series:
    """Figures with one name, one per category, None without a figure; `lower` and `upper` are their margins, or ().

    A line joins its figures, also across categories without one; lines with the same name are separate segments. A path
    leads to a target, and a level is a reference for the figures.
    """

    name: str
    values: Values
    color: str
    form: Form
    lower: Values = ()
    upper: Values = ()


@dataclass(frozen=True)
class Plot:
    """Series over the same categories: years or months from left to right, or names; `category_title` describes them
    unless they speak for themselves."""

    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str
    decimals: int
    category_title: str = ""

    @property
    def forms(self) -> set[Form]:
        """Return the forms of the series."""
        return {series.form for series in self.series}


@dataclass(frozen=True)
class Dot:
    """A figure of an area among those of others."""

    area_code: str
    name: str
    value: float
    lower: float | None = None
    upper: float | None = None


def ranked(dots: Iterable[Dot], colors: Mapping[str, str], levels: Sequence[Series], unit: str, decimals: int) -> Plot:
    """Return the figures of buurten from low to high, with a separate series for each with a colour; `levels` are
    constant: only their first value is used."""
    ordered = sorted(dots, key=lambda dot: (dot.value, dot.name))
    count = len(ordered)

    def series(name: str, codes: Iterable[str], color: str) -> Series:
        in_series = set(codes)
        value, lower, upper = (
            tuple(getattr(dot, field) if dot.area_code in in_series else None for dot in ordered)
            for field in ("value", "lower", "upper")
        )
        return Series(name, value, color, "dot", *margins(lower, upper))

    unnamed = [dot.area_code for dot in ordered if dot.area_code not in colors]
    named = [series(dot.name, [dot.area_code], colors[dot.area_code]) for dot in ordered if dot.area_code in colors]
    held = [Series(level.name, level.values[:1] * count, level.color, "level") for level in levels]
    all_series = (*([series("Andere buurten", unnamed, _OTHERS)] if unnamed else []), *named, *held)
    title = f"{count} gebieden, van laag naar hoog"
    return Plot(tuple(dot.name for dot in ordered), all_series, unit, decimals, title)


def margins(lower: Values, upper: Values) -> tuple[Values, Values]:
    """Return the margins of a series, or () twice if no figure has one."""
    return (lower, upper) if any(value is not None for value in lower) else ((), ())
