"""Makes the pictures of the README: starts the dashboard on the included data and photographs each page."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PORT = 8599
ADDRESSES = {"doelen": "", "raadsbrief": "raadsbrief?deel=doel-1&deel=onderwerp-misdrijven"}
PAGES = {path.stem: ADDRESSES.get(path.stem, path.stem) for path in sorted((ROOT / "pages").glob("*.py"))}


def main() -> None:
    """Write docs/images/<page>.png, 1440 pixels wide."""
    chromium = os.environ.get("VEERKRACHT_CHROMIUM") or shutil.which("chromium")
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "data" / "meegeleverd", Path(folder) / "meegeleverd")
        command = [
            sys.executable,
            "-m",
            "streamlit",
            "run",
            "app.py",
            "--server.headless",
            "true",
            "--server.port",
            str(PORT),
        ]
        server = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "VEERKRACHT_DATA": folder})
        try:
            photograph(f"http://127.0.0.1:{PORT}", chromium)
        finally:
            server.terminate()
            server.wait(20)


def photograph(url: str, chromium: str | None) -> None:
    """Open every page at this address and take its picture when it has come to rest."""
    for _ in range(100):
        try:
            urllib.request.urlopen(f"{url}/_stcore/health", timeout=1)
            break
        except OSError:
            time.sleep(0.2)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-quic"])
        page = browser.new_page(locale="nl-NL", viewport={"width": 1440, "height": 1000})
        for name, address in PAGES.items():
            page.goto(f"{url}/{address}")
            page.wait_for_selector("table.vk, textarea", timeout=60_000)
            page.wait_for_timeout(2500)
            page.screenshot(path=str(ROOT / "docs" / "images" / f"{name}.png"))
        browser.close()


if __name__ == "__main__":
    main()
