"""Finds mistakes between parts of the catalogue that are each valid: duplicate names and references to nothing.

It reads the raw content of the file, so that these mistakes are reported together with those in the parts.
"""

from collections.abc import Collection, Iterator
from typing import get_args

from veerkracht.catalog.yaml_errors import Mistake, Place, unknown
from veerkracht.core import areas
from veerkracht.core.codes import ProtocolAspect

Content = dict[str, object]  # of a block of fields, as YAML gives it
_Placed = tuple[Place, Content]


def contradictions(content: object) -> Iterator[Mistake]:
    """Yield every mistake between parts, with its place."""
    if not isinstance(content, dict):
        return
    sources = {str(name): source for name, source in _mapping(content, "sources").items() if isinstance(source, dict)}
    indicators = list(_parts(content, "indicators", ()))
    goals = list(_parts(content, "goals", ()))
    measures = [measure for place, goal in goals for measure in _parts(goal, "measures", place)]
    yield from _areas_elsewhere(_mapping(content, "programme"))
    yield from _focus_areas_that_overlap(_mapping(content, "programme"))
    yield from _duplicates(indicators, "id")
    yield from _duplicates(goals, "number")
    yield from _duplicates(measures, "id")
    yield from _divisions_of_nothing(content, goals)
    yield from _periods_in_two_tables(sources)
    yield from _unknown_sources(indicators, sources)
    ids = [str(indicator.get("id")) for _, indicator in indicators]
    method = _mapping(content, "method")
    named: list[_Placed] = [(("method", "inhabitants"), _mapping(method, "inhabitants"))]
    for population, name in _mapping(method, "populations").items():
        named.append((("method", "populations", population), {"indicator": name}))
    named += _placed_names(("method", "similarity"), _list(method, "similarity"))
    named += list(_map_measures(_mapping(method, "resilience_map")))
    elsewhere: Place = ("method", "similar_elsewhere", "measures")
    similar = _list(_mapping(method, "similar_elsewhere"), "measures")
    named += _placed_names(elsewhere, similar)
    for place, measure in measures:
        named += _placed_names((*place, "related"), _list(measure, "related"))
    yield from _duplicates(
        [((*elsewhere, number), {"measure": name}) for number, name in enumerate(similar)], "measure"
    )
    yield from _repeats_of_nothing(indicators)
    weighed = list(_parts(content, "balance", ()))
    yield from _unknown_indicators([*measures, *named, *weighed], ids)
    yield from _balance_that_cannot_be_weighed(weighed, indicators, measures)
    yield from _related_that_is_the_measure(measures)
    yield from _measures_of_another_goal(goals)
    yield from _protocol_of_nothing(_mapping(content, "protocol"), measures, method)
    yield from _baselines_without_focus_area(measures, _mapping(content, "programme"))


def _placed_names(place: Place, names: list[object]) -> list[_Placed]:
    """Return a list of names of indicators as parts that name one each."""
    return [((*place, number), {"indicator": name}) for number, name in enumerate(names)]


def _areas_elsewhere(programme: Content) -> Iterator[Mistake]:
    municipality = str(programme.get("municipality"))
    codes: list[tuple[Place, object]] = [(place, code) for place, code, _ in _focus_parts(programme)]
    codes += [
        ((*place, field), change.get(field))
        for place, change in _parts(programme, "area_changes", ())
        for field in ("old", "new")
    ]
    codes += [
        ((*place, "areas", index), code)
        for place, event in _parts(programme, "events", ())
        for index, code in enumerate(_list(event, "areas"))
    ]
    together = [code for code in _focus_codes(programme) if code.startswith(areas.GROUP)]
    for place, code in codes:
        if str(code) not in together and str(code)[2:6] != municipality[2:6]:
            yield ("programme", *place), f"{code} ligt niet in {municipality}"


def _focus_parts(programme: Content) -> Iterator[tuple[Place, str, int]]:
    """Yield the place and code of every buurt and wijk of the focus areas, with the number of that focus area."""
    for index, area in enumerate(_list(programme, "focus_areas")):
        if isinstance(area, dict):
            for number, code in enumerate(_list(area, "areas")):
                yield ("focus_areas", index, "areas", number), str(code), index
        else:
            yield ("focus_areas", index), str(area), index


def _focus_codes(programme: Content) -> list[str]:
    """Return the code of every focus area, as FocusArea has it."""
    return [
        areas.group_code(str(area.get("name"))) if isinstance(area, dict) else str(area)
        for area in _list(programme, "focus_areas")
    ]


