"""Choices on a page: widgets whose value is in the URL, and is carried over to the next page.

The initial value of a widget is passed to it and not written to the session: if a page was open while the server
restarted, its session is new too, and the visitor's choices arrive with the run that renders the widget.
"""

from collections.abc import Collection, Mapping, Sequence
from urllib.parse import parse_qs

import pandas as pd
import streamlit as st

from veerkracht.core import dutch, menu, periods
from veerkracht.database import lookups
from veerkracht.database.rows import Indicator
from veerkracht.drawing import sentences
from veerkracht.web import signposts as posts
from veerkracht.web.cache import get_indicator, indicator_labels, programme
from veerkracht.web.signposts import NONE, Signposts
from veerkracht.web.streamlit_internals import is_back_or_forward

_LAST_CHOSEN = "last_chosen"  # the latest choices of the visitor by key, on any page
_PAGE = "page"
_ADDRESS = "address_to_open"
_QUERY = "query_to_open"
_FOLLOWS = "follows_address"  # whether this run shows the target of open_address
PLACEHOLDER = "Kies"  # while a visitor has cleared the field to type


def choose(
    label: str,
    options: Mapping[str, str],
    key: str,
    default: str = "",
    signposts: Signposts = NONE,
    has_label: bool = True,
) -> str:
    """Return the chosen code, which is in the URL as ?key=code, even if it is the default.

    An unknown code in the URL gives a message and the default; an invalid default becomes the first option, and without
    options a message ends the page. `signposts` are at the end of the list.
    """
    signposts = posts.with_plain_letters(options, signposts)
    start = _start(label, options, key, default, signposts)
    labels = {**options, **signposts.labels}
    chosen = st.selectbox(
        label, list(labels), 0 if start is None else list(options).index(start), key=key,
        format_func=labels.__getitem__, filter_mode="contains", placeholder=PLACEHOLDER,
        label_visibility="visible" if has_label else "collapsed",
    )  # fmt: skip
    return remember(key, [str(chosen)])[0]


def choose_period(label: str, available: pd.DataFrame, key: str, default: str = "") -> str:
    """Return the period chosen with a slider from those in queries.all_periods; by default the latest full one, as a
    newer one may still lack most of its figures."""
    codes = list(available["period"])
    labels = {code: periods.parse(code).label for code in codes}
    start = _start(label, labels, key, default or lookups.usual_period(available))
    if len(codes) == 1:  # a slider with one value cannot be drawn
        chosen = st.selectbox(label, codes, key=key, format_func=labels.__getitem__, placeholder=PLACEHOLDER)
    else:
        chosen = st.select_slider(label, codes, start, key=key, format_func=labels.__getitem__)
    return remember(key, [str(chosen)])[0]


def choose_period_or_film(label: str, available: pd.DataFrame, key: str) -> tuple[str, bool]:
    """Return the chosen period as choose_period does, and whether to show all of them as a film, in the URL as
    ?film=ja. The film then has the slider. There is no film of months, nor of a single year."""
    codes = [str(code) for code in available["period"]]
    if len(codes) < 2 or any(periods.parse(code).month for code in codes):
        period = choose_period(label, available, key)
        why = "er is maar één jaar met cijfers" if len(codes) < 2 else "deze cijfers zijn per maand"
        say_no_film(why, periods.parse(period).label)
        return period, False
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="vk-year-and-film"):
        container = st.container()
        with st.container(width="content"):
            is_film = choose_film(codes)
        with container:
            if not is_film:
                return choose_period(label, available, key), False
            options = {code: periods.parse(code).label for code in codes}
            return follow_film(label, options, key, lookups.usual_period(available)), True


def choose_film(years: Collection[str]) -> bool:
    """Return whether the visitor wants a film of these years, in the URL as ?film=ja; a link that requests a film of a
    single year gets a message."""
    if len(years) > 1:
        return choose_switch("Film", "film")
    say_no_film("er is maar één jaar te kiezen", dutch.joined([*years]))
    return False


def say_no_film(why: str, fallback: str) -> None:
    """Say why there is no film if the URL requests one, and what is shown instead (`fallback`)."""
    if st.query_params.get("film") == "ja":
        st.info(f"Er is hier geen film, want {why}. U ziet {fallback}.")


