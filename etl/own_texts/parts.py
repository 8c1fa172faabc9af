"""What the texts that the municipality writes itself have in common: goals by number, areas by code or name."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Annotated, cast

from pydantic import AfterValidator, Field, ValidationInfo

from etl.own_figures import intake
from veerkracht.catalog import yaml_errors as catalog_errors
from veerkracht.catalog.catalog import Catalog
from veerkracht.core import dutch

_shared: ContextVar[dict[str, str] | None] = ContextVar("names of all areas, while they are shared", default=None)


@contextmanager
def shared_names() -> Iterator[None]:
    """Let what runs inside read the names of all areas at most once: every table that was fetched is read for them."""
    token = _shared.set({})
    try:
        yield
    finally:
        _shared.reset(token)


@dataclass(frozen=True)
class Known:
    """What a file is held against: the numbers of the goals; of areas, by code and name in small letters, their codes;
    both as they are written; and what such an area is called."""

    goals: set[int]
    codes: Mapping[str, list[str]]
    spellings: list[str]
    what: str


def known(catalog: Catalog, what: str = "gebied") -> Known:
    """Return all goals and areas of the catalogue; with `what` 'buurt' only its buurten."""
    shared = _shared.get()
    every = shared or intake.area_names(catalog)
    if shared is not None:
        shared.update(every)
    names = {code: name for code, name in every.items() if what == "gebied" or code[:2] == "BU"}
    codes: dict[str, list[str]] = {}
    for code, name in names.items():
        codes[code.casefold()] = [code]
        codes.setdefault(name.casefold(), []).append(code)
    return Known({goal.number for goal in catalog.goals}, codes, [*names, *names.values()], what)


def _goal(number: int, info: ValidationInfo) -> int:
    goals = cast(Known, info.context).goals
    if number not in goals:
        raise ValueError(f"doel {number} bestaat niet; kies een getal van {min(goals)} tot en met {max(goals)}")
    return number


def _area(text: str, info: ValidationInfo) -> str:
    among = cast(Known, info.context)
    found = among.codes.get(text.strip().casefold(), [])
    if len(found) > 1:
        raise ValueError(f"{text!r} is de naam van {dutch.joined(found)}; schrijf een van die codes")
    if not found:
        raise ValueError(catalog_errors.unknown(among.what, text[:40], among.spellings))
    return found[0]


# validated with a `Known` as context
Goal = Annotated[int, Field(strict=True), AfterValidator(_goal)]
Area = Annotated[str, AfterValidator(_area)]
