"""Takes in the municipality's own files: a good one becomes a snapshot, a bad one leaves its last good snapshot."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from etl.own_figures import figures as local
from etl.publishers import pdok as boundaries
from etl.snapshots import folders, tidy
from etl.snapshots import store as snapshots
from etl.snapshots.store import Manifest
from veerkracht.catalog.catalog import Catalog
from veerkracht.core import paths
from veerkracht.core.errors import SourceError
from veerkracht.core.run_log import OWN_FILES, Attempt, Outcome


def area_names(catalog: Catalog) -> dict[str, str]:
    """Return the newest name of every known area by its code."""
    programme = catalog.programme
    outlines = boundaries.outlines(programme.municipality, programme.boundary_year)
    table = tidy.area_table(catalog, snapshots.chosen(), outlines).sort_values("boundary_year")
    return {programme.country: "Nederland"} | dict(zip(table["area_code"], table["name"], strict=True))


@dataclass(frozen=True)
class Judged:
    """A file of own figures, what is wrong with it, by itself or beside the other files, and what is doubtful."""

    file: local.OwnFile
    mistakes: list[str]
    doubts: list[str]


def judge(path: Path, catalog: Catalog) -> Judged:
    """Return what is wrong with a file; one in data/lokaal is compared with the other files there."""
    if path.resolve().parent == paths.local_folder().resolve():
        for one in _judge_all(catalog):
            if one.file.path.name == path.name:
                return one
    file = local.check(path, catalog, area_names(catalog))
    return Judged(file, file.mistakes, local.doubts(file, catalog))


def take_in(catalog: Catalog) -> tuple[list[Attempt], list[str]]:
    """Read every file in data/lokaal and return what came of each, and Dutch lines on what is doubtful.

    A file with a mistake is refused whole, and what was taken in of it before stays in use; but what it makes internal
    becomes so at once. What was taken in of a file that is no longer there is removed.
    """
    paths.local_folder().mkdir(parents=True, exist_ok=True)
    judged, known = _judge_all(catalog), _known()
    hashes = {name: manifest.sha256 for name, manifest in known.items()}
    attempts = [attempt for one in judged for attempt in _take_in(one, catalog, hashes)]
    present = {local.edition(one.file.path) for one in judged}
    for name, manifest in known.items():
        if manifest.edition not in present:
            was_internal = _is_internal([name])
            folders.remove(paths.accepted_folder() / name)
            message = f"{manifest.note} Is er niet meer; de cijfers eruit zijn vervallen."
            attempts.append(Attempt(OWN_FILES, manifest.edition, "opgehaald", message, was_internal))
    return attempts, [doubt for one in judged if not one.mistakes for doubt in one.doubts]


def _known() -> dict[str, Manifest]:
    return {folder.name: snapshots.read_manifest(folder) for folder in snapshots.found(paths.accepted_folder())}


def _judge_all(catalog: Catalog) -> list[Judged]:
    given = local.files(paths.local_folder())
    names = area_names(catalog) if given else {}
    files = [local.check(path, catalog, names) for path in given]
    known = _known()
    kept = [_accepted(one, known) for one in files if one.mistakes]
    twice = local.contradictions([*(one for one in files if not one.mistakes), *kept])
    return [Judged(one, one.mistakes or twice.get(one.path, []), local.doubts(one, catalog)) for one in files]


def _take_in(judged: Judged, catalog: Catalog, known: Mapping[str, str]) -> list[Attempt]:
    file, name = judged.file, judged.file.path.name
    before = [one for one in known if one.endswith(f"@{local.edition(file.path)}")]
    if judged.mistakes:
        is_internal = bool(file.internal) or _is_internal(before)
        message = f"Bestand {name}: wat er eerder van is overgenomen, is nu intern."
        withdrawn = [Attempt(OWN_FILES, name, "opgehaald", message, True)] if _withdraw(file, before) else []
        first = judged.mistakes[0].removesuffix(".")
        more = f", en nog {len(judged.mistakes) - 1}" if len(judged.mistakes) > 1 else ""
        message = f"Bestand {name} is niet overgenomen: {first}{more}. Alles: python -m etl controleer {file.path}"
        return [*withdrawn, Attempt(OWN_FILES, name, "mislukt", message, is_internal)]
    outcome: Outcome = "niet gewijzigd"
    made = local.snapshots_of(file, catalog, date.today())
    for manifest, *frames in made:
        if known.get(manifest.snapshot_id) != snapshots.fingerprint(*frames):
            snapshots.write(paths.accepted_folder(), manifest, *frames)
            outcome = "opgehaald"
    for gone in set(before) - {manifest.snapshot_id for manifest, *_ in made}:  # of a source it has no figures of now
        folders.remove(paths.accepted_folder() / gone)
    return [Attempt(OWN_FILES, name, outcome, f"Bestand {name}: {counted(file)}", bool(file.internal))]


def _is_internal(names: list[str]) -> bool:
    """Return whether any figure of these accepted snapshots is internal, or may be since they cannot be read."""
    try:
        read = [snapshots.read(paths.accepted_folder() / name, "lokaal") for name in names]
    except SourceError:
        return True
    return any(snapshots.VISIBLE in one.facts for one in read)


def _withdraw(file: local.OwnFile, names: list[str]) -> bool:
    """Make internal what a refused file marks so in the snapshots accepted before; return whether that changed any."""
    is_changed = False
    for name in names if file.internal else []:
        one = snapshots.read(paths.accepted_folder() / name, "lokaal")
        given = one.facts[snapshots.VISIBLE] if snapshots.VISIBLE in one.facts else [""] * len(one.facts)
        places = zip(one.facts["topic_key"], one.facts["area_code"], one.facts["period"], given, strict=True)
        visible = [was or snapshots.INTERNAL * file.withdraws(*place) for *place, was in places]
        if visible != list(given):
            facts = one.facts.assign(**{snapshots.VISIBLE: visible})
            snapshots.write(paths.accepted_folder(), one.manifest, one.topics, facts, one.areas)
            is_changed = True
    return is_changed


def counted(file: local.OwnFile) -> str:
    """Return in Dutch how many figures a file has, and how many of them are internal or too small to show."""
    figures = "1 cijfer" if len(file.rows) == 1 else f"{len(file.rows)} cijfers"
    counts = {"intern": len(file.internal), "te klein om te tonen": file.withheld}
    parts = [f"{count} {what}" for what, count in counts.items() if count]
    return figures + (f", waarvan {' en '.join(parts)}" if parts else "")


def _accepted(file: local.OwnFile, known: Mapping[str, object]) -> local.OwnFile:
    """Return a refused file as it was taken in before: those figures stay in use."""
    names = [name for name in known if name.endswith(f"@{local.edition(file.path)}")]
    facts = [snapshots.read(paths.accepted_folder() / name, "lokaal").facts for name in names]
    rows = pd.concat([pd.DataFrame(columns=snapshots.FACT_COLUMNS), *facts])
    return local.OwnFile(file.path, rows.rename(columns={"topic_key": "indicator_id"}), [], 0)
