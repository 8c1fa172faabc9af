"""Makes the catalogue into tables of the database."""

import pandas as pd

from veerkracht.catalog.catalog import Catalog, Source
from veerkracht.catalog.goals import Measure


def tables(content: Catalog) -> dict[str, pd.DataFrame]:
    """Return the rows of every table that says what the catalogue says, by the name of the table in the schema."""
    programme, alike = content.programme, content.method.similar_elsewhere
    return {
        "programme": pd.DataFrame(
            [
                {
                    "name": programme.name,
                    "municipality_code": programme.municipality,
                    "municipality_name": programme.municipality_name,
                    "country_code": programme.country,
                    "focus_area_codes": list(programme.focus_areas),
                    "start_year": programme.start_year,
                    "target_year": programme.target_year,
                    "boundary_year": programme.boundary_year,
                    "inhabitants_indicator_id": content.method.inhabitants.indicator,
                    "inhabitants_period": content.method.inhabitants.period,
                    "introduction": programme.introduction.strip(),
                    "introduction_source": programme.introduction_source,
                }
            ]
        ),
        "area_change": pd.DataFrame(
            [
                {"old_code": one.old, "new_code": one.new, **one.model_dump(include={"year", "is_same_area", "note"})}
                for one in programme.area_changes
            ]
        ),
        "programme_event": pd.DataFrame(
            [
                {
                    "position": position,
                    "area_codes": list(one.areas),
                    **one.model_dump(include={"period", "label", "source"}),
                }
                for position, one in enumerate(programme.events)
            ]
        ),
        "source": pd.DataFrame(
            [
                {
                    "source_id": source_id,
                    "position": position,
                    **source.model_dump(include={"publisher", "title", "kind", "url", "licence", "citation", "note"}),
                    **_next_measurement(source),
                }
                for position, (source_id, source) in enumerate(content.sources.items())
            ]
        ),
        "indicator": pd.DataFrame(
            [
                {
                    "indicator_id": one.id,
                    "position": position,
                    "source_id": one.source,
                    **one.model_dump(
                        include={
                            "theme",
                            "label",
                            "definition",
                            "unit",
                            "decimals",
                            "direction",
                            "frequency",
                            "margin",
                            "rounded_to",
                            "statement",
                            "is_model",
                            "note",
                        }
                    ),
                }
                for position, one in enumerate(content.indicators)
            ]
        ),
        "indicator_break": pd.DataFrame(
            [(one.id, gap.period, gap.reason) for one in content.indicators for gap in one.breaks],
            columns=["indicator_id", "period", "reason"],
        ),
        "synonym": pd.DataFrame(
            [(one.id, word) for one in content.indicators for word in one.synonyms], columns=["indicator_id", "word"]
        ),
        "similarity_measure": pd.DataFrame(enumerate(content.method.similarity), columns=["position", "indicator_id"]),
        "threshold": pd.DataFrame(
            [
                {"threshold_id": name, "position": position, **threshold.model_dump()}
                for position, (name, threshold) in enumerate(content.method.thresholds.items())
            ]
        ),
        "goal": pd.DataFrame(
            [
                {
                    "goal_id": goal.number,
                    "strategic_goals": list(goal.strategic_goals),
                    **goal.model_dump(include={"name", "level", "target_text", "place"}),
                }
                for goal in content.goals
            ]
        ),
        "goal_synonym": pd.DataFrame(
            [(goal.number, word) for goal in content.goals for word in goal.synonyms], columns=["goal_id", "word"]
        ),
        "goal_measure": pd.DataFrame(
            [
                _measure_row(position, goal.number, measure, programme.target_year)
                for position, (goal, measure) in enumerate(content.measures())
            ]
        ),
        "goal_baseline": pd.DataFrame(
            [
                (measure.id, code, value)
                for _, measure in content.measures()
                if measure.baseline
                for code, value in measure.baseline.values.items()
            ],
            columns=["measure_id", "area_code", "value"],
        ),
        "similar_elsewhere": pd.DataFrame(
            [
                {
                    "indicator_ids": list(alike.measures),
                    "period": alike.period,
                    "area_count": alike.count,
                    "smallest_population": alike.smallest_population,
                    "lowest": alike.band.lowest,
                    "highest": alike.band.highest,
                    "municipality_codes": list(alike.without),
                }
            ]
        ),
        "balance_item": pd.DataFrame(
            [
                (position, one.side, one.indicator, one.fallback, one.sign, one.measure, one.reason)
                for position, one in enumerate(content.method.balance)
            ],
            columns=["position", "side", "indicator_id", "fallback_id", "sign", "measure_id", "reason"],
        ),
    }


def _next_measurement(source: Source) -> dict[str, str | None]:
    expected = source.next_measurement
    return {
        "next_period": expected.period if expected else None, "next_expected": expected.expected if expected else None,
        "next_note": expected.note if expected else "",
    }  # fmt: skip


def _measure_row(position: int, goal_id: int, measure: Measure, target_year: int) -> dict[str, object]:
    return {
        "measure_id": measure.id, "position": position, "goal_id": goal_id, "indicator_id": measure.indicator,
        "reading": measure.reading.kind, "amount": measure.reading.amount, "is_yearly": measure.reading.is_yearly,
        "reading_status": measure.reading.status,
        "decision": measure.reading.decision, "target_year": target_year,
        "baseline_period": measure.baseline.period if measure.baseline else None,
        "baseline_note": _baseline_note(measure), "notes": list(measure.notes),
        **measure.model_dump(
            include={
                "label", "unit", "counted", "decimals", "direction", "source_text", "proxy", "planned_source",
                "has_source", "first_period",
            }
        ),
    }  # fmt: skip


def _baseline_note(measure: Measure) -> str:
    if measure.baseline or measure.indicator is None or measure.reading.is_yearly:
        return measure.baseline.note if measure.baseline else ""
    return "Het plan noemt geen nulmeting; de eerste meting telt als nulmeting."
