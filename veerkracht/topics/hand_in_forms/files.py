"""Turns a completed form into a file: a figure, a story, an effort or a decision, in the format of the templates."""

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import yaml

from veerkracht.core import hand_ins, markup

_MOMENT = (2020, 1, 1, 0, 0, 0)  # in an archive: the same story gives the same file
_LONGEST_NAME = 70
_COLUMNS = ("indicator", "gebied", "periode", "waarde", "n", "bron", "zichtbaar")
YEARS = range(2000, 2101)  # of a count
_WHOLE = re.compile(r"\d{1,3}(\.\d{3})+|\d+")


@dataclass(frozen=True)
class Photo:
    """A photo of a story: its content, its ending with the point, and its description."""

    content: bytes
    ending: str
    description: str


@dataclass(frozen=True)
class HandInFile:
    """A file that was made from a form or uploaded: its name and its content; `is_of_form`: it was made from a form
    with one row, which the visitor never saw as a file."""

    name: str
    content: bytes
    is_of_form: bool = False


def figure(fields: Mapping[str, str], area_name: str) -> HandInFile:
    """Return a file with one figure; its name is unique to the figure, so that a later version replaces it."""
    text = io.StringIO()
    rows = csv.DictWriter(text, _COLUMNS, delimiter=";", restval="")
    rows.writeheader()
    rows.writerow({name: " ".join(value.split()) for name, value in fields.items()})
    words = _name(f"{fields['indicator']} {area_name} {fields['periode']}", "-")
    return HandInFile(f"{words}.csv", text.getvalue().encode("utf-8-sig"), is_of_form=True)


def story(fields: Mapping[str, object], text: str, photos: Sequence[Photo]) -> HandInFile:
    """Return a story with these fields, and with its photos below it: an archive when there are any."""
    stem = _name(str(fields.get("titel", "")), "-") or "verhaal"
    named = [(f"{stem}-{number}{photo.ending}", photo) for number, photo in enumerate(photos, 1)]
    pictures = [f"![{_one_line(photo.description)}]({name})" for name, photo in named]
    head = _yaml(fields)
    content = "\n\n".join([f"---\n{head}---", text.strip(), *pictures]).encode() + b"\n"
    if not named:
        return HandInFile(f"{stem}.md", content)
    return HandInFile(f"{stem}.zip", _archive({f"{stem}.md": content} | {name: photo.content for name, photo in named}))


def archived(files: Mapping[str, bytes]) -> HandInFile:
    """Return an archive of an uploaded story with its photos."""
    [name] = [name for name in files if name.lower().endswith(".md")]
    return HandInFile(f"{name[:-3]}.zip", _archive(files))


def effort(fields: Mapping[str, object]) -> HandInFile:
    """Return a file with one effort, whose id is derived from its name."""
    identifier = _name(str(fields.get("naam", "")), "_") or "inspanning"
    identifier = identifier if identifier[0].isalpha() else f"i_{identifier}"
    content = _yaml({hand_ins.EFFORTS: [{"id": identifier} | {key: value for key, value in fields.items() if value}]})
    return HandInFile(f"{hand_ins.EFFORTS}.yaml", content.encode())


def count(names: Mapping[str, str], are_people: bool, amounts: Mapping[str, Mapping[int, str]]) -> Mapping[str, object]:
    """Return a count of an effort from the form: its name and unit, and planned and realised by year.

    1.250 is more than a thousand; text that is no number stays as typed, for the check to report.
    """
    typed = {name: {year: _amount(text) for year, text in years.items() if text.strip()}
             for name, years in amounts.items()}  # fmt: skip
    filled = {name: value for name, value in {**names, **typed}.items() if value}
    return {**filled, "telt_mensen": "ja" if are_people else "nee"}


def years(first: str, last: str, this_year: int) -> list[int]:
    """Return the years in which an effort of these periods can be counted: without a start those around now."""
    begin, end = (int(text[:4]) if text[:4].isdecimal() else None for text in (first, last))
    chosen = range(begin or this_year - 1, (end or max(begin or this_year, this_year) + 1) + 1)
    return [year for year in chosen if year in YEARS] or [this_year]


def decision(fields: Mapping[str, object]) -> HandInFile:
    """Return a file with one decision."""
    content = _yaml({hand_ins.DECISIONS: [{key: value for key, value in fields.items() if value}]})
    return HandInFile(f"{hand_ins.DECISIONS}.yaml", content.encode())


def withdrawal(fields: Mapping[str, object]) -> HandInFile:
    """Return a file that requests the removal of a story."""
    content = _yaml({hand_ins.WITHDRAWAL: {key: value for key, value in fields.items() if value}})
    return HandInFile(f"{hand_ins.WITHDRAWAL}.yaml", content.encode())


def ending(name: str) -> str:
    """Return the extension of a photo with its dot, '.jpg' when it is not one of a photo."""
    suffix = f".{name.rpartition('.')[2].lower()}"
    return suffix if suffix in markup.PICTURES else ".jpg"


def _yaml(content: object) -> str:
    return str(yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=10_000))


def _amount(text: str) -> int | str:
    plain = text.strip()
    return int(plain.replace(".", "")) if _WHOLE.fullmatch(plain) else plain


def _name(text: str, between: str) -> str:
    """Return words as a name: lower case letters and digits with a sign in between."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return between.join(re.findall("[a-z0-9]+", plain))[:_LONGEST_NAME].strip(between)


def _one_line(text: str) -> str:
    return re.sub(r"[\[\]\\]", " ", " ".join(text.split()))


def _archive(files: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, _MOMENT), content)
    return packed.getvalue()
