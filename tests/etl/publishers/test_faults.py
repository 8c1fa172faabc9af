"""What the outside world can do wrong: each fault is reported, keeps the last good table, and stops no other source.

The faults here are the rows of docs/faults.md; a test holds the two together. Those of a table hold for every door.
"""

import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests

from etl.publishers import fetching, http
from etl.publishers import pdok as pdok_publisher
from etl.publishers.fetching import Options
from etl.saved_tables import intake as saved_tables
from etl.snapshots import outlines, store
from tests import full_set, saved
from tests.conftest import Shared
from tests.odata4 import COLLECTIONS
from tests.publishers import Publishers
from veerkracht.catalog import catalog
from veerkracht.catalog.catalog import Catalog
from veerkracht.core import paths
from veerkracht.core.run_log import Attempt

pytestmark = pytest.mark.slow

KWB, RIVM, POLICE, NUISANCE = "85984NED", "50150NED", "47018NED", "47024NED"
OTHER = "50120NED"  # goes on while another table fails
LATER = "2026-10-01T02:00:00"
DATA, INFO = "TypedDataSet", "TableInfos"


@pytest.fixture
def ours(publishers: Publishers, data: Path) -> Catalog:
    """The catalogue, with every table and the outlines ready to be fetched."""
    return full_set.serve(publishers)


def fetch_first(content: Catalog, publishers: Publishers, *only: str) -> None:
    """Fetch tables while all is well; the publishers then have newer editions of them."""
    assert {attempt.outcome for attempt in run(content, *only)} == {"opgehaald"}
    publish_later(publishers)


@pytest.fixture
def fetched(ours: Catalog, publishers: Publishers, shared: Shared) -> Callable[..., None]:
    """A function that gives what `fetch_first` does, fetched once for all tests that change nothing before it."""

    def fetch(*only: str, protocol: int = 3) -> None:
        def fill(folder: Path) -> None:
            fetch_first(full_set.by_second_door(ours) if protocol == 4 else ours, publishers, *only)
            shutil.copytree(paths.fetched_folder(), folder)

        before = shared("-".join([f"fetched{protocol}", *only]), fill)
        shutil.copytree(before, paths.fetched_folder(), dirs_exist_ok=True)
        publish_later(publishers)

    return fetch


def publish_later(publishers: Publishers) -> None:
    for table in publishers.tables.values():
        table.modified = LATER
    publishers.requests.clear()


def run(content: Catalog, *only: str, **options: object) -> list[Attempt]:
    todo = fetching.jobs(content, list(only), [], [])
    return fetching.run(todo, content, Options(**options), lambda _: None, iter)


def files(table_id: str) -> dict[str, bytes]:
    return {
        f"{folder.name}/{path.name}": path.read_bytes()
        for folder in paths.fetched_folder().glob(f"{table_id}@*") for path in sorted(folder.iterdir())
    }  # fmt: skip


def topic(publishers: Publishers, table_id: str, start: str) -> str:
    return next(row["Key"] for row in publishers.tables[table_id].properties if row["Key"].startswith(start))


def put(table_id: str, start: str, value: object, area: str = "BU09350403") -> Callable[[Publishers], None]:
    """Return what gives every figure of a topic in an area another value."""

    def change(publishers: Publishers) -> None:
        key = topic(publishers, table_id, start)
        for row in publishers.tables[table_id].rows:
            if row["WijkenEnBuurten"].strip() == area:
                row[key] = value

    return change


def answer(table_id: str, collection: str, fault: str) -> Callable[[Publishers], None]:
    """Return what makes a fault at all requests for a collection, by its name in OData v3, whatever the protocol."""

    def apply(publishers: Publishers) -> None:
        for name in {collection, COLLECTIONS[collection]}:
            publishers.fail(f"{table_id}/{name}", *[fault] * http.TRIES)

    return apply


def without_topic(publishers: Publishers) -> None:
    table = publishers.tables[RIVM]
    key = topic(publishers, RIVM, "LageVeerkracht")
    table.properties = [row for row in table.properties if row["Key"] != key]


def doubled_topic(publishers: Publishers) -> None:
    table = publishers.tables[RIVM]
    topic = next(row for row in table.properties if row["Key"].startswith("LageVeerkracht"))
    table.properties.append(topic | {"ID": 99, "Key": "LageVeerkracht_99"})
    for row in table.rows:
        row["LageVeerkracht_99"] = 1.0


def doubled_rows(publishers: Publishers) -> None:
    table = publishers.tables[POLICE]
    table.rows += [dict(row) for row in table.rows[:3]]


def ten_times_the_rows(publishers: Publishers) -> None:
    table = publishers.tables[RIVM]
    last = [row for row in table.rows if row["Perioden"] == "2024JJ00"]
    for year in range(2025, 2065):
        table.rows += [row | {"Perioden": f"{year}JJ00"} for row in last]
        table.dimensions["Perioden"].append({"Key": f"{year}JJ00", "Title": str(year), "Status": "Definitief"})


def without_area(publishers: Publishers) -> None:
    for table_id in (RIVM, KWB):
        table = publishers.tables[table_id]
        table.rows = [row for row in table.rows if row["WijkenEnBuurten"].strip() != "BU09350403"]


def without_collection(publishers: Publishers) -> None:
    del publishers.tables[KWB].dimensions["WijkenEnBuurten"]


def without_flag(publishers: Publishers) -> None:
    for row in publishers.tables[KWB].rows:
        del row["IndelingswijzigingGemeenteWijkBuurt_4"]


def strange_flag(publishers: Publishers) -> None:
    publishers.tables[KWB].rows[0]["IndelingswijzigingGemeenteWijkBuurt_4"] = "7"


