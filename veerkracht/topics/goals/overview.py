"""All goals at a glance as accessible HTML tables, in Dutch: where they stand, and what can be measured."""

import itertools
import re
from collections.abc import Callable
from typing import Any

import pandas as pd

from veerkracht.core import dutch
from veerkracht.drawing import links
from veerkracht.drawing.tables import TEMPLATES
from veerkracht.method import progress
from veerkracht.topics.goals import sentences as goal_sentences

_STYLE = {"gemeten": "solid", "model": "model", "telling": "count", "gepland": "planned", "geen bron": "none",
          "nog op te halen": "open", "geen cijfer": "open"}  # fmt: skip


def overview(frame: pd.DataFrame, names: dict[str, str], focus: list[str], is_brief: bool = False) -> str:
    """Return the table of all goals: status, latest figure and distance to the path per focus area.

    `frame` as goal_queries.statuses gives it, of the goals to show; `is_brief`, for a meeting, leaves out measures and
    sources and links to the slides of the goals.
    """
    levels: dict[str, list[dict[str, Any]]] = {}
    shown = [row for row in frame.itertuples() if row.area_code in focus]
    for number, (goal_id, rows) in enumerate(itertools.groupby(shown, lambda row: row.goal_id), 1):
        goal = list(rows)
        link = f"vergaderstand?dia={number}" if is_brief else f"doelkaart?doel={goal_id}"
        levels.setdefault(goal[0].level, []).append({"link": link, **_goal(goal, focus)})
    return TEMPLATES.get_template("goals.html").render(
        caption="Alle doelen met per aandachtswijk de stand, het laatste cijfer en de afstand tot het pad.",
        areas=[names.get(code, code) for code in focus], levels=levels.items(), is_brief=is_brief,
    )  # fmt: skip


def readiness(frame: pd.DataFrame, baselines: dict[str, str]) -> str:
    """Return the matrix of measures by year: what kind of figure there is, will be, or is missing.

    `frame` as goal_queries.readiness; `baselines` the period of the baseline per measure.
    """
    years = sorted(int(year) for year in frame["year"].dropna().unique())
    seen: set[int] = set()
    rows = []
    for measure_id, own in frame.groupby("measure_id", sort=False):
        first = own.iloc[0]
        by_year = {None if pd.isna(one.year) else int(one.year): one for one in own.itertuples()}
        cells = [_kind(by_year.get(year), baselines.get(str(measure_id)) == str(year)) for year in (*years, None)]
        goal = "" if first.goal_id in seen else f"{first.goal_id}. {first['name']}"
        seen.add(first.goal_id)
        rows.append({
            "goal": goal, "link": f"doelkaart?doel={first.goal_id}", "label": first.label, "source": first.source,
            "cells": cells, "origin": "" if pd.isna(first.indicator_id) else links.origin(first.indicator_id),
        })  # fmt: skip
    caption = "Per maat en jaar: is er een cijfer, en wat voor een?"
    return TEMPLATES.get_template("readiness.html").render(caption=caption, years=years, rows=rows)


def _goal(rows: list[Any], focus: list[str]) -> dict[str, Any]:
    first = rows[0]
    measures = list(dict.fromkeys(_named(row) for row in rows))
    return {
        "goal_id": first.goal_id, "name": first.name,
        "measure": " en ".join(measures), "source": _source(rows),
        "needs_measure": any(pd.notna(row.value) or dutch.is_rate(row.unit) for row in rows),
        "cells": [_goal_cell([row for row in rows if row.area_code == code], len(measures)) for code in focus],
    }  # fmt: skip


def _named(row: Any) -> str:
    """Return the measure, with the unit of a rate: its figures stand without."""
    label = f"{row.label}, {row.unit}" if dutch.is_rate(row.unit) else str(row.label)
    return f"{_letter(row)}{label}"


def _letter(row: Any) -> str:
    """Return 'a. ' for measure 2a of a goal with more, by which its line is known; '' for measure 1."""
    letter = str(row.measure_id).lstrip("0123456789")
    return f"{letter}. " if letter else ""


