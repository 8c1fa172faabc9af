"""Login, all the way: others see nothing internal, not by address, cache or download, and who may see it does."""

import re
import shutil
import time
import tomllib
import urllib.error
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from streamlit import config
from streamlit.runtime.secrets import secrets_singleton
from streamlit.testing.v1 import AppTest

import asgi
from benchmarks.websocket_client import PageError, Session
from etl.command import command
from tests import provider
from tests.chromium import NEEDED
from tests.conftest import INCLUDED
from tests.etl.build.test_internal import WORD, figures
from tests.etl.own_texts.test_stories import picture, written
from tests.opened import html
from tests.web.awaited import awaited
from veerkracht.core import access, menu, paths
from veerkracht.database import queries
from veerkracht.web import cache, downloads, login

TITLE = "Wat niet iedereen hoeft te weten"
FIGURE = "bronnen?toon=cijfer&indicator=thuis_in_de_buurt&periode=2026"
DECISION = "Praten met de corporatie"
DECISIONS = f"""besluiten:
  - datum: 2026-01-01
    besluit: {DECISION}
    doelen: [9]
    uiterlijk: 2026-01-02
"""
INSIDE = "Ingelogd: u ziet ook interne cijfers en verhalen."


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, identity: provider.Provider) -> Path:
    """A data folder with internal data, and the settings of a login."""
    folder = tmp_path_factory.mktemp("intern") / "data"
    shutil.copytree(INCLUDED, folder / "meegeleverd", ignore=shutil.ignore_patterns("landelijk"))
    verhalen = folder / "lokaal" / "verhalen"
    written(verhalen, "![een plein](foto.jpg)", name="stil.md", titel=TITLE, zichtbaar="intern")
    (verhalen / "foto.jpg").write_bytes(picture())
    (folder / "lokaal" / "peiling.csv").write_text(figures("2026"), encoding="utf-8")
    (folder / "lokaal" / "besluiten.yaml").write_text(DECISIONS, encoding="utf-8")
    patch = pytest.MonkeyPatch()
    patch.setenv("VEERKRACHT_DATA", str(folder))
    assert command.main(["--offline"]) == command.ALL_WELL
    patch.undo()
    (folder / "secrets.toml").write_text(provider.settings(identity.url), encoding="utf-8")
    return folder


