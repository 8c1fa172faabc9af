"""Texts on similar buurten elsewhere: why they are similar, how they changed, what is uncertain."""

from collections import Counter
from collections.abc import Sequence
from math import isnan

from veerkracht.core import dutch, periods
from veerkracht.method import progress
from veerkracht.method.development import FEWEST, Band, place
from veerkracht.method.similarity import Difference
from veerkracht.topics.similar.figures import Development, Method, Similar
from veerkracht.topics.similar.positions import Group

_SHARE: dict[float, str] = {
    60: "zes van de tien",
    70: "zeven van de tien",
    80: "acht van de tien",
    90: "negen van de tien",
}
_PLACE = {"below": "daaronder", "within": "daarbinnen", "above": "daarboven"}
_NEAR = 0.1  # of the width of the band: so near to an end, other buurten can move it past
_LEFT_OUT = {
    "municipality": "{count} in {city} zelf",
    "chosen": "{count} in gemeenten die u weglaat",
    "small": "{count} met minder dan {smallest} inwoners",
    "inhabitants_unknown": "{count} waarvan het aantal inwoners niet bekend is",
    "few_measures": "{count} met te weinig cijfers",
    "incomplete": "{count} die niet alle kenmerken hebben",
    "own": "{count} omdat {name} zelf te weinig cijfers heeft",
}
_ABSENT = {
    "elsewhere": "er zijn geen cijfers van buiten {city}",
    "own": "{name} heeft geen cijfer",
    "same": "overal gelijk",
}


def no_country(city: str) -> str:
    """Return that there are no figures of buurten outside the municipality `city`."""
    return f"Er zijn nog geen cijfers van buurten buiten {city}. De beheerder kan ze ophalen."


def nearest(alike: Similar) -> str:
    """Return which buurten these are, or why there are none."""
    if not alike.is_comparable:
        return (
            f"{alike.name} heeft te weinig cijfers over deze kenmerken om buurten te vinden die erop lijken. Kies "
            "andere kenmerken."
        )
    if not alike.places:
        return "Er is geen buurt om mee te vergelijken. Laat minder gemeenten weg."
    which = "Deze buurt lijkt" if len(alike.places) == 1 else f"Deze {len(alike.places)} buurten lijken"
    return (
        f"{alike.name} is vergeleken met {dutch.number(alike.compared, 0)} buurten elders in Nederland. {which} er het "
        f"meest op.{' De meest gelijke staat bovenaan.' if len(alike.places) > 1 else ''}"
    )


def located(groups: Sequence[Group]) -> str:
    """Return in how many municipalities the similar buurten are, and in which there are most."""
    if len(groups) == 1:
        return f"Deze buurten liggen in {groups[0].municipality}"
    most = [group.municipality for group in groups if len(group.buurten) == len(groups[0].buurten)]
    where = f", de meeste ({len(groups[0].buurten)}) in {most[0]}" if len(most) == 1 else ""
    return f"Deze buurten liggen in {len(groups)} gemeenten{where}"


def country_alternative(groups: Sequence[Group]) -> str:
    """Return the content of the map, for visitors who cannot see it."""
    every = dutch.joined([f"{group.municipality} {len(group.buurten)}" for group in groups])
    return f"Kaart van Nederland met een stip per gemeente. Buurten die erop lijken: {every}. Ze staan in de tabel."


def how_located(groups: Sequence[Group]) -> list[str]:
    """Return how to read the map, where the positions come from, and what is missing on it; nothing without a map."""
    if not any(group.position for group in groups):
        return []
    lacking = dutch.joined([group.municipality for group in groups if not group.position])
    return [
        "Op de kaart is elke stip een gemeente. In een blauwe stip liggen buurten uit deze lijst: hoe groter, hoe "
        "meer. Ligging: het midden van de gemeente, naar de gebiedsindeling van 2019 van CBS en Kadaster.",
        f"Niet op de kaart: {lacking}." if lacking else "",
    ]


