"""Turns mistakes in YAML, such as the catalogue, into Dutch messages with the line number and the path in the file."""

import difflib
import re
from collections.abc import Iterable
from pathlib import Path

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from veerkracht.core import names, reasons
from veerkracht.core.errors import CatalogError

# the same loader in C, where PyYAML was built with it
_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TEXT, _WHOLE, _NOTHING = (f"tag:yaml.org,2002:{kind}" for kind in ("str", "int", "null"))
_COLLECTIONS = ("tag:yaml.org,2002:map", "tag:yaml.org,2002:seq")
_DEEPEST, _MOST_PARTS = 40, 200_000  # indicators.yaml has 7 levels and about 6,000 parts
_WRITE_OUT = "schrijf dit uit: een verwijzing (*) naar een lijst of blok, of lijsten in lijsten, kan hier niet"
_ENDLESS = "dit verwijst (*) naar een lijst of blok waar het zelf in staat; schrijf het uit"
_TOO_LARGE = "tot hier heeft het bestand meer dan 200.000 onderdelen; haal verwijzingen (*) naar lijsten en blokken weg"
UNKNOWN_FIELD = "dit veld bestaat hier niet; kijk naar een tikfout"
NO_BLOCK = "moet een blok met velden zijn (veld: waarde)"
NO_LIST = "moet een lijst zijn, elk onderdeel op een eigen regel met een streepje ervoor"
_FEW = 12  # names that a message lists
_PLAIN_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]*)")

Place = tuple[str | int, ...]
Mistake = tuple[Place, str]


