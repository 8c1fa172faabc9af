"""One visitor does not stand in the way of the others: what comes in, files and letters are bounded."""

import asyncio
from collections import deque
from collections.abc import Callable, Hashable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import nullcontext
from itertools import islice
from threading import Event
from types import SimpleNamespace

import pytest
import streamlit
from starlette.types import Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.testing.v1 import AppTest

from benchmarks.websocket_client import Session
from tests.opened import page
from tests.web.awaited import awaited
from veerkracht.core import turns
from veerkracht.core.errors import DataError
from veerkracht.core.turns import Busy, Turns
from veerkracht.database.query import Query
from veerkracht.drawing.exhibit import Letter, Part
from veerkracht.export import delimited, picture
from veerkracht.export.drawing_process import PROCESS
from veerkracht.topics.letter import letter as letters
from veerkracht.topics.stories import queries as story_queries
from veerkracht.topics.stories import rows as stories
from veerkracht.topics.trends import exhibits as trends
from veerkracht.topics.trends.figures import Choice
from veerkracht.web import cache, connection, downloads
from veerkracht.web.connection import PLACES, Connection, Entrance, Places

HEARTBEAT = BackMsg(app_heartbeat=True).SerializeToString()
RUN = BackMsg(rerun_script=ClientState()).SerializeToString()


def request_for_file() -> bytes:
    message = BackMsg()
    message.backend_operation_request.deferred_file.file_id = "a"
    return message.SerializeToString()


def file_answer() -> bytes:
    message = ForwardMsg()
    message.backend_operation_response.error_msg = "Failed to generate file for download"
    return message.SerializeToString()


def whole(status: int = ForwardMsg.FINISHED_SUCCESSFULLY) -> bytes:
    return ForwardMsg(script_finished=status).SerializeToString()


class Line:
    """A connection from an address, on which a visitor has sent these messages."""

    def __init__(self, entrance: Entrance, contents: Iterable[bytes | str], address: str = "a") -> None:
        self.sent: list[Message] = []
        self._incoming = deque(contents)
        self.connection = Connection(entrance, address, self._receive, self._send)

    async def _receive(self) -> Message:
        if not self._incoming:
            return {"type": "websocket.disconnect", "code": 1001}
        content = self._incoming.popleft()
        return {"type": "websocket.receive", "text" if isinstance(content, str) else "bytes": content}

    async def _send(self, message: Message) -> None:
        self.sent.append(message)

    async def answer(self, content: bytes) -> None:
        """Send a message to the page."""
        await self.connection.send({"type": "websocket.send", "bytes": content})

    async def received(self) -> list[Message]:
        """Return what comes in up to the end of the connection."""
        messages = [await self.connection.receive()]
        while messages[-1]["type"] == "websocket.receive":
            messages.append(await self.connection.receive())
        return messages


async def settled(*tasks: asyncio.Task) -> list[bool]:
    """Return which tasks are done, when all have come as far as they can."""
    for _ in range(10):
        await asyncio.sleep(0)
    return [task.done() for task in tasks]


def entrance(seconds: float = 60) -> Entrance:
    """Return an entrance at which places are held so long when nobody leaves one."""
    return Entrance(Places(seconds), Places(seconds), Places(seconds))


def test_a_flood_waits_behind_others_and_who_comes_from_one_address_never_has_the_last_place() -> None:
    order: list[str] = []

    async def come() -> None:
        places = Places(seconds=60)

        async def work(address: str) -> None:
            place = await places.take(address)
            order.append(address)
            await asyncio.sleep(0)
            places.leave(place)

        flood = [asyncio.create_task(work("flood")) for _ in range(100)]
        await asyncio.sleep(0)
        assert len(places._taken) == PLACES - 1
        others = [asyncio.create_task(work(address)) for address in ("b", "c", "b")]
        await asyncio.gather(*flood, *others)

    awaited(come())
    assert len(order) == 103
    assert max(place for place, address in enumerate(order) if address != "flood") < 10


def test_two_hundred_from_one_address_have_their_turn_in_the_order_in_which_they_came() -> None:
    order: list[int] = []

    async def come() -> None:
        places = Places(seconds=0)  # so nobody has to leave

        async def work(number: int) -> None:
            await places.take("town hall")
            order.append(number)

        await asyncio.gather(*(work(number) for number in range(200)))

    awaited(come())
    assert order == list(range(200))


