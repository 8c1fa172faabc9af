"""Texts of the view Trechter, in plain Dutch (B1)."""

from veerkracht.core import dutch, periods
from veerkracht.topics.change.sentences import all_of, in_words
from veerkracht.topics.funnel.figures import Overview, Point

_SIDES = {"higher": "hoger", "lower": "lager", "within": "binnen de trechter"}
_MOST_NAMED = 3  # focus areas in the sentences above the picture


def title(overview: Overview) -> str:
    """Return the finding in at most fifteen words."""
    higher, lower, total = len(overview.higher), len(overview.lower), all_of(len(overview.points))
    if not (higher or lower):
        subject = "De ene buurt ligt niet" if len(overview.points) == 1 else f"Geen van {total} ligt"
        return f"{subject} verder van de {overview.city_word} dan toeval verklaart"
    return f"Van {total} {'ligt' if higher == 1 else 'liggen'} er {in_words(higher)} duidelijk hoger dan de " \
           f"{overview.city_word}, {in_words(lower)} lager"  # fmt: skip


def subtitle(overview: Overview) -> str:
    """Return the subject of the title: the indicator, the year and the unit."""
    indicator = overview.indicator
    when = periods.parse(overview.subject.period).label
    return f"{indicator.label}, {dutch.in_unit(indicator.unit)}, {when}"


def findings(overview: Overview) -> list[str]:
    """Return the text with the title: the role of chance, and the buurten of the programme and groups."""
    texts = ["In een kleine buurt schommelt een cijfer meer: daarom is de trechter links breed."]
    focus = [point for point in overview.points if point.area_code in overview.focus]
    named = sorted(focus, key=lambda point: point.name) if len(focus) <= _MOST_NAMED else []
    return [*texts, *(f"{point.name}: {position(point, overview)}." for point in (*named, *overview.groups))]


def position(point: Point, overview: Overview) -> str:
    """Return the position of a buurt: '536 per 10.000 inwoners, binnen de trechter'."""
    indicator = overview.indicator
    side = judged(point)
    beside = side if point.side == "within" else f"{side} dan toeval verklaart"
    return f"{dutch.figure(point.value, indicator.decimals, indicator.unit)}, {beside}"


def judged(point: Point) -> str:
    """Return the position of a buurt in a word or two: 'hoger', 'veel lager', 'binnen de trechter'."""
    side = _SIDES[point.side]
    return f"veel {side}" if point.is_far and point.side != "within" else side


def alternative(overview: Overview) -> str:
    """Return the content of the picture, for visitors who cannot see it."""
    names = [dutch.joined([point.name for point in points]) or "geen" for points in (overview.higher, overview.lower)]
    return (
        f"Stippen per buurt, van klein naar groot. {subtitle(overview)}. Boven de trechter: {names[0]}. "
        f"Eronder: {names[1]}. De cijfers staan in de tabel."
    )


def nothing(overview: Overview, why_none: str) -> str:
    """Return why there is nothing to draw, '' if there is something; `why_none` is why no buurt was chosen."""
    if not overview.subject.codes:
        return why_none
    if overview.rate is None:
        return f"{overview.city} heeft in dit jaar geen cijfer. Zonder dat is er geen trechter. Kies een ander jaar."
    return "" if overview.points else "Deze buurten hebben in dit jaar geen cijfer. Kies een ander jaar."


def how_sure(overview: Overview) -> list[str]:
    """Return what the limits mean, what they do not say, and which buurten are not drawn."""
    spread = overview.spread
    estimate = " Hoe sterk tellingen schommelen, is hier een aanname." if spread.is_assumed else ""
    lines = [
        f"Zou elke buurt zijn als {overview.city}, dan lag een stip met 95% zekerheid in de trechter, en met 99,8% "
        f"binnen de stippellijnen. Van 20 buurten valt er dan door toeval ongeveer één buiten.{estimate}",
        "Buiten de trechter betekent: meer dan toeval. Het zegt niet waardoor het komt, of wie er iets aan kan doen.",
        "Beide assen gaan met gelijke keren omhoog: van 200 naar 400 is even ver als van 500 naar 1.000.",
        "Wie in een buurt werkt, winkelt of uitgaat, telt bij de inwoners niet mee, maar wat er gebeurt wel.",
    ]
    if overview.groups:
        lines.append(
            "Een eigen groep is één stip: haar buurten bij elkaar opgeteld. Toevallen van losse buurten heffen elkaar "
            "deels op, dus haar grenzen zijn wat smaller dan de trechter bij dat aantal inwoners."
        )
    if overview.lacking:
        lines.append(f"Niet getekend, want zonder cijfer: {dutch.joined(list(overview.lacking))}.")
    return lines
