"""Reads stories of the programme, with their mistakes line by line, and turns them into tables."""

import json
import re
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Literal

import pandas as pd
from pydantic import BeforeValidator, Field

from etl.own_figures import local_files
from etl.own_texts import own_text, parts, personal, pictures
from etl.own_texts.own_text import OwnText
from etl.own_texts.parts import Area, Goal
from veerkracht.catalog import yaml_errors
from veerkracht.catalog.catalog import Catalog
from veerkracht.catalog.parts import Part
from veerkracht.core import markup, moments, names, paths
from veerkracht.core.errors import CatalogError, SourceError

NAME = "verhalen"

ROW = "verhaal.json"  # the file with the fields and the text of a story that is kept
_FENCE = "---"
_MOST_BYTES = 100_000
_MOST_LETTERS = 20_000
_LONGEST_LINE = 120
_MOST_PICTURES = 10
_DEEPEST = 2  # a list among the fields
_NO_PERMISSION = "er staat niet in: toestemming: ja"
_TEMPLATE_SENTENCE = "Schrijf hier het verhaal"
_EXAMPLE_LINE = re.compile(rf"^{own_text.EXAMPLE}:.*$", re.MULTILINE)
_CODE = re.compile(r"(`+)(.+?)\1")
_FOR_NOBODY = "er staat niet in: zichtbaar: openbaar, of: zichtbaar: intern"


def _day(value: object) -> object:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise ValueError(f"{str(value)[:40]!r} is geen datum; schrijf jaar-maand-dag, zoals 2026-03-31")
    if value > moments.today():
        raise ValueError("deze dag is nog niet geweest")
    return value


def _yes_or_no(value: object) -> object:
    if not isinstance(value, str) or value.casefold() not in ("ja", "nee"):
        raise ValueError("schrijf ja of nee; yes, true en 1 tellen niet")
    return value


class _Head(Part):
    """The fields above a story."""

    title: str = Field(alias="titel", min_length=1, max_length=_LONGEST_LINE)
    kind: Literal["verhaal", "casus", "experiment", "interview", "enquête"] = Field(alias="soort")
    areas: tuple[Area, ...] = Field((), alias="gebieden")
    goals: tuple[Goal, ...] = Field((), alias="doelen")
    day: Annotated[date, BeforeValidator(_day)] = Field(alias="datum")
    visible: Literal["openbaar", "intern"] = Field(alias="zichtbaar")
    permission: Annotated[str, BeforeValidator(_yes_or_no)] = Field(alias="toestemming")
    told_by: str = Field("", alias="door", max_length=_LONGEST_LINE)


def files() -> list[Path]:
    """Return the story files in data/lokaal/verhalen by name, without pictures, templates, the README and folders."""
    return [path for path in local_files.stories() if path.suffix.lower() not in markup.PICTURES]


def matches(path: Path) -> bool:
    """Return whether a file is to be read as a story: it is Markdown, or in the folder of stories."""
    folder = (paths.local_folder() / NAME).absolute()
    return path.name.lower().endswith((".md", ".md.txt")) or path.absolute().parent == folder


def check(path: Path, catalog: Catalog) -> OwnText:
    """Return a story with its pictures and its mistakes.

    It is only kept when it says literally that it may be shown, and to whom. That is read from the lines themselves,
    so that a withdrawn story goes at once, whatever other mistakes the file has.
    """
    lines: list[str] = []
    try:
        lines = _lines(path)
        end = _end_of_head(lines)
    except SourceError as error:
        return OwnText(path, [str(error)], {}, _why_withdrawn(lines), _is_internal(lines))
    head, body = "\n".join(lines[1:end]), "\n".join(lines[end + 1 :])
    if own_text.is_template(path):
        body = _EXAMPLE_LINE.sub("", body)
    content, mistakes = _read_head(path, head, catalog)
    mistakes += [f"regel {end + 1 + line}: {message}" for line, message in _body_mistakes(body)]
    if not own_text.is_template(path):
        mistakes += [f"regel {end + 1 + line}: {own_text.STILL_EXAMPLE}" for line in _examples_in(body)]
    images, unusable = _pictures(path.parent, body)
    mistakes += [f"regel {end + 1 + line}: {message}" for line, message in unusable]
    why, is_internal = _why_withdrawn(lines[1:end]), _is_internal(lines[1:end])
    if content is None or mistakes or why:
        return OwnText(path, mistakes, {}, why, is_internal)
    row = {
        "title": content.title,
        "kind": content.kind,
        "area_codes": list(dict.fromkeys(content.areas)),
        "goal_ids": sorted(set(content.goals)),
        "date": content.day.isoformat(),
        "told_by": content.told_by,
        "body": body.strip("\n"),
    }
    contents = {ROW: json.dumps(row, ensure_ascii=False).encode(), **images}
    return OwnText(path, [], contents, is_internal=is_internal, doubts=tuple(personal.doubts(lines)))


def tables(catalog: Catalog, with_internal: bool = False) -> dict[str, pd.DataFrame]:
    """Return the tables `story` and `story_picture` of the accepted stories."""
    stories: list[dict[str, object]] = []
    images: list[dict[str, object]] = []
    public = own_text.copies(NAME)
    names = {copy.name for copy in public}  # a process that ended in between may have left a copy in both
    internal = [copy for copy in own_text.copies(NAME, is_internal=True) if with_internal and copy.name not in names]
    for copy in [*public, *internal]:
        story_id = copy.name.removesuffix(".md")
        content = json.loads((copy / ROW).read_bytes())
        stories.append({"story_id": story_id, **content, "is_internal": copy in internal})
        images += [
            {"story_id": story_id, "name": path.name, "content": path.read_bytes()}
            for path in sorted(copy.iterdir())
            if path.name != ROW
        ]
    return {"story": pd.DataFrame(stories), "story_picture": pd.DataFrame(images)}


