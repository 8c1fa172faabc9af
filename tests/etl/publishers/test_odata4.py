"""OData v4 gives what OData v3 gives: the same tables by both protocols of the local publishers."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from etl.publishers import http, odata, odata4
from etl.publishers.publisher import Request
from etl.snapshots import columns, store
from etl.snapshots.store import Snapshot
from tests import odata4 as shape
from tests import publishers as server
from tests.conftest import INCLUDED
from tests.publishers import ODataTable, Publishers
from veerkracht.catalog import catalog
from veerkracht.catalog.catalog import Margins, Source, Table, Topic
from veerkracht.core import paths
from veerkracht.core.errors import SourceError

KWB = Table(id="85984NED", periods=(2024,), title="Kerncijfers wijken en buurten 2024")
HEALTH = Table(
    id="50150NED", periods=(2022, 2024), title="Gezondheid per wijk en buurt", filters={"Leeftijd": "20300"},
    margins=Margins(dimension="Marges", value="MW00000", lower="MOG0095", upper="MBG0095"),
)  # fmt: skip
CRIMES = Table(id="47018NED", periods=(2023, 2024), title="Geregistreerde misdrijven", categories="SoortMisdrijf")
CATEGORIES = {"47018NED": (("totaal",), ("2.6.1", "Milieu"))}
DATA = "Observations"


def door(table: Table, version: int) -> Source:
    first = Source(publisher="CBS", title="Test", kind="odata", host="opendata", url="-", licence="CC BY 4.0",
                   citation="-", tables=(table,))  # fmt: skip
    return first.doors[version - 3]


def fetch(table: Table = KWB, version: int = 4) -> Snapshot:
    module = odata if version == 3 else odata4
    return module.fetch(Request("kwb", door(table, version), table, "GM0935", CATEGORIES.get(table.id, ())))


def same_names(snapshot: Snapshot) -> Snapshot:
    """Return a snapshot with its topics under their title and group: the protocols have different keys."""
    topics = snapshot.topics
    names = {
        row.topic_key: f"{row.title}|{row.group}|{columns.category_code(row.topic_key)}" for row in topics.itertuples()
    }
    return store.Snapshot(
        snapshot.manifest, topics.assign(topic_key=topics["topic_key"].map(names)),
        snapshot.facts.assign(topic_key=snapshot.facts["topic_key"].map(names)), snapshot.areas, snapshot.origin,
    )  # fmt: skip


def require_equal(one: Snapshot, other: Snapshot) -> None:
    place = ["topic_key", "area_code", "period"]
    numbers = dict.fromkeys(("value", "lower", "upper"), float)
    frames = [
        store.as_texts(same_names(snapshot).facts).sort_values(place).reset_index(drop=True)
        for snapshot in (one, other)
    ]
    pd.testing.assert_frame_equal(*(frame.astype(numbers) for frame in frames))
    assert store.fingerprint(same_names(one)) == store.fingerprint(same_names(other))


@pytest.fixture
def both(publishers: Publishers) -> Publishers:
    """The publishers with a table of each kind, by both protocols."""
    publishers.protocols = {3, 4}
    publishers.add(server.kwb_table(store.read(INCLUDED / "85984NED@2026-07-19", "meegeleverd"), KWB.id, KWB.title))
    figures: dict[tuple[str, str, str], float | None] = {}
    for number, (area, period) in enumerate(
        (area, period) for area in ("BU09350403", "BU09350303", "GM0935", "NL01") for period in ("2020", "2022", "2024")
    ):
        value = None if area == "BU09350303" else 50.0 + number
        bounds = {"MW00000": value, "MOG0095": value and value - 5, "MBG0095": value and value + 5}
        figures |= {(margin, area, period): bound for margin, bound in bounds.items()}
    publishers.add(server.rivm_table(HEALTH.id, figures))
    counts: dict[tuple[str, str], float | None] = {
        (area, f"{year}JJ00"): 100 for area in ("GM0935", "BU09350403", "NL00") for year in (2023, 2024, 2025)
    }
    publishers.add(server.police_table(CRIMES.id, "Geregistreerde misdrijven; soort", counts))
    return publishers


@pytest.fixture
def small(both: Publishers) -> ODataTable:
    """The table of 2024 with two topics and three areas besides those of other municipalities."""
    table = both.tables[KWB.id]
    kept = ("AantalInwoners", "Koopwoningen", "Indelingswijziging", "Gemeentenaam")
    table.properties = [row for row in table.properties if row["Type"] != "Topic" or row["Key"].startswith(kept)]
    areas = ("BU09350403", "BU09350203", "GM0935", "WK093504")
    table.rows = [row for row in table.rows if row["WijkenEnBuurten"].strip() in areas]
    return table


@pytest.mark.slow
@pytest.mark.parametrize("table", [KWB, HEALTH, CRIMES], ids=lambda table: table.id)
def test_both_protocols_give_equal_facts_and_checksums(both: Publishers, table: Table) -> None:
    old, new = fetch(table, 3), fetch(table, 4)
    require_equal(old, new)
    assert len(new.facts) >= 8 and new.facts["value"].notna().any()
    assert set(old.topics["topic_key"]).isdisjoint(new.topics["topic_key"])
    for name in ("edition", "modified_at", "title", "note", "is_complete"):
        assert getattr(old.manifest, name) == getattr(new.manifest, name), name
    assert (old.manifest.door, new.manifest.door) == ("opendata", "datasets")


@pytest.mark.slow
def test_pages_of_three_rows_are_joined(both: Publishers, small: ODataTable) -> None:
    whole = fetch()
    both.requests.clear()
    both.page_size = 3
    require_equal(fetch(), whole)
    assert sum("skip" in path for path in both.requests) > 5


@pytest.mark.slow
def test_a_figure_without_a_row_is_as_one_that_is_null(both: Publishers) -> None:
    with_null = fetch()
    assert with_null.facts["value"].isna().any()
    both.omits_gaps = True
    require_equal(fetch(), with_null)


def test_a_topic_without_any_row_is_there_without_figures(both: Publishers, small: ODataTable) -> None:
    key = next(row["Key"] for row in small.properties if row["Key"].startswith("Koopwoningen"))
    for row in small.rows:
        row[key] = None
    both.omits_gaps = True
    fetched = fetch()
    code = fetched.topics.set_index("title")["topic_key"]["Koopwoningen"]
    assert len(fetched.facts[fetched.facts["topic_key"] == code]) == 4
    require_equal(fetched, fetch(version=3))


def test_padded_texts_and_the_flag_of_a_boundary_are_read(both: Publishers, small: ODataTable) -> None:
    for row in small.rows:
        if row["WijkenEnBuurten"].startswith("BU"):
            row["IndelingswijzigingGemeenteWijkBuurt_4"] = "3         "
    areas = fetch().areas.set_index("area_code")
    assert areas.loc["BU09350403", "boundary_change"] == "3"
    assert (areas.loc["GM0935", "boundary_change"], areas.loc["BU09350403", "name"]) == ("", "Nazareth")
    assert "Gemeentenaam" not in set(fetch().topics["title"])


def test_a_flag_of_a_boundary_that_comes_as_a_number_is_read_too(both: Publishers, small: ODataTable) -> None:
    flag = next(row for row in small.properties if row["Key"].startswith("Indelingswijziging"))
    flag["Datatype"] = "Long"
    for row in small.rows:
        row[flag["Key"]] = 2.0
    fetched = fetch()
    assert set(fetched.areas["boundary_change"]) == {"2"}
    assert not fetched.topics["title"].str.startswith("Indelingswijziging").any()


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ("relative link", "zonder volledig adres"),
        ("link elsewhere", r"verwijst door naar een andere server, http://localhost:\d+\. Daar wordt niets opgehaald"),
        ("endless", r"/odata/v1/CBS/85984NED/Observations: het antwoord houdt niet op \(dezelfde bladzijde komt terug"),
        ("endless with other links", "houdt niet op"),
    ],
)
def test_a_link_that_leads_nowhere_is_refused(
    both: Publishers, monkeypatch: pytest.MonkeyPatch, fault: str, message: str
) -> None:
    monkeypatch.setattr(http, "MOST_REQUESTS", 30)
    both.fail(f"85984NED/{DATA}", fault)
    with pytest.raises(SourceError, match=message):
        fetch()
    assert not any(path.startswith("http") for path in both.requests)


def test_a_description_with_rows_is_refused(both: Publishers) -> None:
    both.spoil = lambda place, body: b'{"value":[]}' if place.endswith("/Properties") else body
    for ask in (fetch, lambda: odata4.modified_at(door(KWB, 4), KWB)):
        with pytest.raises(SourceError) as caught:
            ask()
        assert str(caught.value) == (
            "Tabel 85984NED, Properties: value kan niet; hier hoort één beschrijving van de tabel. De vorige uitgave "
            "blijft in gebruik. Meld dit bij de uitgever."
        )


INHABITANTS = Topic(names=("AantalInwoners",), unit=("aantal",))


def test_a_topic_is_found_by_the_title_of_its_measure(both: Publishers) -> None:
    for version in (3, 4):
        fetched = fetch(version=version)
        key = columns.Columns(fetched).key(INHABITANTS)
        assert fetched.topics.set_index("topic_key")["title"][str(key)] == "Aantal inwoners"


def test_the_title_of_every_included_topic_of_the_catalogue_makes_its_name() -> None:
    copies = [store.read(folder, "meegeleverd") for folder in store.folders_in(INCLUDED)]
    topics = pd.concat([copy.topics for copy in copies if copy.manifest.publisher in ("CBS", "RIVM", "Politie")])
    made = {columns.base_name(row.topic_key): columns.name_of_title(row.title) for row in topics.itertuples()}
    wanted = {name for each in catalog.load(paths.CATALOG).indicators for topic in each.topics for name in topic.names}
    assert len(made) > 150 and len(wanted & set(made)) > 60
    assert {name for name in made if made[name] != name} == {"NederlandseAntillenEnAruba"}
    assert "NederlandseAntillenEnAruba" not in wanted


def test_a_measure_without_the_wanted_title_or_with_it_twice_is_named(both: Publishers, small: ODataTable) -> None:
    measure = next(row for row in small.properties if row["Key"].startswith("AantalInwoners"))
    small.properties.append(measure | {"ID": 90, "Key": "AantalInwoners_90"})
    with pytest.raises(SourceError, match=r"past op meer dan één kolom: M\d+(_2)?, M000090"):
        columns.Columns(fetch()).key(INHABITANTS)
    small.properties = [row for row in small.properties if not row["Key"].startswith("AantalInwoners")]
    assert columns.Columns(fetch()).key(INHABITANTS) is None


Observed = Callable[[list[dict[str, Any]]], None]


def spoil(publishers: Publishers, change: Observed) -> None:
    """Change the observations that the publisher gives."""

    def changed(place: str, body: bytes) -> bytes:
        if not place.endswith(DATA):
            return body
        content = shape.json.loads(body)
        change(content["value"])
        return shape.body(content)

    publishers.spoil = changed


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        (
            {"ValueAttribute": "Impossible"},
            r"Tabel 85984NED, Observations, rij 3: M\d+(_2)?, \w+ heeft een cijfer \(2330\.0\) en ook een reden "
            r"waarom er geen is \(Impossible\)\. De vorige uitgave blijft in gebruik\. Meld dit bij de uitgever\.",
        ),
        ({"ValueAttribute": "Nieuw"}, r"rij 3: .* reden waarom er geen is \(Nieuw\)"),
        ({"Value": "3140.0"}, r'Observations, rij 3, Value: "3140\.0" kan niet; hier hoort een getal of niets'),
        ({"Value": True}, "Value: true kan niet"),
        ({"Measure": None}, "Measure: null kan niet"),
        ({"WijkenEnBuurten": None}, "WijkenEnBuurten: null kan niet; hier hoort een tekst"),
        ({"StringValue": 5}, "StringValue: 5 kan niet"),
        ({"Value": float("nan")}, "Value: nan is geen getal"),
    ],
)
def test_a_cell_that_cannot_be_is_refused_with_its_row(
    both: Publishers, small: ODataTable, cell: dict[str, Any], message: str
) -> None:
    spoil(both, lambda rows: rows[2].update(cell))
    with pytest.raises(SourceError, match=message):
        fetch()


@pytest.mark.parametrize("is_null", [True, False], ids=["null", "left out"])
@pytest.mark.parametrize(
    ("collection", "column"),
    [
        (collection, column)
        for collection, columns_read in {
            "Properties": "Identifier Title Modified",
            "MeasureGroups": "Id Title",
            "MeasureCodes": "Identifier Title MeasureGroupId Unit DataType Decimals",
            "WijkenEnBuurtenCodes": "Identifier Title",
            "Observations": "Measure WijkenEnBuurten ValueAttribute Value StringValue",
        }.items()
        for column in columns_read.split()
    ],
)
def test_a_cell_that_is_not_there_is_refused_or_not_needed(
    both: Publishers, small: ODataTable, collection: str, column: str, is_null: bool
) -> None:
    def without(place: str, body: bytes) -> bytes:
        if not place.endswith(f"{KWB.id}/{collection}"):
            return body
        content = shape.json.loads(body)
        for row in content.get("value", [content]):
            row.pop(column, None)
            row |= {column: None} if is_null else {}
        return shape.body(content)

    both.spoil = without
    try:
        found = fetch()
    except SourceError as refused:
        assert KWB.id in str(refused) and "Meld dit" in str(refused)
    else:
        assert not found.facts.empty


@pytest.mark.parametrize("row", [{"Id": None}, {}], ids=["null", "left out"])
def test_a_group_without_a_key_is_refused(both: Publishers, row: dict[str, Any]) -> None:
    groups = shape.body({"value": [row | {"Title": "Wonen"}]})
    both.spoil = lambda place, body: groups if place.endswith("/MeasureGroups") else body
    with pytest.raises(SourceError, match="MeasureGroups, rij 1, Id: null kan niet; hier hoort een tekst of een getal"):
        fetch()


def test_a_figure_that_comes_twice_is_refused(both: Publishers, small: ODataTable) -> None:
    spoil(both, lambda rows: rows.append(dict(rows[2])))
    with pytest.raises(SourceError, match=r"Tabel 85984NED: M\d+(_2)?, \w+ komt meer dan eens voor"):
        fetch()


@pytest.mark.slow
def test_padded_codes_are_the_same_codes(both: Publishers) -> None:
    unpadded = fetch()
    both.pads_codes = True
    require_equal(fetch(), unpadded)


@pytest.mark.parametrize(
    ("modified", "expected"),
    [
        ("2026-01-15T02:00:00+01:00", "2026-01-15T02:00:00"),
        ("2026-07-15T02:00:00+02:00", "2026-07-15T02:00:00"),
        ("2026-01-15T23:30:00Z", "2026-01-16T00:30:00"),
        ("2026-01-15", "2026-01-15"),
        ("", None),
    ],
)
def test_a_moment_with_an_offset_is_that_of_the_other_protocol(
    both: Publishers, modified: str, expected: str | None
) -> None:
    both.tables[KWB.id].about = {"Modified": modified}
    assert odata4.modified_at(door(KWB, 4), KWB) == expected


@pytest.mark.parametrize("fault", ["429", "500", "503", "html", "no value", "bom", "drop", "truncated"])
def test_a_passing_fault_is_tried_again(both: Publishers, small: ODataTable, fault: str) -> None:
    both.fail(f"85984NED/{DATA}", fault, fault)
    assert len(fetch().facts) == 8


def test_one_filtered_request_gives_the_figures_and_one_the_names(both: Publishers) -> None:
    fetch()
    asked = [path.removeprefix("/odata/v1/CBS/85984NED").partition("?") for path in both.requests]
    assert [name for name, *_ in asked] == [
        "/Properties", "", "/MeasureGroups", "/MeasureCodes", "/WijkenEnBuurtenCodes", "/Observations",
    ]  # fmt: skip
    assert [name for name, _, query in asked if "filter" in query] == ["/WijkenEnBuurtenCodes", "/Observations"]


def test_parts_of_the_country_share_what_is_the_same_for_all(both: Publishers) -> None:
    table = both.tables[KWB.id]
    server.grow(table, server.country(3, 10))
    regions = ["GM00", "GM09"]
    with http.cached_descriptions():
        codes = odata4.area_codes(door(KWB, 4), KWB)
        parts = [odata4.fetch(Request("kwb", door(KWB, 4), KWB, region, is_part=True)) for region in regions]
    assert {"GM0014", "BU0014000", "NL00"} & set(codes)
    assert [len(part.areas) > 3 for part in parts] == [True, True]
    assert sum("/WijkenEnBuurtenCodes" in path for path in both.requests) == 1
    assert sum("/Observations" in path for path in both.requests) == 2


def test_an_unreachable_host_is_named_with_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "WAIT_SECONDS", 0.0)
    monkeypatch.setenv("VEERKRACHT_DATASETS_URL", "http://127.0.0.1:9")
    with pytest.raises(http.HostUnreachable, match=r"127\.0\.0\.1:9 is niet bereikbaar.*VEERKRACHT_DATASETS_URL"):
        fetch()
