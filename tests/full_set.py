"""All tables that the catalogue fetches, served by the local publishers with the invented figures of `tests.world`."""

import pickle
from dataclasses import replace
from functools import cache

import pandas as pd

from etl.snapshots import store as snapshots
from etl.snapshots.columns import Columns, base_name
from tests import publishers as server
from tests import world
from tests.conftest import INCLUDED
from tests.publishers import CRIMES, NUISANCE, Publishers
from veerkracht.catalog import catalog
from veerkracht.catalog.catalog import Catalog
from veerkracht.core import paths

HEALTH_YEARS = {"50150NED": ("2012", "2016", "2020", "2022", "2024"), "50120NED": ("2012", "2016", "2020", "2022")}
# of all crimes, and of all registrations of nuisance
CRIME_SHARES = dict(zip(CRIMES, (1, 0.05, 0.13, 0.03, 0.06, 0.08, 0.005, 0.005, 0.01), strict=True))
NUISANCE_SHARES = dict(zip(NUISANCE, (1, 0.3, 0.25), strict=True))
NUISANCE_PER_THOUSAND = 45


def serve(publishers: Publishers, is_marked: bool = False, municipality: str = "") -> Catalog:
    """Fill the publishers with every table of the catalogue and the outlines; return the catalogue.

    Tables that are marked say of themselves that they are invented, so that no real data folder takes them. Without a
    `municipality` they are of the first one, with its real outlines; else of that one, with a grid for its outlines.
    """
    ours, tables, outlines = pickle.loads(
        _pickled_set(municipality)
    )  # a copy each time: tests change what the publishers have
    for table in tables if is_marked else ():
        table.about["Source"] = f"{paths.INVENTED}: nagebootst om het dashboard mee te proberen"
    publishers.add(*tables)
    publishers.buurten, publishers.wijken, publishers.gemeenten = outlines
    return ours


def by_second_door(content: Catalog) -> Catalog:
    """Return the catalogue with OData v4 as the only door of all tables."""
    second = {"kind": "odata4", "host": "datasets"}
    sources = {
        source_id: source.model_copy(update=second) if source.kind == "odata" else source
        for source_id, source in content.sources.items()
    }
    return content.model_copy(update={"sources": sources})


@cache
def _pickled_set(municipality: str) -> bytes:
    """Return the catalogue, the tables and the outlines, pickled: they take longer to make than most tests take."""
    ours, places = catalog.load(paths.CATALOG), world.elsewhere(municipality) if municipality else world.maastricht()
    older, newer = included("85318NED"), included("85984NED")
    tables = []
    for number, table in enumerate(ours.sources["kwb"].tables):
        year = int(table.periods[0])
        figures = world.kwb(places, _with_topics_of(year, older, newer), year)
        tables.append(server.kwb_table(figures, table.id, table.title, shift=number % 4))
    tables += [_health(ours, places, f"rivm_{table_id[:5]}", table_id)
               for table_id in HEALTH_YEARS if f"rivm_{table_id[:5]}" in ours.sources]  # fmt: skip
    tables += _police(places)
    outlines = server.grid(places.names) if municipality else server.outlines(INCLUDED / "grenzen@2024")
    return pickle.dumps((ours, tables, outlines))


# what the table of a year has of the other template, by the beginning of base names: as CBS had it
_BEFORE_2023 = (
    "AfstandTot",
    "ScholenBinnen",
    "Bedrijfsvestigingen",
    "Personenauto",
    "GemiddeldAardgas",
    "WoningenMetZon",
)
_LAST_IN_2023 = ("HuishoudensMetEenLaagInkomen", "HuishoudensTot110")
_FIRST_IN_2024 = ("PersonenInArmoede", "PersonenTot25Boven")


