"""Choosing buurten on screen: all of them, by wijk, those most like one of them, or by name."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from veerkracht.core import areas
from veerkracht.database import lookups, queries
from veerkracht.method import similarity
from veerkracht.topics.comparison import figures as comparison_views
from veerkracht.topics.comparison import sentences as comparison_sentences
from veerkracht.topics.comparison import tables as comparison_tables
from veerkracht.topics.profile import queries as profile_queries
from veerkracht.topics.profile import tables as profile_tables
from veerkracht.web.cache import area_names, indicator_row, programme, query
from veerkracht.web.choices import choose, choose_many, choose_part
from veerkracht.web.layout import notes
from veerkracht.web.transition import per_database

GROUPS = {"alle": "Alle", "wijk": "Per wijk", "lijkt": "Lijkt op", "zelf": "Zelf kiezen"}
_NEIGHBOURS = 9


@dataclass(frozen=True)
class Choice:
    """The buurten that were chosen: their codes, and when there are none, why; and how they were found to be alike."""

    codes: list[str]
    why_none: str = ""
    like: str = ""
    likeness: similarity.Likeness | None = None


@per_database
def small_population() -> float:
    """Return the number of inhabitants below which a buurt is marked as small."""
    return lookups.threshold(query, "small_population")


@per_database
def buurten() -> pd.DataFrame:
    """Return one row per buurt by name, as comparison_views.buurten gives it."""
    return comparison_views.buurten(query(queries.areas), query(queries.inhabitants), small_population())


@per_database
def labels() -> dict[str, str]:
    """Return the name of every buurt with that of its wijk, by its code."""
    return profile_tables.labels(query(profile_queries.buurten))


@per_database
def references() -> dict[str, str]:
    """Return the name of city and country by their code, to set buurten against."""
    about, names = programme(), area_names()
    return {code: names[code] for code in (about.municipality_code, about.country_code) if code in names}


def choose_buurten(found: pd.DataFrame) -> Choice:
    """Return which buurten the visitor chose, in the URL as ?groep= and what belongs to it."""
    focus = list(programme().focus_area_codes)
    names = dict(zip(found["area_code"], found["name"], strict=True))
    match choose_part("Buurten", GROUPS, "groep"):
        case "wijk":
            wijken = dict(sorted(zip(found["wijk_code"], found["wijk"], strict=True)))
            own = list(dict.fromkeys(str(areas.parent(code)) for code in focus))
            asked = choose_many("Wijken", wijken, "wijk", own, len(wijken), placeholder="Kies een of meer wijken")
            codes = list(found.loc[found["wijk_code"].isin(asked), "area_code"])
            return Choice(codes, "Kies hierboven een of meer wijken.")
        case "lijkt":
            return _alike(found, choose("Lijkt op", names, "op", focus[0]))
        case "zelf":
            codes = choose_many("Buurten, op naam", names, "gebied", focus, len(names),
                                placeholder="Typ de naam van een buurt")  # fmt: skip
            return Choice(codes, "Kies hierboven een of meer buurten.")
        case _:
            return Choice(list(names))


def _alike(found: pd.DataFrame, own: str) -> Choice:
    measures = list(query(queries.similarity_measures)["indicator_id"])
    figures = query(queries.latest_figures, measures)
    inside = figures[figures["area_code"].isin(found["area_code"])]
    values = inside.pivot(index="area_code", columns="indicator_id", values="value").astype(float)
    values = values.reindex(index=found["area_code"], columns=[one for one in measures if one in values])
    people = found.set_index("area_code")["inhabitants"]
    likeness = similarity.likeness(values, people, own, _NEIGHBOURS, small_population())
    return Choice([own, *likeness.nearest["area_code"]], like=own, likeness=likeness)


def show_likeness(choice: Choice, found: pd.DataFrame) -> None:
    """Show, when buurten were chosen because they are alike, by which measures and how far each is on each."""
    if choice.likeness is None:
        return
    names = dict(zip(found["area_code"], found["name"], strict=True))
    likeness = choice.likeness
    if likeness.nearest.empty:
        st.info(f"Er is geen buurt te vinden die op {names[choice.like]} lijkt: er zijn te weinig cijfers om te "
                "vergelijken. U ziet alleen deze buurt.")  # fmt: skip
        return
    period = dict(query(queries.latest_figures, likeness.measures)[["indicator_id", "period"]].drop_duplicates().values)
    with st.expander(f"Waarin lijken deze buurten op {names[choice.like]}?", expanded=True):
        indicators = [indicator_row(one) for one in likeness.measures]
        st.html(comparison_tables.alike(likeness, choice.like, indicators, period, names))
        unused = [indicator_row(one).label for one in likeness.unused]
        notes([
            f"Vergeleken op {len(likeness.measures)} onderwerpen die zeggen hoe een buurt is, niet hoe het er gaat. "
            "Klein onder een cijfer staat hoeveel een buurt hoger of lager is, in standaardafwijkingen: 1 is een "
            "gewoon verschil tussen buurten. De afstand vat deze verschillen samen; 0 is gelijk.",
            "Alleen buurten van deze gemeente doen mee. Dat buurten op elkaar lijken, bewijst niet waardoor een "
            "cijfer verandert.",
            f"Niet gebruikt, want overal gelijk: {', '.join(unused)}." if unused else "",
            comparison_sentences.not_alike(likeness, names),
        ])  # fmt: skip
