"""What is said of buurten elsewhere that are like one of ours: why they are alike, how they changed, what is unsure."""

import pandas as pd

from veerkracht.core import dutch, periods
from veerkracht.method import development
from veerkracht.topics.similar.figures import Development, Similar

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
}
_ABSENT = {
    "elsewhere": "er zijn geen cijfers van buiten {city}",
    "own": "{name} heeft geen cijfer",
    "same": "overal gelijk",
}


def no_country(city: str) -> str:
    """Return that there are no figures of buurten outside the municipality `city`, and how to get them."""
    return (
        f"Er zijn nog geen cijfers van buurten buiten {city}. Wie het dashboard beheert, haalt ze op met: python -m "
        "etl --gebied NL."
    )


def found(alike: Similar) -> str:
    """Return which buurten these are, or why there are none."""
    if alike.area_code in alike.found.left_out:
        return (
            f"{alike.name} heeft te weinig cijfers over deze kenmerken om buurten te vinden die erop lijken. Kies "
            "andere kenmerken."
        )
    if alike.places.empty:
        return "Er is geen buurt om mee te vergelijken. Laat minder gemeenten weg."
    which = "Deze buurt lijkt" if len(alike.places) == 1 else f"Deze {len(alike.places)} buurten lijken"
    return (
        f"{which} van de {dutch.number(alike.compared, 0)} buurten elders in Nederland die zijn vergeleken het meest "
        f"op {alike.name}. De meest gelijke staat bovenaan."
    )


def compared(alike: Similar, city: str, smallest: float) -> str:
    """Return how many buurten were compared, and how many were not and why."""
    words = {"city": city, "smallest": dutch.number(smallest, 0)}
    parts = [
        text.format(count=dutch.number(alike.left_out[why], 0), **words)
        for why, text in _LEFT_OUT.items()
        if why in alike.left_out
    ]
    told = f"Vergeleken: {dutch.number(alike.compared, 0)} buurten."
    return f"{told} Niet vergeleken: {dutch.joined(parts)}." if parts else told


def used(alike: Similar, labels: dict[str, str], city: str) -> str:
    """Return which measures were used, and which were not and why; `labels` by indicator."""
    names = [_inside(labels[one]) for one in alike.used]
    left = [
        f"{_inside(labels[one])} ({_ABSENT[why].format(city=city, name=alike.name)})"
        for one, why in alike.absent.items()
    ]
    told = f"Vergeleken op {dutch.joined(names)}, alles over {periods.parse(alike.period).label}." if names else ""
    return f"{told} Niet gebruikt: {dutch.joined(left)}.".strip() if left else told


def how(alike: Similar) -> list[str]:
    """Return how to read the table of buurten that are alike."""
    return [
        "Klein onder een cijfer staat hoeveel een buurt hoger of lager is, in standaardafwijkingen: 1 is een gewoon "
        "verschil tussen buurten in Nederland. De afstand vat deze verschillen samen; 0 is gelijk. Een kenmerk waarvan "
        "een buurt geen cijfer heeft, telt bij die buurt niet mee. Past de tabel niet op het "
        "scherm, schuif haar dan opzij.",
        f"Dat buurten op {alike.name} lijken, bewijst niet waardoor een cijfer verandert.",
    ]


def reason(pairs: pd.DataFrame, labels: dict[str, str]) -> str:
    """Return in what a buurt is most and least like ours; `pairs` has its rows of Likeness.by_measure."""
    ordered = pairs.assign(size=pairs["apart"].abs()).sort_values(["size", "indicator_id"])
    nearest, furthest = ordered.iloc[0], ordered.iloc[-1]
    if furthest["size"] == 0:
        return "In alles gelijk"
    side = "hoger" if furthest["apart"] > 0 else "lager"
    differs = f"erschilt het meest in {_inside(labels[furthest['indicator_id']])} ({side})"
    if len(ordered) == 1:
        return f"V{differs}"
    return f"Lijkt het meest in {_inside(labels[nearest['indicator_id']])}; v{differs}"


def developed(found: Development) -> list[str]:
    """Return how the buurt changed since the baseline, and how those that are like it did."""
    last, name = found.last, found.similar.name
    if last is None:
        return [
            f"Van {name} is geen verandering te berekenen: er is geen cijfer over {found.baseline}, of geen later "
            "cijfer dat ermee te vergelijken is."
        ]
    if last.count < development.FEWEST:
        return [_moved(found), _too_few(found)]
    went = f"veranderde de middelste met {_change(found, last.middle)}"
    if dutch.rounded(last.middle, found.decimals) == 0:
        went = "bleef de middelste gelijk"
    return [
        _moved(found),
        f"Van de {last.count} buurten die erop lijken en cijfers hebben, {went}. {_most(found).capitalize()} "
        f"veranderden tussen {_ends(found)}.",
        f"{name} ligt {_place(found)}.",
    ]


def brief(found: Development) -> str:
    """Return the same in short, '' when the buurt itself has no figures to compare."""
    last, name = found.last, found.similar.name
    if last is None:
        return ""
    told = f"{name}: {_or_none(found, last.own)} sinds {found.baseline}."
    if last.count < development.FEWEST:
        return f"{told} {_too_few(found)}"
    return (
        f"{told} De middelste van {last.count} buurten in Nederland die erop lijken: {_or_none(found, last.middle)}; "
        f"{_most(found)} tussen {_ends(found)}. {name} ligt {_place(found)}."
    )