def _focus_areas_that_overlap(programme: Content) -> Iterator[Mistake]:
    """Yield the names that two focus areas share, and the buurten that would count twice in the programme: in two of
    them, or in one next to their wijk."""
    for index, code in enumerate(codes := _focus_codes(programme)):
        if code.startswith(areas.GROUP) and code in codes[:index]:
            yield ("programme", "focus_areas", index), "er is al een aandachtsgebied met deze naam; kies een andere"
    parts = list(_focus_parts(programme))
    for number, (place, code, index) in enumerate(parts):
        for _, other, other_index in parts[:number]:
            if code == other or areas.within(code, [other]) or areas.within(other, [code]):
                where = "in dit aandachtsgebied" if index == other_index else "in een ander aandachtsgebied"
                inside = "" if code == other else f" (als {other})"
                yield ("programme", *place), f"{code} staat al {where}{inside}; een buurt telt één keer mee"


def _repeats_of_nothing(indicators: list[_Placed]) -> Iterator[Mistake]:
    """Yield the names of nothing among what indicators repeat, and of themselves."""
    for place, indicator in indicators:
        other_ids = [str(other.get("id")) for _, other in indicators if other is not indicator]
        if (name := indicator.get("repeats")) is not None and str(name) not in other_ids:
            yield (*place, "repeats"), unknown("andere indicator", str(name), other_ids)


def _duplicates(parts: list[_Placed], field: str) -> Iterator[Mistake]:
    seen = set()
    for place, part in parts:
        value = str(part.get(field))
        if value in seen:
            yield (*place, field), f"{value} komt vaker voor; elke {field} mag er één keer zijn"
        seen.add(value)


def _divisions_of_nothing(content: Content, goals: list[_Placed]) -> Iterator[Mistake]:
    """Yield the levels and strategic goals of goals that the programme does not have, and names that it has twice."""
    available: dict[str, list[str]] = {}
    for field in ("levels", "pillars"):
        divisions = list(_parts(content, field, ()))
        yield from _duplicates(divisions, "name")
        available[field] = [str(division.get("name")) for _, division in divisions]
    for place, goal in goals:
        yield from _unknown(place, goal, "level", "niveau", available["levels"], "levels")
        for number, name in enumerate(_list(goal, "strategic_goals")):
            if str(name) not in available["pillars"]:
                problem = unknown("strategisch doel", str(name), available["pillars"], "pillars")
                yield (*place, "strategic_goals", number), problem


def _periods_in_two_tables(sources: dict[str, Content]) -> Iterator[Mistake]:
    for source_id, source in sources.items():
        seen = set()
        for place, table in _parts(source, "tables", ("sources", source_id)):
            for period in map(str, _list(table, "periods")):
                if period in seen:
                    yield (*place, "periods"), f"{period} staat ook in een andere tabel; een periode heeft één tabel"
                seen.add(period)


def _unknown_sources(indicators: list[_Placed], sources: dict[str, Content]) -> Iterator[Mistake]:
    for place, indicator in indicators:
        yield from _unknown(place, indicator, "source", "bron", sources)
        yield from _unknown((*place, "stand_in"), _mapping(indicator, "stand_in"), "source", "bron", sources)
        for spot, denominator in _parts(_mapping(indicator, "rate"), "denominator", (*place, "rate")):
            yield from _unknown(spot, denominator, "source", "bron", sources)
            source, period = sources.get(str(denominator.get("source"))), denominator.get("period")
            if source is not None and str(period) not in _periods(source):
                yield (*spot, "period"), f"bron {denominator['source']} heeft geen tabel voor {period}"


def _unknown_indicators(measures: list[_Placed], ids: list[str]) -> Iterator[Mistake]:
    for place, measure in measures:
        yield from _unknown(place, measure, "indicator", "indicator", ids)