def _lines(path: Path) -> list[str]:
    """Return the lines of a file. Raises SourceError, in Dutch, when it cannot be read at all."""
    if path.suffix.lower() != ".md":
        raise SourceError(
            "geef een verhaal een naam die eindigt op .md (in Kladblok: Opslaan als, Alle bestanden), en "
            "een foto een die eindigt op .jpg, .png of .webp"
        )
    local_files.require_no_link(path)
    if not path.is_file():  # a pipe would block the command
        raise SourceError("dit is geen gewoon bestand; zet de tekst zelf in de map")
    if path.stat().st_size > _MOST_BYTES:
        raise SourceError(f"het bestand is groter dan {_MOST_BYTES // 1000} kB")
    text = path.read_bytes().decode("utf-8-sig", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _end_of_head(lines: list[str]) -> int:
    """Return the index of the line that ends the fields. Raises SourceError, in Dutch, when there are none."""
    fences = [place for place, line in enumerate(lines) if line.rstrip() == _FENCE]
    if not fences or fences[0] != 0:
        raise SourceError(f"regel 1: begin met een regel {_FENCE} en daaronder de velden, zoals in het sjabloon")
    if len(fences) < 2:
        raise SourceError(f"regel 1: zet ook onder de velden een regel {_FENCE}")
    return fences[1]


def _why_withdrawn(head: list[str]) -> str:
    """Return why a story may not be shown, '' when it may: exactly one plain line must give permission."""
    if _values(head, "toestemming") != ["ja"]:
        return _NO_PERMISSION
    return "" if _values(head, "zichtbaar") in (["openbaar"], ["intern"]) else _FOR_NOBODY


def _is_internal(head: list[str]) -> bool:
    return _values(head, "zichtbaar") == ["intern"]


def _values(head: list[str], field: str) -> list[str]:
    """Return the value of a field on each line that begins with it, also where the lines are not YAML."""
    matches = (re.fullmatch(rf"\s*[\"']?{field}[\"']?\s*:\s*(.*?)\s*(?:\s#.*)?", line) for line in head)
    return [match[1].strip("\"'").casefold() for match in matches if match]


def _read_head(path: Path, head: str, catalog: Catalog) -> tuple[_Head | None, list[str]]:
    """Return the fields, or their mistakes."""
    if "\ufffd" in head:
        return None, ["regel 1: dit is geen UTF-8; sla het bestand op met codering UTF-8"]
    try:
        document = yaml_errors.Document(path, head, lines_before=1, deepest=_DEEPEST)
        with own_text.reading(document) as (content, _):
            fields = _Head.model_validate(content, context=parts.references(catalog, "buurt"))
        return fields, []
    except CatalogError as error:
        return None, own_text.lines_of(error)


def _body_mistakes(body: str) -> list[tuple[int, str]]:
    """Return the mistakes in a text by line."""
    if "\ufffd" in body:
        return [(1, "dit is geen UTF-8; sla het bestand op met codering UTF-8")]
    if not body.strip():
        return [(1, "onder de velden staat geen tekst")]
    if len(body) > _MOST_LETTERS:
        return [(1, f"de tekst heeft meer dan {_MOST_LETTERS} tekens; maak haar korter, of maak er twee van")]
    as_code = [
        (number, "deze foto staat tussen ` en `, en wordt zo niet getoond; haal die tekens weg")
        for number, line in enumerate(body.split("\n"), 1)
        if any("![" in code for _, code in _CODE.findall(line))
    ]
    return sorted([*markup.mistakes(body), *as_code])


def _examples_in(body: str) -> list[int]:
    """Return the numbers of the lines that still have the text of the template."""
    lines = enumerate(body.split("\n"), 1)
    return [number for number, line in lines if _EXAMPLE_LINE.match(line) or _TEMPLATE_SENTENCE in line]


def _pictures(folder: Path, body: str) -> tuple[dict[str, bytes], list[tuple[int, str]]]:
    """Return the pictures of a text by name, and their mistakes by line."""
    images: dict[str, bytes] = {}
    mistakes: list[tuple[int, str]] = []
    lines = {name: line for line, name in reversed(markup.pictures(body[:_MOST_LETTERS])) if markup.is_file_name(name)}
    if len(lines) > _MOST_PICTURES:
        return {}, [(1, f"er staan {len(lines)} foto's in; hoogstens {_MOST_PICTURES} kan")]
    present = [path.name for path in folder.glob("*") if path.suffix.lower() in markup.PICTURES]
    files = {names.plain(file): file for file in present} | {file: file for file in present}
    for name, line in lines.items():
        file = files.get(name, files.get(names.plain(name)))  # macOS decomposes accents in file names
        if file is None:
            mistakes.append((line, yaml_errors.unknown("foto", name, present) + "; zet haar in dezelfde map"))
            continue
        try:
            images[name] = pictures.sanitized(folder / file)
        except SourceError as error:
            mistakes.append((line, f"foto {name!r} {error}"))
    return images, mistakes
