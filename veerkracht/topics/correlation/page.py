"""The page Samenhang: two topics against each other, or all topics of a theme."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from functools import partial

import streamlit as st

from veerkracht.core import periods
from veerkracht.database import lookups
from veerkracht.drawing import tables as html_tables
from veerkracht.groups import figures as group_figures
from veerkracht.topics.comparison import figures as comparison_figures
from veerkracht.topics.comparison.page import Choice as Chosen
from veerkracht.topics.correlation import exhibits, figures, sentences, tables
from veerkracht.topics.correlation.figures import Choice
from veerkracht.topics.sources.page import warn_of_sources
from veerkracht.web import downloads, layout, signposts
from veerkracht.web.cache import get_indicator, programme, query, replayed
from veerkracht.web.cache import groups as own_groups
from veerkracht.web.choices import choose, choose_many, choose_part
from veerkracht.web.downloads import Download

_DEFAULT = "laagste_inkomens"
_NEWEST, _OWN = "nieuwste", "eigen"  # codes in the URL: no shared year, no theme
_MOST_TOPICS, _MOST_LEFT_OUT = 25, 3  # of a matrix, and beside it
# the URL parameter of each way to choose buurten
_BUURTEN = {"wijk": "wijk", "lijkt": "op", "zelf": "gebied", "eigen": "uit_groep"}
_COLOURS = {"programma": "Buurten van het programma", "wijk": "Wijken"}


def choose_pair(buurten: Chosen) -> tuple[str, str, Choice | None]:
    """Return the two chosen indicators, with their year and buurten (None, after a message, without any); ends the page
    if there is only one indicator."""
    labels = query.value(comparison_figures.yearly_labels)
    if len(labels) == 1:
        st.info(sentences.ONE_TOPIC)
        st.stop()
    posts = signposts.of_topics(labels)
    left, right, *options = st.columns([5, 5, 2, 2], vertical_alignment="bottom")
    with left:
        first_id = choose("Onderwerp", labels, "indicator", _DEFAULT, posts)
    with right:
        second_id = choose("Tweede onderwerp", labels, "indicator2", figures.second_choice(labels, first_id), posts)
    return first_id, second_id, _choose_figures([first_id, second_id], buurten, options, has_points=True)


def _choose_figures(
    indicator_ids: Sequence[str], buurten: Chosen, options: Sequence[AbstractContextManager[object]], has_points: bool
) -> Choice | None:
    """Return the chosen year, by default the newest that these indicators share, the buurten, and what a second number
    leaves out, with the colours of the points; None, after a message, without any buurt.

    `options` are two places.
    """
    shared = figures.shared_periods(query, indicator_ids)
    years = {period: periods.parse(period).label for period in shared} | {_NEWEST: "Van elk het nieuwste"}
    first, second = options
    with first:
        chosen = choose("Jaar", years, "jaar")
    with second, st.popover("Opties", icon=":material/tune:"):
        parts, centre = query.value(figures.parts), programme().centre_code
        without = choose_many("Tweede getal: zonder", parts, "zonder", [centre] if centre else [], len(parts),
                              "Typ de naam van een wijk of buurt")  # fmt: skip
        has_groups = own_groups() or group_figures.buurten(query, programme().focus_area_codes)
        offered = _COLOURS | ({"groep": "Gebieden en groepen"} if has_groups else {})
        colours = choose_part("Kleuren", offered, "kleur") if has_points else "programma"
    if not shared:
        st.info(sentences.no_shared_year(len(indicator_ids)))
    if not buurten.codes:
        st.info(buurten.why_none)
        return None
    group = st.query_params["groep"]
    key = _BUURTEN.get(group, "")
    named = tuple((key, code) for code in st.query_params.get_all(key)) if key else ()
    return Choice(
        None if chosen == _NEWEST else chosen,
        buurten.codes,
        tuple(without),
        (("groep", group), *named),
        colours,  # type: ignore[arg-type]
    )


def show_pair(first_id: str, second_id: str, choice: Choice) -> None:
    """Show two indicators as a scatter plot of the buurten, what it says and what it does not."""
    warn_of_sources(get_indicator(indicator_id).source_id for indicator_id in (first_id, second_id))
    replayed(_draw_pair, first_id, second_id, choice)
    comparison = query.value(figures.compare, first_id, second_id, choice)
    name = f"samenhang-{first_id}-{second_id}"
    if comparison.has_points:
        about = programme()
        downloads.share_menu(
            [Download("", name, partial(exhibits.scatter, query, first_id, second_id, choice))],
            letter=downloads.letter_of([f"onderwerp-{first_id}", f"onderwerp-{second_id}"]),
            make_tables=lambda: [tables.buurten(comparison, about.focus_area_codes, about.inhabitants_period)],
        )
    replayed(_explain_pair, first_id, second_id, choice)


def _draw_pair(first_id: str, second_id: str, choice: Choice) -> None:
    comparison, focus = query.value(figures.compare, first_id, second_id, choice), programme().focus_area_codes
    about = exhibits.reading if comparison.has_points else exhibits.subject
    layout.show_title(sentences.title(comparison), about(query, comparison))
    chart_side, text_side = st.columns([3, 2])
    if comparison.has_points:
        with chart_side:
            layout.show_chart(exhibits.chart(query, comparison, choice), sentences.alternative(comparison, focus))
    text_side.markdown("\n\n".join([sentences.finding(comparison), *sentences.numbers(comparison)]))
    text_side.info(f"{sentences.CAUTION} {sentences.WHY_CAUTION}")
    st.html(html_tables.html(tables.buurten(comparison, focus, programme().inhabitants_period), has_cards=True))
    layout.show_how_sure([*sentences.story(comparison), *sentences.cautions(comparison), sentences.METHOD])


def _explain_pair(first_id: str, second_id: str, choice: Choice) -> None:
    with st.expander("Precies: uitleg en bronnen"):
        for topic in query.value(figures.compare, first_id, second_id, choice).topics:
            indicator_id = topic.indicator.indicator_id
            layout.show_notes(sentences.source_note(topic, lookups.origins(query, indicator_id)))
            layout.link_to_origin(indicator_id, topic.period)


def show_theme(buurten: Chosen) -> None:
    """Show how strongly the indicators of a theme, or others that the visitor chooses, are related in buurten, the
    strongest first."""
    themes = query.value(figures.themes)
    own_choice = {_OWN: "Eigen keuze, van elk thema"} if themes else {}
    left, *options = st.columns([10, 2, 2], vertical_alignment="bottom")
    with left:
        theme = choose("Thema", themes | own_choice, "thema", _usual_theme(themes))
    indicator_ids = [indicator.indicator_id for indicator in query.value(figures.of_theme, theme)]
    if theme == _OWN:
        usual_topics, _ = figures.one_of_each_question(query.value(figures.of_theme, _usual_theme(themes)))
        usual = [indicator.indicator_id for indicator in usual_topics]
        labels = query.value(comparison_figures.yearly_labels)
        indicator_ids = choose_many("Onderwerpen", labels, "onderwerp", usual, _MOST_TOPICS,
                                    placeholder="Kies twee of meer onderwerpen",
                                    signposts=signposts.of_topics(labels))  # fmt: skip
    chosen, left_out = figures.one_of_each_question([get_indicator(indicator_id) for indicator_id in indicator_ids])
    if len(chosen) < 2:
        st.info(f"Kies hierboven twee of meer onderwerpen. {sentences.left_out(left_out)}")
        return
    chosen_ids = [topic.indicator_id for topic in chosen]
    if (choice := _choose_figures(chosen_ids, buurten, options, has_points=False)) is None:
        return
    warn_of_sources(get_indicator(indicator_id).source_id for indicator_id in indicator_ids)
    replayed(_draw_theme, tuple(indicator_ids), choice)
    together = query.value(figures.compare_all, tuple(indicator_ids), choice)
    make = partial(exhibits.pairs, query, tuple(indicator_ids), choice, theme)
    downloads.share_menu(
        [Download("", f"samenhang-{theme}", make)],
        letter=downloads.letter_of([f"onderwerp-{indicator_id}" for indicator_id in indicator_ids]),
        make_tables=lambda: [tables.matrix_table(together), tables.strongest(together)],
    )
    with st.expander("Precies: bronnen"):
        layout.show_notes([sentences.sources(map(get_indicator, indicator_ids))])


def _usual_theme(themes: Mapping[str, str]) -> str:
    return "wonen" if "wonen" in themes else next(iter(themes), "")


def _draw_theme(indicator_ids: tuple[str, ...], choice: Choice) -> None:
    together = query.value(figures.compare_all, indicator_ids, choice)
    st.header(sentences.theme_title(together), anchor=False)
    st.markdown(sentences.chance(together))
    st.html(html_tables.legend(*tables.legend_items()) + tables.matrix(together))
    left_out, count = sentences.left_out(together.left_out), len(together.left_out)
    layout.show_notes([left_out if count <= _MOST_LEFT_OUT else sentences.many_left_out(count)])
    st.info(f"{sentences.CAUTION} {sentences.WHY_CAUTION}")
    st.html(html_tables.html(tables.strongest(together), has_cards=True))
    layout.show_how_sure([
        *([left_out] if count > _MOST_LEFT_OUT else []), *sentences.theme_cautions(together), sentences.METHOD,
    ])  # fmt: skip