def _balance_that_cannot_be_weighed(
    weighed: list[_Placed], indicators: list[_Placed], measures: list[_Placed]
) -> Iterator[Mistake]:
    """Yield the mistakes of the see-saw: sides, editions that differ, names of nothing, signs that contradict."""
    if not weighed:
        return
    by_id = {str(indicator.get("id")): indicator for _, indicator in indicators}
    sides = [item.get("side") for _, item in weighed]
    for side in ("dragers", "vragers"):
        if sides.count(side) != 1:
            yield ("balance",), f"noem precies één indicator bij {side}"
    for side in ("zelfredzaamheid", "samenredzaamheid"):
        if side not in sides:
            yield ("balance",), f"noem minstens één indicator bij {side}"
    shares = [
        by_id.get(str(item.get("indicator")), {}) for _, item in weighed if item.get("side") in ("dragers", "vragers")
    ]
    if len({str(indicator.get("source")) for indicator in shares if indicator}) > 1:
        yield ("balance",), "dragers en vragers komen uit één bron: uitgaven zijn niet te vergelijken"
    known_measures = [str(measure.get("id")) for _, measure in measures]
    for place, item in weighed:
        yield from _unknown(place, item, "fallback", "indicator", by_id)
        yield from _unknown(place, item, "measure", "maat", known_measures)
        direction = by_id.get(str(item.get("indicator")), {}).get("direction")
        sign = {"omhoog": 1, "omlaag": -1}.get(str(direction))
        if sign not in (None, item.get("sign")) and item.get("side") not in ("dragers", "vragers"):
            yield (*place, "sign"), "sign spreekt de gunstige richting (direction) van de indicator tegen"


def _map_measures(resilience_map: Content) -> Iterator[_Placed]:
    for axis in ("kwetsbaarheid", "overlast"):
        place = ("method", "resilience_map", axis)
        yield from _parts(_mapping(resilience_map, axis), "measures", place)


def _related_that_is_the_measure(measures: list[_Placed]) -> Iterator[Mistake]:
    for place, measure in measures:
        names = [str(name) for name in _list(measure, "related")]
        if measure.get("indicator") in names:
            yield (*place, "related"), f"{measure.get('indicator')} is de maat zelf; noem een andere indicator"
        if len(set(names)) < len(names):
            yield (*place, "related"), "elke indicator staat hier hoogstens één keer"


def _protocol_of_nothing(protocol: Content, measures: list[_Placed], method: Content) -> Iterator[Mistake]:
    """Yield the measures and parts in the protocol that do not exist, and measures with two rules."""
    ids, seen = [str(measure.get("id")) for _, measure in measures], set[str]()
    for place, rule in _parts(protocol, "rules", ("protocol",)):
        for measure_id in map(str, _list(rule, "measures")):
            if measure_id not in ids:
                yield (*place, "measures"), unknown("maat", measure_id, ids)
            elif measure_id in seen:
                yield (*place, "measures"), f"maat {measure_id} heeft al een regel in het protocol"
            seen.add(measure_id)
    parts = {*get_args(ProtocolAspect), *method, *_mapping(method, "resilience_map")}
    for place, deviation in _parts(protocol, "deviations", ("protocol",)):
        yield from _unknown(place, deviation, "measure", "maat", ids)
        yield from _unknown(place, deviation, "aspect", "onderdeel", sorted(parts))


def _measures_of_another_goal(goals: list[_Placed]) -> Iterator[Mistake]:
    for place, goal in goals:
        for spot, measure in _parts(goal, "measures", place):
            if str(measure.get("id")).rstrip("abcdefghijklmnopqrstuvwxyz") != str(goal.get("number")):
                yield (*spot, "id"), f"maat {measure.get('id')} staat bij doel {goal.get('number')}"


def _baselines_without_focus_area(measures: list[_Placed], programme: Content) -> Iterator[Mistake]:
    for place, measure in measures:
        values = _mapping(_mapping(measure, "baseline"), "values")
        missing = [code for code in _focus_codes(programme) if code not in values]
        if values and missing:
            yield (*place, "baseline"), f"geen nulmeting voor {', '.join(missing)}"
        for code in values:
            if str(code).startswith(areas.GROUP) and code not in _focus_codes(programme):
                yield (
                    (*place, "baseline", "values", str(code)),
                    unknown("aandachtsgebied", str(code), _focus_codes(programme)),
                )


def _unknown(
    place: Place, part: Content, field: str, what: str, options: Collection[str], listed_at: str = ""
) -> Iterator[Mistake]:
    """Yield the mistake of a field that names nothing known, none when the part does not have it."""
    if (name := part.get(field)) is not None and str(name) not in options:
        yield (*place, field), unknown(what, str(name), options, listed_at)


def _periods(source: Content) -> set[str]:
    return {str(period) for _, table in _parts(source, "tables", ()) for period in _list(table, "periods")}


def _parts(content: Content, key: str, place: Place) -> Iterator[_Placed]:
    """Yield the items of a list that are blocks of fields; the models report anything else."""
    for index, item in enumerate(_list(content, key)):
        if isinstance(item, dict):
            yield (*place, key, index), item


def _list(content: Content, key: str) -> list[object]:
    value = content.get(key)
    return value if isinstance(value, list) else []


def _mapping(content: Content, key: str) -> Content:
    value = content.get(key)
    return value if isinstance(value, dict) else {}
