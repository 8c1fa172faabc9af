"""Turns mistakes in the catalogue's YAML into Dutch lines that name the line and the place in the file."""

import difflib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from veerkracht.errors import CatalogError

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same loader in C, where PyYAML was built with it

Place = tuple[str | int, ...]
Mistake = tuple[Place, str]


class Document:
    """A YAML file that remembers on which line each part stands."""

    def __init__(self, path: Path) -> None:
        """Read the file. Raises CatalogError when it is missing, not UTF-8 or not YAML."""
        self.path = path
        self._lines: dict[Place, int] = {}
        self._repeated: list[Mistake] = []
        try:
            self._text = path.read_text(encoding="utf-8")
            root = yaml.compose(self._text, Loader=_LOADER)
        except FileNotFoundError:
            raise CatalogError(f"{path} bestaat niet. Zet het bestand terug.") from None
        except UnicodeDecodeError:
            raise CatalogError(f"{path} is geen UTF-8. Sla het bestand op met codering UTF-8.") from None
        except yaml.YAMLError as error:
            raise CatalogError(_not_yaml(path, error)) from None
        if root is not None:
            self._remember(root, ())

    def content(self) -> Any:
        """Return the file as plain dicts, lists and values. Raises CatalogError when a key occurs twice."""
        if self._repeated:
            raise CatalogError(self.report(self._repeated))
        return yaml.load(self._text, Loader=_LOADER)  # noqa: S506 (a safe loader)

    def report(self, mistakes: Iterable[Mistake]) -> str:
        """Return one line per mistake, in the order of the file."""
        placed = sorted(
            ((self._line(place), place, message) for place, message in dict.fromkeys(mistakes)),
            key=lambda mistake: mistake[0],
        )
        lines = [f"  regel {line}, {_spelled(place)}: {message}" for line, place, message in placed]
        count = "1 fout" if len(lines) == 1 else f"{len(lines)} fouten"
        return "\n".join([f"{count} in {self.path.name}:", *lines])

    def _line(self, place: Place) -> int:
        while place not in self._lines and place:
            place = place[:-1]
        return self._lines.get(place, 1)

    def _remember(self, node: yaml.Node, place: Place) -> None:
        self._lines.setdefault(place, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            seen: set[str] = set()
            for key, value in node.value:
                inner = (*place, key.value)
                if key.value in seen:
                    self._repeated.append((inner, f"staat er twee keer (ook op regel {key.start_mark.line + 1})"))
                seen.add(key.value)
                self._lines.setdefault(inner, key.start_mark.line + 1)
                self._remember(value, inner)
        elif isinstance(node, yaml.SequenceNode):
            for index, item in enumerate(node.value):
                self._remember(item, (*place, index))


def in_dutch(error: ValidationError) -> list[Mistake]:
    """Return the mistakes of a pydantic error with Dutch messages."""
    # pydantic adds the step '[key]' for a wrong key of a mapping; the file has no such step
    placed = [(tuple(step for step in details["loc"] if step != "[key]"), details) for details in error.errors()]
    return [(place, _message(details)) for place, details in placed if not _follows_from_a_part(place, details, placed)]


def _follows_from_a_part(place: Place, details: ErrorDetails, placed: list[tuple[Place, ErrorDetails]]) -> bool:
    """Return whether a list is only 'too short' because its parts are wrong, which is reported by itself."""
    return details["type"] == "too_short" and any(
        len(other) > len(place) and other[: len(place)] == place for other, _ in placed
    )


def unknown(what: str, name: str, known: Iterable[str]) -> str:
    """Return the message for a name that refers to nothing, with the nearest known name."""
    near = difflib.get_close_matches(name, list(known), n=1)
    return f"{what} {name!r} bestaat niet" + (f"; bedoelde u {near[0]!r}?" if near else "")


def _message(details: ErrorDetails) -> str:
    given = details.get("input")
    context = details.get("ctx", {})
    match details["type"]:
        case "missing":
            return "dit veld ontbreekt"
        case "extra_forbidden":
            return "dit veld kent de catalogus niet; kijk naar een tikfout"
        case "literal_error":
            return f"{given!r} kan niet; kies uit {context['expected'].replace(' or ', ' of ')}"
        case "string_pattern_mismatch":
            return f"{given!r} heeft niet de goede vorm (alleen kleine letters, cijfers en _; begint met een letter)"
        case "value_error":
            return str(context["error"])
        case "string_too_short" | "too_short":
            return "mag niet leeg zijn"
        case kind if kind.startswith(("int", "float")):
            return f"{given!r} is geen getal (een decimaal getal heeft een punt)"
        case kind if kind.startswith("bool"):
            return f"{given!r} moet true of false zijn"
        case "string_type":
            return f"{given!r} moet tekst zijn; zet er zo nodig aanhalingstekens omheen"
        case "greater_than" | "greater_than_equal" | "less_than_equal":
            limit = context.get("ge", context.get("gt", context.get("le")))
            return f"{given!r} is te {'groot' if 'le' in context else 'klein'} (grens: {limit:g})"
        case "tuple_type" | "list_type":
            return "moet een lijst zijn: elk onderdeel op een eigen regel met een streepje ervoor"
        case kind if kind.endswith(("model_type", "dict_type")):
            return "moet een blok met velden zijn (veld: waarde)"
        case _:
            return details["msg"]


def _spelled(place: Place) -> str:
    text = ""
    for step in place:
        text += f"[{step + 1}]" if isinstance(step, int) else f" > {step}" if text else str(step)
    return text or "bestand"


def _not_yaml(path: Path, error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    place = f"regel {mark.line + 1}, teken {mark.column + 1}" if mark else "onbekende plaats"
    return (
        f"1 fout in {path.name}:\n  {place}: dit is geen geldige YAML "
        f"({getattr(error, 'problem', None) or error}); kijk naar inspringen, dubbele punten en aanhalingstekens"
    )
