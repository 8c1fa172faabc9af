"""The Veerkracht map of one year: every buurt with its cell, colour and description, and the computation behind it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date

import pandas as pd

from veerkracht.core import dutch
from veerkracht.core.codes import Scale
from veerkracht.database import queries
from veerkracht.database.query import Query, cached
from veerkracht.database.rows import typed
from veerkracht.drawing import exhibits
from veerkracht.method import class_breaks, resilience
from veerkracht.topics.resilience_map import queries as resilience_queries

# light to blue for the horizontal axis, light to orange for the vertical one, mixed in Lab between the four corners; at
# least 23 apart (CIE76) for every kind of colour blindness in the simulation of Machado and others (2009)
COLORS = {
    "A1": "#f6f3ee", "A2": "#9eb0d0", "A3": "#3573b1",
    "B1": "#f9cb91", "B2": "#a18378", "B3": "#4c425d",
    "C1": "#eda52e", "C2": "#905824", "C3": "#3d1414",
}  # fmt: skip
INK = {cell: "#ffffff" if cell in ("A3", "B3", "C2", "C3") else "#141414" for cell in COLORS}
SCALES: dict[Scale, str] = {"linear": "het cijfer", "log": "logaritme van het cijfer"}
SUMS = (
    "jaar", "gebiedscode", "gebied", "onderwerp", "eenheid", "periode", "cijfer", "reden ontbreken", "as", "schaal",
    "cijfer op de schaal", "teken", "gemiddelde", "afwijking", "z", "afkapping", "z afgekapt", "fout van z",
    "deel nodig", "score", "fout van score", "grens laag", "grens hoog", "klasse", "vak", "twijfel", "reden geen vak",
)  # fmt: skip
_AVERAGE = " dan gemiddeld"
_FADED = 0.8  # share of white in what is not chosen


@dataclass(frozen=True)
class Settings:
    """How to compute the map: the row of resilience_queries.settings."""

    reference_year: int
    minimum_inhabitants: int
    frozen_on: date
    cut: float
    share_needed: float
    max_age: int
    problem: str


@dataclass(frozen=True)
class Axis:
    """An axis: its name, its three classes in ascending order and the two bounds between them; a row of its query."""

    axis: str
    label: str
    scale: Scale
    class_names: tuple[str, str, str]
    low_bound: float
    high_bound: float
    reason: str

    @property
    def bounds(self) -> tuple[float, float]:
        """Return the scores at which the second and the third class begin."""
        return self.low_bound, self.high_bound

    def words(self, place: int) -> str:
        """Return the name of a class: 'veel meer dan gemiddeld'."""
        return self.class_names[place - 1]

    def short(self, place: int) -> str:
        """Return the name of a class next to an axis that names its reference: 'veel meer'."""
        return self.words(place).removesuffix(_AVERAGE)

    def range(self, place: int) -> str:
        """Return the scores of a class: 'tot −0,4', '−0,4 tot 0,4', 'vanaf 0,4'."""
        low, high = (bound(score) for score in self.bounds)
        return (f"tot {low}", f"{low} tot {high}", f"vanaf {high}")[place - 1]


@dataclass(frozen=True)
class Score:
    """The position of a buurt on an axis: its score with its standard error, and its class; None without enough
    figures."""

    value: float | None
    error: float | None
    place: int | None


@dataclass(frozen=True)
class Buurt:
    """A buurt in one year: a row of resilience_queries.cells. Without a cell it has a reason."""

    year: int
    area_code: str
    name: str
    cell: str | None
    doubts: tuple[str, ...]
    reason: str
    x: float | None
    x_error: float | None
    x_class: int | None
    y: float | None
    y_error: float | None
    y_class: int | None

    @property
    def scores(self) -> tuple[Score, Score]:
        """Return the scores on the horizontal and the vertical axis."""
        return Score(self.x, self.x_error, self.x_class), Score(self.y, self.y_error, self.y_class)

    @property
    def possible(self) -> set[str]:
        """Return the cells that the buurt may be in: its own, and those within one standard error."""
        return set(self.doubts) if self.cell is None else {self.cell, *self.doubts}


@dataclass(frozen=True)
class Step(Buurt):
    """A buurt in one of its years with a cell, and what changed since the previous year.

    The two are comparable if the same measures count (`is_same`); on an axis with a figure of another period than in
    the previous year the figures are new. A change `is_visible` if no cell fits both years, given the doubt of each.
    """

    is_first: bool
    is_same: bool
    is_new_x: bool
    is_new_y: bool
    is_visible: bool


@dataclass(frozen=True)
class Measure:
    """A measure of an axis: a row of resilience_queries.measures. It does not count if it has a reason in `why_not`."""

    axis: str
    indicator_id: str
    sign: int
    mean: float | None
    deviation: float | None
    why_not: str
    label: str
    unit: str
    decimals: int


@dataclass(frozen=True)
class Figure:
    """The figure of a buurt for a measure: a row of resilience_queries.figures."""

    area_code: str
    axis: str
    indicator_id: str
    period: str | None
    value: float | None
    scaled: float | None
    z: float | None
    counted: float | None
    error: float | None
    why_not: str
    margin_kind: str | None
    status: str | None


@dataclass(frozen=True, eq=False)
class View:
    """The map of one year: its buurten by name, the measures, and the figures of those that count.

    `history` has the rows of resilience_queries.cells of all years; `small` are the buurten with few inhabitants.
    """

    year: int
    settings: Settings
    axes: tuple[Axis, Axis]
    buurten: tuple[Buurt, ...]
    measures: tuple[Measure, ...]
    figures: tuple[Figure, ...]
    small: frozenset[str]
    history: pd.DataFrame

    @property
    def cells(self) -> pd.DataFrame:
        """Return the buurten for a chart: one row each with the fields of Buurt, color and text."""
        return pd.DataFrame([
            {**vars(buurt), "color": color(buurt.cell), "text": in_words(self, buurt)} for buurt in self.buurten
        ])  # fmt: skip

    @property
    def used(self) -> list[Measure]:
        """Return the measures that count."""
        return [measure for measure in self.measures if not measure.why_not]

    @property
    def present(self) -> list[Measure]:
        """Return the measures that count and have a period with figures for this year."""
        with_period = {figure.indicator_id for figure in self.figures if figure.period is not None}
        return [measure for measure in self.used if measure.indicator_id in with_period]

    def words(self, cell: str) -> str:
        """Return a cell in words: 'kwetsbaarheid: meer dan gemiddeld; overlast: minder dan gemiddeld'."""
        places = resilience.classes(cell)
        parts = (f"{axis.label.lower()}: {axis.words(place)}" for axis, place in zip(self.axes, places, strict=True))
        return "; ".join(parts)

    def in_short(self, cell: str) -> str:
        """Return a cell in a few words: 'meer kwetsbaarheid, minder overlast dan gemiddeld'."""
        places = resilience.classes(cell)
        parts = (f"{axis.short(place)} {axis.label.lower()}" for axis, place in zip(self.axes, places, strict=True))
        return f"{', '.join(parts)}{_AVERAGE}"

    def counts(self) -> dict[str, int]:
        """Return the number of buurten in every cell."""
        counted = Counter(buurt.cell for buurt in self.buurten)
        return {cell: counted[cell] for cell in resilience.CELLS}

    def doubt(self, buurt: Buurt) -> str:
        """Return in words the other possible classes of a doubtful case: 'overlast kan ook meer dan gemiddeld zijn'; ''
        without any."""
        texts = []
        for side, axis in enumerate(self.axes):
            measured = buurt.scores[side].place
            options = sorted({resilience.classes(cell)[side] for cell in buurt.doubts} - {measured})
            if options:
                texts.append(f"{axis.label.lower()} kan ook {either([axis.words(place) for place in options])} zijn")
        return dutch.joined(texts)

    def of_measure(self, indicator_id: str) -> list[Figure]:
        """Return the figures of one measure."""
        return [figure for figure in self.figures if figure.indicator_id == indicator_id]


@cached
def settings(query: Query) -> Settings:
    """Return how to compute the map."""
    return typed(query(resilience_queries.settings), Settings)[0]


def comparable_buurten(query: Query) -> int:
    """Return how many buurten may count in the reference: all but those known to have too few inhabitants."""
    smallest, inhabitants = settings(query).minimum_inhabitants, query(queries.inhabitants)
    small = inhabitants.loc[inhabitants["inhabitants"] < smallest, "area_code"]
    return int((~query(queries.division, "buurt")["area_code"].isin(small)).sum())


@cached
def _history(query: Query) -> tuple[Buurt, ...]:
    return typed(query(resilience_queries.cells), Buurt)


@cached
def view(query: Query, year: int) -> View:
    """Return the map of a year of resilience_queries.periods."""
    across, up = typed(query(resilience_queries.axes), Axis)
    return View(
        year,
        settings(query),
        (across, up),
        tuple(buurt for buurt in _history(query) if buurt.year == year),
        typed(query(resilience_queries.measures), Measure),
        typed(query(resilience_queries.figures, year), Figure),
        frozenset(exhibits.small_areas(query)),
        query(resilience_queries.cells),
    )


def in_words(view: View, buurt: Buurt) -> str:
    """Return the position of a buurt on one line, or why it has no cell."""
    if buurt.cell is None:
        return buurt.reason
    parts = zip(view.axes, resilience.classes(buurt.cell), (buurt.x, buurt.y), strict=True)
    texts = [f"{axis.label.lower()} {axis.words(place)} ({score(value)})" for axis, place, value in parts]
    return f"{', '.join(texts)}{f'; twijfel: {view.doubt(buurt)}' if buurt.doubts else ''}"


def either(names: Sequence[str]) -> str:
    """Return names as a choice: 'A3', 'A2, B1 of B2'."""
    return " of ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def bound(value: float) -> str:
    """Return a bound as configured: −0,4."""
    return f"{value:g}".replace(".", ",").replace("-", "−")


def score(value: float | None) -> str:
    """Return a score as printed in a table: −0,42, or a dash."""
    return dutch.figure(value, resilience.SCORE_DECIMALS, "")


def color(cell: str | None) -> str:
    """Return the colour of a cell, grey without one."""
    return class_breaks.NO_FIGURE if cell is None else COLORS[cell]


def map_rows(view: View, outlines: pd.DataFrame, chosen: str) -> pd.DataFrame:
    """Return one row per buurt to draw, for maps.light, with its cell and ink; all but the `chosen` cell are faded.

    `outlines` as queries.outlines; '' chooses nothing.
    """
    buurten = {buurt.area_code: buurt for buurt in view.buurten}
    rows = []
    for code, name, geojson in zip(outlines["area_code"], outlines["name"], outlines["geojson"], strict=True):
        if (buurt := buurten.get(code)) is None:
            continue
        # without a cell an area stays grey with its cross, whatever is chosen
        is_faded = chosen not in ("", buurt.cell) and buurt.cell is not None
        rows.append({
            "area_code": code, "name": name, "geojson": geojson, "cell": buurt.cell, "doubts": buurt.doubts,
            "text": in_words(view, buurt), "color": faded(color(buurt.cell)) if is_faded else color(buurt.cell),
            "ink": "#6b6b6b" if is_faded else INK.get(buurt.cell or "", "#141414"),
        })  # fmt: skip
    return pd.DataFrame(rows)


def faded(color: str) -> str:
    """Return a colour mixed with white."""
    parts = (int(color[start : start + 2], 16) for start in (1, 3, 5))
    return "#" + "".join(f"{round(255 * _FADED + part * (1 - _FADED)):02x}" for part in parts)


def steps(query: Query, view: View, area_codes: Sequence[str]) -> tuple[Step, ...]:
    """Return the areas through the years in which they have a cell, by area, in the given order, and year."""
    counted = query(resilience_queries.counted, tuple(area_codes))
    behind = {
        (row.area_code, row.year, row.axis): (list(row.indicators), list(row.periods)) for row in counted.itertuples()
    }
    path: list[Step] = []
    for code in area_codes:
        before: list[tuple[list[str], list[str]]] | None = None
        earlier: Buurt | None = None
        for buurt in _history(query):
            if buurt.area_code != code or buurt.cell is None:
                continue
            now = [behind[code, buurt.year, axis.axis] for axis in view.axes]
            is_same = before is not None and all(old[0] == new[0] for old, new in zip(before, now, strict=True))
            is_new = [before is not None and before[side] != now[side] for side in (0, 1)]
            is_visible = is_same and earlier is not None and has_moved(earlier, buurt)
            path.append(Step(**vars(buurt), is_first=before is None, is_same=is_same, is_new_x=is_new[0],
                              is_new_y=is_new[1], is_visible=is_visible))  # fmt: skip
            before, earlier = now, buurt
    return tuple(path)


def has_moved(before: Buurt, after: Buurt) -> bool:
    """Return whether a change of cell exceeds the doubt of both years; never if a decisive error is unknown."""
    sides = zip(before.scores, after.scores, strict=True)
    has_unknown = any(
        first.place != last.place and (first.error is None or last.error is None) for first, last in sides
    )
    return not has_unknown and not before.possible & after.possible


def path(query: Query, view: View, area_codes: Sequence[str]) -> pd.DataFrame:
    """Return `steps` for a chart: one row per area and year with the fields of Step."""
    columns = [field.name for field in fields(Step)]
    return pd.DataFrame([vars(step) for step in steps(query, view, area_codes)], columns=columns)


def sums(view: View) -> pd.DataFrame:
    """Return one row per measure that counts and buurt, with all inputs of its class: columns SUMS.

    A buurt's class follows from these rows alone (docs/method.md): z = teken x (cijfer op de schaal - gemiddelde) /
    afwijking, cut at `afkapping`; the mean over the measures with a figure is the score; its position between the
    bounds gives the class.
    """
    axes, buurten = [axis.axis for axis in view.axes], {buurt.area_code: buurt for buurt in view.buurten}
    rows = []
    for measure in view.used:
        side = axes.index(measure.axis)
        axis = view.axes[side]
        for figure in view.of_measure(measure.indicator_id):
            buurt = buurten[figure.area_code]
            score = buurt.scores[side]
            rows.append((
                view.year, figure.area_code, buurt.name, measure.label, measure.unit, figure.period, figure.value,
                figure.why_not, axis.label, SCALES[axis.scale], figure.scaled, measure.sign, measure.mean,
                measure.deviation, figure.z, view.settings.cut, figure.counted, figure.error,
                view.settings.share_needed, score.value, score.error, *axis.bounds,
                "" if score.place is None else axis.words(score.place), buurt.cell or "", ", ".join(buurt.doubts),
                buurt.reason,
            ))  # fmt: skip
    return pd.DataFrame(rows, columns=list(SUMS))
