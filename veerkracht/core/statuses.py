"""The statuses that a goal can have, in the order in which they are explained: the single place that lists them.

Dutch labels, the enum in the database, the method page and the marks follow from STATUSES. The condition for each
status is in veerkracht/method/progress.py.
"""

from dataclasses import dataclass
from typing import Literal

StatusName = Literal[
    "bereikt", "op koers", "vooruit, tempo onzeker", "vooruit, te langzaam", "nog niet te zeggen", "verkeerde kant op",
    "norm niet gehaald", "boven het pad", "onder het pad", "boven de norm", "onder de norm", "gemengd beeld",
    "geen streefwaarde", "niet vergelijkbaar", "nog geen meting",
]  # fmt: skip


@dataclass(frozen=True)
class Status:
    """A status: its name is what the database stores and what readers see.

    `rank` goes from least to most favourable; a status without one is no judgement. `side` says whether the figure
    moves forward or back. `rule` says how the status is decided; `{on_course}` in it is the share of the required
    change that is enough, in percent. `shape` is the content of an SVG of 20 by 20: it tells the mark of a status from
    others without colour. Only a status with a rank, which needs a margin, has a filled one.
    """

    name: StatusName
    meaning: str
    rule: str
    shape: str
    side: Literal["forward", "back", "unknown"] = "unknown"
    rank: int | None = None
    is_on_course: bool = False
    is_of_measure: bool = True  # else of a goal only, and not stored


STATUSES = (
    Status(
        "bereikt",
        "Het doel is gehaald.",
        "De hele marge ligt voorbij het doel.",
        '<circle cx="10" cy="10" r="9" fill="#0b6b3a"/>'
        '<path d="M5 10.5l3.5 3.5L15 7" fill="none" stroke="#fff" stroke-width="2.4"/>',
        side="forward",
        rank=6,
        is_on_course=True,
    ),
    Status(
        "op koers",
        "Het cijfer ligt op of voor het pad naar het doel.",
        "De hele marge ligt boven {on_course}% van de verandering die nu nodig is.",
        '<path d="M10 1.5L19 18H1z" fill="#0b6b3a"/>',
        side="forward",
        rank=5,
        is_on_course=True,
    ),
    Status(
        "vooruit, tempo onzeker",
        "Het gaat waarschijnlijk vooruit. Of het snel genoeg gaat, valt binnen de marge.",
        "De hele marge ligt aan de goede kant van nul, maar de nodige verandering ligt erin.",
        '<path d="M10 3L17.5 17H2.5z" fill="#fff" stroke="#0b6b3a" stroke-width="2.2"/>',
        side="forward",
        rank=4,
    ),
    Status(
        "vooruit, te langzaam",
        "Het gaat waarschijnlijk vooruit, maar te langzaam om het doel op tijd te halen.",
        "De hele marge ligt boven nul en onder {on_course}% van de nodige verandering.",
        '<path d="M10 3L17.5 17H2.5z" fill="#fff" stroke="#8a5a00" stroke-width="2.2"/>'
        '<path d="M10 3V17H2.5z" fill="#8a5a00"/>',
        side="forward",
        rank=3,
    ),
    Status(
        "nog niet te zeggen",
        "De verandering is kleiner dan de marge. Het kan toeval zijn.",
        "Nul ligt in de marge.",
        '<circle cx="10" cy="10" r="8" fill="#fff" stroke="#333" stroke-width="2"/>'
        '<path d="M7 8a3 3 0 1 1 4 2.8q-1 .4-1 1.7" fill="none" stroke="#333" stroke-width="2"/>'
        '<circle cx="10" cy="15" r="1.2" fill="#333"/>',
        rank=2,
    ),
    Status(
        "verkeerde kant op",
        "Het gaat achteruit.",
        "De hele marge ligt aan de verkeerde kant van nul.",
        '<path d="M10 18.5L1 2h18z" fill="#a4262c"/>',
        side="back",
        rank=0,
    ),
    Status(
        "norm niet gehaald",
        "Het cijfer haalt de norm van dit jaar niet.",
        "Alleen bij een norm die elk jaar geldt: de hele marge ligt onder de norm.",
        '<rect x="2" y="2" width="16" height="16" fill="#a4262c"/>',
        side="back",
        rank=1,
    ),
    Status(
        "boven het pad",
        "Het cijfer ligt boven het pad naar het doel. Hoe zeker dat is, is onbekend.",
        "De marge van het cijfer is niet bekend.",
        '<path d="M10 3L17.5 16H2.5z" fill="none" stroke="#555" stroke-width="2" stroke-dasharray="3 2.4"/>',
    ),
    Status(
        "onder het pad",
        "Het cijfer ligt onder het pad naar het doel. Hoe zeker dat is, is onbekend.",
        "De marge van het cijfer is niet bekend.",
        '<path d="M10 17L2.5 4h15z" fill="none" stroke="#555" stroke-width="2" stroke-dasharray="3 2.4"/>',
    ),
    Status(
        "boven de norm",
        "Het cijfer ligt boven de norm. Hoe zeker dat is, is onbekend.",
        "Alleen bij een norm die elk jaar geldt, als de marge niet bekend is.",
        '<rect x="3" y="3" width="14" height="9" fill="none" stroke="#555" stroke-width="2" stroke-dasharray="3 2.4"/>'
        '<path d="M2 17H18" stroke="#555" stroke-width="2"/>',
    ),
    Status(
        "onder de norm",
        "Het cijfer ligt onder de norm. Hoe zeker dat is, is onbekend.",
        "Alleen bij een norm die elk jaar geldt, als de marge niet bekend is.",
        '<rect x="3" y="8" width="14" height="9" fill="none" stroke="#555" stroke-width="2" stroke-dasharray="3 2.4"/>'
        '<path d="M2 3H18" stroke="#555" stroke-width="2"/>',
    ),
    Status(
        "gemengd beeld",
        "Het doel heeft twee maten: de ene gaat vooruit, de andere achteruit.",
        "De maten wijzen verschillende kanten op. Anders telt de ongunstigste maat.",
        '<path d="M10 1L19 10 10 19 1 10z" fill="#fff" stroke="#333" stroke-width="2"/>'
        '<path d="M10 1V19L1 10z" fill="#333"/>',
        is_of_measure=False,
    ),
    Status(
        "geen streefwaarde",
        "Het plan noemt geen getal om te halen. Alleen de richting telt.",
        "Er is geen pad. De verandering en de marge staan op de doelkaart.",
        '<path d="M10 2L18 10 10 18 2 10z" fill="#fff" stroke="#333" stroke-width="2"/>',
    ),
    Status(
        "niet vergelijkbaar",
        "Er is een nieuw cijfer, maar dat is op een andere manier gemeten dan de nulmeting.",
        "Een andere definitie of een andere grens van de buurt.",
        '<path d="M2 7H18M2 13H18M14 2L6 18" stroke="#333" stroke-width="2.2" fill="none"/>',
    ),
    Status(
        "nog geen meting",
        "Er is na de nulmeting nog geen cijfer.",
        "De reden en de geplande bron staan erbij.",
        '<circle cx="10" cy="10" r="8" fill="#fff" stroke="#555" stroke-width="2" stroke-dasharray="3 2.6"/>',
    ),
)
STATUS = {status.name: status for status in STATUSES}
