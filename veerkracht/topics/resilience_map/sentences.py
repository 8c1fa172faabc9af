"""Texts of the Veerkracht map: what it is and is not, which buurten moved, and how uncertain it is."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from veerkracht.core import dutch
from veerkracht.database.rows import grouped
from veerkracht.method import resilience
from veerkracht.topics.resilience_map.figures import Buurt, Step, View, bound, has_moved, in_words

APPROACH = "Dit is een eigen benadering, niet de kaart van Circusvis en In.Fact."
ORIGINAL = (
    "**Het origineel.** De kaart lijkt op de Veerkrachtkaart van Circusvis en In.Fact uit 2022. Die maakt haar grenzen "
    "en gewichten niet bekend. Met de tabel bij deze kaart is alles na te rekenen."
)
LIMITS = (
    "**Wat de kaart niet zegt.** Een vak is een gemiddelde van een buurt, geen oordeel over de mensen die er wonen. De "
    "kaart zegt niet waardoor een buurt in een vak ligt en ook niet wat een aanpak doet. Het is geen ranglijst. Bij "
    "misdrijven telt ook winkeldiefstal mee en wie slachtoffer is hoeft er niet te wonen: in het centrum en bij grote "
    "voorzieningen zegt het cijfer weinig over de bewoners. Meer meldingen kan ook meer vertrouwen in de politie zijn."
)
NO_REFERENCE = (
    "De cijfers waarmee de kaart elke buurt vergelijkt, ontbreken of kloppen niet meer. De beheerder kan ze herstellen."
)
TOO_FEW_BUURTEN = (
    "Deze gemeente is te klein voor de Veerkrachtkaart: die vergelijkt minstens {least} buurten met elk minstens "
    "{smallest} inwoners. Hier {count}. De rest van het dashboard werkt gewoon."
)
NO_YEAR = (
    "In geen enkel jaar heeft een buurt genoeg cijfers op beide assen. De beheerder kan de andere jaren en bronnen "
    "ophalen. Daarna legt die de kaart vast."
)
NO_MAP = (
    "De Veerkrachtkaart is nu niet te maken. {problem} Wat er is opgehaald, staat op "
    "[Bronnen](bronnen?toon=ophalen). De rest van het dashboard werkt gewoon door."
)

_MOST_SENTENCES, _MOST_PLACES, _MOST_NAMES, _MOST_WORDS = 3, 2, 3, 15  # the last of a title
_DOUBTS = {
    "telling": "hoe sterk de telling schommelt",
    "gepubliceerd": "de marge van de bron",
    "steekproef": "de marge van de steekproef",
    "vergelijking": "de marge die uit vergelijkbare buurten is geschat",
    "rounding": "dat de bron aantallen afrondt",
}


def finding(view: View, steps: Sequence[Step], focus: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return where the focus areas are, and what changed since the first comparable year, in at most three sentences.

    `steps` as figures.steps, of the focus areas. With many areas the sentences have numbers.
    """
    areas = [buurt for code in focus for buurt in view.buurten if buurt.area_code == code]
    where = _together((_place(view, buurt), buurt.name) for buurt in areas)
    if not where:
        return [f"In {view.year} staat geen buurt van het programma op de kaart."], []
    texts = [f"{_some(names, len(areas))}: {place}." for place, names in where[:_MOST_PLACES]]
    if rest := sum(len(names) for _, names in where[_MOST_PLACES:]):
        return texts, [f"Waar de andere {f'{rest} liggen' if rest > 1 else 'buurt ligt'}, staat in de tabel."]
    up_to_now = [step for step in steps if step.year <= view.year]
    paths = ([step for step in up_to_now if step.area_code == buurt.area_code] for buurt in areas)
    since = _together((_since(view, path), path[0].name) for path in paths if path)
    changes = [f"{_some(names, len(areas))}: {change}." for change, names in since if change]
    if len(changes) == 1 and len(since) == 1:
        changes = [f"{dutch.capital(change)}." for change, _ in since]
    if len(texts) + len(changes) > _MOST_SENTENCES:
        changes = [f"Wat er bij {_some([buurt.name for buurt in areas], len(areas))} veranderde, staat hieronder."]
    return texts, changes


