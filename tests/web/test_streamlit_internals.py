"""What the dashboard assumes about the inside of Streamlit: each test fails when an upgrade changes that."""

import inspect
import logging
import random
import re
from collections.abc import Iterator
from functools import cache
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
from starlette.responses import Response
from streamlit import config, error_util, logger
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import BackendOperationResponse, ForwardMsg
from streamlit.runtime import secrets
from streamlit.runtime.backend_operation_handler import DeferredFileHandler
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext
from streamlit.runtime.secrets import Secrets, secrets_singleton
from streamlit.testing.v1 import AppTest
from streamlit.web.server import server_util
from streamlit.web.server.starlette import starlette_auth_routes

from tests.web.awaited import awaited
from veerkracht.core import paths
from veerkracht.web import index_html, streamlit_internals
from veerkracht.web.streamlit_internals import (
    CORE_PATH,
    PAGE_ENDPOINTS,
    PAGE_MESSAGES,
    PAGE_OPERATION,
    PAGE_OPERATIONS,
    PAGE_RUN,
    STATIC,
)

WEB = paths.ROOT / "veerkracht" / "web"
INDEX = (STATIC / "index.html").read_text(encoding="utf-8")


@cache
def frontend() -> str:
    """Return all scripts that Streamlit sends to browsers."""
    return "".join(path.read_text(encoding="utf-8") for path in sorted((STATIC / "static" / "js").glob("*.js")))


def test_only_one_module_imports_from_inside_streamlit() -> None:
    code = [*paths.ROOT.glob("*.py"), *(paths.ROOT / "pages").glob("*.py"), *(paths.ROOT / "veerkracht").rglob("*.py")]
    inside = re.compile(r"^\s*(from streamlit[. ]|import streamlit\.)", re.MULTILINE)
    assert [path.name for path in code if inside.search(path.read_text(encoding="utf-8"))] == ["streamlit_internals.py"]


def test_a_menu_knows_whether_it_is_open() -> None:
    code = "import streamlit as st\nst.session_state.menu = st.popover('Menu', key='x', on_change='rerun')"
    test = AppTest.from_string(code).run()
    menu = test.session_state.menu
    assert isinstance(menu, streamlit_internals.Popover) and not menu.open


def test_streamlit_serves_the_folder_pages_until_that_is_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PagesManager, "uses_pages_directory", None)
    PagesManager(str(paths.ROOT / "app.py"))
    assert streamlit_internals.name_pages_in_code()
    PagesManager(str(paths.ROOT / "app.py"))
    assert not streamlit_internals.name_pages_in_code()


@pytest.fixture
def usual_logs() -> Iterator[None]:
    """Streamlit's own way of logging is back after the test."""
    setup_formatter = logger.setup_formatter
    filters = list(logger.get_logger("streamlit.error_util").filters)
    yield
    logger.setup_formatter = setup_formatter
    logger.get_logger("streamlit.error_util").filters = filters


def test_all_loggers_of_streamlit_and_its_server_can_be_adopted_also_later_ones(usual_logs: None) -> None:
    names: list[str] = []
    logger.init_uvicorn_logs()
    streamlit_internals.format_logs(lambda adopted: names.append(adopted.name))
    assert {"uvicorn.access", "uvicorn.error", "websockets", "streamlit.error_util"} <= set(names)
    name = "a part of Streamlit that is loaded later"
    logger.get_logger(name)
    assert names[-1] == name
    del logger._loggers[name]


