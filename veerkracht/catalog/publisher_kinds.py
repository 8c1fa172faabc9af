"""Lists the kinds of publisher that a source in `indicators.yaml` can have.

A new kind is one line in `KINDS`, and if it is fetched a module `etl/publishers/<name>.py`. The catalogue, its JSON
schema, the hosts that are called and the page Bronnen all follow from this list.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal


@dataclass(frozen=True)
class Host:
    """A server of a publisher: its name in `indicators.yaml`, its address, and the variable that replaces that.

    When it does not give a table, the host named `second`, of another kind, is asked for the same one. `door` is what
    readers see of how a table was fetched.
    """

    name: str
    variable: str
    address: str
    second: str | None = None
    door: str = ""


@dataclass(frozen=True)
class PublisherKind:
    """A kind of publisher: `meaning` explains it in the catalogue, `label` on the page Bronnen."""

    name: str
    meaning: str
    label: str
    hosts: tuple[Host, ...] = ()  # none: nothing is fetched
    names_areas: bool = False  # its tables with one period name all areas of the division of that year
    is_national: bool = False  # its tables can also be fetched for the whole country, part by part
    describes_tables: bool = False  # its tables can be described without their figures (`etl proef`)
    gives_outlines: bool = False  # of areas, instead of tables with figures


OWN = "lokaal"  # files of the municipality itself
INCLUDED = "meegeleverd"  # copies that come with the dashboard
FILE = "bestand"  # the door of a table that was not fetched but saved as a file, and taken in
KINDS = (
    PublisherKind(
        "odata", "CBS StatLine en derden", "wordt opgehaald bij de uitgever",
        (
            Host("opendata", "VEERKRACHT_OPENDATA_URL", "https://opendata.cbs.nl", second="datasets", door="OData 3"),
            Host("dataderden", "VEERKRACHT_DATADERDEN_URL", "https://dataderden.cbs.nl", door="OData 3"),
        ),
        names_areas=True, is_national=True, describes_tables=True,
    ),
    PublisherKind(
        "odata4", "CBS StatLine, nieuwe versie (OData 4)", "wordt opgehaald bij de uitgever",
        (Host("datasets", "VEERKRACHT_DATASETS_URL", "https://datasets.cbs.nl", door="OData 4"),),
        names_areas=True, is_national=True, describes_tables=True,
    ),
    PublisherKind(
        "pdok", "grenzen", "wordt opgehaald bij PDOK", (Host("pdok", "VEERKRACHT_PDOK_URL", "https://api.pdok.nl"),),
        gives_outlines=True,
    ),
    PublisherKind(INCLUDED, "wordt niet opgehaald", "kopie die met het dashboard meekomt"),
    PublisherKind(OWN, "bestanden in data/lokaal", "eigen bestanden van de gemeente"),
)  # fmt: skip
BY_NAME = {kind.name: kind for kind in KINDS}
KIND_OF_HOST = {host.name: kind for kind in KINDS for host in kind.hosts}
HOSTS = {host.name: host for kind in KINDS for host in kind.hosts}

if TYPE_CHECKING:
    KindName = str
    HostName = str
else:  # the values that pydantic accepts and the JSON schema lists
    KindName = Literal[tuple(BY_NAME)]
    HostName = Literal[tuple(HOSTS)]
