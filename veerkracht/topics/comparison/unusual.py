"""Which changes in the city are unusual compared with buurten in the whole country."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from veerkracht.core.codes import YardstickReason
from veerkracht.database import lookups
from veerkracht.database.query import Query
from veerkracht.database.rows import Indicator, Yardstick
from veerkracht.drawing import yardsticks
from veerkracht.method import yardstick
from veerkracht.topics.comparison import figures
from veerkracht.topics.comparison.figures import Buurt

FILE_COLUMNS = {
    "area_code": "gebied", "name": "naam", "label": "onderwerp", "base_period": "vergeleken met", "period": "periode",
    "base": "cijfer toen", "value": "cijfer", "decimals": "decimalen",
    "change": "verandering tegenover de gemeente",
    "kind": "soort vergelijking", "word": "meetlat",
    "less_well": "deel van de buurten dat het minder goed deed, of lager uitkwam",
    "buurt_count": "aantal buurten", "band_lower": "10% ligt onder", "band_upper": "10% ligt boven",
    "alike_less_well": "hetzelfde deel, van wie even hoog begon", "alike_count": "aantal dat even hoog begon",
}  # fmt: skip


@dataclass(frozen=True)
class Compared:
    """The change of one figure of a buurt, and its place: `less_well` is the share of the others that did less well,
    or, without a favourable direction, that are lower."""

    buurt: Buurt
    indicator: Indicator
    yardstick: Yardstick
    word: str
    less_well: float

    @property
    def outside(self) -> float:
        """Return the share of the others that are as far or further to its side."""
        return min(self.less_well, 1 - self.less_well)

    @property
    def is_unusual(self) -> bool:
        """Return whether it is among the tenth at either end."""
        return self.word != "gewoon"


@dataclass(frozen=True)
class Overview:
    """All comparisons of some buurten, the most unusual first, and the number of others without a verdict by reason."""

    rows: tuple[Compared, ...]
    unsaid: dict[YardstickReason, int]

    @property
    def unusual(self) -> tuple[Compared, ...]:
        """Return the comparisons at either end."""
        return tuple(row for row in self.rows if row.is_unusual)

    @property
    def exceptional_count(self) -> int:
        """Return how many are among the twentieth at either end."""
        return sum(row.outside <= yardstick.RARE for row in self.rows)

    @property
    def expected(self) -> tuple[float, float]:
        """Return how many would be unusual, and exceptional, by chance alone."""
        return 2 * yardstick.UNUSUAL * len(self.rows), 2 * yardstick.RARE * len(self.rows)


def overview(query: Query, codes: tuple[str, ...]) -> Overview:
    """Return the verdicts of the national yardstick on these buurten; a repeated comparison counts once."""
    buurten, indicators = {buurt.area_code: buurt for buurt in query.value(figures.buurten)}, lookups.indicators(query)
    chosen = [row for row in lookups.yardsticks(query).values() if row.area_code in codes]
    rows, unsaid = [], Counter[YardstickReason]()
    for row in yardsticks.distinct(chosen):
        indicator = indicators[row.indicator_id]
        word = yardsticks.word(row, indicator.direction)
        if word is None or row.lower_share is None:
            unsaid[row.reason] += 1
            continue
        share = yardstick.less_well(row.lower_share, indicator.direction)
        rows.append(Compared(buurten[row.area_code], indicator, row, word, share))
    rows.sort(key=lambda row: (round(row.outside, 9), row.buurt.name, row.indicator.position))
    return Overview(tuple(rows), dict(unsaid.most_common()))


def file(rows: Iterable[Compared]) -> pd.DataFrame:
    """Return a row per comparison with FILE_COLUMNS."""
    return pd.DataFrame([
        {
            **vars(row.yardstick), "name": row.buurt.name, "label": row.indicator.label, "word": row.word,
            "less_well": row.less_well, "alike_less_well": _alike(row),
            "decimals": 0 if row.yardstick.kind == "telling" else row.indicator.decimals,
        }
        for row in rows
    ]).reindex(columns=list(FILE_COLUMNS))  # fmt: skip


def _alike(row: Compared) -> float | None:
    share = row.yardstick.alike_lower_share
    return None if share is None else yardstick.less_well(share, row.indicator.direction)
