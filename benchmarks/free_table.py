"""Measures what a free table of 5,000 cells costs the server: the first render, and after sorting it differently.

Run with `python benchmarks/free_table.py` where a database has been built. It exits with 1 when the first render
exceeds its target; the ratio is to rendering the same HTML from figures in memory.
"""

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from veerkracht.core import paths
from veerkracht.database import database
from veerkracht.database.query import query_of
from veerkracht.topics.comparison import figures as comparison
from veerkracht.topics.comparison import tables as comparison_tables
from veerkracht.topics.free_table import exhibits, figures
from veerkracht.topics.free_table.figures import Choice

ROUNDS, AIM = 7, 0.15  # seconds of processor time


def median(run: Callable[[], object]) -> float:
    """Return the median seconds of processor time of some rounds: others may use this machine too."""
    seconds = []
    for _ in range(ROUNDS):
        start = time.process_time()
        run()
        seconds.append(time.process_time() - start)
    return statistics.median(seconds)


def main() -> None:
    """Measure, print and compare with the aim."""
    with database.read(paths.database()) as connection:
        query = query_of(connection)
        topics = tuple(comparison.yearly_labels(query))[: figures.MOST_TOPICS]
        codes = tuple(buurt.area_code for buurt in query.value(comparison.buurten))
        years = tuple(figures.years(query, topics)[-7:])
        count = min(figures.MOST // (len(topics) * len(years)), len(codes) - ROUNDS)
        choice = Choice(topics, codes[-count:], years, order="1", has_margin=True)
        turned = iter(range(ROUNDS))

        def drawn(one: Choice) -> None:
            table = exhibits.whole(query, one).table
            comparison_tables.html(table, 10 + 6.5 * len(table.columns))

        def first() -> None:
            place = next(turned)  # the same number of cells, which nobody saw
            drawn(replace(choice, area_codes=codes[place : place + count]))

        table = exhibits.whole(query, choice).table
        html = median(lambda: comparison_tables.html(table, 10 + 6.5 * len(table.columns)))
        new, again = median(first), median(lambda: drawn(replace(choice, order="-1")))
    print(f"{choice.count} cells: first {1000 * new:.0f} ms ({new / html:.1f}×), aim {1000 * AIM:.0f}; "
          f"in another order {1000 * again:.0f} ms ({again / html:.1f}×); its HTML {1000 * html:.0f} ms")  # fmt: skip
    sys.exit(new > AIM)


if __name__ == "__main__":
    main()