def _with_unit(row: Any, value: float, decimals: int | None = None) -> str:
    text = dutch.short_figure if dutch.is_rate(row.unit) else dutch.figure
    return text(value, row.decimals if decimals is None else decimals, row.unit)


def _goal_cell(rows: list[Any], measures: int) -> dict[str, Any]:
    measured = [row for row in rows if pd.notna(row.value)]
    texts = dict.fromkeys(goal_sentences.certainty(row) for row in measured)
    certainty = dutch.joined([text for text in texts if text])
    if 0 < len(measured) < measures:
        certainty = f"{certainty} ({len(measured)} van {measures} maten)".strip()
    return {
        "status": progress.together(row.status for row in rows), "certainty": certainty,
        "figures": [_goal_figure(row, measures > 1) for row in measured],
        "aims": [f"{_letter(row)}{_aim(row)}" for row in rows],
    }  # fmt: skip


def _goal_figure(row: Any, is_named: bool) -> dict[str, str]:
    since = ""
    if pd.notna(row.previous_value):
        change = dutch.apart(row.value, row.previous_value, row.figure_decimals)
        since = f"{_beside_name(row, dutch.signed, change)} sinds {row.previous_period}"
    deviation, side = "–", ""
    if pd.notna(row.deviation):
        size = goal_sentences.distance(row, row.path)
        deviation = _beside_name(row, dutch.difference, size)
        side = goal_sentences.side(size)
    return {
        "value": _with_unit(row, row.value, row.figure_decimals), "year": row.period,
        "name": row.label if is_named else "",
        "origin": links.origin(row.indicator_id, row.period),
        "since": since, "deviation": deviation, "side": side,
    }  # fmt: skip


def _beside_name(row: Any, text: Callable[[float, int, str], str], size: float) -> str:
    """Return a difference as `text` writes it, without the unit of a rate: that stands with the name of the measure."""
    unit = "" if dutch.is_rate(row.unit) else row.unit
    return text(size, row.figure_decimals, unit).replace("procentpunt", "%-punt")


def _aim(row: Any) -> str:
    """Return baseline and target of a measure that was not measured again."""
    parts = []
    if pd.notna(row.baseline_adopted):
        parts.append(f"{row.baseline_period}: {_with_unit(row, row.baseline_adopted)}")
    if pd.notna(row.target):
        parts.append(f"doel {row.target_year}: {_with_unit(row, row.target)}")
    elif row.reading == "richting":
        parts.append(f"doel: {row.direction}, zonder getal")
    else:
        size = dutch.reading(row.reading, row.amount, row.direction, row.unit)
        parts.append(f"doel {row.target_year}: {size}")
    return ", ".join(parts)


def _source(rows: list[Any]) -> str:
    """Return per measure the source and its next figure, or why there is none; each sentence once."""
    sentences: list[str] = []
    for row in {row.measure_id: row for row in rows}.values():
        if pd.isna(row.value):
            sentences += re.findall(r"\S.*?\.(?= |$)", row.reason)
        else:
            sentences.append(f"{row.publisher}{', rekenmodel' if row.is_model else ''}.")
            if pd.notna(row.next_period):
                sentences.append(f"Volgende: {row.next_period}, verwacht {row.next_expected}.")
    return " ".join(dict.fromkeys(sentences))


def _kind(one: Any, is_baseline: bool) -> dict[str, str]:
    if one is None:
        return {
            "kind": "nulmeting in plan" if is_baseline else "",
            "style": "open" if is_baseline else "empty",
            "note": "",
        }
    notes = ["nulmeting"] if is_baseline else ["andere definitie"] if one.is_broken else []
    if one.kind == "gepland" and pd.notna(one.expected):
        notes.append(f"verwacht {one.expected}")
    return {"kind": one.kind, "style": _STYLE[one.kind], "note": ", ".join(notes)}