def follow_film(label: str, options: Mapping[str, str], key: str, default: str) -> str:
    """Return the code in the URL, to which a film on the page writes the year at which it stops."""
    start = _start(label, options, key, default)
    return remember(key, [str(st.session_state[key]) if start is None else start])[0]


def choose_step(label: str, options: Mapping[str, str], key: str, default: str) -> str:
    """Return the code chosen with a slider from ordered steps; in the URL as ?key=code. A default that nobody changed
    stays out of the URL, so that files of what is above the slider keep their address."""
    start = _start(label, options, key, default)
    chosen = str(st.select_slider(label, list(options), start, key=key, format_func=options.__getitem__))
    if chosen == default and key not in st.query_params:
        return chosen
    return remember(key, [chosen])[0]


def choose_switch(label: str, key: str, default: bool = False) -> bool:
    """Return whether a switch is on, in the URL as ?key=ja or ?key=nee."""
    value = "nee"
    if key not in st.session_state:
        value = st.query_params.get(key, "ja" if default else "nee")
        warn_of_unknown(label, [value], {"ja": "", "nee": ""})
    elif _address_holds() and key in st.query_params:
        st.session_state[key] = st.query_params[key] == "ja"
    chosen = bool(st.toggle(label, value == "ja", key=key))
    write_url(key, ["ja" if chosen else "nee"])
    return chosen


def choose_many(
    label: str,
    options: Mapping[str, str],
    key: str,
    default: list[str],
    at_most: int,
    placeholder: str = "Kies een of meer gebieden",
    signposts: Signposts = NONE,
) -> list[str]:
    """Return the chosen codes, in the URL as ?key=a&key=b (?key= for none).

    Unknown codes give a message and are left out, those of `default` silently. `signposts` are at the end of the list.
    """
    signposts = posts.with_plain_letters(options, signposts)
    start = None
    in_url = [code for code in st.query_params.get_all(key) if code]
    if key not in st.session_state:
        in_url = _followed(in_url, signposts)
        valid = [code for code in dict.fromkeys(in_url or last_chosen(key)) if code in options]
        if len(valid) > at_most:
            st.warning(f"{label}: de link noemt er {len(valid)}. U ziet de eerste {at_most}.")
        chosen_none = key in st.query_params and not in_url
        start = [] if chosen_none else (valid or [code for code in default if code in options])[:at_most]
        warn_of_unknown(label, in_url, options, [options[code] for code in start])
    else:
        chosen_now = in_url if _address_holds() and key in st.query_params else st.session_state[key]
        followed = dict.fromkeys(_followed(chosen_now, signposts))
        st.session_state[key] = [code for code in followed if code in options][:at_most]
    labels = {**options, **signposts.labels}
    chosen = st.multiselect(
        label, list(labels), start, key=key, format_func=labels.__getitem__, max_selections=max(at_most, 1),
        filter_mode="contains", placeholder=placeholder, select_all=False,
    )  # fmt: skip
    return remember(key, [str(code) for code in chosen])


def choose_part(label: str, options: Mapping[str, str], key: str, has_label: bool = True) -> str:
    """Return the chosen code of a few options side by side, in the URL as ?key=code; the first by default."""
    start = _start(label, options, key)
    chosen = st.segmented_control(
        label, list(options), default=start, key=key, format_func=options.__getitem__, required=True,
        label_visibility="visible" if has_label else "collapsed",
    )  # fmt: skip
    return remember(key, [str(chosen)])[0]


def choose_indicator(frame: pd.DataFrame, default: str) -> Indicator:
    """Return the chosen indicator of a frame as queries.indicators; the list names the theme of each."""
    labels = indicator_labels(frame)
    return get_indicator(choose("Onderwerp", labels, "indicator", default, posts.of_topics(labels)))


def require_options(label: str, options: Collection[str]) -> None:
    """End the page with a message if there is nothing to choose; for multiple choice, which may be empty."""
    if not options:
        st.info(sentences.nothing_to_choose(label))
        st.stop()


def last_chosen_buurt(options: Mapping[str, str], default: str) -> str:
    """Return the buurt that the visitor last chose on another page, else the default; focus areas do not count, as they
    are there by default."""
    buurten = [code for code in last_chosen("gebied") if code in options and code not in programme().focus_area_codes]
    return buurten[-1] if buurten else default