def compared(alike: Similar, city: str, smallest: float) -> str:
    """Return how many other buurten there are, how many of them were compared, and how many were not and why."""
    words = {"city": city, "name": alike.name, "smallest": dutch.number(smallest, 0)}
    parts = [
        text.format(count=dutch.number(alike.left_out[why], 0), **words)
        for why, text in _LEFT_OUT.items()
        if why in alike.left_out
    ]
    sentence = (
        f"Er zijn {dutch.number(alike.candidate_count, 0)} andere buurten in Nederland. Vergeleken: "
        f"{dutch.number(alike.compared, 0)} buurten."
    )
    return f"{sentence} Niet vergeleken: {dutch.joined(parts)}." if parts else sentence


def frozen(how: Method, start_year: int) -> str:
    """Return the year of the features, since when they are frozen, and whether the programme was under way."""
    year = periods.parse(how.period).label
    is_late = int(how.period[:4]) >= start_year
    under_way = f" Het programma liep toen al, sinds {start_year}." if is_late else ""
    if how.frozen_on is None:
        return f"De kenmerken zijn van {year}, met de cijfers van nu: zij zijn niet vastgelegd.{under_way}"
    before = "" if is_late else ", van voor het programma,"
    return (
        f"De kenmerken zijn van {year}{before} en vastgelegd op {dutch.day(how.frozen_on)}: welke buurten "
        f"vergelijkbaar zijn, hangt niet af van hoe het er verder ging.{under_way}"
    )


def used(alike: Similar, labels: dict[str, str], city: str) -> str:
    """Return which measures were used, and which were not and why; `labels` by indicator."""
    names = [dutch.within(labels[measure]) for measure in alike.used]
    absent = [
        f"{dutch.within(labels[measure])} ({_ABSENT[why].format(city=city, name=alike.name)})"
        for measure, why in alike.absent.items()
    ]
    sentences = [
        f"Vergeleken op {dutch.joined(names)}, alles over {periods.parse(alike.period).label}." if names else "",
        f"Niet gebruikt: {dutch.joined(absent)}." if absent else "",
    ]
    return " ".join(filter(None, sentences))


def how(alike: Similar) -> list[str]:
    """Return how to read the table of similar buurten."""
    return [
        "Klein onder een cijfer staat hoeveel een buurt hoger of lager is, in standaardafwijkingen: 1 is een gewoon "
        "verschil tussen buurten in Nederland. De afstand vat deze verschillen samen; 0 is gelijk. Een kenmerk waarvan "
        "een buurt geen cijfer heeft, telt bij die buurt niet mee: dan staat er bijvoorbeeld 7 van 8. Past de tabel "
        "niet op het scherm, schuif haar dan opzij.",
        f"Dat buurten op {alike.name} lijken, bewijst niet waardoor een cijfer verandert.",
    ]


def reason(differences: Sequence[Difference], labels: dict[str, str]) -> str:
    """Return in what respect a buurt is least similar to ours."""
    furthest = max(differences, key=lambda difference: (abs(difference.apart), difference.indicator_id))
    if furthest.apart == 0:
        return "In alles gelijk"
    side = "hoger" if furthest.apart > 0 else "lager"
    return f"Meest anders: {dutch.within(labels[furthest.indicator_id])} ({side})"


def title(development: Development) -> str:
    """Return the finding in at most fifteen words: the change of the buurt compared with similar ones."""
    last, name = development.last, development.similar.name
    if last is None:
        return f"Van {name} is geen verandering te berekenen"
    if last.count < FEWEST:
        return "Te weinig buurten die erop lijken hebben cijfers over beide jaren"
    side, direction = place(last.own, last.lowest, last.highest), development.measure.direction
    most = "de meeste buurten die erop lijken"
    if side == "within":
        return f"{name} veranderde ongeveer zoals {most}"
    if direction == "geen":
        return f"{name} kwam {'hoger' if side == 'above' else 'lager'} uit dan {most}"
    is_good = (side == "above") == (direction == "omhoog")
    return f"{name} veranderde {'gunstiger' if is_good else 'minder gunstig'} dan {most}"


