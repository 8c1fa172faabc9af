"""Downloads of what is on screen: images, Word, PowerPoint, Excel and CSV, each generated on click."""

import re
import secrets
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

from veerkracht.core import paths
from veerkracht.core.errors import DataError
from veerkracht.core.turns import Turns
from veerkracht.drawing import exhibits, links, tables
from veerkracht.drawing.exhibit import Deck, Exhibit, Letter, deck
from veerkracht.drawing.table import Table
from veerkracht.export import archive, datapackage, delimited, pdf, picture, templates, workbook
from veerkracht.web import choices, login
from veerkracht.web.cache import query, with_these_groups
from veerkracht.web.streamlit_internals import Popover

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_POWERPOINT = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

# files are created in a few threads, six on two cores, that all visitors share: large files take at most three, and
# PDFs two (export/pdf.py)
_LARGE = Turns(2, 10, "Er worden al grote bestanden gemaakt. Probeer het over een minuut opnieuw.")


@dataclass(frozen=True)
class Download:
    """An exhibit to share: its label in the menu, the name of its files, and the function that creates it."""

    label: str
    name: str
    make: Callable[[], Exhibit]
    has_picture: bool = True
    has_figures: bool = True  # false if another one on the page has the same figures, and more


@dataclass(frozen=True)
class Document:
    """What a menu saves as Word and as slides if that is more than its exhibits: a letter, and its own slides."""

    name: str
    make: Callable[[], Letter]
    make_deck: Callable[[], Deck] | None = None


def view_address() -> str:
    """Return the address of exactly this view, for references in letters."""
    choices = [(key, value) for key in st.query_params for value in st.query_params.get_all(key)]
    return f"{st.context.url or ''}?{urlencode(choices)}"


def dashboard_address() -> str:
    """Return the address of the dashboard, without a page."""
    return (st.context.url or "").rpartition("/")[0]


def annex_address(codes: list[str], area_codes: list[str], has_efforts: bool = False, maps: Sequence[str] = ()) -> str:
    """Return the address of the annex of these parts, with or without efforts on the time axes of goals, and with the
    maps that have these codes."""
    return links.letter(dashboard_address(), codes, area_codes, has_efforts, "bijlage", maps=maps, groups=own_groups())


def letter_of(
    codes: list[str], area_codes: Sequence[str] = (), has_efforts: bool = False, maps: Sequence[str] = ()
) -> str:
    """Return the address of the letter that this visitor is writing with these parts added, about its areas, else about
    those in the address of this page; efforts and maps are for its annex."""
    chosen = [*area_codes] or [code for code in st.query_params.get_all("gebied") if code]
    parts = [*dict.fromkeys([*choices.last_chosen("deel"), *codes])]
    return links.letter(dashboard_address(), parts, chosen, has_efforts, maps=maps, groups=own_groups())


def own_groups() -> list[str]:
    """Return the own groups in the address of this page, for an address that leads elsewhere."""
    return [text for text in st.query_params.get_all(links.GROUP) if text]


def share_menu(
    downloads: Sequence[Download],
    name: str = "",
    key: str = "",
    letter: str = "",
    document: Document | None = None,
    make_tables: Callable[[], Sequence[Table]] | None = None,
) -> None:
    """Show the menu to share what is on screen, created when it is opened: the link, every exhibit as a picture, their
    figures as Excel and CSV, and all of it as Word and PowerPoint.

    `name` is that of the files with more than one exhibit, by default of the first; `key` identifies the menu if a page
    has several. `letter` is the address of a letter that includes this, and `make_tables` returns the tables as on
    screen, by default those of the exhibits.
    """
    with _menu(key) as menu:
        if not menu.open:
            return
        # two maps may be the same; a picture and figures with one name are two exhibits
        downloads = list({(download.name, download.has_picture): download for download in downloads}.values())
        st.html(tables.browser_button("Link kopiëren", "link"))
        for download in downloads:
            if download.has_picture:
                with _row(download.label or "Afbeelding"):
                    _picture_buttons(download)
        if with_figures := [download for download in downloads if download.has_figures]:
            with _row("Cijfers"):
                _table_buttons(with_figures, name or downloads[0].name, make_tables)
        if document or downloads:
            with _row("Document"):
                on_page = document or _document_of(downloads, name)
                letter_buttons(on_page.make, on_page.name, has_files=False, make_deck=on_page.make_deck)
        if letter:
            st.html(tables.link(letter, "In een brief (Word)", "vk-letter"))


def _menu(key: str) -> Popover:
    return st.popover("Delen en opslaan", icon=":material/share:", key=f"delen-{key}" if key else "delen",
                      on_change="rerun")  # fmt: skip


def _row(label: str) -> AbstractContextManager[object]:
    """Return a row of the menu, below its label if there is no room beside it."""
    row = st.container(horizontal=True, vertical_alignment="center", gap="small")
    row.markdown(label, width="content")
    return row


def _document_of(downloads: Sequence[Download], name: str) -> Document:
    """Return a document of these exhibits, with the address of this view."""
    make, link, name = _with_view_address(downloads), view_address(), name or downloads[0].name
    return Document(name, lambda: exhibits.document(query, name, make(), link))


def letter_buttons(
    make: Callable[[], Letter], name: str, has_files: bool = True, make_deck: Callable[[], Deck] | None = None
) -> None:
    """Show buttons that save a letter as a Word document, as PDF and as slides (those of its exhibits or its own deck),
    in the municipality's templates if there are any; with `has_files` another one for all its pictures and figures.
    Without LibreOffice it says why there is no PDF."""
    template, slide_template = _template(".docx"), _template(".pptx")
    _large_button("Word-document", lambda: _document(make(), template), f"{name}.docx", _WORD)
    has_pdf = pdf.is_available()
    if has_pdf:
        file_button("PDF", lambda: _pdf(make, template), f"{name}.pdf", "application/pdf")
    make_slides = make_deck or (lambda: deck(make()))
    _slides_button(make_slides, name, slide_template)
    if has_files:
        _large_button("Alles (zip)", lambda: _bundle(make(), make_slides(), template, slide_template), f"{name}.zip",
                      "application/zip")  # fmt: skip
    if not has_pdf:
        st.caption(pdf.NO_OFFICE)


