"""The choices of a free table, the table itself, and its downloads."""

from dataclasses import replace
from functools import partial

import streamlit as st

from veerkracht.topics.comparison import figures as comparison_figures
from veerkracht.topics.comparison import page as comparison_page
from veerkracht.topics.comparison import tables as comparison_tables
from veerkracht.topics.free_table import exhibits, figures, sentences, tables
from veerkracht.topics.free_table.figures import BY_NAME, BY_WIJK, Choice
from veerkracht.topics.sources.page import warn_of_sources
from veerkracht.web import choices, downloads, groups, layout, signposts
from veerkracht.web.cache import get_indicator, programme, query, replayed
from veerkracht.web.cache import groups as own_groups
from veerkracht.web.downloads import Document, Download

_THEME = "thema_in_tabel"
ROWS = {"gebied": "Gebieden", "onderwerp": "Onderwerpen", "jaar": "Jaren"}


def choose() -> Choice:
    """Return the chosen topics, areas and years, the dimension of the rows, and the order."""
    labels = query.value(comparison_figures.yearly_labels)
    choices.require_options("Onderwerpen", labels)
    indicator_ids = tuple(choices.choose_many(
        f"Onderwerpen (hoogstens {figures.MOST_TOPICS})", labels, "onderwerp", list(figures.USUAL), figures.MOST_TOPICS,
        placeholder="Kies een of meer onderwerpen", signposts=signposts.of_topics(labels),
    ))  # fmt: skip
    st.pills("Of alles van één thema", list(query.value(figures.themes)), key=_THEME, format_func=str.capitalize,
             on_change=_choose_theme)  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        buurten = comparison_page.choose_buurten(query.value(figures.usual_buurten)).codes
        group_names = {group.code: f"{group.name} (eigen groep)" for group in own_groups()}
        beside = query.value(figures.composed) | group_names | figures.LARGER
        larger = choices.choose_many("Erbij", beside, "erbij", ["stad"], len(beside), placeholder="Wijken, gemeente")
        groups.show_menu()
    areas = (*buurten, *figures.larger(query, larger))
    if not indicator_ids:  # then no year has figures: the chosen ones are kept for the next topics
        return Choice((), areas, ())
    all_years = figures.years(query, indicator_ids)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        years = tuple(sorted(choices.choose_many(
            f"Jaren (hoogstens {figures.MOST_YEARS})", {year: year for year in reversed(all_years)}, "jaren",
            figures.usual_years(query, indicator_ids),
            figures.MOST_YEARS, placeholder="Kies een of meer jaren",
        )))  # fmt: skip
        rows = choices.choose_part("Onder elkaar", ROWS, "onder")
        display = choices.choose("Toon", sentences.displays(programme().municipality_word), "toon", "cijfer")
    choice = Choice(indicator_ids, areas, years, rows, display)  # type: ignore[arg-type]
    return _with_order(choice) if choice.count else choice


def _choose_theme() -> None:
    """Choose the topics of the clicked theme, which a visitor can change, and the years that most of them have."""
    theme, st.session_state[_THEME] = st.session_state[_THEME], None
    topics = query.value(figures.themes)[theme]
    st.session_state["onderwerp"], st.session_state["jaren"] = list(topics), figures.usual_years(query, topics)


def _with_order(choice: Choice) -> Choice:
    """Return the choice with its order and margins, whose controls are below what there is to order."""
    orders = {"": "Zoals gekozen"}
    if choice.rows == "gebied":
        orders = {BY_NAME: "Naam", BY_WIJK: "Wijk, met het totaal eronder"}
    if choice.count <= figures.MOST:
        grid = figures.grid(query, choice)
        for number, column in enumerate(grid.columns, 1):
            orders |= {f"{number}": f"{tables.label(grid, column)}: hoog naar laag",
                       f"-{number}": f"{tables.label(grid, column)}: laag naar hoog"}  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        order = choices.choose("Volgorde", orders, "volgorde", next(iter(orders)))
        has_margin = choices.choose_switch("Met marges", "marge") if choice.display == "cijfer" else False
    return replace(choice, order=order, has_margin=has_margin)


def show(choice: Choice) -> None:
    """Show the table with its notes and sources, and its files; or what to choose first."""
    if why := sentences.nothing(choice) or sentences.too_many(choice):
        st.info(why)
        return
    warn_of_sources(dict.fromkeys(get_indicator(indicator_id).source_id for indicator_id in choice.indicator_ids))
    replayed(_draw, choice)
    downloads.share_menu(
        [Download("", exhibits.NAME, partial(exhibits.whole, query, choice), has_picture=False)],
        document=Document(exhibits.NAME, partial(exhibits.document, query, choice, downloads.view_address())),
    )


def _draw(choice: Choice) -> None:
    exhibit = exhibits.whole(query, choice)
    st.header(exhibit.title, anchor=False)
    st.html(comparison_tables.html(exhibit.table, 10 + 6.5 * len(exhibit.table.columns)))
    layout.show_how_sure(list(exhibit.notes))
    with st.expander("Precies: uitleg en bronnen"):
        layout.show_origins(exhibits.newest(query, choice))
