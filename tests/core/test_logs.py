"""The lines of the log: one per event, the same in both formats, with nothing of the visitor or of what was typed."""

import json
import logging
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from streamlit.testing.v1 import AppTest

from etl.command import command as etl_command
from veerkracht.core import logs, paths
from veerkracht.core.errors import DataError

Lines = Callable[[], list[dict[str, object]]]


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture) -> Iterator[Lines]:
    """Gives the lines since it was last called, each as the content of its JSON."""
    monkeypatch.setenv("VEERKRACHT_LOG", "json")
    logs.start()
    yield lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines() if line[0] == "{"]
    logging.getLogger().removeHandler(logs.HANDLER)


def test_a_run_of_a_page_is_one_line_with_its_outcome(logged: Lines) -> None:
    with logs.page_run("kaart", "2026-01-02 03:04:05"):
        pass
    with pytest.raises(KeyError), logs.page_run("trends", ""):
        raise KeyError("Jansen")
    with pytest.raises(SystemExit), logs.page_run("trends", ""):
        raise SystemExit
    lines = logged()
    assert [(line["page"], line["outcome"]) for line in lines] == [
        ("kaart", "getoond"), ("trends", "fout"), ("trends", "afgebroken")
    ]  # fmt: skip
    assert list(lines[0]) == ["time", "level", "page", "outcome", "duration_ms", "database", "message"]
    assert lines[0]["level"] == "info" and lines[0]["database"] == "2026-01-02 03:04:05"
    assert abs((datetime.now(UTC) - datetime.fromisoformat(str(lines[0]["time"]))).total_seconds()) < 60


def test_an_error_is_logged_with_its_type_and_place_and_without_its_text(logged: Lines) -> None:
    def look_up(name: str) -> None:
        raise KeyError(name)

    try:
        look_up("Jansen")
    except KeyError as error:
        logs.log_error("Fout op een pagina", error, code="0a1b2c3d", page="kaart")
    [line] = logged()
    assert line["error"] == "KeyError" and line["code"] == "0a1b2c3d" and line["level"] == "error"
    assert str(line["at"]).startswith("tests/core/test_logs.py:") and " look_up < tests/core/test_logs.py:" in str(
        line["at"]
    )
    assert "Jansen" not in json.dumps(line)


def test_an_error_of_our_own_is_logged_with_its_text(logged: Lines) -> None:
    logs.log_error("De cijfers zijn niet te lezen", DataError("Er is geen database. Maak die met: python -m etl"))
    assert logged()[0]["reason"] == "Er is geen database. Maak die met: python -m etl"


def test_of_a_library_only_the_fixed_text_of_warnings_is_logged(logged: Lines) -> None:
    server = logging.getLogger("a server")
    logs.adopt(server)
    server.setLevel(logging.INFO)
    server.info('%s - "WebSocket %s" [accepted]', "192.0.2.7", "/_stcore/stream?zoek=Jansen")
    server.warning("Session with id %s is already connected", "5f0c")
    [line] = logged()
    assert (line["message"], line["logger"]) == ("Session with id %s is already connected", "a server")


def test_an_error_is_one_line_without_its_text_also_after_a_library_logged_by_the_root_logger() -> None:
    """cbsodata does so, by which Python gives the root logger a handler that prints tracebacks."""
    script = """
import logging
from veerkracht.core import logs
logging.info("Download")
logs.start()
logging.info("Download")
logging.warning("Retrying %s", "https://192.0.2.7/Jansen")
try:
    {}["Jansen"]
except KeyError as error:
    logs.log_error("Fout op een pagina", error)
"""
    ended = subprocess.run(
        [sys.executable, "-c", script], cwd=paths.ROOT, check=True, capture_output=True, text=True, encoding="utf-8"
    )
    of_library, own = ended.stderr.splitlines()
    assert of_library.endswith('level=warning logger=root message="Retrying %s"')
    assert "error=KeyError" in own and "Jansen" not in ended.stderr


def test_both_formats_have_the_same_content_on_one_line(logged: Lines, monkeypatch: pytest.MonkeyPatch) -> None:
    record = logging.LogRecord("veerkracht", logging.INFO, "", 0, "Twee\nregels", (), None)
    record.details = {"page": "kaart", "reason": 'met "aanhaling" en a=b', "empty": ""}
    content = json.loads(logs.HANDLER.format(record))
    for name in ("tekst", "iets anders"):
        monkeypatch.setenv("VEERKRACHT_LOG", name)
        text = logs.HANDLER.format(record)
        assert "\n" not in text and text.startswith(f'time="{content["time"]}" level=info page=kaart reason="met ')
        assert text.endswith(r'a=b" empty="" message="Twee\nregels"')


def test_the_etl_takes_the_format_from_the_same_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    assert etl_command._parser().parse_args([]).log == "tekst"
    monkeypatch.setenv("VEERKRACHT_LOG", "json")
    assert etl_command._parser().parse_args([]).log == "json"
    assert etl_command._parser().parse_args(["--log", "tekst"]).log == "tekst"


@pytest.mark.slow
def test_every_run_is_logged_with_its_page_and_when_its_figures_were_built(built: None, logged: Lines) -> None:
    test = AppTest.from_file(str(paths.ROOT / "app.py"), default_timeout=60)
    test.query_params["zoek"] = "Jansen"
    test.run()
    assert not test.exception
    lines = logged()
    assert [(line["page"], line["outcome"]) for line in lines if line["message"] == "Pagina"] == [("start", "getoond")]
    assert "Jansen" not in json.dumps(lines)
    built = datetime.fromtimestamp(paths.database_file().stat().st_mtime, UTC)
    assert lines[-1]["database"] == f"{built:%Y-%m-%d %H:%M:%S}+00:00"


def test_figures_that_cannot_be_read_are_logged_once_per_run(data: object, logged: Lines) -> None:
    test = AppTest.from_file(str(paths.ROOT / "pages" / "kaart.py"), default_timeout=60).run()
    assert "niet te lezen" in test.error[0].value
    [line] = logged()
    assert line["level"] == "error" and line["message"] == "De cijfers zijn niet te lezen"
    assert "veerkracht.duckdb" in str(line["reason"])
