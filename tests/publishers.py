"""A local server that speaks the protocols of CBS StatLine (OData v3, and v4 on request) and PDOK (OGC API), with
faults on request."""

import gzip
import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import shapely
import shapely.geometry

from etl.snapshots.columns import base_name
from etl.snapshots.store import Snapshot
from tests import odata4
from tests.odata_filter import parse_filter

LEVEL_NAMES = {"BU": "Buurt", "WK": "Wijk", "GM": "Gemeente", "NL": "Land"}
# areas of other municipalities whose codes share digits with Maastricht
STRANGERS = ["BU09360000", "GM1935", "BU19093500"]
Row = dict[str, Any]


@dataclass
class ODataTable:
    """One table as the publisher has it."""

    table_id: str
    title: str
    properties: list[Row]
    rows: list[Row]
    dimensions: dict[str, list[Row]]
    modified: str = "2026-01-15T02:00:00"
    about: Row = field(default_factory=dict)  # what TableInfos says otherwise, or besides

    def collections(self) -> dict[str, list[Row]]:
        info = {"ID": 0, "Title": self.title, "Identifier": self.table_id, "Modified": self.modified, "Language": "nl"}
        info |= self.about
        return {
            "TableInfos": [info],
            "UntypedDataSet": self.rows,  # as text when it is answered
            "TypedDataSet": self.rows,
            "DataProperties": self.properties,
            "CategoryGroups": [],
            **self.dimensions,
        }


def kwb_table(
    snapshot: Snapshot,
    table_id: str,
    title: str,
    shift: int = 0,
    renamed: dict[str, str] | None = None,
    areas: dict[str, str] | None = None,
) -> ODataTable:
    """Return a snapshot of a one-period table as CBS serves it: padded codes, one row per area, typed nulls.

    `shift` is added to the running numbers from 13 on, as when CBS adds a theme; `areas` maps codes of the snapshot to
    others.
    """
    keys = {key: _shifted(key, shift, renamed or {}) for key in snapshot.topics["topic_key"]}
    facts = (snapshot.facts[name].tolist() for name in ("area_code", "topic_key", "value"))
    figures = {(code, key): float(value) if value else None for code, key, value in zip(*facts, strict=True)}
    codes = areas or {code: code for code in snapshot.areas["area_code"]}
    names = dict(zip(snapshot.areas["area_code"], snapshot.areas["name"], strict=True))
    rows, dimension = [], []
    for number, (code, published) in enumerate(
        [*codes.items(), *((next(iter(codes)), stranger) for stranger in STRANGERS)]
    ):
        padded = published.ljust(10)
        name = names[code] if published == code else f"Testgebied {published}"
        cells = {new: figures.get((code, old)) for old, new in keys.items()}
        rows.append({
            "ID": number, "WijkenEnBuurten": padded, "Gemeentenaam_1": "Maastricht".ljust(40),
            "SoortRegio_2": LEVEL_NAMES[published[:2]].ljust(10), "Codering_3": padded,
            "IndelingswijzigingGemeenteWijkBuurt_4": "." if published[:2] in ("NL", "GM") else "1", **cells,
        })  # fmt: skip
        dimension.append({"Key": padded, "Title": name.ljust(40), "Description": "", "Municipality": ""})
    return ODataTable(table_id, title, _properties(snapshot, keys), rows, {"WijkenEnBuurten": dimension})


def country(municipalities: int, buurten: int) -> list[str]:
    """Return the codes of municipalities with one wijk per ten buurten; the codes of the last one have letters."""
    codes = []
    for number in range(municipalities):
        digits = f"{14 + 5 * number:04d}"  # as wide apart as the real ones, and clear of Maastricht, GM0935
        letters = "A" if number == municipalities - 1 else "0"
        places = [f"{letters}{place // 10 % 10}{place % 10:02d}" for place in range(buurten)]
        codes += [f"GM{digits}", *sorted({f"WK{digits}{place[:2]}" for place in places})]
        codes += [f"BU{digits}{place}" for place in places]
    return codes


