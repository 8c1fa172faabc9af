"""The entry of the dashboard: makes sure there is a database, and shows the frame, the menu and a page."""

import time

import streamlit as st

from etl.build import freshness
from veerkracht.core import logs, menu, paths, turns
from veerkracht.core.errors import VeerkrachtError
from veerkracht.topics.start import page as start_page
from veerkracht.web import cache, choices, index_html, layout, login, start

# to look at all files that a database is built from takes a tenth of the time of showing a page again
_SECONDS_BETWEEN_CHECKS = 5

if start.set_up():
    st.rerun()
st.set_page_config(index_html.TITLE, page_icon="🏘️", layout="wide")
st.html(layout.STYLE)
st.html(layout.BROWSER, unsafe_allow_javascript=True)
layout.rerun_when_reconnected()

try:
    is_built_here = paths.database() == paths.database_file()
    if is_built_here and time.monotonic() >= st.session_state.get("check_database_at", 0):
        if freshness.is_due(paths.database_file()):
            from etl.build import build  # with what only a build needs: 36 MB in a server that builds nothing

            with st.spinner("De cijfers worden klaargezet. Dat kan even duren."):
                build.ensure(paths.database_file())
        st.session_state["check_database_at"] = time.monotonic() + _SECONDS_BETWEEN_CHECKS
except VeerkrachtError as error:
    st.error(str(error))
    if not freshness.is_readable(paths.database_file()):
        st.stop()
    st.warning("U ziet de vorige goede cijfers.")

empty = () if cache.has_stories() else ("verhalen",)
if st.session_state.get("empty_pages") != empty:
    entries = [page for page in menu.entries() if page not in empty]
    st.session_state["empty_pages"] = empty
    st.session_state["pages"] = [
        st.Page(
            f"pages/{page}.py", title=menu.PAGES[page], default=page == menu.FIRST,
            visibility="visible" if page in entries else "hidden",
        )
        for page in menu.in_order()
    ]  # fmt: skip
pages = st.session_state["pages"]
if login.may_administer(st.user):  # asked in every run: a login ends
    pages = [*pages, st.Page(f"pages/{menu.ADMINISTRATION}.py", title=menu.ADMINISTRATION_TITLE, visibility="hidden")]
page = st.navigation(pages, position="top")
choices.enter_page(page.url_path)
layout.name_tab(page.title)
login.show()
with cache.one_version(), turns.RUNS.run(), logs.page_run(choices.current_page(), cache.built_at()):
    if cache.shows_invented_figures():
        st.html(layout.INVENTED)
    cache.use_groups(())
    start_page.show_search_box(choices.current_page())
    layout.show_views(choices.current_page())
    try:
        page.run()
    finally:  # also when a page stops half-way
        layout.show_foot(choices.current_page())
