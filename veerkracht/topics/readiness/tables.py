"""What will be known as a table: for every measure its moments, the latest useful start, and who has to act."""

from collections.abc import Sequence

from veerkracht.drawing.table import Column, Table
from veerkracht.topics.goals.next_steps import NOBODY_NAMED, NOT_KNOWN
from veerkracht.topics.readiness import sentences
from veerkracht.topics.readiness.rows import GoalOutlook, Outlook

HEADS = ("Doel en maat", "Weten we het?", "Begin", "Zeker", "Mogelijk", "Ontbreekt", "Begin helpt tot en met",
         "Aan zet", "Volgende stap", "Wanneer")  # fmt: skip


def table(goals: Sequence[GoalOutlook]) -> Table:
    """Return a row per measure, in the order of the plan."""
    rows = [texts(goal, measure) for goal in goals for measure in goal.measures]
    return Table.of("Wat weten we wanneer, en wie is aan zet?", [Column(head) for head in HEADS], rows)


def texts(goal: GoalOutlook, measure: Outlook) -> list[str]:
    """Return the cells of a measure, in the order of HEADS; a dash where there is nothing."""
    of_kind = {
        kind: sentences.years([moment for moment in measure.moments if moment.kind == kind])
        for kind in ("fixed", "possible", "missing")
    }
    name = f"{goal.goal_id}. {goal.name}" if len(goal.measures) == 1 else f"{measure.measure_id}. {measure.label}"
    cells = [
        name, sentences.in_short(measure), str(measure.begin or ""), of_kind["fixed"], of_kind["possible"],
        of_kind["missing"], str(measure.last_useful_year or ""), measure.owner or NOBODY_NAMED, measure.next_step,
        measure.next_date or NOT_KNOWN,
    ]  # fmt: skip
    return [cell or "–" for cell in cells]
