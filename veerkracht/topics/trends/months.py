"""Monthly counts of an area compared with its usual share of the city: which months exceed chance."""

from dataclasses import dataclass
from functools import cached_property

from veerkracht.core import areas
from veerkracht.core.codes import CityWord
from veerkracht.database import lookups
from veerkracht.database.query import Query
from veerkracht.database.rows import Indicator
from veerkracht.method import chance, early_signal
from veerkracht.method.chance import Band
from veerkracht.topics.trends.figures import Choice

SHOWN = early_signal.HISTORY  # months


@dataclass(frozen=True)
class Month:
    """The count of a month, None if unknown, and the band of chance."""

    period: str
    year: float
    count: float | None
    band: Band | None

    @property
    def is_judged(self) -> bool:
        """Return whether the count can be compared with a band."""
        return self.count is not None and self.band is not None

    @property
    def side(self) -> chance.Side:
        """Return on which side of the band a judged month is."""
        return self.band.side(self.count) if self.band and self.count is not None else "within"


@dataclass(frozen=True)
class Months:
    """The last SHOWN months of an area in chronological order."""

    indicator: Indicator
    area_code: str
    area: str
    city: str
    city_word: CityWord
    months: tuple[Month, ...]

    @cached_property
    def judged(self) -> tuple[Month, ...]:
        """Return the months with a count and a band."""
        return tuple(month for month in self.months if month.is_judged)

    @cached_property
    def unusual(self) -> tuple[Month, ...]:
        """Return the months outside their band."""
        return tuple(month for month in self.judged if month.side != "within")


def months(query: Query, choice: Choice) -> tuple[Months, ...]:
    """Return the months of each buurt, wijk and own group of a choice that has a band in some of them; none for yearly
    figures."""
    return query.value(_months, choice.indicator_id, choice.area_codes)


def _months(query: Query, indicator_id: str, area_codes: tuple[str, ...]) -> tuple[Months, ...]:
    indicator, about = lookups.indicator(query, indicator_id), lookups.programme(query)
    chosen = [code for code in area_codes if areas.level(code) in ("buurt", "wijk", "groep")]
    if indicator.frequency != "maand" or not chosen:
        return ()
    frame, names = lookups.trend(query, indicator_id, [*chosen, about.municipality_code]), lookups.area_names(query)
    counts: dict[str, list[tuple[str, float, float | None]]] = {}
    columns = (frame[name].tolist() for name in ("area_code", "period", "year", "value"))
    for code, period, year, value in zip(*columns, strict=True):
        counts.setdefault(code, []).append((period, year, None if value is None or value != value else value))
    city = [count for *_, count in counts.get(about.municipality_code, [])]
    result = []
    for code in chosen:
        rows = counts[code]
        bands = chance.bands([count for *_, count in rows], city)
        every = [Month(*row, band) for row, band in zip(rows, bands, strict=True)]
        called = about.municipality_name, about.municipality_word
        result.append(Months(indicator, code, names[code], *called, tuple(every[-SHOWN:])))
    return tuple(months for months in result if months.judged)
