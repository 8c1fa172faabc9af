"""Buurten side by side as accessible HTML tables, in Dutch: a ranking, a heat table, what makes them alike."""

import re
from typing import Any

import pandas as pd

from veerkracht.core import dutch, periods
from veerkracht.drawing import links, tables
from veerkracht.method.similarity import Likeness
from veerkracht.topics.comparison import figures as comparison_views
from veerkracht.topics.comparison import sentences as comparison_sentences

_BETTER = {"omhoog": "meer is gunstiger", "omlaag": "minder is gunstiger", "geen": "meer of minder"}
SHORT_REASON = {
    "not_published": "nog niet uit",
    "suppressed": "niet bekendgemaakt",
    "not_in_table": "niet in de tabel",
    "not_included": "niet opgehaald",
    "too_small": "te weinig inwoners",
    "not_measured": "niet gemeten",
    "too_few": "te weinig mensen",
}
_GAP = "vk-gap vk-heat-gap"
# where a long compound may be broken in the head of a narrow column; browsers have no Dutch hyphenation of their own
_JOINT = re.compile(
    r"(?<=\w\w\w)(?=huishoud|melding|woning|diseerd|dichtheid|grootte|ongeschikt|uitkering|participatie|pensioen|adressen|diefstal)"
)


def ranking(
    frame: pd.DataFrame, shown: list[str], order: str, indicator: Any, period: str, focus: list[str],
    inhabitants_period: str,
) -> str:  # fmt: skip
    """Return the table of the buurten in `shown`, city and country: place, name, wijk, figure with margin,
    difference to the city, inhabitants.

    `frame` as comparison_views.ranking gives it, `order` as comparison_views.ordered takes it. There are no
    differences for an amount, nor without a figure of the city. The place is that among all buurten.
    """
    rows = comparison_views.ordered(comparison_views.chosen(frame, shown), order)
    known = rows.dropna(subset="value")
    statuses = set(known["status"])
    has = {
        "margin": known["lower"].notna().any(),
        "difference": frame["difference"].notna().any(),
        "inhabitants": indicator.unit != "inwoners",
    }
    unit = "procentpunt" if indicator.unit == "%" else dutch.unit_label(indicator.unit)
    heads: dict[str, dict[str, Any]] = {
        "margin": {"text": "Marge", "notes": ["95%"]},
        "difference": {"text": f"Verschil met {_city(frame)}" if has["difference"] else "", "notes": [unit]},
        "inhabitants": {"text": "Inwoners", "notes": [inhabitants_period]},
    }
    columns: list[dict[str, Any]] = [
        {"text": "Plaats", "notes": [f"van {int(frame['place'].notna().sum())}"]},
        {"text": "Buurt", "is_text": True},
        {"text": "Wijk", "is_text": True},
        {"text": periods.parse(period).label, "notes": [dutch.in_unit(indicator.unit)]},
        *(head for name, head in heads.items() if has[name]),
    ]
    lines = []
    for row in rows.itertuples():
        cells = {
            "margin": {"text": _margin(row, indicator), "style": "vk-heat-line"},
            "difference": {"text": _signed(row.difference, indicator)},
            "inhabitants": {"text": dutch.figure(row.inhabitants, 0, "")},
        }
        first = [{"text": row.wijk, "style": "vk-text vk-heat-line"}, _figure_cell(row, indicator, len(statuses) > 1)]
        place = "" if pd.isna(row.place) else f"{int(row.place)}"
        style = "vk-focus" if row.area_code in focus else "vk-heat-reference" if row.is_reference else ""
        lines.append({
            **_named(row), "place": place, "style": style, "cells": first + [cells[one] for one in cells if has[one]],
        })  # fmt: skip
    caption = f"{indicator.label}, {periods.parse(period).label}, {dutch.in_unit(indicator.unit)}"
    if len(statuses) == 1 and (status := statuses.pop()) != "definitief":
        caption += f"; alle cijfers: {dutch.STATUS[status]}"
    return rendered(caption, columns, [{"title": "", "rows": lines}])


