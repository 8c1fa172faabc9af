"""The frame of a page: its style, heading, charts, links and small print."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import streamlit as st

from veerkracht.core import dutch, markup, menu
from veerkracht.database import lookups
from veerkracht.drawing import exhibits, links, sentences, tables
from veerkracht.drawing.chart import Chart
from veerkracht.drawing.exhibit import Exhibit
from veerkracht.web import index_html
from veerkracht.web.cache import get_indicator, programme, query

_MOST_ON_A_PHONE = 4  # columns, above which each row of a table is a card
STYLE = f"<style>{index_html.asset('style.css')}</style>"
# without asgi.py: Streamlit writes <html lang="en">, and makes every choice a step in the history of the browser, to a
# URL that the choices on screen do not follow; back should lead to the previous page
BROWSER = f"<script>{index_html.SCRIPT}</script>"
INVENTED = (
    '<p class="vk-notice vk-invented" role="note"><strong>Verzonnen cijfers.</strong> Dit is een proef: '
    "geen enkel cijfer zegt iets over een echte buurt.</p>"
)


@st.fragment(run_every=timedelta(days=20))  # the longest timer of a browser, in milliseconds, is 24 days
def rerun_when_reconnected() -> None:
    """Make an open page rerun as soon as its connection is back, with a fragment that runs at intervals.

    The server may have forgotten the session, after a restart or a night's sleep of a laptop. Without that rerun it
    would treat the next choice as a first visit, and not have the files that the page offers.
    """


def name_tab(title: str) -> None:
    """Give the browser tab a title that distinguishes it from other tabs."""
    st.set_page_config(f"{title} – {index_html.TITLE}")


def show_views(page: str) -> None:
    """Show the pages of a page's group as a row of views; nothing for a page that is the only one in its group."""
    if len(group := menu.group_of(page)) > 1:
        st.html(tables.TEMPLATES.get_template("views.html").render(views=_links(group, page)))


@contextmanager
def folded(title: str) -> Iterator[None]:
    """Show the content of this context as a collapsed section with a text; it is open on paper, and for a link with its
    anchor."""
    with st.expander(f"**{title}**"):
        st.html(f'<span class="vk-folded" id="{markup.anchor(title)}"></span>')
        yield


def show_foot(page: str) -> None:
    """Show the owner of the dashboard, the date of its figures, the pages about it, and a button that copies the link;
    on the first page the banner has the owner and date."""
    moment = query.value(exhibits.moment)
    sender = "" if page == menu.FIRST else f"{programme().name}, gemeente {programme().municipality_name}"
    st.html(
        tables.TEMPLATES.get_template("foot.html").render(
            sender=sender, day=dutch.day(moment), views=_links(menu.OVER, page)
        )
    )


@dataclass(frozen=True)
class _View:
    """A link to a page of a group."""

    address: str
    title: str
    is_current: bool


def _links(group: Mapping[str, str], page: str) -> list[_View]:
    return [_View(menu.address(name), title, name == page) for name, title in group.items()]


def link_to_origin(indicator_id: str, period: str | None = None) -> None:
    """Show a link to the page with the origin of every figure of an indicator, and one to the page about it."""
    origin = tables.link(links.origin(indicator_id, period), "Herkomst van elk cijfer")
    st.html(f"{origin} · {tables.link(links.topic(indicator_id), 'Alles over dit onderwerp')}")


def show_origin(indicator_id: str, period: str | None = None) -> None:
    """Show the links of `link_to_origin`, and below them the definition of an indicator and its sources."""
    link_to_origin(indicator_id, period)
    show_notes(sentences.source_note(get_indicator(indicator_id), lookups.origins(query, indicator_id)))


def show_origins(periods: Mapping[str, str]) -> None:
    """Show for indicators, each with a period of its figures, their definitions, their sources by table and edition,
    and links to the origin of every figure and to the page about them; as one element."""
    indicators = lookups.indicators(query)
    subjects = [
        (
            indicators[indicator_id].label,
            sentences.source_note(indicators[indicator_id], lookups.origins(query, indicator_id)),
            links.origin(indicator_id, period),
            links.topic(indicator_id),
        )
        for indicator_id, period in periods.items()
    ]
    st.html(tables.TEMPLATES.get_template("origins.html").render(subjects=subjects))


class _Html:
    """HTML that Streamlit uses as it is: in a string it looks for indentation to remove, on each line of a long
    table."""

    def __init__(self, text: str) -> None:
        self._text = text

    def _repr_html_(self) -> str:
        return self._text


def show_html(text: str) -> None:
    """Show a long piece of HTML without removing indentation."""
    st.html(_Html(text.strip()))


def show_heading(title: str) -> None:
    """Show the title of a page."""
    st.title(title, anchor=False)


def show_title(finding: str, subject: str) -> None:
    """Show the finding of a chart, and its subject in small print below it."""
    st.header(finding, anchor=False)
    st.caption(subject)


def show_chart(chart: Chart, alternative: str, height: int | None = None) -> None:
    """Show a chart in its own style, with a text for visitors who cannot see it."""
    st.vega_lite_chart(chart.on_screen(height), theme=None, alt=alternative)


def show(exhibit: Exhibit, height: int | None = None) -> None:
    """Show an exhibit, the same object as for Word, Excel and pictures, with its notes collapsed.

    `height` of the chart is in pixels.
    """
    _show_finding(exhibit, height)
    _show_table(exhibit)
    show_how_sure(list(exhibit.notes))


def _show_table(exhibit: Exhibit) -> None:
    st.html(tables.html(exhibit.table, has_cards=len(exhibit.table.columns) > _MOST_ON_A_PHONE))


def show_in_layers(exhibit: Exhibit, height: int | None = None) -> None:
    """Show an exhibit with its notes and its table collapsed."""
    _show_finding(exhibit, height)
    show_folded(exhibit)


def _show_finding(exhibit: Exhibit, height: int | None) -> None:
    """Show the first part of an exhibit: its title and subtitle, its findings and its chart."""
    show_title(exhibit.title, exhibit.subtitle)
    if exhibit.findings:
        st.markdown("\n\n".join(exhibit.findings))
    if exhibit.chart:
        show_chart(exhibit.chart, exhibit.alternative, height)


def show_folded(exhibit: Exhibit) -> None:
    """Show the notes, the sources and the table of an exhibit, collapsed."""
    show_how_sure([note for note in exhibit.notes if note not in exhibit.findings])
    with st.expander("Precies: alle cijfers en bronnen"):
        _show_table(exhibit)
        show_notes(list(exhibit.sources))


def show_how_sure(notes: list[str]) -> None:
    """Show, collapsed, how to read the content above it, and how certain it is; nothing without any note."""
    if any(notes):
        with st.expander("Hoe zeker is dit?"):
            show_notes(notes)


def browser_button(label: str, action: str) -> None:
    """Show a button for an action of browser.js."""
    st.html(tables.browser_button(label, action), width="content")


def show_notes(lines: list[str]) -> None:
    """Show small print below a chart, as one element, as each element has a cost for the server and the browser."""
    if escaped := [line.replace("$", r"\$") for line in lines if line]:
        st.caption("\n\n".join(escaped))
