"""The entry of the dashboard: makes sure there is a database, sets the frame and the navigation."""

import time

import streamlit as st

from etl import load
from veerkracht import paths, ui
from veerkracht.errors import VeerkrachtError

st.set_page_config("Dashboard Veerkracht", page_icon="🏘️", layout="wide")
st.html(ui.STYLE)
st.html(ui.BROWSER, unsafe_allow_javascript=True)

# looking at all files that a database is built from takes a tenth of the time of showing a page again
_SECONDS_BETWEEN_CHECKS = 5

try:
    is_built_here = paths.database() == paths.database_file()
    if is_built_here and time.monotonic() >= st.session_state.get("check_database_at", 0):
        if not load.is_current(paths.database_file()):
            with st.spinner("De cijfers worden klaargezet. Dit duurt enkele seconden."):
                load.ensure(paths.database_file())
        st.session_state["check_database_at"] = time.monotonic() + _SECONDS_BETWEEN_CHECKS
except VeerkrachtError as error:
    st.error(str(error))
    if not paths.database_file().exists():
        st.stop()
    st.warning("U ziet de vorige goede cijfers.")

if "pages" not in st.session_state:
    st.session_state["pages"] = [
        st.Page("pages/doelen.py", title="Doelen", default=True),
        st.Page("pages/doelkaart.py", title="Doelkaart"),
        # before Kaart: Streamlit takes the name of a page for that of a later one that ends in it, in st.context.url
        st.Page("pages/veerkrachtkaart.py", title="Veerkrachtkaart"),
        st.Page("pages/kaart.py", title="Kaart"),
        st.Page("pages/vergelijken.py", title="Vergelijken"),
        st.Page("pages/vergelijkbaar.py", title="Vergelijkbaar"),
        st.Page("pages/trends.py", title="Trends"),
        st.Page("pages/buurtprofiel.py", title="Buurtprofiel"),
        st.Page("pages/samenhang.py", title="Samenhang"),
        st.Page("pages/gereedheid.py", title="Gereedheid"),
        st.Page("pages/vergaderstand.py", title="Vergaderstand"),
        st.Page("pages/raadsbrief.py", title="Raadsbrief"),
        st.Page("pages/bronnen.py", title="Bronnen"),
        st.Page("pages/toelichting.py", title="Toelichting"),
    ]
page = st.navigation(st.session_state["pages"], position="top")
ui.enter(page.url_path)
page.run()
