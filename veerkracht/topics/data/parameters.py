"""Parses a request below /data/: every parameter must be known, given once, and one of its options."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from veerkracht.core import dutch, names
from veerkracht.core.errors import RefusedError

_LONGEST = 4000  # characters of all choices; all buurten by name are 800
_MOST_NAMED = 12  # options in a message


class Parameters:
    """The query parameters of an address, read with `one`, `many`, `texts` and `switch`."""

    def __init__(self, choices: Sequence[tuple[str, str]], names_here: Iterable[str]) -> None:
        """Take the names and values in the address. Raises RefusedError for an unknown name."""
        if sum(len(name) + len(value) for name, value in choices) > _LONGEST:
            raise RefusedError(
                f"Het adres is te lang: hoogstens {dutch.number(_LONGEST, 0)} tekens na het vraagteken. Kies minder."
            )
        names_here = list(names_here)
        for name, _ in choices:
            if name not in names_here:
                what = f"Dit adres kent: {dutch.joined(names_here)}." if names_here else "Dit adres heeft geen keuzes."
                raise RefusedError(f"De keuze {names.quoted(name)} bestaat hier niet. {what} Haal haar weg.")
        self._choices = choices

    def one(self, name: str, options: Collection[str], default: str = "") -> str:
        """Return the chosen option, by default `default`, else the first option.

        Raises RefusedError for a repeated or invalid choice, or if there are no options.
        """
        values = [value for other, value in self._choices if other == name]
        if len(values) > 1:
            raise RefusedError(f"De keuze {name} staat er {len(values)} keer. Laat er één staan.")
        if not options:
            raise RefusedError(f"Er is hier niets te kiezen bij {name}: er zijn nog geen cijfers.")
        if not values or not values[0]:
            return default if default in options else next(iter(options))
        return _option(name, values[0], options)

    def many(self, name: str, options: Collection[str], default: Sequence[str], at_most: int) -> tuple[str, ...]:
        """Return the chosen options, `default` without a choice, and none for an empty one.

        Raises RefusedError for a repeated or invalid value, and for more than `at_most`.
        """
        if not any(other == name for other, _ in self._choices):
            return tuple(code for code in default if code in options)[:at_most]
        return tuple(_option(name, value, options) for value in self.texts(name, at_most))

    def texts(self, name: str, at_most: int) -> tuple[str, ...]:
        """Return the values of a parameter without validation; none for an empty one.

        Raises RefusedError for a repeated value, and for more than `at_most`.
        """
        values = [value for other, value in self._choices if other == name]
        if values == [""]:
            return ()
        if twice := [value for value, count in Counter(values).items() if count > 1]:
            raise RefusedError(
                f"De keuze {name}={names.quoted(twice[0])} staat er meer dan één keer. Laat er één staan."
            )
        if len(values) > at_most:
            raise RefusedError(f"De keuze {name} staat er {len(values)} keer: hoogstens {at_most}. Haal er weg.")
        return tuple(values)

    def switch(self, name: str) -> bool:
        """Return whether a switch is on: ja or nee. Raises RefusedError for anything else."""
        return self.one(name, ("nee", "ja")) == "ja"


def _option(name: str, value: str, options: Collection[str]) -> str:
    if value in options:
        return value
    what = f"Kies uit {dutch.joined(list(options))}." if len(options) <= _MOST_NAMED else names.near(value, options)
    raise RefusedError(
        f"{names.quoted(value)} bestaat niet bij de keuze {name}, of heeft hier geen cijfers. "
        f"{what or 'Neem een code uit de lijsten onderwerpen (catalogus) of gebieden.'}"
    )
