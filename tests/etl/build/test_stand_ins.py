"""Which source an indicator is drawn from: its own as soon as something of it was loaded, and never two."""

from dataclasses import replace

from etl.build import stand_ins
from etl.snapshots import store, tidy
from tests.conftest import INCLUDED
from veerkracht.catalog import catalog
from veerkracht.core import paths

OURS = catalog.load(paths.CATALOG)
COPY = store.read(INCLUDED / "47022NED@2026-07-19", "meegeleverd")
PLAN = store.read(INCLUDED / "programmaplan@2025", "meegeleverd")
POLICE = replace(COPY, manifest=replace(COPY.manifest, source_id="politie", table_id="47018NED"), origin="opgehaald")
SURVEY = replace(
    PLAN, manifest=replace(PLAN.manifest, source_id="buurtpeiling", table_id="buurtpeiling"), origin="lokaal",
    topics=PLAN.topics[PLAN.topics["topic_key"] == "thuis_in_de_buurt"],
    facts=PLAN.facts[PLAN.facts["topic_key"] == "thuis_in_de_buurt"],
)  # fmt: skip


def measure(content: catalog.Catalog, measure_id: str):
    return next(measure for _, measure in content.measures() if measure.id == measure_id)


def test_without_its_own_source_an_indicator_is_drawn_from_the_one_that_stands_in() -> None:
    catalog = stand_ins.resolve(OURS, [COPY, PLAN])
    assert catalog.indicator("misdrijven").source == "politie_kopie"
    assert "kopie van de maandtabel" in catalog.indicator("misdrijven").note
    nuisance = catalog.indicator("overlastmeldingen")
    assert nuisance.source == "programmaplan" and nuisance.rate is None
    assert nuisance.topic is not None and nuisance.topic.names == ("overlastmeldingen",)
    assert measure(catalog, "7").planned_source == "Politie, tabel 47024NED"


def test_with_its_own_source_nothing_stands_in_and_nothing_is_planned() -> None:
    catalog = stand_ins.resolve(OURS, [COPY, PLAN, POLICE, SURVEY])
    assert catalog.indicator("misdrijven") == OURS.indicator("misdrijven")
    assert catalog.indicator("thuis_in_de_buurt").source == "buurtpeiling"
    assert measure(catalog, "5").planned_source == ""


def test_figures_of_both_are_never_in_one_series() -> None:
    for loaded in ([COPY, PLAN], [COPY, PLAN, POLICE]):
        content = stand_ins.resolve(OURS, loaded)
        rows = tidy.observations(content, loaded).observations
        used = rows[(rows["indicator_id"] == "misdrijven_aantal") & rows["value"].notna()]["snapshot_id"]
        assert used.nunique() == 1


def test_a_measure_of_which_nothing_was_loaded_has_a_plan_and_no_indicator() -> None:
    catalog = stand_ins.resolve(OURS, [COPY, PLAN])
    assert measure(catalog, "3").indicator is None and measure(catalog, "3").planned_source
    # another figure of the same survey does not make this one measured
    catalog = stand_ins.resolve(OURS, [COPY, PLAN, SURVEY])
    assert measure(catalog, "3").indicator is None


def test_a_catalogue_without_anything_loaded_stays_as_it_is() -> None:
    assert stand_ins.resolve(OURS, []).indicators == OURS.indicators
