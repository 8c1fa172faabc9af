"""Texts of the view Verandering, in plain Dutch (B1)."""

from collections import Counter
from collections.abc import Sequence

from veerkracht.core import dutch, periods
from veerkracht.database.rows import grouped
from veerkracht.topics.change.figures import Obstacle, Overview, Row

UNUSUAL_MARK = "◇"
_WHY_NOT: dict[Obstacle, str] = {
    "first": "geen cijfer in het eerste jaar",
    "last": "geen cijfer in het laatste jaar",
    "both": "geen cijfer in beide jaren",
    "break": "de cijfers of de grenzen van toen en nu zijn niet te vergelijken",
}
_MOST_NAMED = 3  # focus areas in the sentences above the picture


def title(overview: Overview) -> str:
    """Return the finding in at most fifteen words."""
    total = all_of(len(overview.tested))
    forward, back = overview.count("forward"), overview.count("back")
    if not overview.tested:
        rose = sum((row.printed or 0) > 0 for row in overview.changed)
        fell = sum((row.printed or 0) < 0 for row in overview.changed)
        total = all_of(len(overview.changed))
        return f"Van {total} stijgt het cijfer in {in_words(rose)}, en daalt het in {in_words(fell)}"
    if not (forward or back):
        return f"In geen van {total} is de verandering groter dan de marge"
    if overview.indicator.direction == "geen":
        return f"Van {total} stijgt het cijfer aantoonbaar in {in_words(forward)}, en daalt het in {in_words(back)}"
    verb = "gaat er" if forward <= 1 else "gaan er"
    return f"Van {total} {verb} {in_words(forward)} aantoonbaar vooruit, en {in_words(back)} achteruit"


def subtitle(overview: Overview) -> str:
    """Return the subject of the title: the indicator, the years and the unit."""
    indicator = overview.indicator
    return f"{indicator.label}, {dutch.in_unit(indicator.unit)}: verandering van {between(overview)}"


def ranking_subtitle(overview: Overview) -> str:
    """Return the subject of the title, and what the mark after a name means if there is one."""
    mark = f" {UNUSUAL_MARK} is landelijk ongewoon." if any(row.is_unusual for row in overview.rows) else ""
    return f"{subtitle(overview)}.{mark}" if mark else subtitle(overview)


def between(overview: Overview) -> str:
    """Return the years: '2022 tot 2024', 'gemiddeld 2022 t/m 2024 tot 2025'."""
    start = periods.parse(overview.start)
    first = f"gemiddeld {start.label}" if start.last > start.first else start.label
    return f"{first} tot {periods.parse(overview.choice.until).label}"


def film_alternative(overviews: Sequence[Overview]) -> str:
    """Return the content of a film of changes until each of several years, for visitors who cannot see it."""
    first, last = overviews[0], overviews[-1]
    return (
        f"Verandering per buurt van {first.indicator.label}, van {periods.parse(first.start).label} tot elk jaar van "
        f"{first.choice.until} t/m {last.choice.until}. De cijfers van het gekozen jaar staan in de tabel."
    )


def findings(overview: Overview) -> list[str]:
    """Return the text with the title: how many changes chance alone gives, and the buurten of the programme."""
    texts = []
    if overview.tested:
        by_chance = dutch.number(len(overview.tested) * (1 - overview.confidence / 100), 0)
        holding = sum(row.holds for row in overview.tested)
        texts.append(
            f"Toeval alleen geeft er al ongeveer {by_chance}; samen bekeken "
            f"{'houdt er geen' if not holding else f'houdt er {holding}' if holding == 1 else f'houden er {holding}'} "
            "stand."
            if overview.count("forward") or overview.count("back")
            else f"Toeval alleen zou er al ongeveer {by_chance} geven."
        )
    focus = [row for row in overview.rows if row.area_code in overview.focus]
    if len(focus) <= _MOST_NAMED:
        texts += [_area_change(row, overview) for row in sorted(focus, key=lambda row: row.name)]
    return texts


