"""Texts of the page Halen we in?, in plain Dutch (B1)."""

from collections.abc import Sequence

from veerkracht.core import dutch, periods
from veerkracht.core.codes import CityWord
from veerkracht.topics.catching_up.figures import BASELINE, Group, Obstacle, Overview, Topic

_HEADINGS: dict[Group, str] = {
    "gained": "Gunstiger: minder ver achter, of verder voor",
    "lost": "Ongunstiger: verder achter, of minder ver voor",
    "equal": "Ongeveer gelijk: de verandering valt binnen de marge",
    "unknown": "Niet te zeggen, marge onbekend",
    "neutral": "Niet goed of slecht: rechts is meer",
}
_WHY: dict[Obstacle, str] = {
    "amount": "Aantallen, want een {overview.city_word} heeft er altijd meer dan een buurt",
    "one": "Er is maar één jaar dat {overview.area} en {overview.city} allebei hebben",
    "early": "Er is geen cijfer van na {overview.since}, tot en met {overview.choice.until}",
    "break": "In de tussentijd veranderde de definitie, of de grens van het gebied",
    "none": "Er is geen jaarcijfer van {overview.area}",
    "no_city": "Er is geen jaarcijfer van {overview.city}",
    "edition": "De cijfers van {overview.area} en {overview.city} komen niet uit dezelfde uitgave",
    "repeated": "Een andere reeks over hetzelfde staat er al",
    "few": "Te weinig buurten hebben een cijfer om te weten wat ver is",
    "zero": "De rest van de {overview.city_word} had er geen, dus is er geen verhouding",
}
JUDGED: dict[Group, str] = {
    "gained": "gunstiger",
    "lost": "ongunstiger",
    "equal": "ongeveer gelijk",
    "unknown": "niet te zeggen: marge onbekend",
}
FILM_ORDER = (
    "In de film houdt elk onderwerp zijn rij: die van het laatste jaar. De as is in elk jaar dezelfde. Het oordeel per "
    "onderwerp staat onder Precies, van het jaar waarin de film stopt. Bij “Niet goed of slecht” is rechts meer."
)
TOO_FEW = (
    "Te weinig buurten hebben een cijfer om te weten wat dichtbij en ver weg is. Met andere jaren is dat niet anders."
)
NOTHING_BETWEEN = "Er zijn tussen deze jaren geen onderwerpen te vergelijken. Kies hierboven andere jaren."


def no_two_years(city: CityWord) -> str:
    """Return that there is nothing to compare yet."""
    return (
        "Er zijn nog geen twee jaren met cijfers van buurten. Pas dan is te zien of een buurt dichter bij de "
        f"{city} komt."
    )


def title(overview: Overview) -> str:
    """Return the finding, in at most fifteen words and the name of the area: the changes of lags, else of leads."""
    count, changes = len(overview.directed), _changes(overview)
    if not count:
        return f"{overview.area}: geen onderwerp waarvan vaststaat wat gunstig is"
    if not changes:
        none = {1: "bij het enige onderwerp", 2: "bij geen van beide onderwerpen"}
        where, how = none.get(count, f"bij geen van de {count} onderwerpen"), "niet " * (count == 1)
        return f"{overview.area}: {where} veranderde de afstand tot de {overview.city_word} {how}aantoonbaar"
    side, grew, shrank = changes[0]
    if count == 1:
        return f"{overview.area}: bij het enige onderwerp werd de {side} {'groter' if grew else 'kleiner'}"
    if grew and shrank:
        return f"{overview.area}: van de {count} onderwerpen werd de {side} bij {shrank} kleiner en bij {grew} groter"
    way, other = ("groter", "kleiner") if grew else ("kleiner", "groter")
    return f"{overview.area}: de {side} werd bij {grew or shrank} van de {count} onderwerpen {way} en nergens {other}"


