"""The real cbsodata against a server that speaks the protocol of CBS."""

from datetime import date
from typing import Any

import pandas as pd
import pytest
import requests
from cbsodata import cbsodata3

from etl.publishers import form, http, odata
from etl.publishers.publisher import Request
from etl.snapshots import columns, store
from etl.snapshots.store import Snapshot
from tests import publishers as server
from tests.conftest import INCLUDED
from tests.publishers import Publishers
from veerkracht.catalog.catalog import Margins, Source, Table
from veerkracht.core import moments
from veerkracht.core.errors import SourceError

KWB = Table(id="85984NED", periods=(2024,), title="Kerncijfers wijken en buurten 2024")
RIVM = Table(
    id="50150NED", periods=(2022, 2024), title="Gezondheid per wijk en buurt", filters={"Leeftijd": "20300"},
    margins=Margins(dimension="Marges", value="MW00000", lower="MOG0095", upper="MBG0095"),
)  # fmt: skip


def source(*tables: Table) -> Source:
    return Source(publisher="CBS", title="Test", kind="odata", host="opendata", url="-", licence="CC BY 4.0",
                  citation="-", tables=tables)  # fmt: skip


def fetch(table: Table = KWB) -> Snapshot:
    return odata.fetch(Request("kwb", source(table), table, "GM0935"))


@pytest.fixture
def kwb(publishers: Publishers) -> Publishers:
    snapshot = store.read(INCLUDED / "85984NED@2026-07-19", "meegeleverd")
    publishers.add(server.kwb_table(snapshot, "85984NED", KWB.title))
    return publishers


def test_one_table_is_fetched_with_one_filtered_request_for_the_figures(kwb: Publishers) -> None:
    fetch()
    names = [path.split("/85984NED/")[1].split("?")[0] for path in kwb.requests]
    assert names == ["TableInfos", "", "DataProperties", "WijkenEnBuurten", "TypedDataSet"]
    assert [path for path in kwb.requests if "filter" in path] == [kwb.requests[-1]]


def test_figures_come_as_the_publisher_has_them_without_padding(kwb: Publishers) -> None:
    fetched = fetch()
    original = store.read(INCLUDED / "85984NED@2026-07-19", "meegeleverd")
    expected = original.facts.set_index(["topic_key", "area_code"])["value"].replace("", "nan").astype(float)
    values = store.as_texts(fetched.facts).set_index(["topic_key", "area_code"])["value"].astype(float)
    pd.testing.assert_series_equal(values.sort_index(), expected.sort_index())
    assert set(fetched.areas["area_code"]) == set(original.areas["area_code"])
    assert dict(zip(fetched.areas["area_code"], fetched.areas["name"], strict=True))["BU09350303"] == "Belvédère"
    assert fetched.topics["title"].str.strip().equals(fetched.topics["title"])
    manifest = fetched.manifest
    assert (manifest.edition, manifest.is_complete, manifest.fact_count) == ("2026-01-15", True, 0)


def test_foreign_areas_that_share_digits_are_left_out(kwb: Publishers) -> None:
    assert not set(fetch().areas["area_code"]) & set(server.STRANGERS)


def test_a_long_answer_is_read_page_by_page(kwb: Publishers) -> None:
    whole = fetch().facts
    kwb.page_size = 20
    pd.testing.assert_frame_equal(fetch().facts, whole)
    assert sum("skip" in path for path in kwb.requests) >= 4


def test_two_editions_with_shifted_numbers_give_the_same_figures(kwb: Publishers) -> None:
    first = fetch().facts
    snapshot = store.read(INCLUDED / "85984NED@2026-07-19", "meegeleverd")
    kwb.add(server.kwb_table(snapshot, "85984NED", KWB.title, shift=7))
    second = fetch().facts
    assert set(first["topic_key"]) != set(second["topic_key"])
    for facts in (first, second):
        facts["topic_key"] = facts["topic_key"].map(columns.base_name)
    pd.testing.assert_frame_equal(first, second)


