"""Texts that are stored in the visitor's browser, and come back after a reload or a dropped connection.

A page requests what the browser has under a key, which browser.js writes to a hidden field; from then on the page tells
the browser what to store. Nothing is stored on the server.
"""

from collections.abc import Callable

import streamlit as st

from veerkracht.drawing import tables

_FIELD = "opslag"  # also its style and browser.js
_ANSWERS = "browser_storage"  # by key whether the browser stores anything
_NOTHING, _CANNOT = "leeg", "kan niet"


def keep(key: str, content: str, take: Callable[[str], None]) -> bool | None:
    """Store a text in the browser, '' to delete it. Return whether that works, None until the browser has answered.

    Its answer reruns the page, or the fragment; `take` receives what an earlier visit stored under this key.
    """
    answer: bool | None = st.session_state.setdefault(_ANSWERS, {}).get(key)
    if answer is not False:
        st.html(tables.storage(key, None if answer is None else content))
    if answer is None:
        with st.container(key=_FIELD):
            st.text_input("Bewaard in deze browser", key=f"{_FIELD}-{key}", on_change=_answer, args=(key, take),
                          placeholder=key)  # fmt: skip
    return answer


def _answer(key: str, take: Callable[[str], None]) -> None:
    text = st.session_state[f"{_FIELD}-{key}"]
    st.session_state[_ANSWERS][key] = text != _CANNOT
    if text not in ("", _NOTHING, _CANNOT):
        take(text)