def findings(overview: Overview) -> list[str]:
    """Return what the title leaves out: leads that changed, what stayed equal or is unknown, and the area itself."""
    if not overview.directed:
        return []
    changes, count = _changes(overview), len(overview.directed)
    texts = [
        f"De {side} werd {_both_directions(shrank, 'kleiner', grew, 'groter')}." for side, grew, shrank in changes[1:]
    ]
    equal, unknown = len(overview.of("equal")), len(overview.of("unknown"))
    if unknown == count:
        texts.append("De marge is niet bekend." if count == 1 else "Van geen enkel onderwerp is de marge bekend.")
    elif changes or unknown:
        parts = [
            f"bij {_topics(equal)} bleef de afstand ongeveer gelijk" if equal else "",
            f"bij {unknown if equal else _topics(unknown)} is het niet te zeggen" if unknown else "",
        ]
        if rest := " en ".join(filter(None, parts)):
            texts.append(f"{dutch.capital(rest)}.")
    return [*texts, *([_area_alone(overview)] if overview.tested else [])]


def _changes(overview: Overview) -> list[tuple[str, int, int]]:
    """Return for lags and then for leads, if any changed: which of the two, how many grew and how many shrank."""
    counts = [
        ("achterstand", overview.count("achterstand groter", "voorsprong werd achterstand"),
         overview.count("achterstand kleiner", "achterstand werd voorsprong")),
        ("voorsprong", overview.count("voorsprong groter"), overview.count("voorsprong kleiner")),
    ]  # fmt: skip
    return [(side, grew, shrank) for side, grew, shrank in counts if grew or shrank]


def _area_alone(overview: Overview) -> str:
    """Return the change of the area itself, regardless of the city."""
    forward, back = overview.moved("forward"), overview.moved("back")
    if not forward and not back:
        alone = "Los" if _changes(overview) else "Ook los"
        return f"{alone} van de {overview.city_word} ging {overview.area} nergens aantoonbaar vooruit of achteruit."
    went = _both_directions(forward, "aantoonbaar vooruit", back, "achteruit" if forward else "aantoonbaar achteruit")
    return f"Los van de {overview.city_word} ging {overview.area} {went}."


def _both_directions(first: int, way: str, second: int, other: str) -> str:
    """Return the numbers for both directions: 'bij 2 onderwerpen kleiner en bij 1 groter', without a zero."""
    if first and second:
        return f"bij {_topics(first)} {way} en bij {second} {other}"
    return f"bij {_topics(first)} {way}" if first else f"bij {_topics(second)} {other}"


def heading(group: Group, topics: Sequence[Topic]) -> str:
    """Return the heading of a group of topics, with their number; without margins also the direction of the figures."""
    text = f"{_HEADINGS[group]} ({len(topics)})"
    if group != "unknown":
        return text
    gained = sum(topic.between.relative > 0 for topic in topics)
    lost = sum(topic.between.relative < 0 for topic in topics)
    return f"{text[:-1]}; cijfer: {gained} gunstiger, {lost} ongunstiger)"


def short_heading(group: Group, topics: Sequence[Topic]) -> str:
    """Return the heading of a group in a few words, with the number of its topics."""
    text = _HEADINGS[group]
    return f"{text.replace(':', ',') if group == 'neutral' else text.partition(':')[0]} ({len(topics)})"


def film_heading(topics: Sequence[Topic]) -> str:
    """Return the heading of the topics without a favourable direction in a film, short enough for a phone, with their
    number."""
    return f"{_HEADINGS['neutral'].partition(':')[0]} ({len(topics)})"


def since(overview: Overview) -> str:
    """Return the start of the comparison: 'van rond 2022', or from the baseline of a goal."""
    start = f"van rond {overview.since}"
    return f"van de nulmeting van een doel, en anders {start}," if overview.choice.since == BASELINE else start


