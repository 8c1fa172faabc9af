"""Texts on how topics correlate over buurten, in Dutch: strength, chance, caveats."""

from collections import Counter
from collections.abc import Collection, Iterable

from veerkracht.core import dutch, periods
from veerkracht.database.rows import Indicator, Origin
from veerkracht.drawing import sentences
from veerkracht.method import correlation
from veerkracht.method.correlation import Correlation, NoCorrelation, Result
from veerkracht.topics.correlation.figures import Comparison, Theme, Topic

DIRECTION = {True: "gelijk op", False: "tegengesteld"}
_STRENGTH = {"zwak": ("iets vaker", "zwakke"), "matig": ("vaak", "matige"), "sterk": ("meestal", "sterke")}
NO_RESULT = {
    "too_few_areas": "te weinig buurten",
    "too_uneven": "te ongelijke buurten",
    "no_variation": "overal gelijk",
}
ONE_TOPIC = "Er is nog maar één onderwerp met cijfers van buurten. Pas met twee is er samenhang te zien."
CAUTION = "**Dit gaat over buurten, niet over mensen. Samenhang is geen oorzaak.**"
WHY_CAUTION = (
    "Als twee cijfers in dezelfde buurten hoog zijn, hoeft dat niet bij dezelfde mensen zo te zijn. Het ene hoeft niet "
    "door het andere te komen; er kan ook iets anders achter beide zitten."
)
METHOD = (
    "Rho loopt van −1 (precies tegengesteld) via 0 (geen samenhang) tot +1 (precies gelijk op). Een grote buurt telt "
    "zwaarder mee dan een kleine. Bevat de marge 0, dan kan het toeval zijn. Zwak: onder 0,4; matig: 0,4 tot 0,7; "
    "sterk: vanaf 0,7. De marge gaat ervan uit dat buurten los van elkaar staan. Buurten naast elkaar lijken op "
    "elkaar; de echte onzekerheid is dus groter."
)


def rho_text(value: float) -> str:
    """Return rho with its sign: −0,72."""
    return dutch.signed(value, 2, "")


def interval(result: Correlation) -> str:
    """Return the margin: −0,86 tot −0,48."""
    return f"{rho_text(result.lower)}\u00a0tot\u00a0{rho_text(result.upper)}"


def in_words(result: Result) -> str:
    """Return strength and direction in a few words, or why there is no result."""
    if isinstance(result, NoCorrelation):
        return NO_RESULT[result.reason]
    word = correlation.strength(result)
    return f"{word}, {DIRECTION[result.rho > 0]}" if word else "kan toeval zijn"


def title(comparison: Comparison) -> str:
    """Return the finding in at most fifteen words, which leaves no room for the names of two topics."""
    result = comparison.result
    if isinstance(result, NoCorrelation):
        return f"Geen samenhang te berekenen: {NO_RESULT[result.reason]}"
    if (word := correlation.strength(result)) is None:
        return "Geen duidelijke samenhang: dit kan toeval zijn"
    often, bent = _STRENGTH[word]
    side = "hoger" if result.rho > 0 else "lager"
    return f"{bent.capitalize()} samenhang: waar het ene cijfer hoger is, is het andere {often} {side}"


def finding(comparison: Comparison) -> str:
    """Return the finding with the names that do not fit in the title, or why nothing can be said."""
    result, (first, second) = comparison.result, (f"‘{topic.label}’" for topic in comparison.topics)
    if isinstance(result, NoCorrelation):
        have = "1 buurt heeft" if result.count == 1 else f"{result.count} buurten hebben"
        return (
            "Hier is geen samenhang te berekenen: "
            + {
                "too_few_areas": f"maar {have} beide cijfers en inwoners. Nodig zijn er {comparison.minimum}. "
                "Kies meer buurten of een ander jaar.",
                "too_uneven": "bijna alle inwoners wonen in enkele buurten.",
                "no_variation": "een van beide cijfers is in alle buurten gelijk.",
            }[result.reason]
        )
    if (word := correlation.strength(result)) is None:
        return f"Tussen {first} en {second} is geen duidelijke samenhang te zien."
    side = "hoger" if result.rho > 0 else "lager"
    return f"Waar {first} hoger is, is {second} {_STRENGTH[word][0]} {side}."


