"""Keeps the figures of an unreadable copy as they are in the previous database."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path

import pandas as pd

from etl.build import catalog_tables
from etl.snapshots import nationwide, outlines, store
from etl.snapshots.store import Manifest, Snapshot, Unreadable
from veerkracht.catalog.catalog import Catalog
from veerkracht.core.errors import DataError
from veerkracht.core.run_log import OWN_FILES, Attempt
from veerkracht.database import database

_FIGURES = """
    with as_before as (
        select indicator_id
        from (select {definition} from known intersect select {definition} from veerkracht.indicator)
    ),
    stays as (
        select distinct indicator_id, period
        from veerkracht.{table} join as_before using (indicator_id)
        where list_contains($names, snapshot_id) or list_contains($dependent, indicator_id)
    )
    select figure.*, copy.source_id
    from veerkracht.{table} as figure
    join stays using (indicator_id, period)
    join veerkracht.snapshot{ending} as copy using (snapshot_id)
    where origin <> 'lokaal'
"""
_OF_A_STAND_IN = ("position", "source_id", "note")  # fields that differ while an indicator uses its stand-in
_TABLES = ("snapshot", "snapshot_elsewhere", "area", "area_elsewhere", "source_period", "area_geometry")
_SERIES = ["indicator_id", "period"]


@dataclass(frozen=True)
class Standing:
    """What the previous database holds of copies that cannot be read any more.

    `names` has the copies of the municipality, `national` those of the country. `tables` has tables of that database,
    none when it holds nothing of them; of observation and elsewhere the figures from those copies, with all others of
    the same indicator and period, and their source_id.
    """

    names: frozenset[str] = frozenset()
    national: frozenset[str] = frozenset()
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)

    def snapshots(self, others: Iterable[Snapshot] = ()) -> list[Snapshot]:
        """Return the copies of which figures stay, without topics and figures; and those that a figure that stays comes
        from, when they are not among `others`."""
        copies = self._copies("snapshot", self.names)
        if "observation" in self.tables:
            used = set(self.tables["observation"]["snapshot_id"])
            copies = self._copies("snapshot", used | self.names)
        snapshot_ids = {snapshot.manifest.snapshot_id for snapshot in others}
        periods = self.tables.get("source_period", pd.DataFrame())
        snapshots = []
        for row in copies[~copies["snapshot_id"].isin(snapshot_ids)].to_dict("records") if len(copies) else ():
            of_table = periods[periods["table_id"].eq(row["table_id"]) & periods["source_id"].eq(row["source_id"])]
            empty = pd.DataFrame(columns=["area_code", "topic_key"])
            facts = pd.DataFrame({"topic_key": "", "area_code": "", "period": of_table["period"]})
            snapshots.append(Snapshot(_manifest(row), empty, facts, empty, row["origin"]))
        return snapshots

    def observations(self, new: pd.DataFrame, catalog: Catalog) -> pd.DataFrame:
        """Return the observations of a build together with the retained ones; those of a copy without any retained
        figure get the reason 'unreadable'."""
        stay = self._figures("observation", new[new["value"].notna()], self.names, catalog)
        if len(stay):
            is_other = ~pd.MultiIndex.from_frame(new[_SERIES]).isin(pd.MultiIndex.from_frame(stay[_SERIES]))
            new = pd.concat([stay, new[is_other]])
        return self._explained(new, catalog)

    def elsewhere(self, series: pd.DataFrame, catalog: Catalog) -> pd.DataFrame:
        """Return the figures of areas outside the municipality that stay; `series` has the indicators and periods of
        which there are others."""
        return self._figures("elsewhere", series, frozenset(), catalog)

    def copies_of_the_country(self, rows: Sequence[Mapping[str, object]]) -> pd.DataFrame:
        """Return the retained rows of table snapshot_elsewhere, except those in `rows`."""
        snapshot_ids = {row["snapshot_id"] for row in rows}
        used = self.tables["elsewhere"]["snapshot_id"] if "elsewhere" in self.tables else ()
        copies = self._copies("snapshot_elsewhere", {*used, *self.national})
        return copies[~copies["snapshot_id"].isin(snapshot_ids)]

    def areas(self, new: pd.DataFrame, catalog: Catalog, ending: str = "") -> pd.DataFrame:
        """Return a table of areas with those of the years of which a copy names them that cannot be read any more."""
        old = self.tables.get(f"area{ending}", pd.DataFrame())
        if old.empty:
            return new
        names = self.national if ending else self.names
        years = {
            int(table.periods[0])
            for row in self._copies(f"snapshot{ending}", names).itertuples()
            if (source := catalog.sources.get(str(row.source_id))) and (table := source.table(str(row.table_id)))
            if len(table.periods) == 1
        }
        if outlines.folder_of(Path(), catalog.programme.boundary_year).name in self.names:
            years.add(catalog.programme.boundary_year)
        stay = old[old["boundary_year"].isin(years)]
        return pd.concat([stay, new]).drop_duplicates(["area_code", "boundary_year"])

    def outlines(self, new: pd.DataFrame, year: int) -> pd.DataFrame:
        """Return the outlines of a year (outlines.COLUMNS), those of before when there are none."""
        if len(new) or "area_geometry" not in self.tables:
            return new
        named = self.tables["area_geometry"].merge(self.tables["area"], on=["area_code", "boundary_year"])
        return named[named["boundary_year"] == year][outlines.COLUMNS].reset_index(drop=True)

    def _explained(self, observations: pd.DataFrame, catalog: Catalog) -> pd.DataFrame:
        """Return observations with the reason for each figure that only a copy has of which nothing stays."""
        gone = self.names - set(self._copies("snapshot", self.names)["snapshot_id"])
        lost = {name.partition("@")[0] for name in gone}
        sources = {name: source for name, source in catalog.sources.items() if not source.is_own}
        tables = {name: [table for table in source.tables if table.id in lost] for name, source in sources.items()}
        expected = {
            (indicator.id, period)
            for indicator in catalog.indicators
            for table in tables.get(indicator.source, ())
            for period in table.periods
            if ("-" in period) == (indicator.frequency == "maand")
        }
        rates = _rates_over(catalog, {name for name, of_source in tables.items() if of_source})
        if not rates and not expected:
            return observations
        series = pd.MultiIndex.from_frame(observations[_SERIES])
        is_lost = observations["indicator_id"].isin(rates) | series.isin(list(expected))
        is_lost &= observations["missing"].eq("not_included")
        codes = sorted({*observations["area_code"], *catalog.programme.compared_areas})
        absent = [(*place, code, "unreadable") for place in sorted(expected - set(series)) for code in codes]
        rows = pd.DataFrame(absent, columns=[*_SERIES, "area_code", "missing"]).reindex(columns=observations.columns)
        missing = observations["missing"].where(~is_lost, "unreadable")
        return pd.concat([observations.assign(missing=missing), rows.astype(observations.dtypes)])

    def _copies(self, table: str, names: Collection[str]) -> pd.DataFrame:
        copies = self.tables.get(table, pd.DataFrame(columns=["snapshot_id", "origin"]))
        return copies[copies["snapshot_id"].isin(names) & copies["origin"].ne("lokaal")]

    def _figures(self, table: str, held: pd.DataFrame, names: frozenset[str], catalog: Catalog) -> pd.DataFrame:
        """Return the figures that stay: of indicators and periods of which any is from these copies, and of those that
        are not `held`."""
        old = self.tables.get(table, pd.DataFrame())
        if old.empty:
            return old
        sources = {indicator.id: indicator.source for indicator in catalog.indicators}
        old = old[old["source_id"] == old["indicator_id"].map(sources)]
        lost = pd.MultiIndex.from_frame(old.loc[old["snapshot_id"].isin(names), _SERIES])
        series = pd.MultiIndex.from_frame(old[_SERIES])
        is_held = series.isin(pd.MultiIndex.from_frame(held[_SERIES]))
        return old[series.isin(lost) | ~is_held].drop(columns="source_id")


NOTHING = Standing()


def of(path: Path, damaged: Sequence[Unreadable], catalog: Catalog, has_outlines: bool) -> Standing:
    """Return what the database in `path` holds of damaged copies, own files excepted: whether a figure of those may
    still be shown cannot be known. Figures of an indicator that has another definition by now do not stay."""
    names = frozenset(copy.folder.name for copy in damaged if not nationwide.is_folder(copy.folder))
    national = frozenset(copy.folder.name for copy in damaged if nationwide.is_folder(copy.folder))
    if not has_outlines:
        names |= {outlines.folder_of(Path(), catalog.programme.boundary_year).name}
    if not (names or national) or not path.exists() or not database.is_whole(path):
        return Standing(names, national)
    tables: dict[str, pd.DataFrame] = {}
    indicators = catalog_tables.tables(catalog)["indicator"]
    definition = ", ".join(name for name in indicators if name not in _OF_A_STAND_IN)
    with database.attached(path) as connection:
        connection.register("known", indicators)
        for table, ending, copies in (("observation", "", names), ("elsewhere", "_elsewhere", national)):
            query = _FIGURES.format(table=table, ending=ending, definition=definition)
            sources = {source_id for copy in damaged for source_id in _sources(catalog, copy)}
            parameters = {"names": list(copies), "dependent": _rates_over(catalog, sources) if copies else []}
            tables[table] = _as_text(connection.execute(query, parameters).df())
        for table in _TABLES:
            tables[table] = _as_text(connection.sql(f"from veerkracht.{table}").df())
    return Standing(names, national, tables)


def _as_text(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame with the words of enumerations as text, None where there is none."""
    words = frame.select_dtypes("category")
    return frame.assign(**{name: words[name].astype(object).where(words[name].notna(), None) for name in words})


