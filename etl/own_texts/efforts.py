"""Reads the efforts of the programme (inspanningen.yaml), with their mistakes, and turns them into tables."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal, Self

import pandas as pd
from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, field_validator, model_validator

from etl.own_texts import own_text, parts
from etl.own_texts.own_text import OwnText
from etl.own_texts.parts import Area, Goal
from veerkracht.catalog.catalog import Catalog
from veerkracht.catalog.parts import AreaCode, Identifier, Part
from veerkracht.catalog.yaml_errors import Document, Mistake
from veerkracht.core import moments, paths, periods
from veerkracht.core.errors import CatalogError

NAME = "inspanningen"
FILE = f"{NAME}.yaml"
_YEARS = range(2000, 2101)
_LONGEST_NAME, _LONGEST_TEXT = 80, 1_000
_DEEPEST = 6  # the years of a count of an effort


def _period(value: object) -> str:
    try:
        period = periods.parse(str(value))
    except ValueError:
        period = None
    if period is None or period.first != period.last or period.first not in _YEARS:
        raise ValueError(f"'{value}' is geen jaar of maand; schrijf bijvoorbeeld 2025 of 2025-04")
    return period.code


def _year(year: int) -> int:
    if year not in _YEARS:
        raise ValueError(f"{year} is geen jaar")
    return year


def _past_year(year: int) -> int:
    if _year(year) > moments.today().year:
        raise ValueError(f"{year} moet nog komen; dan kan er nog niets zijn gerealiseerd")
    return year


Name = Annotated[str, AfterValidator(parts.line(_LONGEST_NAME))]
Text = Annotated[str, AfterValidator(parts.line(_LONGEST_TEXT))]
When = Annotated[str, BeforeValidator(_period)]
Amount = Annotated[int, Field(strict=True, ge=0, le=999_999_999)]  # YAML reads 2.000 as 2.0


class Count(Part):
    """A result of an effort, counted per year: planned and realised."""

    name: Name = Field(alias="naam")
    unit: Name = Field(alias="eenheid")
    are_people: Literal["ja", "nee"] = Field("ja", alias="telt_mensen")
    planned: dict[Annotated[int, AfterValidator(_year)], Amount] = Field({}, alias="gepland")
    realised: dict[Annotated[int, AfterValidator(_past_year)], Amount] = Field({}, alias="gerealiseerd")

    @model_validator(mode="after")
    def _has_an_amount(self) -> Self:
        if not self.planned and not self.realised:
            raise ValueError("noem bij gepland of gerealiseerd een aantal per jaar, zoals {2025: 75}")
        return self


class Effort(Part):
    """One thing that is done for the programme."""

    id: Identifier
    name: Name = Field(alias="naam")
    kind: Literal["thema", "plan", "project", "voorziening", "activiteit"] = Field(alias="soort")
    goals: tuple[Goal, ...] = Field((), alias="doelen")  # none: all goals
    link_status: Literal["voorlopig", "vastgesteld"] = Field("voorlopig", alias="koppeling")
    areas: tuple[Area, ...] = Field((), alias="gebieden")  # none: all of it
    partners: tuple[Name, ...] = ()
    first_period: When | None = Field(None, alias="van")
    last_period: When | None = Field(None, alias="tot")
    state: Literal["voorgenomen", "loopt", "klaar", "gestopt", "onbekend"] = Field("onbekend", alias="stand")
    state_period: When | None = Field(None, alias="peildatum")
    note: Text | None = Field(None, alias="toelichting")
    source: Text = Field(alias="bron")
    counts: tuple[Count, ...] = Field((), alias="prestaties")

    @field_validator("last_period")
    @classmethod
    def _ends_after_its_begin(cls, last: str | None, info: ValidationInfo) -> str | None:
        first = info.data.get("first_period", last)
        if last and not first:
            raise ValueError("noem ook van, of laat tot weg")
        if last and first and last < first[: len(last)]:  # a year ends after all of its months
            raise ValueError(f"{last} ligt voor van ({first})")
        return last

    @field_validator("counts")
    @classmethod
    def _names_differ(cls, counts: tuple[Count, ...]) -> tuple[Count, ...]:
        names = [count.name for count in counts]
        if doubled := [name for name in names if names.count(name) > 1]:
            raise ValueError(f"{doubled[0]!r} staat er twee keer; geef elke prestatie een eigen naam")
        return counts


class _File(Part):
    municipality: AreaCode | None = Field(None, alias="gemeente")  # that it holds for; none: any
    efforts: Annotated[tuple[Effort, ...], Field(alias=NAME)]


def check(path: Path, catalog: Catalog) -> OwnText:
    """Return a file of efforts with all of its mistakes and their lines."""
    return own_text.check(path, NAME, lambda path: read(path, catalog))


def read(path: Path, catalog: Catalog) -> tuple[Effort, ...]:
    """Return the efforts of a file, with codes for areas. Raises CatalogError with a line per mistake."""
    with own_text.reading(Document(path, deepest=_DEEPEST)) as (content, mistakes):
        mistakes += _repeated(content)
        efforts = _File.model_validate(content, context=parts.references(catalog)).efforts
    return efforts


def tables(catalog: Catalog, with_internal: bool = False) -> dict[str, pd.DataFrame]:
    """Return the tables effort, effort_goal and effort_count of the included efforts, replaced or followed by the own
    ones; none is internal.

    Included efforts of another municipality than that of the catalogue are left out. So is an accepted copy that no
    longer fits the catalogue: the next run reports why. Raises CatalogError when the included file has mistakes.
    """
    efforts: dict[str, tuple[Effort, bool]] = {}
    included = paths.included_folder() / FILE
    if included.exists() and _is_about(included, catalog.programme.municipality):
        efforts = {effort.id: (effort, False) for effort in read(included, catalog)}
    for folder in own_text.copies(NAME):
        try:
            efforts |= {effort.id: (effort, True) for effort in read(folder / FILE, catalog)}
        except CatalogError:
            continue
    all_goals = [goal.number for goal in catalog.goals]
    columns = {"name", "kind", "link_status", "first_period", "last_period", "state", "state_period", "source"}
    rows = [
        effort.model_dump(include=columns)
        | {
            "effort_id": effort.id,
            "position": position,
            "is_for_all_goals": not effort.goals,
            "area_codes": list(dict.fromkeys(effort.areas)),
            "partners": list(effort.partners),
            "note": effort.note or "",
            "is_own": is_own,
        }
        for position, (effort, is_own) in enumerate(efforts.values())
    ]
    served = [(effort.id, dict.fromkeys(effort.goals or all_goals)) for effort, _ in efforts.values()]
    goals = [(effort_id, goal) for effort_id, numbers in served for goal in numbers]
    smallest = catalog.method.minimum_count.value
    counts = [row for effort, _ in efforts.values() for row in _count_rows(effort, smallest)]
    return {
        "effort": pd.DataFrame(rows),
        "effort_goal": pd.DataFrame(goals, columns=["effort_id", "goal_id"]),
        "effort_count": pd.DataFrame(counts),
    }


def _count_rows(effort: Effort, smallest: float) -> Iterator[dict[str, object]]:
    """Yield a row per count and year. So few people that one may be recognised are withheld; 0 is nobody."""
    for position, count in enumerate(effort.counts):
        for year in sorted({*count.planned, *count.realised}):
            realised = count.realised.get(year)
            is_withheld = count.are_people == "ja" and realised is not None and 0 < realised < smallest
            yield {
                "effort_id": effort.id,
                "position": position,
                "name": count.name,
                "unit": count.unit,
                "year": year,
                "planned": count.planned.get(year),
                "realised": None if is_withheld else realised,
                "missing": "too_few" if is_withheld else "not_measured" if realised is None else None,
            }


def _is_about(path: Path, municipality: str) -> bool:
    """Return whether a file is about this municipality: the included one names areas that another does not have."""
    content = Document(path).content()
    return not isinstance(content, dict) or content.get("gemeente") in (None, municipality)


def _repeated(content: object) -> Iterator[Mistake]:
    """Yield the ids that occur more than once in a file, even when the file has other mistakes."""
    efforts = content.get(NAME) if isinstance(content, dict) else None
    seen: list[object] = []
    for number, effort in enumerate(efforts if isinstance(efforts, list) else []):
        if isinstance(effort, dict) and "id" in effort:
            if effort["id"] in seen:
                yield (NAME, number, "id"), f"{effort['id']!r} is er al; elke inspanning heeft een eigen id"
            seen.append(effort["id"])
