"""Reads the figures of one measure in one area over time from the observations, ready for assessment."""

from dataclasses import dataclass, replace
from functools import cached_property

import duckdb

from etl.build.goals import lacks
from etl.build.goals.lacks import Lack, Observation
from etl.build.margins.margins import Margins
from veerkracht.catalog.catalog import Catalog, Indicator
from veerkracht.catalog.goals import Measure, Method
from veerkracht.core import areas, dutch, periods
from veerkracht.core.codes import ReadingKind
from veerkracht.database.rows import grouped
from veerkracht.method import margins, progress
from veerkracht.method.margins import PER, Error, Spread
from veerkracht.method.progress import Aim, Certainty, Figure, Uncertainty


@dataclass(frozen=True)
class Measurement:
    """A figure with its period, its quality, and why it cannot be compared with the baseline ('' when it can)."""

    period: str
    figure: Figure
    quality: str
    obstacle: str


@dataclass(frozen=True)
class Series:
    """All figures of a measure in an area, oldest first, with its baseline and what its margins depend on."""

    measure: Measure
    indicator: Indicator
    method: Method
    target_year: int
    area_code: str
    adopted: float | None
    rows: list[Measurement]
    lack: Lack | None
    margins: Margins
    inhabitants: float | None
    population_size: float | None  # of the indicator's population, if known

    @property
    def baseline_period(self) -> str | None:
        """Return the period of the baseline: the plan's, else that of the first figure; None without either."""
        return _baseline_period(self.measure, [row.period for row in self.rows])

    @cached_property
    def start(self) -> Figure | None:
        """Return the baseline that progress is measured from: as now published, or as adopted without one."""
        if published := self.at(self.baseline_period):
            return published.figure
        if self.adopted is None or self.baseline_period is None:
            return None
        exposure = self.exposure if self.indicator.margin == "telling" else None
        return self.counted(Figure(int(self.baseline_period[:4]), self.adopted, exposure=exposure))

    @cached_property
    def measured_from(self) -> Figure | None:
        """Return the figure that the certainty of a change is measured from: the baseline, or for a count the mean of
        the years up to it, since half of a chance deviation in one year disappears by itself."""
        size = int(self.method.window_years.value)
        if self.spread is None or self.baseline_period is None or self.indicator.is_full_count:
            return self.start
        end = int(self.baseline_period[:4])
        before = mean(self, range(end - size + 1, end + 1))
        return replace(before, year=end, period=periods.Period(end - size + 1, end).code) if before else self.start

    @property
    def exposure(self) -> float | None:
        """Return the factor from a rate to reports, by the inhabitants of the method, or from a share to persons or
        households, by the size of the population that it is about."""
        size = self.population_size if self.measure.unit == "%" else self.inhabitants
        return size / PER[self.measure.unit] if size and self.measure.unit in PER else None

    @property
    def later(self) -> list[Measurement]:
        """Return the figures after the baseline, comparable or not."""
        return [row for row in self.rows if row.period > (self.baseline_period or "")]

    @property
    def comparable(self) -> list[Measurement]:
        """Return the figures after the baseline that can be compared with it."""
        return [row for row in self.later if not row.obstacle]

    @property
    def is_part(self) -> bool:
        """Return whether the target is one for the focus areas together, and this area is only one of them."""
        return self.measure.is_shared and self.area_code != areas.TOGETHER

    def at(self, period: str | None) -> Measurement | None:
        """Return the measurement of a period, None when there is no figure."""
        return next((row for row in self.rows if row.period == period), None)

    def value_at(self, period: str | None) -> float | None:
        """Return the value in a period, None when there is none."""
        row = self.at(period)
        return row.figure.value if row else None

    def aim(self, reading: ReadingKind | None = None) -> Aim:
        """Return the aim of the measure, in its own reading or in another."""
        measure_aim = aim(self.measure, self.target_year, reading)
        return replace(measure_aim, reading="richting", amount=None, is_yearly=False) if self.is_part else measure_aim

    @property
    def spread(self) -> Spread | None:
        """Return how strongly it varies when it is a count."""
        return self.margins.spread(self.indicator.id)

    def counted(self, figure: Figure) -> Figure:
        """Return a figure with the count and the bounds that follow from its value; as it is without an exposure, and
        without a margin when all were counted."""
        if self.indicator.is_full_count:
            return replace(figure, lower=None, upper=None, kind=None)
        if figure.exposure is None or self.spread is None:
            return figure
        count = figure.value * figure.exposure if figure.count is None else figure.count
        variance = self.spread.variance(count, figure.concentration, self.indicator.rounded_to)
        lower, upper = margins.bounds_of_count(figure.value, 1 / figure.exposure, variance)
        return replace(figure, count=count, lower=float(lower), upper=float(upper), kind="telling")

    def uncertainty(self, start: Figure | None, latest: Figure) -> Uncertainty:
        """Return the errors of a figure and of its change since the start.

        A start without a known margin is assumed to be as sure as the figure, and the certainty says so: as a point
        without margin, a change within the margin of the figure itself would get a verdict.
        """
        level = self.error(latest)
        if level is None:
            return Uncertainty()
        start_error = None if start is None else self.error(start)
        change = margins.error_of_difference(start_error or level, level)
        kinds = {latest.kind, start.kind if start and start_error else None}
        if start and "vergelijking" in kinds:
            change = (
                self.margins.error_of_change(self.indicator.id, self.area_code, start.period, latest.period) or change
            )
        is_assumed = start_error is None and start is not None
        certainty: Certainty
        if self.indicator.is_full_count:
            certainty = "volledig geteld"
        elif (
            is_assumed or "steekproef" in kinds or (latest.kind == "telling" and self.spread and self.spread.is_assumed)
        ):
            certainty = "marge met aanname"
        else:
            certainty = "marge geschat" if "vergelijking" in kinds else "marge bekend"
        return Uncertainty(change, level, certainty)

    def error(self, figure: Figure) -> Error | None:
        """Return the error of a figure, of a count on the log scale; None when its margin is not known.

        What was counted in full has none: its error is 0.
        """
        if self.indicator.is_full_count:
            return Error(0.0)
        return figure.error(self.spread, self.indicator.rounded_to)

    def assess(
        self,
        latest: Figure,
        reading: ReadingKind | None = None,
        start: Figure | None = None,
        measured_from: Figure | None = None,
    ) -> progress.Assessment:
        """Return the assessment of a figure against the path from the baseline, or from another start."""
        measured_from = measured_from or self.measured_from
        return progress.assess(
            self.aim(reading),
            start or self.start,
            latest,
            self.uncertainty(measured_from, latest),
            self.method.screen_confidence.value,
            self.method.on_course_share.value,
            measured_from,
        )

    def detectable_from(self, start: Figure | None) -> float | None:
        """Return the smallest change that can be detected when the next figure is as sure as this one."""
        error = self.error(start) if start else None
        if start is None or (change := margins.error_of_difference(error, error)) is None:
            return None
        return margins.detectable(start.positive, change, self.aim().sign, self.method.screen_confidence.value)