def ignored_filter(publishers: Publishers) -> None:
    publishers.ignores_filter = True


def another_number(publishers: Publishers) -> None:
    publishers.tables[KWB].about = {"Identifier": "85618NED"}


def edition_of(moment: str) -> Callable[[Publishers], None]:
    return lambda publishers: setattr(publishers.tables[RIVM], "modified", moment)


def another_year(publishers: Publishers) -> None:
    publishers.tables[KWB].title = "Kerncijfers wijken en buurten 2023"


def other_columns(publishers: Publishers) -> None:
    table = publishers.tables[KWB]
    table.title = "Bevolking; leeftijd en geslacht"
    for number, row in enumerate(table.properties):
        if row["Type"] == "Topic" and row["Datatype"] != "String":
            old, row["Title"], row["Key"] = row["Key"], f"Iets anders {number}", f"IetsAnders_{number}"
            table.rows = [cells | {row["Key"]: cells[old]} for cells in table.rows]


def put_all(table_id: str, start: str, change: Callable[[Any], Any], level: str = "") -> Callable[[Publishers], None]:
    """Return what changes every figure of a topic, or of all that start so, in all areas of a level."""

    def apply(publishers: Publishers) -> None:
        table = publishers.tables[table_id]
        strings = {row["Key"] for row in table.properties if row.get("Datatype") == "String"}
        keys = {row["Key"] for row in table.properties if row["Type"] == "Topic" and row["Key"].startswith(start)}
        for row in table.rows:
            if row["WijkenEnBuurten"].startswith(level):
                row |= {key: change(row[key]) for key in keys - strings if row[key] is not None}

    return apply


def in_one_period(table_id: str, period: str) -> Callable[[Publishers], None]:
    def change(publishers: Publishers) -> None:
        for row in publishers.tables[table_id].rows:
            if row["Perioden"] == period:
                row[topic(publishers, table_id, "Geregistr")] = None

    return change


def with_year(period: str, **figures: object) -> Callable[[Publishers], None]:
    """Return what adds a year with the figures of 2024, of which those of topics that start so are others."""

    def add(publishers: Publishers) -> None:
        table = publishers.tables[RIVM]
        others = {
            row["Key"]: value
            for start, value in figures.items()
            for row in table.properties
            if row["Key"].startswith(start) and row["Type"] == "Topic"
        }
        table.rows += [row | others | {"Perioden": period} for row in table.rows if row["Perioden"] == "2024JJ00"]
        table.dimensions["Perioden"].append({"Key": period, "Title": period[:4], "Status": "Voorlopig"})

    return add


def five_buurten_less(publishers: Publishers) -> None:
    key = topic(publishers, KWB, "AantalInwoners")
    for row in [row for row in publishers.tables[KWB].rows if row["WijkenEnBuurten"].startswith("BU0935")][:5]:
        row[key] = None


def without_description(publishers: Publishers) -> None:
    table = publishers.tables[RIVM]
    table.dimensions["Perioden"] = [row for row in table.dimensions["Perioden"] if row["Key"] != "2020JJ00"]


def unknown_status(publishers: Publishers) -> None:
    publishers.tables[RIVM].dimensions["Perioden"][0]["Status"] = "Herzien"


def without_period(publishers: Publishers) -> None:
    table = publishers.tables[RIVM]
    table.rows = [row for row in table.rows if row["Perioden"] != "2016JJ00"]


def without_bounds(publishers: Publishers) -> None:
    table = publishers.tables[RIVM]
    table.rows = [row for row in table.rows if row["Marges"] != "MOG0095"]


def crossed_bounds(publishers: Publishers) -> None:
    for row in publishers.tables[RIVM].rows:
        row["Marges"] = {"MOG0095": "MBG0095", "MBG0095": "MOG0095"}.get(row["Marges"], row["Marges"])


def without_total(publishers: Publishers) -> None:
    publishers.tables[NUISANCE].dimensions["Overlast"][0]["Title"] = "Alle registraties"


def two_totals(publishers: Publishers) -> None:
    publishers.tables[NUISANCE].dimensions["Overlast"].append({"Key": "OV9999", "Title": "Totaal generaal"})


def unreachable(_: Publishers) -> None:
    for name in ("VEERKRACHT_DATADERDEN_URL", "VEERKRACHT_DATASETS_URL"):
        os.environ[name] = "http://127.0.0.1:9"


def lost_buurt(publishers: Publishers) -> None:
    publishers.buurten = [area for area in publishers.buurten if area["properties"]["buurtcode"] != "BU09350403"]


def lost_wijk(publishers: Publishers) -> None:
    publishers.wijken = [area for area in publishers.wijken if area["properties"]["wijkcode"] != "WK093504"]


def no_outline(publishers: Publishers) -> None:
    publishers.buurten[0] = publishers.buurten[0] | {"geometry": None}


def broken_outline(publishers: Publishers) -> None:
    cross = [[[5.6, 50.8], [5.7, 50.9], [5.7, 50.8], [5.6, 50.9], [5.6, 50.8]]]
    publishers.buurten[0] = publishers.buurten[0] | {"geometry": {"type": "Polygon", "coordinates": cross}}


def elsewhere(publishers: Publishers) -> None:
    square = [[[-1e6, 0], [-1e6, 5], [-2e6, 5], [-1e6, 0]]]
    publishers.buurten[0] = publishers.buurten[0] | {"geometry": {"type": "Polygon", "coordinates": square}}


def unnamed(publishers: Publishers) -> None:
    publishers.wijken[0] = publishers.wijken[0] | {"properties": {"statcode": "WK093500"}}


