"""Measures the build of the database as a ratio to the simplest way to get the same facts into DuckDB.

Reference, in the same run: DuckDB reads all `facts.csv` files itself and writes them to a file, without resolving
topics, computing rates, assigning reasons or checking. Times are CPU seconds, which other work on the machine affects
less. The first build may fill the cache of national figures in `data/landelijk`, from which later builds start. Run
with `python benchmarks/build.py`.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from etl.build import build as load
from veerkracht.core import paths

ROUNDS = 5


def seconds(action: Callable[[Path], object]) -> float:
    """Return the median processor time of the action on a new file."""
    times = []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as folder:
            start = time.process_time()
            action(Path(folder) / "benchmark.duckdb")
            times.append(time.process_time() - start)
    return statistics.median(times)


def plain(target: Path) -> None:
    """Load all facts as they stand in the files."""
    connection = duckdb.connect(str(target))
    files = str(paths.included_folder() / "*@*" / "facts.csv")
    connection.execute("create table facts as select * from read_csv($files, all_varchar = true)", {"files": files})
    connection.close()


def main() -> None:
    """Print both times and their ratio."""
    start = time.process_time()
    report = load.build(Path(tempfile.mkdtemp()) / "benchmark.duckdb")
    first = time.process_time() - start
    reference, ours = seconds(plain), seconds(load.build)
    print(f"plain load {reference:.2f} s, build {ours:.2f} s, ratio {ours / reference:.1f}; first build {first:.2f} s")
    print(f"{report.observations} observations, {report.figures} with a figure")


if __name__ == "__main__":
    main()
