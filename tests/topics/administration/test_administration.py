"""Beheer: who has it and who has not, what its buttons do, and what they say when something is in the way."""

import base64
import io
import json
import os
import re
import signal
import time
import tomllib
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from etl.command import command
from etl.handed_in import waiting
from etl.snapshots import run_lock
from tests import full_set
from tests.etl.handed_in.test_take_over import GOOD
from tests.etl.own_texts.test_stories import picture, written
from tests.opened import html
from tests.publishers import Publishers
from tests.web.test_login import AUTH, claims
from veerkracht.core import access, hand_ins, paths, run_log
from veerkracht.core.errors import DataError, VeerkrachtError
from veerkracht.core.turns import Busy
from veerkracht.topics.administration import sentences, tasks, trial
from veerkracht.topics.administration.sentences import Doing
from veerkracht.web import login

RULES = {"intern": {"roles": ["Intern"]}, "beheer": {"roles": ["Beheer"]}}
SECRETS = {"auth": AUTH, "toegang": RULES}
CARLA = {"email": "carla@maastricht.nl"}


EFFORTS = """inspanningen:
- {id: a, naam: Taalles, soort: plan, bron: Plan, doelen: [1, 3], prestaties: [
    {naam: lessen, eenheid: lessen, telt_mensen: nee, gepland: {2025: 75}}]}
- {id: b, naam: Kar, soort: plan, bron: Plan}
"""
DECISION = """besluiten:
- {datum: 2026-01-05, besluit: '<b>Open</b>', wie: Zorg, stand: open, zichtbaar: openbaar}
"""


def administrator() -> dict:
    return claims(0, "Beheer") | CARLA


