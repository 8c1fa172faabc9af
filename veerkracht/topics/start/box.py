"""The rows of the search box on every page, and where each of them leads."""

from urllib.parse import urlencode

from veerkracht.core import names
from veerkracht.database import queries
from veerkracht.database.query import Query
from veerkracht.topics.start import figures, search
from veerkracht.topics.start.search import Entry

# in the order of the rows: Enter takes the first row with what was typed, which most often is a buurt
_KINDS = {
    "Buurten en wijken": "buurt",
    "Doelen": "doel",
    "Onderwerpen": "onderwerp",
    "Pagina's": "pagina",
    "Verhalen": "verhaal",
    "Inspanningen": "inspanning",
    "Besluiten": "besluit",
}


def rows(query: Query) -> dict[str, str]:
    """Return the address that each row leads to: first names, then other words for them."""
    entries = sorted(figures.entries(query), key=lambda entry: list(_KINDS).index(entry.group))
    addresses: dict[str, str] = {}
    for entry in entries:
        addresses.setdefault(_row(entry), entry.address)
    by_subject = {entry.subject: entry for entry in entries if entry.subject}
    other = {names.without_accents(row): row for row in addresses if not row.isascii()}
    signposts = {f"{plain} → {row}": addresses[row] for plain, row in other.items() if plain != row}
    for subject, word in query(queries.other_words).itertuples(index=False):
        entry_of_subject = by_subject.get(subject)
        if entry_of_subject and _is_other(word, entry_of_subject):
            signposts[f"{word} → {_row(entry_of_subject)}"] = entry_of_subject.address
    for entry in entries:
        signposts |= {f"{word} → {_row(entry)}": entry.address for word in entry.words if _is_other(word, entry)}
    return addresses | signposts


def _is_other(word: str, entry: Entry) -> bool:
    return word.casefold() not in entry.title.casefold()


def results(text: str) -> str:
    """Return the address of what Start finds for a text."""
    return f"./?{urlencode({'zoek': ' '.join(text.split())[: search.LONGEST]})}"


def _row(entry: Entry) -> str:
    kind = entry.rest if entry.rest in ("wijk", "groep", "aandachtsgebied") else _KINDS[entry.group]
    return f"{entry.title} ({kind}, nog geen cijfers)" if entry.is_empty else f"{entry.title} ({kind})"
