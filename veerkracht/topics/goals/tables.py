"""One goal as accessible HTML: a card per area, and the tables of the Doelkaart."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from veerkracht.core import areas, dutch, moments, periods
from veerkracht.database.rows import Indicator, Observation, grouped, typed
from veerkracht.drawing import links
from veerkracht.drawing.table import Cell, Column, Table, figure, row, status_note
from veerkracht.drawing.tables import TEMPLATES, html
from veerkracht.topics.goals import next_steps, sentences, small_pictures
from veerkracht.topics.goals.answers import Answer
from veerkracht.topics.goals.rows import Change, GoalStatus, Measure, PastStatus, Reading, Window, by_size, change_unit


@dataclass(frozen=True)
class Standing:
    """The standing of a measure in an area: its name, the latest figure, the headline and the answers."""

    area: str
    figure: str
    period: str
    origin: str  # the address of where the figure comes from, '' without one
    headline: str
    answers: tuple[Answer, ...]


def standing(status: GoalStatus, area: str, headline: str, answers: Sequence[Answer]) -> Standing:
    """Return the standing of a measure in an area."""
    if status.value is None or status.period is None:
        return Standing(area, "", "", "", headline, tuple(answers))
    value = dutch.short_figure(status.value, status.figure_decimals, status.unit)
    origin = links.origin(str(status.indicator_id), status.period)
    return Standing(area, value, periods.parse(status.period).label, origin, headline, tuple(answers))


def standings(of_areas: Sequence[Standing]) -> str:
    """Return the standing of a measure in each area as cards beside each other; areas with the same texts share a
    card."""
    alike = grouped((replace(of_area, area=""), of_area.area) for of_area in of_areas)
    cards = [replace(same, area=dutch.joined(names)) for same, names in alike.items()]
    shared = ""
    if len(cards) > 1 and len({card.headline for card in cards}) == 1:  # comes once, above all of them
        shared, cards = cards[0].headline, [replace(card, headline="") for card in cards]
    size = {"width": small_pictures.WIDTH, "height": small_pictures.HEIGHT}
    return TEMPLATES.get_template("goal_standings.html").render(cards=cards, shared=shared, **size)


def sections(parts: Mapping[str, Sequence[str]], lists: Mapping[str, Sequence[tuple[str, str]]]) -> str:
    """Return sections beside each other, each a heading with sentences or links (text and address); empty sections are
    left out."""
    headings = [heading for heading in dict.fromkeys([*parts, *lists]) if parts.get(heading) or lists.get(heading)]
    return TEMPLATES.get_template("goal_sections.html").render(headings=headings, parts=parts, lists=lists)


def steps(goals: Mapping[int, str], goal_id: int) -> str:
    """Return links to the goals before and after this one; `goals` are their names by number, in order."""
    numbers = list(goals)
    place = numbers.index(goal_id)
    return TEMPLATES.get_template("goal_steps.html").render(
        goals=goals, before=numbers[place - 1] if place else None, after=next(iter(numbers[place + 1 :]), None),
        place=place + 1, count=len(numbers),
    )  # fmt: skip


def quotation(text: str) -> str:
    """Return what the plan says of a goal, in its own words."""
    return TEMPLATES.from_string("<p class='vk-quote'>“{{ text }}”</p>").render(text=text)


def texts(area: str, sentences: Sequence[str]) -> str:
    """Return the texts on a measure in an area, a paragraph each."""
    return TEMPLATES.get_template("goal_certainty.html").render(area=area, sentences=sentences)


def card(standing: Standing, texts: Sequence[str]) -> str:
    """Return one measure in one area as a card: its headline, the answers, and more texts."""
    return TEMPLATES.get_template("goal_card.html").render(card=standing, sentences=texts)


def facts(measure: Measure, names: Mapping[str, str]) -> str:
    """Return the table of all facts on a measure, an area per column."""
    first = measure[0]
    is_restated = any(sentences.is_restated(status) for status in measure)
    lines: list[tuple[str, Callable[[GoalStatus], Cell]]] = [
        ("Stand", lambda status: Cell(text=status.status, mark=status.status)),
        ("Zekerheid", lambda status: Cell(text=sentences.certainty(status) or "–")),
        ("Waarom er geen cijfer is", lambda status: Cell(text=status.why_no_figure or "–")),
        ("Volgende stap", lambda status: Cell(text=status.next_step or "–")),
        ("Aan zet", lambda status: _of_step(status, status.owner, next_steps.NOBODY_NAMED)),
        ("Wanneer", lambda status: _of_step(status, status.next_date, next_steps.NOT_KNOWN)),
        ("Een nulmeting helpt nog tot en met", lambda status: Cell(text=str(status.last_baseline_year or "–"))),
        ("Laatste cijfer", _latest),
        ("Nulmeting, vastgesteld in het plan",
         lambda status: _figure(status, status.baseline_adopted, status.decimals, _adopted_note(status))),
        ("Nulmeting, zoals de bron nu geeft",
         lambda status: _figure(status, status.baseline_published, status.figure_decimals, status.baseline_period)),
        ("Doel, gerekend vanaf de nulmeting van nu" if is_restated else "Doel",
         lambda status: _figure(status, status.target, _decimals(status), status.target_year)),
        ("Pad naar het doel", lambda status: _figure(status, status.path, status.figure_decimals, status.period)),
        ("Afstand tot het pad", lambda status: _distance(status, status.path)),
        ("Doel, gerekend vanaf de vastgestelde nulmeting",
         lambda status: _figure(status, status.target_adopted if is_restated else None, status.decimals,
                                status.target_year)),
        ("Afstand tot het vastgestelde pad", lambda status: _from_adopted(status) if is_restated else Cell()),
        ("Een gemeten verandering is meer dan toeval vanaf", _detectable),
        ("In aantallen: nulmeting → doel", _absolute),
        (f"Verschil met de {first.city_word} bij de nulmeting",
         lambda status: _gap(status, status.baseline, status.city_baseline, status.baseline_period)),
        (f"Verschil met de {first.city_word} bij het laatste cijfer",
         lambda status: _gap(status, status.value, status.city_now, status.period)),
    ]  # fmt: skip
    rows = [row([label, *(cell(status) for status in measure)]) for label, cell in lines]
    columns = (Column(names[status.area_code], first.figure_decimals, first.unit) for status in measure)
    return html(Table(
        f"{first.label}, {dutch.in_unit(first.unit)}", (Column(""), *columns),
        tuple(row for row in rows if any(cell != Cell() for cell in row.cells[1:])),
    ))  # fmt: skip


def readings(readings: Sequence[Reading], status: GoalStatus, names: Mapping[str, str], focus: Sequence[str]) -> str:
    """Return target and status under every reading of the target; `status` is any of the measure."""
    by_place = {(reading.reading, reading.area_code): reading for reading in readings}
    codes = [code for code in focus if any(reading.area_code == code for reading in readings)]
    rows = []
    for kind in ("procentpunt", "procent", "inwoners"):
        is_current = kind == status.reading
        label = dutch.reading(kind, status.amount, status.direction, status.unit)
        applies = f" (geldt nu, {status.reading_status})" if is_current else ""
        cells = [_reading(by_place[kind, code], status) for code in codes]
        rows.append(row([label + applies, *cells], is_focus=is_current))
    columns = (Column(names[code], status.figure_decimals, status.unit) for code in codes)
    return html(Table("De stand bij elke lezing van het doel", (Column("Lezing"), *columns), tuple(rows)))


def windows(windows: Sequence[Window], status: GoalStatus, names: Mapping[str, str]) -> str:
    """Return the means over several years before and after the baseline; `status` is any of the measure."""
    decimals, unit = status.figure_decimals, status.unit
    first, last = periods.parse(windows[0].first_window).label, periods.parse(windows[0].last_window).label
    has_last = any(window.last_value is not None for window in windows)
    columns = (
        Column("Gebied"),
        Column(f"gemiddeld {first}", decimals, unit),
        Column(f"gemiddeld {last}", decimals if has_last else None, unit),
        Column("Stand", decimals),
        Column("Meer dan toeval vanaf", decimals),
    )
    rows = [
        [
            names[window.area_code],
            window.first_value,
            Cell(text=window.reason, is_gap=True) if window.last_value is None else window.last_value,
            Cell(text=window.status, mark=window.status),
            Cell(
                text=dutch.difference(window.detectable_change, decimals, unit),
                note="" if window.detectable_percent is None else f"{dutch.number(window.detectable_percent, 0)}%",
            ),
        ]
        for window in windows
    ]
    return html(Table.of(f"{status.label}, gemiddelden over meer jaren, {dutch.in_unit(unit)}", columns, rows))


def history(history: Sequence[PastStatus], status: GoalStatus, names: Mapping[str, str]) -> str:
    """Return every status that a measure has had, newest first; `status` is any of the measure."""
    heads = ("Jaar van het cijfer", "Cijfer", "Stand", "Zekerheid", "Oorzaak")
    columns = [Column("Gebied"), *(Column(head, status.figure_decimals, status.unit) for head in heads)]
    rows = [
        [names[past.area_code], past.period, past.value, Cell(text=past.status, mark=past.status),
         sentences.certainty(past),
         Cell(text=past.cause, note=f"vastgelegd op {dutch.day(moments.in_dutch_time(past.noticed_at))}")]
        for past in history
    ]  # fmt: skip
    return html(Table.of("Alle standen tot nu toe", columns, rows))


def changes(changes: Sequence[Change], status: GoalStatus, names: Mapping[str, str], focus: Sequence[str]) -> str:
    """Return the change of every buurt since the baseline, most favourable first; `status` is any of the measure."""
    unit, decimals = change_unit(status)
    heads = (changes[0].first_period, changes[0].last_period, "Verandering")
    columns = [Column("Gebied"), *(Column(head, status.figure_decimals, status.unit) for head in heads)]
    rows = [
        row(
            [names.get(change.area_code, change.area_code), change.first_value, change.last_value,
             dutch.signed(change.change, decimals, unit)],
            is_focus=change.area_code in focus,
        )
        for change in by_size(changes, ascending=status.direction == "omlaag")
    ]  # fmt: skip
    return html(Table(f"{status.label}: verandering per buurt", tuple(columns), tuple(rows)))


def trend(
    frame: pd.DataFrame, codes: Sequence[str], names: Mapping[str, str], indicator: Indicator, focus: Sequence[str]
) -> Table:
    """Return areas in the order of `codes` against the periods with a figure; of months only the last twelve.

    `frame` as lookups.trend gives it. Areas without a monthly figure are left out.
    """
    observations = typed(frame, Observation)
    cells = {(row.area_code, row.period): figure(row, status_note(row.status)) for row in observations}
    measured = [row for row in observations if row.value is not None]
    shown_periods = sorted({row.period for row in measured})
    caption = f"{indicator.label}, {dutch.in_unit(indicator.unit)}"
    if indicator.frequency == "maand":
        caption += ", de laatste twaalf maanden; alle maanden staan in het bestand"
        shown_periods, with_figure = shown_periods[-12:], {row.area_code for row in measured}
        codes = [code for code in codes if code in with_figure]
    columns = (Column(periods.parse(period).label, indicator.decimals, indicator.unit) for period in shown_periods)
    rows = (
        row([names.get(code, code), *(cells.get((code, period)) for period in shown_periods)], is_focus=code in focus)
        for code in codes
    )
    return Table(caption, (Column("Gebied"), *columns), tuple(rows))


@dataclass(frozen=True)
class _PlanText:
    """The text of the plan on a measure, how the dashboard reads it, and caveats."""

    status: GoalStatus
    reading: str
    notes: tuple[str, ...]


def plan_texts(measures: Sequence[Measure]) -> str:
    """Return the table with the text of the plan per measure, how the dashboard reads it, and caveats."""
    rows = [
        _PlanText(
            status,
            dutch.reading(status.reading, status.amount, status.direction, status.unit),
            (f"Benadering: {status.proxy}" if status.proxy else "", status.baseline_note, *status.notes),
        )
        for status, *_ in measures
    ]
    return TEMPLATES.get_template("goal_texts.html").render(rows=rows)


def plain(caption: str, columns: Sequence[str], rows: Sequence[Sequence[str]], text_columns: int = 1) -> str:
    """Return a table of texts, the first of each row its heading; the first `text_columns` are aligned as text."""
    heads = [Column(label, None if place < text_columns else 0) for place, label in enumerate(columns)]
    return html(Table.of(caption, heads, rows))


def _adopted_note(status: GoalStatus) -> str | None:
    """Return the period of the baseline of the plan; it has none for the focus areas together."""
    if status.area_code != areas.TOGETHER:
        return status.baseline_period
    return f"{status.baseline_period}, {sentences.WEIGHED}"


def _of_step(status: GoalStatus, text: str | None, unknown: str) -> Cell:
    return Cell() if status.next_step is None else Cell(text=text or unknown)


def _latest(status: GoalStatus) -> Cell:
    if status.value is None:
        return Cell()
    decimals, unit = status.figure_decimals, status.unit
    margin = "marge onbekend"
    if status.lower is not None and status.upper is not None:
        bounds = [dutch.short_figure(bound, decimals, unit) for bound in (status.lower, status.upper)]
        margin = f"95%-marge: {bounds[0]} tot {bounds[1]} ({dutch.MARGIN[status.margin_kind or '']})"
    state = "" if status.figure_status in (None, "definitief") else dutch.STATUS[str(status.figure_status)]
    notes = [text for text in (status.period, margin, state) if text]
    return Cell(text=dutch.short_figure(status.value, decimals, unit), note="; ".join(notes))


def _figure(status: GoalStatus, value: float | None, decimals: int, period: str | int | None) -> Cell:
    if value is None:
        return Cell()
    return Cell(text=dutch.short_figure(value, decimals, status.unit), note="" if period is None else str(period))


def _decimals(status: GoalStatus) -> int:
    """Return the decimals of figures computed from the baseline: those of the publisher, else those of the plan."""
    return status.decimals if status.baseline_published is None else status.figure_decimals


def _reading(reading: Reading, status: GoalStatus) -> Cell:
    decimals = max(_decimals(status), 1) if status.unit == "%" else _decimals(status)
    target = dutch.short_figure(reading.target, decimals, status.unit)
    return Cell(text=reading.status, mark=reading.status, note=f"doel {target}")


def _distance(status: GoalStatus, path: float | None, note: str = "") -> Cell:
    if path is None:
        return Cell()
    size = sentences.distance(status, path)
    text = f"{dutch.difference(size, status.figure_decimals, status.unit)} {sentences.side(size)}"
    return Cell(text=text, note=note)


def _from_adopted(status: GoalStatus) -> Cell:
    path = dutch.short_figure(status.path_adopted, status.figure_decimals, status.unit)
    note = f"pad {status.period}: {path}; stand: {status.status_adopted}"
    return _distance(status, status.path_adopted, note)


def _detectable(status: GoalStatus) -> Cell:
    if status.detectable_change is None:
        return Cell()
    size = dutch.difference(status.detectable_change, status.figure_decimals, status.unit)
    return Cell(text=size, note=f"{dutch.number(status.confidence, 0)}% zeker")


def _absolute(status: GoalStatus) -> Cell:
    if status.absolute_target is None or status.absolute_baseline is None:
        return Cell()
    first, last = dutch.number(status.absolute_baseline, 0), dutch.number(status.absolute_target, 0)
    now = "" if status.absolute_value is None else f"{status.period}: {dutch.number(status.absolute_value, 0)}"
    what = status.counted or f"van alle {dutch.figure(status.population_size, 0, '')} {status.population}"
    return Cell(text=f"{first} → {last} {what}", note=now)


def _gap(status: GoalStatus, value: float | None, city: float | None, period: str | None) -> Cell:
    """Return how far an area is above or below the city."""
    if value is None or city is None:
        return Cell()
    difference = dutch.printed_difference(value, city, status.figure_decimals)
    if difference == 0:
        return Cell(text="geen verschil", note=str(period))
    size = dutch.difference(difference, status.figure_decimals, status.unit)
    return Cell(text=f"{size} {'boven' if difference > 0 else 'onder'}", note=str(period))
