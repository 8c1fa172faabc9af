"""The dashboard that tells what it draws; ahead it draws less, unless the tests are thorough.

Started as `python -c "from tests import ahead_server" PORT`: Streamlit puts the script of a page in the place of a file
that is started.
"""

import sys
from collections.abc import Callable

import uvicorn

import asgi
from tests import thorough
from veerkracht.web import ahead as ahead_ui
from veerkracht.web import cache as memory_ui

_PAGES = ("", "kaart", "trends", "buurtprofiel")
_keep, _one_choice_away = memory_ui._once, ahead_ui.one_choice_away


def _once(moment: str, draw: Callable[[], object]) -> None:
    def told() -> None:
        print("DRAWN", moment, flush=True)
        draw()

    _keep(moment, told)


def _few(page: str, opened: ahead_ui.Address) -> list[ahead_ui.Address]:
    found = _one_choice_away(page, opened)
    return [*found[:1], *found[-1:]]


_once.clear = _keep.clear
memory_ui._once = _once
if thorough.TIMES == 1:
    ahead_ui.one_choice_away = _few
    ahead_ui.menu.section_of = lambda: dict.fromkeys(_PAGES, "")
ahead_ui._SECONDS_BETWEEN_LOOKS = 0.2
uvicorn.run(asgi.app, port=int(sys.argv[1]), log_level="warning")
