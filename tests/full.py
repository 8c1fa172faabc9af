"""Starts the dashboard on the invented data of `tests.world`, with every source loaded: `make full`.

The figures come from local publishers through the real pipeline. They are in a separate data folder that no other
command uses, and every page and file says that they are invented.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from unittest.mock import patch

from etl.command import command
from etl.publishers import fetching
from etl.snapshots import nationwide
from tests import full_set, publishers, world
from veerkracht.catalog.catalog import Catalog
from veerkracht.catalog.publisher_kinds import HOSTS
from veerkracht.core import paths

FOLDER = paths.ROOT / "data" / "verzonnen"
SURVEYED = ("2022", "2024", "2025")
COUNTRY = publishers.country(100, 12)  # enough buurten elsewhere for a national yardstick


def load(folder: Path) -> int:
    """Fetch and build everything into a folder, made anew; return the exit code of `python -m etl`."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "lokaal").mkdir(parents=True)
    (folder / paths.INVENTED).write_text("Alle cijfers in deze map zijn verzonnen. Zie make full.\n", encoding="utf-8")
    with publishers.serving() as server:
        content = full_set.serve(server, is_marked=True)
        for job in fetching.jobs(content, [], [], [], is_nationwide=True):
            if job.is_nationwide:
                publishers.grow(server.tables[job.table.id], COUNTRY)
        (folder / "lokaal" / "peilingen.csv").write_text(own_figures(content), encoding="utf-8")
        with patch.dict(os.environ, settings(folder) | {host.variable: server.url for host in HOSTS.values()}):
            included = nationwide.tables_in(paths.included_folder(), "meegeleverd")  # of far more areas
            return command.main(["--gebied", "NL", "--accept", *(table.manifest.table_id for table in included)])


def settings(folder: Path) -> dict[str, str]:
    """Return the settings with which the dashboard and the ETL use a folder and nothing else."""
    return {"VEERKRACHT_DATA": str(folder), "VEERKRACHT_DATABASE": ""}


def own_figures(content: Catalog) -> str:
    """Return a file of own figures: surveys and counts of the focus areas and the city, one row per figure."""
    lines = ["indicator;gebied;periode;waarde;n;ondergrens;bovengrens;bron;opmerking"]
    chance = world.random_of("own figures")
    for source_id in ("stadspeiling", "buurtpeiling", "tellingen"):
        for indicator in content.indicators_of(source_id):
            survey = source_id != "tellingen"
            level = chance.uniform(6, 8) if indicator.unit == "rapportcijfer" else chance.uniform(25, 70)
            for area in (*content.programme.focus_codes, content.programme.municipality):
                figure = level * chance.uniform(0.85, 1.15)
                for number, year in enumerate(SURVEYED):
                    value = figure * (1 + 0.03 * number) + chance.normal(0, 0.02 * figure)
                    text = f"{value:.{indicator.decimals}f}".replace(".", ",")
                    answers = str(int(chance.integers(120, 400))) if survey else ""
                    lines.append(f"{indicator.id};{area};{year};{text};{answers};;;Verzonnen {year};")
    return "\n".join(lines) + "\n"


def main() -> None:
    if load(FOLDER) not in (0, 3):  # 3: done, with something to look at
        raise SystemExit("De verzonnen cijfers zijn niet geladen; de redenen staan hierboven.")
    server = [sys.executable, "-m", "streamlit", "run", "asgi.py", *sys.argv[1:]]
    subprocess.run(server, cwd=paths.ROOT, env=os.environ | settings(FOLDER), check=False)


if __name__ == "__main__":
    main()
