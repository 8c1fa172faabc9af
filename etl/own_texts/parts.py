"""Validates the fields that own texts share: goals by number, areas by code or name, lines of text."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Annotated, cast

from pydantic import AfterValidator, Field, ValidationInfo

from etl.own_figures import intake
from veerkracht.catalog import yaml_errors
from veerkracht.catalog.catalog import Catalog
from veerkracht.core import dutch, names

_shared_names: ContextVar[dict[str, str] | None] = ContextVar("names of all areas, by code", default=None)


@contextmanager
def shared_names(area_names: Mapping[str, str] | None = None) -> Iterator[None]:
    """Within this context, read the names of all areas at most once, since every fetched table is read for them; not at
    all when they are given."""
    token = _shared_names.set(dict(area_names or {}))
    try:
        yield
    finally:
        _shared_names.reset(token)


@dataclass(frozen=True)
class References:
    """What a file may refer to: the numbers of the goals; the codes of areas by their folded code and name; the
    spellings of both; and the Dutch word for such an area."""

    goals: set[int]
    codes: Mapping[str, list[str]]
    spellings: list[str]
    what: str


def names_of(catalog: Catalog) -> dict[str, str]:
    """Return the names of all areas by code."""
    shared = _shared_names.get()
    every = shared or intake.area_names(catalog)
    if shared is not None:
        shared.update(every)
    return every


def references(catalog: Catalog, what: str = "gebied") -> References:
    """Return all goals and areas of the catalogue; with `what` 'buurt' only its buurten, and focus areas of several."""
    together = {code: area.name for code, area in catalog.programme.composed_areas.items()}
    every = names_of(catalog) | together
    listed = {code: name for code, name in every.items() if what == "gebied" or code[:2] == "BU" or code in together}
    codes: dict[str, list[str]] = {}
    for code, name in listed.items():
        codes[names.folded(code)] = [code]
        codes.setdefault(names.folded(name), []).append(code)
    return References({goal.number for goal in catalog.goals}, codes, [*listed, *listed.values()], what)


def line(most: int) -> Callable[[str], str]:
    """Return what makes one line of a text, without signs that do not print. It raises ValueError for an empty text and
    for one of more than `most` characters."""

    def checked(text: str) -> str:
        plain = " ".join("".join(character if character.isprintable() else " " for character in text).split())
        if not 1 <= len(plain) <= most:
            raise ValueError(f"is te lang: {len(plain)} tekens, hoogstens {most}" if plain else "mag niet leeg zijn")
        return plain

    return checked


def _goal(number: int, info: ValidationInfo) -> int:
    goals = cast(References, info.context).goals
    if not goals:
        raise ValueError("het programma heeft geen doelen; laat dit weg")
    if number not in goals:
        raise ValueError(f"doel {number} bestaat niet; kies een getal van {min(goals)} tot en met {max(goals)}")
    return number


def _area(text: str, info: ValidationInfo) -> str:
    context = cast(References, info.context)
    codes = next((context.codes[name] for name in names.readings(text) if name in context.codes), [])
    if len(codes) > 1:
        raise ValueError(f"{text!r} is de naam van {dutch.joined(codes)}; schrijf een van die codes")
    if not codes:
        raise ValueError(yaml_errors.unknown(context.what, text[:40], context.spellings))
    return codes[0]


# validated with a `References` as context
Goal = Annotated[int, Field(strict=True), AfterValidator(_goal)]
Area = Annotated[str, AfterValidator(_area)]
