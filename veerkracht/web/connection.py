"""Limits what page connections may ask of the server, each and all together, so that nobody can starve the others.

Every incoming message takes a slot, and there are few slots. A message without a slot waits, and because nothing more
is read from its connection meanwhile, so does its sender. Nothing is dropped, except a message that is too large.
"""

import asyncio
from collections import Counter, deque
from dataclasses import dataclass, field
from ipaddress import IPv6Address, IPv6Network

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from veerkracht.web.streamlit_internals import PAGE_OPERATION, PAGE_RUN, answered_message, page_message

PLACES = 3
SECONDS_OF_WORK = 0.5  # the most seconds that a page or file occupies its place, which it leaves when it is complete
SECONDS_OF_MESSAGE = 0.05  # the seconds that a new connection, or a message that requests neither, occupies its place
MAX_MESSAGE_BYTES = 256 * 1024  # the fields of the thirty longest parts of a letter are 100 kB
_TOO_LARGE = 1009  # the status code with which a connection is closed


@dataclass(eq=False)
class Place:
    """A place that an address occupies, or waits for."""

    address: str
    turn: asyncio.Future[None]
    is_left: bool = False


class Places:
    """PLACES at a time, of which one address can occupy all but one.

    Waiting addresses take turns, and within an address the longest wait goes first: the flood of one address waits
    behind the few messages of others. A connection waits for at most one message, so that at one address nobody waits
    for more than one message of each other page.
    """

    def __init__(self, seconds: float) -> None:
        """Take the number of seconds after which a place is left at the latest."""
        self._seconds = seconds
        self._taken: list[Place] = []
        self._waiting: list[Place] = []  # in the order of their turns

    async def take(self, address: str) -> Place:
        """Wait for a place, and return it."""
        place = Place(address, asyncio.get_running_loop().create_future())
        self._waiting.append(place)
        self._give()
        await place.turn
        return place

    def leave(self, place: Place) -> None:
        """Leave a place to others; does nothing if it was already left."""
        if not place.is_left:
            place.is_left = True
            self._taken.remove(place)
            self._give()

    def _give(self) -> None:
        """Give the free places to those waiting."""
        self._waiting = [place for place in self._waiting if not place.turn.cancelled()]
        while len(self._taken) < PLACES and (first := self._next()):
            self._waiting.remove(first)
            self._waiting.sort(key=lambda place: place.address == first.address)  # this address now comes last
            self._taken.append(first)
            first.turn.set_result(None)
            asyncio.get_running_loop().call_later(self._seconds, self.leave, first)

    def _next(self) -> Place | None:
        counts = Counter(place.address for place in self._taken)
        return next((place for place in self._waiting if counts[place.address] < PLACES - 1), None)


@dataclass(frozen=True)
class Entrance:
    """The places shared by all connections of a process: for pages, for files, and for anything else."""

    pages: Places = field(default_factory=lambda: Places(SECONDS_OF_WORK))
    files: Places = field(default_factory=lambda: Places(SECONDS_OF_WORK))
    messages: Places = field(default_factory=lambda: Places(SECONDS_OF_MESSAGE))


class Connection:
    """The connection of one page, which takes a place for every request over it."""

    def __init__(self, entrance: Entrance, address: str, receive: Receive, send: Send) -> None:
        """Take the origin of the connection, and how to receive and send over it."""
        self._entrance, self._address, self._receive, self._send = entrance, address, receive, send
        self._page: Place | None = None
        self._files: deque[Place] = deque()

    async def serve(self, app: ASGIApp, scope: Scope) -> None:
        """Let the app serve the connection until it ends."""
        await self._entrance.messages.take(self._address)
        try:
            await app(scope, self.receive, self.send)
        finally:
            self._leave_page()
            while self._files:
                self._leave_file()

    async def receive(self) -> Message:
        """Return the start or end of the connection, or the next message that a page can send; others are skipped."""
        while (message := await self._receive())["type"] == "websocket.receive":
            content = message.get("bytes") or b""
            if len(content or message.get("text") or "") > MAX_MESSAGE_BYTES:
                await self._send({"type": "websocket.close", "code": _TOO_LARGE})
                return {"type": "websocket.disconnect", "code": _TOO_LARGE}
            kind = page_message(content)
            await self._take_place(kind)
            if kind:
                return message
        return message

    async def send(self, message: Message) -> None:
        """Send a message to the page."""
        if (content := message.get("bytes")) and (self._page or self._files):
            answered = answered_message(content)
            if answered == PAGE_RUN:
                self._leave_page()
            elif answered == PAGE_OPERATION:
                self._leave_file()
        await self._send(message)

    async def _take_place(self, kind: str) -> None:
        # a choice on an incomplete page ends its run, and takes over the place of that run
        if kind == PAGE_RUN and (self._page is None or self._page.is_left):
            self._page = await self._entrance.pages.take(self._address)
        elif kind == PAGE_OPERATION:
            self._files.append(await self._entrance.files.take(self._address))
        else:
            await self._entrance.messages.take(self._address)

    def _leave_page(self) -> None:
        if self._page:
            self._entrance.pages.leave(self._page)
            self._page = None

    def _leave_file(self) -> None:
        if self._files:
            self._entrance.files.leave(self._files.popleft())


def address_of(scope: Scope) -> str:
    """Return the address a request comes from; for IPv6 its network, as a household has any number of addresses.

    Behind a proxy on this machine it is the address that the proxy reports; behind any other proxy that of the proxy,
    for all visitors.
    """
    host = scope["client"][0] if scope.get("client") else ""
    try:
        address = IPv6Address(host)
    except ValueError:
        return host
    return str(address.ipv4_mapped or IPv6Network((address.packed, 64), strict=False))