def test_who_leaves_while_waiting_or_twice_takes_no_place_from_others() -> None:
    async def come() -> None:
        places = Places(seconds=60)
        taken = [await places.take(address) for address in "a" * (PLACES - 1) + "b"]
        gone, stays = asyncio.create_task(places.take("c")), asyncio.create_task(places.take("d"))
        assert await settled(gone, stays) == [False, False]
        gone.cancel()
        places.leave(taken[0])
        places.leave(taken[0])
        assert await settled(gone, stays) == [True, True]
        waiting = asyncio.create_task(places.take("e"))
        assert await settled(waiting) == [False]

    awaited(come())


@pytest.mark.parametrize("content", [HEARTBEAT, b"\xff", "tekst"], ids=["of a page", "of no page", "text"])
def test_a_flood_of_small_messages_takes_places_and_nothing_is_dropped(content: bytes | str) -> None:
    async def flood() -> tuple[list[bool], list[Message]]:
        bounded = Line(entrance(), [content] * 3000)
        task = asyncio.create_task(bounded.received())
        is_done = await settled(task)
        assert len(bounded._incoming) == 3000 - PLACES
        return is_done, await Line(entrance(seconds=0), [content] * 3000).received()

    is_done, messages = awaited(flood())
    assert is_done == [False]
    assert len(messages) == (3001 if content == HEARTBEAT else 1)


@pytest.mark.parametrize("unit", [b"\0", "t"], ids=["bytes", "text"])
def test_a_message_that_is_too_large_ends_the_connection(unit: bytes | str) -> None:
    line = Line(entrance(), [unit * (connection.MAX_MESSAGE_BYTES + 1), HEARTBEAT])
    assert awaited(line.received()) == [{"type": "websocket.disconnect", "code": 1009}]
    assert line.sent == [{"type": "websocket.close", "code": 1009}]


@pytest.mark.parametrize(("request_of_page", "other_answers", "answer"), [
    (RUN, [ForwardMsg(hash="a").SerializeToString(), whole(ForwardMsg.FINISHED_EARLY_FOR_RERUN)], whole()),
    (request_for_file(), [ForwardMsg(hash="a").SerializeToString(), whole()], file_answer()),
], ids=["page", "file"])  # fmt: skip
def test_a_page_or_file_has_its_place_until_it_is_there(
    request_of_page: bytes, other_answers: list[bytes], answer: bytes
) -> None:
    async def work() -> list[list[bool]]:
        shared = entrance()
        lines = [Line(shared, [request_of_page], address) for address in "abcde"[: PLACES + 1]]
        for line in lines[:PLACES]:
            await line.connection.receive()
        last = asyncio.create_task(lines[PLACES].connection.receive())
        is_there = [await settled(last)]
        for content in other_answers:
            await lines[0].answer(content)
            is_there.append(await settled(last))
        await lines[0].answer(answer)
        assert [message["bytes"] for message in lines[0].sent] == [*other_answers, answer]
        return [*is_there, await settled(last)]

    assert awaited(work()) == [[False], [False], [False], [True]]


def test_a_choice_on_a_page_that_is_not_whole_waits_for_no_other_page() -> None:
    async def choose() -> list[bool]:
        shared = entrance()
        lines = [Line(shared, [RUN, RUN], address) for address in "abcde"[:PLACES]]
        for line in lines:
            await line.connection.receive()
        return await settled(*(asyncio.create_task(line.connection.receive()) for line in lines))

    assert awaited(choose()) == [True] * PLACES


def test_a_page_that_takes_long_or_is_not_read_leaves_its_place() -> None:
    async def come() -> int:
        shared = entrance(seconds=0)
        lines = [Line(shared, [RUN], "a") for _ in range(500)]
        return len(await asyncio.gather(*(line.connection.receive() for line in lines)))

    assert awaited(come()) == 500


