"""A local server that speaks the protocols of CBS StatLine (OData v3) and PDOK (OGC API), with faults on request."""

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, quote, unquote_plus, urlsplit

from etl.columns import base_name
from etl.snapshots import Snapshot

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

    def collections(self) -> dict[str, list[Row]]:
        info = {"ID": 0, "Title": self.title, "Identifier": self.table_id, "Modified": self.modified, "Language": "nl"}
        untyped = [
            {key: "       ." if value is None else str(value) for key, value in row.items()} for row in self.rows
        ]
        return {
            "TableInfos": [info],
            "UntypedDataSet": untyped,
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
    without_figures: tuple[str, ...] = (),
    renamed: dict[str, str] | None = None,
    areas: dict[str, str] | None = None,
) -> ODataTable:
    """Return a snapshot of a one-period table as CBS serves it: padded codes, one row per area, typed nulls.

    `shift` is added to the running numbers from 13 on, as when CBS adds a theme; `without_figures` are base names
    that are null for every area, as for a theme not published yet; `areas` maps codes of the snapshot to others.
    """
    keys = {key: _shifted(key, shift, renamed or {}) for key in snapshot.topics["topic_key"]}
    figures = {
        (row.area_code, row.topic_key): float(row.value) if row.value else None for row in snapshot.facts.itertuples()
    }
    codes = areas or {code: code for code in snapshot.areas["area_code"]}
    names = dict(zip(snapshot.areas["area_code"], snapshot.areas["name"], strict=True))
    rows, dimension = [], []
    for number, (code, shown) in enumerate(
        [*codes.items(), *((next(iter(codes)), stranger) for stranger in STRANGERS)]
    ):
        padded = shown.ljust(10)
        name = names[code] if shown == code else f"Testgebied {shown}"
        cells = {
            new: None if base_name(old) in without_figures else figures.get((code, old)) for old, new in keys.items()
        }
        rows.append({
            "ID": number, "WijkenEnBuurten": padded, "Gemeentenaam_1": "Maastricht".ljust(40),
            "SoortRegio_2": LEVEL_NAMES[shown[:2]].ljust(10), "Codering_3": padded,
            "IndelingswijzigingGemeenteWijkBuurt_4": "." if shown[:2] in ("NL", "GM") else "1", **cells,
        })  # fmt: skip
        dimension.append({"Key": padded, "Title": name.ljust(40), "Description": "", "Municipality": ""})
    return ODataTable(table_id, title, _properties(snapshot, keys), rows, {"WijkenEnBuurten": dimension})


def rivm_table(table_id: str, figures: dict[tuple[str, str, str], float | None], shift: int = 0) -> ODataTable:
    """Return a table with ages, margins, regions and periods; figures by (margin, area, period)."""
    key = f"GoedErvarenGezondheid_{4 + shift}"
    dimensions = [("Leeftijd", "Dimension"), ("Marges", "Dimension"), ("WijkenEnBuurten", "GeoDetail")]
    properties = [
        {"ID": n, "ParentID": None, "Type": kind, "Key": name, "Title": name}
        for n, (name, kind) in enumerate(dimensions)
    ]
    properties.append({"ID": 3, "ParentID": None, "Type": "TimeDimension", "Key": "Perioden", "Title": "Perioden"})
    properties.append({"ID": 4, "ParentID": None, "Type": "Topic", "Key": key, "Title": "Goed ervaren gezondheid ",
                       "Unit": "%", "Datatype": "Double", "Decimals": 1})  # fmt: skip
    rows = [
        {"ID": n, "Leeftijd": "20300", "Marges": margin, "WijkenEnBuurten": area.ljust(10), "Perioden": f"{period}JJ00",
         key: value}
        for n, ((margin, area, period), value) in enumerate(figures.items())
    ]  # fmt: skip
    rows += [row | {"Leeftijd": "53115", "ID": len(rows) + n} for n, row in enumerate(list(rows))]
    areas = sorted({area for _, area, _ in figures})
    periods = sorted({period for *_, period in figures})
    return ODataTable(table_id, "Gezondheid per wijk en buurt; 2012/2024", properties, rows, {
        "Leeftijd": [{"Key": "20300", "Title": "18 jaar of ouder"}, {"Key": "53115", "Title": "18 tot 65 jaar"}],
        "Marges": [{"Key": code, "Title": code} for code in ("MW00000", "MOG0095", "MBG0095")],
        "WijkenEnBuurten": [{"Key": area.ljust(10), "Title": f"Gebied {area}"} for area in areas],
        "Perioden": [{"Key": f"{one}JJ00", "Title": one, "Status": "Voorlopig" if one == periods[-1] else "Definitief"}
                     for one in periods],
    })  # fmt: skip


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
        rows.append({"ID": len(rows), "ParentID": groups.get(row.group), "Type": "Topic", "Key": keys[row.topic_key],
                     "Title": f"{row.title} ", "Unit": row.unit, "Datatype": "Double",
                     "Decimals": int(row.decimals)})  # fmt: skip
    return rows


@dataclass
class Publishers:
    """The server: its tables and areas, what was asked of it, and the faults it will make."""

    url: str = ""
    tables: dict[str, ODataTable] = field(default_factory=dict)
    buurten: list[Row] = field(default_factory=list)
    wijken: list[Row] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    page_size: int = 10_000
    ignores_filter: bool = False
    _faults: dict[str, list[str]] = field(default_factory=dict)

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
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(publishers))
    server.handle_error = lambda *_: None  # a client that gave up is part of the tests
    publishers.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield publishers
    finally:
        server.shutdown()
        server.server_close()


