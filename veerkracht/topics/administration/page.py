"""The page Beheer: decide on hand-ins, run the ETL, see who may see what.

Every action checks the visitor's login at the moment of the click, because the page can be older than the login.
"""

from collections.abc import Callable

import streamlit as st

from veerkracht.core import hand_ins, logs, paths
from veerkracht.core.errors import VeerkrachtError
from veerkracht.core.hand_ins import HandIn
from veerkracht.drawing import tables as html_tables
from veerkracht.topics.administration import sentences, tables, tasks, trial
from veerkracht.topics.administration.sentences import Action, Doing
from veerkracht.topics.hand_in import etl_process
from veerkracht.topics.hand_in import page as hand_in_page
from veerkracht.topics.hand_in import sentences as hand_in_sentences
from veerkracht.topics.hand_in_forms.files import HandInFile
from veerkracht.topics.sources import page as sources_page
from veerkracht.web import choices, layout, login, streamlit_internals

VIEWS = {"inzendingen": "Inzendingen", "ophalen": "Ophalen", "toegang": "Wie ziet wat"}
_LOOKED_AT, _STATUS, _DONE = "administration_looked_at", "administration_status", "administration_done"
_REFUSED = "administration_refused"  # the hand-in that was just refused, and the last task at that moment
_SECONDS_BETWEEN_LOOKS = 1
_SECONDS = 60  # of a command that the page waits for
_MOST_DECIDED = 10


def show() -> None:
    """Show the page to an administrator."""
    if not login.may_administer(st.user):
        return
    layout.show_heading("Beheer")
    _show_task()
    match choices.choose_part("Wat wilt u doen?", VIEWS, "beheer", has_label=False):
        case "inzendingen":
            _show_hand_ins()
        case "ophalen":
            _show_runs()
        case _:
            _show_access()


def _show_task() -> None:
    """Show the hand-in that the visitor just refused, and the progress of the last task, refreshed while it runs; once
    nothing runs, only the most recent of the two."""
    task = tasks.last()
    if (refused := st.session_state.get(_REFUSED)) and refused[1] is task:
        st.html(html_tables.lines(refused[0], [sentences.REFUSING], "goed"))
        task = task if task and task.is_busy else None
    if task is None:
        return
    seconds = _SECONDS_BETWEEN_LOOKS if task.is_busy else None
    st.fragment(_show_state, run_every=seconds)(task, seconds is not None)


def _show_state(task: tasks.Task, was_busy: bool) -> None:
    if not login.may_administer(st.user) or (was_busy and not task.is_busy):
        st.rerun()
    state = task.state()
    if state.code is None:
        title = sentences.title(task.doing, task.started_by)
        st.html(html_tables.lines(title, [sentences.IN_THE_BACKGROUND], "let-op"))
        if (stage := state.stage) is None:
            st.progress(0.0, hand_in_sentences.BEGINNING)
        else:
            st.progress(stage.done / stage.count, hand_in_sentences.stage(stage))
        return
    style = {sentences.ALL_WELL: "goed", sentences.PARTLY: "let-op"}.get(state.code, "fout")
    lines = [sentences.started(task.started_by, task.started_at), *state.warnings]
    text = sentences.outcome(task.doing, state.code, state.errors)
    st.html(html_tables.lines(text, lines, style, "status" if style == "goed" else "alert"))


def _show_hand_ins() -> None:
    listed = hand_ins.listed(paths.data_folder() / hand_ins.FOLDER)
    waiting = [hand_in for hand_in in listed if hand_in.state == "wacht"][::-1]
    decided = [hand_in for hand_in in listed if hand_in.state != "wacht"]
    st.header(sentences.waiting(len(waiting)), anchor=False)
    if not waiting:
        st.markdown(sentences.how_it_comes(login.is_handing_in_open()))
    for place, hand_in in enumerate(waiting, 1):
        _show_waiting(hand_in, place)
    if decided:
        st.header("Al besloten", anchor=False)
        newest_first = sorted(decided, key=lambda each: each.decided_at, reverse=True)
        for place, hand_in in enumerate(newest_first[:_MOST_DECIDED], 1):
            _show_decided(hand_in, place)
        if (rest := len(decided) - _MOST_DECIDED) > 0:
            st.caption(sentences.earlier(rest))


def _show_waiting(hand_in: HandIn, place: int) -> None:
    number = hand_in.number
    with st.container(border=True, key=f"inzending-{number}"):
        st.html(tables.hand_in(f"{place}. {hand_in.name}", [sentences.origin(hand_in)]))
        with st.container(horizontal=True, gap="small"):
            is_looked_at = st.session_state.get(_LOOKED_AT) == number
            label = "Niet meer bekijken" if is_looked_at else f"Bekijken ({place})"
            st.button(label, key=f"bekijken-{number}", on_click=_look_at, args=(None if is_looked_at else number,))
            with _confirmation(f"Overnemen ({place})", number):
                st.markdown(sentences.TAKING_OVER)
                _action_button("Ja, overnemen", "take_over", hand_in)
            with _confirmation(f"Afwijzen ({place})", number):
                reason = st.text_input("Waarom wijst u dit af?", key=f"reden-{number}", max_chars=500)
                st.caption(sentences.REFUSING)
                if st.button("Ja, afwijzen", key=f"ja-afwijzen-{number}"):
                    _act(lambda by: _refuse(hand_in, by, reason))
        if is_looked_at:
            _show_file(hand_in)