def grow(table: ODataTable, codes: list[str]) -> None:
    """Give the table these areas too, each with all rows of an area of its level that is there, in turn."""
    rows: dict[str, dict[str, list[Row]]] = {}
    for row in table.rows:
        code = row["WijkenEnBuurten"]
        rows.setdefault(code[:2], {}).setdefault(code, []).append(row)
    of_level = {level: list(groups.values()) for level, groups in rows.items()}
    for number, code in enumerate(codes):
        padded = {"WijkenEnBuurten": code.ljust(10)}
        for row in of_level[code[:2]][number % len(of_level[code[:2]])]:
            table.rows.append(row | padded | ({"Codering_3": code.ljust(10)} if "Codering_3" in row else {}))
        table.dimensions["WijkenEnBuurten"].append({"Key": code.ljust(10), "Title": f"Gebied {code}".ljust(40)})


HEALTH = {"GoedErvarenGezondheid": "Goed ervaren gezondheid"}  # topics of a RIVM table: base name and title


def rivm_table(
    table_id: str,
    figures: dict[tuple[str, str, str], float | None],
    shift: int = 0,
    topics: dict[str, str] | None = None,
    title: str = "Gezondheid per wijk en buurt; 2012/2024",
    by_topic: dict[str, dict[tuple[str, str, str], float | None]] | None = None,
) -> ODataTable:
    """Return a table with ages, margins, regions and periods.

    Figures by (margin, area, period) are those of every topic; `by_topic`, by base name, has others for the same
    places.
    """
    of_topic = by_topic or {}
    keys = {f"{base}_{4 + number + shift}": name for number, (base, name) in enumerate((topics or HEALTH).items())}
    dimensions = [("Leeftijd", "Dimension"), ("Marges", "Dimension"), ("WijkenEnBuurten", "GeoDetail")]
    properties = [*_dimension_rows([*dimensions, ("Perioden", "TimeDimension")])]
    properties += [_topic_row(4 + number, key, name, "%", 1) for number, (key, name) in enumerate(keys.items())]
    rows = [
        {"ID": n, "Leeftijd": "20300", "Marges": margin, "WijkenEnBuurten": area.ljust(10), "Perioden": f"{period}JJ00",
         **{key: of_topic.get(base_name(key), figures)[place] for key in keys}}
        for n, place in enumerate(figures) for margin, area, period in [place]
    ]  # fmt: skip
    rows += [row | {"Leeftijd": "53115", "ID": len(rows) + n} for n, row in enumerate(list(rows))]
    areas = sorted({area for _, area, _ in figures})
    periods = sorted({period for *_, period in figures})
    return ODataTable(table_id, title, properties, rows, {
        "Leeftijd": [{"Key": "20300", "Title": "18 jaar of ouder"}, {"Key": "53115", "Title": "18 tot 65 jaar"}],
        "Marges": [{"Key": code, "Title": code} for code in ("MW00000", "MOG0095", "MBG0095")],
        "WijkenEnBuurten": [{"Key": area.ljust(10), "Title": f"Gebied {area}"} for area in areas],
        "Perioden": [{"Key": f"{year}JJ00", "Title": year, "Status": "Definitief"} for year in periods[:-1]]
                    + [{"Key": f"{periods[-1]}JJ00", "Title": periods[-1], "Status": "Voorlopig"}],
    })  # fmt: skip


CRIMES = {
    "0.0.0 ": "Totaal misdrijven", "1.1.1 ": "1.1.1 Diefstal/inbraak woning",
    "1.2.3 ": "1.2.3 Diefstal van brom-, snor-, fietsen", "1.4.4 ": "1.4.4 Bedreiging", "1.4.5 ": "1.4.5 Mishandeling",
    "2.2.1 ": "2.2.1 Vernieling cq. zaakbeschadiging", "2.6.1 ": "2.6.1 Milieu", "2.6.10": "2.6.10 Milieu, overig",
    "3.1.1 ": "3.1.1 Drugshandel",
}  # fmt: skip
NUISANCE = {"OV0000": "Totaal registraties overlast", "OV0001": "Overlast jeugd", "OV0002": "Burengerucht"}


