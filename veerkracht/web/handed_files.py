"""Uploads: a visitor's files are read in the browser and sent as text over the connection of the page, in chunks.

Streamlit's endpoint for uploads stays closed: it accepts whole files from anybody, before a page has seen them. Here a
chunk is a message like any other, with the limits of all messages (connection.py), and the next one is sent when the
page asks for it. browser.js scales photos down first, so that their location never leaves the visitor's machine.
"""

import base64
import binascii
import json
from dataclasses import dataclass, field

import streamlit as st

from veerkracht.core import hand_ins
from veerkracht.drawing import tables

MOST_FILES = 10
_FIELD = "bestand"  # also its style and browser.js
_STATE = "handed_files"
_MOST_LETTERS = hand_ins.MOST_BYTES * 4 // 3 + 10_000  # of all parts together: base64, and the names
_MOST_PARTS = 200
_UNREADABLE = "Het bestand kwam niet goed aan. Kies het opnieuw."


@dataclass(frozen=True)
class File:
    """A file from the visitor: its name, which is not to be trusted, and its content."""

    name: str
    content: bytes


@dataclass
class _Transfer:
    """The received data: the number of messages, the id that the browser gave to the current transfer, its parts."""

    messages: int = 0
    id: str = ""
    parts: list[str] = field(default_factory=list)
    expected: int = 0
    files: tuple[File, ...] = ()
    problem: str = ""
    is_forgotten: bool = False


def choose(key: str, label: str, accept: str, many: bool = False, is_kept: bool = False) -> tuple[File, ...]:
    """Return the files that the visitor last chose under a key, () until all of them have arrived. `accept` has the
    extensions that the browser offers, as `.csv,.xlsx`.

    Every part reruns the page, or the fragment. Kept files stay in the browser until they are forgotten; it sends them
    again to a new session.
    """
    transfer = _transfer(key)
    keep = "weg" if transfer.is_forgotten else "ja" if is_kept else ""
    st.html(tables.file_field(key, label, accept, hand_ins.MOST_BYTES, many, keep))
    with st.container(key=f"{_FIELD}-{key}"):
        st.text_input(
            f"Deel van een bestand voor {key}", key=f"{_FIELD}-{key}-{transfer.messages}", on_change=_take,
            args=(key, transfer.messages), placeholder=f"{_FIELD} {key} {transfer.messages} {len(transfer.parts)}",
        )  # fmt: skip
    if transfer.expected:
        st.progress(len(transfer.parts) / transfer.expected, "Het bestand wordt verstuurd")
    if transfer.problem:
        st.error(transfer.problem)
    return transfer.files


def chosen(key: str) -> tuple[File, ...]:
    """Return the files that have arrived under a key."""
    return _transfer(key).files


def forget(key: str) -> None:
    """Forget the files under a key, here and in the browser."""
    st.session_state[_STATE][key] = _Transfer(_transfer(key).messages + 1, is_forgotten=True)


def _transfer(key: str) -> _Transfer:
    transfers: dict[str, _Transfer] = st.session_state.setdefault(_STATE, {})
    return transfers.setdefault(key, _Transfer())


def _take(key: str, number: int) -> None:
    """Process the part that the browser sent: `id place count text`; a part out of sequence starts over.

    A rerun of a page that is still checking the previous file delivers both parts: a part is not processed twice.
    """
    transfer = _transfer(key)
    if number != transfer.messages:
        return
    message = str(st.session_state.get(f"{_FIELD}-{key}-{transfer.messages}", ""))
    transfer.messages += 1
    new_id, place, count, text = [*message.split(" ", 3), "", "", ""][:4]
    if place == "0":
        transfer.is_forgotten = False
        transfer.id, transfer.parts, transfer.files, transfer.problem = new_id, [], (), ""
        transfer.expected = int(count) if count.isdecimal() and len(count) < 4 else 0
    too_much = sum(map(len, transfer.parts)) + len(text) > _MOST_LETTERS
    is_next = (new_id, place) == (transfer.id, str(len(transfer.parts)))
    if not is_next or too_much or not 0 < transfer.expected <= _MOST_PARTS:
        transfer.parts, transfer.expected, transfer.problem = [], 0, _UNREADABLE
        return
    transfer.parts.append(text)
    if len(transfer.parts) == transfer.expected:
        try:
            transfer.files = _files("".join(transfer.parts))
        except ValueError:
            transfer.problem = _UNREADABLE
        transfer.parts, transfer.expected = [], 0


def _files(text: str) -> tuple[File, ...]:
    """Return the files in a JSON text. Raises ValueError for anything else, and for too many or too large ones."""
    listed = json.loads(text)
    if not isinstance(listed, list) or not 0 < len(listed) <= MOST_FILES:
        raise ValueError("no files")
    files = []
    for item in listed:
        if not isinstance(item, dict) or not all(isinstance(item.get(part), str) for part in ("name", "content")):
            raise ValueError("no file")
        try:
            content = base64.b64decode(item["content"], validate=True)
        except binascii.Error as error:
            raise ValueError("no content") from error
        files.append(File(hand_ins.plain_name(item["name"]), content))
    if sum(len(file.content) for file in files) > hand_ins.MOST_BYTES:
        raise ValueError("too large")
    return tuple(files)
