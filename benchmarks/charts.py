"""Measures what a chart costs the server, to make and to send, as a ratio to one line that Altair draws.

Run with `python benchmarks/charts.py` where a database has been built.
"""

import logging
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import altair as alt
import pandas as pd
import streamlit as st

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from veerkracht.core import paths
from veerkracht.database import database, lookups
from veerkracht.database.query import Query, query_of
from veerkracht.drawing import charts, distributions, libraries, maps
from veerkracht.drawing.chart import Chart
from veerkracht.topics.goals import queries as goal_queries
from veerkracht.topics.map import figures as map_figures
from veerkracht.topics.map.figures import Choice
from veerkracht.web import layout

ROUNDS = 200
INDICATOR = "ervaren_gezondheid"


def one_line() -> None:
    """Draw what `pages.py` measures with."""
    frame = pd.DataFrame({"jaar": range(2012, 2025), "cijfer": range(13)})
    st.altair_chart(alt.Chart(frame).mark_line().encode(x="jaar:Q", y="cijfer:Q"))


def kinds(query: Query) -> Iterator[tuple[str, Callable[[], Chart]]]:
    """Give the charts that pages show most, each as a function that makes it."""
    programme, codes = lookups.programme(query), lookups.usual_areas(query)
    focus = list(programme.focus_area_codes)
    indicator = lookups.indicator(query, INDICATOR)
    look = charts.styles(codes, focus, programme.municipality_code, programme.country_code)
    frame, names = lookups.trend(query, INDICATOR, codes), lookups.area_names(query)
    lines, gaps = query(goal_queries.lines, INDICATOR), lookups.breaks(query, INDICATOR)
    yield "trend", lambda: charts.trend(frame, names, look, indicator, lines, gaps)
    period = str(map_figures.periods_of(query, INDICATOR, "buurt")["period"].iloc[-1])
    view = map_figures.view(query, Choice(INDICATOR, period))
    areas = view.frame
    yield "map", lambda: maps.light(areas, look, focus, indicator.label, 560)
    yield "histogram", lambda: distributions.histogram(areas, view.domain, look, indicator)


def milliseconds(work: Callable[[], object]) -> float:
    """Return the median of ROUNDS times."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return 1000 * statistics.median(times)


def main() -> None:
    """Print milliseconds and ratios per kind of chart."""
    logging.disable()  # Streamlit warns of every element without a browser
    libraries.set_up()
    with database.read(paths.database_file()) as connection:
        reference = milliseconds(one_line)
        print(f"one line of Altair, made and sent: {reference:.2f} ms")
        for name, make in kinds(query_of(connection)):
            chart, made = make(), milliseconds(make)
            sent = milliseconds(partial(layout.show_chart, chart, name))
            print(f"{name}: made {made:.2f} ms, sent {sent:.2f} ms, ratio {(made + sent) / reference:.2f}")


if __name__ == "__main__":
    main()