def heat(
    frame: pd.DataFrame,
    areas: pd.DataFrame,
    indicators: list[Any],
    focus: list[str],
    references: dict[str, str],
    by_wijk: bool,
) -> str:
    """Return the table of buurten against indicators: figure, difference to the city, colour by standard deviations.

    `frame` as comparison_views.distances gives it, `areas` the rows of comparison_views.buurten to show in their
    order; `references` the name by area code, city first. With a legend.
    """
    cells = {(row.area_code, row.indicator_id): row for row in frame.itertuples()}
    period = frame.drop_duplicates("indicator_id").set_index("indicator_id")["period"]
    city = next(iter(references))
    columns: list[dict[str, Any]] = [{"text": "Buurt", "is_text": True}]
    for one in indicators:
        how = _how_to_read(one, cells.get((city, one.indicator_id)), references[city])
        columns.append(head(one, period[one.indicator_id], how))
    top = [
        {"label": name, "style": "vk-heat-reference",
         "cells": [_heat_cell(cells.get((code, one.indicator_id)), one, code == city) for one in indicators]}
        for code, name in references.items()
    ]  # fmt: skip
    groups = [{"title": "", "rows": top}]
    for wijk, own in areas.groupby("wijk", sort=False) if by_wijk else [("", areas)]:
        rows = [
            {**_named(row), "style": "vk-focus" if row.area_code in focus else "",
             "cells": [_heat_cell(cells.get((row.area_code, one.indicator_id)), one) for one in indicators]}
            for row in own.itertuples()
        ]  # fmt: skip
        groups.append({"title": wijk, "rows": rows})
    caption = f"Cijfer per buurt, met eronder het verschil met {references[city]} (bij procenten in procentpunt)"
    return rendered(caption, columns, groups, 9 + 7.8 * len(indicators), _legend(indicators, references[city]))


def alike(found: Likeness, own: str, indicators: list[Any], period: dict[str, str], names: dict[str, str]) -> str:
    """Return the table of the buurten that are most like the buurt `own`: distance, and per measure figure and
    difference in standard deviations. `period` is by indicator_id."""
    values = {(row.area_code, row.indicator_id): row for row in found.by_measure.itertuples()}
    columns: list[dict[str, Any]] = [
        {"text": "Buurt", "is_text": True},
        {"text": "Afstand", "notes": ["0 is gelijk"]},
        *(head(one, period[one.indicator_id]) for one in indicators),
    ]
    of_own = {row.indicator_id: row.own for row in found.by_measure.itertuples()}
    first = [{"text": ""}]
    first += [{"text": dutch.short_figure(of_own.get(one.indicator_id), one.decimals, one.unit)} for one in indicators]
    rows = [{"label": names[own], "style": "vk-focus", "cells": first}]
    for row in found.nearest.itertuples():
        cells = [{"text": dutch.number(row.distance, 2)}]
        for one in indicators:
            pair = values.get((row.area_code, one.indicator_id))
            if pair is None:
                cells.append({"text": "geen cijfer", "style": _GAP})
            else:
                text = dutch.short_figure(pair.other, one.decimals, one.unit)
                cells.append({"text": text, "note": dutch.signed(pair.apart, 1, "")})
        rows.append({"label": names[row.area_code], "link": links.profile(row.area_code), "cells": cells})
    caption = f"De buurten die het meest lijken op {names[own]}, de meest gelijke eerst"
    return rendered(caption, columns, [{"title": "", "rows": rows}], 13 + 7 * len(indicators))


def rendered(
    caption: str,
    columns: list[dict[str, Any]],
    groups: list[dict[str, Any]],
    width: float = 0,
    legend: list[dict[str, Any]] | None = None,
) -> str:
    """Return columns and groups of rows as a table; with a `width` in rem it can be moved sideways."""
    is_tall = sum(len(group["rows"]) for group in groups) > 20
    return tables.TEMPLATES.get_template("heat_table.html").render(
        caption=caption, columns=columns, groups=groups, width=width, legend=legend, is_tall=is_tall
    )


