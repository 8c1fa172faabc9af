"""Ten years of key figures of CBS: whole, adding up, equal to every second copy, and every large change explained."""

import re
from functools import cache
from itertools import pairwise
from pathlib import Path
from statistics import mean, stdev

import pandas as pd
import pytest

from etl.snapshots import columns, store
from tests.conftest import INCLUDED
from veerkracht.catalog import catalog
from veerkracht.core import paths
from veerkracht.database import database

SERIES = [folder.name for folder in store.folders_in(INCLUDED) if folder.name.endswith("@2026-07")]
ROUNDED = 5  # CBS rounds counts of buurten and wijken to five by lot: less than five off
COUNTS = [
    "AantalInwoners", "HuishoudensTotaal", "Eenpersoonshuishoudens", "HuishoudensZonderKinderen",
    "HuishoudensMetKinderen", "k_0Tot15Jaar", "k_15Tot25Jaar", "k_45Tot65Jaar", "k_65JaarOfOuder", "Gescheiden",
    "Verweduwd",
]  # fmt: skip


@cache
def cells(name: str) -> pd.DataFrame:
    """Return the figures of a snapshot with their status, by topic without its number, group of it, and area."""
    snapshot = store.read(INCLUDED / name, "meegeleverd")
    facts = store.as_texts(columns.clean(snapshot)).dropna(subset="value")
    groups = snapshot.topics.set_index("topic_key")["group"]
    facts["topic"] = facts["topic_key"].map(columns.base_name)
    is_origin = facts["topic"].isin(["Nederland", "EuropaExclusiefNederland", "BuitenEuropa"])
    facts["group"] = facts["topic_key"].map(groups).where(is_origin, "")
    return facts.set_index(["topic", "group", "area_code"])[["value", "status"]].sort_index()


def topic(name: str, label: str, group: str = "") -> pd.Series:
    return cells(name).loc[(label, group), "value"]


@pytest.mark.slow
def test_the_series_holds_every_figure_of_ten_years() -> None:
    assert len(SERIES) == 10
    assert sum(len(cells(name)) for name in SERIES) == 10_943
    areas = {code[:2]: 0 for code in ("BU", "WK", "GM", "NL")}
    for code in topic(SERIES[0], "AantalInwoners").index:
        areas[code[:2]] += 1
    assert areas == {"BU": 44, "WK": 7, "GM": 1, "NL": 1}


def test_kinds_of_households_add_up_to_all_households() -> None:
    kinds = ["Eenpersoonshuishoudens", "HuishoudensZonderKinderen", "HuishoudensMetKinderen"]
    sums = 0
    for name in SERIES:
        parts = pd.concat([topic(name, kind) for kind in kinds], axis=1).sum(axis=1, skipna=False)
        difference = (parts - topic(name, "HuishoudensTotaal")).abs()
        assert difference.max() < 4 * ROUNDED
        sums += len(difference)
    assert sums == 530


@pytest.mark.parametrize("name", ["85618NED@2026-07", "85984NED@2026-07", "86165NED@2026-07"])
def test_origins_add_up_to_all_inhabitants(name: str) -> None:
    kinds = ["Nederland", "EuropaExclusiefNederland", "BuitenEuropa"]
    parts = pd.concat([topic(name, kind, "Herkomstland") for kind in kinds], axis=1).sum(axis=1, skipna=False)
    difference = (parts - topic(name, "AantalInwoners")).abs()
    assert len(difference) == 53 and difference.max() < 4 * ROUNDED


def test_age_groups_leave_room_for_those_of_25_to_45() -> None:
    for name in SERIES:
        groups = ["k_0Tot15Jaar", "k_15Tot25Jaar", "k_45Tot65Jaar", "k_65JaarOfOuder"]
        rest = topic(name, "AantalInwoners") - sum(topic(name, group) for group in groups)
        share = (rest / topic(name, "AantalInwoners"))[topic(name, "AantalInwoners") > 500]
        assert (rest > -5 * ROUNDED).all() and share.between(0.1, 0.6).all()


@pytest.mark.parametrize("label", COUNTS)
def test_buurten_add_up_to_wijken_and_wijken_to_the_city(label: str) -> None:
    for name in SERIES:
        figures = topic(name, label)
        for code in [code for code in figures.index if code[:2] in ("WK", "GM")]:
            child = {"WK": "BU", "GM": "WK"}[code[:2]] + code[2:]
            parts = figures[figures.index.str.startswith(child)]
            assert abs(parts.sum() - figures[code]) < ROUNDED * (len(parts) + 1), (name, code)


