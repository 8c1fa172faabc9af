"""Memoises ETL work that nearly every test repeats: the same content gives the same result, once per process."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pandas as pd

from etl.build.frozen import features
from etl.snapshots import columns, store, tidy
from etl.snapshots.store import Origin, Snapshot
from etl.snapshots.tidy import Tidied
from veerkracht.catalog import catalog
from veerkracht.catalog.catalog import Catalog
from veerkracht.core import paths
from veerkracht.database import database

_FILES = ("manifest.json", "topics.csv", "facts.csv", "areas.csv")
_MOST = 100  # of each kind
_FEW = 8  # sets of snapshots with their observations


def set_up() -> None:
    """Cache everything in this module: what `set_up_reading` names, and an empty database."""
    set_up_reading()
    database.build = _building(database.build)


def set_up_reading() -> None:
    """Cache by content a catalogue, a snapshot, its clean facts, the observations of several snapshots, and the frozen
    features."""
    catalog.load = _loading(catalog.load)
    store.read = _reading(store.read)
    columns.clean = _cleaning(columns.clean)
    tidy.observations = _tidying(tidy.observations)
    features.read = _reading_features(features.read)


def _remember(remembered: dict[Any, Any], key: object, value: Any) -> Any:
    if len(remembered) >= _MOST:
        remembered.clear()
    remembered[key] = value
    return value


def _loading(load: Callable[[Path, Path], Catalog]) -> Callable[..., Catalog]:
    remembered: dict[tuple[bytes, ...], Catalog] = {}

    def load_once(path: Path, programme: Path | None = None) -> Catalog:
        files = path, programme or paths.programme()
        content = tuple(file.read_bytes() if file.is_file() else b"" for file in files)
        return remembered[content] if content in remembered else _remember(remembered, content, load(*files))

    return load_once


def _reading(read: Callable[[Path, Origin], Snapshot]) -> Callable[[Path, Origin], Snapshot]:
    remembered: dict[bytes, Snapshot] = {}

    def read_once(folder: Path, origin: Origin) -> Snapshot:
        try:
            content = [(folder / name).read_bytes() for name in _FILES]
        except OSError:
            return read(folder, origin)
        key = sha256(b"\0".join([origin.encode(), *content])).digest()
        return _copy(remembered[key] if key in remembered else _remember(remembered, key, read(folder, origin)))

    return read_once


def _copy(snapshot: Snapshot) -> Snapshot:
    """Return a copy of a snapshot whose frames a test may change."""
    return replace(snapshot, topics=snapshot.topics.copy(), facts=snapshot.facts.copy(), areas=snapshot.areas.copy())


def _cleaning(clean: Callable[[Snapshot], pd.DataFrame]) -> Callable[[Snapshot], pd.DataFrame]:
    remembered: dict[str, tuple[Snapshot, pd.DataFrame]] = {}

    def clean_once(snapshot: Snapshot) -> pd.DataFrame:
        key = snapshot.manifest.sha256
        if key in remembered:
            before, facts = remembered[key]
            if before.facts.equals(snapshot.facts) and before.topics.equals(snapshot.topics):
                return facts.copy()
        return _remember(remembered, key, (_copy(snapshot), clean(snapshot)))[1].copy()

    return clean_once


def _tidying(tidied: Callable[..., Tidied]) -> Callable[..., Tidied]:
    remembered: list[tuple[Catalog, list[Snapshot], Tidied]] = []

    def tidy_once(content: Catalog, snapshots: Iterable[Snapshot], region: str = "", with_gaps: bool = True) -> Tidied:
        copies = list(snapshots)
        if region or not with_gaps:  # of the country: each part is large, and made once
            return tidied(content, copies, region, with_gaps)
        for catalogue, before, result in remembered:
            if catalogue == content and _are_equal(before, copies):
                return Tidied(result.observations.copy(), list(result.warnings))
        result = tidied(content, copies)
        remembered.append((content, [_copy(snapshot) for snapshot in copies], result))
        del remembered[:-_FEW]
        return Tidied(result.observations.copy(), list(result.warnings))

    return tidy_once


def _are_equal(first: list[Snapshot], second: list[Snapshot]) -> bool:
    return len(first) == len(second) and all(
        (left_copy.manifest, left_copy.origin) == (other.manifest, other.origin)
        and all(getattr(left_copy, name).equals(getattr(other, name)) for name in ("facts", "topics", "areas"))
        for left_copy, other in zip(first, second, strict=True)
    )


def _reading_features(read: Callable[[Catalog], Any]) -> Callable[[Catalog], Any]:
    remembered: dict[tuple[bytes, str], Any] = {}

    def read_once(content: Catalog) -> Any:
        path = paths.similar_features()
        if not path.exists():
            return read(content)
        key = (path.read_bytes(), content.model_dump_json(include={"method"}))
        frame, problem = remembered[key] if key in remembered else _remember(remembered, key, read(content))
        return None if frame is None else frame.copy(), problem

    return read_once


def _building(build: Callable[..., Any]) -> Callable[..., Any]:
    folder = TemporaryDirectory(prefix="veerkracht-empty-")

    @cache
    def empty() -> Path:
        path = Path(folder.name) / "empty.duckdb"
        with build(path):
            pass
        return path

    @contextmanager
    def build_from_empty(
        path: Path, is_internal: bool = False, start: Path | None = None
    ) -> Iterator[duckdb.DuckDBPyConnection]:
        with build(path, is_internal, start or empty()) as connection:
            yield connection

    return build_from_empty
