"""The meeting on screen: the bar with slides and choices, the five slides, the other goals, and a print on one A4."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date

import streamlit as st

from veerkracht.core import dutch, moments, paths
from veerkracht.drawing import exhibits
from veerkracht.drawing.tables import TEMPLATES
from veerkracht.topics.goals import page as goals_page
from veerkracht.topics.goals import picture, picture_words, rows
from veerkracht.topics.goals import sentences as goal_sentences
from veerkracht.topics.goals.rows import GoalStatus
from veerkracht.topics.meeting import beamer, decided, deck, news, open_points, proposals, sentences, slides, way
from veerkracht.topics.meeting.decided import Decided
from veerkracht.topics.meeting.open_points import Point
from veerkracht.topics.meeting.way import Way
from veerkracht.topics.since import days
from veerkracht.topics.sources import page as sources_page
from veerkracht.web import choices, downloads, layout
from veerkracht.web.cache import programme, query, replayed

_STYLE = paths.ROOT / "veerkracht" / "web" / "assets" / "meeting.css"
_FIRST, _SECOND, _DAY, _KEYS = "bespreek_1", "bespreek_2", "sinds_dag", "cijfertoetsen"


@dataclass(frozen=True)
class _Step:
    """A link to a slide in the bar."""

    label: str
    address: str
    is_here: bool


@dataclass(frozen=True)
class _Open:
    """The open points and decisions of a slide or sheet; `more` is how many points do not fit."""

    headline: str
    begin: str
    points: tuple[Point, ...]
    more: int
    decided: Decided


def hide_navigation() -> None:
    """Show the page without the bar on top, for a meeting; printed, each sheet gets its own page."""
    st.html(_STYLE)


def choose_way() -> Way:
    """Return the way through the meeting, from ?bespreek= and ?sinds= in the address, with messages on invalid
    values."""
    goals, by_text = rows.goals(query), {str(goal_id): goal_id for goal_id in rows.goals(query)}
    chosen = way.numbers(st.query_params.get_all("bespreek"))
    choices.warn_of_unknown("Te bespreken doel", chosen, dict.fromkeys(by_text, ""))
    goal_ids = list(dict.fromkeys(by_text[text] for text in chosen if text in by_text))
    if len(goal_ids) > proposals.MOST:
        st.warning(f"Te bespreken: de link noemt {len(goal_ids)} doelen. U ziet de eerste {proposals.MOST}.")
    goal_ids = goal_ids[: proposals.MOST]
    discussed = tuple(proposal.goal_id for proposal in proposals.to_discuss(query, goal_ids))
    return Way(tuple(goals), discussed, tuple(goal_ids), _chosen_day())


def _chosen_day() -> date | None:
    """Return the day in ?sinds=, None without one; a message says why it is invalid."""
    if not (text := st.query_params.get("sinds")):
        return None
    day, problem = days.parse(text, moments.today())
    if problem:
        st.warning(problem)
    return day


def choose_slide(meeting: Way) -> str:
    """Return the slide to show, in the address as ?dia=, below the bar of slides, which is not printed."""
    requested = st.query_params.get("dia", way.NEW)
    if requested in (way.EVERYTHING, way.SHEET):
        return requested
    choices.warn_of_unknown("Dia", [requested], dict.fromkeys(meeting.all_slides, ""))
    slide = requested if requested in meeting.all_slides else way.ALL
    with st.container(key="knoppen", horizontal=True, vertical_alignment="center"):
        st.html(_bar(meeting, slide), width="content")
        st.space("stretch")
        _offer_choices(meeting)
        layout.browser_button("Volledig scherm", "fullscreen")
        _offer_slides(meeting)
        st.html(TEMPLATES.get_template("slides_links.html").render(
            links={"Afdrukken": meeting.address(way.SHEET), "Sluiten": "doelen"}
        ), width="content")  # fmt: skip
    return slide


def show(meeting: Way, slide: str) -> None:
    """Show one slide."""
    match slide:
        case way.NEW:
            warn_of_sources(rows.statuses(query))
            layout.name_tab("Wat is er nieuw?")
            replayed(_draw_new, meeting.since, moments.today())
        case way.ALL:
            warn_of_sources(rows.statuses(query))
            replayed(_draw_overview, meeting)
        case way.OPEN:
            replayed(_draw_open, moments.today())
        case _:
            show_goal(meeting, meeting.goal_of(slide))


def warn_of_sources(statuses: Iterable[GoalStatus]) -> None:
    """Warn of sources of these measures that were not checked lately, or could not be."""
    sources_page.warn_of_sources(status.source_id for status in statuses if status.source_id)


def show_goal(meeting: Way, goal_id: int) -> None:
    """Show a goal: the finding, one chart, the question, and why it is discussed, if it is."""
    measure_ids = {measure[0].measure_id for measure in rows.measures_of(query, goal_id)}
    requested = st.query_params.get("maat")
    why = next((each for each in proposals.to_discuss(query, meeting.chosen) if each.goal_id == goal_id), None)
    measure_id = requested if requested in measure_ids else why.measure_id if why else None
    warn_of_sources(measure[0] for measure in rows.measures_of(query, goal_id))
    layout.name_tab(slides.of_goal(query, goal_id, measure_id).title)
    replayed(_draw_goal, meeting, goal_id, measure_id, why.reason if why else "")


def show_sheet(meeting: Way) -> None:
    """Show all that a meeting needs on one sheet of A4."""
    layout.name_tab("De vergadering op één A4")
    _offer_print(meeting, "Eén A4, staand.", {"Alle doelen afdrukken": meeting.address(way.EVERYTHING)})
    with st.container(key="blad-vergadering"):
        replayed(_draw_sheet, meeting, moments.today())


def show_sheets(meeting: Way) -> None:
    """Show the sheets to print: one for the overview and one for each goal."""
    _offer_print(meeting, "A4 liggend; een bladzijde voor het overzicht en een voor elk doel.", {})
    count = 1 + len(meeting.goal_ids)
    statuses = rows.statuses(query)
    with _sheet(0, count):
        st.title(f"Doelen van {programme().name}", anchor=False)
        warn_of_sources(statuses)
        st.html(picture.html(query, statuses, meeting.goal_addresses))
        st.markdown(goal_sentences.since_last(statuses))
        goals_page.note_on_goals(statuses)
    for number, goal_id in enumerate(meeting.goal_ids, 1):
        with _sheet(number, count):
            _show_goal_sheet(goal_id)


def _show_goal_sheet(goal_id: int) -> None:
    """Show the measures of a goal beside each other."""
    measures = rows.measures_of(query, goal_id)
    first = measures[0][0]
    st.title(f"{goal_id}. {first.name}", anchor=False)
    warn_of_sources(measure[0] for measure in measures)
    st.markdown(f"“{first.target_text}”")
    for place, measure in zip(st.columns(len(measures)), measures, strict=True):
        with place:
            goals_page.show_measure(measure)


def _offer_slides(meeting: Way) -> None:
    """Offer the five slides as PowerPoint."""
    today, link = moments.today(), downloads.view_address()  # not in the lambda: after a click it is unknown
    downloads.slides_menu(lambda: query.value(deck.deck, meeting, today, link), "vergaderstand")


def _offer_print(meeting: Way, explanation: str, more: dict[str, str]) -> None:
    """Offer to print the sheets below, with a link back."""
    with st.container(key="knoppen", horizontal=True, vertical_alignment="center"):
        layout.browser_button("Afdrukken", "print")
        st.markdown(explanation, width="content")
        st.space("stretch")
        st.html(TEMPLATES.get_template("slides_links.html").render(
            links={**more, "Terug naar de vergaderstand": meeting.address(way.ALL)}
        ), width="content")  # fmt: skip


def _sheet(number: int, count: int) -> AbstractContextManager[object]:
    """Return a container that is printed on a page of its own, with the date and its number."""
    place = st.container(key=f"blad-{number}")
    place.caption(f"Dashboard Veerkracht, {dutch.day(moments.today())}, bladzijde {number + 1} van {count}")
    return place


def _draw_sheet(meeting: Way, today: date) -> None:
    discussed = [
        (slides.of_goal(query, each.goal_id, each.measure_id), each.reason)
        for each in proposals.to_discuss(query, meeting.chosen)
    ]
    sender = f"{programme().name}, gemeente {programme().municipality_name}. Cijfers tot en met "
    st.html(TEMPLATES.get_template("meeting_sheet.html").render(
        title=f"Vergadering van {dutch.day(today)}", discussed=discussed,
        sender=f"{sender}{dutch.day(exhibits.moment(query))}.",
        news=news.news(query, meeting.since, today), open=_open(today),
    ))  # fmt: skip


def _draw_new(chosen: date | None, today: date) -> None:
    st.html(TEMPLATES.get_template("slide_new.html").render(news=news.news(query, chosen, today)))


def _draw_overview(meeting: Way) -> None:
    layout.name_tab("Alle doelen")
    if not meeting.goal_ids:
        st.html(f"<div class='vk-slide'><h1>{picture_words.NO_GOALS}</h1></div>")
        return
    st.html(TEMPLATES.from_string("<h1 class='vk-hidden'>Doelen van {{ name }}</h1>").render(name=programme().name))
    st.html(picture.html(query, rows.statuses(query), meeting.goal_addresses))


def _draw_goal(meeting: Way, goal_id: int, measure_id: str | None, reason: str) -> None:
    slide = slides.of_goal(query, goal_id, measure_id)
    here = meeting.slide_of(goal_id)
    other_measures = [(label, meeting.address(here, maat=other_id)) for other_id, label in slide.other_measures]
    st.html(TEMPLATES.get_template("slide_goal.html").render(slide=slide, other_measures=other_measures))
    if exhibit := slides.exhibit(query, slide.measure_id):
        assert exhibit.chart
        with st.container(key="dia-grafiek"):
            layout.show_chart(beamer.enlarged(exhibit.chart), exhibit.alternative)
    st.html(TEMPLATES.get_template("slide_question.html").render(slide=slide, reason=reason))


def _draw_open(today: date) -> None:
    layout.name_tab("Wat weten wij nog niet, en wat is besloten?")
    st.html(TEMPLATES.get_template("slide_open.html").render(open=_open(today)))


def _open(today: date) -> _Open:
    points, more = open_points.in_view(query)
    begin = open_points.without_begin(query, today)
    return _Open(open_points.headline(query), begin, points, more, decided.decided(query, today))


def _bar(meeting: Way, slide: str) -> str:
    labels = {way.NEW: "Nieuw", way.ALL: "Alle doelen", way.OPEN: "Besluiten"}
    steps = [
        _Step(f"{number}. {labels.get(code) or f'Doel {meeting.goal_of(code)}'}", meeting.address(code), code == slide)
        for number, code in enumerate(meeting.slides, 1)
    ]
    before, after = meeting.before(slide), meeting.after(slide)
    has_keys = st.session_state.get(_KEYS, True)
    return TEMPLATES.get_template("slides_bar.html").render(
        slides=steps, before=before and meeting.address(before), after=after and meeting.address(after),
        goals=dict(zip(meeting.goal_ids, meeting.goal_addresses, strict=True)) if has_keys else {},
    )  # fmt: skip


def _offer_choices(meeting: Way) -> None:
    """Offer a choice of the goals to discuss, kept in the address; the rule fills up the rest."""
    names = rows.titles(query)
    with st.popover("Kiezen"):
        st.toggle("Cijfertoetsen openen een doel", True, key=_KEYS)  # WCAG 2.1.4: speech can be taken for keys
        if len(meeting.discussed) < proposals.MOST:
            st.markdown("Er zijn te weinig doelen om uit te kiezen.")
            return
        for key, label, goal_id in zip(
            (_FIRST, _SECOND), ("Eerste doel", "Tweede doel"), meeting.discussed, strict=True
        ):
            st.session_state[key] = goal_id
            st.selectbox(label, list(names), key=key, format_func=names.__getitem__, on_change=_choose,
                         placeholder=choices.PLACEHOLDER)  # fmt: skip
        today = moments.today()
        st.session_state[_DAY] = dutch.day(news.since_when(query, meeting.since, today)[0])
        st.text_input("Nieuw sinds", key=_DAY, placeholder="Bijvoorbeeld 1 juni 2026", on_change=_choose_day)
        if meeting.chosen or meeting.since:
            st.button("Weer zoals voorgesteld", on_click=_forget)
        st.markdown(sentences.RULE)


def _choose() -> None:
    st.query_params["bespreek"] = f"{st.session_state[_FIRST]},{st.session_state[_SECOND]}"


def _choose_day() -> None:
    if typed := st.session_state[_DAY].strip():
        day, _ = days.parse(typed, moments.today())
        st.query_params["sinds"] = typed if day is None else day.isoformat()


def _forget() -> None:
    for name in ("bespreek", "sinds"):
        st.query_params.pop(name, None)