class Document:
    """YAML with the line number of each part in its file."""

    def __init__(self, path: Path, text: str | None = None, lines_before: int = 0, deepest: int | None = None) -> None:
        """Parse a file, or the `text` of a part of it, with the number of lines before that part.

        `deepest`: how deep lists and blocks may be nested in a file that others supply, which may have no references
        to them either. Raises CatalogError when the file is missing, unreadable, not UTF-8, not YAML, nested deeper, or
        larger than memory can be trusted with once its references are followed.
        """
        self.path = path
        self._before = lines_before
        self._lines: dict[Place, int] = {}
        self._unusable: list[Mistake] = []
        try:
            self._text = path.read_text(encoding="utf-8") if text is None else text
            self._require_bounded(deepest or _DEEPEST, may_refer=deepest is None)
            self._root = yaml.compose(self._text, Loader=_LOADER)
        except FileNotFoundError:
            raise CatalogError(f"{path.name} bestaat niet. Zet het bestand terug.") from None
        except OSError as error:
            raise CatalogError(f"{path.name} is niet te lezen ({reasons.of(error)}). Zet het bestand terug.") from error
        except UnicodeDecodeError:
            raise CatalogError(f"{path.name} is geen UTF-8. Sla het bestand op met codering UTF-8.") from None
        except yaml.YAMLError as error:
            raise CatalogError(_not_yaml(path, error, self._text, lines_before)) from None
        if self._root is not None:
            self._remember(self._root, ())

    def _require_bounded(self, deepest: int, may_refer: bool) -> None:
        """Raise CatalogError, with its line, for what nests too deep, refers to what it is in, or grows too large: a
        few lines of lists that refer to each other can fill all memory."""
        count = 0  # of parts, those that are referred to again at every reference
        sizes: dict[str | None, int] = {}
        opened: list[tuple[str | None, int]] = []
        for event in yaml.parse(self._text, Loader=_LOADER):
            mistake = ""
            if isinstance(event, yaml.CollectionStartEvent):
                opened.append((event.anchor, count))
                mistake = _WRITE_OUT if len(opened) > deepest else ""
            elif isinstance(event, yaml.CollectionEndEvent):
                anchor, before = opened.pop()
                sizes |= {anchor: count - before} if anchor else {}
            elif isinstance(event, yaml.AliasEvent):
                is_endless = event.anchor in [anchor for anchor, _ in opened]
                if is_endless or event.anchor in sizes:
                    mistake = _WRITE_OUT if not may_refer else _ENDLESS if is_endless else ""
                count += sizes.get(event.anchor, 0)
            count += isinstance(event, yaml.NodeEvent)
            if mistake or count > _MOST_PARTS:
                line = self._before + (event.start_mark.line + 1 if event.start_mark else 1)
                raise CatalogError(f"1 fout in {self.path.name}:\n  regel {line}: {mistake or _TOO_LARGE}")

    def content(self) -> object:
        """Return the file as plain dicts, lists and values. Raises CatalogError when a key occurs twice or a date
        does not exist."""
        if self._unusable:
            raise CatalogError(self.report(self._unusable))
        return None if self._root is None else yaml.constructor.SafeConstructor().construct_document(self._root)

    def items(self, name: str) -> list[tuple[object, list[Mistake]]]:
        """Return the content of each part of the list in field `name`, with what in it cannot be read: such a date or
        number is text.

        Raises CatalogError when the file has no such list, and for what cannot be read around it.
        """
        items = dict(self.fields()).get(name)
        if isinstance(items, yaml.ScalarNode) and items.tag == _NOTHING:
            return []
        if not isinstance(items, yaml.SequenceNode):
            raise CatalogError(self.report([((name,), NO_LIST if items else "dit veld ontbreekt")]))
        if enclosing := [mistake for mistake in self._unusable if mistake[0][:1] != (name,) or len(mistake[0]) < 2]:
            raise CatalogError(self.report(enclosing))
        return [
            (_construct(node), [mistake for mistake in self._unusable if mistake[0][1] == number])
            for number, node in enumerate(items.value)
        ]

    def fields(self) -> list[tuple[str, yaml.Node]]:
        """Return the fields of the file itself by name, none when it is no block of fields."""
        if not isinstance(self._root, yaml.MappingNode):
            return []
        return [(str(key.value), value) for key, value in self._root.value]

    def report(self, mistakes: Iterable[Mistake]) -> str:
        """Return one line per mistake, in the order of the file."""
        placed = sorted(
            ((self._line(place), place, message) for place, message in dict.fromkeys(mistakes)),
            key=lambda mistake: mistake[0],
        )
        lines = [f"  regel {line}, {_path_text(place)}: {message}" for line, place, message in placed]
        count = "1 fout" if len(lines) == 1 else f"{len(lines)} fouten"
        return "\n".join([f"{count} in {self.path.name}:", *lines])

    def _line(self, place: Place) -> int:
        while place not in self._lines and place:
            place = place[:-1]
        return self._before + self._lines.get(place, 1)

    def _remember(self, node: yaml.Node, place: Place) -> None:
        self._lines.setdefault(place, node.start_mark.line + 1)
        if isinstance(node, yaml.CollectionNode) and node.tag not in _COLLECTIONS:
            self._unusable.append(
                (place, f"{node.tag.rpartition(':')[2][:40]!r} met ! ervoor kan hier niet; haal het weg")
            )
        if isinstance(node, yaml.MappingNode):
            seen: set[str] = set()
            for key, value in node.value:
                if not isinstance(key, yaml.ScalarNode):
                    self._unusable.append((place, "de naam van een veld moet een woord zijn"))
                    continue
                inner = (*place, key.value)
                if key.value in seen:
                    self._unusable.append(
                        (inner, f"staat er twee keer (ook op regel {self._before + key.start_mark.line + 1})")
                    )
                seen.add(key.value)
                if node.flow_style and (value.tag, value.value) == (_NOTHING, ""):
                    self._unusable.append((inner, _without_value(key.value)))
                else:
                    self._remember(key, inner)
                self._remember(value, inner)
        elif isinstance(node, yaml.SequenceNode):
            for index, item in enumerate(node.value):
                self._remember(item, (*place, index))
        elif node.tag == _WHOLE and not _PLAIN_WHOLE.fullmatch(node.value):  # YAML reads 010 as 8 and 1:30 as 90
            message = f"{node.value[:40]!r} kan niet; schrijf een getal met alleen cijfers en zonder 0 vooraan"
            self._unusable.append((place, f"{message}, of zet een tekst tussen aanhalingstekens"))
        elif node.tag != _TEXT:
            try:
                yaml.constructor.SafeConstructor().construct_object(node)
            except (ValueError, OverflowError, yaml.YAMLError):
                self._unusable.append((place, f"{node.value[:40]!r} bestaat niet als datum of getal"))
                node.tag = _TEXT


