"""Login, all the way: others see nothing internal, not by address, cache or download, and who may see it does."""

import shutil
import time
import tomllib
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from streamlit.testing.v1 import AppTest

from etl.command import command
from tests import provider
from tests.chromium import NEEDED
from tests.conftest import INCLUDED
from tests.etl.build.test_internal import WORD, figures
from tests.etl.own_texts.test_stories import picture, written
from tests.opened import html
from veerkracht.core import menu, paths
from veerkracht.database import queries
from veerkracht.web import cache, login

TITLE = "Wat niet iedereen hoeft te weten"
FIGURE = "bronnen?toon=cijfer&indicator=thuis_in_de_buurt&periode=2026"
INSIDE = "Ingelogd: u ziet ook interne cijfers en verhalen."


@pytest.fixture(scope="module")
def identity() -> Iterator[provider.Provider]:
    with provider.serving() as running:
        yield running


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, identity: provider.Provider) -> Path:
    """A data folder with internal data, and the settings of a login."""
    folder = tmp_path_factory.mktemp("intern") / "data"
    shutil.copytree(INCLUDED, folder / "meegeleverd", ignore=shutil.ignore_patterns("landelijk"))
    verhalen = folder / "lokaal" / "verhalen"
    written(verhalen, "![een plein](foto.jpg)", name="stil.md", titel=TITLE, zichtbaar="intern")
    (verhalen / "foto.jpg").write_bytes(picture())
    (folder / "lokaal" / "peiling.csv").write_text(figures("2026"), encoding="utf-8")
    patch = pytest.MonkeyPatch()
    patch.setenv("VEERKRACHT_DATA", str(folder))
    assert command.main(["--offline"]) == command.ALL_WELL
    patch.undo()
    (folder / "secrets.toml").write_text(
        f"""
        [auth]
        redirect_uri = "http://127.0.0.1:{{port}}/oauth2callback"
        cookie_secret = "een lang geheim dat alleen in deze test bestaat"
        client_id = "{provider.CLIENT_ID}"
        client_secret = "{provider.CLIENT_SECRET}"
        server_metadata_url = "{identity.url}/.well-known/openid-configuration"
        [toegang.intern]
        roles = ["Intern"]
        """
    )
    return folder