def now(topic: Topic) -> str:
    """Return how far the area is from the city now: '11,1 procentpunt achter', 'gelijk aan de stad'."""
    gap, indicator = topic.gaps[1], topic.indicator
    size = dutch.difference(gap, indicator.decimals, indicator.unit)
    return f"{size} {_side(topic, gap)}" if gap else f"gelijk aan de {topic.city_word}"


def briefly_now(topic: Topic) -> str:
    """Return how far the area is from the city now without the unit: '11,1 achter', '€ 9.500 voor', 'gelijk'."""
    gap = topic.gaps[1]
    return f"{_short(topic, gap)} {_side(topic, gap)}" if gap else "gelijk"


def then(topic: Topic) -> str:
    """Return how far the area was from the city: 'was 10,9', 'was 2,0 voor'; or why not, if a count is compared as a
    ratio and the printed figures would contradict it."""
    first, last = topic.gaps
    if topic.says_opposite:
        return "vergeleken als verhouding"
    if not first:
        return "was gelijk"
    size = _short(topic, first)
    return f"was {size}" if first * last > 0 else f"was {size} {_side(topic, first)}"


def verdict(topic: Topic) -> str:
    """Return the verdict of the margin on the change of the distance."""
    if topic.judged == "unknown":
        return JUDGED["unknown"]
    if not topic.is_neutral:
        return topic.word
    if topic.judged == "equal":
        return "verschil ongeveer gelijk"
    grew = abs(topic.gaps[1]) > abs(topic.gaps[0])
    return f"verschil {'groter' if grew else 'kleiner'}"


def then_and_now(topic: Topic) -> str:
    """Return the figures of the area itself then and now, with the years: '54,5% → 58,9% (2022–2024)'; with their unit
    if the distance to the city, which has it, is zero."""
    text, indicator = figures(topic, topic.own), topic.indicator
    if not topic.gaps[1]:
        text = f"{text.partition(' → ')[0]} → {dutch.figure(topic.own[1], indicator.decimals, indicator.unit)}"
    return f"{text} ({years(topic)})"


def figures(topic: Topic, pair: tuple[float, float]) -> str:
    """Return the figures of a topic then and now: '54,5% → 58,9%'."""
    indicator = topic.indicator
    first, last = (dutch.short_figure(figure, indicator.decimals, indicator.unit) for figure in pair)
    return f"{first} → {last}"


def years(topic: Topic) -> str:
    """Return the two periods of a topic: '2022–2024', and for a mean 'gemiddeld 2022 t/m 2024, en 2025'."""
    pair = [periods.parse(period) for period in (topic.first, topic.last)]
    if all(period.first == period.last for period in pair):
        return "–".join(period.label for period in pair)
    return ", en ".join(f"{'' if period.first == period.last else 'gemiddeld '}{period.label}" for period in pair)


def change(topic: Topic) -> str:
    """Return how much more the area gained than the rest of the city, with its margin: '−2,3 procentpunt (−3,7 tot
    −0,9)', or in percent if compared as a ratio."""
    moved, indicator = topic.between.change, topic.indicator
    decimals, unit = (1, "") if topic.between.is_ratio else (indicator.decimals, indicator.unit)
    text = dutch.signed(moved.change, decimals, unit) + ("%" if topic.between.is_ratio else "")
    if moved.lower is None or moved.upper is None:
        return text
    return f"{text} ({dutch.number(moved.lower, decimals)} tot {dutch.number(moved.upper, decimals)})"


def alternative(overview: Overview) -> str:
    """Return the content of the picture, for visitors who cannot see it."""
    texts = [
        f"Per onderwerp de afstand van {overview.area} tot {overview.city}, toen en nu.",
        f"{title(overview)}.",
        *findings(overview),
        "De cijfers staan in de tabel.",
    ]
    return " ".join(texts)


def subject(overview: Overview) -> str:
    """Return the definition of the distances: to which city, and between which years."""
    return f"Afstand tot {overview.city}, {since(overview)} tot en met {overview.choice.until}"


