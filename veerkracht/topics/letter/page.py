"""What the page Raadsbrief needs on screen: the letter as it will be, with sentences and alt texts to edit."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from threading import Event
from zlib import crc32

import streamlit as st

from veerkracht.database import lookups
from veerkracht.drawing import tables
from veerkracht.drawing.exhibit import Exhibit, Letter, Part
from veerkracht.drawing.table import Table
from veerkracht.export import picture
from veerkracht.topics.goals import tables as goal_tables
from veerkracht.topics.letter import parts
from veerkracht.web import downloads as export_ui
from veerkracht.web.cache import query
from veerkracht.web.choices import choose_switch
from veerkracht.web.transition import kept, per_database

_DRAFT = "draft"
_SECONDS_UNDERWAY = 0.3  # in which what was typed just before a click reaches the page
_MOST_SECONDS = 20


@dataclass
class _Draft:
    """The letter of a visitor as last edited. Whoever clicks straight from a field gets what is in that field: the file
    is made while the page takes in the edit, so it waits for that."""

    letter: Letter | None = None
    is_complete: Event = field(default_factory=Event)
    edits: dict[str, str] = field(default_factory=dict)  # by field; the page forgets fields that it does not show

    def kept(self, name: str, made: str, edited: str) -> str:
        """Return the edited text, and remember it when it differs from what was made."""
        if edited != made:
            self.edits[name] = edited
        else:
            self.edits.pop(name, None)
        return edited

    def latest(self) -> Letter:
        """Return the letter with all edits made before this question."""
        time.sleep(_SECONDS_UNDERWAY)
        self.is_complete.wait(_MOST_SECONDS)
        assert self.letter
        return self.letter


@per_database
def choices() -> dict[str, str]:
    """Return every part that can be chosen, by its code."""
    return parts.choices(query)


def choose_efforts(codes: list[str]) -> bool:
    """Return whether the charts of goals get the efforts on their time axis; only asked when there is a goal."""
    is_about_goals = any(code.startswith("doel-") for code in codes)
    return is_about_goals and choose_switch("Zet inspanningen op de tijdas van doelen", "met_inspanningen")


def show(codes: list[str], area_codes: list[str], has_efforts: bool) -> None:
    """Show the letter of these parts, to edit and to save; with efforts on the time axes of goals or without."""
    draft: _Draft = st.session_state.setdefault(_DRAFT, _Draft())
    draft.is_complete.clear()
    link = export_ui.link_to_letter(codes, area_codes, has_efforts)
    made: Letter = kept(lambda: parts.letter(query, link, codes, area_codes, "", has_efforts), link)
    with st.container(horizontal=True, vertical_alignment="center"):
        export_ui.offer_letter(draft.latest, made.name)
    st.caption("Wat u hieronder aanpast, komt in het document; een tekst die u leeg maakt, vervalt. Het staat niet in "
               "de link: wie de link opent, krijgt de zinnen met de cijfers van dan.")  # fmt: skip
    _edit_letter(made, draft)


@st.fragment
def _edit_letter(made: Letter, draft: _Draft) -> None:
    """Show the letter with fields for its title, sentences and alt texts, and keep it in the draft as edited.

    An edit runs this part alone, so that the buttons stay those that a visitor may be clicking at that moment.
    """
    draft.is_complete.clear()
    asked = st.text_input("Titel", draft.edits.get("titel", made.title), key=f"titel-{made.name}")
    title = draft.kept("titel", made.title, asked)
    figures = count(1)
    draft.letter = replace(
        made, title=title.strip() or made.title, parts=tuple(_edit(one, figures, draft) for one in made.parts)
    )
    draft.is_complete.set()


def _edit(part: Part, figures: Iterator[int], draft: _Draft) -> Part:
    """Show a part with fields for its sentences and return it as edited; an emptied sentence is left out."""
    st.subheader(part.heading, anchor=False)
    told = [
        _field(f"Tekst {number} bij {part.heading}", part.code, text, draft)
        for number, text in enumerate(part.sentences, 1)
    ]
    shown = tuple(_edit_alternative(one, figures, draft) for one in part.exhibits)
    return replace(part, sentences=tuple(one for one in told if one.strip()), exhibits=shown)


def _edit_alternative(exhibit: Exhibit, figures: Iterator[int], draft: _Draft) -> Exhibit:
    """Show an exhibit as it will be, and return it with the alt text as edited."""
    if not exhibit.has_picture:
        with st.expander(f"Tabel: {exhibit.title}"):
            st.html(_table(exhibit.table))
        return exhibit
    image, text = st.columns([3, 2], gap="large")
    drawing = kept(lambda: picture.svg(exhibit), exhibit.name, exhibit.link)
    image.image(drawing, width="stretch", alt=exhibit.alternative)
    with text:
        label = f"Beschrijving van figuur {next(figures)}, voor wie die niet kan zien"
        alternative = _field(label, exhibit.name, exhibit.alternative, draft)
        with st.expander("Tabel"):
            st.html(_table(exhibit.table))
    return replace(exhibit, alternative=alternative)


def _field(label: str, name: str, text: str, draft: _Draft) -> str:
    """Show a field for a text and return it as edited. With another text to begin with it is another field."""
    key = f"{name}-{crc32(text.encode()):08x}"
    return draft.kept(key, text, st.text_area(label, draft.edits.get(key, text), key=key, height="content"))


def _table(table: Table) -> str:
    rows = [table.texts(row) for row in table.rows]
    text_columns = next((place for place, one in enumerate(table.columns) if one.decimals is not None), 1)
    return goal_tables.plain(table.caption, [one.label for one in table.columns], rows, text_columns)


def offer_parts(codes: list[str], has_efforts: bool = False) -> None:
    """Offer these parts as a Word document, and as the beginning of a letter with more."""
    areas = lookups.usual_areas(query)
    link = export_ui.link_to_letter(codes, areas, has_efforts)
    export_ui.offer_letter(
        lambda: parts.letter(query, link, codes, areas, has_efforts=has_efforts), "-".join(codes), has_files=False
    )
    st.html(tables.link(link, "Aanpassen of meer in één brief"), width="content")
