"""Runs a coroutine from a test: in a thread of its own, as Playwright keeps an event loop running in the main one.

It has the context of the test, such as whom a run is for.
"""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context


def awaited(coroutine: Coroutine) -> object:
    """Return the result of a coroutine."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(copy_context().run, asyncio.run, coroutine).result()
