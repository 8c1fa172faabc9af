"""Makes the pictures of the README and of the manual: starts the dashboard on the included data and photographs it."""

import io
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PORT = 8599
_LONGEST = 300_000  # milliseconds: the first page waits for the database
ADDRESSES = {
    "start": "",
    "vergaderstand": "vergaderstand?dia=1",
    "raadsbrief": "raadsbrief?deel=doel-1&deel=onderwerp-misdrijven&vorm=bijlage",
}
NOT_FOR_VISITORS = "beheer"
PAGES = {
    path.stem: ADDRESSES.get(path.stem, path.stem)
    for path in sorted((ROOT / "pages").glob("*.py"))
    if path.stem != NOT_FOR_VISITORS
}


@dataclass(frozen=True)
class Piece:
    """A piece of a page for the manual: all that is between some elements of it, after a click on a button if named."""

    address: str
    elements: tuple[str, ...]
    click: str = ""


MANUAL = {
    "doelen-lezen": Piece("doelen", ("table.vk thead", "table.vk tbody tr >> nth=4")),
    "doelkaart-grafieken": Piece(
        "doelkaart?doel=1", ("text=Ook zonder programma?", "text=37 van de 39", "text=Stippellijn:")
    ),
    "doelkaart-opslaan": Piece(
        "doelkaart?doel=1", ("text=Pad naar het doel", "svg.marks", "[data-testid=stPopoverBody]"), "Delen en opslaan"
    ),
    "vergaderstand-knoppen": Piece("vergaderstand?dia=0", (".st-key-knoppen", "table.vk tbody tr >> nth=4")),
    "weten": Piece("weten", ("h2:has-text('begin')", "svg.marks text:text-is('2030')", "text=5. Thuis en welkom")),
    "kaart-keuzes": Piece("kaart", ("h1", "button:has-text('Kaart aanpassen')")),
    "vergelijken-lijkt-op": Piece("vergelijken?groep=lijkt", ("h1", "svg.marks")),
    "herkomst": Piece(
        "bronnen?toon=cijfer&indicator=misdrijven&periode=2024", ("h1", "table.vk thead", "table.vk tbody tr >> nth=6")
    ),
    "opslaan": Piece("vergelijken", ("button:has-text('opslaan')", "[data-testid=stPopoverBody]"), "Delen en opslaan"),
    "raadsbrief": Piece("raadsbrief?deel=doel-1&vorm=bijlage", ("h1", "textarea")),
    "bronnen": Piece("bronnen", ("h1", "table.vk thead")),
}


STORIES = [  # title, kind, buurten, goal, text
    ("Koffie op het plein", "verhaal", "Nazareth", 6, "Sinds het voorjaar staan er banken. Op dinsdag is er koffie."),
    ("Een tuin bij de school", "experiment", "Pottenberg", 10, "De school en de buurt leggen samen een tuin aan."),
    ("Wat is fijn aan het park?", "enquête", "Nazareth, Pottenberg", 10, "Bankjes en schaduw staan bovenaan."),
]


def write_stories(folder: Path) -> None:
    """Write stories about nobody, as none are included, and build the database with them."""
    folder.mkdir(parents=True)
    for number, (title, kind, areas, goal, text) in enumerate(STORIES, 1):
        head = f'titel: "Voorbeeld: {title}"\nsoort: {kind}\ngebieden: [{areas}]\ndoelen: [{goal}]\n'
        shown = f"datum: 2026-03-0{number}\nzichtbaar: openbaar\ntoestemming: ja\n"
        story = f"---\n{head}{shown}---\n{text}\n"
        (folder / f"voorbeeld-{number}.md").write_text(story, encoding="utf-8")
    environment = {**os.environ, "VEERKRACHT_DATA": str(folder.parent.parent)}
    subprocess.run([sys.executable, "-m", "etl", "--offline"], cwd=ROOT, env=environment, check=True)


def main() -> None:
    """Write docs/images/<page>.png, 1440 pixels wide, and the pieces of pages in docs/handleiding/images."""
    chromium = (
        os.environ.get("VEERKRACHT_CHROMIUM") or shutil.which("chromium-headless-shell") or shutil.which("chromium")
    )
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "data" / "meegeleverd", Path(folder) / "meegeleverd")
        write_stories(Path(folder) / "lokaal" / "verhalen")
        command = [
            sys.executable,
            "-m",
            "streamlit",
            "run",
            "asgi.py",
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
    for _ in range(1000):
        try:
            urllib.request.urlopen(f"{url}/gezond", timeout=1)
            break
        except OSError:
            time.sleep(0.2)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-quic"])
        page = browser.new_page(locale="nl-NL", viewport={"width": 1440, "height": 1000})
        for name, address in PAGES.items():
            show(page, f"{url}/{address}")
            page.screenshot(path=str(ROOT / "docs" / "images" / f"{name}.png"))
        page.set_viewport_size({"width": 1200, "height": 2000})
        for name, piece in MANUAL.items():
            show(page, f"{url}/{piece.address}")
            save_piece(page, piece, ROOT / "docs" / "handleiding" / "images" / f"{name}.png")
        browser.close()


def show(page: Page, address: str) -> None:
    """Open a page and wait until it has come to rest."""
    page.goto(address, timeout=_LONGEST)
    page.wait_for_selector("h1", state="attached", timeout=_LONGEST)
    page.wait_for_selector('.stApp[data-test-script-state="notRunning"]', state="attached", timeout=_LONGEST)
    page.wait_for_selector('[data-testid="stVegaLiteChart"]:not(:has(svg.marks, canvas))', state="detached",
                           timeout=_LONGEST)  # fmt: skip
    page.wait_for_timeout(2500)


def save_piece(page: Page, piece: Piece, path: Path) -> None:
    """Save a piece of the page that is open, with a palette: it takes a third of the bytes."""
    if piece.click:
        page.get_by_role("button", name=piece.click, exact=True).first.click()
        page.wait_for_timeout(1500)
    boxes = [box for one in piece.elements if (box := page.locator(one).first.bounding_box())]
    around = 2
    left, top = (min(box[side] for box in boxes) - around for side in ("x", "y"))
    right = max(box["x"] + box["width"] for box in boxes) + around
    bottom = max(box["y"] + box["height"] for box in boxes) + around
    piece_of_page = {"x": max(left, 0), "y": max(top, 0), "width": right - left, "height": bottom - top}
    picture = Image.open(io.BytesIO(page.screenshot(clip=piece_of_page)))  # type: ignore[arg-type]
    picture.convert("RGB").quantize(256).save(path, optimize=True)


if __name__ == "__main__":
    main()
