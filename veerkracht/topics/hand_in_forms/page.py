"""The forms for a figure, a story, an effort, a decision and a withdrawal. What is typed stays in the browser."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from hashlib import sha256

import streamlit as st

from veerkracht.core import hand_ins, moments
from veerkracht.database import lookups
from veerkracht.topics.goals import rows as goal_rows
from veerkracht.topics.hand_in_forms import files, sentences
from veerkracht.topics.hand_in_forms import rows as form_rows
from veerkracht.topics.hand_in_forms.files import HandInFile, Photo
from veerkracht.topics.stories import rows as story_rows
from veerkracht.web import browser_storage, handed_files, login
from veerkracht.web.cache import area_names, buurt_names, query
from veerkracht.web.choices import PLACEHOLDER
from veerkracht.web.handed_files import File

_FORM_FILES = "hand_in_made"  # by kind, the last file of its form
_TYPED = "hand_in_typed"  # by kind, the values typed in its form
_STORAGE = "aanleveren"
_PHOTOS, _PHOTO = "fotos", "foto-"
_VISIBLE = {"openbaar": "Iedereen", "intern": "Alleen wie is ingelogd"}
_STORY_KINDS = ("verhaal", "casus", "experiment", "interview", "enquête")
_EFFORT_KINDS = ("activiteit", "project", "voorziening", "plan", "thema")
_EFFORT_STATES = ("voorgenomen", "loopt", "klaar", "gestopt", "onbekend")
_DECISION_STATES = ("open", "gedaan", "vervallen")
# fields that always have a value
_CHOSEN = ("soort", "stand", "zichtbaar", "datum", "verhaal", "wie-vraagt", "telt", "onderwerp", "gebied", "periode")
# by kind, the fields that the browser keeps, besides photos
_FIGURE = ("onderwerp", "gebied", "periode", "waarde", "n", "bron", "zichtbaar")
_STORY = ("titel", "soort", "gebieden", "doelen", "datum", "tekst", "door", "zichtbaar")
_MOST_COUNTS, _MOST_YEARS = 5, 8
_COUNTS = "prestaties"  # how many of them are shown
_OPENED = "uitgeklapt"  # whether the browser had any of them
_EFFORT = (
    *("naam", "soort", "doelen", "gebieden", "partners", "van", "tot", "stand", "peildatum", "toelichting", "bron"),
    _COUNTS,
    *(f"{number}-{name}" for number in range(1, _MOST_COUNTS + 1) for name in ("naam", "eenheid", "telt")),
    *(f"{number}-{name}-{year}" for number in range(1, _MOST_COUNTS + 1) for name in ("gepland", "gerealiseerd")
      for year in files.YEARS),
)  # fmt: skip
_DECISION = ("datum", "besluit", "doelen", "wie", "uiterlijk", "stand", "afgerond", "zichtbaar")
_WITHDRAWAL = ("verhaal", "wie-vraagt", "reden")
_MUNICIPAL = ("BU", "WK", "GM")  # prefixes of the codes of areas of a figure or an effort
_ASKED_BY = ("ik sta erin", "ik vertelde of maakte het", "ik vraag het voor iemand die erin staat", "gemeente")
_COUNTED = ("mensen", "iets anders")


def _figure() -> HandInFile | None:
    kind = hand_ins.FIGURES
    topics, areas = form_rows.own_topics(query), _areas()
    _keep(kind, _FIGURE)
    st.selectbox(sentences.FIGURE["indicator"], list(topics), key=_field(kind, "onderwerp"),
                 format_func=lambda code: topics[code].label, placeholder=PLACEHOLDER)  # fmt: skip
    st.selectbox(sentences.FIGURE["gebied"], list(areas), key=_field(kind, "gebied"), format_func=areas.__getitem__,
                 placeholder=PLACEHOLDER)  # fmt: skip
    st.session_state.setdefault(_field(kind, "periode"), str(moments.today().year))
    _text(kind, "periode", sentences.FIGURE["periode"], 9)
    topic = topics.get(_value(kind, "onderwerp"))
    _text(kind, "waarde", f"{sentences.FIGURE['waarde']}{f' ({topic.unit})' if topic else ''}", 20)
    if topic and topic.is_survey:
        _text(kind, "n", sentences.FIGURE["n"], 12)
    _text(kind, "bron", f"{sentences.FIGURE['bron']} Zoals: telling bij de deur", 400)
    visible = _visible(kind)
    if _is_asked(kind) and topic:
        required = ("periode", "waarde", *(("n",) if topic.is_survey else ()))
        if not _is_whole(kind, {name: sentences.FIGURE[name] for name in required}):
            return None
        names = (*required, "bron")
        fields = {"indicator": topic.indicator_id, "gebied": _value(kind, "gebied"), "zichtbaar": visible}
        where = areas.get(_value(kind, "gebied"), "")
        _remember(kind, files.figure(fields | {name: _value(kind, name) for name in names}, where))
    return _form_file(kind)


def _story() -> HandInFile | None:
    kind = hand_ins.STORY
    is_kept = _keep(kind, _STORY)
    _text(kind, "titel", "Titel", 120)
    _choose_one(kind, "soort", "Soort", _STORY_KINDS)
    _choose_many(kind, "gebieden", "Buurten waar het over gaat (leeg: het hele programma)", _buurten())
    _choose_many(kind, "doelen", "Doelen waar het bij hoort", _goals())
    day = _day(kind, "datum", "Dag van het verhaal", moments.today())
    st.text_area("Verhaal", key=_field(kind, "tekst"), max_chars=20_000, height=260,
                 help="Een lege regel begint een nieuwe alinea.")  # fmt: skip
    st.caption(sentences.NOBODY_BY_NAME)
    _text(kind, "door", "Wie vertelt het of schreef het op (een rol, geen naam)", 120)
    photos = _photos(is_kept)
    visible = _visible(kind)
    has_consent = st.checkbox(sentences.CONSENT[visible], key=_field(kind, "toestemming"))
    if _is_asked(kind):
        fields = {
            "titel": _value(kind, "titel"),
            "soort": _value(kind, "soort"),
            "gebieden": _chosen(kind, "gebieden"),
            "doelen": [int(number) for number in _chosen(kind, "doelen")],
            "datum": day,
            "zichtbaar": visible,
            "toestemming": "ja" if has_consent else "nee",
            **({"door": told_by} if (told_by := _value(kind, "door")) else {}),
        }
        bare = [f"foto {number}" for number, photo in enumerate(photos, 1) if not photo.description.strip()]
        is_whole = _is_whole(kind, {"titel": "Titel", "datum": "Dag van het verhaal", "tekst": "Verhaal"}, bare)
        if not has_consent:
            st.error(
                "Zonder toestemming kan het verhaal niet op het dashboard. Vraag die eerst, en zet dan het vinkje."
            )
        if not (is_whole and has_consent):
            return None
        _remember(kind, files.story(fields, _value(kind, "tekst"), photos))
    return _form_file(kind)


def _photos(is_kept: bool) -> list[Photo]:
    label = "Foto’s (mag, hoogstens tien)"
    uploads = handed_files.choose(_PHOTOS, label, ".jpg,.jpeg,.png,.webp", many=True, is_kept=is_kept)
    if not uploads:
        return []
    st.caption(sentences.PHOTOS_BELOW)
    photos = []
    for number, file in enumerate(uploads, 1):
        description = st.text_input(f"Wat is er te zien op foto {number}, {file.name}?",
                                    key=_field(hand_ins.STORY, _name_of(file)), max_chars=200)  # fmt: skip
        photos.append(Photo(file.content, files.ending(file.name), description))
    st.button("Foto’s weghalen", on_click=handed_files.forget, args=(_PHOTOS,), key="fotos-weg")
    return photos


def _name_of(photo: File) -> str:
    """Return the field with the description of a photo, unique to the photo."""
    return f"{_PHOTO}{sha256(photo.content).hexdigest()[:8]}"


def _effort() -> HandInFile | None:
    kind = hand_ins.EFFORTS
    _keep(kind, _EFFORT)
    _text(kind, "naam", "Naam", 80)
    _choose_one(kind, "soort", "Soort", _EFFORT_KINDS)
    _choose_many(kind, "doelen", "Doelen waarvoor het wordt gedaan (leeg: alle doelen)", _goals())
    _choose_many(kind, "gebieden", "Gebieden (leeg: het hele programma)", _areas())
    _text(kind, "partners", "Partners, met een komma ertussen", 400)
    first, last = st.columns(2)
    with first:
        _text(kind, "van", "Van (jaar of maand, zoals 2026-03)", 7)
    with last:
        _text(kind, "tot", "Tot en met (jaar of maand)", 7)
    first, last = st.columns(2)  # again: on a phone all of the first column comes before the last
    with first:
        _choose_one(kind, "stand", "Stand", _EFFORT_STATES)
    with last:
        _text(kind, "peildatum", "Van wanneer is die stand (jaar of maand)", 7)
    st.text_area("Toelichting", key=_field(kind, "toelichting"), max_chars=1_000)
    _text(kind, "bron", "Bron: document en plaats", 400)
    is_open = st.session_state.get(_field(kind, _OPENED), False)
    with st.expander("Aantallen per jaar (mag): wat is gepland, en wat is gelukt?", expanded=is_open):
        counts = _counts(kind)
    if _is_asked(kind):
        if not _is_whole(kind, {"naam": "Naam", "bron": "Bron"}):
            return None
        partners = [name.strip() for name in _value(kind, "partners").split(",") if name.strip()]
        fields: Mapping[str, object] = {
            "naam": _value(kind, "naam"),
            "soort": _value(kind, "soort"),
            "doelen": [int(number) for number in _chosen(kind, "doelen")],
            "gebieden": _chosen(kind, "gebieden"),
            "partners": partners,
            **{name: _value(kind, name) for name in ("van", "tot", "stand", "peildatum", "toelichting", "bron")},
            "prestaties": counts,
        }
        _remember(kind, files.effort(fields))
    return _form_file(kind)


def _counts(kind: str) -> list[Mapping[str, object]]:
    """Show fields for as many counts per year as the visitor asks for, and return those that were filled in."""
    field_count = min(int(_value(kind, _COUNTS) or 1), _MOST_COUNTS)
    years = files.years(_value(kind, "van"), _value(kind, "tot"), moments.today().year)[-_MOST_YEARS:]
    counts = []
    for number in range(1, field_count + 1):
        _text(kind, f"{number}-naam", f"{number}. Wat telt u? Zoals: cursussen, deelnemers", 80)
        _text(kind, f"{number}-eenheid", "Waarin? Zoals: cursussen, mensen", 80)
        st.selectbox("Zijn het mensen?", _COUNTED, key=_field(kind, f"{number}-telt"), format_func=str.capitalize,
                     placeholder=PLACEHOLDER,
                     help="Een heel klein aantal mensen wordt niet getoond: iemand zou te herkennen zijn.")  # fmt: skip
        for year in years:
            with st.container(horizontal=True, gap="small"):
                for name in ("gepland", "gerealiseerd") if year <= moments.today().year else ("gepland",):
                    st.text_input(f"{name.capitalize()} in {year}", key=_field(kind, f"{number}-{name}-{year}"),
                                  max_chars=20, width=148)  # fmt: skip
        amounts = {name: {year: _value(kind, f"{number}-{name}-{year}") for year in years}
                   for name in ("gepland", "gerealiseerd")}  # fmt: skip
        names = {name: _value(kind, f"{number}-{name}") for name in ("naam", "eenheid")}
        counts.append(files.count(names, _value(kind, f"{number}-telt") != _COUNTED[1], amounts))
    if field_count < _MOST_COUNTS:
        st.button(
            "Nog iets dat u telt", on_click=_show_more, args=(kind, field_count + 1), key=f"aanleveren-{kind}-meer"
        )
    return [count for count in counts if count.keys() - {"telt_mensen"}]


def _show_more(kind: str, count: int) -> None:
    st.session_state[_field(kind, _COUNTS)] = str(count)


def _decision() -> HandInFile | None:
    kind = hand_ins.DECISIONS
    _keep(kind, _DECISION)
    today = moments.today()
    day = _day(kind, "datum", "Dag van het besluit", today)
    st.text_area("Besluit", key=_field(kind, "besluit"), max_chars=500)
    _choose_many(kind, "doelen", "Doelen waar het over gaat (leeg: het hele programma)", _goals())
    _text(kind, "wie", "Wie doet het (een rol of afdeling, geen naam)", 80)
    due = _day(kind, "uiterlijk", "Uiterlijk klaar op (mag leeg)")
    _choose_one(kind, "stand", "Stand", _DECISION_STATES)
    closed: date | str | None = None
    if _value(kind, "stand") != _DECISION_STATES[0]:
        closed = _day(kind, "afgerond", "Sinds welke dag", today)
    visible = _visible(kind)
    if _is_asked(kind):
        if not _is_whole(kind, {"datum": "Dag van het besluit", "besluit": "Besluit", "wie": "Wie doet het"}):
            return None
        fields: Mapping[str, object] = {
            "datum": day,
            "besluit": _value(kind, "besluit"),
            "doelen": [int(number) for number in _chosen(kind, "doelen")],
            "wie": _value(kind, "wie"),
            "uiterlijk": due,
            "stand": _value(kind, "stand"),
            "afgerond": closed,
            "zichtbaar": visible,
        }
        _remember(kind, files.decision(fields))
    return _form_file(kind)


def _withdrawal() -> HandInFile | None:
    kind = hand_ins.WITHDRAWAL
    titles = {story.story_id: story.title for story in story_rows.stories(query)}
    st.markdown(sentences.WITHDRAWING)
    if not titles:
        st.info("Er zijn nu geen verhalen.")
        return None
    _keep(kind, _WITHDRAWAL)
    requested = st.query_params.get("verhaal")
    if requested in titles:
        st.session_state.setdefault(_field(kind, "verhaal"), requested)
    st.selectbox("Verhaal", list(titles), key=_field(kind, "verhaal"), format_func=lambda code: titles.get(code, code),
                 placeholder=PLACEHOLDER)  # fmt: skip
    _choose_one(kind, "wie-vraagt", "Wie vraagt het?", _ASKED_BY)
    _text(kind, "reden", "Waarom (mag leeg)", 500)
    if _is_asked(kind):
        story_id = _value(kind, "verhaal")
        fields = {"verhaal": story_id, "titel": titles.get(story_id, story_id), "wie": _value(kind, "wie-vraagt"),
                  "reden": " ".join(_value(kind, "reden").split())}  # fmt: skip
        _remember(kind, files.withdrawal(fields))
    return _form_file(kind)


FORMS: dict[str, Callable[[], HandInFile | None]] = {
    hand_ins.FIGURES: _figure,
    hand_ins.STORY: _story,
    hand_ins.EFFORTS: _effort,
    hand_ins.DECISIONS: _decision,
    hand_ins.WITHDRAWAL: _withdrawal,
}


def _field(kind: str, name: str) -> str:
    return f"aanleveren-{kind}-{name}"


def _text(kind: str, name: str, label: str, most: int) -> None:
    st.text_input(label, key=_field(kind, name), max_chars=most)


def _day(kind: str, name: str, label: str, default: date | None = None) -> date | str | None:
    """Return the day that was typed, None when empty; text that is no day stays as typed, for the check to report."""
    st.session_state.setdefault(_field(kind, name), f"{default:%d-%m-%Y}" if default else "")
    st.text_input(f"{label}, als dag-maand-jaar", key=_field(kind, name), max_chars=20)
    typed = _value(kind, name).strip()
    try:
        return datetime.strptime(typed, "%d-%m-%Y").date() if typed else None
    except ValueError:
        return typed


def _choose_one(kind: str, name: str, label: str, options: tuple[str, ...]) -> None:
    st.selectbox(label, options, key=_field(kind, name), format_func=str.capitalize, placeholder=PLACEHOLDER)


def _choose_many(kind: str, name: str, label: str, options: Mapping[str, str]) -> None:
    st.multiselect(
        label, list(options), key=_field(kind, name), format_func=lambda code: options.get(code, code),
        placeholder="Kies een of meer", filter_mode="contains", select_all=False,
    )  # fmt: skip


def _visible(kind: str) -> str:
    default = "intern" if kind == hand_ins.DECISIONS else "openbaar"
    st.session_state.setdefault(_field(kind, "zichtbaar"), default)
    return str(st.radio("Wie mag het zien?", list(_VISIBLE), key=_field(kind, "zichtbaar"),
                        format_func=_VISIBLE.__getitem__))  # fmt: skip


def _areas() -> dict[str, str]:
    """Return the name of every area that can have a figure by its code, the usual ones first; no groups."""
    names = area_names()
    codes = dict.fromkeys([*lookups.usual_areas(query), *names])
    return {code: names[code] for code in codes if code.startswith(_MUNICIPAL)}


def _buurten() -> dict[str, str]:
    """Return the name of every buurt by its code, those of the programme first."""
    names = buurt_names()
    codes = dict.fromkeys([*lookups.usual_areas(query), *names])
    return {code: names[code] for code in codes if code in names}


def _goals() -> dict[str, str]:
    return {str(number): title for number, title in goal_rows.titles(query).items()}


def _value(kind: str, name: str) -> str:
    return str(st.session_state.get(_field(kind, name)) or "")


def _chosen(kind: str, name: str) -> list[str]:
    return [*st.session_state.get(_field(kind, name), [])]


def _is_asked(kind: str) -> bool:
    return st.button("Maak het bestand en kijk het na", key=f"aanleveren-{kind}-maken", type="primary")


def _is_whole(kind: str, labels: Mapping[str, str], bare_photos: Sequence[str] = ()) -> bool:
    """Return whether all of these fields, by their label, are filled in and every photo has a description; show all
    that are missing."""
    empty = [f"“{label}”" for name, label in labels.items() if not _value(kind, name).strip()]
    if empty or bare_photos:
        st.error(sentences.missing(empty, bare_photos))
    return not empty and not bare_photos


def _remember(kind: str, file: HandInFile) -> None:
    st.session_state.setdefault(_FORM_FILES, {})[kind] = file


def _form_file(kind: str) -> HandInFile | None:
    """Return the last file of a form, which is kept until the next one."""
    file: HandInFile | None = st.session_state.get(_FORM_FILES, {}).get(kind)
    return file


def _keep(kind: str, names: tuple[str, ...]) -> bool:
    """Keep the typed values in the session, also while another form is shown, and in the browser to restore later, but
    not there for a visitor who sees internal figures, who may share a computer with one who does not. Return whether
    the browser keeps them."""
    typed: dict[str, object] = st.session_state.setdefault(_TYPED, {}).setdefault(kind, {})
    of_photos = map(_name_of, handed_files.chosen(_PHOTOS) if kind == hand_ins.STORY else ())
    for name in dict.fromkeys((*names, *typed, *of_photos)):
        if (key := _field(kind, name)) in st.session_state:
            typed[name] = st.session_state[key]
        elif name in typed:
            st.session_state[key] = typed[name]
    filled = {name: value for name, value in typed.items() if value}
    is_typed = any(name.rpartition("-")[2] not in _CHOSEN and name not in _CHOSEN for name in filled)
    content = json.dumps(filled) if is_typed else ""
    is_kept = not login.sees_internal() and bool(
        browser_storage.keep(f"{_STORAGE} {kind}", content, partial(_take_up, kind, names))
    )
    place = st.container(horizontal=True, vertical_alignment="center")
    place.caption(sentences.KEPT_IN_BROWSER if is_kept else sentences.NOT_KEPT_IN_BROWSER)
    place.button("Formulier leegmaken", on_click=_clear, args=(kind, names), key=f"aanleveren-{kind}-leeg")
    return is_kept


def _take_up(kind: str, names: tuple[str, ...], text: str) -> None:
    """Fill a form with the values that the browser kept; values that no longer fit are left out."""
    try:
        stored = json.loads(text)
    except ValueError:
        return
    options = {"doelen": set(_goals()), "gebieden": set(_areas())}
    stories = {story.story_id for story in story_rows.stories(query)}
    choices = {"soort": {*_STORY_KINDS, *_EFFORT_KINDS}, "stand": {*_EFFORT_STATES, *_DECISION_STATES},
               "zichtbaar": {*_VISIBLE}, "verhaal": stories, "gebied": options["gebieden"],
               "onderwerp": {*form_rows.own_topics(query)}, "wie-vraagt": {*_ASKED_BY}, _COUNTS: {*"12345"},
               **{f"{number}-telt": {*_COUNTED} for number in range(1, _MOST_COUNTS + 1)}}  # fmt: skip
    if not isinstance(stored, dict):
        return
    of_photos = [name for name in stored if name.startswith(_PHOTO)][: handed_files.MOST_FILES]
    for name in (*names, *of_photos):
        value = stored.get(name)
        if isinstance(value, list) and name in options:
            st.session_state[_field(kind, name)] = [code for code in value if code in options[name]]
        elif isinstance(value, str) and name not in options and (name not in choices or value in choices[name]):
            st.session_state[_field(kind, name)] = value[:20_000]
            if name[:1].isdecimal() and name not in choices:
                st.session_state[_field(kind, _OPENED)] = True
            if name in of_photos:  # its field is made later, with the photo
                st.session_state[_TYPED][kind][name] = value[:20_000]


def _clear(kind: str, names: tuple[str, ...]) -> None:
    for name in (*names, *st.session_state[_TYPED][kind], "toestemming", _OPENED):
        st.session_state.pop(_field(kind, name), None)
    if kind == hand_ins.STORY:
        handed_files.forget(_PHOTOS)
    st.session_state[_TYPED][kind] = {}
    st.session_state.get(_FORM_FILES, {}).pop(kind, None)