def test_a_blank_cell_stays_blank(kwb: Publishers) -> None:
    facts = fetch().facts
    row = facts[(facts["area_code"] == "BU09350403") & facts["topic_key"].str.startswith("GemiddeldInkomenPerInwoner")]
    assert row["value"].tolist() == [23.4]
    row = facts[(facts["area_code"] == "BU09350203") & facts["topic_key"].str.startswith("GemiddeldInkomenPerInwoner")]
    assert row["value"].isna().all()


@pytest.mark.parametrize("fault", ["429", "500", "503", "html", "no value", "bom", "drop", "truncated"])
def test_a_passing_fault_is_tried_again(kwb: Publishers, fault: str) -> None:
    kwb.fail("85984NED/TypedDataSet", fault, fault)
    assert len(fetch().facts) == 53 * 17


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ("503", "HTTP 503"),
        ("html", "mogelijk onderhoud"),
        ("no value", "mogelijk onderhoud"),
        ("truncated", "brak af"),
    ],
)
def test_a_fault_that_stays_is_reported(kwb: Publishers, fault: str, message: str) -> None:
    kwb.fail("85984NED/DataProperties", *[fault] * http.TRIES)
    with pytest.raises(SourceError, match=message) as caught:
        fetch()
    assert "85984NED" in str(caught.value)


def test_a_slow_server_is_reported(kwb: Publishers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "TIMEOUT", (1, 0.05))
    kwb.fail("85984NED/TypedDataSet", *["slow"] * http.TRIES)
    with pytest.raises(SourceError, match="antwoordt niet op tijd"):
        fetch()


def test_a_table_that_is_gone_is_not_tried_again(kwb: Publishers) -> None:
    kwb.fail("85984NED/TableInfos", "404", "404")
    with pytest.raises(SourceError, match=r"HTTP 404.*Bestaat de tabel nog"):
        fetch()
    assert sum("TableInfos" in path for path in kwb.requests) == 1


@pytest.mark.parametrize(
    ("title", "about", "message"),
    [
        ("Kerncijfers wijken en buurten 2024", {"Identifier": "85618NED"}, "het antwoord gaat over tabel 85618NED"),
        ("Kerncijfers wijken en buurten 2024", {"Period": "2023"}, "gaat over 2023, en in indicators.yaml over 2024"),
        ("Kerncijfers wijken en buurten 2023", {}, "gaat over 2023, en in indicators.yaml over 2024"),
        ("Kerncijfers wijken en buurten 2009-2012", {}, "gaat over 2009 tot 2012, en in"),
    ],
)
def test_another_table_or_another_year_under_this_number_is_refused(
    kwb: Publishers, title: str, about: server.Row, message: str
) -> None:
    kwb.tables["85984NED"].title, kwb.tables["85984NED"].about = title, about
    with pytest.raises(SourceError, match=message):
        fetch()
    with pytest.raises(SourceError, match="Controleer het tabelnummer"):
        odata.modified_at(source(KWB), KWB)


@pytest.mark.parametrize("title", ["Overlast; wijken en buurten", "", None])
@pytest.mark.parametrize("period", ["2024", "2023-2024", "zie toelichting", None])
def test_another_wording_of_the_title_is_no_other_table(kwb: Publishers, title: str | None, period: str | None) -> None:
    kwb.tables["85984NED"].about = {"Title": title, "Period": period}
    assert odata.modified_at(source(KWB), KWB)
    assert fetch().manifest.title == (title or KWB.title)


@pytest.mark.parametrize(
    ("modified", "edition"),
    [("2026-01-16T00:00:00", "2026-01-16"), ("2026-W03-5", "2026-01-16"), ("", "2026-01-15"), (None, "2026-01-15")],
)
def test_an_edition_is_the_day_of_the_last_change_which_may_be_tomorrow(
    kwb: Publishers, monkeypatch: pytest.MonkeyPatch, modified: str | None, edition: str
) -> None:
    monkeypatch.setattr(moments, "today", lambda: date(2026, 1, 15))
    kwb.tables[KWB.id].about = {"Modified": modified}
    assert fetch().manifest.edition == edition