def set_cell(table_id: str, collection: str, column: str, value: object) -> Callable[[Publishers], None]:
    """Return what puts a value in the first row of a collection of a table, or of its topics the last one; or makes it
    that row."""

    def change(publishers: Publishers) -> None:
        table = publishers.tables[table_id]
        rows = {"DataProperties": table.properties, DATA: table.rows}.get(collection) or table.dimensions[collection]
        place = -1 if collection == "DataProperties" else 0
        rows[place] = rows[place] | {column: value} if column else value

    return change


def observed(**cells: object) -> Callable[[Publishers], None]:
    """Return what changes the ninth figure of a table, the first of which are texts, as OData v4 gives it."""

    def change(place: str, body: bytes) -> bytes:
        if place != f"{KWB}/{COLLECTIONS[DATA]}":
            return body
        content = json.loads(body)
        content["value"][8] |= cells
        return json.dumps(content).encode()

    return lambda publishers: setattr(publishers, "spoil", change)


def no_names(publishers: Publishers) -> None:
    publishers.tables[KWB].dimensions["WijkenEnBuurten"] = []


def a_path_for_a_moment(publishers: Publishers) -> None:
    publishers.tables[KWB].modified = "../../../elders"


def an_edition_of_the_future(publishers: Publishers) -> None:
    publishers.tables[KWB].modified = "9999-12-31T02:00:00"


def unreadable_outline(publishers: Publishers) -> None:
    publishers.buurten[0] = publishers.buurten[0] | {"geometry": {"type": "Polygon", "coordinates": {"x": "y"}}}


def no_feature(publishers: Publishers) -> None:
    publishers.buurten[0] = 5


def overlap(publishers: Publishers) -> None:
    twice = publishers.buurten[1] | {"geometry": publishers.buurten[0]["geometry"]}
    publishers.buurten.append(twice | {"properties": twice["properties"] | {"buurtcode": "BU09350010"}})


def empty_collection(publishers: Publishers) -> None:
    nothing = {"type": "GeometryCollection", "geometries": []}
    publishers.buurten[0] = publishers.buurten[0] | {"geometry": nothing}


def nameless(publishers: Publishers) -> None:
    properties = publishers.buurten[0]["properties"] | {"buurtnaam": None}
    publishers.buurten[0] = publishers.buurten[0] | {"properties": properties}


def pdok(fault: str) -> Callable[[Publishers], None]:
    return lambda publishers: publishers.fail("buurten", *[fault] * http.TRIES)


