"""The figure of areas together: by what the catalogue says, with a margin, and none where a part is not known."""

import math
from dataclasses import dataclass

import pytest

from veerkracht.groups import arithmetic, figures
from veerkracht.groups.arithmetic import Part, Rule
from veerkracht.method import margins
from veerkracht.method.margins import Spread

COUNTED = {"inwoners": "inwoners", "woningen": "woningen"}
REACH = margins.quantile(95)


@dataclass(frozen=True)
class Kind:
    """An indicator, as far as the arithmetic asks."""

    unit: str = "%"
    population: str | None = "inwoners"
    margin: str = "onbekend"
    rounded_to: int = 0
    is_model: bool = False
    is_mean: bool = False
    is_full_count: bool = False


def part(code: str, value: float | None, reach: float | None = None, **other: object) -> Part:
    lower, upper = (None, None) if value is None or reach is None else (value - reach, value + reach)
    known = {
        "margin_kind": reach and "vergelijking", "numerator": None, "denominator": None,
        "status": None if value is None else "definitief", "missing": "suppressed" if value is None else None,
        "edition": "tabel@2024",
    } | other  # fmt: skip
    return Part(code, value, lower, upper, **known)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "rule"),
    [
        (Kind("inwoners"), Rule("som")),
        (Kind("misdrijven", None, "telling"), Rule("som")),
        (Kind(), Rule("verhouding", "inwoners")),
        (Kind(population="15_tot_75"), Rule("verhouding")),
        (Kind("per 1.000 inwoners"), Rule("verhouding", "inwoners")),
        (Kind("inwoners per km²"), Rule("oppervlakte", "inwoners")),
        (Kind("euro", "woningen", is_mean=True), Rule("gewogen", "woningen")),
        (Kind("euro", "woningen"), Rule(None, missing="group_average")),
        (Kind("euro", "werkenden", is_mean=True), Rule(None, missing="group_weight")),
        (Kind("adressen per km²", None), Rule(None, missing="group_average")),
        (Kind(is_model=True), Rule(None, missing="group_model")),
        (Kind(margin="steekproef"), Rule(None, missing="group_survey")),
        (Kind("rapportcijfer", "ondervraagden", "interval"), Rule(None, missing="group_survey")),
    ],
)
def test_what_the_catalogue_says_decides_how_areas_are_put_together(kind: Kind, rule: Rule) -> None:
    assert arithmetic.rule(kind, COUNTED) == rule


def test_a_count_adds_up_and_varies_by_the_share_of_each_part() -> None:
    kind, spread = Kind("misdrijven", None, "telling"), Spread(1.3, 0.02)
    both = arithmetic.together(kind, Rule("som"), [part("a", 300.0), part("b", 100.0)], {}, spread)
    error = math.sqrt(1.3 / 400 + 0.02 / 2 * (0.75**2 + 0.25**2))
    assert (both.value, both.margin_kind) == (400, "telling")
    assert both.lower == pytest.approx(400 / math.exp(REACH * error))
    assert both.upper == pytest.approx(400 * math.exp(REACH * error))


def test_a_rate_is_that_of_its_counts_added_up() -> None:
    parts = [part("a", 50.0, numerator=5, denominator=10), part("b", 10.0, numerator=9, denominator=90)]
    both = arithmetic.together(Kind(), Rule("verhouding", "inwoners"), parts, {"a": 10, "b": 90})
    assert (both.value, both.numerator, both.denominator, both.way) == (14.0, 14, 100, "verhouding")


def test_a_share_is_weighted_and_its_variance_is_the_sum_of_those_of_its_parts() -> None:
    parts = [part("a", 50.0, 4.0), part("b", 10.0, 2.0)]
    both = arithmetic.together(Kind(), Rule("verhouding", "inwoners"), parts, {"a": 1_000, "b": 3_000})
    assert (both.value, both.way, both.margin_kind) == (20.0, "gewogen", "vergelijking")
    assert both.upper is not None and both.upper - 20 == pytest.approx(math.hypot(0.25 * 4, 0.75 * 2))
    without = arithmetic.together(Kind(), Rule("verhouding", "inwoners"), [parts[0], part("b", 10.0)], {"a": 1, "b": 3})
    assert (without.value, without.lower) == (20.0, None)


def test_a_density_is_that_of_the_surface_together() -> None:
    parts = [part("a", 1_000.0), part("b", 4_000.0)]  # of 2 and 1 km²
    both = arithmetic.together(
        Kind("inwoners per km²"), Rule("oppervlakte", "inwoners"), parts, {"a": 2_000, "b": 4_000}
    )
    assert both.value == 2_000


def test_one_part_without_a_figure_leaves_none_and_is_named_unless_nobody_lives_there() -> None:
    parts = [part("a", 50.0), part("b", None)]
    none = arithmetic.together(Kind(), Rule("verhouding", "inwoners"), parts, {"a": 10, "b": 10})
    assert (none.value, none.missing, none.lacking) == (None, "group_part", ("b",))
    empty = arithmetic.together(Kind(), Rule("verhouding", "inwoners"), parts, {"a": 10, "b": 0})
    assert empty.value == 50.0
    assert arithmetic.together(Kind("inwoners"), Rule("som"), parts, {"a": 10, "b": 0}).missing == "group_part"


