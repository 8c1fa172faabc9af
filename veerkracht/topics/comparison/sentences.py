"""What is said of buurten side by side, in Dutch: places, chance, gaps, what marks and colours mean."""

from typing import Any

import pandas as pd

from veerkracht.core import dutch, periods
from veerkracht.method.similarity import Likeness
from veerkracht.topics.comparison.figures import FEWEST, STEPS, chosen, ordered

SMALL_MARK = "*"
NO_DATA = "geen gegevens"
_WHY_NOT_ALIKE = {
    "small": "te weinig inwoners",
    "inhabitants_unknown": "het aantal inwoners is niet bekend",
    "few_measures": "te weinig cijfers om te vergelijken",
}


def standing(frame: pd.DataFrame, shown: list[str], indicator: Any, focus: list[str], city: str) -> list[str]:
    """Return the sentences above a ranking: the places of the focus areas among all buurten, and what chance may do.

    `frame` as `ranking` gives it, `shown` are the area codes of the buurten that are drawn.
    """
    by_code = frame.set_index("area_code")
    count = int(frame["place"].notna().sum())
    parts: list[str] = []
    lacking: list[str] = []
    for code in focus:
        row = by_code.loc[code]
        if pd.isna(row["value"]):
            lacking.append(f"{row['name']} heeft geen cijfer: {reason(row['missing'])}.")
            continue
        figure = dutch.figure(row["value"], indicator.decimals, indicator.unit)
        place = f"plaats {int(row['place'])}" + ("" if parts else f" van {_buurten(count)}")
        parts.append(f"{row['name']} {'' if parts else 'staat '}met {figure} op {place}")
    told = [f"{'; '.join(parts)}. Plaats 1 is het hoogste cijfer.{_better(indicator)}"] if parts else []
    return [" ".join([*told, *lacking]), _chance(by_code.loc[shown], by_code, indicator, city)]


def sparse(counts: pd.DataFrame, period: str) -> str:
    """Return that only few buurten have a figure in a period, and the latest fuller one to choose; '' otherwise.

    `counts` as queries.periods gives them.
    """
    by_period = counts.set_index("period")["area_count"]
    full = by_period[counts["is_full"].to_numpy()]
    if period in full.index:
        return ""
    best = full.index[-1]
    return (
        f"Over {periods.parse(period).label} is er nog maar van {_buurten(int(by_period[period]))} een cijfer. "
        f"Kies {periods.parse(best).label} om {full[best]} buurten te vergelijken."
    )


def finding(frame: pd.DataFrame, shown: list[str], indicator: Any, period: str, focus: list[str]) -> str:
    """Return what a dot plot of the buurten in `shown` says, for who cannot see it. `frame` as `ranking` gives it."""
    drawn = ordered(chosen(frame, shown).dropna(subset="value"), "hoog")
    own = drawn[~drawn["is_reference"]]
    named = drawn[drawn["area_code"].isin(focus) | drawn["is_reference"]]
    text = {row.area_code: dutch.figure(row.value, indicator.decimals, indicator.unit) for row in drawn.itertuples()}
    ends = [f"{word} {row.name} ({text[row.area_code]})" for word, row in
            zip(("Hoogste:", "laagste:"), own.iloc[[0, -1]].itertuples(), strict=True)]  # fmt: skip
    others = [f"{row.name} {text[row.area_code]}" for row in named.itertuples()]
    return (
        f"Stippen voor {_buurten(len(own))}: {indicator.label}, {periods.parse(period).label}. {', '.join(ends)}. "
        f"{f'{dutch.joined(others)}. ' if others else ''}De cijfers staan in de tabel."
    )


def nothing(frame: pd.DataFrame, choice_none: str, shown: list[str], indicator: Any, period: str) -> str:
    """Return why there is nothing to draw, '' when there is something. `choice_none` is why no buurt was chosen."""
    if not shown:
        return choice_none
    gaps = frame[frame["area_code"].isin(shown)]
    if gaps["value"].notna().any():
        return ""
    why = dutch.joined(sorted({reason(one) for one in gaps["missing"]}))
    label = periods.parse(period).label
    return (
        f"Deze buurten hebben in {label} geen cijfer over {indicator.label}: {why}. Kies een ander jaar of andere "
        "buurten."
    )


def dot_notes(
    frame: pd.DataFrame, shown: list[str], indicator: Any, focus: list[str], city: str, small_population: float
) -> list[str]:
    """Return the lines below a dot plot: what its marks mean, what is not drawn and why."""
    drawn = frame[frame["area_code"].isin(shown)].dropna(subset="value")
    marks = ["Eén stip is één buurt."]
    if drawn["area_code"].isin(focus).any():
        marks.append("De buurten van het programma hebben een vette naam, een kleur en een eigen vorm.")
    if drawn["lower"].notna().any():
        marks.append("De streep door een stip is de marge van 95%.")
    if drawn["is_small"].any():
        marks.append("Een open stip is een buurt met weinig inwoners.")
    if not dutch.is_amount(indicator.unit):
        marks.append("De as begint niet altijd bij 0.")
    lacking = [without_figure(frame, shown), without_reference(frame)]
    return [" ".join(marks), *lacking, small_note(frame, shown, small_population), amount_note(indicator, city)]


