"""Ways to damage a database file, lock it from another program, or kill a build."""

import importlib
import multiprocessing
import os
import signal
import struct
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from unittest.mock import patch

import duckdb

from etl.build import build
from veerkracht.database import engines


def cut(place: Path) -> None:
    """Cut the second half off."""
    os.truncate(place, place.stat().st_size // 2)


def scratch(place: Path) -> None:
    """Overwrite a piece that opening the database does not read: the last of the figures, and the data next to it."""
    with duckdb.connect(str(place), read_only=True) as connection:
        [(block,)] = connection.execute("""
            select block_id from pragma_storage_info('observation') where block_id >= 0
            order by row_group_id desc, start desc, block_id limit 1
        """).fetchall()
    _write_over(place, [block])


def scratch_figures(place: Path) -> None:
    """Overwrite blocks that contain only figures, so that all other tables remain readable."""
    used = _blocks(place)
    blocks = used.pop("observation") - set().union(*used.values())
    assert blocks
    _write_over(place, blocks)


def _blocks(place: Path) -> dict[str, set[int]]:
    """Return the blocks of the file that each table uses."""
    with duckdb.connect(str(place), read_only=True) as connection:
        names = [name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()]
        return {
            name: {
                block
                for (block,) in connection.execute(
                    f"select distinct block_id from pragma_storage_info('{name}') where block_id >= 0"
                ).fetchall()
            }
            for name in names
        }


def _write_over(place: Path, blocks: Iterable[int]) -> None:
    with place.open("r+b") as file:
        for block in blocks:
            file.seek(3 * 4096 + block * engines.BLOCK_SIZE)
            file.write(b"\xaa" * engines.BLOCK_SIZE)


def overwrite(place: Path) -> None:
    place.write_bytes(b"geen database")


def empty(place: Path) -> None:
    place.write_bytes(b"")


def of_a_newer_duckdb(place: Path) -> None:
    """Give the file the number of a future storage version, and the matching checksum."""
    with place.open("r+b") as file:
        header = bytearray(file.read(4096))
        header[12:20] = struct.pack("<Q", 1000)
        checksum = 5381
        for (word,) in struct.iter_unpack("<Q", header[8:]):
            checksum ^= (word * 0xBF58476D1CE4E5B9) % 2**64
        header[:8] = struct.pack("<Q", checksum)
        file.seek(0)
        file.write(header)


def of_a_newer_dashboard(place: Path) -> None:
    with duckdb.connect(str(place)) as connection:
        connection.execute("alter table revision rename column noticed_at to seen_at")
        connection.execute("alter table status_history rename to status_log")


@contextmanager
def held(place: Path) -> Iterator[int]:
    """Keep a database open in another program, as a database client does; yield its process number."""
    script = "import duckdb, sys, time; c = duckdb.connect(sys.argv[1]); print('open', flush=True); time.sleep(600)"
    client = subprocess.Popen([sys.executable, "-c", script, str(place)], stdout=subprocess.PIPE, text=True)
    try:
        assert client.stdout is not None
        assert client.stdout.readline() == "open\n"
        yield client.pid
    finally:
        client.kill()
        client.wait(20)


def kill_build_after(stage: str, place: Path) -> int | None:
    """Build a database in a process that is killed once a function has done its work; return how that ended.

    The process is forked from one that has imported the build, which takes as long as building does.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__, "tests.warm"])
    process = context.Process(target=_build_until, args=(stage, place, dict(os.environ)))
    # an AppTest leaves its page as the main module, which the process would run first
    with patch.dict(sys.modules, {"__main__": ModuleType("__main__")}):
        process.start()
    process.join(120)
    return process.exitcode


def _build_until(stage: str, place: Path, environment: dict[str, str]) -> None:
    os.environ.update(environment)
    name, _, function = stage.rpartition(".")
    module = importlib.import_module(name)
    act = getattr(module, function)

    def act_and_end(*arguments: object, **options: object) -> None:
        act(*arguments, **options)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(module, function, act_and_end)
    build.build(place)


def leave_a_log(place: Path) -> None:
    """Add a revision as a killed client would, so that it is only in the write-ahead log."""
    script = f"""
import duckdb, os, signal, sys
connection = duckdb.connect(sys.argv[1])
connection.execute("{REVISION}")
os.kill(os.getpid(), signal.SIGKILL)
"""
    subprocess.run([sys.executable, "-c", script, str(place)], check=False)
    assert place.with_name(f"{place.name}.wal").stat().st_size > 0


REVISION = (
    "insert into revision values ('inwoners', '2024', 'BU09350403', 3141, 3140, null, null, '2026-02-03 04:05:06', "
    "false, false)"
)


def remember(place: Path) -> None:
    """Give a database a ledger: a revision, and earlier statuses in addition to its own."""
    with duckdb.connect(str(place)) as connection:
        connection.execute(REVISION.replace("BU09350403", "BU09350203"))
        connection.execute("""
            insert into status_history
            select * replace (noticed_at - interval 100 day as noticed_at, 'verkeerde kant op' as status)
            from status_history
        """)


Ledger = dict[str, list[tuple[object, ...]]]


def ledger(place: Path) -> Ledger:
    """Return all rows of the ledger of a database."""
    with duckdb.connect(str(place), read_only=True) as connection:
        return {
            table: connection.execute(f"from {table} order by all").fetchall()
            for table in ("revision", "status_history")
        }