def counted(found: Development) -> str:
    """Return of how many of the buurten that are alike the latest change is known, and why not of the others."""
    if found.last is None:
        return ""
    asked, name, changes = len(found.similar.places), found.similar.name, found.changes
    own = changes[(changes["period"] == found.last.period) & (changes["area_code"] != found.similar.area_code)]
    obstacles = own["obstacle"].value_counts()
    why_not = {
        "geen cijfer over beide jaren": asked - len(own),
        "in die tijd een andere grens gekregen": obstacles.get("boundary", 0),
        "0 als eerste cijfer": obstacles.get("zero", 0),
    }
    parts = [f"{count} {'heeft' if count == 1 else 'hebben'} {why}" for why, count in why_not.items() if count]
    told = (
        f"{found.last.count} van de {asked} buurten die op {name} lijken, tellen mee met cijfers over {found.baseline} "
        f"en {periods.parse(found.last.period).label}."
    )
    return f"{told} Van de andere: {dutch.joined(parts)}." if parts else told


def limits(found: Development) -> list[str]:
    """Return what this comparison cannot say."""
    told = [
        "**Dit is een vergelijking, geen bewijs.** Zij laat zien wat er in zulke buurten gebeurde zonder dit "
        "programma. Waardoor een cijfer verandert, zegt zij niet. Misschien was er daar ook een programma."
    ]
    if found.row.is_model:
        told.append(
            "**Dit zijn schattingen van een rekenmodel.** Het model volgt de samenstelling van een buurt. Buurten die "
            "op elkaar lijken, veranderen er daardoor vanzelf ongeveer gelijk in. Het effect van een programma is er "
            "niet in te zien."
        )
    if found.row.margin == "telling":
        told.append("**Tellingen schommelen door toeval**, het meest in kleine buurten. Eén jaar zegt daarom weinig.")
    if (found.figures["status"] == "niet_bevestigd").any():
        told.append("De cijfers komen uit een kopie en zijn nog niet bij de bron bevestigd.")
    return told


def how_drawn(found: Development) -> str:
    """Return how to read the chart."""
    told = f"Boven 0 is meer dan in {found.baseline}, onder 0 minder. Elke grijze stip is een buurt die erop lijkt."
    if found.bands["middle"].isna().all():
        return told
    return f"{told} In de grijze band liggen {_most(found)}; de streepjeslijn is de middelste."


def alternative(found: Development) -> str:
    """Return what the chart shows to who cannot see it."""
    return (
        f"Lijngrafiek van de verandering sinds {found.baseline}: {_inside(found.row.label)}. "
        f"{' '.join(developed(found))} De cijfers staan in de tabel."
    )


def _moved(found: Development) -> str:
    """Return how the buurt itself changed up to the latest period."""
    name, changes, row = found.similar.name, found.changes, found.row
    own = changes[(changes["area_code"] == found.similar.area_code) & (changes["period"] == found.last.period)].iloc[0]
    when = periods.parse(found.last.period).label
    first = dutch.short_figure(own["first"], row.figure_decimals, row.unit)
    if first == dutch.short_figure(own["last"], row.figure_decimals, row.unit):
        return f"{name} bleef gelijk: {first} in {found.baseline} en in {when}."
    last = dutch.figure(own["last"], row.figure_decimals, row.unit)
    return f"{name} ging van {first} in {found.baseline} naar {last} in {when} ({_change(found, own['change'])})."


def _change(found: Development, value: float) -> str:
    return dutch.signed(value, found.decimals, found.unit)


def _or_none(found: Development, value: float) -> str:
    return _change(found, value) if dutch.rounded(value, found.decimals) else "geen verandering"


def _ends(found: Development) -> str:
    """Return the ends of the band, the unit named once: '+0,9 en +6,7 procentpunt'."""
    first = dutch.signed(found.last.lowest, found.decimals, "euro" if found.unit == "euro" else "")
    return f"{first} en {_change(found, found.last.highest)}"


def _most(found: Development) -> str:
    share = found.highest - found.lowest
    return _SHARE.get(share, f"{dutch.number(share, 0)} van de honderd")


def _place(found: Development) -> str:
    """Return where the buurt lies, whether that is favourable, and that so near to an end of the band it is unsure."""
    last = found.last
    place = development.place(last.own, last.lowest, last.highest)
    from_end = min(abs(last.own - last.lowest), abs(last.own - last.highest))
    is_near = from_end <= _NEAR * (last.highest - last.lowest) and last.lowest < last.highest
    told = f"net {_PLACE[place]}" if is_near and place != "within" else _PLACE[place]
    if place != "within" and found.row.direction != "geen":
        is_good = (place == "above") == (found.row.direction == "omhoog")
        told += f", {'gunstiger' if is_good else 'minder gunstig'} dan de meeste"
    return f"{told}; met andere buurten kan dat anders zijn" if is_near else told


def _too_few(found: Development) -> str:
    count = found.last.count
    have = "1 buurt die erop lijkt heeft" if count == 1 else f"{count or 'geen'} buurten die erop lijken hebben"
    return (
        f"Maar {have} cijfers over beide jaren. Dat is te weinig om mee te vergelijken: nodig zijn er "
        f"{development.FEWEST}."
    )


def _inside(label: str) -> str:
    """Return a label as it stands within a sentence: without its capital, unless it is an abbreviation."""
    return label if label[1:2].isupper() else label[0].lower() + label[1:]
