"""The menu: pages in groups, with the names that visitors see."""

import re
from collections.abc import Iterable
from difflib import get_close_matches

FIRST = "start"  # the page without a path
# where a view of a page has gone: by page and parameter of an old address, the page that has that parameter now
MOVED = {(FIRST, "strategisch"): "doelen", ("waar-gaat-het-over", "zoek"): FIRST}
RENAMED = {"gereedheid": "weten"}  # by the old name of a page its name now
# By group the name of each page (of its file in pages/, and its address) and its title. The menu shows the first page
# of a group; the others are views of it, in a row at the top of each of its pages.
ENTRIES: tuple[dict[str, str], ...] = (
    {FIRST: "Start"},
    {
        "doelen": "Doelen",
        "doelkaart": "Doelkaart",
        "weten": "Kunnen we dit weten?",
        "sinds": "Sinds vorige keer",
    },
    {"inhalen": "Halen we in?"},
    {"inspanningen": "Inspanningen", "besluiten": "Besluiten", "agenda": "Agenda en middelen"},
    {"buurtprofiel": "Buurtprofiel"},
    {"kaart": "Kaart", "veerkrachtkaart": "Veerkrachtkaart"},
    {"verhalen": "Verhalen"},
    {"trends": "Trends"},
    {
        "vergelijken": "Vergelijken",
        "tabel": "Eigen tabel",
        "vergelijkbaar": "Vergelijkbaar",
        "samenhang": "Samenhang",
    },
    {"vergaderstand": "Vergaderstand"},
    {"raadsbrief": "Raadsbrief"},
    {"aanleveren": "Aanleveren"},
)
# about the dashboard itself: not in the menu, but in the line at the foot of every page
OVER = {
    "waar-gaat-het-over": "Waar gaat het over",
    "handleiding": "Handleiding",
    "toelichting": "Toelichting",
    "bronnen": "Bronnen",
    "toegankelijkheid": "Toegankelijkheid",
    "privacy": "Privacy",
}
# in neither: links lead there; their row of views is that of Bronnen
BELOW = {"onderwerp": "Onderwerp"}
# for administrators alone: named nowhere else, and for others there is no such page
ADMINISTRATION, ADMINISTRATION_TITLE = "beheer", "Beheer"
PAGES = {page: title for group in (*ENTRIES, OVER, BELOW) for page, title in group.items()}
# by page what it shows, with what the municipality is called in place of {city}, and other words to find it with
ABOUT: dict[str, tuple[str, str]] = {
    FIRST: ("De buurten, wat er speelt en de doelen op één pagina", "begin nieuw zoeken voorpagina"),
    "waar-gaat-het-over": ("Wat het programma is, en hoe u het dashboard leest", "nieuw begin uitleg programma"),
    "doelen": ("Alle doelen op één scherm, met hun stand", "overzicht stand voortgang"),
    "doelkaart": ("Eén doel: de cijfers, het pad en de uitleg", "doel pad"),
    "inspanningen": ("Wat er voor de doelen wordt gedaan", "activiteiten projecten netwerk partners prestaties"),
    "agenda": (
        "Wat er wanneer gebeurt, en het geld ervoor",
        "geld begroting budget pm euro kosten uitgaven inkomsten subsidie planning tijdlijn",
    ),
    "sinds": (
        "Wat er nieuw is of veranderde sinds een dag",
        "nieuws nieuw herzien verandering vorige keer wijziging feed rss atom agenda kalender abonneren volgen",
    ),
    "weten": (
        "Van welk doel er op tijd een cijfer komt, en wie aan zet is",
        "gereedheid ontbreekt meting nulmeting begin wat weten we nog niet",
    ),
    "besluiten": (
        "Wat er is besloten, wie het doet en wanneer het klaar is",
        "besluit afspraak afspraken actie acties besluitenlijst actielijst over tijd",
    ),
    "buurtprofiel": ("Alle cijfers van één buurt, om af te drukken", "mijn buurt wijk"),
    "veerkrachtkaart": ("Problemen en kwetsbaarheid van elke buurt", "veerkracht"),
    "kaart": ("Eén onderwerp op de kaart van de {city}", "plattegrond"),
    "verhalen": ("Wat mensen in de buurt meemaken", "bewoners foto interview"),
    "trends": ("Eén onderwerp door de jaren heen", "grafiek verandering jaren lijn"),
    "inhalen": (
        "Of een buurt dichter bij de {city} komt, per onderwerp",
        "achterstand voorsprong verschil kloof stad gemeente inlopen beter slechter vooruit",
    ),
    "vergelijken": ("Gebieden naast elkaar", "verschil tabel"),
    "tabel": (
        "Onderwerpen, gebieden en jaren naar keuze in één tabel",
        "draaitabel kruistabel excel cijfers opvragen zelf samenstellen export",
    ),
    "vergelijkbaar": ("Buurten die op elkaar lijken", "lijkt op"),
    "samenhang": ("Welke cijfers samen op en neer gaan", "verband correlatie dwarsverbanden"),
    "vergaderstand": ("De doelen op een groot scherm", "presentatie beamer overleg dia"),
    "raadsbrief": ("Teksten, grafieken en tabellen voor in Word", "brief rib raadsinformatiebrief word export"),
    "aanleveren": (
        "Eigen cijfers, verhalen, inspanningen en besluiten nakijken en aan de beheerder geven",
        "sjabloon formulier insturen uploaden bestand invullen toevoegen melden toestemming intrekken",
    ),
    "handleiding": ("Hoe u het dashboard gebruikt", "hulp help uitleg"),
    "toelichting": ("Hoe er wordt gerekend, en wat woorden betekenen", "methode begrippen woorden marge"),
    "bronnen": ("Waar elk cijfer vandaan komt", "herkomst bron cbs rivm politie"),
    "onderwerp": ("Alles over één onderwerp: jaren, uitgaven, gaten en gebruik", "uitleg definitie indicator begrip"),
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


def group_of(page: str) -> dict[str, str]:
    """Return the pages of the group of a page, with their titles; none for a page that is in no group."""
    page = "bronnen" if page in BELOW else page
    return next((group for group in (*ENTRIES, OVER) if page in group), {})


def entries() -> list[str]:
    """Return the pages that the menu shows."""
    return [next(iter(group)) for group in ENTRIES]


def in_order() -> list[str]:
    """Return all pages, those of the menu last: in st.context.url, Streamlit takes a page for an earlier one whose name
    is its ending, as `kaart` is of `veerkrachtkaart`."""
    return sorted(PAGES, key=entries().__contains__)


def entry_of() -> dict[str, str]:
    """Return by the address of each page in a group of the menu the address of its entry there."""
    return {address(page): address(next(iter(group))) for group in ENTRIES for page in group}


def page_of_old_address(page: str, parameters: Iterable[str]) -> str | None:
    """Return the page that now has the view of an old address, None when that is still this page."""
    return next((MOVED[page, name] for name in parameters if (page, name) in MOVED), None)


def intended_page(name: str) -> str | None:
    """Return the page with this name, a former name, or a name that differs only in case or punctuation: `Kaart`,
    `kaart.`; None without one."""
    words = _words(name)
    words = RENAMED.get(words, words)
    return words if words in ABOUT and "/" not in name else None


def nearest(path: str) -> str | None:
    """Return the page that looks most like part of an address: `trend`, `kaart/index.html`; None when none does.

    Not the first page, which `static` looks like: a link to it says nothing.
    """
    pages = [page for page in ABOUT if page != FIRST]
    names = [name for part in _BETWEEN.split(path) for name in get_close_matches(_words(part), pages, 1, 0.7)]
    return names[0] if names else None


def _words(name: str) -> str:
    """Return the words of a name as an address has them."""
    return "-".join(re.findall(r"[^\W_]+", name.casefold()))
