"""Figures as accessible HTML tables and legends, in Dutch."""

from typing import Any

import jinja2
import pandas as pd

from veerkracht import dutch, periods

_PAGE = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)

_GOALS = _PAGE.from_string("""
<div class="vk-scroll"><table class="vk">
<caption>{{ caption }}</caption>
<thead>
<tr><th class="vk-text" rowspan="2" scope="col">Doel en maat</th>
{% for area in areas %}<th colspan="{{ 3 if area.is_focus else 2 }}" class="vk-start" scope="colgroup">{{ area.name }}</th>{% endfor %}</tr>
<tr>{% for area in areas %}
<th class="vk-start" scope="col">nulmeting</th>
{% if area.is_focus %}<th scope="col">doel {{ target_year }}</th>{% endif %}
<th scope="col">laatste</th>
{% endfor %}</tr>
</thead>
{% for level, measures in levels %}
<tbody>
<tr class="vk-level"><th colspan="{{ width }}" scope="rowgroup">{{ level[0]|upper }}{{ level[1:] }}</th></tr>
{% for measure in measures %}
<tr><th class="vk-text" scope="row">
{% if measure.is_first %}<b>{{ measure.goal_number }}. {{ measure.name }}</b>{% endif %}
<small>{{ measure.measure }}{% if measure.is_proxy %} <span class="vk-tag">benadering</span>{% endif %}</small></th>
{% if measure.gap %}<td class="vk-start vk-gap" colspan="{{ width - 1 }}">{{ measure.gap }}</td>
{% else %}{% for cell in measure.cells %}
<td class="vk-start">{{ cell.baseline }}{% if cell.baseline_year %}<small>{{ cell.baseline_year }}</small>{% endif %}</td>
{% if cell.is_focus %}<td>{{ cell.target }}</td>{% endif %}
<td>{% if cell.latest %}<b class="vk-latest">{{ cell.latest }}</b>{% endif %}<small>{{ cell.latest_note }}</small></td>
{% endfor %}{% endif %}</tr>
{% endfor %}
</tbody>
{% endfor %}
</table></div>
""")

_GOAL_TEXTS = _PAGE.from_string("""
<div class="vk-scroll"><table class="vk">
<caption>Wat het plan zegt, en hoe het dashboard dat leest</caption>
<thead><tr><th class="vk-text" scope="col">Doel</th><th class="vk-text" scope="col">Tekst van het plan</th>
<th class="vk-text" scope="col">Maat en bron volgens het plan</th><th class="vk-text" scope="col">Lezing</th>
<th class="vk-text" scope="col">Let op</th></tr></thead>
<tbody>{% for row in rows %}
<tr><th class="vk-text" scope="row">{{ row.goal }}<small>{{ row.strategic_goals }}</small></th>
<td class="vk-text">{{ row.target_text }}<small>{{ row.place }}</small></td>
<td class="vk-text">{{ row.measure }}<small>{{ row.source_text }}</small></td>
<td class="vk-text">{{ row.reading }}<small>{{ row.reading_status }}</small></td>
<td class="vk-text">{% for note in row.notes %}<small>{{ note }}</small>{% endfor %}</td></tr>
{% endfor %}</tbody></table></div>
""")

_FIGURES = _PAGE.from_string("""
<div class="vk-scroll vk-tall" tabindex="0" role="region" aria-label="{{ caption }}"><table class="vk">
<caption>{{ caption }}</caption>
<thead><tr>{% for column in columns %}<th {% if loop.first %}class="vk-text" {% endif %}scope="col">{{ column }}</th>{% endfor %}</tr></thead>
<tbody>{% for row in rows %}
<tr{% if row.is_focus %} class="vk-focus"{% endif %}><th class="vk-text" scope="row">{{ row.label }}</th>
{% for cell in row.cells %}<td{% if cell.gap %} class="vk-gap"{% endif %}>{{ cell.text }}{% if cell.note %}<small>{{ cell.note }}</small>{% endif %}</td>{% endfor %}</tr>
{% endfor %}</tbody></table></div>
""")

_LEGEND = _PAGE.from_string("""
<div class="vk-legend"><b>{{ title }}</b>
{% for color, label in items %}<span><span class="vk-swatch" style="background:{{ color }}"></span>{{ label }}</span>{% endfor %}
</div>
""")


def goals(figures: pd.DataFrame, names: dict[str, str], programme: Any) -> str:
    """Return the table of all goals and measures: baseline, target and latest figure per compared area.

    `figures` as queries.goals gives them: one row per measure and area.
    """
    focus = list(programme.focus_area_codes)
    codes = [*focus, programme.municipality_code, programme.country_code]
    columns = [{"name": names.get(code, code), "is_focus": code in focus} for code in codes]
    levels: dict[str, list[dict[str, Any]]] = {}
    seen: set[int] = set()
    for _, rows in figures.groupby("position", sort=True):
        first = rows.iloc[0]
        levels.setdefault(first.level, []).append(_goal_row(rows.set_index("area_code"), codes, focus, seen))
        seen.add(first.goal_number)
    return _GOALS.render(
        caption="Nulmeting zoals vastgesteld in het programmaplan, doel volgens de voorlopige lezing, en de laatste "
        "meting uit dezelfde reeks. Een streepje: het plan of de bron heeft hier geen cijfer.",
        areas=columns, width=1 + sum(3 if column["is_focus"] else 2 for column in columns),
        target_year=programme.target_year, levels=levels.items(),
    )  # fmt: skip


