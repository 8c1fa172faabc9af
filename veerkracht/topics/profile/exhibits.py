"""The profile of a buurt on paper: its portrait, characteristics, and a table per theme of all its figures."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import pandas as pd

from veerkracht.core import dutch
from veerkracht.database import lookups
from veerkracht.database.query import Query, cached
from veerkracht.database.rows import Observation
from veerkracht.drawing import exhibits, yardsticks
from veerkracht.drawing.exhibit import Deck, Exhibit, Letter, Part, Slide
from veerkracht.drawing.table import Column, Table
from veerkracht.drawing.table import row as table_row
from veerkracht.topics.profile import charts, figures, sentences, tables
from veerkracht.topics.profile import portrait as profile_portrait
from veerkracht.topics.profile.figures import Latest
from veerkracht.topics.profile.portrait import Portrait
from veerkracht.topics.profile.sentences import CLEARLY

_ORIGIN = {name: name for name in ("bron", "tabel", "uitgave", "opgehaald", "licentie")}
_FEWEST_PLACES = 10  # buurten with a figure, below which a rank among them says little


def introduction(query: Query, code: str) -> list[str]:
    """Return the location and population of a buurt, or of an own group."""
    buurt = figures.place(query, code)
    texts = []
    if buurt.inhabitants is not None:
        people = dutch.number(buurt.inhabitants, 0)
        place = f"ligt in {buurt.wijk} en had" if buurt.wijk and buurt.wijk != buurt.name else "had"
        texts.append(f"{buurt.name} {place} in {buurt.inhabitants_period} {people} inwoners.")
    if buurt.is_small:
        texts.append("Dat zijn er weinig: cijfers kunnen sterk schommelen.")
    return texts


def unusual(query: Query, code: str) -> list[str]:
    """Return which figures of a buurt changed unusually in the country, as one paragraph; none if none did."""
    indicators = lookups.indicators(query)
    rows = (row for (_, area_code), row in lookups.yardsticks(query).items() if area_code == code)
    pairs = ((indicators[row.indicator_id], row) for row in yardsticks.distinct(rows))
    parts = [f"{indicator.label}: {text}" for indicator, row in pairs if (text := figures.unusual(row, indicator))]
    return [f"Ongewoon in Nederland. {' '.join(parts)} {yardsticks.NO_PROOF}"] if parts else []


@cached
def portrait(query: Query, area_codes: tuple[str, ...]) -> tuple[Exhibit, ...]:
    """Return all exhibits of the portrait of one area or two: the opening of each, and the strips of all figures in
    them; no strips without any figure."""
    chosen = dict.fromkeys(
        row.indicator.indicator_id for code in area_codes for row in named(profile_portrait.portrait(query, code))
    )
    by_id = tables.by_indicator(figures.profile(query, area_codes))
    subjects: dict[str, list[Latest]] = {}
    for indicator_id in chosen:
        rows = [row for code in area_codes if isinstance(row := by_id[indicator_id].get(code), Latest)]
        newest = max(row.period for row in rows)
        label = f"{rows[0].indicator.label} ({newest})"
        subjects[label] = [row for row in rows if row.period == newest]
    openings = [_opening(query, code) for code in area_codes]
    return (*openings, _strips(query, area_codes, subjects)) if subjects else tuple(openings)


def named(portrait: Portrait) -> tuple[Latest, ...]:
    """Return the figures in a portrait."""
    return (*portrait.strong, *portrait.behind)


def _opening(query: Query, code: str) -> Exhibit:
    """Return the opening of the portrait of an area, on the map."""
    portrait, about = profile_portrait.portrait(query, code), lookups.programme(query)
    city, word = about.municipality_name, about.municipality_word
    name, level = tables.area_name(portrait.area), portrait.area.level
    rows = [
        replace(table_row(texts), group=block.heading)
        for block in tables.blocks(portrait, city, word)
        for texts in [(point.label, point.text, point.year) for point in block.points] or [("", block.nothing, "")]
    ]
    title = sentences.finding(portrait, city)
    columns = (Column("Onderwerp"), Column("Wat de cijfers zeggen"), Column("Jaar"))
    of_indicators = [(latest.indicator, _figures(query, code, latest)) for latest in named(portrait)]
    exhibit = exhibits.exhibit(
        query, f"buurtprofiel-{code}", title, f"{level.capitalize()} in {city}", f"{name} op de kaart van {city}.",
        Table(title, columns, tuple(rows)), of_indicators, [sentences.caution(portrait), CLEARLY],
    )  # fmt: skip
    return replace(exhibit, drawing=tables.map_of(query, (code,)), findings=sentences.about(portrait, city))


def _strips(query: Query, area_codes: tuple[str, ...], subjects: dict[str, list[Latest]]) -> Exhibit:
    """Return every topic in a portrait with the figures of all areas of its level."""
    names, about = lookups.area_names(query), lookups.programme(query)
    city = about.municipality_name
    area_names = dutch.joined([names[code] for code in area_codes])
    plural = {"buurt": "buurten", "wijk": "wijken"}[figures.level_of_peers(area_codes[0])]
    title = f"{area_names} tussen alle {plural} van {city}"
    columns = (Column("Onderwerp"), Column("Gebied"), Column("Cijfer"), Column("Vergeleken"))
    lines = [
        (label, names[latest.area_code], sentences.figure(latest), sentences.compared(latest, city))
        for label, rows in subjects.items()
        for latest in rows
    ]
    look = exhibits.styles(query, area_codes)
    return exhibits.exhibit(
        query, f"buurtprofiel-stroken-{'-'.join(area_codes)}", title,
        f"Een stip is een gebied; de lange streep is de {about.municipality_word}",
        f"{title}. De cijfers staan in de tabel.", Table.of(title, columns, lines),
        [(rows[0].indicator, [figure for row in rows for figure in _figures(query, row.area_code, row)])
         for rows in subjects.values()],
        [CLEARLY], charts.strips(subjects, names, look, city),
        ("", [(look[code].color, names[code]) for code in area_codes]),
    )  # fmt: skip


def _on_paper(query: Query, code: str, link: str) -> Exhibit:
    """Return the opening of the portrait of an area with a line per topic, under its first finding."""
    [opening, *_] = portrait(query, (code,))
    facts, about = profile_portrait.portrait(query, code), lookups.programme(query)
    city = about.municipality_name
    lines = [
        (heading, row.indicator.label, *sentences.own_and_reference(row, city))
        for heading, rows in (("Sterk", facts.strong), (f"{about.municipality_word.capitalize()} verder", facts.behind))
        for row in rows
    ]
    lines += [("Veranderd", change.indicator.label, *sentences.then_and_now(change, city)) for change in facts.changed]
    nothing = dict.fromkeys([
        *([] if facts.strong else [sentences.nothing_strong(facts, city)]),
        *([] if facts.behind else [sentences.nothing_behind(facts, city)]),
        *([] if facts.changed else [sentences.nothing_changed(facts)]),
    ])  # fmt: skip
    columns, people = map(Column, ("Wat", "Onderwerp", facts.area.name, city)), sentences.in_a_line(facts)
    return replace(
        opening, title=sentences.finding(facts, city), subtitle=dutch.capital(people), link=link,
        table=Table.of(f"Profiel van {facts.area.name}", columns, lines),
        notes=(*opening.notes, *nothing), findings=() if lines else (sentences.caution(facts), *nothing),
    )  # fmt: skip


def profile(query: Query, area_codes: tuple[str, ...]) -> Exhibit:
    """Return all figures of one area or two, and why others are missing, as an exhibit."""
    names, latest = lookups.area_names(query), figures.profile(query, area_codes).latest
    years: dict[str, set[str]] = {}
    for row in latest:
        years.setdefault(row.indicator.indicator_id, set()).add(row.period)
    about = [lookups.indicator(query, indicator_id) for indicator_id in years]
    sources = [exhibits.source_line(query, indicator, years[indicator.indicator_id]) for indicator in about]
    named, city = dutch.joined([names[code] for code in area_codes]), lookups.programme(query).municipality_word
    columns = {name: words.format(city=city) for name, words in figures.EXPORT.items()}
    return exhibits.of_table(
        query, f"buurtprofiel-{'-'.join(area_codes)}", f"Alle cijfers van {named}", profile_table(query, area_codes),
        partial(_with_origin, query, area_codes), columns | _ORIGIN, "Van elk onderwerp het nieuwste cijfer.",
        sources, about=about,
    )  # fmt: skip


def _with_origin(query: Query, area_codes: tuple[str, ...]) -> pd.DataFrame:
    """Return the figures of a profile, each with its source, table and edition; for a gap only the source."""
    frame = figures.export(query, area_codes)
    of_indicator = {
        indicator.label: exhibits.provenance(query, indicator) for indicator in lookups.indicators(query).values()
    }
    origins = [
        of_indicator[label](code, period if isinstance(period, str) else None)
        for label, code, period in zip(frame["label"], frame["area_code"], frame["period"], strict=True)
    ]
    return frame.assign(**{name: [origin[name] for origin in origins] for name in _ORIGIN})


def profile_table(query: Query, area_codes: tuple[str, ...]) -> Table:
    """Return the newest figure of every topic of one area or two by theme, next to those of wijk, city and country."""
    names, programme = lookups.area_names(query), lookups.programme(query)
    profile = figures.profile(query, area_codes)
    place = {indicator_id: number for number, indicator_id in enumerate(lookups.indicators(query))}
    ordered = sorted(profile.latest, key=lambda row: place[row.indicator.indicator_id])
    heads = ("Onderwerp", "Eenheid", "Gebied", "Jaar")
    columns = [*map(Column, heads), Column("Cijfer", 0), Column("Buurten hoger"), Column("Wijk", 0),
               *(Column(names[code], 0) for code in (programme.municipality_code, programme.country_code)),
               Column("Ongewoon in Nederland")]  # fmt: skip
    rows = []
    for row in ordered:
        indicator = row.indicator
        values = (row.value, row.wijk.value, row.city.value, row.country.value)
        figure, *rest = (dutch.short_figure(value, indicator.decimals, indicator.unit) for value in values)
        higher = f"{row.place - 1} van {row.buurt_count - 1}" if row.buurt_count > 1 else ""
        texts = (indicator.label, dutch.in_unit(indicator.unit), names[row.area_code], row.period, figure, higher,
                 *rest, row.unusual)  # fmt: skip
        rows.append(replace(table_row(texts), group=indicator.theme))
    caption = f"Alle cijfers van {dutch.joined([names[code] for code in area_codes])} per thema"
    return Table(caption, tuple(columns), tuple(rows))


def portrait_deck(query: Query, codes: Sequence[str], link: str) -> Deck:
    """Return a slide per portrait, with `link` as the address of the page."""
    slides = []
    for code in codes:
        exhibit = _on_paper(query, code, link)
        if exhibit.table.rows:
            slides.append(Slide(replace(exhibit, drawing=""), aside=exhibit))
        else:
            slides.append(Slide(exhibit, tuple(filter(None, exhibit.findings))))
    return Deck(f"buurtprofiel-{'-'.join(codes)}", _portrait_title(query, codes), exhibits.author(query), tuple(slides),
                exhibits.moment(query))  # fmt: skip


def portrait_letter(query: Query, codes: Sequence[str], link: str) -> Letter:
    """Return a page per portrait as a letter, with `link` as the address of the page."""
    parts = []
    for code in codes:
        exhibit = _on_paper(query, code, link)
        pictures = (replace(exhibit, title=exhibit.alternative.removesuffix(".")),) if exhibit.drawing else ()
        table = replace(exhibit, title=exhibit.subtitle, subtitle="", drawing="")
        parts.append(Part(f"buurt-{code}", exhibit.title, (), (table,), pictures=pictures))
    return Letter(
        f"buurtprofiel-{'-'.join(codes)}", _portrait_title(query, codes), "", exhibits.author(query), tuple(parts), "",
        exhibits.version(query), exhibits.moment(query),
    )  # fmt: skip


def _portrait_title(query: Query, codes: Sequence[str]) -> str:
    names = lookups.area_names(query)
    return f"Profiel van {dutch.joined([names[code] for code in codes])}"


def themes(query: Query, code: str) -> list[Exhibit]:
    """Return a table per theme with the figures of a buurt, its rank among the buurten, the city and the country."""
    by_theme: dict[str, list[Latest]] = {}
    for latest in figures.profile(query, (code,)).latest:
        if not latest.is_aside:
            by_theme.setdefault(latest.indicator.theme, []).append(latest)
    return [_theme(query, code, theme, rows) for theme, rows in by_theme.items()]


def _theme(query: Query, code: str, theme: str, rows: Sequence[Latest]) -> Exhibit:
    names, programme = lookups.area_names(query), lookups.programme(query)
    city, country = names[programme.municipality_code], names[programme.country_code]
    title = f"{names[code]}: {theme}"
    columns = (
        Column("Onderwerp"),
        Column("Jaar"),
        *(Column(name, 0) for name in (names[code], "Buurten hoger", city, country)),
    )
    return exhibits.exhibit(
        query, f"buurt-{code}-{theme.replace(' ', '-')}", title, "", f"{title}. De cijfers staan in de tabel.",
        Table.of(title, columns, map(_texts, rows)), [(row.indicator, _figures(query, code, row)) for row in rows],
        [f"Buurten hoger: in hoeveel andere buurten in {city} het cijfer hoger is."],
    )  # fmt: skip


def _texts(row: Latest) -> list[str]:
    indicator, values = row.indicator, (row.value, row.city.value, row.country.value)
    figure, city, country = (dutch.short_figure(value, indicator.decimals, indicator.unit) for value in values)
    place = f"{row.place - 1} van {row.buurt_count - 1}" if row.buurt_count >= _FEWEST_PLACES else "–"
    unit = "" if dutch.is_amount(indicator.unit) else f", {dutch.in_unit(indicator.unit)}"
    label = f"{indicator.label}{unit}"
    return [label, row.period, figure, place, city, country]


def _figures(query: Query, code: str, row: Latest) -> tuple[Observation, ...]:
    """Return the figures of buurt, city and country."""
    programme = lookups.programme(query)
    return (
        Observation(code, row.period, row.value, row.lower, row.upper, row.status, None, row.margin_kind),
        *(
            Observation(area_code, row.period, reference.value, reference.lower, reference.upper, row.status,
                        reference.missing, reference.margin_kind)
            for area_code, reference in ((programme.municipality_code, row.city), (programme.country_code, row.country))
        ),
    )  # fmt: skip
