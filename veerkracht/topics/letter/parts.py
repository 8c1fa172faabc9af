"""The chapters of a letter: one goal, one buurt or one indicator, each with its sentences and exhibits."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import pandas as pd

from veerkracht.core import dutch
from veerkracht.core.errors import DataError
from veerkracht.database import lookups, queries
from veerkracht.database.query import Query
from veerkracht.drawing import exhibits, sentences
from veerkracht.drawing.exhibit import Exhibit, Letter, Part
from veerkracht.drawing.table import Column, Table
from veerkracht.topics.efforts import figures as effort_views
from veerkracht.topics.goals import exhibits as goal_exhibits
from veerkracht.topics.goals import queries as goal_queries
from veerkracht.topics.goals import sentences as goal_sentences
from veerkracht.topics.map import exhibits as map_exhibits
from veerkracht.topics.map import figures as map_figures
from veerkracht.topics.profile import queries as profile_queries
from veerkracht.topics.seesaw import exhibits as balances
from veerkracht.topics.trends import exhibits as trend_exhibits
from veerkracht.topics.trends.figures import Choice

_FEWEST_PLACES = 10  # buurten with a figure, to say which place a buurt has among them


def choices(query: Query) -> dict[str, str]:
    """Return every part that can be chosen by its code ('doel-1', 'buurt-BU09350403', 'onderwerp-misdrijven')."""
    goals = query(goal_queries.statuses).drop_duplicates("goal_id")
    buurten = query(profile_queries.buurten)
    found = query(queries.indicators)
    found = found[found["figure_count"] > 0]
    return (
        {f"doel-{one.goal_id}": f"Doel {one.goal_id}. {one.name}" for one in goals.itertuples()}
        | {f"buurt-{one.area_code}": f"Buurt {one.name}" for one in buurten.itertuples()}
        | {f"onderwerp-{one.indicator_id}": f"Onderwerp {one.label}" for one in found.itertuples()}
    )


def letter(
    query: Query, link: str, codes: list[str], area_codes: list[str], title: str = "", has_efforts: bool = False
) -> Letter:
    """Return the letter of these parts in this order; `area_codes` are shown of every indicator, and with `has_efforts`
    the efforts for a goal on the time axis of its charts.

    Raises DataError when a part does not exist.
    """
    about = lookups.programme(query)
    names = lookups.area_names(query)
    if unknown := [code for code in area_codes if code not in names]:
        raise DataError(f"Gebied {', '.join(unknown)} bestaat niet. Schrijf een code, bijvoorbeeld BU09350403.")
    found = tuple(
        replace(chapter, exhibits=tuple(replace(exhibit, link=link) for exhibit in chapter.exhibits))
        for chapter in (part(query, code, area_codes, has_efforts) for code in codes)
    )
    return Letter(
        name="-".join(codes) if 0 < len(codes) <= 2 else "raadsbrief",
        title=title or (found[0].heading if len(found) == 1 else f"{about.name}: cijfers voor de raad"),
        subtitle=f"Gemeente {about.municipality_name}, programma {about.name}",
        author=exhibits.author(query),
        parts=found,
        link=link,
        version=exhibits.version(query),
        moment=exhibits.moment(query),
    )


def part(query: Query, code: str, area_codes: list[str], has_efforts: bool = False) -> Part:
    """Return one part by its code, with areas and efforts as `letter`. Raises DataError when it does not exist."""
    kind, _, wanted = code.partition("-")
    if code not in choices(query):
        raise DataError(f"Onderdeel {code} bestaat niet. Schrijf doel-1, buurt-BU09350403 of onderwerp-misdrijven.")
    makers: dict[str, Callable[[], Part]] = {
        "doel": lambda: goal(query, int(wanted), has_efforts),
        "buurt": lambda: buurt(query, wanted),
        "onderwerp": lambda: topic(query, wanted, area_codes),
    }
    return makers[kind]()


def goal(query: Query, goal_id: int, has_efforts: bool = False) -> Part:
    """Return where one goal stands: per measure the sentences of both wijken, the path and the strip of buurten."""
    statuses = query(goal_queries.statuses)
    rows = statuses[statuses["goal_id"] == goal_id]
    first = next(rows.itertuples())
    told = [f"Het plan: “{first.target_text}” ({first.place})."]
    shown: list[Exhibit] = []
    marks = effort_views.marks(query, goal_id) if has_efforts else None
    for _, own in rows.groupby("position", sort=True):
        told += _standing(query, own)
        shown += goal_exhibits.measure(query, own, marks)
    shown += balances.of_goal(query, goal_id)
    return Part(
        f"doel-{goal_id}", f"Doel {goal_id}. {first.name}", tuple(told), tuple(shown),
        _definitions(lookups.indicator(query, one) for one in rows["indicator_id"].dropna().unique()),
    )  # fmt: skip


def topic(query: Query, indicator_id: str, area_codes: list[str]) -> Part:
    """Return one indicator: its development in these areas, and the map of the latest well-filled period."""
    indicator, names, about = (
        lookups.indicator(query, indicator_id),
        lookups.area_names(query),
        lookups.programme(query),
    )
    frame = query(queries.trend, indicator_id, area_codes)
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
    choice = Choice(indicator_id, tuple(area_codes))
    shown = [trend_exhibits.trend(query, choice)] if frame["value"].notna().any() else []
    available = query(queries.periods, indicator_id)
    if not available.empty and not query(queries.outlines, "buurt").empty:
        period = lookups.usual_period(available)
        buurten = tuple(code for code in area_codes if code.startswith("BU"))
        shown.append(map_exhibits.area_map(query, map_figures.Choice(indicator_id, period), buurten))
    return Part(f"onderwerp-{indicator_id}", indicator.label, tuple(told), tuple(shown), _definitions([indicator]))


def buurt(query: Query, code: str) -> Part:
    """Return all that is known of a buurt: a table per theme with its figures, its place and those of the city."""
    about, names = lookups.programme(query), lookups.area_names(query)
    row = next(one for one in query(profile_queries.buurten).itertuples() if one.area_code == code)
    figures = query(profile_queries.profile, [code])
    figures = figures[~figures["is_aside"]]
    told = []
    if pd.notna(row.inhabitants):
        people = dutch.number(row.inhabitants, 0)
        told.append(f"{row.name} ligt in {row.wijk} en had in {row.inhabitants_period} {people} inwoners.")
    if row.is_small:
        told.append("Dat zijn er weinig: cijfers kunnen sterk schommelen.")
    statuses = query(goal_queries.statuses)
    for own in statuses[statuses["area_code"] == code].itertuples():
        if pd.notna(own.value):
            told += [f"Doel {own.goal_id}: {sentence}" for sentence in goal_sentences.standing(own, names[code])[:1]]
    shown = [_theme(query, str(theme), rows, names, about) for theme, rows in figures.groupby("theme", sort=False)]
    shown += balances.of_areas(query, f"buurt-{code}", [code])
    return Part(f"buurt-{code}", f"Buurt {row.name}", tuple(told), tuple(shown))


def _theme(query: Query, theme: str, rows: pd.DataFrame, names: dict[str, str], about: Any) -> Exhibit:
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
        (lookups.indicator(query, row.indicator_id), pd.DataFrame([{
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
        query, f"buurt-{code}-{theme.replace(' ', '-')}", title, "",
        f"{title}. De cijfers staan in de tabel.",
        Table.of(title, columns, tuple(cells(row) for row in rows.itertuples())), figures,
        [f"Plaats 1 is het hoogste cijfer van de buurten in {city}."],
    )  # fmt: skip


def _standing(query: Query, rows: pd.DataFrame) -> list[str]:
    """Return two paragraphs per area, on where a measure stands and on city, plan and size, and one on what to mind."""
    names, city = lookups.area_names(query), lookups.programme(query).municipality_name
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
