"""Reads the budget of the programme: posts with an amount per year, and totals that they must add up to."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

import pandas as pd
from pydantic import AfterValidator, BeforeValidator, Field

from etl.own_texts import own_text
from etl.own_texts.own_text import OwnText
from veerkracht.catalog.catalog import Catalog
from veerkracht.catalog.parts import AreaCode, Part, Text
from veerkracht.catalog.yaml_errors import Document, Mistake
from veerkracht.core import dutch, names, paths
from veerkracht.core.errors import CatalogError

NAME = "begroting"
FILE = f"{NAME}.yaml"
_PRO_MEMORIE = "PM"
_HIGHEST = 10**12
_DEEPEST = 4  # the amounts of a post
_TOTAL = re.compile(r"(\d+)(?: ?\+ ?(PM))?", re.IGNORECASE | re.ASCII)

Side = Literal["inkomsten", "uitgaven"]
SIDES: tuple[Side, ...] = ("inkomsten", "uitgaven")


def _year(text: str) -> str:
    if not re.fullmatch(r"20\d\d", text, re.ASCII):
        raise ValueError(f"{text!r} is geen jaar; schrijf bijvoorbeeld 2026")
    return text


def _amount(value: object) -> int | None:
    """Return an amount in euro, None for PM. Raises ValueError for anything else."""
    if isinstance(value, str) and value.strip().upper() == _PRO_MEMORIE:
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError("hier hoort een bedrag in hele euro's zonder punten of komma's (700000), of PM")
    if not 0 < value < _HIGHEST:
        raise ValueError(f"{value!r} kan niet; een bedrag is meer dan 0. Geen bedrag in dit jaar? Laat het jaar weg")
    return value


def _total(value: object) -> tuple[int, bool]:
    """Return a total in euro, and whether posts without an amount come on top of it. Raises ValueError for anything
    else."""
    match = None if isinstance(value, bool) else _TOTAL.fullmatch(str(value).strip())
    if not match or int(match[1]) >= _HIGHEST:
        raise ValueError(
            f"{value!r} is geen totaal; schrijf 700000 zonder punten of komma's, of 700000 + PM met PM-posten"
        )
    return int(match[1]), bool(match[2])


Year = Annotated[str, AfterValidator(_year)]
Amount = Annotated[int | None, BeforeValidator(_amount)]
Total = Annotated[tuple[int, bool], BeforeValidator(_total)]


class Post(Part):
    """A line of the budget: its amount in euro per year, None when that is not known yet."""

    name: Text = Field(alias="naam")
    side: Side = Field(alias="kant")
    amounts: dict[Year, Amount] = Field(alias="bedragen", min_length=1)
    note: str = Field("", alias="toelichting")


class Totals(Part):
    """Per side and year the total in euro as the budget has it, and whether '+ PM' follows it."""

    inkomsten: dict[Year, Total] = Field(min_length=1)
    uitgaven: dict[Year, Total] = Field(min_length=1)


class Budget(Part):
    """A whole budget, as in a file."""

    municipality: AreaCode | None = Field(None, alias="gemeente")  # that it belongs to; none: any
    title: Text = Field(alias="titel")
    source: Text = Field(alias="bron")
    licence: Text = Field("openbaar raadsstuk", alias="licentie")
    note: str = Field("", alias="toelichting")
    posts: tuple[Post, ...] = Field(alias="posten", min_length=1)
    totals: Totals = Field(alias="totalen")

    def total(self, side: Side) -> dict[str, tuple[int, bool]]:
        """Return the totals of a side by year."""
        return self.totals.inkomsten if side == "inkomsten" else self.totals.uitgaven


def check(path: Path, catalog: Catalog) -> OwnText:
    """Return the file of a budget with all of its mistakes."""
    return own_text.check(path, NAME, _read_own)


def read(path: Path) -> Budget:
    """Return the budget in a file. Raises CatalogError with all mistakes in it, each with its line."""
    with own_text.reading(Document(path, deepest=_DEEPEST)) as (content, mistakes):
        budget = Budget.model_validate(content)
        mistakes += _mistakes(budget)
    return budget


def _read_own(path: Path) -> Budget:
    """Return an own budget. Raises CatalogError also when it names the source of the included one for other amounts."""
    own, included = read(path), paths.included_folder() / FILE
    if included.exists():
        plan = read(included)
        if names.folded(own.source) == names.folded(plan.source) and _amounts(own) != _amounts(plan):
            message = "dit is de bron van de meegeleverde begroting, maar de bedragen zijn anders; noem de eigen bron"
            mistake = (("bron",), f"{message}, en kijk ook de toelichtingen na")
            raise CatalogError(Document(path).report([mistake]))
    return own


def _amounts(budget: Budget) -> Counter[tuple[Side, frozenset[tuple[str, int | None]]]]:
    return Counter((post.side, frozenset(post.amounts.items())) for post in budget.posts)


def tables(catalog: Catalog, with_internal: bool = False) -> dict[str, pd.DataFrame]:
    """Return the municipality's own budget, else an included one of the same municipality, as the tables of schema.sql;
    no tables without either. It is never internal.

    An accepted copy that breaks a newer rule is skipped: the next run reports why. Raises CatalogError when the
    included one has a mistake.
    """
    for folder in own_text.copies(NAME):
        try:
            return _rows(_read_own(folder / FILE))
        except CatalogError:
            continue
    included = paths.included_folder() / FILE
    budget = read(included) if included.exists() else None
    return _rows(budget) if budget and budget.municipality in (None, catalog.programme.municipality) else {}


def _rows(budget: Budget) -> dict[str, pd.DataFrame]:
    amounts = [
        {"position": place, "year": int(year), "amount": amount} | post.model_dump(include={"side", "name", "note"})
        for place, post in enumerate(budget.posts)
        for year, amount in post.amounts.items()
    ]
    totals = [
        {"side": side, "year": int(year), "amount": amount, "has_more": has_more}
        for side in SIDES
        for year, (amount, has_more) in budget.total(side).items()
    ]
    return {
        "budget": pd.DataFrame([budget.model_dump(include={"title", "source", "licence", "note"})]),
        "budget_amount": pd.DataFrame(amounts).astype({"amount": "Int64"}),
        "budget_total": pd.DataFrame(totals),
    }


def _mistakes(budget: Budget) -> Iterator[Mistake]:
    """Yield totals that do not add up, and duplicates."""
    counted = Counter((post.side, post.name) for post in budget.posts)
    years = {year for side in SIDES for year in budget.total(side)}
    for place, post in enumerate(budget.posts):
        if counted[post.side, post.name] > 1:
            yield ("posten", place, "naam"), f"{post.name!r} staat er twee keer bij de {post.side}"
        for year in post.amounts:
            if year not in years:
                yield ("posten", place, "bedragen", year), f"van {year} staat er geen totaal bij totalen"
    for side in SIDES:
        for year in sorted(years):
            yield from _of_total(budget, side, year)
    for year in sorted(years & {*budget.totals.inkomsten} & {*budget.totals.uitgaven}):
        income, spending = (budget.total(side)[year][0] for side in SIDES)
        if income != spending:
            yield (
                ("totalen", "uitgaven", year),
                f"de uitgaven zijn {_euro(spending)}, maar de inkomsten {_euro(income)}; ze moeten gelijk zijn",
            )


def _of_total(budget: Budget, side: Side, year: str) -> Iterator[Mistake]:
    """Yield the mistakes of one total: it must be the sum of its posts, and name those without an amount."""
    if year not in budget.total(side):
        yield ("totalen", side), f"het totaal van {year} ontbreekt"
        return
    total, has_more = budget.total(side)[year]
    amounts = [post.amounts[year] for post in budget.posts if post.side == side and year in post.amounts]
    summed = sum(amount for amount in amounts if amount is not None)
    place = ("totalen", side, year)
    if summed != total:
        yield place, f"de posten tellen op tot {_euro(summed)}, maar hier staat {_euro(total)}"
    if None in amounts and not has_more:
        yield place, f"er zijn PM-posten in {year}; schrijf {total} + PM"
    if has_more and not any(post.amounts.get(year, 0) is None for post in budget.posts):
        yield place, f"er staat + PM, maar in {year} is er geen PM-post"


def _euro(amount: int) -> str:
    return dutch.figure(amount, 0, "euro")