def story(comparison: Comparison) -> list[str]:
    """Return the number of buurten behind rho, and how many do not count and why."""
    result, points = comparison.result, comparison.points
    lines: list[str] = []
    if isinstance(result, Correlation):
        lines.append(f"Dit gaat over {result.count} buurten. Zij verschillen in grootte en zeggen samen evenveel als "
                     f"{dutch.number(result.effective_count, 0)} even grote buurten.")  # fmt: skip
    if result.left_out:
        why = []
        missing = ([point.first_reason for point in points], [point.second_reason for point in points])
        for topic, reasons in zip(comparison.topics, missing, strict=True):
            if counts := Counter(reason for reason in reasons if reason):
                parts = dutch.joined([f"{reason} ({count})" for reason, count in counts.items()])
                why.append(f"Geen cijfer over ‘{topic.label}’: {parts}.")
        if empty := sum(not point.inhabitants for point in points):
            why.append(f"Geen (bekend aantal) inwoners: {empty}.")
        verb = "telt" if result.left_out == 1 else "tellen"
        lines.append(f"{result.left_out} van de {len(points)} buurten {verb} niet mee. {' '.join(why)}")
    return lines


def numbers(comparison: Comparison) -> list[str]:
    """Return rho with its margin, and the same without what the reader leaves out, unless none of it counts."""
    result, elsewhere, without = comparison.result, comparison.elsewhere, comparison.without
    lines: list[str] = []
    if isinstance(result, Correlation):
        lines.append(f"Rangcorrelatie (rho van Spearman, gewogen naar inwoners): **{rho_text(result.rho)}**. Met 95% "
                     f"zekerheid ligt zij tussen {rho_text(result.lower)} en {rho_text(result.upper)}.")  # fmt: skip
    if isinstance(elsewhere, NoCorrelation):
        lines.append(f"Zonder {without} is er geen samenhang te berekenen: {NO_RESULT[elsewhere.reason]}.")
    elif elsewhere is not None:
        words, other = in_words(result), in_words(elsewhere)
        lines.append(
            f"Zonder {without}: rho {rho_text(elsewhere.rho)} ({interval(elsewhere)}), over {elsewhere.count} buurten. "
            + (
                f"De uitkomst blijft ‘{words}’."
                if words == other
                else f"De uitkomst wordt ‘{other}’, in plaats van ‘{words}’."
            )
        )
    return lines


def cautions(comparison: Comparison) -> list[str]:
    """Return caveats besides CAUTION: reasons why these two are related anyhow.

    The model of the RIVM (SMAP) estimates with age, origin, household, education, income and home (RIVM, Gezondheid per
    wijk en buurt, verantwoording).
    """
    first, second = (topic.indicator for topic in comparison.topics)
    models = [indicator for indicator in (first, second) if indicator.is_model]
    lines = []
    if len(models) == 2:
        lines.append("**Beide cijfers komen uit een rekenmodel**, dat met dezelfde kenmerken van inwoners rekent. Zij "
                     "hangen daardoor voor een deel vanzelf samen.")  # fmt: skip
    elif models:
        lines.append(f"**‘{models[0].label}’ is een schatting van een rekenmodel.** Dat rekent met kenmerken van "
                     "inwoners, zoals leeftijd, herkomst, huishouden, opleiding, inkomen en woning. De samenhang met "
                     "zulke kenmerken zit dus voor een deel al in het model.")  # fmt: skip
    if comparison.is_one_question:
        lines.append("**Beide cijfers gaan over dezelfde vraag**, zoals koop en huur, of een oude en een nieuwe reeks. "
                     "Zij hangen vanzelf samen.")  # fmt: skip
    elif first.theme == second.theme and not models:
        lines.append("**Beide cijfers gaan over hetzelfde thema.** Zij kunnen ten dele hetzelfde meten, of delen zijn "
                     "van één geheel, zoals huur en koop. Dan hangen zij vanzelf samen.")  # fmt: skip
    if amounts := [f"‘{indicator.label}’" for indicator in (first, second) if dutch.is_amount(indicator.unit)]:
        verb = "zijn aantallen" if len(amounts) == 2 else "is een aantal"
        lines.append(f"{dutch.joined(amounts)} {verb}: een grotere buurt heeft er vanzelf meer.")
    if len({topic.period for topic in comparison.topics}) == 2:
        years = " en ".join(periods.parse(topic.period).label for topic in comparison.topics)
        lines.append(f"De cijfers zijn van verschillende jaren: {years}.")
    return lines


def alternative(comparison: Comparison, focus: Collection[str]) -> str:
    """Return the content of the scatter plot, for readers who cannot see it: topics, finding, figures of the focus
    areas."""
    first, second = comparison.topics
    figures = "; ".join(
        f"{point.name}: {first.text(point.first)} en {second.text(point.second)}"
        for point in comparison.points
        if point.is_used and point.area_code in focus
    )
    return (
        f"Puntenplaatje van de buurten: {first.heading}, tegen {second.heading}. "
        f"{title(comparison)}. {finding(comparison)} {figures}. Alle cijfers staan in de tabel."
    )


