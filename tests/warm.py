"""Preloads the included snapshots, so that forked processes can start building at once."""

from etl.snapshots import columns, store
from tests import once
from veerkracht.catalog import catalog
from veerkracht.core import paths

once.set_up_reading()  # DuckDB is left alone: what it began does not survive a fork
catalog.load(paths.CATALOG)
for _snapshot in store.current([])[0]:
    columns.clean(_snapshot)
