"""Saving what is on screen: pictures, Word, Excel and CSV, each made at the click."""

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from veerkracht.core import paths
from veerkracht.core.errors import DataError
from veerkracht.drawing import exhibits, links, tables
from veerkracht.drawing.exhibit import Exhibit, Letter
from veerkracht.export import archive, bundle, datapackage, delimited, picture, word, workbook
from veerkracht.web import login as login_ui
from veerkracht.web.cache import query

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Offer(NamedTuple):
    """A chart that can be saved: what it is called on screen, the name of its files, and how it is made."""

    label: str
    name: str
    make: Callable[[], Exhibit]


def address() -> str:
    """Return the address of exactly this view, to find it again from a letter."""
    chosen = [(key, value) for key in st.query_params for value in st.query_params.get_all(key)]
    return f"{st.context.url or ''}?{urlencode(chosen)}"


def link_to_letter(codes: list[str], area_codes: list[str], has_efforts: bool = False) -> str:
    """Return the address of the letter of these parts, with efforts on the time axes of goals or without."""
    return links.letter((st.context.url or "").rpartition("/")[0], codes, area_codes, has_efforts)


def offer_csv(frame: pd.DataFrame | Callable[[], pd.DataFrame], columns: dict[str, str], name: str) -> None:
    """Offer a table that is on screen as a file that Dutch Excel opens."""
    make: Callable[[], bytes] = lambda: delimited.table(frame() if callable(frame) else frame, columns)  # noqa: E731
    _button("Tabel opslaan (CSV)", make, f"{name}.csv", "text/csv")


def offer_row(offer: Offer) -> None:
    """Offer one chart as picture and table, a click each."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption("Opslaan:", width="content")
        _offer_pictures(offer)
        _offer_tables([offer], offer.name)


def offer_menu(offers: list[Offer], codes: list[str]) -> None:
    """Offer charts, their figures and, of parts with codes, a letter of those, in a menu that is made when opened."""
    with st.popover("Opslaan", icon=":material/download:", key="opslaan", on_change="rerun") as menu:
        if not menu.open:
            return
        for offer in offers:
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.markdown(offer.label, width="content")
                _offer_pictures(offer)
        make = _linked(offers)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown("Cijfers met bronnen", width="content")
            _offer_tables(offers, offers[0].name)
            _button("CSV voor scripts", lambda: delimited.tidy(make()),
                    f"{offers[0].name}-tidy.csv", "text/csv")  # fmt: skip
        if codes:
            areas = [code for code in st.query_params.get_all("gebied") if code]
            st.html(tables.link(link_to_letter(codes, areas), "In een brief (Word)"))


def offer_letter(make: Callable[[], Letter], name: str, has_files: bool = True) -> None:
    """Offer a letter as a Word document, in the municipality's own template when there is one, and with `has_files`
    also with all its pictures and figures as one file."""
    template = _template()
    _button("Word-document", lambda: word.document(make(), template), f"{name}.docx", _WORD)
    if has_files:
        _button("Alles (zip)", lambda: archive.packed(bundle.files(make(), template)), f"{name}.zip",
                "application/zip")  # fmt: skip


def offer_data_package() -> None:
    """Offer all figures and statuses with their description, for who works on with them."""
    home = (st.context.url or "").rpartition("/")[0]
    _button("Alle gegevens (datapakket)", lambda: datapackage.datapackage(query, home), "datapakket.zip",
            "application/zip")  # fmt: skip


def _template() -> bytes | None:
    """Return the Word template of the municipality; without one, or after a message when it is unfit, None."""
    template = word.template()
    problem = _unfit(template) if template else ""
    if problem:
        st.warning(f"{problem} Tot dan krijgt u het document zonder sjabloon.")
    return None if problem else template


@lru_cache(maxsize=4)
def _unfit(template: bytes) -> str:
    try:
        word.check(template)
    except DataError as error:
        return str(error)
    return ""


def _linked(offers: list[Offer]) -> Callable[[], list[Exhibit]]:
    """Return how to make the exhibits with the address of this view in them."""
    link = address()
    return lambda: [replace(offer.make(), link=link) for offer in offers]


def _offer_pictures(offer: Offer) -> None:
    make = _linked([offer])
    _button("PNG", lambda: picture.png(*make()), f"{offer.name}.png", "image/png")
    _button("SVG", lambda: picture.svg(*make()).encode(), f"{offer.name}.svg", "image/svg+xml")


def _offer_tables(offers: list[Offer], name: str) -> None:
    make = _linked(offers)
    _button("Excel", lambda: _workbook(make()), f"{name}.xlsx", _EXCEL)
    _button("CSV", lambda: delimited.dutch(make()), f"{name}.csv", "text/csv")


def _workbook(shown: list[Exhibit]) -> bytes:
    return workbook.workbook(shown, shown[0].title, exhibits.author(query), exhibits.moment(query))


def _button(label: str, make: Callable[[], bytes], name: str, kind: str) -> None:
    """Offer a file; one that can hold internal figures says so in its name, by which asgi.py knows whom it is for."""
    shown = paths.internal(Path(name)).name if login_ui.sees_internal() else name
    made = login_ui.as_this_visitor(make)
    st.download_button(label, made, shown, kind, key=f"{label}-{name}", on_click="ignore")
