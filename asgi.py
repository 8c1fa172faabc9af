"""The dashboard as an ASGI application: what app.py shows, with pages that are Dutch and quick from the beginning.

Run it with `python -m streamlit run asgi.py`, or with any ASGI server: `python -m uvicorn asgi:app --port 8501`.
"""

from pathlib import Path

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import file_util
from streamlit.runtime.pages_manager import PagesManager

from veerkracht import shell

_ROOT = Path(__file__).resolve().parent
_STATIC = Path(file_util.get_static_dir())
_FIRST = "doelen"  # the page without a path
# what describes Streamlit's own HTML and not ours
_OF_STREAMLIT = ("etag", "last-modified", "accept-ranges", "content-encoding")


class Shell:
    """Gives every page its own HTML in place of Streamlit's, which is the same for all."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._plain = shell.plain(_STATIC).encode()
        names = [path.stem for path in (_ROOT / "pages").glob("*.py")]
        self._pages = {"" if name == _FIRST else name: shell.of_page(_STATIC, name).encode() for name in names}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; what is no HTML goes by as it is."""
        html = b""

        async def pass_on(message: Message) -> None:
            nonlocal html
            if message["type"] == "http.response.start" and message["status"] == 200:
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    html = self._pages.get(scope["path"].strip("/"), self._plain)
                    headers["content-length"] = str(len(html))
                    for name in _OF_STREAMLIT:
                        del headers[name]
            elif html and message["type"] == "http.response.body":
                if message.get("more_body"):
                    return
                message = {"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else html}
            await send(message)

        await self._app(scope, receive, pass_on if scope["type"] == "http" else send)


# before the first visitors: several who came at once got an error instead of a page (docs/decisions/0004)
PagesManager.uses_pages_directory = False

app = st.App(_ROOT / "app.py", middleware=[Middleware(Shell)])