def _construct(node: yaml.Node) -> object:
    """Return a part of a file as plain dicts, lists and values, None when it has a mark that cannot be read."""
    try:
        return yaml.constructor.SafeConstructor().construct_document(node)
    except yaml.YAMLError:
        return None


def in_dutch(error: ValidationError) -> list[Mistake]:
    """Return the mistakes of a pydantic error with Dutch messages."""
    # pydantic adds the step '[key]' for a wrong key of a mapping; the file has no such step
    placed = [(tuple(step for step in details["loc"] if step != "[key]"), details) for details in error.errors()]
    return [(place, _message(details)) for place, details in placed if not _follows_from_a_part(place, details, placed)]


def _follows_from_a_part(place: Place, details: ErrorDetails, placed: list[tuple[Place, ErrorDetails]]) -> bool:
    """Return whether a list is only 'too short' because its parts are wrong, which has messages of its own."""
    return details["type"] == "too_short" and any(
        len(other) > len(place) and other[: len(place)] == place for other, _ in placed
    )


def unknown(what: str, name: str, valid_names: Iterable[str], field: str = "") -> str:
    """Return the message for a name that does not exist, with the nearest valid name, else all if they are few, and any
    confusing character. `field`: where in the file the valid names are; without it none are listed."""
    options = list(valid_names)
    near = difflib.get_close_matches(name, options, n=1)
    if near:
        hint = f"; bedoelde u {near[0]!r}?"
    else:
        hint = f"; kies uit {', '.join(map(repr, options))}." if field and 0 < len(options) <= _FEW else ""
    odd = names.odd_sign(name)
    where = f" bij {field}" if field else ""
    return f"{what} {name!r} bestaat niet{where}{hint or ('.' if odd else '')} {odd}".rstrip()


def _message(details: ErrorDetails) -> str:
    value = details.get("input")
    context = details.get("ctx", {})
    match details["type"]:
        case "missing":
            return "dit veld ontbreekt"
        case "extra_forbidden":
            return UNKNOWN_FIELD
        case "literal_error":
            return f"{value!r} kan niet; kies uit {context['expected'].replace(' or ', ' of ')}"
        case "string_pattern_mismatch":
            return f"{value!r} heeft niet de goede vorm (alleen kleine letters, cijfers en _; begint met een letter)"
        case "value_error":
            return str(context["error"])
        case "string_too_short" | "too_short":
            return "mag niet leeg zijn"
        case "too_long":
            return f"heeft {context['actual_length']} onderdelen; hoogstens {context['max_length']}"
        case "string_too_long":
            return f"is te lang (hoogstens {context['max_length']} tekens)"
        case kind if kind.startswith("int"):
            return (
                f"{value!r} is geen getal van alleen cijfers; schrijf een heel getal zonder punt, komma of "
                "aanhalingstekens, zoals 2000"
            )
        case kind if kind.startswith("float"):
            return f"{value!r} is geen getal (een decimaal getal heeft een punt)"
        case kind if kind.startswith("bool"):
            return f"{value!r} moet true of false zijn"
        case "string_type":
            return f"{value!r} moet tekst zijn; zet er zo nodig aanhalingstekens omheen"
        case "greater_than" | "greater_than_equal" | "less_than" | "less_than_equal":
            [limit] = context.values()
            size = "groot" if context.keys() & {"lt", "le"} else "klein"
            return f"{value!r} is te {size} (grens: {str(limit).removesuffix('.0')})"
        case "finite_number":
            return "moet een gewoon getal zijn"
        case kind if kind.startswith("date"):
            return f"{value!r} is geen datum; schrijf jaar-maand-dag, zoals 2026-03-01"
        case "tuple_type" | "list_type":
            example = f"zoals [{value[:40]}], of " if isinstance(value, str) else ""
            return f"moet een lijst zijn, {example}elk onderdeel op een eigen regel met een streepje ervoor"
        case kind if kind.endswith(("model_type", "dict_type")):
            return NO_BLOCK
        case _:
            return f"{str(value)[:40]!r} kan hier niet [{details['type']}]"


