"""Checks the import rules for folders (docs/code.md) for every module; violations are reported as file:line: rule."""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import pytest

from tests import files
from veerkracht.core import paths

# A folder imports the folders before it in its list; a topic also the topics that USES in its __init__ names.
FOLDERS = {
    "veerkracht": ("core", "catalog", "database", "method", "groups", "drawing", "export", "web", "topics", "command"),
    "etl": (
        "snapshots",
        "publishers",
        "own_figures",
        "saved_tables",
        "own_texts",
        "build",
        "new_programme",
        "handed_in",
        "command",
    ),
}
LESS = {"veerkracht/method": ("core", "catalog")}  # a folder that imports less than its place allows
ETL_IMPORTS = ("core", "catalog", "database", "method", "groups")  # the folders of veerkracht that etl/ imports
ENTRIES = ("app.py", "asgi.py", "etl/__main__.py", "veerkracht/__main__.py",
           "veerkracht/export/__main__.py")  # fmt: skip
STAYS = {  # what stays in which files: a pattern of imported names, or of texts
    "Streamlit": (r"streamlit\b", r"pages/|veerkracht/web/|veerkracht/topics/\w+/page\.py|app\.py|asgi\.py"),
    "HTTP": (r"(requests|urllib\.request|urllib3|httpx|aiohttp|cbsodata|tenacity|socket)\b", r"etl/publishers/"),
    "SQL": (r"\s*(select|with \w+ as|from|insert|update|delete)\b.*\b(from|select|into|set)\b",
            r"veerkracht/database/|etl/build/|.*/queries\.py"),
}  # fmt: skip
NOT_ON_A_PAGE = {"pandas", "duckdb", "altair", "pydeck", "etl"}
PLACE_ON_A_MACHINE = re.compile(r"/(home|root|tmp|work)/\w")
TEXTS = (".py", ".sql", ".md", ".toml", ".yaml", ".json")
NAMES_IN_A_FOLDER, LINES_OF_A_FUNCTION, LINES_OF_A_PAGE = 20, 80, 70


