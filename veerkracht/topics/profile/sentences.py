"""The sentences of a profile: about the buurt, its lines, and where its figures come from."""

from collections.abc import Mapping

from veerkracht.core import dutch, periods
from veerkracht.database.rows import Indicator
from veerkracht.drawing import sparklines
from veerkracht.topics.profile.figures import Buurt, Profile


def about(buurt: Buurt) -> str:
    """Return the wijk and the number of inhabitants of a buurt."""
    wijk = f"Wijk {buurt.wijk}; " if buurt.wijk is not None else ""
    if buurt.inhabitants is None:
        return f"{wijk}aantal inwoners in {buurt.inhabitants_period} niet bekend"
    return f"{wijk}{dutch.number(buurt.inhabitants, 0)} inwoners in {buurt.inhabitants_period}"


def reason(missing: str | None) -> str:
    """Return why there is no figure in any period; `missing` of figures.Gap."""
    return dutch.MISSING.get(missing or "", "nog geen meting")


def lines(lines: Mapping[str, sparklines.Line], names: Mapping[str, str], indicator: Indicator) -> str:
    """Return what the spark lines of areas show: first and last figure, lowest and highest, whether they are broken."""
    texts = [(f"{names[code]} " if len(lines) > 1 else "") + _line(line, indicator) for code, line in lines.items()]
    return ". ".join(texts)


def _line(line: sparklines.Line, indicator: Indicator) -> str:
    known = [(figure.value, figure.year) for figure in line.figures if figure.value is not None]
    text = {pair: dutch.short_figure(pair[0], indicator.decimals, indicator.unit) for pair in known}
    parts = [f"{pair[1]:.0f}: {text[pair]}" for pair in dict.fromkeys([known[0], known[-1]])]
    if len(known) > 2:
        for word, pair in (("laagste", min(known, key=_value)), ("hoogste", max(known, key=_value))):
            parts.append(f"{word} {text[pair]} in {pair[1]:.0f}")
    if sparklines.is_broken(line.figures):
        parts.append("niet alle jaren zijn te vergelijken")
    return "; ".join(parts)


def _value(pair: tuple[float, float]) -> float:
    return pair[0]


def notes(profile: Profile, buurt_count: int, city: str, country: str) -> list[str]:
    """Return the small print: what a column means, and the publishers with the years of the figures."""
    years: dict[str, set[str]] = {}
    for row in profile.latest:
        years.setdefault(row.indicator.publisher, set()).add(row.period[:4])
    sources = "; ".join(f"{publisher} ({periods.spelled(codes)})" for publisher, codes in years.items())
    has_model = any(row.indicator.is_model for row in profile.latest)
    return [
        f"Plaats: van hoog naar laag onder de buurten van {city} met een cijfer in dat jaar. {city} heeft er "
        f"{buurt_count}. Plaats 1 is het hoogste cijfer, niet altijd het beste. Cijfers die afgerond gelijk zijn, "
        "delen een plaats.",
        f"Verschil: het cijfer van de buurt min dat van de wijk, {city} of {country} in hetzelfde jaar, zoals de "
        "cijfers er staan. Bij procenten is het verschil in procentpunt. Bij aantallen staat er geen verschil, want "
        "een groter gebied heeft er altijd meer. Een streepje betekent ook: er is geen cijfer om mee te vergelijken.",
        "Lijn: alle jaren, per rij met een eigen schaal. De lijn stopt bij een jaar zonder cijfer, bij een andere "
        "definitie en bij een andere grens van de buurt. De stip is het laatste cijfer.",
        "Rekenmodel: het cijfer is een schatting, geen telling." if has_model else "",
        f"Ongewoon in Nederland{' (!)' if len(profile.area_codes) > 1 else ''}: de verandering hoort bij de uiterste "
        "10% van het land. Zie Vergelijken, weergave Ongewoon."
        if any(row.unusual for row in profile.latest)
        else "",
        f"Bron: {sources}. Wie op een cijfer klikt, ziet tabel, uitgave en licentie." if sources else "",
    ]
