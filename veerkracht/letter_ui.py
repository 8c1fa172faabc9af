"""What the page Raadsbrief needs on screen: the letter as it will be, with sentences and alt texts to edit."""

from dataclasses import replace

import streamlit as st

from veerkracht import export_ui, goal_tables
from veerkracht.export import parts, picture
from veerkracht.export.exhibit import Exhibit, Letter, Part, Table
from veerkracht.ui import kept, per_database, read


@per_database
def choices() -> dict[str, str]:
    """Return every part that can be chosen, by its code."""
    return parts.choices(read)


def show(codes: list[str], area_codes: list[str]) -> None:
    """Show the letter of these parts, to edit and to save."""
    link = export_ui.link_to_letter(codes, area_codes)
    made: Letter = kept(lambda: parts.letter(read, link, codes, area_codes))
    title = st.text_input("Titel", made.title, key=f"titel-{made.name}")
    buttons = st.container(horizontal=True, vertical_alignment="center")
    st.caption("Wat u hieronder aanpast, komt in het document. Het staat niet in de link: wie de link opent, krijgt de "
               "zinnen met de cijfers van dan.")  # fmt: skip
    edited = replace(made, title=title, parts=tuple(_edit(one) for one in made.parts))
    with buttons:
        export_ui.offer_word(lambda: edited, made.name)
        export_ui.offer_everything(lambda: edited, made.name)


def _edit(part: Part) -> Part:
    """Show a part with fields for its sentences and return it as edited; an emptied sentence is left out."""
    st.subheader(part.heading, anchor=False)
    told = [
        st.text_area(f"Tekst {number} bij {part.heading}", text, key=f"zin-{part.code}-{number}", height="content")
        for number, text in enumerate(part.sentences, 1)
    ]
    shown = tuple(_edit_alternative(one) for one in part.exhibits)
    return replace(part, sentences=tuple(one for one in told if one.strip()), exhibits=shown)


def _edit_alternative(exhibit: Exhibit) -> Exhibit:
    """Show an exhibit as it will be, and return it with the alt text as edited."""
    if exhibit.chart is None:
        with st.expander(f"Tabel: {exhibit.title}"):
            st.html(_table(exhibit.table))
        return exhibit
    image, text = st.columns([3, 2], gap="large")
    image.image(kept(lambda: picture.svg(exhibit), exhibit.name), width="stretch", alt=exhibit.alternative)
    with text:
        alternative = st.text_area("Beschrijving voor wie de grafiek niet kan zien", exhibit.alternative,
                                   key=f"alt-{exhibit.name}", height="content")  # fmt: skip
        with st.expander("Tabel"):
            st.html(_table(exhibit.table))
    return replace(exhibit, alternative=alternative)


def _table(table: Table) -> str:
    rows = [table.texts(row) for row in table.rows]
    text_columns = next((place for place, one in enumerate(table.columns) if one.decimals is not None), 1)
    return goal_tables.plain(table.caption, [one.label for one in table.columns], rows, text_columns)
