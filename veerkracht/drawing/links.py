"""Addresses of pages of the dashboard, relative to any page, with the choices they open at."""

from collections.abc import Sequence
from urllib.parse import quote_plus, urlencode


def origin(indicator_id: str, period: str | None = None) -> str:
    """Return the address of the page that says where the figures of an indicator come from."""
    address = f"bronnen?toon=cijfer&indicator={quote_plus(indicator_id)}"
    return f"{address}&periode={quote_plus(period)}" if period else address


def ranking(indicator_id: str, period: str) -> str:
    """Return the address of all buurten in the order of their figure."""
    return f"vergelijken?weergave=een&indicator={quote_plus(indicator_id)}&jaar={quote_plus(period)}"


def profile(code: str) -> str:
    """Return the address of the profile of a buurt, '' for another level. It is complete, so that back leads here."""
    return f"buurtprofiel?buurt={quote_plus(code)}&naast=geen" if code.startswith("BU") else ""


def letter(
    dashboard: str,
    codes: list[str],
    area_codes: list[str],
    has_efforts: bool = False,
    form: str = "bijlage",
    pictures: str = "",
    maps: Sequence[str] = (),
) -> str:
    """Return where a letter of these parts can be made again with new figures; `dashboard` is its address.

    `form` is that of the page Raadsbrief; `pictures` those of the letter to the council, which has no time axes.
    `maps` are the codes of maps of the annex, of another year or with other classes than the usual ones.
    """
    is_about_goals = any(code.startswith("doel-") for code in codes)
    choices: dict[str, str | list[str]] = {"deel": codes, "gebied": area_codes, "vorm": form}
    if pictures:
        choices["beeld"] = pictures
    elif is_about_goals:
        choices["met_inspanningen"] = "ja" if has_efforts else "nee"
    if maps:
        choices["kaart"] = list(maps)
    return f"{dashboard}/raadsbrief?{urlencode(choices, doseq=True)}"