@dataclass(frozen=True)
class Module:
    """A module of the code: its path from the root, and its contents."""

    path: str
    text: str

    @property
    def name(self) -> str:
        """The dotted name."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def folder(self) -> str:
        return folder_of(self.name) if self.path not in ENTRIES else ""

    @cached_property
    def nodes(self) -> list[ast.AST]:
        return list(ast.walk(ast.parse(self.text)))

    @cached_property
    def imports(self) -> list[tuple[int, str]]:
        """The line and the dotted name of everything that is imported: modules of a package by their own name."""
        imports = []
        for node in self.nodes:
            if isinstance(node, ast.Import):
                imports += [(node.lineno, alias.name) for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                package = self.path.split("/")[: -node.level] if node.level else []
                base = ".".join([*package, *filter(None, [node.module])])
                imports += [(node.lineno, f"{base}.{alias.name}") for alias in node.names]
        return imports

    @cached_property
    def strings(self) -> list[tuple[int, str]]:
        """The line and the text of every string; a 1 where an f-string fills something in."""
        strings = []
        for node in self.nodes:
            if isinstance(node, ast.JoinedStr):
                strings.append(
                    (
                        node.lineno,
                        "".join(str(part.value) if isinstance(part, ast.Constant) else "1" for part in node.values),
                    )
                )
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                strings.append((node.lineno, node.value))
        return strings

    def offence(self, line: int, rule: str) -> str:
        return f"{self.path}:{line}: {rule}"


def folder_of(name: str) -> str:
    """Return the folder of a dotted name: 'veerkracht/topics/goals', 'etl/build', 'pages'."""
    return "/".join(name.split(".")[: 3 if name.startswith("veerkracht.topics.") else 2])


@cache
def modules(root: Path) -> list[Module]:
    code = [
        *root.glob("*.py"),
        *(path for name in ("veerkracht", "etl", "pages") for path in (root / name).rglob("*.py")),
    ]
    return [Module(path.relative_to(root).as_posix(), path.read_text(encoding="utf-8")) for path in sorted(code)]


def uses(root: Path, topic: str) -> set[str]:
    """Return the folders of the topics that a topic declares in USES."""
    path = root / topic / "__init__.py"
    match = path.exists() and re.search(r"^USES = (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {f"veerkracht/topics/{name}" for name in (ast.literal_eval(match[1]) if match else ())}


def folders_in_their_order(root: Path) -> Iterator[str]:
    """Yield modules outside the known folders, and imports of a folder that is not above."""
    for module in modules(root):
        package, *rest = module.path.split("/")
        if package == "pages" or module.path in ENTRIES or module.path == f"{package}/__init__.py":
            continue
        if package not in FOLDERS or rest[0] not in FOLDERS[package]:
            yield module.offence(1, f"no folder for code; known are {FOLDERS}")
            continue
        for line, name in module.imports:
            if name.startswith(tuple(f"{folder}." for folder in FOLDERS)) and not may_import(
                root, module, folder_of(name)
            ):
                yield module.offence(line, f"{module.folder} may not import {folder_of(name)} ({name})")


def may_import(root: Path, module: Module, other: str) -> bool:
    folder = module.folder
    (package, name), (other_package, other_name) = folder.split("/")[:2], other.split("/")[:2]
    if folder == other:
        return True
    if package != other_package:
        return package == "etl" and other_name in ETL_IMPORTS
    if name == other_name == "topics":
        return other in uses(root, folder)
    allowed = LESS.get(folder, FOLDERS[package][: FOLDERS[package].index(name)])
    return other_name in allowed


def no_circles(root: Path) -> Iterator[str]:
    """Yield a line per module of a group that import each other."""
    by_name = {module.name: module for module in modules(root)}
    targets = {
        name: {
            imported
            for _, imports in module.imports
            for imported in (imports, imports.rpartition(".")[0])
            if imported in by_name
        }
        - {name}
        for name, module in by_name.items()
    }

    def is_outside(name: str) -> bool:
        return not targets[name] & targets.keys() or not any(name in imports for imports in targets.values())

    while outside := [name for name in targets if is_outside(name)]:
        for name in outside:
            del targets[name]
    for name, imports in targets.items():
        yield by_name[name].offence(1, f"imports in a circle: {', '.join(sorted(imports & targets.keys()))}")


def libraries_in_their_place(root: Path) -> Iterator[str]:
    """Yield Streamlit, HTTP and SQL outside the files for them, and pages that hold more than a page should."""
    for module in modules(root):
        for kind, (pattern, places) in STAYS.items():
            lines = module.strings if kind == "SQL" else module.imports
            if not re.match(places, module.path):
                yield from (module.offence(line, f"no place for {kind}: {text.strip()[:40]!r}")
                            for line, text in lines if re.match(pattern, text, re.DOTALL))  # fmt: skip
        if module.path.startswith("pages/"):
            yield from (module.offence(line, f"a page does not import {name.split('.')[0]}")
                        for line, name in module.imports if name.split(".")[0] in NOT_ON_A_PAGE)  # fmt: skip
            yield from (module.offence(line, "a page holds no HTML")
                        for line, text in module.strings if re.search(r"<\w+[ >]", text))  # fmt: skip
            if (length := len(module.text.splitlines())) > LINES_OF_A_PAGE:
                yield module.offence(length, f"a page has at most {LINES_OF_A_PAGE} lines")


def at_a_glance(root: Path) -> Iterator[str]:
    """Yield modules without a description, and folders and functions that are too large."""
    for module in modules(root):
        if not ast.get_docstring(module.nodes[0]):
            yield module.offence(1, "a module says in its docstring what it is for")
        for node in module.nodes:
            if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= LINES_OF_A_FUNCTION:
                yield module.offence(node.lineno, f"{node.name} has more than {LINES_OF_A_FUNCTION} lines")
    for folder in {(root / module.path).parent for module in modules(root)} - {root, root / "pages"}:
        names = [path.name for path in folder.iterdir() if not path.name.startswith("__")]
        if len(names) > NAMES_IN_A_FOLDER and folder != root / "veerkracht" / "topics":  # one for each subject
            yield f"{folder.relative_to(root).as_posix()}:1: holds {len(names)} names, more than {NAMES_IN_A_FOLDER}"


def checks_and_texts(root: Path) -> Iterator[str]:
    """Yield checks without a message or an order, and texts that name a place on a machine."""
    for path in sorted((root / "etl" / "build" / "checks").glob("*.sql")):
        text = path.read_text(encoding="utf-8")
        if not text.startswith("-- "):
            yield f"{path.relative_to(root).as_posix()}:1: a check begins with its Dutch message, as an SQL comment"
        if "order by" not in text.rsplit("from", 1)[-1]:
            yield f"{path.relative_to(root).as_posix()}:1: the rows of a check come in an order"
    for path in files.paths_of(root):
        if path.suffix in TEXTS and path.is_file():
            text = path.read_text(encoding="utf-8")
            for match in PLACE_ON_A_MACHINE.finditer(text):
                number = text.count("\n", 0, match.start()) + 1
                yield f"{path.relative_to(root).as_posix()}:{number}: names a place on a machine"


def templates_in_use(root: Path) -> Iterator[str]:
    """Yield templates that no module and no other template names."""
    code = "".join(path.read_text(encoding="utf-8") for path in root.glob("veerkracht/**/*")
                   if path.suffix in (".py", ".html"))  # fmt: skip
    for path in root.glob("veerkracht/drawing/templates/*.*"):
        if f'"{path.name}"' not in code:
            yield f"{path.relative_to(root).as_posix()}:1: no module and no template names it"


Rule = Callable[[Path], Iterator[str]]
RULES: list[Rule] = [folders_in_their_order, no_circles, libraries_in_their_place, at_a_glance, checks_and_texts,
                     templates_in_use]  # fmt: skip


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_code_keeps_the_rule(rule: Rule) -> None:
    if offences := sorted(rule(paths.ROOT)):
        pytest.fail("\n".join(offences), pytrace=False)


SOUND = {
    "app.py": "import streamlit\nfrom etl.build import build\n",
    "pages/kaart.py": "from veerkracht.topics.map import page\n",
    "etl/build/build.py": "from veerkracht.database import queries\nSQL = 'insert into area select 1'\n",
    "etl/build/checks/gaps.sql": "-- Er is een gat.\nselect 1 from area order by all\n",
    "etl/publishers/http.py": "import requests\n",
    "veerkracht/core/paths.py": "import os\n",
    "veerkracht/database/queries.py": "from veerkracht.core import paths\nSQL = 'select 1 from area'\n",
    "veerkracht/topics/goals/queries.py": "SQL = 'select 1 from goal'\n",
    "veerkracht/topics/map/__init__.py": "USES = ('goals',)\n",
    "veerkracht/topics/map/page.py": "import streamlit\nfrom veerkracht.topics.goals import queries\n",
}
LONG = "def act():\n" + "    pass\n" * 80
PLANTED = [  # a module, what is planted in it, and the offence
    ("veerkracht/tools/text.py", "", ":1: no folder for code"),
    ("veerkracht/stray.py", "", ":1: no folder for code"),
    ("veerkracht/core/dutch.py", "import os\nfrom veerkracht.database import queries\n",
     ":3: veerkracht/core may not import veerkracht/database"),
    ("veerkracht/core/dutch.py", "def act():\n    import veerkracht.web.layout\n",
     ":3: veerkracht/core may not import veerkracht/web"),
    ("veerkracht/core/dutch.py", "from ..database import queries\n",
     ":2: veerkracht/core may not import veerkracht/database"),
    ("veerkracht/method/progress.py", "from veerkracht.database import queries\n",
     ":2: veerkracht/method may not import veerkracht/database"),
    ("veerkracht/topics/goals/figures.py", "from veerkracht.topics.map import page\n",
     ":2: veerkracht/topics/goals may not import veerkracht/topics/map"),
    ("veerkracht/export/word.py", "from etl.build import build\n", ":2: veerkracht/export may not import etl/build"),
    ("etl/publishers/pdok.py", "from etl.build import build\n", ":2: etl/publishers may not import etl/build"),
    ("etl/build/build.py", "from veerkracht.web import cache\n", ":2: etl/build may not import veerkracht/web"),
    ("veerkracht/core/paths.py", "from veerkracht.core import dutch\n", ":1: imports in a circle: veerkracht.core"),
    ("veerkracht/drawing/charts.py", "import os\nimport streamlit as st\n", ":3: no place for Streamlit"),
    ("veerkracht/topics/map/figures.py", "from streamlit import html\n", ":2: no place for Streamlit"),
    ("etl/build/build.py", "import requests\n", ":2: no place for HTTP"),
    ("veerkracht/web/login.py", "from urllib import request\n", ":2: no place for HTTP"),
    ("veerkracht/topics/map/figures.py", "X = f'select {1} from area'\n", ":2: no place for SQL"),
    ("pages/kaart.py", "import pandas as pd\n", ":2: a page does not import pandas"),
    ("pages/kaart.py", "X = '<b class=x>'\n", ":2: a page holds no HTML"),
    ("pages/kaart.py", "X = 1\n" * 70, ":71: a page has at most 70 lines"),
    ("veerkracht/core/dutch.py", LONG, ":2: act has more than 80 lines"),
    ("etl/build/checks/gaps.sql", "select 1 from area order by all\n", ":1: a check begins with its Dutch message"),
    ("etl/build/checks/gaps.sql", "-- Er is.\nselect 1 from area\n", ":1: the rows of a check come in an order"),
    ("veerkracht/core/paths.py", "X = '/" + "home/anna'\n", ":2: names a place on a machine"),
    ("veerkracht/drawing/templates/link.html", "<a>\n", ":1: no module and no template names it"),
]  # fmt: skip


def offences(root: Path, files: dict[str, str]) -> list[str]:
    """Write the files as modules with a docstring, and return what the rules say of them."""
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text('"""A module."""\n' * name.endswith(".py") + text, encoding="utf-8")
    return [offence for rule in RULES for offence in rule(root)]


def test_code_that_keeps_the_rules_passes(tmp_path: Path) -> None:
    assert offences(tmp_path, SOUND) == []


@pytest.mark.parametrize(("module", "text", "offence"), PLANTED)
def test_a_rule_names_file_and_line_of_what_breaks_it(tmp_path: Path, module: str, text: str, offence: str) -> None:
    extra = {"veerkracht/core/dutch.py": "from veerkracht.core import paths\n"} if "circle" in offence else {}
    problems = offences(tmp_path, SOUND | extra | {module: text})
    assert any(line.startswith(module + offence) for line in problems), problems
    assert all(line.startswith((module, *extra)) for line in problems), problems


def test_a_module_without_a_docstring_and_a_crowded_folder_are_named(tmp_path: Path) -> None:
    offences(tmp_path, {f"veerkracht/core/module_{number}.py": "" for number in range(21)})
    (tmp_path / "veerkracht" / "core" / "module_0.py").write_text("X = 1\n", encoding="utf-8")
    modules.cache_clear()
    assert list(at_a_glance(tmp_path)) == [
        "veerkracht/core/module_0.py:1: a module says in its docstring what it is for",
        "veerkracht/core:1: holds 21 names, more than 20",
    ]
