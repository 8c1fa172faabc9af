"""The page Vergelijken for the chosen buurten: one subject as dots and a ranking, several as a heat table."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import streamlit as st

from veerkracht.core import areas, periods
from veerkracht.database import lookups
from veerkracht.groups import figures as group_figures
from veerkracht.groups import sentences as group_sentences
from veerkracht.topics.comparison import exhibits, figures, sentences, tables, unusual
from veerkracht.topics.comparison.figures import Subject
from veerkracht.topics.sources.page import warn_of_sources
from veerkracht.web import downloads, layout, signposts
from veerkracht.web.cache import area_names, get_indicator, groups, programme, query, replayed
from veerkracht.web.choices import (
    choose,
    choose_many,
    choose_part,
    choose_period_or_film,
    forget,
    require_options,
    say_no_film,
)
from veerkracht.web.downloads import Download

GROUPS = {"alle": "Alle", "wijk": "Per wijk", "lijkt": "Lijkt op", "zelf": "Zelf kiezen"}
OWN_GROUP = {"eigen": "Eigen groep"}  # if there are any
ORDERS = {"hoog": "Hoog naar laag", "naam": "Naam", "wijk": "Wijk"}
SHOWN = {"ongewoon": "Alleen ongewoon", "alles": "Alle vergelijkingen"}
_OWN_CHOICE = "eigen"
_MOST = 10  # indicators side by side
_DEFAULT = "ervaren_gezondheid"


@dataclass(frozen=True)
class Choice:
    """The codes of the chosen buurten, or why there are none; `like` is the buurt that the others are similar to."""

    codes: tuple[str, ...]
    why_none: str = ""
    like: str = ""


def choose_buurten(usual_own: Sequence[str] = ()) -> Choice:
    """Return which buurten the visitor chose, in the URL as ?groep= and related parameters; an own choice starts with
    `usual_own`, by default the focus areas."""
    buurten, focus = query.value(figures.buurten), [*group_figures.focus_buurten(query)]
    names = {buurt.area_code: buurt.name for buurt in buurten}
    buurten_of = group_figures.buurten(query, [*programme().focus_area_codes, *(group.code for group in groups())])
    match choose_part("Buurten", GROUPS | (OWN_GROUP if buurten_of else {}), "groep"):
        case "wijk":
            wijken = dict(sorted((buurt.wijk_code, buurt.wijk) for buurt in buurten))
            usual = list(dict.fromkeys(str(areas.parent(code)) for code in focus))
            chosen = choose_many("Wijken", wijken, "wijk", usual, len(wijken), placeholder="Kies een of meer wijken")
            codes = tuple(buurt.area_code for buurt in buurten if buurt.wijk_code in chosen)
            return Choice(codes, "Kies hierboven een of meer wijken.")
        case "lijkt":
            like = choose("Lijkt op", names, "op", focus[0])
            neighbours = query.value(figures.likeness, like).nearest
            return Choice((like, *(neighbour.area_code for neighbour in neighbours)), like=like)
        case "zelf":
            begin = [*(usual_own or focus)]
            chosen = choose_many("Buurten, op naam", names, "gebied", begin, len(names),
                                 placeholder="Typ de naam van een buurt")  # fmt: skip
            if usual_own and chosen == begin:
                forget("gebied")
            return Choice(tuple(chosen), "Kies hierboven een of meer buurten.")
        case "eigen":
            code = choose("Gebied of groep", {code: area_names()[code] for code in buurten_of}, "uit_groep")
            return Choice(tuple(buurt for buurt in names if buurt in buurten_of[code]))
        case _:
            return Choice(tuple(names))


def show_one(choice: Choice) -> None:
    """Show one indicator for the chosen buurten, what they have in common, and the sources of the figures."""
    subject, order, is_film = _choose_subject(choice)
    indicator_id, period = subject.indicator_id, subject.period
    warn_of_sources([get_indicator(indicator_id).source_id])
    if thin := sentences.sparse(lookups.periods(query, indicator_id), period):
        st.info(thin)
    ranking = query.value(figures.ranking, subject)
    if why := sentences.nothing(ranking, choice.why_none):
        st.info(why)
    else:
        if is_film and len(query.value(figures.film, replace(subject, period=""))) > 1:
            _show_film(subject, order)
        else:
            if is_film:
                say_no_film("deze buurten hebben maar over één jaar een cijfer", periods.parse(period).label)
            replayed(_draw_ranking, subject, order)
        name = f"vergelijken-{indicator_id}-{period.replace('/', '-')}"
        inhabitants_period = programme().inhabitants_period
        downloads.share_menu(
            [Download("", name, partial(exhibits.ranking, query, subject, order))],
            letter=downloads.letter_of([f"onderwerp-{indicator_id}"]),
            make_tables=lambda: [tables.ranking(ranking, order, inhabitants_period)],
        )
    replayed(_explain_one, indicator_id, period, choice.like)


def _choose_subject(choice: Choice) -> tuple[Subject, str, bool]:
    """Return the chosen indicator and period, the order of the rows of the table, and whether to show a film."""
    labels = query.value(figures.labels)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        indicator = get_indicator(choose("Onderwerp", labels, "indicator", _DEFAULT, signposts.of_topics(labels)))
        available = lookups.periods(query, indicator.indicator_id)
        label = "Maand" if indicator.frequency == "maand" else "Jaar"
        period, is_film = choose_period_or_film(label, available, "jaar")
        order = choose_part("Volgorde van de tabel", ORDERS, "volgorde")
    return Subject(indicator.indicator_id, period, choice.codes), order, is_film


def _draw_ranking(subject: Subject, order: str) -> None:
    ranking = query.value(figures.ranking, subject)
    layout.show_title(sentences.title(ranking), sentences.subject(ranking))
    absent = group_sentences.not_drawn(query, ranking.indicator, [subject.period])
    st.markdown("\n\n".join(filter(None, (*sentences.standing(ranking), absent))))
    with st.container(key="vk-heat-beside"):
        left, right = st.columns(2, gap="medium")
    with left:
        layout.show_chart(exhibits.chart(query, ranking), sentences.finding(ranking))
    with right:
        _draw_table(subject, order)
    _draw_notes(subject)


def _show_film(subject: Subject, order: str) -> None:
    """Show the rankings of all periods as a film, and the table of the current period."""
    every = replace(subject, period="")  # the same at any period of the film
    if absent := group_sentences.not_drawn(query, get_indicator(subject.indicator_id), [subject.period]):
        st.markdown(absent)
    st.html(query.value(exhibits.film_controls, every))
    with st.container(key="vk-heat-beside"):
        left, right = st.columns(2, gap="medium")
    with left:
        replayed(_draw_film, every)
    with right:
        replayed(_draw_table, subject, order)
    replayed(_draw_notes, subject)


def _draw_film(subject: Subject) -> None:
    layout.show_chart(
        exhibits.film_chart(query, subject), sentences.film_alternative(get_indicator(subject.indicator_id))
    )
    layout.show_notes(exhibits.film_notes(query, subject))


def _draw_table(subject: Subject, order: str) -> None:
    ranking = query.value(figures.ranking, subject)
    st.html(tables.html(tables.ranking(ranking, order, programme().inhabitants_period), heading=1))


def _draw_notes(subject: Subject) -> None:
    ranking = query.value(figures.ranking, subject)
    small, references = lookups.threshold(query, "small_population"), list(query.value(figures.references))
    of_groups = [
        *group_sentences.of_buurten(query, references), *group_sentences.how(query, ranking.indicator, references)
    ]  # fmt: skip
    layout.show_how_sure([*sentences.dot_notes(ranking, small), *of_groups])


def _explain_one(indicator_id: str, period: str, like: str) -> None:
    _draw_likeness(like)
    with st.expander("Precies: uitleg en bronnen"):
        layout.show_origin(indicator_id, period)


def show_several(choice: Choice) -> None:
    """Show several indicators for the chosen buurten, what they have in common, and the sources of the figures."""
    indicator_ids, by_wijk = _choose_several()
    if not (choice.codes and indicator_ids):
        st.info(choice.why_none if indicator_ids else "Kies hierboven een of meer onderwerpen.")
        indicator_ids = ()
    else:
        warn_of_sources(get_indicator(indicator_id).source_id for indicator_id in indicator_ids)
        replayed(_draw_heat, indicator_ids, choice.codes, by_wijk)
        make = partial(exhibits.heat, query, indicator_ids, choice.codes, by_wijk)
        letter = downloads.letter_of([f"onderwerp-{indicator_id}" for indicator_id in indicator_ids])
        downloads.share_menu([Download("", "vergelijken", make)], letter=letter)
    replayed(_explain_several, indicator_ids, choice.like)


def show_unusual(choice: Choice) -> None:
    """Show unusual changes in the chosen buurten, among buurten in the whole country."""
    has_usual = choose_part("Toon", SHOWN, "toon") == "alles"
    if groups():
        st.caption(sentences.NO_GROUPS)
    overview = query.value(unusual.overview, choice.codes)
    if why := sentences.no_yardstick(overview, choice.why_none, bool(choice.codes)):
        st.info(why)
        return
    warn_of_sources(dict.fromkeys(row.indicator.source_id for row in overview.rows))
    replayed(_draw_unusual, choice.codes, has_usual)
    offer = Download("", "ongewoon", partial(exhibits.unusual, query, choice.codes, has_usual))
    downloads.share_menu([offer])


def _draw_unusual(codes: tuple[str, ...], has_usual: bool) -> None:
    exhibit = query.value(exhibits.unusual, codes, has_usual)
    assert exhibit.chart
    layout.show_title(exhibit.title, exhibit.subtitle)
    st.markdown("\n\n".join(exhibit.findings))
    layout.show_chart(exhibit.chart, exhibit.alternative)
    st.html(tables.html(exhibit.table))
    layout.show_how_sure(sentences.unusual_notes(query.value(unusual.overview, codes)))


def _choose_several() -> tuple[tuple[str, ...], bool]:
    """Return the chosen indicators, of a whole theme or one by one, and whether rows are ordered by wijk."""
    offered, labels = query.value(figures.offered), query.value(figures.labels)
    require_options("Onderwerpen", labels)
    left, middle, right = st.columns([3, 7, 3], vertical_alignment="bottom")
    themes = {_OWN_CHOICE: "Eigen keuze"} | {indicator.theme: indicator.theme.capitalize() for indicator in offered}
    with left:
        theme = choose("Thema", themes, "thema", _OWN_CHOICE)
    with middle:
        if theme == _OWN_CHOICE:
            usual = list(query.value(figures.usual_indicators))
            chosen = choose_many(f"Onderwerpen (hoogstens {_MOST})", labels, "onderwerp", usual, _MOST,
                                 placeholder="Kies een of meer onderwerpen",
                                 signposts=signposts.of_topics(labels))  # fmt: skip
        else:
            yearly = [indicator for indicator in offered if indicator.frequency == "jaar"]
            chosen = [indicator.indicator_id for indicator in yearly if indicator.theme == theme]
            layout.show_notes([f"U ziet alle {len(chosen)} onderwerpen met jaarcijfers van dit thema."])
    with right:
        order = choose_part("Volgorde van de rijen", {"wijk": "Wijk", "eerste": "Eerste kolom"}, "rijen")
    return tuple(chosen), order == "wijk"


def _draw_heat(indicator_ids: tuple[str, ...], codes: tuple[str, ...], by_wijk: bool) -> None:
    heat = query.value(figures.heat, indicator_ids, codes, by_wijk)
    st.header("Laatste cijfers naast elkaar", anchor=False)
    st.html(tables.heat(heat))
    if len(indicator_ids) > figures.COLUMNS:
        layout.show_notes([f"De tabel heeft {len(indicator_ids)} kolommen: schuif haar opzij om alles te zien."])
    of_groups = group_sentences.in_general(query, list(heat.references))
    layout.show_how_sure([*sentences.heat_notes(heat, lookups.threshold(query, "small_population")), *of_groups])


def _explain_several(indicator_ids: tuple[str, ...], like: str) -> None:
    _draw_likeness(like)
    if indicator_ids:
        latest = query.value(figures.latest_periods, indicator_ids)
        with st.expander("Precies: bronnen"):
            layout.show_notes(["  \n".join(sentences.short_sources(map(get_indicator, indicator_ids), latest))])


def _draw_likeness(area_code: str) -> None:
    """Show by which measures the chosen buurten are similar to this one, and how far each is from it; nothing for
    ''."""
    if not area_code:
        return
    names = {buurt.area_code: buurt.name for buurt in query.value(figures.buurten)}
    likeness = query.value(figures.likeness, area_code)
    if not likeness.nearest:
        st.info(f"Er is geen buurt te vinden die op {names[area_code]} lijkt: er zijn te weinig cijfers om te "
                "vergelijken. U ziet alleen deze buurt.")  # fmt: skip
        return
    with st.expander(f"Waarin lijken deze buurten op {names[area_code]}?"):
        indicators = tuple(map(get_indicator, likeness.measures))
        latest = query.value(figures.latest_periods, query.value(figures.measures))
        st.html(tables.alike(likeness, area_code, indicators, latest, names))
        unused = [get_indicator(measure).label for measure in likeness.unused]
        layout.show_notes(sentences.likeness_notes(likeness, names, unused))
