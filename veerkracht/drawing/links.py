"""URLs of dashboard pages, relative to any page, with the choices to open them with."""

from collections.abc import Sequence
from urllib.parse import quote_plus, urlencode

GROUP = "eigen_groep"  # an own group of buurten, as written by groups.group; repeated for each group


def origin(indicator_id: str, period: str | None = None) -> str:
    """Return the address of the page with the origin of the figures of an indicator."""
    address = f"bronnen?toon=cijfer&indicator={quote_plus(indicator_id)}"
    return f"{address}&periode={quote_plus(period)}" if period else address


def topic(indicator_id: str) -> str:
    """Return the address of the page about an indicator."""
    return f"onderwerp?indicator={quote_plus(indicator_id)}"


def trend(indicator_id: str) -> str:
    """Return the address of the trend of an indicator."""
    return f"trends?weergave=een&indicator={quote_plus(indicator_id)}"


def map_of(indicator_id: str) -> str:
    """Return the address of the map of an indicator."""
    return f"kaart?indicator={quote_plus(indicator_id)}"


def comparison(indicator_id: str) -> str:
    """Return the address of the table of all buurten in the order of their newest figure."""
    return f"vergelijken?weergave=een&indicator={quote_plus(indicator_id)}"


def ranking(indicator_id: str, period: str) -> str:
    """Return the address of the ranking of all buurten."""
    return f"{comparison(indicator_id)}&jaar={quote_plus(period)}"


def profile(code: str) -> str:
    """Return the address of the profile of a buurt, '' for other levels. It is complete, so that the back button
    returns to it."""
    return f"buurtprofiel?buurt={quote_plus(code)}&naast=geen" if code.startswith(("BU", "WK", "GR")) else ""


def letter(
    dashboard: str,
    codes: list[str],
    area_codes: list[str],
    has_efforts: bool = False,
    form: str = "brief",
    pictures: str = "",
    maps: Sequence[str] = (),
    groups: Sequence[str] = (),
) -> str:
    """Return the address that recreates a letter of these parts with new figures; `dashboard` is the address of the
    dashboard.

    `form` is the form on the page Raadsbrief; `pictures` are those of the letter to the council, which has no time
    axes. `maps` are the codes of maps of the annex with another year or other classes than usual, `groups` the own
    groups of buurten among its areas.
    """
    is_about_goals = any(code.startswith("doel-") for code in codes)
    choices: dict[str, str | list[str]] = {"deel": codes, "gebied": area_codes, "vorm": form}
    if pictures:
        choices["beeld"] = pictures
    elif is_about_goals:
        choices["met_inspanningen"] = "ja" if has_efforts else "nee"
    if maps:
        choices["kaart"] = list(maps)
    if groups:
        choices[GROUP] = list(groups)
    return f"{dashboard}/raadsbrief?{urlencode(choices, doseq=True)}"
