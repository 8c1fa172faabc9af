"""The page Raadsbrief: a preview of the letter, with editable sentences and descriptions, and its downloads."""

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
from veerkracht.web import browser_storage, downloads, login, signposts
from veerkracht.web.cache import query
from veerkracht.web.choices import choose_part, choose_switch, warn_of_unknown
from veerkracht.web.downloads import Document, Download

ANNEX, LETTER = "bijlage", "brief"  # forms of what is chosen
_FORMS = {LETTER: "Brief van twee bladzijden", ANNEX: "Bijlage met alle tabellen"}  # the first by default
_EDITS = "letter_edits"  # the edits in the session, as Streamlit forgets fields that are not shown
_PASTED, _PROBLEMS, _RESUMED = "letter_pasted", "letter_problems", "letter_resumed"


def signposts_of_parts() -> signposts.Signposts:
    """Return other words to find a goal or a topic in the list of parts."""
    parts = {code: label for code, label in letters.choices(query).items() if not code.startswith("buurt-")}
    return signposts.of_words(parts, dict(zip(parts, parts, strict=True)))


def choose_form() -> str:
    """Return the form of the document, ANNEX or LETTER."""
    return choose_part("Vorm", _FORMS, "vorm")


def show_annex(codes: list[str], area_codes: list[str]) -> None:
    """Show the annex of these parts, to edit and to save; with efforts on the time axes of goals when chosen."""
    is_about_goals = any(code.startswith("doel-") for code in codes)
    has_efforts = is_about_goals and choose_switch("Zet inspanningen op de tijdas van doelen", "met_inspanningen")
    maps = _maps()
    link = downloads.annex_address(codes, area_codes, has_efforts, [choice.code for choice in maps])
    _show(
        lambda: letters.letter(query, link, codes, area_codes, has_efforts=has_efforts, maps=maps),
        links.letter("", codes, area_codes, form=ANNEX),
    )


def _maps() -> tuple[Choice, ...]:
    """Return the maps that the address asks for, of a year or with classes that are not the usual ones."""
    understood = {code: figures.parse_code(query, code) for code in st.query_params.get_all("kaart")}
    warn_of_unknown("Kaart", list(understood), {code: "" for code, choice in understood.items() if choice})
    return tuple(filter(None, understood.values()))


def show_letter(codes: list[str], area_codes: list[str]) -> None:
    """Show the letter to the council on these parts, to edit and to save, with a warning when it grows long."""
    pictures = choose_part("Afbeeldingen", council_letter.PICTURES, "beeld")
    address, groups = downloads.dashboard_address(), downloads.own_groups()
    link = links.letter(address, codes, area_codes, pictures=pictures, groups=groups)
    _show(
        lambda: council_letter.compose(query, link, codes, area_codes, pictures),
        links.letter("", codes, area_codes, form=LETTER),
    )


def _show(make: Callable[[], Letter], choice: str) -> None:
    """Show a letter to edit and to save; `choice` is the key under which the browser stores the edits."""
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
    (_edit_and_send if letter.is_sent else _edit_and_save)(letter, _pictures(letter), choice)


def address(codes: list[str], has_efforts: bool = False) -> str:
    """Return the address of the letter that this visitor is making with these parts added to it."""
    return downloads.letter_of(codes, lookups.usual_areas(query), has_efforts)


def share_parts(codes: list[str], offers: Sequence[Download], has_efforts: bool = False) -> None:
    """Show the menu of these parts: their charts, all of it as a document and slides, and as a part of a letter."""
    areas, name = lookups.usual_areas(query), "-".join(codes)
    link = downloads.annex_address(codes, areas, has_efforts)  # not in the lambda: after a click it is unknown

    def make() -> Letter:
        return letters.letter(query, link, codes, areas, has_efforts=has_efforts)

    document = Document(name, make, lambda: deck.deck(query, make()))
    downloads.share_menu(offers, name, letter=address(codes, has_efforts), document=document)


