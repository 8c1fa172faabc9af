"""The entry of the dashboard: makes sure there is a database, sets the frame and the navigation."""

import streamlit as st

from etl import load
from veerkracht import paths, ui
from veerkracht.errors import VeerkrachtError

st.set_page_config("Dashboard Veerkracht", page_icon="🏘️", layout="wide")
st.html(ui.STYLE)
# Streamlit writes <html lang="en">; a screen reader needs to know that the page is Dutch
st.html("<script>document.documentElement.lang = 'nl'</script>", unsafe_allow_javascript=True)

try:
    if not load.is_current(paths.database_file()):
        with st.spinner("De cijfers worden klaargezet. Dit duurt enkele seconden."):
            load.ensure(paths.database_file())
except VeerkrachtError as error:
    st.error(str(error))
    if not paths.database_file().exists():
        st.stop()
    st.warning("U ziet de vorige goede cijfers.")

st.navigation(
    [
        st.Page("pages/doelen.py", title="Doelen", icon=":material/flag:", default=True),
        st.Page("pages/doelkaart.py", title="Doelkaart", icon=":material/track_changes:"),
        st.Page("pages/kaart.py", title="Kaart", icon=":material/map:"),
        st.Page("pages/trends.py", title="Trends", icon=":material/show_chart:"),
        st.Page("pages/gereedheid.py", title="Gereedheid", icon=":material/checklist:"),
        st.Page("pages/vergaderstand.py", title="Vergaderstand", icon=":material/slideshow:"),
        st.Page("pages/bronnen.py", title="Bronnen", icon=":material/database:"),
        st.Page("pages/toelichting.py", title="Toelichting", icon=":material/help:"),
    ],
    position="top",
).run()
