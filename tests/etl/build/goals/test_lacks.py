"""Why a measure has no figure: one of six reasons, each with a next step, whose move it is and when."""

from dataclasses import dataclass
from typing import get_args

import pandas as pd
import pytest

from etl.build.goals import lacks
from tests.etl.build.goals.test_statuses import NAZARETH, TOGETHER, included  # noqa: F401
from veerkracht.catalog import catalog
from veerkracht.catalog.catalog import Break, Indicator
from veerkracht.catalog.goals import FollowUp, Measure
from veerkracht.core import paths
from veerkracht.core.codes import NoFigureReason

OURS = catalog.load(paths.CATALOG)
SURVEYED = "thuis_in_de_buurt"


@dataclass(frozen=True)
class Seen:
    """An observation, or why it is missing."""

    period: str
    value: float | None = None
    missing: str | None = None


def measure(measure_id: str, **changes: object) -> Measure:
    [found] = [measure for _, measure in OURS.measures() if measure.id == measure_id]
    return found.model_copy(update=changes)


def lack(measure: Measure, start: str, *seen: Seen, indicator: Indicator | None = None) -> lacks.Lack:
    found = lacks.of_series(OURS, measure, start, indicator or OURS.indicator(str(measure.indicator)), seen)
    assert found is not None
    return found


@pytest.mark.slow
def test_every_measure_without_a_figure_has_one_of_five_reasons_and_a_next_step(included: pd.DataFrame) -> None:  # noqa: F811
    unmeasured = included[included["value"].isna()]
    assert set(unmeasured["why_no_figure"]) == {"niet opgehaald", "bron niet aangesloten", "vraag bestaat nog niet"}
    assert (unmeasured["next_step"].str.len() > 10).all()
    assert included.loc[included["value"].notna(), ["why_no_figure", "next_step", "owner"]].isna().all(axis=None)
    reasons = unmeasured["why_no_figure"]
    assert reasons["7", TOGETHER] == reasons["12", NAZARETH] == "niet opgehaald"
    assert reasons["9", NAZARETH] == reasons["16", NAZARETH] == "vraag bestaat nog niet"


def test_fetching_is_for_the_data_team_now_and_where_nobody_is_named_nobody_is_made_up(
    included: pd.DataFrame,  # noqa: F811
) -> None:
    fetch = included.loc[("2b", NAZARETH)]
    assert (fetch["owner"], fetch["next_date"]) == ("Onderzoek & Statistiek", "kan nu")
    assert "handleiding voor de beheerder" in fetch["next_step"]
    unnamed = included.loc[("5", NAZARETH)]
    assert pd.isna(unnamed["owner"]) and pd.isna(unnamed["next_date"]) and "Buurtpeiling" in unnamed["next_step"]


@pytest.mark.parametrize(
    ("seen", "why"),
    [
        ([Seen("2022", 54.5)], "wacht op nieuwe meting"),
        ([Seen("2022", 54.5), Seen("2024", missing="not_included")], "niet opgehaald"),
        ([Seen("2022", 54.5), Seen("2024", missing="not_published")], "wacht op nieuwe meting"),
        ([Seen("2022", 54.5), Seen("2024", missing="suppressed")], "wacht op nieuwe meting"),
        ([Seen("2022", 54.5), Seen("2024", missing="too_few")], "wacht op nieuwe meting"),
        ([Seen("2022", 54.5), Seen("2024", missing="not_in_table")], "maat vervallen"),
        ([Seen("2022", missing="not_included")], "niet opgehaald"),
        ([Seen("2022", 54.5), Seen("2024", missing="unreadable")], "niet opgehaald"),
        ([Seen("2022", missing="unreadable")], "niet opgehaald"),
    ],
)
def test_what_the_publisher_gives_decides_the_reason(seen: list[Seen], why: NoFigureReason) -> None:
    assert why in get_args(NoFigureReason)
    assert lack(measure("1"), "2022", *seen).why == why


def test_who_waits_waits_for_the_publisher_until_its_next_figure() -> None:
    waiting = lack(measure("1"), "2024", Seen("2024", 58.9))
    assert (waiting.owner, waiting.step, waiting.date) == ("RIVM", "Wachten op het cijfer over 2028.", "2029")


def test_a_measure_with_another_definition_has_ended_once_nothing_before_it_can_come() -> None:
    income = measure("12")
    assert lack(income, "2022", Seen("2022", 23200.0), Seen("2023", missing="not_included")).why == "niet opgehaald"
    ended = lack(income, "2022", Seen("2022", 23200.0), Seen("2023", missing="suppressed"))
    assert (ended.kind, ended.why, ended.step) == ("ended", "maat vervallen", "Een andere maat kiezen.")
    own = OURS.indicator("thuis_in_de_buurt").model_copy(
        update={"breaks": (Break(period="2024", reason="Andere vraag."),)}
    )
    still = lack(measure("5", planned_source=""), "2022", Seen("2022", 72.0), indicator=own)
    assert still.why == "wacht op nieuwe meting"  # the municipality may still hand in a year before it


def test_the_catalogue_says_who_does_what_by_when_except_for_fetching() -> None:
    follow_up = FollowUp(step="De vraag opnemen.", owner="het programmateam", due="2027-03", source="Besluit 1")
    asked = lacks.of_planned(OURS, measure("9", follow_up=follow_up))
    assert (asked.why, asked.owner, asked.date) == ("vraag bestaat nog niet", "het programmateam", "maart 2027")
    fetched = lack(measure("1", follow_up=follow_up), "2022", Seen("2022", missing="not_included"))
    assert (fetched.owner, fetched.date) == ("Onderzoek & Statistiek", "kan nu")


@pytest.mark.parametrize("missing", ["too_few", "suppressed", "group_part"])
def test_an_area_without_the_figure_that_others_have_waits_and_takes_no_step_of_the_catalogue(missing: str) -> None:
    follow_up = FollowUp(step="De vraag opnemen.", owner="het programmateam", due="2027-03", source="Besluit 1")
    asked = measure("9", follow_up=follow_up, planned_source="")
    waiting = lack(asked, "2024", Seen("2024", 25.0), Seen("2025", missing=missing), indicator=OURS.indicator(SURVEYED))
    assert (waiting.why, waiting.step) == ("wacht op nieuwe meting", "Wachten op het volgende cijfer.")
    assert waiting.owner == "Gemeente Maastricht"


def test_a_change_without_a_baseline_says_until_when_one_helps_and_others_do_not(included: pd.DataFrame) -> None:  # noqa: F811
    years = included["last_baseline_year"].dropna()
    assert set(years.index.get_level_values("measure_id")) == {"6a", "6b", "8", "9", "10b", "14", "16"}
    assert set(years) == {2029}