def test_a_percentage_may_leave_out_parts_with_little_of_the_population_but_nothing_else_may() -> None:
    parts = [part("a", 50.0), part("b", 10.0), part("c", None)]
    sizes = {"a": 500, "b": 490, "c": 10}
    for rule in (Rule("verhouding", "inwoners"), Rule("gewogen", "inwoners")):
        without = arithmetic.together(Kind(), rule, parts, sizes)
        assert (without.value, without.lacking) == (pytest.approx((50 * 500 + 10 * 490) / 990), ("c",))
        more = arithmetic.together(Kind(), rule, parts, sizes | {"c": 11})  # above 1% of all
        assert (more.value, more.missing) == (None, "group_part")
        unknown = arithmetic.together(Kind(), rule, parts, {"a": 500, "b": 490})
        assert (unknown.value, unknown.missing) == (None, "group_part")
        hidden = arithmetic.together(Kind(), rule, [*parts[:2], part("c", None, missing="too_few")], sizes)
        assert (hidden.value, hidden.missing) == (None, "too_few")
    assert arithmetic.together(Kind("inwoners"), Rule("som"), parts, sizes).missing == "group_part"
    for unit in ("per 1.000 inwoners", "euro"):
        assert arithmetic.together(Kind(unit), Rule("gewogen", "inwoners"), parts, sizes).missing == "group_part"


def test_a_part_that_is_too_small_for_a_rate_of_its_own_counts_with_its_counts() -> None:
    small = part("b", None, numerator=3, denominator=20, missing="too_small")
    parts = [part("a", 50.0, numerator=500, denominator=1_000), small]
    both = arithmetic.together(Kind(), Rule("verhouding", "inwoners"), parts, {"a": 1_000, "b": 20})
    assert (both.value, both.numerator, both.denominator) == (pytest.approx(100 * 503 / 1_020), 503, 1_020)
    assert both.lacking == ()
    hidden = part("c", None, numerator=4, denominator=20, missing="too_few")  # withheld by us: it never counts
    three = arithmetic.together(Kind(), Rule("verhouding", "inwoners"), [*parts, hidden], {"a": 1_000, "b": 20, "c": 1})
    assert (three.value, three.missing, three.lacking) == (None, "too_few", ("c",))
    unknown = part("c", None)  # a percentage may leave it out, and still counts what is too small
    without = arithmetic.together(Kind(), Rule("verhouding", "inwoners"), [*parts, unknown],
                                  {"a": 1_000, "b": 20, "c": 1})  # fmt: skip
    assert (without.value, without.lacking) == (both.value, ("c",))
    alone = arithmetic.together(Kind(), Rule("verhouding", "inwoners"), [small], {"b": 20})
    assert (alone.value, alone.missing) == (None, "too_small")
    no_counts = [part("a", 50.0), small]  # a rate of which the counts are not known is not set beside counts
    assert arithmetic.together(Kind("per 1.000 inwoners"), Rule("verhouding", "inwoners"), no_counts,
                               {"a": 1_000, "b": 20}).missing == "group_part"  # fmt: skip


def test_a_withheld_part_stays_withheld_in_every_group() -> None:
    parts = [part("a", 50.0), part("b", None, missing="suppressed"), part("c", None, missing="too_few")]
    for rule in (Rule("som"), Rule("verhouding", "inwoners"), Rule("gewogen", "inwoners")):
        hidden = arithmetic.together(Kind(), rule, parts, {"a": 10, "b": 10, "c": 10})
        assert (hidden.value, hidden.missing, hidden.numerator) == (None, "too_few", None)


def test_editions_are_not_mixed_and_an_unknown_weight_gives_no_figure() -> None:
    parts = [part("a", 50.0), part("b", 10.0, edition="tabel@2025")]
    assert arithmetic.together(Kind(), Rule("gewogen", "inwoners"), parts, {"a": 1, "b": 1}).missing == "group_editions"
    parts = [part("a", 50.0), part("b", 10.0)]
    assert arithmetic.together(Kind(), Rule("gewogen", "inwoners"), parts, {"a": 1}).missing == "group_weight"


def test_a_weight_that_a_fetch_can_still_give_has_its_own_reason() -> None:
    unknown, known = arithmetic.Together(missing="group_weight"), arithmetic.Together(1.0)
    weights = [part("a", 1_000.0), part("b", None, missing="not_included")]
    assert arithmetic.with_reason_of_weight(unknown, weights).missing == "group_weight_not_included"
    assert arithmetic.with_reason_of_weight(unknown, [part("a", None, missing="suppressed")]).missing == "group_weight"
    assert arithmetic.with_reason_of_weight(known, weights) == known
    rows = [("koop", "2024", part("a", 50.0)), ("koop", "2024", part("b", 10.0))]
    rows += [("woningen", "2024", part(code, None, missing="not_included")) for code in "ab"]
    kinds = {"koop": Kind(population="woningen"), "woningen": Kind("woningen", "woningen")}
    found = figures.together(rows, ["a", "b"], kinds, {})
    assert found["koop", "2024"].missing == "group_weight_not_included"
    assert found["woningen", "2024"].missing == "not_included"


def test_the_least_certain_part_decides_the_status() -> None:
    parts = [part("a", 1.0), part("b", 1.0, status="voorlopig")]
    assert arithmetic.together(Kind("inwoners"), Rule("som"), parts, {}).status == "voorlopig"
    assert arithmetic.together(Kind("inwoners"), Rule("som"), parts[:1], {}).status == "afgeleid"
