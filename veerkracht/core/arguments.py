"""Parses command-line arguments with all of argparse's own messages, such as the help, in Dutch."""

import argparse
import re
import sys
from collections.abc import Iterable
from typing import NoReturn

_WRONG_USE = 2  # as argparse ends
_OF_ONE = re.compile(r"argument (?P<name>[^:]+): (?P<what>.+)", re.DOTALL)
_NAMES = {"command": "opdracht", "file": "bestand"}
_MISTAKES = tuple(
    (re.compile(english, re.DOTALL), dutch)
    for english, dutch in (
        (r"invalid choice: (.+) \(choose from (.+)\)", r"\1 bestaat niet; kies uit \2"),
        (r"invalid int value: (.+)", r"\1 is geen geheel getal"),
        (r"invalid \S+ value: (.+)", r"\1 kan hier niet"),
        (r"expected at least one argument", "noem er minstens één"),
        (r"expected (?:at most )?one argument", "noem er één"),
        (r"ignored explicit argument (.+)", r"hierachter hoort niets, en er staat \1"),
        (r"unrecognized arguments: (.+)", r"dit is niet te begrijpen: \1"),
        (r"the following arguments are required: (.+)", r"dit ontbreekt: \1"),
        (r"ambiguous option: (.+) could match (.+)", r"\1 is te kort; bedoelde u \2?"),
    )
)
_ANY = "dit is niet te begrijpen; de uitleg staat bij --help"  # what another version of argparse says otherwise


class _Formatter(argparse.HelpFormatter):
    def add_usage(
        self, usage: str | None, actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup], prefix: str | None = None,
    ) -> None:  # fmt: skip
        super().add_usage(usage, actions, groups, "gebruik: " if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """A parser of arguments whose help and mistakes are Dutch."""

    def __init__(self, prog: str, description: str) -> None:
        super().__init__(prog, description=description, formatter_class=_Formatter, add_help=False)
        self._positionals.title, self._optionals.title = "wat u wilt", "keuzes"
        self.add_argument("-h", "--help", action="help", help="toon deze uitleg")

    def error(self, message: str) -> NoReturn:
        """Say what is wrong in the arguments and how the command is used, and end."""
        self.print_usage(sys.stderr)
        self.exit(_WRONG_USE, f"{self.prog}: {_in_dutch(message)}\n")


def _in_dutch(message: str) -> str:
    """Return a message of argparse in Dutch; for an unknown one, the argument that it is about."""
    name = ""
    if of_one := _OF_ONE.fullmatch(message):
        name, message = f"{_NAMES.get(of_one['name'], of_one['name'])}: ", of_one["what"]
    translation = next((hit.expand(dutch) for english, dutch in _MISTAKES if (hit := english.fullmatch(message))), _ANY)
    return f"{name}{translation}"