def test_published_rates_of_the_wmo_fit_the_counts() -> None:
    compared = 0
    for name in SERIES[2:9]:
        count, rate = topic(name, "WmoClienten"), topic(name, "WmoClientenRelatief")
        people = topic(name, "AantalInwoners")[count.index]
        assert ((count / people * 1000 - rate).abs() <= 0.51 + 10_000 / people).all(), name
        compared += len(count)
    assert compared == 62


# per second copy: the number of cells that it shares with the series, and of those that differ
COPIES = {
    ("83765NED@2026-07", "83765NED@2017"): (14, 0),
    ("83765NED@2026-07", "83765NED@2017-inkomen"): (302, 0),
    ("83765NED@2026-07", "83765NED@2017-kaart"): (2, 0),
    ("84286NED@2026-07", "84286NED@2018-kaart"): (2, 0),
    ("84583NED@2026-07", "84583NED@2019-kaart"): (2, 0),
    ("84799NED@2026-07", "84799NED@2021-03-26"): (725, 151),
    ("85318NED@2026-07", "85318NED@2022"): (814, 8),
    ("85318NED@2026-07", "85318NED@2022-kaart"): (2, 0),
    ("85618NED@2026-07", "85618NED@2023-kaart"): (2, 0),
    ("85984NED@2026-07", "85984NED@2026-04"): (322, 4),
    ("85984NED@2026-07", "85984NED@2026-07-19"): (450, 0),
    ("86165NED@2026-07", "86165NED@2026-06-25"): (76, 0),
}


def both(series: str, copy: str) -> pd.DataFrame:
    """Return the cells that are in both: value and status, and other and other_status of the copy."""
    other = cells(copy).rename(columns={"value": "other", "status": "other_status"})
    return cells(series).join(other, how="inner")


def test_every_second_copy_is_compared() -> None:
    beside = {
        (name, folder.name)
        for name in SERIES
        for folder in store.folders_in(INCLUDED, name.partition("@")[0])
        if folder.name != name
    }
    assert set(COPIES) == beside


@pytest.mark.parametrize(("series", "copy"), COPIES)
def test_the_series_equals_a_second_copy_but_for_the_cells_that_are_explained(series: str, copy: str) -> None:
    shared = both(series, copy)
    assert (len(shared), int((shared["value"] != shared["other"]).sum())) == COPIES[series, copy]


def test_counts_of_the_early_edition_of_2020_differ_by_rounding_and_benefits_not_at_all() -> None:
    shared = both("84799NED@2026-07", "84799NED@2021-03-26")
    differing = shared[shared["value"] != shared["other"]]
    assert set((differing["value"] - differing["other"]).abs()) == {ROUNDED}
    assert set(differing.index.get_level_values("topic")) <= set(COUNTS)
    is_benefit = shared.index.get_level_values("topic").str.startswith("PersonenPerSoortUitkering")
    assert is_benefit.sum() == 36 and (shared["value"] == shared["other"])[is_benefit].all()


def test_only_net_participation_was_restated_in_2022() -> None:
    shared = both("85318NED@2026-07", "85318NED@2022")
    differing = shared[shared["value"] != shared["other"]]
    assert set(differing.index.get_level_values("topic")) == {"Nettoarbeidsparticipatie"}
    assert list(differing["other"]) == [54, 50, 59, 52, 55, 55, 60, 57]
    assert list(differing["value"]) == [59, 55, 64, 57, 60, 60, 65, 63]


def test_the_country_of_april_2026_differs_only_where_we_added_up_rounded_figures() -> None:
    shared = both("85984NED@2026-07", "85984NED@2026-04")
    differing = shared[shared["value"] != shared["other"]]
    assert set(differing["other_status"]) == {"afgeleid"}
    assert ((differing["value"] / differing["other"] - 1).abs() < 0.001).all()


def rows(path: Path, sql: str) -> list[tuple]:
    with database.read(path) as connection:
        return connection.execute(sql).fetchall()