def police_table(
    table_id: str,
    title: str,
    figures: dict[tuple[str, str], float | None],
    dimension: str = "SoortMisdrijf",
    categories: dict[str, str] | None = None,
    topic: tuple[str, str] = ("GeregistreerdeMisdrijven_1", "Geregistreerde misdrijven"),
    by_category: dict[str, dict[tuple[str, str], float | None]] | None = None,
) -> ODataTable:
    """Return a table of the police: categories, regions and periods; the total by (area, period as CBS codes it).

    The other categories have a tenth of the total, rounded down, unless `by_category` has their figures. Codes of
    categories are six wide; there is no column with the region's code, as in the other tables.
    """
    kinds = categories or CRIMES
    properties = _dimension_rows([(dimension, "Dimension"), ("WijkenEnBuurten", "GeoDetail"),
                                  ("Perioden", "TimeDimension")])  # fmt: skip
    properties += [_topic_row(3, topic[0], topic[1], "aantal", 0)]
    total = next(iter(kinds))
    rows = [
        {"ID": 0, dimension: kind, "WijkenEnBuurten": area.ljust(10), "Perioden": period,
         topic[0]: by_category[kind][area, period] if by_category
                   else value if kind == total or value is None else value // 10}
        for kind in kinds for (area, period), value in figures.items()
    ]  # fmt: skip
    areas = sorted({area for area, _ in figures})
    periods = sorted({period for _, period in figures})
    return ODataTable(table_id, title, properties, rows, {
        dimension: [{"Key": code, "Title": name} for code, name in kinds.items()],
        "WijkenEnBuurten": [{"Key": area.ljust(10), "Title": f"Gebied {area}"} for area in areas],
        "Perioden": [{"Key": period, "Title": period, "Status": "Definitief"} for period in periods],
    })  # fmt: skip


def _dimension_rows(dimensions: list[tuple[str, str]]) -> list[Row]:
    return [
        {"ID": n, "ParentID": None, "Type": kind, "Key": name, "Title": name}
        for n, (name, kind) in enumerate(dimensions)
    ]


def _topic_row(number: int, key: str, title: str, unit: str, decimals: int) -> Row:
    return {"ID": number, "ParentID": None, "Type": "Topic", "Key": key, "Title": f"{title} ", "Unit": unit,
            "Datatype": "Double", "Decimals": decimals}  # fmt: skip


def _shifted(key: str, shift: int, renamed: dict[str, str]) -> str:
    base, number = base_name(key), int(key.rsplit("_", 1)[1])
    return f"{renamed.get(base, base)}_{number + (shift if number >= 13 else 0)}"


def _properties(snapshot: Snapshot, keys: dict[str, str]) -> list[Row]:
    rows: list[Row] = [{"ID": 0, "ParentID": None, "Type": "GeoDetail", "Key": "WijkenEnBuurten", "Title": "Wijken"}]
    groups: dict[str, int] = {}
    for name in dict.fromkeys(snapshot.topics["group"]):
        if name:
            groups[name] = len(rows)
            rows.append({"ID": len(rows), "ParentID": None, "Type": "TopicGroup", "Key": "", "Title": name})
    for column in ("Gemeentenaam_1", "SoortRegio_2", "Codering_3", "IndelingswijzigingGemeenteWijkBuurt_4"):
        rows.append({"ID": len(rows), "ParentID": None, "Type": "Topic", "Key": column, "Title": column[:-2],
                     "Unit": "code", "Datatype": "String", "Decimals": 0})  # fmt: skip
    for row in snapshot.topics.itertuples():
        topic = _topic_row(len(rows), keys[row.topic_key], row.title, row.unit, int(row.decimals))
        rows.append(topic | {"ParentID": groups.get(row.group)})
    return rows


@dataclass
class Publishers:
    """The server: its tables and areas, the requests it got, and the faults that it will make."""

    url: str = ""
    tables: dict[str, ODataTable] = field(default_factory=dict)
    buurten: list[Row] = field(default_factory=list)
    wijken: list[Row] = field(default_factory=list)
    gemeenten: list[Row] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    page_size: int = 0  # 0: that of the protocol
    arrived: threading.Event = field(default_factory=threading.Event)  # set at every request
    gate: threading.Event = field(default_factory=threading.Event)  # answers wait until it is set
    ended: threading.Event = field(default_factory=threading.Event)  # slow answers wait until the server ends
    protocols: set[int] = field(default_factory=lambda: {3})  # of OData; by any other no table is there
    ignores_filter: bool = False
    pads_codes: bool = False  # in OData v4
    omits_gaps: bool = False  # in OData v4
    spoil: Callable[[str, bytes], bytes] = lambda _, body: body  # gets the place (TABLE/Collection) and a good answer
    links: object = "right"  # of a page of PDOK, when they are wrong
    sent: int = 0  # bytes of answers without end
    _faults: dict[str, list[str]] = field(default_factory=dict)

    @property
    def elsewhere(self) -> str:
        """Return the address of this server under another name."""
        return self.url.replace("127.0.0.1", "localhost")

    def add(self, *tables: ODataTable) -> None:
        for table in tables:
            self.tables[table.table_id] = table

    def fail(self, place: str, *faults: str) -> None:
        """Make these faults at the next requests for `place` (TABLE/Collection), one each."""
        self._faults.setdefault(place, []).extend(faults)

    def next_fault(self, place: str) -> str:
        waiting = self._faults.get(place)
        return waiting.pop(0) if waiting else ""


@contextmanager
def serving() -> Iterator[Publishers]:
    """Run the server on a free port of this machine."""
    publishers = Publishers()
    publishers.gate.set()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(publishers))
    server.handle_error = lambda *_: None  # a client that disconnects is part of the tests
    publishers.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield publishers
    finally:
        publishers.ended.set()
        server.shutdown()
        server.server_close()


