"""The contents of a page's URL as exhibits: for Trends, Vergelijken, Eigen tabel and Kaart.

The parameters are those of the pages, with the same names, options and defaults.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import cast

from veerkracht.core import areas, names
from veerkracht.core.errors import RefusedError
from veerkracht.database import lookups
from veerkracht.database.query import DatabaseQuery, Query
from veerkracht.drawing import links
from veerkracht.drawing.exhibit import Exhibit
from veerkracht.groups import figures as group_figures
from veerkracht.groups import group as own_groups
from veerkracht.method import class_breaks
from veerkracht.topics.change import exhibits as change_exhibits
from veerkracht.topics.change import figures as change_figures
from veerkracht.topics.change import sentences as change_sentences
from veerkracht.topics.comparison import exhibits as comparison_exhibits
from veerkracht.topics.comparison import figures as comparison_figures
from veerkracht.topics.comparison import sentences as comparison_sentences
from veerkracht.topics.comparison.figures import Subject
from veerkracht.topics.data.parameters import Parameters
from veerkracht.topics.free_table import exhibits as table_exhibits
from veerkracht.topics.free_table import figures as table_figures
from veerkracht.topics.free_table import sentences as table_sentences
from veerkracht.topics.free_table.figures import Choice as TableChoice
from veerkracht.topics.free_table.figures import Display, Side
from veerkracht.topics.funnel import exhibits as funnel_exhibits
from veerkracht.topics.funnel import figures as funnel_figures
from veerkracht.topics.funnel import sentences as funnel_sentences
from veerkracht.topics.goals import queries as goal_queries
from veerkracht.topics.map import exhibits as map_exhibits
from veerkracht.topics.map import figures as map_figures
from veerkracht.topics.trends import exhibits as trend_exhibits
from veerkracht.topics.trends import figures as trend_figures

FORMS = {
    "trends": {"weergave": ("een", "meer"), "maat": ("waarde", "index", "verschil")},
    "vergelijken": {
        "weergave": ("een", "meer", "verandering", "trechter"), "groep": ("alle", "wijk", "lijkt", "zelf", "eigen"),
        "volgorde": ("hoog", "naam", "wijk"), "rijen": ("wijk", "eerste"),
    },
    "tabel": {
        "groep": ("alle", "wijk", "lijkt", "zelf", "eigen"), "onder": ("gebied", "onderwerp", "jaar"),
        "toon": ("cijfer", "stad", "midden"),
    },
    "kaart": {
        "niveau": ("buurt", "wijk"), "ernaast": ("niets", "jaar", "onderwerp"), "volgorde": ("hoog", "naam"),
        "indeling": tuple(class_breaks.METHODS),
    },
}  # fmt: skip
"""By page the choices that are one of a few; those of Vergelijken without the country, which is no list of figures."""
CHOICES = {
    "trends": (*FORMS["trends"], "indicator", "onderwerp", "gebied", "basis", "ingrepen", links.GROUP),
    "vergelijken": (*FORMS["vergelijken"], "indicator", "onderwerp", "jaar", "gebied", "wijk", "op", "thema", "van",
                    "tot", "film", "uit_groep", links.GROUP),
    "tabel": (*FORMS["tabel"], "onderwerp", "gebied", "wijk", "op", "erbij", "jaren", "volgorde", "marge",
              "uit_groep", links.GROUP),
    "kaart": (*FORMS["kaart"], "indicator", "indicator2", "jaar", "jaar2", "gebied", "zoom", "klik", "achtergrond",
             "film", links.GROUP),
}  # fmt: skip
"""By page the names of all its choices."""
_DEFAULT, _DEFAULT_COUNT, _OWN_CHOICE = "ervaren_gezondheid", "misdrijven", "eigen"
_MOST_INDICATORS = {"trends": 9, "vergelijken": 10}
_MOST_AREAS = 6


def exhibits(query: DatabaseQuery, page: str, choices: Sequence[tuple[str, str]]) -> list[Exhibit]:
    """Return what a page of CHOICES shows with these choices. Raises RefusedError if that is nothing."""
    parameters = Parameters(choices, CHOICES[page])
    forms = {name: parameters.one(name, options) for name, options in FORMS[page].items()}
    return _PAGES[page](_with_groups(query, parameters), parameters, forms)


def _with_groups(query: DatabaseQuery, parameters: Parameters) -> DatabaseQuery:
    """Return a query that includes the requested own groups and those of the municipality among all areas."""
    texts = [*group_figures.standing(query), *parameters.texts(links.GROUP, own_groups.MOST)]
    groups, problems = own_groups.read(texts, lookups.area_names(query))
    if problems:
        raise RefusedError(problems[0])
    return group_figures.with_groups(query, groups)


def _trends(query: Query, parameters: Parameters, forms: Mapping[str, str]) -> list[Exhibit]:
    """Return the trend of one or several indicators; their figures are the same for an index or distance."""
    known_areas = [code for code in lookups.area_names(query) if code != areas.TOGETHER]
    measured = [key for key, indicator in lookups.indicators(query).items() if indicator.figure_count]
    indicator_id = parameters.one("indicator", measured, _DEFAULT)
    usual = list(query(goal_queries.indicators)["indicator_id"])
    indicator_ids = parameters.many("onderwerp", measured, usual, _MOST_INDICATORS["trends"])
    codes = parameters.many("gebied", known_areas, lookups.usual_areas(query), _MOST_AREAS)
    parameters.switch("ingrepen")
    chosen = (indicator_id,) if forms["weergave"] == "een" else indicator_ids
    choices = [trend_figures.Choice(key, codes) for key in chosen]
    if not (with_figures := [choice for choice in choices if codes and trend_figures.has_figures(query, choice)]):
        raise RefusedError("Van deze onderwerpen en gebieden zijn er geen cijfers. Kies andere.")
    sources = {lookups.indicator(query, key).source_id for key in chosen}
    parameters.one("basis", sorted({period for source in sources for period in lookups.source_periods(query, source)}))
    return [trend_exhibits.trend(query, choice) for choice in with_figures]


def _comparison(query: Query, parameters: Parameters, forms: Mapping[str, str]) -> list[Exhibit]:
    """Return a ranking of buurten, their change, their rates against their size, or their latest figures of several
    indicators."""
    parameters.switch("film")  # affects only the presentation
    codes = _buurten(query, parameters, forms["groep"])
    offered = query.value(comparison_figures.offered)
    labels = [indicator.indicator_id for indicator in offered]
    is_funnel = forms["weergave"] == "trechter"
    counts = query.value(funnel_figures.offered)
    topic = parameters.one("indicator", counts if is_funnel else labels, _DEFAULT_COUNT if is_funnel else _DEFAULT)
    available = lookups.periods(query, topic)
    period = parameters.one("jaar", list(available["period"]), lookups.usual_period(available))
    theme = parameters.one("thema", [_OWN_CHOICE, *dict.fromkeys(indicator.theme for indicator in offered)])
    usual = list(query.value(comparison_figures.usual_indicators))
    indicator_ids = parameters.many("onderwerp", labels, usual, _MOST_INDICATORS["vergelijken"])
    if theme != _OWN_CHOICE:
        indicator_ids = tuple(
            indicator.indicator_id for indicator in offered if (indicator.theme, indicator.frequency) == (theme, "jaar")
        )
    if not codes or (forms["weergave"] == "meer" and not indicator_ids):
        raise RefusedError("Er is niets gekozen. Kies een of meer buurten en onderwerpen.")
    if forms["weergave"] == "meer":
        return [comparison_exhibits.heat(query, indicator_ids, codes, forms["rijen"] == "wijk")]
    if forms["weergave"] == "verandering":
        return [_change(query, parameters, topic, codes)]
    subject = Subject(topic, period, codes)
    if is_funnel:
        why = funnel_sentences.nothing(funnel_figures.overview(query, subject), "")
    else:
        why = comparison_sentences.nothing(query.value(comparison_figures.ranking, subject), "")
    if why:
        raise RefusedError(why)
    order = forms["volgorde"]
    return [funnel_exhibits.funnel(query, subject) if is_funnel else comparison_exhibits.ranking(query, subject, order)]


def _change(query: Query, parameters: Parameters, indicator_id: str, codes: tuple[str, ...]) -> Exhibit:
    """Return the change of these buurten between two years."""
    if indicator_id not in query.value(change_figures.offered):
        raise RefusedError(f"{names.quoted(indicator_id)} heeft geen jaarcijfers over twee jaren. Kies een ander.")
    years = change_figures.years(query, indicator_id)
    since = parameters.one("van", years[:-1], change_figures.usual_since(query, indicator_id))
    until = parameters.one("tot", [year for year in years if year > since], years[-1])
    choice = change_figures.Choice(indicator_id, since, until, codes)
    if why := change_sentences.nothing(change_figures.overview(query, choice), ""):
        raise RefusedError(why)
    return change_exhibits.ranking(query, choice)


def _table(query: Query, parameters: Parameters, forms: Mapping[str, str]) -> list[Exhibit]:
    """Return a free table of topics, areas and years."""
    labels = query.value(comparison_figures.yearly_labels)
    topics = parameters.many("onderwerp", labels, table_figures.USUAL, table_figures.MOST_TOPICS)
    beside = [*group_figures.codes(query), *table_figures.LARGER]
    larger = parameters.many("erbij", beside, ("stad",), len(beside))
    usual = query.value(table_figures.usual_buurten)
    codes = (*_buurten(query, parameters, forms["groep"], usual), *table_figures.larger(query, larger))
    all_years = table_figures.years(query, topics)
    years = parameters.many("jaren", all_years, table_figures.usual_years(query, topics), table_figures.MOST_YEARS)
    has_margin = parameters.switch("marge")
    rows, display = cast(Side, forms["onder"]), cast(Display, forms["toon"])
    choice = TableChoice(topics, codes, tuple(sorted(years)), rows, display, has_margin=has_margin)
    if why := table_sentences.nothing(choice) or table_sentences.too_many(choice):
        raise RefusedError(why)
    orders = table_figures.orders(query, choice)
    return [table_exhibits.whole(query, replace(choice, order=parameters.one("volgorde", orders, orders[0])))]


def _buurten(query: Query, parameters: Parameters, group: str, usual_own: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the codes of the buurten in a group; an own choice is `usual_own` by default, else the focus areas."""
    buurten, focus = query.value(comparison_figures.buurten), [*group_figures.focus_buurten(query)]
    codes = [buurt.area_code for buurt in buurten]
    wijken = sorted({buurt.wijk_code for buurt in buurten})
    in_wijken = parameters.many("wijk", wijken, [str(areas.parent(code)) for code in focus], len(wijken))
    like = parameters.one("op", codes, focus[0])
    chosen = parameters.many("gebied", codes, usual_own or focus, len(codes))
    groups = group_figures.buurten(query, group_figures.codes(query))
    if not groups and (group == "eigen" or parameters.texts("uit_groep", 1)):
        raise RefusedError(f"Er is geen eigen groep. Schrijf haar in het adres, als {links.GROUP}=naam~codes.")
    own_group = parameters.one("uit_groep", groups) if groups else ""
    match group:
        case "eigen":
            return tuple(code for code in codes if code in groups[own_group])
        case "wijk":
            return tuple(buurt.area_code for buurt in buurten if buurt.wijk_code in in_wijken)
        case "lijkt":
            nearest = query.value(comparison_figures.likeness, like).nearest
            return (like, *(neighbour.area_code for neighbour in nearest))
        case "zelf":
            return chosen
        case _:
            return tuple(codes)