def film_alternative(overviews: Sequence[Overview]) -> str:
    """Return the content of a film of distances until each of several years, for visitors who cannot see it."""
    first, last = overviews[0], overviews[-1]
    return (
        f"Per onderwerp de afstand van {first.area} tot {first.city}, van toen tot elk jaar van {first.choice.until} "
        f"t/m {last.choice.until}. De cijfers van het gekozen jaar staan in de tabel."
    )


def how_sure(overviews: Sequence[Overview], confidence: float, false_discovery: float) -> list[str]:
    """Return the basis of the groups, and how many of the verdicts chance alone would give."""
    tested = [topic for overview in overviews for topic in overview.tested]
    sure = dutch.number(confidence, 0)
    texts = [
        f"Een onderwerp is pas gunstiger of ongunstiger als de verandering van de afstand groter is dan haar marge "
        f"({sure}% zekerheid). De lichte balk is die marge. Ligt het rondje van toen erin, dan bleef de afstand "
        "ongeveer gelijk. Bij een open rondje is de marge niet bekend: die verandering kan toeval zijn."
    ]
    if tested:
        about = _about(len(tested) * (1 - confidence / 100) / 2)
        held = sum(topic.holds for topic in tested)
        limit = f"hoogstens {dutch.number(false_discovery, 0)}% daarvan door toeval"
        holding = f"{held} {'houdt' if held == 1 else 'houden'} ook dan stand (✓), {limit}."
        texts.append(
            f"Van {_topics(len(tested))} met een marge verwacht u er door toeval {about} gunstiger en {about} "
            f"ongunstiger, ook als er niets verandert. {holding if held else 'Geen enkele houdt dan stand.'}"
        )
    if any("/" in topic.first for topic in tested):
        texts.append(
            "Een telling begint bij het gemiddelde van drie jaren, want een jaar dat door toeval hoog of laag is valt "
            "vanzelf terug."
        )
    return texts


def how_drawn(overview: Overview) -> list[str]:
    """Return the scale of the distances, the compared years, and the city."""
    since, until = overview.since, overview.choice.until
    subject = "Van elk onderwerp"
    texts = []
    if overview.choice.since == BASELINE:
        texts.append("Waarmee een doel wordt gemeten, begint bij de nulmeting van dat doel, net als op Doelkaart.")
        subject = "Van elk ander onderwerp"
    return [
        *texts,
        f"{subject}: het jaar met een cijfer dat het dichtst bij {since} ligt, en het nieuwste tot en met "
        f"{until}. De jaren staan erbij. Over een breuk in de definitie of een andere grens wordt niet vergeleken.",
        "De afstand is gedeeld door hoe ver buurten van elkaar liggen (de standaardafwijking). Zo staan alle "
        "onderwerpen op dezelfde schaal.",
        f"Het oordeel vergelijkt met {overview.city} zonder {overview.area} zelf; tellingen als verhouding.",
    ]


def left_out(overview: Overview) -> list[str]:
    """Return a line per reason why topics are not shown, with their names."""
    return [f"{_WHY[reason].format(overview=overview)}: {'; '.join(labels)}." for reason, labels in overview.left_out]


def left_out_count(overview: Overview) -> str:
    """Return how many topics are not shown."""
    count = sum(len(labels) for _, labels in overview.left_out)
    return f"{count} {'onderwerp staat' if count == 1 else 'onderwerpen staan'} hier niet: waarom?"


def _short(topic: Topic, gap: float) -> str:
    return dutch.short_figure(abs(gap), topic.indicator.decimals, topic.indicator.unit.replace("%", ""))


def _side(topic: Topic, gap: float) -> str:
    if topic.is_neutral:
        return "minder" if gap > 0 else "meer"
    return "achter" if gap > 0 else "voor"


def _topics(count: int) -> str:
    return "1 onderwerp" if count == 1 else f"{count} onderwerpen"


def _about(number: float) -> str:
    return "minder dan 1" if number < 0.5 else f"ongeveer {dutch.number(number, 0)}"
