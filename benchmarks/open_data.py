"""Measures how fast /data/ responds on a dedicated server on this machine: full responses, and 304.

Run with `python benchmarks/open_data.py`. Given the URL of a dashboard running on this machine, for example one with
all sources (`make full`), it measures that one. With `--national` it measures a copy of the database that includes the
figures of the whole country (`ROWS` of scale.py), which takes minutes and a gigabyte of disk. It exits with 1 when a
304 takes more CPU time than the target allows: the server is one process, so 500 responses a second are 2 ms each.
Responses per second depend on the machine at that moment, with the clients on the same cores.
"""

import argparse
import http.client
import os
import shutil
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import scale

import pages
from veerkracht.core import paths

PORT, CONNECTIONS, SECONDS = 8624, 8, 5.0
TOPIC = "/data/onderwerp/ervaren_gezondheid.csv"
AIM = 500  # answers a second with 304


class Rate(NamedTuple):
    """How many answers a second were given, and the milliseconds of a core that the server took for each."""

    a_second: float
    milliseconds: float

    def __str__(self) -> str:
        return f"{self.a_second:.0f} a second, {self.milliseconds:.2f} ms of a core each"


def rate(url: str, path: str, headers: dict[str, str], status: int) -> Rate:
    """Return how fast some connections get their answers; those with another status do not count."""
    counts, end = [0] * CONNECTIONS, time.perf_counter() + SECONDS
    server = scale.listening(urlsplit(url).port or 0)
    used = scale.processor_seconds(server)

    def ask(place: int) -> None:
        connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
        while time.perf_counter() < end:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            answer.read()
            counts[place] += answer.status == status
        connection.close()

    asking = [threading.Thread(target=ask, args=(place,)) for place in range(CONNECTIONS)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    used = scale.processor_seconds(server) - used
    return Rate(sum(counts) / SECONDS, 1000 * used / max(sum(counts), 1))


def first(url: str, path: str) -> tuple[float, int, str]:
    """Return of one answer the seconds, the bytes and the ETag."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
    start = time.perf_counter()
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    body = answer.read()
    seconds = time.perf_counter() - start
    connection.close()
    return seconds, len(body), answer.headers["etag"]


def measure(url: str) -> bool:
    """Print what is measured of the dashboard at an address, and return whether it is fast enough."""
    seconds, size, tag = first(url, TOPIC)
    print(f"{TOPIC}: first {1000 * seconds:.0f} ms, {size / 1000:.1f} kB compressed")
    known = rate(url, TOPIC, {"If-None-Match": tag}, 304)
    cached = rate(url, TOPIC, {"Accept-Encoding": "gzip"}, 200)
    reference = rate(url, "/versie", {}, 200)
    print(f"304: {known}, aim {AIM} a second; from the cache: {cached}; /versie, as a reference: {reference}")
    return 0 < known.milliseconds <= 1000 / AIM


def main() -> None:
    """Measure a dashboard that runs, or one on the included figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url", nargs="?", help="of a dashboard that runs")
    parser.add_argument("--national", action="store_true", help="with the figures of the whole country")
    options = parser.parse_args()
    if options.url:
        sys.exit(not measure(options.url))
    with tempfile.TemporaryDirectory() as temporary:
        if options.national:
            path = Path(shutil.copy(paths.database(), temporary))
            print(f"{scale.grow(path):,} figures of the rest of the country, {path.stat().st_size / 1e6:.0f} MB")
            os.environ["VEERKRACHT_DATABASE"] = str(path)
        with pages.served(pages.ROOT / "asgi.py", PORT) as served:
            is_fast = measure(served)
    sys.exit(not is_fast)


if __name__ == "__main__":
    main()