def _handler(publishers: Publishers) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # else headers and body, two writes, wait 40 ms for each other

        def log_message(self, *_: Any) -> None:
            pass

        def do_GET(self) -> None:
            publishers.requests.append(self.path)
            publishers.arrived.set()
            publishers.gate.wait(60)
            parts = urlsplit(self.path)
            if parts.path.startswith("/cbs/"):
                fault = publishers.next_fault(parts.path.split("/")[-2])
                if not (fault and self.misbehave(fault, parts.path.split("/")[-2])):
                    status, kind, body = _features(publishers, parts.path, parse_qs(parts.query))
                    self.answer(status, kind, publishers.spoil(parts.path.split("/")[-2], body))
            elif match := re.fullmatch(r"/ODataFeed/odata/(\w+)/(\w*)", parts.path):
                self.odata(match[1], match[2], {key: value[0] for key, value in parse_qs(parts.query).items()})
            elif match := re.fullmatch(odata4.PATH, parts.path):
                query = {key: value[0] for key, value in parse_qs(parts.query).items()}
                self.odata4(match[1], match[2] or "", query)
            else:
                self.answer(404, "text/plain", b"niet gevonden")

        def odata4(self, table_id: str, collection: str, query: dict[str, str]) -> None:
            place = f"{table_id}/{collection}"
            table = publishers.tables.get(table_id) if 4 in publishers.protocols else None
            fault = publishers.next_fault(place) if table else ""
            if fault and self.misbehave(fault, place):
                return
            if table is None:
                self.answer(404, "text/plain", b"Not Found")
            else:
                status, content = odata4.answer(publishers, table, collection, query)
                self.answer(status, "application/json", publishers.spoil(place, odata4.body(content)))

        def odata(self, table_id: str, collection: str, query: dict[str, str]) -> None:
            place = f"{table_id}/{collection}"
            fault = publishers.next_fault(place)
            if fault and self.misbehave(fault, place):
                return
            table = publishers.tables.get(table_id) if 3 in publishers.protocols else None
            if table is None or (collection and collection not in table.collections()):
                self.answer(404, "text/plain", b"Not Found")
            elif query.get("$format") != "json":
                self.answer(200, "application/atom+xml", b"<feed/>")
            else:
                status, kind, body = _collection(publishers, table, collection, query)
                self.answer(status, kind, publishers.spoil(place, body))

        def misbehave(self, fault: str, place: str) -> bool:
            """Make the fault; return whether the request has been answered with it."""
            match fault:
                case "429":
                    self.answer(429, "text/plain", b"te veel", {"Retry-After": "0"})
                case "404" | "400" | "500" | "503":
                    self.answer(int(fault), "text/plain", b"fout")
                case "429 later":
                    self.answer(429, "text/plain", b"te veel", {"Retry-After": "7"})
                case "429 until":
                    moment = formatdate(time.time() + 30, usegmt=True)
                    self.answer(429, "text/plain", b"te veel", {"Retry-After": moment})
                case "atom":
                    self.answer(200, "application/atom+xml", b"<feed/>")
                case "relative link":
                    self.answer(
                        200,
                        "application/json",
                        b'{"value":[],"odata.nextLink":"TypedDataSet?$skip=10",'
                        b'"@odata.nextLink":"Observations?$skip=10"}',
                    )
                case "endless":
                    link = f"{publishers.url}{self.path}"
                    publishers.fail(place, "endless")
                    links = [{"rel": "next", "href": link}]
                    self.answer(
                        *_json(
                            {
                                "value": [],
                                "features": [],
                                "odata.nextLink": link,
                                "@odata.nextLink": link,
                                "links": links,
                            }
                        )
                    )
                case "endless with other links":
                    link = f"{publishers.url}{self.path.split('&$skip')[0]}&$skip={len(publishers.requests)}"
                    publishers.fail(place, fault)
                    links = [{"rel": "next", "href": link}]
                    self.answer(
                        *_json(
                            {
                                "value": [{"ID": 1}],
                                "features": [],
                                "odata.nextLink": link,
                                "@odata.nextLink": link,
                                "links": links,
                            }
                        )
                    )
                case "link elsewhere":
                    link = f"{publishers.elsewhere}{self.path}"
                    links = [{"rel": "next", "href": link}]
                    self.answer(
                        *_json(
                            {
                                "value": [],
                                "features": [],
                                "odata.nextLink": link,
                                "@odata.nextLink": link,
                                "links": links,
                            }
                        )
                    )
                case "redirect here":
                    self.answer(302, "text/plain", b"", {"Location": f"{self.path}&again=1"})
                case "redirect elsewhere":
                    self.answer(302, "text/plain", b"", {"Location": f"{publishers.elsewhere}{self.path}"})
                case "html":
                    self.answer(200, "text/html", b"<html>onderhoud</html>")
                case "no value":
                    self.answer(200, "application/json", b'{"odata.metadata":""}')
                case "bom":
                    self.answer(200, "application/json", b'\xef\xbb\xbf{"value":[]}')
                case "empty":
                    self.answer(200, "application/json", b'{"value":[],"features":[]}')
                case "deep":
                    self.answer(200, "application/json", b'{"value":' + b"[" * 200_000)
                case "not json":
                    self.answer(200, "application/json", b"[1, 2")
                case "a list":
                    self.answer(200, "application/json", b"[1, 2]")
                case "gzip bomb":
                    body = gzip.compress(bytes(10_000_000)) * 40
                    self.answer(200, "application/json", body, {"Content-Encoding": "gzip"})
                case "without end":
                    self.send_response(200)
                    self.end_headers()
                    self.close_connection = True
                    for _ in range(1_000):
                        self.wfile.write(b" " * 1_000_000)  # until the client hangs up
                        publishers.sent += 1_000_000
                case "drop":
                    self.close_connection = True
                    self.connection.close()
                case "truncated":
                    self.send_response(200)
                    self.send_header("Content-Length", "1000")
                    self.end_headers()
                    self.wfile.write(b'{"value":[')
                    self.close_connection = True
                case "slow":
                    publishers.ended.wait(60)
            return True

        def answer(self, status: int, kind: str, body: bytes, headers: dict[str, str] | None = None) -> None:
            self.send_response(status)
            for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **(headers or {})}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

    return Handler