@st.fragment
def _edit_and_save(letter: Letter, pictures: dict[str, str], choice: str) -> None:
    """Show a letter with fields for its title, sentences and descriptions, and a button for its files.

    A click on the button reruns this fragment with what is in the fields, and no field can be edited while the dialog
    is open: so its files always have the last edit.
    """
    is_saved = st.button("Delen en opslaan", icon=":material/share:", key="opslaan")
    note = st.container()
    title = _title(letter)
    figure_numbers = count(1)
    edited = replace(
        letter,
        title=title.strip() or letter.title,
        opening=_edited_texts(letter.opening, "begin", "Begin van de brief"),
        parts=tuple(_edited_part(part, pictures, figure_numbers) for part in letter.parts),
        closing=_edited_texts(letter.closing, "slot", "Slot van de brief"),
    )
    are_stored = _store_edits(letter, choice)
    with note:
        _show_how_long_edits_stay(letter, choice, are_stored)
        st.caption("Wie de link van deze bijlage opent, krijgt de zinnen met de cijfers van dan.")
    if is_saved:
        _offer_files(edited)


@st.fragment
def _edit_and_send(letter: Letter, pictures: dict[str, str], choice: str) -> None:
    """Show the letter as it will be on paper and, in another tab, fields to edit it; and a button for its files."""
    is_saved = st.button("Delen en opslaan", icon=":material/share:", key="opslaan")
    preview_tab, edit_tab = st.tabs(["Voorbeeld", "Aanpassen"])
    with edit_tab:
        note = st.container()
        described = _edit(letter)
        _offer_edits(letter)
    are_stored = _store_edits(letter, choice)
    with note:
        _show_how_long_edits_stay(letter, choice, are_stored)
    edited = _edits().apply_to(described)
    with preview_tab:
        for block in preview.blocks(edited):
            if isinstance(block, str):
                st.html(block)
            else:
                st.image(pictures[block.name], width=420, alt=block.alternative)
    if is_saved:
        _offer_files(edited)


def _store_edits(letter: Letter, choice: str) -> bool:
    """Store the changes of a letter in the browser; return whether that works.

    Nothing is stored for a visitor who sees internal figures, who may share a computer with one who does not.
    """
    content = edits.as_file(letter, _edits()).decode() if _edits().affect(letter) else ""
    take = partial(_resume, letter, choice)
    return not login.sees_internal() and bool(browser_storage.keep(choice, content, take))


def _show_how_long_edits_stay(letter: Letter, choice: str, are_stored: bool) -> None:
    """Show how long the changes of a letter are kept and what happened to earlier ones, and a button to discard
    them."""
    for text in st.session_state.pop(_PROBLEMS, ()):
        st.warning(text)
    stay = (
        "blijven in deze browser staan, ook als u de pagina opnieuw laadt. Ze staan niet op de server."
        if are_stored
        else "blijven zolang deze pagina open is. Laadt u de pagina opnieuw, dan zijn zij weg."
    )
    st.caption(f"Uw aanpassingen {stay} Een tekst die u leeg maakt, vervalt.")
    if _edits().affect(letter):
        if st.session_state.get(_RESUMED) == choice:
            st.info("U ziet de brief zoals u hem hier eerder aanpaste.")
        st.button("Aanpassingen wissen", on_click=_forget_edits, args=(letter,), key="wissen")


def _offer_edits(letter: Letter) -> None:
    """Show buttons to save changes in a file and to take them from one."""
    with st.expander("Aanpassingen bewaren of ophalen"):
        content = edits.as_file(letter, _edits())
        downloads.file_button("Aanpassingen bewaren", lambda: content, "aanpassingen.json", "application/json")
        st.text_area("Open een bewaard bestand in Kladblok en plak hier alles wat erin staat", key=_PASTED)
        st.button("Aanpassingen ophalen", on_click=_take_edits, args=(letter,), key="ophalen")


def _take_edits(letter: Letter) -> None:
    """Apply the pasted changes; those that cannot be used become messages and do not affect the rest."""
    try:
        new_edits, problems = edits.read(st.session_state[_PASTED], letter)
    except DataError as error:
        st.session_state[_PROBLEMS] = (str(error),)
        return
    st.session_state[_EDITS], st.session_state[_PROBLEMS], st.session_state[_PASTED] = new_edits, problems, ""
    _fill(letter, new_edits.texts)


def _resume(letter: Letter, choice: str, content: str) -> None:
    """Restore the changes that the browser kept from an earlier visit."""
    try:
        stored, problems = edits.read(content, letter)
    except DataError:
        st.session_state[_PROBLEMS] = ("Wat deze browser van uw aanpassingen had, is niet meer te lezen.",)
        return
    _edits().add(stored)
    st.session_state[_PROBLEMS], st.session_state[_RESUMED] = problems, choice
    _fill(letter, {name: _edits().texts[name] for name in stored.texts})


