"""The profile of one buurt, or of two side by side: the table of all indicators, and what it leaves out."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

import pandas as pd

from veerkracht.core import dutch, periods
from veerkracht.drawing import links, sparklines
from veerkracht.drawing.charts import Style
from veerkracht.drawing.tables import TEMPLATES

EXPORT = {
    "area_code": "gebied", "name": "naam", "theme": "thema", "label": "indicator", "unit": "eenheid",
    "period": "jaar", "value": "cijfer", "lower": "ondergrens", "upper": "bovengrens", "status": "status",
    "place": "plaats (1 = hoogste)", "buurt_count": "van hoeveel buurten", "wijk_value": "cijfer wijk",
    "wijk_apart": "verschil met wijk", "city_value": "cijfer stad", "city_apart": "verschil met stad",
    "country_value": "cijfer land", "country_apart": "verschil met land", "missing": "reden ontbreken",
}  # fmt: skip
_ELSEWHERE = ("wijk", "city", "country")


class Mentions(NamedTuple):
    """What stands below the table under one heading: links (address, text), or texts without address."""

    heading: str
    items: list[tuple[str, str]]


def labels(buurten: pd.DataFrame) -> dict[str, str]:
    """Return the name of every buurt with that of its wijk, by its code. `buurten` as profile_queries.buurten."""
    return {
        row.area_code: f"{row.name} ({row.wijk})" if pd.notna(row.wijk) else str(row.name)
        for row in buurten.itertuples(index=False)
    }


def head(codes: list[str], buurten: pd.DataFrame, changes: pd.DataFrame, figures: pd.DataFrame) -> str:
    """Return the names of the buurten with wijk, inhabitants and what to mind, and the years and date of the figures.

    `changes` as queries.boundary_changes, the others as profile_queries gives them.
    """
    rows = buurten.set_index("area_code")
    areas = []
    for code in codes:
        row, moved = rows.loc[code], changes[changes["area_code"] == code]
        years = dutch.joined([str(year) for year in moved["year"].unique()])
        areas.append({
            "name": row["name"], "about": _about(row), "is_small": row["is_small"],
            "moved": f"Heeft vanaf {years} een andere grens." if years else "",
            "why": " ".join(moved["note"][moved["note"] != ""].unique()),
        })  # fmt: skip
    dates = figures["retrieved_at"][figures["retrieved_at"].str.fullmatch(r"\d{4}-\d{2}-\d{2}")]
    return TEMPLATES.get_template("profile.html").render(
        part="head",
        areas=areas,
        years=periods.spelled(figures["period"].str[:4].unique()),
        loaded=dutch.day(pd.Timestamp(dates.max())) if len(dates) else "",
    )


def table(codes: list[str], names: dict[str, str], figures: pd.DataFrame, gaps: pd.DataFrame, series: pd.DataFrame,
          look: dict[str, Style], beside: Sequence[str]) -> str:  # fmt: skip
    """Return the table of all indicators by theme; a message when there are no figures at all.

    `figures`, `gaps` and `series` as profile_queries.profile, without_figures and series; `beside` the codes of city
    and country.
    The first buurt is set against wijk, city and country, the second against the city. Figures of months and older
    editions stand in `mentions`.
    """
    shown = figures[~figures.groupby("indicator_id")["is_aside"].transform("all")] if len(figures) else figures
    drawn = _lines(codes, series[series["indicator_id"].isin(shown["indicator_id"])], look)
    measured = [one.year for lines in drawn.values() for line in lines.values() for one in line.figures
                if pd.notna(one.value)]  # fmt: skip
    years = (min(measured), max(measured)) if measured else None
    reasons = {(row.area_code, row.indicator_id): _reason(row.missing) for row in gaps.itertuples()}
    # themes and rows in the order of the catalogue, the same for every buurt and whatever has no figures
    every = pd.concat([figures[["position", "theme"]], gaps[["position", "theme"]]]).sort_values("position")
    themes: dict[str, list[dict[str, Any]]] = {theme: [] for theme in every["theme"].unique()}
    # pandas takes as long to begin on the rows of one indicator as on those of all
    by_indicator: dict[str, dict[str, Any]] = {}
    for row in shown.sort_values("position", kind="stable").itertuples():
        by_indicator.setdefault(row.indicator_id, {})[row.area_code] = row
    for indicator_id, rows in by_indicator.items():
        one = next(iter(rows.values()))
        lines = drawn.get(indicator_id, {})
        themes[one.theme].append({
            "label": one.label, "link": _trends(one.indicator_id, [*codes, *beside]),
            "unit": "" if one.unit in ("%", "euro") else dutch.in_unit(one.unit), "is_model": one.is_model,
            "spark": quote(sparklines.draw(list(lines.values()), years)), "alt": _spoken(lines, names, one),
            "sides": [_side(rows.get(code), ("city",) if place else _ELSEWHERE, reasons.get((code, indicator_id), ""))
                      for place, code in enumerate(codes)],
        })  # fmt: skip
    return TEMPLATES.get_template("profile.html").render(
        part="table", themes={theme: rows for theme, rows in themes.items() if rows},
        areas=[(names[code], look[code]) for code in codes],
        city=names[beside[0]], country=names[beside[1]],
        caption=f"Alle cijfers van {dutch.joined([names[code] for code in codes])} per thema",
    )  # fmt: skip


def mentions(codes: list[str], names: dict[str, str], figures: pd.DataFrame, gaps: pd.DataFrame) -> str:
    """Return what the table leaves out: figures of months and older editions with a link, and per reason what has no
    figure. `figures` as profile_queries.profile, `gaps` as profile_queries.without_figures.
    """
    asides = figures[figures.groupby("indicator_id")["is_aside"].transform("all")] if len(figures) else figures
    groups = []
    if len(asides):
        items = [(_trends(row.indicator_id, codes), row.label)
                 for row in asides.drop_duplicates("indicator_id").itertuples()]  # fmt: skip
        groups.append(Mentions("Niet in de tabel: cijfers per maand en oudere uitgaven van een maat", items))
    # what one buurt has and the other not, stands in the table with its reason
    left_out = gaps[~gaps["indicator_id"].isin(figures["indicator_id"])]
    reasons: dict[tuple[str, str], dict[str, None]] = {}
    for row in left_out.itertuples():
        reasons.setdefault((row.indicator_id, row.label), {})[_reason(row.missing)] = None
    by_reason: dict[str, list[tuple[str, str]]] = {}
    for (_, label), own in reasons.items():
        by_reason.setdefault(", ".join(own), []).append(("", label))
    groups += [Mentions(f"Geen cijfer ({reason})", items) for reason, items in by_reason.items()]
    return TEMPLATES.get_template("profile.html").render(part="mentions", groups=groups)


def notes(figures: pd.DataFrame, buurten: pd.DataFrame, city: str, country: str) -> list[str]:
    """Return the small print: what a column means, and the publishers with the years of the figures."""
    sources = [
        f"{publisher} ({periods.spelled(set(rows['period'].str[:4]))})"
        for publisher, rows in figures.groupby("publisher", sort=False)
    ]
    return [
        f"Plaats: van hoog naar laag onder de buurten van {city} met een cijfer in dat jaar. {city} heeft er "
        f"{len(buurten)}. Plaats 1 is het hoogste cijfer, niet altijd het beste. Cijfers die afgerond gelijk zijn, "
        "delen een plaats.",
        f"Verschil: het cijfer van de buurt min dat van de wijk, {city} of {country} in hetzelfde jaar, zoals de "
        "cijfers er staan. Bij procenten is het verschil in procentpunt. Bij aantallen staat er geen verschil, want "
        "een groter gebied heeft er altijd meer. Een streepje betekent ook: er is geen cijfer om mee te vergelijken.",
        "Lijn: alle jaren, per rij met een eigen schaal. De lijn stopt bij een jaar zonder cijfer, bij een andere "
        "definitie en bij een andere grens van de buurt. De stip is het laatste cijfer.",
        "Rekenmodel: het cijfer is een schatting, geen telling." if figures["is_model"].any() else "",
        f"Bron: {'; '.join(sources)}. Wie op een cijfer klikt, ziet tabel, uitgave en licentie." if sources else "",
    ]


def export(codes: list[str], names: dict[str, str], figures: pd.DataFrame, gaps: pd.DataFrame) -> pd.DataFrame:
    """Return one row per buurt and indicator with or without figure: the columns of EXPORT, differences as printed."""
    apart = {
        f"{place}_apart": [_apart(row, place) for row in figures.itertuples()] for place in _ELSEWHERE
    }  # fmt: skip
    rows = figures.assign(**apart, missing=None)
    rows = pd.concat([rows[rows["area_code"] == code] for code in codes] + [gaps], ignore_index=True)
    return rows.assign(name=rows["area_code"].map(names)).reindex(columns=list(EXPORT))


def _about(row: Any) -> str:
    wijk = f"Wijk {row['wijk']}; " if pd.notna(row["wijk"]) else ""
    if pd.isna(row["inhabitants"]):
        return f"{wijk}aantal inwoners in {row['inhabitants_period']} niet bekend"
    return f"{wijk}{dutch.number(row['inhabitants'], 0)} inwoners in {row['inhabitants_period']}"


def _reason(missing: Any) -> str:
    return dutch.MISSING.get(missing, "nog geen meting")


def _side(row: Any, elsewhere: Sequence[str], reason: str) -> dict[str, Any]:
    """Return the cells of one buurt: figure, year, place and differences. One that says why when there is no figure."""
    if row is None:
        return {"gap": f"geen cijfer: {reason}", "span": 3 + len(elsewhere)}
    margin = ""
    if pd.notna(row.lower):
        margin = "tussen {} en {}".format(*(dutch.number(bound, row.decimals) for bound in (row.lower, row.upper)))
    return {
        "value": dutch.short_figure(row.value, row.decimals, row.unit), "margin": margin,
        "origin": links.origin(row.indicator_id, row.period), "year": periods.parse(row.period).label,
        "status": dutch.STATUS[row.status] if row.status != "definitief" else "",
        "place": f"{row.place:.0f}e van {row.buurt_count:.0f}" if row.buurt_count > 1 else "",
        "differences": [_difference(row, place) for place in elsewhere],
    }  # fmt: skip


def _difference(row: Any, place: str) -> dict[str, str]:
    """Return the difference with another area as printed, or why there is none; with the city, which is better."""
    if (apart := _apart(row, place)) is None:
        reason = "aantallen worden niet vergeleken"
        if not dutch.is_amount(row.unit):
            reason = dutch.MISSING.get(getattr(row, f"{place}_missing"), "geen cijfer in dat jaar")
        return {"text": "–", "reason": reason}
    text = dutch.signed(apart, row.decimals, row.unit if row.unit == "euro" else "")
    return {"text": text, "verdict": _verdict(row, apart) if place == "city" else ""}


def _apart(row: Any, place: str) -> float | None:
    """Return how far the figure is above that of another area, as printed; none for amounts and without a figure."""
    other = getattr(row, f"{place}_value")
    return None if dutch.is_amount(row.unit) or pd.isna(other) else dutch.apart(row.value, other, row.decimals)


def _verdict(row: Any, apart: float) -> str:
    """Return on which side of the city the buurt is; '' without a wanted direction, or within the margin."""
    is_sure = pd.isna(row.lower) or not row.lower <= row.city_value <= row.upper
    if apart == 0 or row.direction not in ("omhoog", "omlaag") or not is_sure:
        return ""
    return "gunstiger" if (apart > 0) == (row.direction == "omhoog") else "ongunstiger"


def _trends(indicator_id: str, codes: list[str]) -> str:
    return f"trends?{urlencode({'indicator': indicator_id, 'gebied': list(dict.fromkeys(codes))}, doseq=True)}"


def _lines(codes: list[str], series: pd.DataFrame, look: dict[str, Style]) -> dict[str, dict[str, sparklines.Line]]:
    """Return per indicator the line of each buurt that has figures."""
    found: dict[str, dict[str, list[sparklines.Figure]]] = {}
    for row in series.itertuples():
        figure = sparklines.Figure(row.year, row.value, row.segment)
        found.setdefault(row.indicator_id, {}).setdefault(row.area_code, []).append(figure)
    return {
        one: {
            code: sparklines.Line(areas[code], look[code].color, look[code].dash)
            for code in codes
            if any(figure.value == figure.value for figure in areas.get(code, []))
        }
        for one, areas in found.items()
    }


def _spoken(lines: dict[str, sparklines.Line], names: dict[str, str], indicator: Any) -> str:
    """Return what a spark line shows: first and last figure, lowest and highest, and whether the series is broken."""
    texts = []
    for code, line in lines.items():
        known = [one for one in line.figures if pd.notna(one.value)]
        told = [f"{one.year:.0f}: {dutch.short_figure(one.value, indicator.decimals, indicator.unit)}"
                for one in dict.fromkeys([known[0], known[-1]])]  # fmt: skip
        if len(known) > 2:
            for word, one in (("laagste", min(known, key=_value)), ("hoogste", max(known, key=_value))):
                figure = dutch.short_figure(one.value, indicator.decimals, indicator.unit)
                told.append(f"{word} {figure} in {one.year:.0f}")
        if sparklines.is_broken(line.figures):
            told.append("niet alle jaren zijn te vergelijken")
        texts.append((f"{names[code]} " if len(lines) > 1 else "") + "; ".join(told))
    return ". ".join(texts)


def _value(figure: sparklines.Figure) -> float:
    return float(figure.value or 0.0)
