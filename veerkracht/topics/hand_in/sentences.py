"""Texts of the page Aanleveren: the procedure, consent, and the mail to the administrator."""

from urllib.parse import quote

from veerkracht.core import dutch, hand_ins, moments
from veerkracht.core.hand_ins import Checked, HandIn
from veerkracht.core.names import as_code
from veerkracht.topics.hand_in.etl_process import Stage

INTRODUCTION = (
    "Heeft u eigen cijfers, een verhaal, een inspanning of een besluit? Hier maakt u een goed bestand, kijkt u het "
    "na, en ziet u hoe het wordt. Daarna geeft u het aan de beheerder. Pas als die het overneemt, staat het op het "
    "dashboard."
)
NOT_KEPT = "Het bestand blijft niet op de server staan. Sluit u de pagina, dan is het daar weg."
TOO_OFTEN = "U heeft vaak achter elkaar een bestand laten nakijken. Wacht tien minuten en probeer het opnieuw."
IS_INTERNAL = (
    "In dit bestand staat iets dat intern is. Mail het alleen als dat bij uw gemeente mag. In het dashboard ziet "
    "alleen wie is ingelogd het."
)
MAKING_PREVIEW = "Het voorbeeld wordt gemaakt. Dit duurt een halve minuut tot enkele minuten. Blijf op deze pagina."
BEGINNING = "Beginnen"
DRAWING = "Het voorbeeld tekenen"

HANDING_IN = (
    "Klik op de knop. Het bestand wacht dan op de server, met uw adres erbij: {address}. De beheerder kijkt het na. "
    "Pas als die het overneemt, staat het op het dashboard."
)
LOG_IN_FIRST = "Werkt u voor de gemeente? Log dan eerst in. U dient het bestand dan in met één knop."
_STATES = {
    "wacht": "wacht op de beheerder",
    "overgenomen": "overgenomen: het staat op het dashboard",
    "afgewezen": "niet overgenomen",
    "teruggedraaid": "weer van het dashboard gehaald",
}


def handed_in(hand_in: HandIn) -> str:
    """Return that a file was handed in, and what happens next."""
    return (
        f"{as_code(hand_in.name)} is ingediend, als nummer {hand_in.number}. U hoeft niets meer te doen. Het wacht op "
        "de beheerder. Die neemt het over, of schrijft waarom niet. Dat leest u hier terug, onder Wat u indiende."
    )


def standing(hand_in: HandIn) -> str:
    """Return the state of a hand-in of the visitor."""
    day = dutch.day(moments.in_dutch_time(moments.parse(hand_in.handed_in_at)).date())
    reason = f". Waarom: {hand_in.reason.rstrip('.')}" if hand_in.reason else ""
    return f"{hand_in.name}, {day}: {_STATES[hand_in.state]}{reason}."


def found(checked: Checked) -> str:
    """Return the result of the check, in one line."""
    if checked.mistakes:
        count = len(checked.mistakes)
        mistakes = "1 fout" if count == 1 else f"{count} fouten"
        return f"{checked.name}: {mistakes}. Verbeter dit en laat het opnieuw nakijken."
    between = "; " if ": " in checked.summary else ": "
    what = f"{between}{checked.summary}" if checked.summary else ""
    return f"{checked.name} is goed{what}."


def stage(begun: Stage) -> str:
    """Return which stage is running, out of how many."""
    return f"Stap {begun.done + 1} van {begun.count}: {begun.name[:1].lower()}{begun.name[1:]}"


def mail(address: str, checked: Checked, name: str) -> str:
    """Return the address of a mail to the administrator, to which the writer adds the checked file by this name: a
    letter, and below it what only the administrator needs."""
    kind = hand_ins.KINDS.get(checked.kind, "Bestand")
    subject = f"Voor het dashboard: {kind.lower()}"
    text = (
        f"Hallo,\n\nIn de bijlage zit {name}, voor het dashboard. Het is nagekeken op de pagina Aanleveren"
        f"{f' ({checked.summary})' if checked.summary else ''}. Wilt u het overnemen?\n\n"
        "Met vriendelijke groet,\n\n\n"
        "Alleen voor de beheerder\nZet het bestand op de server en geef de opdracht:\n"
        f"python -m etl overnemen {_as_argument(name)}\n"
    )
    return _mailto(address, subject, text)


def hidden_topics(labels: list[str]) -> str:
    """Return which topics of a file do not fit in the preview."""
    return f"Ook in het bestand, maar hier niet getekend: {dutch.joined(labels)}."


def _as_argument(name: str) -> str:
    """Return the name of a file for a command line."""
    plain = hand_ins.plain_name(name)
    return f'"{plain}"' if set(plain) & set(" ()") else plain


def _mailto(address: str, subject: str, text: str) -> str:
    return f"mailto:{quote(address, safe='@')}?subject={quote(subject)}&body={quote(text)}"
