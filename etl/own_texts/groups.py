"""Reads the municipality's standing groups of buurten (groepen.yaml)."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
from pydantic import Field

from etl.own_texts import own_text, parts
from etl.own_texts.own_text import OwnText
from etl.own_texts.parts import Area
from veerkracht.catalog.catalog import Catalog
from veerkracht.catalog.parts import Part
from veerkracht.catalog.yaml_errors import Document
from veerkracht.groups import group as own_groups
from veerkracht.groups.group import Group

NAME = "groepen"
FILE = f"{NAME}.yaml"
_ROWS = f"{NAME}.json"
_DEEPEST = 4  # the areas of a group


class _Group(Part):
    """A group: the areas that it consists of, and those in them that are left out."""

    name: str = Field(alias="naam")
    areas: tuple[Area, ...] = Field(alias="gebieden", min_length=1)
    without: tuple[Area, ...] = Field((), alias="zonder")
    visible: own_text.Visible = "intern"

    @property
    def parts(self) -> list[str]:
        """Return its areas as an address has them."""
        return [*self.areas, *(f"-{code}" for code in self.without)]


@dataclass(frozen=True)
class Standing:
    """A group as it is kept: its name, its codes as an address has them, and whether it is for logged-in users only."""

    name: str
    parts: tuple[str, ...]
    is_internal: bool


class _Groups(Part):
    """All groups, as in a file."""

    groups: tuple[_Group, ...] = Field(alias="groepen", min_length=1, max_length=own_groups.MOST)


def check(path: Path, catalog: Catalog) -> OwnText:
    """Return the groups of a file with all of its mistakes. A group is internal unless it says that it is public.

    Of a file with mistakes the groups stay that were good before; for everybody only when it still says so of them.
    """
    groups: list[Standing] = []
    text = own_text.check(path, NAME, lambda file: groups.extend(read(file, catalog)))
    rows = _still_public(path, _accepted()) if text.mistakes else groups
    internal = sum(row.is_internal for row in rows)
    are = "is" if internal == 1 else "zijn"
    return OwnText(
        path,
        text.mistakes,
        {_ROWS: json.dumps([vars(row) for row in rows], ensure_ascii=False).encode()} if rows else {},
        is_internal=internal > 0 or (bool(text.mistakes) and own_text.is_partly_internal(path)),
        who=f"{internal} van de {len(rows)} {are} intern: alleen wie is ingelogd, ziet die",
    )


def read(path: Path, catalog: Catalog) -> tuple[Standing, ...]:
    """Return the groups in a file. Raises CatalogError with all mistakes in it, each with its line."""
    with own_text.reading(Document(path, deepest=_DEEPEST)) as (content, mistakes):
        file = _Groups.model_validate(content, context=parts.references(catalog))
        groups = [Standing(group.name, tuple(group.parts), group.visible != own_text.PUBLIC) for group in file.groups]
        valid, problems = _make(groups, catalog)
        mistakes += [(("groepen", place, "naam"), problem) for place, problem in problems]
    return tuple(replace(groups[place], name=group.name, parts=group.parts) for place, group in valid)


def tables(catalog: Catalog, with_internal: bool = False) -> dict[str, pd.DataFrame]:
    """Return the accepted groups as the table of schema.sql. One that breaks a newer rule, or names an area that is
    gone, is left out: the next run reports why."""
    visible = [row for row in _accepted() if with_internal or not row.is_internal]
    groups, _ = _make(visible, catalog)
    rows = [{"position": place, "name": group.name, "parts": list(group.parts)}
            for place, (_, group) in enumerate(groups)]  # fmt: skip
    return {"area_group": pd.DataFrame(rows)} if rows else {}


def _make(rows: Sequence[Standing], catalog: Catalog) -> tuple[list[tuple[int, Group]], list[tuple[int, str]]]:
    """Return the groups by their place in the file, and what is wrong with these and the others."""
    names, numbered, problems = parts.names_of(catalog), list[tuple[int, Group]](), list[tuple[int, str]]()
    for place, row in enumerate(rows):
        group, problem = own_groups.make(row.name, row.parts, names, [group for _, group in numbered])
        if group:
            numbered.append((place, group))
        if problem:
            problems.append((place, problem))
    return numbered, problems


def _accepted() -> list[Standing]:
    """Return the groups that were accepted, internal ones too, in their order."""
    rows = [
        row
        for copy in own_text.copies_in_use(NAME)
        if (file := copy / _ROWS).exists()
        for row in json.loads(file.read_bytes())
    ]
    return [Standing(row["name"], tuple(row["parts"]), row["is_internal"]) for row in rows]


def _still_public(path: Path, rows: Iterable[Standing]) -> list[Standing]:
    """Return groups from a file with mistakes: those that it does not plainly mark as public are internal."""
    blocks = own_text.public_blocks(path)
    return [replace(row, is_internal=row.is_internal or not any(_is_of(block, row.name) for block in blocks))
            for row in rows]  # fmt: skip


def _is_of(block: str, name: str) -> bool:
    """Return whether a part of a file, on one line, is of the group with just this name."""
    return bool(re.search(rf"\bnaam ?: ?(['\"]?){re.escape(name)}\1( #| (gebieden|zonder|zichtbaar) ?:|$)", block))
