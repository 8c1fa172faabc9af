"""Fixtures that tests of the build share."""

import pytest

from veerkracht.catalog import catalog
from veerkracht.catalog.catalog import Catalog
from veerkracht.core import paths


@pytest.fixture(scope="module")
def content() -> Catalog:
    """The catalogue of the municipality."""
    return catalog.load(paths.CATALOG)
