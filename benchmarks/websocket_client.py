"""Talks to a Streamlit server as a browser does, without rendering anything, and times each response."""

import asyncio
import hashlib
import html
import re
import time
import urllib.parse
from dataclasses import dataclass, field
from typing import Any

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

SECONDS_TO_WAIT = 60
# widgets whose choice the browser sends with every request
WIDGETS = ("selectbox", "multiselect", "button_group", "slider", "checkbox")
# elements that a visitor reads
READ = ("heading", "html", "markdown", "alert", "vega_lite_chart", "deck_gl_json_chart")

Choice = str | bool | list[str] | None


class PageError(Exception):
    """The page showed an error, or a change did not change the page."""


@dataclass(frozen=True)
class Answer:
    """The answer to a request: seconds until the script had finished, and the bytes of all its messages."""

    seconds: float
    size: int


class MessageCache:
    """The messages that a browser caches by hash: it names them in requests, and the server sends only their hash."""

    def __init__(self) -> None:
        self._messages: dict[str, ForwardMsg] = {}
        self._used_in_run: dict[str, int] = {}
        self._run = 0

    def whole(self, message: ForwardMsg) -> ForwardMsg:
        """Return the message, or the cached one if it is a reference; cache it when the server says so."""
        if message.WhichOneof("type") == "ref_hash":
            self._used_in_run[message.ref_hash] = self._run
            whole = ForwardMsg()
            whole.CopyFrom(self._messages[message.ref_hash])
            whole.metadata.CopyFrom(message.metadata)
            return whole
        if message.metadata.cacheable:
            self._messages[message.hash] = message
            self._used_in_run[message.hash] = self._run
        return message

    def hashes(self) -> list[str]:
        """Return the hashes to name in a request."""
        return list(self._messages)

    def finish_run(self, oldest: int) -> None:
        """Drop the messages that were not used for more than `oldest` runs."""
        self._run += 1
        for name in [name for name, run in self._used_in_run.items() if self._run - run > oldest]:
            del self._messages[name], self._used_in_run[name]


@dataclass
class View:
    """The elements of a page after a run, by their place in the page."""

    elements: dict[tuple[int, ...], ForwardMsg] = field(default_factory=dict)
    menus: list[str] = field(default_factory=list)  # of which the server fills in what is inside when they are opened

    def of_kind(self, *kinds: str) -> list[Any]:
        """Return the elements of these kinds, in the order in which they came."""
        elements = [message.delta.new_element for message in self.elements.values()]
        return [getattr(element, kind) for element in elements if (kind := element.WhichOneof("type")) in kinds]

    def kinds(self) -> set[str]:
        """Return the kinds of all elements."""
        return {str(message.delta.new_element.WhichOneof("type")) for message in self.elements.values()}

    def texts(self) -> list[str]:
        """Return the headings, and the texts between two tags of HTML: what a browser can look for."""
        texts = [heading.body for heading in self.of_kind("heading")]
        for element in self.of_kind("html"):
            texts += [html.unescape(text).strip() for text in re.findall(r">([^<>]+)<", element.body)]
        return texts

    def content(self) -> set[tuple[tuple[int, ...], str]]:
        """Return place and hash of everything but the widgets."""
        return {
            (place, message.hash)
            for place, message in self.elements.items()
            if message.delta.new_element.WhichOneof("type") not in WIDGETS
        }

    def drawn(self) -> frozenset[tuple[tuple[int, ...], bytes]]:
        """Return place and content of all that a visitor reads: texts, tables, charts and maps."""
        return frozenset(
            (place, hashlib.sha256(message.delta.new_element.SerializeToString(deterministic=True)).digest())
            for place, message in self.elements.items()
            if message.delta.new_element.WhichOneof("type") in READ
        )

    def errors(self) -> list[str]:
        """Return the exceptions and the red messages."""
        alerts = [alert.body for alert in self.of_kind("alert") if alert.format == Alert.ERROR]
        return [f"{exception.type}: {exception.message}" for exception in self.of_kind("exception")] + alerts


