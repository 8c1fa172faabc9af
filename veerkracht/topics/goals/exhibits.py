"""Goals as exhibits, for screen and paper: the chart of all goals, and for one goal the path to the target and the
strip of buurten."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial

import pandas as pd

from veerkracht.core import areas, dutch, periods
from veerkracht.core.codes import CityWord
from veerkracht.database import lookups, queries
from veerkracht.database.query import Query
from veerkracht.database.rows import Observation, typed
from veerkracht.drawing import exhibits
from veerkracht.drawing.exhibit import Deck, Exhibit, Slide
from veerkracht.drawing.table import Cell, Column, Row, Table, row
from veerkracht.topics.efforts import figures as efforts
from veerkracht.topics.goals import charts, comparisons, picture, picture_drawing, picture_words, rows, sentences
from veerkracht.topics.goals.charts import PathView
from veerkracht.topics.goals.picture import Line
from veerkracht.topics.goals.rows import Change, GoalStatus, Measure

_USUAL = dutch.change_unit("%")  # the unit of distances in the head of their column; other units are beside the figure


def overview(query: Query, goal_ids: tuple[int, ...]) -> Exhibit:
    """Return the picture of these goals, with a row per goal in its table; its data have one per measure and area."""
    about, names = lookups.programme(query), lookups.area_names(query)
    lines = [line for line in picture.lines(query) if line.goal_id in goal_ids]
    statuses = [status for status in rows.statuses(query) if status.goal_id in goal_ids]
    of_focus = [status for status in statuses if status.area_code in about.focus_area_codes]
    title = (
        picture_words.headline(picture.statuses_of(of_focus, lines))
        if lines
        else picture_words.without(bool(picture.lines(query)))
    )
    plan = f"gemeente {about.municipality_name}, {about.plan}"
    publishers = "; ".join(dict.fromkeys(f"{row.publisher}, {row.source_title}" for row in statuses if row.publisher))
    sources = [f"Bron van doelen en nulmetingen: {plan}."]
    sources += [f"Bron van de cijfers: {publishers}."] if publishers else []
    heads = picture.heads(query)
    drawing = picture_drawing.draw(lines, heads, about.target_year, about.municipality_name) if lines else ""
    exhibit = exhibits.without_indicator(
        query, "doelen", title, f"Per doel en buurt de afstand tot {about.municipality_name}",
        f"{title}. Per doel en buurt waar het begon, waar het nu is en waar het heen moet, tegenover "
        f"{about.municipality_name}. De cijfers staan in de tabel.",
        _goals(lines, heads, about.municipality_word), pd.DataFrame([_of_status(status, names) for status in statuses]),
        {"definitie": "Per maat en buurt: nulmeting, nieuwste cijfer, streefwaarde, stand en afstand tot de "
                      f"{about.municipality_word}.",
         "bron": f"{plan}; {publishers}"},
        sources,
        [picture_words.how_made(about.municipality_word),
         sentences.since_last(statuses).replace("**", "") if lines else ""],
        None,
    )  # fmt: skip
    return replace(exhibit, drawing=drawing)


def slide(query: Query, goal_ids: tuple[int, ...]) -> Slide:
    """Return the slide of these goals: a line per goal with how far each focus area is from the city, and the next
    step."""
    lines = [line for line in picture.lines(query) if line.goal_id in goal_ids]
    unit = f" ({_USUAL})" if any(line.unit_of_gaps == _USUAL for line in lines) else ""
    table = Table.of(
        "Doelen", map(Column, ("Doel", *(f"{name}{unit}" for name in picture.heads(query)))),
        [(_title(line), *map(partial(_shortest, line), line.cells)) for line in lines],
    )  # fmt: skip
    steps = (f"Doel {line.goal_id}: {line.move.step}." for line in lines)
    places = (f"Doel {line.goal_id}, {cell.alternative}" for line in lines for cell in line.cells if cell.marks)
    city = f"de {lookups.programme(query).municipality_word}"
    distances = f"De afstanden zijn die tot {city}. Het midden is de middelste buurt, waar {city} geen cijfer heeft."
    exhibit = replace(query.value(overview, goal_ids), subtitle="", drawing="", table=table, notes=())
    return Slide(exhibit, remarks=(distances, *steps, *places))


def deck(query: Query, goal_ids: tuple[int, ...], link: str) -> Deck:
    """Return the slide of these goals as a deck, with `link` as the address of the view."""
    goals_slide = slide(query, goal_ids)
    linked = replace(goals_slide, exhibit=replace(goals_slide.exhibit, link=link))
    return Deck("doelen", goals_slide.exhibit.title, exhibits.author(query), (linked,), exhibits.moment(query))


def _goals(lines: Sequence[Line], heads: Sequence[str], city: CityWord) -> Table:
    """Return a row per goal: the topic of its figures, how far each focus area is from the city, and the next step."""
    columns = ("Doel", "Cijfer over", *heads, "Wat nu?", "Aan zet")
    cells: list[list[Cell | str]] = [
        [_title(line), f"{line.topic}{line.unit}", *map(_distance, line.cells), line.move.step,
         line.move.small or line.move.owner]
        for line in lines
    ]  # fmt: skip
    return Table.of(f"Doelen: afstand tot de {city}, en wat nu", map(Column, columns), cells)


def _distance(cell: picture.Cell) -> Cell:
    return Cell(text=cell.words, note=f"landelijk {cell.unusual}" if cell.unusual else "")


def _shortest(line: Line, cell: picture.Cell) -> str:
    return cell.shortest if line.unit_of_gaps == _USUAL else cell.shortest_in_full


def _title(line: Line) -> str:
    return f"{line.goal_id}. {line.name}"


def _of_status(status: GoalStatus, names: Mapping[str, str]) -> dict[str, object]:
    """Return the data of a measure in an area, by Dutch column names."""
    return {
        "doelnummer": str(status.goal_id), "doel": status.name, "maat": status.label,
        "gebiedscode": status.area_code, "gebied": names[status.area_code], "periode": status.period,
        "cijfer": status.value, "decimalen": status.figure_decimals, "eenheid": status.unit,
        "ondergrens": status.lower, "bovengrens": status.upper,
        "marge": dutch.MARGIN.get(status.margin_kind or ""),
        "nulmeting, periode": status.baseline_period, "nulmeting": status.baseline,
        "streefjaar": str(status.target_year), "streefwaarde": status.target, "stand": status.status,
        "zekerheid": status.certainty, f"{status.city_word} toen": status.city_baseline,
        f"{status.city_word} nu": status.city_now,
        "achterstand toen": status.gap_baseline, "achterstand nu": status.gap_now,
        "waarom geen cijfer": status.why_no_figure, "volgende stap": status.next_step, "aan zet": status.owner,
        "wanneer": status.next_date,
        "bron": f"{status.publisher}, {status.source_title}" if status.publisher else status.source_text,
    }  # fmt: skip


def of_measure(query: Query, measure_id: str, has_efforts: bool = False) -> list[Exhibit]:
    """Return the charts of one measure, with or without the efforts for its goal on the time axis."""
    measure_charts = []
    if charts.has_path(query, rows.measures(query)[measure_id]):
        measure_charts.append(query.value(path, PathView(measure_id, has_efforts=has_efforts)))
    if charts.has_strip(query, measure_id):
        measure_charts.append(query.value(strip, measure_id))
    return measure_charts


def path(query: Query, view: PathView) -> Exhibit:
    """Return the path of a measure to its target; charts.has_path says whether there is one.

    Its finding explains its signs.
    """
    measure, names = rows.measures(query)[view.measure_id], lookups.area_names(query)
    first = measure[0]
    events = efforts.marks(query, first.goal_id) if view.has_efforts else None
    goal_chart = charts.path(query, measure, view, events)
    indicator = lookups.indicator(query, str(first.indicator_id))
    present = {*exhibits.with_figures(goal_chart.frame, lookups.usual_areas(query)), *goal_chart.lines["area_code"]}
    codes = [code for code in lookups.usual_areas(query) if code in present]
    kind = view.reading or first.reading
    target = dutch.reading(kind, first.amount, first.direction, first.unit)
    ways = (
        f"{names[status.area_code]} {sentences.stand(status)}: {way(status)}."
        for status in measure
        if status.value is not None
    )
    exhibit = exhibits.exhibit(
        query, f"doel-{first.goal_id}-{indicator.indicator_id}-pad",
        f"{first.label}: {standings(measure, names)}",
        exhibits.subtitle(indicator, codes, goal_chart.frame, names),
        " ".join([*ways, goal_chart.alternative]),
        _with_aims(exhibits.periods_table(goal_chart.frame, codes, names, indicator), goal_chart.lines, measure, codes),
        [(indicator, typed(goal_chart.frame, Observation))],
        [
            f"Lezing van het doel: {target}{f' ({first.reading_status})' if kind == first.reading else ''}.",
            f"Benadering: {first.proxy}" if first.proxy else "",
            goal_chart.reading,
            efforts.explanation(events, names),
            exhibits.absent_note(goal_chart.frame, lookups.usual_areas(query), names),
        ],
        goal_chart.chart,
    )  # fmt: skip
    return replace(exhibit, findings=(sentences.path_signs(goal_chart.frame, goal_chart.lines),))


def strip(query: Query, measure_id: str) -> Exhibit:
    """Return the change of all buurten since the baseline of a measure; charts.has_strip says whether there is one.

    Its finding is how many buurten changed enough.
    """
    measure, names = rows.measures(query)[measure_id], lookups.area_names(query)
    first, changes = measure[0], rows.changes(query, measure_id)
    goal_chart = charts.strip(query, measure, exhibits.HEIGHT // 2)
    indicator = lookups.indicator(query, str(first.indicator_id))
    start, end = changes[0].first_period, changes[0].last_period
    count = sum(change.area_code.startswith("BU") for change in changes)
    unit = "%" if first.reading == "procent" else dutch.change_unit(first.unit)
    decimals = 1 if first.reading == "procent" else indicator.decimals
    columns = [Column("Gebied"), *(Column(when, indicator.decimals, indicator.unit) for when in (start, end))]
    columns.append(Column(f"Verandering, {unit}", decimals))
    focus = lookups.programme(query).focus_area_codes
    changed = _by_change(changes, decimals, names, exhibits.small_areas(query), focus)
    table = Table(f"{indicator.label}, verandering van {start} tot {end}", tuple(columns), changed)
    figures = pd.concat([
        query(queries.figures, indicator.indicator_id, period).assign(period=period) for period in (start, end)
    ])  # fmt: skip
    figures = figures[figures["area_code"].isin(goal_chart.frame["area_code"])]
    exhibit = exhibits.exhibit(
        query, f"doel-{first.goal_id}-{indicator.indicator_id}-buurten",
        f"{first.label}: hoe {count} buurten veranderden van {start} tot {end}",
        f"Verandering {unit if dutch.is_rate(unit) else f'in {dutch.unit_label(unit)}'}; elke stip is een buurt",
        goal_chart.alternative, table, [(indicator, typed(figures, Observation))],
        [goal_chart.reading, comparisons.without_figures(changes),
         exhibits.small_note(query, goal_chart.frame["area_code"])],
        goal_chart.chart,
    )  # fmt: skip
    return replace(exhibit, findings=(goal_chart.reading,))


def _by_change(
    changes: tuple[Change, ...], decimals: int, names: Mapping[str, str], small: set[str], focus: Collection[str]
) -> tuple[Row, ...]:
    """Return the rows of the table of changes, the largest first, each with its sign; small areas have a star."""
    return tuple(
        row(
            [f"{names[change.area_code]}{' *' if change.area_code in small else ''}", change.first_value,
             change.last_value, dutch.signed(change.change, decimals, "")],
            is_focus=change.area_code in focus,
        )
        for change in rows.by_size(changes)
    )  # fmt: skip


def way(status: GoalStatus) -> str:
    """Return how an area went from its baseline to its figure, and its path: 'van 54,5% in 2022 naar 58,9%, …'."""
    figure = partial(dutch.short_figure, decimals=status.figure_decimals, unit=status.unit)
    moved = f"nu {figure(status.value)}"
    if status.baseline is not None and status.baseline_period:
        when = periods.parse(status.baseline_period).label
        moved = f"van {figure(status.baseline)} in {when} naar {figure(status.value)}"
    aims = [f"volgens het pad nu {figure(status.path)}"] if status.path is not None else []
    aims += [f"doel {figure(status.target)} in {status.target_year}"] if status.target is not None else []
    return ", ".join([moved, *aims])


def _with_aims(table: Table, lines: pd.DataFrame, measure: Measure, codes: list[str]) -> Table:
    """Return the table of a path with the target above the figures, and below them the baseline of the plan."""
    first = measure[0]

    def line(label: str, values: Mapping[str, float | None], decimals: int) -> list[Row]:
        present = {code: value for code, value in values.items() if value is not None}
        texts = {code: dutch.short_figure(value, decimals, first.unit) for code, value in present.items()}
        return [row([label, *(texts.get(code) for code in codes)])] if texts else []

    targets = dict(lines.set_index("area_code")["target"].dropna())
    adopted = {status.area_code: status.baseline_adopted for status in measure}
    return replace(table, rows=(
        *line(f"Doel {first.target_year}", targets, first.figure_decimals),
        *table.rows,
        *line(f"Nulmeting in het plan ({first.baseline_period})", adopted, first.decimals),
    ))  # fmt: skip


def standings(measure: Measure, names: Mapping[str, str]) -> str:
    """Return the status of the focus areas in a few words: 'Nazareth en Pottenberg nog niet te zeggen (2024)'.

    The period of their figures comes at the end when they share it, else after each status.
    """
    of_areas = [status for status in measure if status.is_shared == (status.area_code == areas.TOGETHER)]
    by_status: dict[tuple[str, str | None], list[str]] = {}
    for status in of_areas:
        by_status.setdefault((sentences.stand(status), status.period), []).append(names[status.area_code])
    whens = [f" ({periods.parse(period).label})" if period else "" for _, period in by_status]
    texts = [f"{dutch.joined(area_names)} {status}" for (status, _), area_names in by_status.items()]
    if len({*whens}) == 1:
        return "; ".join(texts) + whens[0]
    return "; ".join(text + when for text, when in zip(texts, whens, strict=True))
