"""Writes entries as an Atom feed (RFC 4287), with the standard library."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree import ElementTree

from veerkracht.drawing.exhibit import printable

MEDIA_TYPE = "application/atom+xml"
_ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True)
class Entry:
    """An entry: its permanent id (a URI), its plain title, when it appeared (UTC), its address and kind in words."""

    id: str
    title: str
    at: datetime
    address: str
    category: str
    summary: str = ""


@dataclass(frozen=True)
class Feed:
    """A feed: its permanent id (a URI), title, author, own address and that of the page it belongs to."""

    id: str
    title: str
    subtitle: str
    author: str
    address: str
    page: str
    updated: datetime
    entries: Sequence[Entry]


def document(feed: Feed) -> bytes:
    """Return the feed as XML in UTF-8; texts are plain text, and are escaped."""
    ElementTree.register_namespace("", _ATOM)
    root = ElementTree.Element(f"{{{_ATOM}}}feed", {"xml:lang": "nl"})
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    _add(root, "subtitle", feed.subtitle)
    _add(root, "updated", _moment(feed.updated))
    _add(_add(root, "author"), "name", feed.author)
    _add(root, "link", rel="self", type=MEDIA_TYPE, href=feed.address)
    _add(root, "link", rel="alternate", type="text/html", href=feed.page)
    for entry in feed.entries:
        element = _add(root, "entry")
        _add(element, "id", entry.id)
        _add(element, "title", entry.title)
        _add(element, "updated", _moment(entry.at))
        _add(element, "published", _moment(entry.at))
        _add(element, "link", rel="alternate", type="text/html", href=entry.address)
        _add(element, "category", term=entry.category)
        if entry.summary:
            _add(element, "summary", entry.summary)
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def _add(parent: ElementTree.Element, name: str, text: str = "", **attributes: str) -> ElementTree.Element:
    clean = {key: printable(value) for key, value in attributes.items()}
    element = ElementTree.SubElement(parent, f"{{{_ATOM}}}{name}", clean)
    element.text = printable(text) or None
    return element


def _moment(moment: datetime) -> str:
    return moment.replace(tzinfo=UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
