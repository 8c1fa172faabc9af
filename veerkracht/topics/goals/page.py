"""The pages on goals: one measure in layers, and a summary on a sheet of paper."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from veerkracht.core import dutch, paths
from veerkracht.database import lookups
from veerkracht.drawing import exhibits as drawing_exhibits
from veerkracht.drawing import sentences
from veerkracht.drawing import tables as drawing_tables
from veerkracht.groups import sentences as group_sentences
from veerkracht.method.detection import Rules
from veerkracht.topics.efforts import figures as efforts
from veerkracht.topics.efforts import tables as effort_tables
from veerkracht.topics.efforts.page import Marks, choose_marks
from veerkracht.topics.goals import (
    charts,
    comparisons,
    detectability,
    early,
    exhibits,
    headlines,
    next_steps,
    overview,
    picture,
    picture_words,
    rows,
    standings,
    tables,
)  # fmt: skip
from veerkracht.topics.goals import sentences as goal_sentences
from veerkracht.topics.goals.charts import PathView
from veerkracht.topics.goals.rows import GoalStatus, Measure
from veerkracht.web import choices, downloads, layout, signposts
from veerkracht.web.cache import area_names, get_indicator, programme, query, replayed
from veerkracht.web.downloads import Document, Download

_STRIP_HEIGHT, _SHEET_HEIGHT = 190, 200  # of a strip on screen, and of a chart on a sheet of paper, in pixels
_MOST_EFFORTS = 3  # that are named in view
_PRINT_STYLE = paths.ROOT / "veerkracht" / "web" / "assets" / "goals_print.css"


def choose_goal() -> int:
    """Return the goal that the visitor chose, under its name as the title, with links to the previous and next goal."""
    names = {goal_id: goal.name for goal_id, goal in rows.goals(query).items()}
    titles = {str(goal_id): title for goal_id, title in rows.titles(query).items()}
    heading, choice = st.columns([3, 2], vertical_alignment="bottom")
    if not titles:  # the choice then ends the page
        heading.title("Doelkaart", anchor=False)
    with choice, st.container(horizontal=True, vertical_alignment="bottom", key="doel-keuze"):
        steps = st.container(width="content")
        words = signposts.of_words(titles, {code: f"doel-{code}" for code in titles})
        goal_id = int(choices.choose("Doel", titles, "doel", signposts=words))
    steps.html(tables.steps(names, goal_id))
    heading.title(titles[str(goal_id)], anchor=False)
    layout.name_tab(titles[str(goal_id)])
    return goal_id


def choose_measure(measures: Sequence[Measure]) -> Measure:
    """Return the measure to show of a goal that has more than one, in the URL as ?maat=; the first by default."""
    if len(measures) == 1:
        return measures[0]
    by_id = {measure[0].measure_id: measure for measure in measures}
    labels = {measure_id: measure[0].label for measure_id, measure in by_id.items()}
    return by_id[choices.choose_part("Maat van dit doel", labels, "maat", has_label=False)]


def show_path(measure: Measure) -> tuple[Marks, list[Download]]:
    """Show the path of a measure, if any, with its options below it; return the efforts that the visitor marks on its
    time axis, and its downloads."""
    first, place = measure[0], st.container(key="pad-grafiek")
    if not query.value(charts.has_path, measure):
        return choose_marks(first.goal_id, False), []
    with st.container(horizontal=True, gap="small"):
        reading, marks = _choose_options(first)
        if not query.value(charts.has_path, measure, reading):
            return marks, []
        view = PathView(first.measure_id, reading, marks.are_on_screen)
        saved = replace(view, has_efforts=marks.are_saved)
        name = query.value(exhibits.path, view).name
        offer = Download("Pad naar het doel", name, lambda: query.value(exhibits.path, saved))
    with place:
        replayed(_draw_path, view)
    return marks, [offer]


def _choose_options(first: GoalStatus) -> tuple[str | None, Marks]:
    """Return the reading that a path is drawn for, and the efforts on its time axis."""
    if not rows.readings(query, first.measure_id) and efforts.marks(query, first.goal_id).empty:
        return None, choose_marks(first.goal_id, False)
    with st.popover("Opties", icon=":material/tune:"):
        return _choose_reading(first), choose_marks(first.goal_id, True)


def show_strip(measure: Measure) -> Download:
    """Show how all buurten of the city changed; return its download."""
    measure_id = measure[0].measure_id
    with st.container(key="buurten-grafiek"):
        replayed(_draw_strip, measure_id, _STRIP_HEIGHT)
    name = query.value(exhibits.strip, measure_id).name
    return Download("Ook zonder programma?", name, lambda: query.value(exhibits.strip, measure_id))


def show_measure(measure: Measure) -> None:
    """Show one measure on a sheet of paper: a card per focus area, the path, the strip."""
    measure_id = measure[0].measure_id
    replayed(_draw_sheet, measure_id)
    if measure[0].indicator_id is None:
        return
    has_strip = charts.has_strip(query, measure_id)
    path_side, strip_side = st.columns([3, 2]) if has_strip else (st.container(), None)
    with path_side:
        if query.value(charts.has_path, measure):
            replayed(_draw_path, PathView(measure_id, height=_SHEET_HEIGHT, place="op de doelkaart"))
    if strip_side:
        with strip_side:
            replayed(_draw_strip, measure_id, _SHEET_HEIGHT)


def show_early_signal(measure: Measure) -> None:
    """Show the early signal of both wijken where the measure is counted per month too, or why there is none."""
    layout.show_notes([early.sentence(query, measure[0].indicator_id)])


def show_when_known(measure: Measure) -> None:
    """Show the smallest detectable change and when it shows, with sliders for a supposed change and the answers of a
    survey."""
    first = measure[0]
    detections = rows.detections(query).get(first.measure_id, ())
    if not detectability.is_known(detections):
        return
    usual = detectability.usual(first, detections)
    st.markdown(detectability.explanation(detections, _rules()))
    with st.container(horizontal=True):
        steps = {str(size): detectability.size(size, first) for size in detectability.changes(first)}
        chosen = choices.choose_step(
            f"Stel: de echte verandering tot {first.target_year} is", steps, f"stel{first.measure_id}",
            f"{usual.change:g}",
        )  # fmt: skip
        of_survey = usual.answers
        if of_survey is not None:
            counts = {str(count): f"{count} antwoorden" for count in detectability.ANSWERS}
            picked = choices.choose_step("Antwoorden per buurt", counts, f"n{first.measure_id}", f"{of_survey:g}")
            of_survey = float(picked)
    supposed = detectability.Supposed(float(chosen), of_survey)
    st.html(detectability.table(detections, first, area_names(), supposed, _rules()))


def _rules() -> Rules:
    return Rules(lookups.threshold(query, "screen_confidence"), lookups.threshold(query, "power"))


def choose_goals(statuses: Sequence[GoalStatus]) -> list[GoalStatus]:
    """Return the statuses of the goals to show: by strategic goal, by who acts, or to discuss."""
    lines = picture.lines(query)
    strategic = {name: dutch.capital(name) for status in statuses for name in status.strategic_goals}
    owners = {line.move.owner: f"Aan zet: {line.move.owner}" for line in lines}
    with st.container(horizontal=True, vertical_alignment="center", key="doelen-keuzes"):
        goal = choices.choose(
            "Strategisch doel", {"alle": "Alle doelen", **strategic}, "strategisch", "alle", has_label=False
        )
        owner = choices.choose("Wie is aan zet", {"iedereen": "Aan zet: iedereen", **owners}, "aanzet", "iedereen",
                               has_label=False)  # fmt: skip
        is_discussion = choices.choose_switch("Te bespreken", "bespreken")
    goal_ids = {
        line.goal_id for line in lines
        if owner in ("iedereen", line.move.owner) and (line.move.is_discussion or not is_discussion)
    }  # fmt: skip
    return [
        status for status in statuses
        if status.goal_id in goal_ids and (goal == "alle" or goal in status.strategic_goals)
    ]  # fmt: skip


def show_to_discuss() -> None:
    """Show which goals are to be discussed, if any, with a link to only these on Doelen."""
    goal_ids = [str(line.goal_id) for line in picture.lines(query) if line.move.is_discussion]
    if goal_ids:
        what = "doel" if len(goal_ids) == 1 else "doelen"
        st.html(drawing_tables.link("doelen?bespreken=ja", f"Te bespreken: {what} {dutch.joined(goal_ids)}"))


def show_picture(statuses: Sequence[GoalStatus]) -> None:
    """Show the goals of these statuses as a picture that prints on one sheet."""
    st.html(_PRINT_STYLE)
    st.html(picture.html(query, statuses))


def share_picture(statuses: Sequence[GoalStatus]) -> None:
    """Show the menu of the picture of these goals; nothing without any."""
    goal_ids, link = tuple(dict.fromkeys(status.goal_id for status in statuses)), downloads.view_address()
    if not goal_ids:
        return
    document = Document(
        "doelen",
        lambda: drawing_exhibits.document(query, "doelen", [query.value(exhibits.overview, goal_ids)], link),
        lambda: query.value(exhibits.deck, goal_ids, link),
    )
    offer = Download("", "doelen", lambda: query.value(exhibits.overview, goal_ids))
    letter = downloads.letter_of([f"doel-{goal_id}" for goal_id in goal_ids])
    downloads.share_menu([offer], letter=letter, document=document)


def show_certainty(statuses: Sequence[GoalStatus]) -> None:
    """Show below the picture, folded, how it is made and the status, figure and distance to the path of every goal;
    without goals in the choice, a link back to all of them."""
    if not statuses:
        if rows.goals(query):
            st.html(drawing_tables.link("doelen", "Toon alle doelen"))
        return
    with st.expander("Hoe zeker is dit?", expanded=False):
        how_made = picture_words.how_made(programme().municipality_word)
        st.markdown(f"{how_made}\n\n{goal_sentences.since_last(statuses)}")
        st.html(query.value(overview.overview, tuple(statuses)))
        note_on_goals(statuses)


def note_on_goals(statuses: Sequence[GoalStatus]) -> None:
    """Show how many of these verdicts chance alone would produce, the source of goals and baselines, and that their
    reading is provisional."""
    st.caption(
        f"{goal_sentences.by_chance(statuses, rows.holding(query))} Bron van doelen en nulmetingen: gemeente "
        f"{programme().municipality_name}, {programme().plan}. {goal_sentences.unsettled(programme().plan_unsettled)}"
    )


def draw_standings(measure_id: str) -> None:
    """Draw the status of a measure: a card per focus area with the finding and three answers."""
    measure = rows.measures(query)[measure_id]
    st.header(f"{measure[0].label}, {dutch.in_unit(measure[0].unit)}", anchor=False)
    st.html(tables.standings(standings.of_measure(query, measure)))
    if note := goal_sentences.of_model(measure[0]):
        st.caption(note)


def _draw_sheet(measure_id: str) -> None:
    """Draw the title of a measure, a card per focus area and caveats."""
    names, measure = area_names(), rows.measures(query)[measure_id]
    st.header(f"{measure[0].label}, {dutch.in_unit(measure[0].unit)}", anchor=False)
    for column, status in zip(st.columns(len(programme().focus_area_codes)), measure, strict=False):
        texts = goal_sentences.standing(status, names[status.area_code])[:1]  # the headline says the rest
        column.html(tables.card(standings.of_area(query, status), texts))
    layout.show_notes([" ".join(goal_sentences.caveats(measure[0]))])


def draw_sections(measure_id: str, has_marks: bool) -> None:
    """Draw whether the target would close the gap to the city, the efforts, and when more will be known; `has_marks` is
    whether efforts are on the time axis above."""
    names, measure = area_names(), rows.measures(query)[measure_id]
    gaps = [
        comparisons.closes(status, names[status.area_code], rows.reference(query, status))
        for status in standings.of_focus_areas(measure)
    ]
    links = _efforts(measure[0].goal_id, has_marks)
    nothing = "Er is nog geen inspanning bekend. Aan zet: het programmateam."
    st.html(tables.sections(
        {
            f"Doel gehaald, {measure[0].city_word} ingehaald?": [gap for gap in gaps if gap],
            "Wat wordt er gedaan": [] if links else [nothing],
            "Wanneer weten we het?": next_steps.when_known(measure, rows.detections(query).get(measure_id, ()), names),
        },
        {"Wat wordt er gedaan": links},
    ))  # fmt: skip


def _efforts(goal_id: int, has_marks: bool) -> list[tuple[str, str]]:
    """Return the efforts for a goal with their addresses: those on its time axis first, with their numbers, then how
    many more there are; those for all goals only when it has none of its own."""
    done = efforts.chosen(query, efforts.Choice(goal_id))
    numbers = efforts.numbers(query, goal_id) if has_marks else {}
    of_goal = [effort for effort in done if not effort.is_for_all_goals] or done
    of_goal.sort(key=lambda effort: effort.effort_id not in numbers)
    links = []
    for effort in of_goal[:_MOST_EFFORTS]:
        number = f"({numbers[effort.effort_id]}) " if effort.effort_id in numbers else ""
        links.append((number + effort.name, effort_tables.link(inspanning=effort.effort_id)))
    if more := len(done) - len(links):
        links.append((f"en nog {more}", effort_tables.link(bij_doel=goal_id)))
    return links


def draw_how_sure(measure_id: str, has_marks: bool) -> None:
    """Draw how sure the answers of a measure are: margin, model, chance and similar buurten."""
    names, city, measure = area_names(), programme().municipality_name, rows.measures(query)[measure_id]
    first = measure[0]
    focus = standings.of_focus_areas(measure)
    for column, status in zip(st.columns(min(len(focus), 3)) * len(focus), focus, strict=False):
        area = names[status.area_code]
        stick = rows.yardstick(query, status)
        figures = rows.related(query).get((measure_id, status.area_code), ()) if status.value is None else ()
        texts = [*goal_sentences.standing(status, area), comparisons.versus_city(status, area, city),
                 comparisons.left_after(status, area), comparisons.since_before_extreme(status),
                 goal_sentences.related(figures),
                 comparisons.yardstick(status, stick, headlines.headline(status, stick)),
                 goal_sentences.adopted(status, area), goal_sentences.absolutes(status, area)]  # fmt: skip
        column.html(tables.texts(area, [text for text in texts if text]))
    if windows := rows.windows(query, measure_id):
        st.markdown(" ".join(next_steps.windows(windows, first, names)))
    notes = [
        *goal_sentences.cautions(first),
        goal_sentences.chance(first),
        comparisons.without_figures(rows.changes(query, measure_id)),
    ]
    if first.indicator_id:
        notes += group_sentences.how(query, get_indicator(first.indicator_id), [row.area_code for row in focus])
    if query.value(charts.has_path, measure):
        notes += query.value(exhibits.path, PathView(measure_id, has_efforts=has_marks)).notes
    if small := effort_tables.notes([*dict.fromkeys(notes)]):  # with everything that a writer typed as plain text
        st.html(small)


def _choose_reading(status: GoalStatus) -> str | None:
    """Return the reading of the target for the path, by default the one that applies.

    None for a target that can be read in one way only.
    """
    if not rows.readings(query, status.measure_id):
        return None
    kinds = dict.fromkeys([status.reading, "procentpunt", "procent", "inwoners"])
    options = {kind: dutch.reading(kind, status.amount, status.direction, status.unit) for kind in kinds}
    options[status.reading] += " (geldt nu)"
    return choices.choose_part("Lezing van het doel in deze grafiek (de stand verandert niet)", options,
                               f"lezing{status.measure_id}")  # fmt: skip


def _draw_path(view: PathView) -> None:
    exhibit = query.value(exhibits.path, view)
    assert exhibit.chart
    has_target = query.value(charts.has_target, rows.measures(query)[view.measure_id], view.reading)
    st.markdown(f"**{'Pad naar het doel' if has_target else 'De cijfers tot nu toe'}**")
    layout.show_chart(exhibit.chart, exhibit.alternative)
    if signs := " ".join(exhibit.findings):
        st.caption(signs)


def _draw_strip(measure_id: str, height: int) -> None:
    exhibit = query.value(exhibits.strip, measure_id)
    assert exhibit.chart
    st.markdown("**Ook zonder programma?**")
    is_many = len(programme().focus_area_codes) > picture.MOST_SIDE_BY_SIDE  # and their names need more height
    layout.show_chart(exhibit.chart, exhibit.alternative, None if is_many else height)
    st.markdown("\n\n".join(exhibit.findings))


def draw_details(measure_id: str) -> None:
    """Draw the details of a measure: statuses, readings, means over years, history, figures."""
    names, focus, measure = area_names(), programme().focus_area_codes, rows.measures(query)[measure_id]
    first = measure[0]
    left, right = st.columns(2, gap="large")
    left.html(tables.facts(measure, names))
    with right:
        if readings := rows.readings(query, measure_id):
            st.html(tables.readings(readings, first, names, focus))
        if windows := rows.windows(query, measure_id):
            st.html(tables.windows(windows, first, names))
        if history := rows.history(query, measure_id):
            st.html(tables.history(history, first, names))
    if first.indicator_id is None:
        return
    indicator, codes = get_indicator(first.indicator_id), list(programme().compared_codes)
    trend = lookups.trend(query, first.indicator_id, codes)
    if trend["value"].notna().any():
        st.html(drawing_tables.html(tables.trend(trend, codes, names, indicator, focus)))
    if changes := rows.changes(query, measure_id):
        st.html(tables.changes(changes, first, names, focus))
    layout.link_to_origin(first.indicator_id)
    origins = lookups.origins(query, first.indicator_id)
    notes = [goal_sentences.source(first), next_steps.next_figure(first)]
    layout.show_notes([*notes, *sentences.source_note(indicator, origins)])