def _baseline_period(measure: Measure, periods_measured: list[str]) -> str | None:
    """Return the baseline of the plan, else the first figure; a norm that holds every year needs neither."""
    if measure.baseline:
        return measure.baseline.period
    return None if measure.reading.is_yearly or not periods_measured else periods_measured[0]


def aim(measure: Measure, target_year: int, reading: ReadingKind | None = None) -> Aim:
    """Return the aim of a measure, in its own reading or in another."""
    stated = measure.reading
    return Aim(reading or stated.kind, stated.amount, measure.direction, target_year, stated.is_yearly)


@dataclass(frozen=True)
class Reader:
    """Reads series from the observations of a database that is being built."""

    connection: duckdb.DuckDBPyConnection
    catalog: Catalog
    margins: Margins

    @cached_property
    def population_sizes(self) -> dict[tuple[str, str], float]:
        """Return the size of every population that is counted, by its code and area."""
        indicators = {indicator: population for population, indicator in self.catalog.method.populations.items()}
        query = """
            select indicator_id, area_code, value from observation
            where indicator_id in (select unnest($indicators)) and period = $period and value is not null
            order by all
        """
        parameters = {"indicators": list(indicators), "period": self.catalog.method.inhabitants.period}
        rows = self.connection.execute(query, parameters).fetchall()
        return {(indicators[indicator], area_code): value for indicator, area_code, value in rows}

    @cached_property
    def boundary_changes(self) -> list[tuple[str, int]]:
        """Return the code and year of every area whose boundary changed."""
        query = """
            select area_code, boundary_year from area where boundary_change = '3'
            union
            select unnest([old_code, new_code]), year from area_change where not is_same_area
            order by all
        """
        return self.connection.execute(query).fetchall()

    @cached_property
    def _observations(self) -> dict[tuple[str, str], list[Observation]]:
        """Return the years of every indicator of a goal per area that is assessed or compared with, oldest first."""
        rows = self.connection.execute(
            """
            select indicator_id, area_code, period, value, lower, upper, margin_kind::varchar, numerator, denominator,
                   status::varchar, observation.missing::varchar, coalesce(concentration, 1)
            from observation
            left join composed_figure using (indicator_id, period, area_code)
            where indicator_id in (select unnest($names)) and area_code in (select unnest($areas))
                and period not like '%-%'
            order by indicator_id, area_code, period
            """,
            {
                "names": [measure.indicator for _, measure in self.catalog.measures() if measure.indicator],
                "areas": list(self.catalog.programme.compared_areas),
            },
        ).fetchall()
        return grouped(((indicator_id, area_code), Observation(*row)) for indicator_id, area_code, *row in rows)

    def read(self, measure: Measure, area_code: str) -> Series:
        """Return the series of a measure that has an indicator."""
        assert measure.indicator is not None
        indicator = self.catalog.indicator(measure.indicator)
        observations = self._observations.get((indicator.id, area_code), [])
        measured = [(observed, observed.value) for observed in observations if observed.value is not None]
        start = _baseline_period(measure, [observed.period for observed, _ in measured])
        inhabitants = self.margins.people.get(area_code)
        measurements = []
        for observed, value in measured:
            figure = _figure(observed, value, indicator, inhabitants)
            obstacle = self._obstacle(start or observed.period, indicator, area_code, observed.period)
            measurements.append(Measurement(observed.period, figure, observed.status, obstacle))
        return Series(
            measure=measure,
            indicator=indicator,
            method=self.catalog.method,
            target_year=self.catalog.programme.target_year,
            area_code=area_code,
            adopted=measure.baseline.values.get(area_code) if measure.baseline else None,
            rows=measurements,
            lack=lacks.of_series(self.catalog, measure, start or "", indicator, observations),
            margins=self.margins,
            inhabitants=inhabitants,
            population_size=self.population_sizes.get((indicator.population or "", area_code)),
        )

    def _obstacle(self, start: str, indicator: Indicator, area_code: str, period: str) -> str:
        for gap in indicator.breaks:
            if start < gap.period <= period:
                return f"Vanaf {gap.period} niet te vergelijken met de nulmeting. {gap.reason}"
        years = [year for code, year in self.boundary_changes if code == area_code]
        changed = [year for year in years if int(start[:4]) < year <= int(period[-4:])]
        return f"De grens van het gebied is in {max(changed)} veranderd." if changed else ""


