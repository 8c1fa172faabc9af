"""The lines of the log: one for each thing, the same in both forms, with nothing of who looked or what was typed."""

import json
import logging
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from streamlit.testing.v1 import AppTest

from etl.command import command as etl_command
from veerkracht.core import logs, paths
from veerkracht.core.errors import DataError

Told = Callable[[], list[dict[str, object]]]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture) -> Iterator[Told]:
    """A way to the lines so far, each as what its JSON holds."""
    monkeypatch.setenv("VEERKRACHT_LOG", "json")
    logs.begin()
    yield lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines() if line[0] == "{"]
    logging.getLogger("veerkracht").removeHandler(logs._handler)


def test_a_run_of_a_page_is_one_line_that_says_how_it_ended(told: Told) -> None:
    with logs.run_of("kaart", "2026-01-02 03:04:05"):
        pass
    with pytest.raises(KeyError), logs.run_of("trends", ""):
        raise KeyError("Jansen")
    with pytest.raises(SystemExit), logs.run_of("trends", ""):
        raise SystemExit
    lines = told()
    assert [(one["page"], one["outcome"]) for one in lines] == [
        ("kaart", "getoond"), ("trends", "fout"), ("trends", "afgebroken")
    ]  # fmt: skip
    assert list(lines[0]) == ["time", "level", "page", "outcome", "duration_ms", "database", "message"]
    assert lines[0]["level"] == "info" and lines[0]["database"] == "2026-01-02 03:04:05"
    assert abs((datetime.now() - datetime.fromisoformat(str(lines[0]["time"]))).total_seconds()) < 60


def test_an_error_tells_its_kind_and_place_and_not_what_it_says(told: Told) -> None:
    def look_up(name: str) -> None:
        raise KeyError(name)

    try:
        look_up("Jansen")
    except KeyError as error:
        logs.failed("Fout op een pagina", error, code="0a1b2c3d", page="kaart")
    [line] = told()
    assert line["error"] == "KeyError" and line["code"] == "0a1b2c3d" and line["level"] == "error"
    assert str(line["at"]).startswith("tests/test_logs.py:") and " look_up < tests/test_logs.py:" in str(line["at"])
    assert "Jansen" not in json.dumps(line)


def test_an_error_of_our_own_tells_what_to_do(told: Told) -> None:
    logs.failed("De cijfers zijn niet te lezen", DataError("Er is geen database. Maak die met: python -m etl"))
    assert told()[0]["reason"] == "Er is geen database. Maak die met: python -m etl"


def test_of_a_library_only_the_fixed_text_of_warnings_is_told(told: Told) -> None:
    server = logging.getLogger("a server")
    logs.adopt(server)
    server.setLevel(logging.INFO)
    server.info('%s - "WebSocket %s" [accepted]', "192.0.2.7", "/_stcore/stream?zoek=Jansen")
    server.warning("Session with id %s is already connected", "5f0c")
    [line] = told()
    assert (line["message"], line["logger"]) == ("Session with id %s is already connected", "a server")


def test_both_forms_say_the_same_on_one_line(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    record = logging.LogRecord("veerkracht", logging.INFO, "", 0, "Twee\nregels", (), None)
    record.more = {"page": "kaart", "reason": 'met "aanhaling" en a=b', "empty": ""}
    found = json.loads(logs._Lines().format(record))
    for asked in ("tekst", "iets anders"):
        monkeypatch.setenv("VEERKRACHT_LOG", asked)
        text = logs._Lines().format(record)
        assert "\n" not in text and text.startswith(f'time="{found["time"]}" level=info page=kaart reason="met ')
        assert text.endswith(r'a=b" empty="" message="Twee\nregels"')


def test_the_etl_takes_the_form_from_the_same_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    assert etl_command._parser().parse_args([]).log == "tekst"
    monkeypatch.setenv("VEERKRACHT_LOG", "json")
    assert etl_command._parser().parse_args([]).log == "json"
    assert etl_command._parser().parse_args(["--log", "tekst"]).log == "tekst"


def test_the_dashboard_tells_every_run_with_the_page_and_the_age_of_its_figures(built: None, told: Told) -> None:
    test = AppTest.from_file(str(paths.ROOT / "app.py"), default_timeout=60)
    test.query_params["zoek"] = "Jansen"
    test.run()
    assert not test.exception
    lines = told()
    assert [(one["page"], one["outcome"]) for one in lines if one["message"] == "Pagina"] == [("doelen", "getoond")]
    assert "Jansen" not in json.dumps(lines)
    changed = datetime.fromtimestamp(paths.database_file().stat().st_mtime)
    assert lines[-1]["database"] == f"{changed:%Y-%m-%d %H:%M:%S}"


def test_figures_that_cannot_be_read_are_told_once_a_run(data: object, told: Told) -> None:
    test = AppTest.from_file(str(paths.ROOT / "pages" / "kaart.py"), default_timeout=60).run()
    assert "niet te lezen" in test.error[0].value
    [line] = told()
    assert line["level"] == "error" and line["message"] == "De cijfers zijn niet te lezen"
    assert "veerkracht.duckdb" in str(line["reason"])