def _collection(publishers: Publishers, table: ODataTable, name: str, query: dict[str, str]) -> tuple[int, str, bytes]:
    base = f"{publishers.url}/ODataFeed/odata/{table.table_id}"
    if not name:
        links = [{"name": name, "url": f"{base}/{name}"} for name in table.collections()]
        return _json({"odata.metadata": f"{base}/$metadata", "value": links})
    rows = table.collections()[name]
    if (filters := query.get("$filter")) and not publishers.ignores_filter:
        try:
            keep = parse_filter(filters)
            rows = [row for row in rows if keep(row)]
        except (ValueError, KeyError) as error:
            return _json({"odata.error": {"code": "", "message": {"lang": "en-US", "value": str(error)}}}, 400)
    skip, size = int(query.get("$skip", 0)), publishers.page_size or 10_000
    body: Row = {"odata.metadata": f"{base}/$metadata#Cbs.OData.WebAPI.{name}"}
    body["value"] = rows[skip : skip + size]
    if name == "UntypedDataSet":
        body["value"] = [
            {key: "       ." if value is None else str(value) for key, value in row.items()} for row in body["value"]
        ]
    if skip + size < len(rows):
        rest = f"&$filter={quote(filters)}" if filters else ""
        body["odata.nextLink"] = f"{base}/{name}?$format=json{rest}&$skip={skip + size}"
    return _json(body)


