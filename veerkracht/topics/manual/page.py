"""The pages Handleiding, Privacy and Toegankelijkheid: the choice of a part, its table of contents, text and
pictures."""

import streamlit as st

from veerkracht.topics.manual import manual
from veerkracht.topics.manual.manual import Picture, Section
from veerkracht.web.choices import warn_of_unknown, write_url
from veerkracht.web.layout import browser_button, folded

_CHOSEN = "handleiding"  # not `deel`: that would be remembered in place of the parts of a letter


def choose_part() -> str:
    """Return the code of the part to show, in the URL as ?deel=code. An unknown code gives a message and the first."""
    start = None
    if _CHOSEN not in st.session_state:
        first = next(iter(manual.PARTS))
        code = st.query_params.get("deel", first)
        warn_of_unknown("Deel", [code], manual.PARTS)
        start = code if code in manual.PARTS else first
    chosen = str(
        st.segmented_control(
            "Voor wie?",
            list(manual.PARTS),
            default=start,
            key=_CHOSEN,
            format_func=manual.PARTS.__getitem__,
            required=True,
            label_visibility="collapsed",
        )
    )
    write_url("deel", [chosen])
    return chosen


def show(sections: list[Section]) -> None:
    """Show the introduction and below it the other sections, folded; on paper all are open."""
    introduction, *rest = sections
    st.header(introduction.title, anchor=False)
    _show_text(introduction)
    browser_button("Afdrukken", "print")
    _show_folded(rest)


def show_statement(sections: list[Section]) -> None:
    """Show a page that is one text: the introduction below the title, then the other sections."""
    introduction, *rest = sections
    st.title(introduction.title, anchor=False)
    with st.container(key="verklaring"):
        _show_text(introduction)
        _show_folded(rest)


def _show_folded(sections: list[Section]) -> None:
    for section in sections:
        with folded(section.title):
            _show_text(section)


def _show_text(section: Section) -> None:
    for block in section.blocks:
        if isinstance(block, Picture):
            st.image(block.path, alt=block.alternative, width="content")
        else:
            st.html(block)
