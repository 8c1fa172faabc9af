"""The page Raadsbrief: the letter as it will be, with sentences and descriptions to edit, and its files."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import count
from zlib import crc32

import streamlit as st

from veerkracht.core import dutch
from veerkracht.core.errors import DataError
from veerkracht.core.turns import Busy
from veerkracht.database import lookups
from veerkracht.drawing import links, tables
from veerkracht.drawing.exhibit import Exhibit, Letter, Part
from veerkracht.drawing.table import Table
from veerkracht.export import picture
from veerkracht.topics.letter import council_letter, deck, edits, preview
from veerkracht.topics.letter import letter as letters
from veerkracht.topics.letter.edits import Edits
from veerkracht.topics.map import figures
from veerkracht.topics.map.figures import Choice
from veerkracht.web import downloads, signposts
from veerkracht.web.cache import query
from veerkracht.web.choices import choose_part, choose_switch, warn_of_unknown
from veerkracht.web.downloads import Document, Download

ANNEX, LETTER = "bijlage", "brief"  # forms of what is chosen
_FORMS = {ANNEX: "Bijlage met alle tabellen", LETTER: "Brief van twee bladzijden"}
_EDITS = "letter_edits"  # in the session: what was changed, as Streamlit forgets the fields that are not shown
_PASTED, _PROBLEMS = "letter_pasted", "letter_problems"


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
    (_edit_and_send if letter.is_sent else _edit_and_save)(letter, _pictures(letter))


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
    is_saved = st.button("Delen en opslaan", icon=":material/share:", key="opslaan")
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


@st.fragment
def _edit_and_send(letter: Letter, pictures: dict[str, str]) -> None:
    """Show the letter as it will be on paper and, in another tab, fields to change it; and a button for its files."""
    is_saved = st.button("Delen en opslaan", icon=":material/share:", key="opslaan")
    preview_tab, edit_tab = st.tabs(["Voorbeeld", "Aanpassen"])
    with edit_tab:
        described = _edit(letter)
        _keep_edits(letter)
    edited = _edits().applied(described)
    with preview_tab:
        for block in preview.blocks(edited):
            if isinstance(block, str):
                st.html(block)
            else:
                st.image(pictures[block.name], width=420, alt=block.alternative)
    if is_saved:
        _offer_files(edited)


def _keep_edits(letter: Letter) -> None:
    """Show how long changes stay, and buttons to keep them in a file and to take them from one."""
    st.caption(
        "Uw aanpassingen blijven zolang deze pagina open is. Laadt u de pagina opnieuw, dan zijn zij weg: bewaar ze "
        "daarom als bestand. Een tekst die u leeg maakt, vervalt."
    )
    with st.expander("Aanpassingen bewaren of ophalen"):
        content = edits.written(letter, _edits())
        downloads.file_button("Aanpassingen bewaren", lambda: content, "aanpassingen.json", "application/json")
        st.text_area("Open een bewaard bestand in Kladblok en plak hier alles wat erin staat", key=_PASTED)
        st.button("Aanpassingen ophalen", on_click=_take_edits, args=(letter,), key="ophalen")
        for text in st.session_state.pop(_PROBLEMS, ()):
            st.warning(text)


def _take_edits(letter: Letter) -> None:
    """Take over the changes that were pasted; what cannot be used becomes a message and leaves the rest as it is."""
    try:
        taken, problems = edits.read(st.session_state[_PASTED], letter)
    except DataError as error:
        st.session_state[_PROBLEMS] = (str(error),)
        return
    st.session_state[_EDITS], st.session_state[_PROBLEMS], st.session_state[_PASTED] = taken, problems, ""
    for name, text in taken.texts.items():
        st.session_state[f"titel-{letter.name}" if name == edits.TITLE else name] = text


def _edit(letter: Letter) -> Letter:
    """Show fields for the texts of a letter, in the order of the writer, and return it with other descriptions."""
    _field(st.text_input, "Titel", edits.TITLE, f"titel-{letter.name}", letter.title)
    _edit_texts(edits.OPENING, "Begin van de brief", letter.opening)
    parts, numbers = [], count(1)
    for part in letter.parts:
        st.header(part.heading, anchor=False)
        _edit_texts(part.code, part.heading, part.sentences)
        described = []
        for exhibit in part.pictures:
            label = f"Beschrijving van figuur {next(numbers)}, voor wie die niet kan zien"
            described.append(replace(exhibit, alternative=_text(label, exhibit.name, exhibit.alternative)))
        parts.append(replace(part, pictures=tuple(described)))
    _edit_texts(edits.CLOSING, "Slot van de brief", letter.closing)
    return replace(letter, parts=tuple(parts))


def _edit_texts(code: str, heading: str, texts: tuple[str, ...]) -> None:
    """Show a field for each text of a part, with buttons to move it, to leave it out and to put it back."""
    own = _edits()
    arranged = own.arranged(code, texts)
    for place, paragraph in enumerate(arranged):
        label, name, is_out = f"Tekst {place + 1} bij {heading}", paragraph.name, paragraph.name in own.left_out
        if is_out:
            st.caption(f"{label} is weggelaten: {own.text(paragraph)[:60]} …")
        else:
            _field(partial(st.text_area, height="content"), label, name, name, paragraph.text)
        with st.container(horizontal=True, gap="small"):  # keys by place: then the focus of a keyboard stays there
            for word, steps, is_end in (("omhoog", -1, place == 0), ("omlaag", 1, place == len(arranged) - 1)):
                st.button(f"Tekst {place + 1} {word}", key=f"{word}-{code}-{place}", disabled=is_end, on_click=own.move,
                          args=(arranged, place, steps))  # fmt: skip
            word = "terugzetten" if is_out else "weglaten"
            st.button(f"Tekst {place + 1} {word}", key=f"weg-{code}-{place}", on_click=own.toggle, args=(name,))


def _edits() -> Edits:
    """Return what this visitor changed."""
    return st.session_state.setdefault(_EDITS, Edits())  # type: ignore[no-any-return]


@st.dialog("Brief delen en opslaan")
def _offer_files(letter: Letter) -> None:
    st.html(tables.browser_button("Link kopiëren", "link"))
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
    edited = [
        _field(partial(st.text_area, height="content"), f"Tekst {number} bij {heading}", one.name, one.name, one.text)
        for number, one in enumerate(edits.paragraphs(code, texts), 1)
    ]
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
    is_whole = not letter.is_sent  # as in its document
    return {exhibit.name: picture.svg(exhibit, is_whole=is_whole) for exhibit in exhibits if exhibit.has_picture}


def _as_printed(table: Table) -> str:
    return tables.html(Table.of(table.caption, table.columns, map(table.texts, table.rows)))


def _text(label: str, name: str, text: str) -> str:
    """Show a field for a text and return it as edited. Another text, with other figures, is another field."""
    key = f"{name}-{crc32(text.encode()):08x}"
    return _field(partial(st.text_area, height="content"), label, key, key, text)


def _field(widget: Callable[..., str], label: str, name: str, key: str, text: str) -> str:
    """Show a field and return its text as edited, which the session keeps by `name`."""
    texts = _edits().texts
    edited = widget(label, texts.get(name, text), key=key)
    if edited == text:
        texts.pop(name, None)
    else:
        texts[name] = edited
    return edited
