"""A kind of publisher that is fetched has a module; tests/test_recipes.py adds one."""

import inspect
from importlib import import_module

import pytest

from etl.publishers import publisher
from veerkracht.catalog import publisher_kinds
from veerkracht.catalog.publisher_kinds import PublisherKind

FETCHED = [kind for kind in publisher_kinds.KINDS if kind.hosts]


def protocol(kind: PublisherKind) -> type:
    if kind.gives_outlines:
        return publisher.OutlinePublisher
    return publisher.NationalPublisher if kind.is_national else publisher.Publisher


@pytest.mark.parametrize("kind", FETCHED, ids=lambda kind: kind.name)
def test_the_module_of_a_kind_offers_what_its_protocol_asks(kind: PublisherKind) -> None:
    module = import_module(f"etl.publishers.{kind.name}")
    for name, method in inspect.getmembers(protocol(kind), inspect.isfunction):
        if not name.startswith("_"):
            _, *wanted = inspect.signature(method).parameters.values()
            assert list(inspect.signature(getattr(module, name)).parameters.values()) == wanted, name