def developed(development: Development) -> list[str]:
    """Return the change of the buurt since the baseline, and that of similar ones."""
    last, name = development.last, development.similar.name
    if last is None:
        return [
            f"Van {name} is geen verandering te berekenen: er is geen cijfer over {development.baseline}, of geen "
            "later cijfer dat ermee te vergelijken is."
        ]
    if last.count < FEWEST:
        return [_moved(development, last), _too_few(last)]
    went = f"veranderde de middelste met {_change(development, last.middle)}"
    if dutch.rounded(last.middle, development.decimals) == 0:
        went = "bleef de middelste gelijk"
    return [
        _moved(development, last),
        f"Van de {last.count} buurten die erop lijken en cijfers hebben, {went}. {_most(development).capitalize()} "
        f"veranderden tussen {_ends(development, last)}.",
        f"{name} ligt {_place(development, last)}.",
    ]


def before(development: Development) -> str:
    """Return the levels of the buurt and of similar ones before the baseline, relative to it; '' if unknown."""
    first, name = development.first, development.similar.name
    if first is None:
        return ""
    year = periods.parse(first.period).label
    figure_before = f"De jaren ervoor: in {year} was het cijfer van {name} {_beside(development, first.own)}."
    if first.count < FEWEST:
        return figure_before
    place_ = _PLACE[place(first.own, first.lowest, first.highest)]
    return (
        f"{figure_before} Bij de middelste van {first.count} buurten die erop lijken was het "
        f"{_beside(development, first.middle)}, bij {_most(development)} tussen {_ends(development, first)}. "
        f"{name} lag {place_}."
    )


def _beside(development: Development, change: float) -> str:
    """Return an earlier figure relative to that of the baseline: '4,0 procentpunt lager dan in 2022'."""
    if not dutch.rounded(change, development.decimals):
        return f"gelijk aan dat van {development.baseline}"
    size = dutch.difference(change, development.decimals, development.unit)
    return f"{size} {'hoger' if change > 0 else 'lager'} dan in {development.baseline}"


def brief(development: Development) -> str:
    """Return the same in brief, '' if the buurt itself has no figures to compare."""
    last, name = development.last, development.similar.name
    if last is None:
        return ""
    area_words = f"{name}: {_or_none(development, last.own)} sinds {development.baseline}."
    if last.count < FEWEST:
        return f"{area_words} {_too_few(last)}"
    return (
        f"{area_words} De middelste van {last.count} buurten in Nederland die erop lijken: "
        f"{_or_none(development, last.middle)}; {_most(development)} tussen {_ends(development, last)}. {name} ligt "
        f"{_place(development, last)}."
    )


def among(development: Development) -> str:
    """Return how many of the similar buurten did less well: 'Nazareth: 12 van de 20 deden het minder goed'; '' with too
    few to say so."""
    last = development.last
    if last is None or last.count < FEWEST:
        return ""
    sign, code = progress.SIGN[development.measure.direction], development.similar.area_code
    changes = [change.change for change in development.changes
              if change.period == last.period and change.area_code != code and not isnan(change.change)]  # fmt: skip
    worse = sum(sign * other < sign * last.own for other in changes)
    return (
        f"{development.similar.name}: {worse} van de {len(changes)} {'deed' if worse == 1 else 'deden'} het minder goed"
    )


def counted(development: Development) -> str:
    """Return for how many of the similar buurten the latest change is known, and why not for the others."""
    last, similar = development.last, development.similar
    if last is None:
        return ""
    obstacles = Counter(
        change.obstacle
        for change in development.changes
        if change.period == last.period and change.area_code != similar.area_code
    )
    why_not = {
        "geen cijfer over beide jaren": len(similar.places) - obstacles.total(),
        "in die tijd een andere grens gekregen": obstacles["boundary"],
        "0 als eerste cijfer": obstacles["zero"],
    }
    parts = [f"{count} {'heeft' if count == 1 else 'hebben'} {why}" for why, count in why_not.items() if count]
    sentence = (
        f"{last.count} van de {len(similar.places)} buurten die op {similar.name} lijken, tellen mee met cijfers over "
        f"{development.baseline} en {periods.parse(last.period).label}."
    )
    return f"{sentence} Van de andere: {dutch.joined(parts)}." if parts else sentence


