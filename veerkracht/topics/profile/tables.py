"""The profile of one buurt, or of two side by side, as HTML: the table of all indicators, and what it leaves out."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlencode

from veerkracht.core import dutch, periods
from veerkracht.core.codes import CityWord
from veerkracht.database import lookups
from veerkracht.database import queries as database_queries
from veerkracht.database.query import Query
from veerkracht.database.rows import Indicator
from veerkracht.drawing import city_map, exhibits, links, sparklines
from veerkracht.drawing.charts import Style
from veerkracht.drawing.city_map import CityMap, Land
from veerkracht.drawing.table import status_note
from veerkracht.drawing.tables import TEMPLATES
from veerkracht.groups import figures as group_figures
from veerkracht.topics.profile import figures, sentences
from veerkracht.topics.profile import portrait as figures_portrait
from veerkracht.topics.profile.figures import Buurt, Gap, Latest, Profile, Reference
from veerkracht.topics.profile.portrait import Change, Portrait

_MAP_HEIGHT = 230  # pixels
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Point:
    """A topic in a block of the portrait: the sentence, and the name with an address and the year."""

    text: str
    label: str
    link: str
    year: str


@dataclass(frozen=True)
class Block:
    """A heading of the portrait with its topics, or the text if there are none."""

    heading: str
    points: list[Point]
    nothing: str


@dataclass(frozen=True)
class _Area:
    """A buurt or wijk in the portrait: its title, location, people and homes, and the years."""

    name: str
    color: str
    title: str
    about: tuple[str, ...]
    years: str
    caution: str
    moved: str
    why_moved: str
    blocks: list[Block]


@dataclass(frozen=True)
class _Difference:
    """The difference with a larger area, or why there is none; with the city, on which side of it the buurt is."""

    text: str
    reason: str = ""
    verdict: str = ""


@dataclass(frozen=True)
class _Side:
    """The cells of one buurt in a row; without a figure a single cell, with the reason in `gap`.

    `unusual` is why its change is unusual in the country, '' if it is not.
    """

    gap: str = ""
    span: int = 1
    value: str = ""
    margin: str = ""
    margin_kind: str = ""  # the source of the margin
    origin: str = ""
    year: str = ""
    status: str = ""
    place: str = ""
    differences: tuple[_Difference, ...] = ()
    unusual: str = ""


@dataclass(frozen=True)
class _Row:
    """An indicator in the table."""

    label: str
    link: str
    note: str
    image: str
    alternative: str
    sides: tuple[_Side, ...]


@dataclass(frozen=True)
class _Mentions:
    """What is below the table under one heading: links (address, text), or texts without address."""

    heading: str
    items: list[tuple[str, str]]


def portrait(query: Query, area_codes: tuple[str, ...]) -> str:
    """Return the first screen: the location and people of the areas, their strengths, where the city does better and
    what changed; with the years and date of the figures."""
    programme, names = lookups.programme(query), lookups.area_names(query)
    city = names[programme.municipality_code]
    rows = figures.profile(query, area_codes).latest
    dates = [row.retrieved_at for row in rows if _DATE.fullmatch(row.retrieved_at)]
    look = exhibits.styles(query, area_codes)
    return TEMPLATES.get_template("portrait.html").render(
        areas=[_area(query, code, look[code], city) for code in area_codes],
        map=_picture(query, area_codes),
        city=city, clearly=sentences.CLEARLY,
        years=periods.in_words({row.period[:4] for row in rows}, " en "),
        retrieved=dutch.day(datetime.fromisoformat(max(dates))) if dates else "",
    )  # fmt: skip


def map_of(query: Query, area_codes: tuple[str, ...]) -> str:
    """Return these areas on the map of the municipality as SVG, '' without outlines."""
    picture = _picture(query, area_codes)
    return picture.svg if picture else ""


def _picture(query: Query, area_codes: tuple[str, ...]) -> CityMap | None:
    """Return these areas on the map; the buurten of an own group have its colour."""
    look, buurten = exhibits.styles(query, area_codes), group_figures.buurten(query, area_codes)
    styles = {part: look[code] for code in area_codes for part in buurten.get(code, [code])}
    return city_map.picture(query.value(_land, figures.level_of_peers(area_codes[0])), styles)


def _land(query: Query, level: str) -> Land | None:
    return city_map.land(query(database_queries.outlines, level), _MAP_HEIGHT)


def table(query: Query, area_codes: tuple[str, ...]) -> str:
    """Return the table of all indicators by theme, for areas that have figures.

    The first buurt is compared with wijk, city and country, the second with the city. Monthly figures and older
    editions are in `mentions`.
    """
    profile, names, programme = figures.profile(query, area_codes), lookups.area_names(query), lookups.programme(query)
    city, country = programme.municipality_code, programme.country_code
    look = exhibits.styles(query, area_codes)
    rows = by_indicator(profile)
    in_table = {row.indicator.indicator_id for row in profile.latest} - {*profile.asides()}
    lines = series(query, area_codes, in_table, look)
    axis = axis_of_years(lines)
    choice = with_city_and_country(query, area_codes)
    themes: dict[str, list[_Row]] = {}
    for indicator_id, indicator in lookups.indicators(query).items():
        of_theme = themes.setdefault(indicator.theme, [])
        if indicator_id in in_table:
            by_area = lines.get(indicator_id, {})
            image = sparklines.address(sparklines.draw(list(by_area.values()), axis))
            sides = tuple(_side(rows[indicator_id][code], code == area_codes[0]) for code in area_codes)
            text = sentences.lines(by_area, names, indicator)
            of_theme.append(_Row(indicator.label, trends(indicator_id, choice), note(indicator), image, text, sides))
    return TEMPLATES.get_template("profile_table.html").render(
        themes={theme: of_theme for theme, of_theme in themes.items() if of_theme},
        areas=[(names[code], look[code]) for code in area_codes], city=names[city], country=names[country],
        caption=f"Alle cijfers van {dutch.joined([names[code] for code in area_codes])} per thema",
    )  # fmt: skip


def axis_of_years(lines: dict[str, dict[str, sparklines.Line]]) -> tuple[float, float] | None:
    """Return the first and last year with a figure, None without any; `lines` as `series` returns them."""
    years = [figure.year for by_area in lines.values() for line in by_area.values() for figure in line.figures
             if figure.value is not None]  # fmt: skip
    return (min(years), max(years)) if years else None


def by_indicator(profile: Profile) -> dict[str, dict[str, Latest | Gap]]:
    """Return the figure of each area, or why it has none, by indicator and area."""
    rows: dict[str, dict[str, Latest | Gap]] = {}
    both: tuple[Latest | Gap, ...] = (*profile.latest, *profile.gaps)
    for row in both:
        rows.setdefault(row.indicator.indicator_id, {})[row.area_code] = row
    return rows


def note(indicator: Indicator) -> str:
    """Return the text after the name of a topic: its unit, and whether it comes from a model."""
    is_plain = indicator.unit in ("%", "euro") or indicator.label.lower() == indicator.unit
    unit = "" if is_plain else dutch.unit_after(indicator.label, indicator.unit)
    return "; ".join(filter(None, (unit, "rekenmodel" if indicator.is_model else "")))


def trends(indicator_id: str, choice: str) -> str:
    """Return the address of the trend of a topic; `choice` of areas as from `with_city_and_country`."""
    return f"trends?indicator={quote(indicator_id)}&{choice}"


def with_city_and_country(query: Query, area_codes: Sequence[str]) -> str:
    """Return these areas, city and country as URL parameters of Trends."""
    programme = lookups.programme(query)
    return _areas_of_trends([*area_codes, programme.municipality_code, programme.country_code])


def mentions(query: Query, area_codes: tuple[str, ...]) -> str:
    """Return what the table leaves out: monthly figures and older editions with a link, and per reason the topics
    without a figure."""
    profile = figures.profile(query, area_codes)
    groups = []
    if asides := profile.asides():
        choice = _areas_of_trends(area_codes)
        items = [(trends(indicator_id, choice), indicator.label) for indicator_id, indicator in asides.items()]
        groups.append(_Mentions("Niet in de tabel: cijfers per maand en oudere uitgaven van een maat", items))
    # a gap beside a figure of the other buurt is in the table, with its reason
    with_figure = {row.indicator.indicator_id for row in profile.latest}
    labels = {gap.indicator.indicator_id: gap.indicator.label for gap in profile.gaps}
    reasons: dict[str, dict[str, None]] = {}
    for gap in profile.gaps:
        if gap.indicator.indicator_id not in with_figure:
            reasons.setdefault(gap.indicator.indicator_id, {})[sentences.reason(gap.missing)] = None
    by_reason: dict[str, list[tuple[str, str]]] = {}
    for indicator_id, texts in reasons.items():
        by_reason.setdefault(", ".join(texts), []).append(("", labels[indicator_id]))
    groups += [_Mentions(f"Geen cijfer ({reason})", items) for reason, items in by_reason.items()]
    return TEMPLATES.get_template("profile_mentions.html").render(groups=groups)


def _area(query: Query, area_code: str, style: Style, city: str) -> _Area:
    portrait = figures_portrait.portrait(query, area_code)
    changes = lookups.boundary_changes(query, [area_code])
    years = dutch.joined([str(change.year) for change in changes])
    about = sentences.about(portrait, city)
    return _Area(
        area_name(portrait.area),
        style.color,
        sentences.finding(portrait, city),
        about,
        sentences.years_of_facts(portrait),
        sentences.caution(portrait),
        f"Heeft vanaf {years} een andere grens." if years else "",
        " ".join(dict.fromkeys(change.note for change in changes if change.note)),
        blocks(portrait, city, lookups.programme(query).municipality_word),
    )


def blocks(portrait: Portrait, city: str, word: CityWord) -> list[Block]:
    """Return the headings of a portrait, each with its topics."""
    choice = _areas_of_trends([portrait.area.area_code])
    this = "dit gebied" if portrait.area.level == "groep" else f"deze {portrait.area.level}"

    def points(rows: Sequence[Latest | Change], texts: list[str]) -> list[Point]:
        return [
            Point(text, row.indicator.label, trends(row.indicator.indicator_id, choice),
                  row.period if isinstance(row, Latest) else "")
            for row, text in zip(rows, texts, strict=True)
        ]  # fmt: skip

    return [
        Block(f"Sterk in {this}", points(portrait.strong, sentences.strengths(portrait, city)),
              sentences.nothing_strong(portrait, city)),
        Block(f"Waar de {word} verder is", points(portrait.behind, sentences.distances(portrait, city)),
              sentences.nothing_behind(portrait, city)),
        Block("Wat veranderde", points(portrait.changed, sentences.changes(portrait, city)),
              sentences.nothing_changed(portrait)),
    ]  # fmt: skip


def area_name(area: Buurt) -> str:
    """Return the name of a buurt, or of a wijk as such."""
    return f"Wijk {area.name}" if area.level == "wijk" else area.name


def series(
    query: Query, area_codes: tuple[str, ...], indicator_ids: Iterable[str], look: dict[str, Style]
) -> dict[str, dict[str, sparklines.Line]]:
    """Return per indicator the line of each buurt that has figures."""
    lines: dict[str, dict[str, sparklines.Line]] = {}
    for code in area_codes:
        for indicator_id, points in figures.series(query, code, indicator_ids).items():
            if any(figure.value is not None for figure in points):
                line = sparklines.Line(points, look[code].color, look[code].dash)
                lines.setdefault(indicator_id, {})[code] = line
    return lines


def _side(row: Latest | Gap, is_first: bool) -> _Side:
    """Return the cells of one buurt: figure, year, place and differences; without a figure a single one."""
    if isinstance(row, Gap):
        return _Side(gap=f"geen cijfer: {sentences.reason(row.missing)}", span=6 if is_first else 4)
    indicator, (margin, kind) = row.indicator, margin_of(row)
    city = _difference(row, row.city, _verdict(row))
    beside = (_difference(row, row.wijk), city, _difference(row, row.country)) if is_first else (city,)
    return _Side(
        value=dutch.short_figure(row.value, indicator.decimals, indicator.unit), margin=margin, margin_kind=kind,
        origin=links.origin(indicator.indicator_id, row.period), year=periods.parse(row.period).label,
        status=status_note(row.status), differences=beside, unusual=row.unusual,
        place=f"{row.place - 1} van {row.buurt_count - 1}" if row.buurt_count > 1 else "",
    )  # fmt: skip


def margin_of(row: Latest) -> tuple[str, str]:
    """Return the margin of a figure and its basis: '55,1 tot 62,7'; '' twice if it is unknown."""
    if row.lower is None or row.upper is None:
        return "", ""
    bounds = (dutch.number(bound, row.indicator.decimals) for bound in (row.lower, row.upper))
    return " tot ".join(bounds), dutch.MARGIN[row.margin_kind or ""]


def _difference(row: Latest, reference: Reference, verdict: str = "") -> _Difference:
    if (difference := row.difference(reference)) is None:
        if dutch.is_amount(row.indicator.unit):
            return _Difference("–", "aantallen worden niet vergeleken")
        return _Difference("–", dutch.MISSING.get(reference.missing or "", "geen cijfer in dat jaar"))
    unit = "euro" if row.indicator.unit == "euro" else ""
    return _Difference(dutch.signed(difference, row.indicator.decimals, unit), verdict=verdict)


def _verdict(row: Latest) -> str:
    """Return on which side of the city the area is; '' without a favourable direction, or if about equal."""
    return {"good": "gunstiger", "bad": "ongunstiger"}.get(row.standing.side, "") if row.has_city else ""


def _areas_of_trends(codes: Sequence[str]) -> str:
    return urlencode({"gebied": list(dict.fromkeys(codes))}, doseq=True)
