"""The page Kunnen we dit in 2030 weten?: the choice of goals, their timelines, and the details behind them."""

import streamlit as st

from veerkracht.core import dutch, moments
from veerkracht.drawing import tables as drawing_tables
from veerkracht.topics.goals import detectability, overview
from veerkracht.topics.goals import rows as goal_rows
from veerkracht.topics.readiness import charts, exhibits, rows, sentences
from veerkracht.web import choices, downloads, layout
from veerkracht.web.cache import area_names, programme, query, replayed
from veerkracht.web.downloads import Download

_ALL = "alle"
_FEWEST_BESIDE = 4  # goals, from which their time lines stand in two columns, where there is room
_KINDS_OF_YEARS = (  # {} is what kind of document the plan is
    "Gemeten: een cijfer uit een registratie of enquête. Model: een schatting van een rekenmodel. Telling: een aantal, "
    "zoals misdrijven of meldingen; dat schommelt door toeval.",
    "Nog op te halen: de bron heeft een tabel over dit jaar, maar die is nog niet opgehaald. Geen cijfer: de tabel "
    "is er, maar heeft (nog) geen cijfer van de buurten. Gepland: het cijfer moet nog komen. Geen bron: er is nog geen "
    "meting geregeld.",
    "Nulmeting: het jaar waarmee het {0} vergelijkt. Bij “nulmeting in plan” staat het cijfer alleen in het {0}.",
)  # fmt: skip
_REASONS = (
    "Niet opgehaald: de bron heeft het cijfer, het dashboard nog niet. Wacht op nieuwe meting: de bron meet later "
    "opnieuw. Bron niet aangesloten: er is een bron, maar nog geen bestand. Vraag bestaat nog niet: eerst is een "
    "besluit nodig. Maat vervallen: de bron geeft deze maat niet meer. Niet samen te nemen: de maat is er "
    "alleen per buurt of wijk.",
)  # fmt: skip


def choose() -> tuple[int, ...]:
    """Return the numbers of the goals to show, by strategic goal and by who acts."""
    goals = rows.outlooks(query, moments.today())
    if not goals:
        return ()
    strategic = {name: dutch.capital(name) for goal in goals for name in goal.strategic_goals}
    with st.container(horizontal=True, vertical_alignment="bottom", key="vk-weten-keuzes"):
        of = choices.choose("Strategisch doel", {_ALL: "Alle doelen"} | strategic, "strategisch", _ALL)
        owners = {"iedereen": "Iedereen"} | {goal.owner: dutch.capital(goal.owner) for goal in goals}
        owner = choices.choose("Wie is aan zet", owners, "aanzet", "iedereen")
    return tuple(
        goal.goal_id for goal in goals
        if of in (_ALL, *goal.strategic_goals)
        and owner in ("iedereen", goal.owner)
    )  # fmt: skip


def source_ids(goal_ids: tuple[int, ...]) -> set[str]:
    """Return the sources of the measures that are compared with a baseline."""
    return {row.source_id for row in goal_rows.statuses(query)
            if row.goal_id in goal_ids and row.baseline_period and row.source_id}  # fmt: skip


def show(goal_ids: tuple[int, ...]) -> None:
    """Show how many goals have no begin, the timelines, and folded who acts and how this is known."""
    today = moments.today()
    exhibit = query.value(exhibits.readiness, today, goal_ids)
    st.header(exhibit.title, anchor=False)
    if not goal_ids:
        st.info("Bij deze keuze hoort geen doel." if rows.outlooks(query, today) else sentences.NO_GOALS)
        return
    with st.container(key="weten"):
        replayed(_draw, goal_ids)
    downloads.share_menu([Download("", exhibit.name, lambda: exhibit)])


def _draw(goal_ids: tuple[int, ...]) -> None:
    exhibit = query.value(exhibits.readiness, moments.today(), goal_ids)
    st.markdown(" ".join(exhibit.findings))
    about, this_year = programme(), moments.today().year
    goals = [goal for goal in rows.outlooks(query, moments.today()) if goal.goal_id in goal_ids]
    half = (len(goals) + 1) // 2
    parts = [goals[:half], goals[half:]] if len(goals) >= _FEWEST_BESIDE else [goals]
    for place, part in zip(st.columns(len(parts), gap="large"), parts, strict=True):
        with place:
            layout.show_chart(
                charts.timeline(part, about.start_year, about.target_year, this_year),
                sentences.alternative(part, about.start_year, about.target_year),
            )
    with st.expander("Wie is aan zet?"):
        st.html(drawing_tables.html(exhibit.table))
    layout.show_how_sure(list(exhibit.notes))
    with st.expander("Precies: elk jaar, en vanaf wanneer een verandering te zien is"):
        _draw_precisely(goal_ids)


def _draw_precisely(goal_ids: tuple[int, ...]) -> None:
    statuses = [row for row in goal_rows.statuses(query) if row.goal_id in goal_ids]
    baselines = {row.measure_id: str(row.baseline_period) for row in statuses if row.baseline_period}
    available = [row for row in goal_rows.availability(query) if row.goal_id in goal_ids]
    first_rows = {row.measure_id: row for row in reversed(statuses)}
    detections = {
        measure_id: rows for measure_id, rows in goal_rows.detections(query).items() if measure_id in first_rows
    }
    st.html(overview.readiness(available, baselines))
    layout.show_notes([text.format(programme().plan_word) for text in _KINDS_OF_YEARS])
    st.html(detectability.summary(detections, first_rows))
    st.html(overview.moves(statuses, area_names(), programme().focus_area_codes))
    layout.show_notes(list(_REASONS))
