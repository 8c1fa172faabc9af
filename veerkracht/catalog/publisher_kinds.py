"""Lists the kinds of publisher that a source in `indicators.yaml` can have.

A new kind is one line in `KINDS`, and when it is fetched a module `etl/publishers/<name>.py`. The catalogue, its JSON
schema, the hosts that are called and the page Bronnen all follow from this list.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal


@dataclass(frozen=True)
class Host:
    """A server of a publisher: its name in `indicators.yaml`, its address, and the variable that replaces that."""

    name: str
    variable: str
    address: str


@dataclass(frozen=True)
class PublisherKind:
    """A kind of publisher: `meaning` explains it in the catalogue, `label` on the page Bronnen."""

    name: str
    meaning: str
    label: str
    hosts: tuple[Host, ...] = ()  # none: nothing is fetched
    names_areas: bool = False  # its tables with one period name all areas of the division of that year
    is_national: bool = False  # its tables can also be fetched for the whole country, part by part
    gives_outlines: bool = False  # of areas, instead of tables with figures


OWN = "lokaal"  # files of the municipality itself
KINDS = (
    PublisherKind(
        "odata", "CBS StatLine en derden", "wordt opgehaald bij de uitgever",
        (
            Host("opendata", "VEERKRACHT_OPENDATA_URL", "https://opendata.cbs.nl"),
            Host("dataderden", "VEERKRACHT_DATADERDEN_URL", "https://dataderden.cbs.nl"),
        ),
        names_areas=True, is_national=True,
    ),
    PublisherKind(
        "pdok", "grenzen", "wordt opgehaald bij PDOK", (Host("pdok", "VEERKRACHT_PDOK_URL", "https://api.pdok.nl"),),
        gives_outlines=True,
    ),
    PublisherKind("meegeleverd", "wordt niet opgehaald", "kopie die met het dashboard meekomt"),
    PublisherKind(OWN, "bestanden in data/lokaal", "eigen bestanden van de gemeente"),
)  # fmt: skip
BY_NAME = {kind.name: kind for kind in KINDS}
HOSTS = {host.name: host for kind in KINDS for host in kind.hosts}

if TYPE_CHECKING:
    KindName = str
    HostName = str
else:  # the values that pydantic accepts and the JSON schema lists
    KindName = Literal[tuple(BY_NAME)]
    HostName = Literal[tuple(HOSTS)]
