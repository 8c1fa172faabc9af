"""Signposts: rows at the end of a list that point to a choice by another name, or explain why something is not a
choice.

Streamlit matches what a visitor types with the text of the rows only, so a synonym needs a row.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from veerkracht.core import names
from veerkracht.database import lookups, queries
from veerkracht.database.query import Query
from veerkracht.database.rows import Indicator
from veerkracht.web.cache import query

GOAL, TOPIC = "doel-", "onderwerp-"  # prefix of the codes of queries.other_words


@dataclass(frozen=True)
class Signposts:
    """The label of each row by its code, the choice that it leads to, and why a code cannot be chosen."""

    labels: Mapping[str, str] = field(default_factory=dict)
    leads_to: Mapping[str, str] = field(default_factory=dict)
    why_not: Mapping[str, str] = field(default_factory=dict)


NONE = Signposts()


def of_topics(offered: Iterable[str], lack: str = "cijfers per jaar") -> Signposts:
    """Return the signposts of a list of these indicators: for missing ones, and synonyms for all of them. `lack` is
    what an indicator with figures of buurten needs to be in the list."""
    return query.value(_of_topics, tuple(offered), lack)


def of_words(options: Mapping[str, str], subjects: Mapping[str, str]) -> Signposts:
    """Return signposts with synonyms for choices; `options` (their names) and `subjects` ('doel-1',
    'onderwerp-inkomen') are by their code."""
    return query.value(_of_words, tuple((code, options[code], subject) for code, subject in subjects.items()))


def with_plain_letters(options: Mapping[str, str], signposts: Signposts = NONE) -> Signposts:
    """Return the signposts of a list with an extra row for each of its `options` (names by code) that has accents, as
    people who type 'belvedere' mean Belvédère."""
    plain = {code: names.without_accents(name) for code, name in options.items() if not name.isascii()}
    rows = {f"{text}>{code}": code for code, text in plain.items() if text != options[code]}
    if not rows:
        return signposts
    labels = {row: f"{plain[code]} → {options[code]}" for row, code in rows.items()}
    return replace(signposts, labels={**signposts.labels, **labels}, leads_to={**signposts.leads_to, **rows})


def _of_topics(query: Query, offered: tuple[str, ...], lack: str) -> Signposts:
    indicators, chosen = lookups.indicators(query), set(offered)
    reasons = {code: _reason(indicator, lack) for code, indicator in indicators.items() if code not in chosen}
    words = _of_words(query, tuple((code, indicator.label, f"{TOPIC}{code}") for code, indicator in indicators.items()))
    lacking = {code: f"{indicators[code].theme.capitalize()}: {indicators[code].label}" for code in reasons}
    codes = {**words.leads_to, **{code: code for code in lacking}}
    labels = {
        row: f"{label} ({reasons[codes[row]]})" if codes[row] in reasons else label
        for row, label in {**lacking, **words.labels}.items()
    }
    why_not = {
        code: (
            f"{indicators[code].label} is hier niet te kiezen: er zijn {reason}. "
            "Bij Bronnen staat waar zij vandaan komen."
        )
        for code, reason in reasons.items()
    }
    return Signposts(labels, words.leads_to, why_not)


def _reason(indicator: Indicator, lack: str) -> str:
    """Return why a list of topics lacks an indicator."""
    if indicator.figure_count == 0:
        return "nog geen cijfers"
    return "geen cijfers per buurt" if indicator.buurt_figure_count == 0 else f"geen {lack}"


def _of_words(query: Query, choices: tuple[tuple[str, str, str], ...]) -> Signposts:
    """Return the signposts of choices: the code, name and subject of each. A word in the name itself needs no row."""
    labels, leads_to = {}, {}
    for subject, word in query(queries.other_words).itertuples(index=False):
        for code, name, of in choices:
            if of == subject and word.casefold() not in name.casefold():
                labels[f"{word}>{code}"] = f"{word} → {name}"
                leads_to[f"{word}>{code}"] = code
    return Signposts(labels, leads_to)
