"""Periods of measurement: the publishers' spellings, their Dutch names, their order in time."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip


@dataclass(frozen=True, order=True)
class Period:
    """A year, a month of a year, or a mean over several years (`last` after `first`)."""

    first: int
    last: int
    month: int = 0

    @property
    def code(self) -> str:
        """Return the code used in the database: 2024, 2024-03 or 2022/2024; codes of one kind sort in time."""
        if self.month:
            return f"{self.first}-{self.month:02d}"
        return str(self.first) if self.first == self.last else f"{self.first}/{self.last}"

    @property
    def label(self) -> str:
        """Return the Dutch name: 2024, maart 2024 or 2022 t/m 2024."""
        if self.month:
            return f"{MONTHS[self.month - 1]} {self.first}"
        return str(self.first) if self.first == self.last else f"{self.first} t/m {self.last}"


@lru_cache(1000)
def parse(text: str) -> Period:
    """Return the period of a code of ours or of CBS ('2024JJ00', '2024MM03').

    Raises ValueError when the text is neither.
    """
    text = text.strip()
    if match := re.fullmatch(r"(\d{4})(?:JJ00)?", text):
        year = int(match[1])
        return Period(year, year)
    if match := re.fullmatch(r"(\d{4})(?:MM|-)(0[1-9]|1[0-2])", text):
        return Period(int(match[1]), int(match[1]), int(match[2]))
    if (match := re.fullmatch(r"(\d{4})/(\d{4})", text)) and match[1] < match[2]:
        return Period(int(match[1]), int(match[2]))
    raise ValueError(f"geen periode: {text!r} (verwacht bijvoorbeeld 2024, 2024JJ00, 2024MM03 of 2022/2024)")


def years(code: str) -> list[str]:
    """Return the codes of the years of a period: of 2022/2024 three."""
    period = parse(code)
    return [str(year) for year in range(period.first, period.last + 1)]


def month_in(word: str) -> int:
    """Return the number of the month that a Dutch word names, in full or not (nov, sept, mrt); 0 for another word."""
    name = "maart" if word.casefold() == "mrt" else word.casefold()
    return next((place for place, month in enumerate(MONTHS, 1) if len(name) > 2 and month.startswith(name)), 0)


def in_words(codes: Iterable[str], last: str = ", ") -> str:
    """Return periods in order as a Dutch list, three or more in a row as a range: '2012, 2016, 2022 t/m 2024'; `last`
    precedes the last of them, ' en ' in a sentence."""
    runs: list[list[Period]] = []
    for period in sorted(parse(code) for code in set(codes)):
        if runs and _follows(runs[-1][-1], period):
            runs[-1].append(period)
        else:
            runs.append([period])
    parts = []
    for run in runs:
        parts += [f"{run[0].label} t/m {run[-1].label}"] if len(run) > 2 else [period.label for period in run]
    return last.join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))


def _follows(earlier: Period, later: Period) -> bool:
    if earlier.month or later.month:
        return later.first * 12 + later.month == earlier.first * 12 + earlier.month + 1
    return earlier.first == earlier.last and later.first == later.last == earlier.last + 1