def heat_notes(areas: pd.DataFrame, city: str, small_population: float) -> list[str]:
    """Return the lines below a heat table: what colour and sign mean, and what the mark of small buurten means."""
    low, middle, high = (dutch.number(bound, 1) for bound in STEPS)
    return [
        f"Onder elk cijfer staat hoeveel de buurt boven (▲ +) of onder (▼ −) {city} ligt. De kleur zegt of dat veel "
        f"is: licht vanaf {low}, midden vanaf {middle}, donker vanaf {high} standaardafwijking. Eén standaardafwijking "
        "is een gewoon verschil tussen buurten, gewogen naar inwoners en zonder buurten met minder dan "
        f"{dutch.number(small_population, 0)} inwoners. Een klein verschil kan toeval zijn. Een kolom met cijfers van "
        f"minder dan {FEWEST} buurten heeft geen kleur, en een aantal ook niet: een stad heeft er altijd meer dan een "
        "buurt.",
        small_note(areas, list(areas["area_code"]), small_population),
    ]


def without_reference(frame: pd.DataFrame) -> str:
    """Return that city or country has no figure to compare with and why, '' when both have one."""
    gaps = frame[frame["is_reference"] & frame["value"].isna()]
    parts = [f"{row.name} heeft geen cijfer: {reason(row.missing)}." for row in gaps.itertuples()]
    return " ".join(parts)


def without_figure(frame: pd.DataFrame, shown: list[str]) -> str:
    """Return which of the buurten in `shown` have no figure, with the reason; '' when all have one."""
    gaps = frame[frame["value"].isna() & frame["area_code"].isin(shown)]
    if gaps.empty:
        return ""
    parts = [
        f"{dutch.joined(sorted(rows['name']))} ({why})"
        for why, rows in gaps.assign(why=[reason(one) for one in gaps["missing"]]).groupby("why")
    ]
    return f"Niet getekend, want zonder cijfer: {'; '.join(parts)}."


def reason(missing: Any) -> str:
    """Return why there is no figure."""
    return dutch.MISSING.get(missing, NO_DATA)


def small_note(areas: pd.DataFrame, shown: list[str], small_population: float) -> str:
    """Return what the mark of small buurten means, '' when there are none among `shown`."""
    if not areas.loc[areas["area_code"].isin(shown), "is_small"].any():
        return ""
    return (
        f"Een sterretje ({SMALL_MARK}) betekent: minder dan {dutch.number(small_population, 0)} inwoners. Enkele "
        "huishoudens maken daar al veel verschil. Lees dit cijfer met voorzichtigheid."
    )


def amount_note(indicator: Any, city: str) -> str:
    """Return why an amount is not compared with city and country, '' for other figures."""
    if not dutch.is_amount(indicator.unit):
        return ""
    return (
        f"{city} en Nederland staan er niet bij: dit is een aantal, en een stad heeft er altijd meer dan een buurt. "
        "Ook een grote buurt heeft er vaak meer dan een kleine."
    )


def not_alike(found: Likeness, names: dict[str, str]) -> str:
    """Return which buurten could not be compared to find those that are alike, with the reason; '' without any."""
    by_reason: dict[str, list[str]] = {}
    for code, why in found.left_out.items():
        by_reason.setdefault(_WHY_NOT_ALIKE[why], []).append(names[code])
    parts = [f"{dutch.joined(sorted(rows))} ({why})" for why, rows in by_reason.items()]
    return f"Niet vergeleken: {'; '.join(parts)}." if parts else ""


def short_sources(frame: pd.DataFrame, indicators: list[Any]) -> list[str]:
    """Return a line per indicator: publisher, source and the period shown. `frame` as queries.latest_figures."""
    period = dict(frame[["indicator_id", "period"]].drop_duplicates().to_numpy())
    return [
        f"{one.label}: {one.publisher}, {one.source_title}. Jaar: {periods.parse(period[one.indicator_id]).label}."
        f"{' Schatting van een rekenmodel.' if one.is_model else ''}"
        for one in indicators
        if one.indicator_id in period
    ]


def _better(indicator: Any) -> str:
    return {"omhoog": " Een hoger cijfer is gunstiger.", "omlaag": " Een lager cijfer is gunstiger."}.get(
        indicator.direction, ""
    )


def _chance(shown: pd.DataFrame, by_code: pd.DataFrame, indicator: Any, city: str) -> str:
    """Return what is known of chance: how many of the shown buurten lie outside of the city's figure for sure."""
    if shown["value"].notna().sum() == 0:
        return ""
    known = shown[shown["lower"].notna()]
    if known.empty:
        if dutch.is_amount(indicator.unit):
            return ""
        return f"{dutch.NO_MARGIN} Een klein verschil kan toeval zijn."
    chance = "Een verschil dat kleiner is dan de marge kan toeval zijn."
    if city not in by_code.index or pd.isna(middle := by_code.at[city, "value"]):
        return chance
    above, below = int((known["lower"] > middle).sum()), int((known["upper"] < middle).sum())
    figure = dutch.figure(middle, indicator.decimals, indicator.unit)
    return (
        f"{chance} Bij {above + below} van de {len(known)} getoonde buurten valt het cijfer van "
        f"{by_code.at[city, 'name']} ({figure}) buiten de marge van 95%: {above} keer ligt de buurt erboven, {below} "
        "keer eronder."
    )


def _buurten(count: int) -> str:
    return "1 buurt" if count == 1 else f"{count} buurten"