@pytest.fixture
def inside(served: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages read the folder with internal data."""
    monkeypatch.setenv("VEERKRACHT_DATA", str(served))
    monkeypatch.delenv("VEERKRACHT_DATABASE", raising=False)


AUTH = {
    "redirect_uri": "https://dashboard.gemeente.nl/oauth2callback",
    "cookie_secret": "0123456789abcdef" * 4,
    "client_id": provider.CLIENT_ID,
    "client_secret": provider.CLIENT_SECRET,
    "server_metadata_url": "https://login.gemeente.nl/.well-known/openid-configuration",
}
ALL_USERS = {"intern": {"iedereen": True}}


def secrets_with(rules: dict | None = None, **auth: str) -> dict:
    """Return the content of a secrets.toml with a login, in which [auth] differs by these values."""
    return {"auth": AUTH | auth, "toegang": ALL_USERS if rules is None else rules}


def visited(page: str, user: dict | None = None, secrets: dict | None = None, **query: str) -> str:
    """Return all text of a page for a visitor with these claims, under these secrets."""
    script = "app.py" if page == menu.FIRST else f"pages/{page}.py"
    test = AppTest.from_file(str(paths.ROOT / script), default_timeout=60)
    test.user, test.secrets = user or {}, secrets_with() if secrets is None else secrets
    for key, value in query.items():
        test.query_params[key] = value
    test.run()
    assert not test.exception
    texts = [str(element.value) for element in (*test.caption, *test.markdown, *test.info, *test.error)]
    return " ".join([html(test), *texts, *(button.label for button in test.button)])


def claims(age: float = 0, *roles: str) -> dict:
    """Return the claims of a user who logged in so many seconds ago."""
    return {"is_logged_in": True, "iat": time.time() - age, "roles": list(roles)}


@pytest.mark.parametrize(
    ("page", "query", "words"),
    [
        ("bronnen", {"toon": "cijfer", "indicator": "thuis_in_de_buurt", "periode": "2026"}, ("(intern)", WORD)),
        ("verhalen", {"verhaal": "stil"}, (TITLE, "Verhaal, intern")),
        ("besluiten", {}, (DECISION, "intern")),
        ("doelkaart", {"doel": "9"}, (DECISION,)),
        ("start", {}, (f"1 besluit is over tijd: “{DECISION}”",)),
        ("start", {"zoek": DECISION}, (f">{DECISION}<",)),
        ("start", {"zoek": "niet iedereen hoeft te weten"}, (TITLE,)),
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
UNCLEAR = "Ingelogd. Interne cijfers ziet nu niemand: in secrets.toml klopt iets niet."
BROKEN = "Inloggen kan nu niet: de instellingen kloppen niet. De beheerder leest in het logboek waarom."
CLOSED = (
    "Dit dashboard is nu dicht: de instellingen van de login kloppen niet. De beheerder leest in het logboek waarom."
)
MESSAGES = (SEES, NOT, MUST, UNCLEAR, BROKEN, CLOSED)


def shown(user: dict, secrets: dict) -> tuple[str, str]:
    """Return which message on the login and which button a page shows."""
    text = visited(menu.FIRST, user, secrets)
    messages = [message for message in MESSAGES if message in text]
    buttons = [label for label in ("Inloggen", "Uitloggen") if label in text.split(BROKEN)[-1].split()]
    assert ("<table" in text) == (not {MUST, CLOSED} & set(messages))
    return " ".join(messages), " ".join(buttons)


@pytest.mark.parametrize(
    ("user", "rules", "message", "button"),
    [
        ({"is_logged_in": False}, None, "", "Inloggen"),
        ({"is_logged_in": False}, {"verplicht": True, **ALL_USERS}, MUST, "Inloggen"),
        (claims(), {"verplicht": True, **ALL_USERS}, SEES, "Uitloggen"),
        (claims(login.HOURS * 3600 + 1), None, "", "Inloggen"),
        (claims(-86400), None, "", "Inloggen"),  # in the future, also when this test runs long after it was read
        (claims(-30), None, SEES, "Uitloggen"),  # a clock that is a little ahead
        (claims() | {"iat": float("nan")}, None, "", "Inloggen"),
        ({"is_logged_in": True}, None, "", "Inloggen"),  # at an unknown moment
        ({"is_logged_in": "true", "iat": time.time()}, None, "", "Inloggen"),
        (claims(0, "Lezer", "Intern"), {"intern": {"roles": ["Intern"]}}, SEES, "Uitloggen"),
        (claims(0, "Lezer"), {"intern": {"roles": ["Intern"]}}, NOT, "Uitloggen"),
        (claims(), {"intern": {"roles": "Intern", "groups": ["een", "twee"]}}, NOT, "Uitloggen"),
        (claims() | {"groups": "twee"}, {"intern": {"roles": "Intern", "groups": ["een", "twee"]}}, SEES, "Uitloggen"),
        (claims() | {"address": {"country": "NL"}}, {"intern": {"address": "NL"}}, NOT, "Uitloggen"),
        (claims(), {"intern": {}}, NOT, "Uitloggen"),
        (claims(), {"intern": {"iedereen": False}}, NOT, "Uitloggen"),
    ],
)
def test_who_sees_internal_data(inside: None, user: dict, rules: dict | None, message: str, button: str) -> None:
    assert shown(user, secrets_with(rules)) == (message, button)


def test_without_secrets_there_is_no_login_and_everything_public_is_open(inside: None) -> None:
    assert shown({}, {}) == ("", "")


INTERN, ROLES = claims(0, "Intern"), {"roles": ["Intern"]}
SECRETS_WITH_MISTAKES: dict[str, tuple[dict, str]] = {
    # what is missing or unknown: nobody sees what is internal
    "no word on who": (secrets_with({}), UNCLEAR),
    "no word on who, and no table": ({"auth": AUTH}, UNCLEAR),
    "unknown rule": (secrets_with({"interne": ROLES, "verplicht": False}), UNCLEAR),
    "rule that is no table": (secrets_with({"intern": "Intern"}), UNCLEAR),
    "capital in the rules": ({"auth": AUTH, "Toegang": {"intern": ROLES}}, UNCLEAR),
    "another word for the rules": ({"auth": AUTH, "toegangen": {"intern": ROLES}}, UNCLEAR),
    "unknown part beside good ones": ({**secrets_with({"intern": ROLES}), "login": {}}, UNCLEAR),
    "rules that are no table": ({"auth": AUTH, "toegang": "Intern"}, UNCLEAR),
    "everybody as a text": (secrets_with({"intern": {"iedereen": "true"}}), UNCLEAR),
    "everybody and some": (secrets_with({"intern": {"iedereen": True, **ROLES}}), UNCLEAR),
    "required as a text": (secrets_with({"intern": ROLES, "verplicht": "ja"}), UNCLEAR),
    # a login that cannot be trusted counts for nobody
    "secret of the example": (secrets_with(cookie_secret="vervang-dit-door-een-eigen-geheim"), BROKEN),
    "short secret": (secrets_with(cookie_secret="0123456789abcdef"), BROKEN),
    "simple secret": (secrets_with(cookie_secret="a" * 64), BROKEN),
    "empty secret": (secrets_with(cookie_secret=""), BROKEN),
    "misspelled name of the secret": (secrets_with(cookie_secrets="0123456789abcdef" * 4), BROKEN),
    "any organisation": (
        secrets_with(server_metadata_url="https://login.microsoftonline.com/common/v2.0/.well-known/x"), BROKEN
    ),
    "provider without https": (secrets_with(server_metadata_url="http://login.gemeente.nl/x"), BROKEN),
    "dashboard without https": (secrets_with(redirect_uri="http://dashboard.gemeente.nl/oauth2callback"), BROKEN),
    "another way back": (secrets_with(redirect_uri="https://dashboard.gemeente.nl/"), BROKEN),
    # nobody can log in where that is required, or may be: the page ends
    "required without a login": ({"toegang": {"verplicht": True}}, CLOSED),
    "required, and a misspelled login": ({"Auth": AUTH, "toegang": {"verplicht": True}}, CLOSED),
    "misspelled rules without a login": ({"Toegang": {"verplicht": True}}, CLOSED),
    "required with the secret of the example": (
        secrets_with({"verplicht": True, **ALL_USERS}, cookie_secret="vervang-dit-door-een-eigen-geheim"), CLOSED
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", SECRETS_WITH_MISTAKES)
def test_secrets_with_a_mistake_let_nobody_in_and_the_start_says_why(
    inside: None, case: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    secrets, message = SECRETS_WITH_MISTAKES[case]
    assert shown(INTERN, secrets)[0] == message
    monkeypatch.setattr(secrets_singleton, "_secrets", secrets)
    assert not login.may_see_internal(INTERN)  # also not by the address of a file
    caplog.clear()
    login.report_mistakes()
    consequence = "het dashboard" if message == CLOSED else "interne cijfers en verhalen"
    assert caplog.messages
    for line in caplog.messages:
        assert line.startswith("secrets.toml: ") and line.endswith(f". Nu ziet niemand {consequence}.")
        assert "0123456789" not in line and provider.CLIENT_SECRET not in line


def test_a_server_that_starts_reports_the_mistakes(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(asgi.start, "set_up_server", lambda _: None)
    monkeypatch.setattr(asgi.preparation, "start", lambda: None)
    monkeypatch.setattr(secrets_singleton, "_secrets", {"Auth": AUTH})

    async def run() -> None:
        async with asgi.lifespan(asgi.app):
            pass

    awaited(run())
    assert (
        "secrets.toml: “Auth” is onbekend. Bekend zijn de delen [auth] en [toegang], met kleine letters. "
        in " ".join(caplog.messages)
    )


def test_whether_a_visitor_must_log_in_is_closed_when_unclear_and_open_when_it_says_so(inside: None) -> None:
    anybody: dict = {"is_logged_in": False}
    assert shown(anybody, {"auth": AUTH, "Toegang": {"verplicht": True}})[0] == MUST
    assert shown(anybody, secrets_with({"verplicht": "ja", **ALL_USERS}))[0] == MUST
    assert shown(anybody, {"auth": AUTH, "toegang": {"verplicht": False}, "Toegang": {}})[0] == ""


@pytest.mark.parametrize(
    "content", [b"[toegang\nverplicht = true", b"verplicht = \xff", None], ids=["toml", "text", "folder"]
)
def test_a_file_of_secrets_that_cannot_be_read_closes_the_dashboard(
    inside: None,
    content: bytes | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / "secrets.toml"
    if content is None:
        path.mkdir()  # what Docker makes of a file that is not there
    else:
        path.write_bytes(content)
    monkeypatch.setattr(secrets_singleton, "_secrets", None)
    usual = config.get_option
    monkeypatch.setattr(config, "get_option", lambda name: [str(path)] if name == "secrets.files" else usual(name))
    test = AppTest.from_file(str(paths.ROOT / "app.py"), default_timeout=60).run()
    assert [element.value for element in test.error] == [CLOSED] and "<table" not in html(test)
    assert not login.may_see_internal(INTERN)
    monkeypatch.setattr(paths, "SECRETS", path)
    assert command.main(["status"]) == command.ALL_WELL
    assert "Login, secrets.toml: Het bestand is niet te lezen: " in " ".join(capsys.readouterr().out.split())


def test_a_folder_in_place_of_the_secrets_closes_a_server_which_logs_why(
    included_database: Path, tmp_path: Path, started: Callable[..., str]
) -> None:
    folder = tmp_path / "data"
    shutil.copytree(included_database.parent, folder)
    (folder / "secrets.toml").mkdir()
    address = started(folder)
    assert urllib.request.urlopen(f"{address}/gezond").status == 200

    async def page_errors() -> None:
        await Session.open(address, "trends")

    with pytest.raises(PageError, match=re.escape(CLOSED)):
        awaited(page_errors())
    assert (
        "secrets.toml: Het bestand is niet te lezen: daar staat een map: secrets.toml. Nu ziet niemand het dashboard."
        in folder.with_suffix(".log").read_text(encoding="utf-8")
    )


def test_the_status_says_what_is_wrong_in_the_secrets(
    inside: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    example = (paths.ROOT / "docs" / "examples" / "secrets.toml").read_text(encoding="utf-8")
    monkeypatch.setattr(paths, "SECRETS", tmp_path / "secrets.toml")
    assert command.main(["status"]) == command.ALL_WELL and "Login" not in capsys.readouterr().out
    paths.SECRETS.write_text(example, encoding="utf-8")
    assert command.main(["status"]) == command.ALL_WELL
    printed = " ".join(capsys.readouterr().out.split())
    assert "In [auth] ontbreekt de waarde van cookie_secret. Nu ziet niemand interne cijfers en verhalen." in printed
    assert "In [auth] staat bij client_id nog de tekst van het voorbeeld." in printed


def test_the_example_of_the_settings_works_once_all_its_values_are_filled_in() -> None:
    example = tomllib.loads((paths.ROOT / "docs" / "examples" / "secrets.toml").read_text(encoding="utf-8"))
    assert len(access.judge(example).mistakes) == len(AUTH) == len(example["auth"])
    assert not access.judge({**example, "auth": AUTH}).mistakes
    assert example["toegang"]["verplicht"] is False
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


def test_a_file_of_internal_figures_has_another_name_each_time_so_that_nobody_can_compute_its_address() -> None:
    names = {downloads._internal_name("herkomst-thuis_in_de_buurt-2026.csv") for _ in range(100)}
    assert len(names) == 100
    assert all(re.fullmatch("herkomst-thuis_in_de_buurt-2026-intern-[0-9a-f]{16}[.]csv", name) for name in names)
    assert all(downloads.is_internal(f'attachment; filename="{name}"') for name in names)


def get(url: str, cookies: str = "", **headers: str) -> tuple[int, bytes, str]:
    request = urllib.request.Request(url, headers={"Cookie": cookies, **headers})
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
    anna.get_by_role("button", name="Delen en opslaan").click()
    with anna.expect_download() as saving:
        anna.get_by_role("button", name="CSV", exact=True).click()
    assert re.fullmatch("herkomst-thuis_in_de_buurt-2026-intern-[0-9a-f]{16}[.]csv", saving.value.suggested_filename)
    assert WORD in Path(saving.value.path()).read_text(encoding="utf-8-sig")
    lasting = {cookie["name"]: cookie["expires"] - time.time() for cookie in anna.context.cookies()}
    assert not [name for name in lasting if "tokens" in name] and 0 < lasting["_streamlit_user"] <= login.HOURS * 3600
    cookies = "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in anna.context.cookies())
    folder = saving.value.url.rpartition("/")[0]
    refused = get(saving.value.url)
    assert refused == get(f"{folder}/{'0' * 56}.csv") and refused[0] == 404  # as if it were not there
    for part in ("bytes=0-9", "bytes=999999999-"):
        assert get(saving.value.url, range=part) == refused
    assert get(saving.value.url, cookies.replace("_streamlit_user=", "_streamlit_user=x")) == refused
    internal_file = saving.value.url
    code, content, caching = get(internal_file, cookies)
    assert (code, caching) == (200, "no-store") and WORD.encode() in content

    stranger.reload()
    assert WORD not in text_of(stranger, "Licentie:")
    stranger.get_by_role("button", name="Delen en opslaan").click()
    with stranger.expect_download() as saving:
        stranger.get_by_role("button", name="CSV", exact=True).click()
    assert saving.value.suggested_filename == "herkomst-thuis_in_de_buurt-2025.csv"
    assert get(saving.value.url)[0] == 200
    for page in (stranger, anna):
        page.goto(f"{address}/verhalen?verhaal=stil")
    assert TITLE in text_of(anna, "Verhaal, intern")
    assert TITLE not in text_of(stranger, "Er zijn nog geen verhalen.")

    copied = anna.context.cookies()
    other = anna.context.new_page()  # another tab, that stays open
    other.goto(f"{address}/{FIGURE}")
    text_of(other, "Licentie: intern, niet openbaar.")
    anna.get_by_role("button", name="Uitloggen").click()
    anna.get_by_role("button", name="Inloggen").wait_for()
    thief = browser.new_context(locale="nl-NL").new_page()
    thief.context.add_cookies(copied)  # the cookies of a login that was ended count nowhere
    thief.goto(f"{address}/{FIGURE}")
    assert "Uitloggen" not in text_of(thief, "Inloggen") and get(internal_file, cookies)[0] == 404
    other.get_by_role("button", name="Uitloggen").click()
    other.get_by_role("button", name="Inloggen").wait_for()
    anna.goto(f"{address}/{FIGURE}")
    assert WORD not in text_of(anna, "Licentie:")
    log_in(anna, "bert")  # may log in, but not see internal data
    anna.get_by_text(NOT).wait_for()
    for page in (stranger, anna, thief):
        page.context.close()
