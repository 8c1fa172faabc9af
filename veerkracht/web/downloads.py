"""Downloads of what is on screen: pictures, Word, PowerPoint, Excel and CSV, each made at the click."""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from veerkracht.core import paths
from veerkracht.core.errors import DataError
from veerkracht.core.turns import Turns
from veerkracht.drawing import exhibits, links, tables
from veerkracht.drawing.exhibit import Deck, Exhibit, Letter, deck
from veerkracht.export import archive, datapackage, delimited, picture, templates, workbook
from veerkracht.web import login
from veerkracht.web.cache import query

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_POWERPOINT = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

# a file is made in one of a few threads, six on two cores, that all visitors share: large files take no more than four
_LARGE = Turns(3, 10, "Er worden al grote bestanden gemaakt. Probeer het over een minuut opnieuw.")


@dataclass(frozen=True)
class Download:
    """A chart to download: its label on screen, the name of its files, and the function that makes it."""

    label: str
    name: str
    make: Callable[[], Exhibit]


def view_address() -> str:
    """Return the address of exactly this view, to find it again from a letter."""
    choices = [(key, value) for key in st.query_params for value in st.query_params.get_all(key)]
    return f"{st.context.url or ''}?{urlencode(choices)}"


def dashboard_address() -> str:
    """Return the address of the dashboard, without a page."""
    return (st.context.url or "").rpartition("/")[0]


def letter_address(codes: list[str], area_codes: list[str], has_efforts: bool = False) -> str:
    """Return the address of the letter of these parts, with efforts on the time axes of goals or without."""
    return links.letter(dashboard_address(), codes, area_codes, has_efforts)


def csv_button(frame: pd.DataFrame | Callable[[], pd.DataFrame], columns: dict[str, str], name: str) -> None:
    """Show a button that saves a table on screen as a file that Dutch Excel opens."""
    make: Callable[[], bytes] = lambda: delimited.table(frame() if callable(frame) else frame, columns)  # noqa: E731
    _button("Tabel opslaan (CSV)", make, f"{name}.csv", "text/csv")


def download_row(download: Download) -> None:
    """Show buttons that save one chart, as pictures and as tables."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption("Opslaan:", width="content")
        _picture_buttons(download)
        _table_buttons([download], download.name)


def table_row(download: Download, make_letter: Callable[[], Letter]) -> None:
    """Show buttons that save what has no picture: in a document, and as tables."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption("Opslaan:", width="content")
        letter_buttons(make_letter, download.name, has_files=False)
        _table_buttons([download], download.name)


def download_menu(
    downloads: list[Download], codes: list[str], offer_table: Callable[[], None] = lambda: None, key: str = ""
) -> None:
    """Show a menu, made when opened, to save charts, their figures and, if parts have codes, a letter of those.

    `offer_table` shows the button for a table of the page. `key` tells the menus of a page with several apart.
    """
    name = f"opslaan-{key}" if key else "opslaan"
    with st.popover("Opslaan", icon=":material/download:", key=name, on_change="rerun") as menu:
        if not menu.open:
            return
        downloads = list({download.name: download for download in downloads}.values())  # two maps may show the same
        for download in downloads:
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.markdown(download.label, width="content")
                _picture_buttons(download)
        make = _linked(downloads)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown("Cijfers met bronnen", width="content")
            _table_buttons(downloads, downloads[0].name)
            _button("CSV voor scripts", lambda: delimited.tidy(make()),
                    f"{downloads[0].name}-tidy.csv", "text/csv")  # fmt: skip
        offer_table()
        if codes:
            areas = [code for code in st.query_params.get_all("gebied") if code]
            st.html(tables.link(letter_address(codes, areas), "In een brief (Word)"))


def letter_buttons(
    make: Callable[[], Letter], name: str, has_files: bool = True, make_deck: Callable[[], Deck] | None = None
) -> None:
    """Show buttons that save a letter as a Word document and as slides, those of its exhibits or a deck of its own, in
    the municipality's templates when there are; with `has_files` another for all its pictures and figures."""
    template, slide_template = _template(".docx"), _template(".pptx")
    _large_button("Word-document", lambda: _document(make(), template), f"{name}.docx", _WORD)
    _slides_button(make_deck or (lambda: deck(make())), name, slide_template)
    if has_files:
        _large_button("Alles (zip)", lambda: _bundle(make(), template, slide_template), f"{name}.zip",
                      "application/zip")  # fmt: skip


