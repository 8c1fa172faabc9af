"""The trend of an indicator for chosen areas, as figures or an index: its chart and how to read it."""

from dataclasses import dataclass, replace

import pandas as pd

from veerkracht.core import areas, dutch, periods
from veerkracht.database import lookups, queries
from veerkracht.database.query import Query
from veerkracht.database.rows import Indicator
from veerkracht.drawing import charts, exhibits, sentences
from veerkracht.drawing.chart import Chart
from veerkracht.method import index_figures
from veerkracht.topics.catching_up import figures as catching_up
from veerkracht.topics.catching_up.figures import Choice as Gap
from veerkracht.topics.catching_up.figures import Topic
from veerkracht.topics.goals import queries as goal_queries

_SIZES = {"gemeente": 1, "land": 2}  # of the levels above buurt, wijk and own group, from small to large
NO_CAUSE = "Dat het samenvalt, betekent niet dat het daardoor komt."


@dataclass(frozen=True)
class Choice:
    """A trend to show: of one indicator in a few areas, as figures, as an index that is 100 in `base`, or as the
    distance to the area `city`, which is one of them."""

    indicator_id: str
    area_codes: tuple[str, ...]
    base: str | None = None
    has_events: bool = False
    city: str | None = None

    @property
    def is_of_figures(self) -> bool:
        """Return whether the figures themselves are shown."""
        return self.base is None and self.city is None


def figures(query: Query, choice: Choice) -> tuple[pd.DataFrame, Indicator]:
    """Return the figures of lookups.trend, their index or their distance to the city, and the indicator with the
    matching unit."""
    indicator = lookups.indicator(query, choice.indicator_id)
    frame = lookups.trend(query, choice.indicator_id, choice.area_codes)
    if choice.city is not None:
        label = f"{indicator.label}, verschil met {lookups.area_names(query)[choice.city]}"
        unit = dutch.change_unit(indicator.unit)
        return query.value(_apart, choice), replace(indicator, label=label, unit=unit)
    if choice.base is None:
        return frame, indicator
    unit = f"index ({periods.parse(choice.base).label} = 100)"
    return index_figures.indexed(frame, choice.base), replace(indicator, unit=unit, decimals=1)


def has_figures(query: Query, choice: Choice) -> bool:
    """Return whether any of the areas has a figure in any period."""
    frame, _ = figures(query, choice)
    return bool(frame.loc[frame["area_code"] != choice.city, "value"].notna().any())


def too_large(query: Query, choice: Choice) -> list[str]:
    """Return the areas that a chart of amounts leaves out: on the scale of a city or the country the line of a buurt
    would be flat. An index has no such scale, and there is no distance between amounts."""
    frame, measured = figures(query, choice)
    if choice.base is not None or not dutch.is_amount(measured.unit):
        return []
    with_figure = set(frame.loc[frame["value"].notna(), "area_code"])
    ranks = {code: _SIZES.get(areas.level(code), 0) for code in choice.area_codes if code in with_figure}
    smallest = min(ranks.values(), default=0)
    return [code for code, rank in ranks.items() if rank > smallest]


def not_drawn(query: Query, choice: Choice) -> str:
    """Return which areas are not in the chart and why, '' if all are."""
    if not (codes := too_large(query, choice)):
        return ""
    names = lookups.area_names(query)
    listed = dutch.joined([names[code] for code in codes])
    return (
        f"{listed} {'staat' if len(codes) == 1 else 'staan'} niet in de grafiek: op die schaal zijn de andere lijnen "
        "plat. De cijfers staan in de tabel, en met Index ziet u alles naast elkaar."
    )


def _apart(query: Query, choice: Choice) -> pd.DataFrame:
    """Return the distances to the city; figures of another edition than that of the city are not compared."""
    assert choice.city is not None
    frame = lookups.trend(query, choice.indicator_id, choice.area_codes)
    rows = query(queries.editions, choice.indicator_id, choice.area_codes)
    editions = dict(zip(zip(rows["area_code"], rows["period"], strict=True), rows["edition"], strict=True))
    other_codes = [
        (code, period)
        for (code, period), edition in editions.items()
        if editions.get((choice.city, period), edition) != edition
    ]
    return index_figures.differences_to_city(frame, choice.city, other_codes)


def show_apart(query: Query, choice: Choice) -> Choice:
    """Return the choice with the distance to the city, which is then one of its areas."""
    city = lookups.programme(query).municipality_code
    return replace(choice, city=city, area_codes=tuple(dict.fromkeys((*choice.area_codes, city))), base=None)


def has_distance(query: Query, indicator_id: str) -> bool:
    """Return whether areas can be compared with their city: an amount is always smaller than that of the whole city."""
    return not dutch.is_amount(lookups.indicator(query, indicator_id).unit)


