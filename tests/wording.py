"""Words that no page, file or manual may use, each with the reason: the single place for rules on how people and places
are described. `ALLOWED` lists quotations of others."""

import re
from typing import NamedTuple

CITY = re.compile(r"\b(?:stad|steden|stads\w*|stedelijke?)\b", re.IGNORECASE)
"""What nothing says of a municipality that is called so in no line of its programme (`municipality_word`)."""


class Rule(NamedTuple):
    """A pattern, ignoring case, and why it does not belong in a text."""

    pattern: str
    reason: str


_PROGRAMME = "(?:Nazareth|Pottenberg)"
RULES = {
    "a place named after its problem": Rule(
        r"(?:achterstands|probleem|risico|zorgen|kracht|pracht|concentratie)(?:wijk|buurt)|achterbuurt|getto|afvalputje",
        "Wie er woont, leest dat zijn huis het probleem is.",
    ),
    "people named after what they lack": Rule(
        r"kansarm|kansloze|sociaal zwak|zwakke(?:re)? (?:groep|bewoner|gezin|huishouden)|onderklasse|laagopgeleid|"
        r"lager opgeleid|multiprobleem|asociaal|achtergestelde (?:groep|bewoner|buurt)|probleemgezin",
        "Een mens is meer dan één cijfer; schrijf wat er gemeten is: ‘inkomen onder de grens’.",
    ),
    "people named after where they come from": Rule(
        r"allochto|autochto|niet-westers|gelukszoeker", "Het CBS en de gemeente gebruiken deze indeling niet meer."
    ),
    "a school report": Rule(
        r"\bscoor(?:t|de|den)?\b|\bscoren\b|\bgescoord\b|rapport van de buurt",
        "Een buurt doet geen toets: zij ‘heeft’ een cijfer, en dat is hoger of lager.",
    ),
    "a contest": Rule(
        r"koploper|hekkensluiter|rode lantaarn|zorgenkind|de slechtste (?:buurt|wijk)|de beste (?:buurt|wijk)|"
        r"slechtste van|\bdegradatie",
        "Een volgorde van buurten zegt weinig over hun bewoners en alles over wie de laatste is.",
    ),
    "an ordinal": Rule(
        r"(?:\b[1-9]\d?|\})e van\b|\bop (?:de )?plaats \d|\bop plaats \{",
        "‘2e van 44 rokers’ leest als een prijs; schrijf in hoeveel andere buurten het hoger is.",
    ),
    "people as a weight": Rule(
        r"\bdragers\b|\bvragers\b|zware bewoners|\bballast\b|last voor de (?:stad|samenleving)",
        "Mensen zijn geen gewicht. De woorden van het plan staan alleen waar het plan wordt aangehaald.",
    ),
    "a buurt called wijk": Rule(
        rf"\b(?:wijk|wijken|aandachtswijk\w*) {_PROGRAMME}|{_PROGRAMME}(?: en {_PROGRAMME})?,? (?:is|zijn) (?:een |"
        r"twee )?wijk|beide wijken|(?:de|twee) twee wijken|aandachtswijk",
        "Nazareth en Pottenberg zijn buurten. Een wijk is bij het CBS iets groters.",
    ),
}
# what the plan itself says, as it is quoted: goals, efforts and names of its parts
ALLOWED = (
    "verhouding tussen dragers en vragers meer in balans",
    "Betere balans tussen dragers en vragers",
    "Het {plan} noemt hen ‘dragers’ en ‘vragers’",
    "Het programmaplan noemt hen ‘dragers’ en ‘vragers’",
    "in het plan ‘dragers’ en ‘vragers’",
    "Het plan meet dragers als",
    "Het plan meet vragers als",
    "Dragers en vragers zijn woorden van het plan",
    "in de wijken Nazareth en Pottenberg",
    "in wijken Nazareth en Pottenberg",
)


_QUOTED = re.compile("|".join(map(re.escape, ALLOWED)), re.IGNORECASE)


def offences(text: str) -> list[str]:
    """Return each rule that a text breaks outside quotations, with the words and what is around them."""
    text = _QUOTED.sub("…", text)
    return [
        f"{name}: …{text[max(0, hit.start() - 40) : hit.end() + 40]}…"
        for name, rule in RULES.items()
        for hit in re.finditer(rule.pattern, text, re.IGNORECASE)
    ]