def _with_topics_of(year: int, older: snapshots.Snapshot, newer: snapshots.Snapshot) -> snapshots.Snapshot:
    """Return the included table that is nearest to a year, with the topics that CBS had in that year."""

    def beginning(snapshot: snapshots.Snapshot, names: tuple[str, ...]) -> "pd.Series[bool]":
        return snapshot.topics["topic_key"].str.startswith(names)

    if year < 2023:
        topics = newer.topics[beginning(newer, _BEFORE_2023)]
        is_there = topics["topic_key"].map(base_name).isin(older.topics["topic_key"].map(base_name))
        return replace(older, topics=pd.concat([older.topics, topics[~is_there]]))
    if year == 2023:
        topics = newer.topics[~beginning(newer, _FIRST_IN_2024)]
        return replace(newer, topics=pd.concat([topics, older.topics[beginning(older, _LAST_IN_2023)]]))
    return newer


def included(table_id: str) -> snapshots.Snapshot:
    """Return a table as the union of its included copies: all their topics and areas, and each cell of the newest copy.

    The publisher numbers its topics anew in each edition, and some copies lost the number; name and group are the same.
    """
    folders = snapshots.folders_in(INCLUDED, table_id)
    copies = [snapshots.read(folder, "meegeleverd") for folder in folders]
    copies.sort(key=lambda copy: copy.manifest.edition)
    topics = pd.concat([copy.topics for copy in copies])
    places = list(zip(topics["topic_key"].map(base_name), topics["group"], strict=True))
    keys = {place: f"{place[0]}_{number}" for number, place in enumerate(dict.fromkeys(places), 5)}  # CBS begins at 5
    keys |= {place: key for place, key in zip(places, topics["topic_key"], strict=True) if base_name(key) != key}
    facts = []
    for copy in copies:
        of_copy = {row.topic_key: keys[base_name(row.topic_key), row.group] for row in copy.topics.itertuples()}
        facts.append(copy.facts.assign(topic_key=copy.facts["topic_key"].map(of_copy)))
    areas = pd.concat([copy.areas for copy in copies]).drop_duplicates("area_code", keep="last")
    return replace(
        copies[-1],
        topics=topics.assign(topic_key=[keys[place] for place in places]).drop_duplicates("topic_key", keep="last"),
        facts=pd.concat(facts).drop_duplicates(["topic_key", "area_code", "period"], keep="last"),
        areas=areas.sort_values("area_code"),
    )


def every_topic(ours: Catalog) -> snapshots.Snapshot:
    """Return the whole table of 2024 with what only earlier years have of the catalogue: it can stand for any year."""
    newer, older = included("85984NED"), included("85318NED")
    lost = [
        topic
        for indicator in ours.indicators_of("kwb")
        for topic in indicator.topics
        if Columns(newer).key(topic) is None
    ]
    keys = {Columns(older).key(topic) for topic in lost}
    topics, facts = (frame[frame["topic_key"].isin(keys)] for frame in (older.topics, older.facts))
    return replace(newer, topics=pd.concat([newer.topics, topics]), facts=pd.concat([newer.facts, facts]))


def _health(ours: Catalog, places: world.World, source_id: str, table_id: str) -> server.ODataTable:
    names = [topic.names[0] for indicator in ours.indicators_of(source_id) for topic in indicator.topics]
    by_topic = world.health(places, dict.fromkeys(names), HEALTH_YEARS[table_id])
    return server.rivm_table(table_id, by_topic[names[0]], topics={name: name for name in names}, by_topic=by_topic)


def _police(places: world.World) -> list[server.ODataTable]:
    crimes = world.registrations(places, CRIME_SHARES, world.YEARS)
    years, total = world.by_year(crimes), next(iter(CRIMES))
    recent = {kind: {place: n for place, n in counts.items() if place[1] >= "2022"} for kind, counts in crimes.items()}
    nuisance = world.registrations(places, NUISANCE_SHARES, range(2022, 2026), NUISANCE_PER_THOUSAND)
    title = "Geregistreerde misdrijven; soort misdrijf, wijk, buurt"
    return [
        server.police_table("47018NED", f"{title}, jaarcijfers", years[total], by_category=years),
        server.police_table("47022NED", f"{title}, maandcijfers", recent[total], by_category=recent),
        server.police_table(
            "47024NED", "Registraties van overlast; wijken, buurten", nuisance[next(iter(NUISANCE))], "Overlast",
            NUISANCE, ("GeregistreerdeOverlast_1", "Geregistreerde overlast"), by_category=nuisance,
        ),
    ]  # fmt: skip
