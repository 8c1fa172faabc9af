"""The page Buurtprofiel: the choice of one or two buurten, and their profile."""

from functools import partial

import streamlit as st

from veerkracht.groups import sentences as group_sentences
from veerkracht.topics.profile import exhibits, figures, lines, sentences, tables
from veerkracht.web import choices, downloads, groups, layout
from veerkracht.web.cache import area_names, programme, query, replayed, replaying
from veerkracht.web.downloads import Document, Download

_NONE = "geen"


def choose_buurten() -> tuple[str, ...]:
    """Return the chosen buurt or wijk, and the one beside it if there is one."""
    labels, focus = query.value(figures.labels_with_wijken), programme().focus_area_codes
    with st.container(key="profiel-keuzes"):
        left, right = st.columns(2)
        with left:
            chosen = choices.choose(
                "Buurt, wijk of groep", labels, "buurt", choices.last_chosen_buurt(labels, focus[0])
            )
        with right:
            other = choices.choose("Naast", {_NONE: "Geen"} | labels, "naast", _NONE)
        if other == chosen:
            st.info("U koos twee keer dezelfde buurt. U ziet haar één keer. Kies bij Naast een andere buurt.")
        groups.show_menu()
    return (chosen,) if other in (_NONE, chosen) else (chosen, other)


def source_ids(area_codes: tuple[str, ...]) -> set[str]:
    """Return the sources of the figures of the profile."""
    return {row.indicator.source_id for row in figures.profile(query, area_codes).latest}


@replaying
def show_portrait(area_codes: tuple[str, ...]) -> None:
    """Show where the areas are, who lives there, what is strong, where the city is further and what changed."""
    layout.show_html(tables.portrait(query, area_codes))


@replaying
def show_lines(area_codes: tuple[str, ...]) -> None:
    """Show a line per subject: its figure among those of all areas, and its years."""
    layout.show_html(lines.lines(query, area_codes))


def show_table(area_codes: tuple[str, ...]) -> None:
    """Show, when the visitor asks for it, the table of all indicators: places, and differences with wijk, city and
    country; nothing of areas without figures, of which the lines have said so."""
    if not figures.profile(query, area_codes).latest:
        return
    with st.container(key="profiel-tabel"):
        is_wanted = choices.choose_switch("Tabel met plaatsen en verschillen", "tabel")
    if is_wanted:
        replayed(_draw_table, area_codes)


def _draw_table(area_codes: tuple[str, ...]) -> None:
    layout.show_html(tables.table(query, area_codes))


@replaying
def show_notes(area_codes: tuple[str, ...]) -> None:
    """Show what the table leaves out, and what its columns mean."""
    names, about = area_names(), programme()
    profile, count = figures.profile(query, area_codes), len(figures.buurten(query))
    with layout.folded("Uitleg, bronnen en wat hier niet staat"):
        st.html(tables.mentions(query, area_codes))
        layout.show_notes([
            *sentences.notes(profile, count, names[about.municipality_code], names[about.country_code]),
            *(group_sentences.in_general(query, area_codes)),
        ])  # fmt: skip


def share(area_codes: tuple[str, ...], letter: str) -> None:
    """Show the menu of the profile: its strips and figures, and the portraits as a page and a slide each; `letter` is
    the address of a letter that begins with it."""
    link, name = downloads.view_address(), "-".join(area_codes)
    document = Document(
        f"buurtprofiel-{name}",
        lambda: query.value(exhibits.portrait_letter, area_codes, link),
        lambda: query.value(exhibits.portrait_deck, area_codes, link),
    )
    offers = [
        Download("", f"buurtprofiel-{name}", lambda: exhibits.portrait(query, area_codes)[-1], has_figures=False),
        Download("", f"buurtprofiel-{name}", partial(exhibits.profile, query, area_codes), has_picture=False),
    ]
    downloads.share_menu(offers, f"buurtprofiel-{name}", letter=letter, document=document,
                         make_tables=lambda: [exhibits.profile_table(query, area_codes)])  # fmt: skip
