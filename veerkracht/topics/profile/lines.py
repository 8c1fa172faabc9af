"""A line per subject of the profile: the figure, a strip of all areas, its reference, and its years."""

from collections.abc import Sequence
from dataclasses import dataclass

from veerkracht.core import areas, dutch, periods
from veerkracht.database import lookups
from veerkracht.database.query import Query
from veerkracht.drawing import exhibits, links, sparklines
from veerkracht.drawing.charts import Style
from veerkracht.drawing.table import status_note
from veerkracht.drawing.tables import TEMPLATES
from veerkracht.topics.profile import figures, sentences, strips, tables
from veerkracht.topics.profile.figures import Gap, Latest
from veerkracht.topics.profile.strips import Strip

_FEWEST_YEARS = 3  # figures, from which a line of years is drawn


@dataclass(frozen=True)
class _Peers:
    """The part of a strip that is the same for every area: its positions, the start of its drawing and its dots for
    browser.js."""

    strip: Strip
    drawing: str
    dots: str
    unit: str
    range: str  # in words
    ranking: str


@dataclass(frozen=True)
class _Page:
    """What all lines of a page share: names, the city, styles, the areas as URL parameters of Trends, the axis of
    years."""

    names: dict[str, str]
    city: str
    look: dict[str, Style]
    trends: str
    axis: tuple[float, float] | None


@dataclass(frozen=True)
class _Side:
    """One area in a line; without a figure, `gap` is the reason."""

    color: str
    gap: str = ""
    value: str = ""
    origin: str = ""
    when: str = ""
    margin: str = ""
    margin_kind: str = ""
    compared: str = ""
    unusual: str = ""


@dataclass(frozen=True)
class _Line:
    """A topic: its name, the areas, and its strip (image, dots, content in words, address) and years."""

    label: str
    link: str
    note: str
    sides: tuple[_Side, ...]
    strip: str
    dots: str
    unit: str
    alternative: str
    ranking: str
    years: str
    years_alternative: str
    has_middle: bool


def lines(query: Query, area_codes: tuple[str, ...]) -> str:
    """Return a line per topic by theme as HTML; a message if there are no figures at all.

    Monthly figures and older editions are in `tables.mentions`.
    """
    profile, names = figures.profile(query, area_codes), lookups.area_names(query)
    look, by_id = exhibits.styles(query, area_codes), tables.by_indicator(profile)
    indicator_ids = {row.indicator.indicator_id for row in profile.latest} - {*profile.asides()}
    years = tables.series(query, area_codes, indicator_ids, look)
    city, choice = lookups.programme(query).municipality_name, tables.with_city_and_country(query, area_codes)
    page = _Page(names, city, look, choice, tables.axis_of_years(years))
    themes: dict[str, list[_Line]] = {}
    for indicator_id, indicator in lookups.indicators(query).items():
        if indicator_id in indicator_ids:
            sides = [by_id[indicator_id][code] for code in area_codes]
            line = _line(query, page, sides, years.get(indicator_id, {}))
            themes.setdefault(indicator.theme, []).append(line)
    level = figures.level_of_peers(area_codes[0])
    peers = figures.peers(query, area_codes[0])
    return TEMPLATES.get_template("profile_lines.html").render(
        themes=themes, areas=[(names[code], look[code]) for code in area_codes], city=city, level=level,
        has_middle=any(line.has_middle for of_theme in themes.values() for line in of_theme),
        peers=";".join(f"{code}={peer.name.replace(';', ',')}" for code, peer in peers.items()),
        caption=f"Alle cijfers van {dutch.joined([names[code] for code in area_codes])} per thema",
    )  # fmt: skip


def _line(
    query: Query, page: _Page, sides: Sequence[Latest | Gap], years: dict[str, sparklines.Line],
) -> _Line:  # fmt: skip
    indicator = sides[0].indicator
    rows = [side for side in sides if isinstance(side, Latest)]
    newest = max(rows, key=lambda row: row.period)
    peers = query.value(_peers, figures.level_of_peers(newest.area_code), indicator.indicator_id, newest.period)
    # an amount of several buurten has no rank among those of one
    colored = [row for row in rows if row.period == newest.period
               and not (dutch.is_amount(indicator.unit) and areas.level(row.area_code) == "groep")]  # fmt: skip
    has_years = any(
        sum(figure.value is not None for figure in line.figures) >= _FEWEST_YEARS for line in years.values()
    )
    return _Line(
        indicator.label, tables.trends(indicator.indicator_id, page.trends), tables.note(indicator),
        tuple(_side(side, page.look[side.area_code].color, page.city) for side in sides),
        strips.with_areas(
            peers.drawing, peers.strip, [(row.area_code, row.value, page.look[row.area_code].color) for row in colored]
        ),
        peers.dots, peers.unit, sentences.strip(colored, peers.range, page.names), peers.ranking,
        sparklines.address(sparklines.draw(list(years.values()), page.axis)) if has_years else "",
        sentences.lines(years, page.names, indicator) if has_years else "", peers.strip.middle is not None,
    )  # fmt: skip


def _side(row: Latest | Gap, color: str, city: str) -> _Side:
    if isinstance(row, Gap):
        return _Side(color, sentences.reason(row.missing))
    indicator, (margin, kind) = row.indicator, tables.margin_of(row)
    when = ", ".join(filter(None, (periods.parse(row.period).label, status_note(row.status))))
    return _Side(
        color, "", dutch.short_figure(row.value, indicator.decimals, indicator.unit),
        links.origin(indicator.indicator_id, row.period), when, margin, kind, sentences.compared(row, city),
        row.unusual,
    )  # fmt: skip


def _peers(query: Query, level: str, indicator_id: str, period: str) -> _Peers:
    indicator, programme = lookups.indicator(query, indicator_id), lookups.programme(query)
    peers = figures.every_peers(query)[figures.LEVELS[level], indicator_id, period]
    city = None if dutch.is_amount(indicator.unit) else figures.of_city(query, indicator_id, period)
    middle = peers.middle if peers.has_middle else None
    strip = Strip(peers.figures, middle, city)
    order = list(figures.wijken(query) if level == "wijk" else figures.buurten(query))
    return _Peers(
        strip, strips.draw(strip), strips.data(strip, order, indicator.decimals),
        dutch.figure(0, 0, indicator.unit).replace("0", "#", 1),
        sentences.peers(indicator, peers, level, programme.municipality_name, city),
        links.ranking(indicator_id, period),
    )  # fmt: skip
