"""What the pages on goals share on screen: one measure in full or in brief, and the slides of a meeting."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal, cast

import pandas as pd
import streamlit as st

from veerkracht.core import dutch, paths
from veerkracht.database import queries
from veerkracht.drawing import sentences, tables
from veerkracht.drawing.exhibit import Exhibit
from veerkracht.topics.efforts import figures as effort_views
from veerkracht.topics.efforts import tables as effort_tables
from veerkracht.topics.efforts.page import Marks
from veerkracht.topics.goals import charts as goal_charts
from veerkracht.topics.goals import exhibits as goal_exhibits
from veerkracht.topics.goals import queries as goal_queries
from veerkracht.topics.goals import sentences as goal_sentences
from veerkracht.topics.goals import tables as goal_tables
from veerkracht.web import downloads as export_ui
from veerkracht.web.cache import area_names, indicator_row, programme, query
from veerkracht.web.choices import choose_part, tell_unknown
from veerkracht.web.downloads import Offer
from veerkracht.web.layout import link_to_origin, notes, offer_in_browser, show_chart
from veerkracht.web.transition import per_database

_ALL_SLIDES = "alles"
Form = Literal["full", "slide", "sheet"]
_HEIGHT: dict[Form, int] = {"full": 340, "slide": 185, "sheet": 200}  # of a chart in pixels
_MEETING_STYLE = paths.ROOT / "veerkracht" / "web" / "meeting.css"


def choose_reading(row: Any) -> str | None:
    """Return the reading of the target that the path is drawn for, by default the one that applies.

    None without a choice: for a target that can be read in one way only.
    """
    if query(goal_queries.readings, row.measure_id).empty:
        return None
    kinds = [row.reading, *(kind for kind in ("procentpunt", "procent", "inwoners") if kind != row.reading)]
    options = {kind: dutch.reading(kind, row.amount, row.direction, row.unit) for kind in kinds}
    options[row.reading] += " (geldt nu)"
    return choose_part("Lezing van het doel in deze grafiek (de stand verandert niet)", options,
                       f"lezing{row.measure_id}")  # fmt: skip


@per_database
def has_path(goal_id: int) -> bool:
    """Return whether any measure of a goal has a path to draw."""
    found = query(goal_queries.statuses)
    measures = found[(found["goal_id"] == goal_id) & found["indicator_id"].notna()].groupby("position")
    return any(goal_charts.has_path(query, rows) for _, rows in measures)


def show_measure(rows: pd.DataFrame, form: Form = "full", marks: Marks | None = None) -> None:
    """Show where one measure stands: a card per focus area, the path, the strip of buurten.

    `rows` are those of goal_queries.statuses of the measure, `marks` stand on the time axis. A slide of a meeting and a
    sheet of paper leave out what does not fit.
    """
    names, about = area_names(), programme()
    focus, row = list(about.focus_area_codes), next(rows.itertuples())
    st.subheader(f"{row.label}, {dutch.in_unit(row.unit)}", anchor=False)
    for column, one in zip(st.columns(len(focus)), rows.itertuples(), strict=False):
        area = names[one.area_code]
        texts = [*goal_sentences.standing(one, area), goal_sentences.versus_city(one, area, about.municipality_name)]
        if form == "full":
            texts += [goal_sentences.adopted(one, area), goal_sentences.absolutes(one, area)]
            texts.append(goal_sentences.detectable(one))
        texts = [text for text in texts if text]
        column.html(goal_tables.card(one, area, texts))
    notes([" ".join(goal_sentences.caveats(row))])
    if pd.isna(row.indicator_id):
        return
    has_strip = goal_charts.has_strip(query, row.measure_id)
    path_side, strip_side = st.columns([3, 2]) if has_strip else (st.container(), None)
    with path_side:
        _show_path(rows, form, marks)
    if strip_side:
        with strip_side:
            _show_strip(rows, form)


def show_details(rows: pd.DataFrame) -> None:
    """Show all that is known of a measure as tables."""
    names, row = area_names(), next(rows.itertuples())
    left, right = st.columns(2, gap="large")
    left.html(goal_tables.facts(rows, names))
    with right:
        if len(readings := query(goal_queries.readings, row.measure_id)):
            st.html(goal_tables.readings(readings, row, names, list(programme().focus_area_codes)))
        if len(windows := query(goal_queries.windows, row.measure_id)):
            st.markdown(" ".join(goal_sentences.windows(windows, rows, names)))
            st.html(goal_tables.windows(windows, row, names))
        if len(history := query(goal_queries.history, row.measure_id)):
            st.html(goal_tables.history(history, row, names))
    _show_figures(rows)


def note_on_goals() -> None:
    """Show where goals and baselines come from, and that their reading is provisional."""
    about = programme()
    st.caption(
        f"Bron van doelen en nulmetingen: gemeente {about.municipality_name}, Programmaplan {about.name}, hoofdstuk 5. "
        "Wat “5%” betekent ligt nog niet vast: dit is een voorlopige lezing. De woorden en de berekening staan bij "
        "Toelichting."
    )


def choose_slide(count: int) -> int | None:
    """Return the number of the slide to show, in the URL as ?dia=n; None for all of them below each other.

    Previous and next are buttons and the keys left and right.
    """
    asked = st.query_params.get("dia", "0")
    if asked == _ALL_SLIDES:
        return None
    known = {str(number): "" for number in range(count)}
    tell_unknown("Dia", [asked], known)
    shown = int(asked) if asked in known else 0
    with st.container(key="knoppen", horizontal=True, vertical_alignment="center"):
        st.button("Vorige", on_click=_go, args=(shown - 1,), shortcut="Left", disabled=shown == 0,
                  icon=":material/arrow_back:")  # fmt: skip
        st.markdown(f"Doel {shown} van {count - 1}" if shown else "Overzicht", width="content")
        st.button("Volgende", on_click=_go, args=(shown + 1,), shortcut="Right", disabled=shown == count - 1,
                  icon=":material/arrow_forward:")  # fmt: skip
        st.space("stretch")
        offer_in_browser("Volledig scherm", "fullscreen")
        st.button("Alles afdrukken", on_click=_go, args=(_ALL_SLIDES,), icon=":material/print:")
        if st.button("Sluiten", icon=":material/close:"):
            st.switch_page("pages/doelen.py")
    st.query_params["dia"] = str(shown)
    return shown


def hide_navigation() -> None:
    """Show the page without the bar on top, for a meeting; printed, each sheet gets its own page."""
    st.html(_MEETING_STYLE)


def offer_print() -> None:
    """Offer to print all sheets, with a way back."""
    with st.container(key="knoppen", horizontal=True, vertical_alignment="center"):
        offer_in_browser("Afdrukken", "print")
        st.markdown("A4 liggend; een bladzijde voor het overzicht en een voor elk doel.", width="content")
        st.space("stretch")
        st.button("Terug naar de vergaderstand", on_click=_go, args=(0,), icon=":material/arrow_back:")


def sheet(number: int, count: int) -> Any:
    """Return a container that is printed on a page of its own, with the date and its number."""
    place = st.container(key=f"blad-{number}")
    place.caption(f"Dashboard Veerkracht, {dutch.day(datetime.now())}, bladzijde {number + 1} van {count}")
    return place


def _show_figures(rows: pd.DataFrame) -> None:
    """Show the figures behind the charts of a measure as tables, with their source."""
    names, about = area_names(), programme()
    row = next(rows.itertuples())
    if pd.isna(row.indicator_id):
        return
    focus = list(about.focus_area_codes)
    codes = [*focus, about.municipality_code, about.country_code]
    indicator = indicator_row(row.indicator_id)
    frame = query(queries.trend, row.indicator_id, codes)
    if frame["value"].notna().any():
        st.html(tables.trend(frame, codes, names, indicator, focus))
    if len(changes := query(goal_queries.changes, row.measure_id)):
        with st.expander("De verandering van elke buurt in een tabel"):
            st.html(goal_tables.changes(changes, row, names, focus))
    link_to_origin(row.indicator_id)
    notes([goal_sentences.chance(row), *sentences.source_note(indicator, query(queries.origins, row.indicator_id))])


def _go(slide: int | str) -> None:
    st.query_params["dia"] = str(slide)


def _show_path(rows: pd.DataFrame, form: Form, marks: Marks | None) -> None:
    reading = choose_reading(next(rows.itertuples())) if form == "full" else None
    table = "in de tabel eronder" if form == "full" else "op de doelkaart"
    if drawn := goal_charts.path(query, rows, reading, _HEIGHT[form], table, marks and marks.on_screen):
        st.markdown("**Het pad naar het doel**")
        show_chart(drawn.chart, drawn.alternative)
        st.caption(drawn.reading)
        if marks and len(marks.on_screen):
            st.html(effort_tables.notes([effort_views.explained(marks.on_screen, area_names())]))
        if form == "full":
            _offer(rows, "pad", lambda: goal_exhibits.path(query, rows, reading, marks and marks.saved))


def _show_strip(rows: pd.DataFrame, form: Form) -> None:
    drawn = goal_charts.strip(query, rows, _HEIGHT[form])
    st.markdown("**Ook zonder programma?** Elke stip is een buurt.")
    show_chart(drawn.chart, drawn.alternative)
    st.markdown(drawn.reading)
    if form == "full":
        _offer(rows, "buurten", lambda: goal_exhibits.strip(query, rows))


def _offer(rows: pd.DataFrame, kind: str, make: Callable[[], Exhibit | None]) -> None:
    """Offer a chart of a measure that is drawn, with the address of this view in it."""
    row = rows.iloc[0]
    export_ui.offer_row(Offer("", f"doel-{row.goal_id}-{row.indicator_id}-{kind}", lambda: cast(Exhibit, make())))
