"""What one connection of a page may ask of the server: how many messages, how large, and how many files at a time."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from starlette.types import Message, Receive, Send

from veerkracht.web import streamlit_internals

MESSAGES_AT_ONCE = 20
MESSAGES_PER_SECOND = 10
MAX_MESSAGE_BYTES = 256 * 1024  # the fields of the thirty longest parts of a letter are 100 kB
FILES_AT_A_TIME = 2
_SECONDS_FOR_A_FILE = 60  # the next one does not wait longer, should an answer have got lost
_TOO_LARGE = 1009  # the code with which a connection is closed


class Connection:
    """Bounds what comes in over one connection, so that its visitor cannot keep the server from others.

    Nothing is dropped: what is too much waits, and as the server reads no further meanwhile, so does the program that
    sent it. Only a message that is too large ends the connection.
    """

    def __init__(
        self,
        receive: Receive,
        send: Send,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Take how to receive and send over the connection."""
        self._receive, self._send, self._clock, self._sleep = receive, send, clock, sleep
        self._allowance, self._counted_at = float(MESSAGES_AT_ONCE), clock()
        self._places = asyncio.Semaphore(FILES_AT_A_TIME)
        self._underway = 0

    async def receive(self) -> Message:
        """Return the beginning or end of the connection, or the next message that a page sends; others are skipped."""
        while (message := await self._receive())["type"] == "websocket.receive":
            content = message.get("bytes") or b""
            if len(content or message.get("text") or "") > MAX_MESSAGE_BYTES:
                await self._send({"type": "websocket.close", "code": _TOO_LARGE})
                return {"type": "websocket.disconnect", "code": _TOO_LARGE}
            await self._wait_for_allowance()
            kind = streamlit_internals.page_message(content)
            if kind == streamlit_internals.PAGE_OPERATION:
                await self._wait_for_place()
            if kind:
                return message
        return message

    async def send(self, message: Message) -> None:
        """Send a message to the page."""
        content = message.get("bytes")
        if self._underway and content and streamlit_internals.is_answer(content):
            self._underway -= 1
            self._places.release()
        await self._send(message)

    async def _wait_for_allowance(self) -> None:
        now = self._clock()
        earned = (now - self._counted_at) * MESSAGES_PER_SECOND
        self._allowance, self._counted_at = min(self._allowance + earned, MESSAGES_AT_ONCE) - 1, now
        if self._allowance < 0:
            await self._sleep(-self._allowance / MESSAGES_PER_SECOND)

    async def _wait_for_place(self) -> None:
        try:
            async with asyncio.timeout(_SECONDS_FOR_A_FILE):
                await self._places.acquire()
            self._underway += 1
        except TimeoutError:
            return
