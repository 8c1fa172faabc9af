"""The profile of one buurt, or of two side by side, as HTML: the table of all indicators, and what it leaves out."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlencode

from veerkracht.core import dutch, periods
from veerkracht.database import lookups
from veerkracht.database.query import Query
from veerkracht.drawing import charts, links, sparklines
from veerkracht.drawing.charts import Style
from veerkracht.drawing.table import status_note
from veerkracht.drawing.tables import TEMPLATES
from veerkracht.topics.profile import figures, sentences
from veerkracht.topics.profile.figures import Gap, Latest, Reference

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class _Area:
    """A buurt in the head of the profile."""

    name: str
    about: str
    is_small: bool
    moved: str
    why_moved: str


@dataclass(frozen=True)
class _Difference:
    """The difference with a larger area, or why there is none; with the city, on which side of it the buurt is."""

    text: str
    reason: str = ""
    verdict: str = ""


@dataclass(frozen=True)
class _Side:
    """The cells of one buurt in a row; with a `gap`, a single cell with the reason why there is no figure.

    `unusual` is why its change is unusual in the country, '' when it is not.
    """

    gap: str = ""
    span: int = 1
    value: str = ""
    margin: str = ""
    margin_kind: str = ""  # where the margin comes from
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


def head(query: Query, area_codes: tuple[str, ...]) -> str:
    """Return the names of the buurten with wijk, inhabitants and caveats, and the years and date of the figures."""
    rows = figures.profile(query, area_codes).latest
    dates = [row.retrieved_at for row in rows if _DATE.fullmatch(row.retrieved_at)]
    return TEMPLATES.get_template("profile_head.html").render(
        areas=[_area(query, code) for code in area_codes],
        years=periods.spelled({row.period[:4] for row in rows}),
        retrieved=dutch.day(datetime.fromisoformat(max(dates))) if dates else "",
    )


def table(query: Query, area_codes: tuple[str, ...]) -> str:
    """Return the table of all indicators by theme; a message when there are no figures at all.

    The first buurt is set against wijk, city and country, the second against the city. Figures of months and older
    editions are in `mentions`.
    """
    profile, names, programme = figures.profile(query, area_codes), lookups.area_names(query), lookups.programme(query)
    city, country = programme.municipality_code, programme.country_code
    look = charts.styles(list(area_codes), list(programme.focus_area_codes), city, country)
    rows: dict[str, dict[str, Latest | Gap]] = {}
    for row in profile.latest:
        rows.setdefault(row.indicator.indicator_id, {})[row.area_code] = row
    for gap in profile.gaps:
        rows.setdefault(gap.indicator.indicator_id, {})[gap.area_code] = gap
    in_table = {row.indicator.indicator_id for row in profile.latest} - {*profile.asides()}
    lines = _lines(query, area_codes, in_table, look)
    years = [figure.year for by_area in lines.values() for line in by_area.values() for figure in line.figures
             if figure.value is not None]  # fmt: skip
    axis = (min(years), max(years)) if years else None
    choice = _areas_of_trends([*area_codes, city, country])
    themes: dict[str, list[_Row]] = {}
    for indicator_id, indicator in lookups.indicators(query).items():
        of_theme = themes.setdefault(indicator.theme, [])
        if indicator_id in in_table:
            by_area = lines.get(indicator_id, {})
            image = sparklines.address(sparklines.draw(list(by_area.values()), axis))
            sides = tuple(_side(rows[indicator_id][code], code == area_codes[0]) for code in area_codes)
            unit = "" if indicator.unit in ("%", "euro") else dutch.in_unit(indicator.unit)
            unit = "" if indicator.label.endswith(unit) else unit
            note = "; ".join(filter(None, (unit, "rekenmodel" if indicator.is_model else "")))
            text = sentences.lines(by_area, names, indicator)
            of_theme.append(_Row(indicator.label, _trends(indicator_id, choice), note, image, text, sides))
    return TEMPLATES.get_template("profile_table.html").render(
        themes={theme: of_theme for theme, of_theme in themes.items() if of_theme},
        areas=[(names[code], look[code]) for code in area_codes], city=names[city], country=names[country],
        caption=f"Alle cijfers van {dutch.joined([names[code] for code in area_codes])} per thema",
    )  # fmt: skip


def mentions(query: Query, area_codes: tuple[str, ...]) -> str:
    """Return what the table leaves out: figures of months and older editions with a link, and per reason what has no
    figure."""
    profile = figures.profile(query, area_codes)
    groups = []
    if asides := profile.asides():
        choice = _areas_of_trends(area_codes)
        items = [(_trends(indicator_id, choice), indicator.label) for indicator_id, indicator in asides.items()]
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


def _area(query: Query, area_code: str) -> _Area:
    buurt, changes = figures.buurten(query)[area_code], lookups.boundary_changes(query, [area_code])
    years = dutch.joined([str(change.year) for change in changes])
    return _Area(
        buurt.name, sentences.about(buurt), buurt.is_small,
        f"Heeft vanaf {years} een andere grens." if years else "",
        " ".join(dict.fromkeys(change.note for change in changes if change.note)),
    )  # fmt: skip


def _lines(
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
    indicator, margin, kind = row.indicator, "", ""
    if row.lower is not None and row.upper is not None:
        low, high = (dutch.number(bound, indicator.decimals) for bound in (row.lower, row.upper))
        margin, kind = f"{low} tot {high}", dutch.MARGIN[row.margin_kind or ""]
    city = _difference(row, row.city, _verdict(row))
    beside = (_difference(row, row.wijk), city, _difference(row, row.country)) if is_first else (city,)
    return _Side(
        value=dutch.short_figure(row.value, indicator.decimals, indicator.unit), margin=margin, margin_kind=kind,
        origin=links.origin(indicator.indicator_id, row.period), year=periods.parse(row.period).label,
        status=status_note(row.status), differences=beside, unusual=row.unusual,
        place=f"{row.place}e van {row.buurt_count}" if row.buurt_count > 1 else "",
    )  # fmt: skip


def _difference(row: Latest, reference: Reference, verdict: str = "") -> _Difference:
    if (difference := row.difference(reference)) is None:
        if dutch.is_amount(row.indicator.unit):
            return _Difference("–", "aantallen worden niet vergeleken")
        return _Difference("–", dutch.MISSING.get(reference.missing or "", "geen cijfer in dat jaar"))
    unit = "euro" if row.indicator.unit == "euro" else ""
    return _Difference(dutch.signed(difference, row.indicator.decimals, unit), verdict=verdict)


def _verdict(row: Latest) -> str:
    """Return on which side of the city the buurt is; '' without a wanted direction, or within the margin."""
    difference, city, direction = row.difference(row.city), row.city.value, row.indicator.direction
    if not difference or city is None or direction not in ("omhoog", "omlaag"):
        return ""
    if row.lower is not None and row.upper is not None and row.lower <= city <= row.upper:
        return ""
    return "gunstiger" if (difference > 0) == (direction == "omhoog") else "ongunstiger"


def _trends(indicator_id: str, choice: str) -> str:
    """Return the address of the development of an indicator; `choice` of areas as _areas_of_trends gives it."""
    return f"trends?indicator={quote(indicator_id)}&{choice}"


def _areas_of_trends(codes: Sequence[str]) -> str:
    return urlencode({"gebied": list(dict.fromkeys(codes))}, doseq=True)