def source_note(topic: Topic, origins: Iterable[Origin]) -> list[str]:
    """Return the small print of a topic: its name, then sentences.source_note of its own period."""
    of_period = [origin for origin in origins if origin.period == topic.period]
    return [f"**{topic.heading}**", *sentences.source_note(topic.indicator, of_period)]


def left_out(pairs: Iterable[tuple[Indicator, Indicator]]) -> str:
    """Return which topics are left out of the pairs, and for each the one it repeats; '' without any."""
    named = [f"‘{indicator.label}’ (zelfde vraag als ‘{other.label}’)" for indicator, other in pairs]
    if not named:
        return ""
    return (
        f"Niet in de tabel: {dutch.joined(named)}. Twee delen van één geheel, of hetzelfde feit in een andere eenheid "
        "of reeks, hangen vanzelf samen."
    )


def many_left_out(count: int) -> str:
    """Return how many topics are left out, if `left_out` is in a collapsed section."""
    return (
        f"{count} onderwerpen staan niet in de tabel, omdat zij over dezelfde vraag gaan als een ander, zoals een oude "
        "reeks. Welke, leest u bij ‘Hoe zeker is dit?’."
    )


def no_shared_year(count: int) -> str:
    """Return that these topics have no year in common, what is shown, and what to do; `count` is their number."""
    every = "allebei" if count == 2 else "allemaal"
    return (
        f"Er is geen jaar waarvan deze onderwerpen {every} genoeg cijfers hebben. U ziet daarom van elk het nieuwste "
        f"jaar. Kies {'een ander onderwerp' if count == 2 else 'minder of andere onderwerpen'} voor cijfers van één "
        "jaar."
    )


def theme_title(theme: Theme) -> str:
    """Return the finding of all pairs in at most fifteen words."""
    results = [result for result in theme.pairs.values() if isinstance(result, Correlation)]
    clear = sum(correlation.strength(result) is not None for result in results)
    if not results:
        return "Te weinig buurten hebben twee van deze cijfers"
    pairs = "het ene paar" if len(results) == 1 else f"de {len(results)} paren"
    verb = "hangt er 1" if clear == 1 else f"hangen er {clear}" if clear else "hangt er geen"
    return f"Van {pairs} {verb} duidelijk samen"


def chance(theme: Theme) -> str:
    """Return how many pairs would seem to be related by chance alone; the title says how many are."""
    results = [result for result in theme.pairs.values() if isinstance(result, Correlation)]
    if not results:
        return "Van geen enkel paar zijn er genoeg buurten met beide cijfers."
    if len(results) == 1:
        return "Van maar één paar zijn er genoeg buurten met beide cijfers."
    expected = f": hier ongeveer {dutch.number(len(results) / 20, 0)}" if len(results) >= 20 else ""
    return (
        f"Ook als niets met elkaar te maken heeft, lijkt 1 op de 20 paren samen te hangen{expected}. Kijk dus niet "
        "alleen naar het ene opvallende paar."
    )


def theme_cautions(theme: Theme) -> list[str]:
    """Return caveats besides CAUTION: reasons why the topics of a theme are related anyhow."""
    lines = ["Onderwerpen van één thema meten vaak ten dele hetzelfde."]
    if len(years := sorted({topic.year for topic in theme.topics})) > 1:
        lines.append(f"De cijfers zijn van verschillende jaren: {dutch.joined(years)}.")
    if models := sum(topic.indicator.is_model for topic in theme.topics):
        count = f"{models} van de {len(theme.topics)} onderwerpen {'komt' if models == 1 else 'komen'}"
        lines.append(f"**{'Alle onderwerpen komen' if models == len(theme.topics) else count} uit een rekenmodel.** "
                     "Dat rekent steeds met dezelfde kenmerken van inwoners, zoals leeftijd, opleiding en inkomen. Wat "
                     "eruit komt hangt voor een deel vanzelf samen, ook met die kenmerken zelf.")  # fmt: skip
    return lines


def sources(indicators: Iterable[Indicator]) -> str:
    """Return the sources of a theme in one line."""
    named = dict.fromkeys(
        f"{indicator.publisher}, {indicator.source_title} ({indicator.licence})" for indicator in indicators
    )
    return f"Bron: {'; '.join(named)}."
