"""The page Aanleveren: choose a kind, create or choose a file, see its mistakes and a preview."""

import time
from collections.abc import Callable
from hashlib import sha256

import streamlit as st

from veerkracht.core import hand_ins, logs, paths
from veerkracht.core.errors import VeerkrachtError
from veerkracht.core.hand_ins import Checked, HandIn
from veerkracht.core.names import as_code
from veerkracht.drawing import tables
from veerkracht.topics.hand_in import contents, etl_process, preview, sentences
from veerkracht.topics.hand_in.preview import Block
from veerkracht.topics.hand_in_forms import files as form_files
from veerkracht.topics.hand_in_forms import page as forms
from veerkracht.topics.hand_in_forms import sentences as form_sentences
from veerkracht.topics.hand_in_forms.files import HandInFile
from veerkracht.topics.manual import statements
from veerkracht.web import choices, downloads, handed_files, layout, login
from veerkracht.web.handed_files import File

KINDS = {
    hand_ins.FIGURES: "Cijfers",
    hand_ins.STORY: "Verhaal",
    hand_ins.EFFORTS: "Inspanning",
    hand_ins.DECISIONS: "Besluit",
    hand_ins.WITHDRAWAL: "Verhaal intrekken",
}
_TEMPLATES = {  # by kind the templates: label, file, type
    hand_ins.FIGURES: (
        ("Sjabloon in Excel", "sjabloon.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("Sjabloon als CSV", "sjabloon.csv", "text/csv"),
    ),
    hand_ins.STORY: (("Sjabloon voor een verhaal", "sjabloon.md", "text/markdown"),),
    hand_ins.EFFORTS: (("Sjabloon voor inspanningen", "sjabloon inspanningen.yaml", "application/yaml"),),
    hand_ins.DECISIONS: (("Sjabloon voor besluiten", "sjabloon besluiten.yaml", "application/yaml"),),
}
_ACCEPTED = {
    hand_ins.FIGURES: ".xlsx,.csv",
    hand_ins.STORY: ".md,.zip,.jpg,.jpeg,.png,.webp",
    hand_ins.EFFORTS: ".yaml,.yml",
    hand_ins.DECISIONS: ".yaml,.yml",
}
_CHECKED, _CHECKS, _PREVIEWS, _SENT = "hand_in_checked", "hand_in_checks", "hand_in_shown", "hand_in_sent"
_MOST_CHECKS, _SECONDS = 40, 600
_MOST_OWN = 5
_FORM_WIDTH = 760  # pixels


def show() -> None:
    """Show how to hand in what the visitor chose, in the address as ?wat=."""
    st.markdown(sentences.INTRODUCTION)
    if login.is_handing_in_open() and not login.may_hand_in(st.user):
        st.caption(sentences.LOG_IN_FIRST)
    kind = choices.choose_part("Wat levert u aan?", KINDS, "wat")
    _hand_in(kind)
    if kind == hand_ins.STORY:
        st.html(tables.link(f"aanleveren?wat={hand_ins.WITHDRAWAL}", "Een verhaal of foto intrekken"))


@st.fragment
def _hand_in(kind: str) -> None:
    """Show the steps for one kind; every upload of a part reruns only this."""
    if kind == hand_ins.FIGURES:
        ready, typed = st.tabs(["Bestand met cijfers", "Eén cijfer invullen"])
        with ready:
            st.header("1. Vul het sjabloon in", anchor=False)
            _offer_templates(kind)
            st.header("2. Laat uw bestand nakijken", anchor=False)
            file = _chosen_file(kind)
        with typed, st.container(width=_FORM_WIDTH):
            file = forms.FORMS[kind]() or file
    elif kind == hand_ins.WITHDRAWAL:
        with st.container(width=_FORM_WIDTH):
            file = forms.FORMS[kind]()
    else:
        typed, ready = st.tabs(["Invullen", "Ik heb al een bestand"])
        with ready:
            _offer_templates(kind)
            file = _chosen_file(kind)
        with typed, st.container(width=_FORM_WIDTH):
            file = forms.FORMS[kind]() or file
    if file and (checked := show_check(file)) and not checked.mistakes:
        _offer(file, checked)
    _show_own()


def _offer_templates(kind: str) -> None:
    with st.container(horizontal=True, gap="small"):
        for label, name, media_type in _TEMPLATES[kind]:
            downloads.file_button(label, _template(name), name, media_type)


def _template(name: str) -> Callable[[], bytes]:
    return lambda: _templates()[name]


@st.cache_data(show_spinner=False, ttl=3600)
def _templates() -> dict[str, bytes]:
    return etl_process.templates()


def _chosen_file(kind: str) -> HandInFile | None:
    """Return the file that the visitor chose, with its photos in one; None until there is one."""
    label = "Kies het verhaal (.md) met de foto’s, of één zip-bestand" if kind == hand_ins.STORY else "Kies het bestand"
    files = handed_files.choose(kind, label, _ACCEPTED[kind], many=kind == hand_ins.STORY)
    st.caption(sentences.NOT_KEPT)
    if not files:
        return None
    if len(files) == 1:
        return HandInFile(files[0].name, files[0].content)
    return _together(files)


def _together(files: tuple[File, ...]) -> HandInFile | None:
    contents = {file.name: file.content for file in files}
    if len(contents) < len(files) or sum(name.lower().endswith(".md") for name in contents) != 1:
        st.error("Kies één verhaal (.md) en daarbij alleen de foto’s, elk met een eigen naam.")
        return None
    return form_files.archived(contents)


def show_check(file: HandInFile) -> Checked | None:
    """Show the result of the check, and the contents and a preview of a good file; return the result, None when nothing
    can be checked now."""
    try:
        checked = _checked(file)
    except VeerkrachtError as error:
        st.error(str(error))
        return None
    mistakes = [*map(form_sentences.of_form, checked.mistakes)] if file.is_of_form else [*checked.mistakes]
    style = "fout" if checked.mistakes else "goed"
    st.html(tables.lines(sentences.found(checked), mistakes, style, "alert" if checked.mistakes else "status"))
    if checked.doubts:
        doubts = [*map(form_sentences.doubt_of_form, checked.doubts)] if file.is_of_form else [*checked.doubts]
        st.html(tables.lines("Let op", doubts, "let-op"))
    if summary := contents.html(checked):
        st.header("Dit staat erin", anchor=False)
        st.html(summary)
    if not checked.mistakes and checked.kind != hand_ins.WITHDRAWAL:
        _show_preview(file, checked)
    return checked


def _checked(file: HandInFile) -> Checked:
    """Return the result of the check, cached per file. Raises VeerkrachtError when it cannot be checked now."""
    key = _key(file)
    last: dict[str, Checked] = st.session_state.get(_CHECKED, {})
    if key not in last:
        _require_patience()
        with st.spinner("Het bestand wordt nagekeken. Dat kan even duren."):
            last = {key: etl_process.check(file.name, file.content)}
        logs.log_event("Een aangeleverd bestand is nagekeken", mistakes=len(last[key].mistakes))
        st.session_state[_CHECKED] = last
    return last[key]


def _require_patience() -> None:
    """Count a check of this visitor. Raises VeerkrachtError after many of them in a short time."""
    now = time.monotonic()
    recent = [moment for moment in st.session_state.get(_CHECKS, []) if moment > now - _SECONDS]
    if len(recent) >= _MOST_CHECKS:
        raise VeerkrachtError(sentences.TOO_OFTEN)
    st.session_state[_CHECKS] = [*recent, now]


def _show_preview(file: HandInFile, checked: Checked) -> None:
    """Show on request what pages would show of the file."""
    st.header("Zo komt het eruit te zien", anchor=False)
    key = _key(file)
    previews: dict[str, tuple[Block, ...]] = st.session_state.get(_PREVIEWS, {})
    place_of_button = st.empty()
    if key not in previews and place_of_button.button("Laat zien hoe het eruitziet", key="voorbeeld", type="primary"):
        place_of_bar = st.empty()
        try:
            _require_patience()
            with place_of_bar.container():
                st.caption(sentences.MAKING_PREVIEW)
                bar = st.progress(0.0, sentences.BEGINNING)
            with etl_process.preview(
                file.name, file.content, lambda stage: bar.progress(stage.done / stage.count, sentences.stage(stage))
            ) as place:
                bar.progress(1.0, sentences.DRAWING)
                previews = {key: preview.blocks(place, checked)}
            st.session_state[_PREVIEWS] = previews
            place_of_button.empty()
            place_of_bar.empty()
        except VeerkrachtError as error:
            place_of_bar.empty()
            st.error(str(error))
    for block in previews.get(key, ()):
        if isinstance(block, str):
            st.html(block)
        else:
            layout.show_in_layers(block)
    if key in previews and (rest := checked.topics[preview.MOST_TOPICS :]) and checked.kind == hand_ins.FIGURES:
        st.caption(sentences.hidden_topics([*rest]))


def _offer(file: HandInFile, checked: Checked) -> None:
    """Offer to hand in a checked file: with a button when logged in, else as a file and a mail."""
    st.header("Geef het aan de beheerder", anchor=False)
    if login.may_hand_in(st.user):
        if not _hand_over(file):
            with st.expander("Liever als mail?"):
                _offer_mail(file, checked)
    else:
        _offer_mail(file, checked)


def _hand_over(file: HandInFile) -> bool:
    """Show a button to hand in the file, and once that is done what happens next; return whether it is done."""
    key = _key(file)
    sent: dict[str, HandIn] = st.session_state.setdefault(_SENT, {})
    place = st.empty()
    if key not in sent:
        with place.container():
            st.markdown(sentences.HANDING_IN.format(address=as_code(login.address(st.user))))
            is_asked = st.button("Indienen", key="indienen", type="primary")
        if not is_asked:
            return False
        try:
            with st.spinner("Het bestand wordt ingediend. Dat kan even duren."):
                sent[key] = etl_process.hand_in(file.name, file.content, login.address(st.user))
        except VeerkrachtError as error:
            st.error(str(error))
            return False
        place.empty()
    st.success(sentences.handed_in(sent[key]))
    return True


def _show_own() -> None:
    """Show the state of the last files that the visitor handed in with the button; nothing without that right."""
    if not login.may_hand_in(st.user):
        return
    address = login.address(st.user)
    own_hand_ins = [
        hand_in for hand_in in hand_ins.listed(paths.data_folder() / hand_ins.FOLDER) if hand_in.sender == address
    ]
    if own_hand_ins:
        st.html(tables.lines("Wat u indiende", map(sentences.standing, own_hand_ins[:_MOST_OWN]), "eigen"))


def _offer_mail(file: HandInFile, checked: Checked) -> None:
    if checked.is_internal:
        st.warning(sentences.IS_INTERNAL)
    st.markdown("1. Sla het bestand op.\n2. Maak de mail, voeg het bestand toe en verstuur die.")
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        content = file.content
        downloads.file_button("Bestand opslaan", lambda: content, file.name, "application/octet-stream")
        address = sentences.mail(statements.mail_address(), checked, file.name)
        st.html(tables.link(address, "Mail aan de beheerder maken"))
    if not statements.mail_address():
        st.caption("Het adres van de beheerder is hier niet bekend. Vul het zelf in.")


def _key(file: HandInFile) -> str:
    return sha256(file.name.encode() + b"\0" + file.content).hexdigest()
