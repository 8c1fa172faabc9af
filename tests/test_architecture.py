"""The rules of the architecture, held against the folders of the code (docs/code.md)."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from veerkracht.core import paths

# A folder imports only folders before it in its list; a topic also the topics that USES in its __init__ names.
FOLDERS = ("core", "catalog", "database", "method", "drawing", "export", "web", "topics")
ETL_FOLDERS = ("snapshots", "publishers", "own_figures", "own_texts", "build", "command")
ETL_MAY_IMPORT = ("core", "catalog", "database", "method")
PURE = {"veerkracht/method": ("core", "catalog")}  # a folder that imports less than its place allows
STREAMLIT = re.compile(r"(pages|veerkracht/web)/|(veerkracht/topics/\w+/page|app|asgi)\.py$")
HTTP = re.compile(r"etl/publishers/")
SQL = re.compile(r"veerkracht/database/|etl/build/|.*/queries\.py$")
SQL_TEXT = re.compile(r"\s*(select|with \w+ as|from)\b.*\b(from|select)\b", re.DOTALL)
HTTP_CLIENTS = {"requests", "urllib3", "httpx", "cbsodata", "socket"}
SIGHT = 20  # names that one sees first in a folder
LONGEST = 80  # lines of a function

Place = tuple[Path, int]


def modules(*folders: str) -> list[Path]:
    found = [path for folder in folders for path in sorted((paths.ROOT / folder).rglob("*.py"))]
    return [*found, paths.ROOT / "app.py", paths.ROOT / "asgi.py"]


CODE = modules("veerkracht", "etl", "pages")


def relative(path: Path) -> str:
    return path.relative_to(paths.ROOT).as_posix()


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the line and full name of everything a file imports, modules of a package by their own name."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def folder_of(name: str) -> tuple[str, str]:
    """Return package and folder of a dotted name: ('veerkracht', 'topics/goals'), ('etl', 'build')."""
    package, *rest = name.split(".")
    if rest[:1] == ["topics"] and len(rest) > 1:
        return package, f"topics/{rest[1]}"
    return package, rest[0] if rest else ""


def uses(topic: str) -> set[str]:
    """Return the topics that a topic says it builds on."""
    text = (paths.ROOT / "veerkracht" / topic / "__init__.py").read_text(encoding="utf-8")
    for node in ast.parse(text).body:
        if isinstance(node, ast.Assign) and node.targets[0].id == "USES":
            return {f"topics/{name}" for name in ast.literal_eval(node.value)}
    return set()


def may_import(own: tuple[str, str], other: tuple[str, str]) -> bool:
    if own == other:
        return True
    if own[0] == "etl":
        order = ETL_FOLDERS
        return other[1] in ETL_MAY_IMPORT if other[0] == "veerkracht" else order.index(other[1]) < order.index(own[1])
    if other[0] == "etl":
        return False
    if own[1].startswith("topics/") and other[1].startswith("topics/"):
        return other[1] in uses(own[1])
    if "/".join(own) in PURE:
        return other[1] in PURE["/".join(own)]
    return FOLDERS.index(other[1].split("/")[0]) < FOLDERS.index(own[1].split("/")[0])


def report(offenders: list[str]) -> None:
    assert not offenders, "\n" + "\n".join(sorted(offenders))


def test_a_module_stands_in_a_folder_that_the_architecture_knows() -> None:
    known = {*(f"veerkracht/{name}" for name in FOLDERS), *(f"etl/{name}" for name in ETL_FOLDERS)}
    entries = {"app.py", "asgi.py", "veerkracht/__init__.py", "veerkracht/__main__.py", "etl/__init__.py",
               "etl/__main__.py"}  # fmt: skip
    report([
        f"{relative(path)}:1: this folder is not in FOLDERS or ETL_FOLDERS of {Path(__file__).name}"
        for path in CODE
        if relative(path) not in entries and not relative(path).startswith(("pages/", *(f"{one}/" for one in known)))
    ])  # fmt: skip


def test_imports_point_upwards_in_the_list_of_folders() -> None:
    offenders = []
    for path in CODE:
        name = relative(path)
        if not name.startswith(("veerkracht/", "etl/")) or path.name == "__main__.py":
            continue
        own = folder_of(".".join(Path(name).with_suffix("").parts))
        for line, imported in imports(path):
            if imported.startswith(("veerkracht.", "etl.")) and not may_import(own, other := folder_of(imported)):
                offenders.append(f"{name}:{line}: {own[1]} may not import {'.'.join(other)} ({imported})")
    report(offenders)


def test_streamlit_http_and_sql_stay_in_their_own_folders() -> None:
    offenders = []
    for path in CODE:
        name = relative(path)
        for line, imported in imports(path):
            top = imported.split(".")[0]
            if top == "streamlit" and not STREAMLIT.match(name):
                offenders.append(f"{name}:{line}: only web/, page.py, pages/ and the entries import Streamlit")
            if top in HTTP_CLIENTS and not HTTP.match(name):
                offenders.append(f"{name}:{line}: only etl/publishers speaks HTTP ({imported})")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
            if SQL_TEXT.match(text) and not SQL.match(name):
                offenders.append(f"{name}:{node.lineno}: only queries.py, database/ and etl/build hold SQL")
    report(offenders)


def test_folders_and_functions_can_be_taken_in_at_a_glance() -> None:
    offenders = []
    for folder in {path.parent for path in CODE} - {paths.ROOT, paths.ROOT / "pages"}:
        names = [one.name for one in folder.iterdir() if not one.name.startswith("__")]
        if len(names) > SIGHT:
            offenders.append(f"{relative(folder)}: {len(names)} files and folders, more than {SIGHT}")
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno - node.lineno >= LONGEST:
                offenders.append(f"{relative(path)}:{node.lineno}: {node.name} is longer than {LONGEST} lines")
    report(offenders)


def test_every_check_tells_in_dutch_what_is_wrong() -> None:
    report([
        f"{relative(path)}:1: a check begins with its Dutch message, as an SQL comment"
        for path in (paths.ROOT / "etl" / "build" / "checks").glob("*.sql")
        if not path.read_text(encoding="utf-8").startswith("-- ")
    ])  # fmt: skip
