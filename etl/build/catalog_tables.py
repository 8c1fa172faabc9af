"""Turns the catalogue into database tables."""

import hashlib
from collections.abc import Iterator

import pandas as pd

from veerkracht.catalog.catalog import Catalog, Indicator, Source
from veerkracht.catalog.goals import Goal, Measure
from veerkracht.catalog.protocol import Protocol, ProtocolRule
from veerkracht.core import dutch

Row = dict[str, object]  # of a table in schema.sql, by column

_ALL = ""  # in place of a measure: of all measures
_PROGRAMME_FIELDS = {
    "name", "municipality_name", "municipality_word", "start_year", "target_year", "boundary_year",
    "introduction_source",
}  # fmt: skip
_SOURCE_FIELDS = {"publisher", "title", "kind", "url", "licence", "citation", "note"}
_INDICATOR_FIELDS = {
    "theme", "label", "definition", "unit", "population", "decimals", "direction", "strength", "frequency", "margin",
    "rounded_to", "statement", "clause", "is_full_count", "is_model", "is_mean", "note", "repeats",
}  # fmt: skip
_MEASURE_FIELDS = {
    "label", "more", "fewer", "unit", "counted", "decimals", "direction", "source_text", "proxy", "planned_source",
    "has_source", "first_period", "years_between", "is_shared",
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
        "programme_division": [
            {"kind": kind, "position": position, **division.model_dump()}
            for kind, divisions in (("pillar", content.pillars), ("level", content.levels))
            for position, division in enumerate(divisions)
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
        "goal_related": [
            {"measure_id": measure.id, "position": position, "indicator_id": indicator_id}
            for _, measure in measures
            for position, indicator_id in enumerate(measure.related, 1)
        ],
        "balance_item": [
            {"position": position, "indicator_id": item.indicator, "fallback_id": item.fallback}
            | {"measure_id": item.measure, **item.model_dump(include={"side", "sign", "reason"})}
            for position, item in enumerate(content.balance)
        ],
    }
    if content.protocol:
        rows |= _protocol_rows(content, content.protocol)
    return {name: pd.DataFrame(rows_of_table) for name, rows_of_table in rows.items()}


def _programme_row(content: Catalog) -> Row:
    programme, inhabitants = content.programme, content.method.inhabitants
    return {
        "municipality_code": programme.municipality,
        "country_code": programme.country,
        "focus_area_codes": list(programme.focus_codes),
        "centre_code": programme.centre,
        "inhabitants_indicator_id": inhabitants.indicator,
        "inhabitants_period": inhabitants.period,
        "plan": programme.plan.place,
        "plan_word": programme.plan.word,
        "plan_unsettled": programme.plan.unsettled,
        "plan_balance": programme.plan.balance,
        "introduction": programme.introduction.strip(),
        **programme.model_dump(include=_PROGRAMME_FIELDS),
    }


def _source_row(position: int, source_id: str, source: Source) -> Row:
    expected = source.next_measurement
    return {
        "source_id": source_id,
        "position": position,
        "next_period": expected.period if expected else None,
        "next_expected": expected.expected if expected else None,
        "next_is_confirmed": expected is not None and expected.is_confirmed,
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
        "follow_up_source": measure.follow_up.source if measure.follow_up else None,
        **measure.model_dump(include=_MEASURE_FIELDS),
    }


def _baseline_note(measure: Measure) -> str:
    if measure.baseline:
        return measure.baseline.note
    if measure.indicator is None or measure.reading.is_yearly:
        return ""
    return "Het plan noemt geen nulmeting; de eerste meting telt als nulmeting."


def _protocol_rows(content: Catalog, protocol: Protocol) -> dict[str, list[Row]]:
    """Return the rows of the tables of the protocol; what of it changed since an earlier build is in the ledger."""
    items = list(_protocol_items(content, protocol))
    fixed: Row = {"fixed_on": protocol.fixed_on, "status": protocol.status, "decision": protocol.decision}
    reasons: list[Row] = [
        {"measure_id": deviation.measure or _ALL, **deviation.model_dump(include={"aspect", "date", "reason"})}
        for deviation in protocol.deviations
    ]
    reasons += [
        {"measure_id": _ALL, "aspect": name, "date": threshold.since, "reason": threshold.reason}
        for name, threshold in content.method.thresholds.items()
    ]
    return {
        "protocol": [fixed | {"sha256": protocol_digest(items)}],
        "protocol_item": [
            {"position": position, "measure_id": measure_id, "aspect": aspect, "value": value}
            for position, (measure_id, aspect, value) in enumerate(items)
        ],
        "protocol_reason": reasons,
    }


def protocol_digest(items: list[tuple[str, str, str]]) -> str:
    """Return the SHA-256 of what the protocol fixes, independent of its order in the catalogue."""
    lines = sorted("\t".join(item) for item in items)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _protocol_items(content: Catalog, protocol: Protocol) -> Iterator[tuple[str, str, str]]:
    """Yield measure, aspect and value in words of everything that the protocol fixes."""
    rules = {measure_id: rule for rule in protocol.rules for measure_id in rule.measures}
    for _, measure in content.measures():
        if rule := rules.get(measure.id):
            yield from ((measure.id, aspect, value) for aspect, value in _fixed_of_measure(measure, rule))
    elsewhere = content.method.similar_elsewhere
    yield (
        _ALL, "reference",
        f"De {elsewhere.count} buurten die in {elsewhere.period} het meest lijken, van minstens "
        f"{dutch.number(elsewhere.smallest_population, 0)} inwoners, op: {', '.join(elsewhere.measures)}.",
    )  # fmt: skip
    for name, threshold in content.method.thresholds.items():
        yield _ALL, name, dutch.number(threshold.value, dutch.decimals_of(threshold.value))


def _fixed_of_measure(measure: Measure, rule: ProtocolRule) -> Iterator[tuple[str, str]]:
    reading, baseline = measure.reading, measure.baseline
    yield "measure", f"{measure.label}, {dutch.in_unit(measure.unit)}, {measure.direction}."
    yield "comparison", rule.comparison
    yield "windows", rule.windows
    yield "judged_in", dutch.joined(list(rule.judged_in))
    yield "success", rule.success
    yield "reading", dutch.reading(reading.kind, reading.amount, measure.direction, measure.unit)
    values = "" if baseline is None else ", ".join(f"{code} {value:g}" for code, value in baseline.values.items())
    yield "baseline", "geen" if baseline is None else f"{baseline.period}: {values}"
