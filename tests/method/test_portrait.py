"""What a portrait begins with: the order of the groups, one of each theme, and what never gets in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veerkracht.method import portrait
from veerkracht.method.portrait import Change, Subject
from veerkracht.method.standing import Standing

_STANDINGS = st.builds(
    Standing, st.sampled_from(["good", "bad", "more", "less", "even", ""]), st.integers(0, 3),
    st.sampled_from([True, False, None]),
)  # fmt: skip
_SUBJECTS = st.lists(
    st.builds(
        Subject, st.integers(0, 500).map(str), st.sampled_from(["wonen", "zorg", "veiligheid"]), _STANDINGS,
        st.none() | st.floats(-4, 4), st.sampled_from([None, "meer", "minder"]), st.booleans(),
        st.booleans(),
    ),
    max_size=14, unique_by=lambda subject: subject.key,
)  # fmt: skip


def subject(key: str, side: str, deviations: float | None = 1.0, **more: object) -> Subject:
    """Return a subject of a theme of its own."""
    sure = more.pop("is_sure", None)
    return Subject(key, str(more.pop("theme", key)), Standing(side, 1, sure), deviations, **more)  # type: ignore[arg-type]


def test_what_is_clearly_better_comes_first_then_better_then_what_makes_strong_then_what_is_no_worse() -> None:
    subjects = [
        subject("even", "even", 0.1, is_sure=False), subject("near", "less", -3.0, strength="minder"),
        subject("better", "good", 2.0), subject("clear", "good", 0.6, is_sure=True),
    ]  # fmt: skip
    assert portrait.strong(subjects) == ["clear", "better", "near"]
    assert portrait.strong(subjects[:2]) == ["near", "even"]


def test_what_is_no_strength_of_a_buurt_is_not_called_one() -> None:
    far = subject("far", "more", 2.0, strength="minder")  # a school far away
    neutral, unsure = subject("neutral", "more", 2.0), subject("unsure", "even", 0.1)
    behind = subject("behind", "even", 0.1, is_sure=False, is_no_worse=False)  # within its margin, on the worse side
    assert portrait.strong([far, neutral, unsure, behind, subject("worse", "bad")]) == []


def test_each_theme_has_a_word_before_any_has_two() -> None:
    same = [subject(str(number), "bad", float(number), theme="gezondheid") for number in range(1, 5)]
    assert portrait.behind([*same, subject("income", "bad", 0.5)]) == ["4", "income", "3"]


def test_the_city_is_only_further_where_the_city_has_a_figure() -> None:
    assert portrait.behind([subject("middle", "bad", has_city=False), subject("city", "bad")]) == ["city"]


def test_of_changes_one_for_the_better_and_one_for_the_worse_are_told_when_there_are_both() -> None:
    worse = [Change("a", False, 0.01), Change("b", False, 0.02)]
    assert portrait.changed(worse) == ["a", "b"]
    assert sorted(portrait.changed([*worse, Change("c", True, 0.2)])) == ["a", "c"]
    assert portrait.changed([]) == []


@pytest.mark.slow
@given(_SUBJECTS)
def test_nothing_is_both_strong_and_behind_and_no_list_is_too_long(subjects: list[Subject]) -> None:
    strong, behind = portrait.strong(subjects), portrait.behind(subjects)
    assert not {*strong} & {*behind} and len(strong) <= 3 and len(behind) <= 3
    by_key = {subject.key: subject for subject in subjects}
    assert all(by_key[key].standing.side == "bad" for key in behind)
    assert all(by_key[key].standing.side not in ("bad", "") and by_key[key].is_no_worse for key in strong)


@pytest.mark.slow
@given(_SUBJECTS, st.randoms(use_true_random=False))
def test_the_order_in_which_subjects_come_only_decides_between_equals(subjects: list[Subject], random) -> None:
    shuffled = [*subjects]
    random.shuffle(shuffled)
    by_key = {subject.key: subject for subject in subjects}

    def rank(keys: list[str]) -> list[float]:
        return [by_key[key].distance for key in keys]

    assert rank(portrait.behind(shuffled)) == rank(portrait.behind(subjects)) or len(subjects) > 3
