"""The interface that each publisher module in this folder implements, and how to get the module for a kind."""

from dataclasses import dataclass
from importlib import import_module
from typing import Protocol, cast

import pandas as pd

from etl.snapshots.outlines import Outlines
from etl.snapshots.store import Snapshot
from veerkracht.catalog.catalog import Source, Table

Names = tuple[str, ...]
Cell = str | int | float | None
Row = dict[str, Cell]  # of a response


@dataclass(frozen=True)
class Request:
    """A table to fetch for a region: a municipality, or for a part of the country how its codes begin, such as GM09.

    Of a table with categories only `categories` are fetched, each given by all of its possible names.
    """

    source_id: str
    source: Source
    table: Table
    region: str
    categories: tuple[Names, ...] = ()
    is_part: bool = False


@dataclass(frozen=True)
class Description:
    """What a table says of itself, without its figures.

    `info` has Title, Identifier, Modified and Period as far as the publisher gives them; `topics` the columns of
    store.TOPIC_COLUMNS, with a topic per category of a table with categories; `periods` are codes of the dashboard, and
    none when the table has no periods.
    """

    info: Row
    topics: pd.DataFrame
    periods: tuple[str, ...]
    has_boundary_flag: bool


class Publisher(Protocol):
    """A publisher of tables with figures."""

    def modified_at(self, source: Source, table: Table) -> str | None:
        """Return when the publisher last changed the table, as the publisher writes it; None when it does not say.

        Raises SourceError when the publisher does not answer, or the table is another one than it should be.
        """

    def fetch(self, request: Request) -> Snapshot:
        """Return the table for the region and the country, with the publisher's own values.

        Raises SourceError when the publisher does not answer or the answer is not what was requested.
        """


class DescribingPublisher(Publisher, Protocol):
    """A publisher that describes a table without its figures."""

    def describe(self, source: Source, table: Table) -> Description:
        """Return what the table says of itself, by small requests only.

        Raises SourceError when the publisher does not answer, or the answer has another form than it should.
        """


class NationalPublisher(Publisher, Protocol):
    """A publisher whose tables can be fetched for the whole country, part by part."""

    def area_codes(self, source: Source, table: Table) -> list[str]:
        """Return the codes of all areas of the table, of the whole country. Raises SourceError as `fetch` does."""


class OutlinePublisher(Protocol):
    """A publisher of the outlines of areas."""

    def fetch_outlines(self, source_id: str, source: Source, municipality: str, year: int) -> Outlines:
        """Return the outlines of the buurten of a municipality in the division of a year.

        Raises SourceError when the publisher does not answer or the areas do not fit together.
        """

    def require_reachable(self, source: Source, municipality: str, year: int) -> None:
        """Raise SourceError unless the publisher has the municipality in the division of a year: one small request."""


def publisher(source: Source) -> Publisher:
    """Return the publisher of a source with figures."""
    return cast(Publisher, _module(source))


def describing_publisher(source: Source) -> DescribingPublisher:
    """Return the publisher of a source of a kind that `describes_tables`."""
    return cast(DescribingPublisher, _module(source))


def national_publisher(source: Source) -> NationalPublisher:
    """Return the publisher of a source of a kind that `is_national`."""
    return cast(NationalPublisher, _module(source))


def outline_publisher(source: Source) -> OutlinePublisher:
    """Return the publisher of a source of a kind that `gives_outlines`."""
    return cast(OutlinePublisher, _module(source))


def _module(source: Source) -> object:
    return import_module(f"etl.publishers.{source.kind}")