@pytest.fixture
def inside(served: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages read the folder with internal data."""
    monkeypatch.setenv("VEERKRACHT_DATA", str(served))
    monkeypatch.delenv("VEERKRACHT_DATABASE", raising=False)


def visited(page: str, user: dict | None = None, rules: dict | None = None, **query: str) -> str:
    """Return all text of a page for a visitor with these claims, under these rules on who sees internal data."""
    script = "app.py" if page == menu.FIRST else f"pages/{page}.py"
    test = AppTest.from_file(str(paths.ROOT / script), default_timeout=60)
    test.user, test.secrets = user or {}, {"toegang": rules or {}}
    for key, value in query.items():
        test.query_params[key] = value
    test.run()
    assert not test.exception
    texts = [str(element.value) for element in (*test.caption, *test.markdown, *test.info)]
    return " ".join([html(test), *texts, *(button.label for button in test.button)])


def claims(age: float = 0, *roles: str) -> dict:
    """Return the claims of a user who logged in so many seconds ago."""
    return {"is_logged_in": True, "iat": time.time() - age, "roles": list(roles)}


@pytest.mark.parametrize(
    ("page", "query", "words"),
    [
        ("bronnen", {"toon": "cijfer", "indicator": "thuis_in_de_buurt", "periode": "2026"}, ("(intern)", WORD)),
        ("verhalen", {"verhaal": "stil"}, (TITLE, "Verhaal, intern")),
        ("waar-gaat-het-over", {"zoek": "niet iedereen hoeft te weten"}, (TITLE,)),
        ("trends", {"indicator": "thuis_in_de_buurt"}, ("(intern)", "2026")),
    ],
)
def test_what_is_cached_of_a_page_for_users_who_may_see_it_is_not_shown_to_others(
    inside: None, page: str, query: dict[str, str], words: tuple[str, ...]
) -> None:
    for _ in range(2):  # the cache is shared by all visitors
        internal, public = visited(page, claims(), **query), visited(page, **query)
        assert all(word in internal for word in words)
        assert not any(word in public for word in words)


SEES, NOT, MUST = INSIDE, "Ingelogd: u ziet de openbare cijfers.", "Log in om het dashboard te zien."
UNCLEAR = "Ingelogd. Interne cijfers ziet nu niemand: in secrets.toml klopt het deel [toegang] niet."


@pytest.mark.parametrize(
    ("user", "rules", "message", "button"),
    [
        ({}, None, "", ""),  # no login is configured
        ({"is_logged_in": False}, None, "", "Inloggen"),
        ({"is_logged_in": False}, {"verplicht": True}, MUST, "Inloggen"),
        (claims(), {"verplicht": True}, SEES, "Uitloggen"),
        (claims(login.HOURS * 3600 + 1), None, "", "Inloggen"),
        ({"is_logged_in": True}, None, "", "Inloggen"),  # at an unknown moment
        ({"is_logged_in": "true", "iat": time.time()}, None, "", "Inloggen"),
        (claims(0, "Lezer", "Intern"), {"intern": {"roles": ["Intern"]}}, SEES, "Uitloggen"),
        (claims(0, "Lezer"), {"intern": {"roles": ["Intern"]}}, NOT, "Uitloggen"),
        (claims(), {"intern": {"roles": "Intern", "groups": ["een", "twee"]}}, NOT, "Uitloggen"),
        (claims() | {"groups": "twee"}, {"intern": {"roles": "Intern", "groups": ["een", "twee"]}}, SEES, "Uitloggen"),
        (claims() | {"address": {"country": "NL"}}, {"intern": {"address": "NL"}}, NOT, "Uitloggen"),
        (claims(), {"intern": {}}, NOT, "Uitloggen"),
        (claims(0, "Intern"), {"interne": {"roles": ["Intern"]}}, UNCLEAR, "Uitloggen"),
        (claims(0, "Intern"), {"intern": "Intern"}, UNCLEAR, "Uitloggen"),
    ],
)
def test_who_sees_internal_data(inside: None, user: dict, rules: dict | None, message: str, button: str) -> None:
    text = visited(menu.FIRST, user, rules)
    assert [known for known in (SEES, NOT, MUST, UNCLEAR) if known in text] == [message] * bool(message)
    assert [label for label in ("Inloggen", "Uitloggen") if label in text.split()] == [button] * bool(button)
    assert ("<table" in text) == (message != MUST)


def test_the_example_of_the_settings_has_all_that_a_login_needs() -> None:
    example = tomllib.loads((paths.ROOT / "docs" / "examples" / "secrets.toml").read_text(encoding="utf-8"))
    assert set(example["auth"]) == {"redirect_uri", "cookie_secret", "client_id", "client_secret",
                                    "server_metadata_url"}  # fmt: skip
    assert set(example["toegang"]) == {"verplicht", "intern"} and example["toegang"]["verplicht"] is False
    assert ".streamlit/secrets.toml" in (paths.ROOT / ".gitignore").read_text().splitlines()


def test_a_file_has_what_its_visitor_may_see_also_when_made_in_another_thread(
    inside: None, served: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def has_internal_figures() -> bool:
        return bool((cache.query(queries.figures, "thuis_in_de_buurt", "2026")["value"].notna()).any())

    def in_thread(make: Callable[[], bool]) -> bool:
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(make).result()

    with login.fixed_visitor(True):
        internal = login.as_this_visitor(has_internal_figures)
        with cache.one_version():
            assert has_internal_figures()
    with login.fixed_visitor(False):
        public = login.as_this_visitor(has_internal_figures)
    made = [in_thread(make) for make in (internal, public, has_internal_figures, internal)]
    assert made == [True, False, False, True]
    monkeypatch.setenv("VEERKRACHT_DATABASE", f"duckdb:{served / 'veerkracht.duckdb'}")  # where nothing is internal
    assert not in_thread(internal)


def get(url: str, cookies: str = "") -> tuple[int, bytes, str]:
    request = urllib.request.Request(url, headers={"Cookie": cookies})
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.read(), answer.headers.get("cache-control", "")
    except urllib.error.HTTPError as answer:
        return answer.code, answer.read(), answer.headers.get("cache-control", "")


def log_in(page: Page, name: str) -> None:
    page.get_by_role("button", name="Inloggen").click()
    page.get_by_role("heading", name="Wie bent u?").wait_for()
    page.get_by_role("link", name=name).click()
    page.get_by_role("button", name="Uitloggen").wait_for()


def text_of(page: Page, last: str) -> str:
    """Return the text of a page once its last part is there."""
    page.get_by_text(last).last.wait_for()
    return page.locator("[data-testid=stMain]").inner_text()


@NEEDED
def test_of_two_visitors_one_logs_in_sees_saves_and_logs_out(browser: Browser, address: str) -> None:
    """The whole way, with a real provider: the other visitor has the same pages open all the time."""
    stranger, anna = (browser.new_context(locale="nl-NL", accept_downloads=True).new_page() for _ in range(2))
    for page in (stranger, anna):
        page.goto(f"{address}/{FIGURE}")
        assert WORD not in text_of(page, "Licentie:")
        assert "de link noemt 2026, maar dat bestaat hier niet" in text_of(page, "Inloggen")

    log_in(anna, "anna")
    anna.goto(f"{address}/{FIGURE}")
    text = text_of(anna, "Licentie: intern, niet openbaar.")
    assert INSIDE in text and WORD in text and "Gemeente Maastricht (intern)" in text
    with anna.expect_download() as saving:
        anna.get_by_role("button", name="Tabel opslaan (CSV)").click()
    assert saving.value.suggested_filename == "herkomst-thuis_in_de_buurt-2026-intern.csv"
    assert WORD in Path(saving.value.path()).read_text(encoding="utf-8-sig")
    cookies = "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in anna.context.cookies())
    assert get(saving.value.url) == (403, b"Dit bestand is intern. Log eerst in.", "no-store")
    assert get(saving.value.url, cookies.replace("_streamlit_user=", "_streamlit_user=x"))[0] == 403
    code, content, caching = get(saving.value.url, cookies)
    assert (code, caching) == (200, "no-store") and WORD.encode() in content

    stranger.reload()
    assert WORD not in text_of(stranger, "Licentie:")
    with stranger.expect_download() as saving:
        stranger.get_by_role("button", name="Tabel opslaan (CSV)").click()
    assert saving.value.suggested_filename == "herkomst-thuis_in_de_buurt-2025.csv"
    assert get(saving.value.url)[0] == 200
    for page in (stranger, anna):
        page.goto(f"{address}/verhalen?verhaal=stil")
    assert TITLE in text_of(anna, "Verhaal, intern")
    assert TITLE not in text_of(stranger, "Er zijn nog geen verhalen.")

    anna.get_by_role("button", name="Uitloggen").click()
    anna.get_by_role("button", name="Inloggen").wait_for()
    anna.goto(f"{address}/{FIGURE}")
    assert WORD not in text_of(anna, "Licentie:")
    log_in(anna, "bert")  # may log in, but not see internal data
    anna.get_by_text(NOT).wait_for()
    for page in (stranger, anna):
        page.context.close()
