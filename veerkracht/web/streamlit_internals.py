"""Everything that the dashboard takes from inside Streamlit, beyond its documented functions, with one test each."""

from streamlit.runtime.pages_manager import PagesManager


def name_pages_in_code() -> bool:
    """Keep Streamlit from taking the folder pages/ for its old kind of pages; return whether it did so until now.

    Until app.py has named the pages, the first visitor who opens a link to one would get it without app.py, so without
    menu and style (docs/decisions/0004).
    """
    used_folder = bool(PagesManager.uses_pages_directory)
    PagesManager.uses_pages_directory = False
    return used_folder
