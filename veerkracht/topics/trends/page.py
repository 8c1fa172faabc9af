"""The page Trends: one indicator as lines, or several as small charts side by side."""

from dataclasses import replace
from functools import partial

import pandas as pd
import streamlit as st

from veerkracht.core import dutch, periods
from veerkracht.core.codes import CityWord
from veerkracht.database import lookups
from veerkracht.drawing import exhibits, tables
from veerkracht.drawing.table import Table
from veerkracht.method import index_figures
from veerkracht.topics.goals import queries as goal_queries
from veerkracht.topics.trends import exhibits as trend_exhibits
from veerkracht.topics.trends import figures, month_sentences, months
from veerkracht.topics.trends.figures import Choice
from veerkracht.web import downloads, layout, signposts
from veerkracht.web.cache import area_names, get_indicator, indicator_labels, programme, query, replayed, replaying
from veerkracht.web.choices import choose, choose_indicator, choose_many, choose_part, choose_switch, require_options
from veerkracht.web.downloads import Download

ONE = "een"
VIEWS = {ONE: "Eén onderwerp", "meer": "Meer onderwerpen"}
_COLUMNS = 3
_HEIGHT, _SMALL = 420, 210  # pixels
_MONTHS = 12  # in a table on screen


def choose_indicators(view: str, indicators: pd.DataFrame) -> list[str]:
    """Return the ids of the chosen indicators, one in the view ONE; `indicators` as queries.indicators."""
    if view == ONE:
        return [choose_indicator(indicators, "ervaren_gezondheid").indicator_id]
    usual = list(query(goal_queries.indicators)["indicator_id"])
    labels = indicator_labels(indicators)
    require_options("Onderwerpen", labels)
    return choose_many("Onderwerpen (hoogstens negen)", labels, "onderwerp", usual, 9,
                       placeholder="Kies een of meer onderwerpen", signposts=signposts.of_topics(labels))  # fmt: skip


def choose_form() -> str:
    """Return how to show the figures: a code of forms()."""
    return choose_part("Toon", forms(programme().municipality_word), "maat")


def forms(city: CityWord) -> dict[str, str]:
    """Return the ways to show the figures, by their code."""
    return {"waarde": "Cijfer", "index": "Index", "verschil": f"Verschil met de {city}"}


def choose_base(form: str, indicator_ids: list[str], area_codes: list[str]) -> tuple[str | None, str]:
    """Return the base period of index figures, and when there can be none, why; None for another form."""
    if form != "index":
        return None, ""
    frames = [lookups.trend(query, indicator_id, area_codes) for indicator_id in indicator_ids]
    shared = [set(index_figures.base_periods(frame)) for frame in frames if frame["value"].notna().any()]
    codes = sorted(set.intersection(*shared)) if shared else []
    if not codes:
        return None, "Er is geen jaar waarin al deze gebieden een cijfer hebben. Daarom ziet u de cijfers zelf."
    return choose("Basisjaar (= 100)", {code: periods.parse(code).label for code in codes}, "basis", codes[0]), ""


def as_chosen(form: str, choices: list[Choice]) -> tuple[tuple[Choice, ...], str]:
    """Return the choices in the chosen form, and which have none with the reason."""
    if form != "verschil":
        return tuple(choices), ""
    without = [get_indicator(choice.indicator_id).label for choice in choices
               if not figures.has_distance(query, choice.indicator_id)]  # fmt: skip
    city = programme().municipality_word
    why = f"Een {city} heeft altijd meer dan een buurt. Daarom geen verschil van: {dutch.joined(without)}."
    return tuple(
        figures.show_apart(query, choice) for choice in choices if figures.has_distance(query, choice.indicator_id)
    ), why if without else ""


def choose_events(area_codes: list[str]) -> bool:
    """Return whether to mark events on the time axis, a choice only if there are any."""
    events = query.value(figures.events_of, tuple(area_codes))
    return not events.empty and choose_switch("Toon wat er is gedaan", "ingrepen", default=True)


@replaying
def show_one(choice: Choice) -> None:
    """Show one indicator as a chart and a table, with a sentence on each focus area."""
    exhibit, indicator = trend_exhibits.trend(query, choice), get_indicator(choice.indicator_id)
    # `explain` shows these with the source, and some findings themselves mention a model
    model = exhibits.ALL_MODEL
    is_said = any(model.casefold() in finding.casefold() for finding in exhibit.findings)
    elsewhere = {indicator.source_note, indicator.note, model if is_said else ""}
    notes = tuple(note for note in exhibit.notes if note not in elsewhere and note not in exhibit.findings)
    subtitle, table = trend_exhibits.subject(query, choice), _on_screen(exhibit.table, indicator.frequency)
    layout.show(replace(exhibit, subtitle=subtitle, table=table, notes=notes), _HEIGHT)


def _on_screen(table: Table, frequency: str) -> Table:
    """Return the table of a trend with the last twelve months only."""
    if frequency != "maand":
        return table
    caption = f"{table.caption}, de laatste twaalf maanden; alle maanden staan in het bestand"
    return replace(table, caption=caption, rows=table.rows[:_MONTHS])


