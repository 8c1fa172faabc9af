"""Texts of the page Beheer: what is in progress, how it ended, and who may see what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from veerkracht.core import access, dutch, hand_ins, moments
from veerkracht.core.access import Access
from veerkracht.core.hand_ins import HandIn

Action = Literal["take_over", "undo", "fetch", "build", "trial"]
ALL_WELL, PARTLY, BUSY = 0, 3, 4  # exit codes of `python -m etl`
TAKING_OVER = (
    "Het bestand wordt nog eens nagekeken en komt in data/lokaal. Dan wordt de database opnieuw gemaakt. Bezoekers "
    "zien zo lang de vorige. Gaat er iets mis, dan blijft alles zoals het was."
)
REFUSING = "Wie het indiende, leest uw reden bij Aanleveren. Op het dashboard verandert niets."
UNDOING = "In data/lokaal komt terug wat er eerst stond. Dan wordt de database opnieuw gemaakt."
IN_THE_BACKGROUND = "U mag deze pagina sluiten: het gaat door."
FETCHING = (
    "Ophalen vraagt alle uitgevers wat er nieuw is, en kan lang duren. Een proef vraagt hun alleen of de tabellen er "
    "zijn en passen, en haalt niets op."
)
WHAT_IS_THERE = "Elke tabel met haar uitgave, de eigen teksten met hun fouten, en welke uitgever antwoordt."


@dataclass(frozen=True)
class Doing:
    """An action of the ETL that an administrator starts, with the file of a hand-in."""

    action: Action
    name: str = ""


def busy(doing: Doing, by: str) -> str:
    """Return that another task is running, for an administrator who wants to start one."""
    wait = "Wacht tot dat klaar is, en probeer het dan opnieuw."
    return f"Er gebeurt al iets: {_activity(doing)}, gestart door {by}. {wait}"


def title(doing: Doing, by: str) -> str:
    """Return the title above the progress of a task."""
    return f"{title_of(doing)}, gestart door {by}"


def outcome(doing: Doing, code: int, errors: Sequence[str]) -> str:
    """Return the outcome of a task, from the exit code and the errors of the ETL."""
    message = " ".join(errors)
    if code < ALL_WELL:
        return f"{title_of(doing)}: afgebroken, door iemand of door de computer. {_AFTER_A_KILL}"
    if code == BUSY:
        return f"{title_of(doing)}: niet begonnen. {_ANOTHER_RUN}"
    if code == ALL_WELL:
        return _DONE[doing.action].format(name=doing.name)
    if code == PARTLY:
        return f"{_DONE[doing.action].format(name=doing.name)} Niet alles lukte. {message}".strip()
    return message or f"{title_of(doing)}: mislukt. Waarom, staat in het logboek van de server."


def waiting(count: int) -> str:
    """Return how many hand-ins wait for a decision."""
    return {0: "Er wacht niets op u", 1: "Eén inzending wacht op u"}.get(count, f"{count} inzendingen wachten op u")


def how_it_comes(is_open: bool) -> str:
    """Return how a hand-in arrives here, or why none does; `is_open`: users who are logged in can hand in with a
    button."""
    if is_open:
        return "Wat collega’s bij Aanleveren indienen, komt hier te staan."
    return "Collega’s kunnen nu niet indienen met een knop: VEERKRACHT_INDIENEN staat niet op ja."


def started(by: str, moment: str) -> str:
    """Return who started something and when (ISO text, UTC)."""
    return f"Gestart door {by}, {_moment(moment)}."


def earlier(count: int) -> str:
    """Return how many decided hand-ins are not shown."""
    return "En nog één, van eerder." if count == 1 else f"En nog {dutch.number(count, 0)}, van eerder."


def title_of(doing: Doing) -> str:
    """Return the action as the beginning of a sentence."""
    return dutch.capital(_activity(doing))


def origin(hand_in: HandIn) -> str:
    """Return the kind of a hand-in, by whom and when."""
    return f"{hand_ins.KINDS.get(hand_in.kind, 'Bestand')}, van {hand_in.sender}, {_moment(hand_in.handed_in_at)}"


def decision(hand_in: HandIn) -> str:
    """Return the decision on a hand-in, by whom, when and why."""
    reason = f": {hand_in.reason}" if hand_in.reason else ""
    return f"{hand_in.state.capitalize()} door {hand_in.decided_by}, {_moment(hand_in.decided_at)}{reason}"


def refused(hand_in: HandIn) -> str:
    """Return the message that a hand-in was just refused."""
    return f"{hand_in.name} is afgewezen."


def who_sees(settings: Access, has_internal: bool) -> list[str]:
    """Return who can see what, a line each."""
    without = (
        "Wie niet is ingelogd, ziet niets."
        if settings.requires_login
        else "Wie niet is ingelogd, ziet wat openbaar is."
    )
    internal = "iedereen die is ingelogd" if settings.is_open_to_all_users else _visitors(settings.allowed)
    now = "" if has_internal else " Nu zijn er geen interne cijfers of verhalen."
    return [
        without,
        f"Interne cijfers, verhalen en besluiten ziet {internal}.{now}",
        f"Deze pagina ziet {_visitors(settings.administrators)}. Die ziet hier ook inzendingen die intern zijn.",
        "Een login duurt twaalf uur. Een rol die iemand kwijtraakt, telt dus nog hoogstens twaalf uur.",
    ]


def _visitors(allowed: Mapping[str, object]) -> str:
    ways = []
    for claim, value in allowed.items():
        values = " of ".join(map(str, value if isinstance(value, list | tuple) else [value]))
        way = _WAYS.get(claim, "met {values} in het veld “{claim}” van de inlogdienst")
        ways.append(way.format(values=values, claim=claim))
    return f"wie inlogt {' of '.join(ways)}" if ways else "niemand"


def _activity(doing: Doing) -> str:
    return _DOING[doing.action].format(name=doing.name)


def _moment(text: str) -> str:
    try:
        moment = moments.in_dutch_time(moments.parse(text))
    except ValueError:
        return "op een onbekend moment"
    return f"{dutch.day(moment)} om {moment:%H.%M} uur"


_WAYS = {  # by claim, how a login qualifies
    access.ADDRESSES: "met het adres {values}",
    **dict.fromkeys(("roles", "role"), "met de rol {values}"),
    **dict.fromkeys(("groups", "group"), "uit de groep {values}"),
}
_DOING: Mapping[Action, str] = {
    "take_over": "overnemen van {name}",
    "undo": "terugdraaien van {name}",
    "fetch": "ophalen van cijfers",
    "build": "maken van de database",
    "trial": "proef bij de uitgevers",
}
_DONE: Mapping[Action, str] = {
    "take_over": "{name} is overgenomen en staat nu op het dashboard.",
    "undo": "{name} is teruggedraaid. Op het dashboard staat weer wat er eerst stond.",
    "fetch": "De cijfers zijn opgehaald en de database is gemaakt.",
    "build": "De database is gemaakt.",
    "trial": "De proef is klaar. Hieronder staat wat elke uitgever gaf.",
}
_ANOTHER_RUN = "Er is al een run bezig, zoals het ophalen van elke nacht. Probeer het opnieuw als die klaar is."
_AFTER_A_KILL = "Het dashboard toont de vorige goede cijfers. Kies bij Ophalen voor Alleen de database maken."
