"""Measures pages in Chromium as a ratio to an empty Streamlit page in the same run: first load and a change of choice.

Run with `python benchmarks/pages.py`; needs Chromium.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 5
# what a click on an option shows; both options stand at the top of the list, which is drawn as it is scrolled
HEADINGS = {
    "kaart": [
        ("Bevolking: Bevolkingsdichtheid", "Bevolkingsdichtheid, 2024"),
        ("Bevolking: Inwoners", "Inwoners, 2024"),
    ],
    "trends": [
        ("Bevolking: Bevolkingsdichtheid", "Bevolkingsdichtheid, aantal inwoners per km²"),
        ("Bevolking: Inwoners", "Inwoners, aantal inwoners"),
    ],
}
EMPTY = "import streamlit as st\nst.title('Leeg')\nst.text(st.selectbox('Indicator', ['a', 'b'], key='i'))\n"


@contextmanager
def served(script: Path, port: int) -> Iterator[str]:
    """Run a Streamlit script and give its address."""
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        str(script),
        "--server.headless",
        "true",
        "--server.port",
        str(port),
    ]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ)
    url = f"http://127.0.0.1:{port}"
    for _ in range(200):
        try:
            urllib.request.urlopen(f"{url}/_stcore/health", timeout=1)
            break
        except OSError:
            time.sleep(0.1)
    try:
        yield url
    finally:
        server.terminate()
        server.wait(20)


def first_load(browser: Browser, url: str, ready: str) -> float:
    """Return the median seconds from asking for a page, with an empty cache, to seeing `ready`."""
    times = []
    for _ in range(ROUNDS):
        context = browser.new_context(locale="nl-NL", viewport={"width": 1440, "height": 900})
        page = context.new_page()
        start = time.perf_counter()
        page.goto(url)
        page.wait_for_selector(ready)
        times.append(time.perf_counter() - start)
        context.close()
    return statistics.median(times)


def change(page: Page, options: list[tuple[str, str]]) -> float:
    """Return the median seconds from clicking an option of Indicator to seeing the text that belongs to it."""
    times = []
    for option, seen in options * ROUNDS:
        page.get_by_role("combobox", name="Indicator").click()
        target = page.get_by_role("option", name=option, exact=True)
        target.wait_for()
        start = time.perf_counter()
        target.click()
        page.get_by_text(seen, exact=True).first.wait_for()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main() -> None:
    """Print seconds and ratios per page."""
    chromium = os.environ.get("VEERKRACHT_CHROMIUM") or shutil.which("chromium")
    empty = Path(tempfile.mkdtemp()) / "leeg.py"
    empty.write_text(EMPTY, encoding="utf-8")
    with sync_playwright() as playwright, served(empty, 8597) as plain, served(ROOT / "app.py", 8598) as ours:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-quic"])
        first_load(browser, ours, "table.vk")  # builds the database, imports the libraries
        reference = first_load(browser, plain, "h1")
        print(f"empty page: first load {reference:.2f} s")
        for name in ("", "kaart", "trends"):
            found = first_load(browser, f"{ours}/{name}", "table.vk")
            print(f"/{name}: first load {found:.2f} s, ratio {found / reference:.2f}")
        page = browser.new_page(locale="nl-NL")
        page.goto(plain)
        page.wait_for_selector("h1")
        reference = change(page, [("b", "b"), ("a", "a")])
        print(f"empty page: change {reference:.3f} s")
        for name in ("kaart", "trends"):
            page.goto(f"{ours}/{name}?indicator=inwoners&jaar=2024")
            page.wait_for_selector("table.vk")
            page.wait_for_timeout(1000)
            found = change(page, HEADINGS[name])
            print(f"/{name}: change of indicator {found:.3f} s, ratio {found / reference:.2f}")
        browser.close()


if __name__ == "__main__":
    main()
