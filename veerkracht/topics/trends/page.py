"""What the page Trends needs on screen: one indicator as lines, or several as small charts beside each other."""

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from veerkracht.core import dutch, periods
from veerkracht.database import queries
from veerkracht.drawing import charts, sentences, tables
from veerkracht.method import index_figures as trend_index
from veerkracht.topics.trends import exhibits as trend_exhibits
from veerkracht.topics.trends import figures as trend_views
from veerkracht.web import downloads as export_ui
from veerkracht.web.cache import area_names, programme, query
from veerkracht.web.choices import choose, choose_part, choose_switch
from veerkracht.web.downloads import Offer
from veerkracht.web.layout import link_to_origin, notes, show_chart
from veerkracht.web.transition import once, per_database

FORMS = {"waarde": "Cijfer", "index": "Index"}
_COLUMNS = 3
_SMALL = 210  # pixels


def choose_base(frames: list[pd.DataFrame]) -> tuple[str | None, str]:
    """Return the base period of index figures, and when there can be none, why; None for the figures themselves."""
    if choose_part("Toon", FORMS, "maat") == "waarde":
        return None, ""
    shared = [set(trend_index.base_periods(frame)) for frame in frames if frame["value"].notna().any()]
    codes = sorted(set.intersection(*shared)) if shared else []
    if not codes:
        return None, "Er is geen jaar waarin al deze gebieden een cijfer hebben. Daarom ziet u de cijfers zelf."
    return choose("Basisjaar (= 100)", {code: periods.parse(code).label for code in codes}, "basis", codes[0]), ""


def choose_events(codes: list[str]) -> pd.DataFrame:
    """Return the events to mark on the time axis, none when they are switched off."""
    found = _numbered(*codes)
    return found if len(found) and choose_switch("Toon wat er is gedaan", "ingrepen", default=True) else found.head(0)


@per_database
def _numbered(*codes: str) -> pd.DataFrame:
    return charts.numbered(query(queries.events), list(codes))


def show_one(indicator: Any, codes: list[str], base: str | None, events: pd.DataFrame) -> None:
    """Show one indicator as a chart and a table, with a sentence on each focus area."""
    about, names = programme(), area_names()
    focus = list(about.focus_area_codes)

    def draw() -> None:
        frame, shown = trend_views.figures(query, indicator, codes, base)
        st.subheader(f"{indicator.label}, {dutch.in_unit(shown.unit)}", anchor=False)
        told = sentences.city_comparison(frame, names, indicator, focus, about.municipality_code)
        if told and base is None:
            st.markdown("\n\n".join(told))
        show_chart(
            trend_views.chart(query, frame, shown, codes, base, 420, events),
            trend_views.alternative(frame, shown, names),
        )
        st.html(tables.trend(frame, codes, names, shown, focus))
        st.caption(trend_views.reading(frame, base, not events.empty))

    once(draw)


def show_many(indicators: list[Any], codes: list[str], base: str | None, events: pd.DataFrame) -> None:
    """Show several indicators as small charts on the same years, each with its table to unfold."""
    about, names = programme(), area_names()
    focus = list(about.focus_area_codes)

    def draw() -> None:
        look = charts.styles(codes, focus, about.municipality_code, about.country_code)
        st.html(tables.legend("Gebied", [(look[code].color, names[code]) for code in codes]))
        places = [column for _ in range(0, len(indicators), _COLUMNS) for column in st.columns(_COLUMNS)]
        for place, indicator in zip(places, indicators, strict=False):
            frame, shown = trend_views.figures(query, indicator, codes, base)
            with place:
                st.markdown(f"**{indicator.label}**, {dutch.in_unit(shown.unit)}")
                if frame["value"].isna().all():
                    st.info("Geen cijfers voor deze gebieden.")
                    continue
                chart = trend_views.chart(query, frame, shown, codes, base, _SMALL, events, has_legend=False)
                show_chart(chart, trend_views.alternative(frame, shown, names))
                with st.expander("Tabel"):
                    st.html(tables.trend(frame, codes, names, shown, focus))
        st.caption(
            trend_views.reading(
                pd.concat([trend_views.figures(query, one, codes, base)[0] for one in indicators]),
                base,
                not events.empty,
            )
        )

    once(draw)


def tell_breaks(indicators: list[Any], codes: list[str], events: pd.DataFrame) -> None:
    """Say what cannot be compared through time, and what the numbers on the time axis are."""
    for indicator in indicators:
        for gap in query(queries.breaks, indicator.indicator_id).itertuples():
            st.warning(f"{indicator.label}: vanaf {gap.period} niet te vergelijken met eerder. {gap.reason}")
    names = area_names()
    for change in query(queries.boundary_changes, codes).itertuples():
        st.warning(
            f"{names[change.area_code]} heeft vanaf {change.year} een andere grens. Cijfers van ervoor en erna zijn "
            f"niet te vergelijken. {change.note}"
        )
    notes([trend_views.done(events, names)])


def explain(indicators: list[Any]) -> None:
    """Say of each indicator what it is and where its figures come from, folded away when there are several."""
    with st.container() if len(indicators) == 1 else st.expander("Uitleg en bronnen van deze onderwerpen"):
        for one in indicators:
            if len(indicators) > 1:
                st.markdown(f"**{one.label}**")
            link_to_origin(one.indicator_id)
            notes(sentences.source_note(one, query(queries.origins, one.indicator_id)))


def offer_charts(indicators: list[Any], codes: list[str], base: str | None, events: pd.DataFrame) -> None:
    """Offer every chart as a picture, and their figures."""
    offers = [
        Offer(one.label, f"trend-{one.indicator_id}", partial(trend_exhibits.trend, query, one, codes, base, events))
        for one in indicators
    ]
    export_ui.offer_menu(offers, [f"onderwerp-{one.indicator_id}" for one in indicators])


def offer_figures(indicators: list[Any], frames: list[pd.DataFrame]) -> None:
    """Offer the figures of the charts as a file; always the figures themselves, not an index."""

    def file() -> pd.DataFrame:
        labelled = zip(indicators, frames, strict=True)
        return pd.concat([frame.assign(label=one.label, unit=one.unit) for one, frame in labelled])

    columns = {
        "area_code": "gebied", "label": "onderwerp", "period": "periode", "value": "cijfer", "unit": "eenheid",
        "lower": "ondergrens", "upper": "bovengrens", "status": "status", "missing": "reden ontbreken",
    }  # fmt: skip
    export_ui.offer_csv(file, columns, indicators[0].indicator_id if len(indicators) == 1 else "trends")
