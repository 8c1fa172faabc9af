"""OData filters as the local publishers understand them, for v3 and v4."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_plus

Row = dict[str, Any]


@dataclass(frozen=True)
class _StartsWith:
    """Whether a column starts with any of these: one test of a row, where a request names four beginnings."""

    column: str
    starts: tuple[str, ...]

    def __call__(self, row: Row) -> bool:
        return str(row[self.column]).startswith(self.starts)


def parse_filter(text: str) -> Callable[[Row], bool]:
    """Return the test that a filter makes: or, and, parentheses, eq, startswith, substringof.

    Raises ValueError for anything else, as the publisher answers 400.
    """
    tokens = re.findall(r"'(?:[^']|'')*'|\w+|[(),]", unquote_plus(text))
    position = 0

    def peek() -> str:
        return tokens[position] if position < len(tokens) else ""

    def take(expected: str = "") -> str:
        nonlocal position
        token = peek()
        if not token or (expected and token != expected):
            raise ValueError(f"syntax error at {token!r}")
        position += 1
        return token

    def literal() -> str:
        return take().strip("'").replace("''", "'")

    def either() -> Callable[[Row], bool]:
        parts = [both()]
        while peek() == "or":
            take()
            parts.append(both())
        return _any(parts)

    def both() -> Callable[[Row], bool]:
        parts = [term()]
        while peek() == "and":
            take()
            parts.append(term())
        return parts[0] if len(parts) == 1 else lambda row: all(part(row) for part in parts)

    def term() -> Callable[[Row], bool]:
        token = take()
        if token == "(":
            inner = either()
            take(")")
            return inner
        if token in ("startswith", "substringof"):
            take("(")
            first = literal()
            take(",")
            second = literal()
            take(")")
            if token == "startswith":
                return _StartsWith(first, (second,))
            return lambda row: first in str(row[second])
        take("eq")
        value = literal()
        return lambda row: row[token] == value  # with its padding, as the publisher compares

    condition = either()
    if position != len(tokens):
        raise ValueError(f"syntax error at {peek()!r}")
    return condition


def _any(parts: Sequence[Callable[[Row], bool]]) -> Callable[[Row], bool]:
    """Return the test that any of these makes."""
    starts: dict[str, tuple[str, ...]] = {}
    rest = []
    for part in parts:
        if isinstance(part, _StartsWith):
            starts[part.column] = (*starts.get(part.column, ()), *part.starts)
        else:
            rest.append(part)
    together = [*(_StartsWith(column, start) for column, start in starts.items()), *rest]
    return together[0] if len(together) == 1 else lambda row: any(part(row) for part in together)
