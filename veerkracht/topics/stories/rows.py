"""Stories as frozen dataclasses, read once per version of the database."""

from dataclasses import dataclass
from datetime import datetime

from veerkracht.database.query import Query, cached
from veerkracht.database.rows import typed
from veerkracht.topics.stories import queries


@dataclass(frozen=True)
class Story:
    """A story; without areas it is about the whole programme. Its body has simple marks and is untrusted."""

    story_id: str
    title: str
    kind: str
    area_codes: tuple[str, ...]
    goal_ids: tuple[int, ...]
    date: datetime
    told_by: str  # '' when unknown
    body: str
    is_internal: bool


@dataclass(frozen=True)
class Choice:
    """Which stories a reader wants to see: of a kind, about one of these buurten and with a goal; empty is all."""

    kind: str = ""
    area_codes: tuple[str, ...] = ()
    goal_id: int = 0


@cached
def stories(query: Query) -> tuple[Story, ...]:
    """Return every story, newest first."""
    return typed(query(queries.stories), Story)


def chosen(query: Query, choice: Choice) -> list[Story]:
    """Return the stories that fit a choice, newest first."""
    return [
        story
        for story in stories(query)
        if choice.kind in ("", story.kind)
        and (not choice.area_codes or {*choice.area_codes} & {*story.area_codes})
        and (not choice.goal_id or choice.goal_id in story.goal_ids)
    ]


def pictures(query: Query, story_id: str) -> dict[str, str]:
    """Return the pictures of a story by name: base64 of a JPEG. They are large, and not cached."""
    return dict(query.once(queries.pictures, story_id).itertuples(index=False))
