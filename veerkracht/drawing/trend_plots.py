"""A time series as a plot: a line per area with the path to its target, or bars if there are too few figures."""

from collections.abc import Mapping, Sequence

from veerkracht.core import periods
from veerkracht.drawing.chart import Json, Subject
from veerkracht.drawing.plot import FEWEST_OF_A_LINE, Plot, Series, Values, margins


def trend(
    rows: Sequence[Json], paths: Sequence[Json], names: Mapping[str, str], colors: Mapping[str, str], subject: Subject
) -> Plot:
    """Return a time series with the paths to targets; as bars if no area has enough figures for a line.

    `rows` have area_code, period, year, value, lower, upper and run: a line joins those of one run. `paths` have
    area_code, baseline_year, baseline, target_year and target.
    """
    counts = [sum(row["area_code"] == code for row in rows) for code in colors]
    make = _lines if max(counts, default=0) >= FEWEST_OF_A_LINE else _bars
    return make(rows, paths, names, colors, subject)


def _lines(
    rows: Sequence[Json], paths: Sequence[Json], names: Mapping[str, str], colors: Mapping[str, str], subject: Subject
) -> Plot:
    """Return a line per run over all years, or months, between the first and the last."""
    in_a_year = 12 if any("-" in row["period"] for row in rows) else 1

    def place(year: float) -> int:
        return int(year * in_a_year)  # of a month `year` is its middle

    ends = [place(path[year]) for path in paths for year in ("baseline_year", "target_year")]
    every = [*(place(row["year"]) for row in rows), *ends]
    first, last = min(every), max(every)
    labels = {place(row["year"]) - first: periods.parse(row["period"]).label for row in rows}
    categories = tuple(labels.get(at, str((at + first) // in_a_year) if in_a_year == 1 else _month(at + first))
                       for at in range(last - first + 1))  # fmt: skip

    def spread(values: Mapping[int, float | None]) -> Values:
        return tuple(values.get(at + first) for at in range(len(categories)))

    series = []
    for code, color in colors.items():
        of_area = [row for row in rows if row["area_code"] == code]
        for run in dict.fromkeys(row["run"] for row in of_area):
            joined = {place(row["year"]): row for row in of_area if row["run"] == run}
            value, lower, upper = (spread({at: row[field] for at, row in joined.items()})
                                   for field in ("value", "lower", "upper"))  # fmt: skip
            series.append(Series(names[code], value, color, "line", *margins(lower, upper)))
        for path in paths:
            if path["area_code"] == code:
                points = {place(path["baseline_year"]): path["baseline"], place(path["target_year"]): path["target"]}
                series.append(Series(f"Pad {names[code]}", spread(points), color, "path"))
    return Plot(categories, tuple(series), subject.unit, subject.decimals)


def _bars(
    rows: Sequence[Json], paths: Sequence[Json], names: Mapping[str, str], colors: Mapping[str, str], subject: Subject
) -> Plot:
    """Return a bar per area in each period with a figure, in the year of its target, and at the start of its path if it
    has no figure for that year."""
    moments = list(dict.fromkeys(row["period"] for row in sorted(rows, key=lambda row: row["year"])))
    measured = {(row["area_code"], int(row["year"])) for row in rows}
    starts = [path for path in paths if (path["area_code"], int(path["baseline_year"])) not in measured]
    begun = sorted({path["baseline_year"] for path in starts})
    targets = sorted({path["target_year"] for path in paths})
    series = []
    for code, color in colors.items():
        figures = {row["period"]: row for row in rows if row["area_code"] == code}
        first = {path["baseline_year"]: path["baseline"] for path in starts if path["area_code"] == code}
        aims = {path["target_year"]: path["target"] for path in paths if path["area_code"] == code}
        value, lower, upper = (tuple(figures[moment][field] if moment in figures else None for moment in moments)
                               for field in ("value", "lower", "upper"))  # fmt: skip
        if figures or aims:
            before, after = (None,) * len(begun), (None,) * len(targets)
            bounds = margins(before + lower + after, before + upper + after)
            values = (*map(first.get, begun), *value, *map(aims.get, targets))
            series.append(Series(names[code], values, color, "bar", *bounds))
    labels = [*(f"nulmeting {int(year)}" for year in begun), *(periods.parse(moment).label for moment in moments)]
    categories = (*labels, *(f"doel {year}" for year in targets))
    return Plot(categories, tuple(series), subject.unit, subject.decimals)


def _month(number: int) -> str:
    return periods.Period(number // 12, number // 12, number % 12 + 1).label
