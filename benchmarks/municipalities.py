"""Builds every municipality of the included national tables, offline, one after the other, and lists failures.

The national figures, which all share, are computed once. Each gets the programme of Maastricht for its own two largest
buurten. Times are CPU seconds, which other work on the machine affects less. Run with
`python benchmarks/municipalities.py`; `--every 20` builds one in twenty, codes as arguments build only those.
"""

import argparse
import resource
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from etl.build import build
from etl.snapshots import nationwide
from tests import municipalities
from tests.municipalities import Place
from veerkracht.core import paths
from veerkracht.core.errors import VeerkrachtError

_TABLE, _INHABITANTS = "85984NED", "AantalInwoners_5"


def places() -> list[Place]:
    """Return every municipality of the newest table of the country, with its two largest buurten."""
    table = nationwide.tables_in(paths.included_folder(), "meegeleverd", _TABLE)[-1]
    names = dict(table.areas()[["area_code", "name"]].itertuples(index=False))
    facts = pd.concat([part.facts for part in table.parts()])
    people = facts[(facts["topic_key"] == _INHABITANTS) & facts["area_code"].str.startswith("BU")]
    largest = people.sort_values(["value", "area_code"], ascending=[False, True]).groupby(people["area_code"].str[2:6])
    return [Place(f"GM{code}", names[f"GM{code}"], tuple(buurten["area_code"].head(2))) for code, buurten in largest]


def main() -> None:
    """Build them, and print what each failed on, and what they took."""
    parser = argparse.ArgumentParser()
    parser.add_argument("codes", nargs="*")
    parser.add_argument("--every", type=int, default=1)
    options = parser.parse_args()
    chosen = [place for place in places() if not options.codes or place.code in options.codes][:: options.every]
    took: dict[str, float] = {}
    failures = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for place in chosen:
            start = time.process_time()
            with municipalities.chosen(place, folder):
                try:
                    build.build(paths.database_file())
                except VeerkrachtError as error:
                    failures.append(f"{place.code} {place.name}: {error}")
            took[place.code] = time.process_time() - start
            for file in folder.glob("veerkracht*"):
                file.unlink()
        shutil.rmtree(folder / nationwide.NAME, ignore_errors=True)
    print("\n".join(failures) or "no failures")
    slowest = max(took, key=lambda code: took[code])
    print(
        f"{len(took)} municipalities, {len(failures)} failed; processor seconds: median "
        f"{statistics.median(took.values()):.1f}, slowest {slowest} {took[slowest]:.1f}; peak memory "
        f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB"
    )


if __name__ == "__main__":
    main()
