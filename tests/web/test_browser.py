"""What only a browser shows: maps are drawn, nothing outside is requested, choices reach the URL."""

from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.chromium import NEEDED, until, visit

pytestmark = NEEDED


def test_the_goals_stand_on_one_screen_in_dutch(page: Page, address: str) -> None:
    visit(page, f"{address}/doelen")
    assert page.locator("h1").inner_text() == "Doelen van Veerkrachtige Wijken"
    until(page, "document.documentElement.lang === 'nl'")
    assert page.locator(".vk-picture-table tbody tr").count() == 16


def test_a_screen_reader_of_a_visitor_with_an_english_browser_hears_dutch_in_lists(
    browser: Browser, address: str
) -> None:
    context = browser.new_context(locale="en-US")
    page = context.new_page()
    visit(page, f"{address}/trends")
    page.get_by_role("combobox").first.click()
    page.locator("[role=option]").first.wait_for()
    until(page, "/^[0-9]+ keuzes\\.$/.test(document.querySelector('[data-live-announcer]')?.textContent.trim() ?? '')")
    context.close()


def test_a_browser_that_stores_nothing_of_a_site_shows_the_pages(browser: Browser, address: str) -> None:
    context = browser.new_context(locale="nl-NL")
    context.add_init_script("""
        for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches']) {
            const get = () => { throw new DOMException('geen gegevens', 'SecurityError'); };
            Object.defineProperty(window, name, { get });
        }
        Object.defineProperty(document, 'cookie', { get: () => '', set: () => {} });
    """)
    page = context.new_page()
    visit(page, f"{address}/trends")
    page.get_by_role("combobox").first.click()
    page.locator("[role=option]").nth(1).click()  # of the field to find a buurt
    page.wait_for_url("**/buurtprofiel?buurt=*")
    page.locator("table.vk").first.wait_for()
    context.close()


def test_everything_on_a_goal_card_can_be_reached_and_used_by_keyboard(page: Page, address: str) -> None:
    visit(page, f"{address}/doelkaart?doel=2")
    page.get_by_role("button", name="Opties").wait_for()
    names = []
    for _ in range(45):
        page.keyboard.press("Tab")
        names.append(page.evaluate("document.activeElement.ariaLabel || document.activeElement.innerText || ''"))
    reached = " | ".join(names)
    for name in (
        "Vorige doel: 1. Gezondheid",
        "Volgende doel: 3. ",
        "Opties",
        "Delen en opslaan",
        "Hoe zeker is dit?",
        "Precies",
    ):
        assert name in reached, reached
    page.get_by_role("link", name="Volgende doel").press("Enter")
    page.wait_for_url("**/doelkaart?doel=3*")
    page.get_by_role("link", name="Vorige doel: 2.").wait_for()


def test_another_reading_is_chosen_in_the_options_of_its_chart(page: Page, address: str) -> None:
    visit(page, f"{address}/doelkaart?doel=1")
    page.get_by_role("button", name="Opties").press("Enter")
    page.get_by_role("radio", name="+5 procent", exact=True).press("Space")
    page.wait_for_url("**lezing1=procent*")


def test_a_number_leads_to_its_provenance_in_one_click(page: Page, address: str) -> None:
    visit(page, f"{address}/doelen")
    page.get_by_role("link", name="11 achter op de stad").click()
    page.get_by_role("heading", name="Bronnen en kwaliteit").wait_for()
    row = page.get_by_role("row", name="Nazareth").first
    assert "58,9%" in row.inner_text() and "50150NED" in row.inner_text()
    page.get_by_text("Alle bronnen", exact=True).click()
    page.get_by_text("Kerncijfers wijken en buurten 2024").first.wait_for(state="attached")
    assert "toon=bronnen" in page.url


def test_every_chart_has_a_text_in_its_place(page: Page, address: str) -> None:
    visit(page, f"{address}/doelkaart?doel=1")
    page.locator("svg.marks").nth(2).wait_for(state="attached")
    labels = page.locator("[data-testid=stVegaLiteChart]").evaluate_all(
        "charts => charts.map(e => (e.closest('[aria-label]') || e.querySelector('[aria-label]')).ariaLabel)"
    )
    assert len(labels) == 3 and all(len(label) > 40 for label in labels)


def test_another_indicator_is_two_clicks_away_and_is_in_the_url(page: Page, address: str) -> None:
    visit(page, f"{address}/kaart")
    page.get_by_role("combobox", name="Onderwerp", exact=True).click()
    page.get_by_role("option", name="Bevolking: Inwoners", exact=True).click()
    page.wait_for_url("**/kaart?*indicator=inwoners*")
    page.get_by_text("Inwoners, 2024, aantal inwoners").first.wait_for()
    assert page.locator("table.vk tbody tr").count() == 44


def test_a_link_opens_exactly_the_view_it_names(page: Page, address: str) -> None:
    visit(page, f"{address}/trends?indicator=misdrijven&gebied=BU09350403&gebied=GM0935")
    assert page.locator("table.vk thead th").all_inner_texts() == ["Periode", "Nazareth", "Maastricht"]
    assert page.get_by_text("Geregistreerde misdrijven: per 10.000 inwoners", exact=True).is_visible()


def test_the_table_can_be_saved_for_dutch_excel(page: Page, address: str, tmp_path: Path) -> None:
    visit(page, f"{address}/kaart?indicator=ervaren_gezondheid&jaar=2024")
    page.get_by_role("button", name="Delen en opslaan", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV", exact=True).click()
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert download.value.suggested_filename == "kaart-ervaren_gezondheid-2024.csv"
    place, margin = "BU09350403;Nazareth;buurt;Wijk 04 Buitenwijk Oost", "57,4;60,4;;;geschat uit vergelijkbare buurten"
    assert f"Ervaren gezondheid goed of zeer goed;{place};2024;58,9;%;{margin};definitief;" in text


def test_an_unknown_indicator_in_the_url_is_reported(page: Page, address: str) -> None:
    visit(page, f"{address}/kaart?indicator=onzin")
    assert page.get_by_text("de link noemt onzin, maar dat bestaat hier niet").is_visible()


def test_what_a_field_says_while_one_types_is_dutch(page: Page, address: str) -> None:
    page.goto(f"{address}/raadsbrief?deel=doel-1&vorm=bijlage")
    page.get_by_label("Titel").press_sequentially("x")
    page.get_by_text("Druk op Enter", exact=True).wait_for(state="attached")
    page.get_by_label("Tekst 1 bij").press_sequentially("x")
    page.get_by_text("Druk op Ctrl+Enter", exact=True).wait_for(state="attached")
    six = "&".join(f"gebied=BU0935{code}" for code in ("0403", "0203", "0101", "0000", "0001", "0002"))
    visit(page, f"{address}/trends?{six}")
    page.get_by_role("combobox", name="Gebieden").press_sequentially("Mal")
    page.get_by_text("U kunt er hoogstens 6 kiezen. Haal eerst een keuze weg.").wait_for()
