"""Stories as cards and in full, as HTML; what a writer wrote goes through markup."""

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from veerkracht.core import dutch, markup
from veerkracht.drawing.tables import TEMPLATES

CAUTION = (
    "Een verhaal is wat één mens of één groep heeft meegemaakt. Het is geen cijfer: het zegt niet hoe vaak iets "
    "voorkomt, en niet hoe het met de hele buurt gaat."
)
NONE_YET = "Er zijn nog geen verhalen. Hoe u er een toevoegt, staat in de Handleiding."
WHOLE_PROGRAMME = "hele programma"
_BEGINNING = 240  # letters of a card
_FEW = 3  # stories on other pages


def chosen(stories: pd.DataFrame, kind: str = "", area_codes: Sequence[str] = (), goal_id: int = 0) -> pd.DataFrame:
    """Return the stories of a kind, about one of these buurten and with this goal; what is empty leaves out none."""
    fits = [
        (not kind or one.kind == kind)
        and (not area_codes or bool(set(area_codes) & set(one.area_codes)))
        and (not goal_id or goal_id in list(one.goal_ids))
        for one in stories.itertuples()
    ]
    return stories[fits]


def cards(stories: pd.DataFrame, names: Mapping[str, str], goals: Mapping[int, str]) -> str:
    """Return a card for each story; `stories` as story_queries.stories, `names` and `goals` by code and number."""
    return TEMPLATES.get_template("stories.html").render(stories=_described(stories, names, goals))


def section(
    heading: str, stories: pd.DataFrame, names: Mapping[str, str], goals: Mapping[int, str], **choice: str
) -> str:
    """Return the newest stories as a part of another page, with a way to all of the choice; '' without any."""
    if stories.empty:
        return ""
    return TEMPLATES.get_template("stories.html").render(
        heading=heading,
        stories=_described(stories.head(_FEW), names, goals),
        more=len(stories) > _FEW and (f"Alle {len(stories)} verhalen" if choice else "Alle verhalen"),
        all_of_them=_address(**choice),
        caution=CAUTION,
    )


def full(story: pd.DataFrame, pictures: pd.DataFrame, names: Mapping[str, str], goals: Mapping[int, str]) -> str:
    """Return one story with its pictures; `story` as the one row of story_queries.stories, `pictures` of its own."""
    sources = {str(one.name): f"data:image/jpeg;base64,{one.content}" for one in pictures.itertuples(index=False)}
    body = markup.html(str(story["body"].iloc[0]), sources)
    return TEMPLATES.get_template("stories.html").render(stories=_described(story, names, goals), body=body)


def _described(stories: pd.DataFrame, names: Mapping[str, str], goals: Mapping[int, str]) -> list[dict[str, Any]]:
    return [
        {
            "link": _address(verhaal=one.story_id), "title": one.title,
            "kind": f"{one.kind.capitalize()}{', intern' if one.is_internal else ''}",
            "places": dutch.joined([names.get(code, code) for code in one.area_codes]) or WHOLE_PROGRAMME,
            "date": f"{one.date:%Y-%m-%d}", "day": dutch.day(one.date), "told_by": one.told_by,
            "goals": [(f"doelkaart?doel={number}", goals[number]) for number in one.goal_ids if number in goals],
            "beginning": textwrap.shorten(markup.beginning(one.body), _BEGINNING, placeholder=" …"),
        }
        for one in stories.itertuples()
    ]  # fmt: skip


def _address(**choice: str) -> str:
    return f"verhalen?{urlencode(choice)}" if choice else "verhalen"
