"""Checks the dependencies: pinned versions, compatible licences, and no unlisted packages."""

import re
import subprocess
import sys
from importlib import metadata

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from veerkracht.core import paths

# licences that ask for no more than EUPL-1.2 allows: permissive ones, and MPL-2.0 for files that stay as they are
FITTING = {
    "MIT", "MIT-0", "MIT-CMU", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "Apache-2.0", "PSF-2.0", "Zlib", "CC0-1.0",
    "MPL-2.0",
}  # fmt: skip
# the same in the words of older packages
WORDS = {
    "MIT License": "MIT",
    "BSD License": "BSD-3-Clause",
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache Software License": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
EXCEPTIONS: dict[str, str] = {}  # by package why it may be used although its licence is not listed above


def lines(name: str) -> list[Requirement]:
    text = (paths.ROOT / name).read_text(encoding="utf-8")
    without_comments = [line.split("#")[0].strip() for line in text.splitlines()]
    return [Requirement(line) for line in without_comments if line and not line.startswith("-")]


def reachable() -> dict[str, metadata.Distribution]:
    """Return by name every installed package that requirements.txt requires, directly or indirectly."""
    distributions, waiting, seen = {}, lines("requirements.txt"), set()
    while waiting:
        requirement = waiting.pop()
        if (key := (canonicalize_name(requirement.name), *sorted(requirement.extras))) in seen:
            continue
        seen.add(key)
        distributions[key[0]] = distribution = metadata.distribution(requirement.name)
        for required in map(Requirement, distribution.requires or []):
            if required.marker is None or any(
                required.marker.evaluate({"extra": extra}) for extra in requirement.extras or {""}
            ):
                waiting.append(required)
    return distributions


INSTALLED = reachable()


def licences(distribution: metadata.Distribution) -> set[str]:
    """Return the licences of a package from any of their notations: SPDX, classifiers, or a name."""
    described = distribution.metadata
    if expression := described.get("License-Expression"):
        return set(re.split(r"[() ]+|\bAND\b|\bOR\b", expression)) - {""}
    named = [text.split(" :: ")[-1] for text in described.get_all("Classifier") or [] if text.startswith("License")]
    return {WORDS.get(text, text) for text in named or [described.get("License") or "onbekend"]}


def pinned(name: str) -> dict[str, str]:
    return {canonicalize_name(line.name): str(line.specifier).removeprefix("==") for line in lines(name)}


def test_every_version_is_written_down_and_is_the_one_that_is_tested() -> None:
    installed = {name: distribution.version for name, distribution in INSTALLED.items()}
    direct, all_of_them = pinned("requirements.txt"), pinned("constraints.txt")
    assert direct.items() <= all_of_them.items()
    assert {name: all_of_them.get(name) for name in installed} == installed
    assert "-c constraints.txt" in (paths.ROOT / "requirements.txt").read_text(encoding="utf-8")


def test_the_lock_has_the_same_versions_on_every_system_with_a_hash_for_each() -> None:
    text = (paths.ROOT / "requirements.lock").read_text(encoding="utf-8").replace(" \\\n", " ")
    locked = {}
    for line in text.splitlines():
        requirement, *hashes = line.split(" --hash=")
        parsed = Requirement(requirement)
        locked[canonicalize_name(parsed.name)] = (
            str(parsed.specifier).removeprefix("=="),
            parsed.marker,
        )
        assert hashes and all(re.fullmatch("sha256:[0-9a-f]{64}", digest.strip()) for digest in hashes), parsed.name
    constrained = {canonicalize_name(line.name): line.marker for line in lines("constraints.txt")}
    assert locked == {name: (version, constrained[name]) for name, version in pinned("constraints.txt").items()}


@pytest.mark.slow
def test_pip_takes_the_lock_and_finds_nothing_in_it_that_is_not_here() -> None:
    installed = subprocess.run(
        [sys.executable, "-m", "pip", "install", "--dry-run", "--no-index", "--require-hashes", "-r",
         "requirements.lock"], cwd=paths.ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert installed.returncode == 0, installed.stderr
    assert "Would install" not in installed.stdout


@pytest.mark.parametrize("name", sorted(INSTALLED))
def test_a_package_has_a_licence_that_goes_with_ours(name: str) -> None:
    package_licences = licences(INSTALLED[name])
    assert package_licences <= FITTING or name in EXCEPTIONS, f"{name}: {package_licences}"


def test_every_package_runs_with_the_oldest_python_that_we_promise() -> None:
    requires_python = {
        name: distribution.metadata.get("Requires-Python", ">=3.0") for name, distribution in INSTALLED.items()
    }
    too_new = {
        name: versions for name, versions in requires_python.items() if not SpecifierSet(versions).contains("3.11.0")
    }
    assert too_new == {}
    assert 'requires-python = ">=3.11"' in (paths.ROOT / "pyproject.toml").read_text(encoding="utf-8")


@pytest.mark.slow
def test_what_is_installed_fits_together() -> None:
    checked = subprocess.run([sys.executable, "-m", "pip", "check"], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout
