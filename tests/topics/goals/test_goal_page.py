"""Doelkaart of other programmes than ours: one buurt or twelve, names that are long, goals that nothing measures."""

import re
from collections.abc import Callable

import pytest

from tests.opened import html, page

pytestmark = pytest.mark.slow

NAZARETH = "BU09350403"
LONG = "Buitengewoon-langgerekte-Sint-Servaas-en-Onze-Lieve-Vrouwebuurt aan de overkant van de Maas"


def with_focus_areas(count: int) -> tuple[str, ...]:
    """Give the programme so many focus areas, which all have the statuses of Nazareth."""
    return (
        f"""update programme set focus_area_codes = (
            select array_agg(area_code order by area_code desc) from (
                select distinct area_code from area_geometry
                where area_code like 'BU%' and area_code <= '{NAZARETH}' order by 1 desc limit {count}
            )
        )""",
        f"""insert into goal_status
            select goal_status.* replace (code as area_code)
            from goal_status, (select unnest(focus_area_codes) as code from programme)
            where area_code = '{NAZARETH}' and code not in (select area_code from goal_status)""",
        """delete from goal_status where area_code <> 'SAMEN'
            and area_code not in (select unnest(focus_area_codes) from programme)""",
    )


@pytest.mark.parametrize("goal", ["1", "9", "11", "13"])
@pytest.mark.parametrize("count", [1, 12])
def test_every_focus_area_has_a_card_or_shares_one(changed: Callable[..., None], count: int, goal: str) -> None:
    changed(*with_focus_areas(count))
    test = page("doelkaart", doel=goal)
    assert not test.exception and not test.warning
    cards = re.findall('<section class="vk-standing" aria-label="(.*?)"', html(test))
    assert sum(len(re.split(", | en ", names)) for names in cards) == count


def test_a_long_name_stands_on_a_goal_as_it_is(changed: Callable[..., None]) -> None:
    changed(f"update area set name = '{LONG}' where area_code = '{NAZARETH}'")
    test = page("doelkaart", doel="11")
    assert not test.exception and html(test).count(f">{LONG}<") >= 1


def test_a_goal_that_nothing_measures_is_passed_over_with_a_message(changed: Callable[..., None]) -> None:
    changed("delete from goal_status where measure_id in (select measure_id from goal_measure where goal_id = 16)")
    test = page("doelkaart", doel="16")
    assert not test.exception and "bestaat hier niet" in test.warning[0].value
    assert "15 van 15" not in html(test) and "1 van 15" in html(test)


def test_a_target_of_all_buurten_together_is_judged_of_them_together(changed: Callable[..., None]) -> None:
    changed("""
        update goal_status set value = if(area_code = 'SAMEN', 126, 63), period = '2025', certainty = 'volledig geteld',
            status = if(area_code = 'SAMEN', 'bereikt', 'geen streefwaarde'), why_no_figure = null, lack = null,
            target = if(area_code = 'SAMEN', 75, null), next_step = null, owner = null, next_date = null
        where measure_id = '4'""")
    test = page("doelkaart", doel="4")
    assert not test.exception
    cards = re.findall('<section class="vk-standing" aria-label="(.*?)">(.*?)</section>', html(test), re.DOTALL)
    assert [name for name, _ in cards] == ["Nazareth en Pottenberg samen", "Nazareth en Pottenberg"]
    assert "Het cijfer is 126; de norm is 75." in cards[0][1] and "bereikt" in cards[0][1]
    assert "63" in cards[1][1] and "Het cijfer is 63" not in cards[1][1]
    assert "Pad naar het doel" not in [markdown.value for markdown in test.markdown]
