"""The figures of buurten side by side as frames: places, differences to the city, distances, files."""

import re
from typing import Any

import pandas as pd

from veerkracht.core import dutch
from veerkracht.method import similarity

STEPS = (0.5, 1.0, 1.5)  # standard deviations from the city, from which a colour is light, middle or dark
FEWEST = 5  # buurten with a figure, below which there is no usual difference between buurten to measure with
COLUMNS = 7  # that fit a small screen beside each other


def buurten(areas: pd.DataFrame, inhabitants: pd.DataFrame, small_population: float) -> pd.DataFrame:
    """Return one row per buurt by name: area_code, name, wijk_code, wijk (without number), inhabitants, is_small.

    `areas` and `inhabitants` as queries give them. Of buurten with the same name, the name also gives the wijk.
    """
    wijken = areas.loc[areas["level"] == "wijk"].set_index("area_code")["name"]
    found = areas.loc[areas["level"] == "buurt", ["area_code", "name", "parent_code"]]
    found = found.rename(columns={"parent_code": "wijk_code"}).merge(inhabitants, on="area_code", how="left")
    found["wijk"] = [re.sub(r"^Wijk \d+ ", "", wijken.get(code, "")) for code in found["wijk_code"]]
    is_double = found["name"].duplicated(keep=False)
    found["name"] = found["name"].mask(is_double, found["name"] + " (" + found["wijk"] + ")")
    return found.assign(is_small=found["inhabitants"] < small_population)


def ranking(
    areas: pd.DataFrame, figures: pd.DataFrame, indicator: Any, references: dict[str, str], inhabitants: pd.DataFrame
) -> pd.DataFrame:
    """Return one row per buurt and reference (city first, then country) with its figure in one period.

    Columns: those of `areas` (as `buurten` gives it), value, lower, upper (unit of the indicator), status, missing,
    is_reference, place (1 for the highest buurt; those that are printed alike share one), difference (to the city as
    printed; in percentage points for a share). `references` has the name by area code; of an amount there are none,
    and no differences: a city always has more than a buurt.
    """
    is_amount = dutch.is_amount(indicator.unit)
    added = pd.DataFrame({"area_code": list(references), "name": list(references.values())})
    added = added.merge(inhabitants, on="area_code", how="left").assign(wijk="", is_small=False, is_reference=True)
    rows = [areas.assign(is_reference=False), *([] if is_amount else [added])]
    frame = pd.concat(rows, ignore_index=True).merge(figures, on="area_code", how="left")
    printed = frame["value"].map(lambda one: float(dutch.rounded(one, indicator.decimals)), na_action="ignore")
    frame["place"] = printed.mask(frame["is_reference"]).astype(float).rank(method="min", ascending=False)
    city = figures.set_index("area_code")["value"].get(next(iter(references)), float("nan"))
    comparable = city == city and not is_amount
    frame["difference"] = [
        dutch.apart(value, city, indicator.decimals) if comparable and value == value else float("nan")
        for value in frame["value"]
    ]
    return frame


def chosen(frame: pd.DataFrame, shown: list[str]) -> pd.DataFrame:
    """Return the rows of a ranking of these buurten, and those of city and country."""
    return frame[frame["area_code"].isin(shown) | frame["is_reference"]]


def ordered(frame: pd.DataFrame, order: str) -> pd.DataFrame:
    """Return the rows of a ranking from high to low ('hoog'), by name ('naam') or by wijk and name ('wijk').

    What has no figure stands last when the figure decides; city and country stand first when the wijk does.
    """
    if order == "hoog":
        return frame.sort_values(["value", "name"], ascending=[False, True], na_position="last", ignore_index=True)
    return frame.sort_values(["wijk", "name"] if order == "wijk" else "name", ignore_index=True)


def ranking_file(
    frame: pd.DataFrame, shown: list[str], order: str, indicator: Any
) -> tuple[pd.DataFrame, dict[str, str]]:
    """Return what is shown of a ranking as rows for a file, and the Dutch name by column."""
    unit = "procentpunt" if indicator.unit == "%" else indicator.unit
    columns = {
        "place": "plaats", "area_code": "gebied", "name": "naam", "wijk": "wijk",
        "value": f"{indicator.label} ({indicator.unit})", "lower": "ondergrens 95%", "upper": "bovengrens 95%",
        "difference": f"verschil met de stad ({unit})", "inhabitants": "inwoners", "status": "status",
        "missing": "reden ontbreken",
    }  # fmt: skip
    return ordered(chosen(frame, shown), order), columns


