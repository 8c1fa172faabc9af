"""The cells of a free table: figures or differences of topics, areas and years, in the chosen order."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product, zip_longest
from statistics import median
from typing import Literal, NamedTuple

from veerkracht.core import areas, dutch
from veerkracht.core.codes import CityWord
from veerkracht.database import lookups, queries
from veerkracht.database.query import Query
from veerkracht.database.rows import Indicator, Observation
from veerkracht.groups import figures as group_figures
from veerkracht.topics.comparison import figures as comparison
from veerkracht.topics.free_table import queries as own_queries

Side = Literal["gebied", "onderwerp", "jaar"]
Display = Literal["cijfer", "stad", "midden"]  # the figure, or its difference to the city or the middle buurt
MOST, MOST_TOPICS, MOST_YEARS = 5000, 20, 15  # on screen; the first of cells
USUAL = ("ervaren_gezondheid", "misdrijven", "inwoners")
_USUAL_BUURTEN = 5  # of an own choice by default
LARGER = {"stad": "Gemeente", "wijk": "Wijken", "land": "Nederland"}
BY_NAME, BY_WIJK = "naam", "wijk"


@dataclass(frozen=True)
class Choice:
    """The topics, areas and years of a table; `rows` is the dimension of the rows.

    `order` is BY_NAME or BY_WIJK for areas, else the number of the column to sort by, from 1, with a minus for
    ascending order; '' is the order of the choice.
    """

    indicator_ids: tuple[str, ...]
    area_codes: tuple[str, ...]
    years: tuple[str, ...]
    rows: Side = "gebied"
    display: Display = "cijfer"
    order: str = ""
    has_margin: bool = False

    @property
    def count(self) -> int:
        """Return the number of cells."""
        return len(self.indicator_ids) * len(self.area_codes) * len(self.years)


class Key(NamedTuple):
    """The position of a cell: a topic, an area and a year."""

    indicator_id: str
    area_code: str
    year: str


class Value(NamedTuple):
    """The content of a cell: a figure with its bounds or a difference, or (a code of dutch.MISSING, '' if unknown) why
    it is empty.

    A difference is between figures as printed, in the unit or in percentage points.
    """

    value: float | None
    lower: float | None = None
    upper: float | None = None
    missing: str = ""


@dataclass(frozen=True)
class Grid:
    """A table: the values of `rows` and of `columns`, each of one or two of topic, area and year, and the cells."""

    choice: Choice
    indicators: dict[str, Indicator]
    names: dict[str, str]
    rows: tuple[tuple[str, ...], ...]
    columns: tuple[tuple[str, ...], ...]
    cells: dict[Key, Value]
    figures: dict[Key, Observation]
    focus: tuple[str, ...]
    city: str
    city_word: CityWord

    @cached_property
    def across(self) -> tuple[Side, ...]:
        """Return the dimension of the columns."""
        return across(self.choice.rows)

    def key(self, row: tuple[str, ...], column: tuple[str, ...]) -> Key:
        """Return the position of a cell."""
        match self.choice.rows:
            case "onderwerp":
                return Key(row[0], column[0], column[1])
            case "gebied":
                return Key(column[0], row[0], column[1])
            case _:
                return Key(column[0], column[1], row[0])

    def cell(self, row: tuple[str, ...], column: tuple[str, ...]) -> Value:
        """Return the content of a cell."""
        return self.cells[self.key(row, column)]


def across(rows: Side) -> tuple[Side, ...]:
    """Return the dimension of the columns if `rows` is that of the rows."""
    order: tuple[Side, ...] = ("onderwerp", "gebied", "jaar")
    return tuple(side for side in order if side != rows)


def years(query: Query, indicator_ids: tuple[str, ...]) -> list[str]:
    """Return the years in which any of these topics has a figure of a buurt, in order."""
    every = query(queries.all_periods)
    periods = every[every["indicator_id"].isin(indicator_ids)]["period"]
    return sorted({str(period) for period in periods if len(str(period)) == 4})


def usual_years(query: Query, indicator_ids: tuple[str, ...]) -> list[str]:
    """Return the two newest of the years in which most of these topics have a figure of a buurt, the newest last."""
    every = query(queries.all_periods)
    counts = Counter(map(str, every[every["indicator_id"].isin(indicator_ids)]["period"]))
    yearly = sorted((year for year in counts if len(year) == 4), key=lambda year: (counts[year], year))
    return sorted(yearly[-2:])


def themes(query: Query) -> dict[str, tuple[str, ...]]:
    """Return the topics of each theme, without discontinued series, at most as many as fit in a table."""
    every, by_theme = lookups.indicators(query), dict[str, list[str]]()
    for code in query.value(comparison.yearly_labels):
        if not every[code].repeats:
            by_theme.setdefault(every[code].theme, []).append(code)
    return {theme: tuple(codes[:MOST_TOPICS]) for theme, codes in by_theme.items()}


def usual_buurten(query: Query) -> tuple[str, ...]:
    """Return the buurten of an own choice by default: the focus areas, and the ones most similar to each of them in
    turn."""
    focus = [*group_figures.focus_buurten(query)]
    alike = [[near.area_code for near in query.value(comparison.likeness, code).nearest] for code in focus]
    in_turn = (code for rank in zip_longest(*alike) for code in rank if code)
    return tuple(dict.fromkeys((*focus, *in_turn)))[: max(_USUAL_BUURTEN, len(focus))]


def composed(query: Query) -> dict[str, str]:
    """Return the names of focus areas that consist of several buurten by their code."""
    names = lookups.area_names(query)
    codes = lookups.programme(query).focus_area_codes
    return {code: names[code] for code in codes if code.startswith(areas.GROUP) and code in names}


def larger(query: Query, levels: Collection[str]) -> tuple[str, ...]:
    """Return the codes of the areas of these levels of LARGER: wijken, then the municipality and the country; preceded
    by the own groups and focus areas of several buurten whose codes are included."""
    about, names = lookups.programme(query), lookups.area_names(query)
    codes = {
        "wijk": [code for code in names if code.startswith("WK")],
        "stad": [about.municipality_code],
        "land": [about.country_code],
    }
    return tuple(code for code in group_figures.codes(query) if code in levels) + tuple(
        code for level in ("wijk", "stad", "land") if level in levels for code in codes[level] if code in names
    )


def orders(query: Query, choice: Choice) -> list[str]:
    """Return the possible orders of the rows of a table: see Choice; the default first."""
    columns = range(1, len(grid(query, choice).columns) + 1)
    first = [BY_NAME, BY_WIJK] if choice.rows == "gebied" else [""]
    return [*first, *(f"{sign}{column}" for column in columns for sign in ("", "-"))]


def grid(query: Query, choice: Choice) -> Grid:
    """Return the cells of a table, in the order of its rows and columns."""
    grid = replace(query.value(_grid, replace(choice, order="", has_margin=False)), choice=choice)
    return replace(grid, rows=tuple(_ordered(grid)))


def _grid(query: Query, choice: Choice) -> Grid:
    about = lookups.programme(query)
    indicators = {code: lookups.indicator(query, code) for code in choice.indicator_ids}
    figures = {
        Key(indicator_id, row.area_code, row.period): row
        for indicator_id, row in query.once(
            own_queries.figures, choice.indicator_ids, choice.years, _areas_to_read(query, choice)
        )
    }
    keys = [Key(*where) for where in product(choice.indicator_ids, choice.area_codes, choice.years)]
    beside = _references(query, choice, indicators, figures)
    cells = {
        key: _value(
            figures.get(key), beside.get((key.indicator_id, key.year)), choice, indicators[key.indicator_id].decimals
        )
        for key in keys
    }
    sides: dict[Side, tuple[str, ...]] = {
        "gebied": choice.area_codes, "onderwerp": choice.indicator_ids, "jaar": choice.years,
    }  # fmt: skip
    columns = tuple(product(*(sides[side] for side in across(choice.rows))))
    return Grid(
        choice, indicators, _names(query, choice.area_codes), tuple((code,) for code in sides[choice.rows]), columns,
        cells, figures, about.focus_area_codes, about.municipality_name, about.municipality_word,
    )  # fmt: skip


def _areas_to_read(query: Query, choice: Choice) -> tuple[str, ...]:
    """Return the areas of a table, and those that they are compared with."""
    beside = {
        "cijfer": (),
        "stad": (lookups.programme(query).municipality_code,),
        "midden": tuple(buurt.area_code for buurt in query.value(comparison.buurten)),
    }[choice.display]
    return tuple(dict.fromkeys((*choice.area_codes, *beside)))


def _value(figure: Observation | None, beside: float | None, choice: Choice, decimals: int) -> Value:
    if figure is None or figure.value is None:
        return Value(None, missing=(figure.missing or "") if figure else "")
    if choice.display == "cijfer":
        return Value(figure.value, figure.lower, figure.upper)
    if beside is None:
        return Value(None, missing="no_reference")
    return Value(dutch.printed_difference(figure.value, beside, decimals))


def _references(
    query: Query, choice: Choice, indicators: dict[str, Indicator], figures: dict[Key, Observation]
) -> dict[tuple[str, str], float]:
    """Return by topic and year the figure to compare with; none for an amount against the city."""
    if choice.display == "cijfer":
        return {}
    city_code = lookups.programme(query).municipality_code
    if choice.display == "stad":
        return {
            (key.indicator_id, key.year): figure.value
            for key, figure in figures.items()
            if key.area_code == city_code and figure.value is not None
            and not dutch.is_amount(indicators[key.indicator_id].unit)
        }  # fmt: skip
    small = {buurt.area_code for buurt in query.value(comparison.buurten) if buurt.is_small}
    values: dict[tuple[str, str], dict[str, float]] = {}
    for key, figure in figures.items():
        if key.area_code.startswith("BU") and figure.value is not None:
            values.setdefault((key.indicator_id, key.year), {})[key.area_code] = figure.value
    return {
        where: median([value for code, value in by_area.items() if code not in small] or list(by_area.values()))
        for where, by_area in values.items()
    }


def _names(query: Query, codes: Sequence[str]) -> dict[str, str]:
    names = lookups.area_names(query) | {buurt.area_code: buurt.name for buurt in query.value(comparison.buurten)}
    return {code: names[code] for code in codes}


def _ordered(grid: Grid) -> list[tuple[str, ...]]:
    order, rows = grid.choice.order, list(grid.rows)
    if grid.choice.rows == "gebied" and order == BY_NAME:
        return sorted(rows, key=lambda row: (not row[0].startswith("BU"), grid.names[row[0]]))
    if grid.choice.rows == "gebied" and order == BY_WIJK:
        return sorted(rows, key=lambda row: (_wijk(row[0]), areas.level(row[0]) == "wijk", grid.names[row[0]]))
    number = int(order) if order.lstrip("-").isdigit() else 0
    if not 0 < abs(number) <= len(grid.columns):
        return rows
    column, sign = grid.columns[abs(number) - 1], -1 if number > 0 else 1

    def place(row: tuple[str, ...]) -> tuple[bool, float]:
        value = grid.cell(row, column).value
        return value is None, sign * (value or 0.0)

    return sorted(rows, key=place)


def _wijk(code: str) -> str:
    """Return the wijk of an area; larger areas sort after all of them."""
    match areas.level(code):
        case "buurt":
            return str(areas.parent(code))
        case "wijk":
            return code
        case _:
            return "~"
