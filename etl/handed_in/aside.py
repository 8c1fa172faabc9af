"""A separate data folder in which a hand-in is checked and previewed: it contains public copies only.

Anybody may hand in a file. In this folder the check finds no files of the municipality and nothing internal, so no
answer can reveal them, and everything that the check writes is deleted with the folder.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pandas as pd

from etl.build import build, internal
from etl.handed_in.check import Content
from etl.own_figures import figures
from etl.own_texts import own_text
from etl.own_texts.kinds import KINDS
from etl.snapshots import folders, nationwide, store
from etl.snapshots.store import Snapshot
from veerkracht.catalog.catalog import Catalog
from veerkracht.core import moments, paths
from veerkracht.core.errors import SourceError


@contextmanager
def data_folder(folder: Path) -> Iterator[None]:
    """Fill an empty folder with the public contents of the data folder, and use it as the data folder within this
    context."""
    fetched = paths.fetched_folder()
    doors = [path for path in folders.listed(fetched) if path.is_dir() and store.table_of(path) and "@" in path.name]
    (folder / "bronnen").mkdir(parents=True)
    for path in folders.listed(paths.included_folder()):
        (_link if path.is_dir() else _share)(path, folder / "meegeleverd" / path.name)
    for path in [*doors, *filter(Path.is_dir, [fetched / nationwide.NAME])]:
        _link(path, folder / "bronnen" / path.name)
    accepted, _ = store.read_all(store.folders_in(paths.accepted_folder()), "lokaal")
    texts = [(kind, copy) for kind in (kind.NAME for kind in KINDS) for copy in own_text.copies(kind)]
    for kind, copy in texts:
        _link(copy, folder / "bronnen" / "teksten" / kind / copy.name)
    for path in folders.listed(paths.data_folder() / nationwide.NAME):
        _share(path, folder / nationwide.NAME / path.name)
    if paths.own_programme().exists():
        _share(paths.own_programme(), folder / "lokaal" / paths.PROGRAMME)
    if (paths.data_folder() / paths.INVENTED).exists():
        (folder / paths.INVENTED).touch()
    before = {name: os.environ.get(name) for name in ("VEERKRACHT_DATA", "VEERKRACHT_DATABASE")}
    os.environ["VEERKRACHT_DATA"] = str(folder)
    os.environ.pop("VEERKRACHT_DATABASE", None)
    try:
        for snapshot in internal.public(accepted):
            store.write(paths.accepted_folder(), snapshot)
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


def show(content: Content, catalog: Catalog) -> Path:
    """Build, inside data_folder, a preview database with a valid hand-in, including what is internal in the hand-in
    itself, and return its path. Raises VeerkrachtError when it cannot be built."""
    if content.figures is not None:
        _put_figures(figures.snapshots_of(content.figures, catalog, moments.today()))
    elif content.text is not None:
        kind = own_text.folder_of(content.checked.kind, content.text.is_internal)
        folders.replace(kind / figures.edition(content.text.path), content.text.contents)
    else:
        raise SourceError("er is niets om te laten zien")
    build.ensure(paths.database_file())
    internal_database = paths.internal_database_file()
    return internal_database if internal_database.exists() else paths.database_file()


def _put_figures(snapshots: list[Snapshot]) -> None:
    """Accept the figures of a hand-in, in the place of those of the same topics and periods."""
    new = {place for snapshot in snapshots for place in _places(snapshot.facts)}
    accepted, _ = store.read_all(store.folders_in(paths.accepted_folder()), "lokaal")
    for snapshot in accepted:
        stays = pd.Series([place not in new for place in _places(snapshot.facts)], index=snapshot.facts.index)
        if not stays.all():
            folders.remove(store.folder_for(paths.accepted_folder(), snapshot.manifest))
            if stays.any():
                store.write(paths.accepted_folder(), replace(snapshot, facts=snapshot.facts[stays]))
    for snapshot in snapshots:
        store.write(paths.accepted_folder(), snapshot)


def _places(facts: pd.DataFrame) -> list[tuple[str, str]]:
    return list(zip(facts["topic_key"], facts["period"], strict=True))


def _link(source: Path, target: Path) -> None:
    """Make a folder visible under another path, or copy it where links are not possible."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        target.symlink_to(source.resolve(), target_is_directory=True)
    except OSError:
        shutil.copytree(source, target)


def _share(source: Path, target: Path) -> None:
    """Hard-link a file, so that removing one name leaves the other; copy it where that is not possible."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileNotFoundError):  # a build that has just ended removed it
        try:
            os.link(source, target)
        except FileNotFoundError:
            raise
        except OSError:
            shutil.copy2(source, target)
