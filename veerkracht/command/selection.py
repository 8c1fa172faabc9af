"""Parses the selection on the command line: goals by number or name, topics and areas by name or code."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from veerkracht.core import areas, names
from veerkracht.core.errors import DataError
from veerkracht.database import lookups, queries
from veerkracht.database.query import Query
from veerkracht.database.rows import grouped
from veerkracht.topics.goals import rows as goal_rows
from veerkracht.topics.letter import letter as letters

_MOST_NAMED = 3  # of the names that a message suggests


class Unknown(DataError):
    """What was chosen does not exist."""


@dataclass(frozen=True)
class Selection:
    """The codes of the parts of a letter (doel-1, buurt-BU09350403, onderwerp-misdrijven), and the areas of topics."""

    codes: tuple[str, ...]
    area_codes: tuple[str, ...]

    @property
    def goal_ids(self) -> tuple[int, ...]:
        """Return the goals among the parts."""
        return tuple(int(code.partition("-")[2]) for code in self.codes if code.startswith("doel-"))


def select(
    query: Query, codes: Sequence[str], goals: Sequence[str], topics: Sequence[str], places: Sequence[str]
) -> Selection:
    """Return the selection: parts by their code first, then goals, topics and, when no topic has use for them, areas as
    parts on buurten. Without areas topics have the usual ones. Raises Unknown for what does not exist."""
    part_codes = letters.choices(query)
    for code in codes:
        if code not in part_codes:
            buurt = lookups.programme(query).focus_area_codes[0]
            raise Unknown(
                f"Onderdeel {names.quoted(code)} bestaat niet. Schrijf bijvoorbeeld doel-1, buurt-{buurt} of "
                "onderwerp-misdrijven."
            )
    goal_codes = {f"doel-{goal_id}": goal.name for goal_id, goal in goal_rows.goals(query).items()}
    other = _other_words(query)
    chosen = [*codes, *_each(goals, lambda text: _goal(text, goal_codes, other))]
    labels = {f"onderwerp-{key}": indicator.label for key, indicator in lookups.indicators(query).items()}
    chosen += _each(topics, lambda text: _topic(text, labels, part_codes, other))
    area_names = {code: name for code, name in lookups.area_names(query).items() if code != areas.TOGETHER}
    area_codes = _each(places, lambda text: _code(text, "Gebied", area_names, {code: code for code in area_names}, {}))
    if not any(code.startswith("onderwerp-") for code in chosen):
        for code in area_codes:
            if f"buurt-{code}" not in part_codes:
                raise Unknown(
                    f"{area_names[code]} is geen buurt. Zonder --onderwerp geeft --gebied een deel over een buurt; "
                    "noem een buurt, of noem een onderwerp erbij."
                )
        chosen += [f"buurt-{code}" for code in area_codes]
    return Selection(tuple(dict.fromkeys(chosen)), tuple(area_codes or lookups.usual_areas(query)))


def _each(texts: Iterable[str], parse: Callable[[str], str]) -> list[str]:
    """Return the value of each text, parsed as a whole, or else of each part between commas."""
    codes: list[str] = []
    for text in texts:
        parts = [part for part in text.split(",") if part.strip()]
        try:
            codes.append(parse(text))
        except Unknown:
            if len(parts) < 2:
                raise
            codes += [parse(part) for part in parts]
    return list(dict.fromkeys(codes))


def _other_words(query: Query) -> dict[str, list[str]]:
    """Return the codes of goals and topics that another word leads to, by the folded word."""
    return grouped((names.folded(word), code) for code, word in query(queries.other_words).itertuples(index=False))


def _goal(text: str, goals: Mapping[str, str], other: Mapping[str, Sequence[str]]) -> str:
    number = re.fullmatch(r"doel[ -]?(\d+)", names.folded(text))
    short = {code.partition("-")[2]: code for code in goals}
    return _code(number[1] if number else text, "Doel", goals, short, other)


def _topic(
    text: str, labels: Mapping[str, str], part_codes: Mapping[str, str], other: Mapping[str, Sequence[str]]
) -> str:
    code = _code(text, "Onderwerp", labels, {code.partition("-")[2]: code for code in labels}, other)
    if code not in part_codes:
        raise Unknown(f"Van het onderwerp {labels[code]} zijn er nog geen cijfers. Bij Bronnen staat waarom.")
    return code


def _code(
    text: str,
    kind: str,
    labels: Mapping[str, str],
    short: Mapping[str, str],
    other: Mapping[str, Sequence[str]],
) -> str:
    """Return the code for a text: its short form, its name, or a synonym of only one. Raises Unknown, with similar
    names."""
    folded = names.folded(text)
    by_key = {names.folded(name): code for name, code in short.items()}
    if code := by_key.get(folded):
        return code
    named = [code for code, name in labels.items() if names.folded(name) == folded]
    worded = [code for code in other.get(folded, ()) if code in labels]
    matches = named or worded
    if len(matches) == 1:
        return matches[0]
    by_name = {names.folded(name): name for name in labels.values()}
    similar = [name for name in by_name if len(folded) > 2 and folded in name]
    similar += [name for name in by_name if get_close_matches(folded, (name, *name.split()), 1, 0.7)]
    suggestions = [labels[code] for code in matches] or [by_name[name] for name in dict.fromkeys(similar)]
    hint = f" Bedoelt u: {'; '.join(suggestions[:_MOST_NAMED])}?" if suggestions else _all(kind, labels)
    problem = "kan meer betekenen." if matches else "bestaat niet."
    raise Unknown(f"{kind} {names.quoted(text.strip())} {problem}{hint}")


def _all(kind: str, labels: Mapping[str, str]) -> str:
    """Return where to find all possible names."""
    if not labels:
        return ""
    if kind == "Doel":
        return f" Kies een nummer van 1 tot en met {len(labels)}, of een naam zoals {next(iter(labels.values()))}."
    return f" Kies een naam van het dashboard, zoals {next(iter(labels.values()))}."
