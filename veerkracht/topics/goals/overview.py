"""All goals at a glance as accessible HTML tables, in Dutch: their statuses, and what can be measured."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from veerkracht.core import areas, dutch
from veerkracht.core.statuses import StatusName
from veerkracht.database import lookups
from veerkracht.database.query import Query
from veerkracht.drawing import links
from veerkracht.drawing.tables import TEMPLATES
from veerkracht.method import progress
from veerkracht.topics.goals import next_steps, sentences, tables
from veerkracht.topics.goals import rows as goal_rows
from veerkracht.topics.goals.rows import Availability, GoalStatus, Related

_STYLE = {"gemeten": "solid", "model": "model", "telling": "count", "gepland": "planned", "geen bron": "none",
          "nog op te halen": "open", "geen cijfer": "open"}  # fmt: skip


@dataclass(frozen=True)
class _Figure:
    """The latest figure of a measure, with its change since the previous one and its distance to the path.

    `letter` distinguishes it from the other measures of its goal.
    """

    value: str
    year: str | None
    letter: str
    origin: str
    since: str
    deviation: str
    side: str


@dataclass(frozen=True)
class _Related:
    """A figure that is related to a measure but does not measure it."""

    name: str
    value: str
    origin: str


@dataclass(frozen=True)
class _Area:
    """The status of a goal in an area, with its figures; without any, its aims and related figures."""

    status: StatusName
    certainty: str
    figures: tuple[_Figure, ...]
    aims: tuple[str, ...]
    related: tuple[_Related, ...]


@dataclass(frozen=True)
class _Goal:
    """A row of the overview: a goal with its status in each area."""

    link: str
    title: str
    measure: str
    source: str
    areas: tuple[_Area, ...]


@dataclass(frozen=True)
class _Kind:
    """The kind of figure of a year, with the style of its cell."""

    kind: str = ""
    style: str = "empty"
    note: str = ""


@dataclass(frozen=True)
class _Years:
    """A measure with the address of its source, and the kind of figure of each year."""

    measure: Availability
    origin: str
    kinds: tuple[_Kind, ...]


def overview(query: Query, rows: tuple[GoalStatus, ...]) -> str:
    """Return the table of the goals of these statuses: status, latest figure and distance to the path per focus area,
    with a tick at verdicts that hold together, and related figures where a measure has none."""
    names, focus = lookups.area_names(query), lookups.programme(query).focus_area_codes
    holding, related = goal_rows.holding(query), goal_rows.related(query)
    levels: dict[str, list[_Goal]] = {}
    together = {row.measure_id: row for row in rows if row.is_shared and row.area_code == areas.TOGETHER}
    of_focus = [_as_shared(row, together.get(row.measure_id)) for row in rows if row.area_code in focus]
    for _, of_goal in groupby(of_focus, lambda row: row.goal_id):
        statuses = list(of_goal)
        levels.setdefault(statuses[0].level, []).append(_goal(statuses, focus, holding, related))
    return TEMPLATES.get_template("goals.html").render(
        caption="Alle doelen met per buurt van het programma de stand, het laatste cijfer en de afstand tot het pad.",
        areas=[names.get(code, code) for code in focus], levels=levels.items(), sentences=lookups.divisions(query),
    )  # fmt: skip


def readiness(rows: Sequence[Availability], baselines: Mapping[str, str]) -> str:
    """Return the matrix of measures by year: the kind of figure that is there, planned or missing.

    `baselines` is the period of the baseline per measure.
    """
    years = sorted({row.year for row in rows if row.year is not None})
    lines: list[_Years] = []
    for measure_id, of_measure in groupby(rows, lambda row: row.measure_id):
        by_year = {row.year: row for row in of_measure}
        first = next(iter(by_year.values()))
        kinds = tuple(_kind(by_year.get(year), baselines.get(measure_id) == str(year)) for year in (*years, None))
        lines.append(_Years(first, links.origin(first.indicator_id) if first.indicator_id else "", kinds))
    caption = "Per maat en jaar: is er een cijfer, en wat voor een?"
    return TEMPLATES.get_template("readiness.html").render(caption=caption, years=years, rows=lines)


def moves(rows: Sequence[GoalStatus], names: Mapping[str, str], focus: Sequence[str]) -> str:
    """Return the table of measures without a figure: why, and what is needed, by whom and when."""
    cells = []
    lacking = [row for row in rows if row.area_code in focus and row.why_no_figure]
    for _, of_measure in groupby(lacking, lambda row: row.measure_id):
        by_move: dict[tuple[str | None, ...], list[GoalStatus]] = {}
        for row in of_measure:
            by_move.setdefault((row.why_no_figure, row.next_step, row.owner, row.next_date), []).append(row)
        for alike in by_move.values():
            row, where = alike[0], dutch.joined([names[row.area_code] for row in alike])
            cells.append([
                f"{row.goal_id}. {row.label}{'' if len(by_move) == 1 else f', {where}'}", row.why_no_figure or "",
                row.next_step or "", row.owner or next_steps.NOBODY_NAMED, row.next_date or next_steps.NOT_KNOWN,
                str(row.last_baseline_year or "–"),
            ])  # fmt: skip
    heads = ["Doel en maat", "Waarom er geen cijfer is", "Volgende stap", "Aan zet", "Wanneer",
             "Nulmeting helpt nog tot en met"]  # fmt: skip
    return tables.plain("Maten zonder cijfer na de nulmeting: wie is aan zet?", heads, cells, 5)


def _goal(
    rows: list[GoalStatus],
    focus: Sequence[str],
    holding: Collection[tuple[str, str]],
    related: Mapping[tuple[str, str], Sequence[Related]],
) -> _Goal:
    measures = list(dict.fromkeys(_measure_name(row) for row in rows))
    of_areas = [[row for row in rows if row.area_code == code] for code in focus]
    return _Goal(
        link=f"doelkaart?doel={rows[0].goal_id}",
        title=f"{rows[0].goal_id}. {rows[0].name}",
        measure=" en ".join(measures),
        source=_by_letter(rows, _source, " "),
        areas=tuple(_area(of_area, len(measures), holding, related) for of_area in of_areas),
    )


def _as_shared(row: GoalStatus, together: GoalStatus | None) -> GoalStatus:
    """Return the row of an area with the status of all focus areas together, when they share one target."""
    if together is None or together.value is None or row.value is None:
        return row
    value = _with_unit(together, together.value, together.figure_decimals)
    return replace(row, status=together.status, certainty=f"samen {value} ({together.period})")


def _measure_name(row: GoalStatus) -> str:
    """Return the name of a measure, with the unit of a rate, which its figures leave out."""
    label = f"{row.label}, {row.unit}" if dutch.is_rate(row.unit) else row.label
    return f"{_letter(row)}{label}"


def _letter(row: GoalStatus) -> str:
    """Return 'a. ' for measure 2a of a goal with several measures; '' for measure 1."""
    letter = row.measure_id.lstrip("0123456789")
    return f"{letter}. " if letter else ""


def _with_unit(row: GoalStatus, value: float, decimals: int) -> str:
    text = dutch.short_figure if dutch.is_rate(row.unit) else dutch.figure
    return text(value, decimals, row.unit)


def _area(
    rows: list[GoalStatus],
    measures: int,
    holding: Collection[tuple[str, str]],
    related: Mapping[tuple[str, str], Sequence[Related]],
) -> _Area:
    measured = [row for row in rows if row.value is not None]
    texts = dict.fromkeys(sentences.certainty(row, (row.measure_id, row.area_code) in holding) for row in measured)
    certainty = dutch.joined([text for text in texts if text])
    if not measured:
        certainty = _by_letter(rows, lambda row: [row.why_no_figure or ""], "; ")
    elif len(measured) < measures:
        certainty = f"{certainty} ({len(measured)} van {measures} maten)".strip()
    return _Area(
        status=progress.together(row.status for row in rows),
        certainty=certainty,
        figures=tuple(_figure(row, row.value) for row in rows if row.value is not None),
        aims=tuple(f"{_letter(row)}{_aim(row)}" for row in rows),
        related=tuple(
            _Related(figure.label, sentences.figure_in_short(figure), links.origin(figure.indicator_id, figure.period))
            for row in rows if row.value is None
            for figure in related.get((row.measure_id, row.area_code), ())
        ),
    )  # fmt: skip


def _figure(row: GoalStatus, value: float) -> _Figure:
    since = ""
    if row.previous_value is not None:
        change = dutch.printed_difference(value, row.previous_value, row.figure_decimals)
        since = f"{_beside_name(row, dutch.signed, change)} sinds {row.previous_period}"
    deviation, side = "–", ""
    if row.path is not None:
        size = sentences.distance(row, row.path)
        deviation, side = _beside_name(row, dutch.difference, size), sentences.side(size)
    return _Figure(
        value=_with_unit(row, value, row.figure_decimals), year=row.period, letter=_letter(row),
        origin=links.origin(str(row.indicator_id), row.period), since=since, deviation=deviation, side=side,
    )  # fmt: skip


def _beside_name(row: GoalStatus, text: Callable[[float, int, str], str], size: float) -> str:
    """Return a difference formatted by `text`, without the unit of a rate, which the name of the measure has."""
    unit = "" if dutch.is_rate(row.unit) else row.unit
    return text(size, row.figure_decimals, unit).replace("procentpunt", "%-punt")


def _aim(row: GoalStatus) -> str:
    """Return the baseline and target of a measure without a later figure."""
    parts = []
    if first := sentences.begin(row):
        parts.append(f"{row.baseline_period}: {_with_unit(row, *first)}")
    if row.target is not None:
        parts.append(f"doel {row.target_year}: {_with_unit(row, row.target, row.decimals)}")
    elif row.is_shared and row.amount is not None:
        parts.append(f"doel {row.target_year}: {_with_unit(row, row.amount, row.decimals)}, samen")
    elif row.reading == "richting":
        parts.append(f"doel: {'lager' if row.direction == 'omlaag' else 'hoger'}")
    else:
        size = dutch.reading(row.reading, row.amount, row.direction, row.unit)
        parts.append(f"doel {row.target_year}: {size}")
    return ", ".join(parts)


def _by_letter(rows: list[GoalStatus], texts_of: Callable[[GoalStatus], list[str]], between: str) -> str:
    """Return each text of the rows once, with the letters of its measures unless it applies to all."""
    letters: dict[str, dict[str, None]] = {}
    for row in rows:
        for text in filter(None, texts_of(row)):
            letters.setdefault(text, {})[_letter(row)] = None
    measures = {_letter(row) for row in rows}
    return between.join(text if len(of) == len(measures) else f"{''.join(of)}{text}" for text, of in letters.items())


def _source(row: GoalStatus) -> list[str]:
    """Return what a measure lacks and who acts, its source and its next figure."""
    texts = [f"{next_steps.lack(row)} {next_steps.whose_move(row)}".strip()]
    if row.value is not None:
        texts.append(f"{row.publisher}{', rekenmodel' if row.is_model else ''}.")
    if row.next_period is not None and (row.value is not None or row.lack == "no_later_figure"):
        texts.append(f"Volgende: {row.next_period}, verwacht {row.next_expected}.")
    return texts


def _kind(row: Availability | None, is_baseline: bool) -> _Kind:
    if row is None:
        return _Kind("nulmeting in plan", "open") if is_baseline else _Kind()
    notes = ["nulmeting"] if is_baseline else ["andere definitie"] if row.is_broken else []
    if row.kind == "gepland" and row.expected is not None:
        notes.append(f"verwacht {row.expected}")
    return _Kind(row.kind, _STYLE[row.kind], ", ".join(notes))