def attempt(copy: Unreadable, standing: Standing, catalog: Catalog) -> Attempt:
    """Return the Attempt of a table whose copy can no longer be read, with a Dutch message."""
    table_id, _, edition = copy.folder.name.partition("@")
    message = f"{copy.error} {_consequence(copy, standing)}"
    if copy.origin == "lokaal":
        return Attempt(OWN_FILES, edition, "mislukt", message, is_internal=True)  # or may be
    source_id = next(iter(_sources(catalog, copy)), table_id)
    key = nationwide.log_key(source_id, table_id) if nationwide.is_folder(copy.folder) else (source_id, table_id)
    return Attempt(*key, "mislukt", message)


def notices(damaged: Iterable[Unreadable], standing: Standing, is_internal: bool) -> pd.DataFrame:
    """Return the rows of table unreadable, which name no folder; own files by their name if `is_internal`."""
    rows = []
    for copy in damaged:
        table_id, _, edition = copy.folder.name.partition("@")
        subject = f"Tabel {table_id}{' landelijk' * nationwide.is_folder(copy.folder)}, uitgave {edition}"
        if table_id == store.OUTLINES:
            subject = f"De grenzen van {edition}"
        if copy.origin == "lokaal":
            subject = f"Wat er is overgenomen van het eigen bestand {edition}" if is_internal else "Een eigen bestand"
        name = copy.folder.name if is_internal or copy.origin != "lokaal" else "lokaal"
        rows.append((name, f"{subject}: de kopie is niet te lezen. {_consequence(copy, standing)}"))
    return pd.DataFrame(rows, columns=["snapshot_id", "message"]).drop_duplicates()


