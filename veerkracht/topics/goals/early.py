"""The early signal beside a goal: what the monthly counts say, and how often that is a false alarm; it is never a
status."""

from dataclasses import dataclass

from veerkracht.core import areas, dutch, periods
from veerkracht.core.codes import CityWord
from veerkracht.database import lookups, queries
from veerkracht.database.query import Query, cached
from veerkracht.database.rows import typed


@dataclass(frozen=True)
class EarlySignal:
    """The early signal of the focus areas together: a row of queries.early_signals. `why_not` says why there is
    none."""

    indicator_id: str
    unit: str
    first_period: str | None
    last_period: str | None
    direction: str | None
    period: str | None
    counted: float | None
    expected: float | None
    false_alarms: float | None
    why_not: str


@cached
def signals(query: Query) -> dict[str, EarlySignal]:
    """Return the early signals by the indicator of their measure."""
    return {signal.indicator_id: signal for signal in typed(query(queries.early_signals), EarlySignal)}


def sentence(query: Query, indicator_id: str | None) -> str:
    """Return the early signal of a measure, or in one line why there is none; '' when the measure is not counted per
    month."""
    signal = signals(query).get(indicator_id or "")
    if signal is None:
        return ""
    return in_words(signal, lookups.area_names(query)[areas.TOGETHER], lookups.programme(query).municipality_word)


def in_words(signal: EarlySignal, area: str, city: CityWord) -> str:
    """Return an early signal with its months and its rate of false alarms; `area` is both wijken."""
    if signal.why_not:
        return f"Vroeg signaal: niet te geven, {signal.why_not}."
    first, last = (periods.parse(period or "").label for period in (signal.first_period, signal.last_period))
    counted, expected = (dutch.number(value or 0, 0) for value in (signal.counted, signal.expected))
    verdict = "Dat is geen vroeg signaal."
    if signal.period is not None:
        month = periods.parse(signal.period).label
        verdict = f"In {month} gaf dat een vroeg signaal: {signal.direction} dan daarbij past."
    rate = dutch.number(100 * (signal.false_alarms or 0), 0)
    return (
        f"Vroeg signaal, geen stand: van {first} tot en met {last} telde de bron in {area} {counted} {signal.unit}. "
        f"Bij het aandeel in de {city} van de drie jaren ervoor passen er {expected}. {verdict} Ook als er niets "
        f"verandert, geeft deze regel in {rate} van de 100 jaren een signaal."
    )
