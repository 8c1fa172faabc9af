"""Sets up the process at program start: log, libraries, Streamlit. Importing a module has no side effects."""

import atexit
import gc
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType

import streamlit as st

from veerkracht.core import logs
from veerkracht.database import copies
from veerkracht.drawing import libraries
from veerkracht.web import streamlit_internals

# new objects before a collection, and multiples of that: a full one about as often as by default (700, 10, 10)
_COLLECTED = 5000, 10, 1


def set_up() -> bool:
    """Set up the process, again if needed; return whether Streamlit ran a page on its own, so that it must run
    again."""
    logs.start()
    libraries.set_up()
    return streamlit_internals.name_pages_in_code()


def set_up_server(topics: ModuleType) -> None:
    """Set up the process of a server, with all lines in our log and these topics imported, and clean up after processes
    that ended."""
    set_up()
    copies.sweep()
    streamlit_internals.format_logs(logs.adopt)
    _import_all(topics)


def print_address() -> None:
    """Print where the dashboard is if Streamlit does not: `make app` hides its welcome, and with it a notice in English
    that it may show above every page."""
    if st.get_option("logger.hideWelcomeMessage"):
        address, port = st.get_option("browser.serverAddress"), st.get_option("browser.serverPort")
        print(f"\n  Het dashboard staat op http://{address}:{port}\n", flush=True)


def _import_all(topics: ModuleType) -> None:
    """Import the modules of pages, and exclude them from garbage collection.

    Otherwise the first visitor of a page waits for its imports, and now and then a visitor waits for a collection over
    all objects of all libraries: a tenth of a second, several times as long as a page. Collections of new objects are
    also less frequent than usual: most objects of a page are cached.
    """
    for module in walk_packages(topics.__path__, f"{topics.__name__}."):
        import_module(module.name)
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_COLLECTED)
    atexit.register(gc.unfreeze)  # else DuckDB reports at exit that its objects still exist