def test_an_edition_of_a_day_to_come_is_refused(kwb: Publishers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moments, "today", lambda: date(2026, 1, 15))
    kwb.tables[KWB.id].about = {"Modified": "2026-01-17T00:00:00"}
    with pytest.raises(SourceError) as caught:
        fetch()
    assert str(caught.value) == (
        "Tabel 85984NED: de uitgave is van 17 januari 2026, en die dag moet nog komen. De vorige uitgave blijft in "
        "gebruik. Controleer de datum van deze computer; klopt die, meld dit dan bij de uitgever."
    )


def test_no_rows_at_all_is_an_error(kwb: Publishers) -> None:
    kwb.fail("85984NED/TypedDataSet", "empty")
    with pytest.raises(SourceError, match="geen enkele rij voor GM0935"):
        fetch()


def test_a_filter_that_the_publisher_ignores_is_noticed(kwb: Publishers) -> None:
    kwb.ignores_filter = True
    with pytest.raises(SourceError, match="negeert het filter"):
        fetch()


def test_an_unreachable_host_is_named_with_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "WAIT_SECONDS", 0.0)
    monkeypatch.setenv("VEERKRACHT_OPENDATA_URL", "http://127.0.0.1:9")
    with pytest.raises(
        http.HostUnreachable, match=r"http://127\.0\.0\.1:9 is niet bereikbaar.*VEERKRACHT_OPENDATA_URL"
    ):
        fetch()


