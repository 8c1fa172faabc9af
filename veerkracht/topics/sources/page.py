"""The views of the page Bronnen, and warnings on other pages about sources that failed or were not checked."""

from collections.abc import Iterable
from datetime import date, datetime, time
from functools import lru_cache
from pathlib import Path

import pandas as pd
import streamlit as st

from veerkracht.core import moments, paths, periods, run_log
from veerkracht.core.run_log import Latest, Run
from veerkracht.database import lookups, queries
from veerkracht.database.query import Query
from veerkracht.database.rows import Indicator
from veerkracht.drawing import exhibits
from veerkracht.drawing import sentences as indicator_sentences
from veerkracht.drawing import tables as html_tables
from veerkracht.drawing.exhibit import Exhibit
from veerkracht.topics.sources import queries as source_queries
from veerkracht.topics.sources import rows, sentences, tables
from veerkracht.web import downloads, layout
from veerkracht.web.cache import programme, query
from veerkracht.web.choices import choose, choose_indicator
from veerkracht.web.downloads import Download
from veerkracht.web.login import access_settings, sees_internal

VIEWS = {"bronnen": "Alle bronnen", "cijfer": "Herkomst van een cijfer", "herzien": "Herziene cijfers",
         "ophalen": "Laatste keren ophalen"}  # fmt: skip


def show_sources() -> None:
    """Show all sources with their tables, and offer all figures."""
    downloads.data_package_button()
    if not access_settings().requires_login:  # then it is collapsed
        st.html(html_tables.link("./data/", "Open data: cijfers ophalen met een programma of Excel"))
    _warn_about_lost_history()
    for message in query(source_queries.unreadable)["message"]:
        st.html(html_tables.notice(message, "bronnen?toon=ophalen", "Hoe het ophalen ging"))
    if labels := list(query(source_queries.doubtful_margins)["label"]):
        st.html(html_tables.notice(sentences.doubtful_margins(labels), "toelichting", "Bij welke aantallen"))
    gaps, outlines = rows.gaps(query), rows.outline_editions(query)
    st.html(tables.sources(rows.sources(query), gaps, outlines, latest_attempts()))


def show_provenance() -> None:
    """Show the origin of every figure of an indicator in one period, and its periods."""
    left, right = st.columns([3, 1])
    with left:
        indicator = choose_indicator(query(queries.indicators), "ervaren_gezondheid")
    if coverage := rows.coverage(query, indicator.indicator_id):
        labels = {row.period: periods.parse(row.period).label for row in coverage}
        with right:
            period = choose("Periode", labels, "periode")
        focus, city = programme().focus_area_codes, programme().municipality_word
        figures = rows.provenance(query, indicator.indicator_id, period)
        st.html(html_tables.html(tables.provenance(figures, indicator, period, focus), has_cards=True))
        _offer_provenance(indicator, period)
        st.html(html_tables.html(tables.coverage(coverage, indicator, city), has_cards=True))
    else:
        st.info(f"Van {indicator.label} is nog niets geladen. Bron: {indicator.publisher}, {indicator.source_title}.")
    for gap in lookups.breaks(query, indicator.indicator_id):
        st.warning(f"Vanaf {gap.period} niet te vergelijken met eerder: {gap.reason}")
    layout.show_notes(indicator_sentences.source_note(indicator, lookups.origins(query, indicator.indicator_id)))


def _offer_provenance(indicator: Indicator, period: str) -> None:
    columns = {
        "area_code": "gebied", "name": "naam", "period": "periode", "value": f"{indicator.label} ({indicator.unit})",
        "lower": "ondergrens", "upper": "bovengrens", "margin_kind": "marge", "numerator": "teller",
        "denominator": "noemer of antwoorden",
        "status": "soort", "missing": "reden ontbreken", "note": "opmerking", "table_id": "tabel",
        "edition": "uitgave", "retrieved_at": "opgehaald", "sha256": "controlegetal",
    }  # fmt: skip

    def file() -> pd.DataFrame:
        figures = query(source_queries.provenance, indicator.indicator_id, period)
        return figures.assign(decimals=indicator.decimals)

    name, focus = f"herkomst-{indicator.indicator_id}-{period.replace('/', '-')}", programme().focus_area_codes

    def make() -> Exhibit:
        table = tables.provenance(rows.provenance(query, indicator.indicator_id, period), indicator, period, focus)
        return exhibits.of_table(
            query, name, f"Herkomst van {indicator.label}, {periods.parse(period).label}", table, file, columns,
            indicator.definition, [f"Bron: {indicator.publisher}, {indicator.source_title}."],
            about=[indicator],
        )  # fmt: skip

    downloads.share_menu([Download("", name, make, has_picture=False)])


def show_revisions() -> None:
    """Show the figures that publishers changed."""
    _warn_about_lost_history()
    if revisions := rows.revisions(query):
        st.html(html_tables.html(tables.revisions(revisions)))
    else:
        st.info("Geen uitgever heeft een cijfer veranderd sinds de eerste keer laden.")
    layout.show_notes([
        "Een sprong is een herziening die groter is dan de grens bij Toelichting, of een cijfer dat verdween.",
        "Bij “andere bron” is niet het cijfer veranderd, maar de bron waar het dashboard het uit haalt.",
    ])  # fmt: skip


def _warn_about_lost_history() -> None:
    """Warn about previous databases that could not be carried over completely."""
    for row in rows.set_aside(query):
        st.html(html_tables.notice(sentences.set_aside(row), "bronnen?toon=ophalen", "Hoe het ophalen ging"))


def show_runs() -> None:
    """Show the results of the latest runs of the ETL."""
    if runs := logged_runs():
        st.html(html_tables.html(tables.runs(runs)))
    else:
        st.info("Er is nog niets opgehaald: u ziet de cijfers die met het dashboard meekomen.")


def warn_of_sources(source_ids: Iterable[str]) -> None:
    """Show which sources of a page failed last time or have not been checked for long."""
    if texts := query.value(_warnings, _log_version(), moments.today(), tuple(sorted(set(source_ids)))):
        st.html(html_tables.notice(" ".join(texts), "bronnen", "Meer over de bronnen"))


def warn_of_texts(*endings: str) -> None:
    """Show which own texts, by the suffix of their file names, were rejected last time."""
    failed = [
        last for last in latest_attempts()
        if last.attempt.source_id == run_log.OWN_FILES and last.attempt.outcome == "mislukt"
        and last.attempt.table_id.lower().endswith(endings)
    ]  # fmt: skip
    if failed:
        st.html(html_tables.notice(sentences.refused(failed), "bronnen", "Welke fout"))


def latest_attempts() -> list[Latest]:
    """Return the latest attempt for every table and own file; for internal files only for visitors who may see
    those."""
    return [last for last in run_log.latest(logged_runs()) if sees_internal() or not last.attempt.is_internal]


def logged_runs() -> list[Run]:
    """Return the runs of the ETL, oldest first, including those that failed and left the database unchanged."""
    return _runs(_log_version(), paths.fetched_folder())


def _log_version() -> int:
    """Return the version of the log of runs."""
    log = paths.fetched_folder() / run_log.NAME
    return log.stat().st_mtime_ns if log.exists() else 0


@lru_cache(maxsize=2)
def _runs(version: int, folder: Path) -> list[Run]:
    return run_log.read(folder)


def _warnings(query: Query, log_version: int, today: date, source_ids: tuple[str, ...]) -> list[str]:
    days = lookups.threshold(query, "stale_days")
    now = datetime.combine(today, time.max)
    return sentences.warnings(rows.sources(query), latest_attempts(), set(source_ids), now, days)