def test_streamlit_logs_an_error_of_a_page_with_a_line_that_is_dropped(
    usual_logs: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    records: list[logging.LogRecord] = []
    handler = logging.Handler()
    monkeypatch.setattr(handler, "emit", records.append)
    own = logging.getLogger("streamlit.error_util")
    own.addHandler(handler)
    error_util._log_uncaught_app_exception(KeyError("Jansen"))
    streamlit_internals.format_logs(lambda _: None)
    error_util._log_uncaught_app_exception(KeyError("Jansen"))
    own.warning("another line")
    own.removeHandler(handler)
    assert [record.msg for record in records] == ["Uncaught app execution", "another line"]


def login_cookies(claims: dict[str, object]) -> dict[str, str]:
    """Return the cookies by which Streamlit remembers who logged in."""
    response = Response()
    awaited(starlette_auth_routes._set_auth_cookie(response, claims, {}))
    cookies = SimpleCookie()
    for header in response.headers.getlist("set-cookie"):
        cookies.load(header)
    return {name: cookie.value for name, cookie in cookies.items() if cookie.value}


@pytest.mark.parametrize("size", [1, 10_000], ids=["one cookie", "several cookies"])
def test_the_claims_of_a_user_are_read_from_signed_cookies_and_from_no_others(
    size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    claims = {"is_logged_in": True, "name": random.Random(0).randbytes(size).hex()}
    cookies = login_cookies(claims)
    assert (len(cookies) > 2) == (size > 1)
    assert streamlit_internals.user_claims(cookies) == claims
    assert streamlit_internals.user_claims({}) == {}
    monkeypatch.setattr(server_util, "get_cookie_secret", lambda: "another secret")
    assert streamlit_internals.user_claims(cookies) == {}


def test_a_user_has_a_state_of_login_only_when_login_is_configured(monkeypatch: pytest.MonkeyPatch) -> None:
    test = AppTest.from_string("import streamlit as st\nst.text('is_logged_in' in st.user)")
    assert test.run().text[0].value == "False"
    monkeypatch.setattr(secrets_singleton, "_secrets", {"auth": {"cookie_secret": "a"}})
    assert test.run().text[0].value == "True"


def test_an_origin_may_connect_when_the_settings_of_streamlit_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    origin = "https://elders.example"
    assert not streamlit_internals.is_allowed_origin(origin)
    settings = {"server.corsAllowedOrigins": [origin], "server.enableCORS": True, "global.developmentMode": False}
    monkeypatch.setattr(config, "get_option", settings.__getitem__)
    assert streamlit_internals.is_allowed_origin(origin)
    settings |= {"server.corsAllowedOrigins": [], "server.enableCORS": False}
    assert streamlit_internals.is_allowed_origin(origin)


@pytest.mark.parametrize("error", [PermissionError(13, "Permission denied"), IsADirectoryError(21, "Is a directory"),
                                   UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte")])  # fmt: skip
def test_secrets_that_cannot_be_read_are_none_for_streamlit_and_an_error_for_us(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def open_file(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(Secrets, "_parse_toml_file", Secrets._parse_toml_file)
    monkeypatch.setattr(secrets, "open", open_file, raising=False)
    monkeypatch.setattr(secrets_singleton, "_secrets", None)
    streamlit_internals.ignore_unreadable_secrets()
    assert not secrets_singleton.load_if_toml_exists()
    with pytest.raises((OSError, ValueError), match=getattr(error, "strerror", "invalid start byte")):
        streamlit_internals.secrets()


def test_every_kind_of_message_is_one_that_pages_send_or_one_that_is_ignored() -> None:
    kinds = {field.name for field in BackMsg.DESCRIPTOR.oneofs_by_name["type"].fields}
    ignored = {"clear_cache", "set_run_on_save", "load_git_info", "debug_disconnect_websocket",
               "debug_shutdown_runtime", "file_urls_request"}  # fmt: skip
    assert kinds == {*PAGE_MESSAGES, *ignored}
    assert streamlit_internals.page_message(BackMsg(app_heartbeat=True).SerializeToString()) == "app_heartbeat"
    assert not streamlit_internals.page_message(BackMsg(clear_cache=True).SerializeToString())
    assert not streamlit_internals.page_message(b"\xff")


def test_every_operation_is_one_that_pages_ask_for_or_one_that_is_ignored() -> None:
    payloads = BackMsg().backend_operation_request.DESCRIPTOR.oneofs_by_name["payload"].fields
    assert {field.name for field in payloads} == {*PAGE_OPERATIONS, "install_skills", "dismiss_skills_nudge"}
    for field in payloads:
        message = BackMsg()
        getattr(message.backend_operation_request, field.name).SetInParent()
        passes = streamlit_internals.page_message(message.SerializeToString())
        assert passes == (PAGE_OPERATION if field.name in PAGE_OPERATIONS else ""), field.name
    empty = BackMsg()
    empty.backend_operation_request.request_id = "1"
    assert not streamlit_internals.page_message(empty.SerializeToString())


def test_a_browser_asks_only_for_the_endpoints_that_are_open_or_known_to_be_closed() -> None:
    asked = set(re.findall(rf"{CORE_PATH.strip('/')}/([\w-]+)", frontend()))
    assert asked == {*PAGE_ENDPOINTS, "upload_file", "bidi-components"}


def test_the_html_of_streamlit_has_once_what_is_replaced_in_it() -> None:
    for part in ('<html lang="en"', "<title>", "<noscript>", "</noscript>", "<script>", "</head>", "</body>"):
        assert INDEX.count(part) == 1, part
    assert 'href="./static/js/' in INDEX


@pytest.mark.slow
def test_there_is_a_script_for_every_element_of_a_page() -> None:
    elements = {*index_html.ELEMENTS, *(name for names in index_html.PAGE_ELEMENTS.values() for name in names)}
    assert [name for name in sorted(elements) if not streamlit_internals.scripts_of(name)] == []
    assert len(streamlit_internals.scripts_of("ArrowVegaLiteChart")) > 20


def test_all_imports_of_a_script_are_followed_also_in_a_circle(tmp_path: Path) -> None:
    scripts = tmp_path / "static" / "js"
    scripts.mkdir(parents=True)
    (scripts / "Html.a1.js").write_text('import{t as e}from"./b.js";import"./c.js";import(`./later.js`);x="./no.js"')
    (scripts / "b.js").write_text('import{a,b}from"./Html.a1.js";import $d from "./d_-1.js";import e from"./gone.js"')
    for name in ("c.js", "d_-1.js", "later.js", "no.js", "HtmlOther.js"):
        (scripts / name).write_text("")
    assert sorted(streamlit_internals.scripts_of("Html", tmp_path)) == ["Html.a1.js", "b.js", "c.js", "d_-1.js"]


def test_a_page_can_be_told_where_its_server_is() -> None:
    assert re.search(r"window\.__streamlit\b.{0,40}BACKEND_BASE_URL", frontend())


def test_the_elements_that_our_styles_and_script_look_for_exist() -> None:
    ours = "".join((WEB / "assets" / name).read_text(encoding="utf-8") for name in ("style.css", "browser.js"))
    names = {*re.findall(r'data-testid[$^*]?="(\w+)"', ours), *re.findall(r"\.(st[A-Z]\w+)", ours)}
    assert len(names) > 10 and [name for name in sorted(names) if name not in frontend()] == []


def test_the_english_labels_that_our_script_translates_exist() -> None:
    script = (WEB / "assets" / "browser.js").read_text(encoding="utf-8")
    lists = "".join(re.findall(r"const (?:labels|starts) = \{(.*?)\};", script, re.DOTALL))
    english = [quoted or word for quoted, word in re.findall(r"(?:'([^']+)'|\b([A-Z]\w+)): '[^']*'", lists)]
    english += ["Skip to main content", "No results", " more", "You can only select up to ", "Remove an option first.",
                "Press Enter to ", "+Enter to ", "`Stop`", "`Stopping...`", "`Connecting`", "`Connection error`",
                "Download as PNG", "Copy Vega-Lite spec", "Fullscreen", "Close fullscreen", "Link to heading",
                "`visualization`", " mark container`",
                "`Request timed out`", "`Connection closed`", '"data-test-connection-state"',
                "`CONNECTED`"]  # fmt: skip
    assert len(english) > 10 and [label for label in english if label.rstrip(": ") not in frontend()] == []


def test_a_file_that_cannot_be_made_is_answered_with_words_that_our_script_translates() -> None:
    def broken() -> MediaFileManager:
        raise OSError

    request = BackMsg()
    request.backend_operation_request.deferred_file.file_id = "a"
    answer = awaited(DeferredFileHandler(broken).handle(request.backend_operation_request, "session"))
    assert isinstance(answer, BackendOperationResponse) and answer.error_msg
    assert f"({answer.error_msg}|" in (WEB / "assets" / "browser.js").read_text(encoding="utf-8")
    message = ForwardMsg(backend_operation_response=answer)
    assert streamlit_internals.answered_message(message.SerializeToString()) == PAGE_OPERATION
    assert not streamlit_internals.answered_message(ForwardMsg(hash="a").SerializeToString())


def test_a_page_is_whole_when_its_script_has_finished_and_not_when_it_begins_again() -> None:
    status = ForwardMsg.ScriptFinishedStatus
    whole = [name for name, number in status.items() if streamlit_internals.answered_message(
        ForwardMsg(script_finished=number).SerializeToString()) == PAGE_RUN]  # fmt: skip
    assert {*status.keys()} - {*whole} == {"FINISHED_EARLY_FOR_RERUN"}


def test_a_run_knows_that_the_visitor_went_back_or_forward() -> None:
    context = get_script_run_ctx(suppress_warning=True)
    assert context is None and not streamlit_internals.is_back_or_forward()
    assert "is_history_navigation" in inspect.signature(ScriptRunContext.reset).parameters
    assert "isHistoryNavigation" in frontend()
