"""Handing in with a button: for who is logged in where the setting says so, and nothing is kept of anybody else."""

import base64
import json
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from streamlit.testing.v1 import AppTest

from tests import provider
from tests.chromium import NEEDED, barriers
from tests.opened import html
from veerkracht.core import hand_ins, paths
from veerkracht.core.errors import SourceError
from veerkracht.core.hand_ins import Checked, HandIn
from veerkracht.topics.hand_in import etl_process
from veerkracht.web import login

CSV = "indicator;gebied;periode;waarde;n\ntoegang_tot_hulp;Nazareth;2024;58;212\n"
SECRETS = {
    "auth": {
        "redirect_uri": "https://dashboard.gemeente.nl/oauth2callback",
        "cookie_secret": "0123456789abcdef" * 4,
        "client_id": provider.CLIENT_ID,
        "client_secret": provider.CLIENT_SECRET,
        "server_metadata_url": "https://login.gemeente.nl/.well-known/openid-configuration",
    },
    "toegang": {"intern": {"roles": ["Intern"]}},
}


def user(**claims: object) -> dict[str, object]:
    return {"is_logged_in": True, "iat": time.time(), "email": "anna@gemeente.nl", **claims}


def checked_page(who: dict[str, object], secrets: dict[str, object] = SECRETS) -> AppTest:
    """Return the page Aanleveren with a good file, of a visitor with these claims."""
    test = AppTest.from_file(str(paths.ROOT / "pages" / "aanleveren.py"), default_timeout=60)
    test.user, test.secrets = who, secrets
    test.run()
    field = next(field for field in test.text_input if field.placeholder.startswith(f"bestand {hand_ins.FIGURES} "))
    content = json.dumps([{"name": "peiling.csv", "content": base64.b64encode(CSV.encode()).decode()}])
    field.set_value(f"1 0 1 {content}").run()
    assert not test.exception
    return test


def has_button(test: AppTest) -> bool:
    return "indienen" in [button.key for button in test.button]


@pytest.fixture
def handed_in(
    monkeypatch: pytest.MonkeyPatch, included_database: Path, tmp_path: Path
) -> Iterator[list[tuple[str, bytes, str]]]:
    """What is handed in from pages where the setting is open, by an ETL that finds every file good."""
    asked: list[tuple[str, bytes, str]] = []

    def hand_in(name: str, content: bytes, sender: str) -> HandIn:
        asked.append((name, content, sender))
        return HandIn("0123456789ab", name, hand_ins.FIGURES, sender, "2026-03-01 10:00:00.000000+00:00")

    shutil.copy(included_database, tmp_path)
    monkeypatch.setenv("VEERKRACHT_DATA", str(tmp_path))
    monkeypatch.delenv("VEERKRACHT_DATABASE", raising=False)
    monkeypatch.setenv(login.HANDING_IN, "ja")
    monkeypatch.setattr(etl_process, "check", lambda name, _: Checked(name, hand_ins.FIGURES, summary="1 cijfer"))
    monkeypatch.setattr(etl_process, "hand_in", hand_in)
    yield asked


def test_a_click_hands_in_once_and_says_what_happens_next(handed_in: list[tuple[str, bytes, str]]) -> None:
    test = checked_page(user())
    assert handed_in == [] and "mailto:" in html(test)
    test.button(key="indienen").click().run()
    assert handed_in == [("peiling.csv", CSV.encode(), "anna@gemeente.nl")]
    [said] = [message.value for message in test.success]
    assert "als nummer 0123456789ab" in said and "Het wacht op de beheerder" in said
    assert "mailto:" not in html(test)  # it would come twice
    test.run()
    assert len(handed_in) == 1 and not has_button(test) and "mailto:" not in html(test)


