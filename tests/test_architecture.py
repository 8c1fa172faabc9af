"""The rules of the architecture, held against the code."""

import ast
import re
from pathlib import Path

import pytest

from veerkracht import paths

MODULES = [
    paths.ROOT / "app.py",
    paths.ROOT / "asgi.py",
    *sorted(
        path
        for folder in ("veerkracht", "veerkracht/export", "etl", "pages")
        for path in (paths.ROOT / folder).glob("*.py")
    ),
]

# a module may import what stands in a lower layer, or beside it in its own
LAYERS = [
    {"errors", "paths", "areas", "periods", "dutch", "run_log", "engines", "menu", "shell", "markup", "logs"},
    {"catalog_errors", "catalog_references", "catalog_parts", "catalog_resilience", "catalog_goals", "catalog"},
    {
        "database",
        "progress",
        "resilience",
        "trend_index",
        "correlation",
        "search",
        "similarity",
        "development",
        "elsewhere_queries",
        "balance",
        "queries",
        "goal_queries",
        "source_queries",
        "profile_queries",
        "package_queries",
        "export_queries",
        "story_queries",
        "balance_queries",
        "resilience_queries",
        "health",
        "effort_queries",
        "budget_queries",
    },
    {"known"},
    {
        "class_breaks",
        "layers",
        "charts",
        "sparklines",
        "seesaw",
        "manual",
        "distributions",
        "maps",
        "sentences",
        "tables",
    },
    {
        "goal_sentences",
        "goal_overview",
        "goal_tables",
        "method_texts",
        "statements",
        "source_tables",
        "profile_tables",
        "correlation_frames",
        "correlation_views",
        "correlation_matrix",
        "comparison_views",
        "comparison_sentences",
        "comparison_charts",
        "comparison_tables",
        "goal_charts",
        "trend_views",
        "map_views",
        "similar_views",
        "start_views",
        "similar_sentences",
        "similar_charts",
        "similar_tables",
        "balance_views",
        "balance_tables",
        "resilience_views",
        "resilience_charts",
        "resilience_sentences",
        "resilience_tables",
        "story_views",
        "budget_views",
        "agenda_views",
        "agenda_charts",
        "effort_views",
        "effort_charts",
        "effort_tables",
    },
    {"export"},
    {"login_ui"},
    {"memory_ui"},
    {"ui", "ahead_ui"},
    {"export_ui"},
    {
        "effort_ui",
        "goal_ui",
        "agenda_ui",
        "area_ui",
        "balance_ui",
        "comparison_ui",
        "correlation_ui",
        "letter_ui",
        "manual_ui",
        "map_ui",
        "resilience_ui",
        "similar_ui",
        "start_ui",
        "story_ui",
        "trend_ui",
    },
]
HEIGHT = {name: height for height, layer in enumerate(LAYERS) for name in layer}
EXPORT_LAYERS = [
    {"archive", "exhibit"},
    {"picture", "word_styles", "delimited", "exhibits"},
    {"word", "workbook", "datapackage", "views", "balances", "resilience_map", "efforts", "agenda"},
    {"parts", "bundle"},
    {"__main__"},
]
EXPORT_HEIGHT = {name: height for height, layer in enumerate(EXPORT_LAYERS) for name in layer}
ETL_LAYERS = [
    {"http", "folders", "runs", "pictures"},
    {"snapshots", "expectations", "local_cells", "local_values"},
    {"cbs", "boundaries", "columns", "local", "stand_ins", "internal"},
    {"tidy", "acceptance", "template", "catalog_tables", "own_texts", "budget"},
    {"nationwide"},
    {"fetching", "intake", "own_parts", "series", "efforts", "stories", "texts"},
    {"statuses", "ledger", "reporter", "reference"},
    {"resilience"},
    {"freshness"},
    {"load", "publication"},
    {"preparation"},
    {"__main__"},
]
ETL_HEIGHT = {name: height for height, layer in enumerate(ETL_LAYERS) for name in layer}


def imported(path: Path) -> set[str]:
    """Return the full names of all modules a file imports."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def parts(path: Path, package: str) -> set[str]:
    return {name.split(".")[1] for name in imported(path) if name.startswith(f"{package}.")}


def relative(path: Path) -> str:
    return path.relative_to(paths.ROOT).as_posix()


def test_every_module_has_its_place_in_a_layer() -> None:
    found = {path.stem for path in (paths.ROOT / "veerkracht").glob("*.py")} | {"export"}
    assert set(HEIGHT) == found - {"__init__"}
    exported = {path.stem for path in (paths.ROOT / "veerkracht" / "export").glob("*.py")}
    assert set(EXPORT_HEIGHT) == exported - {"__init__"}
    assert set(ETL_HEIGHT) == {path.stem for path in (paths.ROOT / "etl").glob("*.py")} - {"__init__"}


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_imports_only_point_downwards(path: Path) -> None:
    package = path.parent.name
    if package == "veerkracht" and path.stem in HEIGHT:
        below = {name for name in parts(path, "veerkracht") if name in HEIGHT}
        assert all(HEIGHT[name] <= HEIGHT[path.stem] for name in below)
        assert not parts(path, "etl")
    elif package == "export" and path.stem in EXPORT_HEIGHT:
        own = {name.split(".")[2] for name in imported(path) if name.startswith("veerkracht.export.")}
        assert all(EXPORT_HEIGHT[name] <= EXPORT_HEIGHT[path.stem] for name in own if name in EXPORT_HEIGHT)
        assert all(HEIGHT[name] <= HEIGHT["export"] for name in parts(path, "veerkracht") if name in HEIGHT)
        assert not parts(path, "etl")
    elif package == "etl" and path.stem in ETL_HEIGHT:
        assert all(ETL_HEIGHT[name] <= ETL_HEIGHT[path.stem] for name in parts(path, "etl") if name in ETL_HEIGHT)
        assert not parts(path, "veerkracht") & {name for name, height in HEIGHT.items() if height > HEIGHT["database"]}
    elif package == "pages":
        assert not parts(path, "etl")


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_libraries_stay_where_they_belong(path: Path) -> None:
    roots = {name.split(".")[0] for name in imported(path)}
    if path.parent.name != "etl":
        assert not roots & {"requests", "cbsodata", "tenacity"}
    if path.parent.name in ("etl", "export") or (path.parent.name == "veerkracht" and not path.stem.endswith("ui")):
        assert "streamlit" not in roots
    if path.parent.name == "pages":
        assert not roots & {"pandas", "duckdb", "altair", "pydeck"}


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_every_module_says_what_it_is_for_and_stays_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text))
    assert len(text.splitlines()) <= (70 if path.parent.name == "pages" else 320)


def test_pages_hold_no_sql_and_no_html() -> None:
    for path in (paths.ROOT / "pages").glob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\bselect\b.*\bfrom\b|<\w+[ >]", text, re.IGNORECASE | re.DOTALL), path


def test_queries_and_checks_are_ordered() -> None:
    for path in (paths.ROOT / "etl" / "checks").glob("*.sql"):
        text = path.read_text(encoding="utf-8")
        assert text.startswith("-- ") and "order by" in text.rsplit("from", 1)[1], path


def test_nothing_in_the_project_names_a_place_on_a_machine() -> None:
    for path in paths.ROOT.rglob("*"):
        if path.suffix in (".py", ".sql", ".md", ".toml", ".yaml", ".json") and ".venv" not in path.parts:
            assert not re.search(r"/(home|root|tmp|work)/\w", path.read_text(encoding="utf-8")), path
