"""Measures loading the whole country, compared with the straightforward way to get the same tables into DuckDB.

Reference, in the same run and from the same local server with generated tables of full size (18,200 areas, all topics
of Kerncijfers wijken en buurten): `cbsodata.get_data`, `pandas.melt`, insert. Every measurement runs in a
separate process, so that peak memory is its own. Writes the table to docs/nationwide.md. Run with
`python benchmarks/nationwide.py` on an otherwise idle machine; `--years 2` for a first impression.

With `--build` it measures a build alone, against its limits: every included national source, and Kerncijfers of all
years and topics, stored as they would be after fetching.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import cbsodata
import duckdb
import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from etl.snapshots import nationwide
from etl.snapshots.store import Manifest, Snapshot
from tests import full_set
from tests import publishers as server
from veerkracht.catalog import catalog
from veerkracht.catalog.catalog import Table
from veerkracht.core import paths

AREAS = (350, 46)  # municipalities, buurten in each
ROOT = paths.ROOT
REPORT = ROOT / "docs" / "nationwide.md"
MOST_SECONDS, MOST_MEGABYTES = 60, 1024  # of a build with the whole country and thirteen years
PART = 2000  # areas written at once
BUILD, OTHERS = "\n## Building with the whole country\n", "\n## Another municipality\n"


@dataclass
class Measured:
    """What a process took: seconds, those of the processor, peak memory in MB; and the rows of facts it brought in."""

    seconds: float
    processor: float
    megabytes: float
    rows: int


def serve(count: int) -> None:
    """Serve the last `count` tables of KWB with the whole country, until the input ends."""
    ours = catalog.load(paths.CATALOG)
    tables = ours.sources["kwb"].tables[-count:]
    figures = full_set.every_topic(ours)
    codes = server.country(*AREAS)
    with server.serving() as publishers:
        for number, table in enumerate(tables):
            one = server.kwb_table(figures, table.id, table.title, shift=number % 4)
            server.grow(one, codes)
            publishers.add(one)
        print(publishers.url, flush=True)
        sys.stdin.read()


def straightforward(url: str, target: str, table_ids: list[str]) -> None:
    """Load the tables as a first script would: all rows at once, every topic, as they come."""
    cbsodata.options.use_https = False
    with duckdb.connect(target) as connection:
        for number, table_id in enumerate(table_ids):
            rows = pd.DataFrame(cbsodata.get_data(table_id, catalog_url=url.removeprefix("http://")))
            given = [name for name in rows.columns if name == "ID" or rows[name].dtype == "str"]
            long = rows.melt(given, var_name="topic", value_name="value").assign(table_id=table_id)[
                ["table_id", "topic", "WijkenEnBuurten", "Codering_3", "value"]
            ]
            connection.register("long", long)
            connection.execute(f"{'insert into facts' if number else 'create table facts as'} select * from long")
            connection.unregister("long")


def measure(command: list[str], environment: dict[str, str]) -> tuple[float, float, float]:
    """Return seconds, those of the processor and peak memory (MB) of a process; Linux counts memory in kB."""
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | environment, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(command)} failed")
    return time.perf_counter() - started, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def facts_in(folder: Path) -> int:
    """Return the number of national facts fetched into a data folder."""
    files = str(folder / "bronnen" / "landelijk" / "*" / "facts.parquet")
    return int(duckdb.execute("select count(*) from read_parquet($files)", {"files": files}).fetchall()[0][0])


def main() -> None:
    """Measure both ways over the years asked for, then one more year, and write the report."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--years", type=int, default=13)
    parser.add_argument("--build", action="store_true")
    parser.add_argument("--serve", type=int)
    parser.add_argument("--straightforward", nargs="+")
    options = parser.parse_args()
    if options.serve:
        return serve(options.serve)
    if options.straightforward:
        url, target, *table_ids = options.straightforward
        return straightforward(url, target, table_ids)
    if options.build:
        return build(options.years)
    tables = [table.id for table in catalog.load(paths.CATALOG).sources["kwb"].tables][-options.years :]
    here = [sys.executable, __file__]
    running = subprocess.Popen([*here, "--serve", str(options.years)], cwd=ROOT, text=True,
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # fmt: skip
    with tempfile.TemporaryDirectory() as place:
        try:
            assert running.stdout
            url = running.stdout.readline().strip()
            found = measured(url, Path(place), here, tables)
        finally:
            running.terminate()
    text = report(found, tables)
    print(text)
    if options.years == 13:
        _, heading, rest = REPORT.read_text(encoding="utf-8").partition(BUILD)
        REPORT.write_text(text + heading + rest, encoding="utf-8")


def measured(url: str, place: Path, here: list[str], tables: list[str]) -> dict[str, Measured]:
    """Return what each way took, by its name."""
    reference = place / "reference.duckdb"
    plain = measure([*here, "--straightforward", url, str(reference), *tables], {})
    with duckdb.connect(str(reference), read_only=True) as connection:
        rows = connection.execute("select count(*) from facts").fetchall()[0][0]
    data = place / "data"
    shutil.copytree(ROOT / "data" / "meegeleverd", data / "meegeleverd", ignore=shutil.ignore_patterns("landelijk"))
    environment = {"VEERKRACHT_DATA": str(data), "VEERKRACHT_OPENDATA_URL": url, "VEERKRACHT_DATASETS_URL": url}
    load = [sys.executable, "-m", "etl", "--gebied", "NL", "--only"]
    accept = ["--accept", *tables]  # the generated tables have other gaps than the included ones
    all_but_last = measure([*load, *tables[:-1], *accept], environment)
    before = facts_in(data)
    one_more = measure([*load, tables[-1], *accept], environment)
    after = facts_in(data)
    again = measure([sys.executable, "-m", "etl", "--offline"], environment)
    one = measure([*load, tables[-1], *accept], environment | {"VEERKRACHT_DATA": str(_empty(place))})
    size = (data / "veerkracht.duckdb").stat().st_size / 2**20
    print(f"database {size:.0f} MB, tables {len(tables)}")
    all_but_build = [took - of_build for took, of_build in zip(all_but_last[:2], again[:2], strict=True)]
    return {
        "straightforward": Measured(*plain, rows),
        "country, all years but one": Measured(*all_but_last, before),
        "the same, minus the build below": Measured(*all_but_build, all_but_last[2], before),
        "country, one more year": Measured(*one_more, after - before),
        "country, that year alone": Measured(*one, after - before),
        "build again, nothing fetched": Measured(*again, 0),
    }


def build(years: int) -> None:
    """Measure a build with the country of so many years, first and again, and write it below the report."""
    ours = catalog.load(paths.CATALOG)
    tables = ours.sources["kwb"].tables[-years:]
    with tempfile.TemporaryDirectory() as place:
        data = Path(place) / "data"
        shutil.copytree(ROOT / "data" / "meegeleverd", data / "meegeleverd")
        figures = full_set.every_topic(ours)
        for number, table in enumerate(tables):
            write_country(data / "bronnen", figures, table, number)
        rows = facts_in(data)
        command, environment = [sys.executable, "-m", "etl", "--offline"], {"VEERKRACHT_DATA": str(data)}
        load = os.getloadavg()[0]
        found = {name: Measured(*measure(command, environment), rows) for name in ("first build", "build again")}
        with duckdb.connect(str(data / "veerkracht.duckdb"), read_only=True) as connection:
            [(elsewhere, places)] = connection.execute("""
                select count(*), (select count(*) from yardstick where reason = '') from elsewhere
            """).fetchall()
    lines = [
        f"| {name} | {one.seconds:.0f} | {one.processor:.0f} | {one.megabytes:.0f} |" for name, one in found.items()
    ]
    text = f"""
Measured with `benchmarks/nationwide.py --build` on {date.today().isoformat()}, {os.cpu_count()} cores, at a load of
{load:.1f}: the included national tables (health, crimes, income), and {len(tables)} tables of Kerncijfers wijken en
buurten for the same areas with every topic of any year, {rows:,} facts. The database contains
{elsewhere:,} figures outside the municipality, and {places:,} positions on the national yardstick. A first build
computes the figures of every table and caches them for the next. The limits, which apply to a repeated build, are
{MOST_SECONDS} seconds and {MOST_MEGABYTES} MB of peak memory.

| run | seconds | CPU seconds | peak memory, MB |
| --- | ---: | ---: | ---: |
{chr(10).join(lines)}
"""
    print(text)
    if years == 13:
        before, _, rest = REPORT.read_text(encoding="utf-8").partition(BUILD)
        _, heading, after = rest.partition(OTHERS)
        REPORT.write_text(before + BUILD + text + heading + after, encoding="utf-8")


def write_country(fetched: Path, figures: Snapshot, table: Table, shift: int) -> None:
    """Write a table of one year with all areas of the included country, each with the figures of one of ours."""
    [newest] = nationwide.tables_in(paths.included_folder(), "meegeleverd", "85984NED")
    known = newest.areas()
    outside = known[known["area_code"].str[2:6] != "0935"].reset_index(drop=True)
    manifest = Manifest(
        source_id="kwb", table_id=table.id, edition="2026-11-01", title=table.title, publisher="CBS",
        licence="CC BY 4.0", retrieved_at="2026-11-01", modified_at=None, is_complete=True, note="",
    )  # fmt: skip
    random = np.random.default_rng(shift)
    facts = figures.facts.assign(period=table.periods[0], level=figures.facts["area_code"].str[:2])
    models = {level: sorted(group["area_code"].unique()) for level, group in facts.groupby("level")}

    def parts() -> Iterator[Snapshot]:
        for start in range(0, len(outside), PART):
            held = outside.iloc[start : start + PART]
            alike = [models[code[:2]][place % len(models[code[:2]])] for place, code in enumerate(held["area_code"])]
            pairs = pd.DataFrame({"model": alike, "code": held["area_code"].to_numpy()})
            rows = pairs.merge(facts, left_on="model", right_on="area_code")
            numbers = pd.to_numeric(rows["value"]) * random.uniform(0.9, 1.0, len(rows))
            rows = rows.assign(area_code=rows["code"], value=numbers.round(1))
            yield Snapshot(manifest, figures.topics, rows[facts.columns.drop("level")], held, "opgehaald")

    nationwide.write(fetched, parts())


def _empty(place: Path) -> Path:
    folder = place / "empty"
    shutil.copytree(ROOT / "data" / "meegeleverd", folder / "meegeleverd", ignore=shutil.ignore_patterns("landelijk"))
    return folder


def report(found: dict[str, Measured], tables: list[str]) -> str:
    """Return the report as Markdown."""
    reference = found["straightforward"]
    lines = [
        f"| {name} | {one.seconds:.0f} | {one.processor:.0f} | {one.megabytes:.0f} | {dutch_count(one.rows)} | "
        f"{ratio(one.seconds, one.rows, reference.seconds / reference.rows)} | "
        f"{ratio(one.processor, one.rows, reference.processor / reference.rows)} |"
        for name, one in found.items()
    ]
    return f"""# Loading the whole country

Measured with `benchmarks/nationwide.py` on {date.today().isoformat()}, {os.cpu_count()} cores, server and loader on one
machine: {len(tables)} tables of Kerncijfers wijken en buurten, generated at full size (18,200 areas, every topic of any
year) and served by a local server that speaks the CBS protocol. The *straightforward* way is `cbsodata.get_data`,
`pandas.melt` and an insert into DuckDB: it resolves no names, computes no rates, checks nothing and keeps nothing when
it fails. The other rows are `python -m etl --gebied NL`, timed from the first request until the database is in place:
every part is checked before it is stored, and turned into figures and rates. *Ratio* is the time per fact row divided
by that of the straightforward way, in wall-clock time and in CPU time; CPU time excludes the server and is least
affected by other work (load {os.getloadavg()[0]:.1f} at the end). Peak memory is that of the process, which holds
one part of a table at a time and the database being written. Every run also builds the municipality with its goals,
margins and checks, which the straightforward way does not: *build again* is that alone, and one row is without it.

| run | seconds | CPU seconds | peak memory, MB | fact rows | ratio | CPU ratio |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
{chr(10).join(lines)}
"""


def dutch_count(rows: int) -> str:
    """Return a count with separators, nothing for none."""
    return f"{rows:,}" if rows else "–"


def ratio(seconds: float, rows: int, per_row: float) -> str:
    """Return the time per row to that of the reference, nothing without rows."""
    return f"{seconds / rows / per_row:.2f}" if rows else "–"


if __name__ == "__main__":
    main()