class Session:
    """One visitor of one page. Make it with `Session.open`."""

    def __init__(self, connection: ClientConnection, page: str, query: str) -> None:
        self.page = page
        self.query = query
        self.view = View()
        self._connection = connection
        self._cache = MessageCache()
        self._oldest = 0
        self._page_hash = ""
        self._id = ""
        self._states: dict[str, WidgetState] = {}

    @classmethod
    async def open(cls, url: str, page: str, query: str = "", client: str = "") -> "Session":
        """Open a page as a new visitor and wait until it has been sent; with `client` a proxy names that address."""
        address = f"{url.replace('http', 'ws', 1)}/_stcore/stream"
        connection = await connect(
            address,
            subprotocols=["streamlit"],  # type: ignore[list-item]
            max_size=None,
            open_timeout=SECONDS_TO_WAIT,
            ping_interval=None,  # a browser sends no pings
            additional_headers={"X-Forwarded-For": client} if client else None,
        )
        session = cls(connection, page, query)
        await session._rerun()
        return session

    async def close(self) -> None:
        """Leave."""
        await self._connection.close()

    async def go(self, page: str, query: str = "") -> Answer:
        """Go to another page, as with a link on this one."""
        self.page, self.query, self._page_hash, self._states = page, query, "", {}
        return await self._rerun()

    async def change(self, key: str, value: Choice) -> Answer:
        """Choose in the widget with this key, and wait for the page. Raises PageError when nothing on it changed."""
        widget = self._widget(key)
        before = self.view.content()
        self._states[widget.id] = _state(widget.id, value)
        answer = await self._rerun()
        if self.view.content() == before:
            raise PageError(f"{self.page}: choosing {value!r} in {key} changed nothing on the page")
        return answer

    async def request_file(self, label: str = "") -> None:
        """Click on the first button that saves a file, or that with this label, on the page or in its menu to share.

        Waits for nothing. Raises PageError when there is none at all.
        """
        menus = [menu for menu in self.view.menus if "-delen" in menu]
        if not self.view.of_kind("download_button") and menus:
            menu = menus[0]
            self._states[menu] = WidgetState(id=menu, bool_value=True)
            await self._rerun()
        buttons = [button for button in self.view.of_kind("download_button") if label in ("", button.label)]
        if not buttons:
            raise PageError(f"{self.page}: nothing can be saved")
        message = BackMsg()
        request = message.backend_operation_request
        request.request_id, request.session_id = str(time.perf_counter()), self._id
        request.deferred_file.file_id = buttons[0].deferred_file_id
        await self._send(message)

    async def save(self, label: str = "") -> float:
        """Click as `request_file` does; return the seconds until the file is made, raise PageError if it is not."""
        start = time.perf_counter()
        await self.request_file(label)
        async with asyncio.timeout(SECONDS_TO_WAIT):
            while True:
                message = ForwardMsg.FromString(await self._connection.recv(decode=False))
                if message.WhichOneof("type") == "backend_operation_response":
                    if error := message.backend_operation_response.error_msg:
                        raise PageError(f"{self.page}: {error}")
                    return time.perf_counter() - start

    async def send(self, content: bytes) -> None:
        """Send something that no browser would."""
        await self._connection.send(content)

    def options(self, key: str) -> list[str]:
        """Return the options the server sent for the widget with this key."""
        return list(self._widget(key).options)

    def chosen(self, key: str) -> Choice:
        """Return what is chosen in the widget with this key."""
        state = self._states[self._widget(key).id]
        kind = state.WhichOneof("value")
        if kind is None:
            return None
        return list(state.string_array_value.data) if kind == "string_array_value" else getattr(state, kind)

    def takes_several(self, key: str) -> bool:
        """Return whether more than one thing can be chosen in the widget with this key."""
        return bool(self._widget(key).DESCRIPTOR.name == "MultiSelect")

    def _widget(self, key: str) -> Any:
        widgets = [widget for widget in self.view.of_kind(*WIDGETS) if widget.id.endswith(f"-{key}")]
        if len(widgets) != 1:
            raise PageError(f"{self.page}: {len(widgets)} widgets with key {key}")
        return widgets[0]

    async def _send(self, message: BackMsg) -> None:
        await self._connection.send(message.SerializeToString())

    def _request(self) -> BackMsg:
        """Return the request for a run, with all that a browser sends with it."""
        request = BackMsg()
        run = request.rerun_script
        run.query_string = self.query
        run.page_script_hash = self._page_hash
        run.page_name = "" if self._page_hash else self.page
        run.widget_states.widgets.extend(self._states.values())
        run.cached_message_hashes.extend(self._cache.hashes())
        run.context_info.timezone = "Europe/Amsterdam"
        run.context_info.locale = "nl-NL"
        return request

    async def _rerun(self) -> Answer:
        """Request a run and process all its messages. Raises PageError when the page shows an error."""
        self.view = View()
        start = time.perf_counter()
        await self._send(self._request())
        async with asyncio.timeout(SECONDS_TO_WAIT):
            seconds, size = await self._receive(start)
        self._remember_choices()
        if errors := self.view.errors():
            raise PageError(f"{self.page}?{urllib.parse.unquote(self.query)}: {'; '.join(errors)}")
        return Answer(seconds, size)

    async def _receive(self, start: float) -> tuple[float, int]:
        """Read until the server is idle; return the seconds until the script finished, and the bytes.

        A script that asks for a rerun finishes early, and is followed by a new run.
        """
        seconds, size = None, 0
        while True:
            data = await self._connection.recv(decode=False)
            received = time.perf_counter() - start
            size += len(data)
            message = self._cache.whole(ForwardMsg.FromString(data))
            kind = message.WhichOneof("type")
            self._take(kind, message)
            if kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                seconds = received
            is_idle = kind == "session_status_changed" and not message.session_status_changed.script_is_running
            if is_idle and seconds is not None:
                return seconds, size

    def _take(self, kind: str | None, message: ForwardMsg) -> None:
        """Process a message as a browser does."""
        if kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            self.view.elements[tuple(message.metadata.delta_path)] = message
        elif kind == "delta" and message.delta.add_block.popover.id:
            self.view.menus.append(message.delta.add_block.popover.id)
        elif kind == "new_session":
            self._oldest = message.new_session.config.max_cached_message_age
            self._page_hash = message.new_session.page_script_hash
            self._id = message.new_session.initialize.session_id
            self.view = View()
        elif kind == "navigation":
            self._page_hash = message.navigation.page_script_hash
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "page_not_found":
            raise PageError(f"{self.page}: there is no such page")
        elif kind == "session_event" and message.session_event.HasField("script_compilation_exception"):
            raise PageError(f"{self.page}: {message.session_event.script_compilation_exception.message}")
        elif kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            self._cache.finish_run(self._oldest)

    def _remember_choices(self) -> None:
        """Remember the choices of the widgets on the page, as the server set them or else as they were."""
        states = self._states
        self._states = {}
        for widget in self.view.of_kind(*WIDGETS):
            is_known = widget.id in states and not widget.set_value
            self._states[widget.id] = states[widget.id] if is_known else _state(widget.id, _first_choice(widget))


def _first_choice(widget: Any) -> Choice:
    """Return the choice of a new widget: what the server set, or the default."""
    match widget.DESCRIPTOR.name:
        case "Checkbox":
            return widget.value if widget.set_value else widget.default
        case "Selectbox" if widget.set_value:
            return widget.raw_value if widget.HasField("raw_value") else None
        case "Selectbox":
            return widget.options[widget.default] if widget.HasField("default") else None
        case "Slider":  # a select_slider
            set_by_server = widget.raw_value
        case _:
            set_by_server = widget.raw_values
    names = [getattr(option, "content", option) for option in widget.options]
    return list(set_by_server) if widget.set_value else [names[int(place)] for place in widget.default]


def _state(widget_id: str, value: Choice) -> WidgetState:
    """Return the message with the choice of a widget."""
    state = WidgetState(id=widget_id)
    if isinstance(value, list):
        state.string_array_value.data.extend(value)
    elif isinstance(value, bool):
        state.bool_value = value
    elif value is not None:
        state.string_value = value
    return state
