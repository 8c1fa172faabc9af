"""The slides of a letter: a goal as in the meeting, any other part a slide per exhibit."""

from dataclasses import replace

from veerkracht.database.query import Query
from veerkracht.drawing import exhibit
from veerkracht.drawing.exhibit import Deck, Letter, Slide
from veerkracht.topics.meeting import deck as meeting


def deck(query: Query, letter: Letter) -> Deck:
    """Return the slides of a letter in its order; what it says of a goal is in the notes."""
    slides: list[Slide] = []
    for part in letter.parts:
        if part.code.startswith("doel-"):
            goal = meeting.of_goal(query, int(part.code.partition("-")[2]))
            linked = replace(goal.exhibit, link=letter.link)
            slides.append(replace(goal, exhibit=linked, remarks=(*goal.remarks, *part.sentences)))
        else:
            slides += exhibit.deck(replace(letter, parts=(part,))).slides
    return replace(exhibit.deck(letter), slides=tuple(slides))
