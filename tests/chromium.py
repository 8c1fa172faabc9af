"""Chromium for tests: how to find it and use it on the dashboard; the fixtures are in conftest.py."""

import os
import shutil
import socket
from collections.abc import Mapping

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error, Page

CHROMIUM = os.environ.get("VEERKRACHT_CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"))), None
)
REQUIRED = os.environ.get("VEERKRACHT_BROWSER_REQUIRED") == "1"
FLAGS = ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--font-render-hinting=none"]  # fmt: skip

RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}

# a page that has loaded completely
SETTLED = """!!document.querySelector('h1') && document.documentElement.lang === 'nl'
    && document.querySelector('.stApp').dataset.testScriptState === 'notRunning'
    && !document.querySelector('[data-stale="true"], [data-testid="stSkeleton"], [data-testid="stSpinner"]')
    && [...document.querySelectorAll('[data-testid="stVegaLiteChart"]')].every(e => e.querySelector('.marks'))"""

NEEDED = pytest.mark.skipif(
    CHROMIUM is None and not REQUIRED, reason="geen Chromium op deze machine: browsertests overgeslagen"
)


def visit(page: Page, url: str) -> None:
    page.goto(url)
    page.wait_for_selector(".vk-standing, table.vk", timeout=60_000)  # the first of them on the page


def choose_page(page: Page, name: str, within: str = "Pagina’s") -> None:
    """Go to a page through the menu, or through another row of links: the views of a page, or the foot line."""
    page.get_by_role("navigation", name=within).get_by_role("link", name=name, exact=True).click()


def until(page: Page, expression: str) -> None:
    """Wait until an expression is true; evaluated from outside, as the page itself may not run text as code.

    What it asks of an element that is not there yet, or of a page that is being replaced, is not true yet.
    """
    reason = ""
    for _ in range(300):
        try:
            if page.evaluate(expression):
                return
            reason = ""
        except Error as error:
            reason = f": {error.message}"
        page.wait_for_timeout(100)
    raise TimeoutError(expression + reason)


def open_view(page: Page, address: str, path: str) -> None:
    """Go to a view and wait until all of it is there."""
    page.goto(f"{address}/{path}")
    until(page, SETTLED)


def barriers(page: Page, rules: Mapping[str, object] = RULES) -> list[tuple[str, list[str]]]:
    """Return the violations that axe finds of its rules, by default WCAG 2.2 A and AA and best practices."""
    violations = Axe().run(page, options={"runOnly": rules, "resultTypes": ["violations"]}).response["violations"]
    return [(violation["id"], [node["html"][:200] for node in violation["nodes"]]) for violation in violations]


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def is_outside(url: str, address: str) -> bool:
    return not url.startswith((address, address.replace("http", "ws"), "data:", "blob:"))