def _place(view: View, buurt: Buurt) -> str:
    return "te weinig cijfers voor een vak" if buurt.cell is None else view.in_short(buurt.cell)


def _since(view: View, path: Sequence[Step]) -> str:
    """Return the visible changes since the first year that is comparable with the last one; '' without any."""
    if (first := _first_to_compare(path)) is None:
        return ""
    if not has_moved(first, path[-1]):
        return f"geen zichtbare verandering sinds {first.year}"
    sides = zip(view.axes, first.scores, path[-1].scores, strict=True)
    before = (
        f"{axis.short(old.place)} {axis.label.lower()}"
        for axis, old, new in sides
        if old.place is not None and old.place != new.place
    )
    return f"in {first.year} nog {dutch.joined(list(before))}"


def _first_to_compare(path: Sequence[Step]) -> Step | None:
    """Return the first year from which the same measures count; None if that is the last one."""
    place = len(path) - 1
    while place > 0 and path[place].is_same:
        place -= 1
    return path[place] if place < len(path) - 1 else None


def _together(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, list[str]]]:
    """Return every text with the names it applies to, most names first."""
    return sorted(grouped(pairs).items(), key=lambda item: -len(item[1]))


def _some(names: Sequence[str], number: int) -> str:
    """Return names as a list, or the number of them if there are many."""
    return dutch.joined(list(names)) if len(names) <= _MOST_NAMES else f"{len(names)} van de {number} buurten"


def title(view: View, focus: Sequence[str]) -> str:
    """Return the finding about the focus areas in at most fifteen words, else the name of the map."""
    places: dict[str | None, list[str]] = {}
    for buurt in view.buurten:
        if buurt.area_code in focus:
            places.setdefault(buurt.cell, []).append(buurt.name)
    if len(places) == 1 and None not in places:
        [(cell, names)] = places.items()
        assert cell is not None
        text = f"{_some(names, len(names))}: {view.in_short(cell)}"
        if len(text.split()) <= _MOST_WORDS:
            return text
    return f"Veerkrachtkaart, {view.year}"


def marks(view: View) -> str:
    """Return the meaning of the signs on the map."""
    number = sum(buurt.cell is None for buurt in view.buurten)
    without = f" Grijs met ×: te weinig cijfers ({number})." if number else ""
    return f"Met ?: kan ook in een ander vak horen.{without} Omlijnd: de aandachtsgebieden en uw keuze."


def method(view: View) -> str:
    """Return how a class is computed, in plain Dutch."""
    settings = view.settings
    logs = [axis.label.lower() for axis in view.axes if axis.scale == "log"]
    bounds = "; ".join(
        f"{axis.label.lower()}: "
        + ", ".join(f"{axis.words(place)} {axis.range(place)}" for place in resilience.CLASSES)
        for axis in view.axes
    )
    return (
        f"**Zo rekent de kaart.** Per maat: hoe ver ligt de buurt van het gemiddelde van {settings.reference_year}? "
        f"Dat telt in standaardafwijkingen, hoogstens {dutch.number(settings.cut, 0)}. "
        + (
            f"Bij {dutch.joined(logs)} telt de logaritme van het cijfer: twee keer zo veel is dan overal een even "
            "grote stap, en het winkelhart bepaalt niet wat gemiddeld is. "
            if logs
            else ""
        )
        + "De score van een as is het "
        "gemiddelde van haar maten. Gemiddelde en afwijking zijn gewogen naar inwoners, over de buurten met minstens "
        f"{settings.minimum_inhabitants} inwoners, en vastgelegd op {dutch.day(settings.frozen_on)}. Een buurt krijgt "
        "dus alleen een andere klasse als haar eigen cijfers veranderen, of als een cijfer te oud wordt om mee te "
        f"tellen. De grenzen: {bounds}. Wat u op de kaart kiest, verandert niets aan de klassen."
    )


