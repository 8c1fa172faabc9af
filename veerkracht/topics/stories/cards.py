"""Stories as cards and in full, as HTML; the writer's text is rendered by markup."""

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from veerkracht.core import dutch, markup
from veerkracht.drawing.tables import TEMPLATES
from veerkracht.topics.stories.rows import Story

CAUTION = (
    "Een verhaal is wat één mens of één groep heeft meegemaakt. Het is geen cijfer: het zegt niet hoe vaak iets "
    "voorkomt, en niet hoe het met de hele buurt gaat."
)
NONE_YET = (
    "Er zijn nog geen verhalen. Hier komt wat mensen in de buurt meemaken.\n\n"
    "Heeft u een verhaal? Geef het aan het programmateam."
)
WHOLE_PROGRAMME = "hele programma"
_BEGINNING = 240  # letters of a card
_FEW = 3  # stories on other pages


@dataclass(frozen=True)
class _Card:
    """The texts of the card of a story; `goals` are the address and title of each."""

    link: str
    title: str
    kind: str
    places: str
    date: str
    day: str
    told_by: str
    goals: tuple[tuple[str, str], ...]
    beginning: str


def cards(stories: Sequence[Story], names: Mapping[str, str], goals: Mapping[int, str]) -> str:
    """Return a card for each story; `names` is by area code, `goals` are titles by number."""
    return TEMPLATES.get_template("stories.html").render(cards=[_card(story, names, goals) for story in stories])


def section(
    heading: str, stories: Sequence[Story], names: Mapping[str, str], goals: Mapping[int, str], **choice: str
) -> str:
    """Return the newest stories as a section of another page, with a link to all of the choice; '' without any."""
    if not stories:
        return ""
    return TEMPLATES.get_template("stories.html").render(
        heading=heading,
        cards=[_card(story, names, goals) for story in stories[:_FEW]],
        more=len(stories) > _FEW and (f"Alle {len(stories)} verhalen" if choice else "Alle verhalen"),
        more_link=_address(**choice),
        caution=CAUTION,
    )


def full(story: Story, pictures: Mapping[str, str], names: Mapping[str, str], goals: Mapping[int, str]) -> str:
    """Return one story with its pictures, base64 by name."""
    sources = {name: f"data:image/jpeg;base64,{content}" for name, content in pictures.items()}
    body = markup.html(story.body, sources)
    return TEMPLATES.get_template("stories.html").render(cards=[_card(story, names, goals)], body=body)


def _card(story: Story, names: Mapping[str, str], goals: Mapping[int, str]) -> _Card:
    return _Card(
        link=_address(verhaal=story.story_id),
        title=story.title,
        kind=f"{story.kind.capitalize()}{', intern' if story.is_internal else ''}",
        places=dutch.joined([names.get(code, code) for code in story.area_codes]) or WHOLE_PROGRAMME,
        date=f"{story.date:%Y-%m-%d}",
        day=dutch.day(story.date),
        told_by=story.told_by,
        goals=tuple((f"doelkaart?doel={number}", goals[number]) for number in story.goal_ids if number in goals),
        beginning=textwrap.shorten(markup.beginning(story.body), _BEGINNING, placeholder=" …"),
    )


def _address(**choice: str) -> str:
    return f"verhalen?{urlencode(choice)}" if choice else "verhalen"
