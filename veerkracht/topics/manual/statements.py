"""What the dashboard says of its accessibility and of privacy: texts in docs/, in the name of the municipality."""

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
    return manual.divided(text(name, municipality))


def text(name: str, municipality: str) -> str:
    """Return a statement, one of NAMES, in Markdown, with the name of the municipality and how to reach it."""
    document = (paths.ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")
    return document.replace("{gemeente}", municipality).replace("{contact}", contact())


def contact() -> str:
    """Return in Markdown where a reader tells of a problem: `VEERKRACHT_CONTACT`, or that nobody has filled it in."""
    asked = os.environ.get("VEERKRACHT_CONTACT", "").strip()
    if _MAIL.fullmatch(asked):
        return f"[{asked}](mailto:{asked})"
    return f"<{asked}>" if _WEB.fullmatch(asked) else asked or NO_CONTACT