def _map(query: Query, parameters: Parameters, forms: Mapping[str, str]) -> list[Exhibit]:
    """Return one map, or two side by side."""
    level = forms["niveau"]
    measured = [key for key, indicator in lookups.indicators(query).items() if indicator.buurt_figure_count]
    indicator_id = parameters.one("indicator", measured, _DEFAULT)
    available = map_figures.periods_of(query, indicator_id, level)
    if available.empty:
        raise RefusedError(f"Van dit onderwerp zijn er geen cijfers per {level}. Kies een ander niveau of onderwerp.")
    period = parameters.one("jaar", list(available["period"]), lookups.usual_period(available))
    choice = map_figures.Choice(indicator_id, period, level, forms["indeling"])
    on_map = map_figures.area_names(query, level)
    if not query.value(map_figures.outlines, level):
        raise RefusedError(f"Er is hier geen kaart: het dashboard heeft geen grenzen van elke {level}.")
    marked = parameters.many("gebied", on_map, (), _MOST_AREAS)
    for name in ("zoom", "klik", "achtergrond", "film"):
        parameters.switch(name)
    other_periods = [other for other in available["period"] if other != period]
    other_period = parameters.one("jaar2", other_periods or [period])
    other = parameters.one("indicator2", measured, next((key for key in measured if key != indicator_id), ""))
    beside = choice
    if forms["ernaast"] == "jaar":
        beside = replace(choice, period=other_period)
    elif forms["ernaast"] == "onderwerp":
        of_other = map_figures.periods_of(query, other, level)
        of_it = period if period in list(of_other["period"]) else lookups.usual_period(of_other)
        beside = replace(choice, indicator_id=other, period=of_it)
    return [map_exhibits.area_map(query, each, marked) for each in dict.fromkeys((choice, beside)) if each.period]


_PAGES: dict[str, Callable[[Query, Parameters, Mapping[str, str]], list[Exhibit]]] = {
    "trends": _trends,
    "vergelijken": _comparison,
    "tabel": _table,
    "kaart": _map,
}