def _show_decided(hand_in: HandIn, place: int) -> None:
    with st.container(border=True, key=f"inzending-{hand_in.number}"):
        lines = [sentences.origin(hand_in), sentences.decision(hand_in)]
        st.html(tables.hand_in(f"{place}. {hand_in.name}", lines))
        if hand_in.state == "overgenomen":
            with _confirmation(f"Terugdraaien ({place})", hand_in.number):
                st.markdown(sentences.UNDOING)
                _action_button("Ja, terugdraaien", "undo", hand_in)


def _show_file(hand_in: HandIn) -> None:
    """Show the check and the preview of a hand-in, as Aanleveren does."""
    try:
        [path] = (paths.data_folder() / hand_ins.FOLDER / hand_in.number / hand_ins.FILE).iterdir()
        content = path.read_bytes()
    except (OSError, ValueError):
        st.error("Het bestand van deze inzending is er niet meer, of is niet te lezen. U kunt de inzending afwijzen.")
        return
    hand_in_page.show_check(HandInFile(path.name, content))


def _look_at(number: str | None) -> None:
    st.session_state[_LOOKED_AT] = number


def _confirmation(label: str, number: str) -> streamlit_internals.Popover:
    """Return a place below a button, in which the visitor confirms; it closes after the action."""
    return st.popover(label, key=f"{label}-{number}-{st.session_state.get(_DONE, 0)}")


def _action_button(label: str, action: Action, hand_in: HandIn | None = None, key: str = "") -> None:
    number = hand_in.number if hand_in else ""
    doing = Doing(action, hand_in.name if hand_in else "")
    if st.button(label, key=key or f"{action}-{number}", type="primary" if hand_in else "secondary"):
        _act(lambda by: tasks.start(doing, by, number))


def _act(action: Callable[[str], object]) -> None:
    """Do something in the name of the visitor, who must still be an administrator, and show the page again, or the
    error."""
    try:
        action(login.require_administrator())
    except VeerkrachtError as error:
        st.html(html_tables.lines(str(error), [], "fout", "alert"))  # as text: it may name files and people
    else:
        st.session_state[_DONE] = st.session_state.get(_DONE, 0) + 1
        st.rerun()


def _refuse(hand_in: HandIn, by: str, reason: str) -> None:
    etl_process.run(["afwijzen", hand_in.number, f"--naam={by}", f"--reden={reason}"], _SECONDS)
    logs.log_event("Een inzending is afgewezen op Beheer", number=hand_in.number)
    st.session_state[_REFUSED] = sentences.refused(hand_in), tasks.last()


def _show_runs() -> None:
    st.header("Cijfers ophalen", anchor=False)
    with st.container(horizontal=True, gap="small"):
        _action_button("Ophalen wat nieuw is", "fetch", key="ophalen")
        _action_button("Alleen de database maken", "build", key="bouwen")
        _action_button("Proef bij de uitgevers", "trial", key="proef")
    st.caption(sentences.FETCHING)
    runs = sources_page.logged_runs()
    if runs and (failed := [attempt for attempt in runs[-1].attempts if attempt.outcome == "mislukt"]):
        st.html(html_tables.html(tables.failed(failed), has_cards=True))
    sources_page.show_runs()
    _show_trial()
    _show_status()


def _show_trial() -> None:
    try:
        result = trial.read(paths.fetched_folder())
    except VeerkrachtError as error:
        st.error(str(error))
        return
    if result:
        st.header("Proef bij de uitgevers", anchor=False)
        st.html(html_tables.html(tables.trial(result), has_cards=True))


def _show_status() -> None:
    """Show the status of the ETL on request."""
    st.header("Wat is er nu?", anchor=False)
    st.markdown(sentences.WHAT_IS_THERE)
    if st.button("Laat zien wat er is", key="status"):
        with st.spinner("Dat kan even duren."):
            _act(lambda _: st.session_state.update({_STATUS: etl_process.run(["status"], _SECONDS)}))
    if text := st.session_state.get(_STATUS):
        st.html(tables.command_output(text, "Wat er is"))


def _show_access() -> None:
    st.header("Wie ziet wat?", anchor=False)
    sees = "U ziet interne cijfers en verhalen." if login.may_see_internal(st.user) else "U ziet de openbare cijfers."
    lines = [*sentences.who_sees(login.access_settings(), paths.has_internal_database()), sees]
    st.html(html_tables.lines(f"U bent ingelogd als {login.address(st.user)}", lines, "goed"))
