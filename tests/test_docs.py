"""Checks the documentation: every command, page, file and setting it names exists, and everything that exists is
named."""

import re
from pathlib import Path

import pytest

from etl.command import command
from tests import files
from veerkracht.core import menu, paths

README = (paths.ROOT / "README.md").read_text(encoding="utf-8")
PAGES, ETL, SETTINGS = (
    (paths.ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8") for name in ("pages", "etl", "settings")
)
DOCUMENTS = [paths.ROOT / "README.md", paths.ROOT / "CONTRIBUTING.md", *sorted((paths.ROOT / "docs").rglob("*.md"))]

# a document may name a file or folder by the end of its path
FILES = [f"/{path.relative_to(paths.ROOT).as_posix()}{'/' * path.is_dir()}" for path in files.paths_of(paths.ROOT)]
MADE_LATER = {
    "veerkracht.duckdb",
    "besluiten.yaml",
    "data/lokaal/programma.yaml",
    "manifest.json",
    "proef.json",
    "topics.csv",
    "facts.csv",
    "areas.csv",
    ".streamlit/secrets.toml",
}


def commands() -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", README + ETL, re.DOTALL)
    lines = [line.split("#")[0].strip() for block in blocks for line in block.splitlines()]
    return [part.strip() for line in lines for part in line.split("&&") if part.strip()]


def test_every_make_target_in_the_readme_exists() -> None:
    targets = set(re.findall(r"^(\w+):", (paths.ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"make (app|test|check|\w+)`", README)) | {"app", "test"} <= targets


def test_every_etl_command_in_the_readme_is_understood() -> None:
    command_lines = [
        command.removeprefix("python -m etl").split() for command in commands() if command.startswith("python -m etl")
    ]
    assert len(command_lines) == 15
    for arguments in command_lines:
        command._parser().parse_args(arguments)


def test_every_other_command_in_the_readme_is_known() -> None:
    allowed = ("make ", "python -m etl", "python -m venv", "python -m pip install -r requirements", "source .venv",
             "python -m streamlit run asgi.py", "python -m pytest", "python -m veerkracht.export ")  # fmt: skip
    assert all(command.startswith(allowed) for command in commands())
    for name in re.findall(r"-r (\S+)", README):
        assert (paths.ROOT / name).exists()


def test_every_page_is_documented_with_its_address() -> None:
    for page, title in menu.PAGES.items():
        address = "/" if page == menu.FIRST else f"/{page}"
        assert f"| {title} | `{address}` |" in PAGES
        assert (paths.ROOT / "docs" / "images" / f"{page}.png").exists()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_file_that_a_document_names_exists(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    named = set(re.findall(r"`([\w./-]+\.(?:py|sql|css|js|md|yaml|json|txt|csv|toml)|[\w.-][\w./-]*/)`", text))
    assert sorted(name for name in named - MADE_LATER if not any(path.endswith(f"/{name}") for path in FILES)) == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_test_that_a_document_names_exists(document: Path) -> None:
    named = set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", document.read_text(encoding="utf-8")))
    assert (
        sorted(name for path, name in named if f"def {name}(" not in (paths.ROOT / path).read_text(encoding="utf-8"))
        == []
    )
    assert len(named) > 50 or document.name != "security-review.md"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_name_that_a_document_gives_of_a_module_is_in_it(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    named = set(re.findall(r"`(\w+)`\s(?:in|of)\s`((?:etl|veerkracht|tests)/[\w/]+\.py)`", text))
    assert [pair for pair in sorted(named) if pair[0] not in (paths.ROOT / pair[1]).read_text(encoding="utf-8")] == []
    assert named or document.name != "CONTRIBUTING.md"


def test_every_environment_variable_is_documented() -> None:
    used = set()
    for folder in ("etl", "veerkracht", "tests"):
        for path in {*(paths.ROOT / folder).rglob("*.py")} - {paths.ROOT / "tests" / "test_recipes.py"}:
            used |= set(re.findall(r"\bVEERKRACHT_[A-Z_]+\b", path.read_text(encoding="utf-8")))
    assert used == set(re.findall(r"`(VEERKRACHT_[A-Z_]+)`", SETTINGS))


def test_ci_runs_what_the_readme_says() -> None:
    assert "make check" in (paths.ROOT / ".ci" / "run").read_text(encoding="utf-8")
    makefile = (paths.ROOT / "Makefile").read_text(encoding="utf-8")
    assert "$(MAKE) test" in makefile.split("\ncheck:")[1].split("\n\n")[0]


def test_every_dependency_has_a_reason() -> None:
    for line in (paths.ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines():
        assert line.startswith("#") or re.search(r"\s# \w+", line), line


def test_the_readme_can_be_read_in_three_minutes() -> None:
    assert len(README.split()) <= 700
