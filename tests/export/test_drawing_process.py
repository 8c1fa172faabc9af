"""Pictures are drawn in a process of its own that comes and goes, and never takes the server with it."""

import os
import signal
import subprocess
import sys

import pytest

from veerkracht.export.drawing_process import DrawingError, DrawingProcess

SPEC = '{"data": {"values": [{"x": 1}]}, "mark": "point", "encoding": {"x": {"field": "x", "type": "quantitative"}}}'
pytestmark = pytest.mark.outside


@pytest.fixture
def drawing():
    process = DrawingProcess()
    yield process
    process.end()


def test_a_chart_becomes_svg_and_that_png_in_one_process(drawing: DrawingProcess) -> None:
    svg = drawing.draw("vegalite_to_svg", SPEC, allowed_base_urls=[])
    process = drawing.process_id
    assert svg.startswith(b"<svg") and process not in {None, os.getpid()}
    assert drawing.draw("svg_to_png", svg.decode(), scale=1).startswith(b"\x89PNG")
    assert drawing.process_id == process


def test_what_cannot_be_drawn_is_an_error_with_the_words_of_the_library(drawing: DrawingProcess) -> None:
    with pytest.raises(DrawingError, match=r"(?i)json|parse|expected"):
        drawing.draw("vegalite_to_svg", "{")
    assert drawing.draw("vegalite_to_svg", SPEC)


def test_a_process_that_was_killed_is_started_again(drawing: DrawingProcess) -> None:
    first = drawing.draw("vegalite_to_svg", SPEC)
    killed = drawing.process_id
    assert killed
    os.kill(killed, signal.SIGKILL)
    assert drawing.draw("vegalite_to_svg", SPEC) == first
    assert drawing.process_id != killed


def test_a_picture_that_takes_too_long_is_given_up() -> None:
    drawing = DrawingProcess(seconds_of_a_picture=0.001)
    with pytest.raises(DrawingError, match="gestopt"):
        drawing.draw("vegalite_to_svg", SPEC)
    assert drawing.process_id is None


def test_a_process_that_nobody_asks_anything_ends_with_its_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    drawing = DrawingProcess(seconds_idle=0.01)
    drawing.draw("vegalite_to_svg", SPEC)
    assert drawing._end
    drawing._end.join(30)
    assert drawing.process_id is None
    assert drawing.draw("vegalite_to_svg", SPEC)


def test_a_process_ends_with_the_one_that_asked() -> None:
    code = (
        "from veerkracht.export.drawing_process import PROCESS\n"
        f"PROCESS.draw('vegalite_to_svg', {SPEC!r})\n"
        "import os, sys\n"
        "print(PROCESS.process_id is not None, 'vl_convert' in sys.modules, flush=True)\n"
        "os._exit(0)\n"
    )
    # the process that draws holds the same stderr, which can be read to its end only when both ended
    asked = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert asked.stdout.split() == ["True", "False"]
