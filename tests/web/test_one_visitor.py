"""One visitor does not stand in the way of the others: what comes in over one connection, and files, are bounded."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from itertools import islice
from threading import Event, Semaphore

import pytest
import streamlit
import vl_convert
from starlette.types import Message
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.testing.v1 import AppTest

from tests.opened import page
from tests.web.awaited import awaited
from veerkracht.core.errors import DataError
from veerkracht.drawing.exhibit import Letter
from veerkracht.export import picture
from veerkracht.topics.letter import letter as letters
from veerkracht.topics.stories import queries as story_queries
from veerkracht.topics.stories import rows as stories
from veerkracht.topics.trends import exhibits as trends
from veerkracht.topics.trends.figures import Choice
from veerkracht.web import cache, connection, downloads
from veerkracht.web.connection import Connection

HEARTBEAT = BackMsg(app_heartbeat=True).SerializeToString()


def request_for_file() -> bytes:
    message = BackMsg()
    message.backend_operation_request.deferred_file.file_id = "a"
    return message.SerializeToString()


def answer() -> bytes:
    message = ForwardMsg()
    message.backend_operation_response.error_msg = "Failed to generate file for download"
    return message.SerializeToString()


class Line:
    """A connection on which a visitor has sent these messages, with a clock that only waiting moves."""

    def __init__(self, contents: Iterable[bytes | str]) -> None:
        self.now = 0.0
        self.sent: list[Message] = []
        self._incoming = deque(contents)
        self.connection = Connection(self._receive, self._send, lambda: self.now, self._wait)

    async def _receive(self) -> Message:
        if not self._incoming:
            return {"type": "websocket.disconnect", "code": 1001}
        content = self._incoming.popleft()
        return {"type": "websocket.receive", "text" if isinstance(content, str) else "bytes": content}

    async def _send(self, message: Message) -> None:
        self.sent.append(message)

    async def _wait(self, seconds: float) -> None:
        self.now += seconds

    async def received(self) -> list[Message]:
        """Return what comes in up to the end of the connection."""
        messages = [await self.connection.receive()]
        while messages[-1]["type"] == "websocket.receive":
            messages.append(await self.connection.receive())
        return messages


@pytest.mark.parametrize("content", [HEARTBEAT, b"\xff", "tekst"], ids=["of a page", "of no page", "text"])
def test_a_flood_of_small_messages_waits_and_nothing_is_dropped(content: bytes | str) -> None:
    flood = Line([content] * 3000)
    messages = awaited(flood.received())
    assert len(messages) == (3001 if content == HEARTBEAT else 1)
    assert flood.now == pytest.approx((3000 - connection.MESSAGES_AT_ONCE) / connection.MESSAGES_PER_SECOND)


def test_a_visitor_who_clicks_fast_waits_for_nothing() -> None:
    line = Line([HEARTBEAT] * 2 * connection.MESSAGES_AT_ONCE)

    async def click() -> None:
        for _ in range(2 * connection.MESSAGES_AT_ONCE):
            await line.connection.receive()
            line.now += 1 / connection.MESSAGES_PER_SECOND

    awaited(click())
    assert line.now == pytest.approx(2 * connection.MESSAGES_AT_ONCE / connection.MESSAGES_PER_SECOND)


@pytest.mark.parametrize("unit", [b"\0", "t"], ids=["bytes", "text"])
def test_a_message_that_is_too_large_ends_the_connection(unit: bytes | str) -> None:
    line = Line([unit * (connection.MAX_MESSAGE_BYTES + 1), HEARTBEAT])
    assert awaited(line.received()) == [{"type": "websocket.disconnect", "code": 1009}]
    assert line.sent == [{"type": "websocket.close", "code": 1009}]


def test_a_third_file_waits_until_one_of_two_is_there_also_when_that_failed() -> None:
    line = Line([request_for_file()] * 3 + [HEARTBEAT])

    async def request() -> list[bool]:
        for _ in range(connection.FILES_AT_A_TIME):
            await line.connection.receive()
        third = asyncio.create_task(line.connection.receive())
        await asyncio.sleep(0)
        is_there = [third.done()]
        await line.connection.send({"type": "websocket.send", "bytes": ForwardMsg(hash="a").SerializeToString()})
        await asyncio.sleep(0)
        is_there.append(third.done())
        await line.connection.send({"type": "websocket.send", "bytes": answer()})
        assert (await third)["bytes"] == request_for_file()
        assert (await line.connection.receive())["bytes"] == HEARTBEAT  # other messages need no place
        return is_there

    assert awaited(request()) == [False, False]
    assert len(line.sent) == 2


# --- large files ------------------------------------------------------------------------------------------------------


def test_large_files_are_made_one_at_a_time_and_leave_room_for_small_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "_MAX_SECONDS_OF_WAITING", 60)
    has_begun, may_end = Event(), Event()
    underway: list[int] = []

    def make() -> bytes:
        underway.append(1)
        has_begun.set()
        may_end.wait(60)
        assert len(underway) == 1
        underway.pop()
        return b"brief"

    with ThreadPoolExecutor(12) as pool:
        files = [pool.submit(downloads.make_large, make) for _ in range(12)]
        has_begun.wait(60)
        refused = list(islice(as_completed(files), 8))
        may_end.set()
    assert all(isinstance(file.exception(), downloads.Busy) for file in refused)
    assert [file.result() for file in files if file not in refused] == [b"brief"] * 4
    assert downloads.make_large(lambda: b"volgende") == b"volgende"


def test_who_waits_too_long_for_a_large_file_or_meets_an_error_leaves_the_place_to_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(downloads, "_MAX_SECONDS_OF_WAITING", 0)

    def make() -> bytes:
        with pytest.raises(downloads.Busy, match="Probeer het over een minuut opnieuw"):
            downloads.make_large(lambda: b"")
        raise DataError("kapot")

    for _ in range(10):
        with pytest.raises(DataError, match="kapot"):
            downloads.make_large(make)


@pytest.mark.parametrize(("script", "label"), [
    ("downloads.letter_buttons(lambda: letters.letter(cache.query, '', ['doel-1'], []), 'brief')", "Word-document"),
    ("downloads.letter_buttons(lambda: letters.letter(cache.query, '', ['doel-1'], []), 'brief')", "Alles (zip)"),
    ("downloads.data_package_button()", "Alle gegevens (datapakket)"),
])  # fmt: skip
def test_a_letter_and_the_data_package_are_large(
    script: str, label: str, built: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    makers: dict[str, Callable[[], bytes]] = {}
    monkeypatch.setattr(streamlit, "download_button", lambda label, make, *_, **__: makers.update({label: make}))
    monkeypatch.setattr(downloads, "_places_for_large", Semaphore(0))
    code = (
        f"from veerkracht.topics.letter import letter as letters\nfrom veerkracht.web import cache, downloads\n{script}"
    )
    assert not AppTest.from_string(code).run().exception
    with pytest.raises(downloads.Busy):
        makers[label]()


# --- letters ----------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_part_of_a_letter_is_drawn_once_for_all_letters_and_no_letter_is_cached(
    changed: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    changed()
    drawn: list[str] = []
    draw = vl_convert.vegalite_to_svg
    monkeypatch.setattr(vl_convert, "vegalite_to_svg", lambda *a, **k: drawn.append("") or draw(*a, **k))
    parts = ["doel-1", "buurt-BU09350403", "onderwerp-misdrijven"]
    assert not page("raadsbrief", deel=parts).exception
    assert drawn
    drawn.clear()
    for choices in ({"deel": parts[::-1]}, {"deel": parts[:2], "gebied": "BU09350403"}, {"deel": parts[2], "x": "1"}):
        assert not page("raadsbrief", **choices).exception
    assert drawn == []
    first = letters.letter(cache.query, "a", parts, ["GM0935"])
    other = letters.letter(cache.query, "b", parts[:1], [])
    assert {exhibit.link for exhibit in first.parts[0].exhibits} == {"a"}
    assert {exhibit.link for exhibit in other.parts[0].exhibits} == {"b"}
    assert [value for value, _ in cache._store().query._values.values() if isinstance(value, Letter)] == []


def test_a_drawn_exhibit_has_the_picture_of_its_chart(built: None) -> None:
    exhibit = trends.trend(cache.query, Choice("misdrijven", ("GM0935",)))
    drawn = picture.drawn(exhibit)
    assert drawn.chart is None and picture.svg(drawn) == picture.svg(exhibit)
    assert picture.drawn(drawn) is drawn


def test_photos_of_a_story_are_not_cached(built: None) -> None:
    assert stories.pictures(cache.query, "bestaat niet") == {}
    stories.stories(cache.query)
    cached = {key[0] for key in cache._store().query._values}
    assert story_queries.stories in cached and story_queries.pictures not in cached
