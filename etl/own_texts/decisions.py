"""Reads the decisions about the programme (besluiten.yaml), each independently, and turns them into tables."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Literal, Self

import pandas as pd
from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from etl.own_texts import own_text, parts
from etl.own_texts.own_text import OwnText
from etl.own_texts.parts import Goal
from veerkracht.catalog import yaml_errors
from veerkracht.catalog.catalog import Catalog
from veerkracht.catalog.parts import Part
from veerkracht.catalog.yaml_errors import Document, Mistake
from veerkracht.core import moments, names
from veerkracht.core.errors import CatalogError

NAME = "besluiten"
_ROWS = f"{NAME}.json"
_LONGEST_TEXT, _LONGEST_OWNER = 500, 80
_YEARS = range(2000, 2101)
_DEEPEST = 4  # the goals of a decision

_Row = dict[str, object]
_Rows = Mapping[str, _Row]  # by decision_id


def _day(value: object) -> object:
    if not isinstance(value, date) or isinstance(value, datetime) or value.year not in _YEARS:
        raise ValueError(f"{str(value)[:40]!r} is geen datum; schrijf jaar-maand-dag, zoals 2026-03-31")
    return value


def _past_day(value: object) -> object:
    if _day(value) > moments.today():  # type: ignore[operator]
        raise ValueError("deze dag is nog niet geweest")
    return value


class _Decision(Part):
    """One decision. Who does it and by when may be left out: pages say that it is not known."""

    day: Annotated[date, BeforeValidator(_past_day)] = Field(alias="datum")
    text: Annotated[str, AfterValidator(parts.line(_LONGEST_TEXT))] = Field(alias="besluit")
    goals: tuple[Goal, ...] = Field((), alias="doelen")  # none: the whole programme
    owner: str | None = Field(None, alias="wie")
    due: Annotated[date, BeforeValidator(_day)] | None = Field(None, alias="uiterlijk")
    state: Literal["open", "gedaan", "vervallen"] = Field("open", alias="stand")
    closed: Annotated[date, BeforeValidator(_past_day)] | None = Field(None, alias="afgerond")
    visible: own_text.Visible = "intern"

    @field_validator("owner")
    @classmethod
    def _is_short(cls, owner: str | None) -> str | None:
        return parts.line(_LONGEST_OWNER)(owner) if owner and owner.strip() else None

    @field_validator("due", "closed")
    @classmethod
    def _is_not_before_the_decision(cls, later: date | None, info: ValidationInfo) -> date | None:
        if later and (day := info.data.get("day")) and later < day:
            raise ValueError(f"{later} ligt voor de datum van het besluit ({day})")
        return later

    @model_validator(mode="after")
    def _is_closed_on_a_day(self) -> Self:
        if self.closed is None and self.state != "open":
            raise ValueError(f"bij stand {self.state} hoort de dag waarop dat zo was; schrijf afgerond: 2026-03-31")
        if self.closed and self.state == "open":
            raise ValueError("er staat afgerond, maar de stand is open; schrijf stand: gedaan, of haal afgerond weg")
        return self


def check(path: Path, catalog: Catalog) -> OwnText:
    """Return the good decisions of a file with the mistakes in the others.

    A decision with a mistake stays as it was when it was good before, and so do all of a file that cannot be read; for
    everybody only when the file still says so. A decision is internal unless it says that it is public.
    """
    rows: dict[str, _Row] = {}
    left_out: list[str] = []

    def read(path: Path) -> None:
        good, mistakes = _read(path, catalog)
        rows.update(good)
        left_out.extend(own_text.lines_of(mistakes) if mistakes else [])

    text = own_text.check(path, NAME, read)
    mistakes = [*text.mistakes, *([] if rows else left_out)]
    if mistakes:
        rows, left_out = _still_open(path, _accepted()), []
    internal = sum(bool(row["is_internal"]) for row in rows.values())
    are = "is" if internal == 1 else "zijn"
    return OwnText(
        path,
        mistakes,
        {_ROWS: json.dumps(rows, ensure_ascii=False).encode()} if rows or not mistakes else {},
        is_internal=internal > 0 or (bool(mistakes or left_out) and own_text.is_partly_internal(path)),
        who=f"{internal} van de {len(rows)} {are} intern: alleen wie is ingelogd, ziet die",
        left_out=tuple(left_out),
        doubts=text.doubts,
    )


def tables(catalog: Catalog, with_internal: bool = False) -> dict[str, pd.DataFrame]:
    """Return the tables `decision` and `decision_goal` of the accepted decisions, newest first. One for a goal that the
    catalogue no longer has is left out: the next run reports why."""
    goals = {goal.number for goal in catalog.goals}
    rows = [
        row | {"decision_id": decision_id}
        for decision_id, row in _accepted().items()
        if (with_internal or not row["is_internal"]) and goals.issuperset(_goals(row))
    ]
    rows.sort(key=lambda row: str(row["date"]), reverse=True)
    decisions = [{name: value for name, value in row.items() if name != "goals"} for row in rows]
    of_goals = [(row["decision_id"], goal) for row in rows for goal in _goals(row)]
    return {
        "decision": pd.DataFrame([row | {"position": position} for position, row in enumerate(decisions)]),
        "decision_goal": pd.DataFrame(of_goals, columns=["decision_id", "goal_id"]),
    }


def _read(path: Path, catalog: Catalog) -> tuple[dict[str, _Row], CatalogError | None]:
    """Return the good decisions by id, those that were good before in the place of others, and the mistakes.

    Raises CatalogError when the file as a whole cannot be read.
    """
    document = Document(path, deepest=_DEEPEST)
    items, before = document.items(NAME), _accepted()
    context = parts.References({goal.number for goal in catalog.goals}, {}, [], "gebied")
    mistakes: list[Mistake] = [((field,), yaml_errors.UNKNOWN_FIELD) for field, _ in document.fields() if field != NAME]
    rows: dict[str, _Row] = {}
    for number, (content, unreadable) in enumerate(items):
        place = (NAME, number)
        wrong = [*unreadable, *own_text.examples(path, content, place)]
        try:
            decision = _Decision.model_validate(content, context=context)
        except ValidationError as error:
            decision = None
            placed = [((*place, *inner), message) for inner, message in yaml_errors.in_dutch(error)]
            wrong += [mistake for mistake in placed if mistake[0] not in dict(unreadable)]
        if decision and not wrong:
            decision_id = _id(decision.day.isoformat(), decision.text)
            if decision_id in rows:
                wrong = [((*place, "besluit"), "dit besluit van deze datum staat er twee keer; laat er één staan")]
            rows.setdefault(decision_id, _row(decision))
        elif (decision_id := _id_of(content)) in before:
            rows.setdefault(decision_id, _internal_unless(_says_open(content), before[decision_id]))
        mistakes += wrong
    return rows, CatalogError(document.report(mistakes)) if mistakes else None


def _row(decision: _Decision) -> _Row:
    return {
        "date": decision.day.isoformat(),
        "text": decision.text,
        "goals": sorted(set(decision.goals)),
        "owner": decision.owner,
        "due": decision.due and decision.due.isoformat(),
        "state": decision.state,
        "closed": decision.closed and decision.closed.isoformat(),
        "is_internal": decision.visible != own_text.PUBLIC,
    }


def _id(day: str, text: str) -> str:
    """Return the id of a decision: the same for as long as its day and text are, in capitals or not."""
    return f"{day}-{hashlib.sha256(names.folded(text).encode()).hexdigest()[:8]}"


def _id_of(content: object) -> str:
    """Return the id of a decision that has a mistake, '' when its day or text is not there."""
    if not isinstance(content, dict):
        return ""
    return _id(str(content.get("datum")), " ".join(str(content.get("besluit")).split()))


def _says_open(content: object) -> bool:
    return isinstance(content, dict) and content.get("zichtbaar") == own_text.PUBLIC


def _internal_unless(is_open: bool, row: _Row) -> _Row:
    return row | {"is_internal": bool(row["is_internal"]) or not is_open}


def _accepted() -> dict[str, _Row]:
    """Return the decisions that were accepted, internal ones too, by id."""
    rows: dict[str, _Row] = {}
    for copy in own_text.copies_in_use(NAME):
        rows |= json.loads((copy / _ROWS).read_bytes())
    return rows


def _still_open(path: Path, rows: _Rows) -> dict[str, _Row]:
    """Return decisions from an unreadable file: those that it does not plainly mark as public are internal."""
    blocks = own_text.public_blocks(path)
    return {
        decision_id: _internal_unless(
            any(str(row["date"]) in block and str(row["text"]) in block for block in blocks), row
        )
        for decision_id, row in rows.items()
    }


def _goals(row: _Row) -> Iterable[int]:
    goals = row["goals"]
    return goals if isinstance(goals, list) else []