def test_net_participation_is_one_series_of_one_edition(included_database: Path) -> None:
    found = rows(
        included_database,
        """select area_code, list(value order by period), list(distinct edition)
        from observation join snapshot using (snapshot_id)
        where indicator_id = 'arbeidsparticipatie' and value is not null and area_code in ('GM0935', 'NL00')
        group by area_code order by area_code""",
    )
    assert found == [
        ("GM0935", [56, 57, 56, 57, 59, 60, 60], ["2026-07"]),
        ("NL00", [68, 69, 69, 69, 71, 72, 72], ["2026-07"]),
    ]


YEARS = """
    select indicator_id, area_code, count(*) as years
    from observation
    where value is not null and length(period) = 4
    group by indicator_id, area_code
"""


def test_trends_offers_eight_years_of_18_topics_per_buurt_and_six_of_30_per_wijk_and_city(
    included_database: Path,
) -> None:
    least = f"select indicator_id, min(years) as years from ({YEARS} having {{}}) group by all having years >= {{}}"
    of_buurten = rows(included_database, least.format("area_code in ('BU09350403', 'BU09350203')", 8))
    of_wijken = rows(
        included_database, least.format("area_code like 'WK%' or area_code = 'GM0935'", 6) + " and count(*) = 8"
    )
    assert len(of_buurten) >= 18 and len(of_wijken) >= 30


@pytest.mark.parametrize(
    ("goal", "indicator_id", "years"),
    [(2, "arbeidsparticipatie", 7), (12, "inkomen_per_inwoner", 8), (15, "arbeidsparticipatie", 7)],
)
def test_the_goals_on_work_and_income_have_a_series_of_every_wijk_and_the_city(
    included_database: Path, goal: int, indicator_id: str, years: int
) -> None:
    counts = rows(
        included_database,
        f"select years from ({YEARS}) where indicator_id = '{indicator_id}' and left(area_code, 2) in ('WK', 'GM')",
    )
    assert len(counts) == 8 and min(counts) >= (years,)


def jumps(path: Path) -> set[tuple[str, str, str]]:
    """Return the changes from one figure to the next that are large: indicator, area and period.

    In the city more than four standard deviations from the other changes, per year, of at least five; in a wijk more
    than half of the figure before.
    """
    figures = pd.DataFrame(
        rows(
            path,
            """select indicator_id, area_code, period, value from observation
            where value is not null and length(period) = 4 and (area_code like 'WK%' or area_code = 'GM0935')
            order by all""",
        ),
        columns=["indicator_id", "area_code", "period", "value"],
    )
    found = set()
    for (indicator_id, area_code), series in figures.groupby(["indicator_id", "area_code"]):
        steps = list(pairwise(zip(series["period"], series["value"], strict=True)))
        yearly = [(after - before) / (int(to) - int(start)) for (start, before), (to, after) in steps]
        for number, ((_, before), (to, after)) in enumerate(steps):
            others = yearly[:number] + yearly[number + 1 :]
            if area_code.startswith("WK"):
                is_large = abs(after - before) > abs(before) / 2
            else:
                is_large = len(others) > 3 and abs(yearly[number] - mean(others)) > 4 * stdev(others)
            if is_large:
                found.add((str(indicator_id), str(area_code), to))
    return found


@pytest.mark.slow
def test_every_large_change_is_explained_or_marked_as_a_break(included_database: Path) -> None:
    text = (INCLUDED / "README.md").read_text(encoding="utf-8")
    explained = set(re.findall(r"^\| `(\w+)` \| (WK\d{6}|GM0935) \| (\d{4}) \| \S", text, re.MULTILINE))
    ours = catalog.load(paths.CATALOG)
    breaks = {(indicator.id, gap.period) for indicator in ours.indicators for gap in indicator.breaks}
    found = {jump for jump in jumps(included_database) if (jump[0], jump[2]) not in breaks}
    assert found == explained
    assert ("bedrijfsvestigingen", "GM0935", "2022") in jumps(included_database)


@pytest.mark.parametrize(
    ("indicator_id", "period"),
    [
        ("bedrijfsvestigingen", "2022"), ("gestandaardiseerd_inkomen", "2024"), ("woz_waarde", "2020"),
        ("onderwijs_basis", "2023"), ("onderwijs_hbo_wo", "2023"), ("afstand_huisarts", "2022"),
    ],
)  # fmt: skip
def test_a_change_of_definition_is_a_break_in_the_catalogue(indicator_id: str, period: str) -> None:
    assert [gap.period for gap in catalog.load(paths.CATALOG).indicator(indicator_id).breaks] == [period]
