"""What the dashboard adds to Streamlit's server: middleware, addresses for monitoring, and its message on an error."""

import uuid
from typing import Protocol

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from veerkracht.core import logs
from veerkracht.database import health
from veerkracht.web import choices
from veerkracht.web.delivery import CompressedFiles, PageHtml
from veerkracht.web.guard import NO_STORE, Guard, InternalFiles
from veerkracht.web.login_cookies import LoginCookies

MIDDLEWARE = [
    Middleware(Guard),
    Middleware(LoginCookies),
    Middleware(InternalFiles),
    Middleware(GZipMiddleware, compresslevel=6),
    Middleware(PageHtml),
    Middleware(CompressedFiles),
]


class Preparation(Protocol):
    """What builds the database at the start; `reason` says why there are no figures yet, '' when there are."""

    reason: str


class Monitoring:
    """The addresses by which a server is monitored: /gezond and /versie."""

    def __init__(self, preparation: Preparation, monitor: health.Monitor) -> None:
        self._preparation = preparation
        self._monitor = monitor

    @property
    def routes(self) -> list[Route]:
        """Return the routes."""
        return [Route("/gezond", self.health), Route("/versie", self.version)]

    async def health(self, _: Request) -> JSONResponse:
        """Answer whether the dashboard can show figures, with status 200, or 503 when it cannot."""
        state = await run_in_threadpool(self._monitor.state, self._preparation.reason)
        if state["gezond"]:
            self._preparation.reason = ""
        return JSONResponse(state, 200 if state["gezond"] else 503, NO_STORE)

    async def version(self, _: Request) -> JSONResponse:
        """Answer which version this is."""
        return JSONResponse(health.version())


def report_error(error: Exception) -> bool:
    """Log an error of a page with a code, and show the visitor the code alone.

    Return whether Streamlit shows nothing of it: it shows the traceback when `client.showErrorDetails` asks for it.
    """
    code = uuid.uuid4().hex[:8]
    logs.log_error("Fout op een pagina", error, code=code, page=choices.current_page())
    if st.get_option("client.showErrorDetails") != "none":
        return False
    st.error(
        "Er ging iets mis, en daarom ziet u (een deel van) deze pagina niet. Laad de pagina opnieuw. Gebeurt het weer? "
        f"Geef de beheerder dan deze code: {code}."
    )
    return True
