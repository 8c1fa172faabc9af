"""The menu: the pages of each section, with the names that a visitor reads."""

import re
from difflib import get_close_matches

FIRST = "doelen"  # the page without a path
# by section the name of each file in pages/, which is its address too, and its title; '' is the bar itself
SECTIONS: dict[str, dict[str, str]] = {
    "": {"waar-gaat-het-over": "Waar gaat het over"},
    "Programma": {
        "doelen": "Doelen",
        "doelkaart": "Doelkaart",
        "inspanningen": "Inspanningen",
        "agenda": "Agenda en middelen",
        "gereedheid": "Gereedheid",
    },
    "Buurten": {
        "buurtprofiel": "Buurtprofiel",
        # before Kaart: in st.context.url, Streamlit takes it for an earlier page whose name is its ending
        "veerkrachtkaart": "Veerkrachtkaart",
        "kaart": "Kaart",
        "verhalen": "Verhalen",
    },
    "Cijfers": {
        "trends": "Trends",
        "inhalen": "Halen we in?",
        "vergelijken": "Vergelijken",
        "vergelijkbaar": "Vergelijkbaar",
        "samenhang": "Samenhang",
    },
    "Vergadering en brief": {
        "vergaderstand": "Vergaderstand",
        "raadsbrief": "Raadsbrief",
    },
    "Uitleg en bronnen": {
        "handleiding": "Handleiding",
        "toelichting": "Toelichting",
        "bronnen": "Bronnen",
        "toegankelijkheid": "Toegankelijkheid",
        "privacy": "Privacy",
    },
}
# by page what it shows, and other words to find it with
ABOUT: dict[str, tuple[str, str]] = {
    "waar-gaat-het-over": ("Wat het programma is, en hoe u het dashboard leest", "nieuw begin start uitleg programma"),
    "doelen": ("Alle doelen op één scherm, met hun stand", "overzicht stand voortgang"),
    "doelkaart": ("Eén doel: de cijfers, het pad en de uitleg", "doel pad"),
    "inspanningen": ("Wat er voor de doelen wordt gedaan", "activiteiten projecten netwerk partners prestaties"),
    "agenda": (
        "Wat er wanneer gebeurt, en het geld ervoor",
        "geld begroting budget pm euro kosten uitgaven inkomsten subsidie planning tijdlijn",
    ),
    "gereedheid": ("Welke cijfers er al zijn, en welke nog komen", "ontbreekt meting"),
    "buurtprofiel": ("Alle cijfers van één buurt, om af te drukken", "mijn buurt wijk"),
    "veerkrachtkaart": ("Problemen en kwetsbaarheid van elke buurt", "veerkracht"),
    "kaart": ("Eén onderwerp op de kaart van de stad", "plattegrond"),
    "verhalen": ("Wat mensen in de buurt meemaken", "bewoners foto interview"),
    "trends": ("Eén onderwerp door de jaren heen", "grafiek verandering jaren lijn"),
    "inhalen": (
        "Of een buurt dichter bij de stad komt, per onderwerp",
        "achterstand voorsprong verschil kloof stad inlopen beter slechter vooruit",
    ),
    "vergelijken": ("Gebieden naast elkaar", "verschil tabel"),
    "vergelijkbaar": ("Buurten die op elkaar lijken", "lijkt op"),
    "samenhang": ("Welke cijfers samen op en neer gaan", "verband correlatie dwarsverbanden"),
    "vergaderstand": ("De doelen op een groot scherm", "presentatie beamer overleg dia"),
    "raadsbrief": ("Teksten, grafieken en tabellen voor in Word", "brief rib raadsinformatiebrief word export"),
    "handleiding": ("Hoe u het dashboard gebruikt", "hulp help uitleg"),
    "toelichting": ("Hoe er wordt gerekend, en wat woorden betekenen", "methode begrippen woorden marge"),
    "bronnen": ("Waar elk cijfer vandaan komt", "herkomst bron cbs rivm politie"),
    "toegankelijkheid": (
        "Of iedereen het dashboard kan gebruiken",
        "verklaring wcag beperking blind slechtziend contact",
    ),
    "privacy": ("Wat het dashboard van u bewaart", "avg cookies gegevens logboek"),
}

_BETWEEN = re.compile("[/?&;=#.()]")  # the parts of an address, also where a program encoded its signs


def address(page: str) -> str:
    """Return the last part of the address of a page: its name, '' for the first page."""
    return "" if page == FIRST else page


def section_of() -> dict[str, str]:
    """Return the section of each page by its address."""
    return {address(page): section for section, pages in SECTIONS.items() for page in pages}


def meant(name: str) -> str | None:
    """Return the page that differs from a name in an address only in case or signs: `Kaart`, `kaart.`; None if none."""
    words = _words(name)
    return words if words in ABOUT and "/" not in name else None


def nearest(path: str) -> str | None:
    """Return the page that looks most like part of an address: `trend`, `kaart/index.html`; None when none does."""
    names = [name for part in _BETWEEN.split(path) for name in get_close_matches(_words(part), ABOUT, 1, 0.7)]
    return names[0] if names else None


def title(page: str) -> str:
    """Return the title of a page."""
    return next(pages[page] for pages in SECTIONS.values() if page in pages)


def _words(name: str) -> str:
    """Return the words of a name as an address has them."""
    return "-".join(re.findall(r"[^\W_]+", name.casefold()))
