"""Loads the municipality's own files: a valid one becomes a snapshot, an invalid one keeps its last good snapshot."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from etl.own_figures import figures, local_files, small_numbers
from etl.own_figures.figures import OwnFile
from etl.own_figures.sums import Cell
from etl.snapshots import editions, folders, outlines, own_part, store, tidy
from etl.snapshots.store import FACT_COLUMNS, INTERNAL, VISIBLE, Manifest
from veerkracht.catalog.catalog import Catalog
from veerkracht.core import dutch, moments, paths, reasons
from veerkracht.core.errors import SourceError
from veerkracht.core.run_log import OWN_FILES, Attempt, Outcome


def area_names(catalog: Catalog) -> dict[str, str]:
    """Return the newest name of every known area by its code."""
    programme = catalog.programme
    on_the_map = outlines.readable(programme.municipality, programme.boundary_year)
    tables, _ = editions.newest().tables_of_the_country(checks_all=False)
    snapshots, _ = own_part.of(programme.municipality, store.current()[0], tables)
    return names_in(tidy.area_table(catalog, snapshots, on_the_map), programme.country)


def names_in(table: pd.DataFrame, country: str) -> dict[str, str]:
    """Return the newest name of every area by its code in a table of areas, as tidy.area_table gives it."""
    newest = table.sort_values("boundary_year")
    return {country: "Nederland"} | dict(zip(newest["area_code"], newest["name"], strict=True))


@dataclass(frozen=True)
class Checked:
    """A file of own figures, with its mistakes, by itself or together with the other files, and its doubts.

    `withheld` has the previously accepted figures of a refused file that are now withheld.
    """

    file: OwnFile
    mistakes: list[str]
    doubts: list[str]
    withheld: frozenset[Cell] = frozenset()


def check(path: Path, catalog: Catalog) -> Checked:
    """Return a file with its mistakes; one in data/lokaal is compared with the other files there. A name or place with
    which no run reads it is a mistake too."""
    if path.parent.resolve() == paths.local_folder().resolve():
        for checked in _check_all(catalog):
            if checked.file.path.name == path.name:
                return checked
    names = area_names(catalog)
    checked = _read(path, catalog, names)
    if not checked.mistakes:
        checked = _withhold(checked, _secondary_suppressions([checked.file], catalog, names))
    reasons = filter(None, [local_files.why_passed_over(path)])
    return replace(checked, mistakes=list(dict.fromkeys([*checked.mistakes, *reasons])))


def _read(path: Path, catalog: Catalog, names: Mapping[str, str]) -> Checked:
    """Return a file with its mistakes alone; whatever goes wrong while it is read is a mistake of this file."""
    try:
        file = figures.read(path, catalog, names)
        hints = {local_files.intended_name(path)} - {"", *file.mistakes} if file.mistakes else ()
        return Checked(file, [*hints, *file.mistakes], [])
    except Exception as error:
        mistakes = [reasons.message("het bestand is niet te lezen", error)]
        return Checked(OwnFile(path, pd.DataFrame(columns=["indicator_id", "period"]), mistakes, 0), mistakes, [])


def accept_all(catalog: Catalog) -> tuple[list[Attempt], list[str]]:
    """Read every file in data/lokaal and return the outcome of each, and Dutch lines on doubts and skipped files.

    A file with a mistake is refused whole and its accepted snapshot stays in use, but figures that it marks as internal
    become so at once. The snapshot of a file that no longer exists is removed.
    """
    files, accepted = _check_all(catalog), _accepted_manifests()
    paths.local_folder().mkdir(parents=True, exist_ok=True)
    names = [folder.name for folder in store.folders_in(paths.accepted_folder())]
    hashes = {name: accepted[name].sha256 if name in accepted else "" for name in names}
    attempts = [attempt for checked in files for attempt in _accepted_alone(checked, catalog, hashes)]
    present = {figures.edition(checked.file.path) for checked in files}
    for name in hashes:
        edition = name.partition("@")[2]
        if edition not in present:
            was_internal = _is_internal([name])
            folders.remove(paths.accepted_folder() / name)
            file = accepted[name].note if name in accepted else f"Bestand {edition}."
            message = f"{file} Is er niet meer; de cijfers eruit zijn vervallen."
            attempts.append(Attempt(OWN_FILES, edition, "opgehaald", message, was_internal))
    doubts = [doubt for checked in files if not checked.mistakes for doubt in checked.doubts]
    return attempts, local_files.passed_over() + doubts


def _accepted_manifests() -> dict[str, Manifest]:
    """Return the manifests of the accepted snapshots by folder name, without those that are damaged: a good file takes
    their place."""
    snapshots, _ = store.read_all(store.folders_in(paths.accepted_folder()), "lokaal")
    return {snapshot.manifest.snapshot_id: snapshot.manifest for snapshot in snapshots}


def _check_all(catalog: Catalog) -> list[Checked]:
    listed = local_files.figures(paths.local_folder())
    names = area_names(catalog) if listed else {}
    files = [_read(path, catalog, names) for path in listed]
    accepted = _accepted_manifests()
    in_use = [_as_accepted(checked.file, accepted, catalog) if checked.mistakes else checked.file for checked in files]
    doubled = figures.contradictions(in_use)
    following = _secondary_suppressions(in_use, catalog, names)
    return [
        replace(checked, withheld=frozenset([*file.why_withheld, *following]))
        if checked.mistakes
        else replace(_withhold(checked, following), mistakes=doubled.get(checked.file.path, []))
        for checked, file in zip(files, in_use, strict=True)
    ]


def _secondary_suppressions(files: list[OwnFile], catalog: Catalog, names: Mapping[str, str]) -> dict[Cell, str]:
    """Return which figures of these files together are withheld because a withheld one could be derived from them, and
    why."""
    sizes = {cell: size for file in files for cell, size in file.sizes.items()}
    withheld = {cell for file in files for cell in file.why_withheld}
    return small_numbers.secondary_suppressions(catalog, sizes, withheld, names)


def _withhold(checked: Checked, reasons: Mapping[Cell, str]) -> Checked:
    """Return a valid file without these figures, and its doubts."""
    file = figures.withhold(checked.file, reasons)
    return replace(checked, file=file, doubts=figures.doubts(file))


def _accepted_alone(checked: Checked, catalog: Catalog, hashes: Mapping[str, str]) -> list[Attempt]:
    """Return the outcome of a file; any error affects this file alone, and keeps its earlier accepted figures."""
    try:
        return _accept(checked, catalog, hashes)
    except Exception as error:
        name = checked.file.path.name
        is_internal = bool(checked.file.internal) or _is_internal(_editions_of(checked.file, hashes))
        return [Attempt(OWN_FILES, name, "mislukt", reasons.message(f"Bestand {name}", error), is_internal)]


def _accept(checked: Checked, catalog: Catalog, hashes: Mapping[str, str]) -> list[Attempt]:
    file, name = checked.file, checked.file.path.name
    before = _editions_of(file, hashes)
    if checked.mistakes:
        is_internal = bool(file.internal) or _is_internal(before)
        message = f"Bestand {name}: wat er eerder van is overgenomen, is nu intern."
        withdrawn = [Attempt(OWN_FILES, name, "opgehaald", message, True)] if _withdraw(file, before) else []
        if _withhold_accepted(checked.withheld, before):
            message = f"Bestand {name}: van wat er eerder van is overgenomen, zijn kleine aantallen nu weggelaten."
            withdrawn.append(Attempt(OWN_FILES, name, "opgehaald", message, is_internal))
        message = f"Bestand {figures.refusal(file.path, checked.mistakes)}"
        return [*withdrawn, Attempt(OWN_FILES, name, "mislukt", message, is_internal)]
    outcome: Outcome = "niet gewijzigd"
    snapshots = figures.snapshots_of(file, catalog, moments.today())
    for snapshot in snapshots:
        if hashes.get(snapshot.manifest.snapshot_id) != store.fingerprint(snapshot):
            store.write(paths.accepted_folder(), snapshot)
            outcome = "opgehaald"
    # of a source that the file has no figures of any more
    for snapshot_id in set(before) - {snapshot.manifest.snapshot_id for snapshot in snapshots}:
        folders.remove(paths.accepted_folder() / snapshot_id)
    return [Attempt(OWN_FILES, name, outcome, f"Bestand {name}: {count(file)}", bool(file.internal))]


def _is_internal(names: list[str]) -> bool:
    """Return whether any figure of these accepted snapshots is internal, or may be since they cannot be read."""
    try:
        snapshots = [store.read(paths.accepted_folder() / name, "lokaal") for name in names]
    except SourceError:
        return True
    return any(VISIBLE in snapshot.facts for snapshot in snapshots)


def _withdraw(file: OwnFile, names: list[str]) -> bool:
    """Make the figures internal that a refused file marks so in its accepted snapshots; return whether any changed."""

    def withdrawn(facts: pd.DataFrame) -> pd.DataFrame:
        before = facts[VISIBLE] if VISIBLE in facts else [""] * len(facts)
        visible = [was or INTERNAL * file.withdraws(*cell) for cell, was in zip(_cells(facts), before, strict=True)]
        return facts.assign(**{VISIBLE: visible}) if any(visible) else facts

    return bool(file.internal) and _change_accepted(names, withdrawn)


def _withhold_accepted(cells: frozenset[Cell], names: list[str]) -> bool:
    """Withhold these figures in accepted snapshots of a refused file; return whether that changed any."""

    def withheld(facts: pd.DataFrame) -> pd.DataFrame:
        is_withheld = pd.Series([cell in cells for cell in _cells(facts)], index=facts.index, dtype=bool)
        facts = facts.copy()
        facts.loc[is_withheld, ["value", "n", "lower", "upper", "status", "note"]] = ""
        facts.loc[is_withheld, "missing"] = "too_few"
        return facts

    return bool(cells) and _change_accepted(names, withheld)


def _change_accepted(names: list[str], change: Callable[[pd.DataFrame], pd.DataFrame]) -> bool:
    """Change the facts of accepted snapshots; return whether that changed any."""
    is_changed = False
    for name in names:
        snapshot = store.read(paths.accepted_folder() / name, "lokaal")
        facts = change(snapshot.facts)
        if not facts.equals(snapshot.facts):
            store.write(paths.accepted_folder(), replace(snapshot, facts=facts))
            is_changed = True
    return is_changed


def _cells(facts: pd.DataFrame) -> list[Cell]:
    return list(zip(facts["topic_key"], facts["area_code"], facts["period"], strict=True))


def count(file: OwnFile) -> str:
    """Return in Dutch how many figures a file has, on which sheets, and how many are internal or too small to show."""
    total = dutch.counted(len(file.rows), "cijfer", "cijfers")
    if file.sheets:
        total += f" van de bladen {dutch.joined(list(map(repr, file.sheets)))}"
    counts = {"intern": len(file.internal), "te klein om te tonen": file.withheld}
    parts = [f"{number} {what}" for what, number in counts.items() if number]
    return total + (f", waarvan {' en '.join(parts)}" if parts else "")


def _as_accepted(file: OwnFile, accepted: Mapping[str, Manifest], catalog: Catalog) -> OwnFile:
    """Return a refused file with the figures of its accepted snapshots, which stay in use."""
    facts = [store.read(paths.accepted_folder() / name, "lokaal").facts for name in _editions_of(file, accepted)]
    rows = pd.concat([pd.DataFrame(columns=FACT_COLUMNS), *facts])
    indicators = figures.own_indicators(catalog)
    sizes: dict[Cell, float] = {}
    why: dict[Cell, str] = {}
    for row in rows[rows["topic_key"].isin(set(indicators))].itertuples():
        cell, indicator = (row.topic_key, row.area_code, row.period), indicators[row.topic_key]
        value, n = pd.to_numeric(pd.Series([row.value, row.n]), errors="coerce")  # a build reports what is damaged
        reason = row.missing or small_numbers.why_small(catalog, indicator, value, n)
        why |= {cell: reason} if reason else {}
        sizes |= {} if row.missing else {cell: small_numbers.size(indicator, value, n)}
    rows = rows.rename(columns={"topic_key": "indicator_id"})
    return OwnFile(file.path, rows, [], 0, sizes=sizes, why_withheld=why)


def _editions_of(file: OwnFile, accepted: Mapping[str, object]) -> list[str]:
    """Return the accepted snapshots of a file, one per source."""
    return [name for name in accepted if name.endswith(f"@{figures.edition(file.path)}")]