def _area_change(row: Row, overview: Overview) -> str:
    """Return the change of a buurt: 'Nazareth: +2 procentpunt, binnen de marge.'"""
    if row.change is None:
        return f"{row.name}: {why_not(row)}."
    text = f"{row.name}: {size(row, overview)}"
    if row.has_margin:
        text += ", meer dan de marge" if row.movement != "unclear" else ", binnen de marge"
    return f"{text}, landelijk {row.yardstick}." if row.yardstick else f"{text}."


def size(row: Row, overview: Overview) -> str:
    """Return a change as printed with its sign and unit: '−2,3 procentpunt'; 'gelijk' if there is none."""
    indicator = overview.indicator
    return dutch.signed(row.printed, indicator.decimals, indicator.unit) if row.printed else "gelijk"


def why_not(row: Row) -> str:
    """Return why the change of an area is unknown."""
    assert row.obstacle
    return _WHY_NOT[row.obstacle]


def judged(row: Row) -> str:
    """Return the verdict of the margin on a change in a word or two."""
    if row.change is None:
        return ""
    if not row.has_margin:
        return "marge onbekend"
    if row.movement == "unclear":
        return "binnen de marge"
    return "aantoonbaar, houdt stand" if row.holds else "aantoonbaar"


def alternative(overview: Overview) -> str:
    """Return the content of the picture, for visitors who cannot see it."""
    ends = [overview.changed[0], overview.changed[-1]]
    most, least = (f"{row.name} ({size(row, overview)})" for row in ends)
    return f"Stippen per buurt. {subtitle(overview)}. Grootste stijging: {most}, grootste daling: {least}."


def map_alternative(overview: Overview, city: str) -> str:
    """Return the content of the map, for visitors who cannot see it."""
    return f"Kaart van {city}: {subtitle(overview)}. De cijfers staan in de tabel."


def nothing(overview: Overview, why_none: str) -> str:
    """Return why there is nothing to draw, '' if there is something; `why_none` is why no buurt was chosen."""
    if not overview.choice.codes:
        return why_none
    if overview.changed:
        return ""
    why = Counter(why_not(row) for row in overview.rows).most_common(1)[0][0]
    return f"Tussen deze jaren is geen verandering te zeggen: {why}. Kies hierboven andere jaren of buurten."


def how_sure(overview: Overview) -> list[str]:
    """Return what the margin means and does not say, what the yardstick marks, and which buurten have no change."""
    lines = []
    confidence = dutch.number(overview.confidence, 0)
    if overview.tested:
        lines.append(
            f"De streep door een stip is de marge: met {confidence}% zekerheid ligt de echte verandering daarbinnen. "
            "Raakt de streep de 0 niet, dan heet de verandering aantoonbaar. Bij zo veel buurten tegelijk zijn er dan "
            "altijd enkele toeval. Wat standhoudt, blijft ook over als daarop is gelet."
        )
    if overview.changed and not overview.tested:
        lines.append("Van deze cijfers is geen marge bekend. Een kleine verandering kan toeval zijn.")
    start = periods.parse(overview.start) if overview.changed else None
    if start and start.last > start.first:
        lines.append(f"Het begin is het gemiddelde van {start.label}: één jaar kan door toeval hoog of laag zijn.")
    if any(row.is_unusual for row in overview.rows):
        lines.append(f"{UNUSUAL_MARK}: landelijk ongewoon. Van 100 buurten veranderden er hoogstens 10 zo sterk.")
    elif overview.yardstick_years and not any(row.yardstick for row in overview.rows):
        lines.append(f"De landelijke meetlat vergelijkt {overview.yardstick_years}. Voor deze jaren zegt zij niets.")
    return [*lines, *without(overview.rows)]


def without(rows: Sequence[Row]) -> list[str]:
    """Return which buurten have no change, by reason."""
    by_reason = grouped((why_not(row), row.name) for row in rows if row.obstacle)
    return [f"Niet getekend: {dutch.joined(sorted(names))} ({why})." for why, names in sorted(by_reason.items())]


def all_of(count: int) -> str:
    """Return the phrase for all of so many buurten: 'de 39 buurten'."""
    return "de ene buurt" if count == 1 else f"de {count} buurten"


def in_words(count: int) -> str:
    """Return a number in words: 'geen' for none."""
    return str(count) if count else "geen"