@pytest.mark.parametrize(
    ("who", "secrets", "setting"),
    [
        ({}, SECRETS, "ja"),
        (user(iat=time.time() - login.HOURS * 3600 - 1), SECRETS, "ja"),
        (user(), {}, "ja"),
        (user(), {"auth": SECRETS["auth"]}, "ja"),  # nobody knows who may see what
        (user(), SECRETS | {"toegangen": {}}, "ja"),
        (user(email="\u200b", sub=None), SECRETS, "ja"),
        *((user(), SECRETS, setting) for setting in ("", "nee", "JA", "true", "1", "ja nee")),
    ],
)
def test_without_a_login_or_a_word_that_it_is_open_there_is_no_button(
    who: dict[str, object],
    secrets: dict[str, object],
    setting: str,
    handed_in: list[tuple[str, bytes, str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(login.HANDING_IN, setting)
    test = checked_page(who, secrets)
    assert not has_button(test) and "mailto:" in html(test) and not test.success
    is_invited = "Log dan eerst in" in " ".join(caption.value for caption in test.caption)
    assert is_invited == (setting == "ja" and secrets is SECRETS)


def test_a_login_that_ended_since_the_page_was_made_hands_in_nothing(handed_in: list[tuple[str, bytes, str]]) -> None:
    test = checked_page(user())
    assert has_button(test)
    test.user = {}
    test.button(key="indienen").click().run()
    assert handed_in == [] and not test.success


def test_what_the_etl_refuses_is_said_and_can_be_tried_again(
    handed_in: list[tuple[str, bytes, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> HandIn:
        raise SourceError("Er wachten al te veel inzendingen.")

    monkeypatch.setattr(etl_process, "hand_in", refuse)
    test = checked_page(user())
    test.button(key="indienen").click().run()
    assert [error.value for error in test.error] == ["Er wachten al te veel inzendingen."] and has_button(test)


def test_a_visitor_reads_how_it_stands_with_own_files_alone(handed_in: list[tuple[str, bytes, str]]) -> None:
    for number, sender, state, reason in (
        ("a", "anna@gemeente.nl", "afgewezen", "Dubbel. <b>x</b>"),
        ("b", "bert@gemeente.nl", "wacht", ""),
    ):
        folder = paths.data_folder() / hand_ins.FOLDER / number
        folder.mkdir(parents=True)
        made = HandIn(number, f"van-{sender[:4]}.csv", hand_ins.FIGURES, sender, "2026-03-01 10:00:00+00:00", state,
                      reason=reason)  # fmt: skip
        (folder / hand_ins.STATE).write_text(made.as_json(), encoding="utf-8")
    shown = html(checked_page(user()))
    assert "van-anna.csv, 1 maart 2026: niet overgenomen. Waarom: Dubbel. &lt;b&gt;x&lt;/b&gt;." in shown
    assert "van-bert" not in shown and "Wat u indiende" not in html(checked_page({}))


@pytest.mark.parametrize(
    ("claims", "address"),
    [
        ({"email": "a@b.nl", "sub": "1"}, "a@b.nl"),
        ({"email": ["a@b.nl"], "preferred_username": "anna"}, "anna"),
        ({"email": " ", "sub": "1\n2\x1b"}, "12"),
        ({"sub": "x" * 999}, "x" * 120),
        ({}, ""),
    ],
)
def test_the_address_of_a_login_is_one_line_of_the_first_claim_that_has_it(claims: dict, address: str) -> None:
    assert login.address(claims) == address


@pytest.mark.parametrize(("setting", "secrets", "words"), [("Ja", SECRETS, "is ja of nee"), ("ja", {}, "geen login")])
def test_a_setting_that_opens_nothing_is_reported_when_the_server_starts(
    setting: str, secrets: dict, words: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv(login.HANDING_IN, setting)
    monkeypatch.setattr("veerkracht.web.streamlit_internals.secrets", lambda: secrets)
    login.report_mistakes()
    assert words in caplog.text


@pytest.fixture(scope="module")
def open_address(
    included_database: Path, tmp_path_factory: pytest.TempPathFactory, started: Callable[..., str],
    identity: provider.Provider,
) -> Iterator[tuple[str, Path]]:  # fmt: skip
    """A dashboard where who logs in hands in with a button, and its data folder."""
    folder = tmp_path_factory.mktemp("indienen") / "data"
    shutil.copytree(included_database.parent, folder)
    (folder / "secrets.toml").write_text(provider.settings(identity.url), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(login.HANDING_IN, "ja")
        yield started(folder), folder


def choose(page: Page, address: str, path: Path) -> None:
    page.goto(f"{address}/aanleveren?wat=cijfers")
    page.locator("#bestand-cijfers").set_input_files([path])
    page.get_by_text("peiling.csv is goed: 1 cijfer.").wait_for(timeout=60_000)


@NEEDED
@pytest.mark.slow
@pytest.mark.server
def test_who_logs_in_hands_in_and_the_file_waits_with_the_login(
    browser: Browser, open_address: tuple[str, Path], tmp_path: Path
) -> None:
    """The whole way, with a real provider and the real ETL."""
    address, folder = open_address
    path = tmp_path / "peiling.csv"
    path.write_text(CSV, encoding="utf-8")
    stranger, anna = (browser.new_context(locale="nl-NL").new_page() for _ in range(2))
    choose(stranger, address, path)
    assert stranger.get_by_role("button", name="Indienen").count() == 0
    assert not (folder / hand_ins.FOLDER).exists()
    anna.goto(f"{address}/aanleveren?wat=cijfers")
    anna.get_by_role("button", name="Inloggen").click()
    anna.get_by_role("link", name="anna").click()
    anna.get_by_role("button", name="Uitloggen").wait_for()
    choose(anna, address, path)
    anna.get_by_role("button", name="Indienen").press("Enter")
    anna.get_by_text("U hoeft niets meer te doen.").wait_for(timeout=60_000)
    assert "peiling.csv" in anna.locator(".vk-handed-eigen").inner_text()
    assert barriers(anna) == []
    [hand_in] = hand_ins.listed(folder / hand_ins.FOLDER)
    assert (hand_in.name, hand_in.sender, hand_in.state) == ("peiling.csv", "anna", "wacht")
    assert (folder / hand_ins.FOLDER / hand_in.number / "bestand" / "peiling.csv").read_text() == CSV
    assert not (folder / "lokaal").exists()
    for page in (stranger, anna):
        page.context.close()
