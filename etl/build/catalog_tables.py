"""Makes the catalogue into tables of the database."""

import pandas as pd

from veerkracht.catalog.catalog import Catalog, Indicator, Source
from veerkracht.catalog.goals import Goal, Measure

Row = dict[str, object]  # of a table in schema.sql, by column

_SOURCE_FIELDS = {"publisher", "title", "kind", "url", "licence", "citation", "note"}
_INDICATOR_FIELDS = {
    "theme", "label", "definition", "unit", "population", "decimals", "direction", "frequency", "margin", "rounded_to",
    "statement", "is_model", "note", "repeats",
}  # fmt: skip
_MEASURE_FIELDS = {
    "label", "unit", "counted", "decimals", "direction", "source_text", "proxy", "planned_source", "has_source",
    "first_period",
}  # fmt: skip


def tables(content: Catalog) -> dict[str, pd.DataFrame]:
    """Return the tables with the content of the catalogue, by their name and in the order of inserting."""
    programme, method, measures = content.programme, content.method, list(content.measures())
    rows: dict[str, list[Row]] = {
        "programme": [_programme_row(content)],
        "area_change": [
            {"old_code": change.old, "new_code": change.new}
            | change.model_dump(include={"year", "is_same_area", "note"})
            for change in programme.area_changes
        ],
        "programme_event": [
            {"position": position, "area_codes": list(event.areas)}
            | event.model_dump(include={"period", "label", "source"})
            for position, event in enumerate(programme.events)
        ],
        "source": [_source_row(position, *item) for position, item in enumerate(content.sources.items())],
        "indicator": [_indicator_row(position, indicator) for position, indicator in enumerate(content.indicators)],
        "indicator_break": [
            {"indicator_id": indicator.id, "period": gap.period, "reason": gap.reason}
            for indicator in content.indicators
            for gap in indicator.breaks
        ],
        "synonym": [
            {"indicator_id": indicator.id, "word": word}
            for indicator in content.indicators
            for word in indicator.synonyms
        ],
        "similarity_measure": [
            {"position": position, "indicator_id": indicator_id}
            for position, indicator_id in enumerate(method.similarity)
        ],
        "threshold": [
            {"threshold_id": name, "position": position, **threshold.model_dump()}
            for position, (name, threshold) in enumerate(method.thresholds.items())
        ],
        "goal": [_goal_row(goal) for goal in content.goals],
        "goal_synonym": [{"goal_id": goal.number, "word": word} for goal in content.goals for word in goal.synonyms],
        "goal_measure": [
            _measure_row(position, goal.number, measure, programme.target_year)
            for position, (goal, measure) in enumerate(measures)
        ],
        "goal_baseline": [
            {"measure_id": measure.id, "area_code": area_code, "value": value}
            for _, measure in measures
            if measure.baseline
            for area_code, value in measure.baseline.values.items()
        ],
        "balance_item": [
            {"position": position, "indicator_id": item.indicator, "fallback_id": item.fallback}
            | {"measure_id": item.measure, **item.model_dump(include={"side", "sign", "reason"})}
            for position, item in enumerate(method.balance)
        ],
    }
    return {name: pd.DataFrame(rows_of_table) for name, rows_of_table in rows.items()}


def _programme_row(content: Catalog) -> Row:
    programme, inhabitants = content.programme, content.method.inhabitants
    return {
        "name": programme.name,
        "municipality_code": programme.municipality,
        "municipality_name": programme.municipality_name,
        "country_code": programme.country,
        "focus_area_codes": list(programme.focus_areas),
        "start_year": programme.start_year,
        "target_year": programme.target_year,
        "boundary_year": programme.boundary_year,
        "centre_code": programme.centre,
        "inhabitants_indicator_id": inhabitants.indicator,
        "inhabitants_period": inhabitants.period,
        "introduction": programme.introduction.strip(),
        "introduction_source": programme.introduction_source,
    }


def _source_row(position: int, source_id: str, source: Source) -> Row:
    expected = source.next_measurement
    return {
        "source_id": source_id,
        "position": position,
        "next_period": expected.period if expected else None,
        "next_expected": expected.expected if expected else None,
        "next_note": expected.note if expected else "",
        **source.model_dump(include=_SOURCE_FIELDS),
    }


def _indicator_row(position: int, indicator: Indicator) -> Row:
    return {
        "indicator_id": indicator.id,
        "position": position,
        "source_id": indicator.source,
        **indicator.model_dump(include=_INDICATOR_FIELDS),
    }


def _goal_row(goal: Goal) -> Row:
    return {
        "goal_id": goal.number,
        "strategic_goals": list(goal.strategic_goals),
        **goal.model_dump(include={"name", "level", "target_text", "place"}),
    }


def _measure_row(position: int, goal_id: int, measure: Measure, target_year: int) -> Row:
    reading, baseline = measure.reading, measure.baseline
    return {
        "measure_id": measure.id,
        "position": position,
        "goal_id": goal_id,
        "indicator_id": measure.indicator,
        "reading": reading.kind,
        "amount": reading.amount,
        "is_yearly": reading.is_yearly,
        "reading_status": reading.status,
        "decision": reading.decision,
        "target_year": target_year,
        "baseline_period": baseline.period if baseline else None,
        "baseline_note": _baseline_note(measure),
        "notes": list(measure.notes),
        **measure.model_dump(include=_MEASURE_FIELDS),
    }


def _baseline_note(measure: Measure) -> str:
    if measure.baseline:
        return measure.baseline.note
    if measure.indicator is None or measure.reading.is_yearly:
        return ""
    return "Het plan noemt geen nulmeting; de eerste meting telt als nulmeting."
