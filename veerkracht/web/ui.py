"""What the pages share on screen: cached reads, choices kept in the URL, and notes."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

from veerkracht.core import dutch, paths, periods, run_log
from veerkracht.core.run_log import Latest, Run
from veerkracht.database import lookups as known
from veerkracht.drawing import layers, sentences, tables
from veerkracht.topics.sources import queries as source_queries
from veerkracht.topics.sources import tables as source_tables
from veerkracht.web import index_html as shell
from veerkracht.web.cache import (
    area_names,
    areas_to_choose,
    built_at,
    buurt_names,
    indicator_labels,
    indicator_row,
    indicators,
    kept,
    once,
    one_version,
    per_database,
    programme,
    read,
)
from veerkracht.web.login import sees_internal

__all__ = [
    "area_names", "areas_to_choose", "built_at", "indicator_labels", "indicator_row", "indicators", "kept", "once",
    "one_version", "per_database", "programme", "read",
]  # fmt: skip

# Streamlit takes a folder named pages/ for its old kind of pages until app.py has named them: the first visitor who
# opens a link to a page would get that page without app.py, so without frame and style (docs/decisions/0004)
if PagesManager.uses_pages_directory:
    PagesManager.uses_pages_directory = False
    st.rerun()

_ASKED = "asked_buurt"
CHECKS_CHARTS = False  # the tests do
_LAST_CHOSEN = "last_chosen"
_PAGE = "page"
STYLE = f"<style>{(paths.ROOT / 'veerkracht' / 'web' / 'style.css').read_text(encoding='utf-8')}</style>"
# Streamlit writes <html lang="en">; a screen reader needs to know that the page is Dutch. And it makes every choice a
# step of the way back, to an address that the choices on screen do not follow: back should lead to the page before
BROWSER = f"<script>{shell.SCRIPT}</script>"


def logged_runs() -> list[Run]:
    """Return the runs of the ETL, oldest first: also those that failed and left the database as it was."""
    return _logged_runs(_log_changed(), paths.fetched_folder())


def _log_changed() -> int:
    """Return what tells one log of runs from another."""
    log = paths.fetched_folder() / run_log.NAME
    return log.stat().st_mtime_ns if log.exists() else 0


@st.cache_data(show_spinner=False, max_entries=2)
def _logged_runs(version: int, folder: Path) -> list[Run]:
    return run_log.read(folder)


def latest_attempts() -> list[Latest]:
    """Return the last attempt at every table and own file; at internal files only for who may see those."""
    return [one for one in run_log.latest(logged_runs()) if sees_internal() or not one.attempt.is_internal]


def warn_of_sources(source_ids: Iterable[str]) -> None:
    """Say which of the sources behind a page failed last time or have not been checked for long, with a way to more."""
    if told := _warnings(_log_changed(), date.today(), tuple(sorted(set(source_ids)))):
        st.html(tables.notice(" ".join(told), "bronnen", "Meer over de bronnen"))


def warn_of_texts(ending: str) -> None:
    """Say which own texts, by the end of the names of their files, were refused last time, with a way to why."""
    failed = [
        one for one in latest_attempts()
        if one.attempt.source_id == run_log.OWN_FILES and one.attempt.outcome == "mislukt"
        and one.attempt.table_id.lower().endswith(ending)
    ]  # fmt: skip
    if failed:
        names = dutch.joined([one.attempt.table_id for one in failed])
        day = dutch.day(datetime.fromisoformat(failed[0].at))
        told = (
            f"Niet overgenomen op {day}, want er staat een fout in: {names}. U ziet wat er eerder van is overgenomen."
        )
        st.html(tables.notice(told, "bronnen", "Welke fout"))


@per_database
def _warnings(logged: int, today: date, source_ids: tuple[str, ...]) -> list[str]:
    days = known.threshold(read, "stale_days")
    now = datetime.combine(today, time.max)
    return source_tables.warnings(read(source_queries.sources), latest_attempts(), set(source_ids), now, days)


def link_to_origin(indicator_id: str, period: str | None = None) -> None:
    """Offer the page that says of every figure of an indicator where it comes from."""
    st.html(tables.link(tables.origin_link(indicator_id, period), "Herkomst van elk cijfer"))


def heading(title: str) -> None:
    """Show the title of a page of the workbench, and beside it a way to the profile of any buurt and to this view."""
    buurten = buurt_names()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.title(title, anchor=False)
        st.selectbox(
            "Zoek een buurt", list(buurten), index=None, key="zoek", format_func=buurten.__getitem__, on_change=_found,
            placeholder="Zoek een buurt: naar het profiel", label_visibility="collapsed", filter_mode="contains",
            width=330,
        )  # fmt: skip
        offer_link()
    if (asked := st.session_state.pop(_ASKED, None)) is not None:
        st.switch_page("pages/buurtprofiel.py", query_params={"buurt": asked})


def _found() -> None:
    """Empty the search box, else the next page would jump again."""
    go_to_profile(st.session_state["zoek"])
    st.session_state["zoek"] = None


def go_to_profile(buurt: str) -> None:
    """Let the run that follows this callback go to the profile of a buurt."""
    st.session_state[_ASKED] = st.session_state["buurt"] = buurt


class _Checked:
    """A chart whose specification the tests have checked: checking it again takes half the time of drawing it."""

    def __init__(self, chart: Any) -> None:
        self._chart = chart

    def to_dict(self) -> dict[str, Any]:
        """Return the specification, which is all that Streamlit asks of a chart."""
        return specification(self._chart)


def specification(chart: Any) -> dict[str, Any]:
    """Return an Altair chart as Vega-Lite has it, for the screen."""
    return layers.on_screen(chart.to_dict(validate=CHECKS_CHARTS))


def show_chart(chart: Any, alternative: str) -> None:
    """Show an Altair chart with its own look and a text for who cannot see it."""
    st.altair_chart(_Checked(chart), theme=None, alt=alternative)  # type: ignore[arg-type]


def offer_in_browser(label: str, action: str) -> None:
    """Offer a button for what only the browser can do: an action of browser.js."""
    st.html(tables.browser_button(label, action), width="content")


def offer_link() -> None:
    """Offer the address of exactly this view on the clipboard."""
    offer_in_browser("Link kopiëren", "link")


def choose(label: str, options: Mapping[str, str], key: str, default: str, **more: Any) -> str:
    """Return the chosen code. It stands in the URL as ?key=code, also when it is the default.

    An unknown code in the URL gives a message and the default.
    """
    _start(label, options, key, default)
    chosen = st.selectbox(
        label, list(options), key=key, format_func=options.__getitem__, filter_mode="contains", **more
    )
    return _keep(key, [str(chosen)])[0]


def choose_period(label: str, available: pd.DataFrame, key: str, default: str = "") -> str:
    """Return the chosen period of those in queries.periods, on a slider from first to last.

    By default the latest that is well filled: a newer one may not have most of its figures yet.
    """
    codes = list(available["period"])
    labels = {code: periods.parse(code).label for code in codes}
    _start(label, labels, key, default or known.usual_period(available))
    if len(codes) == 1:
        st.selectbox(label, codes, key=key, format_func=labels.__getitem__)  # a slider of one place cannot be drawn
    else:
        st.select_slider(label, codes, key=key, format_func=labels.__getitem__)
    return _keep(key, [str(st.session_state[key])])[0]


def choose_switch(label: str, key: str, default: bool = False) -> bool:
    """Return whether something is switched on, in the URL as ?key=ja or ?key=nee."""
    if key not in st.session_state:
        asked = st.query_params.get(key, "ja" if default else "nee")
        tell_unknown(label, [asked], {"ja": "", "nee": ""})
        st.session_state[key] = asked == "ja"
    chosen = bool(st.toggle(label, key=key))
    put_in_address(key, ["ja" if chosen else "nee"])
    return chosen


def choose_many(
    label: str, options: Mapping[str, str], key: str, default: list[str], at_most: int, **more: Any
) -> list[str]:
    """Return the chosen codes, in the URL as ?key=a&key=b (?key= when none). Unknown codes give a message and are left
    out."""
    if key not in st.session_state:
        asked = [code for code in st.query_params.get_all(key) if code]
        tell_unknown(label, asked, options)
        known = [code for code in dict.fromkeys(asked or _remembered(key)) if code in options]
        if len(known) > at_most:
            st.warning(f"{label}: de link noemt er {len(known)}. U ziet de eerste {at_most}.")
        chosen_none = key in st.query_params and not asked
        st.session_state[key] = [] if chosen_none else (known or default)[:at_most]
    else:
        st.session_state[key] = [code for code in st.session_state[key] if code in options]
    chosen = st.multiselect(
        label, list(options), key=key, format_func=options.__getitem__, max_selections=at_most,
        filter_mode="contains", **({"placeholder": "Kies een of meer gebieden"} | more),
    )  # fmt: skip
    return _keep(key, [str(code) for code in chosen])


def choose_part(label: str, options: Mapping[str, str], key: str, has_label: bool = True) -> str:
    """Return the chosen code of a few that are shown side by side, in the URL as ?key=code; the first by default."""
    _start(label, options, key, next(iter(options)))
    chosen = st.segmented_control(
        label, list(options), key=key, format_func=options.__getitem__, required=True,
        label_visibility="visible" if has_label else "collapsed",
    )  # fmt: skip
    return _keep(key, [str(chosen)])[0]


def choose_indicator(frame: pd.DataFrame, default: str) -> Any:
    """Return the row of the chosen indicator; the list names the theme of each."""
    labels = indicator_labels(frame)
    chosen = choose("Indicator", labels, "indicator", default if default in labels else next(iter(labels)))
    return indicator_row(chosen)


def tell_left_out(counted: str, what: str = "") -> None:
    """Say which indicators cannot be chosen here, and why; `counted` as indicators takes it."""
    _, without = indicators(counted)
    if names := sorted(without["label"]):
        count = "1 onderwerp is" if len(names) == 1 else f"{len(names)} onderwerpen zijn"
        with st.expander(f"{count} hier niet te kiezen"):
            st.caption(
                f"Er zijn nog geen cijfers{what} geladen van: {'; '.join(names)}. Bij Bronnen staat waar zij vandaan "
                "gaan komen."
            )


def notes(lines: list[str]) -> None:
    """Show small print below a chart, as one element: every element costs the server and the browser as much."""
    if told := [line.replace("$", r"\$") for line in lines if line]:
        st.caption("\n\n".join(told))


def chosen_buurt(known: Mapping[str, str], default: str) -> str:
    """Return the buurt the visitor chose last on another page, else the default; focus areas stand there unasked."""
    own = [code for code in _remembered("gebied") if code in known and code not in programme().focus_area_codes]
    return own[-1] if own else default


def tell_unknown(label: str, asked: list[str], options: Mapping[str, str]) -> None:
    """Say which codes of the link do not exist."""
    if unknown := [code for code in asked if code not in options]:
        st.warning(sentences.unknown(label, unknown))


def put_in_address(key: str, values: list[str]) -> None:
    """Write a choice in the address, when it does not stand there: every writing is a step of the browser."""
    if st.query_params.get_all(key) != values:
        st.query_params[key] = values


def enter(page: str) -> None:
    """Begin a run of a page: what was chosen on another page is taken from the address or remembered, not from there.

    The browser's way back leads to an address whose choices count, not those of the page that is left.
    """
    if st.session_state.get(_PAGE) != page:
        st.session_state[_PAGE] = page
        for key in st.session_state.get(_LAST_CHOSEN, {}):
            st.session_state.pop(key, None)


def _remembered(key: str) -> list[str]:
    """Return what the visitor chose last on another page: indicator and areas go along to the next page."""
    return list(st.session_state.get(_LAST_CHOSEN, {}).get(key, []))


def _keep(key: str, chosen: list[str]) -> list[str]:
    """Put a choice in the URL and remember it for the other pages."""
    put_in_address(key, chosen or [""])
    st.session_state[_LAST_CHOSEN] = st.session_state.get(_LAST_CHOSEN, {}) | {key: chosen}
    return chosen


def _start(label: str, options: Mapping[str, str], key: str, default: str) -> None:
    """Take the first choice from the URL; an unknown code gives a message and the default."""
    if key not in st.session_state:
        if (asked := st.query_params.get(key)) is not None:
            tell_unknown(label, [asked], options)
        known = [code for code in ([asked] if asked else _remembered(key)) if code in options]
        st.session_state[key] = known[0] if known else default
    elif st.session_state[key] not in options:
        st.session_state[key] = default