def impatient_with(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give a short time-out to requests for this place only: the others get the time that a busy machine needs."""
    send = requests.Session.send

    def impatient(session: requests.Session, request: requests.PreparedRequest, **settings: Any) -> requests.Response:
        return send(session, request, **settings | ({"timeout": (10, 0.05)} if place in str(request.url) else {}))

    monkeypatch.setattr(requests.Session, "send", impatient)


ELSEWHERE = r"http://127.0.0.1:\d+ verwijst door naar een andere server, http://localhost:\d+\. .*VEERKRACHT_\w+_URL"
TOO_LARGE = r"het antwoord van http://127.0.0.1:\d+ is uitgepakt groter dan 20 MB\. Het is niet verder gelezen"
# name: table that fails, what goes wrong, requests for the collection that fails, pattern of the message
ONCE, TRIED = 1, http.TRIES
FAULTS: dict[str, tuple[str, Callable[[Publishers], None], int, str]] = {
    "table gone (404)": (KWB, answer(KWB, INFO, "404"), ONCE, r"HTTP 404.*Bestaat de tabel nog"),
    "request refused (400)": (KWB, answer(KWB, DATA, "400"), ONCE, r"HTTP 400"),
    "too many requests (429)": (KWB, answer(KWB, DATA, "429"), TRIED, r"HTTP 429"),
    "server error (500)": (KWB, answer(KWB, DATA, "500"), TRIED, r"HTTP 500"),
    "service unavailable (503)": (RIVM, answer(RIVM, DATA, "503"), TRIED, r"HTTP 503"),
    "HTML with status 200": (KWB, answer(KWB, DATA, "html"), TRIED, r"geen leesbaar antwoord.*onderhoud"),
    "Atom with status 200": (RIVM, answer(RIVM, DATA, "atom"), TRIED, r"geen leesbaar antwoord"),
    "JSON cut short": (KWB, answer(KWB, "DataProperties", "not json"), TRIED, r"geen leesbaar antwoord"),
    "JSON without value": (KWB, answer(KWB, DATA, "no value"), TRIED, r"geen leesbaar antwoord"),
    "JSON of another kind": (KWB, answer(KWB, DATA, "a list"), TRIED, r"geen leesbaar antwoord"),
    "byte order mark": (KWB, answer(KWB, DATA, "bom"), TRIED, r"geen leesbaar antwoord"),
    "truncated body": (KWB, answer(KWB, DATA, "truncated"), TRIED, r"het antwoord .* brak af"),
    "dropped connection": (KWB, answer(KWB, DATA, "drop"), TRIED, r"verbrak de verbinding"),
    "slow answer": (KWB, answer(KWB, DATA, "slow"), TRIED, r"antwoordt niet op tijd"),
    "no connection": (RIVM, unreachable, 0, r"is niet bereikbaar.*VEERKRACHT_DATA\w+_URL"),
    "empty value": (KWB, answer(KWB, DATA, "empty"), ONCE, r"geen enkele rij voor GM0935"),
    "empty table information": (RIVM, answer(RIVM, INFO, "empty"), ONCE, r"de beschrijving is leeg"),
    "no topics": (KWB, answer(KWB, "DataProperties", "empty"), ONCE, r"heeft AantalInwoners.* niet meer"),
    "no topics, of a table with bounds": (RIVM, answer(RIVM, "DataProperties", "empty"), ONCE, r"heeft .* niet meer"),
    "relative link to the next page": (KWB, answer(KWB, DATA, "relative link"), ONCE, r"zonder volledig adres"),
    "pages without end": (KWB, answer(KWB, DATA, "endless"), 0, r"houdt niet op"),
    "pages without end, each with another link": (KWB, answer(KWB, DATA, "endless with other links"), 0,
                                                  r"houdt niet op"),
    "more than 200 MB unpacked": (KWB, answer(KWB, DATA, "gzip bomb"), ONCE, TOO_LARGE),
    "answer without end": (KWB, answer(KWB, INFO, "without end"), ONCE, TOO_LARGE),
    "link to another server": (KWB, answer(KWB, DATA, "link elsewhere"), ONCE, ELSEWHERE),
    "redirect to another server": (KWB, answer(KWB, DATA, "redirect elsewhere"), ONCE, ELSEWHERE),
    "missing collection": (KWB, without_collection, ONCE, r"mist onderdeel WijkenEnBuurten"),
    "missing topic": (RIVM, without_topic, ONCE, r"LageVeerkracht .* niet meer; in de uitgave van .* stond het er wel"),
    "doubled topic": (RIVM, doubled_topic, ONCE, r"meer dan één kolom: LageVeerkracht_\d+, LageVeerkracht_99"),
    "another table by its number": (KWB, another_number, 0, r"het antwoord gaat over tabel 85618NED"),
    "another table by its columns": (KWB, other_columns, 0, r"heeft AantalInwoners .* niet meer"),
    "another year": (KWB, another_year, 0, r"2023', gaat over 2023, en in indicators.yaml over 2024"),
    "no figures": (KWB, put_all(KWB, "", lambda _: None), ONCE, r"heeft geen enkel cijfer.*--accept 85984NED"),
    "no figures for buurten": (
        RIVM,
        put_all(RIVM, "Eenzaam", lambda _: None, "BU"),
        ONCE,
        r"mist cijfers.*: Eenzaam, buurten, 2012: 0 in plaats van \d+;.*--accept 50150NED",
    ),
    "no figures for the city": (
        KWB,
        put_all(KWB, "AantalInw", lambda _: None, "GM"),
        ONCE,
        r"AantalInwoners, gemeente, 2024: 0 in plaats van 1",
    ),
    "no figures of one period": (
        POLICE,
        in_one_period(POLICE, "2023JJ00"),
        ONCE,
        r"Misdrijven \([^)]+\), \w+, 2023: 0 in plaats van \d",
    ),
    "fewer figures": (KWB, five_buurten_less, ONCE, r"AantalInwoners, buurten, 2024: 39 in plaats van 44"),
    "code for no figure": (
        KWB,
        put_all(KWB, "AantalInw", lambda _: -99997),
        ONCE,
        r"AantalInwoners, buurten, 2024: 0 in plaats van 44",
    ),
    "tenfold counts": (
        KWB,
        put_all(KWB, "AantalInw", lambda value: 10 * value),
        ONCE,
        r"grotere of kleinere .* AantalInwoners, buurten, 2024: gemiddeld 28\.\d+ in plaats van 2\.8",
    ),
    "a tenth of the counts": (
        POLICE,
        put_all(POLICE, "Geregistr", lambda value: value // 10),
        ONCE,
        r"veel grotere of kleinere cijfers dan de uitgave van .*--accept 47018NED",
    ),
    "nothing but 0": (POLICE, put_all(POLICE, "Geregistr", lambda _: 0), ONCE, r"heeft over 2012, .* niets dan 0"),
    "edition before the one in use": (
        RIVM,
        edition_of("2019-01-01T02:00:00"),
        ONCE,
        r"is van 2019-01-01, en er is al een van (\S+)\..*haal dan de map 50150NED@\1 weg uit de map bronnen",
    ),
    "nothing but 0 in a new year": (
        RIVM,
        with_year("2026JJ00", Eenzaam=0.0),
        ONCE,
        r"Eenzaam, buurten, 2026: overal 0; in 2024 gemiddeld \d\d,\d;.*--accept 50150NED",
    ),
    "filter passed over": (RIVM, ignored_filter, ONCE, r"komt meer dan eens voor|negeert het filter"),
    "duplicate keys": (POLICE, doubled_rows, ONCE, r"komt meer dan eens voor"),
    "percentage over 100": (RIVM, put(RIVM, "Eenzaam", 101.0), ONCE, r"2012: 101 is geen percentage van 0 tot 100"),
    "negative count": (POLICE, put(POLICE, "Geregistr", -3), ONCE, r"2012: -3 is geen aantal: kleiner dan 0"),
    "NaN": (RIVM, put(RIVM, "Eenzaam", float("nan")), ONCE, r"nan is geen getal; wat ontbreekt, hoort leeg"),
    "infinity": (KWB, put(KWB, "AantalInwoners", float("inf")), ONCE, r"inf is geen getal"),
    "text for a number": (KWB, put(KWB, "AantalInwoners", "veel"), ONCE, r"'veel' is geen getal"),
    "text for every number": (POLICE, put_all(POLICE, "Geregistr", lambda _: "veel"), ONCE, r"'veel' is geen getal"),
    "ten times the usual rows": (RIVM, ten_times_the_rows, 0, r"heeft nu [\d.]+ cijfers, in .* \d\.\d{3}\."),
    "lost area": (KWB, without_area, ONCE, r"mist 1 gebied dat .* wel heeft: Nazareth \(BU09350403\)"),
    "missing period": (RIVM, without_period, ONCE, r"geen cijfers over 2016"),
    "unknown status": (RIVM, unknown_status, ONCE, r"onbekende status 'Herzien'"),
    "period without description": (RIVM, without_description, ONCE, r"cijfers over 2020JJ00, maar dimensie Perioden"),
    "missing bounds": (RIVM, without_bounds, ONCE, r"Marges heeft geen MOG0095"),
    "value outside its bounds": (RIVM, crossed_bounds, ONCE, r"ligt buiten de eigen marge"),
    "no flag of changed boundaries": (KWB, without_flag, ONCE, r"geen kolom Indelingswijziging"),
    "unknown flag of a boundary": (KWB, strange_flag, ONCE, r"onbekende waarde 7; verwacht 1, 2, 3"),
    "no total among categories": (NUISANCE, without_total, 0, r"totaal moet precies één keer .*wel: Alle registraties"),
    "two totals among categories": (NUISANCE, two_totals, 0, r"past op Totaal registraties overlast, Totaal generaal"),
    "lists in lists without end": (KWB, answer(KWB, DATA, "deep"), TRIED, r"geen leesbaar antwoord \(RecursionError\)"),
    "no names of areas": (KWB, no_names, ONCE, r"onderdeel WijkenEnBuurten\w* is leeg, dus de namen ontbreken"),
    "null for a name": (
        KWB,
        set_cell(KWB, "WijkenEnBuurten", "Title", None),
        ONCE,
        r"WijkenEnBuurten\w*, rij \d+, Title: null kan niet; hier hoort een tekst",
    ),
    "text for a row": (
        KWB,
        set_cell(KWB, "WijkenEnBuurten", "", "x"),
        ONCE,
        r'rij \d+: "x" kan niet; hier hoort een rij',
    ),
    "null for a period": (
        RIVM,
        set_cell(RIVM, "Perioden", "Key", None),
        ONCE,
        r"Perioden\w*, rij \d+, (Key|Identifier): null kan niet",
    ),
    "number for a unit": (
        KWB,
        set_cell(KWB, "DataProperties", "Unit", 5),
        ONCE,
        r"\w+, rij \d+, Unit: 5 kan niet; hier hoort een tekst of niets",
    ),
    "null for a kind": (KWB, set_cell(KWB, "DataProperties", "Type", None), ONCE, r"Type: null kan niet"),
    "list for a number": (
        KWB,
        set_cell(KWB, "DataProperties", "Decimals", [1]),
        ONCE,
        r"Decimals: \[1\] kan niet; hier hoort een ge",
    ),
    "object for a figure": (
        KWB,
        put(KWB, "AantalInwoners", {"a": 1}),
        ONCE,
        r'TypedDataSet, rij \d+, AantalInwoners_\d+: \{"a": 1\} kan niet; hier hoort een getal',
    ),
    "list for a figure": (RIVM, put(RIVM, "Eenzaam", [1.0]), ONCE, r"\[1\.0\] kan niet; hier hoort een getal"),
    "true for a figure": (RIVM, put(RIVM, "Eenzaam", True), ONCE, r"true kan niet; hier hoort een getal"),
    "figure without end": (KWB, put(KWB, "AantalInwoners", 10**400), ONCE, r"10{39}… kan niet; hier hoort een getal"),
    "no date of the edition": (
        KWB,
        a_path_for_a_moment,
        0,
        r'Modified: "../../../elders" kan niet; hier hoort een datum',
    ),
    "edition of a day to come": (KWB, an_edition_of_the_future, ONCE, r"is van 31 december 9999, en die dag moet nog"),
    "PDOK: server error (500)": ("grenzen", pdok("500"), TRIED, r"PDOK buurten 2024.*HTTP 500"),
    "PDOK: HTML with status 200": ("grenzen", pdok("html"), TRIED, r"geen leesbaar antwoord"),
    "PDOK: JSON without features": ("grenzen", pdok("no value"), TRIED, r"geen leesbaar antwoord"),
    "PDOK: JSON of another kind": ("grenzen", pdok("a list"), TRIED, r"geen leesbaar antwoord"),
    "PDOK: truncated body": ("grenzen", pdok("truncated"), TRIED, r"brak af|verbrak"),
    "PDOK: pages without end": ("grenzen", pdok("endless"), 0, r"houdt niet op"),
    "PDOK: pages without end, each with another link": ("grenzen", pdok("endless with other links"), 0,
                                                        r"houdt niet op"),
    "PDOK: more than 200 MB unpacked": ("grenzen", pdok("gzip bomb"), ONCE, TOO_LARGE),
    "PDOK: answer without end": ("grenzen", pdok("without end"), ONCE, TOO_LARGE),
    "PDOK: link to another server": ("grenzen", pdok("link elsewhere"), ONCE, ELSEWHERE),
    "PDOK: redirect to another server": ("grenzen", pdok("redirect elsewhere"), ONCE, ELSEWHERE),
    "PDOK: overlap": ("grenzen", overlap, ONCE, r"BU09350\d+\) en .*BU09350\d+\) overlappen"),
    "PDOK: collection without areas": ("grenzen", empty_collection, ONCE, r"de grens van .*BU09350\d+.* klopt niet"),
    "PDOK: no name": ("grenzen", nameless, ONCE, r"BU09350\d+ heeft geen buurtnaam"),
    "PDOK: no areas": ("grenzen", pdok("empty"), ONCE, r"0 gebieden voor GM0935"),
    "PDOK: lost buurt": ("grenzen", lost_buurt, ONCE, r"delen van .*(WK093504).* vullen dat gebied niet"),
    "PDOK: lost wijk": ("grenzen", lost_wijk, ONCE, r"het grotere gebied niet van .*Nazareth"),
    "PDOK: no outline": ("grenzen", no_outline, ONCE, r"de grens van .*BU09350\d+.* ontbreekt"),
    "PDOK: broken outline": ("grenzen", broken_outline, ONCE, r"de grens van .* klopt niet"),
    "PDOK: coordinates elsewhere": ("grenzen", elsewhere, ONCE, r"liggen niet in Nederland"),
    "PDOK: unreadable outline": ("grenzen", unreadable_outline, ONCE, r"de grens van .* ontbreekt of klopt niet"),
    "PDOK: number for an area": ("grenzen", no_feature, TRIED, r"geen leesbaar antwoord \(TypeError\)"),
    "PDOK: no code or name": ("grenzen", unnamed, ONCE, r"een gebied heeft geen wijkcode of wijknaam"),
}  # fmt: skip
ONLY_V3 = {"null for a kind"}
# of OData v4: messages that are different, and faults that it alone has
OTHER_WORDS = {
    "no topics": r"geen kolom Indelingswijziging",  # which is a topic there
    "empty table information": r"Properties: value kan niet; hier hoort één beschrijving",
    "doubled topic": r"meer dan één kolom: M\d+(_2)?, M000099",
    "text for every number": r'Observations, rij \d+, Value: "veel" kan niet; hier hoort een getal',
    "text for a number": r'Observations, rij \d+, Value: "veel" kan niet; hier hoort een getal',
    "object for a figure": r'Observations, rij \d+, Value: \{"a": 1\} kan niet; hier hoort een getal',
}
ONLY_V4 = {
    "OData 4: figure with a reason": (KWB, observed(ValueAttribute="Impossible"), ONCE,
                                      r"rij 9: \w+, \w+ heeft een cijfer \(.*\) en ook een reden .*\(Impossible\)"),
    "OData 4: rows for a description": (KWB, answer(KWB, INFO, "empty"), ONCE, r"hier hoort één beschrijving"),
}  # fmt: skip
# faults that a saved file can have too, and where its message is different
OF_A_FILE = {
    "missing topic", "another table by its columns", "no figures", "no figures for buurten", "no figures for the city",
    "no figures of one period", "fewer figures", "code for no figure", "tenfold counts", "a tenth of the counts",
    "nothing but 0", "nothing but 0 in a new year", "percentage over 100", "negative count", "ten times the usual rows",
    "lost area", "missing period", "missing bounds", "value outside its bounds", "unknown flag of a boundary",
    "no total among categories",
}  # fmt: skip
WORDS_OF_A_FILE = {
    "doubled topic": r"rij 1, kolom \w+: 'LageVeerkracht' staat er meer dan eens; haal een van beide weg",
    "another year": r"dit is een andere tabel dan 85984NED; kies het bestand van de tabel die --only noemt",
    "duplicate keys": r"rijen \d+ t/m \d+: 'Geregistreerde misdrijven' van \w+ staat er meer dan eens",
    "text for a number": r"rij \d+, kolom \w+: 'veel' is geen getal",
    "figure without end": r"rij \d+, kolom \w+: '10+…' is te groot",
    "no flag of changed boundaries": r"er is geen Indelingswijziging bij.*kies die in StatLine bij Regioaanduiding",
}
CASES = [
    *((3, name) for name in FAULTS),
    *((4, name) for name in FAULTS if not name.startswith("PDOK") and name not in ONLY_V3),
    *((4, name) for name in ONLY_V4),
]


@pytest.mark.parametrize(("protocol", "name"), CASES)
def test_a_fault_is_reported_keeps_the_last_good_table_and_stops_no_other(
    ours: Catalog,
    publishers: Publishers,
    fetched: Callable[..., None],
    protocol: int,
    name: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    table_id, break_it, tries, pattern = (FAULTS | ONLY_V4)[name]
    if protocol == 4:
        ours, pattern = full_set.by_second_door(ours), OTHER_WORDS.get(name, pattern)
    publishers.protocols = {protocol}
    names = ["items", *(COLLECTIONS.values() if protocol == 4 else COLLECTIONS)]
    for variable in ("VEERKRACHT_DATADERDEN_URL", "VEERKRACHT_DATASETS_URL"):
        monkeypatch.setenv(variable, publishers.url)  # put back after a test that changes it
    monkeypatch.setattr(http, "MOST_BYTES", 20_000_000)
    monkeypatch.setattr(http, "MOST_REQUESTS", 30)
    monkeypatch.setattr(pdok_publisher, "MOST_PAGES", 30)
    fetched(table_id, OTHER, protocol=protocol)
    before, other = files(table_id), files(OTHER)
    break_it(publishers)
    if name == "slow answer":
        impatient_with(f"/{table_id}/{COLLECTIONS[DATA] if protocol == 4 else DATA}", monkeypatch)
    only = [table_id] if name == "no connection" else [table_id, OTHER]
    attempts = {attempt.table_id: attempt for attempt in run(ours, *only, refresh=True)}
    assert attempts[table_id].outcome == "mislukt"
    assert re.search(pattern, attempts[table_id].message, re.DOTALL), attempts[table_id].message
    assert table_id == "grenzen" or table_id in attempts[table_id].message or name == "no connection"
    assert files(table_id) == before
    if name not in ("no connection", "filter passed over"):
        assert attempts[OTHER].outcome == "opgehaald" and files(OTHER) != other
    if tries:
        place = "/buurten/" if table_id == "grenzen" else f"/{table_id}/"
        asked = [path.split("?")[0].rsplit("/", 1)[-1] for path in publishers.requests if place in path]
        assert max(map(asked.count, names)) == tries
    assert not list(paths.fetched_folder().glob(".*aside*"))


@pytest.mark.parametrize("name", [*sorted(OF_A_FILE), *WORDS_OF_A_FILE])
def test_a_fault_in_a_saved_file_is_reported_and_keeps_the_last_good_table(
    ours: Catalog, publishers: Publishers, fetched: Callable[..., None], tmp_path: Path, name: str
) -> None:
    table_id, break_it, _, pattern = FAULTS[name]
    fetched(table_id, OTHER)
    before = files(table_id)
    table = publishers.tables[table_id]
    good = saved.flat(table, tmp_path)
    attempt = saved_tables.take(good, ours, [table_id], Options())
    assert attempt.outcome != "mislukt", attempt.message
    for folder in paths.fetched_folder().glob(f"{table_id}@2026-01-16"):
        shutil.rmtree(folder)
    break_it(publishers)
    path = saved.flat(table, tmp_path)
    if name == "no flag of changed boundaries":
        path.write_text(path.read_text(encoding="utf-8").replace("Indelingswijziging", "Iets anders"), encoding="utf-8")
    attempt = saved_tables.take(path, ours, [table_id], Options())
    pattern = WORDS_OF_A_FILE.get(name, pattern).replace(
        "--accept", f"neem-over {path.name} --only {table_id} --accept"
    )
    assert attempt.outcome == "mislukt"
    assert re.search(pattern, attempt.message, re.DOTALL), attempt.message
    assert files(table_id) == before


@pytest.mark.parametrize(("fault", "least", "most"), [("429 later", 7, 7), ("429 until", 20, 30)])
def test_a_publisher_that_asks_for_patience_gets_it(
    ours: Catalog, publishers: Publishers, monkeypatch: pytest.MonkeyPatch, fault: str, least: float, most: float
) -> None:
    waited: list[float] = []
    monkeypatch.setattr("tenacity.nap.time.sleep", waited.append)
    publishers.fail(f"{RIVM}/{DATA}", fault)
    assert [attempt.outcome for attempt in run(ours, RIVM)] == ["opgehaald"]
    [asked] = [seconds for seconds in waited if seconds]
    assert least <= asked <= most


def test_the_wait_between_tries_doubles_and_is_bounded(
    ours: Catalog, publishers: Publishers, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    monkeypatch.setattr("tenacity.nap.time.sleep", waited.append)
    monkeypatch.setattr(http, "WAIT_SECONDS", 1.0)
    answer(RIVM, DATA, "500")(publishers)
    assert [attempt.outcome for attempt in run(ours, RIVM)] == ["mislukt"]
    assert [seconds for seconds in waited if seconds] == [1.0, 2.0, 4.0]


def renumbered(publishers: Publishers) -> None:
    table = publishers.tables[RIVM]
    keys = {row["Key"]: f"{row['Key'].rsplit('_', 1)[0]}_{n + 40}" for n, row in enumerate(table.properties)
            if row["Type"] == "Topic"}  # fmt: skip
    table.properties = [row | {"Key": keys.get(row["Key"], row["Key"])} for row in table.properties]
    table.rows = [{keys.get(name, name): value for name, value in row.items()} for row in table.rows]


def national_code(publishers: Publishers) -> None:
    for row in publishers.tables[KWB].rows:
        row["WijkenEnBuurten"] = row["WijkenEnBuurten"].replace("NL00", "NL01")
    for row in publishers.tables[KWB].dimensions["WijkenEnBuurten"]:
        row["Key"] = row["Key"].replace("NL00", "NL01")


def short_pages(publishers: Publishers) -> None:
    publishers.page_size = 200


@pytest.mark.parametrize(
    ("table_id", "change"),
    [(RIVM, renumbered), (KWB, national_code), (KWB, short_pages), (RIVM, short_pages), ("grenzen", short_pages)],
)
def test_what_looks_different_but_is_right_is_accepted(
    ours: Catalog, publishers: Publishers, table_id: str, change: Callable[[Publishers], None]
) -> None:
    fetch_first(ours, publishers, table_id)

    def figures() -> dict[tuple[str, str, str], str]:
        if table_id == "grenzen":
            areas = outlines.read(paths.fetched_folder() / "grenzen@2024")
            return {(row.area_code, row.name, ""): row.geojson for row in areas.itertuples()}
        snapshot = store.read(store.folders_in(paths.fetched_folder())[-1], "opgehaald")
        return {
            (row.topic_key.rsplit("_", 1)[0], row.area_code, row.period): row.value
            for row in snapshot.facts.itertuples()
        }

    before = figures()
    change(publishers)
    assert [attempt.outcome for attempt in run(ours, table_id, refresh=True)] == ["opgehaald"]
    assert figures() == before and before


def test_what_is_less_or_more_is_accepted_when_a_person_says_so(ours: Catalog, publishers: Publishers) -> None:
    fetch_first(ours, publishers, RIVM)
    ten_times_the_rows(publishers)
    [refused] = run(ours, RIVM)
    assert refused.outcome == "mislukt" and f"--accept {RIVM}" in refused.message
    assert [attempt.outcome for attempt in run(ours, RIVM, accepted=(RIVM,))] == ["opgehaald"]


def title_in_other_words(publishers: Publishers) -> None:
    publishers.tables[NUISANCE].title = "Overlast; wijken en buurten"


def year_before(publishers: Publishers) -> None:
    table = publishers.tables[POLICE]
    old = [row | {"Perioden": "2011JJ00"} for row in table.rows if row["Perioden"] == "2012JJ00"]
    table.rows += old + [row | {"Perioden": "2010JJ00"} for row in old]
    table.dimensions["Perioden"] += [{"Key": f"{year}JJ00", "Title": year, "Status": None} for year in (2010, 2011)]


@pytest.mark.parametrize(
    ("table_id", "change", "doubt"),
    [
        (NUISANCE, title_in_other_words, "Let op: Tabel 47024NED heet 'Overlast; wijken en buurten'; in indicators"),
        (POLICE, year_before, "Let op: De uitgever heeft ook cijfers over 2010, 2011, die dit dashboard niet gebruikt"),
    ],
)
def test_what_is_odd_but_no_fault_is_accepted_and_named_once(
    ours: Catalog, publishers: Publishers, table_id: str, change: Callable[[Publishers], None], doubt: str
) -> None:
    fetch_first(ours, publishers, table_id)
    change(publishers)
    [first], [unchanged], [again] = (run(ours, table_id, refresh=refresh) for refresh in (True, False, True))
    assert [attempt.outcome for attempt in (first, unchanged, again)] == ["opgehaald", "niet gewijzigd", "opgehaald"]
    assert first.message.count(doubt) == first.message.count("Let op") == 1
    assert "Let op" not in unchanged.message + again.message


def grown_provisional(publishers: Publishers) -> None:
    """The newest year was counted for one month, and now for twelve."""
    put_all(POLICE, "Geregistr", lambda value: 12 * value)(publishers)
    for row in publishers.tables[POLICE].rows:
        if row["Perioden"] != "2025JJ00":
            row["GeregistreerdeMisdrijven_1"] = row["GeregistreerdeMisdrijven_1"] // 12


def test_a_year_that_is_still_counted_may_grow_by_any_factor(ours: Catalog, publishers: Publishers) -> None:
    publishers.tables[POLICE].dimensions["Perioden"][-1]["Status"] = "Voorlopig"
    fetch_first(ours, publishers, POLICE)
    grown_provisional(publishers)
    assert [attempt.outcome for attempt in run(ours, POLICE)] == ["opgehaald"]


@pytest.mark.parametrize("value", [None, 90.0])
def test_a_topic_of_a_new_year_may_be_empty_or_of_another_size(
    ours: Catalog, publishers: Publishers, value: float | None
) -> None:
    fetch_first(ours, publishers, RIVM)
    with_year("2026JJ00", Eenzaam=value)(publishers)
    assert [attempt.outcome for attempt in run(ours, RIVM)] == ["opgehaald"]


def test_a_table_of_nothing_but_0_is_refused_even_the_first_time(ours: Catalog, publishers: Publishers) -> None:
    put_all(KWB, "", lambda _: 0)(publishers)
    for copy in paths.included_folder().glob(f"{KWB}@*"):
        shutil.rmtree(copy)
    [refused] = run(ours, KWB)
    assert refused.outcome == "mislukt" and "Tabel 85984NED heeft over 2024 niets dan 0." in refused.message
    assert [attempt.outcome for attempt in run(ours, KWB, accepted=(KWB,))] == ["opgehaald"]


def test_a_few_figures_more_or_less_are_usual(ours: Catalog, publishers: Publishers) -> None:
    fetch_first(ours, publishers, KWB)
    put(KWB, "AantalInwoners", None)(publishers)
    assert [attempt.outcome for attempt in run(ours, KWB)] == ["opgehaald"]


def test_a_topic_that_is_published_later_is_no_fault(ours: Catalog, publishers: Publishers) -> None:
    whole = [dict(row) for row in publishers.tables[KWB].rows]
    put_all(KWB, "Gemiddeld", lambda _: None)(publishers)
    for copy in paths.included_folder().glob(f"{KWB}@*"):
        shutil.rmtree(copy)
    fetch_first(ours, publishers, KWB)
    publishers.tables[KWB].rows = whole
    assert [attempt.outcome for attempt in run(ours, KWB)] == ["opgehaald"]


def test_figures_that_came_with_the_dashboard_are_not_replaced_by_none(ours: Catalog, publishers: Publishers) -> None:
    put_all(RIVM, "GoedErvaren", lambda _: None, "BU")(publishers)
    [refused] = run(ours, RIVM)
    assert refused.outcome == "mislukt"
    assert "mist cijfers die de meegeleverde uitgave wel heeft: GoedErvarenGezondheid, buurten, 20" in refused.message
    assert [attempt.outcome for attempt in run(ours, RIVM, accepted=(RIVM,))] == ["opgehaald"]


@pytest.mark.parametrize("accepted", [(), (KWB,)])
def test_a_table_with_none_of_the_columns_is_refused_even_the_first_time(
    ours: Catalog, publishers: Publishers, accepted: tuple[str, ...]
) -> None:
    other_columns(publishers)
    [refused] = run(ours, KWB, accepted=accepted)
    assert "'Bevolking; leeftijd en geslacht', heeft geen enkele kolom waar de catalogus om vraagt" in refused.message
    assert refused.outcome == "mislukt" and store.folders_in(paths.fetched_folder()) == []


def test_outlines_in_degrees_are_accepted_as_well_as_in_metres(publishers: Publishers, tmp_path: Path) -> None:
    ours = full_set.serve(publishers)
    fetched = pdok_publisher.fetch_outlines("grenzen", ours.sources["grenzen"], "GM0935", 2024)
    areas = outlines.read(outlines.write(tmp_path, fetched))
    assert len(areas) == 44 + 7 + 1
    assert dict(zip(areas["area_code"], areas["name"], strict=True))["BU09350403"] == "Nazareth"


def test_every_fault_is_in_the_documentation_and_no_other() -> None:
    text = (paths.ROOT / "docs" / "faults.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([^`]+)` \|", text, re.MULTILINE)) == set(FAULTS) | set(ONLY_V4)


def test_the_catalogue_has_a_place_for_every_table_here() -> None:
    ours = catalog.load(paths.CATALOG)
    assert {KWB, RIVM, POLICE, NUISANCE, OTHER} <= {
        table.id for source in ours.sources.values() for table in source.tables
    }