def limits(development: Development) -> list[str]:
    """Return the limitations of this comparison."""
    sentences = [
        "**Dit is een vergelijking, geen bewijs.** Zij laat zien wat er in zulke buurten gebeurde zonder dit "
        "programma. Waardoor een cijfer verandert, zegt zij niet. Misschien was er daar ook een programma."
    ]
    if development.baseline < development.similar.period:
        sentences.append(
            f"De nulmeting van deze maat is van {development.baseline}. De kenmerken zijn van "
            f"{development.similar.period}, voor elke maat dezelfde."
        )
    if development.measure.is_model:
        sentences.append(
            "**Dit zijn schattingen van een rekenmodel.** Het model volgt de samenstelling van een buurt. Buurten die "
            "op elkaar lijken, veranderen er daardoor vanzelf ongeveer gelijk in. Het effect van een programma is er "
            "niet in te zien."
        )
    if development.measure.margin == "telling":
        sentences.append(
            "**Tellingen schommelen door toeval**, het meest in kleine buurten. Eén jaar zegt daarom weinig."
        )
    if (development.figures["status"] == "niet_bevestigd").any():
        sentences.append("De cijfers komen uit een kopie en zijn nog niet bij de bron bevestigd.")
    return sentences


def how_drawn(development: Development) -> str:
    """Return how to read the chart."""
    dots = (
        f"Boven 0 is meer dan in {development.baseline}, onder 0 minder, ook in de jaren ervoor. Elke grijze stip is "
        "een buurt die erop lijkt."
    )
    if all(isnan(band.middle) for band in development.bands):
        return dots
    return f"{dots} In de grijze band liggen {_most(development)}; de streepjeslijn is de middelste."


def alternative(development: Development) -> str:
    """Return the content of the chart, for readers who cannot see it."""
    return (
        f"Lijngrafiek van het verschil met {development.baseline}: {dutch.within(development.measure.label)}. "
        f"{' '.join(filter(None, (*developed(development), before(development))))} De cijfers staan in de tabel."
    )


def _moved(development: Development, last: Band) -> str:
    """Return the change of the buurt itself up to the latest period."""
    similar, measure, when = development.similar, development.measure, periods.parse(last.period).label
    of_last = (change for change in development.changes if change.period == last.period)
    own_change = next(change for change in of_last if change.area_code == similar.area_code)
    first = dutch.short_figure(own_change.first, measure.figure_decimals, measure.unit)
    if first == dutch.short_figure(own_change.last, measure.figure_decimals, measure.unit):
        return f"{similar.name} bleef gelijk: {first} in {development.baseline} en in {when}."
    now = dutch.figure(own_change.last, measure.figure_decimals, measure.unit)
    change = _change(development, own_change.change)
    return f"{similar.name} ging van {first} in {development.baseline} naar {now} in {when} ({change})."


def _change(development: Development, value: float) -> str:
    return dutch.signed(value, development.decimals, development.unit)


def _or_none(development: Development, value: float) -> str:
    return _change(development, value) if dutch.rounded(value, development.decimals) else "geen verandering"


def _ends(development: Development, last: Band) -> str:
    """Return the ends of the band, with the unit once: '+0,9 en +6,7 procentpunt'."""
    first = dutch.signed(last.lowest, development.decimals, "euro" if development.unit == "euro" else "")
    return f"{first} en {_change(development, last.highest)}"


def _most(development: Development) -> str:
    share = development.highest - development.lowest
    return _SHARE.get(share, f"{dutch.number(share, 0)} van de honderd")


def _place(development: Development, last: Band) -> str:
    """Return the position of the buurt, whether that is favourable, and that it is uncertain if close to an end of the
    band."""
    side, direction = place(last.own, last.lowest, last.highest), development.measure.direction
    from_end = min(abs(last.own - last.lowest), abs(last.own - last.highest))
    is_near = from_end <= _NEAR * (last.highest - last.lowest) and last.lowest < last.highest
    where = f"net {_PLACE[side]}" if is_near and side != "within" else _PLACE[side]
    if side != "within" and direction != "geen":
        is_good = (side == "above") == (direction == "omhoog")
        where += f", {'gunstiger' if is_good else 'minder gunstig'} dan de meeste"
    return f"{where}; met andere buurten kan dat anders zijn" if is_near else where


def _too_few(last: Band) -> str:
    have = f"{last.count or 'geen'} buurten die erop lijken hebben"
    if last.count == 1:
        have = "1 buurt die erop lijkt heeft"
    return f"Maar {have} cijfers over beide jaren. Dat is te weinig om mee te vergelijken: nodig zijn er {FEWEST}."
