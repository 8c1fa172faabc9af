"""Texts of the forms of Aanleveren: consent, photos, and how long entered text is kept."""

import re
from collections.abc import Sequence

from veerkracht.core import dutch

KEPT_IN_BROWSER = "Wat u typt, blijft in deze browser staan tot u het wist. Het staat niet op de server."
NOT_KEPT_IN_BROWSER = "Wat u typt, blijft staan zolang deze pagina open is."
CONSENT = {
    "openbaar": "Iedereen die in het verhaal of op een foto te herkennen is, heeft dit gezien. Zij vinden het goed dat "
    "iedereen het op internet kan lezen. Zij weten dat zij dit altijd mogen intrekken.",
    "intern": "Iedereen die in het verhaal of op een foto te herkennen is, heeft dit gezien. Zij vinden het goed dat "
    "collega’s die inloggen het lezen. Zij weten dat zij dit altijd mogen intrekken.",
}
PHOTOS_BELOW = "De foto’s komen onder het verhaal. Waar en wanneer zij zijn gemaakt, gaat niet mee."
WITHDRAWING = (
    "Wil iemand niet meer dat een verhaal of foto te zien is? Dat mag altijd, en een reden hoeft niet. De beheerder "
    "haalt het hele verhaal weg, met de foto’s. Na zeven dagen is het ook gewist uit wat is ingediend. Wat anderen al "
    "hebben opgeslagen of afgedrukt, is niet terug te halen."
)
NOBODY_BY_NAME = (
    "Gebruik geen namen, adressen of telefoonnummers van bewoners. Schrijf ook niet op welk nummer iemand woont."
)
FIGURE = {  # by column of the file, its label in the form
    "indicator": "Wat is er geteld of gevraagd?",
    "gebied": "Waar?",
    "periode": "Over welk jaar?",
    "waarde": "Het cijfer",
    "n": "Hoeveel mensen gaven antwoord?",
    "bron": "Waar komt het vandaan?",
    "zichtbaar": "Wie mag het zien?",
}
_LINE = re.compile(r"^regel \d+: ")
_PLACE = re.compile(r"^rij 2, kolom (\w+): ")
_OF_ROWS = re.compile(
    r"; laat de (?:rij|cel) (?:weg|leeg) als [^;:]*$|; laat de rij weg(?=:)|, en de uitleg bij opmerking$"
)


def missing(fields: Sequence[str], photos: Sequence[str]) -> str:
    """Return what is still to be filled in: fields by their label, and photos without a description."""
    parts = [f"Vul nog in: {dutch.joined([*fields])}."] if fields else []
    if photos:
        parts.append(f"Schrijf bij {dutch.joined([*photos])} wat er te zien is: voor wie de foto niet kan zien.")
    return " ".join(parts)


def doubt_of_form(doubt: str) -> str:
    """Return a doubt about a file in terms of the form: without the line of a file that the visitor never saw."""
    return _LINE.sub("", doubt)


def of_form(mistake: str) -> str:
    """Return a mistake in a file with one figure in terms of the form: the label of the field in place of row and
    column, and no advice on rows."""
    place = _PLACE.match(mistake)
    if not place:
        return mistake
    return f"{FIGURE.get(place[1], place[1])}: {_OF_ROWS.sub('', mistake[place.end() :])}".replace("?: ", "? ", 1)
