"""The statements on accessibility and privacy: texts in docs/, with the name of the municipality filled in."""

import os
import re

from veerkracht.core import paths
from veerkracht.topics.manual import manual
from veerkracht.topics.manual.manual import Section

NAMES = ("toegankelijkheid", "privacy")
NO_CONTACT = "(nog niet ingevuld: de beheerder zet een adres in `VEERKRACHT_CONTACT`)"
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_WEB = re.compile(r"https://[^\s<>]+")


def sections(name: str, municipality: str) -> list[Section]:
    """Return the sections of a statement, one of NAMES; the first is the introduction, below the title of the page."""
    return manual.split(text(name, municipality))


def text(name: str, municipality: str) -> str:
    """Return a statement, one of NAMES, as Markdown with the name of the municipality and its contact."""
    document = (paths.ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")
    return document.replace("{gemeente}", municipality).replace("{contact}", contact())


def mail_address() -> str:
    """Return the address for mail to the administrator: `VEERKRACHT_CONTACT` when that is one, else ''."""
    address = os.environ.get("VEERKRACHT_CONTACT", "").strip()
    return address if _MAIL.fullmatch(address) else ""


def contact() -> str:
    """Return as Markdown where to report a problem: `VEERKRACHT_CONTACT`, or that it is not filled in."""
    address = os.environ.get("VEERKRACHT_CONTACT", "").strip()
    if _MAIL.fullmatch(address):
        return f"[{address}](mailto:{address})"
    return f"<{address}>" if _WEB.fullmatch(address) else address or NO_CONTACT
