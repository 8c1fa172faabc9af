"""Own groups of buurten on screen: those of the URL and of the municipality, and the menu to create one."""

import streamlit as st

from veerkracht.core import areas
from veerkracht.drawing import links
from veerkracht.groups import figures, sentences
from veerkracht.groups import group as own_groups
from veerkracht.groups.group import Group
from veerkracht.web import cache, choices
from veerkracht.web.cache import query

KEY = links.GROUP  # in the URL
_NAME, _WAY, _PARTS, _PROBLEM = "groep_naam", "groep_soort", "groep_delen", "groep_fout"
_WITH, _WIJKEN, _WITHOUT = "buurten", "wijken", "zonder"
_WAYS = {_WITH: "Buurten", _WIJKEN: "Wijken", _WITHOUT: "De {city} zonder"}
_AFTERWARDS = (
    "U vindt de groep daarna bij de gebieden op elke pagina met deze knop, en zij staat in de link. Niet elk onderwerp "
    "is samen te nemen: waar dat niet kan, heeft de groep geen cijfer."
)
_LISTED = ("trends", "raadsbrief")  # pages to whose list of areas a new group is added


def begin() -> None:
    """Use the groups in the URL for the rest of a run, else those of the visitor, plus the standing ones; report
    invalid ones."""
    cache.use_groups(())  # for the names of all other areas
    texts = _own_texts() or choices.last_chosen(KEY)
    standing = query.value(figures.standing)
    valid, problems = own_groups.read([*standing, *texts], cache.area_names())
    visitor_texts = [group.text for group in valid if group.text not in standing]
    if visitor_texts or KEY in st.query_params:
        choices.remember(KEY, visitor_texts)
    cache.use_groups(valid)
    for problem in problems:
        st.warning(problem)


def say_groups_unavailable(why: str) -> None:
    """Tell visitors with own groups why these cannot be chosen on this page; the rest of the run has none."""
    begin()
    if cache.groups():
        st.caption(f"Eigen groepen staan niet op deze pagina: {why}")
    cache.use_groups(())


def show_menu() -> None:
    """Show the menu to create an own group of buurten, or delete one."""
    with st.popover("Eigen groepen", icon=":material/group_work:", key="eigen-groepen", on_change="rerun") as menu:
        if not menu.open:
            return
        if problem := st.session_state.pop(_PROBLEM, ""):
            st.warning(problem)
        _show_existing()
        st.markdown("**Eigen groep maken**")
        st.text_input("Naam van de groep", key=_NAME, max_chars=areas.LONGEST_NAME, placeholder="Bijvoorbeeld Oost")
        ways = {way: label.format(city=cache.programme().municipality_word) for way, label in _WAYS.items()}
        way = st.segmented_control("Neem samen", list(ways), default=_WITH, key=_WAY, format_func=ways.__getitem__,
                                   required=True)  # fmt: skip
        options = _options(way or _WITH)
        st.multiselect("Welke", list(options), key=f"{_PARTS}_{way}", format_func=options.__getitem__,
                       placeholder="Kies een of meer", select_all=False)  # fmt: skip
        st.button("Groep maken", key="groep-maken", on_click=_make)
        st.caption(_AFTERWARDS)


def _show_existing() -> None:
    standing, texts = query.value(figures.standing), sentences.by_code(query, [group.code for group in cache.groups()])
    for group in cache.groups():
        row = st.container(horizontal=True, vertical_alignment="center", gap="small")
        row.markdown(texts[group.code])
        if group.text not in standing:
            row.button("Weghalen", key=f"weg-{group.code}", on_click=_remove, args=(group,))


def _options(way: str) -> dict[str, str]:
    levels = {_WITH: ("buurt",), _WIJKEN: ("wijk",), _WITHOUT: ("wijk", "buurt")}[way]
    return {
        code: name for level in levels for code, name in cache.area_names().items()
        if code != areas.TOGETHER and areas.level(code) == level
    }  # fmt: skip


def _make() -> None:
    """Create the group of the form and choose it; the menu reports mistakes."""
    way = st.session_state.get(_WAY) or _WITH
    parts = [str(code) for code in st.session_state.get(f"{_PARTS}_{way}", [])]
    if way == _WITHOUT and parts:
        parts = [cache.programme().municipality_code, *(f"-{code}" for code in parts)]
    group, problem = own_groups.make(str(st.session_state.get(_NAME, "")), parts, cache.area_names(), cache.groups())
    if group and len(cache.groups()) == own_groups.MOST:
        group, problem = None, f"Er zijn al {own_groups.MOST} groepen: meer past er niet. Haal er eerst een weg."
    if not group:
        st.session_state[_PROBLEM] = problem
        return
    choices.remember(KEY, [*_own_texts(), group.text])
    st.session_state[_NAME], st.session_state[f"{_PARTS}_{way}"] = "", []
    chosen = st.session_state.get("gebied")
    if choices.current_page() in _LISTED and isinstance(chosen, list):
        st.session_state["gebied"] = [*chosen, group.code]


def _remove(group: Group) -> None:
    choices.remember(KEY, [text for text in _own_texts() if text != group.text])


def _own_texts() -> list[str]:
    return [text for text in st.query_params.get_all(KEY) if text]
