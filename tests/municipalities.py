"""Other municipalities, built from the included national tables, each of which differs from Maastricht in some way."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import INCLUDED
from veerkracht.core import areas, paths

_OURS, _CITY = "BU09350403", "GM0935"


Named = tuple[str, tuple[str, ...]]  # the name of a focus area, and the codes of its buurten and wijken


@dataclass(frozen=True)
class Place:
    """A municipality and the focus areas of its invented programme, whose goals are those of Maastricht.

    A focus area is the code of a buurt or wijk, or a name with several of these.
    """

    code: str
    name: str
    focus: tuple[str | Named, ...]

    @property
    def focus_codes(self) -> tuple[str, ...]:
        """Return the codes of its focus areas."""
        return tuple(area if isinstance(area, str) else areas.group_code(area[0]) for area in self.focus)


AMSTERDAM = Place("GM0363", "Amsterdam", ("BU0363AF01", "BU0363TA01"))  # 517 buurten, with letters, none as in 2019
ROTTERDAM = Place("GM0599", "Rotterdam", ("BU05990110", "BU05990111"))
DIJK_EN_WAARD = Place("GM1980", "Dijk en Waard", ("BU19800101",))  # of 2022
VLIELAND = Place("GM0096", "Vlieland", ("BU00960000", "BU00960009"))  # all its buurten
LAND_VAN_CUIJK = Place("GM1982", "Land van Cuijk", ("BU19820101", "BU19820103"))  # of 2022
HEERLEN = Place("GM0917", "Heerlen", ("BU09171000", "BU09171001"))
# 31 buurten: twelve wijken and two buurten of a thirteenth
HEERLEN_NOORD: Named = (
    "Heerlen-Noord",
    (*(f"WK0917{number}" for number in (*range(10, 15), *range(20, 25), 30, 31)), "BU09173202", "BU09173203"),
)
ONE_LARGE = Place("GM0917", "Heerlen", (HEERLEN_NOORD,))
# a wijk, buurten, and areas of several
FOUR = Place("GM0917", "Heerlen", (("Hoensbroek", ("WK091710", "WK091711", "WK091712", "WK091713")), "WK091720",
                                   ("Heerlerheide", ("BU09172100", "BU09172101")), "BU09173202"))  # fmt: skip
FIVE = Place("GM0917", "Heerlen", (*FOUR.focus, ("Oost", ("WK091737", "WK091739"))))
TWELVE = Place("GM0917", "Heerlen", (*FIVE.focus, "BU09173301", "BU09173500", "BU09173400", "BU09172200",
                                     "BU09174000", ("Schil", ("WK091741", "WK091742")), "WK091738"))  # fmt: skip
COMPOSED = (ONE_LARGE, FOUR, FIVE, TWELVE)  # with focus areas of several buurten
UNLIKE = (AMSTERDAM, ROTTERDAM, DIJK_EN_WAARD, VLIELAND, LAND_VAN_CUIJK)


def write_programme(place: Place, path: Path, **programme: object) -> Path:
    """Write the programme of a place, and return its path."""
    content: Any = yaml.safe_load(paths.INCLUDED_PROGRAMME.read_text(encoding="utf-8"))
    about = content["programme"]
    for name in ("municipality_word", "centre", "events", "introduction", "introduction_source", "area_changes"):
        about.pop(name, None)
    focus = [area if isinstance(area, str) else {"name": area[0], "areas": list(area[1])} for area in place.focus]
    about |= {"municipality": place.code, "municipality_name": place.name, "focus_areas": focus}
    about |= programme
    for measure in (measure for goal in content["goals"] for measure in goal["measures"]):
        if values := measure.get("baseline", {}).get("values"):
            our_values = values.pop(_OURS)
            city, country = values.pop(_CITY, None), values.pop("NL00", None)
            values.clear()
            values |= dict.fromkeys(place.focus_codes, our_values)
            values |= {code: value for code, value in ((place.code, city), ("NL00", country)) if value is not None}
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


@contextmanager
def chosen(place: Place, folder: Path, **programme: object) -> Iterator[None]:
    """Make the ETL and the pages use a data folder, and a programme of this place."""
    folder.mkdir(parents=True, exist_ok=True)
    included = folder / "meegeleverd"
    if not included.exists():
        included.symlink_to(INCLUDED)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VEERKRACHT_PROGRAMMA", str(write_programme(place, folder / "programma.yaml", **programme)))
        patch.setenv("VEERKRACHT_DATA", str(folder))
        patch.delenv("VEERKRACHT_DATABASE", raising=False)
        yield
