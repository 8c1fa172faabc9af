"""The page Onderwerp: everything about one indicator, with links to its figures."""

from datetime import date
from functools import partial

import pandas as pd
import streamlit as st

from veerkracht.core import moments
from veerkracht.database import lookups, queries
from veerkracht.database.query import Query
from veerkracht.database.rows import Indicator
from veerkracht.drawing import exhibits, links, tables
from veerkracht.drawing import sentences as drawing_sentences
from veerkracht.drawing.exhibit import Exhibit
from veerkracht.topics.indicator import rows, sentences
from veerkracht.topics.since import figures as since
from veerkracht.topics.sources import queries as source_queries
from veerkracht.topics.sources import rows as source_rows
from veerkracht.topics.sources import tables as source_tables
from veerkracht.web import downloads, layout, login
from veerkracht.web.cache import get_indicator, programme, query, replayed
from veerkracht.web.choices import choose_indicator
from veerkracht.web.downloads import Download

_COLUMNS = {
    "period": "periode", "table_id": "tabel", "edition": "uitgave", "retrieved_at": "opgehaald",
    "figure_count": "buurten met een cijfer", "buurt_count": "buurten",
}  # fmt: skip


def choose() -> Indicator:
    """Return the chosen indicator, with or without figures."""
    return choose_indicator(query(queries.indicators), "ervaren_gezondheid")


def show(indicator: Indicator) -> None:
    """Show the definition of an indicator and its figures, then how certain they are, then every year and edition."""
    is_open = not login.access_settings().requires_login
    replayed(_draw, indicator.indicator_id, moments.today(), is_open)


def _draw(indicator_id: str, today: date, is_open: bool) -> None:
    indicator, coverage = get_indicator(indicator_id), source_rows.coverage(query, indicator_id)
    definition, source, *notes = drawing_sentences.source_note(indicator, lookups.origins(query, indicator_id))
    trend = lookups.trend(query, indicator_id, list(programme().compared_codes))
    st.header(indicator.label, anchor=False)
    left, right = st.columns(2, gap="medium")
    finding = sentences.finding(indicator, coverage, programme().municipality_name)
    left.markdown("\n\n".join([finding, *_newest(indicator, trend)]))
    right.html(
        tables.TEMPLATES.get_template("topic.html").render(
            definition=definition.removeprefix("Wat is dit? "),
            source=f"{indicator.publisher}, {indicator.source_title}",
            coming=sentences.coming(since.of_source(query, indicator.source_id, today)),
            uses=sentences.uses(indicator, rows.uses(query, indicator_id)),
            ways=_ways(indicator),
            data=f"data/onderwerp/{indicator_id}" if is_open else "",
        )
    )
    layout.show_how_sure([
        *map(sentences.break_of_series, lookups.breaks(query, indicator_id)),
        *map(sentences.gap, rows.gaps(query, indicator_id)),
        drawing_sentences.margin_note(trend["margin_kind"].dropna()),
        *notes,
    ])  # fmt: skip
    with st.expander("Precies: jaren, uitgaven en herziene cijfers"):
        layout.show_notes([source])
        if not coverage:
            return
        st.html(tables.html(source_tables.coverage(coverage, indicator, programme().municipality_word), has_cards=True))
        if revisions := source_rows.revisions(query, indicator_id):
            st.html(tables.html(source_tables.revisions(revisions), has_cards=True))
        else:
            layout.show_notes(["De uitgever heeft geen van deze cijfers veranderd sinds de eerste keer laden."])


def _newest(indicator: Indicator, trend: pd.DataFrame) -> list[str]:
    """Return a sentence per focus area on its newest figure, next to that of the city; `trend` as lookups.trend."""
    about, names = programme(), lookups.area_names(query)
    focus = list(about.focus_area_codes)
    return drawing_sentences.city_comparison(trend, names, indicator, focus, about.municipality_code)


def _ways(indicator: Indicator) -> list[tuple[str, str]]:
    """Return the address and name of the pages with the figures of an indicator; none without figures."""
    if not indicator.figure_count:
        return []
    ways = [(links.trend(indicator.indicator_id), "Trends"), (links.origin(indicator.indicator_id), "Herkomst")]
    if period := lookups.usual_period(lookups.periods(query, indicator.indicator_id)):
        ways[1:1] = [
            (links.ranking(indicator.indicator_id, period), "Vergelijken"),
            (links.map_of(indicator.indicator_id), "Kaart"),
        ]
    return ways


def offer(indicator: Indicator) -> None:
    """Offer the years and editions as a file, if there are any."""
    if source_rows.coverage(query, indicator.indicator_id):
        name = f"onderwerp-{indicator.indicator_id}"
        make = partial(_exhibit, query, indicator.indicator_id, name)
        downloads.share_menu([Download("", name, make, has_picture=False)])


def _exhibit(query: Query, indicator_id: str, name: str) -> Exhibit:
    indicator = lookups.indicator(query, indicator_id)
    city = lookups.programme(query).municipality_word
    table = source_tables.coverage(source_rows.coverage(query, indicator_id), indicator, city)
    source = f"Bron: {indicator.publisher}, {indicator.source_title}."
    return exhibits.of_table(
        query, name, table.caption, table, partial(query, source_queries.coverage, indicator_id), _COLUMNS,
        indicator.definition, [source], about=[indicator],
    )  # fmt: skip
