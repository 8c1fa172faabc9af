"""Search that ignores accents, capitals, word order and typos, and matches parts of words."""

import difflib
import itertools
import math
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from veerkracht.core import dutch, names

LONGEST = 100  # characters of a query; the rest is ignored
_MOST_WORDS = 12
_MOST_WORDS_OF_NOTE = 5  # in view
_SHARE_OF_BEST = 0.5  # entries that score less than this share of the best are left out
_LIKE = 0.8  # the smallest ratio of difflib that counts as a typing error
_ALSO, _REST = 0.8, 0.4  # the weight of a word outside the title
_ENDING = 4  # letters at the end in which forms of a word may differ: veilige and veiligheid
# Dutch spells one stem in two ways: huis and huizen, brief and brieven
_SAME_SOUND = str.maketrans("vz", "fs")


@dataclass(frozen=True)
class Entry:
    """A search result: its group, title, address and note. Words of `also` count nearly as much as those of the title,
    words of `rest` a little. An entry that `is_empty` (has no figures) comes last, unless the query is its title.

    `about` is the address of its explanation, `compare` that of its ranking, and `subject` its code in
    queries.other_words; each '' without one. `words` are other words for it: of its goals and its buurten.
    """

    group: str
    title: str
    address: str
    note: str = ""
    also: str = ""
    rest: str = ""
    is_empty: bool = False
    about: str = ""
    subject: str = ""
    compare: str = ""
    words: tuple[str, ...] = ()

    @property
    def note_in_view(self) -> str:
        """Return the note when it is short, else only that there are no figures; the title of the link has the whole
        note."""
        if len(self.note.split()) <= _MOST_WORDS_OF_NOTE:
            return self.note
        return "nog geen cijfers" if self.is_empty else ""


@dataclass(frozen=True)
class Index:
    """Entries, and by word its weight for each of them (by place)."""

    entries: tuple[Entry, ...]
    weights: dict[str, dict[int, float]]


def index(entries: Iterable[Entry]) -> Index:
    """Return the entries, ready to be searched."""
    indexed = tuple(entries)
    weights: dict[str, dict[int, float]] = defaultdict(dict)
    for place, entry in enumerate(indexed):
        for text, weight in ((entry.rest, _REST), (entry.also, _ALSO), (entry.title, 1.0)):
            for word in words(text):
                weights[word][place] = weight
    return Index(indexed, dict(weights))


def find(index: Index, query: str) -> list[Entry]:
    """Return the entries that match a query, best first; none when no word of it is known.

    An entry scores by how close its closest word is to each word of the query, weighted by how few entries have that
    word (as inverse document frequency). A word of the query that matches nothing is ignored: a reader may type a whole
    question. Ties go to the entry with exactly that title, then to the shorter one, then to the first.
    """
    typed = words(query[:LONGEST])
    content = [word for word in dict.fromkeys(typed) if word not in dutch.FUNCTION_WORDS]
    scores: dict[int, float] = defaultdict(float)
    for word in (content or typed)[:_MOST_WORDS]:
        matches: dict[int, float] = defaultdict(float)
        for match, closeness in _matches(word, index.weights).items():
            for place, weight in index.weights[match].items():
                matches[place] = max(matches[place], closeness * weight)
        for place, match_score in matches.items():
            scores[place] += match_score * math.log1p(len(index.entries) / sum(matches.values()))
    least = _SHARE_OF_BEST * max(scores.values(), default=0)

    def rank(place: int) -> tuple[bool, float, bool, int, int]:
        title = words(index.entries[place].title)
        is_other = title != typed
        return index.entries[place].is_empty and is_other, -round(scores[place], 9), is_other, len(title), place

    return [index.entries[place] for place in sorted(scores, key=rank) if scores[place] >= least]


def words(text: str) -> list[str]:
    """Return the words of a text without accents and capitals, and without invisible characters."""
    return re.findall(r"\w+", names.without_accents(names.folded(text)))


@lru_cache(maxsize=10_000)
def stem(word: str) -> str:
    """Return the common stem of the forms of a word: inbraak and inbraken both begin with inbrak."""
    return re.sub(r"(.)\1+", r"\1", word.translate(_SAME_SOUND))


def _matches(typed: str, words: Iterable[str]) -> dict[str, float]:
    """Return the words that match, and how close each is; only a word without a match can be a typing error."""
    matches = {word: closeness for word in words if (closeness := _closeness(typed, word))}
    if matches or len(typed) < 4:
        return matches
    return dict.fromkeys(difflib.get_close_matches(typed, words, n=5, cutoff=_LIKE), 0.6)


def _closeness(typed: str, word: str) -> float:
    """Return 1 for the same word, less for another form, its beginning or a part of it, 0 for another word."""
    short, long = stem(typed), stem(word)
    if short == long:
        return 1
    if (len(typed) > 1 and word.startswith(typed)) or (len(short) > 3 and long.startswith(short)):
        return 0.9
    same = sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], zip(short, long, strict=False)))
    if same > 4 and max(len(short), len(long)) - same <= _ENDING:
        return 0.8
    if (len(typed) > 3 and typed in word) or (len(short) > 5 and short in long):
        return 0.7
    return 0.6 * len(long) / len(short) if len(long) > 4 and long in short else 0