def squares(municipality: str, wijken: int, each: int) -> tuple[list[Row], list[Row], list[Row]]:
    """Return buurten, wijken and municipality as PDOK features in RD: a grid of squares of 500 metres, and water."""
    digits, buurten, areas = municipality[2:], [], []
    for row in range(wijken):
        areas.append(_feature(0, row * 500, each * 500, {
            "wijkcode": f"WK{digits}{row:02d}", "wijknaam": f"Wijk {row:02d} Test", "water": "NEE"}))  # fmt: skip
        for column in range(each):
            code = f"BU{digits}{row:02d}{column:02d}"
            buurten.append(_feature(column * 500, row * 500, 500, {
                "buurtcode": code, "buurtnaam": f"Buurt {code}", "gemeentecode": municipality,
                "water": "NEE"}))  # fmt: skip
    buurten.append(_feature(0, wijken * 500, 500, {
        "buurtcode": f"BU{digits}9999", "buurtnaam": "Water", "gemeentecode": municipality,
        "water": "JA"}))  # fmt: skip
    whole = {"gemeentecode": municipality, "gemeentenaam": "Heerlen", "water": "NEE"}
    return buurten, areas, [_feature(0, 0, each * 500, whole, 500 * wijken)]


def grid(names: dict[str, str]) -> tuple[list[Row], list[Row], list[Row]]:
    """Return areas, given by code with their names, as PDOK features in RD: a row of squares of 500 metres per wijk."""
    buurten, wijken = [], []
    for row, wijk in enumerate(code for code in sorted(names) if code.startswith("WK")):
        within = [code for code in sorted(names) if code.startswith(f"BU{wijk[2:]}")]
        wijken.append(_feature(0, row * 500, len(within) * 500, {
            "wijkcode": wijk, "wijknaam": names[wijk], "water": "NEE"}))  # fmt: skip
        buurten += [
            _feature(column * 500, row * 500, 500, {
                "buurtcode": code, "buurtnaam": names[code], "gemeentecode": f"GM{wijk[2:6]}", "water": "NEE"})
            for column, code in enumerate(within)
        ]  # fmt: skip
    [city] = [code for code in names if code.startswith("GM")]
    whole = shapely.union_all([shapely.geometry.shape(wijk["geometry"]) for wijk in wijken])
    of_city = {"gemeentecode": city, "gemeentenaam": names[city], "water": "NEE"}
    return buurten, wijken, [{"type": "Feature", "properties": of_city, "geometry": shapely.geometry.mapping(whole)}]


def outlines(folder: Path) -> tuple[list[Row], list[Row], list[Row]]:
    """Return the outlines of a snapshot as PDOK features, in degrees."""
    outlines_of = {}
    for level, name in (("buurt", "buurten"), ("wijk", "wijken"), ("gemeente", "gemeente")):
        features = json.loads((folder / f"{name}.geojson").read_text(encoding="utf-8"))["features"]
        outlines_of[level] = [
            {"type": "Feature", "geometry": feature["geometry"], "properties": {
                f"{level}code": feature["properties"]["area_code"], f"{level}naam": feature["properties"]["name"],
                "water": "NEE"}}
            for feature in features
        ]  # fmt: skip
    return outlines_of["buurt"], outlines_of["wijk"], outlines_of["gemeente"]


def wound(feature: Row) -> Row:
    """Return a feature with its rings in the order of RFC 7946: outer ones counter-clockwise, holes clockwise."""
    geometry = shapely.orient_polygons(shapely.geometry.shape(feature["geometry"]))
    return feature | {"geometry": shapely.geometry.mapping(geometry)}


def _feature(x: int, y: int, width: int, properties: Row, height: int = 500) -> Row:
    left, bottom = 176_000 + x, 318_000 + y
    ring = [
        (left, bottom),
        (left + width, bottom),
        (left + width, bottom + height),
        (left, bottom + height),
        (left, bottom),
    ]
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def _features(publishers: Publishers, path: str, query: dict[str, list[str]]) -> tuple[int, str, bytes]:
    rows = getattr(publishers, path.split("/")[-2])
    skip, size = int(query.get("cursor", ["0"])[0]), publishers.page_size or 1_000
    links = []
    if skip + size < len(rows):
        links.append({"rel": "next", "href": f"{publishers.url}{path}?f=json&cursor={skip + size}"})
    sent = links if publishers.links == "right" else publishers.links
    return _json({"type": "FeatureCollection", "features": rows[skip : skip + size], "links": sent})


def _json(body: Any, status: int = 200) -> tuple[int, str, bytes]:
    return status, "application/json;odata=minimalmetadata;charset=utf-8", json.dumps(body).encode()