def changes(query: Query, choice: Choice) -> dict[str, Topic]:
    """Return the change of each buurt, wijk and own group, and that of its city, by code, from the base of an index or
    else the start year of Halen we in?; without unknown changes."""
    since, years = choice.base or catching_up.BASELINE, query.value(catching_up.years)
    compared = [code for code in choice.area_codes if areas.level(code) in ("buurt", "wijk", "groep")]
    if len(years) < 2 or since not in (catching_up.BASELINE, *years):
        return {}
    topics = {code: catching_up.topic(query, Gap(code, since, years[-1]), choice.indicator_id) for code in compared}
    return {code: topic for code, topic in topics.items() if topic}


def latest(frame: pd.DataFrame, choice: Choice) -> dict[str, tuple[str, float]]:
    """Return the period and value of the latest figure of each area that has one, by its code, without the city that
    distances refer to; `frame` as `figures` returns it."""
    with_figure = frame[frame["value"].notna()].sort_values("period")
    columns = (with_figure[name].tolist() for name in ("area_code", "period", "value"))
    rows = {code: (period, value) for code, period, value in zip(*columns, strict=True)}
    return {code: rows[code] for code in choice.area_codes if code in rows and code != choice.city}


def events(query: Query, choice: Choice) -> pd.DataFrame:
    """Return the events in these areas or in the whole programme, as charts.numbered; none unless they are chosen."""
    numbered = query.value(events_of, choice.area_codes)
    return numbered if choice.has_events else numbered.head(0)


def events_of(query: Query, area_codes: tuple[str, ...]) -> pd.DataFrame:
    """Return the events in these areas or in the whole programme, as charts.numbered."""
    return charts.numbered(query(queries.events), list(area_codes))


def chart(query: Query, choice: Choice, height: int, has_legend: bool = True, text: int = 13) -> Chart:
    """Return the chart of what `figures` returns, with the path to a target, breaks and events."""
    frame, measured = figures(query, choice)
    frame = frame[~frame["area_code"].isin(too_large(query, choice))]
    look = exhibits.styles(query, choice.area_codes)
    gaps, paths = lookups.breaks(query, choice.indicator_id), _paths(query, choice)
    names, marks = lookups.area_names(query), events(query, choice)
    return charts.trend(frame, names, look, measured, paths, gaps, height, marks, has_legend, text)


def _paths(query: Query, choice: Choice) -> pd.DataFrame:
    """Return the paths to a target as goal_queries.lines; only for figures themselves, as a target is a level."""
    has_target = choice.is_of_figures and choice.indicator_id in query.value(_with_target)
    return query(goal_queries.lines, choice.indicator_id if has_target else "")


def _with_target(query: Query) -> set[str]:
    return set(query(queries.aims)["indicator_id"])


def alternative(frame: pd.DataFrame, indicator: Indicator, names: dict[str, str]) -> str:
    """Return the content of the chart, for visitors who cannot see it."""
    return f"{sentences.latest(frame, names, indicator)} De cijfers staan in de tabel."


def path_note(query: Query, choice: Choice) -> str:
    """Return what the dotted line and the hollow squares mean, '' if the chart has none."""
    if _paths(query, choice).empty:
        return ""
    return (
        "Stippellijn: het pad van de nulmeting naar het doel volgens de voorlopige lezing. Open vierkant: het doel, en "
        f"de nulmeting uit het {lookups.programme(query).plan_word} als de bron die niet (meer) zo geeft."
    )


def done(events: pd.DataFrame, names: dict[str, str], what: str = "Wat er is gedaan") -> str:
    """Return what the numbers on the time axis mean, '' without any; `events` as charts.numbered."""
    texts = []
    columns = (events[name] for name in ("number", "period", "label", "area_codes", "source"))
    for number, period, label, codes, source in zip(*columns, strict=True):
        where = f" in {dutch.joined([names[code] for code in codes])}" if len(codes) else ""
        texts.append(f"({number}) {periods.parse(period).label}: {label}{where} (bron: {source})")
    return f"{what}: {'. '.join(texts)}." if texts else ""


def reading(frame: pd.DataFrame, base: str | None, has_events: bool, city: str = "") -> str:
    """Return how to read what is in the chart. `city` is the name of the city for distances."""
    texts = ["Een lijn loopt niet door over een jaar zonder cijfer. De verticale as begint niet altijd bij 0."]
    if frame["status"].isin(charts.PROVISIONAL).any():
        texts.append("Open teken: voorlopig cijfer.")
    if frame["lower"].notna().any():
        kinds = dutch.margins(frame["margin_kind"].dropna())
        texts.append(f"Gekleurde band: de marge ({kinds}). De echte waarde ligt met 95% zekerheid daarbinnen.")
    if base is not None:
        texts.append("Een index laat zien hoe snel een gebied verandert, niet hoe hoog het staat. Zonder marge.")
    if city:
        texts.append(f"De lijn op nul is {city}: daarboven is het cijfer hoger, daaronder lager dan in {city}.")
    if has_events:
        texts.append(
            f"Cijfer in een rondje: wat er is gedaan; boven het jaartal is het midden van het jaar. {NO_CAUSE}"
        )
    return " ".join(texts)
