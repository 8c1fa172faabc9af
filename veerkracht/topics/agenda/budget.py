"""The budget of the programme: its posts and totals by year, in a table and sentences."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from veerkracht.core import dutch
from veerkracht.database.query import Query, cached
from veerkracht.database.rows import typed
from veerkracht.drawing.table import Cell, Column, Row, Table
from veerkracht.topics.agenda import queries

PRO_MEMORIE = "PM"
MEANING = (
    "In de begroting staat daarom PM, van ‘pro memorie’: om niet te vergeten. PM telt niet mee in de totalen. Achter "
    "die totalen staat ‘+\u00a0PM’."
)
SIDES = {"inkomsten": "Inkomsten", "uitgaven": "Uitgaven"}


@dataclass(frozen=True)
class Amount:
    """The amount of a post in a year, None when unknown: one row of queries.amounts."""

    side: str
    name: str
    note: str
    year: int
    amount: float | None


@dataclass(frozen=True)
class Total:
    """The total of a side in a year: one row of queries.totals."""

    side: str
    year: int
    amount: float
    has_more: bool


@dataclass(frozen=True)
class Source:
    """The title and source of the budget: the row of queries.about."""

    title: str
    source: str
    licence: str
    note: str


@dataclass(frozen=True)
class Line:
    """A post, or the total of a side, with its amount per year in euro: None when it is PM, no entry without one."""

    side: str
    name: str
    note: str
    amounts: dict[int, float | None]
    more: frozenset[int] = frozenset()  # years of a total to which posts without an amount are still to be added

    @property
    def is_total(self) -> bool:
        """Return whether it is the total of a side."""
        return self.name == self.total_name(self.side)

    @staticmethod
    def total_name(side: str) -> str:
        """Return the name of the total of a side."""
        return f"Totaal {side}"

    def cell(self, year: int) -> float | str | None:
        """Return the amount of a year, as text where a number is not enough, None without an amount."""
        amount = self.amounts.get(year, 0)
        if amount is None:
            return PRO_MEMORIE
        if year in self.more:
            return f"{euro(amount)}\u00a0+\u00a0{PRO_MEMORIE}"
        return amount if year in self.amounts else None

    def printed(self, year: int) -> str:
        """Return the amount of a year as printed: '€ 700.000', '€ 700.000 + PM', 'PM' or '–'."""
        cell = self.cell(year)
        return cell if isinstance(cell, str) else "–" if cell is None else euro(cell)


@dataclass(frozen=True)
class Budget:
    """A budget with its years and, per side, its posts and then their total."""

    about: Source
    years: list[int]
    lines: dict[str, list[Line]]

    @property
    def heading(self) -> str:
        """Return the title with the years: 'Begroting van het programma, 2025–2026'."""
        first, last = self.years[0], self.years[-1]
        return f"{self.about.title}, {first}–{last}" if last > first else f"{self.about.title}, {first}"

    def unknown(self) -> list[str]:
        """Return the posts with an unknown amount: ‘Post’, with the years when it is not every year."""
        posts = []
        for line in itertools.chain.from_iterable(self.lines.values()):
            years = [year for year in self.years if line.amounts.get(year, 0) is None]
            some = f" ({dutch.joined([str(year) for year in years])})" if years != self.years else ""
            posts += [f"‘{line.name}’{some}"] if years else []
        return posts


@cached
def budget(query: Query) -> Budget | None:
    """Return the budget of the programme, None without one."""
    sources = typed(query(queries.about), Source)
    if not sources:
        return None
    about, amounts, totals = sources[0], typed(query(queries.amounts), Amount), typed(query(queries.totals), Total)
    lines = {side: _lines(side, amounts, totals) for side in SIDES}
    return Budget(about, sorted({total.year for total in totals}), lines)


def _lines(side: str, amounts: Sequence[Amount], totals: Sequence[Total]) -> list[Line]:
    """Return the posts of a side, and then their total."""
    posts: dict[str, Line] = {}
    for row in amounts:
        if row.side == side:
            posts.setdefault(row.name, Line(side, row.name, row.note, {})).amounts[row.year] = row.amount
    side_totals = [total for total in totals if total.side == side]
    more = frozenset(total.year for total in side_totals if total.has_more)
    return [
        *posts.values(),
        Line(side, Line.total_name(side), "", {total.year: total.amount for total in side_totals}, more),
    ]


def euro(amount: float) -> str:
    """Return an amount of money: '€ 700.000'."""
    return dutch.figure(amount, 0, "euro")


def table(budget: Budget) -> Table:
    """Return a row per post by side, its total last, and a column per year."""
    columns = (Column("Post"), *(Column(str(year), 0, "euro") for year in budget.years), Column("Waar het om gaat"))
    rows = [_row(line, budget.years) for lines in budget.lines.values() for line in lines]
    return Table(f"{budget.heading}, in euro", columns, tuple(rows))


def _row(line: Line, years: list[int]) -> Row:
    amounts = [line.cell(year) for year in years]
    cells = [Cell(text=cell) if isinstance(cell, str) else Cell(cell) for cell in (line.name, *amounts, line.note)]
    return Row(tuple(cells), is_focus=line.is_total, group=SIDES[line.side])


def title(budget: Budget) -> str:
    """Return the finding: the total of the first and the last year."""
    first, last = budget.years[0], budget.years[-1]
    *_, total = budget.lines["uitgaven"]
    start, end = total.printed(first), total.printed(last)
    if first == last:
        return f"De begroting van {first} is {start}"
    if start == end:
        return f"De begroting is in {first} en {last} even groot: {start}"
    return f"De begroting gaat van {start} in {first} naar {end} in {last}"


def sentences(budget: Budget) -> list[str]:
    """Return a paragraph per year, on the total and where most of it goes."""
    return [_of_year(budget, year) for year in budget.years]


def unknown(budget: Budget) -> str:
    """Return which posts have an unknown amount, '' when none has."""
    posts = dutch.joined(budget.unknown())
    return f"Van {posts} kennen wij het bedrag nog niet." if posts else ""


def _of_year(budget: Budget, year: int) -> str:
    *posts, total = budget.lines["uitgaven"]
    whole = total.amounts[year] or 0
    text = f"De begroting van {year} is {euro(whole)}: er komt evenveel binnen als eruit gaat."
    name, largest = max(((line.name, line.amounts.get(year) or 0) for line in posts), key=lambda post: post[1])
    if not (largest and whole):
        return text
    text += f" De grootste uitgave is ‘{name}’: {euro(largest)} ({dutch.figure(100 * largest / whole, 0, '%')})."
    rest = whole - largest
    return f"{text} De andere uitgaven zijn samen {euro(rest)}." if rest and largest > whole / 2 else text


def alternative(budget: Budget) -> str:
    """Return what the chart shows, for readers who cannot see it."""
    return f"Staven met de bedragen van elke post. {' '.join(sentences(budget))} Alle bedragen staan in de tabel."


def of_abbreviation(budget: Budget) -> str:
    """Return what PM means, to put below a title; '' for a budget without PM."""
    lines = [line for side in budget.lines.values() for line in side]
    has_any = any(line.more or None in line.amounts.values() for line in lines)
    return f"; {PRO_MEMORIE}: bedrag nog niet bekend" if has_any else ""


def remarks(budget: Budget) -> list[str]:
    """Return the notes on the budget: that it adds up, what PM is, and the remarks of its source."""
    unknown_posts = dutch.joined(budget.unknown())
    lines = [
        f"Van {unknown_posts} is het bedrag nog niet bekend. {MEANING}" if unknown_posts else "",
        "De posten tellen op tot de totalen. Inkomsten en uitgaven zijn elk jaar gelijk. Het dashboard rekent dat na.",
    ]
    for side, (*posts, total) in budget.lines.items():
        if total.more and not any(None in post.amounts.values() for post in posts):
            lines.append(f"De bron zet ‘+\u00a0PM’ ook bij het totaal van de {side}, maar noemt daar geen PM-post.")
    return [*lines, budget.about.note]


def source(budget: Budget) -> str:
    """Return the source of the budget."""
    return f"Bron: {budget.about.source}. Licentie: {budget.about.licence}."
