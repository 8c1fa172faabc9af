"""The catalogue: what is in it, and what is said when it is wrong."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import get_args

import jsonschema
import pandas as pd
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.build import stand_ins
from etl.snapshots import columns, store
from tests import catalogue
from tests.conftest import INCLUDED
from tests.thorough import TIMES
from veerkracht.catalog import catalog
from veerkracht.catalog import yaml_errors as catalog_errors
from veerkracht.core import paths
from veerkracht.core.errors import CatalogError


@pytest.fixture(scope="module")
def ours() -> catalog.Catalog:
    return catalog.load(paths.CATALOG)


def mistakes(tmp_path: Path, *changes: tuple[str, str]) -> str:
    with pytest.raises(CatalogError) as caught:
        catalog.load(*catalogue.write(tmp_path, *changes))
    return str(caught.value)


def test_it_holds_all_themes_and_at_least_45_indicators(ours: catalog.Catalog) -> None:
    assert {indicator.theme for indicator in ours.indicators} == set(get_args(catalog.Theme))
    assert len(ours.indicators) >= 45


def test_it_holds_the_sixteen_goals_with_every_measure_of_the_plan(ours: catalog.Catalog) -> None:
    assert [goal.number for goal in ours.goals] == list(range(1, 17))
    expected = [
        "1",
        "2a",
        "2b",
        "3",
        "4",
        "5",
        "6a",
        "6b",
        "7",
        "8",
        "9",
        "10a",
        "10b",
        "11",
        "12",
        "13a",
        "13b",
        "14",
        "15a",
        "15b",
        "16",
    ]
    assert [measure.id for _, measure in ours.measures()] == expected


def test_every_reading_is_provisional_until_a_decision_is_named(ours: catalog.Catalog) -> None:
    readings = [measure.reading for _, measure in ours.measures()]
    assert all(reading.status == "voorlopig" and reading.decision is None for reading in readings)


def test_baselines_are_the_figures_of_the_plan(ours: catalog.Catalog) -> None:
    plan = columns.clean(store.read(INCLUDED / "programmaplan@2025", "meegeleverd"))
    printed = {(row.topic_key, row.period, row.area_code): row.value for row in plan.itertuples()}
    topics = {
        "1": "ervaren_gezondheid",
        "2a": "arbeidsparticipatie",
        "2b": "vrijwilligerswerk",
        "5": "thuis_in_de_buurt",
        "7": "overlastmeldingen",
        "10a": "beweegrichtlijn",
        "11": "misdrijven",
        "12": "gestandaardiseerd_inkomen",
        "13a": "hoge_veerkracht",
        "13b": "lage_veerkracht",
        "15a": "bedrijfsvestigingen",
        "15b": "arbeidsparticipatie",
    }
    baselines = {
        (topics[measure.id], measure.baseline.period, code): value
        for _, measure in ours.measures()
        if measure.baseline
        for code, value in measure.baseline.values.items()
    }
    assert baselines == printed


@pytest.mark.slow
def test_every_indicator_finds_its_column_in_an_included_table_or_is_fetched(ours: catalog.Catalog) -> None:
    tables = [store.read(folder, "meegeleverd") for folder in store.folders_in(INCLUDED)]
    fetched_only = {"rivm_50150", "rivm_50120", "politie", "politie_maand", "politie_overlast"}
    for indicator in stand_ins.resolve(ours, tables).indicators:
        topic = indicator.topic or indicator.rate.numerator[0]
        found = [columns.Columns(table).key(topic) for table in tables if table.manifest.source_id == indicator.source]
        own = ours.sources[indicator.source].kind == "lokaal"
        assert any(found) or own or indicator.source in fetched_only, indicator.id


def test_every_share_and_rate_says_over_whom_or_what_it_is(ours: catalog.Catalog) -> None:
    over = {indicator.id: indicator.population for indicator in ours.indicators}
    assert all(over[indicator.id] for indicator in ours.indicators if indicator.unit == "%")
    of_health = {over[indicator.id] for indicator in ours.indicators if indicator.source.startswith("rivm")}
    assert of_health == {"18_plus"}
    denominators = {"AantalInwoners": "inwoners", "HuishoudensTotaal": "huishoudens", "HboWo": "15_tot_75"}
    for indicator in ours.indicators:
        if indicator.rate:
            assert over[indicator.id] == denominators[indicator.rate.denominator[-1].names[0]], indicator.id
    assert over["arbeidsparticipatie"] == "15_tot_75" and over["woz_waarde"] == "woningen"


def test_resilience_is_of_one_table_and_names_are_those_of_the_publisher(ours: catalog.Catalog) -> None:
    assert {ours.indicator(name).source for name in ("lage_veerkracht", "hoge_veerkracht")} == {"rivm_50150"}
    names = {
        name for indicator in ours.indicators_of("rivm_50150") for topic in indicator.topics for name in topic.names
    }
    # the second with its misspelling
    assert {"HogeVeerkracht", "ErsntigeGeluidhinderBuren", "WekelijksSporten"} <= names


def test_active_people_of_2017_are_not_taken_for_net_participation(ours: catalog.Catalog) -> None:
    table = store.read(INCLUDED / "83765NED@2017", "meegeleverd")
    active = pd.DataFrame(
        [("Actieven1575Jaar_53", "Actieven 15-75 jaar", "Arbeid", "%", "0")], columns=table.topics.columns
    )
    [topic] = ours.indicator("arbeidsparticipatie").topics
    assert columns.Columns(replace(table, topics=active)).key(topic) is None
    real = active.assign(topic_key="NettoArbeidsparticipatie_67", title="Netto arbeidsparticipatie")
    assert columns.Columns(replace(table, topics=real)).key(topic) == "NettoArbeidsparticipatie_67"


@pytest.mark.slow
def test_the_json_schemas_are_fresh_and_accept_both_files() -> None:
    schemas = catalog.json_schemas()
    for path, schema in ((paths.CATALOG, paths.CATALOG_SCHEMA), (paths.INCLUDED_PROGRAMME, paths.PROGRAMME_SCHEMA)):
        written = schema.read_text(encoding="utf-8")
        assert written == schemas[schema], "maak het opnieuw met: python -m etl schema"
        # editors read a date as the text that stands there
        dates = json.loads(json.dumps(yaml.safe_load(path.read_text(encoding="utf-8")), default=str))
        jsonschema.validate(dates, json.loads(written), format_checker=jsonschema.FormatChecker())
        assert path.read_text(encoding="utf-8").startswith(f"# yaml-language-server: $schema=docs/{schema.name}\n")


def test_all_mistakes_are_reported_at_once_with_their_line(tmp_path: Path) -> None:
    message = mistakes(
        tmp_path,
        ("theme: bevolking", "theme: bevloking"),
        ("source: kwb\n", "source: kbw\n"),
        ("decimals: 0\n", "decimals: veel\n"),
        ("reading: {kind: procentpunt, amount: 5}", "reading: {kind: procentpnt, amout: 5}"),
        ("indicator: ervaren_gezondheid\n", "indicator: ervaren_gezondhied\n"),
    )
    shared, own = message.split("\n3 fouten in programma.yaml:\n")
    assert shared.startswith("3 fouten in indicators.yaml:")
    reading = paths.programme().read_text(encoding="utf-8").splitlines()
    line = next(number for number, text in enumerate(reading, 1) if "amount: 5}" in text)
    assert f"regel {line}, goals[1] > measures[1] > reading > kind: 'procentpnt' kan niet" in own
    lines = paths.CATALOG.read_text(encoding="utf-8").splitlines()
    line = lines.index("    theme: bevolking") + 1
    assert f"regel {line}, indicators[1] > theme: 'bevloking' kan niet; kies uit 'bevolking'" in message
    assert "bron 'kbw' bestaat niet; bedoelde u 'kwb'?" in message
    assert "'veel' is geen getal" in message
    assert "amout: dit veld bestaat hier niet" in message
    assert "indicator 'ervaren_gezondhied' bestaat niet; bedoelde u 'ervaren_gezondheid'?" in message


@pytest.mark.slow
@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("  - id: bevolkingsdichtheid", "  - id: inwoners", "inwoners komt vaker voor"),
        ("BU09350203] #", "BU09170203] #", "BU09170203 ligt niet in GM0935"),
        ("[BU09350403, BU09350203] #", "[BU09350403, BU09350403] #", "een buurt telt één keer mee"),
        (
            "[BU09350403, BU09350203] #",
            "[BU09350403, WK093504] #",
            "WK093504 staat al in een ander aandachtsgebied (als BU",
        ),
        (
            "[BU09350403, BU09350203] #",
            "[{name: Oost, areas: [BU09350403]}] #",
            "schrijf hier alleen haar code: BU09350403",
        ),
        ("[BU09350403, BU09350203] #", "[{areas: [BU09350403, BU09350203]}] #", "heeft een naam (name)"),
        ("[BU09350403, BU09350203] #", "[{name: Oost, areas: []}] #", "areas: mag niet leeg zijn"),
        (
            "[BU09350403, BU09350203] #",
            "[{name: 'O|st', areas: [BU09350403, BU09350203]}] #",
            "De naam `O|st` kan niet",
        ),
        (
            "[BU09350403, BU09350203] #",
            "[{name: Oost, areas: [BU09350403, BU09170203]}] #",
            "BU09170203 ligt niet in GM0935",
        ),
        (
            "[BU09350403, BU09350203] #",
            "[{name: Oost, areas: [WK093504, BU09350403]}] #",
            "BU09350403 staat al in dit aandachtsgebied (als WK093504)",
        ),
        (
            "[BU09350403, BU09350203] #",
            "[{name: Oost, areas: [BU09350403, BU09350203]}, {name: OOST, areas: [BU09350401, BU09350402]}] #",
            "er is al een aandachtsgebied met deze naam",
        ),
        (
            "[BU09350403, BU09350203] #",
            f"[{', '.join(f'BU093504{number:02}' for number in range(13))}] #",
            "heeft 13 onderdelen; hoogstens 12",
        ),
        (
            "[BU09350403, BU09350203] #",
            "[{name: Oost, areas: [BU09350403, BU09350203]}] #",
            "geen nulmeting voor GR-oost",
        ),
        ("BU09350403: 56, ", "GR-oost: 56, BU09350403: 56, ", "aandachtsgebied 'GR-oost' bestaat niet"),
        ("BU09350403: 56, ", "", "geen nulmeting voor BU09350403"),
        ("id: 2a", "id: 3a", "maat 3a staat bij doel 2"),
        ("periods: [2014]", "periods: [2013]", "2013 staat ook in een andere tabel"),
        ("{id: 82931NED,", "{id: ../lokaal,", "id: '../lokaal' heeft niet de goede vorm (letters, cijfers, punt"),
        ("period: 2024}]", "period: 1999}]", "bron kwb heeft geen tabel voor 1999"),
        ("target_year: 2030\n", "target_year: 2030\n  target_year: 2031\n", "staat er twee keer"),
        ("host: opendata\n", "host: pdok\n", "bij kind odata past host opendata of dataderden"),
        ("    definition: Aantal inwoners op 1 januari.\n", "", "definition: dit veld ontbreekt"),
        ("amount: 5}\n        indicator", "amount: 5, status: vastgesteld}\n        indicator", "noemt het besluit"),
        ("topic: {names: [AantalInwoners], unit: [aantal]}", "scale: 1", "precies één van topic"),
        ("  name: Veerkrachtige Wijken\n", "  name: [Veerkrachtige\n", "de haak die hier opent, sluit nergens"),
        ("      - huishoudensgrootte\n", "      - huishoudengrootte\n", "bedoelde u 'huishoudensgrootte'?"),
        ("      - huishoudensgrootte\n", "      - ouder_dan_65\n", "ouder_dan_65 komt vaker voor"),
        ("related: [eenzaam]", "related: [eenzam]", "indicator 'eenzam' bestaat niet; bedoelde u 'eenzaam'?"),
        ("related: [eenzaam]", "related: [deelnemers_ontmoetingen]", "is de maat zelf; noem een andere indicator"),
        ("related: [eenzaam]", "related: [eenzaam, eenzaam]", "hoogstens één keer"),
        ("{value} sociale activiteiten", "{value}", "zet achter {value} een meervoud, zoals inwoners"),
        ("{value} deelnemers met", "{value} met", "zet achter {value} een meervoud, zoals inwoners"),
        ("{value} inwoners mee aan", "{value} mee aan", "zet achter {value} een meervoud, zoals inwoners"),
        ("{value} mishandelingen per 1.000 inwoners", "{value} mishandelingen", "zet er 'per 1.000 inwoners' in"),
        ("related: [eenzaam]", "related: [eenzaam, rokers, overgewicht]", "hoogstens 2"),
        ("huishoudens: huishoudens,", "huishoudens: huishouden,", "bedoelde u 'huishoudens'?"),
        ("populations: {inwoners:", "populations: {bewoners:", "populations"),
        ("years_between: 1", "years_between: 0", "years_between"),
        (
            "        baseline:\n          period: 2022",
            "        is_shared: true\n        baseline:\n          period: 2022",
            "een percentage, bedrag of rapportcijfer telt niet op",
        ),
        (
            "          step: Afspreken wie de deelnemers telt",
            "          due: volgend jaar\n          step: Afspreken",
            "due",
        ),
        (
            "          step: Besluiten over de vraag, en haar opnemen voordat de volgende Stadspeiling begint.\n",
            "",
            "follow_up > step: dit veld ontbreekt",
        ),
        ("    without: []", "    without: [BU09350403]", "without"),
        ("band: {lowest: 10", "band: {lowest: 60", "lowest"),
        ("- side: vragers", "- side: dragers", "noem precies één indicator bij vragers"),
        (
            "indicator: lage_veerkracht\n    sign",
            "indicator: lage_veerkracht_plan_2022\n    sign",
            "komen uit één bron",
        ),
        (
            "fallback: mantelzorgers_tot_2020",
            "fallback: mantelzorgers_tot",
            "indicator 'mantelzorgers_tot' bestaat niet",
        ),
        ("measure: 13b", "measure: 13z", "maat '13z' bestaat niet"),
        ("level: weerbare inwoners", "level: weerbare inwoner", "bedoelde u 'weerbare inwoners'?"),
        ("[positieve gezondheid]", "[positieve gezonheid]", "strategisch doel 'positieve gezonheid' bestaat niet"),
        ("[positieve gezondheid]", "[gezond]", "'gezond' bestaat niet bij pillars; kies uit 'positieve gezondheid', '"),
        ("  - name: gelijke kansen", "  - name: bestaanszekerheid", "bestaanszekerheid komt vaker voor"),
        ("after: zonnestroom", "after: zonnestrom", "bedoelde u 'zonnestroom'?"),
        ("  stadspeiling:\n", "  kwb:\n", "kwb staat al in indicators.yaml"),
        ("  overlastmeldingen:\n    source", "  overlast:\n    source", "indicator 'overlast' bestaat niet"),
        (
            "  overlastmeldingen:\n    source: programmaplan",
            "  overlastmeldingen:\n    source: plan",
            "bron 'plan' bestaat",
        ),
        ("protocol:\n", "method: {}\nprotocol:\n", "method: dit veld hoort in indicators.yaml"),
        ("sources:\n", "goals: []\nsources:\n", "goals: dit veld hoort in programma.yaml"),
        ("    word: programmaplan\n", "    word: []\n", "programme > plan > word: [] moet tekst zijn"),
        ("    measure: 13b\n", "", "measure hoort bij de kanten dragers en vragers"),
        ("sign: -1", "sign: 1", "spreekt de gunstige richting"),
    ],
)
def test_each_kind_of_mistake_is_explained(tmp_path: Path, old: str, new: str, expected: str) -> None:
    assert expected in mistakes(tmp_path, (old, new))


def test_what_is_wrong_with_an_own_part_is_said_with_its_line_in_the_file_of_the_programme(tmp_path: Path) -> None:
    message = mistakes(tmp_path, ("source: programmaplan, note", "source: programaplan, note"))
    lines = (tmp_path / "programma.yaml").read_text(encoding="utf-8").splitlines()
    line = next(number for number, text in enumerate(lines, 1) if "programaplan" in text)
    assert message.startswith("1 fout in programma.yaml:\n")
    assert f"regel {line}, indicators[6] > stand_in > source: bron 'programaplan' bestaat niet" in message


def test_a_programme_needs_no_goals_no_balance_and_nothing_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "programma.yaml"
    path.write_text(
        "programme: {name: Samen, municipality: GM0917, municipality_name: Heerlen, focus_areas: [BU09170401],"
        " start_year: 2026, target_year: 2034, plan: {title: Plan Samen}}\n",
        encoding="utf-8",
    )
    content = catalog.load(paths.CATALOG, path)
    assert (content.goals, content.balance, content.protocol) == ((), (), None)
    assert {source.publisher for source in content.sources.values()} == {"CBS", "RIVM", "Politie", "CBS en Kadaster"}
    assert content.programme.plan.place == "Plan Samen"


@pytest.mark.parametrize("start_year", ["2011", "2024"])
def test_a_programme_may_have_begun_years_ago(tmp_path: Path, start_year: str) -> None:
    content = catalog.load(*catalogue.write(tmp_path, ("start_year: 2025", f"start_year: {start_year}")))
    assert content.programme.start_year == int(start_year) <= int(content.method.similar_elsewhere.period)


def test_the_programme_is_the_chosen_file_else_that_of_the_municipality_else_the_included_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VEERKRACHT_DATA", str(tmp_path))
    assert paths.programme() == paths.INCLUDED_PROGRAMME
    paths.own_programme().parent.mkdir()
    paths.own_programme().write_text("x: 1\n")
    assert paths.programme() == tmp_path / "lokaal" / "programma.yaml"
    monkeypatch.setenv("VEERKRACHT_PROGRAMMA", str(tmp_path / "ander.yaml"))
    with pytest.raises(CatalogError, match=r"ander\.yaml bestaat niet"):
        catalog.load(paths.CATALOG)


def test_a_file_that_is_not_there_or_not_utf8_gives_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="bestaat niet"):
        catalog.load(tmp_path / "indicators.yaml")
    (tmp_path / "indicators.yaml").write_bytes("programme: Itteren, caf\xe9".encode("latin-1"))
    with pytest.raises(CatalogError, match="geen UTF-8"):
        catalog.load(tmp_path / "indicators.yaml")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("target_year: 2030", "target_year: 1000000000", "target_year: 1000000000 is te groot (grens: 2100)"),
        ("start_year: 2025", "start_year: 0", "start_year: 0 is te klein (grens: 1900)"),
        ("target_year: 2030", "target_year: 2025", "target_year (2025) ligt na start_year (2025)"),
        ("boundary_year: 2024", "boundary_year: 20240", "boundary_year: 20240 is te groot (grens: 2100)"),
        ("    value: 80\n", "    value: 100\n", "screen_confidence > value: 100 is te groot (grens: 100)"),
        ("    value: 0.95\n", "    value: 95\n", "on_course_share > value: 95 is te groot (grens: 1)"),
        ("    value: 3\n", "    value: 1e9\n", "is te groot (grens: 30)"),
        ("    value: 30\n", "    value: .inf\n", "minimum_answers > value: moet een gewoon getal zijn"),
        ("factor: 1000", "factor: 1e300", "is te groot (grens: 1000000)"),
        (
            "{kind: procentpunt, amount: ",
            "{kind: procentpunt, amount: 90000",
            "amount is een verandering, groter dan 0",
        ),
        ("since: ", "since: morgen #", "'morgen' is geen datum; schrijf jaar-maand-dag"),
    ],
)
def test_a_number_that_makes_no_sense_is_a_mistake_with_its_line(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    text = mistakes(tmp_path, (old, new))
    assert re.search(r"\n  regel \d+, ", text) and message in text
    assert not re.search(r"Input should|less than|greater than", text)


@pytest.mark.parametrize("value", ["!!python/object/apply:os.system [true]", "!Ref {b: 1}", "!!set {b: 1}"])
def test_a_list_or_block_of_a_kind_of_its_own_is_reported_with_its_line(tmp_path: Path, value: str) -> None:
    path = tmp_path / "indicators.yaml"
    path.write_text(f"{paths.CATALOG.read_text(encoding='utf-8')}\nx: {value}\n", encoding="utf-8")
    with pytest.raises(
        CatalogError, match=r"^1 fout in indicators.yaml:\n  regel \d{4}, x: .* met ! ervoor kan hier niet"
    ):
        catalog.load(path)


@pytest.mark.parametrize("loader", ["SafeLoader", "CSafeLoader"])
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a:\n\tb: 1\n", "regel 2, teken 1: gebruik spaties in plaats van een tab"),
        ("a:\n  - b: 1\n\t  c: 2\n", "regel 3, teken 1: gebruik spaties in plaats van een tab"),
        ("a: Koffie: op het plein\n", "regel 1, teken 10: zet de tekst tussen rechte aanhalingstekens"),
        ("a: 1\n  b: 2\n", "regel 2, teken 4: deze regel springt te ver in"),
        ("b: 1\na: 'Koffie\nc: 1\n", "regel 2, teken 4: het aanhalingsteken dat hier opent, sluit nergens"),
        ("b: 1\na:x\nc: 1\n", "regel 2, teken 1: hier ontbreekt een dubbele punt met een spatie erachter"),
        ("b: 1\na: [x, y\nc: 1\n", "regel 2, teken 4: de haak die hier opent, sluit nergens"),
        ("a: [x,, y]\n", "regel 1, teken 7: hier ontbreekt een waarde"),
        ("a:\n  b: 1\n c: 2\n", "regel 3, teken 2: deze regel springt anders in"),
        ("- a: 1\nb: 2\n", "regel 2, teken 1: deze regel springt anders in"),
        ("a: 'foto's'\n", "regel 1, teken 10: hier staat te veel; kijk of elk aanhalingsteken"),
        ("a: @x\n", "regel 1, teken 4: een tekst die met dit teken begint, moet tussen aanhalingstekens"),
        ("a: *x\n", "regel 1, teken 4: een tekst die met dit teken begint, moet tussen aanhalingstekens"),
        ("a: **x**\n", "regel 1, teken 5: een tekst die met dit teken begint, moet tussen aanhalingstekens"),
        ('a: "C:\\pad"\n', "hier staat een \\ tussen dubbele aanhalingstekens"),
        ("a: - x\n", "regel 1, teken 4: zet een streepje aan het begin van een regel"),
        ("a: | x\n", "regel 1, teken 6: begin de tekst achter > of | op de volgende regel"),
        ("a: 1\n---\nb: 2\n", "regel 2, teken 1: een regel --- hoort hier niet"),
        ("a: 1\nb: \x07\n", "regel 2: hier staat een teken dat niet te lezen is"),
        ("%FOO\na: 1\n", "dit is geen geldige YAML ("),
    ],
)
def test_invalid_yaml_is_reported_in_dutch_where_it_begins(
    monkeypatch: pytest.MonkeyPatch, loader: str, text: str, message: str
) -> None:
    monkeypatch.setattr(catalog_errors, "_LOADER", getattr(yaml, loader))
    with pytest.raises(CatalogError) as caught:
        catalog_errors.Document(Path("a.yaml"), text)
    assert str(caught.value).startswith("1 fout in a.yaml:\n  regel ") and message in str(caught.value)


LAUGHS = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (LAUGHS, "regel 6: tot hier heeft het bestand meer dan 200.000 onderdelen; haal verwijzingen (*)"),
        ("b: 1\na: &a [x, *a]\n", "regel 2: dit verwijst (*) naar een lijst of blok waar het zelf in staat"),
        ("b: 1\na: &a {<<: *a}\n", "regel 2: dit verwijst (*) naar een lijst of blok waar het zelf in staat"),
        ("a: " + "[" * 5000, "regel 1: schrijf dit uit"),
        ("a: " + "{b: " * 5000, "regel 1: schrijf dit uit"),
        ("a: " + "9" * 5000, "regel 1, a: '999"),
    ],
    ids=["references in references", "a list in itself", "a block in itself", "lists", "blocks", "digits"],
)
def test_a_catalogue_that_could_fill_memory_is_refused_with_the_line(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "indicators.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CatalogError) as caught:
        catalog.load(path)
    assert str(caught.value).startswith("1 fout in indicators.yaml:\n  regel ") and message in str(caught.value)


def test_a_measure_without_a_source_says_what_has_to_happen(tmp_path: Path) -> None:
    before, start, after = paths.programme().read_text(encoding="utf-8").partition("        has_source: false\n")
    kept = after.split("\n", 3)
    assert kept[0] == "        follow_up:"
    path = tmp_path / "programma.yaml"
    path.write_text(before + start + kept[3], encoding="utf-8")
    with pytest.raises(CatalogError, match="zegt in follow_up wat er moet gebeuren"):
        catalog.load(paths.CATALOG, path)


def test_a_catalogue_that_is_a_folder_is_reported(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match=r"is niet te lezen \(daar staat een map: .*\)\. Zet het bestand terug"):
        catalog.load(tmp_path)


EXTRA = [None, "", "x", "*inhabitants", "[]", "{}", "-1", "1e999", "2024-13-45", "[[x]]", "{a: b}", "\x00", "~", "true"]


@pytest.mark.fuzz
@settings(max_examples=40 * TIMES, deadline=None, derandomize=True, database=None)
@given(changes=st.lists(st.tuples(st.integers(0, 10_000), st.sampled_from(EXTRA)), min_size=1, max_size=3))
def test_a_catalogue_with_changed_lines_is_good_or_gets_a_list_of_mistakes(
    changes: list[tuple[int, str | None]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("catalogue")
    files = catalogue.write(folder)
    lines = [(path, line) for path in files for line in path.read_text(encoding="utf-8").splitlines()]
    for place, value in changes:
        path, line = lines[place % len(lines)]
        lines[place % len(lines)] = path, "" if value is None else f"{line.partition(':')[0]}: {value}"
    for path in files:
        path.write_text("\n".join(line for of, line in lines if of == path), encoding="utf-8")
    try:
        catalog.load(*files)
    except CatalogError as error:
        assert re.search(r"^\d+ fout(en)? in (indicators|programma)\.yaml:\n  regel \d+", str(error))


@pytest.mark.slow
@pytest.mark.parametrize("field", ["source", "fallback", "measure", "indicator", "side"])
def test_a_list_where_a_name_belongs_is_a_mistake_with_its_line(tmp_path: Path, field: str) -> None:
    files, counts = catalogue.write(tmp_path), []
    for path in files:
        written = path.read_text(encoding="utf-8")
        text, count = re.subn(rf"(?m)^(\s*(?:- )?{field}): \S.*$", r"\1: []", written)
        path.write_text(text, encoding="utf-8")
        counts.append(count)
    with pytest.raises(CatalogError, match=r"\n  regel \d+"):
        catalog.load(*files)
    assert sum(counts)
