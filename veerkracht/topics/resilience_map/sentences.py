"""What the page Veerkrachtkaart says: what the map is, what it is not, who moved, and what was taken into account."""

import math
from collections.abc import Hashable
from itertools import pairwise
from typing import Any

import pandas as pd

from veerkracht.core import dutch
from veerkracht.method import resilience
from veerkracht.topics.resilience_map.figures import View, bound, either, score

APPROACH = (
    "**Dit is een eigen benadering.** Zij lijkt op de Veerkrachtkaart van Circusvis en In.Fact uit 2022, maar is die "
    "niet: het origineel maakt zijn grenzen en gewichten niet bekend. Met de tabel bij de kaart is alles na te rekenen."
)
LIMITS = (
    "**Wat de kaart niet zegt.** Een vak is een gemiddelde van een buurt, geen oordeel over de mensen die er wonen. De "
    "kaart zegt niet waardoor een buurt in een vak ligt en ook niet wat een aanpak doet. Het is geen ranglijst. Bij "
    "misdrijven telt ook winkeldiefstal mee en wie slachtoffer is hoeft er niet te wonen: in het centrum en bij grote "
    "voorzieningen zegt het cijfer weinig over de bewoners. Meer meldingen kan ook meer vertrouwen in de politie zijn."
)
NO_MAP = "De Veerkrachtkaart is nu niet te maken. {problem} De rest van het dashboard werkt gewoon door."


def method(shown: View) -> str:
    """Return how a class is computed, in plain Dutch."""
    asked = shown.settings
    bounds = "; ".join(
        f"{axis.label.lower()}: "
        + ", ".join(f"{axis.words(place)} {axis.range(place)}" for place in resilience.CLASSES)
        for axis in shown.axes
    )
    return (
        f"**Zo rekent de kaart.** Per maat: hoe ver ligt de buurt van het gemiddelde van {asked.reference_year}? Dat "
        f"telt in standaardafwijkingen, hoogstens {dutch.number(asked.cut, 0)}. De score van een as is het gemiddelde "
        f"van haar maten. Gemiddelde en afwijking zijn gewogen naar inwoners, over de buurten met minstens "
        f"{asked.minimum_inhabitants} inwoners, en vastgelegd op {dutch.day(asked.frozen_on)}. Een buurt krijgt dus "
        "alleen een andere klasse als haar eigen cijfers veranderen, of als een cijfer te oud wordt om mee te tellen. "
        f"De grenzen: {bounds}. Wat u op de kaart kiest, verandert niets aan de klassen."
    )


def bounds(shown: View) -> list[str]:
    """Return why the bounds lie where they lie."""
    return [f"{axis.label}, grenzen {' en '.join(bound(one) for one in axis.bounds)}: {axis.reason}"
            for axis in shown.axes]  # fmt: skip


def years(shown: View) -> str:
    """Return which year the figures are of, per axis: a figure of another year than the map stands in for it."""
    parts = []
    for axis in shown.axes:
        own = shown.figures[(shown.figures["axis"] == axis.name) & shown.figures["period"].notna()]
        labels = shown.used.set_index("indicator_id")["label"]
        told = [
            f"{period} ({dutch.joined([f'‘{labels[one]}’' for one in rows['indicator_id'].unique()])})"
            for period, rows in own.groupby("period", sort=True)
        ]
        parts.append(f"{axis.label} {shown.year}: cijfers van {dutch.joined(told)}.")
    most = int(shown.settings.max_age)
    return f"{' '.join(parts)} Een cijfer telt hoogstens {most} jaar mee; er wordt niets bijgeschat."


def left_out(shown: View) -> str:
    """Return which measures do not count on an axis and why, '' when all do."""
    absent = shown.measures[shown.measures["why_not"] != ""]
    old = f"geen cijfer dat in {shown.year} hoogstens {int(shown.settings.max_age)} jaar oud is"
    why = pd.concat([absent, shown.used[~shown.used["indicator_id"].isin(shown.present["indicator_id"])]])
    why = why.assign(why_not=why["why_not"].replace("", old))
    told = [f"{dutch.joined([f'‘{one}’' for one in rows['label']])} ({reason})"
            for reason, rows in why.groupby("why_not", sort=False)]  # fmt: skip
    return f"Doet niet mee: {'; '.join(told)}." if told else ""


def doubts(shown: View) -> str:
    """Return what makes a doubtful case, how many there are, and which uncertainty was taken into account."""
    number = int(shown.cells["doubts"].map(len).gt(0).sum())
    known = shown.figures.groupby("indicator_id")["error"].apply(lambda one: one.notna().any())
    chance, rounded, published, unknown = [], [], [], []
    for row in shown.present.itertuples():
        name = f"‘{row.label}’"
        if not known.get(row.indicator_id, False):
            unknown.append(name)
        elif row.margin == "telling":
            chance.append(f"{name} ({dutch.number(row.dispersion, 1)} keer zo veel als zuiver toeval)")
        elif row.margin in ("interval", "steekproef"):
            published.append(name)
        else:
            rounded.append(name)
    taken = [
        f"hoe sterk de telling schommelt bij {dutch.joined(chance)}" if chance else "",
        f"de marge van de bron bij {dutch.joined(published)}" if published else "",
        f"dat de bron aantallen afrondt bij {dutch.joined(rounded)}" if rounded else "",
    ]
    is_one = number == 1
    return (
        f"**Twijfel (?).** Bij {number} {'buurt' if is_one else 'buurten'} ligt een score binnen één standaardfout van "
        "een grens: die kan ook in een ander vak horen. Meegeteld is "
        f"{dutch.joined([one for one in taken if one]) or 'niets: van geen enkele maat is een marge bekend'}."
        + (f" Van {dutch.joined(unknown)} is geen marge bekend: de echte twijfel is dus groter." if unknown else "")
    )