def warn_of_unknown(
    label: str, codes: Collection[str], options: Mapping[str, str], instead: Sequence[str] | None = None
) -> None:
    """Warn about codes in the URL that do not exist; `instead` are the names of the current choices."""
    if unknown := [code for code in codes if code not in options]:
        st.warning(sentences.unknown(label, unknown, instead))


def write_url(key: str, values: list[str]) -> None:
    """Write a choice to the URL unless it is already there, as each write adds a step to the browser history."""
    if st.query_params.get_all(key) != values:
        st.query_params[key] = values


def enter_page(page: str) -> None:
    """Start a run of a page. On a new page, widgets take their values from the URL, else from the latest choices.

    When the browser goes back, or the page follows a link, the choices in the URL apply, not those of the page that the
    visitor leaves. Goes to the address requested with open_address.
    """
    if (address := st.session_state.pop(_ADDRESS, None)) is not None:
        path, _, text = address.removeprefix("./").partition("?")
        st.session_state[_QUERY] = parse_qs(text, keep_blank_values=True)
        st.switch_page(f"pages/{path or menu.FIRST}.py")
    query = st.session_state.pop(_QUERY, None)
    st.session_state[_FOLLOWS] = query is not None
    if query is not None:
        # not earlier, or the browser would write it to the address of the page that the visitor leaves
        st.query_params.from_dict(query)
    if st.session_state.get(_PAGE) != page:
        st.session_state[_PAGE] = page
        for key in st.session_state.get(_LAST_CHOSEN, {}):
            st.session_state.pop(key, None)


def open_address(address: str) -> None:
    """Make the run after this callback show an address of the dashboard, such as those in drawing.links."""
    st.session_state[_ADDRESS] = address


def current_page() -> str:
    """Return the name of the page of this run."""
    return st.session_state.get(_PAGE) or menu.FIRST


def _address_holds() -> bool:
    """Return whether choices in the URL take precedence over those of the session."""
    return is_back_or_forward() or bool(st.session_state.get(_FOLLOWS))


def last_chosen(key: str) -> list[str]:
    """Return the codes that the visitor last chose for this key, on any page."""
    return list(st.session_state.get(_LAST_CHOSEN, {}).get(key, []))


def remember(key: str, chosen: list[str]) -> list[str]:
    """Write a choice to the URL, and remember it for other pages."""
    write_url(key, chosen or [""])
    st.session_state[_LAST_CHOSEN] = st.session_state.get(_LAST_CHOSEN, {}) | {key: chosen}
    return chosen


def forget(key: str) -> None:
    """Do not remember a choice for other pages that the visitor did not make."""
    st.session_state[_LAST_CHOSEN] = st.session_state.get(_LAST_CHOSEN, {}) | {key: []}


def _start(
    label: str, options: Mapping[str, str], key: str, default: str = "", signposts: Signposts = NONE
) -> str | None:
    """Return the initial code of a choice, from the URL; None if the session has it. An unknown code gives a message
    and the default.

    After back or forward in the browser, or a link that the page followed, the URL takes precedence. Ends the page with
    a message if there are no options.
    """
    require_options(label, options)
    default = default if default in options else next(iter(options))
    in_url = st.query_params.get(key)
    if key in st.session_state and not (_address_holds() and in_url in options):
        if followed := _followed([st.session_state[key]], signposts):
            st.session_state[key] = followed[0]
        if not followed or followed[0] not in options:
            st.session_state[key] = next((code for code in last_chosen(key) if code in options), default)
        return None
    followed = _followed([] if in_url is None else [in_url], signposts)
    valid = [code for code in (followed if in_url else last_chosen(key)) if code in options]
    start = valid[0] if valid else default
    warn_of_unknown(label, followed, options, [options[start]])
    if key not in st.session_state:
        return start
    st.session_state[key] = start
    return None


def _followed(codes: Sequence[str], signposts: Signposts) -> list[str]:
    """Return the targets of signposts among these codes; signposts without a target are left out, with a message
    why."""
    aims = [signposts.leads_to.get(code, code) for code in codes]
    for code in dict.fromkeys(aims):
        if why := signposts.why_not.get(code):
            st.info(why)
    return [code for code in aims if code not in signposts.why_not]
