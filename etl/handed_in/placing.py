"""Determines where a valid hand-in goes in data/lokaal: files are replaced, entries of a list of texts are added."""

import re
from collections.abc import Mapping

import yaml

from etl.handed_in import withdrawal
from etl.handed_in.changes import Contents
from etl.handed_in.received import Received
from etl.own_figures import local_files
from veerkracht.core import hand_ins, paths
from veerkracht.core.errors import SourceError

_LISTS = {
    hand_ins.EFFORTS: "id",
    hand_ins.DECISIONS: "",
}  # with the field that identifies an entry, '' for day and text
_ITEM = re.compile(r"^( *)-(?= )", re.MULTILINE)


def contents(hand_in: Received) -> Contents:
    """Return the files to write in data/lokaal, or to remove, for a valid hand-in.

    Raises SourceError when that would change what another hand-in or file brought, such as a photo with the same name,
    and when a withdrawn story does not exist.
    """
    local = paths.local_folder()
    if hand_in.kind == hand_ins.WITHDRAWAL:
        return withdrawal.contents(hand_in.file)
    if hand_in.kind == hand_ins.FIGURES:
        return {local / hand_in.file.name: hand_in.file.read_bytes()}
    if hand_in.kind == hand_ins.STORY:
        folder = local / local_files.STORIES
        for photo in hand_in.photos:
            target = folder / photo.name
            if target.exists() and target.read_bytes() != photo.read_bytes():
                raise SourceError(f"Er is al een andere foto met de naam {photo.name}. Geef deze een andere naam.")
        return {folder / file.name: file.read_bytes() for file in (hand_in.file, *hand_in.photos)}
    place = next(iter(local_files.texts(hand_in.kind)), local / f"{hand_in.kind}.yaml")
    if hand_in.kind not in _LISTS or not place.exists():
        return {place: hand_in.file.read_bytes()}
    return {
        place: _merged(hand_in.kind, place.read_text(encoding="utf-8-sig"), hand_in.file.read_text(encoding="utf-8"))
    }


def _merged(kind: str, text: str, added: str) -> bytes:
    """Return the text of a list with the entries of another: at its end, or in the place of the same entry.

    Without such a place the text stays as it was, with its remarks. Raises SourceError when it is no list.
    """
    try:
        existing, new = (yaml.safe_load(part) or {} for part in (text, added))
        old, entries = list(existing.get(kind) or []), list(new[kind])
        places = {_key(kind, entry): number for number, entry in enumerate(old)}
        is_new = [_key(kind, entry) not in places for entry in entries]
    except (yaml.YAMLError, AttributeError, KeyError, TypeError) as error:
        raise SourceError(f"In {kind}.yaml op de server staat een fout. Verbeter die eerst.") from error
    if old and all(is_new) and (item := _ITEM.search(text)) and list(existing)[-1] == kind:
        block = _dumped(entries)
        return f"{text.rstrip()}\n\n{''.join(item[1] + line for line in block.splitlines(keepends=True))}".encode()
    for entry in entries:
        if (key := _key(kind, entry)) in places:
            old[places[key]] = entry
        else:
            old.append(entry)
    return _dumped({**existing, kind: old}).encode()


def _key(kind: str, entry: Mapping[str, object]) -> object:
    name = _LISTS[kind]
    return entry[name] if name else (str(entry["datum"]), " ".join(str(entry["besluit"]).split()).casefold())


def _dumped(content: object) -> str:
    return str(yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=100))
