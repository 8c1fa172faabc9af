"""Computes how unusual the changes of buurten are compared with buurten in the whole country."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import duckdb
import numpy as np
import pandas as pd

from etl.build.catalog_tables import Row
from etl.build.margins import margins
from veerkracht.catalog.catalog import Catalog, Indicator
from veerkracht.core import periods
from veerkracht.core.codes import YardstickKind, YardstickReason
from veerkracht.method import yardstick
from veerkracht.method.margins import PER, Numbers
from veerkracht.method.yardstick import Flags

_Places = dict[str, set[str]]  # by year: the tables, or the snapshots, that figures come from


@dataclass(frozen=True)
class _Pair:
    """What is compared of an indicator: the years of the base and the latest year, or why that is impossible."""

    indicator: Indicator
    kind: YardstickKind
    base: tuple[str, ...]
    period: str
    is_of_goal: bool
    reason: YardstickReason = ""

    @property
    def has_count(self) -> bool:
        """Return whether the indicator is a rate that is compared by its count."""
        return self.kind == "telling" and self.indicator.rate is not None

    @property
    def base_period(self) -> str:
        """Return the base as a period: a year, or the mean of several."""
        return periods.Period(int(self.base[0]), int(self.base[-1])).code

    def a_year_earlier(self) -> "_Pair":
        """Return the comparison of the year before with the years before that."""
        base = tuple(str(int(year) - 1) for year in self.base)
        return _Pair(self.indicator, self.kind, base, str(int(self.period) - 1), self.is_of_goal)


@dataclass(frozen=True)
class _Figures:
    """The figures of all buurten with those of their municipality: of a count, of the municipality without them."""

    codes: pd.Index
    is_own: Flags
    base: Numbers
    value: Numbers
    city_base: Numbers
    city_value: Numbers
    change: Numbers


def compute(connection: duckdb.DuckDBPyConnection, content: Catalog) -> dict[str, pd.DataFrame]:
    """Return the rows of yardstick and yardstick_calibration."""
    yardsticks = _Yardsticks(connection, content)
    frames: list[pd.DataFrame] = []
    calibrations: list[Row] = []
    for pair in yardsticks.pairs():
        frames.append(yardsticks.without_peers(pair))
        if pair.reason:
            frames.append(yardsticks.without_verdict(pair))
            continue
        figures = yardsticks.figures(pair)
        frames.append(yardsticks.rows(pair, figures))
        calibrations += yardsticks.calibration(pair, figures)
    rows = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()
    return {"yardstick": rows, "yardstick_calibration": pd.DataFrame(calibrations)}


@dataclass(frozen=True)
class _Yardsticks:
    """Reads the figures of the country once per indicator, and compares."""

    connection: duckdb.DuckDBPyConnection
    content: Catalog

    @cached_property
    def _own(self) -> dict[str, _Places]:
        """Return by indicator the years in which buurten of the municipality have figures, with their tables."""
        rows = self.connection.execute("""
            select distinct indicator_id, period, table_id
            from observation
            join snapshot using (snapshot_id)
            where area_code like 'BU%' and length(period) = 4 and value is not null
            order by all
        """).fetchall()
        return _by_indicator(rows)

    @cached_property
    def _country(self) -> dict[str, _Places]:
        """Return the years in which the table of the own figures has those of buurten elsewhere, with its snapshots."""
        rows = self.connection.execute("""
            with held as (select distinct indicator_id, period, snapshot_id from elsewhere where length(period) = 4)
            select indicator_id, period, snapshot_id, table_id
            from held
            join snapshot_elsewhere using (snapshot_id)
            order by all
        """).fetchall()
        own_tables = self._own
        return _by_indicator(
            (indicator_id, period, snapshot_id)
            for indicator_id, period, snapshot_id, table_id in rows
            if table_id in own_tables.get(indicator_id, {}).get(period, ())
        )

    @cached_property
    def _people(self) -> pd.Series:
        """Return the inhabitants of every area by its code."""
        return pd.Series(margins.inhabitants(self.connection, self.content), dtype=float)

    @cached_property
    def _moved(self) -> pd.DataFrame:
        """Return every buurt and year in which it got another boundary; elsewhere also another code."""
        return self.connection.execute("""
            select area_code, boundary_year as year, true as is_own from area where boundary_change = '3'
            union
            select unnest([old_code, new_code]), year, true from area_change where not is_same_area
            union
            select area_code, boundary_year, false from area_elsewhere
            where level = 'buurt' and boundary_change in ('2', '3')
            order by all
        """).df()

    def pairs(self) -> Iterator[_Pair]:
        """Yield what is compared: of a measure of a goal since its baseline, of others since the figures before."""
        baselines: dict[str, str] = {}
        for _, measure in self.content.measures():
            if measure.indicator and measure.baseline and not measure.planned_source:
                baselines.setdefault(measure.indicator, measure.baseline.period)
        for indicator in self.content.indicators:
            pair = self._pair(indicator, baselines.get(indicator.id))
            if pair and pair.base[-1] < pair.period:
                yield pair

    def _pair(self, indicator: Indicator, baseline: str | None) -> _Pair | None:
        """Return the latest comparison of an indicator, None when there is nothing to compare."""
        years, kind = sorted(self._country.get(indicator.id, {})), _kind(indicator)
        later = [year for year in years if year > (baseline or "")]
        latest = later[-1] if later else max(self._own.get(indicator.id, {}), default="")
        if not latest or (baseline is None and len(years) < 2):
            return None
        end = baseline or (str(int(latest) - 1) if kind == "telling" else years[-2])
        size = int(self.content.method.window_years.value) if kind == "telling" else 1
        base = tuple(str(year) for year in range(int(end[-4:]) - size + 1, int(end[-4:]) + 1))
        if baseline:  # the last year before a break, if there is one: the goal is judged in that year too
            latest = max((year for year in later if not _is_broken(indicator, base[0], year)), default=latest)
        is_broken = _is_broken(indicator, base[0], latest)
        is_complete = set(base) <= set(years)
        if baseline is None and (is_broken or not is_complete):
            return None
        reason: YardstickReason = (
            "no_country" if not later else "no_base" if not is_complete else "break" if is_broken else ""
        )
        return _Pair(indicator, kind, base, latest, baseline is not None, reason)

    def without_verdict(self, pair: _Pair) -> pd.DataFrame:
        """Return a row per own buurt with a figure, with the reason why there is no verdict."""
        return self._rows_with_reason(pair, pair.reason, "area_code like 'BU%'")

    def without_peers(self, pair: _Pair) -> pd.DataFrame:
        """Return a row per focus area that is not a buurt and has a figure: elsewhere there are no comparable areas."""
        larger = "area_code in (select unnest(focus_area_codes) from programme) and area_code not like 'BU%'"
        return self._rows_with_reason(pair, "larger_area", larger)

    def _rows_with_reason(self, pair: _Pair, reason: YardstickReason, condition: str) -> pd.DataFrame:
        frame = self.connection.execute(
            f"""
            select area_code, case when $has_count then numerator else value end as figure
            from observation
            where indicator_id = $indicator and period = $period and {condition} and figure is not null
                and value is not null
            order by area_code
            """,
            {"indicator": pair.indicator.id, "period": pair.period, "has_count": pair.has_count},
        ).df()
        frame = frame.rename(columns={"figure": "value"})
        return frame.assign(**_keys(pair), buurt_count=0, alike_count=0, reason=reason)

    def rows(self, pair: _Pair, figures: _Figures) -> pd.DataFrame:
        """Return a row per own buurt that has the figures, with its place among the buurten elsewhere."""
        method = self.content.method.yardstick
        people = self._people.reindex(figures.codes).to_numpy()
        own, others = figures.is_own, self._are_comparable(figures, pair)
        change, first, peer_change, peer_first = (
            values[chosen] for chosen in (own, others) for values in (figures.change, figures.base)
        )
        shape = len(change), len(peer_change)
        is_peer, is_alike = np.ones(shape, dtype=bool), np.zeros(shape, dtype=bool)
        if pair.kind == "telling":
            ends = method.yardstick_smallest.value, method.yardstick_largest.value
            is_peer = yardstick.within_ratio(first, peer_first, *ends)
        elif pair.kind == "verschil":
            is_alike = yardstick.within_points(first, peer_first, method.yardstick_points.value)
        else:
            reach = method.yardstick_percent.value / 100
            is_alike = yardstick.within_ratio(first, peer_first, 1 - reach, 1 + reach)
        places, alike = (yardstick.places(change, peer_change, peers) for peers in (is_peer, is_alike))
        frame = pd.DataFrame({
            "area_code": figures.codes[own], "base": first, "value": figures.value[own],
            "city_base": figures.city_base[own], "city_value": figures.city_value[own], "change": change,
            "lower_share": places.lower_share, "buurt_count": places.count, "band_lower": places.lowest,
            "band_upper": places.highest, "alike_lower_share": alike.lower_share, "alike_count": alike.count,
            "reason": self._reasons(pair, figures, people[own], places.count),
        })  # fmt: skip
        fewest = method.yardstick_fewest.value
        verdict_columns = ["lower_share", "band_lower", "band_upper", "alike_lower_share"]
        frame.loc[frame["reason"] != "", verdict_columns] = np.nan
        frame.loc[frame["alike_count"] < fewest, "alike_lower_share"] = np.nan
        return frame.assign(**_keys(pair))

    def calibration(self, pair: _Pair, figures: _Figures) -> list[Row]:
        """Return the rows of yardstick_calibration for a count whose previous year can also be compared."""
        before = pair.a_year_earlier()
        years = self._country.get(pair.indicator.id, {})
        if pair.kind != "telling" or not pair.is_of_goal or not {*before.base, before.period} <= years.keys():
            return []
        earlier = self.figures(before)
        was, takes = self._are_comparable(earlier, before), self._are_comparable(figures, pair)
        compared = earlier.base[was], earlier.change[was], figures.base[takes], figures.change[takes]
        return [
            {"indicator_id": pair.indicator.id, "band_period": before.period, "period": pair.period, **vars(row)}
            for row in yardstick.calibration(*compared)
        ]

    def _are_comparable(self, figures: _Figures, pair: _Pair) -> Flags:
        """Return which buurten elsewhere take part in the comparison."""
        method = self.content.method.yardstick
        people = self._people.reindex(figures.codes).to_numpy()
        takes_part = ~figures.is_own & (people >= method.yardstick_inhabitants.value) & ~np.isnan(figures.change)
        if pair.kind == "telling":
            takes_part &= figures.city_base >= method.yardstick_rest.value
        return np.asarray(takes_part & ~self._has_new_boundary(figures, pair))

    def _has_new_boundary(self, figures: _Figures, pair: _Pair) -> Flags:
        """Return which buurten changed boundary since the base; elsewhere that does not matter within one table."""
        years = self._moved["year"].between(int(pair.base[0]) + 1, int(pair.period))
        tables = set().union(*(self._own[pair.indicator.id][year] for year in (*pair.base, pair.period)))
        moved = self._moved[years & (self._moved["is_own"] | (len(tables) > 1))]
        return np.asarray(figures.codes.isin(moved["area_code"]))

    def _reasons(self, pair: _Pair, figures: _Figures, people: Numbers, count: np.ndarray) -> np.ndarray:
        """Return per own buurt why there is no verdict, '' where there is one."""
        method, own = self.content.method.yardstick, figures.is_own
        city = np.isnan(figures.city_base[own]) | np.isnan(figures.city_value[own])
        rest = (figures.city_base[own] < method.yardstick_rest.value) & (pair.kind == "telling")
        reasons: list[tuple[YardstickReason, np.ndarray | bool]] = [
            ("boundary", self._has_new_boundary(figures, pair)[own]),
            ("single", own.sum() == 1),
            ("no_city", city),
            ("small_rest", rest),
            ("small", ~(people >= method.yardstick_inhabitants.value)),
            ("zero", np.isnan(figures.change[own])),
            ("few", count < method.yardstick_fewest.value),
        ]
        size = len(people)
        flags = [np.broadcast_to(np.asarray(flag), size) for _, flag in reasons]
        return np.select(flags, [np.full(size, name, dtype=object) for name, _ in reasons], "")

    def figures(self, pair: _Pair) -> _Figures:
        """Return the figures of all buurten of the country that have them in every year of a comparison."""
        years = [*pair.base, pair.period]
        frame = self.connection.execute(
            """
            with figures as (
                select area_code, period, numerator, value
                from elsewhere
                where indicator_id = $indicator and period in (select unnest($years))
                    and snapshot_id in (select unnest($snapshots))
                union all
                select area_code, period, numerator, value
                from observation
                where indicator_id = $indicator and period in (select unnest($years))
            ),
            counted as (
                select area_code, period, case when $has_count then numerator else value end as figure
                from figures
                where figure is not null and value is not null and (area_code like 'BU%' or area_code like 'GM%')
            ),
            complete as (
                select area_code, avg(figure) filter (period <> $period) as base,
                       max(figure) filter (period = $period) as value
                from counted
                group by area_code
                having count(*) = $count
            )
            select buurt.area_code, buurt.base, buurt.value, city.base as city_base, city.value as city_value
            from complete as buurt
            left join complete as city on city.area_code = 'GM' || substr(buurt.area_code, 3, 4)
            where buurt.area_code like 'BU%'
            order by buurt.area_code
            """,
            {
                "indicator": pair.indicator.id,
                "years": years,
                "snapshots": sorted(set().union(*(self._country[pair.indicator.id][year] for year in years))),
                "period": pair.period,
                "count": len(years),
                "has_count": pair.has_count,
            },
        ).df()
        codes = pd.Index(frame["area_code"])
        columns = ("base", "value", "city_base", "city_value")
        base, value, city_base, city_value = (frame[name].to_numpy(dtype=float) for name in columns)
        change = yardstick.changes(pair.kind, base, value, city_base, city_value)
        if pair.kind == "telling":
            city_base, city_value = city_base - base, city_value - value
        is_own = np.asarray(codes.str[2:6] == self.content.programme.municipality[2:6], dtype=bool)
        return _Figures(codes, is_own, base, value, city_base, city_value, change)


def _is_broken(indicator: Indicator, start: str, end: str) -> bool:
    return any(start < gap.period <= end for gap in indicator.breaks)


def _kind(indicator: Indicator) -> YardstickKind:
    """Return how an indicator is compared; a rate with an unknown count is not a count."""
    if indicator.margin == "telling" and (indicator.rate is not None or indicator.unit not in PER):
        return "telling"
    return "verschil" if indicator.unit == "%" else "verhouding"


def _keys(pair: _Pair) -> Mapping[str, str]:
    return {"indicator_id": pair.indicator.id, "kind": pair.kind, "base_period": pair.base_period,
            "period": pair.period}  # fmt: skip


def _by_indicator(rows: Iterable[tuple[str, str, str]]) -> dict[str, _Places]:
    places: dict[str, _Places] = {}
    for indicator_id, period, place in rows:
        places.setdefault(indicator_id, {}).setdefault(period, set()).add(place)
    return places
