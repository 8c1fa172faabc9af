"""Finds personal data in a text: telephone numbers, e-mail addresses, postcodes and house numbers."""

import re

_NUMBER = r"[1-9]\d{0,3}(?:[a-z]|-?(?:bis|[a-z]))?\b"
_STREET = r"[^\W\d_]*(?:straat|laan|weg|plein|hof|pad|singel|kade|dreef|steeg)"
_FORMS = {
    "een telefoonnummer": re.compile(
        r"(?<![\d+])(?:(?:\+|00)31[ -]?(?:\(0\))?|0)(?:[ .-]?\(?[1-9]\)?)(?:[ .()-]{0,2}\d){8}(?!\d)"
    ),
    "een e-mailadres": re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    "een postcode": re.compile(r"(?<![\d-])[1-9]\d{3} ?(?:[A-Z]{2}|(?<! )[a-z]{2})\b"),
    "een huisnummer": re.compile(rf"\b(?:(?:huis)?nummer|(?:huis)?nr\.?|{_STREET}) {_NUMBER}", re.IGNORECASE),
}


def doubts(lines: list[str]) -> list[str]:
    """Return a Dutch line, with its line number from 1, for each part of a text that may identify a person; not a
    mistake, as it may be about an organisation."""
    return [
        f"regel {number}: {match[0]!r} lijkt op {what}; haal het weg als het van een bewoner is"
        for number, line in enumerate(lines, 1)
        for what, form in _FORMS.items()
        for match in form.finditer(line)
    ]