def _handler(publishers: Publishers) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: Any) -> None:
            pass

        def do_GET(self) -> None:
            publishers.requests.append(self.path)
            parts = urlsplit(self.path)
            if parts.path.startswith("/cbs/"):
                self.answer(*_features(publishers, parts.path, parse_qs(parts.query)))
            elif match := re.fullmatch(r"/ODataFeed/odata/(\w+)/(\w*)", parts.path):
                self.odata(match[1], match[2], {key: value[0] for key, value in parse_qs(parts.query).items()})
            else:
                self.answer(404, "text/plain", b"niet gevonden")

        def odata(self, table_id: str, collection: str, query: dict[str, str]) -> None:
            fault = publishers.next_fault(f"{table_id}/{collection}")
            if fault and self.misbehave(fault):
                return
            table = publishers.tables.get(table_id)
            if table is None or (collection and collection not in table.collections()):
                self.answer(404, "text/plain", b"Not Found")
            elif query.get("$format") != "json":
                self.answer(200, "application/atom+xml", b"<feed/>")
            else:
                self.answer(*_collection(publishers, table, collection, query))

        def misbehave(self, fault: str) -> bool:
            """Make the fault; return whether the request has been answered with it."""
            match fault:
                case "429":
                    self.answer(429, "text/plain", b"te veel", {"Retry-After": "0"})
                case "404" | "400" | "500" | "503":
                    self.answer(int(fault), "text/plain", b"fout")
                case "html":
                    self.answer(200, "text/html", b"<html>onderhoud</html>")
                case "no value":
                    self.answer(200, "application/json", b'{"odata.metadata":""}')
                case "bom":
                    self.answer(200, "application/json", b'\xef\xbb\xbf{"value":[]}')
                case "empty":
                    self.answer(200, "application/json", b'{"value":[]}')
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
                    time.sleep(0.3)
                    return False
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
        links = [{"name": one, "url": f"{base}/{one}"} for one in table.collections()]
        return _json({"odata.metadata": f"{base}/$metadata", "value": links})
    rows = table.collections()[name]
    if (wanted := query.get("$filter")) and not publishers.ignores_filter:
        try:
            keep = parse_filter(wanted)
            rows = [row for row in rows if keep(row)]
        except (ValueError, KeyError) as error:
            return _json({"odata.error": {"code": "", "message": {"lang": "en-US", "value": str(error)}}}, 400)
    skip = int(query.get("$skip", 0))
    body: Row = {"odata.metadata": f"{base}/$metadata#Cbs.OData.WebAPI.{name}"}
    body["value"] = rows[skip : skip + publishers.page_size]
    if skip + publishers.page_size < len(rows):
        rest = f"&$filter={quote(wanted)}" if wanted else ""
        body["odata.nextLink"] = f"{base}/{name}?$format=json{rest}&$skip={skip + publishers.page_size}"
    return _json(body)


def parse_filter(text: str) -> Callable[[Row], bool]:
    """Return the test that an OData v3 filter makes: or, and, parentheses, eq, startswith, substringof.

    Raises ValueError for anything else, as the publisher answers 400.
    """
    tokens = re.findall(r"'(?:[^']|'')*'|\w+|[(),]", unquote_plus(text))
    position = 0

    def peek() -> str:
        return tokens[position] if position < len(tokens) else ""

    def take(expected: str = "") -> str:
        nonlocal position
        token = peek()
        if not token or (expected and token != expected):
            raise ValueError(f"syntax error at {token!r}")
        position += 1
        return token

    def literal() -> str:
        return take().strip("'").replace("''", "'")

    def either() -> Callable[[Row], bool]:
        parts = [both()]
        while peek() == "or":
            take()
            parts.append(both())
        return lambda row: any(part(row) for part in parts)

    def both() -> Callable[[Row], bool]:
        parts = [term()]
        while peek() == "and":
            take()
            parts.append(term())
        return lambda row: all(part(row) for part in parts)

    def term() -> Callable[[Row], bool]:
        token = take()
        if token == "(":
            inner = either()
            take(")")
            return inner
        if token in ("startswith", "substringof"):
            take("(")
            first = literal()
            take(",")
            second = literal()
            take(")")
            if token == "startswith":
                return lambda row: str(row[first]).startswith(second)
            return lambda row: first in str(row[second])
        take("eq")
        value = literal()
        return lambda row: row[token] == value  # with its padding, as the publisher compares

    found = either()
    if position != len(tokens):
        raise ValueError(f"syntax error at {peek()!r}")
    return found


def squares(municipality: str, wijken: int, each: int) -> tuple[list[Row], list[Row]]:
    """Return buurten and wijken as PDOK features in RD: a grid of squares of 500 metres, and a strip of water."""
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
    return buurten, areas


def _feature(x: int, y: int, width: int, properties: Row) -> Row:
    left, bottom, height = 176_000 + x, 318_000 + y, 500
    ring = [
        (left, bottom),
        (left + width, bottom),
        (left + width, bottom + height),
        (left, bottom + height),
        (left, bottom),
    ]
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def _features(publishers: Publishers, path: str, query: dict[str, list[str]]) -> tuple[int, str, bytes]:
    fault = publishers.next_fault(path.split("/")[-2])
    if fault:
        return int(fault), "text/plain", b"fout"
    rows = publishers.buurten if "/buurten/" in path else publishers.wijken
    skip, size = int(query.get("cursor", ["0"])[0]), publishers.page_size
    links = []
    if skip + size < len(rows):
        links.append({"rel": "next", "href": f"{publishers.url}{path}?f=json&cursor={skip + size}"})
    return _json({"type": "FeatureCollection", "features": rows[skip : skip + size], "links": links})


def _json(body: Any, status: int = 200) -> tuple[int, str, bytes]:
    return status, "application/json;odata=minimalmetadata;charset=utf-8", json.dumps(body).encode()
