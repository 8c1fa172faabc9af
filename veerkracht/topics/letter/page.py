"""The page Raadsbrief: the letter as it will be, with sentences and descriptions to edit, and its files."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import count
from zlib import crc32

import streamlit as st

from veerkracht.core import dutch
from veerkracht.core.turns import Busy
from veerkracht.database import lookups
from veerkracht.drawing import links, tables
from veerkracht.drawing.exhibit import Exhibit, Letter, Part
from veerkracht.drawing.table import Table
from veerkracht.export import picture
from veerkracht.topics.letter import council_letter, deck
from veerkracht.topics.letter import letter as letters
from veerkracht.topics.map import figures
from veerkracht.topics.map.figures import Choice
from veerkracht.web import downloads, signposts
from veerkracht.web.cache import query
from veerkracht.web.choices import choose_part, choose_switch, warn_of_unknown
from veerkracht.web.downloads import Document, Download

ANNEX, LETTER = "bijlage", "brief"  # forms of what is chosen
_FORMS = {ANNEX: "Bijlage met alle tabellen", LETTER: "Brief van twee bladzijden"}
_EDITS = "letter_edits"  # in the session: edited texts by field, as Streamlit forgets the fields that are not shown


def choices() -> dict[str, str]:
    """Return the name of every possible part by its code."""
    return letters.choices(query)


def signposts_of_parts() -> signposts.Signposts:
    """Return other words to find a goal or a topic with in the list of parts."""
    parts = {code: label for code, label in choices().items() if not code.startswith("buurt-")}
    return signposts.of_words(parts, dict(zip(parts, parts, strict=True)))


def choose_efforts(codes: list[str]) -> bool:
    """Return whether the charts of goals get the efforts on their time axis; only asked when there is a goal."""
    is_about_goals = any(code.startswith("doel-") for code in codes)
    return is_about_goals and choose_switch("Zet inspanningen op de tijdas van doelen", "met_inspanningen")


def choose_form() -> str:
    """Return the form of the document, ANNEX or LETTER."""
    return choose_part("Vorm", _FORMS, "vorm")


def show_annex(codes: list[str], area_codes: list[str]) -> None:
    """Show the annex of these parts, to edit and to save; with efforts on the time axes of goals when chosen."""
    has_efforts, maps = choose_efforts(codes), _maps()
    link = downloads.letter_address(codes, area_codes, has_efforts, [choice.code for choice in maps])
    _show(lambda: letters.letter(query, link, codes, area_codes, has_efforts=has_efforts, maps=maps))


def _maps() -> tuple[Choice, ...]:
    """Return the maps that the address asks for, of a year or with classes that are not the usual ones."""
    understood = {code: figures.understood(query, code) for code in st.query_params.get_all("kaart")}
    warn_of_unknown("Kaart", list(understood), {code: "" for code, choice in understood.items() if choice})
    return tuple(filter(None, understood.values()))


def show_letter(codes: list[str], area_codes: list[str]) -> None:
    """Show the letter to the council on these parts, to edit and to save, with a warning when it grows long."""
    pictures = choose_part("Afbeeldingen", council_letter.PICTURES, "beeld")
    link = links.letter(downloads.dashboard_address(), codes, area_codes, form=LETTER, pictures=pictures)
    _show(lambda: council_letter.compose(query, link, codes, area_codes, pictures))


def _show(make: Callable[[], Letter]) -> None:
    try:
        letter = make()
    except Busy as error:
        st.warning(str(error))
        return
    words = council_letter.word_count(letter)
    if letter.is_sent and words > council_letter.MOST_WORDS:
        st.warning(
            f"Deze brief heeft {dutch.number(words, 0)} woorden. Op twee bladzijden passen er ongeveer "
            f"{council_letter.MOST_WORDS}: kies minder onderdelen, of zet een deel in de bijlage."
        )
    _edit_and_save(letter, _pictures(letter))


def address(codes: list[str]) -> str:
    """Return the address of a letter that begins with these parts."""
    return downloads.letter_address(codes, lookups.usual_areas(query))


def share_parts(codes: list[str], offers: Sequence[Download], has_efforts: bool = False) -> None:
    """Show the menu of these parts: their charts, all of it as a document and slides, and as the beginning of a letter
    with more."""
    areas, name = lookups.usual_areas(query), "-".join(codes)
    link = downloads.letter_address(codes, areas, has_efforts)  # not in the lambda: after a click it is not known

    def make() -> Letter:
        return letters.letter(query, link, codes, areas, has_efforts=has_efforts)

    document = Document(name, make, lambda: deck.deck(query, make()))
    downloads.share_menu(offers, name, letter=link, document=document)


@st.fragment
def _edit_and_save(letter: Letter, pictures: dict[str, str]) -> None:
    """Show a letter with fields for its title, sentences and descriptions, and a button for its files.

    A click on the button reruns this fragment with what is in the fields, and no field can be edited while the dialog
    is open: so its files always have the last edit.
    """
    is_saved = st.button("Opslaan", icon=":material/download:", key="opslaan")
    st.caption(
        "Wat u hieronder aanpast, komt in het document; een tekst die u leeg maakt, vervalt. Het staat niet in "
        "de link: wie de link opent, krijgt de zinnen met de cijfers van dan."
    )
    title = _field(st.text_input, "Titel", "titel", f"titel-{letter.name}", letter.title)
    figure_numbers = count(1)
    edited = replace(
        letter,
        title=title.strip() or letter.title,
        opening=_edited_texts(letter.opening, "begin", "Begin van de brief"),
        parts=tuple(_edited_part(part, pictures, figure_numbers) for part in letter.parts),
        closing=_edited_texts(letter.closing, "slot", "Slot van de brief"),
    )
    if is_saved:
        _offer_files(edited)


@st.dialog("Brief opslaan")
def _offer_files(letter: Letter) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        downloads.letter_buttons(lambda: letter, letter.name, make_deck=lambda: deck.deck(query, letter))


def _edited_part(part: Part, pictures: dict[str, str], figure_numbers: Iterator[int]) -> Part:
    """Show a part with fields for its sentences and return it as edited, without emptied sentences."""
    st.header(part.heading, anchor=False)
    sentences = _edited_texts(part.sentences, part.code, part.heading)
    bare = tuple(_edited_exhibit(exhibit, pictures, figure_numbers) for exhibit in part.pictures)
    exhibits = tuple(_edited_exhibit(exhibit, pictures, figure_numbers) for exhibit in part.exhibits)
    return replace(part, sentences=sentences, exhibits=exhibits, pictures=bare)


def _edited_texts(texts: tuple[str, ...], code: str, heading: str) -> tuple[str, ...]:
    """Show a field for each text and return them as edited, without those that were emptied."""
    edited = []
    for number, text in enumerate(texts):
        earlier = texts[:number].count(text)  # two measures of a goal may be as large
        name = f"{code}-{earlier}" if earlier else code
        edited.append(_text(f"Tekst {number + 1} bij {heading}", name, text))
    return tuple(text for text in edited if text.strip())


def _edited_exhibit(exhibit: Exhibit, pictures: dict[str, str], figure_numbers: Iterator[int]) -> Exhibit:
    """Show an exhibit as it will be in the document and return it with its description as edited."""
    if not exhibit.has_picture:
        with st.expander(f"Tabel: {exhibit.title}"):
            st.html(_as_printed(exhibit.table))
        return exhibit
    image, texts = st.columns([3, 2], gap="large")
    image.image(pictures[exhibit.name], width="stretch", alt=exhibit.alternative)
    with texts:
        label = f"Beschrijving van figuur {next(figure_numbers)}, voor wie die niet kan zien"
        alternative = _text(label, exhibit.name, exhibit.alternative)
        with st.expander("Tabel"):
            st.html(_as_printed(exhibit.table))
    return replace(exhibit, alternative=alternative)


def _pictures(letter: Letter) -> dict[str, str]:
    """Return the pictures of a letter as SVG by the name of their exhibit."""
    exhibits = [exhibit for part in letter.parts for exhibit in (*part.exhibits, *part.pictures)]
    return {exhibit.name: picture.svg(exhibit) for exhibit in exhibits if exhibit.has_picture}


def _as_printed(table: Table) -> str:
    return tables.html(Table.of(table.caption, table.columns, map(table.texts, table.rows)))


def _text(label: str, name: str, text: str) -> str:
    """Show a field for a text and return it as edited. Another text, with other figures, is another field."""
    key = f"{name}-{crc32(text.encode()):08x}"
    return _field(partial(st.text_area, height="content"), label, key, key, text)


def _field(widget: Callable[..., str], label: str, name: str, key: str, text: str) -> str:
    """Show a field and return its text as edited, which the session keeps by `name`."""
    edits: dict[str, str] = st.session_state.setdefault(_EDITS, {})
    edited = widget(label, edits.get(name, text), key=key)
    if edited == text:
        edits.pop(name, None)
    else:
        edits[name] = edited
    return edited
