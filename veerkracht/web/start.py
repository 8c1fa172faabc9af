"""Sets the process up where the program starts: log, libraries, Streamlit. Importing a module changes nothing."""

from veerkracht.core import logs
from veerkracht.database import copies
from veerkracht.drawing import libraries
from veerkracht.web import streamlit_internals


def set_up() -> bool:
    """Set the process up, once or again; return whether Streamlit ran a page on its own, so that it must run again."""
    logs.start()
    libraries.set_up()
    return streamlit_internals.name_pages_in_code()


def set_up_server() -> None:
    """Set the process of a server up, with all lines in our log, and clean up after processes that ended."""
    set_up()
    copies.sweep()
    streamlit_internals.format_logs(logs.adopt)