def bounds(view: View) -> list[str]:
    """Return the reason for the bounds."""
    return [f"{axis.label}, grenzen {' en '.join(bound(score) for score in axis.bounds)}: {axis.reason}"
            for axis in view.axes]  # fmt: skip


def years(view: View) -> str:
    """Return the year of the figures per axis: figures of another year may be substituted."""
    labels = {measure.indicator_id: measure.label for measure in view.used}
    parts = []
    for axis in view.axes:
        by_period: dict[str, dict[str, None]] = {}
        for figure in view.figures:
            if figure.axis == axis.axis and figure.period is not None:
                by_period.setdefault(figure.period, {})[f"‘{labels[figure.indicator_id]}’"] = None
        texts = [f"{period} ({dutch.joined(list(names))})" for period, names in sorted(by_period.items())]
        parts.append(f"{axis.label} {view.year}: cijfers van {dutch.joined(texts)}.")
    return f"{' '.join(parts)} Een cijfer telt hoogstens {view.settings.max_age} jaar mee; er wordt niets bijgeschat."


def left_out(view: View) -> str:
    """Return which measures of an axis do not count and why, '' if all do."""
    old = f"geen cijfer dat in {view.year} hoogstens {view.settings.max_age} jaar oud is"
    present = view.present
    absent = [measure for measure in view.measures if measure.why_not]
    absent += [measure for measure in view.used if measure not in present]
    by_reason = grouped((measure.why_not or old, f"‘{measure.label}’") for measure in absent)
    texts = [f"{dutch.joined(names)} ({reason})" for reason, names in by_reason.items()]
    return f"Doet niet mee: {'; '.join(texts)}." if texts else ""


def doubts(view: View) -> str:
    """Return the definition of a doubtful case, how many there are, and which uncertainty was taken into account."""
    number = sum(bool(buurt.doubts) for buurt in view.buurten)
    kinds = {figure.indicator_id: figure.margin_kind for figure in view.figures if figure.error is not None}
    by_kind: dict[str, list[str]] = {}
    for measure in view.present:
        kind = (kinds[measure.indicator_id] or "rounding") if measure.indicator_id in kinds else "unknown"
        by_kind.setdefault(kind, []).append(f"‘{measure.label}’")
    unknown = by_kind.pop("unknown", [])
    included = [f"{text} bij {dutch.joined(by_kind[kind])}" for kind, text in _DOUBTS.items() if kind in by_kind]
    return (
        f"**Twijfel (?).** Bij {number} {'buurt' if number == 1 else 'buurten'} ligt een score binnen één "
        "standaardfout van een grens: die kan ook in een ander vak horen. Een verandering noemt de pagina alleen als "
        "er geen vak is waar de buurt, met die twijfel, in beide jaren kan liggen. Anders is er geen zichtbare "
        "verandering. Meegeteld is "
        f"{dutch.joined(included) or 'niets: van geen enkele maat is een marge bekend'}."
        + (f" Van {dutch.joined(unknown)} is geen marge bekend: de echte twijfel is dus groter." if unknown else "")
    )


def listed(view: View, cell: str) -> str:
    """Return the buurten of a cell by name, doubtful cases marked; '' without a cell."""
    if not cell:
        return ""
    names = [f"{buurt.name}{' (?)' if buurt.doubts else ''}" for buurt in view.buurten if buurt.cell == cell]
    text = dutch.joined(names) if names else f"geen enkele buurt in {view.year}"
    return f"**{dutch.capital(view.words(cell))}**: {text}."


def without_cell(view: View) -> str:
    """Return which buurten are grey and why, '' if none are."""
    by_reason = grouped((buurt.reason, buurt.name) for buurt in view.buurten if buurt.cell is None)
    texts = [f"{dutch.joined(names)}: {reason}" for reason, names in sorted(by_reason.items())]
    return f"Grijs met ×: {'; '.join(texts)}." if texts else ""


