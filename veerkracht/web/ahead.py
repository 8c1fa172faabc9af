"""Draws what visitors are likely to ask for before anybody asks, once for every built database.

The first time that a page or a choice is shown after a build costs three to eleven times as much as showing it again
(docs/speed.md). So a visitor without a screen opens every page, and makes every choice that is one away from how a page
of the workbench opens: any topic, year and area (docs/decisions/0021).
"""

import asyncio
import gc
import os
import time
import uuid
from collections.abc import Callable
from urllib.parse import parse_qs, urlencode

import duckdb
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import Runtime, SessionClient
from streamlit.runtime.scriptrunner import get_script_run_ctx

from veerkracht.core import logs, menu
from veerkracht.core.errors import VeerkrachtError
from veerkracht.database import queries
from veerkracht.web import cache as memory_ui
from veerkracht.web import login as login_ui
from veerkracht.web.cache import Version, read

Address = dict[str, list[str]]  # the choices in the address of a page

_MARK = "vooraf-"
_SECONDS_BETWEEN_LOOKS = 10
_MOST_SECONDS_OF_A_PAGE = 60
_MOST_SECONDS = 600  # a large municipality has more to draw than is worth the while


def is_drawing() -> bool:
    """Return whether this run of a page is for no visitor."""
    run = get_script_run_ctx()
    return run is not None and run.session_id.startswith(_MARK)


async def keep_drawing(may_begin: Callable[[], bool]) -> None:
    """Draw ahead whenever there is another database and it may begin, until cancelled.

    Ends at once when `VEERKRACHT_AHEAD` is 'nee'.
    """
    drawn: Version | None = None
    while os.environ.get("VEERKRACHT_AHEAD") != "nee":
        await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)
        if may_begin() and (now := await asyncio.to_thread(_version)) not in (None, drawn):
            drawn = now
            try:
                await _draw()
            except Exception as error:  # what is missing is drawn when a visitor asks for it
                logs.failed("Vooraf tekenen lukt niet", error)


async def _draw() -> None:
    """Draw every page, and then what is one choice away from it.

    What is kept of it stays until the next time, so Python need not look through it for garbage again and again: each
    time all visitors waited for 0.2 to 0.3 s.
    """
    began = time.monotonic()
    gc.unfreeze()
    opened = {page: await _visit(page, {}) for page in menu.section_of()}
    count = len(opened)
    for page, address in opened.items():
        for one in await asyncio.to_thread(one_choice_away, page, address):
            if time.monotonic() - began < _MOST_SECONDS:
                await _visit(page, one)
                count += 1
    gc.collect()
    gc.freeze()
    logs.told("Vooraf getekend", views=count, duration_ms=round(1000 * (time.monotonic() - began)))


def one_choice_away(page: str, opened: Address) -> list[Address]:
    """Return the addresses that one choice leads to, for who opens this page at this address and is not logged in."""
    with login_ui.one_visitor(False):
        return [
            opened | {key: [*opened[key], code] if key == "gebied" else [code]}
            for key, options in _OPTIONS.get(page, {}).items() if key in opened
            for code in options(opened) if code not in opened[key]
        ]  # fmt: skip


class _Visitor(SessionClient):
    """Takes in what a page sends, and keeps of it at which address the page is and whether it is whole."""

    def __init__(self) -> None:
        self.query = ""
        self.is_done = asyncio.Event()

    def write_forward_msg(self, msg: ForwardMsg) -> None:
        """Take in a message."""
        kind = msg.WhichOneof("type")
        if kind == "page_info_changed":
            self.query = msg.page_info_changed.query_string
        elif kind == "script_finished" and msg.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            self.is_done.set()


async def _visit(page: str, address: Address) -> Address:
    """Open a page as a new visitor, and return at which address it is; then leave others as much time as it took."""
    began = time.monotonic()
    runtime, visitor = Runtime.instance(), _Visitor()
    session = runtime.connect_session(visitor, user_info={}, session_id_override=f"{_MARK}{uuid.uuid4()}")
    try:
        request = BackMsg()
        request.rerun_script.page_name = page
        request.rerun_script.query_string = urlencode(address, doseq=True)
        runtime.handle_backmsg(session, request)
        async with asyncio.timeout(_MOST_SECONDS_OF_A_PAGE):
            await visitor.is_done.wait()
    finally:
        runtime.close_session(session)
    await asyncio.sleep(time.monotonic() - began)
    return parse_qs(visitor.query, keep_blank_values=True)


def _version() -> Version | None:
    """Return which database there is for who is not logged in, None when there is none to read."""
    try:
        with login_ui.one_visitor(False):
            return memory_ui.current()
    except (OSError, VeerkrachtError, duckdb.Error):
        return None


def _periods(opened: Address) -> list[str]:
    level = opened.get("niveau", ["buurt"])[0]
    return list(read(queries.periods, opened["indicator"][0], level)["period"])


def _indicators(counted: str, frequency: str = "") -> Callable[[Address], list[str]]:
    return lambda _: list(memory_ui.indicators(counted, frequency)[0]["indicator_id"])


# by page the choices that are drawn, and what there is to choose when the page has just opened
_OPTIONS: dict[str, dict[str, Callable[[Address], list[str]]]] = {
    "kaart": {"indicator": _indicators("buurt_figure_count"), "jaar": _periods},
    "vergelijken": {"indicator": _indicators("buurt_figure_count"), "jaar": _periods},
    "trends": {"indicator": _indicators("figure_count"), "gebied": lambda _: list(memory_ui.areas_to_choose())},
    "buurtprofiel": {"buurt": lambda _: list(memory_ui.buurt_names())},
    "samenhang": {
        "indicator": _indicators("buurt_figure_count", "jaar"),
        "indicator2": _indicators("buurt_figure_count", "jaar"),
    },
}
