"""Filters of OData as the local publishers understand them, the same in v3 and v4."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote_plus

Row = dict[str, Any]


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
        return lambda row: any(part(row) for part in parts)

    def both() -> Callable[[Row], bool]:
        parts = [term()]
        while peek() == "and":
            take()
            parts.append(term())
        return lambda row: all(part(row) for part in parts)

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
                return lambda row: str(row[first]).startswith(second)
            return lambda row: first in str(row[second])
        take("eq")
        value = literal()
        return lambda row: row[token] == value  # with its padding, as the publisher compares

    condition = either()
    if position != len(tokens):
        raise ValueError(f"syntax error at {peek()!r}")
    return condition