@pytest.mark.parametrize("url", ["opendata.cbs.nl", "ftp://opendata.cbs.nl", "https://opendata.cbs.nl/pad"])
def test_an_invalid_address_is_reported(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("VEERKRACHT_OPENDATA_URL", url)
    with pytest.raises(SourceError, match="VEERKRACHT_OPENDATA_URL is geen adres"):
        fetch()


def test_a_proxy_in_the_environment_does_not_stand_between_us_and_this_machine(
    kwb: Publishers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    assert len(fetch().facts) == 53 * 17


def margins(period: str, area: str, low: float | None, value: float | None, high: float | None) -> dict:
    return {("MW00000", area, period): value, ("MOG0095", area, period): low, ("MBG0095", area, period): high}


def test_bounds_are_beside_the_value_and_the_country_has_one_code(publishers: Publishers) -> None:
    figures = {}
    for period in ("2020", "2022", "2024"):
        figures |= margins(period, "BU09350403", 50.0, 58.9, 66.0) | margins(period, "GM0935", 68.0, 70.0, 72.0)
        figures |= margins(period, "NL01", 72.0, 72.8, 73.1) | margins(period, "BU09350303", None, None, None)
    publishers.add(server.rivm_table("50150NED", figures))
    fetched = fetch(RIVM)
    facts = fetched.facts
    assert set(facts["period"]) == {"2022", "2024"}
    assert set(fetched.areas["area_code"]) == {"BU09350403", "BU09350303", "GM0935", "NL00"}
    row = facts[(facts["area_code"] == "BU09350403") & (facts["period"] == "2024")].iloc[0]
    assert (row["lower"], row["value"], row["upper"], row["status"]) == (50.0, 58.9, 66.0, "voorlopig")
    assert facts[facts["area_code"] == "BU09350303"]["value"].isna().all()


def test_a_period_or_a_dimension_that_is_not_there_is_reported(publishers: Publishers) -> None:
    publishers.add(server.rivm_table("50150NED", margins("2022", "GM0935", 1.0, 2.0, 3.0)))
    with pytest.raises(SourceError, match="geen cijfers over 2024"):
        fetch(RIVM)
    with pytest.raises(SourceError, match="HTTP 400"):
        fetch(RIVM.model_copy(update={"filters": {"Geslacht": "1"}}))
    with pytest.raises(SourceError, match="komt meer dan eens voor"):
        fetch(RIVM.model_copy(update={"filters": {}, "periods": ("2022",), "margins": None}))


@pytest.fixture
def rivm(publishers: Publishers) -> server.ODataTable:
    figures = margins("2022", "GM0935", 1.0, 2.0, 3.0) | margins("2024", "GM0935", 1.0, 2.0, 3.0)
    publishers.add(server.rivm_table("50150NED", figures))
    return publishers.tables["50150NED"]


def test_a_connection_that_is_broken_off_does_not_make_the_host_unreachable(kwb: Publishers) -> None:
    kwb.fail("85984NED/TypedDataSet", *["drop"] * http.TRIES)
    with pytest.raises(SourceError, match="verbrak de verbinding") as caught:
        fetch()
    assert not isinstance(caught.value, http.HostUnreachable)


@pytest.mark.parametrize("code", ["GG3206", "PV31", "LD04"])
def test_a_kind_of_region_we_do_not_know_is_a_stranger(kwb: Publishers, code: str) -> None:
    table = kwb.tables["85984NED"]
    table.rows.append(table.rows[0] | {"WijkenEnBuurten": code.ljust(10)})
    kwb.ignores_filter = True
    with pytest.raises(SourceError, match="negeert het filter"):
        fetch()


def test_a_kind_of_period_we_do_not_know_is_skipped(rivm: server.ODataTable) -> None:
    rivm.rows += [row | {"Perioden": "2024KW01"} for row in rivm.rows if row["Perioden"] == "2024JJ00"]
    rivm.dimensions["Perioden"].append({"Key": "2024KW01", "Title": "2024 1e kwartaal", "Status": None})
    assert set(fetch(RIVM).facts["period"]) == {"2022", "2024"}


def test_a_status_we_do_not_know_is_not_mistaken_for_definitive(rivm: server.ODataTable) -> None:
    rivm.dimensions["Perioden"][0]["Status"] = "Herzien"
    with pytest.raises(SourceError, match="onbekende status 'Herzien'"):
        fetch(RIVM)


@pytest.mark.parametrize("is_gone", [True, False])
def test_a_period_that_the_publisher_does_not_describe_is_not_mistaken_for_definitive(
    rivm: server.ODataTable, is_gone: bool
) -> None:
    rivm.dimensions["Perioden"] = [] if is_gone else rivm.dimensions["Perioden"][1:]
    which = "2022JJ00, 2024JJ00" if is_gone else "2022JJ00"
    with pytest.raises(SourceError, match=f"Tabel 50150NED heeft cijfers over {which}, maar dimensie Perioden noemt"):
        fetch(RIVM)


def test_only_a_period_that_is_used_has_to_be_described(rivm: server.ODataTable) -> None:
    rivm.rows += [row | {"Perioden": period} for row in rivm.rows[:3] for period in ("2024KW01", "2012JJ00")]
    assert set(fetch(RIVM).facts["period"]) == {"2022", "2024"}


def test_a_table_without_periods_is_of_one_period_only(kwb: Publishers) -> None:
    with pytest.raises(SourceError, match="precies één periode"):
        fetch(KWB.model_copy(update={"periods": ("2023", "2024")}))


def test_a_table_without_a_part_that_is_needed_is_reported(kwb: Publishers) -> None:
    del kwb.tables["85984NED"].dimensions["WijkenEnBuurten"]
    with pytest.raises(SourceError, match="mist onderdeel WijkenEnBuurten"):
        fetch()


def test_certificates_of_the_environment_are_used(kwb: Publishers, monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    bundle = tmp_path / "certificates.pem"
    bundle.write_text("", encoding="utf-8")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(bundle))
    used, send = [], requests.Session.send

    def recorded(session: requests.Session, request: requests.PreparedRequest, **settings: object) -> requests.Response:
        used.append(settings["verify"])
        return send(session, request, **settings)

    monkeypatch.setattr(requests.Session, "send", recorded)
    fetch()
    assert set(used) == {str(bundle)}


def test_cbsodata_is_as_it_was_after_a_call_that_fails(kwb: Publishers) -> None:
    before = cbsodata3.Session, cbsodata3.json, cbsodata3.options.use_https
    kwb.fail("85984NED/TableInfos", "404")
    with pytest.raises(SourceError):
        fetch()
    assert (cbsodata3.Session, cbsodata3.json, cbsodata3.options.use_https) == before


POLICE = Table(id="47018NED", periods=(2023, 2024), title="Geregistreerde misdrijven", categories="SoortMisdrijf")
ENVIRONMENT = ("2.6.1", "Milieu")


@pytest.fixture
def police(publishers: Publishers) -> Publishers:
    figures = {
        (area, f"{year}JJ00"): 100 for area in ("GM0935", "BU09350403", "NL00") for year in (2022, 2023, 2024, 2025)
    }
    figures |= {("BU09350303", f"{year}JJ00"): None for year in (2023, 2024)}
    publishers.add(server.police_table("47018NED", "Geregistreerde misdrijven; soort", figures))
    return publishers


def fetch_police(*categories: tuple[str, ...], table: Table = POLICE) -> Snapshot:
    return odata.fetch(Request("politie", source(table), table, "GM0935", categories))


def test_a_category_is_a_topic_of_its_own_and_no_other_that_begins_alike(police: Publishers) -> None:
    fetched = fetch_police(("totaal",), ENVIRONMENT)
    topics, facts = fetched.topics, fetched.facts
    assert topics[["topic_key", "group"]].to_numpy().tolist() == [
        ["GeregistreerdeMisdrijven_1|0.0.0", "Totaal misdrijven"],
        ["GeregistreerdeMisdrijven_1|2.6.1", "2.6.1 Milieu"],
    ]
    assert any("2.6.10" in str(row) for row in police.tables["47018NED"].rows)
    values = facts.set_index(["topic_key", "area_code", "period"])["value"]
    assert values["GeregistreerdeMisdrijven_1|0.0.0", "BU09350403", "2024"] == 100
    assert values["GeregistreerdeMisdrijven_1|2.6.1", "BU09350403", "2024"] == 10
    assert set(facts["topic_key"]) == set(topics["topic_key"])


def test_what_the_police_withholds_stays_missing(police: Publishers) -> None:
    facts = fetch_police(("totaal",)).facts
    assert facts.loc[facts["area_code"] == "BU09350303", "value"].isna().all()


def test_a_year_that_the_publisher_adds_is_included_and_an_older_one_is_named(police: Publishers) -> None:
    fetched = fetch_police(("totaal",))
    assert set(fetched.facts["period"]) == {"2023", "2024", "2025"}
    assert fetched.manifest.note.startswith("De uitgever heeft ook cijfers over 2022, die dit dashboard niet gebruikt")


@pytest.mark.parametrize(
    ("names", "title", "code", "fits"),
    [
        (("totaal",), "Misdrijven, totaal", "0.0.0", True),
        (("totaal",), "Totaal registraties overlast", "X", True),
        (("totaal",), "Het totaal van iets", "X", False),
        (("totaal",), "Totaaloverzicht", "X", False),
        (("1.1.1",), "1.1.1 Diefstal/inbraak woning", "1.1.1", True),
        (("Diefstal/inbraak  WONING",), "1.1.1 Diefstal/inbraak woning", "1.1.1", True),
        (("Diefstal",), "1.1.1 Diefstal/inbraak woning", "1.1.1", False),
        (("2.6.1",), "2.6.10 Milieu", "2.6.10", False),
    ],
)
def test_a_category_fits_by_its_code_or_its_whole_title(
    names: tuple[str, ...], title: str, code: str, fits: bool
) -> None:
    assert columns.fits_group(names, title, code) is fits


def test_months_are_included_and_stand_in_for_a_year_that_is_not_there(publishers: Publishers) -> None:
    months = {("GM0935", f"2024MM{month:02d}"): 10 for month in range(1, 13)} | {("GM0935", "2025MM01"): 7}
    publishers.add(server.police_table("47018NED", "Geregistreerde misdrijven", months))
    table = POLICE.model_copy(update={"periods": ("2024",), "has_months": True})
    fetched = fetch_police(("totaal",), table=table)
    assert set(fetched.facts["period"]) == {*(f"2024-{month:02d}" for month in range(1, 13)), "2025-01"}
    facts = columns.Columns(fetched)
    year = facts.at(("GeregistreerdeMisdrijven_1|0.0.0", "2024"))
    assert year and year["value"].tolist() == [120]
    assert year["status"].tolist() == [columns.number(columns.STATUSES, "afgeleid")]
    assert facts.at(("GeregistreerdeMisdrijven_1|0.0.0", "2025")) is None
    with pytest.raises(SourceError, match="geen cijfers over 2023"):
        fetch_police(("totaal",), table=table.model_copy(update={"periods": ("2023", "2024")}))


def test_an_answer_without_end_is_stopped(kwb: Publishers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "MOST_REQUESTS", 8)
    kwb.page_size = 5
    with pytest.raises(SourceError, match="houdt niet op \\(meer dan 8"):
        fetch()
    assert len([path for path in kwb.requests if "/WijkenEnBuurten" in path]) == 8


@pytest.mark.slow
def test_a_table_of_many_pages_is_fetched_whole(kwb: Publishers) -> None:
    usual = fetch()
    kwb.requests.clear()
    kwb.page_size = 1
    paged = fetch()
    assert len(kwb.requests) > 100
    pd.testing.assert_frame_equal(paged.facts, usual.facts)


def test_pages_of_a_try_that_failed_do_not_count(kwb: Publishers, monkeypatch: pytest.MonkeyPatch) -> None:
    kwb.page_size = 20
    usual = fetch()
    monkeypatch.setattr(http, "MOST_REQUESTS", len(kwb.requests))
    for collection in ("TypedDataSet", "DataProperties", "WijkenEnBuurten"):
        kwb.fail(f"{usual.manifest.table_id}/{collection}", "503")
    pd.testing.assert_frame_equal(fetch().facts, usual.facts)


def test_a_redirect_on_the_same_server_is_followed(kwb: Publishers) -> None:
    usual = fetch()
    kwb.fail(f"{usual.manifest.table_id}/TypedDataSet", "redirect here")
    pd.testing.assert_frame_equal(fetch().facts, usual.facts)


@pytest.mark.parametrize(("column", "cells", "message"), [
    ("Inwoners_5", [1.5, True], r"rij 2, Inwoners_5: true kan niet; hier hoort een getal"),
    ("Inwoners_5", [1, 1e15], r"rij 2, Inwoners_5: 1000000000000000.0 kan niet"),
    ("Inwoners_5", [1, float("nan")], r"Inwoners_5: nan is geen getal"),
    ("Inwoners_5", ["1", ["2"]], r'rij 2, Inwoners_5: \["2"\] kan niet'),
    ("WijkenEnBuurten", ["GM0935", " "], r'rij 2, WijkenEnBuurten: " " kan niet; hier hoort een tekst\.'),
    ("WijkenEnBuurten", [1, 2], r"rij 1, WijkenEnBuurten: 1 kan niet; hier hoort een tekst\."),
    ("Indelingswijziging_4", [1, 2], r"rij 1, Indelingswijziging_4: 1 kan niet; hier hoort een tekst of niets"),
])  # fmt: skip
def test_a_cell_of_another_kind_is_refused_with_its_place_also_in_a_column_of_numbers(
    column: str, cells: list[Any], message: str
) -> None:
    rows = [{"WijkenEnBuurten": "GM0935", "Inwoners_5": 1, column: cell} for cell in cells]
    with pytest.raises(SourceError, match=message):
        form.figures(KWB, rows)


def test_numbers_stay_whole_and_a_column_that_a_row_lacks_is_null() -> None:
    rows = [{"WijkenEnBuurten": "BU09350000", "A_1": 1, "B_2": 2.5}, {"B_2": None, "WijkenEnBuurten": "GM0935"}]
    frame = form.figures(KWB, rows)
    assert frame["WijkenEnBuurten"].tolist() == ["BU09350000", "GM0935"]
    assert frame[["A_1", "B_2"]].fillna(-1).to_numpy().tolist() == [[1, 2.5], [-1, -1]]
    assert form.figures(KWB, rows[:1])["A_1"].dtype == int
