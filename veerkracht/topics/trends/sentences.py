"""The title of a trend in Dutch: its finding in at most fifteen words."""

from collections.abc import Mapping

from veerkracht.core import dutch, periods
from veerkracht.database.rows import Indicator
from veerkracht.drawing import sentences
from veerkracht.topics.catching_up import sentences as gap_sentences
from veerkracht.topics.catching_up.figures import Topic

_UNSURE = "geen zekere verandering"
_FIRST = 2  # areas that are named if more do not fit
NONE = "Nog geen cijfers van deze gebieden"


def moved(topics: Mapping[str, Topic]) -> str:
    """Return the changes of areas, by their name, and of their distance to the city as far as the words fit; more areas
    than fit are counted.

    The verdicts are those of Halen we in?. There is at least one area.
    """
    directions = {name: _direction(topic) for name, topic in topics.items()}
    with_gap = {name: ", ".join(filter(None, (words, _gap(topics[name])))) for name, words in directions.items()}
    since = _since(topics)
    has_margins = [topic.has_margin for topic in topics.values()]
    unsure = "" if all(has_margins) else f" (marge {'deels ' if any(has_margins) else ''}onbekend)"
    return dutch.capital(sentences.fitting(
        f"{since}{sentences.by_area(with_gap)}{unsure}", f"{since}{sentences.by_area(directions)}{unsure}",
        f"{since}{sentences.by_count(directions)}{unsure}",
    ))  # fmt: skip


def apart(topics: Mapping[str, Topic]) -> str:
    """Return the changes of the distance between areas and the city, as in `moved`; '' if none of the margins is
    known."""
    with_margin = {name: topic for name, topic in topics.items() if topic.has_margin}
    if not with_margin:
        return ""
    begin, since = f"tegenover de {next(iter(with_margin.values())).city_word} ", _since(with_margin)
    judged = {name: _gap(topic) if topic.is_neutral else gap_sentences.JUDGED[topic.judged]
              for name, topic in with_margin.items()}  # fmt: skip
    return dutch.capital(sentences.fitting(
        f"{begin}{since}{sentences.by_area({name: _gap(topic) for name, topic in with_margin.items()})}",
        f"{begin}{since}{sentences.by_area(judged)}", f"{begin}{since}{sentences.by_count(judged)}",
        f"{begin}{sentences.by_count(judged)}",
    ))  # fmt: skip


def latest(figures: Mapping[str, tuple[str, float]], indicator: Indicator, is_apart: bool = False) -> str:
    """Return the latest figures, by the name of areas with their period: 'In 2024: Heer 31% en Wyck 23%'.

    If not all fit it names the lowest and highest, or of different years the first two. With `is_apart` they are
    distances, with a sign.
    """
    if not figures:
        return NONE
    is_short = indicator.unit in ("%", "euro")
    unit = "" if is_short or indicator.unit.startswith("index") else f" {indicator.unit}"
    write = dutch.signed if is_apart else dutch.figure
    labels = {name: periods.parse(period).label for name, (period, _) in figures.items()}
    is_one = len(set(labels.values())) == 1
    when = f"in {next(iter(labels.values()))}: " if is_one else ""

    def text(name: str) -> str:
        figure = write(figures[name][1], indicator.decimals, indicator.unit if is_short else "")
        return f"{name} {figure}{'' if is_one else f' ({labels[name]})'}"

    low, high = (pick(figures, key=lambda name: figures[name][1]) for pick in (min, max))
    every = [*map(text, figures)]
    some = f"laagste {text(low)}, hoogste {text(high)}" if is_one else dutch.joined(every[:_FIRST])
    return dutch.capital(sentences.fitting(f"{when}{dutch.joined(every)}{unit}", f"{when}{some}{unit}"))


def _since(topics: Mapping[str, Topic]) -> str:
    """Return the start of all these changes: 'sinds 2022: ', for a mean 'sinds 2020–2022: '."""
    labels = {periods.parse(topic.first).label.replace(" t/m ", "–") for topic in topics.values()}
    return f"sinds {labels.pop()}: " if len(labels) == 1 else ""


def _direction(topic: Topic) -> str:
    """Return the direction of the figure, as far as its margin supports it: 'waarschijnlijk gunstiger'."""
    first, last = topic.own
    rise, is_full_count = dutch.printed_difference(last, first, topic.indicator.decimals), topic.indicator.is_full_count
    if topic.has_margin and not is_full_count and (not rise or topic.moved == "unclear"):
        return _UNSURE
    if not rise:
        return "gelijk gebleven"
    if topic.is_neutral or not topic.has_margin:
        words = "hoger" if rise > 0 else "lager"
    else:
        words = "gunstiger" if topic.moved == "forward" else "ongunstiger"
    return words if is_full_count or not topic.has_margin else f"waarschijnlijk {words}"


def _gap(topic: Topic) -> str:
    """Return the direction of the distance to the city, '' if its margin is unknown."""
    return gap_sentences.verdict(topic) if topic.has_margin else ""
