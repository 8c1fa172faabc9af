"""The Veerkracht map of one year: every buurt with its cell, colour and words, and the sums behind it."""

from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from veerkracht.core import dutch
from veerkracht.database import lookups, queries
from veerkracht.database.query import Query
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
_FADED = 0.8  # share of white in what was not chosen


@dataclass(frozen=True)
class Axis:
    """One axis: its name, its three classes from low to high and the two bounds between them."""

    name: str
    label: str
    classes: tuple[str, str, str]
    bounds: tuple[float, float]
    reason: str

    def words(self, place: int) -> str:
        """Return the name of a class: 'zeer weinig'."""
        return self.classes[place - 1]

    def range(self, place: int) -> str:
        """Return the scores of a class: 'tot −0,4', '−0,4 tot 0,4', 'vanaf 0,4'."""
        low, high = (bound(one) for one in self.bounds)
        return (f"tot {low}", f"{low} tot {high}", f"vanaf {high}")[place - 1]


@dataclass(frozen=True)
class View:
    """The map of one year.

    `cells` has one row per buurt that year, by name, as resilience_queries.cells, with is_small, color and text (for
    who points at it); `history` the same of all years without the last three. `measures` and `figures` as the queries
    of those names give them. `settings` is the row of resilience_queries.settings.
    """

    year: int
    settings: Any
    axes: tuple[Axis, Axis]
    cells: pd.DataFrame
    history: pd.DataFrame
    measures: pd.DataFrame
    figures: pd.DataFrame

    @property
    def used(self) -> pd.DataFrame:
        """Return the measures that count."""
        return self.measures[self.measures["why_not"] == ""]

    @property
    def present(self) -> pd.DataFrame:
        """Return the measures that count and have a period with figures for this year."""
        return self.used[
            self.used["indicator_id"].isin(self.figures.loc[self.figures["period"].notna(), "indicator_id"])
        ]

    def words(self, cell: str) -> str:
        """Return a cell in words: 'kwetsbaarheid: veel; overlast en onveiligheid: weinig'."""
        places = resilience.classes(cell)
        parts = (f"{axis.label.lower()}: {axis.words(place)}" for axis, place in zip(self.axes, places, strict=True))
        return "; ".join(parts)

    def counts(self) -> dict[str, int]:
        """Return the number of buurten in every cell."""
        found = self.cells["cell"].value_counts()
        return {cell: int(found.get(cell, 0)) for cell in resilience.CELLS}


def view(query: Query, year: int) -> View:
    """Return the map of a year of resilience_queries.periods."""
    settings = next(query(resilience_queries.settings).itertuples())
    first, last = (
        Axis(row.axis, row.label, tuple(row.class_names), (row.low_bound, row.high_bound), row.reason)
        for row in query(resilience_queries.axes).itertuples()
    )
    history = query(resilience_queries.cells)
    own = history[history["year"] == year].reset_index(drop=True)
    people = own["area_code"].map(query(queries.inhabitants).set_index("area_code")["inhabitants"])
    found = View(year, settings, (first, last), own, history, query(resilience_queries.measures),
                 query(resilience_queries.figures, year))  # fmt: skip
    texts = [told(found, row) for row in own.itertuples()]
    colors = [COLORS.get(cell, class_breaks.NO_FIGURE) for cell in own["cell"]]
    own = own.assign(is_small=people < lookups.threshold(query, "small_population"), color=colors, text=texts)
    return replace(found, cells=own)


def told(shown: View, row: Any) -> str:
    """Return where a buurt stands in one line, or why it has no cell; `row` of View.cells."""
    if pd.isna(row.cell):
        return str(row.reason)
    scores = zip(shown.axes, resilience.classes(row.cell), (row.x, row.y), strict=True)
    parts = [f"{axis.label.lower()} {axis.words(place)} ({score(value)})" for axis, place, value in scores]
    return f"{row.cell}: {', '.join(parts)}{doubt(row)}"


def doubt(row: Any) -> str:
    """Return what a doubtful case may be too: '; twijfel: kan ook A3 zijn', '' without doubt."""
    return f"; twijfel: kan ook {either(list(row.doubts))} zijn" if len(row.doubts) else ""


def either(cells: list[str]) -> str:
    """Return cells as a choice: 'A3', 'A2, B1 of B2'."""
    return " of ".join(filter(None, (", ".join(cells[:-1]), cells[-1])))


def bound(value: float) -> str:
    """Return a bound as it is set: −0,4."""
    return f"{value:g}".replace(".", ",").replace("-", "−")