def goal_texts(figures: pd.DataFrame) -> str:
    """Return the table of what the plan says per measure, how it is read and what to mind."""
    rows = []
    for one in figures.drop_duplicates("measure_id").sort_values("position").itertuples():
        notes = [one.proxy and f"Benadering: {one.proxy}", one.baseline_note, *one.notes]
        rows.append({
            "goal": f"{one.goal_number}. {one.name}", "strategic_goals": ", ".join(one.strategic_goals),
            "target_text": one.target_text, "place": one.place, "measure": one.label, "source_text": one.source_text,
            "reading": dutch.reading(one.reading, _number(one.amount), one.direction, one.unit),
            "reading_status": one.decision or f"{one.reading_status}e lezing", "notes": [note for note in notes if note],
        })  # fmt: skip
    return _GOAL_TEXTS.render(rows=rows)


def buurten(frame: pd.DataFrame, indicator: Any, period: str, focus: list[str]) -> str:
    """Return the table of all buurten (and city and country) with their figure in one period, in the order given.

    `frame` has the columns area_code, name, wijk, value, lower, upper, status, missing.
    """
    rows = [
        {"label": row.name, "is_focus": row.area_code in focus, "cells": [{"text": row.wijk}, _cell(row, indicator)]}
        for row in frame.itertuples(index=False)
    ]
    caption = f"{indicator.label}, {periods.parse(period).label}, in {dutch.unit_label(indicator.unit)}"
    return _FIGURES.render(caption=caption, columns=["Gebied", "Wijk", periods.parse(period).label], rows=rows)


def trend(frame: pd.DataFrame, names: dict[str, str], indicator: Any, focus: list[str]) -> str:
    """Return the table of areas against periods. `frame` as queries.trend gives it; empty periods are left out."""
    shown = [period for period, rows in frame.groupby("period") if rows["value"].notna().any()]
    rows = []
    for code in dict.fromkeys(frame["area_code"]):
        own = frame[frame["area_code"] == code].set_index("period")
        cells = [_cell(own.loc[period], indicator) if period in own.index else {"text": "–"} for period in shown]
        rows.append({"label": names.get(code, code), "is_focus": code in focus, "cells": cells})
    caption = f"{indicator.label}, in {dutch.unit_label(indicator.unit)}"
    return _FIGURES.render(caption=caption, columns=["Gebied", *(periods.parse(one).label for one in shown)], rows=rows)


def legend(title: str, items: list[tuple[str, str]]) -> str:
    """Return a legend: a title and (colour, label) pairs."""
    return _LEGEND.render(title=title, items=items)


def _goal_row(rows: pd.DataFrame, codes: list[str], focus: list[str], seen: set[int]) -> dict[str, Any]:
    first = rows.iloc[0]
    has_figures = rows["baseline"].notna().any() or rows["latest"].notna().any()
    return {
        "goal_number": first.goal_number, "name": first["name"], "is_first": first.goal_number not in seen,
        "measure": f"{first.label} ({first.unit})", "is_proxy": bool(first.proxy),
        "gap": "" if has_figures else _why_no_figures(first),
        "cells": [_goal_cell(rows.loc[code], code in focus) for code in codes] if has_figures else [],
    }  # fmt: skip


def _why_no_figures(row: pd.Series) -> str:
    target = dutch.reading(row.reading, _number(row.amount), row.direction, row.unit)
    return f"Nog geen meting. Doel {row.target_year}: {target} (voorlopige lezing). Geplande bron: {row.planned_source}."


def _goal_cell(row: pd.Series, is_focus: bool) -> dict[str, Any]:
    text, note = _latest(row)
    return {
        "is_focus": is_focus,
        "baseline": dutch.short_figure(row.baseline, row.decimals, row.unit),
        "baseline_year": row.baseline_period if pd.notna(row.baseline) else "",
        "target": "richting" if row.reading == "richting" else dutch.short_figure(row.target, row.decimals, row.unit),
        "latest": text, "latest_note": note,
    }  # fmt: skip


def _latest(row: pd.Series) -> tuple[str, str]:
    """Return the latest figure and what to say below it."""
    if row.loaded_count == 0:
        return "", "nog niet geladen"
    if pd.isna(row.latest):
        return "", "geen cijfer"
    decimals = max(row.decimals, 1 if row.unit == "%" and row.latest != round(row.latest) else 0)
    text = dutch.short_figure(row.latest, decimals, row.unit)
    if row.latest_period != row.baseline_period:
        doubt = "" if row.latest_status == "definitief" else f", {dutch.STATUS[row.latest_status]}"
        return text, f"{row.latest_period}{doubt}"
    if pd.notna(row.baseline) and abs(row.latest - row.baseline) < 0.5 * 10.0**-row.decimals:
        return "", "geen nieuwe meting"
    return text, f"{row.latest_period}, herzien"


def _cell(row: Any, indicator: Any) -> dict[str, Any]:
    if pd.isna(row.value):
        return {"text": dutch.MISSING[row.missing], "gap": True}
    notes = []
    if pd.notna(row.lower):
        bounds = (dutch.number(bound, indicator.decimals) for bound in (row.lower, row.upper))
        notes.append("tussen {} en {}".format(*bounds))
    if row.status != "definitief":
        notes.append(dutch.STATUS[row.status])
    return {"text": dutch.short_figure(row.value, indicator.decimals, indicator.unit), "note": ", ".join(notes)}


def _number(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)


def csv(frame: pd.DataFrame, columns: dict[str, str]) -> bytes:
    """Return the chosen columns, renamed, as CSV that Dutch Excel opens: BOM, semicolon, decimal comma."""
    chosen = frame[list(columns)].rename(columns=columns)
    return ("\ufeff" + chosen.to_csv(sep=";", decimal=",", index=False)).encode()
