"""The budget of the programme: its posts and totals by year, in tables and sentences."""

import itertools
from dataclasses import dataclass
from typing import Any

import pandas as pd

from veerkracht.core import dutch
from veerkracht.database.query import Query
from veerkracht.drawing import tables
from veerkracht.topics.agenda import queries as budget_queries

PRO_MEMORIE = "PM"
MEANING = (
    "In de begroting staat daarom PM, van ‘pro memorie’: om niet te vergeten. PM telt niet mee in de totalen. Achter "
    "die totalen staat ‘+\u00a0PM’."
)
SIDES = {"inkomsten": "Inkomsten", "uitgaven": "Uitgaven"}


@dataclass(frozen=True)
class Line:
    """A post, or the total of a side, with its amount per year: in euro, None when it is PM, no entry when there is
    none."""

    side: str
    name: str
    note: str
    amounts: dict[int, float | None]
    more: frozenset[int] = frozenset()  # years of a total on top of which posts without an amount come

    @property
    def is_total(self) -> bool:
        """Return whether it is the total of a side."""
        return self.name == self.total_name(self.side)

    @staticmethod
    def total_name(side: str) -> str:
        """Return how the total of a side is called."""
        return f"Totaal {side}"

    def cell(self, year: int) -> float | str | None:
        """Return what a table holds of a year: the amount, or a text where a number does not say it all; None without
        an amount."""
        amount = self.amounts.get(year, 0)
        if amount is None:
            return PRO_MEMORIE
        return (
            f"{euro(amount)}\u00a0+\u00a0{PRO_MEMORIE}"
            if year in self.more
            else amount
            if year in self.amounts
            else None
        )

    def printed(self, year: int) -> str:
        """Return the amount of a year as it is read: '€ 700.000', '€ 700.000 + PM', 'PM' or '–'."""
        cell = self.cell(year)
        return cell if isinstance(cell, str) else "–" if cell is None else euro(cell)


@dataclass(frozen=True)
class Budget:
    """A budget with its years and, per side, its posts and then their total."""

    title: str
    source: str
    licence: str
    note: str
    years: list[int]
    lines: dict[str, list[Line]]

    @property
    def heading(self) -> str:
        """Return the title with the years: 'Begroting van het programma, 2025–2026'."""
        first, last = self.years[0], self.years[-1]
        return f"{self.title}, {first}–{last}" if last > first else f"{self.title}, {first}"

    def unknown(self) -> list[str]:
        """Return the posts of which an amount is not known yet: ‘Post’, with the years when it is not every year."""
        found = []
        for line in itertools.chain.from_iterable(self.lines.values()):
            years = [year for year in self.years if line.amounts.get(year, 0) is None]
            some = f" ({dutch.joined([str(year) for year in years])})" if years != self.years else ""
            found += [f"‘{line.name}’{some}"] if years else []
        return found


def budget(query: Query) -> Budget | None:
    """Return the budget that is shown; None without one."""
    found = query(budget_queries.about)
    if found.empty:
        return None
    about, amounts, totals = next(found.itertuples()), query(budget_queries.amounts), query(budget_queries.totals)
    return Budget(
        about.title, about.source, about.licence, about.note,
        sorted({int(year) for year in totals["year"]}),
        {side: _lines(amounts[amounts["side"] == side], totals[totals["side"] == side], side) for side in SIDES},
    )  # fmt: skip


def _lines(amounts: pd.DataFrame, totals: pd.DataFrame, side: str) -> list[Line]:
    posts = [
        Line(side, str(name), rows.iloc[0].note, {
            int(row.year): None if pd.isna(row.amount) else row.amount for row in rows.itertuples()
        })
        for name, rows in amounts.groupby("name", sort=False)
    ]  # fmt: skip
    summed = {int(row.year): float(row.amount) for row in totals.itertuples()}
    more = frozenset(int(row.year) for row in totals.itertuples() if row.has_more)
    return [*posts, Line(side, Line.total_name(side), "", dict(summed), more)]


def euro(amount: float) -> str:
    """Return an amount of money: '€ 700.000'."""
    return dutch.figure(amount, 0, "euro")


def html(shown: Budget, side: str) -> str:
    """Return the table of one side: a row per post, the total last, and a column per year."""
    rows: list[dict[str, Any]] = [
        {
            "label": line.name,
            "is_focus": line.is_total,
            "cells": [*({"text": line.printed(year)} for year in shown.years), {"text": line.note, "is_text": True}],
        }
        for line in shown.lines[side]
    ]
    return tables.figures(f"{SIDES[side]}, in euro", ["Post", *map(str, shown.years), "Waar het om gaat"], rows)


def told(shown: Budget) -> list[str]:
    """Return a paragraph per year, on how much there is and where most of it goes, and one on amounts not yet known."""
    said = [_of_year(shown, year) for year in shown.years]
    if unknown := shown.unknown():
        said.append(f"Van {dutch.joined(unknown)} is het bedrag nog niet bekend. {MEANING}")
    return said


def _of_year(shown: Budget, year: int) -> str:
    *posts, total = shown.lines["uitgaven"]
    summed = total.amounts[year] or 0
    said = f"De begroting van {year} is {euro(summed)}: er komt evenveel binnen als eruit gaat."
    name, largest = max(((line.name, line.amounts.get(year) or 0) for line in posts), key=lambda one: one[1])
    if not largest:
        return said
    said += f" De grootste uitgave is ‘{name}’: {euro(largest)} ({dutch.figure(100 * largest / summed, 0, '%')})."
    rest = summed - largest
    return f"{said} De andere uitgaven zijn samen {euro(rest)}." if rest and largest > summed / 2 else said


def alternative(shown: Budget) -> str:
    """Return what the chart shows, for who cannot see it."""
    return f"Staven met de bedragen van elke post. {' '.join(told(shown))} Alle bedragen staan in de tabel."


def remarks(shown: Budget) -> list[str]:
    """Return what to know with the budget: what PM is, that it adds up, what the source says of it."""
    said = [
        "De posten tellen op tot de totalen. Inkomsten en uitgaven zijn elk jaar gelijk. Het dashboard rekent dat na."
    ]
    for side, lines in shown.lines.items():
        *posts, total = lines
        if total.more and not any(None in line.amounts.values() for line in posts):
            said.append(f"De bron zet ‘+\u00a0PM’ ook bij het totaal van de {side}, maar noemt daar geen PM-post.")
    return [*said, shown.note]


def source(shown: Budget) -> str:
    """Return where the budget comes from."""
    return f"Bron: {shown.source}. Licentie: {shown.licence}."