def _forget_edits(letter: Letter) -> None:
    _fill(letter, _edits().forget(letter))


def _fill(letter: Letter, texts: dict[str, str]) -> None:
    """Put texts in their fields, by the name of their paragraph."""
    for name, text in texts.items():
        st.session_state[_key(edits.TITLE, letter.title) if name == edits.TITLE else name] = text


def _edit(letter: Letter) -> Letter:
    """Show fields for the texts of a letter, in the order of the writer, and return it with other descriptions."""
    _title(letter)
    texts, parts, numbers = count(1), [], count(1)
    _edit_texts(edits.ADDRESS, "Kop van de brief", letter.address, texts)
    _edit_texts(edits.OPENING, "Begin van de brief", letter.opening, texts)
    for part in letter.parts:
        st.header(part.heading, anchor=False)
        _edit_texts(part.code, part.heading, part.sentences, texts)
        described = []
        for exhibit in part.pictures:
            label = f"Beschrijving van figuur {next(numbers)}, voor wie die niet kan zien"
            described.append(replace(exhibit, alternative=_text(label, exhibit.name, exhibit.alternative)))
        parts.append(replace(part, pictures=tuple(described)))
    _edit_texts(edits.CLOSING, "Slot van de brief", letter.closing, texts)
    return replace(letter, parts=tuple(parts))


def _edit_texts(code: str, heading: str, texts: tuple[str, ...], numbers: Iterator[int]) -> None:
    """Show a field for each text of a part, with buttons to move it, to leave it out and to put it back; its number is
    unique in the letter."""
    changes = _edits()
    arranged = changes.arranged(code, texts)
    for place, paragraph in enumerate(arranged):
        number, name, is_out = next(numbers), paragraph.name, paragraph.name in changes.left_out
        label = f"Tekst {number} bij {heading}"
        if is_out:
            st.caption(f"{label} is weggelaten: {changes.text(paragraph)[:60]} …")
        else:
            _field(partial(st.text_area, height="content"), label, name, name, paragraph.text)
        with st.container(horizontal=True, gap="small"):  # keys by place: then the focus of a keyboard stays there
            for word, steps, is_end in (("omhoog", -1, place == 0), ("omlaag", 1, place == len(arranged) - 1)):
                st.button(f"Tekst {number} {word}", key=f"{word}-{code}-{place}", disabled=is_end,
                          on_click=changes.move, args=(arranged, place, steps))  # fmt: skip
            word = "terugzetten" if is_out else "weglaten"
            st.button(f"Tekst {number} {word}", key=f"weg-{code}-{place}", on_click=changes.toggle, args=(name,))


def _edits() -> Edits:
    """Return the edits of this visitor."""
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
    area = partial(st.text_area, height="content")
    edited = [
        _field(area, f"Tekst {number} bij {heading}", paragraph.name, paragraph.name, paragraph.text)
        for number, paragraph in enumerate(edits.paragraphs(code, texts), 1)
    ]
    return tuple(text for text in edited if text.strip())


def _edited_exhibit(exhibit: Exhibit, pictures: dict[str, str], figure_numbers: Iterator[int]) -> Exhibit:
    """Show an exhibit as it will be in the document and return it with its description as edited."""
    if not exhibit.has_picture:
        with st.expander(f"Tabel: {exhibit.table.caption or exhibit.title}"):
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


def _title(letter: Letter) -> str:
    """Show a field for the title of a letter and return it as edited; a title stays edited when the letter changes."""
    return _field(st.text_input, "Titel", edits.TITLE, _key(edits.TITLE, letter.title), letter.title)


def _text(label: str, name: str, text: str) -> str:
    """Show a field for a text and return it as edited."""
    key = _key(name, text)
    return _field(partial(st.text_area, height="content"), label, key, key, text)


def _key(name: str, text: str) -> str:
    """Return the key of a field: a text with other parts or figures gets another field."""
    return f"{name}-{crc32(text.encode()):08x}"


def _field(widget: Callable[..., str], label: str, name: str, key: str, text: str) -> str:
    """Show a field and return its text as edited, which the session keeps by `name`."""
    texts = _edits().texts
    edited = widget(label, texts.get(name, text), key=key)
    if edited == text:
        texts.pop(name, None)
    else:
        texts[name] = edited
    return edited
