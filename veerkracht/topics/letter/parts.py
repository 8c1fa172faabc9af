"""The chapters of a letter: one goal, one buurt or one indicator, each with its sentences and exhibits."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from veerkracht.core import areas, dutch, paths, periods
from veerkracht.core.errors import DataError
from veerkracht.database import lookups as known
from veerkracht.database import queries
from veerkracht.database.lookups import Ask
from veerkracht.drawing import sentences
from veerkracht.export import exhibits
from veerkracht.export.exhibit import Column, Exhibit, Letter, Part, Table
from veerkracht.method import class_breaks
from veerkracht.topics.efforts import figures as effort_views
from veerkracht.topics.goals import charts as goal_charts
from veerkracht.topics.goals import queries as goal_queries
from veerkracht.topics.goals import sentences as goal_sentences
from veerkracht.topics.map import figures as map_views
from veerkracht.topics.profile import queries as profile_queries
from veerkracht.topics.seesaw import exhibits as balances
from veerkracht.topics.workbench import views

_FEWEST_PLACES = 10  # buurten with a figure, to say which place a buurt has among them


def choices(ask: Ask) -> dict[str, str]:
    """Return every part that can be chosen by its code ('doel-1', 'buurt-BU09350403', 'onderwerp-misdrijven')."""
    goals = ask(goal_queries.statuses).drop_duplicates("goal_id")
    buurten = ask(profile_queries.buurten)
    found = ask(queries.indicators)
    found = found[found["figure_count"] > 0]
    return (
        {f"doel-{one.goal_id}": f"Doel {one.goal_id}. {one.name}" for one in goals.itertuples()}
        | {f"buurt-{one.area_code}": f"Buurt {one.name}" for one in buurten.itertuples()}
        | {f"onderwerp-{one.indicator_id}": f"Onderwerp {one.label}" for one in found.itertuples()}
    )


def letter(
    ask: Ask, link: str, codes: list[str], area_codes: list[str], title: str = "", has_efforts: bool = False
) -> Letter:
    """Return the letter of these parts in this order; `area_codes` are shown of every indicator, and with `has_efforts`
    the efforts for a goal on the time axis of its charts.

    Raises DataError when a part does not exist.
    """
    about = known.programme(ask)
    names = known.area_names(ask)
    if unknown := [code for code in area_codes if code not in names]:
        raise DataError(f"Gebied {', '.join(unknown)} bestaat niet. Schrijf een code, bijvoorbeeld BU09350403.")
    found = tuple(part(ask, link, code, area_codes, has_efforts) for code in codes)
    return Letter(
        name="-".join(codes) if 0 < len(codes) <= 2 else "raadsbrief",
        title=title or (found[0].heading if len(found) == 1 else f"{about.name}: cijfers voor de raad"),
        subtitle=f"Gemeente {about.municipality_name}, programma {about.name}",
        author=author(ask),
        parts=found,
        link=link,
        version=exhibits.version(ask),
        moment=exhibits.moment(ask),
    )


def link(address: str, codes: list[str], area_codes: list[str], has_efforts: bool = False) -> str:
    """Return where a letter can be made again with new figures; `address` is that of the dashboard."""
    marks = {"met_inspanningen": "ja" if has_efforts else "nee"} if any(one[:5] == "doel-" for one in codes) else {}
    return f"{address}/raadsbrief?{urlencode({'deel': codes, 'gebied': area_codes} | marks, doseq=True)}"


def template() -> bytes | None:
    """Return the Word template of the municipality (data/lokaal/sjabloon.docx), None without one."""
    path = paths.local_folder() / "sjabloon.docx"
    return path.read_bytes() if path.exists() else None


def author(ask: Ask) -> str:
    """Return who is named as the author of a document."""
    return f"Gemeente {known.programme(ask).municipality_name}"


def part(ask: Ask, link: str, code: str, area_codes: list[str], has_efforts: bool = False) -> Part:
    """Return one part by its code, with areas and efforts as `letter`. Raises DataError when it does not exist."""
    kind, _, wanted = code.partition("-")
    if code not in choices(ask):
        raise DataError(f"Onderdeel {code} bestaat niet. Schrijf doel-1, buurt-BU09350403 of onderwerp-misdrijven.")
    makers: dict[str, Callable[[], Part]] = {
        "doel": lambda: goal(ask, link, int(wanted), has_efforts),
        "buurt": lambda: buurt(ask, link, wanted),
        "onderwerp": lambda: topic(ask, link, wanted, area_codes),
    }
    return makers[kind]()


def goal(ask: Ask, link: str, goal_id: int, has_efforts: bool = False) -> Part:
    """Return where one goal stands: per measure the sentences of both wijken, the path and the strip of buurten."""
    statuses = ask(goal_queries.statuses)
    rows = statuses[statuses["goal_id"] == goal_id]
    first = next(rows.itertuples())
    told = [f"Het plan: “{first.target_text}” ({first.place})."]
    shown: list[Exhibit] = []
    marks = effort_views.marks(ask, goal_id) if has_efforts else None
    for _, own in rows.groupby("position", sort=True):
        told += _standing(ask, own)
        shown += measure(ask, link, own, marks)
    shown += balances.of_goal(ask, link, goal_id)
    return Part(
        f"doel-{goal_id}", f"Doel {goal_id}. {first.name}", tuple(told), tuple(shown),
        _definitions(known.indicator(ask, one) for one in rows["indicator_id"].dropna().unique()),
    )  # fmt: skip


def measure(ask: Ask, link: str, rows: pd.DataFrame, marks: pd.DataFrame | None = None) -> list[Exhibit]:
    """Return the charts of one measure of a goal; `rows` are those of goal_queries.statuses of the measure, `marks`
    stand on the time axis."""
    row = next(rows.itertuples())
    if pd.isna(row.indicator_id):
        return []
    drawn = path(ask, link, rows, None, marks)
    found = [drawn] if drawn else []
    if goal_charts.has_strip(ask, row.measure_id):
        found.append(strip(ask, link, rows))
    return found


def path(
    ask: Ask, link: str, rows: pd.DataFrame, reading: str | None = None, marks: pd.DataFrame | None = None
) -> Exhibit | None:
    """Return the path of a measure to its target as an exhibit, None when there is nothing to draw."""
    if (drawn := goal_charts.path(ask, rows, reading, views.HEIGHT, "in de tabel", marks)) is None:
        return None
    row, names = next(rows.itertuples()), known.area_names(ask)
    indicator = known.indicator(ask, row.indicator_id)
    present = {*exhibits.with_figures(drawn.frame, known.usual_areas(ask)), *drawn.lines["area_code"]}
    codes = [code for code in known.usual_areas(ask) if code in present]
    when = f" ({periods.parse(row.period).label})" if pd.notna(row.period) else ""
    kind = reading or row.reading
    target = dutch.reading(kind, row.amount, row.direction, row.unit)
    return exhibits.exhibit(
        ask, link, f"doel-{row.goal_id}-{row.indicator_id}-pad",
        f"{row.label}: {_standings(rows, names)}{when}",
        views.subtitle(indicator, codes, drawn.frame, names),
        drawn.alternative,
        _with_aims(exhibits.periods_table(drawn.frame, codes, names, indicator), drawn.lines, rows, codes),
        [(indicator, drawn.frame)],
        [
            f"Lezing van het doel: {target}{f' ({row.reading_status})' if kind == row.reading else ''}.",
            f"Benadering: {row.proxy}" if row.proxy else "",
            drawn.reading,
            effort_views.explained(marks, names),
            exhibits.absent_note(drawn.frame, known.usual_areas(ask), names),
        ],
        drawn.chart.to_dict(validate=False),
    )  # fmt: skip


def _with_aims(table: Table, lines: pd.DataFrame, rows: pd.DataFrame, codes: list[str]) -> Table:
    """Return the table of a path with the target above the figures, and below them the baseline of the plan."""
    measure = rows.iloc[0]

    def row(label: str, values: pd.Series, decimals: int) -> list[tuple[str | None, ...]]:
        texts = {code: dutch.short_figure(value, decimals, measure.unit) for code, value in values.dropna().items()}
        return [(label, *(texts.get(code) for code in codes))] if texts else []

    targets, adopted = lines.set_index("area_code")["target"], rows.set_index("area_code")["baseline_adopted"]
    return replace(table, rows=(
        *row(f"Doel {measure.target_year}", targets, measure.figure_decimals),
        *table.rows,
        *row(f"Nulmeting in het plan ({measure.baseline_period})", adopted, measure.decimals),
    ))  # fmt: skip


def strip(ask: Ask, link: str, rows: pd.DataFrame) -> Exhibit:
    """Return the change of all buurten since the baseline of a measure as an exhibit."""
    drawn = goal_charts.strip(ask, rows, views.HEIGHT // 2)
    row, names = next(rows.itertuples()), known.area_names(ask)
    indicator = known.indicator(ask, row.indicator_id)
    first, last = drawn.frame.iloc[0]["first_period"], drawn.frame.iloc[0]["last_period"]
    unit = "%" if row.reading == "procent" else "procentpunt" if row.unit == "%" else row.unit
    decimals = 1 if row.reading == "procent" else int(indicator.decimals)
    measured_in = unit if dutch.is_rate(unit) else f"in {dutch.unit_label(unit)}"
    ordered, small = drawn.frame.sort_values("change", ascending=False), exhibits.small_areas(ask)
    table = Table(
        f"{indicator.label}, verandering van {first} tot {last}",
        (Column("Gebied"), Column(first, int(indicator.decimals), indicator.unit),
         Column(last, int(indicator.decimals), indicator.unit), Column(f"Verandering, {unit}", decimals)),
        tuple(
            (f"{names[one.area_code]} *" if one.area_code in small else names[one.area_code], one.first_value,
             one.last_value, one.change)
            for one in ordered.itertuples()
        ),
    )  # fmt: skip
    figures = pd.concat([ask(queries.figures, row.indicator_id, period).assign(period=period)
                         for period in (first, last)])  # fmt: skip
    figures = figures[figures["area_code"].isin(drawn.frame["area_code"])]
    return exhibits.exhibit(
        ask, link, f"doel-{row.goal_id}-{row.indicator_id}-buurten",
        f"{row.label}: hoe alle buurten veranderden van {first} tot {last}",
        f"Verandering {measured_in}; elke stip is een buurt",
        drawn.alternative, table, [(indicator, figures)],
        [drawn.reading, exhibits.small_note(ask, drawn.frame["area_code"])], drawn.chart.to_dict(validate=False),
    )  # fmt: skip


def topic(ask: Ask, link: str, indicator_id: str, area_codes: list[str]) -> Part:
    """Return one indicator: its development in these areas, and the map of the latest well-filled period."""
    indicator, names, about = known.indicator(ask, indicator_id), known.area_names(ask), known.programme(ask)
    frame = ask(queries.trend, indicator_id, area_codes)
    own = [code for code in area_codes if code not in (about.municipality_code, about.country_code)]
    told = sentences.city_comparison(frame, names, indicator, own, about.municipality_code)
    told += sentences.development(frame, names, indicator, area_codes)
    last = frame[frame["value"].notna()].groupby("area_code")["period"].max()
    if last.nunique() > 1:
        told.append(
            "Let op: de laatste cijfers zijn niet van hetzelfde jaar. Vergelijk gebieden alleen binnen één jaar."
        )
    if last.empty:
        told.append(
            f"Van {dutch.joined([names[code] for code in area_codes])} zijn er geen cijfers over dit onderwerp."
        )
    shown = [views.trend(ask, link, indicator, area_codes)] if frame["value"].notna().any() else []
    available = ask(queries.periods, indicator_id)
    if not available.empty and not ask(queries.outlines, "buurt").empty:
        period = known.usual_period(available)
        view = map_views.view(ask, indicator, period, "buurt", next(iter(class_breaks.METHODS)),
                              known.threshold(ask, "small_population"))  # fmt: skip
        shown.append(views.area_map(ask, link, view, [code for code in area_codes if code.startswith("BU")]))
    return Part(f"onderwerp-{indicator_id}", indicator.label, tuple(told), tuple(shown), _definitions([indicator]))


def buurt(ask: Ask, link: str, code: str) -> Part:
    """Return all that is known of a buurt: a table per theme with its figures, its place and those of the city."""
    about, names = known.programme(ask), known.area_names(ask)
    row = next(one for one in ask(profile_queries.buurten).itertuples() if one.area_code == code)
    figures = ask(profile_queries.profile, [code])
    figures = figures[~figures["is_aside"]]
    told = []
    if pd.notna(row.inhabitants):
        people = dutch.number(row.inhabitants, 0)
        told.append(f"{row.name} ligt in {row.wijk} en had in {row.inhabitants_period} {people} inwoners.")
    if row.is_small:
        told.append("Dat zijn er weinig: cijfers kunnen sterk schommelen.")
    statuses = ask(goal_queries.statuses)
    for own in statuses[statuses["area_code"] == code].itertuples():
        if pd.notna(own.value):
            told += [f"Doel {own.goal_id}: {sentence}" for sentence in goal_sentences.standing(own, names[code])[:1]]
    shown = [_theme(ask, link, str(theme), rows, names, about) for theme, rows in figures.groupby("theme", sort=False)]
    shown += balances.of_areas(ask, link, f"buurt-{code}", [code])
    return Part(f"buurt-{code}", f"Buurt {row.name}", tuple(told), tuple(shown))


def _theme(ask: Ask, link: str, theme: str, rows: pd.DataFrame, names: dict[str, str], about: Any) -> Exhibit:
    code, city, country = rows["area_code"].iloc[0], names[about.municipality_code], names[about.country_code]
    columns = (
        Column("Onderwerp"),
        Column("Jaar"),
        *(Column(name, 0) for name in (names[code], "Plaats", city, country)),
    )

    def cells(row: Any) -> tuple[str, ...]:
        values = [dutch.short_figure(value, row.decimals, row.unit)
                  for value in (row.value, row.city_value, row.country_value)]  # fmt: skip
        place = f"{row.place} van {row.buurt_count}" if row.buurt_count >= _FEWEST_PLACES else "–"
        label = row.label if dutch.is_amount(row.unit) else f"{row.label}, {dutch.in_unit(row.unit)}"
        return label, row.period, values[0], place, values[1], values[2]

    figures = [
        (known.indicator(ask, row.indicator_id), pd.DataFrame([{
            "area_code": area, "period": row.period, "value": value, "lower": low, "upper": high, "status": row.status,
            "missing": missing,
        } for area, value, low, high, missing in (
            (code, row.value, row.lower, row.upper, None),
            (about.municipality_code, row.city_value, None, None, row.city_missing),
            (about.country_code, row.country_value, None, None, row.country_missing),
        )]))
        for row in rows.itertuples()
    ]  # fmt: skip
    title = f"{names[code]}: {theme}"
    return exhibits.exhibit(
        ask, link, f"buurt-{code}-{theme.replace(' ', '-')}", title, "",
        f"{title}. De cijfers staan in de tabel.",
        Table(title, columns, tuple(cells(row) for row in rows.itertuples())), figures,
        [f"Plaats 1 is het hoogste cijfer van de buurten in {city}."],
    )  # fmt: skip


def _standings(rows: pd.DataFrame, names: dict[str, str]) -> str:
    """Return the status of the focus areas in few words: 'Nazareth en Pottenberg nog niet te zeggen'."""
    own = rows[rows["area_code"] != areas.TOGETHER]
    areas_of = own.groupby("status", sort=False)["area_code"].agg(list)
    return "; ".join(f"{dutch.joined([names[code] for code in codes])} {status}" for status, codes in areas_of.items())


def _standing(ask: Ask, rows: pd.DataFrame) -> list[str]:
    """Return two paragraphs per area, on where a measure stands and on city, plan and size, and one on what to mind."""
    names, city = known.area_names(ask), known.programme(ask).municipality_name
    told: list[str] = []
    for row in rows.itertuples():
        area = names[row.area_code]
        stand = [f"{row.label}, {area}: {row.status}.", *goal_sentences.standing(row, area)]
        more = [goal_sentences.versus_city(row, area, city), goal_sentences.adopted(row, area),
                goal_sentences.absolutes(row, area), goal_sentences.detectable(row)]  # fmt: skip
        told += [text for said in (stand, more) if (text := " ".join(one for one in said if one))]
    first = next(rows.itertuples())
    mind = " ".join([*goal_sentences.caveats(first), *first.notes])
    return [*told, mind] if mind else told


def _definitions(indicators: Iterable[Any]) -> tuple[str, ...]:
    return tuple(
        f"{one.label}: {one.definition} Eenheid: {dutch.unit_label(one.unit)}. Bron: {one.publisher}, "
        f"{one.source_title}." for one in indicators
    )  # fmt: skip
