"""What the monthly counts of an area say, in plain Dutch (B1)."""

from veerkracht.core import dutch, periods
from veerkracht.core.codes import CityWord
from veerkracht.method import chance, early_signal
from veerkracht.topics.trends.months import Month, Months

_SIDES = {"higher": "hoger", "lower": "lager", "within": "binnen de band"}
_MOST_NAMED = 6  # months in a sentence


def title(months: Months) -> str:
    """Return the finding in at most fifteen words."""
    unusual, total = len(months.unusual), len(months.judged)
    if total == 1:
        return f"{months.area}: de laatste maand valt {'op' if unusual else 'niet op'}"
    if not unusual:
        return f"{months.area}: geen van de laatste {total} maanden valt op"
    return f"{months.area}: {unusual} van de laatste {total} maanden {'valt' if unusual == 1 else 'vallen'} op"


def subtitle(months: Months) -> str:
    """Return the subject of the title: the indicator, the unit and the months."""
    first, last = (periods.parse(months.months[place].period).label for place in (0, -1))
    return f"{months.indicator.label}, aantal {months.indicator.unit}, {first} t/m {last}"


def findings(months: Months) -> list[str]:
    """Return which months are unusual, the newest first, and how many would be by chance alone."""
    total = len(months.judged)
    by_chance = dutch.number(total * (1 - chance.NEAR / 100), 0)
    texts = [f"{periods.parse(month.period).label} {_judged(month)}" for month in reversed(months.unusual)]
    more = len(texts) - _MOST_NAMED
    named = texts if more <= 0 else [*texts[:_MOST_NAMED], f"{more} eerder"]
    return [
        f"Buiten de band: {dutch.joined(named)}." if named else "",
        f"Door toeval alleen vallen er van {total} maanden ongeveer {by_chance} buiten." if total > 1 else "",
    ]


def _judged(month: Month) -> str:
    assert month.band and month.count is not None
    return f"({dutch.number(month.count, 0)}, {_SIDES[month.side]} dan {expected(month.band)})"


def expected(band: chance.Band) -> str:
    """Return the counts within a band: '4 tot 11'."""
    low, high = (dutch.number(end, 0) for end in chance.whole(band))
    return f"{low} tot {high}" if low != high else low


def side(month: Month) -> str:
    """Return the position of a month: 'hoger', 'lager', 'binnen de band', or why it is unknown."""
    if month.count is None:
        return "geen cijfer"
    return _SIDES[month.side] if month.band else "geen band"


def alternative(months: Months) -> str:
    """Return the content of the picture, for visitors who cannot see it."""
    return (f"Lijn per maand met de band van toeval. {subtitle(months)}. {title(months)}. "
            "De cijfers staan in de tabel.")  # fmt: skip


def how_sure(city: str, word: CityWord) -> list[str]:
    """Return how the band is computed, and what it does not say."""
    return [
        f"De band: wat past bij het aandeel dat de buurt in de {early_signal.HISTORY} maanden ervoor in {city} had, en "
        f"bij wat de hele {word} in die maand telde. Drukke maanden van de {word} tellen zo mee. Met 95% "
        "zekerheid ligt een maand erin als dat aandeel gelijk bleef.",
        "Buiten de band betekent: meer dan toeval. Het zegt niet waardoor het komt. Eén maand is geen ontwikkeling: "
        "kijk voor doelen naar de cijfers per jaar.",
    ]
