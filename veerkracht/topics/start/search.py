"""Finds named things by what a reader types: accents, capitals, word order, parts of words and slips do not matter."""

import difflib
import itertools
import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from veerkracht.core import dutch

LONGEST = 100  # characters of a query that are looked at
_MOST_WORDS = 12
_SHARE_OF_BEST = 0.5  # what scores less than this part of the best is left out
_LIKE = 0.8  # the smallest ratio of difflib that is a slip
_ALSO, _REST = 0.8, 0.4  # what a word counts that is not in the title
_ENDING = 4  # letters that forms of a word may differ in at its end: veilige and veiligheid
# the same stem is written in two ways: huis and huizen, brief and brieven
_SAME_SOUND = str.maketrans("vz", "fs")


@dataclass(frozen=True)
class Entry:
    """A thing to be found: its group, title, address and a note to show; it is found by `also` nearly as by its title,
    and a little by `rest`. What `is_empty`, without figures, comes after the rest, unless its very title is asked."""

    group: str
    title: str
    address: str
    note: str = ""
    also: str = ""
    rest: str = ""
    is_empty: bool = False


@dataclass(frozen=True)
class Index:
    """Entries, and by each word how much it counts for which of them (by place)."""

    entries: tuple[Entry, ...]
    counts: dict[str, dict[int, float]]


def index(entries: Iterable[Entry]) -> Index:
    """Return the entries, ready to be searched."""
    kept = tuple(entries)
    counts: dict[str, dict[int, float]] = defaultdict(dict)
    for place, entry in enumerate(kept):
        for text, weight in ((entry.rest, _REST), (entry.also, _ALSO), (entry.title, 1.0)):
            for word in words(text):
                counts[word][place] = weight
    return Index(kept, dict(counts))


def find(among: Index, query: str) -> list[Entry]:
    """Return the entries that fit a query, best first; none when no word of it is known.

    An entry scores for each word of the query how close its closest word is, more for a word that few entries have (as
    inverse document frequency does). A word of the query that fits nothing is passed over: a reader may ask a whole
    question. Of entries that fit as well the one with that very title, the shorter, the first comes first.
    """
    typed = words(query[:LONGEST])
    telling = [word for word in dict.fromkeys(typed) if word not in dutch.FUNCTION_WORDS]
    scores: dict[int, float] = defaultdict(float)
    for asked in (telling or typed)[:_MOST_WORDS]:
        fits: dict[int, float] = defaultdict(float)
        for word, close in _known(asked, among.counts).items():
            for place, weight in among.counts[word].items():
                fits[place] = max(fits[place], close * weight)
        for place, fit in fits.items():
            scores[place] += fit * math.log1p(len(among.entries) / sum(fits.values()))
    least = _SHARE_OF_BEST * max(scores.values(), default=0)

    def rank(place: int) -> tuple[bool, float, bool, int, int]:
        title = words(among.entries[place].title)
        is_other = title != typed
        return among.entries[place].is_empty and is_other, -round(scores[place], 9), is_other, len(title), place

    return [among.entries[place] for place in sorted(scores, key=rank) if scores[place] >= least]


def words(text: str) -> list[str]:
    """Return the words of a text without accents and capitals."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return re.findall(r"\w+", "".join(one for one in apart if not unicodedata.combining(one)))


@lru_cache(maxsize=10_000)
def stem(word: str) -> str:
    """Return a word as its forms have it in common: inbraak and inbraken both begin with inbrak."""
    return re.sub(r"(.)\1+", r"\1", word.translate(_SAME_SOUND))


def _known(asked: str, known: Iterable[str]) -> dict[str, float]:
    """Return the words that may be meant, and how close each is; only a word that fits none is taken for a slip."""
    found = {word: close for word in known if (close := _closeness(asked, word))}
    if found or len(asked) < 4:
        return found
    return dict.fromkeys(difflib.get_close_matches(asked, known, n=5, cutoff=_LIKE), 0.6)


def _closeness(asked: str, word: str) -> float:
    """Return 1 for the same word, less for another form, its beginning or a part of it, 0 for another word."""
    short, long = stem(asked), stem(word)
    if short == long:
        return 1
    if (len(asked) > 1 and word.startswith(asked)) or (len(short) > 3 and long.startswith(short)):
        return 0.9
    same = sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], zip(short, long, strict=False)))
    if same > 4 and max(len(short), len(long)) - same <= _ENDING:
        return 0.8
    if (len(asked) > 3 and asked in word) or (len(short) > 5 and short in long):
        return 0.7
    return 0.6 * len(long) / len(short) if len(long) > 4 and long in short else 0
