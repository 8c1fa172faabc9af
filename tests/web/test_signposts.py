"""Lists to choose from: other words lead to a topic, what cannot be chosen says why, and every row is Dutch."""

import pytest
from playwright.sync_api import Page

from tests.chromium import NEEDED, SETTLED, open_view, until
from tests.opened import page, parameter
from tests.web.test_browser_access import english_rows

# every list of topics or goals: a page, what is in its address, and the key of the list
LISTS = [
    ("trends", {}, "indicator", "Geregistreerde misdrijven"),
    ("trends", {"weergave": "meer"}, "onderwerp", "Geregistreerde misdrijven"),
    ("kaart", {}, "indicator", "Geregistreerde misdrijven"),
    ("kaart", {"ernaast": "onderwerp"}, "indicator2", "Geregistreerde misdrijven"),
    ("vergelijken", {}, "indicator", "Geregistreerde misdrijven"),
    ("vergelijken", {"weergave": "meer"}, "onderwerp", "Geregistreerde misdrijven"),
    ("samenhang", {}, "indicator", "Geregistreerde misdrijven"),
    ("samenhang", {}, "indicator2", "Geregistreerde misdrijven"),
    ("samenhang", {"weergave": "thema", "thema": "eigen"}, "onderwerp", "Geregistreerde misdrijven"),
    ("bronnen", {"toon": "cijfer"}, "indicator", "Geregistreerde misdrijven"),
    ("raadsbrief", {}, "deel", "Onderwerp Geregistreerde misdrijven"),
    ("doelkaart", {}, "doel", "11. Veilige leefomgeving"),
]


@pytest.mark.parametrize(("name", "address", "key", "subject"), LISTS)
def test_every_list_of_topics_has_a_row_for_another_word(
    built: None, name: str, address: dict[str, str], key: str, subject: str
) -> None:
    test = page(name, **address)
    assert not test.exception
    [chosen] = [field for field in [*test.selectbox, *test.multiselect] if field.key == key]
    assert f"criminaliteit → {subject}" in chosen.options


@pytest.mark.parametrize(
    ("name", "address", "key", "row"),
    [
        ("buurtprofiel", {}, "buurt", "Belvedere (Buitenwijk Noordwest) → Belvédère (Buitenwijk Noordwest)"),
        ("inhalen", {}, "buurt", "Belvedere → Belvédère"),
        ("vergelijken", {"groep": "zelf"}, "gebied", "Belvedere → Belvédère"),
        ("kaart", {}, "gebied", "Belvedere → Belvédère"),
        ("doelkaart", {}, "doel", "12. Financiele draagkracht → 12. Financiële draagkracht"),
    ],
)
def test_a_list_has_a_row_without_accents_for_each_name_that_has_them(
    built: None, name: str, address: dict[str, str], key: str, row: str
) -> None:
    test = page(name, **address)
    [chosen] = [field for field in [*test.selectbox, *test.multiselect] if field.key == key]
    assert row in chosen.options
    assert not any(option.startswith("Malberg →") for option in chosen.options)


@pytest.mark.slow
def test_a_name_without_accents_leads_to_the_area(built: None) -> None:
    test = page("inhalen")
    test.selectbox(key="buurt").set_value("Belvedere>BU09350303").run()
    assert not test.exception and parameter(test, "buurt") == "BU09350303"


@pytest.mark.slow
def test_another_word_leads_to_its_topic_and_stands_in_no_address(built: None) -> None:
    test = page("trends")
    test.selectbox(key="indicator").set_value("criminaliteit>misdrijven").run()
    assert not test.exception and test.selectbox(key="indicator").value == "misdrijven"
    assert parameter(test, "indicator") == "misdrijven" and "Geregistreerde misdrijven" in test.caption[0].value
    test = page("trends", weergave="meer", onderwerp=["inwoners"])
    test.multiselect(key="onderwerp").set_value(["inwoners", "criminaliteit>misdrijven", "misdaad>misdrijven"]).run()
    assert not test.exception and test.multiselect(key="onderwerp").value == ["inwoners", "misdrijven"]


def test_a_topic_without_figures_says_why_in_the_list_and_leaves_the_choice_as_it_was(built: None) -> None:
    test = page("trends", indicator="misdrijven")
    row = next(row for row in test.selectbox(key="indicator").options if row.endswith("(nog geen cijfers)"))
    assert row.count(": ") == 1
    test.selectbox(key="indicator").set_value("vrijwilligerswerk").run()
    assert not test.exception and test.selectbox(key="indicator").value == "misdrijven"
    assert "Vrijwilligerswerk is hier niet te kiezen: er zijn nog geen cijfers." in test.info[0].value
    test.run()
    assert not test.info  # said once