def _path_text(place: Place) -> str:
    text = ""
    for step in place:
        text += f"[{step + 1}]" if isinstance(step, int) else f" > {step}" if text else str(step)
    return text or "bestand"


def _without_value(key: str) -> str:
    """Return the message for a word between braces that YAML takes for a field without a value, as in {2026: 2,5}."""
    if ":" in key:
        return "zet een spatie na de dubbele punt"
    return f"achter {key[:40]!r} staat geen waarde; zet geen komma in een getal, en een dubbele punt achter elk veld"


def _not_yaml(path: Path, error: yaml.YAMLError, text: str, lines_before: int) -> str:
    """Return the message for a text that is no YAML, with the place where its writer is to look."""
    if isinstance(error, yaml.reader.ReaderError):
        unreadable = yaml.reader.Reader.NON_PRINTABLE.search(text)
        line = lines_before + text.count("\n", 0, unreadable.start() if unreadable else 0) + 1
        return f"1 fout in {path.name}:\n  regel {line}: hier staat een teken dat niet te lezen is; haal het weg"
    problem, mark = str(getattr(error, "problem", None) or error), getattr(error, "problem_mark", None)
    if mark is None:
        return f"1 fout in {path.name}:\n  onbekende plaats: {_UNKNOWN.format(problem)}"
    lines = text.splitlines()
    line_text = lines[mark.line] if mark.line < len(lines) else ""
    before, rest = line_text[: mark.column], line_text[mark.column :]
    advice = next((advice for pattern, advice in _ADVICE if re.search(pattern, problem)), _UNKNOWN.format(problem))
    if "tab character" in problem or ("start any token" in problem and rest.startswith("\t")):
        advice = "gebruik spaties in plaats van een tab"
    elif "mapping values" in problem and ":" in before:
        advice = "zet de tekst tussen rechte aanhalingstekens, want er staat een dubbele punt in"
    elif re.search("expected key|<block end>", problem) and before.strip(" -"):
        advice = "hier staat te veel; kijk of elk aanhalingsteken en elke haak opent en sluit, ook in de regels ervoor"
    if re.search("end of stream|document indicator|expected '[:,]'", problem):  # its beginning is the better hint
        mark = getattr(error, "context_mark", None) or mark
    return f"1 fout in {path.name}:\n  regel {lines_before + mark.line + 1}, teken {mark.column + 1}: {advice}"


_UNKNOWN = "dit is geen geldige YAML ({}); kijk naar inspringen, dubbele punten en aanhalingstekens"
_INDENTED = "deze regel springt anders in dan de regels ervoor, of er ontbreekt een streepje"
# pattern of a problem, as PyYAML words it in Python and in C, and what a writer is to do about it
_ADVICE = (
    ("mapping values", "deze regel springt te ver in, of in de regel ervoor ontbreekt een spatie na de dubbele punt"),
    ("end of stream|document indicator", "het aanhalingsteken dat hier opent, sluit nergens"),
    ("expected ':'", "hier ontbreekt een dubbele punt met een spatie erachter, zoals in veld: waarde"),
    ("expected ','", "de haak die hier opent, sluit nergens, of er ontbreekt een komma tussen twee delen"),
    ("expected key|<block end>|'-' indicator", _INDENTED),
    ("node content", "hier ontbreekt een waarde, of een haak [ of { sluit nergens"),
    ("start any token|alphabetic or numeric|undefined alias|mapping keys",
     "een tekst die met dit teken begint, moet tussen aanhalingstekens"),
    ("escape character", "hier staat een \\ tussen dubbele aanhalingstekens; zet enkele (') om deze tekst"),
    ("sequence entries", "zet een streepje aan het begin van een regel, of zet de tekst tussen aanhalingstekens"),
    ("line break|chomping", "begin de tekst achter > of | op de volgende regel, of zet haar tussen aanhalingstekens"),
    ("another document", "een regel --- hoort hier niet"),
)  # fmt: skip