def slides_menu(make: Callable[[], Deck], name: str) -> None:
    """Show the menu of slides, in the municipality's own template if there is one."""
    with _menu("") as menu:
        if menu.open:
            st.html(tables.browser_button("Link kopiëren", "link"))
            with _row("Document"):
                _slides_button(make, name, _template(".pptx"))


def data_package_button() -> None:
    """Show a button that saves all figures and statuses with their description, for analysis elsewhere."""
    home = dashboard_address()
    _large_button("Alle gegevens (datapakket)", lambda: query.value(datapackage.datapackage, home), "datapakket.zip",
                  "application/zip")  # fmt: skip


def _slides_button(make: Callable[[], Deck], name: str, template: bytes | None) -> None:
    _large_button("PowerPoint", lambda: _presentation(make(), template), f"{name}.pptx", _POWERPOINT)


# python-docx and python-pptx take 16 MB, which a server whose visitors only read does not need


def _document(letter: Letter, template: bytes | None) -> bytes:
    from veerkracht.export import word

    return word.document(letter, template)


def _pdf(make: Callable[[], Letter], template: bytes | None) -> bytes:
    """Return the PDF of a letter; other large files do not wait for its conversion, which takes longest."""
    with _LARGE.turn():
        letter = make()
        content = _document(letter, template)
    return pdf.converted(content, letter.moment)


def _presentation(deck: Deck, template: bytes | None) -> bytes:
    from veerkracht.export import slides

    return slides.presentation(deck, template)


def _bundle(letter: Letter, slides: Deck, template: bytes | None, slide_template: bytes | None) -> bytes:
    from veerkracht.export import bundle

    return archive.packed(bundle.files(letter, template, slide_template, slides))


def _template(suffix: str) -> bytes | None:
    """Return the municipality's template for Word (.docx) or PowerPoint (.pptx); None if there is none, or, after a
    message, if it is unusable. One that lacks styles is used, after a message."""
    template = templates.read(suffix)
    if template is None:
        return None
    is_fit, problem = _check_template(suffix, template)
    if problem:
        st.warning(problem)
    return template if is_fit else None


@lru_cache(maxsize=4)
def _check_template(suffix: str, template: bytes) -> tuple[bool, str]:
    """Return whether a template is usable, and in Dutch what is wrong with it."""
    from veerkracht.export import slides, word

    try:
        return True, (word if suffix == ".docx" else slides).check(template)
    except DataError as error:
        return False, f"{error} Tot dan krijgt u het bestand zonder sjabloon."


def _with_view_address(downloads: Sequence[Download]) -> Callable[[], list[Exhibit]]:
    """Return a function that creates the exhibits with the address of this view in them."""
    link = view_address()
    return lambda: [replace(download.make(), link=link) for download in downloads]


def _picture_buttons(download: Download) -> None:
    make = _with_view_address([download])
    file_button("PNG", lambda: picture.png(make()[0]), f"{download.name}.png", "image/png")
    file_button("SVG", lambda: picture.svg(make()[0]).encode(), f"{download.name}.svg", "image/svg+xml")


def _table_buttons(downloads: Sequence[Download], name: str, make_tables: Callable[[], Sequence[Table]] | None) -> None:
    make = _with_view_address(downloads)
    file_button("Excel", lambda: _workbook(make(), make_tables() if make_tables else ()), f"{name}.xlsx", _EXCEL)
    file_button("CSV", lambda: delimited.dutch(make()), f"{name}.csv", "text/csv")
    file_button("CSV voor scripts", lambda: delimited.tidy(make()), f"{name}-voor-scripts.csv", "text/csv")


def _workbook(shared: Sequence[Exhibit], tables_on_screen: Sequence[Table]) -> bytes:
    author, moment = exhibits.author(query), exhibits.moment(query)
    on_screen = tables_on_screen or [exhibit.table for exhibit in shared]
    return workbook.workbook(shared, shared[0].title, author, moment, on_screen)


def _large_button(label: str, make: Callable[[], bytes], name: str, kind: str) -> None:
    """Show a button that saves a file that takes seconds to create; such files are created one at a time.

    If that fails, Streamlit logs why, and browser.js has the text for the visitor.
    """

    def make_in_turn() -> bytes:
        with _LARGE.turn():
            return make()

    file_button(label, make_in_turn, name, kind)


def file_button(label: str, make: Callable[[], bytes], name: str, kind: str) -> None:
    """Show a button that saves a small file, under a special name if it may have internal figures."""
    file_name = _internal_name(name) if login.sees_internal() else name
    make = with_these_groups(login.as_this_visitor(make))
    st.download_button(label, make, file_name, kind, key=f"{label}-{name}", on_click="ignore")


def _internal_name(name: str) -> str:
    """Return the name of a file with internal figures, with 64 random bits.

    Streamlit derives the address of a file from its content and name: anybody who knows all but one figure could
    compute it.
    """
    path = paths.internal(Path(name))
    return f"{path.stem}-{secrets.token_hex(8)}{path.suffix}"


def is_internal(disposition: str) -> bool:
    """Return whether the Content-Disposition header names a file with internal figures."""
    return bool(re.search(rf"{paths.INTERNAL}-[0-9a-f]{{16}}\.", disposition))
