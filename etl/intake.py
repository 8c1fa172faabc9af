"""Takes in the municipality's own files: a good one becomes a snapshot, a bad one leaves its last good snapshot."""

from collections.abc import Mapping
from datetime import date

import pandas as pd

from etl import boundaries, folders, local, snapshots, tidy
from veerkracht import paths
from veerkracht.catalog import Catalog
from veerkracht.run_log import OWN_FILES, Attempt, Outcome

_SHOWN = 10  # mistakes in a message; python -m etl controleer shows all


def area_names(catalog: Catalog) -> dict[str, str]:
    """Return the newest name of every known area by its code."""
    programme = catalog.programme
    outlines = boundaries.outlines(programme.municipality, programme.boundary_year)
    table = tidy.area_table(catalog, snapshots.chosen(), outlines).sort_values("boundary_year")
    return {programme.country: "Nederland"} | dict(zip(table["area_code"], table["name"], strict=True))


def take_in(catalog: Catalog) -> list[Attempt]:
    """Read every file in data/lokaal and return what came of each.

    A file with a mistake is refused whole, and what was taken in of it before stays in use. What was taken in of a file
    that is no longer there is removed.
    """
    paths.local_folder().mkdir(parents=True, exist_ok=True)
    given = local.files(paths.local_folder())
    known = {folder.name: snapshots.read_manifest(folder) for folder in snapshots.found(paths.accepted_folder())}
    if not given and not known:
        return []
    names = area_names(catalog)
    files = [local.check(path, catalog, names) for path in given]
    kept = [_accepted(one, known) for one in files if one.mistakes]
    twice = local.contradictions([*(one for one in files if not one.mistakes), *kept])
    attempts = [
        _take_in(one, one.mistakes or twice.get(one.path, []), catalog, {name: m.sha256 for name, m in known.items()})
        for one in files
    ]
    present = {local.edition(path) for path in given}
    for name, manifest in known.items():
        if manifest.edition not in present:
            folders.remove(paths.accepted_folder() / name)
            message = f"{manifest.note} Is er niet meer; de cijfers eruit zijn vervallen."
            attempts.append(Attempt(OWN_FILES, manifest.edition, "opgehaald", message))
    return attempts


def _take_in(file: local.OwnFile, mistakes: list[str], catalog: Catalog, known: Mapping[str, str]) -> Attempt:
    name = file.path.name
    if mistakes:
        more = len(mistakes) - _SHOWN
        told = "; ".join(mistakes[:_SHOWN]) + (f"; en nog {more}" if more > 0 else "")
        message = f"Bestand {name} is niet overgenomen: {told}. Alles bij elkaar: python -m etl controleer {file.path}"
        return Attempt(OWN_FILES, name, "mislukt", message)
    outcome: Outcome = "niet gewijzigd"
    made = local.snapshots_of(file, catalog, date.today())
    for manifest, *frames in made:
        if known.get(manifest.snapshot_id) != snapshots.fingerprint(*frames):
            snapshots.write(paths.accepted_folder(), manifest, *frames)
            outcome = "opgehaald"
    _forget(file, {manifest.snapshot_id for manifest, *_ in made}, known)
    withheld = f", {file.withheld} te klein om te tonen" if file.withheld else ""
    return Attempt(OWN_FILES, name, outcome, f"Bestand {name}: {len(file.rows)} cijfers{withheld}")


def _accepted(file: local.OwnFile, known: Mapping[str, object]) -> local.OwnFile:
    """Return a refused file as it was taken in before: those figures stay in use."""
    names = [name for name in known if name.endswith(f"@{local.edition(file.path)}")]
    facts = [snapshots.read(paths.accepted_folder() / name, "lokaal").facts for name in names]
    rows = pd.concat([pd.DataFrame(columns=snapshots.FACT_COLUMNS), *facts])
    return local.OwnFile(file.path, rows.rename(columns={"topic_key": "indicator_id"}), [], 0)


def _forget(file: local.OwnFile, made: set[str], known: Mapping[str, str]) -> None:
    """Remove what an earlier version of the file held of a source that it no longer has figures of."""
    for name in known:
        if name.endswith(f"@{local.edition(file.path)}") and name not in made:
            folders.remove(paths.accepted_folder() / name)