def movements(view: View, steps: Sequence[Step], named: Sequence[str]) -> list[str]:
    """Return per area where it is, with its doubt, and from year to year whether it visibly moved.

    `steps` as figures.steps, of the `named` areas.
    """
    buurten = {buurt.area_code: buurt for buurt in view.buurten}
    # a buurt of another year is not on the map
    return [
        _movement(view, buurten[code], [step for step in steps if step.area_code == code])
        for code in named
        if code in buurten
    ]


def _movement(view: View, buurt: Buurt, steps: Sequence[Step]) -> str:
    if buurt.cell is None:
        return f"**{buurt.name}** heeft in {view.year} geen vak: {buurt.reason}."
    changes = grouped(
        (_change(before, after, view), f"van {before.year} naar {after.year}") for before, after in pairwise(steps)
    )
    texts = [
        f"**{buurt.name}** in {view.year}: {view.words(buurt.cell)}.",
        f"Dat is een twijfelgeval: {view.doubt(buurt)}." if buurt.doubts else "",
        *(f"{dutch.capital(dutch.joined(years))}: {change}." for change, years in changes.items()),
        f"Over al die jaren samen is er wel een verandering: {_since(view, steps)}." if _has_drifted(steps) else "",
    ]
    return " ".join(filter(None, texts))


def _has_drifted(path: Sequence[Step]) -> bool:
    """Return whether the first comparable year and the last differ visibly while no two consecutive years do."""
    first = _first_to_compare(path)
    return first is not None and has_moved(first, path[-1]) and not any(step.is_visible for step in path)


def _change(before: Step, after: Step, view: View) -> str:
    """Return which classes changed between two years if that exceeds the doubt of both, else why nothing is said."""
    if not after.is_visible:
        return moved(after)
    sides = zip(view.axes, before.scores, after.scores, strict=True)
    return dutch.joined([
        f"{axis.label.lower()} van {axis.short(first.place)} naar {axis.words(last.place)}"
        for axis, first, last in sides
        if first.place != last.place and first.place is not None and last.place is not None
    ])  # fmt: skip


def moved(step: Step) -> str:
    """Return in a few words whether a buurt moved since the previous year; '' in its first year."""
    if step.is_first:
        return ""
    if not step.is_same:
        return "niet te vergelijken, er tellen andere maten mee"
    if not (step.is_new_x or step.is_new_y):
        return "geen nieuwe cijfers"
    return "zichtbaar veranderd" if step.is_visible else "geen zichtbare verandering"


def unchanged(view: View, steps: Sequence[Step]) -> str:
    """Return on which axis the years have the same figures, so that no step on it is visible; '' if on none."""
    after = [step for step in steps if step.is_same]
    is_new = any(step.is_new_x for step in after), any(step.is_new_y for step in after)
    still = [axis.label.lower() for axis, moves in zip(view.axes, is_new, strict=True) if after and not moves]
    return (f"Over {dutch.joined(still)} zijn er geen nieuwe cijfers tussen de jaren die te vergelijken zijn. Daar "
            "ziet u dus geen verschuiving.") if still else ""  # fmt: skip


def alternative(view: View, named: Sequence[str]) -> str:
    """Return the content of the map for visitors who cannot see it: the number of buurten per cell, and the named
    areas."""
    counts = "; ".join(f"{view.words(cell)}: {count}" for cell, count in view.counts().items())
    texts = "; ".join(f"{buurt.name} {in_words(view, buurt)}" for buurt in view.buurten if buurt.area_code in named)
    return (
        f"Kaart van kwetsbaarheid en overlast in {view.year}. Aantal buurten per vak: {counts}. {texts}. Van elke "
        "buurt staan vak en scores in de tabel."
    )


def scatter_alternative(view: View, steps: Sequence[Step], named: Sequence[str]) -> str:
    """Return the content of the scatter plot for visitors who cannot see it."""
    across, up = (axis.label.lower() for axis in view.axes)
    texts = " ".join(movements(view, steps, named)).replace("**", "")
    return f"Puntenplaatje van {across} tegen {up} per buurt in {view.year}. {texts} Alle scores staan in de tabel."
