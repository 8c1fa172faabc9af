"""Describes what is in a valid hand-in, as text and small photos, for whoever decides on it: without a build."""

import json
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice

import pandas as pd

from etl.own_figures.figures import OwnFile
from etl.own_texts import parts, pictures, stories
from etl.own_texts.own_text import OwnText
from veerkracht.catalog import yaml_errors
from veerkracht.catalog.catalog import Catalog
from veerkracht.core import dutch, hand_ins

Rows = tuple[tuple[str, ...], ...]
_OF_FIGURES = ("Onderwerp", "Gebied", "Periode", "Cijfer", "Antwoorden", "Wie ziet het")
_OF_TEXT = ("Veld", "Inhoud")
_WITHHELD = "te klein om te tonen"
_STORY = {"title": "Titel", "kind": "Soort", "area_codes": "Buurten", "goal_ids": "Doelen", "date": "Datum",
          "told_by": "Door"}  # fmt: skip


def of_figures(file: OwnFile, catalog: Catalog) -> Rows:
    """Return the figures of a file as hand_ins.Checked.rows: one row per figure."""
    rows = file.rows.head(hand_ins.MOST_ROWS)
    cells = zip(*(rows[name] for name in ("indicator_id", "area_name", "period", "value", "n", "visible")), strict=True)
    return _OF_FIGURES, *(
        (
            catalog.indicator(indicator_id).label,
            area,
            period,
            _WITHHELD if pd.isna(value) else _number(value),
            "" if pd.isna(n) else _number(n),
            visible or "openbaar",
        )
        for indicator_id, area, period, value, n, visible in cells
    )


def of_text(text: OwnText) -> Rows:
    """Return the fields of a list of efforts or decisions as hand_ins.Checked.rows: one row per field, with the number
    of its item when there are several."""
    content = yaml_errors.Document(text.path).content()
    items = [item for values in (content if isinstance(content, dict) else {}).values() if isinstance(values, list)
             for item in values if isinstance(item, dict)]  # fmt: skip
    fields = chain.from_iterable(
        _fields(item, f"{number}. " if len(items) > 1 else "") for number, item in enumerate(items, 1)
    )
    return _OF_TEXT, *islice(fields, hand_ins.MOST_ROWS)


@dataclass(frozen=True)
class Story:
    """What is in a story, as hand_ins.Checked has it: the rows of its fields, its body, and its photos by name."""

    rows: Rows
    body: str
    photos: tuple[tuple[str, str], ...]


def of_story(text: OwnText, catalog: Catalog) -> Story:
    """Return the contents of a story."""
    row = json.loads(text.contents[stories.ROW])
    names = parts.names_of(catalog) | {code: area.name for code, area in catalog.programme.composed_areas.items()}
    row["area_codes"] = [names.get(code, code) for code in row["area_codes"]] or "hele programma"
    row["date"] = dutch.day(date.fromisoformat(row["date"][:10]))
    fields = tuple((heading, _in_words(row[name])) for name, heading in _STORY.items() if row[name])
    photos = tuple((name, b64encode(pictures.small(content)).decode()) for name, content in text.contents.items()
                   if name != stories.ROW)  # fmt: skip
    return Story((_OF_TEXT, *fields), row["body"], photos)


def _fields(item: dict[str, object], number: str) -> Iterator[tuple[str, str]]:
    for name, value in item.items():
        yield f"{number}{str(name).replace('_', ' ').capitalize()}", _in_words(value)


def _in_words(value: object) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{str(name).replace('_', ' ')}: {_in_words(inner)}" for name, inner in value.items())
    if isinstance(value, list):
        return (" | " if any(isinstance(inner, dict) for inner in value) else ", ").join(map(_in_words, value))
    return str(value)


def _number(value: float) -> str:
    return dutch.number(value, dutch.decimals_of(value))