def combined(singles: list[Series]) -> Series:
    """Return the series of several areas added up, over the periods that all of them have; only for counts."""
    first, is_rate = singles[0], singles[0].indicator.unit in PER
    rows = []
    for period in [row.period for row in first.rows]:
        parts = [row for series in singles if (row := series.at(period)) and row.figure.exposure]
        if len(parts) < len(singles):
            continue
        sum_of_parts = progress.added([part.figure for part in parts], parts[0].figure.year, period)
        quality = max((part.quality for part in parts), key=list(dutch.STATUS).index)
        obstacle = next((part.obstacle for part in parts if part.obstacle), "")
        if not is_rate:  # numbers add up
            sum_of_parts = replace(sum_of_parts, value=sum_of_parts.count or 0.0, exposure=1.0)
        rows.append(Measurement(period, first.counted(sum_of_parts), quality, obstacle))
    baselines = [(series.adopted, series.inhabitants if is_rate else 1.0) for series in singles]
    weighted = [(value, weight) for value, weight in baselines if value is not None and weight is not None]
    total = sum(weight for _, weight in weighted)
    is_complete = len(weighted) == len(singles) and total > 0
    gaps = [series.lack for series in singles if series.lack]
    return replace(
        first,
        area_code=areas.TOGETHER,
        adopted=sum(value * weight for value, weight in weighted) / (total if is_rate else 1) if is_complete else None,
        rows=rows,
        lack=gaps[0] if gaps else lacks.NOT_SAME_YEAR,
        inhabitants=total if is_complete and is_rate else None,
        population_size=None,
    )


def mean(series: Series, years: range) -> Figure | None:
    """Return the mean rate per year over years that all have a comparable count, None when one has not."""
    figures = [row.figure for year in years if (row := series.at(str(year))) and not row.obstacle]
    if len(figures) < len(years) or not any(figure.exposure for figure in figures):
        return None
    return progress.added(figures, (years[0] + years[-1]) / 2)


def _figure(row: Observation, value: float, indicator: Indicator, inhabitants: float | None) -> Figure:
    """Return an observation as a figure; the count behind a rate that was published as such is calculated."""
    period = periods.parse(row.period)
    count = exposure = None
    if indicator.margin == "telling":
        if row.denominator is not None and indicator.rate is not None:
            count, exposure = row.numerator, row.denominator / indicator.rate.factor
        elif indicator.unit not in PER:
            count, exposure = value, 1.0
        elif inhabitants:
            exposure = inhabitants / PER[indicator.unit]
            count = value * exposure
    year = (period.first + period.last) / 2
    return Figure(
        year, value, row.lower, row.upper, row.margin_kind, count, exposure, row.concentration, period=row.period
    )
