"""Figures as plain Dutch sentences (B1)."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from veerkracht.core import dutch, periods

_LONGEST_TOLD, _MOST_TOLD = 40, 3  # characters of a code of a link, and codes


def source_note(indicator: Any, origins: pd.DataFrame) -> list[str]:
    """Return the lines below a chart or map: definition, source with tables and years, and what to mind.

    `indicator` is a row of queries.indicators, `origins` what queries.origins gives.
    """
    lines = [f"Wat is dit? {indicator.definition} Eenheid: {dutch.unit_label(indicator.unit)}."]
    tables = [
        f"{table_id} ({periods.spelled(rows['period'])}; uitgave {', '.join(dict.fromkeys(rows['edition']))}, "
        f"{' en '.join(dict.fromkeys(dutch.ORIGIN[one] for one in rows['origin']))})"
        for table_id, rows in origins.groupby("table_id", sort=False)
    ]
    loaded = f"Tabel {'; '.join(tables)}." if tables else "De cijfers zijn nog niet opgehaald."
    lines.append(f"Bron: {indicator.publisher}, {indicator.source_title}. {loaded} Licentie: {indicator.licence}.")
    lines += [note for note in (indicator.source_note, indicator.note) if note]
    return lines


def latest(frame: pd.DataFrame, names: dict[str, str], indicator: Any) -> str:
    """Return what a line chart shows: its subject and the latest figure of each area. `frame` as queries.trend."""
    known = frame[frame["value"].notna()].sort_values("period", kind="stable").drop_duplicates("area_code", keep="last")
    figures = [
        f"{names[row.area_code]} {dutch.figure(row.value, indicator.decimals, indicator.unit)} "
        f"({periods.parse(row.period).label})"
        for row in known.itertuples()
    ]
    return f"Lijngrafiek van {indicator.label}. Laatste cijfers: {', '.join(figures) or 'nog geen'}."


def city_comparison(
    frame: pd.DataFrame, names: dict[str, str], indicator: Any, focus: list[str], city: str
) -> list[str]:
    """Return one sentence per focus area: its latest figure and that of the city in the same year.

    `frame` as queries.trend gives it. No sentence without both figures, nor for a count: a city is always larger.
    """
    sentences: list[str] = []
    if dutch.is_amount(indicator.unit):
        return sentences
    wide = frame.pivot(index="period", columns="area_code", values="value")
    for code in focus:
        if code not in wide or city not in wide or (both := wide[[code, city]].dropna()).empty:
            continue
        period, (own, other) = both.index[-1], both.iloc[-1]
        # of the rounded figures, so that a reader who subtracts finds the same
        difference = dutch.apart(own, other, indicator.decimals)
        unit = "procentpunt" if indicator.unit == "%" else indicator.unit
        words = dutch.figure(abs(difference), indicator.decimals, unit)
        place = f"{words} {'meer' if difference > 0 else 'minder'} dan" if difference else "evenveel als"
        sentences.append(
            f"{indicator.label}: in {periods.parse(period).label} was dit in {names[code]} "
            f"{dutch.figure(own, indicator.decimals, indicator.unit)}. Dat is {place} in {names[city]} "
            f"({dutch.figure(other, indicator.decimals, indicator.unit)})."
        )
    if sentences and indicator.is_model:
        sentences.append("Dit zijn schattingen van een rekenmodel, geen tellingen.")
    return sentences


def development(frame: pd.DataFrame, names: dict[str, str], indicator: Any, codes: list[str]) -> list[str]:
    """Return one sentence per area on how its figure moved from the first to the last that can be compared with it.

    `frame` as queries.trend gives it. Says whether the change is more than the 95 % margins of both figures together,
    taken as independent, when they are known. No sentence for an area without figures.
    """
    told = []
    for code in codes:
        own = frame[(frame["area_code"] == code) & frame["value"].notna()].sort_values("period")
        own = own[own["segment"] == own["segment"].iloc[-1]] if len(own) else own
        if len(own) < 2:
            told += [
                f"{indicator.label} in {names[code]}: {dutch.figure(row.value, indicator.decimals, indicator.unit)} in "
                f"{periods.parse(row.period).label}. Een eerder cijfer is er niet, of is nog niet opgehaald."
                for row in own.itertuples()
            ]
            continue
        first, last = own.iloc[0], own.iloc[-1]
        years = [periods.parse(row["period"]).label for row in (first, last)]
        texts = [dutch.figure(row["value"], indicator.decimals, indicator.unit) for row in (first, last)]
        change = dutch.apart(last["value"], first["value"], indicator.decimals)
        size = dutch.difference(change, indicator.decimals, indicator.unit)
        moved = f"{size} {'meer' if change > 0 else 'minder'}" if change else "evenveel"
        told.append(
            f"{indicator.label} in {names[code]}: van {texts[0]} in {years[0]} naar {texts[1]} in {years[1]}. Dat is "
            f"{moved}. {_sure(change, [first, last], indicator)}".strip()
        )
    return told


def _sure(change: float, ends: list[Any], indicator: Any) -> str:
    """Return whether a change is more than the margins of its two figures; '' when there is none, and for amounts."""
    if not change or dutch.is_amount(indicator.unit):
        return ""
    if indicator.margin == "telling":
        return "Het zijn tellingen: die schommelen ook door toeval."
    if any(pd.isna(row["lower"]) for row in ends):
        return "De marge is niet bekend: het kan toeval zijn."
    margin = sum(((row["upper"] - row["lower"]) / 2) ** 2 for row in ends) ** 0.5
    if abs(change) > margin:
        return "Dat is meer dan de marge van 95%."
    return "Dat valt binnen de marge van 95%: het kan toeval zijn."


def reference(found: pd.DataFrame, indicator: Any, period: str, programme: Any) -> str:
    """Return the figures of city and country that a map is read against; `found` as queries.figures gives them."""
    values = found.set_index("area_code")["value"]
    named = {programme.municipality_code: programme.municipality_name, programme.country_code: "Nederland"}
    told = [
        f"{name} {dutch.figure(values[code], indicator.decimals, indicator.unit)}"
        if code in values and pd.notna(values[code])
        else f"{name}: geen cijfer"
        for code, name in named.items()
    ]
    return f"Ter vergelijking, {periods.parse(period).label}: {'; '.join(told)}."


def moves(before: pd.DataFrame, after: pd.DataFrame, indicator: Any, first: str, last: str) -> str:
    """Return in how many areas a figure rose and fell between two periods; frames as maps.figures gives them."""
    both = before.merge(after, on="area_code", suffixes=("", "_after")).dropna(subset=["value", "value_after"])
    if both.empty:
        return "Er is geen gebied met een cijfer in beide jaren."
    changes = [dutch.apart(row.value_after, row.value, indicator.decimals) for row in both.itertuples()]
    rose, fell = sum(one > 0 for one in changes), sum(one < 0 for one in changes)
    years = f"{periods.parse(first).label} en {periods.parse(last).label}"
    return (
        f"Tussen {years} ging het cijfer in {rose} van de {len(both)} gebieden omhoog, in {fell} omlaag en bleef het "
        f"in {len(both) - rose - fell} gelijk."
    )


def why_no_trend(has_indicator: bool, has_area: bool) -> str:
    """Return why there is no chart of a development, and what to do."""
    if not has_indicator:
        return "Kies hierboven een of meer onderwerpen."
    if not has_area:
        return "Kies hierboven een of meer gebieden."
    return "Voor deze gebieden heeft de bron geen cijfers over dit onderwerp. Kies andere gebieden."


def unknown(label: str, codes: Sequence[str]) -> str:
    """Return in Markdown that a link asks in one place for what does not exist.

    The codes stand there as code, in which no address becomes a link and no text a picture: whoever sends a link could
    otherwise put words of his own in ours. Long ones are cut off, and left out is what turns the words around it.
    """
    shown = []
    for code in list(dict.fromkeys(codes))[:_MOST_TOLD]:
        legible = "".join(sign for sign in code[:_LONGEST_TOLD] if sign.isprintable() and sign != "`").strip()
        shown.append(f"`{legible or '?'}{'…' if len(code) > _LONGEST_TOLD else ''}`")
    more = len(set(codes)) - len(shown)
    told = ", ".join(shown) + (f" en nog {more}" if more else "")
    return f"{label}: de link noemt {told}, maar dat bestaat hier niet. U ziet de standaardkeuze."
