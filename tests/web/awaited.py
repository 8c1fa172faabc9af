"""Runs a coroutine from a test: in a thread of its own, as Playwright keeps an event loop running in the main one."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor


def awaited(coroutine: Coroutine) -> object:
    """Return the result of a coroutine."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()