def head(indicator: Any, period: str, how_to_read: str = "") -> dict[str, Any]:
    """Return the head of a column of figures: label, period with a link to where they come from, unit."""
    notes = [periods.parse(period).label, dutch.in_unit(indicator.unit), how_to_read]
    label = _JOINT.sub("\u00ad", indicator.label)
    return {"text": label, "notes": [note for note in notes if note],
            "link": links.origin(indicator.indicator_id, period)}  # fmt: skip


def _how_to_read(indicator: Any, of_city: Any, city: str) -> str:
    """Return what the colour of a column means, or why it has none."""
    if dutch.is_amount(indicator.unit):
        return "aantal: geen kleur"
    if of_city is None or pd.isna(of_city.value):
        return f"{city} heeft geen cijfer: geen kleur"
    return _BETTER[indicator.direction]


def _legend(indicators: list[Any], city: str) -> list[dict[str, Any]]:
    """Return the scales that the columns use."""
    directions = {one.direction for one in indicators if not dutch.is_amount(one.unit)}
    scales = []
    if directions & {"omhoog", "omlaag"}:
        scales.append(_scale("bad", "good", "ongunstiger", f"gunstiger dan {city}"))
    if "geen" in directions:
        scales.append(_scale("less", "more", "minder", f"meer dan {city} (niet goed of slecht)"))
    return [*scales, {"left": "", "styles": ["gap"], "right": "geen cijfer"}]


def _scale(low: str, high: str, left: str, right: str) -> dict[str, Any]:
    far = range(1, len(comparison_views.STEPS) + 1)
    styles = [*(f"{low}{n}" for n in reversed(far)), "even", *(f"{high}{n}" for n in far)]
    return {"left": left, "styles": styles, "right": right}


def _city(frame: pd.DataFrame) -> str:
    return str(frame.loc[frame["is_reference"], "name"].iloc[0])


def _named(row: Any) -> dict[str, Any]:
    mark = f" {comparison_sentences.SMALL_MARK}" if row.is_small else ""
    return {"label": f"{row.name}{mark}", "link": links.profile(row.area_code)}


def _figure_cell(row: Any, indicator: Any, tells_status: bool) -> dict[str, Any]:
    if pd.isna(row.value):
        return {"text": comparison_sentences.reason(row.missing), "gap": True}
    note = dutch.STATUS[row.status] if tells_status and row.status != "definitief" else ""
    return {"text": dutch.short_figure(row.value, indicator.decimals, indicator.unit), "note": note}


def _margin(row: Any, indicator: Any) -> str:
    if pd.isna(row.lower):
        return "–"
    return " tot ".join(dutch.number(bound, indicator.decimals) for bound in (row.lower, row.upper))


def _heat_cell(row: Any, indicator: Any, is_city: bool = False) -> dict[str, Any]:
    if row is None or pd.isna(row.value):
        return {"text": _short_reason(row), "style": _GAP}
    text = dutch.short_figure(row.value, indicator.decimals, indicator.unit)
    if is_city or pd.isna(row.difference):
        return {"text": text}
    arrow = "▲ " if row.difference > 0 else "▼ " if row.difference < 0 else ""
    style = f"vk-heat-{row.step}" if row.step and row.area_code.startswith("BU") else ""
    return {"text": text, "note": arrow + _signed(row.difference, indicator), "style": style}


def _short_reason(row: Any) -> str:
    return comparison_sentences.NO_DATA if row is None else SHORT_REASON[row.missing]


def _signed(difference: float, indicator: Any) -> str:
    """Return a difference below a heading that names the unit."""
    if pd.isna(difference):
        return "–"
    return dutch.signed(difference, indicator.decimals, "euro" if indicator.unit == "euro" else "")
