"""The trend of one indicator as an exhibit."""

from collections import Counter
from dataclasses import replace

from veerkracht.core import dutch, periods
from veerkracht.database import lookups
from veerkracht.database.query import Query
from veerkracht.database.rows import Observation, typed
from veerkracht.drawing import exhibits, sentences
from veerkracht.drawing.exhibit import Exhibit
from veerkracht.drawing.table import Column, Table
from veerkracht.groups import sentences as group_sentences
from veerkracht.topics.trends import charts, figures
from veerkracht.topics.trends import month_sentences as trend_months
from veerkracht.topics.trends import sentences as trend_sentences
from veerkracht.topics.trends.figures import Choice
from veerkracht.topics.trends.months import Months


def subject(query: Query, choice: Choice) -> str:
    """Return the topic with its unit: the subject of a chart on screen, whose legend and axis have the rest."""
    _, measured = figures.figures(query, choice)
    return f"{measured.label}: {dutch.within(exhibits.unit_phrase(measured))}"


def trend(query: Query, choice: Choice) -> Exhibit:
    """Return the trend of one indicator in a few areas as an exhibit; the data are the figures in any form."""
    about, names = lookups.programme(query), lookups.area_names(query)
    indicator, codes = lookups.indicator(query, choice.indicator_id), list(choice.area_codes)
    frame, measured = figures.figures(query, choice)
    events = figures.events(query, choice)
    present = [code for code in exhibits.with_figures(frame, codes) if code != choice.city]
    city = names[choice.city] if choice.city else ""
    why = {code: group_sentences.how(query, indicator, [code]) for code in codes if code not in present}
    explained = [code for code, texts in why.items() if texts and code != choice.city]
    absent = exhibits.absent_note(frame, [code for code in codes if code not in (*explained, choice.city)], names)
    too_large = figures.not_drawn(query, choice)
    exhibit = exhibits.exhibit(
        query, f"trend-{indicator.indicator_id}",
        title(query, choice), f"{measured.label}: {dutch.within(exhibits.subtitle(measured, present, frame, names))}",
        figures.alternative(frame[frame["area_code"] != choice.city], measured, names),
        exhibits.periods_table(frame, present, names, measured),
        [(indicator, typed(lookups.trend(query, indicator.indicator_id, codes), Observation))],
        [
            figures.reading(frame, choice.base, not events.empty, city),
            figures.done(events, names),
            figures.path_note(query, choice),
            absent,
            too_large,
        ],
        figures.chart(query, choice, exhibits.HEIGHT),
    )  # fmt: skip
    findings = sentences.city_comparison(
        lookups.trend(query, choice.indicator_id, codes), names, indicator, list(about.focus_area_codes),
        about.municipality_code,
    ) if choice.base is None else []  # fmt: skip
    of_groups = group_sentences.how(query, indicator, explained)
    return replace(exhibit, findings=tuple(filter(None, (*findings, absent, *of_groups, too_large))))


def months(query: Query, months: Months) -> Exhibit:
    """Return the months of an area in the band of chance as an exhibit."""
    indicator = months.indicator
    table = Table.of(
        trend_months.subtitle(months),
        (Column("Maand"), Column("Aantal", 0, indicator.unit), Column("Past bij toeval"), Column("Ligging")),
        (
            (periods.parse(month.period).label, month.count,
             trend_months.expected(month.band) if month.band else "–", trend_months.side(month))
            for month in reversed(months.months)
        ),
    )  # fmt: skip
    every = typed(lookups.trend(query, indicator.indicator_id, [months.area_code]), Observation)
    findings = tuple(filter(None, trend_months.findings(months)))
    look = exhibits.styles(query, [months.area_code])[months.area_code]
    exhibit = exhibits.exhibit(
        query, f"maanden-{indicator.indicator_id}-{months.area_code}", trend_months.title(months),
        trend_months.subtitle(months), trend_months.alternative(months), table, [(indicator, every)],
        [*findings, *trend_months.how_sure(months.city, months.city_word)], charts.months(months, look),
    )  # fmt: skip
    return replace(exhibit, findings=findings)


def title(query: Query, choice: Choice) -> str:
    """Return the finding in at most fifteen words: the change of the figures or of their distance to the city, else the
    latest figures."""
    names, is_apart = _names(query, choice), choice.city is not None
    topics = {names[code]: topic for code, topic in figures.changes(query, choice).items()}
    changed = trend_sentences.apart(topics) if is_apart else trend_sentences.moved(topics) if topics else ""
    frame, measured = figures.figures(query, choice)
    latest = {names[code]: figure for code, figure in figures.latest(frame, choice).items()}
    return changed or trend_sentences.latest(latest, measured, is_apart)


def _names(query: Query, choice: Choice) -> dict[str, str]:
    """Return the name of each area by its code, with the code if two have the same name."""
    names = {code: lookups.area_names(query)[code] for code in choice.area_codes}
    counts = Counter(names.values())
    return {code: name if counts[name] == 1 else f"{name} ({code})" for code, name in names.items()}