def show_months(choice: Choice) -> None:
    """Show which months of each buurt and wijk are unusual; nothing for yearly figures."""
    if choice.is_of_figures and months.months(query, choice):
        replayed(_draw_months, choice)


def _draw_months(choice: Choice) -> None:
    st.header("Welke maanden vallen op?", anchor=False)
    every = months.months(query, choice)
    for place, series in enumerate(every):
        if place % 2 == 0:
            columns = st.columns(2, gap="medium")
        exhibit = trend_exhibits.months(query, series)
        assert exhibit.chart
        with columns[place % 2]:
            st.subheader(exhibit.title, anchor=False)
            st.caption(exhibit.subtitle)
            st.markdown("\n\n".join(exhibit.findings))
            layout.show_chart(exhibit.chart, exhibit.alternative)
            with st.expander("Tabel"):
                st.html(tables.html(exhibit.table))
    layout.show_how_sure(month_sentences.how_sure(every[0].city, every[0].city_word))


@replaying
def show_many(choices: tuple[Choice, ...]) -> None:
    """Show several indicators of the same areas as small charts on the same years, each with its table collapsed."""
    names, codes = area_names(), list(choices[0].area_codes)
    look = exhibits.styles(query, codes)
    st.html(tables.legend("Gebied", [(look[code].color, names[code]) for code in codes]))
    with_figures = [choice for choice in choices if figures.has_figures(query, choice)]
    if without := [get_indicator(choice.indicator_id).label for choice in choices if choice not in with_figures]:
        st.info(f"Geen cijfers voor deze gebieden: {dutch.joined(without)}.")
    places = [column for _ in range(0, len(with_figures), _COLUMNS) for column in st.columns(_COLUMNS)]
    for place, choice in zip(places, with_figures, strict=False):
        with place:
            _draw_small(choice)
    events = figures.events(query, choices[0])
    frames = pd.concat([figures.figures(query, choice)[0] for choice in choices])
    city = names[choices[0].city] if choices[0].city else ""
    reading = figures.reading(frames, choices[0].base, not events.empty, city)
    aside = dict.fromkeys(figures.not_drawn(query, choice) for choice in choices)
    layout.show_how_sure([*aside, reading, figures.done(events, names)])


def _draw_small(choice: Choice) -> None:
    names = area_names()
    frame, measured = figures.figures(query, choice)
    difference = "verschil " if choice.city else ""
    st.markdown(f"**{get_indicator(choice.indicator_id).label}**, {difference}{dutch.in_unit(measured.unit)}")
    layout.show_chart(
        figures.chart(query, choice, _SMALL, has_legend=False),
        figures.alternative(frame[frame["area_code"] != choice.city], measured, names),
    )
    with st.expander("Tabel"):
        present = [code for code in exhibits.with_figures(frame, list(choice.area_codes)) if code != choice.city]
        table = exhibits.periods_table(frame, present, names, measured)
        st.html(tables.html(_on_screen(table, measured.frequency), has_cards=True))


@replaying
def show_breaks(indicator_ids: tuple[str, ...], area_codes: tuple[str, ...]) -> None:
    """Warn about figures that cannot be compared over time."""
    for indicator_id in indicator_ids:
        for gap in lookups.breaks(query, indicator_id):
            label = get_indicator(indicator_id).label
            st.warning(f"{label}: vanaf {gap.period} niet te vergelijken met eerder. {gap.reason}")
    names = area_names()
    for change in lookups.boundary_changes(query, area_codes):
        st.warning(
            f"{names[change.area_code]} heeft vanaf {change.year} een andere grens. Cijfers van ervoor en erna zijn "
            f"niet te vergelijken. {change.note}"
        )


@replaying
def explain(indicator_ids: tuple[str, ...]) -> None:
    """Explain each indicator and its sources, collapsed if there are several."""
    if indicator_ids:
        with st.expander("Precies: uitleg en bronnen"):
            for indicator in map(get_indicator, indicator_ids):
                if len(indicator_ids) > 1:
                    st.markdown(f"**{indicator.label}**")
                layout.show_origin(indicator.indicator_id)


def offer_charts(choices: tuple[Choice, ...]) -> None:
    """Offer every chart as a picture, and their figures."""
    offers = [
        Download(
            get_indicator(choice.indicator_id).label,
            f"trend-{choice.indicator_id}",
            partial(trend_exhibits.trend, query, choice),
        )
        for choice in choices
    ]
    if len(choices) == 1 and choices[0].is_of_figures:
        offers += [
            Download(f"Maanden in {series.area}", f"maanden-{series.indicator.indicator_id}-{series.area_code}",
                     partial(trend_exhibits.months, query, series))
            for series in months.months(query, choices[0])
        ]  # fmt: skip
    letter = downloads.letter_of([f"onderwerp-{choice.indicator_id}" for choice in choices])
    downloads.share_menu(offers, "" if len(choices) == 1 else "trends", letter=letter)
