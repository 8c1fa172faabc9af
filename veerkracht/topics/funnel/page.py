"""The funnel view on Vergelijken: rates against size for the chosen buurten."""

from functools import partial

import streamlit as st

from veerkracht.database import lookups
from veerkracht.drawing import tables
from veerkracht.topics.comparison.figures import Subject
from veerkracht.topics.comparison.page import Choice as Buurten
from veerkracht.topics.funnel import exhibits, figures, sentences
from veerkracht.topics.sources.page import warn_of_sources
from veerkracht.web import choices, downloads, layout, signposts
from veerkracht.web.cache import get_indicator, query, replayed
from veerkracht.web.downloads import Download

_DEFAULT = "misdrijven"
_NEEDED = "tellingen per inwoner"


def show(buurten: Buurten) -> None:
    """Show a rate of the chosen buurten against their size, and the sources of the figures."""
    labels = query.value(figures.offered)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        indicator_id = choices.choose("Onderwerp", labels, "indicator", _DEFAULT, signposts.of_topics(labels, _NEEDED))
        period = choices.choose_period("Jaar", lookups.periods(query, indicator_id), "jaar")
    subject = Subject(indicator_id, period, buurten.codes)
    warn_of_sources([get_indicator(indicator_id).source_id])
    if why := sentences.nothing(figures.overview(query, subject), buurten.why_none):
        st.info(why)
        return
    replayed(_draw, subject)
    name = f"trechter-{indicator_id}-{period}"
    downloads.share_menu([Download("", name, partial(exhibits.funnel, query, subject))])


def _draw(subject: Subject) -> None:
    exhibit = exhibits.funnel(query, subject)
    assert exhibit.chart
    layout.show_title(exhibit.title, exhibit.subtitle)
    st.markdown(" ".join(exhibit.findings))
    layout.show_chart(exhibit.chart, exhibit.alternative)
    layout.show_how_sure([note for note in exhibit.notes if note not in exhibit.findings])
    with st.expander("Precies: alle cijfers en bronnen"):
        st.html(tables.html(exhibit.table, has_cards=True))
        layout.show_origin(subject.indicator_id, subject.period)
