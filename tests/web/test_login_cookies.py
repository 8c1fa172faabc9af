"""The cookies of a login, and what is left of it after logging out."""

import itertools
import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from http.cookies import Morsel, SimpleCookie
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit.runtime.secrets import secrets_singleton
from streamlit.web.server.starlette import starlette_auth_routes

from tests.web.test_login import claims, secrets_with
from veerkracht.core import paths
from veerkracht.web import ended_logins, login, streamlit_internals
from veerkracht.web.login_cookies import LoginCookies

NUMBERS = itertools.count()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder, and a login that is configured."""
    monkeypatch.setenv("VEERKRACHT_DATA", str(tmp_path))
    monkeypatch.delenv("VEERKRACHT_DATABASE", raising=False)
    monkeypatch.setattr(secrets_singleton, "_secrets", secrets_with())
    return tmp_path


def user() -> dict:
    """Return the claims of a user who just logged in, unlike all others."""
    return claims() | {"iss": "https://login.gemeente.nl", "sub": f"user-{next(NUMBERS)}", "nonce": "n"}


async def log_in(request: Request) -> Response:
    """Answer as Streamlit does to a user who comes back from the identity provider."""
    response = Response()
    size = int(request.query_params.get("size", "1"))
    about = user() | {"name": random.Random(0).randbytes(size).hex()}
    tokens = {"id_token": "geheim" * size, "access_token": "geheim"}
    await starlette_auth_routes._set_auth_cookie(response, about, tokens)
    response.set_cookie("_streamlit_xsrf", "1|a|b")
    response.set_cookie("veerkracht", "1")
    return response


async def log_out(request: Request) -> Response:
    response = Response()
    starlette_auth_routes._clear_auth_cookie(response, request)
    return response


@pytest.fixture
def dashboard() -> Iterator[TestClient]:
    routes = [Route("/oauth2callback", log_in), Route("/auth/logout", log_out)]
    with TestClient(Starlette(routes=routes, middleware=[Middleware(LoginCookies)])) as client:
        yield client


def cookies_of(dashboard: TestClient, path: str) -> dict[str, Morsel[str]]:
    jar = SimpleCookie()
    for header in dashboard.get(path).headers.get_list("set-cookie"):
        jar.load(header)
    return dict(jar)


@pytest.mark.parametrize("size", [1, 10_000], ids=["one cookie", "several cookies"])
def test_a_cookie_of_a_login_is_secure_and_gone_after_twelve_hours_and_no_token_is_kept(
    size: int, dashboard: TestClient
) -> None:
    cookies = cookies_of(dashboard, f"/oauth2callback?size={size}")
    assert cookies.pop("veerkracht")["secure"] == ""  # not of Streamlit
    assert cookies.pop("_streamlit_xsrf")["max-age"] == ""  # until the browser closes
    assert len(cookies) > 2 or size == 1
    for name, cookie in cookies.items():
        assert cookie["secure"] and cookie["httponly"] and cookie["samesite"].lower() == "lax", name
        assert (cookie.value == "", cookie["max-age"]) == ("tokens" in name, "0" if "tokens" in name else "43200"), name


def test_without_https_a_cookie_is_not_secure(dashboard: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    here = secrets_with(redirect_uri="http://localhost:8501/oauth2callback")
    monkeypatch.setattr(secrets_singleton, "_secrets", here)
    assert not cookies_of(dashboard, "/oauth2callback")["_streamlit_user"]["secure"]
    dashboard.base_url = dashboard.base_url.copy_with(scheme="https")
    assert cookies_of(dashboard, "/oauth2callback")["_streamlit_user"]["secure"]


def counts(cookies: dict[str, Morsel[str]]) -> bool:
    """Return whether the server takes who comes with these cookies for a user."""
    return login.is_logged_in(streamlit_internals.user_claims({name: cookie.value for name, cookie in cookies.items()}))


def answer_to_log_out(dashboard: TestClient, cookies: dict[str, Morsel[str]], **headers: str) -> httpx.Response:
    """Return the answer to who logs out with these cookies alone, and keeps a copy of them."""
    dashboard.cookies.clear()
    text = "; ".join(f"{name}={cookie.value}" for name, cookie in cookies.items() if cookie.value)
    return dashboard.get("/auth/logout", headers={"Cookie": text, **headers})


def test_logging_out_ends_the_login_and_no_other_one(dashboard: TestClient, folder: Path) -> None:
    first, second = (cookies_of(dashboard, "/oauth2callback") for _ in range(2))
    assert counts(first) and counts(second)
    assert answer_to_log_out(dashboard, first).status_code == 200
    assert not counts(first) and counts(second)
    text = (folder / "bronnen" / ".uitgelogd.json").read_text()
    assert "user-" not in text and "gemeente" not in text


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_logs_nobody_out(dashboard: TestClient, site: str) -> None:
    cookies = cookies_of(dashboard, "/oauth2callback")
    answer = answer_to_log_out(dashboard, cookies, **{"Sec-Fetch-Site": site})
    assert (answer.status_code, answer.text) == (403, "Log uit met de knop op het dashboard.")
    assert "set-cookie" not in answer.headers and counts(cookies)


def test_a_login_that_was_ended_counts_in_no_process_and_is_forgotten_when_it_would_have_ended_anyway(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended, other = user(), user()
    login.end(ended)
    code = f"from veerkracht.web import login; print([login.is_logged_in(claims) for claims in ({ended!r}, {other!r})])"
    printed = subprocess.run([sys.executable, "-c", code], cwd=paths.ROOT, capture_output=True, text=True, check=True)
    assert printed.stdout.strip() == "[False, True]"
    moment = time.time() + 13 * 3600
    monkeypatch.setattr(time, "time", lambda: moment)
    login.end(other)
    assert len(json.loads((folder / "bronnen" / ".uitgelogd.json").read_text())) == 1


def test_where_nothing_can_be_written_a_login_ends_in_this_process_and_the_log_says_so(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "bronnen").write_text("geen map")
    ended = user()
    login.end(ended)
    assert not login.is_logged_in(ended)
    assert "Wie uitlogde, is alleen in dit proces uitgelogd: dat is niet op te schrijven" in caplog.messages


def test_a_damaged_list_of_ended_logins_is_written_again(folder: Path) -> None:
    ended = user()
    login.end(ended)
    (folder / "bronnen" / ".uitgelogd.json").write_text("{")
    login.end(user())
    assert ended_logins.has_ended(ended)
    assert len(json.loads((folder / "bronnen" / ".uitgelogd.json").read_text())) >= 2
