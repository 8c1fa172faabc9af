"""Estimates how much each count varies: from all buurten of the country, else from those of the municipality."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import duckdb
import numpy as np

from etl.build.catalog_tables import Row
from veerkracht.catalog.catalog import Catalog, Indicator, Topic
from veerkracht.core import dutch
from veerkracht.core.codes import SpreadBasis
from veerkracht.database.rows import grouped
from veerkracht.method import count_spread
from veerkracht.method.count_spread import Coverage, Pairs
from veerkracht.method.margins import Numbers, Spread

_FEWEST_OWN = 20  # buurten of the municipality from which it may estimate by itself
_SMALLEST_REST = 500  # counts in the rest of a municipality, to tell what all of it did

# Of buurten with enough inhabitants, in the country and the municipality, the counts in two consecutive periods, with
# those of the rest of the municipality: its other buurten that have both. View `counted` is of margins.py.
_PAIRS = r"""
    with figure as (
        select *, length(period) as kind, area_code[3:6] as municipality,
               case length(period) when 4 then period::integer
                    else 12 * left(period, 4)::integer + right(period, 2)::integer end as moment
        from counted
        where area_code like 'BU%' and regexp_full_match(period, '\d{4}(-\d{2})?')
    ),
    pair as (
        select indicator_id, area_code, municipality, first.period as first_period, last.period as last_period,
               first.count as first, last.count as last, people, moment + 1 as moment,
               sum(first.count) over municipality - first.count as rest_first,
               sum(last.count) over municipality - last.count as rest_last
        from figure as first
        join (select indicator_id, area_code, kind, moment - 1 as moment, period, count from figure) as last
            using (indicator_id, area_code, kind, moment)
        window municipality as (partition by indicator_id, municipality, first.period)
    )
    select position, municipality = $municipality as is_own, first, last, rest_first, rest_last,
           hash(area_code) as area, moment
    from pair
    join indicator using (indicator_id)
    where indicator_id in (select unnest($indicator_ids)) and people >= $smallest
        and least(rest_first, rest_last) >= $rest
        and not exists (
            from indicator_break as gap
            where gap.indicator_id = pair.indicator_id and gap.period > first_period and gap.period <= last_period
        )
"""


@dataclass(frozen=True)
class CountSpread:
    """How strongly a count varies, and from which pairs of periods that is estimated; none when it is assumed."""

    indicator_id: str
    label: str
    spread: Spread
    basis: SpreadBasis
    buurt_count: int = 0
    pair_count: int = 0
    first_period: str | None = None
    last_period: str | None = None
    coverage: tuple[Coverage, ...] = ()

    @property
    def row(self) -> Row:
        """Return the row of table `count_spread`."""
        columns = ("indicator_id", "basis", "buurt_count", "pair_count", "first_period", "last_period")
        return {name: getattr(self, name) for name in columns} | {"phi": self.spread.phi, "tau2": self.spread.tau2}

    @property
    def coverage_rows(self) -> list[Row]:
        """Return the rows of table `count_coverage`."""
        return [
            {"indicator_id": self.indicator_id, **vars(coverage), "message": self._warning(coverage)}
            for coverage in self.coverage
        ]

    @property
    def warnings(self) -> list[str]:
        """Return a Dutch line per size class whose margin is clearly too wide or too narrow."""
        return [text for coverage in self.coverage if (text := self._warning(coverage))]

    def _warning(self, coverage: Coverage) -> str:
        if not coverage.is_off:
            return ""
        above = dutch.number(coverage.above, 0)
        size = f"tot en met {dutch.number(coverage.up_to, 0)}" if coverage.up_to else "zonder bovengrens"
        return (
            f"Marge van {self.label}: van de veranderingen van aantallen boven {above} {size} ligt "
            f"{dutch.number(100 * coverage.share, 0)}% binnen de marge van 80%. De marge is daar te "
            f"{'breed' if coverage.share > count_spread.EXPECTED[1] else 'smal'}."
        )


def estimate(connection: duckdb.DuckDBPyConnection, content: Catalog) -> Iterator[CountSpread]:
    """Yield how strongly each count of the catalogue varies. Needs the view `counted` of margins.py."""
    method = content.method
    counts = grouped(  # indicators of the same count: as such, and per inhabitant
        ((indicator.source, _count_columns(indicator)), indicator)
        for indicator in content.indicators
        if indicator.margin == "telling"
    )
    # a rate has no figure of areas with few inhabitants, a count has
    widest = {min(same, key=lambda indicator: indicator.rate is not None).id: same for same in counts.values()}
    pairs = connection.execute(
        _PAIRS,
        {
            "indicator_ids": list(widest),
            "municipality": content.programme.municipality[2:],
            "smallest": method.margin_inhabitants.value,
            "rest": _SMALLEST_REST,
        },
    ).fetchnumpy()
    positions = {indicator.id: position for position, indicator in enumerate(content.indicators)}
    assumed = Spread(method.count_phi.value, method.count_tau2.value, is_assumed=True)
    for indicator_id, same in widest.items():
        of_count = {name: column[pairs["position"] == positions[indicator_id]] for name, column in pairs.items()}
        best = _best(of_count, method.reference_areas.value) or CountSpread("", "", assumed, "aanname")
        yield from (replace(best, indicator_id=indicator.id, label=indicator.label) for indicator in same)


def _count_columns(indicator: Indicator) -> tuple[Topic, ...]:
    """Return the columns of the source with what is counted."""
    return indicator.rate.numerator if indicator.rate else indicator.topics


def _best(columns: dict[str, Numbers], fewest_elsewhere: float) -> CountSpread | None:
    """Return the estimate from the country, else from the municipality; None when that also has too few buurten."""
    is_own = columns["is_own"].astype(bool)
    if len(np.unique(columns["area"][~is_own])) >= fewest_elsewhere:
        return _of(columns, "landelijk")
    own_columns = {name: column[is_own] for name, column in columns.items()}
    return _of(own_columns, "gemeente") if len(np.unique(own_columns["area"])) >= _FEWEST_OWN else None


def _of(columns: dict[str, Numbers], basis: SpreadBasis) -> CountSpread | None:
    pairs = Pairs.of(*(columns[name].astype(float) for name in ("first", "last", "rest_first", "rest_last")))
    if (spread := count_spread.estimate(pairs)) is None:
        return None
    return CountSpread(
        "",
        "",
        spread,
        basis,
        len(np.unique(columns["area"])),
        len(pairs.first),
        _period(int(columns["moment"].min()) - 1),
        _period(int(columns["moment"].max())),
        tuple(count_spread.coverage(pairs, spread)),
    )


def _period(moment: int) -> str:
    """Return the period of a moment as the query counts them: years, or months since the year 0."""
    return str(moment) if moment < 12 * 1000 else f"{(moment - 1) // 12}-{(moment - 1) % 12 + 1:02d}"
