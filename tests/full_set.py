"""All tables that the catalogue fetches, served by the local publishers with figures of the included data.

Years and topics without included figures get those of another year: these are for tests of the way from publisher to
database, not of the figures.
"""

import pickle
from dataclasses import replace
from functools import cache

import pandas as pd

from etl.snapshots import store as snapshots
from etl.snapshots.columns import base_name, topic_key
from tests import publishers as server
from tests.conftest import INCLUDED
from tests.publishers import Publishers
from veerkracht.catalog import catalog
from veerkracht.catalog.catalog import Catalog
from veerkracht.core import paths

HEALTH_YEARS = ("2012", "2016", "2020", "2022", "2024")


def serve(publishers: Publishers) -> Catalog:
    """Fill the publishers with every table of the catalogue and the outlines; return the catalogue."""
    ours, tables, outlines = pickle.loads(_made())  # a copy each time: tests change what the publishers have
    publishers.add(*tables)
    publishers.buurten, publishers.wijken, publishers.gemeenten = outlines
    return ours


@cache
def _made() -> bytes:
    """Return the catalogue, the tables and the outlines, pickled: they take longer to make than most tests take."""
    ours = catalog.load(paths.CATALOG)
    tables = []
    of_2022 = snapshots.read(INCLUDED / "85318NED@2022", "meegeleverd")
    of_2024 = whole_2024()
    for number, table in enumerate(ours.sources["kwb"].tables):
        figures = with_series(of_2022 if int(table.periods[0]) < 2023 else of_2024, table.id)
        tables.append(server.kwb_table(figures, table.id, table.title, shift=number % 4))
    tables.append(_health(ours, "rivm_50150", "50150NED", HEALTH_YEARS))
    tables.append(_health(ours, "rivm_50120", "50120NED", ("2012", "2016", "2020", "2022")))
    return pickle.dumps((ours, [*tables, *_police()], server.outlines(INCLUDED / "grenzen@2024")))


def with_series(whole: snapshots.Snapshot, table_id: str) -> snapshots.Snapshot:
    """Return a whole table with the figures that included copies have of its own year, as its publisher has them."""
    for folder in snapshots.folders_in(INCLUDED, table_id):
        whole = _with_copy(whole, snapshots.read(folder, "meegeleverd"))
    return whole


def _with_copy(whole: snapshots.Snapshot, series: snapshots.Snapshot) -> snapshots.Snapshot:
    renamed = {"GemiddeldeWoningwaarde": "GemiddeldeWOZWaardeVanWoningen"}
    name = lambda key: renamed.get(base_name(key), base_name(key))  # noqa: E731
    names = {(base_name(row.topic_key), row.group): row.topic_key for row in whole.topics.itertuples()}
    alone = {base: key for (base, _), key in names.items() if sum(other == base for other, _ in names) == 1}
    same = {
        row.topic_key: names.get((name(row.topic_key), row.group)) or alone.get(name(row.topic_key))
        for row in series.topics.itertuples()
    }
    keys = {
        key: other or f"{base_name(key)}_{len(whole.topics) + 900 + number}"
        for number, (key, other) in enumerate(same.items())
    }
    period = whole.facts["period"].iloc[0]
    own = series.facts.assign(topic_key=series.facts["topic_key"].map(keys), period=period)
    new = series.topics[[same[key] is None for key in series.topics["topic_key"]]]
    new = new.assign(topic_key=new["topic_key"].map(keys))
    facts = pd.concat([whole.facts, own]).drop_duplicates(["topic_key", "area_code"], keep="last")
    return replace(whole, topics=pd.concat([whole.topics, new]), facts=facts)


def whole_2024() -> snapshots.Snapshot:
    """Return both included copies of 2024 as one table: all topics, and figures of buurten where a copy has them."""
    april, july = (
        snapshots.read(INCLUDED / f"85984NED@{edition}", "meegeleverd") for edition in ("2026-04", "2026-07-19")
    )
    facts = pd.concat([april.facts, july.facts]).drop_duplicates(["topic_key", "area_code"], keep="last")
    return replace(april, facts=facts, areas=july.areas)


def every_topic(ours: Catalog) -> snapshots.Snapshot:
    """Return the whole table of 2024 with what only earlier years have of the catalogue: it can stand for any year."""
    newer, older = whole_2024(), snapshots.read(INCLUDED / "85318NED@2022", "meegeleverd")
    lost = [
        topic
        for indicator in ours.indicators_of("kwb")
        for topic in indicator.topics
        if topic_key(newer, topic) is None
    ]
    keys = {topic_key(older, topic) for topic in lost}
    topics, facts = (frame[frame["topic_key"].isin(keys)] for frame in (older.topics, older.facts))
    return replace(newer, topics=pd.concat([newer.topics, topics]), facts=pd.concat([newer.facts, facts]))


def _health(ours: Catalog, source_id: str, table_id: str, years: tuple[str, ...]) -> server.ODataTable:
    included = snapshots.read(INCLUDED / "50150NED@2026-07-19", "meegeleverd").facts
    known = {(row.area_code, row.period): float(row.value) for row in included.itertuples() if row.value}
    figures = {}
    for (area, _), value in known.items():
        code = "NL01" if area == "NL00" else area
        for year in years:
            own = known.get((area, year), value)
            bounds = {"MW00000": own, "MOG0095": own - 4, "MBG0095": own + 4}
            figures |= {(margin, code, year): bound for margin, bound in bounds.items()}
    topics = {
        topic.names[0]: topic.names[0] for indicator in ours.indicators_of(source_id) for topic in indicator.topics
    }
    return server.rivm_table(table_id, figures, topics=topics)


def _police() -> list[server.ODataTable]:
    included = snapshots.read(INCLUDED / "47022NED@2026-07-19", "meegeleverd").facts
    known = {(row.area_code, row.period): int(float(row.value)) for row in included.itertuples() if row.value}
    latest = {area: value for (area, year), value in known.items() if year == "2025"}
    years = {
        (area, f"{year}JJ00"): known.get((area, str(year)), value)
        for area, value in latest.items() for year in range(2012, 2026)
    }  # fmt: skip
    months = {
        (area, f"{year}MM{month:02d}"): value // 12
        for area, value in latest.items() for year in range(2022, 2026) for month in range(1, 13)
    }  # fmt: skip
    crimes = "Geregistreerde misdrijven; soort misdrijf, wijk, buurt"
    overlast = ("GeregistreerdeOverlast_1", "Geregistreerde overlast")
    return [
        server.police_table("47018NED", f"{crimes}, jaarcijfers", years),
        server.police_table("47022NED", f"{crimes}, maandcijfers", months),
        server.police_table("47024NED", "Registraties van overlast; wijken, buurten", months, "Overlast",
                            server.NUISANCE, overlast),
    ]  # fmt: skip