def score(value: float) -> str:
    """Return a score as it stands in a table: −0,42, or a dash."""
    if pd.isna(value):
        return "–"
    text = dutch.number(abs(value), resilience.SCORE_DECIMALS)
    return f"−{text}" if value < 0 else text


def drawn(shown: View, outlines: pd.DataFrame, chosen: str) -> pd.DataFrame:
    """Return one row per buurt to draw, for maps.light, with its cell and ink; all but the `chosen` cell fade.

    `outlines` as queries.outlines gives them; '' chooses nothing.
    """
    frame = outlines[["area_code", "name", "geojson"]].merge(shown.cells.drop(columns="name"), on="area_code")
    is_faded = (frame["cell"] != chosen) & (chosen != "")
    shades = [faded(color) if fades else color for color, fades in zip(frame["color"], is_faded, strict=True)]
    inks = ["#6b6b6b" if fades else INK.get(cell, "#141414")
            for cell, fades in zip(frame["cell"], is_faded, strict=True)]  # fmt: skip
    # without a cell an area stays grey with its cross, whatever was chosen
    return frame.assign(color=frame["color"].where(frame["cell"].isna(), shades), ink=inks)


def faded(color: str) -> str:
    """Return a colour mixed with white."""
    parts = (int(color[start : start + 2], 16) for start in (1, 3, 5))
    return "#" + "".join(f"{round(255 * _FADED + part * (1 - _FADED)):02x}" for part in parts)


def path(query: Query, shown: View, area_codes: list[str]) -> pd.DataFrame:
    """Return one row per area and year with a cell, by area in the order asked and year: View.history, `is_same` (the
    same measures count as in the year before, so that the two can be compared) and `is_new_x`, `is_new_y` (a figure of
    that axis is of another period than the year before)."""
    own = shown.history[shown.history["area_code"].isin(area_codes) & shown.history["cell"].notna()]
    counted = query(resilience_queries.counted, area_codes)
    behind = {
        (row.area_code, row.year, row.axis): (list(row.indicators), list(row.periods)) for row in counted.itertuples()
    }
    rows = []
    for code in area_codes:
        before: Any = None
        for row in own[own["area_code"] == code].sort_values("year").itertuples(index=False):
            now = [behind[code, row.year, axis.name] for axis in shown.axes]
            is_next = before is not None
            rows.append({
                **row._asdict(), "is_first": not is_next,
                "is_same": is_next and all(one[0] == other[0] for one, other in zip(before, now, strict=True)),
                "is_new_x": is_next and before[0] != now[0], "is_new_y": is_next and before[1] != now[1],
            })  # fmt: skip
            before = now
    return pd.DataFrame(rows, columns=[*shown.history.columns, "is_first", "is_same", "is_new_x", "is_new_y"])


def sums(shown: View) -> pd.DataFrame:
    """Return one row per measure that counts and buurt, with all that its class is computed from, by Dutch names.

    A buurt's class follows from these rows alone (docs/method.md): z = teken x (cijfer - gemiddelde) / afwijking, cut
    at `afkapping`; the mean over the measures with a figure is the score; its place between the bounds the class.
    """
    axes, sides = {axis.name: axis for axis in shown.axes}, {"kwetsbaarheid": "x", "overlast": "y"}
    areas = shown.cells.set_index("area_code")
    rows = []
    for measure in shown.used.itertuples():
        axis, side = axes[measure.axis], sides[measure.axis]
        for row in shown.figures[shown.figures["indicator_id"] == measure.indicator_id].itertuples():
            area = areas.loc[row.area_code]
            place = area[f"{side}_class"]
            rows.append({
                "jaar": shown.year, "gebiedscode": row.area_code, "gebied": area["name"], "onderwerp": measure.label,
                "eenheid": measure.unit, "periode": row.period, "cijfer": row.value, "reden ontbreken": row.why_not,
                "as": axis.label, "teken": measure.sign, "gemiddelde": measure.mean, "afwijking": measure.deviation,
                "z": row.z, "afkapping": shown.settings.cut, "z afgekapt": row.counted, "fout van z": row.error,
                "deel nodig": shown.settings.share_needed, "score": area[side], "fout van score": area[f"{side}_error"],
                "grens laag": axis.bounds[0], "grens hoog": axis.bounds[1],
                "klasse": "" if pd.isna(place) else axis.words(int(place)),
                "vak": "" if pd.isna(area["cell"]) else area["cell"], "twijfel": ", ".join(area["doubts"]),
                "reden geen vak": area["reason"],
            })  # fmt: skip
    return pd.DataFrame(rows)
