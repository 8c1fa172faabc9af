"""Measures the first load of every page in Chromium, as a ratio to a plain Streamlit page with one chart and one table.

Updates after a changed choice are measured in `workbench.py`. Run with `python benchmarks/pages.py`; needs Chromium.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from veerkracht.core import menu

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = os.environ.get("VEERKRACHT_CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium-headless-shell", "chromium"))), None
)
ROUNDS = 5
CHART_AND_TABLE = """
import altair as alt
import pandas as pd
import streamlit as st

frame = pd.DataFrame({"jaar": range(2012, 2025), "cijfer": range(13)})
st.title("Een grafiek en een tabel")
st.altair_chart(alt.Chart(frame).mark_line().encode(x="jaar:Q", y="cijfer:Q"))
st.table(frame)
"""


@contextmanager
def served(script: Path, port: int, log: Path = Path(os.devnull)) -> Iterator[str]:
    """Run a Streamlit script with the settings beside it, else with those of this checkout, and yield its address."""
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.headless", "true",
               "--server.address", "127.0.0.1", "--server.port", str(port)]  # fmt: skip
    folder = script.parent if (script.parent / ".streamlit").exists() else ROOT
    with log.open("wb") as output:
        server = subprocess.Popen(command, cwd=folder, stdout=output, stderr=output)
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(url)
        yield url
    finally:
        server.terminate()
        server.wait(20)


def wait_for(url: str) -> None:
    """Wait until the server at this address answers; end the program when it does not."""
    for _ in range(600):
        try:
            urllib.request.urlopen(f"{url}/_stcore/health", timeout=1)
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"The server at {url} did not start; is its port in use?")


def first_load(browser: Browser, url: str, *selectors: str) -> float:
    """Return the median seconds from the request for a page, with an empty cache, until all selectors are visible."""
    return statistics.median(first_loads(browser, (url, selectors))[0])


def first_loads(browser: Browser, *targets: tuple[str, Sequence[str]]) -> list[list[float]]:
    """Return the seconds of every round per target, an address with its selectors.

    The targets are loaded in turn: when the machine is slow for a while it is slow for all of them.
    """
    times: list[list[float]] = [[] for _ in targets]
    for _ in range(ROUNDS):
        for seconds, (url, selectors) in zip(times, targets, strict=True):
            context = browser.new_context(locale="nl-NL", viewport={"width": 1440, "height": 900})
            page = context.new_page()
            start = time.perf_counter()
            page.goto(url)
            for selector in selectors:
                page.wait_for_selector(selector)
            seconds.append(time.perf_counter() - start)
            context.close()
    return times


def change(page: Page, options: list[tuple[str, str]]) -> float:
    """Return the median seconds from the click on an option of Onderwerp until the text that belongs to it is there."""
    times = []
    for option, text in options * ROUNDS:
        page.get_by_role("combobox", name="Onderwerp", exact=True).click()
        target = page.get_by_role("option", name=option, exact=True)
        target.wait_for()
        start = time.perf_counter()
        target.click()
        page.get_by_text(text, exact=True).first.wait_for()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main() -> None:
    """Print seconds and ratios per page."""
    folder = Path(tempfile.mkdtemp())
    (folder / "grafiek.py").write_text(CHART_AND_TABLE, encoding="utf-8")
    with (
        sync_playwright() as playwright,
        served(folder / "grafiek.py", 8597) as reference_page,
        served(ROOT / "asgi.py", 8598) as dashboard,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-quic"])
        first_load(browser, dashboard, "table.vk")  # builds the database, imports the libraries
        first_load(browser, reference_page, "svg.marks", "table")
        reference = first_load(browser, reference_page, "svg.marks", "table")
        print(f"one chart and one table: first load {reference:.2f} s")
        for name in sorted(menu.PAGES):
            selectors = ["table.vk", "svg.marks"] if name in ("doelkaart", "trends") else ["table.vk"]
            seconds = first_load(browser, f"{dashboard}/{menu.address(name)}", *selectors)
            print(f"{name}: first load {seconds:.2f} s, ratio {seconds / reference:.2f}")
        browser.close()


if __name__ == "__main__":
    main()