@pytest.fixture(autouse=True)
def no_task(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing was started before, and nothing goes on after a test."""
    monkeypatch.setattr(tasks, "_last", None)
    yield
    if (task := tasks.last()) and task.is_busy:
        task._process.kill()


def opened(user: dict | None = None, secrets: dict | None = None, **query: str) -> AppTest:
    test = AppTest.from_file(str(paths.ROOT / "pages" / "beheer.py"), default_timeout=60)
    test.user, test.secrets = administrator() if user is None else user, SECRETS if secrets is None else secrets
    for key, value in query.items():
        test.query_params[key] = value
    test.run()
    assert not test.exception
    return test


def words(test: AppTest) -> str:
    texts = [str(element.value) for element in (*test.title, *test.header, *test.markdown, *test.caption, *test.error)]
    return " ".join([*texts, html(test), *(button.label for button in test.button)])


@pytest.fixture
def handed_in(data: Path, database_of_data: Path, tmp_path: Path) -> Callable[..., str]:
    """A function that lets a file wait and returns its number."""

    def hand_in(text: str = GOOD, name: str = "peiling.csv") -> str:
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert command.main(["indienen", str(tmp_path / name), "--naam", "bert"]) == command.ALL_WELL
        return hand_ins.listed(paths.data_folder() / hand_ins.FOLDER)[0].number

    return hand_in


def ended(task: tasks.Task | None) -> tasks.State:
    """Return how a task is once it has ended."""
    assert task
    task._process.wait(300)
    return task.state()


NOBODY: dict[str, tuple[dict, str]] = {
    "no login": ({"toegang": {"beheer": {"roles": ["Beheer"]}}}, "maar geen deel [auth]"),
    "an empty part": ({"auth": AUTH, "toegang": {**RULES, "beheer": {}}}, "staat niet wie er beheert"),
    "an empty list": ({"auth": AUTH, "toegang": {**RULES, "beheer": {"roles": []}}}, "bij roles niets"),
    "an empty text": ({"auth": AUTH, "toegang": {**RULES, "beheer": {"roles": ["Beheer", " "]}}}, "bij roles niets"),
    "no text": ({"auth": AUTH, "toegang": {**RULES, "beheer": {"roles": True}}}, "bij roles niets"),
    "a misspelled claim": ({"auth": AUTH, "toegang": {**RULES, "beheer": {"rolles": ["Beheer"]}}}, "Bedoelt u roles?"),
    "a misspelled list": (
        {"auth": AUTH, "toegang": {**RULES, "beheer": {"roles": ["Beheer"], "adresen": ["a@b.nl"]}}},
        "Bedoelt u adressen?",
    ),
    "everybody": ({"auth": AUTH, "toegang": {**RULES, "beheer": {"iedereen": True}}}, "kan iedereen niet"),
    "a claim that users change": (
        {"auth": AUTH, "toegang": {**RULES, "beheer": {"email": ["carla@maastricht.nl"]}}}, "email niet veilig"
    ),
    "no address": ({"auth": AUTH, "toegang": {**RULES, "beheer": {"adressen": ["carla"]}}}, "geen mailadres"),
    "no part": ({"auth": AUTH, "toegang": {**RULES, "beheer": "Beheer"}}, "“beheer” is geen deel"),
    "a misspelled part": (
        {"auth": AUTH, "toegang": {**RULES, "beheerder": {"roles": ["Beheer"]}}}, "“beheerder” onbekend"
    ),
    "a login that cannot be trusted": (
        {"auth": AUTH | {"cookie_secret": "a" * 64}, "toegang": RULES}, "te kort of te eenvoudig"
    ),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("case", NOBODY)
def test_settings_that_are_not_sound_leave_no_page_and_say_why(built: None, case: str) -> None:
    secrets, why = NOBODY[case]
    assert words(opened(secrets=secrets)) == ""
    lines = access.judge(secrets).lines()
    assert any(why in line for line in lines) and all(". Nu ziet niemand" in line or "Beheer is er nu niet" in line
                                                      for line in lines)  # fmt: skip


def test_a_mistake_about_administrators_closes_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], data: Path
) -> None:
    settings = access.judge(NOBODY["a misspelled claim"][0])
    assert settings.can_log_in and not settings.mistakes and not settings.has_administration
    example = (paths.ROOT / "docs" / "examples" / "secrets.toml").read_text(encoding="utf-8")
    assert access.judge(tomllib.loads(example)).administrators == {}
    opened_up = re.sub(r"^# (\[toegang\.beheer]|roles = \[\"Beheer)", r"\1", example, flags=re.MULTILINE)
    assert access.judge(tomllib.loads(opened_up) | {"auth": AUTH}).has_administration
    (tmp_path / "secrets.toml").write_text(example + "\n[toegang.beheer]\nroles = []\n", encoding="utf-8")
    monkeypatch.setattr(paths, "SECRETS", tmp_path / "secrets.toml")
    assert command.main(["status"]) == command.ALL_WELL
    assert "In [toegang.beheer] staat bij roles niets" in " ".join(capsys.readouterr().out.split())


ADDRESS = {"auth": AUTH, "toegang": {**RULES, "beheer": {"adressen": ["Carla@Maastricht.nl"]}}}


@pytest.mark.parametrize(
    ("user", "secrets", "has_it"),
    [
        (claims(0, "Beheer"), SECRETS, True),
        (claims(0, "beheer"), SECRETS, False),
        (claims(0, "Intern"), SECRETS, False),
        (claims(login.HOURS * 3600 + 1, "Beheer"), SECRETS, False),
        ({"roles": ["Beheer"]}, SECRETS, False),
        (claims(0, "Beheer"), {"auth": AUTH, "toegang": {"intern": {"roles": ["Beheer"]}}}, False),
        (claims() | CARLA, ADDRESS, False),  # nobody says that the address is hers
        (claims() | CARLA | {"email_verified": False}, ADDRESS, False),
        (claims() | CARLA | {"email_verified": True}, ADDRESS, True),
        (claims() | CARLA | {"xms_edov": "1"}, ADDRESS, True),
        (claims() | {"email": "", "email_verified": True}, ADDRESS, False),
        (claims() | {"preferred_username": "carla@maastricht.nl", "email_verified": True}, ADDRESS, False),
        (claims() | {"adressen": ["Carla@Maastricht.nl"]}, ADDRESS, False),
    ],
)  # fmt: skip
def test_who_administers(built: None, user: dict, secrets: dict, has_it: bool) -> None:
    assert ("Beheer" in words(opened(user, secrets))) == has_it


@pytest.mark.slow
@pytest.mark.parametrize(("user", "has_it"), [(administrator(), True), (claims(0, "Intern"), False), ({}, False)])
def test_only_who_administers_sees_a_way_to_the_page(built: None, user: dict, has_it: bool) -> None:
    test = AppTest.from_file(str(paths.ROOT / "app.py"), default_timeout=60)
    test.user, test.secrets = user, SECRETS
    test.run()
    assert not test.exception and ('href="./beheer"' in html(test)) == has_it
    assert ("Beheer" in words(test)) == has_it


@pytest.mark.slow
@pytest.mark.few_figures
def test_a_hand_in_is_taken_over_in_two_clicks_and_undone_in_two(handed_in: Callable[..., str]) -> None:
    number = handed_in()
    test = opened()
    assert "Eén inzending wacht op u" in words(test) and "Cijfers, van bert, " in words(test)
    test.button(key=f"take_over-{number}").click().run()  # the first click opens the place where this button is
    assert "Overnemen van peiling.csv, gestart door" in words(test)
    assert ended(tasks.last()) == tasks.State(0, tasks.Stage("De database controleren", 6, 7))
    test.run()
    assert "peiling.csv is overgenomen en staat nu op het dashboard." in words(test)
    assert (paths.local_folder() / "peiling.csv").read_text(encoding="utf-8") == GOOD
    [hand_in] = waiting.listed()
    assert hand_in.state == "overgenomen" and hand_in.decided_by == CARLA["email"]
    assert hand_in.decided_by in words(test) and "Er wacht niets op u" in words(test)
    assert "Collega’s kunnen nu niet indienen met een knop" in words(test)
    assert [run.command for run in run_log.read(paths.fetched_folder())] == ["python -m etl overnemen"]
    test.button(key=f"undo-{number}").click().run()
    assert ended(tasks.last()).code == 0
    assert "peiling.csv is teruggedraaid." in words(test.run())
    assert not (paths.local_folder() / "peiling.csv").exists()


@pytest.mark.slow
def test_the_check_and_the_preview_are_those_of_handing_in(handed_in: Callable[..., str]) -> None:
    number = handed_in()
    test = opened()
    test.button(key=f"bekijken-{number}").click().run()
    assert "peiling.csv is goed: 1 cijfer." in words(test) and "Laat zien hoe het eruitziet" in words(test)
    (waiting.file_of(number)).unlink()
    assert "Het bestand van deze inzending is er niet meer" in words(test.run())


@pytest.mark.slow
def test_what_is_in_a_story_is_shown_at_once_with_small_photos_and_as_text(
    data: Path, database_of_data: Path, tmp_path: Path
) -> None:
    written(tmp_path, "Elke week koffie.\n\n![een plein](plein.jpg)", name="plein.md", titel='"<i>Plein</i>"')
    with zipfile.ZipFile(tmp_path / "plein.zip", "w") as archive:
        archive.write(tmp_path / "plein.md", "plein.md")
        archive.writestr("plein.jpg", picture(size=(2000, 1000)))
    assert command.main(["indienen", str(tmp_path / "plein.zip"), "--naam", "bert"]) == command.ALL_WELL
    test = opened()
    test.button(key=f"bekijken-{waiting.listed()[0].number}").click().run()
    shown = html(test)
    assert "plein.zip is goed" in shown and "plein.md" not in shown  # one name
    assert "&lt;i&gt;Plein&lt;/i&gt;" in shown and "Nazareth, Pottenberg" in shown and "Elke week koffie." in shown
    [photo] = re.findall(r'<img src="data:image/jpeg;base64,([^"]+)" alt="een plein"', shown)
    with Image.open(io.BytesIO(base64.b64decode(photo))) as image:
        assert image.size == (400, 200)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "text", "parts"),
    [
        ("peiling.csv", GOOD, ["laagdrempelige toegang tot hulp", "Nazareth", "2024", "58", "212", "openbaar"]),
        ("inspanningen.yaml", EFFORTS, ["1. Naam", "Taalles", "1, 3", "telt mensen: nee", "2025: 75", "2. Naam"]),
        ("besluiten.yaml", DECISION, ["Besluit", "&lt;b&gt;Open&lt;/b&gt;", "2026-01-05", "Zorg"]),
    ],
)  # fmt: skip
def test_the_rows_of_figures_and_the_fields_of_texts_are_shown_at_once(
    handed_in: Callable[..., str], name: str, text: str, parts: list[str]
) -> None:
    number = handed_in(text, name)
    test = opened()
    test.button(key=f"bekijken-{number}").click().run()
    shown = html(test).partition("vk-handed")[2]
    assert [part for part in parts if part not in shown] == []


@pytest.mark.slow
def test_a_hand_in_is_refused_with_a_reason(handed_in: Callable[..., str]) -> None:
    number = handed_in()
    test = opened()
    test.button(key=f"ja-afwijzen-{number}").click().run()
    assert "Schrijf waarom u dit afwijst." in words(test)
    test.text_input(key=f"reden-{number}").set_value("--naam=iemand anders").run()
    test.button(key=f"ja-afwijzen-{number}").click().run()
    [hand_in] = waiting.listed()
    assert (hand_in.state, hand_in.reason) == ("afgewezen", "--naam=iemand anders")
    assert hand_in.decided_by == CARLA["email"] and "Afgewezen door" in words(test)
    assert "peiling.csv is afgewezen." in words(test) and "1. peiling.csv" in words(test)


@pytest.mark.slow
def test_what_was_just_refused_is_told_in_place_of_an_older_task_until_there_is_another(
    handed_in: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(tasks.etl_process, "command", lambda *_: ["true"])
        ended(tasks.start(Doing("take_over", "oud.csv"), "anna"))
    number, test = handed_in(), opened()
    assert "oud.csv is overgenomen" in words(test)
    test.text_input(key=f"reden-{number}").set_value("dubbel").run()
    test.button(key=f"ja-afwijzen-{number}").click().run()
    assert "peiling.csv is afgewezen." in words(test) and "oud.csv" not in words(test)
    monkeypatch.setattr(tasks.etl_process, "command", lambda *_: ["true"])
    ended(tasks.start(Doing("build"), "anna"))
    test.run()
    assert "De database is gemaakt." in words(test) and "is afgewezen." not in words(test)


def test_a_session_whose_role_has_ended_does_nothing(
    handed_in: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    number, user = handed_in(), administrator()
    test = opened(user)
    login.end(user)  # in another tab
    test.button(key=f"take_over-{number}").click().run()
    assert tasks.last() is None and words(test) == "" and waiting.listed()[0].state == "wacht"


def test_an_action_asks_who_the_visitor_is_once_more(built: None, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([True, False])  # when the page begins, and at the action
    monkeypatch.setattr(login, "may_administer", lambda _: next(answers))
    test = opened(toegang="x", beheer="ophalen")
    answers = iter([True, False, False])
    test.button(key="bouwen").click().run()
    assert tasks.last() is None
    assert "U bent niet meer ingelogd als beheerder. Er is niets gedaan. Log opnieuw in." in words(test)


def test_who_comes_second_is_told_who_is_busy(built: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks.etl_process, "command", lambda *_: ["sleep", "60"])
    first = tasks.start(Doing("take_over", "a.csv"), "anna", "0" * 12)
    with pytest.raises(Busy, match=r"overnemen van a\.csv, gestart door anna\. Wacht tot dat klaar is"):
        tasks.start(Doing("build"), "bert")
    test = opened(beheer="ophalen")
    test.button(key="bouwen").click().run()
    assert "Er gebeurt al iets" in words(test) and tasks.last() is first


@pytest.mark.slow
def test_a_run_that_goes_on_elsewhere_is_told(data: Path, database_of_data: Path) -> None:
    with run_lock.hold(paths.fetched_folder()):
        state = ended(tasks.start(Doing("build"), "anna"))
    assert state.code == command.BUSY == sentences.BUSY
    assert "Er is al een run" in sentences.outcome(Doing("build"), state.code, state.errors)
    assert words(opened()).count("Er is al een run") == 1


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="geen signalen")
def test_a_task_that_is_killed_says_so_and_the_next_one_starts(data: Path, database_of_data: Path) -> None:
    before = database_of_data.read_bytes()
    task = tasks.start(Doing("build"), "anna")
    until = time.monotonic() + 60
    while task.state().stage is None and time.monotonic() < until:
        time.sleep(0.05)
    os.kill(task._process.pid, signal.SIGKILL)
    assert ended(task).code == -signal.SIGKILL
    assert "Maken van de database: afgebroken" in words(opened())
    assert database_of_data.read_bytes() == before
    assert tasks.start(Doing("trial"), "bert").doing == Doing("trial")


@pytest.mark.slow
def test_the_stages_of_a_run_go_on_and_never_back(
    data: Path, database_of_data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paths.local_folder().mkdir()
    (paths.local_folder() / "peiling.csv").write_text(GOOD.replace("openbaar", "intern"), encoding="utf-8")
    assert command.main(["--offline", "--json"]) == command.ALL_WELL
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    stages = [(line["done"], line["count"]) for line in lines if line["level"] == "stage"]
    assert [done for done, _ in stages] == list(range(10)) and stages[-1] == (9, 10)  # two databases
    shares = [done / count for done, count in stages]
    assert shares == sorted(shares)


@pytest.mark.slow
def test_the_trial_of_the_publishers_is_shown_table_by_table(publishers: Publishers, data: Path) -> None:
    full_set.serve(publishers)
    publishers.protocols = {3, 4}
    publishers.tables["47022NED"].about["Title"] = "Iets anders"
    assert trial.read(paths.fetched_folder()) is None
    assert command.main(["proef", "--only", "kwb"]) in (command.ALL_WELL, command.PARTLY)
    made = trial.read(paths.fetched_folder())
    assert made and {tried.is_reached for tried in made.attempts} == {True}
    assert any(tried.remarks or tried.errors for tried in made.attempts)
    shown = words(opened(beheer="ophalen"))
    assert "tabellen zijn op te halen" in shown and all(tried.table_id in shown for tried in made.attempts)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"made_at": "x", "tables": [{"table_id": 1}]}'])
def test_a_trial_that_cannot_be_read_is_said(built: None, content: str, tmp_path: Path) -> None:
    (tmp_path / paths.TRIAL).write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match="Doe de proef opnieuw"):
        trial.read(tmp_path)


def test_who_sees_what_is_said_in_words(built: None) -> None:
    test = words(opened(beheer="toegang"))
    assert "U bent ingelogd als" in test and "U ziet de openbare cijfers." in test
    assert "ziet wie inlogt met de rol Intern." in test
    assert "Deze pagina ziet wie inlogt met de rol Beheer." in test
    closed = access.judge({"auth": AUTH, "toegang": {"verplicht": True, "intern": {"iedereen": True}, "beheer": {
        "groups": ["a", "b"], "adressen": "c@d.nl"}}})  # fmt: skip
    assert sentences.who_sees(closed, has_internal=False)[:3] == [
        "Wie niet is ingelogd, ziet niets.",
        "Interne cijfers, verhalen en besluiten ziet iedereen die is ingelogd. Nu zijn er geen interne cijfers of "
        "verhalen.",
        "Deze pagina ziet wie inlogt uit de groep a of b of met het adres c@d.nl. Die ziet hier ook inzendingen die "
        "intern zijn.",
    ]


@pytest.mark.slow
def test_all_that_the_etl_knows_is_shown_when_it_is_asked_for(data: Path, database_of_data: Path) -> None:
    test = opened(beheer="ophalen")
    assert "Database veerkracht.duckdb" not in words(test)
    test.button(key="status").click().run()
    assert "Database veerkracht.duckdb" in words(test)


@pytest.mark.slow
def test_names_of_strangers_are_text(handed_in: Callable[..., str]) -> None:
    number = handed_in()
    path = waiting.folder() / number / hand_ins.STATE
    fields = json.loads(path.read_text(encoding="utf-8")) | {"name": "<img src=x>.csv", "sender": "<b>bert</b>"}
    path.write_text(json.dumps(fields), encoding="utf-8")
    shown = words(opened())
    assert "&lt;img src=x&gt;.csv" in shown and "<b>bert" not in shown


def test_only_an_administrator_may_act(built: None) -> None:
    with pytest.raises(VeerkrachtError, match="niet meer ingelogd als beheerder"):
        login.require_administrator()
