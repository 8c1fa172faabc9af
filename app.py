"""The entry of the dashboard: makes sure there is a database, sets the frame and the navigation."""

import streamlit as st

from etl import load
from veerkracht import paths, ui
from veerkracht.errors import VeerkrachtError

st.set_page_config("Dashboard Veerkracht", page_icon="🏘️", layout="wide")
st.html(ui.STYLE)
st.html(ui.BROWSER, unsafe_allow_javascript=True)

try:
    if not load.is_current(paths.database_file()):
        with st.spinner("De cijfers worden klaargezet. Dit duurt enkele seconden."):
            load.ensure(paths.database_file())
except VeerkrachtError as error:
    st.error(str(error))
    if not paths.database_file().exists():
        st.stop()
    st.warning("U ziet de vorige goede cijfers.")

page = st.navigation(
    [
        st.Page("pages/doelen.py", title="Doelen", default=True),
        st.Page("pages/doelkaart.py", title="Doelkaart"),
        st.Page("pages/kaart.py", title="Kaart"),
        st.Page("pages/vergelijken.py", title="Vergelijken"),
        st.Page("pages/trends.py", title="Trends"),
        st.Page("pages/buurtprofiel.py", title="Buurtprofiel"),
        st.Page("pages/samenhang.py", title="Samenhang"),
        st.Page("pages/gereedheid.py", title="Gereedheid"),
        st.Page("pages/vergaderstand.py", title="Vergaderstand"),
        st.Page("pages/bronnen.py", title="Bronnen"),
        st.Page("pages/toelichting.py", title="Toelichting"),
    ],
    position="top",
)
ui.enter(page.url_path)
page.run()