def test_a_connection_that_ends_leaves_its_places_and_a_new_one_takes_one() -> None:
    async def come() -> list[list[bool]]:
        shared, may_end = entrance(), asyncio.Event()

        async def app(_: Scope, receive: Receive, __: Send) -> None:
            await receive()
            await may_end.wait()

        tasks = [
            asyncio.create_task(Line(shared, [RUN], address).connection.serve(app, {}))
            for address in "abcde"[: PLACES + 1]
        ]
        before = await settled(*tasks)
        assert len(shared.messages._taken) == len(shared.pages._taken) == PLACES
        may_end.set()
        after = await settled(*tasks)
        assert shared.pages._taken == []
        return [before, after]

    assert awaited(come()) == [[False] * (PLACES + 1), [True] * PLACES + [False]]


@pytest.mark.parametrize(("client", "address"), [
    (("192.0.2.1", 5000), "192.0.2.1"),
    (("2001:db8:1:2:3:4:5:6", 1), "2001:db8:1:2::/64"),
    (("::ffff:192.0.2.1", 1), "192.0.2.1"),
    (("fe80::1%eth0", 1), "fe80::/64"),
    (("a proxy says so", 1), "a proxy says so"),
    (None, ""),
])  # fmt: skip
def test_a_client_is_known_by_its_address_and_of_ipv6_by_its_network(
    client: tuple[str, int] | None, address: str
) -> None:
    assert connection.address_of({"client": client}) == connection.address_of({"client": client}) == address


def test_the_page_of_a_visitor_does_not_wait_for_sixty_that_somebody_else_opens(address: str) -> None:
    async def come() -> int:
        await Session.open(address, "trends", client="192.0.2.1")
        flood = [asyncio.create_task(Session.open(address, "kaart", f"x={n}", "198.51.100.1")) for n in range(60)]
        await asyncio.wait(flood, return_when=asyncio.FIRST_COMPLETED)
        await Session.open(address, "trends", "x=1", "192.0.2.1")
        before = sum(task.done() for task in flood)
        for session in await asyncio.gather(*flood):
            assert session.view.of_kind("vega_lite_chart", "deck_gl_json_chart")
        return before

    assert awaited(come()) < 30


# --- large files ------------------------------------------------------------------------------------------------------


def test_heavy_work_is_done_one_at_a_time_and_few_wait_for_it() -> None:
    heavy = Turns(3, 60, "Het is druk.")
    has_begun, may_end = Event(), Event()
    underway: list[int] = []

    def work() -> str:
        with heavy.turn():
            underway.append(1)
            has_begun.set()
            may_end.wait(60)
            assert len(underway) == 1
            underway.pop()
        return "klaar"

    with ThreadPoolExecutor(12) as pool:
        works = [pool.submit(work) for _ in range(12)]
        has_begun.wait(60)
        refused = list(islice(as_completed(works), 8))
        may_end.set()
    assert {str(work.exception()) for work in refused} == {"Het is druk."}
    assert [work.result() for work in works if work not in refused] == ["klaar"] * 4
    assert work() == "klaar"


def test_who_waits_too_long_for_a_turn_or_meets_an_error_leaves_it_to_others() -> None:
    heavy = Turns(3, 0, "Het is druk.")
    for _ in range(10):
        with pytest.raises(DataError, match="kapot"), heavy.turn():
            with pytest.raises(Busy, match="Het is druk"), heavy.turn():
                pass
            raise DataError("kapot")


