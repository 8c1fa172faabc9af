"""Everything the dashboard uses from inside Streamlit, so that a Streamlit upgrade can only break this module.

Each assumption has a test in tests/web/test_streamlit_internals.py.
"""

import json
import logging
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path

import streamlit as st
from google.protobuf.message import DecodeError
from streamlit import file_util, logger
from streamlit.auth_util import get_cookie_with_chunks
from streamlit.elements.lib.mutable_popover_container import PopoverContainer
from streamlit.errors import StreamlitSecretNotFoundError
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.secrets import Secrets
from streamlit.web.server import server_util
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import TOKENS_COOKIE_NAME, USER_COOKIE_NAME

Popover = PopoverContainer
"""What st.popover gives: a container that knows whether it is open."""

STATIC = Path(file_util.get_static_dir())
"""The folder of index.html and of the scripts and styles that it loads."""

COOKIE_PREFIX = "_streamlit"
"""With which the name of every cookie of Streamlit begins."""
TOKENS_COOKIE = TOKENS_COOKIE_NAME
"""With which the names of the cookies with tokens of the identity provider begin."""

CORE_PATH = "/_stcore/"
PAGE_ENDPOINTS = ("health", "host-config", "stream")
"""What a page needs below CORE_PATH; the others are for uploads, metrics and programs."""

PAGE_RUN = "rerun_script"
PAGE_OPERATION = "backend_operation_request"
PAGE_MESSAGES = (PAGE_RUN, "stop_script", "app_heartbeat", PAGE_OPERATION)
"""What a page sends over its connection. With other messages any visitor could empty the cache that all share."""

PAGE_OPERATIONS = ("deferred_file", "dataframe_chunk")
"""What a page asks of the server besides a run. With other operations a page writes files on its machine."""

SET_BACKEND_URL = "window.__streamlit = { BACKEND_BASE_URL: new URL('.', location.href).href };"
"""Tells a page where its server is. Streamlit tries the address below the page first, and waits before the next."""

_parse_secrets = Secrets._parse_toml_file
_UNCAUGHT_ERROR = "Uncaught app execution"  # asgi.py logs the same error with a code, and without what was typed
_IMPORTED_SCRIPT = re.compile(r"""\bimport\s*(?:[\w$*{}\s,]+?from\s*)?["']\./([\w.-]+\.js)["']""")


def name_pages_in_code() -> bool:
    """Stop Streamlit from serving the files in pages/ by itself; return whether it did so until now.

    Until app.py has called st.navigation, the first visitor who follows a link to a page would get only that file,
    without menu and style (docs/decisions/0004).
    """
    served_folder = bool(PagesManager.uses_pages_directory)
    PagesManager.uses_pages_directory = False
    return served_folder


def is_back_or_forward() -> bool:
    """Return whether the page runs because the visitor went back or forward in the browser."""
    context = get_script_run_ctx(suppress_warning=True)
    return bool(context and context.is_history_navigation)


def format_logs(adopt: Callable[[logging.Logger], None]) -> None:
    """Apply `adopt` to all loggers of Streamlit and its server, including later ones; drop its line about an error of a
    page."""
    logger.setup_formatter = adopt  # type: ignore[assignment]
    logger.update_formatter()
    logger.get_logger("streamlit.error_util").addFilter(_is_no_page_error)


def _is_no_page_error(record: logging.LogRecord) -> bool:
    return record.msg != _UNCAUGHT_ERROR


def ignore_unreadable_secrets() -> None:
    """Make Streamlit treat a secrets.toml that it may not read, or a folder in its place, as an empty one.

    By default it answers every request with status 500, and logs nothing but its own traceback.
    """
    Secrets._parse_toml_file = _parsed_secrets  # type: ignore[assignment, method-assign]


def _parsed_secrets(secrets: Secrets, path: str) -> tuple[Mapping[str, object], bool]:
    try:
        return _parse_secrets(secrets, path)
    except StreamlitSecretNotFoundError:
        raise
    except (OSError, ValueError) as error:
        raise StreamlitSecretNotFoundError(
            "{path}: {error}", path=path, error=str(error), error_id="failed-parsing-secrets-file"
        ) from error


def secrets() -> Mapping[str, object]:
    """Return the content of secrets.toml; empty if there is no such file.

    Raises OSError or ValueError if it cannot be read, which Streamlit treats as no file.
    """
    try:
        return st.secrets._parse()
    except StreamlitSecretNotFoundError as error:
        if error.error_id == "no-secrets-found":
            return {}
        if isinstance(error.__cause__, OSError):
            raise error.__cause__ from None
        raise ValueError(str(error.__cause__ or error)) from error


def user_claims(cookies: Mapping[str, str]) -> Mapping[str, object]:
    """Return the claims about the user in the login cookies of a request, as st.user does in a page; none without
    cookies, or if this server did not sign them."""

    def signed(name: str) -> bytes | None:
        value = cookies.get(name)
        secret = server_util.get_cookie_secret()
        return decode_signed_value(secret, name, value.encode("latin-1")) if value else None

    claims: Mapping[str, object] = json.loads(get_cookie_with_chunks(signed, USER_COOKIE_NAME) or b"{}")
    return claims


def is_allowed_origin(origin: str) -> bool:
    """Return whether Streamlit's settings let pages of this origin connect (server.enableCORS, corsAllowedOrigins)."""
    return server_util.allow_all_cross_origin_requests() or server_util.is_allowed_origin(origin)


def page_message(content: bytes) -> str:
    """Return the kind of a message over the connection, one of PAGE_MESSAGES; '' if no page of the dashboard sends
    it."""
    try:
        message = BackMsg.FromString(content)
    except DecodeError:
        return ""
    kind = message.WhichOneof("type") or ""
    if kind == PAGE_OPERATION and message.backend_operation_request.WhichOneof("payload") not in PAGE_OPERATIONS:
        return ""
    return kind if kind in PAGE_MESSAGES else ""


def answered_message(content: bytes) -> str:
    """Return what a message to a page completes: PAGE_RUN if the page is complete, or PAGE_OPERATION; else ''."""
    message = ForwardMsg.FromString(content)
    match message.WhichOneof("type"):
        case "script_finished" if message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            return PAGE_RUN
        case "backend_operation_response":
            return PAGE_OPERATION
        case _:
            return ""


@lru_cache
def scripts_of(element: str, folder: Path = STATIC) -> tuple[str, ...]:
    """Return the names of the script that draws an element and of all scripts it imports; () if there is none.

    A script is named after its element, followed by a hash.
    """
    scripts = folder / "static" / "js"
    names = dict.fromkeys(path.name for path in sorted(scripts.glob(f"{element}.*.js")))
    unread = list(names)
    while unread:
        text = (scripts / unread.pop()).read_text(encoding="utf-8")
        new = [name for name in _IMPORTED_SCRIPT.findall(text) if name not in names and (scripts / name).exists()]
        names |= dict.fromkeys(new)
        unread += new
    return tuple(names)
