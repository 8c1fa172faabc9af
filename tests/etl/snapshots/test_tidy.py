"""From snapshot to observation: columns found, cells cleaned, rates computed, every gap with its reason."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.snapshots import columns, tidy
from etl.snapshots.store import AREA_COLUMNS, FACT_COLUMNS, TOPIC_COLUMNS, Manifest, Snapshot
from veerkracht.catalog import catalog
from veerkracht.catalog.catalog import Catalog, Topic
from veerkracht.core import paths
from veerkracht.core.errors import SourceError

OURS = catalog.load(paths.CATALOG)
INHABITANTS = Topic(names=("AantalInwoners", "Aantal inwoners"), unit=("aantal",))
NAMES = {"BU09350403": "Nazareth", "BU09350203": "Pottenberg", "GM0935": "Maastricht", "NL00": "Nederland"}


def snapshot(topics: list[tuple], facts: list[tuple], table_id: str = "85984NED", **manifest: object) -> Snapshot:
    """Return a snapshot of KWB 2024 with topics (key, title, group, unit) and facts (key, area, value)."""
    about = {"source_id": "kwb", "edition": "2026-01-01", "title": "T", "publisher": "CBS", "licence": "L",
             "retrieved_at": "", "modified_at": None, "is_complete": True, "note": ""} | manifest  # fmt: skip
    period = OURS.sources[str(about["source_id"])].tables
    year = next(table.periods[-1] for table in period if table.id == table_id)
    return Snapshot(
        Manifest(table_id=table_id, **about),
        pd.DataFrame([(*topic, 0) for topic in topics], columns=TOPIC_COLUMNS),
        pd.DataFrame([(key, area, year, value, "", "", "", "") for key, area, value in facts], columns=FACT_COLUMNS),
        pd.DataFrame([(code, name, "") for code, name in NAMES.items()], columns=AREA_COLUMNS),
        "opgehaald",
    )


def only(*indicators: str) -> Catalog:
    return OURS.model_copy(update={"indicators": tuple(OURS.indicator(name) for name in indicators)})


def figures(content: Catalog, *snapshots: Snapshot) -> pd.DataFrame:
    return tidy.observations(content, snapshots).observations.set_index(["indicator_id", "period", "area_code"])


POPULATION = [("AantalInwoners_5", "Aantal inwoners", "Bevolking", "aantal")]


def test_each_kind_of_blank_becomes_missing_and_never_zero() -> None:
    blanks = ["", "       .", "-99997", "-99995.0"]
    rows = [("AantalInwoners_5", area, value) for area, value in zip(NAMES, blanks, strict=True)]
    facts = columns.clean(snapshot(POPULATION, rows))
    assert facts["value"].isna().all()
    assert columns.clean(snapshot(POPULATION, [("AantalInwoners_5", "GM0935    ", "    0")]))["value"].tolist() == [0]


def test_padded_codes_and_the_other_code_of_the_country_are_cleaned() -> None:
    facts = columns.clean(snapshot(POPULATION, [("AantalInwoners_5 ", "NL01      ", "1")]))
    assert (facts["area_code"].iloc[0], facts["topic_key"].iloc[0]) == ("NL00", "AantalInwoners_5")


def test_a_cell_that_is_not_a_number_is_reported_with_its_place() -> None:
    with pytest.raises(SourceError, match=r"85984NED, AantalInwoners_5, GM0935, 2024: 'veel' is geen getal"):
        columns.clean(snapshot(POPULATION, [("AantalInwoners_5", "GM0935", "veel")]))


def test_a_column_blank_for_all_is_not_published_and_for_one_area_suppressed() -> None:
    rows = [("AantalInwoners_5", "BU09350403", ""), ("AantalInwoners_5", "GM0935", "125285")]
    observations = figures(only("inwoners"), snapshot(POPULATION, rows))
    assert observations.loc[("inwoners", "2024", "BU09350403"), "missing"] == "suppressed"
    assert observations.loc[("inwoners", "2024", "BU09350203"), "missing"] == "not_in_table"
    rows = [("AantalInwoners_5", area, "") for area in ("BU09350403", "GM0935")]
    rows.append(("AantalInwoners_5", "NL00", "17942942"))
    observations = figures(only("inwoners"), snapshot(POPULATION, rows))
    assert set(observations.loc[("inwoners", "2024", ["BU09350403", "GM0935"]), "missing"]) == {"not_published"}


def test_what_a_partial_copy_lacks_is_not_included() -> None:
    observations = figures(
        only("inwoners", "koopwoningen"),
        snapshot(POPULATION, [("AantalInwoners_5", "GM0935", "125285")], is_complete=False),
    )
    assert observations.loc[("inwoners", "2024", "BU09350403"), "missing"] == "not_included"
    assert set(observations.loc["koopwoningen", "missing"]) == {"not_included"}


def test_a_topic_is_found_by_its_name_without_number_or_by_its_title() -> None:
    table = snapshot(
        [("IetsAnders_17", "Aantal  Inwoners ", "", "aantal"), ("AantalInwonersPerKm_6", "x", "", "aantal")], []
    )
    assert columns.Columns(table).key(INHABITANTS) == "IetsAnders_17"
    assert columns.Columns(snapshot([("AantalInwonersTotaal_5", "Anders", "", "aantal")], [])).key(INHABITANTS) is None
    assert columns.Columns(snapshot([("AantalInwoners_5", "Aantal inwoners", "", "%")], [])).key(INHABITANTS) is None


def test_a_name_that_occurs_twice_is_distinguished_by_its_group() -> None:
    twice = [
        (f"BuitenEuropa_{n}", "Buiten Europa", group, "aantal") for n, group in ((19, "Herkomstland"), (24, "Elders"))
    ]
    grouped = Topic(names=("BuitenEuropa",), unit=("aantal",), group=("Herkomstland",))
    assert columns.Columns(snapshot(twice, [])).key(grouped) == "BuitenEuropa_19"
    with pytest.raises(SourceError, match=r"meer dan één kolom: BuitenEuropa_19, BuitenEuropa_24.*group"):
        columns.Columns(snapshot(twice, [])).key(Topic(names=("BuitenEuropa",), unit=("aantal",)))


def test_a_topic_that_no_table_of_the_series_has_is_an_error_that_says_what_there_is() -> None:
    with pytest.raises(
        SourceError, match=r"koopwoningen: niet gevonden in 85984NED \(2024\).*85984NED heeft: AantalInw"
    ):
        tidy.observations(only("koopwoningen"), [snapshot(POPULATION, [("AantalInwoners_5", "GM0935", "1")])])


def test_a_topic_that_one_year_lacks_is_warned_about_and_not_in_table() -> None:
    homes = [*POPULATION, ("Koopwoningen_47", "Koopwoningen", "", "%")]
    with_homes = snapshot(homes, [("Koopwoningen_47", "GM0935", "38")])
    without = snapshot(POPULATION, [("AantalInwoners_5", "GM0935", "1")], table_id="85618NED")
    result = tidy.observations(only("koopwoningen"), [with_homes, without])
    assert len(result.warnings) == 1 and "85618NED (2023)" in result.warnings[0]
    rows = result.observations.set_index(["period", "area_code"])
    assert rows.loc[("2023", "GM0935"), "missing"] == "not_in_table"
    assert rows.loc[("2024", "GM0935"), "value"] == 38


def test_each_indicator_and_year_comes_from_the_newest_edition_that_has_all_it_needs() -> None:
    old = snapshot([*POPULATION, ("BedrijfsvestigingenTotaal_95", "B", "", "aantal")],
                   [("AantalInwoners_5", "GM0935", "1000"), ("BedrijfsvestigingenTotaal_95", "GM0935", "50")],
                   edition="2026-04", is_complete=False)  # fmt: skip
    new = snapshot(POPULATION, [("AantalInwoners_5", "GM0935", "2000")], edition="2026-07", is_complete=False)
    observations = figures(only("inwoners", "bedrijfsvestigingen"), old, new)
    assert observations.loc[("inwoners", "2024", "GM0935"), "value"] == 2000
    assert observations.loc[("bedrijfsvestigingen", "2024", "GM0935"), ["value", "snapshot_id"]].tolist() == [
        500,
        "85984NED@2026-04",
    ]


WORK = [("Nettoarbeidsparticipatie_71", "Nettoarbeidsparticipatie", "Arbeid", "%")]


def editions_of_work(of_wijk: str) -> tuple[Snapshot, Snapshot]:
    """Return an old edition with a buurt, and the city as given, and a new one of the city alone, which has 59."""
    key = WORK[0][0]
    old = snapshot(WORK, [(key, "BU09350403", "50"), (key, "GM0935", of_wijk)], edition="2024-03", is_complete=False)
    return old, snapshot(WORK, [(key, "GM0935", "59")], edition="2026-07", is_complete=False)


def test_a_level_that_the_newest_edition_lacks_comes_from_an_older_one_that_agrees() -> None:
    found = figures(only("arbeidsparticipatie"), *editions_of_work("59")).loc[("arbeidsparticipatie", "2024")]
    assert found.loc["BU09350403", ["value", "snapshot_id"]].tolist() == [50, "85984NED@2024-03"]
    assert found.loc["GM0935", ["value", "snapshot_id"]].tolist() == [59, "85984NED@2026-07"]


def test_an_edition_that_contradicts_the_newest_is_not_mixed_with_it_and_named() -> None:
    result = tidy.observations(only("arbeidsparticipatie"), editions_of_work("54"))
    found = result.observations.set_index(["area_code"])
    assert found.loc["BU09350403", "missing"] == "not_included" and found.loc["GM0935", "value"] == 59
    assert result.warnings == [
        "Tabel 85984NED, Nettoarbeidsparticipatie_71, GM0935, 2024: uitgave 2024-03 heeft 54 en uitgave 2026-07 59. "
        "Van dit onderwerp is alleen uitgave 2026-07 gebruikt. Haal de tabel opnieuw op, dan vervallen beide."
    ]


@pytest.mark.parametrize(("before", "agrees"), [("2005", True), ("2006", False)])
def test_counts_of_two_editions_agree_within_the_rounding_of_cbs(before: str, agrees: bool) -> None:
    key = POPULATION[0][0]
    old = snapshot(POPULATION, [(key, "BU09350403", "100"), (key, "GM0935", before)], edition="2024", is_complete=False)
    new = snapshot(POPULATION, [(key, "GM0935", "2000")], edition="2026", is_complete=False)
    found = figures(only("inwoners"), old, new)
    assert math.isnan(found.loc[("inwoners", "2024", "BU09350403"), "value"]) != agrees


def test_what_we_computed_ourselves_says_nothing_about_another_edition() -> None:
    old, new = editions_of_work("54")
    old.facts.loc[1, "status"] = "afgeleid"
    found = figures(only("arbeidsparticipatie"), old, new)
    assert found.loc[("arbeidsparticipatie", "2024", "BU09350403"), "value"] == 50


@pytest.mark.parametrize(
    ("topics", "value", "why"),
    [
        (WORK, "101", "geen percentage van 0 tot 100"),
        (WORK, "-1", "geen percentage van 0 tot 100"),
        (POPULATION, "-5", "geen aantal: kleiner dan 0"),
    ],
)
def test_a_figure_outside_its_range_is_refused_with_its_place(topics: list[tuple], value: str, why: str) -> None:
    key = topics[0][0]
    with pytest.raises(SourceError, match=rf"^Tabel 85984NED, {key}, BU09350403, 2024: .* is {why}\. Haal de tabel"):
        figures(only("inwoners"), snapshot(topics, [(key, "GM0935", "59"), (key, "BU09350403", value)]))


def test_rows_of_another_municipality_are_not_used_and_named() -> None:
    key = POPULATION[0][0]
    result = tidy.observations(
        only("inwoners"),
        [snapshot(POPULATION, [(key, "GM0935", "10"), (key, "GM0014", "20"), (key, "BU00140001", "5")])],
    )
    assert set(result.observations["area_code"]) == set(NAMES)
    assert result.warnings == [
        "Tabel 85984NED, uitgave 2026-01-01: de rijen van BU00140001 en 1 ander gebied liggen niet in GM0935. Die "
        "cijfers zijn niet gebruikt. Haal de tabel opnieuw op."
    ]


def test_a_rate_divides_by_the_inhabitants_of_the_declared_year_and_not_by_too_few() -> None:
    inhabitants = {"BU09350403": "3140", "BU09350203": "99", "GM0935": "125285", "NL00": ""}
    people = snapshot(POPULATION, [("AantalInwoners_5", area, value) for area, value in inhabitants.items()])
    crimes = snapshot(
        [("GeregistreerdeMisdrijven_1|0.0.0", "Geregistreerde misdrijven", "Totaal misdrijven", "aantal")],
        [("GeregistreerdeMisdrijven_1|0.0.0", area, "214") for area in NAMES],
        table_id="47018NED", source_id="politie",
    )  # fmt: skip
    rates = figures(only("misdrijven"), people, crimes).loc[("misdrijven", "2025")]
    assert rates.loc["BU09350403", "value"] == pytest.approx(214 / 3140 * 10_000)
    assert rates.loc["BU09350203", ["missing"]].tolist() == ["too_small"]
    assert rates.loc["NL00", "missing"] == "suppressed"


def test_thousands_of_euros_become_euros() -> None:
    money = [("GemiddeldInkomenPerInwoner_78", "Gemiddeld inkomen per inwoner", "", "x 1 000 euro")]
    observations = figures(
        only("inkomen_per_inwoner"), snapshot(money, [("GemiddeldInkomenPerInwoner_78", "GM0935", "32.9")])
    )
    assert observations.loc[("inkomen_per_inwoner", "2024", "GM0935"), "value"] == pytest.approx(32_900)


def part(value: float, status: str = "definitief") -> dict[str, np.ndarray]:
    is_blank = math.isnan(value)
    numbers = {
        "status": columns.number(columns.STATUSES, "" if is_blank else status),
        "missing": columns.number(columns.REASONS, "suppressed" if is_blank else ""),
    }
    return {name: np.array([cell]) for name, cell in {"value": value, **numbers}.items()}


def status_of(rates: dict[str, np.ndarray]) -> str:
    return columns.STATUSES[rates["status"][0] - 1]


@pytest.mark.slow
@given(st.floats(0, 1e6), st.floats(100, 1e6), st.floats(0.001, 1000))
def test_a_rate_does_not_change_when_both_parts_are_scaled(top: float, bottom: float, scale: float) -> None:
    once = tidy.rate([part(top)], [part(bottom)], 100, 1)
    again = tidy.rate([part(top * scale)], [part(bottom * scale)], 100, 0)
    assert again["value"][0] == pytest.approx(once["value"][0])


@pytest.mark.slow
@given(st.lists(st.sampled_from([1.0, 200.0, float("nan")]), min_size=2, max_size=5))
def test_a_rate_has_a_value_or_a_reason_and_never_both(values: list[float]) -> None:
    rates = tidy.rate([part(values[0])], [part(value) for value in values[1:]], 100, 100)
    row = {name: column[0] for name, column in rates.items()}
    assert math.isnan(row["value"]) == (row["missing"] > 0) == (row["status"] == 0)


def test_a_rate_is_as_sure_as_its_least_sure_part() -> None:
    assert status_of(tidy.rate([part(1, "voorlopig")], [part(100)], 1, 1)) == "voorlopig"
    assert status_of(tidy.rate([part(1, "voorlopig")], [part(100, "niet_bevestigd")], 1, 1)) == "niet_bevestigd"