def listed(shown: View, cell: str) -> str:
    """Return the buurten of a cell by name, doubtful cases marked; '' chooses no cell: then how to."""
    if not cell:
        return "Kies een vak in de legenda of hierboven; de buurten van dat vak lichten dan op."
    own = shown.cells[shown.cells["cell"] == cell]
    names = [f"{row.name}{' (?)' if len(row.doubts) else ''}" for row in own.itertuples()]
    told = dutch.joined(names) if names else f"geen enkele buurt in {shown.year}"
    return f"**Vak {cell}** ({shown.words(cell)}): {told}."


def without_cell(shown: View) -> str:
    """Return which buurten are grey and why, '' when none are."""
    gone = shown.cells[shown.cells["cell"].isna()]
    if gone.empty:
        return ""
    told = [f"{dutch.joined(list(rows['name']))}: {reason}" for reason, rows in gone.groupby("reason")]
    return f"Grijs met ×: {'; '.join(told)}."


def movements(shown: View, path: pd.DataFrame, named: list[str]) -> list[str]:
    """Return per area where it stands, where it stood in other years, and whether it moved by more than chance.

    `path` as resilience_views.path gives it of the `named` areas.
    """
    told = []
    areas = {row["area_code"]: row for row in shown.cells.to_dict("records")}
    for now in (areas[code] for code in named if code in areas):  # a buurt of another year is not on the map
        if pd.isna(now["cell"]):
            told.append(f"**{now['name']}** heeft in {shown.year} geen vak: {now['reason']}.")
            continue
        rows = path[path["area_code"] == now["area_code"]]
        words = [f"**{now['name']}** ligt in {shown.year} in vak {now['cell']} ({shown.words(now['cell'])})."]
        if len(now["doubts"]):
            words.append(f"Dat is een twijfelgeval: het kan ook {either(list(now['doubts']))} zijn.")
        others = [f"{row.cell} in {row.year}" for row in rows.itertuples() if row.year != shown.year]
        words.append(f"In andere jaren: {dutch.joined(others)}." if others else "")
        words += [_step(before, after, shown) for before, after in pairwise(rows.to_dict("records"))]
        told.append(" ".join(one for one in words if one))
    return told


def _step(before: dict[Hashable, Any], after: dict[Hashable, Any], shown: View) -> str:
    """Return what changed between two years, and whether by more than one standard error of the difference."""
    when = f"Van {before['year']} naar {after['year']}"
    if not after["is_same"]:
        return f"{when} is niet te vergelijken: er tellen niet dezelfde maten mee."
    moved = []
    for side, axis in zip("xy", shown.axes, strict=True):
        if not after[f"is_new_{side}"]:
            continue
        apart = abs(dutch.apart(after[side], before[side], resilience.SCORE_DECIMALS))
        error = math.hypot(before[f"{side}_error"], after[f"{side}_error"])
        if math.isnan(error):
            sure = "of dat toeval is, is niet bekend"
        else:
            sure = "dat kan toeval zijn" if apart <= error else "dat is meer dan één standaardfout, maar niet zeker"
        moved.append(f"{axis.label.lower()} van {score(before[side])} naar {score(after[side])}, {sure}")
    return f"{when}: {'; '.join(moved)}." if moved else f"{when}: geen nieuwe cijfers."


def unchanged(shown: View, path: pd.DataFrame) -> str:
    """Return on which axis the years have the same figures, so that no step on it shows; '' on none."""
    after = path[path["is_same"].astype(bool)]
    still = [axis.label.lower() for side, axis in zip("xy", shown.axes, strict=True)
             if len(after) and not after[f"is_new_{side}"].any()]  # fmt: skip
    return (f"Over {dutch.joined(still)} zijn er geen nieuwe cijfers tussen de jaren die te vergelijken zijn. Daar "
            "ziet u dus geen verschuiving.") if still else ""  # fmt: skip


def alternative(shown: View, named: list[str]) -> str:
    """Return what the map shows to who cannot see it: the number of buurten per cell, and the named areas."""
    counts = ", ".join(f"{cell} {count}" for cell, count in shown.counts().items())
    rows = shown.cells[shown.cells["area_code"].isin(named)]
    told = "; ".join(f"{row.name} {row.text}" for row in rows.itertuples())
    return (
        f"Kaart van kwetsbaarheid en overlast in {shown.year}. Aantal buurten per vak: {counts}. {told}. Van elke "
        "buurt staan vak en scores in de tabel."
    )


def scatter_alternative(shown: View, path: pd.DataFrame, named: list[str]) -> str:
    """Return what the scatter shows to who cannot see it."""
    across, up = (axis.label.lower() for axis in shown.axes)
    told = " ".join(movements(shown, path, named)).replace("**", "")
    return f"Puntenplaatje van {across} tegen {up} per buurt in {shown.year}. {told} Alle scores staan in de tabel."