def test_a_link_to_a_topic_without_figures_says_why_and_shows_the_usual_one(built: None) -> None:
    test = page("vergelijken", indicator="vrijwilligerswerk")
    assert not test.exception and not test.warning
    assert "Vrijwilligerswerk is hier niet te kiezen" in test.info[0].value
    assert parameter(test, "indicator") == "ervaren_gezondheid"


@NEEDED
def test_a_reader_finds_a_topic_by_another_word_and_the_browser_goes_back_to_the_one_before(
    page: Page, address: str
) -> None:
    page.goto(f"{address}/vergelijken?indicator=ervaren_gezondheid")
    until(page, SETTLED)
    chosen = page.locator(".st-key-indicator input")
    chosen.click()
    page.keyboard.type("criminaliteit")
    page.get_by_role("option", name="criminaliteit → Geregistreerde misdrijven").wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**indicator=misdrijven*")
    until(page, SETTLED)
    assert chosen.input_value() == "Veiligheid: Geregistreerde misdrijven"
    page.get_by_role("radio", name="Naam").click()  # no step
    page.wait_for_url("**volgorde=naam*")
    until(page, SETTLED)
    page.go_back()
    page.wait_for_url("**indicator=ervaren_gezondheid*")
    until(page, f"{SETTLED} && document.querySelector('.st-key-indicator input').value.includes('Ervaren gezondheid')")
    page.get_by_text("Ervaren gezondheid goed of zeer goed, in procent, 2024").first.wait_for()
    assert "volgorde=hoog" in page.url
    page.go_forward()
    page.wait_for_url("**indicator=misdrijven*")
    until(page, f"{SETTLED} && document.querySelector('.st-key-indicator input').value.includes('misdrijven')")


@NEEDED
def test_a_view_is_a_step_back_too(page: Page, address: str) -> None:
    page.goto(f"{address}/vergelijken")
    until(page, SETTLED)
    page.get_by_role("radio", name="Ongewoon").click()
    page.wait_for_url("**weergave=ongewoon*")
    until(page, SETTLED)
    page.get_by_role("radio", name="Per wijk").click()
    page.wait_for_url("**groep=wijk*")
    until(page, SETTLED)
    page.go_back()
    page.wait_for_url("**weergave=ongewoon*groep=alle*")
    until(page, f"{SETTLED} && !document.querySelector('.st-key-wijk')")
    page.go_back()
    page.wait_for_url("**weergave=een*")
    until(page, f"{SETTLED} && !!document.querySelector('.st-key-indicator')")


@NEEDED
@pytest.mark.parametrize("name", ["buurtprofiel", "inhalen"])
def test_a_buurt_is_a_step_back_and_forward_too(page: Page, address: str, name: str) -> None:
    shows = "document.querySelector('.st-key-buurt input').value.startsWith('{}')"
    page.goto(f"{address}/{name}?buurt=BU09350403")
    until(page, SETTLED)
    codes = {"Nazareth": "BU09350403", "Malberg": "BU09350207", "Limmel": "BU09350404"}
    for buurt in ("Malberg", "Limmel"):
        page.locator(".st-key-buurt input").click()
        page.keyboard.type(buurt)
        page.get_by_role("option", name=buurt).first.wait_for()
        page.keyboard.press("Enter")
        page.wait_for_url(f"**buurt={codes[buurt]}*")
        until(page, f"{SETTLED} && {shows.format(buurt)}")
    for go, buurt in ((page.go_back, "Malberg"), (page.go_back, "Nazareth"), (page.go_forward, "Malberg")):
        go()
        page.wait_for_url(f"**buurt={codes[buurt]}*")
        until(page, f"{SETTLED} && {shows.format(buurt)}")
        page.get_by_role("heading", name=buurt).first.wait_for()


@NEEDED
@pytest.mark.parametrize("path", ["vergelijken?groep=zelf", "vergelijken?groep=wijk"])
def test_no_list_of_a_chosen_group_holds_an_english_row(page: Page, address: str, path: str) -> None:
    open_view(page, address, path)
    assert page.locator("[data-testid=stMain] input[role=combobox]").count() > 1
    assert english_rows(page) == []
