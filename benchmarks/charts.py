"""Measures what charts and letters cost the server, as ratios: building and sending a chart to a single line drawn by
Altair; a two-page letter and its slides to an empty Word document.

Run with `python benchmarks/charts.py` where a database has been built.
"""

import io
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
from docx import Document

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from veerkracht.core import paths
from veerkracht.database import database, lookups
from veerkracht.database.query import Query, query_of
from veerkracht.drawing import charts, distributions, libraries, maps
from veerkracht.drawing.chart import Chart
from veerkracht.export import slides, word
from veerkracht.topics.goals import queries as goal_queries
from veerkracht.topics.letter import council_letter, deck
from veerkracht.topics.map import figures as map_figures
from veerkracht.topics.map.figures import Choice
from veerkracht.web import layout

ROUNDS, FILES = 200, 9
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


def files(query: Query) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Give the files that a writer saves of goals 1 and 11, each as a function that makes it."""
    codes, areas = ["doel-1", "doel-11"], lookups.usual_areas(query)
    link = "http://localhost:8501/raadsbrief"
    yield "letter of two pages", lambda: word.document(council_letter.compose(query, link, codes, areas))
    letter = council_letter.compose(query, link, codes, areas)
    yield "slides of it", lambda: slides.presentation(deck.deck(query, letter))


def empty_document() -> None:
    """Write a Word document without any text, as the files of a letter begin."""
    Document().save(io.BytesIO())


def milliseconds(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Return the median of some times."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return 1000 * statistics.median(times)


def main() -> None:
    """Print milliseconds and ratios per kind of chart, and of the files of a letter."""
    logging.disable()  # Streamlit warns of every element without a browser
    libraries.set_up()
    with database.read(paths.database_file()) as connection:
        reference = milliseconds(one_line)
        print(f"one line of Altair, made and sent: {reference:.2f} ms")
        query = query_of(connection)
        for name, make in kinds(query):
            chart, made = make(), milliseconds(make)
            sent = milliseconds(partial(layout.show_chart, chart, name))
            print(f"{name}: made {made:.2f} ms, sent {sent:.2f} ms, ratio {(made + sent) / reference:.2f}")
        reference = milliseconds(empty_document, FILES)
        print(f"an empty Word document: {reference:.0f} ms")
        for name, write in files(query):
            write()  # what a server knows by then: measured is what the next visitor waits
            made = milliseconds(write, FILES)
            print(f"{name}: {made:.0f} ms, ratio {made / reference:.1f}")


if __name__ == "__main__":
    main()
