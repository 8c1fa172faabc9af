"""Proposes focus areas, goals and baselines for a municipality from the available figures."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from etl.build import stand_ins
from etl.new_programme.places import Chosen
from etl.snapshots import tidy
from etl.snapshots.store import Snapshot
from veerkracht.catalog.catalog import Catalog, Indicator
from veerkracht.core import areas
from veerkracht.groups import figures as group_figures
from veerkracht.groups.arithmetic import Part


def _number(number: float) -> float | None:
    return None if pd.isna(number) else float(number)


_INHABITANTS, _HEALTH = "inwoners", "ervaren_gezondheid"
_SMALLEST = 1000  # inhabitants of a buurt that is proposed
_PROPOSED = 2  # buurten, when nobody chose any


@dataclass(frozen=True)
class Idea:
    """A goal to propose: the indicator that measures it, and the pillar and level it belongs to."""

    indicator_id: str
    name: str
    pillar: str
    level: str
    more: str
    fewer: str


# usual subjects of a neighbourhood programme that are measured in every buurt of the country
IDEAS = (
    Idea(_HEALTH, "Gezondheid", "gezondheid", "inwoners", "Meer mensen voelen zich gezond",
         "Minder mensen voelen zich gezond"),
    Idea("bijstand", "Bestaanszekerheid", "bestaanszekerheid", "inwoners", "Meer mensen hebben bijstand",
         "Minder mensen hebben bijstand"),
    Idea("misdrijven", "Veiligheid", "leefbaarheid", "buurt", "De politie registreerde meer misdrijven",
         "De politie registreerde minder misdrijven"),
)  # fmt: skip


@dataclass(frozen=True)
class Baseline:
    """The figures to begin from: those of one year, by area, rounded as they are shown."""

    idea: Idea
    indicator: Indicator
    period: str
    values: dict[str, float]


class Figures:
    """The figures of a municipality for what is proposed."""

    def __init__(self, content: Catalog, snapshots: Sequence[Snapshot]) -> None:
        """Read the figures. Raises SourceError as tidy.observations does."""
        indicator_ids = {_INHABITANTS, *(idea.indicator_id for idea in IDEAS)}
        in_use = [snapshot for snapshot in snapshots if snapshot.manifest.source_id in content.sources]
        resolved = stand_ins.resolve(content, in_use)
        indicators = tuple(indicator for indicator in resolved.indicators if indicator.id in indicator_ids)
        reduced = resolved.model_copy(update={"indicators": indicators})
        self._indicators = {indicator.id: indicator for indicator in indicators}
        self._observed = tidy.observations(reduced, in_use).observations
        self._figures = self._observed.dropna(subset="value")
        self._municipality = content.programme.municipality

    def focus_areas(self) -> tuple[str, ...]:
        """Return the larger buurten in which the fewest people feel healthy, as an example to replace; the largest ones
        when that is not known."""
        people = self._newest(_INHABITANTS)
        large = people[people >= _SMALLEST] if (people >= _SMALLEST).sum() >= _PROPOSED else people
        healthy = self._newest(_HEALTH).reindex(large.index).dropna().sort_values(kind="stable")
        chosen = healthy if len(healthy) else large.sort_values(ascending=False, kind="stable")
        return tuple(str(code) for code in chosen.index[:_PROPOSED])

    def baselines(self, chosen: Sequence[Chosen]) -> list[Baseline]:
        """Return for each idea the newest year in which all focus areas have a figure, without those that have none."""
        baselines, focus_areas = [], [area.code for area in chosen]
        every = pd.concat([self._figures, *(self._together(area) for area in chosen if len(area.parts) > 1)])
        for idea in IDEAS:
            figures = every[every["indicator_id"] == idea.indicator_id]
            wide = figures.pivot(index="period", columns="area_code", values="value").reindex(columns=[*focus_areas])
            if len(full := wide.dropna().index):
                period, indicator = max(full), self._indicators[idea.indicator_id]
                of_year = figures[figures["period"] == period].set_index("area_code")["value"]
                codes = [*focus_areas, self._municipality, areas.COUNTRY]
                values = {code: round(float(of_year[code]), indicator.decimals) for code in codes if code in of_year}
                baselines.append(Baseline(idea, indicator, period, values))
        return baselines

    def _together(self, area: Chosen) -> pd.DataFrame:
        """Return the figures of a focus area of several buurten, as a build computes them, without their margins."""
        of_buurten = self._observed[self._observed["area_code"].str.startswith("BU")].sort_values(
            ["indicator_id", "period"]
        )
        buurten = sorted({code for part in area.parts for code in areas.within(part, of_buurten["area_code"].unique())})
        rows = [
            (row.indicator_id, row.period, Part(row.area_code, _number(row.value), None, None, None,
                                                _number(row.numerator), _number(row.denominator), row.status,
                                                row.missing, row.snapshot_id))
            for row in of_buurten[of_buurten["area_code"].isin(buurten)].itertuples(index=False)
        ]  # fmt: skip
        figures = group_figures.together(rows, buurten, self._indicators, {})
        return pd.DataFrame(group_figures.rows_of(area.code, figures)).dropna(subset="value")

    def _newest(self, indicator_id: str) -> pd.Series:
        figures = self._figures[self._figures["indicator_id"] == indicator_id]
        buurten = figures[figures["area_code"].str.startswith("BU")]
        return buurten.loc[buurten["period"] == buurten["period"].max()].set_index("area_code")["value"].sort_index()