def distances(
    areas: pd.DataFrame, figures: pd.DataFrame, indicators: list[Any], city: str, small_population: float
) -> pd.DataFrame:
    """Return one row per indicator and area: the columns of queries.latest_figures with three more.

    difference: to the city as printed (unit of the indicator, percentage points for a share); deviations: the same in
    standard deviations of similarity.spread over `areas`; step: 'good', 'bad' (the catalogue gives a direction),
    'more' or 'less' with 1 to 3 for how far, 'even' near the city, '' when it cannot be said: for an amount, without
    a figure of the city or with figures of fewer than five buurten.
    """
    buurt_figures = figures[figures["area_code"].isin(areas["area_code"])]
    wide = buurt_figures.pivot(index="area_code", columns="indicator_id", values="value").astype(float)
    usual = similarity.spread(wide, areas.set_index("area_code")["inhabitants"], small_population)
    of_city = figures[figures["area_code"] == city].set_index("indicator_id")["value"]
    by_id = {one.indicator_id: one for one in indicators}
    rows = []
    for row in figures[figures["indicator_id"].isin(by_id)].itertuples():
        about, middle = by_id[row.indicator_id], of_city.get(row.indicator_id, float("nan"))
        difference = deviations = float("nan")
        if row.value == row.value and middle == middle and not dutch.is_amount(about.unit):
            difference = dutch.apart(row.value, middle, about.decimals)
            own = usual.loc[row.indicator_id] if row.indicator_id in usual.index else {"area_count": 0}
            if own["area_count"] >= FEWEST and own["deviation"] > 0:
                deviations = (row.value - middle) / own["deviation"]
        rows.append((difference, deviations, step(difference, deviations, about.direction)))
    added = pd.DataFrame(rows, columns=["difference", "deviations", "step"])
    kept = figures[figures["indicator_id"].isin(by_id)].reset_index(drop=True)
    return pd.concat([kept, added], axis=1)


def step(difference: float, deviations: float, direction: str) -> str:
    """Return the step of a distance: its side and how far (1 to 3), 'even', or '' without a distance."""
    if deviations != deviations:
        return ""
    far = sum(abs(deviations) >= bound for bound in STEPS) if difference else 0
    if not far:
        return "even"
    if direction == "geen":
        return f"{'more' if deviations > 0 else 'less'}{far}"
    return f"{'good' if (deviations > 0) == (direction == 'omhoog') else 'bad'}{far}"


def usual_choice(of_goals: list[str], of_likeness: list[str], figures: pd.DataFrame, city: str) -> list[str]:
    """Return which indicators are set side by side at first: those of goals, then measures of likeness, at most seven.

    Only those with figures of at least five buurten; of the measures, first those that can be set against the city.
    `figures` as queries.latest_figures gives them of all named.
    """
    known = figures.dropna(subset="value")
    counts = known[known["area_code"].str.startswith("BU")].groupby("indicator_id")["value"].count()
    of_city = set(known.loc[known["area_code"] == city, "indicator_id"])
    named = dict.fromkeys([*of_goals, *sorted(of_likeness, key=lambda one: one not in of_city)])
    return [one for one in named if counts.get(one, 0) >= FEWEST][:COLUMNS]


def rows(
    areas: pd.DataFrame, shown: list[str], frame: pd.DataFrame, indicators: list[Any], by_wijk: bool
) -> pd.DataFrame:
    """Return the rows of `areas` (as `buurten` gives it) in `shown`, by wijk and name or from high to low on the first
    indicator, those without a figure last. `frame` as `distances` gives it."""
    own = areas[areas["area_code"].isin(shown)]
    if by_wijk or not indicators:
        return own.sort_values(["wijk_code", "name"], ignore_index=True)
    first = frame[frame["indicator_id"] == indicators[0].indicator_id].set_index("area_code")["value"]
    own = own.assign(value=own["area_code"].map(first))
    return own.sort_values(["value", "name"], ascending=[False, True], ignore_index=True).drop(columns="value")


def heat_file(
    frame: pd.DataFrame, areas: pd.DataFrame, indicators: list[Any], references: dict[str, str]
) -> tuple[pd.DataFrame, dict[str, str]]:
    """Return what is shown of a heat table as a row per area and indicator for a file, and the Dutch name by column."""
    names = references | dict(zip(areas["area_code"], areas["name"], strict=True))
    about = {one.indicator_id: one for one in indicators}
    order = {code: place for place, code in enumerate(names)}
    own = frame[frame["area_code"].isin(list(names))].copy()
    own = own.assign(
        name=own["area_code"].map(names),
        label=[about[one].label for one in own["indicator_id"]],
        unit=[about[one].unit for one in own["indicator_id"]],
        at=own["area_code"].map(order),
    ).sort_values("at", kind="stable")
    columns = {
        "area_code": "gebied", "name": "naam", "label": "onderwerp", "period": "jaar", "unit": "eenheid",
        "value": "cijfer", "difference": "verschil met de stad", "deviations": "verschil in standaardafwijkingen",
        "status": "status", "missing": "reden ontbreken",
    }  # fmt: skip
    return own, columns