def require_areas(area: pd.DataFrame, damaged: Sequence[Unreadable]) -> None:
    """Raise DataError with the damaged copies when nothing names an area any more."""
    if area.empty and damaged:
        errors = "; ".join(dict.fromkeys(str(copy.error).rstrip(".") for copy in damaged[:3]))
        raise DataError(
            f"Geen tabel en geen grenzen met namen van gebieden zijn te lezen. Van {len(damaged)} kopieën is de eerste "
            f"fout: {errors}. Zet de map data/meegeleverd terug zoals die bij het dashboard hoort, of haal alles op "
            "met: python -m etl. De vorige database blijft staan."
        )


def _consequence(copy: Unreadable, standing: Standing) -> str:
    if copy.origin == "lokaal":
        return "De cijfers eruit ontbreken tot het bestand opnieuw is overgenomen."
    if store.table_of(copy.folder) == store.OUTLINES:
        if len(standing.tables.get("area_geometry", ())):
            return "De grenzen van de vorige keer blijven in gebruik."
        return "Tot ze opnieuw zijn opgehaald, is er geen kaart."
    table, names = "snapshot", standing.names
    if nationwide.is_folder(copy.folder):
        table, names = "snapshot_elsewhere", standing.national
    if copy.folder.name in set(standing._copies(table, names)["snapshot_id"]):
        return "De cijfers die er de vorige keer uit kwamen, blijven staan."
    return "Er is geen vorige database die de cijfers heeft: zij ontbreken tot de tabel opnieuw is opgehaald."


def _sources(catalog: Catalog, copy: Unreadable) -> list[str]:
    """Return the sources of the catalogue that have the table of a copy."""
    table_id = store.table_of(copy.folder)
    return [source_id for source_id, source in catalog.sources.items() if source.table(table_id)]


def _rates_over(catalog: Catalog, sources: Collection[str]) -> list[str]:
    """Return the indicators whose denominator comes from one of these other sources."""
    return [
        indicator.id
        for indicator in catalog.indicators
        if indicator.rate and any(topic.source in sources for topic in indicator.rate.denominator)
    ]


def _manifest(row: dict[str, object]) -> Manifest:
    values = {name: row.get(name, "") for name in (item.name for item in fields(Manifest))}
    return Manifest(**values)  # type: ignore[arg-type]
