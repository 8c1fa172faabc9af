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
SECONDS_OF_WORK = 0.5  # a page or file has its place until it is there, and at most so long
SECONDS_OF_MESSAGE = 0.05  # a new connection, or a message that asks for neither, has its place so long
MAX_MESSAGE_BYTES = 256 * 1024  # the fields of the thirty longest parts of a letter are 100 kB
_TOO_LARGE = 1009  # the code with which a connection is closed


@dataclass(eq=False)
class Place:
    """A place that somebody at an address has, or waits for."""

    address: str
    given: asyncio.Future[None]
    is_left: bool = False


class Places:
    """PLACES at a time, and for those who come from one address all but one.

    The addresses at which somebody waits have their turn one after the other, and at an address who waits longest: the
    flood of one address waits behind the few messages of others. On a connection no more than one message waits, so
    that at one address nobody waits for more than one message of each other page.
    """

    def __init__(self, seconds: float) -> None:
        """Take after how many seconds a place is left at the latest."""
        self._seconds = seconds
        self._taken: list[Place] = []
        self._waiting: list[Place] = []  # in the order of their turns

    async def take(self, address: str) -> Place:
        """Wait for a place, and return it."""
        place = Place(address, asyncio.get_running_loop().create_future())
        self._waiting.append(place)
        self._give()
        await place.given
        return place

    def leave(self, place: Place) -> None:
        """Leave a place to others; nothing happens when it was left already."""
        if not place.is_left:
            place.is_left = True
            self._taken.remove(place)
            self._give()

    def _give(self) -> None:
        """Give the free places to those who wait."""
        self._waiting = [place for place in self._waiting if not place.given.cancelled()]
        while len(self._taken) < PLACES and (first := self._next()):
            self._waiting.remove(first)
            self._waiting.sort(key=lambda place: place.address == first.address)  # this address comes last now
            self._taken.append(first)
            first.given.set_result(None)
            asyncio.get_running_loop().call_later(self._seconds, self.leave, first)

    def _next(self) -> Place | None:
        counts = Counter(place.address for place in self._taken)
        return next((place for place in self._waiting if counts[place.address] < PLACES - 1), None)


@dataclass(frozen=True)
class Entrance:
    """The places that all connections of a process share: for pages, for files, and for anything else."""

    pages: Places = field(default_factory=lambda: Places(SECONDS_OF_WORK))
    files: Places = field(default_factory=lambda: Places(SECONDS_OF_WORK))
    messages: Places = field(default_factory=lambda: Places(SECONDS_OF_MESSAGE))


class Connection:
    """The connection of one page, which takes a place for all that comes in over it."""

    def __init__(self, entrance: Entrance, address: str, receive: Receive, send: Send) -> None:
        """Take where the connection comes from, and how to receive and send over it."""
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
        """Return the beginning or end of the connection, or the next message that a page sends; others are skipped."""
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
        # a choice on a page that is not whole yet ends its run, and has the place of that run
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
    """Return the address from which a request comes; of IPv6 the network, as a household has as many as it likes.

    Behind a proxy on this machine it is the one that the proxy names; behind any other that of the proxy, for all.
    """
    host = scope["client"][0] if scope.get("client") else ""
    try:
        address = IPv6Address(host)
    except ValueError:
        return host
    return str(address.ipv4_mapped or IPv6Network((address.packed, 64), strict=False))