@pytest.mark.parametrize(("others", "rests"), [([], 0.0), ([1] * 99, 0.4), ([1] * 3, 0.03)])
@pytest.mark.parametrize("is_page", [True, False], ids=["work of a page", "work of a file"])
def test_while_others_run_a_turn_is_followed_by_a_rest_as_long_as_its_work(
    others: list[int], rests: float, is_page: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, runs, others = [0.0], turns.Runs(), list(others)

    def sleep(seconds: float) -> None:
        clock[0] += seconds
        others.pop()
        runs.count = is_page + (len(others) > 0)

    monkeypatch.setattr(turns, "time", SimpleNamespace(monotonic=lambda: clock[0], sleep=sleep))
    monkeypatch.setattr(turns, "RUNS", runs)
    with runs.run() if is_page else nullcontext():
        runs.count = is_page + (len(others) > 0)
        with Turns(3, 60, "Het is druk.").turn():
            clock[0] += 0.4
        runs.count = int(is_page)
    assert clock[0] - 0.4 == pytest.approx(rests, abs=0.011)


@pytest.mark.slow
def test_the_data_package_is_made_once_for_all(built: None, monkeypatch: pytest.MonkeyPatch) -> None:
    makers: list[Callable[[], bytes]] = []
    monkeypatch.setattr(streamlit, "download_button", lambda label, make, *_, **__: makers.append(make))
    code = "from veerkracht.web import downloads\ndownloads.data_package_button()"
    for _ in range(2):
        assert not AppTest.from_string(code).run().exception
    first = makers[0]()
    monkeypatch.setattr(delimited, "plain", pytest.fail)
    assert makers[1]() is first


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
    monkeypatch.setattr(downloads, "_LARGE", Turns(-1, 0, "Het is druk."))
    code = (
        f"from veerkracht.topics.letter import letter as letters\nfrom veerkracht.web import cache, downloads\n{script}"
    )
    assert not AppTest.from_string(code).run().exception
    with pytest.raises(Busy):
        makers[label]()


# --- letters ----------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_part_of_a_letter_is_drawn_once_for_all_letters_and_no_letter_is_cached(
    changed: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    changed()
    drawn: list[str] = []
    draw = PROCESS.draw
    monkeypatch.setattr(PROCESS, "draw", lambda *a, **k: drawn.append("") or draw(*a, **k))
    parts = ["doel-1", "buurt-BU09350403", "onderwerp-misdrijven"]
    assert not page("raadsbrief", deel=parts, vorm="bijlage").exception
    assert drawn
    drawn.clear()
    for choices in ({"deel": parts[::-1]}, {"deel": parts[:2], "gebied": "BU09350403"}, {"deel": parts[2], "x": "1"}):
        assert not page("raadsbrief", vorm="bijlage", **choices).exception
    assert drawn == []
    first = letters.letter(cache.query, "a", parts, ["GM0935"])
    other = letters.letter(cache.query, "b", parts[:1], [])
    assert {exhibit.link for exhibit in first.parts[0].exhibits} == {"a"}
    assert {exhibit.link for exhibit in other.parts[0].exhibits} == {"b"}
    assert [value for value, _ in cache._store().query._values.values() if isinstance(value, Letter)] == []


@pytest.mark.slow
def test_letters_that_many_open_at_once_are_drawn_once_and_one_part_at_a_time(
    changed: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    changed()
    drawn: list[str] = []
    underway: list[int] = []
    draw = letters._with_charts

    def drawn_alone(query: Query, make: Callable[..., Part], *arguments: Hashable) -> Part:
        underway.append(1)
        part = draw(query, make, *arguments)
        assert len(underway) == 1
        underway.pop()
        drawn.append(part.code)
        return part

    drawn_alone.__qualname__ = "drawn_alone"
    monkeypatch.setattr(letters, "_with_charts", drawn_alone)
    query, parts = cache._store().query, ["doel-1", "buurt-BU09350403", "onderwerp-misdrijven"]
    with ThreadPoolExecutor(5) as pool:
        made = [pool.submit(letters.letter, query, "a", parts, []) for _ in range(5)]
        assert {letter.result().parts[0].code for letter in made} == {"doel-1"}
    assert sorted(drawn) == sorted(parts)


@pytest.mark.slow
def test_a_letter_that_cannot_be_drawn_now_says_so_in_dutch(
    changed: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    changed()
    monkeypatch.setattr(letters, "_DRAWING", Turns(-1, 0, "Er worden al veel brieven gemaakt."))
    test = page("raadsbrief", deel=["doel-1"], vorm="bijlage")
    assert not test.exception and [warning.value for warning in test.warning] == ["Er worden al veel brieven gemaakt."]


@pytest.mark.slow
def test_a_drawn_exhibit_has_the_picture_of_its_chart(built: None) -> None:
    exhibit = trends.trend(cache.query, Choice("misdrijven", ("GM0935",)))
    drawn = picture.with_drawing(exhibit)
    assert drawn.drawing and picture.svg(drawn) == picture.svg(exhibit)
    assert picture.with_drawing(drawn) is drawn


def test_photos_of_a_story_are_not_cached(built: None) -> None:
    assert stories.pictures(cache.query, "bestaat niet") == {}
    stories.stories(cache.query)
    cached = {key[0] for key in cache._store().query._values}
    assert story_queries.stories in cached and story_queries.pictures not in cached
