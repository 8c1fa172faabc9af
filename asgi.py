"""The entry for servers: the dashboard of app.py as an ASGI application, with pages that are Dutch and quick at once.

Run it with `python -m streamlit run asgi.py`, or with any ASGI server: `python -m uvicorn asgi:app --port 8501`.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
from starlette.middleware import Middleware

from etl.build.preparation import Preparation
from veerkracht import topics
from veerkracht.core import logs, paths
from veerkracht.database import health
from veerkracht.export import atom, ics
from veerkracht.topics.data import answers
from veerkracht.topics.since import feeds as since
from veerkracht.web import login, server, start, streamlit_internals
from veerkracht.web.guard import Guard
from veerkracht.web.open_data import DataAddresses, OpenData

preparation = Preparation()
news = server.Feeds(
    since.news,
    {
        since.FEED: server.File(atom.MEDIA_TYPE, since.feed),
        since.CALENDAR: server.File(ics.MEDIA_TYPE, since.calendar),
    },
)


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Set the process up and start building the database, before the first visitors."""
    start.set_up_server(topics)
    start.print_address()
    logs.log_event("Het dashboard is gestart", **health.version())
    login.report_mistakes()
    preparation.start()
    yield


streamlit_internals.ignore_unreadable_secrets()  # before the first request, for which the app is built
app = st.App(
    paths.ROOT / "app.py",
    routes=[
        *server.Monitoring(preparation, health.Monitor()).routes,
        *news.routes,
        *server.outline_routes(),
    ],
    middleware=[Middleware(Guard), Middleware(DataAddresses, OpenData(answers.answer)), *server.MIDDLEWARE],
    lifespan=lifespan,
    on_script_error=server.report_error,
)
