"""Compares names as people and programs write them: which are the same, and which character is not what it seems."""

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache

# signs that look like the one that a keyboard has
_LOOK_ALIKE = str.maketrans(dict.fromkeys("‘’‚‛`´ʹʻʼʽˈ′＇", "'") | dict.fromkeys("“”„‟″＂", '"') | {"−": "-", "⁄": "/"})
_UNSEEN_BREAK = re.compile("[\u00ad\u200b\u200c\u2060]")
_LONGEST = 40
_UNSEEN = re.compile("[\u034f\u115f\u1160\u2800\u3164\ufe00-\ufe0f\uffa0]")  # besides those of category Cf


def plain(text: str) -> str:
    """Return a text on one line without invisible characters, with composed accents and plain spaces."""
    if text.isascii():
        return " ".join(text.split())
    visible = "".join(sign for sign in _UNSEEN.sub("", text) if unicodedata.category(sign) != "Cf")
    return " ".join(unicodedata.normalize("NFC", visible).split())


@lru_cache(maxsize=10_000)
def folded(text: str) -> str:
    """Return what all spellings of a name have in common that a reader cannot tell apart, capitals aside: accents
    composed or not, invisible signs, kinds of hyphens, quotes and spaces."""
    compatible = unicodedata.normalize("NFKC", plain(text).translate(_LOOK_ALIKE))
    dashed = "".join("-" if unicodedata.category(sign) == "Pd" else sign for sign in compatible)
    return plain(dashed).casefold()


def without_accents(text: str) -> str:
    """Return a text with its letters as a keyboard has them: Belvedere of Belvédère."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def readings(text: str) -> list[str]:
    """Return the folded names that a text may stand for: where a line may break unseen, may be a space or a hyphen."""
    return list(dict.fromkeys(folded(_UNSEEN_BREAK.sub(sign, text)) for sign in ("", " ", "-")))


def near(text: str, options: Iterable[str]) -> str:
    """Return in Dutch which options look most like a text, '' when none does."""
    like = folded(text)[:100]
    codes = list(options)
    similar = [code for code in codes if len(like) > 2 and like in code.casefold()]
    similar += get_close_matches(like, codes, 3, 0.5)
    return f"Bedoelt u {', '.join(list(dict.fromkeys(similar))[:3])}?" if similar else ""


def quoted(text: str) -> str:
    """Return a text for use in a message: in quotes, and shortened when it is long."""
    return repr(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")


def as_code(text: str) -> str:
    """Return a text from somebody else as code in Markdown, so that no address becomes a link and no text a picture: a
    sender could otherwise put words in our mouth. A long text is cut off; characters that reverse text direction are
    removed."""
    legible = "".join(sign for sign in text[:_LONGEST] if sign.isprintable() and sign != "`").strip()
    return f"`{legible or '?'}{'…' if len(text) > _LONGEST else ''}`"


def odd_sign(text: str) -> str:
    """Return in Dutch which character of a text is invisible or from another script, '' without any."""
    for place, sign in enumerate(text, 1):
        name = unicodedata.name(sign, f"U+{ord(sign):04X}")
        category = unicodedata.category(sign)
        if category in ("Cf", "Cc") or _UNSEEN.match(sign):
            return f"Teken {place} is niet te zien: {name}."
        if category[0] in "LM" and not name.startswith(("LATIN ", "COMBINING ")):
            return f"Teken {place} is geen gewone letter: {name}."
    return ""