def slides_button(make: Callable[[], Deck], name: str) -> None:
    """Show a button that saves slides, in the municipality's own template when there is one."""
    _slides_button(make, name, _template(".pptx"))


def data_package_button() -> None:
    """Show a button that saves all figures and statuses with their description, for analysis elsewhere."""
    home = dashboard_address()
    _large_button("Alle gegevens (datapakket)", lambda: query.value(datapackage.datapackage, home), "datapakket.zip",
                  "application/zip")  # fmt: skip


def _slides_button(make: Callable[[], Deck], name: str, template: bytes | None) -> None:
    _large_button("PowerPoint", lambda: _presentation(make(), template), f"{name}.pptx", _POWERPOINT)


# python-docx and python-pptx hold 16 MB, which a server whose visitors only read can do without


def _document(letter: Letter, template: bytes | None) -> bytes:
    from veerkracht.export import word

    return word.document(letter, template)


def _presentation(made: Deck, template: bytes | None) -> bytes:
    from veerkracht.export import slides

    return slides.presentation(made, template)


def _bundle(letter: Letter, template: bytes | None, slide_template: bytes | None) -> bytes:
    from veerkracht.export import bundle

    return archive.packed(bundle.files(letter, template, slide_template))


def _template(suffix: str) -> bytes | None:
    """Return the municipality's template of Word (.docx) or PowerPoint (.pptx); None when there is none, and after a
    message when it is unfit."""
    template = templates.read(suffix)
    problem = _unfit(suffix, template) if template else ""
    if problem:
        st.warning(f"{problem} Tot dan krijgt u het bestand zonder sjabloon.")
    return None if problem else template


@lru_cache(maxsize=4)
def _unfit(suffix: str, template: bytes) -> str:
    from veerkracht.export import slides, word

    try:
        (word if suffix == ".docx" else slides).check(template)
    except DataError as error:
        return str(error)
    return ""


def _linked(downloads: list[Download]) -> Callable[[], list[Exhibit]]:
    """Return a function that makes the exhibits with the address of this view in them."""
    link = view_address()
    return lambda: [replace(download.make(), link=link) for download in downloads]


def _picture_buttons(download: Download) -> None:
    make = _linked([download])
    _button("PNG", lambda: picture.png(make()[0]), f"{download.name}.png", "image/png")
    _button("SVG", lambda: picture.svg(make()[0]).encode(), f"{download.name}.svg", "image/svg+xml")


def _table_buttons(downloads: list[Download], name: str) -> None:
    make = _linked(downloads)
    _button("Excel", lambda: _workbook(make()), f"{name}.xlsx", _EXCEL)
    _button("CSV", lambda: delimited.dutch(make()), f"{name}.csv", "text/csv")


def _workbook(charts: list[Exhibit]) -> bytes:
    return workbook.workbook(charts, charts[0].title, exhibits.author(query), exhibits.moment(query))


def _large_button(label: str, make: Callable[[], bytes], name: str, kind: str) -> None:
    """Show a button that saves a file that takes seconds to make; those are made one at a time.

    When that is not possible, Streamlit logs why, and what the visitor reads stands in browser.js.
    """

    def make_in_turn() -> bytes:
        with _LARGE.turn():
            return make()

    _button(label, make_in_turn, name, kind)


def _button(label: str, make: Callable[[], bytes], name: str, kind: str) -> None:
    """Show a button that saves a file, under a name of its own when it may have internal figures."""
    file_name = _internal_name(name) if login.sees_internal() else name
    make = login.as_this_visitor(make)
    st.download_button(label, make, file_name, kind, key=f"{label}-{name}", on_click="ignore")


def _internal_name(name: str) -> str:
    """Return the name of a file with internal figures, with 64 random bits.

    Streamlit derives the address of a file from its content and name: who knows all but one figure could compute it.
    """
    path = paths.internal(Path(name))
    return f"{path.stem}-{secrets.token_hex(8)}{path.suffix}"


def is_internal(disposition: str) -> bool:
    """Return whether the header content-disposition names a file with internal figures."""
    return bool(re.search(rf"{paths.INTERNAL}-[0-9a-f]{{16}}\.", disposition))
